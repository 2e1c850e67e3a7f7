"""Days on which nothing is asked of a customer, notes with a date, and reviews of an account."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.core.reminder.facts import Pause, PauseKind
from app.storage import tables as t
from app.storage.journal import chunks, day, iso
from app.storage.kept_rows import Signed, add_signed, texts_of

_P, _PE = t.pause.c, t.pause_end.c
_N, _NE, _V = t.dated_note.c, t.dated_note_end.c, t.account_review.c


# ---- pauses ---------------------------------------------------------------------------------------------------------


class StoredPause(NamedTuple):
    """A pause as recorded, by its request; `ended_on` is the day from which it holds no more, if it was ended."""

    id: int
    request: str
    customer: int
    pause: Pause
    who: str
    ended_on: date | None = None
    why: str = ""


def add_pause(session: Session, customer: int, pause: Pause, by: Signed) -> int:
    """Write a pause and return its number."""
    values: dict[str, object] = {
        "customer_id": customer,
        "kind": pause.kind.value,
        "starts_on": pause.starts_on.isoformat(),
        "ends_on": iso(pause.ends_on),
    }
    return add_signed(session, t.pause, values, by, pause.reason)


def end_pause(session: Session, pause: int, on: date, by: Signed, reason: str) -> None:
    """Write that a pause holds no more from a day on."""
    add_signed(session, t.pause_end, {"pause_id": pause, "on_day": on.isoformat()}, by, reason)


def pauses_of(session: Session, customers: Iterable[int]) -> list[StoredPause]:
    """Return all pauses of some customers, in the order recorded."""
    found = [each for chunk in chunks(sorted(customers)) for each in _pauses(session, _P.customer_id.in_(chunk))]
    return sorted(found, key=lambda each: each.id)


def pause_by(session: Session, request: str) -> StoredPause | None:
    """Return the pause a request recorded, if there is one."""
    return next(iter(_pauses(session, _P.request_id == request)), None)


def _pauses(session: Session, which: ColumnElement[bool]) -> list[StoredPause]:
    statement = (
        select(_P.id, _P.request_id, _P.customer_id, _P.kind, _P.starts_on, _P.ends_on, t.staff.c.name, _PE.on_day)
        .join_from(t.pause, t.staff, t.staff.c.id == _P.staff_id)
        .outerjoin(t.pause_end, _PE.pause_id == _P.id)
        .where(which)
        .order_by(_P.id)
    )
    rows = session.execute(statement).all()
    ids = [row[0] for row in rows]
    reasons, ends = texts_of(session, t.pause, ids), texts_of(session, t.pause_end, ids)
    return [
        StoredPause(
            id=number,
            request=request,
            customer=customer,
            pause=Pause(PauseKind(kind), date.fromisoformat(starts_on), day(ends_on), reasons.get(number, "")),
            who=who,
            ended_on=day(ended_on),
            why=ends.get(number, ""),
        )
        for number, request, customer, kind, starts_on, ends_on, who, ended_on in rows
    ]


# ---- notes and reviews ----------------------------------------------------------------------------------------------


class StoredNote(NamedTuple):
    """A dated note as recorded, by its request; `ended_on` is the day it was taken out, if it was."""

    id: int
    request: str
    customer: int
    on: date
    text: str
    who: str
    ended_on: date | None = None


def add_note(session: Session, customer: int, on: date, by: Signed, text: str) -> int:
    """Write a dated note and return its number."""
    return add_signed(session, t.dated_note, {"customer_id": customer, "on_day": on.isoformat()}, by, text)


def note_texts(session: Session, notes: Iterable[int]) -> dict[int, str]:
    """Return what dated notes say, by their numbers, as far as it has not been erased."""
    return texts_of(session, t.dated_note, list(notes))


def end_note(session: Session, note: int, on: date, by: Signed) -> None:
    """Write that a dated note is no longer wanted."""
    add_signed(session, t.dated_note_end, {"note_id": note, "on_day": on.isoformat()}, by)


def notes_of(session: Session, customers: Iterable[int]) -> list[StoredNote]:
    """Return all dated notes of some customers, in the order recorded."""
    found = [each for chunk in chunks(sorted(customers)) for each in _notes(session, _N.customer_id.in_(chunk))]
    return sorted(found, key=lambda each: each.id)


def note_by(session: Session, request: str) -> StoredNote | None:
    """Return the dated note a request recorded, if there is one."""
    return next(iter(_notes(session, _N.request_id == request)), None)


def note_numbered(session: Session, note: int) -> StoredNote | None:
    """Return a dated note by its number, if there is one."""
    return next(iter(_notes(session, _N.id == note)), None)


def _notes(session: Session, which: ColumnElement[bool]) -> list[StoredNote]:
    statement = (
        select(_N.id, _N.request_id, _N.customer_id, _N.on_day, t.staff.c.name, _NE.on_day)
        .join_from(t.dated_note, t.staff, t.staff.c.id == _N.staff_id)
        .outerjoin(t.dated_note_end, _NE.note_id == _N.id)
        .where(which)
        .order_by(_N.id)
    )
    rows = session.execute(statement).all()
    texts = texts_of(session, t.dated_note, [row[0] for row in rows])
    return [
        StoredNote(number, request, customer, date.fromisoformat(on), texts.get(number, ""), who, day(ended_on))
        for number, request, customer, on, who, ended_on in rows
    ]


def add_review(session: Session, customer: int, on: date, by: Signed, text: str) -> int:
    """Write that an account was looked through; return the number of the row."""
    return add_signed(session, t.account_review, {"customer_id": customer, "on_day": on.isoformat()}, by, text)


def last_review(session: Session, customers: Iterable[int]) -> date | None:
    """Return the day the account of some customers was looked through last, if it ever was."""
    days = [
        date.fromisoformat(on)
        for chunk in chunks(sorted(customers))
        for on in session.execute(select(_V.on_day).where(_V.customer_id.in_(chunk))).scalars()
    ]
    return max(days, default=None)
