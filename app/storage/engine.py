"""The one SQLite of the program: SQLCipher's, for books in clear as for encrypted ones.

A process that used two of them on one file would lose its locks, so every module takes `sqlite3` from here and none
from Python. Without a key it is an ordinary SQLite, newer than the one that comes with Python and as fast (measured).
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.storage.cipher import Key

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlcipher3 import dbapi2 as sqlite3

__all__ = ["BUSY_TIMEOUT_S", "connect", "copy_pages", "file_uri", "number_by_words", "sqlite3"]

BUSY_TIMEOUT_S = 5.0
"""How long another program's lock on a book is waited for."""


def file_uri(path: Path, mode: str) -> str:
    """Return the address by which SQLite opens a file in a mode, such as `rw`."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def connect(
    path: Path, mode: str, key: Key | None = None, *, timeout_s: float = BUSY_TIMEOUT_S, same_thread: bool = True
) -> sqlite3.Connection:
    """Open a file in a mode, such as `rw` or `ro&immutable=1`; no transaction begins by itself.

    A wrong key shows with the first statement that reads, as SQLITE_NOTADB.
    """
    connection = sqlite3.connect(
        file_uri(path, mode), uri=True, timeout=timeout_s, isolation_level=None, check_same_thread=same_thread
    )
    try:
        unlock(connection, key)
    except BaseException:
        connection.close()
        raise
    return connection


def unlock(connection: sqlite3.Connection, key: Key | None) -> None:
    """Give a new connection its key, None for a book in clear; what SQLite puts aside stays in memory either way."""
    connection.execute("PRAGMA cipher_log_level = NONE")  # else it writes on the standard error stream
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key.raw.hex()}{key.cipher.salt.hex()}'\"")
        connection.execute("PRAGMA cipher_compatibility = 4")
    connection.execute("PRAGMA temp_store = MEMORY")


def copy_pages(
    source: sqlite3.Connection,
    target: sqlite3.Connection,
    *,
    step: int = -1,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Copy all pages of one file into another, `step` at a time; both have the same key, or none.

    `progress` gets the pages done and all there are, and calls the copying off by raising.
    """

    def told(_status: int, left: int, total: int) -> None:
        if progress is not None:
            progress(total - left, total)

    try:
        source.backup(target, pages=step, progress=told if progress is not None else None, sleep=0)
    except sqlite3.Error as error:
        number_by_words(error)
        raise


def number_by_words(error: sqlite3.Error) -> None:
    """Give an error the number its words stand for: copying and exporting leave it out, or put a general one."""
    if getattr(error, "sqlite_errorcode", None) in (None, sqlite3.SQLITE_ERROR):
        error.sqlite_errorcode = _CODES.get(str(error), sqlite3.SQLITE_ERROR)


_CODES: Mapping[str, int] = MappingProxyType(
    {
        "database or disk is full": sqlite3.SQLITE_FULL,
        "disk I/O error": sqlite3.SQLITE_IOERR,
        "database disk image is malformed": sqlite3.SQLITE_CORRUPT,
        "file is not a database": sqlite3.SQLITE_NOTADB,
        "database is locked": sqlite3.SQLITE_BUSY,
        "attempt to write a readonly database": sqlite3.SQLITE_READONLY,
        "unable to open database file": sqlite3.SQLITE_CANTOPEN,
    }
)
