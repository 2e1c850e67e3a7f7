"""Planning the reminder queue for everybody with nothing new to write, against the raw selects of all its inputs.

The raw side is the very statements that planning asks, done by `sqlite3` on the same file with nothing made of the
rows: whoever plans must read that much.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import event

from app.bootstrap import App, build, circumstances
from app.services.books import open_book
from app.storage.engine import sqlite3
from tests.bench.books import copy_of, raw
from tests.bench.measure import Line, at_most, in_turn, ms, timed

_GOAL = 4


def lines(book: Path, rounds: int) -> list[Line]:
    """Return planning once more on a day that was planned already, and beside it the first planning of all."""
    with copy_of(book, "reminders") as path:
        app, asked = _opened(path)
        try:
            first = timed(app.reminder_plan.plan)
            planned = app.reminder_plan.plan()
            if any(planned):
                raise AssertionError(planned)
            asked.clear()
            app.reminder_plan.plan()
            inputs = [each for each in asked if each[0].lstrip().upper().startswith("SELECT")]
            with raw(path) as connection:
                times = in_turn(app.reminder_plan.plan, lambda: _read(connection, inputs), rounds)
            count = _count(path)
        finally:
            app.close()
    return [
        at_most("planning, nothing new to write", times, _GOAL),
        Line(f"planning the first time, {count:,} reminders", ms(first), "", "", "", None),
    ]


def _opened(path: Path) -> tuple[App, list[tuple[str, Any]]]:
    """Open a book, and note every statement it is asked from now on."""
    store, book = open_book(path)
    asked: list[tuple[str, Any]] = []

    @event.listens_for(store._engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        asked.append((statement, values))

    return build(store, book, circumstances()), asked


def _read(connection: sqlite3.Connection, inputs: list[tuple[str, Any]]) -> None:
    connection.execute("BEGIN")
    for statement, values in inputs:
        connection.execute(statement, values).fetchall()
    connection.execute("COMMIT")


def _count(path: Path) -> int:
    with raw(path) as connection:
        return connection.execute("SELECT count(*) FROM reminder").fetchone()[0]
