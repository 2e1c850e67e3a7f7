"""`remind`, and `show` for reminders, promises and contacts."""

import argparse
from collections.abc import Iterable, Mapping

from app.bootstrap import App
from app.cli.output import Output
from app.cli.text import iso
from app.core.reminder.agreed import PromiseLine
from app.core.reminder.board import Group, LoggedContact, QueueRow
from app.core.reminder.facts import Pause, PauseKind
from app.core.reminder.kinds import RuleKind, State, Way
from app.core.reminder.promise import Outcome
from app.core.reminder.requests import ContactResult
from app.core.reminder.wish import Wish
from app.errors import refuse
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_
from app.services.customers import CustomerLine
from app.services.reminder_plan import PlanReport

DONE = 0

RULES = {
    RuleKind.OVERDUE: N_("Overdue"),
    RuleKind.DUE_SOON: N_("Due soon"),
    RuleKind.INSTALMENT: N_("Instalment due"),
    RuleKind.EXPIRING: N_("Prepaid money or a pass expires"),
    RuleKind.LOW_BALANCE: N_("Prepaid money runs low"),
    RuleKind.PASS_LOW: N_("Pass nearly used up"),
    RuleKind.PROMISE_DUE: N_("Promise due"),
    RuleKind.PROMISE_BROKEN: N_("Promise broken"),
    RuleKind.STATEMENT: N_("Statement not answered"),
    RuleKind.REVIEW: N_("Account to be reviewed"),
    RuleKind.SLEEPING: N_("Has not come for long"),
    RuleKind.BIRTHDAY: N_("Birthday"),
    RuleKind.RETURN_VISIT: N_("Time for the next visit"),
    RuleKind.LIMITATION: N_("Claim about to lapse"),
    RuleKind.AGREEMENT: N_("Agreement runs out"),
    RuleKind.NOTE: N_("Note with a date"),
}
"""What kinds of reminders are called."""


def _way_words(way: str) -> str:
    words = {
        "email": pgettext("way", "E-mail"),
        "letter": pgettext("way", "Letter"),
        "phone": pgettext("way", "Call"),
        "message": pgettext("way", "Message"),
        "service": pgettext("way", "Service"),
        "owner": pgettext("way", "You decide"),
        "visit": pgettext("way", "Visit"),
    }
    return words[way]


def ways_words(ways: Iterable[Way]) -> str:
    """Return what ways are called, with commas between."""
    return _(", ").join(_way_words(way) for way in ways)


def group_words(group: Group) -> str:
    """Return what a group of the queue is called."""
    words = {
        Group.OVERDUE: pgettext("queue", "Overdue"),
        Group.TODAY: pgettext("queue", "Today"),
        Group.WEEK: pgettext("queue", "This week"),
        Group.WAITING: pgettext("queue", "Waiting"),
    }
    return words[group]


def state_words(state: State) -> str:
    """Return what a state of a reminder is called."""
    words = {
        State.QUEUED: pgettext("reminder", "Queued"),
        State.SENDING: pgettext("reminder", "Being sent"),
        State.SENT: pgettext("reminder", "Sent"),
        State.DONE: pgettext("reminder", "Done"),
        State.FAILED: pgettext("reminder", "Failed"),
        State.SKIPPED: pgettext("reminder", "Skipped"),
        State.CANCELLED: pgettext("reminder", "Taken back"),
        State.INTERRUPTED: pgettext("reminder", "Unclear"),
    }
    return words[state]


def result_words(result: ContactResult) -> str:
    """Return what a result of a contact is called."""
    words = {
        ContactResult.BEGUN: pgettext("contact", "Begun"),
        ContactResult.SENT: pgettext("contact", "Sent"),
        ContactResult.FAILED: pgettext("contact", "Not sent"),
        ContactResult.UNCLEAR: pgettext("contact", "Unclear"),
        ContactResult.REACHED: pgettext("contact", "Reached"),
        ContactResult.NO_ANSWER: pgettext("contact", "No answer"),
        ContactResult.PROMISE: pgettext("contact", "Promised to pay"),
        ContactResult.DISPUTED: pgettext("contact", "Disputed"),
        ContactResult.WRONG_NUMBER: pgettext("contact", "Wrong number"),
    }
    return words[result]


def _one_line(text: str) -> str:
    return " ".join(text.split())


# ---- planning -------------------------------------------------------------------------------------------------------


def remind(options: argparse.Namespace, app: App, output: Output) -> int:
    """Plan the queue of a day and show what came into it; with `--dry-run` only say what would."""
    today, on = app.today(), options.on or app.today()
    if options.dry_run:
        report, wishes = app.reminder_plan.preview(on, clock_is_right=options.clock_is_right)
    else:
        if on > today:
            refuse("on", N_("{field}: {date} lies in the future; today is {today}."), field="on", date=on, today=today)
        report, wishes = app.reminder_plan.plan(on, clock_is_right=options.clock_is_right), ()
    people = {line.id: line for line in app.files.customers(closed=True)} if wishes else {}
    if output.json:
        planned = {"planned": [_wish(each, people, output) for each in wishes]} if options.dry_run else {}
        output.answer({"on": on.isoformat(), "dry_run": options.dry_run, **report._asdict(), **planned})
        return DONE
    if wishes:
        _list_wishes(wishes, people, output)
        output.say("")
    _say_counts(report, output)
    return DONE


def _list_wishes(wishes: Iterable[Wish], people: Mapping[int, CustomerLine], output: Output) -> None:
    output.table(
        [_("No."), _("Name"), _("Reminder"), _("Step"), _("Way"), _("Amount"), _("Due")],
        [
            [
                *(people[each.customer].no, people[each.customer].name, _(RULES[each.rule]), str(each.stage or "")),
                *(ways_words(each.ways), output.money(each.amount) if each.amount else "", each.due_on.isoformat()),
            ]
            for each in wishes
        ],
        right=(3, 5),
    )


def _say_counts(report: PlanReport, output: Output) -> None:
    output.say(ngettext("{n} reminder new.", "{n} reminders new.", report.new).format(n=report.new))
    for count, text in (
        (report.again, ngettext("{n} reminder queued again.", "{n} reminders queued again.", report.again)),
        (report.gone, ngettext("{n} reminder taken back.", "{n} reminders taken back.", report.gone)),
    ):
        if count:
            output.say(text.format(n=count))


def _wish(wish: Wish, people: Mapping[int, CustomerLine], output: Output) -> dict[str, object]:
    return {
        "rule": wish.rule.value,
        "customer": people[wish.customer].no,
        "stage": wish.stage,
        "ways": [way.value for way in wish.ways],
        "amount": output.major(wish.amount),
        "due_on": wish.due_on.isoformat(),
    }


# ---- the queue ------------------------------------------------------------------------------------------------------


def reminders(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the queue of a day: what is to be done and what comes this week; with `--all` what waits for long, too."""
    board = app.reminder_queue.board(options.as_of, options.customer or "")
    groups = [group for group in Group if options.all or group is not Group.WAITING]
    rows = [(group, row) for group in groups for row in board.groups[group]]
    if output.json:
        output.answer([_row(group, row, output) for group, row in rows])
        return
    output.table(
        [
            *("", _("Group"), _("No."), _("Name"), _("Reminder"), _("Step"), _("Way")),
            *(_("Amount"), _("Days"), _("Due"), _("State"), _("Text")),
        ],
        [
            [
                *(str(row.id), group_words(group), row.customer, row.name, _(RULES[row.rule]), str(row.stage or "")),
                *(ways_words(row.ways), output.money(row.amount) if row.amount else "", str(row.days or "")),
                *(row.due_on.isoformat(), state_words(row.state), row.number or row.service),
            ]
            for group, row in rows
        ],
        right=(0, 5, 7, 8),
    )
    if board.receipts_through is not None:
        output.say("")
        output.say(_("Payments are entered through {date}.").format(date=board.receipts_through.isoformat()))


def _row(group: Group, row: QueueRow, output: Output) -> dict[str, object]:
    return {
        "id": row.id,
        "group": group.value,
        "rule": row.rule.value,
        "customer": row.customer,
        "name": row.name,
        "stage": row.stage,
        "tone": row.tone.value,
        "ways": [way.value for way in row.ways],
        "done": [way.value for way in row.done],
        "amount": output.major(row.amount),
        "units": row.units,
        "service": row.service,
        "number": row.number,
        "on": iso(row.on),
        "days": row.days,
        "due_on": row.due_on.isoformat(),
        "state": row.state.value,
        "snoozed_to": iso(row.snoozed_to),
        "assigned_to": row.assigned_to,
        "until": None if row.until is None else row.until.isoformat(),
        "hint": None if row.hint is None else output.sentence(row.hint),
    }


# ---- promises -------------------------------------------------------------------------------------------------------


def promises(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show promises: a customer's, with the share of them that was kept, or everybody's."""
    rate = None
    if options.customer:
        lines, rate = app.contacts.promises(options.customer, options.as_of)
    else:
        lines = tuple(app.contacts.all_promises(options.as_of))
    if output.json:
        output.answer([_promise(line, output) for line in lines])
        return
    output.table(
        [
            *(_("Promised by"), _("No."), _("Name"), _("Amount"), pgettext("promise", "Paid")),
            *(_("Said on"), _("State"), _("Note")),
        ],
        [
            [
                *(line.due_on.isoformat(), line.customer, line.name, output.money(line.amount)),
                "" if line.standing is None else output.money(line.standing.paid),
                *(line.made_on.isoformat(), _promise_words(line), _one_line(line.text)),
            ]
            for line in lines
        ],
        right=(3, 4),
    )
    if rate is not None:
        output.say("")
        output.say(_("Kept: {rate} % of the promises decided.").format(rate=f"{rate / 100:.0f}"))


def _promise_words(line: PromiseLine) -> str:
    if line.standing is None:
        return pgettext("promise", "Withdrawn")
    words = {
        Outcome.OPEN: pgettext("promise", "Open"),
        Outcome.KEPT: pgettext("promise", "Kept"),
        Outcome.BROKEN: pgettext("promise", "Broken"),
    }
    return words[line.standing.outcome]


def _promise(line: PromiseLine, output: Output) -> dict[str, object]:
    standing = line.standing
    return {
        "id": line.id,
        "customer": line.customer,
        "amount": output.major(line.amount),
        "due_on": line.due_on.isoformat(),
        "made_on": line.made_on.isoformat(),
        "outcome": "withdrawn" if standing is None else standing.outcome.value,
        "paid": None if standing is None else output.major(standing.paid),
        "text": line.text,
        "why": line.why,
    }


# ---- contacts -------------------------------------------------------------------------------------------------------


def contacts(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the contacts with a customer, newest first, and what is agreed: pauses, notes with a date."""
    found = app.contacts.of_customer(options.customer)
    agreed = app.contacts.agreed(options.customer)
    if output.json:
        output.answer(
            {
                "contacts": [_contact(each) for each in found],
                "pauses": [{"id": each.id, **_pause(each.pause)} for each in agreed.pauses],
                "notes": [{"id": each.id, "on": each.on.isoformat(), "text": each.text} for each in agreed.notes],
                "last_review": iso(agreed.last_review),
            }
        )
        return
    output.table(
        [_("Date"), "", _("Way"), _("Result"), _("What was said")],
        [
            [
                f"{each.at.astimezone():%Y-%m-%d %H:%M}",
                pgettext("contact", "from them") if each.incoming else "",
                *(_way_words(each.way), result_words(each.result), _contact_words(each)),
            ]
            for each in found
        ],
    )
    for pause in agreed.pauses:
        output.say(_pause_words(pause.pause))
    for note in agreed.notes:
        output.say(_("Note for {date}: {text}").format(date=note.on.isoformat(), text=_one_line(note.text)))


def _pause(pause: Pause) -> dict[str, object]:
    return {
        "kind": pause.kind.value,
        "starts_on": pause.starts_on.isoformat(),
        "until": iso(pause.ends_on),
        "reason": pause.reason,
    }


def _pause_words(pause: Pause) -> str:
    text = {
        (PauseKind.UNTIL, True): _("No money is asked for from {start} through {end}: {reason}"),
        (PauseKind.DISPUTE, False): _("No money is asked for since {start}, because of a dispute: {reason}"),
        (PauseKind.DISPUTE, True): _(
            "No money is asked for from {start} through {end}, because of a dispute: {reason}"
        ),
        (PauseKind.SILENCE, False): _("Not reminded of anything since {start}: {reason}"),
        (PauseKind.SILENCE, True): _("Not reminded of anything from {start} through {end}: {reason}"),
    }[pause.kind, pause.ends_on is not None]
    values = {"start": pause.starts_on.isoformat(), "end": iso(pause.ends_on), "reason": _one_line(pause.reason)}
    return text.format_map(values)


def _contact_words(each: LoggedContact) -> str:
    return _("Statement {no}").format(no=each.statement) if each.statement else _one_line(each.text)


def _contact(each: LoggedContact) -> dict[str, object]:
    return {
        "id": each.id,
        "request": each.request,
        "at": each.at.isoformat(),
        "on": each.on.isoformat(),
        "way": each.way.value,
        "result": each.result.value,
        "incoming": each.incoming,
        "reminder": each.reminder,
        "statement": each.statement or None,
        "text": each.text,
        "steps": [
            {"what": step.what.value, "on": step.on.isoformat(), "tracking": step.tracking} for step in each.steps
        ],
    }
