"""Files merged one into another: which belong together, and which of them lives on."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage.journal import chunks

_C = t.customer.c


def merged(session: Session) -> dict[int, int]:
    """Return for every file merged away the one that lives on, through all mergings of it."""
    rows = session.execute(select(_C.id, _C.merged_into).where(_C.merged_into.is_not(None)))
    into = {row[0]: row[1] for row in rows}
    return {gone: _survivor(gone, into) for gone in into}


def _survivor(gone: int, into: Mapping[int, int]) -> int:
    seen = {gone}
    while gone in into and into[gone] not in seen:
        gone = into[gone]
        seen.add(gone)
    return gone


def file_and_merged(session: Session, customer: int) -> dict[int, str]:
    """Return id and number of a customer and of every file merged into it, and into those."""
    c = t.customer.c
    found: dict[int, str] = {}
    waiting = [customer]
    while waiting:
        merged: list[int] = []
        for chunk in chunks(waiting):
            rows = session.execute(select(c.id, c.no).where(c.id.in_(chunk)))
            found.update({row[0]: row[1] for row in rows})
            merged += session.execute(select(c.id).where(c.merged_into.in_(chunk))).scalars()
        waiting = [id_ for id_ in merged if id_ not in found]
    return found


def with_merged(session: Session, customers: Collection[int]) -> dict[int, int]:
    """Return some customers and every file merged into theirs, and into those (internal ids), each with whose it is.

    One of them that was merged into another of them is the other's.
    """
    c = t.customer.c
    found, waiting = set(customers), list(customers)
    into: dict[int, int] = {}
    while waiting:
        new: dict[int, int] = {}
        for chunk in chunks(waiting):
            new.update(
                {row[0]: row[1] for row in session.execute(select(c.id, c.merged_into).where(c.merged_into.in_(chunk)))}
            )
        into |= new
        waiting = [file for file in new if file not in found]
        found.update(waiting)
    return {file: _survivor(file, into) for file in found}


class Scope:
    """The customers asked about (internal ids; None is everybody), and which files live on in which."""

    def __init__(self, customers: Collection[int] | None, into: Mapping[int, int]) -> None:
        self.customers = customers
        self.into = into

    def rows(self, session: Session, statement: Select[Any], customer: ColumnElement[int]) -> Iterator[Any]:
        """Yield the rows of a select, those of the customers asked about."""
        if self.customers is None:
            for part in session.connection().execute(statement).partitions(_BATCH):
                yield from part
            return
        wanted = sorted(self.customers)
        for chunk in chunks(wanted):
            yield from session.connection().execute(statement.where(customer.in_(chunk))).all()

    def lives(self, customer: int) -> int:
        """Return the file that lives on for one."""
        return self.into.get(customer, customer)

    def only(self, customers: Collection[int]) -> "Scope":
        """Return the same for some of the customers (those that live on): few enough are asked for by name."""
        if self.customers is None and len(customers) > _FEW:
            return self
        wanted = {*customers, *(gone for gone, lives in self.into.items() if lives in customers)}
        return Scope(wanted, self.into)


_BATCH = 5000
_FEW = 5000
"""Up to so many customers are asked for by name; of more everybody is read."""
