"""The keys customers are found by: all of them in portions, those changed since, and those that hold some words."""

from collections.abc import Iterable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.search import KEY_END
from app.storage import tables as t

_K, _C = t.customer_key.c, t.customer.c
_KEYS = select(_K.customer_id, _K.key).join_from(t.customer_key, t.customer)


def anybody(session: Session) -> bool:
    """Return whether there is a customer whose file is open."""
    return session.execute(select(_C.id).where(_C.closed == 0).limit(1)).first() is not None


def keys_after(session: Session, number: str, most: int) -> list[tuple[int, str, str]]:
    """Return internal id, search key and number of the customers whose numbers follow one, in that order."""
    statement = _KEYS.add_columns(_C.no).where(_C.no > number).order_by(_C.no).limit(most)
    return [(row[0], row[1], row[2]) for row in session.connection().execute(statement)]


def keys_changed_after(session: Session, change: int) -> list[tuple[int, str]]:
    """Return internal id and search key of customers whose files were made or changed after a logged change."""
    touched = select(t.file_change.c.customer_id).where(t.file_change.c.id > change)
    statement = select(_K.customer_id, _K.key).where(_K.customer_id.in_(touched)).order_by(_K.customer_id)
    return [(row[0], row[1]) for row in session.connection().execute(statement)]


def keys_with(
    session: Session, words: Iterable[str], pieces: Iterable[str] = (), most: int | None = None
) -> list[tuple[int, str, str]]:
    """Return internal id, search key and number of the customers with every word in their key, in that order.

    Where pieces are given the key has one of them, too; a piece may end with `KEY_END`, as if the key ended so. What a
    key says of the order of names is looked into as well: whoever ranks the keys passes over it.
    """
    conditions = [func.instr(_K.key, word) > 0 for word in words]
    some = [func.instr(_K.key + KEY_END, piece) > 0 for piece in pieces]
    statement = _KEYS.add_columns(_C.no).where(*conditions, *([or_(*some)] if some else []))
    rows = session.connection().execute(statement.order_by(_C.no).limit(most))
    return [(row[0], row[1], row[2]) for row in rows]


def customers_with(session: Session, words: Iterable[str]) -> list[int]:
    """Return the internal ids of the customers with every word in what is searched of their key, by number."""
    searched = func.substr(_K.key, 1, func.instr(_K.key + KEY_END, KEY_END) - 1)
    statement = select(_K.customer_id).join_from(t.customer_key, t.customer).order_by(_C.no)
    for word in words:
        statement = statement.where(func.instr(_K.key, word) > 0, func.instr(searched, word) > 0)
    return [row[0] for row in session.connection().execute(statement)]
