"""Bringing a book of an older version up to date: copied first, changed in one transaction, compared before commit.

Only a book that is older ever comes here, so what this imports (Alembic) costs no other book anything.
"""

import errno
import filecmp
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from app.errors import BookUnusable, Message
from app.i18n.mark import N_
from app.storage.cipher import Key
from app.storage.engine import connect, copy_pages, sqlite3
from app.storage.migrations import STEPS
from app.storage.store import begin_immediate, damaged, explained
from app.storage.tables import SCHEMA_VERSION
from app.storage.triggers import trigger_names, trigger_statements

_PATIENCE_S = 60.0
"""How long to wait for another program, which may be busy with this very change of a large book."""


class Upgrade(NamedTuple):
    """What was done to an older book: the version it had, and where it is kept as it was, beside it."""

    version: int
    copy: Path


class StepFailed(BookUnusable):
    """A step of the program's own went wrong: its cause is for whoever mends the program. The book is as it was."""

    def __init__(self, path: Path, copy: Path) -> None:
        text = N_("{path} could not be brought up to date and is as it was before. A copy of it is kept in {copy}.")
        super().__init__(Message(text, {"path": path, "copy": copy}))
        self.path = path
        self.copy = copy


def migrate(path: Path, on: date, key: Key | None = None) -> Upgrade | None:
    """Bring a book up to this program's version, and keep a copy of it as it was, named for the day and its version.

    None is returned when another program has done so in the meantime. Raises `BookUnusable`, and `StepFailed` where
    the fault is the program's; then the book is as it was. The copy made of it stays, unless it takes the room that
    is missing; trying once more makes no second one. Of an encrypted book the copy is encrypted by the same key.
    """
    kept: Upgrade | None = None
    try:
        with explained(path), _only_writer(path, key) as connection:
            version = _version(connection)
            if version >= SCHEMA_VERSION:
                return None
            kept = Upgrade(version, _copy(path, version, on, key))
            _change(connection, path, version)
    except Exception as error:
        if kept is None:
            raise
        if _is_full(error):
            kept.copy.unlink(missing_ok=True)
            raise
        if not isinstance(error, BookUnusable):
            raise StepFailed(path, kept.copy) from error
        text = N_("{path} could not be brought up to date: {reason} A copy of it as it is was kept in {copy}.")
        values = {"path": path, "reason": error.message, "copy": kept.copy}
        raise BookUnusable(Message(text, values)) from error
    return kept


def _is_full(error: BaseException) -> bool:
    """Whether there was no room left on the disk."""
    cause = error.__cause__
    inner = cause.orig if isinstance(cause, DBAPIError) else cause
    if isinstance(inner, OSError):
        return inner.errno in {errno.ENOSPC, errno.EDQUOT}
    return getattr(inner, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL


@contextmanager
def _only_writer(path: Path, key: Key | None) -> Iterator[Connection]:
    """Open a transaction in which nobody else writes, and in which references are not enforced."""

    def opened() -> sqlite3.Connection:
        connection = connect(path, "rw", key)
        # Foreign keys cannot be switched off within a transaction, and a table made anew must not empty another.
        for pragma in ("foreign_keys = OFF", "synchronous = FULL", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine("sqlite://", module=sqlite3, creator=opened, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        begin_immediate(connection, _PATIENCE_S)

    with engine.begin() as connection:
        yield connection


def _version(connection: Connection) -> int:
    version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return version


# ---- the copy -------------------------------------------------------------------------------------------------------


def _copy(path: Path, version: int, on: date, key: Key | None) -> Path:
    """Copy a book nobody is writing to beside itself, as a file of its own that only its owner may read.

    It gets its name once it is whole, so a copy cut short is never taken for one. Where the very same copy is there
    already, of a try that failed, that one is returned.
    """
    wanted = path.with_name(f"{path.stem}-{on.isoformat()}-v{version}{path.suffix}")
    part = path.with_name(f"{path.name}.part")  # of whatever day, so that the next try does away with it
    for leftover in (part, part.with_name(part.name + "-journal")):
        leftover.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(connect(path, "ro", key)) as book:
            with closing(connect(part, "rw", key)) as target:
                copy_pages(book, target)
            _compare(book, part, key)
        name = _free_name(wanted, part)
        part.replace(name)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return name


def _compare(book: sqlite3.Connection, part: Path, key: Key | None) -> None:
    """Raise the error of a failing drive when a copy is not what was copied."""
    with closing(connect(part, "ro&immutable=1", key)) as target:
        if _end(book) != _end(target):
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def _end(connection: sqlite3.Connection) -> list[object]:
    """Return by what a copy is known to be one: version, size, and the end of the chain."""
    pragmas = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("user_version", "page_count", "page_size")]
    return [*pragmas, *connection.execute("SELECT entry_id, hash, item_id FROM head").fetchall()]


def _free_name(wanted: Path, part: Path) -> Path:
    """Return a name that no other file has, or that of the same copy: `shop-2026-11-22-v3.cbook`, `…-v3-2.cbook`."""
    number, name = 1, wanted
    while name.exists() and not (name.is_file() and filecmp.cmp(name, part, shallow=False)):
        number += 1
        name = wanted.with_stem(f"{wanted.stem}-{number}")
    return name


# ---- the change -----------------------------------------------------------------------------------------------------


class _Contents(NamedTuple):
    """What no change of the tables may alter: how many rows each has, and what stands in the journal."""

    rows: dict[str, int]
    sums: list[tuple[object, ...]]
    references: set[tuple[object, ...]]


def _change(connection: Connection, path: Path, version: int) -> None:
    """Take every step there is from a version on, make the guards anew, and see that nothing else has changed."""
    steps = [(number, step) for number, step in STEPS if number > version]
    if version < 1 or [number for number, _ in steps] != list(range(version + 1, SCHEMA_VERSION + 1)):
        raise damaged(path)
    before = _contents(connection)
    ours = trigger_names()
    for name in _names(connection, "trigger"):
        if name in ours:  # one that is not stays, and is reported by `verify`
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    operations = Operations(MigrationContext.configure(connection))
    for _, step in steps:
        step(operations)
    for statement in trigger_statements():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    after = _contents(connection)
    kept = {name: after.rows.get(name) for name in before.rows}
    if kept != before.rows or after.sums != before.sums or after.references - before.references:
        raise RuntimeError("a step has changed more than the tables")


def _contents(connection: Connection) -> _Contents:
    query = connection.exec_driver_sql
    rows = {
        name: query(f'SELECT count(*) FROM "{name}"').scalar_one()  # noqa: S608 - a name of the book's own
        for name in _names(connection, "table")
    }
    sums = [tuple(row) for statement in (_SUMS, _HEAD) for row in query(statement)]
    return _Contents(rows, sums, {tuple(row) for row in query("PRAGMA foreign_key_check")})


# The amounts in two parts: the sums of a large book in a small currency may not fit into one number.
_SUMS = (
    "SELECT account, count(*), sum(amount / 1000000), sum(amount % 1000000), sum(abs(amount) / 1000000), sum(units)"
    " FROM posting GROUP BY account ORDER BY account"
)
_HEAD = "SELECT entry_id, hash, item_id, closed_through, first_on, last_on FROM head"


def _names(connection: Connection, kind: str) -> list[str]:
    rows = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite!_%' ESCAPE '!'", (kind,)
    )
    return [row[0] for row in rows]
