"""Opening a book's file, and the two kinds of transaction there are: `read()` and `write()`.

Before a file is opened for writing it is looked at: is it there, is it a book, is it whole, was it made by a newer
program. While a store is open nothing else in the process may open its file: on POSIX, closing any descriptor of it
drops every lock this process holds.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from app.core.backups import is_backup
from app.errors import BookUnusable, Message
from app.i18n.mark import N_
from app.storage.cipher import Key
from app.storage.compiled import compiled
from app.storage.engine import BUSY_TIMEOUT_S, connect, sqlite3
from app.storage.looking import (
    APPLICATION_ID,
    cipher_at,
    has_log,
    inspect_file,
    is_there,
    may_write,
    probe,
)
from app.storage.tables import SCHEMA_VERSION
from app.storage.troubles import (
    IN_USE,
    BookDamaged,
    BookForeign,
    BookLocked,
    BookOutdated,
    damaged,
    explained,
    gone,
    outdated,
    read_only_book,
    which,
)

__all__ = [
    "APPLICATION_ID",
    "BookDamaged",
    "BookForeign",
    "BookLocked",
    "BookOutdated",
    "Session",
    "Store",
    "begin_immediate",
    "cipher_at",
    "create_store",
    "damaged",
    "explained",
    "inspect_file",
    "mark_as_book",
    "open_store",
    "probe",
]

_SECOND_LOOK_S = 0.05


class Store:
    """An open book. Sessions are short: one per block, never kept, never passed to another thread.

    `key` is that of an encrypted book, None for one in clear.
    """

    def __init__(self, path: Path, engine: Engine, *, read_only: bool = False, key: Key | None = None) -> None:
        self.path = path
        self.read_only = read_only
        self.key = key
        #: Whether a proof found that the book does not hold together: then nothing more is written to it.
        self.damaged = False
        #: How often something was written since the book was opened.
        self.writes = 0
        self._file = which(path)
        self._engine = engine
        self._writer = engine.execution_options(counterbook_write=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that sees one consistent state of the book."""
        with explained(self.path, stood=True), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open the only write transaction there is at a time; it commits at the end of the block, whole or not."""
        if self.read_only:
            raise read_only_book(self.path)
        if self.damaged:
            raise damaged(self.path)
        self._check_place()
        with (
            explained(self.path, stood=True),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
        self.writes += 1

    def _check_place(self) -> None:
        """Refuse to write into a file nobody finds again: a system may let one write on when another has its name."""
        found = which(self.path)
        if found is None:
            raise gone(self.path)
        if self._file is not None and found != self._file:
            text = N_(
                "{path} was replaced by another file while it was open, as programs do that keep a folder the same on "
                "several computers; nothing was recorded. Close the book and open it again."
            )
            raise BookUnusable(Message(text, {"path": self.path}))

    def make_anew(self) -> None:
        """Write the whole file anew and empty its log, so that nothing that was deleted is left in either.

        Needs as much room again as the book has, and everybody else out of the way: raises `BookUnusable` otherwise,
        and the book is as it was.
        """
        if self.read_only:
            raise read_only_book(self.path)
        if self.damaged:
            raise damaged(self.path)
        self._check_place()
        with explained(self.path, stood=True):
            pooled = self._engine.raw_connection()
            try:
                raw = pooled.cursor()
                if self.key is None:  # what is put aside of an encrypted book never touches the disk
                    raw.execute("PRAGMA temp_store = FILE")
                raw.execute("PRAGMA secure_delete = ON")
                raw.execute("VACUUM")
                raw.execute("PRAGMA temp_store = MEMORY")
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                [busy, *_] = raw.fetchone() or (1,)
                raw.close()
            finally:
                pooled.close()
        if busy:
            raise BookUnusable(Message(IN_USE, {"path": self.path}))

    def dispose(self) -> None:
        """Close every connection; the store must not be used after that."""
        self._engine.dispose()


def open_store(path: Path, key: Key | None = None) -> Store:
    """Open an existing book; raises `BookUnusable` when it is missing, foreign, damaged, newer, or in use elsewhere.

    An encrypted one raises `BookLocked` unless its key is given; of one in clear the key plays no part.

    The file is looked at first in ways that cannot change it; only a book of ours is opened for writing. An older one
    raises `BookOutdated`, unless nobody may write to it: such a book cannot be brought up to date, so it is unusable.
    """
    version = 0
    for again in (True, True, False):
        try:
            version = probe(path, key)
            break
        except BookLocked:
            raise
        except BookUnusable:
            # Another program may have been moving its log into the file just while we looked at it.
            if not again or not is_there(path):
                raise
            time.sleep(_SECOND_LOOK_S)
    # A memory stick knows no rights: a backup must not become a book in which somebody goes on working.
    read_only = is_backup(path) or not may_write(path)
    if version < SCHEMA_VERSION:
        # Its copy is to stand beside it.
        raise outdated(path, read_only=read_only or not os.access(path.parent, os.W_OK))
    key = key if key is not None and cipher_at(path) == key.cipher else None
    return Store(path, _engine(path, key, read_only=read_only), read_only=read_only, key=key)


def create_store(path: Path, key: Key | None = None) -> Store:
    """Create the file of a new book, empty, readable by its owner alone; refuses to touch a file that exists."""
    with explained(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            raise BookUnusable(
                Message(N_("There is a file at {path} already; choose another name or place."), {"path": path})
            ) from None
    return Store(path, _engine(path, key, read_only=False), key=key)


def mark_as_book(session: Session) -> None:
    """Write the program's mark and the schema version into the file's header."""
    connection = session.connection()
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


# ---- connections ----------------------------------------------------------------------------------------------------


def _engine(path: Path, key: Key | None, *, read_only: bool) -> Engine:
    def opened() -> sqlite3.Connection:
        mode = "rw"
        if read_only:
            # A book nobody may write to needs no files beside it, unless it was left with a log.
            mode = "ro" if has_log(path) and os.access(path.parent, os.W_OK) else "ro&immutable=1"
        return connect(path, mode, key, same_thread=False)

    engine = create_engine(
        # For a database without a name the default pool closes connections that other threads still use.
        "sqlite://",
        module=sqlite3,
        creator=opened,
        poolclass=QueuePool,
        pool_size=4,
        insertmanyvalues_page_size=500,
    ).execution_options(compiled_cache=compiled())

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


def begin_immediate(connection: Connection, patience_s: float = BUSY_TIMEOUT_S) -> None:
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
        raw.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")
        raw.close()
