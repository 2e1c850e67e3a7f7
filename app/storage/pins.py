"""What is kept of PINs, the customers' and the staff's: salt, hash, and how many wrong ones were given in a row."""

from contextlib import AbstractContextManager
from typing import NamedTuple

from sqlalchemy import Column, Table, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage.table_sums import changing

CUSTOMERS = t.customer_pin
"""Where the PINs of customers are kept, by the internal ids of their files."""

STAFF = t.staff_pin
"""Where the PINs of the staff are kept, by their numbers."""


class KeptPin(NamedTuple):
    """A PIN as it is kept."""

    salt: bytes
    hash: bytes
    wrong: int


def load_pin(session: Session, whose: int, among: Table = CUSTOMERS) -> KeptPin | None:
    """Return what is kept of somebody's PIN, if they have one."""
    c = among.c
    row = session.execute(select(c.salt, c.hash, c.wrong).where(_owner(among) == whose)).one_or_none()
    return None if row is None else KeptPin(*row)


def save_pin(session: Session, whose: int, salt: bytes, kept: bytes, among: Table = CUSTOMERS) -> None:
    """Keep a PIN in place of the one before; the count of wrong ones begins anew."""
    owner = _owner(among)
    statement = upsert(among).values({owner.name: whose, "salt": salt, "hash": kept, "wrong": 0})
    new = {"salt": salt, "hash": kept, "wrong": 0}
    with _summed(session, whose, among):
        session.execute(statement.on_conflict_do_update(index_elements=[owner.name], set_=new))


def count_wrong(session: Session, whose: int, among: Table = CUSTOMERS) -> None:
    """Count an attempt as a wrong one."""
    with _summed(session, whose, among):
        session.execute(update(among).where(_owner(among) == whose).values(wrong=among.c.wrong + 1))


def forget_wrong(session: Session, whose: int, kept: bytes, among: Table = CUSTOMERS) -> None:
    """Begin the count anew after the right PIN, unless another one has been set since it was looked at."""
    with _summed(session, whose, among):
        session.execute(update(among).where(_owner(among) == whose, among.c.hash == kept).values(wrong=0))


def drop_pin(session: Session, whose: int, among: Table = CUSTOMERS) -> None:
    """Let somebody have no PIN any more."""
    with _summed(session, whose, among):
        session.execute(delete(among).where(_owner(among) == whose))


def _summed(session: Session, whose: int, among: Table) -> AbstractContextManager[None]:
    return changing(session, among, _owner(among) == whose)


def _owner(among: Table) -> Column[int]:
    [owner] = among.primary_key
    return owner
