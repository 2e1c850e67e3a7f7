"""Looking at a book's file in ways that cannot change it: is it there, is it a book, is it whole, is it not newer."""

import os
import stat
from pathlib import Path

from app.errors import BookUnusable, Message
from app.i18n.mark import N_
from app.storage.cipher import PAGE, Cipher, Key, cipher_of, fits
from app.storage.engine import connect, sqlite3
from app.storage.tables import SCHEMA_VERSION
from app.storage.troubles import BookLocked, damaged, explained, foreign

APPLICATION_ID = 0x43_42_4F_4B  # "CBOK", in the file's header
_MAGIC = b"SQLite format 3\0"
_LOG_MAGIC = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_HEADER = 100  # bytes
_SMALLEST_PAGE = 512


def probe(path: Path, key: Key | None = None) -> int:
    """Look at a file in ways that cannot change it and return its schema version; raises `BookUnusable`."""
    logged = inspect_file(path, key)
    with explained(path):
        key = key if cipher_at(path) is not None else None
        looking = connect(path, "ro" if logged else "ro&immutable=1", key)
        try:
            return _check_version(path, looking)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # our mark, but not our tables
                raise damaged(path) from error
            raise
        except MemoryError as error:  # a damaged length asks for more than there is
            raise damaged(path) from error
        finally:
            looking.close()


def inspect_file(path: Path, key: Key | None = None) -> bool:
    """Look at a file's header without the database: there, one of our books, not newer, not cut short.

    Return whether a write-ahead log stands beside it, which then knows more than the file. Of an encrypted book no
    more is seen than that it is one; raises `BookLocked` when the key does not fit it.
    """
    if not is_there(path):
        raise BookUnusable(
            Message(N_("There is no book at {path}; make one with “new”, or name another file."), {"path": path})
        )
    if not path.is_file():
        raise BookUnusable(Message(N_("{path} is not a file."), {"path": path}))
    with explained(path), path.open("rb") as file:
        header = file.read(_HEADER)
        size = os.fstat(file.fileno()).st_size
    cipher = cipher_of(header)
    if cipher is not None:
        _check_key(path, cipher, key, size)
        return has_log(path)
    if not header.startswith(_MAGIC):
        raise foreign(path)
    if len(header) < _HEADER:
        raise damaged(path)
    if has_log(path):
        return True
    page_size = int.from_bytes(header[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    pages = int.from_bytes(header[28:32], "big")
    _check_marks(path, int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big"))
    if page_size < _SMALLEST_PAGE or size < pages * page_size:
        raise damaged(path)
    return False


def cipher_at(path: Path) -> Cipher | None:
    """Return how a file is encrypted, None for one that is not; raises `BookUnusable`."""
    with explained(path), path.open("rb") as file:
        return cipher_of(file.read(_HEADER))


def _check_key(path: Path, cipher: Cipher, key: Key | None, size: int) -> None:
    """Refuse an encrypted book without its key, and one that is cut short."""
    if key is None:
        raise BookLocked(path, cipher, tried=False)
    with explained(path):
        if key.cipher != cipher or not fits(path, key):
            raise BookLocked(path, cipher, tried=True)
    if size % PAGE:
        raise damaged(path)


def is_there(path: Path) -> bool:
    """Whether something stands at a path; a folder of somebody else's does not even say that."""
    with explained(path):
        return path.exists()


def has_log(path: Path) -> bool:
    """Whether a write-ahead log with anything in it stands beside a book; anything else of that name is none."""
    log = path.with_name(path.name + "-wal")
    if not log.is_file():
        return False
    with explained(path), log.open("rb") as file:
        return file.read(4) in _LOG_MAGIC


def _check_marks(path: Path, application: int, version: int) -> None:
    if application != APPLICATION_ID:
        raise foreign(path)
    if version > SCHEMA_VERSION:
        raise BookUnusable(
            Message(
                N_("{path} was made by a newer version of the program; update the program to open it."),
                {"path": path},
            )
        )


def _check_version(path: Path, connection: sqlite3.Connection) -> int:
    """Refuse what is no book, or newer, or has a chain that does not end where its head says; return its version."""
    marks = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    _check_marks(path, *marks)
    version: int = marks[1]
    row = connection.execute(
        "SELECT head.entry_id, head.hash, (SELECT max(id) FROM entry),"
        " (SELECT hash FROM entry ORDER BY id DESC LIMIT 1), (SELECT count(*) FROM book) FROM head"
    ).fetchone()
    if (
        version < 1
        or row is None
        or row[4] != 1
        or row[0] != (row[2] or 0)
        or (row[2] is not None and row[1] != row[3])
    ):
        raise damaged(path)
    return version


def may_write(path: Path) -> bool:
    """Whether the file may be written; the read-only mark counts even for an administrator, who could ignore it."""
    return bool(path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)) and os.access(path, os.W_OK)
