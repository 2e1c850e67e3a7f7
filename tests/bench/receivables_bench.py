"""The ageing page of many open bills, of HighRadius where their data lie beside the project, else made ones.

The raw side is the very statements the page asks, done by `sqlite3` on the same file with nothing made of the rows.
"""

import json
import random
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app.bootstrap import App, build, circumstances, new_book
from app.core.chart import ChartLook
from app.core.credit.ageing_list import AgeingAsk, AgeingPage, AgeingSort
from app.core.report import ReportName
from app.services.books import open_book
from app.storage.engine import sqlite3
from tests.bench.books import raw
from tests.bench.measure import Line, at_most, in_turn, ms, timed
from tests.real import highradius

FRAME_S = 0.016
_GOAL = 4
_LOOK = ChartLook(900, 220, "#1F2421", "#5F6762", "#D5D6CE", ("#1B6B50", "#C9A227", "#B3362B"), 11)


def lines(rounds: int, most: int) -> list[Line]:
    """Return the page's time against its raw selects, and beside it re-sorting, drill-down, chart, ratings, reports."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bills.cbook"
        count = _fill(path, most)
        app, asked = _opened(path)
        try:
            _afresh(app)
            asked.clear()
            page = _afresh(app)
            inputs = list(asked)
            with raw(path) as connection:
                times = in_turn(partial(_afresh, app), lambda: _read(connection, inputs), rounds)
            sort = AgeingAsk(sort=AgeingSort.OVERDUE, descending=True)
            worst = app.receivables.ageing(sort).table.rows[0].customer
            beside = {
                "sorted anew": lambda: app.receivables.ageing(sort),
                "drill-down of the one who owes most": lambda: app.receivables.behind(worst),
                "chart": lambda: app.receivables.chart(page, _LOOK, "zh_CN"),
                "ratings of all": app.ratings.ratings,
                "report of a year, what is owed": lambda: _report(app),
            }
            taken = {name: min(timed(work) for _ in range(rounds + 1)) for name, work in beside.items()}
        finally:
            app.close()
    return [
        at_most(f"ageing page, {count:,} open bills", times, _GOAL),
        *(Line(f"ageing page, {name}", ms(seconds), "", "", "", None) for name, seconds in taken.items()),
    ]


def _afresh(app: App) -> AgeingPage:
    """Return the page as when something was recorded meanwhile."""
    app.receivables._last = None
    return app.receivables.ageing()


def _report(app: App) -> object:
    today = app.today()
    return app.reports.report(ReportName.OWED, today.replace(year=today.year - 1), today)


def _fill(path: Path, most: int) -> int:
    """Make the book; return how many bills are open."""
    found = highradius.read()[:most] if highradius.FILE.exists() else list(_made(most))
    app = new_book(path, name="Bench", currency="USD", language="en", pack="CN")
    events = (json.dumps(each).encode() for each in highradius.events(found))
    if not app.bulk.apply_all_or_nothing(events, lambda _result: None):
        raise AssertionError
    app.close()
    return len(found)


def _made(most: int) -> Iterator[highradius.Bill]:
    rng, today = random.Random(23), date(2020, 6, 30)
    for number in range(most):
        on = today - timedelta(days=rng.randrange(120))
        customer = f"{rng.randrange(553):05}"
        yield highradius.Bill(
            f"b{number}", customer, f"n{customer}", on, on + timedelta(days=30), rng.randrange(1, 9999)
        )


def _opened(path: Path) -> tuple[App, list[tuple[str, Any]]]:
    """Open a book, and note every select it is asked from now on."""
    store, book = open_book(path)
    asked: list[tuple[str, Any]] = []

    @event.listens_for(store._engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append((statement, values))

    return build(store, book, circumstances()), asked


def _read(connection: sqlite3.Connection, inputs: list[tuple[str, Any]]) -> None:
    connection.execute("BEGIN")
    for statement, values in inputs:
        connection.execute(statement, values).fetchall()
    connection.execute("COMMIT")
