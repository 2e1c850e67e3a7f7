"""Promises to pay, and how they ended otherwise than by being kept or broken: that is for `core.reminder.promise`."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.core.reminder.promise import Promise
from app.storage import tables as t
from app.storage.journal import chunks, day, load_head
from app.storage.kept_rows import Signed, add_signed, texts_of

_P, _E = t.promise.c, t.promise_end.c


class StoredPromise(NamedTuple):
    """A promise as recorded, by its request; `withdrawn_on` is the day it was taken out of the count, if it was."""

    promise: Promise
    request: str
    customer: int
    text: str
    who: str
    contact: int | None = None
    withdrawn_on: date | None = None
    why: str = ""


class NewPromise(NamedTuple):
    """A promise to be written; `after_entry` is the last entry there was, `contact` the one it was made in, if any."""

    customer: int
    amount: int
    due_on: date
    on: date
    after_entry: int
    contact: int | None = None


def last_entry_before(session: Session, on: date) -> int:
    """Return the number of the last entry before any that is dated on a day or later."""
    first = session.execute(select(func.min(t.entry.c.id)).where(t.entry.c.posted_on >= on.isoformat())).scalar_one()
    return load_head(session).entry if first is None else first - 1


def add_promise(session: Session, new: NewPromise, by: Signed, text: str = "") -> int:
    """Write a promise and return its number."""
    values: dict[str, object] = {
        "customer_id": new.customer,
        "amount": new.amount,
        "due_on": new.due_on.isoformat(),
        "made_on": new.on.isoformat(),
        "after_entry": new.after_entry,
        "contact_id": new.contact,
    }
    return add_signed(session, t.promise, values, by, text)


def end_promise(session: Session, promise: int, on: date, by: Signed, reason: str) -> None:
    """Take a promise out of the count."""
    values: dict[str, object] = {"promise_id": promise, "on_day": on.isoformat()}
    add_signed(session, t.promise_end, values, by, reason)


def promises_of(session: Session, customers: Iterable[int]) -> list[StoredPromise]:
    """Return all promises some customers ever made, in the order recorded."""
    ids = sorted(customers)
    found = []
    for chunk in chunks(ids):
        found += _promises(session, _P.customer_id.in_(chunk))
    return sorted(found, key=lambda each: each.promise.id)


def promise_by(session: Session, request: str) -> StoredPromise | None:
    """Return the promise a request recorded, if there is one."""
    return next(iter(_promises(session, _P.request_id == request)), None)


def customers_with_promises(session: Session) -> list[int]:
    """Return the customers who ever promised anything."""
    return list(session.execute(select(_P.customer_id).distinct().order_by(_P.customer_id)).scalars())


def _promises(session: Session, which: ColumnElement[bool]) -> list[StoredPromise]:
    columns = (_P.id, _P.amount, _P.due_on, _P.made_on, _P.after_entry, _P.request_id, _P.customer_id)
    statement = (
        select(*columns, t.staff.c.name, _P.contact_id, _E.on_day)
        .join_from(t.promise, t.staff, t.staff.c.id == _P.staff_id)
        .outerjoin(t.promise_end, _E.promise_id == _P.id)
        .where(which)
        .order_by(_P.id)
    )
    rows = session.execute(statement).all()
    ids = [row[0] for row in rows]
    texts, reasons = texts_of(session, t.promise, ids), texts_of(session, t.promise_end, ids)
    return [
        StoredPromise(
            promise=Promise(number, amount, date.fromisoformat(due_on), date.fromisoformat(made_on), after),
            request=request,
            customer=customer,
            text=texts.get(number, ""),
            who=who,
            contact=contact,
            withdrawn_on=day(ended_on),
            why=reasons.get(number, ""),
        )
        for number, amount, due_on, made_on, after, request, customer, who, contact, ended_on in rows
    ]
