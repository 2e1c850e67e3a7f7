"""Moving a book's file: copied by the database while nobody else has it open, compared, and only then renamed.

At every moment there is a whole book under the old name or under the new one. The old file is kept under another name.
"""

import contextlib
import errno
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

from app.errors import BookUnusable, Message, system_reason
from app.i18n.mark import N_
from app.storage.cipher import Key
from app.storage.engine import connect, copy_pages, sqlite3
from app.storage.store import APPLICATION_ID, explained

_PATIENCE_S = 2.0
"""How long to wait for another program to let go of the book; an open window does not."""


def move_file(old: Path, new: Path, aside: Path, key: Key | None = None) -> None:
    """Move a closed book from `old` to `new`, keeping the old file as `aside`; no program may have it open.

    Raises `BookUnusable`, and then the book is where it was, and nothing stands at the new place.
    """
    if not old.is_file():
        raise BookUnusable(
            Message(N_("There is no book at {path}; make one with “new”, or name another file."), {"path": old})
        )
    renamed = False
    with alone(old, key) as book:
        _copy(book, new, key)
        try:
            # While we have the book to ourselves, so that nobody opens the old file in between.
            with contextlib.suppress(PermissionError):  # Windows renames no file that is open, our own neither
                old.rename(aside)
                renamed = True
        except OSError as error:
            new.unlink(missing_ok=True)
            _unusable(old, error)
    if renamed:
        return
    try:
        old.rename(aside)
    except OSError as error:
        new.unlink(missing_ok=True)
        _unusable(old, error)


@contextmanager
def alone(path: Path, key: Key | None) -> Iterator[sqlite3.Connection]:
    """Open a book so that nobody else has it open; its log is folded into it and gone."""
    with (
        explained(path, stood=True),
        closing(connect(path, "rw", key, timeout_s=_PATIENCE_S)) as connection,
    ):
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise BookUnusable(Message(N_("{path} is not a book of this program."), {"path": path}))
        connection.execute("PRAGMA synchronous = FULL")
        # Leaving the log's mode needs the file alone: with any other program in it this fails as in use.
        if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
            raise BookUnusable(
                Message(N_("{path} is in use by another program; close it there and try again."), {"path": path})
            )
        # In this mode the lock of a transaction stays when it has ended; within one no copy can be made.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        yield connection


@contextmanager
def unused(path: Path, key: Key | None) -> Iterator[None]:
    """See that nobody has a book open, and hold it so; unlike `alone` this changes nothing in the file."""
    with explained(path, stood=True), closing(connect(path, "rw", key, timeout_s=_PATIENCE_S)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # before all else: then a log is locked, too
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
        yield


def _copy(book: sqlite3.Connection, new: Path, key: Key | None) -> None:
    """Copy a book into a file of its own that only its owner may read; it gets its name once it is whole."""
    part = new.with_name(new.name + ".part")
    with explained(new):
        new.parent.mkdir(parents=True, exist_ok=True)
        try:
            for leftover in (part, part.with_name(part.name + "-journal")):
                leftover.unlink(missing_ok=True)
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            with closing(connect(part, "rw", key)) as target:
                copy_pages(book, target)
                whole = target.execute("PRAGMA quick_check").fetchone() == ("ok",)
                alike = whole and _end(book) == _end(target)
            if not alike:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            _name(part, new)
        finally:
            part.unlink(missing_ok=True)


def _end(connection: sqlite3.Connection) -> list[object]:
    """Return by what a copy is known to be one: version, size, and the end of the chain."""
    pragmas = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("user_version", "page_count", "page_size")]
    return [*pragmas, *connection.execute("SELECT entry_id, hash, item_id FROM head").fetchall()]


def _name(part: Path, new: Path) -> None:
    """Give a file its name, but never another file's."""
    try:
        os.link(part, new)
    except FileExistsError:
        _taken(new)
    except OSError:  # a drive without links, such as a memory stick
        if new.exists():
            _taken(new)
        part.rename(new)


def _taken(path: Path) -> NoReturn:
    raise BookUnusable(
        Message(N_("There is a file at {path} already; choose another name or place."), {"path": path})
    ) from None


def _unusable(path: Path, error: OSError) -> NoReturn:
    raise BookUnusable(
        Message(N_("{path} cannot be used: {reason}."), {"path": path, "reason": system_reason(error)})
    ) from error
