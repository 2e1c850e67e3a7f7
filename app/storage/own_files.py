"""Which files belong to an open book: its own, and those SQLite keeps beside it.

Nothing else in the process may open one of them: closing it again lets go of every lock the process has on the book,
and the next program that opens the book cuts short what is in use (SQLite, "How to corrupt an SQLite database file",
2.2). So a file somebody names is compared with them before it is opened, and never by opening it.
"""

from pathlib import Path

_TAILS = ("", "-wal", "-shm", "-journal")


def belongs_to(path: Path, book: Path) -> bool:
    """Whether a path leads to a file of the book, under whatever name: by links, hard or symbolic, too.

    SQLite keeps its files beside the book's real place; one that is not there at the moment counts by its name.
    """
    places = dict.fromkeys((book, _resolved(book)))
    own = [Path(f"{place}{tail}") for place in places for tail in _TAILS]
    target = _resolved(path)
    return any(_is_same(path, each) or target == _resolved(each) for each in own)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a ring of links, or what cannot be a path
        return path
