"""What reminders are called on screen: rules, ways, results, states, and what one is about, in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from app.core.outgoing import Sent
from app.core.reminder.board import Group
from app.core.reminder.facts import PauseKind
from app.core.reminder.kinds import CreditClass, RuleKind, State, Way
from app.core.reminder.promise import ALL, Outcome
from app.core.reminder.requests import ContactResult, ContactWay
from app.errors import Message
from app.gui.dialogs.choices import shortened
from app.gui.dialogs.statement_words import here
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.core.ledger import ChargeLine
    from app.core.outgoing import SendRow
    from app.core.reminder.board import LoggedContact, QueueRow
    from app.core.reminder.conduct import Conduct
    from app.core.reminder.promise import Standing
    from app.gui.shop import Shop
    from app.services.counter import AccountCard

_WEEK = 7

SERIOUS = frozenset({RuleKind.OVERDUE, RuleKind.PROMISE_BROKEN, RuleKind.LIMITATION})
"""What is said in the colour of debts."""

QUIET = frozenset(
    {
        *(RuleKind.REVIEW, RuleKind.STATEMENT, RuleKind.SLEEPING),
        *(RuleKind.RETURN_VISIT, RuleKind.AGREEMENT, RuleKind.NOTE),
    }
)
"""What is said in no colour of its own."""


class Said(NamedTuple):
    """What came of something, as a list shows it: a sign, a word, and a tone; none speaks alone."""

    sign: str
    text: str
    tone: str

    @property
    def words(self) -> str:
        """The sign and the word, for a column."""
        return f"{self.sign} {self.text}".strip()


# ---- names ----------------------------------------------------------------------------------------------------------


def rule_name(rule: RuleKind) -> str:
    """Return what a kind of reminder is called."""
    return {
        RuleKind.OVERDUE: pgettext("reminder", "Overdue"),
        RuleKind.DUE_SOON: pgettext("reminder", "Due soon"),
        RuleKind.INSTALMENT: pgettext("reminder", "Instalment"),
        RuleKind.EXPIRING: pgettext("reminder", "Expiring"),
        RuleKind.LOW_BALANCE: pgettext("reminder", "Low balance"),
        RuleKind.PASS_LOW: pgettext("reminder", "Pass nearly used up"),
        RuleKind.PROMISE_DUE: pgettext("reminder", "Promise due"),
        RuleKind.PROMISE_BROKEN: pgettext("reminder", "Broken promise"),
        RuleKind.STATEMENT: pgettext("reminder", "Statement unanswered"),
        RuleKind.REVIEW: pgettext("reminder", "Account review"),
        RuleKind.SLEEPING: pgettext("reminder", "Long away"),
        RuleKind.BIRTHDAY: pgettext("reminder", "Birthday"),
        RuleKind.RETURN_VISIT: pgettext("reminder", "Return visit"),
        RuleKind.LIMITATION: pgettext("reminder", "Limitation"),
        RuleKind.AGREEMENT: pgettext("reminder", "Agreement runs out"),
        RuleKind.NOTE: pgettext("reminder", "Note"),
    }[rule]


def way_name(way: Way | ContactWay) -> str:
    """Return what a way of contact is called."""
    return {
        "email": pgettext("way", "E-mail"),
        "letter": pgettext("way", "Letter"),
        "phone": pgettext("way", "Phone"),
        "message": pgettext("way", "Message"),
        "service": pgettext("way", "Service"),
        "visit": pgettext("way", "Visit"),
        "owner": pgettext("way", "You decide"),
    }[way.value]


def ways_text(ways: tuple[Way, ...]) -> str:
    """Return several ways in a row."""
    return " + ".join(way_name(way) for way in ways)


def group_name(group: Group) -> str:
    """Return what a group of the queue is called."""
    return {
        Group.OVERDUE: pgettext("queue", "Left over"),
        Group.TODAY: pgettext("queue", "Today"),
        Group.WEEK: pgettext("queue", "This week"),
        Group.WAITING: pgettext("queue", "Waiting"),
    }[group]


def class_name(credit: CreditClass) -> str:
    """Return what a credit class is called."""
    return {
        CreditClass.GOOD: pgettext("credit class", "Good"),
        CreditClass.NORMAL: pgettext("credit class", "Normal"),
        CreditClass.AT_RISK: pgettext("credit class", "At risk"),
    }[credit]


def pause_name(kind: PauseKind) -> str:
    """Return what a kind of pause is called."""
    return {
        PauseKind.UNTIL: pgettext("pause", "Until a day"),
        PauseKind.DISPUTE: pgettext("pause", "Until a dispute is settled"),
        PauseKind.SILENCE: pgettext("pause", "Do not remind at all"),
    }[kind]


def state_of(state: State) -> Said:
    """Return how the state of a reminder is said."""
    return {
        State.QUEUED: Said("○", pgettext("reminder state", "To do"), "mute"),
        State.SENDING: Said("…", pgettext("reminder state", "Being sent"), "mute"),
        State.SENT: Said("✓", pgettext("reminder state", "Sent"), "accent"),
        State.DONE: Said("✓", pgettext("reminder state", "Done"), "accent"),
        State.FAILED: Said("▲", pgettext("reminder state", "Not sent"), "owed"),
        State.SKIPPED: Said("–", pgettext("reminder state", "Skipped"), "mute"),
        State.CANCELLED: Said("–", pgettext("reminder state", "No longer needed"), "mute"),
        State.INTERRUPTED: Said("?", pgettext("reminder state", "Unclear"), "soon"),
    }[state]


def result_of(result: ContactResult) -> Said:
    """Return how the result of a contact is said."""
    return {
        ContactResult.BEGUN: Said("…", pgettext("contact", "Begun"), "mute"),
        ContactResult.SENT: Said("✓", pgettext("contact", "Sent"), "accent"),
        ContactResult.FAILED: Said("▲", pgettext("contact", "Not sent"), "owed"),
        ContactResult.UNCLEAR: Said("?", pgettext("contact", "Unclear"), "soon"),
        ContactResult.REACHED: Said("✓", pgettext("contact", "Reached"), "accent"),
        ContactResult.NO_ANSWER: Said("○", pgettext("contact", "No answer"), "mute"),
        ContactResult.PROMISE: Said("✓", pgettext("contact", "Promised to pay"), "accent"),
        ContactResult.DISPUTED: Said("▲", pgettext("contact", "Disputed"), "owed"),
        ContactResult.WRONG_NUMBER: Said("▲", pgettext("contact", "Wrong number"), "owed"),
    }[result]


def outcome_of(outcome: Outcome) -> Said:
    """Return how it is said what became of a promise."""
    return {
        Outcome.OPEN: Said("○", pgettext("promise", "Open"), "mute"),
        Outcome.KEPT: Said("✓", pgettext("promise", "Kept"), "accent"),
        Outcome.BROKEN: Said("▲", pgettext("promise", "Broken"), "owed"),
    }[outcome]


# ---- what a reminder is about ---------------------------------------------------------------------------------------


def about(shop: Shop, row: QueueRow) -> str:
    """Return what a reminder is about, in one line."""
    return _ABOUT[row.rule](shop, row)


def tone_of(row: QueueRow) -> str:
    """Return the token of the colour its line is written in; a word says the same."""
    if row.rule in SERIOUS or row.state in (State.FAILED, State.INTERRUPTED):
        return "owed"
    return "mute" if row.rule in QUIET else "soon"


def worth(shop: Shop, row: QueueRow) -> str:
    """Return the figure of a line: an amount, or visits; a dash for none."""
    if row.amount:
        return shop.money(row.amount)
    if row.units:
        return ngettext("{n} visit", "{n} visits", row.units).format(n=row.units)
    return shop.nothing()


def _day(shop: Shop, row: QueueRow) -> str:
    return shop.day(row.on) if row.on is not None else shop.nothing()


def _overdue(shop: Shop, row: QueueRow) -> str:
    del shop
    late = ngettext("{n} day overdue", "{n} days overdue", row.days).format(n=number(row.days))
    if row.ways == (Way.OWNER,):
        return _("{late}  ·  you decide").format(late=late)
    return _("{late}  ·  step {nth}").format(late=late, nth=row.stage)


def _due(text: Callable[[], str], shop: Shop, row: QueueRow) -> str:
    return text().format(date=_day(shop, row))


def _expiring(shop: Shop, row: QueueRow) -> str:
    day = _day(shop, row)
    if row.service and row.units:
        text = ngettext("{service}: {n} visit expires on {date}", "{service}: {n} visits expire on {date}", row.units)
        return text.format(service=row.service, n=row.units, date=day)
    if row.service:
        return _("{service} pass ends on {date}").format(service=row.service, date=day)
    return _("Prepaid balance expires on {date}").format(date=day)


def _low(_shop: Shop, _row: QueueRow) -> str:
    return _("Prepaid balance runs low")


def _pass_low(_shop: Shop, row: QueueRow) -> str:
    text = ngettext("{service}: {n} visit left", "{service}: {n} visits left", row.units)
    return text.format(service=row.service, n=row.units)


def _statement(_shop: Shop, row: QueueRow) -> str:
    return _("Statement {no} unanswered").format(no=row.number)


def _note(_shop: Shop, row: QueueRow) -> str:
    return " ".join(row.number.split()) or rule_name(row.rule)


_ABOUT: Mapping[RuleKind, Callable[[Shop, QueueRow], str]] = MappingProxyType(
    {
        RuleKind.OVERDUE: _overdue,
        RuleKind.DUE_SOON: partial(_due, lambda: _("Due on {date}")),
        RuleKind.INSTALMENT: partial(_due, lambda: _("Instalment due on {date}")),
        RuleKind.EXPIRING: _expiring,
        RuleKind.LOW_BALANCE: _low,
        RuleKind.PASS_LOW: _pass_low,
        RuleKind.PROMISE_DUE: partial(_due, lambda: _("Promised to pay by {date}")),
        RuleKind.PROMISE_BROKEN: partial(_due, lambda: _("Promise for {date} not kept")),
        RuleKind.STATEMENT: _statement,
        RuleKind.REVIEW: partial(_due, lambda: _("Account review due since {date}")),
        RuleKind.SLEEPING: partial(_due, lambda: _("Not here since {date}")),
        RuleKind.BIRTHDAY: partial(_due, lambda: _("Birthday on {date}")),
        RuleKind.RETURN_VISIT: partial(_due, lambda: _("Usually back by now; last here on {date}")),
        RuleKind.LIMITATION: partial(_due, lambda: _("Claim lapses after {date}")),
        RuleKind.AGREEMENT: partial(_due, lambda: _("Agreement holds through {date}")),
        RuleKind.NOTE: _note,
    }
)


def why_words(shop: Shop, why: Iterable[Message], card: AccountCard) -> list[str]:
    """Return why a reminder is there, sentence by sentence; charges by what was sold instead of their names."""
    called = {charge.charge: charge_title(shop, charge) for charge in card.charges}
    found = []
    for message in why:
        values = dict(message.values)
        if "charge" in values:
            values["charge"] = called.get(str(values["charge"]), _("A charge"))
        found.append(shop.sentence(Message(message.text, values)))
    return found


def charge_title(shop: Shop, charge: ChargeLine) -> str:
    """Return how a sentence names a charge: what was sold and when."""
    day = shop.day(charge.on)
    if charge.text:
        return _("{text} ({date})").format(text=shortened(charge.text), date=day)
    return _("Charge of {date}").format(date=day)


# ---- what was said --------------------------------------------------------------------------------------------------


def contact_line(shop: Shop, contact: LoggedContact) -> str:
    """Return a contact in one line: day, way, result, by whom."""
    said = result_of(contact.result)
    way = _("{way} from them").format(way=way_name(contact.way)) if contact.incoming else way_name(contact.way)
    parts = (shop.day(contact.on), way, f"{said.sign} {said.text}", contact.who)
    return "  ·  ".join(part for part in parts if part)


def promise_line(shop: Shop, standing: Standing) -> str:
    """Return a promise in one line: how much by when, what came of it."""
    promise, said = standing.promise, outcome_of(standing.outcome)
    amount, day = shop.money(promise.amount), shop.day(promise.due_on)
    if standing.outcome is not Outcome.KEPT and standing.paid:
        text = _("{amount} by {date}  ·  {sign} {outcome}, {paid} paid")
        return text.format(amount=amount, date=day, sign=said.sign, outcome=said.text, paid=shop.money(standing.paid))
    text = _("{amount} by {date}  ·  {sign} {outcome}")
    return text.format(amount=amount, date=day, sign=said.sign, outcome=said.text)


def kept_text(rate: int | None) -> str:
    """Return the share of promises kept; blank while none is decided."""
    return "" if rate is None else _("{percent} % kept").format(percent=round(rate * 100 / ALL))


def conduct_line(shop: Shop, conduct: Conduct, contacts: Iterable[LoggedContact]) -> str:
    """Return the hours of contact, and how often the customer was contacted in the last seven days."""
    first = shop.today() - timedelta(days=_WEEK - 1)
    count = sum(not each.incoming and each.on >= first for each in contacts)
    times = ngettext("contacted {n} time in 7 days", "contacted {n} times in 7 days", count)
    words = times.format(n=number(count))
    if conduct.quiet_from == conduct.quiet_to:
        return _("{count} (at most {most})").format(count=words, most=conduct.per_week)
    text = _("Contact hours {first}–{last}  ·  {count} (at most {most})")
    hours = {"first": f"{conduct.quiet_to:%H:%M}", "last": f"{conduct.quiet_from:%H:%M}"}
    return text.format(**hours, count=words, most=conduct.per_week)


def moment(shop: Shop, at: datetime) -> str:
    """Return a moment on this computer's clock: the hour alone where it is today."""
    local = here(at)
    if local.date() == shop.today():
        return f"{local:%H:%M}"
    return _("{date} {time}").format(date=shop.day(local.date()), time=f"{local:%H:%M}")


def number(count: int) -> str:
    """Return a whole number, grouped."""
    return form.number(count, current().language)


def day_words(shop: Shop, day: date) -> str:
    """Return a day as a sentence says it: today and tomorrow by name."""
    ahead = (day - shop.today()).days
    return {0: _("today"), 1: _("tomorrow")}.get(ahead) or shop.day(day)


# ---- what was sent --------------------------------------------------------------------------------------------------


def sent_name(sent: Sent) -> Said:
    """Return how it is said what became of something that was to be sent."""
    return {
        Sent.ACCEPTED: Said("✓", pgettext("sent", "Sent"), "accent"),
        Sent.REFUSED: Said("▲", pgettext("sent", "Refused"), "owed"),
        Sent.FAILED: Said("▲", pgettext("sent", "Not sent"), "owed"),
        Sent.UNCLEAR: Said("?", pgettext("sent", "Unclear"), "soon"),
        Sent.HELD: Said("○", pgettext("sent", "Waits"), "soon"),
        Sent.GONE: Said("–", pgettext("sent", "No longer needed"), "mute"),
        Sent.KEPT: Said("–", pgettext("sent", "Not sent again"), "mute"),
        Sent.UNABLE: Said("▲", pgettext("sent", "Cannot go this way"), "owed"),
    }[sent]


def sent_reason(shop: Shop, row: SendRow) -> str:
    """Return why something was not sent, with the other's own words, said once; blank where it was."""
    text = shop.sentence(row.message) if row.message is not None else ""
    return text if row.answer in text else f"{text} {row.answer}".lstrip()


def sent_words(shop: Shop, row: SendRow) -> str:
    """Return what became of something that was to be sent, and why."""
    said, reason = sent_name(row.sent), sent_reason(shop, row)
    return f"{said.text}. {reason}" if reason else said.text
