"""What was made of payments of bills and of entries: tied, put aside, explained, undone; nothing of it is changed."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage.kept_rows import Signed, add_signed, texts_of

_P, _S = t.incoming_payer.c, t.incoming_step.c
TIE, IGNORE, EXPLAIN, UNDO = "tie", "ignore", "explain", "undo"


class StoredStep(NamedTuple):
    """What was made of a payment or an entry; `undone` also where the entry has been reversed since."""

    id: int
    request: str
    what: str
    incoming: int | None
    customer: int | None
    entry: int | None
    amount: int
    undone: bool
    who: str
    at: datetime
    text: str = ""


def steps_where(session: Session, which: ColumnElement[bool]) -> list[StoredStep]:
    """Return steps in the order recorded."""
    undoing, reversing = t.incoming_step.alias(), t.entry.alias()
    statement = (
        select(
            *(_S.id, _S.request_id, _S.what, _S.incoming_id, _S.customer_id, _S.entry_id, _S.amount),
            *(undoing.c.id, reversing.c.id, t.staff.c.name, _S.recorded_at),
        )
        .join_from(t.incoming_step, t.staff, t.staff.c.id == _S.staff_id)
        .outerjoin(undoing, undoing.c.undoes == _S.id)
        .outerjoin(reversing, reversing.c.reverses == _S.entry_id)
        .where(which)
        .order_by(_S.id)
    )
    rows = session.execute(statement).all()
    texts = texts_of(session, t.incoming_step, [row[0] for row in rows])
    return [
        StoredStep(*row[:7], row[7] is not None or row[8] is not None, row[9], _at(row[10]), texts.get(row[0], ""))
        for row in rows
    ]


def step_by(session: Session, request: str) -> StoredStep | None:
    """Return the step a request made, if there is one."""
    return next(iter(steps_where(session, _S.request_id == request)), None)


def names_beginning(session: Session, typed: str) -> list[str]:
    """Return the names of steps that begin as typed, no more than two; those that undo others are none of them."""
    begin = func.substr(_S.request_id, 1, len(typed)) == typed
    statement = select(_S.request_id).where(begin, _S.what != UNDO).order_by(_S.request_id).limit(2)
    return list(session.execute(statement).scalars())


def steps_of_entry(session: Session, entry: int) -> list[StoredStep]:
    """Return what was made of an entry, in the order recorded."""
    return steps_where(session, _S.entry_id == entry)


class NewStep(NamedTuple):
    """A step to be written."""

    what: str
    incoming: int | None = None
    customer: int | None = None
    entry: int | None = None
    amount: int = 0
    undoes: int | None = None


def add_step(session: Session, new: NewStep, by: Signed, text: str = "") -> int:
    """Write what is made of a payment; who paid belongs to the customer from then on."""
    values: dict[str, object] = {
        "incoming_id": new.incoming,
        "what": new.what,
        "customer_id": new.customer,
        "entry_id": new.entry,
        "amount": new.amount,
        "undoes": new.undoes,
    }
    number = add_signed(session, t.incoming_step, values, by, text)
    if new.incoming is not None:
        owner = tied_to(session, _S.incoming_id == new.incoming).get(new.incoming)
        mine = update(t.incoming_payer).where(_P.incoming_id == new.incoming)
        session.execute(mine.values(customer_id=owner))
    return number


def tied_to(session: Session, which: ColumnElement[bool]) -> dict[int, int]:
    """Return whose each payment is: the customer it was tied to last, unless that was undone."""
    undoing = t.incoming_step.alias()
    statement = (
        select(_S.incoming_id, _S.customer_id)
        .outerjoin_from(t.incoming_step, undoing, undoing.c.undoes == _S.id)
        .where(which, _S.what == TIE, undoing.c.id.is_(None))
        .order_by(_S.id)
    )
    return dict(session.execute(statement).all())


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
