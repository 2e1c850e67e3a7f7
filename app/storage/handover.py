"""The whole book row by row, out and back in; and the facts of the business that it holds.

What goes out is every table but secrets and what is reckoned from the rest. What comes in is written into a new book as
it stands, so that the journal keeps its chain; a proof then says whether all of it is what once went out.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Column, Integer, LargeBinary, Select, Table, delete, func, select
from sqlalchemy.orm import Session

from app.core.file_names import safe_name
from app.core.handover.facts import NO_FACT_CHANGES, NO_FACT_COLUMNS, NO_FACT_SETTINGS, NO_FACTS
from app.core.handover.shapes import CellKind, ColumnShape, Stored, TableShape
from app.errors import BookUnusable, Message, refuse
from app.i18n.mark import N_
from app.storage import tables as t
from app.storage.engine import connect, sqlite3
from app.storage.moving import alone
from app.storage.staff import load_policy, save_policy
from app.storage.store import Store, mark_as_book
from app.storage.swapping import put_in_place
from app.storage.table_sums import SUMMED, sum_anew
from app.storage.tables.columns import Day, Instant
from app.storage.triggers import create_triggers
from app.storage.verify import rebuild

WITHHELD = frozenset({"staff_secret", "staff_recovery", "staff_pin", "customer_pin"})
"""The tables of secrets, which never go out."""

REBUILT = frozenset(
    {"head", "item_balance", "customer_balance", "charge_part", "customer_card", "customer_group", "erasing"}
)
"""The tables that are reckoned from others, or are empty between transactions."""

_BATCH = 500


class _FileOf(NamedTuple):
    """A column whose bytes go out as files: where to, by what they are found, and what their names say."""

    folder: str
    key: str
    named: Select[Any]
    ending: str = ""


_S, _L, _A, _P = t.statement, t.letter, t.attachment, t.shop_picture
_FILES: Mapping[tuple[str, str], _FileOf] = MappingProxyType(
    {
        ("attachment", "content"): _FileOf("attachments", "id", select(_A.c.id, _A.c.name)),
        ("shop_picture", "content"): _FileOf("pictures", "id", select(_P.c.id, _P.c.kind)),
        ("statement_paper", "pdf"): _FileOf("statements", "statement_id", select(_S.c.id, _S.c.no), ".pdf"),
        ("letter_paper", "pdf"): _FileOf("letters", "contact_id", select(_L.c.contact_id, _L.c.no), ".pdf"),
    }
)


def shapes() -> tuple[TableShape, ...]:
    """Return the tables that are handed over, those that others name before them."""
    tables = (table for table in t.metadata.sorted_tables if table.name not in WITHHELD | REBUILT)
    return tuple(TableShape(table.name, tuple(map(_shape, table.c))) for table in tables)


def _shape(column: Column[Any]) -> ColumnShape:
    kind = CellKind.TEXT
    if (column.table.name, column.name) in _FILES:
        kind = CellKind.FILE
    elif isinstance(column.type, LargeBinary):
        kind = CellKind.BYTES
    elif isinstance(column.type, Integer):
        kind = CellKind.INTEGER
    elif column.type is Day or column.type is Instant:
        kind = CellKind.DAY if column.type is Day else CellKind.INSTANT
    target = next((key.target_fullname for key in column.foreign_keys), "")
    return ColumnShape(column.name, kind, bool(column.nullable), target)


# ---- out ------------------------------------------------------------------------------------------------------------


def rows(session: Session, shape: TableShape) -> Iterator[list[Stored]]:
    """Yield the rows of a table in its order; where bytes go out as a file, its name stands."""
    table = t.metadata.tables[shape.name]
    plain = [table.c[column.name] for column in shape.columns if column.kind is not CellKind.FILE]
    files = [at for at, column in enumerate(shape.columns) if column.kind is CellKind.FILE]
    names = _names(session, shape.columns[files[0]].name, table) if files else {}
    places = {column.name: at for at, column in enumerate(shape.columns)}  # what names a file stands before it
    for row in _stream(session, select(*plain).order_by(*_order(table))):
        found: list[Stored] = list(row)
        for at in files:
            found.insert(at, names[found[places[_FILES[shape.name, shape.columns[at].name].key]]])
        yield found


def count(session: Session) -> int:
    """Return how many rows there are to hand over."""
    tables = [t.metadata.tables[shape.name] for shape in shapes()]
    return sum(session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


def contents(session: Session) -> Iterator[tuple[str, bytes]]:
    """Yield what goes out as files, one at a time: the name within the folder, and the bytes."""
    for (name, column), of in _FILES.items():
        table = t.metadata.tables[name]
        for key, file in _names(session, column, table).items():
            content = session.execute(select(table.c[column]).where(table.c[of.key] == key)).scalar_one_or_none()
            if content is not None:
                yield file, content


def _names(session: Session, column: str, table: Table) -> dict[Any, str]:
    of = _FILES[table.name, column]
    return {
        key: f"files/{of.folder}/{key}-{safe_name(name)}{of.ending}" for key, name in session.execute(of.named).all()
    }


def _order(table: Table) -> list[Column[Any]]:
    keys = list(table.primary_key.columns)
    return keys or [column for column in table.c if not isinstance(column.type, LargeBinary)]


def _stream(session: Session, statement: Select[Any]) -> Iterator[Any]:
    return iter(session.execute(statement.execution_options(yield_per=_BATCH)))


# ---- the facts ------------------------------------------------------------------------------------------------------


def facts(session: Session) -> Iterator[list[object]]:
    """Yield the facts of the business, for `core.handover.facts.facts_hash`."""
    said = {
        "customer.id": dict(session.execute(select(t.customer.c.id, t.customer.c.no)).all()),
        "staff.id": dict(session.execute(select(t.staff.c.id, t.staff.c.name)).all()),
        "item.id": {
            id_: [name, is_charge]
            for id_, name, is_charge in session.execute(select(t.item.c.id, t.item.c.name, t.item.c.is_charge))
        },
    }
    for shape in sorted(shapes()):
        if shape.name not in NO_FACTS:
            yield from _facts_of(session, shape, said)
    b = t.customer_balance.c
    balances = select(t.customer.c.no, b.principal, b.bonus, b.passes, b.owed)
    joined = balances.join_from(t.customer_balance, t.customer, t.customer.c.id == b.customer_id)
    for row in _stream(session, joined.order_by(t.customer.c.no)):
        if any(row[1:]):
            yield ["balance", *row]


def _facts_of(session: Session, shape: TableShape, said: Mapping[str, Mapping[Any, object]]) -> Iterator[list[object]]:
    own = f"{shape.name}.id"
    kept = [at for at, column in enumerate(shape.columns) if column.name not in NO_FACT_COLUMNS]
    field = [column.name for column in shape.columns].index("field") if shape.name == "file_change" else 0
    for row in rows(session, shape):
        if shape.name == "setting" and row[0] in NO_FACT_SETTINGS:
            continue
        if shape.name == "file_change" and str(row[field]).startswith(NO_FACT_CHANGES):
            continue
        found: list[object] = [shape.name]
        for at in kept:
            column, value = shape.columns[at], row[at]
            known = said.get(own if column.name == "id" else column.references, {})
            if column.kind is CellKind.FILE:
                continue  # its SHA-256 and its row stand beside it
            found.append(value.hex() if isinstance(value, bytes) else known.get(value, value))
        yield found


# ---- in -------------------------------------------------------------------------------------------------------------


def fill(store: Store, read: Callable[[TableShape], Iterable[Sequence[Stored]]], told: Callable[[int], None]) -> None:
    """Write the rows of all tables into a new, empty file and make it a book; `told` gets the rows done so far.

    Refuses rows the tables do not take. Whether the book holds together is for a proof to say.
    """
    with store.write() as session:
        t.metadata.create_all(session.connection())
    store.dispose()
    with closing(connect(store.path, "rw", store.key)) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("BEGIN")
        done = 0
        for shape in shapes():
            try:
                done = _fill_table(raw, shape, read(shape), done, told)
            except sqlite3.IntegrityError:
                refuse("folder", N_("{file} has rows the book does not take."), file=f"data/{shape.name}.csv")
        if raw.execute("SELECT count(*) FROM book").fetchone() != (1,):
            refuse("folder", N_("{file} has rows the book does not take."), file="data/book.csv")
        raw.execute("COMMIT")
    with store.write() as session:
        rebuild(session)
        sum_anew(session, [table for table in SUMMED if table.name in WITHHELD])
        session.execute(delete(t.row_count).where(t.row_count.c.name.in_(WITHHELD)))
        create_triggers(session)
        mark_as_book(session)


def _fill_table(
    raw: sqlite3.Connection,
    shape: TableShape,
    given: Iterable[Sequence[Stored]],
    done: int,
    told: Callable[[int], None],
) -> int:
    names = ", ".join(f'"{column.name}"' for column in shape.columns)
    marks = ", ".join("?" * len(shape.columns))
    into = f'INSERT INTO "{shape.name}" ({names}) VALUES ({marks})'  # noqa: S608 - our own names
    has_files = any(column.kind is CellKind.FILE for column in shape.columns)
    at_once, left = 1 if has_files else _BATCH, iter(given)
    while batch := list(islice(left, at_once)):
        raw.executemany(into, batch)
        done += len(batch)
        told(done)
    return done


def switch_staff_off(store: Store) -> bool:
    """Stop telling staff apart, because nobody of them has a PIN here; return whether they were told apart."""
    with store.write() as session:
        policy = load_policy(session)
        if policy.on:
            save_policy(session, replace(policy, on=False))
        return policy.on


def fold_log(store: Store) -> None:
    """Fold the log of a book nobody has open into its file, so that the file can be renamed."""
    store.dispose()
    with closing(connect(store.path, "rw", store.key)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute("PRAGMA journal_mode = DELETE")


def put_in_place_of_empty(part: Path, book: Path, aside: Path | None) -> bool:
    """Give a whole file the name of a book that is empty and kept as `aside`, None where there is none.

    Returns False, and nothing has changed, where something was recorded in the book meanwhile. Raises `BookUnusable`
    where another program has it open, or has put a file there since.
    """
    if aside is None:
        if book.exists():
            text = N_("There is a file at {path} already; choose another name or place.")
            raise BookUnusable(Message(text, {"path": book}))
        put_in_place(part, book, None)
        return True
    with alone(book, None) as raw:
        if any(raw.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in ("entry", "customer")):  # noqa: S608
            return False
        if os.name != "nt":  # there no file is replaced that is open, by us neither
            put_in_place(part, book, aside)
            return True
    put_in_place(part, book, aside)
    return True


def is_empty(session: Session) -> bool:
    """Whether nothing was ever recorded in a book: no entry, no customer."""
    return all(session.execute(select(table.c.id).limit(1)).first() is None for table in (t.entry, t.customer))
