"""Saving what can be read of a damaged book into a new one; the damaged file is only read.

It is copied byte by byte first, bad places of the drive as nothing, and its log with it: the database then works on the
copy. Of each table every row is read that can be, damaged pages passed over. What the chain of hashes proves is kept,
up to the first entry that is missing or altered; what came after it cannot be trusted to be all, and is reported.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import BookUnusable, Message
from app.i18n.mark import N_
from app.storage import tables as t
from app.storage.backup import Line
from app.storage.books import OWNER_ID, genesis, load_book
from app.storage.cipher import PAGE, Key
from app.storage.customers import row_digest
from app.storage.engine import connect, sqlite3
from app.storage.store import APPLICATION_ID, Store, create_store, damaged, explained, mark_as_book
from app.storage.swapping import new_file, sync
from app.storage.table_sums import sum_anew
from app.storage.tables import SCHEMA_VERSION
from app.storage.triggers import create_triggers
from app.storage.verify import Problem, examine, rebuild
from app.storage.verify.chain import unbroken

_BLOCK = 4096
_STEPS, _PATIENCE = 10_000, 100_000
_FARTHEST = 1 << 62
_HEADER = b"SQLite format 3\0\x10\x00\x01\x01\x00\x40\x20\x20"
_JOURNAL = ("posting", "item", "term_change", "entry_text")
_DERIVED = frozenset({"head", "item_balance", "customer_balance", "customer_card"})
_LATER = (
    "SELECT e.id, e.kind, e.posted_on, e.recorded_at, coalesce(c.no, ''), coalesce(c.name, ''),"
    " coalesce((SELECT sum(amount) FROM posting WHERE entry_id = e.id AND amount > 0), 0)"
    " FROM entry e LEFT JOIN customer c ON c.id = e.customer_id WHERE e.id > ? ORDER BY e.id"
)


@dataclass(frozen=True, slots=True)
class Rescued:
    """What was saved of a damaged book.

    Attributes:
        entries: how many entries are in the new book; the chain proves each of them
        known: the number of the last entry anything is known of
        later: entries that were read behind the first one missing or altered; they are not in the new book
        rows: how many rows were read of each table
        dropped: how many were left out, because what they belong to is missing
        unreadable: how many places of the file the drive did not give, or the database could not read
        problems: what the proof of the new book finds
    """

    entries: int
    known: int
    later: tuple[Line, ...]
    rows: dict[str, int]
    dropped: dict[str, int]
    unreadable: int
    problems: tuple[Problem, ...]


def rescue_file(path: Path, key: Key | None, out: Path) -> Rescued:
    """Save what can be read of a closed book into a new book at `out`, encrypted by the same key if it was.

    Raises `BookUnusable` where nothing can be read, or the new book cannot be written; then there is nothing at `out`.
    """
    folder = out.with_name(f".{out.name}.rescue")
    part = folder / "saved"
    with explained(out):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            lost = _copy_file(path, folder / "damaged", key)
            with explained(path), closing(connect(folder / "damaged", "rw", key)) as raw:
                raw.text_factory = _lenient
                raw.set_progress_handler(_Patience().is_out, _STEPS)
                found = _save(path, raw, create_store(part, key), lost)
            sync(part)
            new_file(out)
            part.replace(out)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return found


class _Patience:
    """Calls a statement off that gets nowhere: pages that lead to themselves would be read for ever."""

    def __init__(self) -> None:
        self._asked = 0

    def is_out(self) -> int:
        self._asked += 1
        return int(self._asked % _PATIENCE == 0)


def _lenient(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")


def _copy_file(path: Path, copy: Path, key: Key | None) -> int:
    """Copy a file and its log as far as the drive gives them; return how many blocks it does not."""
    lost = 0
    for tail in ("", "-wal"):
        source = path.with_name(path.name + tail)
        if source.is_file():
            lost += _copy_blocks(source, copy.with_name(copy.name + tail))
    if key is None:
        _mend_header(copy)
    return lost


def _copy_blocks(source: Path, copy: Path) -> int:
    lost = 0
    with source.open("rb", buffering=0) as file, copy.open("xb") as written:
        size = file.seek(0, 2)
        for at in range(0, size, _BLOCK):
            try:
                file.seek(at)
                block = file.read(_BLOCK)
            except OSError:
                block, lost = bytes(min(_BLOCK, size - at)), lost + 1
            written.write(block)
    return lost


def _mend_header(copy: Path) -> None:
    """Write the header as every book in clear has it, over one that is damaged; counts are those of the file."""
    with copy.open("r+b") as file:
        pages = -(-file.seek(0, 2) // PAGE)
        file.truncate(pages * PAGE)
        file.seek(0)
        header = bytearray(file.read(100))
        if header[:16] != _HEADER[:16] or header[68:72] != APPLICATION_ID.to_bytes(4, "big"):
            # Nothing of it can be trusted; whether the tables are this version's shows when they are read.
            header[60:64], header[68:72] = SCHEMA_VERSION.to_bytes(4, "big"), APPLICATION_ID.to_bytes(4, "big")
        header[: len(_HEADER)] = _HEADER
        header[18:20] = b"\x02\x02" if copy.with_name(copy.name + "-wal").exists() else b"\x01\x01"
        header[28:32] = pages.to_bytes(4, "big")
        header[32:40] = bytes(8)  # no free pages, so that none is looked for
        header[44:48] = (4).to_bytes(4, "big")
        header[56:60] = (1).to_bytes(4, "big")
        header[92:96] = header[24:28]
        file.seek(0)
        file.write(header)


# ---- reading rows ---------------------------------------------------------------------------------------------------


def _save(path: Path, raw: sqlite3.Connection, store: Store, lost: int) -> Rescued:
    try:
        defined = _definitions(path, raw)
        with store.write() as session:
            t.metadata.create_all(session.connection())
        store.dispose()
        rows: dict[str, int] = {}
        with closing(connect(store.path, "rw", store.key)) as saved:
            saved.execute("PRAGMA synchronous = OFF")
            saved.execute("BEGIN")
            for table in t.metadata.sorted_tables:
                if table.name in defined and table.name not in _DERIVED:
                    rows[table.name], unread = _take_over(
                        raw, saved, table.name, "WITHOUT ROWID" in defined[table.name]
                    )
                    lost += unread
            if not saved.execute("SELECT 1 FROM book").fetchone():
                raise _hopeless(path)
            _owner(saved)
            saved.execute("COMMIT")
        return _make_whole(store, rows, lost)
    finally:
        store.dispose()


def _definitions(path: Path, raw: sqlite3.Connection) -> dict[str, str]:
    try:
        if raw.execute("PRAGMA user_version").fetchone()[0] < SCHEMA_VERSION:
            text = N_("{path} was made by an older version of the program and is damaged; open its last good backup.")
            raise BookUnusable(Message(text, {"path": path}))
        raw.execute("PRAGMA writable_schema = ON")  # one damaged definition does not hide the others
        # A page of definitions that is missing takes its own with it, and no other.
        rows = _rows(raw, "SELECT rowid, name, sql, type FROM sqlite_master", "rowid")
        found = {row[1]: row[2] for row in rows if row is not None and row[3] == "table"}
    except sqlite3.DatabaseError as error:
        raise _hopeless(path) from error
    if not found:
        raise _hopeless(path)
    return found


def _hopeless(path: Path) -> BookUnusable:
    text = N_("Nothing can be read of {path} any more; open the last good backup. The file was not changed.")
    return BookUnusable(Message(text, {"path": path}))


def _take_over(raw: sqlite3.Connection, saved: sqlite3.Connection, table: str, without: bool) -> tuple[int, int]:  # noqa: FBT001
    """Copy every row of a table that can be read; return how many, and how many places could not be."""
    known = {row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')}
    names = [column.name for column in t.metadata.tables[table].c if column.name in known]
    if not names:
        return 0, 1
    columns = ", ".join(f'"{name}"' for name in names)
    key = names[0] if without else "rowid"
    into = f'INSERT OR IGNORE INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608
    count = unread = 0
    for row in _rows(raw, f'SELECT {key}, {columns} FROM "{table}" NOT INDEXED', key):  # noqa: S608
        if row is None:
            unread += 1
            continue
        try:
            count += saved.execute(into, row[1:]).rowcount
        except sqlite3.IntegrityError:  # values that were never written
            unread += 1
    return count, unread


def _rows(raw: sqlite3.Connection, select: str, key: str) -> Iterator[tuple[Any, ...] | None]:
    """Yield the rows of a table in order, and None for each stretch that cannot be read."""
    at = -_FARTHEST
    while True:
        last = at - 1
        try:
            for row in raw.execute(f"{select} WHERE {key} >= ? ORDER BY {key}", (at,)):
                if type(row[0]) is int and row[0] < last:
                    break  # pages that lead back to themselves
                last = row[0]
                yield row
            else:
                return
        except sqlite3.Error:
            pass
        yield None
        if type(last) is not int:
            return
        at = _next_readable(raw, select, key, last + 1)
        if at > _FARTHEST:
            return


def _next_readable(raw: sqlite3.Connection, select: str, key: str, start: int) -> int:
    """Return the lowest number from which on the table can be read again, beyond `_FARTHEST` where there is none."""

    def reads(number: int) -> bool:
        try:
            raw.execute(f"{select} WHERE {key} >= ? ORDER BY {key} LIMIT 1", (number,)).fetchone()
        except sqlite3.Error:
            return False
        return True

    low, step = max(start, 0), 1
    while not reads(low + step):
        step *= 2
        if low + step > _FARTHEST:
            return _FARTHEST + 1
    high = low + step
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if reads(middle) else (middle, high)
    return high


# ---- making it a book -----------------------------------------------------------------------------------------------


def _owner(saved: sqlite3.Connection) -> None:
    saved.execute("INSERT OR IGNORE INTO staff (id, name, role) VALUES (?, '', 'owner')", (OWNER_ID,))


def _make_whole(store: Store, rows: dict[str, int], lost: int) -> Rescued:
    """Cut the journal where its chain breaks, drop what belongs to nothing, and make what is derived anew."""
    with store.read() as session:
        start = genesis(load_book(session))
    store.dispose()
    with closing(connect(store.path, "rw", store.key)) as saved:
        known = saved.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()[0]
        entries = unbroken(saved, start)
        later = tuple(Line(*row) for row in saved.execute(_LATER, (entries,)))
        saved.execute("BEGIN")
        for table in _JOURNAL:
            saved.execute(f"DELETE FROM {table} WHERE entry_id > ?", (entries,))  # noqa: S608
        saved.execute("DELETE FROM entry WHERE id > ?", (entries,))
        _stand_in(saved)
        dropped = _drop_orphans(saved)
        saved.execute("COMMIT")
    with store.write() as session:
        rebuild(session)
        sum_anew(session)
        create_triggers(session)
        mark_as_book(session)
    with store.read() as session:
        problems = examine(session).problems
    store.dispose()
    _fold_log(store.path, store.key)
    return Rescued(entries, known, later, rows, dropped, lost, problems)


def _stand_in(saved: sqlite3.Connection) -> None:
    """Make a file for each customer whose own cannot be read but whom the journal knows: `?17`, to be filled in."""
    missing = saved.execute(
        "SELECT customer_id FROM entry WHERE customer_id IS NOT NULL UNION SELECT customer_id FROM posting"
        " WHERE customer_id IS NOT NULL UNION SELECT customer_id FROM item EXCEPT SELECT id FROM customer"
    ).fetchall()
    for (number,) in missing:
        for table in ("customer_phone", "customer_key"):  # made from the file that is gone
            saved.execute(f"DELETE FROM {table} WHERE customer_id = ?", (number,))  # noqa: S608
        values: dict[str, object] = dict.fromkeys(_CUSTOMER)
        values |= {"id": number, "no": f"?{number}", "name": f"?{number}", "closed": 0, "terms_days": 0, "tier": ""}
        values |= {"credit_limit": 0, "file": "{}", "created_at": _LONG_AGO}
        names = ", ".join(f'"{name}"' for name in [*values, "digest"])
        saved.execute(
            f"INSERT INTO customer ({names}) VALUES ({', '.join('?' * (len(values) + 1))})",  # noqa: S608
            (*values.values(), row_digest(list(values.values()))),
        )


_CUSTOMER = [column.name for column in t.customer.c if column.name != "digest"]
_LONG_AGO = "1970-01-01T00:00:00.000000Z"


def _drop_orphans(saved: sqlite3.Connection) -> dict[str, int]:
    """Delete rows that name what is not there, and those that named them, until none does."""
    dropped: dict[str, int] = {}
    kept = {"entry", *_JOURNAL}  # the chain has proved them
    while orphans := {
        (table, row) for table, row, _, _ in saved.execute("PRAGMA foreign_key_check") if table not in kept
    }:
        before = saved.total_changes
        for table, row in orphans:
            if row is None:
                dropped[table] = dropped.get(table, 0) + _drop_keyless(saved, table)
            else:
                dropped[table] = dropped.get(table, 0) + 1
                saved.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row,))  # noqa: S608
        if saved.total_changes == before:
            break
    return dropped


def _drop_keyless(saved: sqlite3.Connection, table: str) -> int:
    """Delete the rows of a table without row numbers whose references lead nowhere."""
    count = 0
    for _id, _seq, parent, column, target, *_rest in saved.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
        count += saved.execute(
            f'DELETE FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608
            f' AND "{column}" NOT IN (SELECT "{target or "id"}" FROM "{parent}")'
        ).rowcount
    return count


def _fold_log(path: Path, key: Key | None) -> None:
    """Fold a closed book's log into its file, so that the file can be renamed."""
    with closing(connect(path, "rw", key)) as raw:
        if raw.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
            raise damaged(path)
