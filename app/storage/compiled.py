"""Statements as SQLAlchemy has written them out for SQLite: once in a process, not once for every book it opens.

To write a statement out takes as long as to run it on a small book, and a copy that is proved, a book that is restored
or simply opened again would pay for each anew.
"""

from functools import cache

from sqlalchemy import Dialect
from sqlalchemy.util import LRUCache

MOST = 1000
"""How many are kept; the program has some eight hundred."""


class Compiled(LRUCache[tuple[object, ...], object]):
    """What was written out, by the statement and by the kind of dialect.

    SQLAlchemy asks by the dialect object, of which each engine has its own. Ours are made alike, for one SQLite.
    """

    def get(self, key: tuple[object, ...], default: object = None) -> object:
        """Return a statement written out, `default` where it has not been yet."""
        return super().get(_of_any_engine(key), default)

    def __setitem__(self, key: tuple[object, ...], value: object) -> None:
        super().__setitem__(_of_any_engine(key), value)


def _of_any_engine(key: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(type(part) if isinstance(part, Dialect) else part for part in key)


@cache
def compiled() -> Compiled:
    """Return what this process has written out so far; to be shared by all its engines."""
    return Compiled(MOST)
