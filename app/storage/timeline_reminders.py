"""What a customer's timeline tells of contacts, promises, pauses, dated notes, reviews and reminders."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, select
from sqlalchemy.orm import Session

from app.core.reminder.kinds import Happened
from app.core.reminder.requests import ContactResult
from app.storage import tables as t
from app.storage.contacts import came_to
from app.storage.journal import chunks, day
from app.storage.kept_rows import texts_of

_STAFF = t.staff.c.name


class Told(NamedTuple):
    """One line of the timeline as `storage.timeline.Happening` has it, of a customer by internal id."""

    when: datetime
    kind: str
    text: str
    who: str
    request: str
    customer: int
    on: date | None = None
    field: str = ""
    old: str = ""


def told(session: Session, customers: Sequence[int]) -> list[Told]:
    """Return what happened to some customers, oldest first of each kind.

    A contact is told by its way (`contact_phone`), with its result as `field`; what became of it on its way by that
    (`step_posted`). A promise has its amount in minor units as `old`, a pause its kind as `field` and its last day as
    `old`, a reminder its rule as `field`.
    """
    return [
        *_contacts(session, customers),
        *_steps(session, customers),
        *_agreed(session, customers),
        *_ended(session, customers),
        *_reminders(session, customers),
    ]


def _contacts(session: Session, customers: Sequence[int]) -> Iterator[Told]:
    c = t.contact.c
    columns = (c.id, c.customer_id, c.at, c.way, c.result, c.request_id, c.on_day, _STAFF)
    statement = select(*columns).join_from(t.contact, t.staff).order_by(c.id)
    rows = _rows(session, statement, c.customer_id, customers)
    texts = texts_of(session, t.contact, [row[0] for row in rows])
    came = came_to(session, [row[0] for row in rows if row[4] == ContactResult.BEGUN])
    for number, customer, at, way, result, request, on, who in rows:
        text = texts.get(number, "")
        known = came.get(number, ContactResult(result)).value
        yield Told(datetime.fromisoformat(at), f"contact_{way}", text, who, request, customer, day(on), known)


def _steps(session: Session, customers: Sequence[int]) -> Iterator[Told]:
    s, c = t.contact_step.c, t.contact.c
    columns = (c.customer_id, s.at, s.what, s.tracking, s.request_id, s.on_day, _STAFF)
    statement = select(*columns).join_from(t.contact_step, t.contact).join(t.staff, t.staff.c.id == s.staff_id)
    for customer, at, what, tracking, request, on, who in _rows(
        session, statement.order_by(s.contact_id, s.nth), c.customer_id, customers
    ):
        yield Told(datetime.fromisoformat(at), f"step_{what}", tracking, who, request, customer, day(on))


def _agreed(session: Session, customers: Sequence[int]) -> Iterator[Told]:
    """Yield promises, pauses, dated notes and reviews as they were noted."""
    p, q, n, r = t.promise.c, t.pause.c, t.dated_note.c, t.account_review.c
    yield from _noted(session, customers, t.promise, "promise", p.due_on, old=p.amount)
    yield from _noted(session, customers, t.pause, "pause", q.starts_on, field=q.kind, old=q.ends_on)
    yield from _noted(session, customers, t.dated_note, "note_on", n.on_day)
    yield from _noted(session, customers, t.account_review, "review", r.on_day)


def _noted(
    session: Session,
    customers: Sequence[int],
    table: Table,
    kind: str,
    on: ColumnElement[str],
    *,
    field: ColumnElement[Any] | None = None,
    old: ColumnElement[Any] | None = None,
) -> Iterator[Told]:
    c = table.c
    blank = c.id.label("none")
    columns = (c.id, c.customer_id, c.recorded_at, c.request_id, on, _STAFF)
    more = (blank if field is None else field, blank if old is None else old)
    statement = select(*columns, *more).join_from(table, t.staff, t.staff.c.id == c.staff_id).order_by(c.id)
    rows = _rows(session, statement, c.customer_id, customers)
    texts = texts_of(session, table, [row[0] for row in rows])
    for number, customer, at, request, on_day, who, about, before in rows:
        yield Told(
            when=datetime.fromisoformat(at),
            kind=kind,
            text=texts.get(number, ""),
            who=who,
            request=request,
            customer=customer,
            on=day(on_day),
            field="" if field is None else str(about),
            old="" if old is None or before is None else str(before),
        )


def _ended(session: Session, customers: Sequence[int]) -> Iterator[Told]:
    """Yield the ends of promises, pauses and dated notes."""
    for table, of, key, kind in (
        (t.promise_end, t.promise, t.promise_end.c.promise_id, "promise_end"),
        (t.pause_end, t.pause, t.pause_end.c.pause_id, "pause_end"),
        (t.dated_note_end, t.dated_note, t.dated_note_end.c.note_id, "note_end"),
    ):
        c = table.c
        columns = (key, of.c.customer_id, c.recorded_at, c.request_id, c.on_day, _STAFF)
        statement = select(*columns).join_from(table, of, of.c.id == key).join(t.staff, t.staff.c.id == c.staff_id)
        rows = _rows(session, statement.order_by(key), of.c.customer_id, customers)
        texts = texts_of(session, table, [row[0] for row in rows])
        for number, customer, at, request, on, who in rows:
            yield Told(datetime.fromisoformat(at), kind, texts.get(number, ""), who, request, customer, day(on))


_BY_PEOPLE = (Happened.DONE.value, Happened.SKIPPED.value, Happened.UNCLEAR.value)


def _reminders(session: Session, customers: Sequence[int]) -> Iterator[Told]:
    """Yield reminders that were skipped, seen to without a contact, or may have gone out."""
    e, r = t.reminder_event.c, t.reminder.c
    columns = (e.id, r.customer_id, e.at, e.what, r.rule, e.reminder_id, _STAFF)
    statement = select(*columns).join_from(t.reminder_event, t.reminder).join(t.staff, t.staff.c.id == e.staff_id)
    told_apart = (e.what == Happened.UNCLEAR.value) | e.contact_id.is_(None)
    statement = statement.where(e.what.in_(_BY_PEOPLE), told_apart).order_by(e.id)
    rows = _rows(session, statement, r.customer_id, customers)
    texts = texts_of(session, t.reminder_event, [row[0] for row in rows])
    for number, customer, at, what, rule, reminder, who in rows:
        text = texts.get(number, "")
        yield Told(datetime.fromisoformat(at), f"reminder_{what}", text, who, str(reminder), customer, None, rule)


def _rows(session: Session, statement: Select[Any], owner: ColumnElement[int], customers: Sequence[int]) -> list[Any]:
    return [row for chunk in chunks(customers) for row in session.execute(statement.where(owner.in_(chunk)))]
