"""The reminder queue as it is worked through: what is open, which ways of it are done, what happened to each row."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.core.journal import EntryKind
from app.core.reminder.board import Event
from app.core.reminder.kinds import OPEN, WAY_DONE, Happened, State, Way
from app.storage import tables as t
from app.storage.customers import damaged_file
from app.storage.journal import chunks, day
from app.storage.kept_rows import texts_of
from app.storage.reminders import StoredReminder, load_reminders

_R, _E, _C = t.reminder.c, t.reminder_event.c, t.customer.c
_IS_OPEN = _R.state.in_([state.value for state in OPEN])


# ---- what is open ---------------------------------------------------------------------------------------------------


class OpenReminder(NamedTuple):
    """An open row with its customer's number and name, and the name of who sees to it."""

    stored: StoredReminder
    customer: str
    name: str
    assigned_to: str


def open_reminders(session: Session, customers: Collection[int] | None = None) -> list[OpenReminder]:
    """Return the open rows in the order of their numbers: of some customers, or all."""
    rows = [row for which in _which(customers) for row in load_reminders(session, _IS_OPEN, *which)]
    names = _names(session, customers)
    staff = staff_names(session)
    return [OpenReminder(row, *names[row.wish.customer], staff.get(row.assigned_to or 0, "")) for row in rows]


def _which(customers: Collection[int] | None) -> Iterator[tuple[ColumnElement[bool], ...]]:
    if customers is None:
        yield ()
        return
    for chunk in chunks(sorted(customers)):
        yield (_R.customer_id.in_(chunk),)


def _names(session: Session, customers: Collection[int] | None) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for which in _which(customers):
        of_open = select(_R.customer_id).where(_IS_OPEN, *which)
        for id_, no, name in session.execute(select(_C.id, _C.no, _C.name).where(_C.id.in_(of_open))):
            found[id_] = (no, name)
    return found


def staff_names(session: Session) -> dict[int, str]:
    """Return the names of the staff by their numbers."""
    return {row[0]: row[1] for row in session.execute(select(t.staff.c.id, t.staff.c.name))}


def zones(session: Session, customers: Collection[int] | None = None) -> dict[int, str]:
    """Return the time zones of the customers who live elsewhere than the shop is: of some, or all; few do."""
    found: dict[int, str] = {}
    elsewhere = select(_C.id, _C.file).where(func.instr(_C.file, '"timezone"') > 0)
    portions = [elsewhere] if customers is None else [elsewhere.where(_C.id.in_(c)) for c in chunks(sorted(customers))]
    for customer, text in (row for portion in portions for row in session.execute(portion)):
        try:
            found[customer] = str(json.loads(text).get("timezone", ""))
        except (ValueError, AttributeError) as error:
            raise damaged_file() from error
    return found


def count_to_do(session: Session, today: date) -> int:
    """Return how many open rows are to be seen to by a day: neither put off beyond it nor being sent just now."""
    on = today.isoformat()
    waits = or_(_R.state == State.SENDING.value, _R.due_on > on, and_(_R.snoozed_to.is_not(None), _R.snoozed_to > on))
    return session.execute(select(func.count()).select_from(t.reminder).where(_IS_OPEN, ~waits)).scalar_one()


# ---- what happened to them ------------------------------------------------------------------------------------------


class Tried(NamedTuple):
    """What happened last by one way of a reminder, in which attempt and contact."""

    way: Way
    what: Happened
    attempt: int
    contact: int | None


def tried(session: Session, reminders: Sequence[int] | None = None) -> dict[int, dict[Way, Tried]]:
    """Return what happened last by each way of rows: of some, or of all that are open; the last way stands last."""
    found: dict[int, dict[Way, Tried]] = {}
    events = select(_E.reminder_id, _E.way, _E.what, _E.attempt, _E.contact_id).where(_E.way != "").order_by(_E.id)
    if reminders is None:
        of_open = events.join_from(t.reminder_event, t.reminder).where(_IS_OPEN)
        portions = [of_open]
    else:
        portions = [events.where(_E.reminder_id.in_(chunk)) for chunk in chunks(reminders)]
    for portion in portions:
        for reminder, way, what, attempt, contact in session.execute(portion):
            ways = found.setdefault(reminder, {})
            ways.pop(Way(way), None)
            ways[Way(way)] = Tried(Way(way), Happened(what), attempt, contact)
    return found


def done_ways(ways: Mapping[Way, Tried]) -> tuple[Way, ...]:
    """Return the ways that are done."""
    return tuple(each.way for each in ways.values() if each.what in WAY_DONE)


def events_of(session: Session, reminder: int) -> tuple[Event, ...]:
    """Return what happened to a reminder, oldest first."""
    columns = (_E.id, _E.at, _E.what, _E.was, _E.became, _E.way, _E.attempt, t.staff.c.name, _E.contact_id)
    statement = select(*columns).join_from(t.reminder_event, t.staff).where(_E.reminder_id == reminder)
    rows = session.execute(statement.order_by(_E.id)).all()
    texts = texts_of(session, t.reminder_event, [row[0] for row in rows])
    return tuple(_event(tuple(row), texts) for row in rows)


def _event(row: tuple[Any, ...], texts: Mapping[int, str]) -> Event:
    number, at, what, was, became, way, attempt, who, contact = row
    text = texts.get(number, "")
    return Event(datetime.fromisoformat(at), what, was, became, way, attempt, who, text, contact)


def being_sent(session: Session) -> list[int]:
    """Return the rows that are being sent, as far as the book knows."""
    rows = select(_R.id).where(_R.state == State.SENDING.value).order_by(_R.id)
    return list(session.execute(rows).scalars())


def last_receipt(session: Session) -> date | None:
    """Return the day of the last payment in the journal."""
    found = select(func.max(t.entry.c.posted_on)).where(t.entry.c.kind == EntryKind.PAYMENT.value)
    return day(session.execute(found).scalar_one())
