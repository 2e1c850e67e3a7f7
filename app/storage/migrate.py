"""Bringing a book of an older version up to date: copied first, changed in one transaction, compared before commit.

Only a book that is older ever comes here, so what this imports (Alembic) costs no other book anything.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, NullPool, create_engine, event

from app.storage.migrations import STEPS
from app.storage.store import begin_immediate, damaged, explained, file_uri
from app.storage.tables import SCHEMA_VERSION
from app.storage.triggers import trigger_names, trigger_statements

_PATIENCE_S = 60.0
"""How long to wait for another program, which may be busy with this very change of a large book."""


def migrate(path: Path) -> Path | None:
    """Bring a book up to this program's version; return the copy made of it before, which stands beside it.

    None is returned when another program has done so in the meantime. Raises `BookUnusable`; then the book is as it
    was, and there is no copy.
    """
    copy: Path | None = None
    try:
        with explained(path), _only_writer(path) as connection:
            version = _version(connection)
            if version >= SCHEMA_VERSION:
                return None
            copy = _copy(path)
            _change(connection, path, version)
    except Exception:
        if copy is not None:
            copy.unlink(missing_ok=True)
        raise
    return copy


@contextmanager
def _only_writer(path: Path) -> Iterator[Connection]:
    """Open a transaction in which nobody else writes, and in which references are not enforced."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(file_uri(path, "rw"), uri=True, isolation_level=None)
        # Foreign keys cannot be switched off within a transaction, and a table made anew must not empty another.
        for pragma in ("foreign_keys = OFF", "synchronous = FULL", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        begin_immediate(connection, _PATIENCE_S)

    with engine.begin() as connection:
        yield connection


def _version(connection: Connection) -> int:
    version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return version


# ---- the copy -------------------------------------------------------------------------------------------------------


def _copy(path: Path) -> Path:
    """Copy a book nobody is writing to beside itself, as a file of its own that only its owner may read.

    It gets its name once it is whole, so a copy cut short is never taken for one.
    """
    part = path.with_name(f"{path.stem}-before-{SCHEMA_VERSION}{path.suffix}.part")
    for leftover in (part, part.with_name(part.name + "-journal")):
        leftover.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(file_uri(path, "ro"), uri=True)) as book:
            with closing(sqlite3.connect(file_uri(part, "rw"), uri=True)) as target:
                book.backup(target)
            _compare(book, part)
        name = _free_name(path)
        part.rename(name)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return name


def _compare(book: sqlite3.Connection, part: Path) -> None:
    """Raise the error of a failing drive when a copy is not what was copied."""
    with closing(sqlite3.connect(file_uri(part, "ro&immutable=1"), uri=True)) as target:
        if _end(book) != _end(target):
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def _end(connection: sqlite3.Connection) -> list[object]:
    """Return by what a copy is known to be one: version, size, and the end of the chain."""
    pragmas = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("user_version", "page_count", "page_size")]
    return [*pragmas, *connection.execute("SELECT entry_id, hash, item_id FROM head").fetchall()]


def _free_name(path: Path) -> Path:
    """Return a name for the copy that no file has yet: `shop-before-2.cbook`, `shop-before-2-2.cbook`."""
    number = 1
    while True:
        more = f"-{number}" if number > 1 else ""
        name = path.with_name(f"{path.stem}-before-{SCHEMA_VERSION}{more}{path.suffix}")
        if not name.exists():
            return name
        number += 1


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
        raise damaged(path)


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
