"""What goes wrong with a book's file, in one sentence a shop owner understands."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.core.backups import is_backup
from app.errors import BookUnusable, Message, system_reason
from app.i18n.mark import N_
from app.storage.cipher import Cipher
from app.storage.engine import sqlite3


class BookOutdated(BookUnusable):
    """The book was made by an older version of the program; `storage.migrate` brings it up to date."""


class BookDamaged(BookUnusable):
    """What the file holds does not hold together: a backup is to take its place, or what can be read to be saved."""


class BookForeign(BookUnusable):
    """The file is none of our books; where one of ours stood there, its beginning is destroyed."""


class BookLocked(BookUnusable):
    """The book is encrypted, and no key was given or one that does not fit; `cipher` says by what it is opened."""

    def __init__(self, path: Path, cipher: Cipher, *, tried: bool) -> None:
        text = (
            N_("{path} is encrypted, and what was given does not open it. Nothing was changed.")
            if tried
            else N_("{path} is encrypted; it is opened by its passphrase or its recovery key.")
        )
        super().__init__(Message(text, {"path": path}))
        self.path = path
        self.cipher = cipher


@contextmanager
def explained(path: Path, *, stood: bool = False) -> Iterator[None]:
    """Turn failures of the database or the disk into one sentence a shop owner understands.

    `stood` is whether the file was there when it was opened, so that one that is missing has gone.
    """
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            code = error.orig.sqlite_errorcode & 0xFF
            lost = stood and code in _OF_A_DRIVE and which(path) is None
            raise (gone(path) if lost else _explain(path, error.orig)) from error
        raise
    except sqlite3.Error as error:
        raise _explain(path, error) from error
    except UnicodeDecodeError as error:  # the file's own table definitions are no text any more
        raise damaged(path) from error
    except OSError as error:
        raise BookUnusable(_said_by_system(path, error)) from error


def _said_by_system(path: Path, error: OSError) -> Message:
    if getattr(error, "winerror", None) in _SHARED:
        return Message(IN_USE, {"path": path})
    values = {"path": path, "reason": system_reason(error)}
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        text = N_(
            "{path} cannot be used: {reason}. Choose another place, or ask whoever looks after this computer to allow "
            "it."
        )
        return Message(text, values)
    return Message(N_("{path} cannot be used: {reason}."), values)


IN_USE = N_("{path} is in use by another program; close it there and try again.")
_SHARED = (32, 33)  # what Windows says of a file that another program keeps to itself


def _explain(path: Path, error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BookUnusable(Message(IN_USE, {"path": path}))
    if code == sqlite3.SQLITE_FULL:
        return BookUnusable(
            Message(
                N_("The disk of {path} is full; nothing was recorded. Free some space and try again."), {"path": path}
            )
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return read_only_book(path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path)
    if code == sqlite3.SQLITE_IOERR:
        return BookUnusable(
            Message(N_("{path} cannot be read or written; check the drive and try again."), {"path": path})
        )
    return error


# Of a drive that was pulled out SQLite may say that the book is damaged, or that it may not be written to.
_OF_A_DRIVE = frozenset(
    {
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    }
)


def which(path: Path) -> tuple[int, int] | None:
    """Return which file stands at a path, None where nothing stands or its drive does not answer."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def gone(path: Path) -> BookUnusable:
    """Return the error for a file that stood there when it was opened and stands there no more."""
    text = N_("There is no book at {path} any more: it was moved or renamed, or its drive is not connected.")
    return BookUnusable(Message(text, {"path": path}))


def damaged(path: Path) -> BookDamaged:
    """Return the error for a file whose contents do not hold together."""
    return BookDamaged(
        Message(N_("{path} is damaged; nothing was written to it. Open the last good backup."), {"path": path})
    )


def outdated(path: Path, *, read_only: bool) -> BookUnusable:
    """Return the error for a book of an older schema: to be brought up to date, or one that nobody may write to."""
    if read_only and is_backup(path):
        return read_only_book(path)
    if read_only:
        return BookUnusable(
            Message(
                N_(
                    "{path} was made by an older version of the program and is read-only. Allow writing to it and its "
                    "folder, so that it can be brought up to date."
                ),
                {"path": path},
            )
        )
    return BookOutdated(
        Message(
            N_("{path} was made by an older version of the program and must be brought up to date first."),
            {"path": path},
        )
    )


def foreign(path: Path) -> BookForeign:
    """Return the error for a file that is none of our books."""
    return BookForeign(Message(N_("{path} is not a book of this program."), {"path": path}))


def read_only_book(path: Path) -> BookUnusable:
    """Return the error for a book that may not be written to."""
    if is_backup(path):
        return BookUnusable(
            Message(
                N_("{path} is a backup, so nothing is recorded in it; restore it to go on from it."), {"path": path}
            )
        )
    return BookUnusable(
        Message(N_("{path} is read-only; nothing was recorded. Allow writing to it and its folder."), {"path": path})
    )
