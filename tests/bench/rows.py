"""The very rows that entries wrote, read from one book and written raw into a copy of it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from app.storage.engine import sqlite3

_BY_ENTRY = {
    "entry": "id",
    "entry_text": "entry_id",
    "item": "entry_id",
    "posting": "entry_id",
    "term_change": "entry_id",
}
_BALANCES = {"item_balance": "item_id", "customer_balance": "customer_id"}


class Written(NamedTuple):
    """A statement and its rows."""

    statement: str
    values: list[tuple[Any, ...]]


def highest(connection: sqlite3.Connection) -> int:
    """Return the number of the last entry."""
    return connection.execute("SELECT entry_id FROM head").fetchone()[0]


def written(connection: sqlite3.Connection, first: int, last: int) -> list[Written]:
    """Return what one transaction wrote for the entries from the first to the last: journal, balances, head."""
    found = [
        Written(
            _insert(connection, table),
            connection.execute(
                f"SELECT * FROM {table} WHERE {column} BETWEEN ? AND ? ORDER BY 1, 2", (first, last)
            ).fetchall(),
        )
        for table, column in _BY_ENTRY.items()
    ]
    for table, column in _BALANCES.items():
        touched = f"SELECT {column} FROM posting WHERE entry_id BETWEEN ? AND ?"
        rows = connection.execute(f"SELECT * FROM {table} WHERE {column} IN ({touched})", (first, last)).fetchall()
        found.append(Written(_upsert(connection, table, column), rows))
    head = connection.execute("SELECT * FROM head").fetchall()
    found.append(Written(_upsert(connection, "head", "id"), head))
    return [each for each in found if each.values]


def replay(connection: sqlite3.Connection, batches: Sequence[Sequence[Written]]) -> None:
    """Write rows raw, one transaction a batch."""
    for batch in batches:
        connection.execute("BEGIN IMMEDIATE")
        for each in batch:
            connection.executemany(each.statement, each.values)
        connection.execute("COMMIT")


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _insert(connection: sqlite3.Connection, table: str) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' for _ in _columns(connection, table))})"


def _upsert(connection: sqlite3.Connection, table: str, key: str) -> str:
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in _columns(connection, table) if name != key)
    return f"{_insert(connection, table)} ON CONFLICT ({key}) DO UPDATE SET {changes}"
