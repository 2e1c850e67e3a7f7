"""Copies of a book that is in use, and what a copy holds; a copy gets its name only once it is proved whole.

The copy is made by the database within one reading transaction: in its log's mode nobody who writes waits for it, and
it shows the book as it was at one moment, however long the copying takes (measured: with a writer at work the pages are
read once, where copying without that transaction begins anew at each commit).
"""

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.errors import BookUnusable, Message
from app.i18n.mark import N_
from app.storage.cipher import Key
from app.storage.engine import connect, copy_pages, sqlite3
from app.storage.store import Session, Store, cipher_at, explained, open_store, probe
from app.storage.swapping import new_file, remove, sync
from app.storage.tables import SCHEMA_VERSION
from app.storage.verify import examine

_STEP = 1024  # pages, 4 MB
_NEWEST = 10

Progress = Callable[[int, int], None]
"""Told how much is done and how much there is; calls the work off by raising."""


class Counts(NamedTuple):
    """How much a book holds: entries, customers, changes to customers' files and attachments."""

    entries: int
    customers: int
    changes: int
    attachments: int


class Line(NamedTuple):
    """An entry in few words; `posted_on` and `recorded_at` as ISO, `amount` the sum of its debits in minor units."""

    entry: int
    kind: str
    posted_on: str
    recorded_at: str
    customer: str
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a book holds, without proof; `head` is the chain's last hash, in hexadecimal digits."""

    uuid: str
    name: str
    currency: str
    decimals: int
    version: int
    entry: int
    head: str
    last_on: str | None
    recorded_at: str | None
    counts: Counts
    newest: tuple[Line, ...]
    last_customer: int
    last_change: int


class Copied(NamedTuple):
    """What was copied and proved: the number and hash of the last entry, and the bytes of the file."""

    entry: int
    head: str
    size: int


# ---- copying --------------------------------------------------------------------------------------------------------


def copy_book(book: Path, key: Key | None, target: Path, progress: Progress | None = None) -> Copied:
    """Copy a book, in use or not, to a new file, prove the copy, and give it its name; it can only be read.

    `progress` is told pages of the copy, then entries of its proof. An encrypted book's copy has the same key. Raises
    `BookUnusable`, and whatever `progress` raises, and then there is nothing under the name.
    """
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    with explained(target):
        try:
            remove(part)
            new_file(part)
            with explained(book), closing(connect(book, "ro", key)) as source:
                source.execute("BEGIN")
                entry, head = _end(source)
                _fill(source, part, key, progress, target)
            copied = prove(part, key, progress, named=target)
            if (copied.entry, copied.head) != (entry, head):
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            with contextlib.suppress(OSError):  # a drive that knows no rights
                part.chmod(0o400)
            _name(part, target)
        finally:
            remove(part)
    return copied


def _fill(source: sqlite3.Connection, part: Path, key: Key | None, progress: Progress | None, named: Path) -> None:
    with explained(named), closing(connect(part, "rw", key)) as target:
        # Thrown away unless it gets done, so nothing is put aside on the way.
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
        copy_pages(source, target, step=_STEP, progress=progress)
    with explained(named):
        sync(part)


def prove(part: Path, key: Key | None, progress: Progress | None = None, *, named: Path) -> Copied:
    """Prove a copy nobody else has as any book is proved; raises `BookUnusable` with the first that does not hold.

    `named` is what the copy is to be, so that a drive which goes meanwhile is told of by the name people know. One of
    an older version has its structure and the end of its chain looked at: the rest is proved when it is brought up to
    date.
    """
    with explained(named), _write_protected(part):
        if probe(part, key) < SCHEMA_VERSION:
            return _prove_older(part, key)
        store = open_store(part, key)
        try:
            with store.read() as session:
                found = examine(session, progress)
        finally:
            store.dispose()
        if found.problems:
            text = N_("The copy was not kept, because its proof found what does not hold ({count} in all): {first}")
            values = {"count": len(found.problems), "first": found.problems[0].message}
            raise BookUnusable(Message(text, values))
        return Copied(found.entries, found.head, part.stat().st_size)


def _prove_older(part: Path, key: Key | None) -> Copied:
    with closing(connect(part, "ro&immutable=1", key)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return Copied(*_end(copy), part.stat().st_size)


@contextmanager
def _write_protected(path: Path) -> Iterator[None]:
    """Have a file opened for reading only, so that the database puts nothing beside it."""
    before = path.stat().st_mode
    path.chmod(0o400)
    try:
        yield
    finally:
        path.chmod(before & 0o777)


def _name(part: Path, target: Path) -> None:
    """Give a finished file its name, never another's, and have that lasting."""
    try:
        os.link(part, target)
    except FileExistsError:
        text = N_("There is a file at {path} already; choose another name or place.")
        raise BookUnusable(Message(text, {"path": target})) from None
    except OSError:  # a drive without second names, such as a memory stick
        if target.exists():
            text = N_("There is a file at {path} already; choose another name or place.")
            raise BookUnusable(Message(text, {"path": target})) from None
        part.rename(target)
    with contextlib.suppress(OSError):  # some drives cannot be told to
        sync(target.parent)


# ---- looking --------------------------------------------------------------------------------------------------------


def read_facts(path: Path, key: Key | None) -> Facts:
    """Return what a closed book or a backup holds; raises `BookUnusable` when it cannot be opened at all.

    The structure and the end of the chain are looked at, nothing is proved, and nothing is written.
    """
    logged_version = probe(path, key)
    mode = "ro" if path.with_name(path.name + "-wal").exists() else "ro&immutable=1"
    with explained(path), closing(connect(path, mode, key if cipher_at(path) is not None else None)) as copy:
        return facts_of(copy, logged_version)


def facts_of(raw: sqlite3.Connection, version: int) -> Facts:
    """Return what an open book holds."""
    uuid, name, currency, decimals = raw.execute("SELECT uuid, name, currency, decimals FROM book").fetchone()
    entry, head = _end(raw)
    newest = tuple(Line(*row) for row in raw.execute(_NEWEST_ENTRIES, (_NEWEST,)))
    counts = Counts(*(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _COUNTED))  # noqa: S608
    last_on = raw.execute("SELECT last_on FROM head").fetchone()[0]
    recorded_at = newest[0].recorded_at if newest else None
    lasts = (raw.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0] for table in _COUNTED[1:3])  # noqa: S608
    return Facts(uuid, name, currency, decimals, version, entry, head, last_on, recorded_at, counts, newest, *lasts)


_COUNTED = ("entry", "customer", "file_change", "attachment")
_NEWEST_ENTRIES = (
    "SELECT e.id, e.kind, e.posted_on, e.recorded_at, coalesce(c.no, ''), coalesce(c.name, ''),"
    " coalesce((SELECT sum(amount) FROM posting WHERE entry_id = e.id AND amount > 0), 0)"
    " FROM entry e LEFT JOIN customer c ON c.id = e.customer_id ORDER BY e.id DESC LIMIT ?"
)


def _end(raw: sqlite3.Connection) -> tuple[int, str]:
    entry, head = raw.execute("SELECT entry_id, hash FROM head").fetchone()
    return entry, head.hex()


def common_entry(one: Path, one_key: Key | None, other: Path, other_key: Key | None) -> int:
    """Return the number of the last entry that two books of one shop have in common, 0 for none.

    Each hash covers all before it, so the place where two ways part is found by halving.
    """
    with explained(one), _reading(one, one_key) as first, explained(other), _reading(other, other_key) as second:
        return _common(first, second)


def _common(first: sqlite3.Connection, second: sqlite3.Connection) -> int:
    low, high = 0, min(_end(first)[0], _end(second)[0])
    while low < high:
        middle = (low + high + 1) // 2
        if _hash(first, middle) == _hash(second, middle):
            low = middle
        else:
            high = middle - 1
    return low


@contextmanager
def _reading(path: Path, key: Key | None) -> Iterator[sqlite3.Connection]:
    mode = "ro" if path.with_name(path.name + "-wal").exists() else "ro&immutable=1"
    with closing(connect(path, mode, key if cipher_at(path) is not None else None)) as raw:
        yield raw


def _hash(raw: sqlite3.Connection, number: int) -> tuple[bytes] | None:
    row: tuple[bytes] | None = raw.execute("SELECT hash FROM entry WHERE id = ?", (number,)).fetchone()
    return row


class Later(NamedTuple):
    """What a book has and its backup has not.

    The newest entries after one that both have, how many customers were made since, how many files were changed, and
    how many people were erased whom the backup still has.
    """

    newest: tuple[Line, ...]
    customers: int
    files: int
    erased: int


def later_changes(path: Path, key: Key | None, entry: int, backup: Facts) -> Later:
    """Return what a closed book has and its backup has not, after an entry that both have."""
    with explained(path), _reading(path, key) as raw:
        return _later(raw, entry, backup)


def _later(raw: sqlite3.Connection, entry: int, backup: Facts) -> Later:
    lines = [line for row in raw.execute(_NEWEST_ENTRIES, (_NEWEST,)) if (line := Line(*row)).entry > entry]
    made = raw.execute("SELECT count(*) FROM customer WHERE id > ?", (backup.last_customer,)).fetchone()[0]
    changed = raw.execute(_CHANGED, (backup.last_change,)).fetchone()[0]
    erased = raw.execute(_ERASED, (backup.last_change,)).fetchone()[0]
    return Later(tuple(lines), made, changed, erased)


# ---- a book that is open: its own file is not looked at beside the database, which would drop its locks -------------


class Beside(NamedTuple):
    """An open book beside a backup of it: what both have, up to entry `common`, and what the backup has not."""

    present: Facts
    common: int
    later: Later


def facts_of_open(store: Store) -> Facts:
    """Return what an open book holds."""
    with store.read() as session:
        return facts_of(_raw(session), SCHEMA_VERSION)


def goes_on_from(store: Store, has: Facts) -> bool:
    """Whether an open book has every entry that a copy of it has: the copy's last one is the book's own, too."""
    with store.read() as session:
        row = _hash(_raw(session), has.entry)
        return has.entry == 0 or (row is not None and row[0].hex() == has.head)


def beside(store: Store, backup: Path, key: Key | None, has: Facts) -> Beside:
    """Hold an open book against a backup of it, whose facts are `has`; the caller knows that both are one shop's."""
    with store.read() as session, explained(backup), _reading(backup, key) as copy:
        raw = _raw(session)
        common = _common(copy, raw)
        return Beside(facts_of(raw, SCHEMA_VERSION), common, _later(raw, common, has))


def _raw(session: Session) -> sqlite3.Connection:
    raw = session.connection().connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError("only SQLite books have backups")
    return raw


_CHANGED = "SELECT count(DISTINCT customer_id) FROM file_change WHERE id > ?"
_ERASED = "SELECT count(DISTINCT request_id) FROM file_change WHERE id > ? AND field = 'erased'"


__all__ = [
    "Beside",
    "Copied",
    "Counts",
    "Facts",
    "Line",
    "beside",
    "common_entry",
    "copy_book",
    "facts_of",
    "facts_of_open",
    "goes_on_from",
    "later_changes",
    "prove",
    "read_facts",
]
