"""Sums over whole tables whose rows bear no digest of their own, so that damage to any of their rows shows.

The sum is that of the SHA-256 of every row, modulo 2^256: rows are added and taken away without reading the others. It
finds what a drive does to a book; it is no proof against somebody who can write to it, who could sum up anew.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from app.storage import tables as t

SUMMED: tuple[Table, ...] = (t.file_change, t.file_request, t.customer_pin, t.staff_pin, t.staff)
"""The tables that have a sum; whoever writes to one keeps its sum in the same transaction."""

_BYTES = 32
_ALL = 1 << 8 * _BYTES


def sum_of(rows: Iterable[Sequence[object]]) -> int:
    """Return the sum over rows as they are stored, whatever a damaged one may hold."""
    return sum(int.from_bytes(_digest(row), "big") for row in rows) % _ALL


def _digest(row: Sequence[object]) -> bytes:
    text = json.dumps([*row], separators=(",", ":"), ensure_ascii=True, default=repr)
    return hashlib.sha256(text.encode()).digest()


def add_up(session: Session, table: Table, which: ColumnElement[bool]) -> None:
    """Take rows that were just added into their table's sum."""
    _move(session, table, sum_of(session.execute(select(table).where(which))))


@contextmanager
def changing(session: Session, table: Table, which: ColumnElement[bool]) -> Iterator[None]:
    """Keep a table's sum while the block changes, adds or takes out rows; `which` finds them before and after."""
    chosen = select(table).where(which)
    before = sum_of(session.execute(chosen))
    yield
    _move(session, table, sum_of(session.execute(chosen)) - before)


def sum_anew(session: Session, tables: Iterable[Table] = SUMMED) -> None:
    """Sum whole tables: of a new book, or of one whose rows were written past all this."""
    for table in tables:
        _write(session, table, sum_of(session.execute(select(table))))


def wrong_sums(session: Session) -> list[str]:
    """Return the tables of which some row is not what was written, came in, or is gone."""
    stored = dict(session.execute(select(t.table_sum.c.name, t.table_sum.c.sum)).all())
    return [
        table.name for table in SUMMED if stored.pop(table.name, None) != _bytes(sum_of(session.execute(select(table))))
    ] + sorted(map(str, stored))


def _move(session: Session, table: Table, by: int) -> None:
    c = t.table_sum.c
    stored = session.execute(select(c.sum).where(c.name == table.name)).scalar_one_or_none()
    _write(session, table, int.from_bytes(stored or b"", "big") + by)


def _write(session: Session, table: Table, total: int) -> None:
    statement = upsert(t.table_sum).values(name=table.name, sum=_bytes(total))
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"sum": statement.excluded.sum}))


def _bytes(total: int) -> bytes:
    return (total % _ALL).to_bytes(_BYTES, "big")
