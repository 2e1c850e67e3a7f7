"""Putting a backup in a book's place: copied, proved, and only then swapped in; the present book is kept aside.

At every moment a whole book stands under the name, save on drives that know no second names: there, for an instant,
only the one kept aside is.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from app.storage.backup import Copied, Progress, prove
from app.storage.cipher import Key
from app.storage.engine import connect, copy_pages, sqlite3
from app.storage.moving import alone, unused
from app.storage.store import cipher_at, explained
from app.storage.swapping import PART, new_file, put_in_place, remove, sync

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def restore_file(
    backup: Path,
    backup_key: Key | None,
    book: Path,
    book_key: Key | None,
    aside: Path,
    progress: Progress | None = None,
) -> Copied:
    """Put a backup in the place of a closed book, which is kept as `aside`; where there is no book, just there.

    A present book that is damaged, or whose key is not known (`book_key` None), is kept as it is. Raises `BookUnusable`
    (the book is in use, the disk is full, the backup does not hold), and then the book is where and what it was.
    """
    part = book.with_name(book.name + PART)
    with explained(book):
        with _to_ourselves(book, book_key, unused):
            pass  # told before the work, not after it; asked again when the book is about to be replaced
        try:
            remove(part)
            new_file(part)
            with explained(backup), closing(connect(backup, _mode(backup), backup_key)) as source:
                _fill(source, part, backup_key, progress, book)
            copied = prove(part, backup_key, progress, named=book)
            with _to_ourselves(book, book_key, alone):
                if os.name != "nt":  # there no file is replaced that is open, by us neither
                    put_in_place(part, book, aside)
                    return copied
            put_in_place(part, book, aside)
        finally:
            remove(part)
    return copied


def _mode(path: Path) -> str:
    """Return how to read a file that is nobody's open book: with its log, should it have one."""
    return "ro" if path.with_name(path.name + "-wal").exists() else "ro&immutable=1"


def _fill(source: sqlite3.Connection, part: Path, key: Key | None, progress: Progress | None, book: Path) -> None:
    with closing(connect(part, "rw", key)) as target:
        target.execute("PRAGMA journal_mode = OFF")  # thrown away unless it gets done
        target.execute("PRAGMA synchronous = OFF")
        try:
            copy_pages(source, target, step=1024, progress=progress)
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:  # it is the book's disk then, not the backup's
                with explained(book):
                    raise
            raise
    with explained(book):
        sync(part)


@contextmanager
def _to_ourselves(
    book: Path, key: Key | None, hold: Callable[[Path, Key | None], AbstractContextManager[object]]
) -> Iterator[None]:
    """See that nobody has a book open, as far as that can be told of one that is damaged or locked."""
    if not book.exists() or (key is None and cipher_at(book) is not None):
        yield
        return
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(hold(book, key))
        except Exception as error:
            if not _is_damaged(error):
                raise
        yield


def _is_damaged(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if getattr(cause, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
            return True
        cause = cause.__cause__
    return False
