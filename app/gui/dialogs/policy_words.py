"""What the shop has set about reminders, in plain words: when a rule applies, what a ladder does, what texts are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from app.core.reminder.kinds import RuleKind, Tone, Way
from app.core.reminder.ladder import Gentler, Ladder, Stage
from app.core.reminder.rules import Rule
from app.gui.dialogs.reminder_words import way_name
from app.gui.shop import Shop
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

_EXPLAINED: Mapping[RuleKind, str] = MappingProxyType(
    {
        RuleKind.OVERDUE: N_("Asked for step by step; the steps stand under “Steps when overdue”."),
        RuleKind.DUE_SOON: N_("Before what was bought on account is due."),
        RuleKind.INSTALMENT: N_("Before an instalment is due."),
        RuleKind.EXPIRING: N_("Before prepaid money or a pass expires, so that the customer can still use it."),
        RuleKind.LOW_BALANCE: N_("Soon after a visit that left little prepaid money."),
        RuleKind.PASS_LOW: N_("Soon after a visit that left few visits on a pass."),
        RuleKind.PROMISE_DUE: N_("Before the day on which a customer promised to pay."),
        RuleKind.PROMISE_BROKEN: N_("When the days of grace have passed and what was promised was not paid."),
        RuleKind.STATEMENT: N_("When the day has passed by which a statement asked for a reply."),
        RuleKind.REVIEW: N_("For you alone, as often as the customer's file says."),
        RuleKind.SLEEPING: N_("An invitation, only for those who agreed to offers."),
        RuleKind.BIRTHDAY: N_("A greeting, only for those who agreed to offers."),
        RuleKind.RETURN_VISIT: N_(
            "When the usual time between visits has passed; only for those who agreed to offers."
        ),
        RuleKind.LIMITATION: N_("For you alone, before a claim can no longer be enforced in court."),
        RuleKind.AGREEMENT: N_("For you alone, before an agreement runs out and none follows it."),
        RuleKind.NOTE: N_("For you alone, on the day the note gives."),
    }
)


def rule_explained(kind: RuleKind) -> str:
    """Return in a sentence when reminders of a kind come."""
    return _(_EXPLAINED[kind])


def tone_name(tone: Tone) -> str:
    """Return what a tone is called."""
    return {
        Tone.GENTLE: pgettext("tone", "Gentle"),
        Tone.FIRM: pgettext("tone", "Firm"),
        Tone.FINAL: pgettext("tone", "Final"),
    }[tone]


# ---- texts ----------------------------------------------------------------------------------------------------------

_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "overdue_gentle": N_("Overdue, gentle"),
        "overdue_firm": N_("Overdue, firm"),
        "overdue_final": N_("Overdue, final"),
        "due_soon": N_("Due soon"),
        "instalment": N_("Instalment"),
        "expiring": N_("Prepaid money expires"),
        "expiring_pass": N_("Pass expires"),
        "expiring_period": N_("Period pass ends"),
        "low_balance": N_("Prepaid money runs low"),
        "pass_low": N_("Pass nearly used up"),
        "promise_due": N_("Promise due"),
        "promise_broken": N_("Broken promise"),
        "statement": N_("Statement unanswered"),
        "statement_mail": N_("Mail with a statement"),
        "sleeping": N_("Long away"),
        "birthday": N_("Birthday"),
        "return_visit": N_("Return visit"),
    }
)
_FOR_WAY: Mapping[str, str] = MappingProxyType(
    {
        "_letter": N_("{text} (letter)"),
        "_phone": N_("{text} (points for the call)"),
        "_email": N_("{text} (e-mail)"),
        "_message": N_("{text} (message)"),
        "_service": N_("{text} (service)"),
    }
)


def text_name(name: str) -> str:
    """Return what a text is called; one of the shop's own by the name the shop gave it."""
    if name in _TEXTS:
        return _(_TEXTS[name])
    for end, words in _FOR_WAY.items():
        if name.endswith(end):
            return _(words).format(text=text_name(name.removesuffix(end)))
    return name


def text_order(name: str) -> tuple[int, str]:
    """Return the place of a text in a list: as the rules come, one for a way behind the common one."""
    begins = [at for at, each in enumerate(_TEXTS) if name == each or name.removeprefix(each)[:1] == "_"]
    exact = [at for at, each in enumerate(_TEXTS) if name == each]
    return (exact or begins[-1:] or [len(_TEXTS)])[0], name


# ---- rules ----------------------------------------------------------------------------------------------------------

_ON_THE_DAY = frozenset(
    {RuleKind.REVIEW, RuleKind.BIRTHDAY, RuleKind.NOTE, RuleKind.RETURN_VISIT, RuleKind.STATEMENT, RuleKind.PROMISE_DUE}
)
_COUNTS_UP = frozenset({RuleKind.STATEMENT, RuleKind.SLEEPING, RuleKind.RETURN_VISIT})


def when_words(rule: Rule) -> str:
    """Return when reminders of a rule come: “90, 30, 7 days before”."""
    days = rule.days
    if rule.kind is RuleKind.OVERDUE:
        text = ngettext("{n} day apart at least", "{n} days apart at least", rule.apart)
        return text.format(n=rule.apart) if rule.apart else pgettext("rule", "step by step")
    if rule.kind is RuleKind.PROMISE_BROKEN and days:
        return ngettext("after {n} day of grace", "after {n} days of grace", days[0]).format(n=days[0])
    if rule.kind in (RuleKind.LOW_BALANCE, RuleKind.PASS_LOW) and days:
        return ngettext("within {n} day after a visit", "within {n} days after a visit", days[0]).format(n=days[0])
    if rule.kind in _ON_THE_DAY and days == (0,):
        return pgettext("rule", "on the day")
    if rule.kind is RuleKind.SLEEPING:
        text = ngettext("{days} day after a visit", "{days} days after a visit", max(days, default=0))
    elif rule.kind in _COUNTS_UP:
        text = ngettext("{days} day after it", "{days} days after it", max(days, default=0))
    else:
        text = ngettext("{days} day before", "{days} days before", max(days, default=0))
    return text.format(days=_(", ").join(str(day) for day in days))


def least_words(shop: Shop, rule: Rule) -> str:
    """Return from how much on, or up to how much, a rule applies; "" where that says nothing."""
    match rule.kind:
        case RuleKind.LOW_BALANCE:
            return _("{amount} or less").format(amount=shop.money(rule.level))
        case RuleKind.PASS_LOW:
            return ngettext("{n} visit or less", "{n} visits or less", rule.units).format(n=rule.units)
    return _("{amount} or more").format(amount=shop.money(rule.least)) if rule.least else ""


def ways_words(ways: Iterable[Way]) -> str:
    """Return ways as a list."""
    return _(", ").join(way_name(way) for way in ways)


# ---- ladders --------------------------------------------------------------------------------------------------------


def stage_words(stage: Stage) -> str:
    """Return a step in plain words: “10 days overdue: a message, a letter; firm.”."""
    if stage.ways == (Way.OWNER,):
        text = ngettext(
            "{n} day overdue: you decide how it goes on.", "{n} days overdue: you decide how it goes on.", stage.days
        )
        return text.format(n=stage.days)
    text = ngettext("{n} day overdue: {ways}; {tone}.", "{n} days overdue: {ways}; {tone}.", stage.days)
    tones = {
        Tone.GENTLE: pgettext("in a sentence", "gentle"),
        Tone.FIRM: pgettext("in a sentence", "firm"),
        Tone.FINAL: pgettext("in a sentence", "the final one"),
    }
    ways = _(", ").join(_in_sentence(way) for way in stage.ways)
    return text.format(n=stage.days, ways=ways, tone=tones[stage.tone])


def _in_sentence(way: Way) -> str:
    return {
        Way.EMAIL: pgettext("in a sentence", "an e-mail"),
        Way.LETTER: pgettext("in a sentence", "a letter"),
        Way.PHONE: pgettext("in a sentence", "a call"),
        Way.MESSAGE: pgettext("in a sentence", "a message"),
        Way.SERVICE: pgettext("in a sentence", "a message by a service"),
        Way.OWNER: pgettext("in a sentence", "a word to you"),
    }[way]


def ladder_words(ladder: Ladder) -> str:
    """Return the steps one a line."""
    return "\n".join(stage_words(stage) for stage in ladder.stages)


def gentler_words(steps: Iterable[Gentler]) -> str:
    """Return the patience with customers of long standing, one line a step."""
    return "\n".join(_patience(step) for step in steps)


def _patience(step: Gentler) -> str:
    days = ngettext("{n} day", "{n} days", step.extra_days).format(n=step.extra_days)
    text = ngettext(
        "Customers for {n} year and more: each step {days} later.",
        "Customers for {n} years and more: each step {days} later.",
        step.years,
    )
    return text.format(n=step.years, days=days)
