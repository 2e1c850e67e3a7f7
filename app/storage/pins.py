"""What is kept of customers' PINs: salt, hash, and how many wrong ones were given in a row."""

from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from app.storage import tables as t


class KeptPin(NamedTuple):
    """A customer's PIN as it is kept."""

    salt: bytes
    hash: bytes
    wrong: int


def load_pin(session: Session, customer: int) -> KeptPin | None:
    """Return what is kept of a customer's PIN, if they have one."""
    c = t.customer_pin.c
    row = session.execute(select(c.salt, c.hash, c.wrong).where(c.customer_id == customer)).one_or_none()
    return None if row is None else KeptPin(*row)


def save_pin(session: Session, customer: int, salt: bytes, kept: bytes) -> None:
    """Keep a PIN in place of the one before; the count of wrong ones begins anew."""
    statement = upsert(t.customer_pin).values(customer_id=customer, salt=salt, hash=kept, wrong=0)
    new = {"salt": salt, "hash": kept, "wrong": 0}
    session.execute(statement.on_conflict_do_update(index_elements=["customer_id"], set_=new))


def count_wrong(session: Session, customer: int) -> None:
    """Count an attempt as a wrong one."""
    c = t.customer_pin.c
    session.execute(update(t.customer_pin).where(c.customer_id == customer).values(wrong=c.wrong + 1))


def forget_wrong(session: Session, customer: int, kept: bytes) -> None:
    """Begin the count anew after the right PIN, unless another one has been set since it was looked at."""
    c = t.customer_pin.c
    session.execute(update(t.customer_pin).where(c.customer_id == customer, c.hash == kept).values(wrong=0))


def drop_pin(session: Session, customer: int) -> None:
    """Let a customer have no PIN any more."""
    session.execute(delete(t.customer_pin).where(t.customer_pin.c.customer_id == customer))
