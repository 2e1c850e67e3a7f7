"""Taking in a shop's sales from CSV, against `csv` reading the same file and raw inserts of the same rows.

The sales are those of `data/retail` where they lie beside the project, else made ones.
"""

import csv
import lzma
import statistics
import tempfile
from functools import partial
from itertools import islice
from pathlib import Path

import python_calamine

from app.bootstrap import new_book
from app.core.intake.targets import Target
from app.core.list_file import FileColumn, Kind, ListFile
from app.exchange.sheets import open_file
from app.exchange.xlsx import xlsx_pieces
from app.services.bulk import BATCH_EVENTS
from app.services.intake import Choices, Way
from app.storage.engine import sqlite3
from tests.bench import rows
from tests.bench.books import drop_triggers, raw
from tests.bench.measure import Line, Times, at_most, in_turn, timed
from tests.real import DATA

_GOAL = 25
"""How many times the raw work taking rows in may be: bulk `apply` is allowed 12, and they are rehearsed before."""

_UNDOING = 10
"""How many times the raw work undoing an import may be: each entry is read, and what came after it, before."""

_READING = 12
"""How many times what `csv` and calamine take for the cells alone: ours know their line, text and kind."""

FILE = DATA / "retail" / "online_retail_2010-12_2011-12.csv.xz"
_NAMES = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def lines(rounds: int, most: int) -> list[Line]:
    """Return the rate of taking rows in, against reading them by `csv` and inserting the same rows raw."""
    times, undone = Times([], []), Times([], [])
    entries = 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sales.csv"
        _write(file, most)
        for number in range(min(rounds, 3) + 1):
            ours, limit = Path(folder) / f"ours{number}.cbook", Path(folder) / f"raw{number}.cbook"
            _empty(limit)
            app = _empty(ours, keep=True)
            source = app.intake.open(file)
            given = {"new_customers": "yes", "mode": "sold", "tender": "card"}
            layout = app.intake.propose(source, Choices(target=Target.BILLS), given).layout
            taken = timed(
                lambda app=app, source=source, layout=layout: app.intake.carry_out(source, layout, Way.GOOD_ROWS)
            )
            with raw(ours) as made, raw(limit) as target:
                target.execute("PRAGMA foreign_keys = OFF")
                drop_triggers(target)
                entries = rows.highest(made)
                batches = _batches(made, 1)
                bare = timed(lambda target=target, batches=batches: (_read(file), rows.replay(target, batches)))
            run = app.intake.imports()[0].run
            undoing = timed(lambda app=app, run=run: app.intake.undo(run, "wrong file"))
            with raw(ours) as made, raw(limit) as target:
                target.execute("PRAGMA foreign_keys = OFF")
                batches = _batches(made, entries + 1)
                back = timed(lambda target=target, batches=batches: rows.replay(target, batches))
            app.close()
            if number:
                times.ours.append(taken)
                times.raw.append(bare)
                undone.ours.append(undoing)
                undone.raw.append(back)
    rates = (f"{entries / statistics.median(part):,.0f}/s" for part in times)
    ratio = times.ratio
    line = Line("import of sales, CSV", *rates, f"1/{ratio:.1f}", f">= 1/{_GOAL}", ratio <= _GOAL)
    return [line, at_most("undoing that import", undone, _UNDOING), *_reading(min(rounds, 3), most)]


def _batches(made: sqlite3.Connection, first: int) -> list[list[rows.Written]]:
    """Return the rows a book got from an entry on, in batches as they were written."""
    last = rows.highest(made)
    return [
        rows.written(made, start, min(start + BATCH_EVENTS - 1, last)) for start in range(first, last + 1, BATCH_EVENTS)
    ]


def _reading(rounds: int, most: int) -> list[Line]:
    """Return what reading the cells of a file takes, against `csv` and calamine reading the same file."""
    with tempfile.TemporaryDirectory() as folder:
        text, book = Path(folder) / "sales.csv", Path(folder) / "sales.xlsx"
        _write(text, most)
        _as_workbook(text, book)
        return [
            at_most("reading cells, CSV", in_turn(partial(_cells, text), partial(_read, text), rounds), _READING),
            at_most("reading cells, XLSX", in_turn(partial(_cells, book), partial(_calamine, book), rounds), _READING),
        ]


def _cells(file: Path) -> int:
    return sum(1 for _row in open_file(file).rows())


def _calamine(file: Path) -> int:
    return len(python_calamine.load_workbook(str(file)).get_sheet_by_index(0).to_python())


def _as_workbook(text: Path, book: Path) -> None:
    """Write a table again as a workbook, with its figures as such."""
    with text.open(encoding="utf-8", newline="") as opened:
        heads, *cells = csv.reader(opened)
    kinds = [Kind.COUNT if name == "Quantity" else Kind.TEXT for name in heads]
    columns = tuple(FileColumn(head, kind) for head, kind in zip(heads, kinds, strict=True))
    listed = ([int(c) if k is Kind.COUNT else c for c, k in zip(row, kinds, strict=True)] for row in cells)
    with book.open("wb") as out:
        out.writelines(xlsx_pieces(ListFile("sales", columns, listed, 2)))


def _empty(path: Path, *, keep: bool = False):
    app = new_book(path, name="Trial", currency="GBP", language="en", pack="CN")
    if not keep:
        app.close()
    return app


def _read(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as opened:
        return sum(1 for _ in csv.reader(opened))


def _write(file: Path, most: int) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        if FILE.exists():
            with lzma.open(FILE, "rt", encoding="utf-8", newline="") as packed:
                out.writelines(islice(packed, most + 1))
            return
        out.write(_NAMES + "\n")
        out.writelines(
            f"{n // 9},S{n % 70},THING,{n % 7 + 1},2011-01-05,2.{n % 90:02},{n % 300},UK\n" for n in range(most)
        )
