"""Reading the events about reminders, contacts and promises: `contact`, `promise`, `pause`, `skip` and others."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from app.core.reminder.facts import PauseKind
from app.core.reminder.kinds import Way
from app.core.reminder.requests import (
    AddNote,
    AddStep,
    Assign,
    ContactResult,
    ContactWay,
    EndNote,
    EndPause,
    LogContact,
    MarkDone,
    MarkSent,
    PauseReminders,
    RecordPromise,
    RecordReview,
    ReminderRequest,
    Resolve,
    Skip,
    Snooze,
    StepKind,
    WithdrawPromise,
)
from app.core.ways import CreditClass
from app.errors import refuse
from app.i18n.mark import N_
from app.services.fields import MAX_NUMBER, Fields, common_fields, read_attachment, whole

MAX_SAID = 10_000
"""The longest text of a contact, in characters: a whole letter."""

MAX_REASON = 500
_MAX_LINE = 200
_MAX_TEXT = 2000
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?")
_RESULTS = tuple(result.value for result in ContactResult if result not in (ContactResult.BEGUN, ContactResult.UNCLEAR))


def _reminder(f: Fields) -> int:
    return f.integer("reminder", least=1, most=MAX_NUMBER)


def _moment(f: Fields, name: str) -> datetime | None:
    """Take a moment such as 2026-01-31T14:30, on this computer's clock unless it says which."""
    text = f.key_or_none(name)
    if text is None:
        return None
    try:
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        pass
    refuse(name, N_("{field} “{value}” is not a moment: write it as 2026-01-31T14:30."), field=name, value=text[:40])


# ---- the queue ------------------------------------------------------------------------------------------------------


def _done(f: Fields) -> MarkDone:
    return MarkDone(**common_fields(f), reminder=_reminder(f), text=f.text("text", "", most=_MAX_TEXT))


def _sent(f: Fields) -> MarkSent:
    return MarkSent(
        **common_fields(f),
        reminder=_reminder(f),
        way=f.choice("way", Way, Way.MESSAGE),
        text=f.text("text", "", most=MAX_SAID),
    )


def _skip(f: Fields) -> Skip:
    return Skip(**common_fields(f), reminder=_reminder(f), reason=f.text("reason", most=MAX_REASON))


def _snooze(f: Fields) -> Snooze:
    if not f.has("until"):
        refuse("until", N_("{field} is missing."), field="until")
    return Snooze(**common_fields(f), reminder=_reminder(f), until=f.day_or_none("until"))


def _assign(f: Fields) -> Assign:
    return Assign(**common_fields(f), reminder=_reminder(f), staff=f.key_or_none("staff") or "")


def _resolve(f: Fields) -> Resolve:
    if not f.has("arrived"):
        refuse("arrived", N_("{field} is missing."), field="arrived")
    return Resolve(**common_fields(f), reminder=_reminder(f), arrived=f.boolean("arrived"))


# ---- contacts -------------------------------------------------------------------------------------------------------


def _contact(f: Fields) -> LogContact:
    return LogContact(
        **common_fields(f),
        customer=f.key("customer"),
        way=f.choice("way", ContactWay),
        result=ContactResult(f.word("result", _RESULTS)),
        reminder=f.integer_or_none("reminder", least=1, most=MAX_NUMBER),
        at=_moment(f, "at"),
        incoming=f.boolean("incoming"),
        debtor=f.boolean("debtor", default=True),
        text=f.text("text", "", most=MAX_SAID),
        attachment=read_attachment(f),
        amount=f.amount_or_none("amount"),
        due_on=f.day_or_none("due_on"),
    )


def _contact_step(f: Fields) -> AddStep:
    named = f.key("contact") if f.is_text("contact") else f.integer("contact", least=1, most=MAX_NUMBER)
    return AddStep(
        **common_fields(f),
        contact=named,
        what=f.choice("what", StepKind),
        on=f.day("on"),
        tracking=f.key_or_none("tracking", most=_MAX_LINE) or "",
        attachment=read_attachment(f),
    )


# ---- promises, pauses, notes, reviews -------------------------------------------------------------------------------


def _promise(f: Fields) -> RecordPromise:
    return RecordPromise(
        **common_fields(f),
        customer=f.key("customer"),
        amount=f.amount("amount"),
        due_on=f.day("due_on"),
        on=f.day("on"),
    )


def _end_promise(f: Fields) -> WithdrawPromise:
    return WithdrawPromise(
        **common_fields(f),
        promise=f.key("promise", most=2 * _MAX_LINE),
        reason=f.text("reason", most=MAX_REASON),
    )


def _pause(f: Fields) -> PauseReminders:
    return PauseReminders(
        **common_fields(f),
        customer=f.key("customer"),
        kind=f.choice("kind", PauseKind),
        starts_on=f.day("on"),
        until=f.day_or_none("until"),
        reason=f.text("reason", most=MAX_REASON),
    )


def _end_pause(f: Fields) -> EndPause:
    return EndPause(
        **common_fields(f), pause=f.key("pause"), on=f.day("on"), reason=f.text("reason", "", most=MAX_REASON)
    )


def _note_on(f: Fields) -> AddNote:
    return AddNote(**common_fields(f), customer=f.key("customer"), on=f.day("on"), text=f.text("text", most=_MAX_TEXT))


def _end_note(f: Fields) -> EndNote:
    return EndNote(**common_fields(f), dated_note=f.key("dated_note"))


def _review(f: Fields) -> RecordReview:
    return RecordReview(
        **common_fields(f),
        customer=f.key("customer"),
        on=f.day("on"),
        text=f.text("text", "", most=_MAX_TEXT),
        credit=f.choice("credit", CreditClass) if f.given("credit") else None,
    )


REMINDER_READERS: Mapping[str, Callable[[Fields], ReminderRequest]] = MappingProxyType(
    {
        "done": whole(_done),
        "sent": whole(_sent),
        "skip": whole(_skip),
        "snooze": whole(_snooze),
        "assign": whole(_assign),
        "resolve": whole(_resolve),
        "contact": whole(_contact),
        "contact_step": whole(_contact_step),
        "promise": whole(_promise),
        "end_promise": whole(_end_promise),
        "pause": whole(_pause),
        "end_pause": whole(_end_pause),
        "note_on": whole(_note_on),
        "end_note": whole(_end_note),
        "review": whole(_review),
    }
)
"""The verbs about reminders and what is agreed with customers, and how each is read; unknown fields are refused."""
