"""Opening a book's file, and the two kinds of transaction there are: `read()` and `write()`.

Before a file is opened for writing it is looked at: is it there, is it a book, is it whole, was it made by a newer
program. While a store is open nothing else in the process may open its file: on POSIX, closing any descriptor of it
drops every lock this process holds.
"""

import errno
import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from app.errors import BookUnusable, Message, system_reason
from app.i18n.mark import N_
from app.storage.tables import SCHEMA_VERSION

__all__ = [
    "APPLICATION_ID",
    "BookOutdated",
    "Session",
    "Store",
    "begin_immediate",
    "create_store",
    "damaged",
    "explained",
    "file_uri",
    "inspect_file",
    "open_store",
]

APPLICATION_ID = 0x43_42_4F_4B  # "CBOK", in the file's header
_MAGIC = b"SQLite format 3\0"
_LOG_MAGIC = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_HEADER = 100  # bytes
_SECOND_LOOK_S = 0.05
_SMALLEST_PAGE = 512
_BUSY_TIMEOUT_S = 5.0


class BookOutdated(BookUnusable):
    """The book was made by an older version of the program; `storage.migrate` brings it up to date."""


class Store:
    """An open book. Sessions are short: one per block, never kept, never passed to another thread."""

    def __init__(self, path: Path, engine: Engine, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._engine = engine
        self._writer = engine.execution_options(counterbook_write=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that sees one consistent state of the book."""
        with explained(self.path), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open the only write transaction there is at a time; it commits at the end of the block, whole or not."""
        if self.read_only:
            raise _read_only(self.path)
        if not self.path.exists():  # a system may let one write on into a file that has been deleted
            text = N_("There is no book at {path} any more: it was moved or renamed, or its drive is not connected.")
            raise BookUnusable(Message(text, {"path": self.path}))
        with explained(self.path), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def dispose(self) -> None:
        """Close every connection; the store must not be used after that."""
        self._engine.dispose()


def open_store(path: Path) -> Store:
    """Open an existing book; raises `BookUnusable` when it is missing, foreign, damaged, newer, or locked.

    The file is looked at first in ways that cannot change it; only a book of ours is opened for writing. An older one
    raises `BookOutdated`, unless nobody may write to it: such a book cannot be brought up to date, so it is unusable.
    """
    version = 0
    for again in (True, True, False):
        try:
            version = _probe(path)
            break
        except BookUnusable:
            # Another program may have been moving its log into the file just while we looked at it.
            if not again or not _is_there(path):
                raise
            time.sleep(_SECOND_LOOK_S)
    read_only = not _may_write(path)
    if version < SCHEMA_VERSION:
        # Its copy is to stand beside it.
        raise _outdated(path, read_only=read_only or not os.access(path.parent, os.W_OK))
    return Store(path, _engine(path, read_only=read_only), read_only=read_only)


def _probe(path: Path) -> int:
    """Look at a file in ways that cannot change it and return its schema version; raises `BookUnusable`."""
    logged = inspect_file(path)
    with explained(path):
        probe = sqlite3.connect(
            file_uri(path, "ro" if logged else "ro&immutable=1"),
            uri=True,
            timeout=_BUSY_TIMEOUT_S,
            isolation_level=None,
        )
        try:
            return _check_version(path, probe)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # our mark, but not our tables
                raise damaged(path) from error
            raise
        finally:
            probe.close()


def create_store(path: Path) -> Store:
    """Create the file of a new book, empty, readable by its owner alone; refuses to touch a file that exists."""
    with explained(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            raise BookUnusable(
                Message(N_("There is a file at {path} already; choose another name or place."), {"path": path})
            ) from None
    return Store(path, _engine(path, read_only=False))


def mark_as_book(session: Session) -> None:
    """Write the program's mark and the schema version into the file's header."""
    connection = session.connection()
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


# ---- looking before opening -----------------------------------------------------------------------------------------


def inspect_file(path: Path) -> bool:
    """Look at a file's header without the database: there, one of our books, not newer, not cut short.

    Return whether a write-ahead log stands beside it, which then knows more than the file.
    """
    if not _is_there(path):
        raise BookUnusable(
            Message(N_("There is no book at {path}; make one with “new”, or name another file."), {"path": path})
        )
    if not path.is_file():
        raise BookUnusable(Message(N_("{path} is not a file."), {"path": path}))
    with explained(path), path.open("rb") as file:
        header = file.read(_HEADER)
        size = os.fstat(file.fileno()).st_size
    if not header.startswith(_MAGIC):
        raise _foreign(path)
    if len(header) < _HEADER:
        raise damaged(path)
    if _has_log(path):
        return True
    page_size = int.from_bytes(header[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    pages = int.from_bytes(header[28:32], "big")
    _check_marks(path, int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big"))
    if page_size < _SMALLEST_PAGE or size < pages * page_size:
        raise damaged(path)
    return False


def _is_there(path: Path) -> bool:
    """Whether something stands at a path; a folder of somebody else's does not even say that."""
    with explained(path):
        return path.exists()


def _has_log(path: Path) -> bool:
    """Whether a write-ahead log with anything in it stands beside a book; anything else of that name is none."""
    log = path.with_name(path.name + "-wal")
    if not log.is_file():
        return False
    with explained(path), log.open("rb") as file:
        return file.read(4) in _LOG_MAGIC


def _check_marks(path: Path, application: int, version: int) -> None:
    if application != APPLICATION_ID:
        raise _foreign(path)
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
        " (SELECT hash FROM entry ORDER BY id DESC LIMIT 1) FROM head"
    ).fetchone()
    if version < 1 or row is None or row[0] != (row[2] or 0) or (row[2] is not None and row[1] != row[3]):
        raise damaged(path)
    return version


def _may_write(path: Path) -> bool:
    """Whether the file may be written; the read-only mark counts even for an administrator, who could ignore it."""
    return bool(path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)) and os.access(path, os.W_OK)


# ---- connections ----------------------------------------------------------------------------------------------------


def file_uri(path: Path, mode: str) -> str:
    """Return the address by which SQLite opens a file in a mode, such as `rw`."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def _engine(path: Path, *, read_only: bool) -> Engine:
    def connect() -> sqlite3.Connection:
        mode = "rw"
        if read_only:
            # A book nobody may write to needs no files beside it, unless it was left with a log.
            mode = "ro" if _has_log(path) and os.access(path.parent, os.W_OK) else "ro&immutable=1"
        return sqlite3.connect(
            file_uri(path, mode), uri=True, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )

    engine = create_engine(
        # For a database without a name the default pool closes connections that other threads still use.
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        insertmanyvalues_page_size=500,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "temp_store = MEMORY", "recursive_triggers = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("counterbook_write"):
            begin_immediate(connection)
            _refuse_newer(path, connection)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _refuse_newer(path: Path, connection: Connection) -> None:
    """Refuse to write to a book that a newer program has changed while this one had it open."""
    raw = connection.connection.cursor()
    try:
        if raw.execute("PRAGMA user_version").fetchone()[0] > SCHEMA_VERSION:
            raw.execute("ROLLBACK")
            text = N_(
                "{path} has been brought up to date by a newer version of the program; nothing was recorded. Close "
                "this version and open the book with the newer one."
            )
            raise BookUnusable(Message(text, {"path": path}))
    finally:
        raw.close()


def begin_immediate(connection: Connection, patience_s: float = _BUSY_TIMEOUT_S) -> None:
    """Take the write lock, in turn with other programs: as long as others get on with their work we wait.

    SQLite's own waiting sleeps ever longer and starves one of several busy writers; here every waiter asks every few
    milliseconds and gives up only when nobody has committed for the whole time-out.
    """
    raw = connection.connection.cursor()
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        seen = raw.execute("PRAGMA data_version").fetchone()
        deadline = time.monotonic() + patience_s
        attempt = os.getpid()
        while True:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
            attempt += 1
            time.sleep(0.001 + attempt * 7 % 5 / 1000)
            now = raw.execute("PRAGMA data_version").fetchone()
            if now != seen:
                seen, deadline = now, time.monotonic() + patience_s
    finally:
        raw.execute(f"PRAGMA busy_timeout = {int(_BUSY_TIMEOUT_S * 1000)}")
        raw.close()


# ---- what went wrong, in words --------------------------------------------------------------------------------------


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn failures of the database or the disk into one sentence a shop owner understands."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise _explain(path, error.orig) from error
        raise
    except sqlite3.Error as error:
        raise _explain(path, error) from error
    except UnicodeDecodeError as error:  # the file's own table definitions are no text any more
        raise damaged(path) from error
    except OSError as error:
        raise BookUnusable(_said_by_system(path, error)) from error


def _said_by_system(path: Path, error: OSError) -> Message:
    if getattr(error, "winerror", None) in _SHARED:
        return Message(_IN_USE, {"path": path})
    values = {"path": path, "reason": system_reason(error)}
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        text = N_(
            "{path} cannot be used: {reason}. Choose another place, or ask whoever looks after this computer to allow "
            "it."
        )
        return Message(text, values)
    return Message(N_("{path} cannot be used: {reason}."), values)


_IN_USE = N_("{path} is in use by another program; close it there and try again.")
_SHARED = (32, 33)  # what Windows says of a file that another program keeps to itself


def _explain(path: Path, error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BookUnusable(Message(_IN_USE, {"path": path}))
    if code == sqlite3.SQLITE_FULL:
        return BookUnusable(
            Message(
                N_("The disk of {path} is full; nothing was recorded. Free some space and try again."), {"path": path}
            )
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return _read_only(path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path)
    if code == sqlite3.SQLITE_IOERR:
        return BookUnusable(
            Message(N_("{path} cannot be read or written; check the drive and try again."), {"path": path})
        )
    return error


def damaged(path: Path) -> BookUnusable:
    """Return the error for a file whose contents do not hold together."""
    return BookUnusable(
        Message(N_("{path} is damaged; nothing was written to it. Open the last good backup."), {"path": path})
    )


def _outdated(path: Path, *, read_only: bool) -> BookUnusable:
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


def _foreign(path: Path) -> BookUnusable:
    return BookUnusable(Message(N_("{path} is not a book of this program."), {"path": path}))


def _read_only(path: Path) -> BookUnusable:
    return BookUnusable(
        Message(N_("{path} is read-only; nothing was recorded. Allow writing to it and its folder."), {"path": path})
    )
