"""What stands in the book when a file is taken in: what other files have brought, and what is held for customers."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage.imports import begins

_E = t.entry.c


class Brought(NamedTuple):
    """An entry that another file has brought and nobody has reversed: what it says, but for its free texts."""

    entry: int
    request: str
    digest: bytes
    reference: str


def brought(session: Session, without: str) -> Iterator[Brought]:
    """Yield the standing entries of all files but one, in their order."""
    texts = t.entry_text.c
    statement = (
        select(_E.id, _E.request_id, _E.request_digest, func.coalesce(texts.text, ""))
        .outerjoin(t.entry_text, (texts.entry_id == _E.id) & (texts.field == "reference"))
        .where(_E.request_id >= "imp-", _E.request_id < "imp.", ~begins(_E.request_id, without), _stands())
        .order_by(_E.id)
    )
    for entry, request, digest, reference in session.execute(statement):
        yield Brought(int(entry), str(request), bytes(digest), str(reference))


def opened(session: Session, without: str, *, owed: bool = False) -> dict[str, int]:
    """Return by number who was given an opening balance, and its entry: prepaid money and passes, or what is `owed`."""
    i, c = t.item.c, t.customer.c
    statement = (
        select(c.no, _E.id)
        .select_from(t.entry)
        .join(t.item, i.entry_id == _E.id)
        .join(t.customer, c.id == _E.customer_id)
        .where(_E.kind == "opening", i.is_charge == int(owed), ~begins(_E.request_id, without), _stands())
    )
    return {str(no): int(entry) for no, entry in session.execute(statement)}


def principal(session: Session) -> dict[str, int]:
    """Return by number what is held for customers as principal, where anything is."""
    return _standing(session, t.customer_balance.c.principal)


def owed(session: Session) -> dict[str, int]:
    """Return by number what customers owe, where they owe anything."""
    return _standing(session, t.customer_balance.c.owed)


def _standing(session: Session, amount: ColumnElement[int]) -> dict[str, int]:
    b, c = t.customer_balance.c, t.customer.c
    statement = select(c.no, amount).join(t.customer, c.id == b.customer_id).where(amount != 0)
    return {str(no): int(found) for no, found in session.execute(statement)}


def numbers(session: Session) -> dict[str, int]:
    """Return the ids of all customers by their numbers."""
    c = t.customer.c
    return {str(no): int(number) for no, number in session.execute(select(c.no, c.id))}


def own(session: Session, prefix: str) -> set[str]:
    """Return the ids of the requests of a file that are recorded already, where it was cut off, or comes again."""
    return {
        str(request)
        for request in session.execute(select(_E.request_id).where(begins(_E.request_id, prefix))).scalars()
    }


def _stands() -> ColumnElement[bool]:
    """Return the condition that nobody has reversed an entry."""
    reversal = t.entry.alias("reversal")
    return ~select(reversal.c.id).where(reversal.c.reverses == _E.id).exists()
