"""Every paper, every file that goes out and every table of the command line, of a book full of hostile texts."""

import contextlib
import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import App
from app.cli import show
from app.cli.arguments.show import OF_ONE_CUSTOMER, WITH_ALL
from app.cli.main import console
from app.core.envelope import EnvelopeForm
from app.core.export import Format
from app.core.labels import SHEETS
from app.services.customer_list import HEADERS, CustomerFilter, SortKey
from app.services.reports import ReportName
from app.storage.engine import sqlite3
from tests.documents.helpers_paper import read_text, squeezed
from tests.faults import postings
from tests.hostile import book
from tests.hostile.test_outputs import OBEYED
from tests.hostile.texts import all_texts

ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|URI|OpenAction|AA|EmbeddedFile|RichMedia|SubmitForm|GoToR)\b")
"""What a reader of PDFs does by itself or goes to; none of our papers has any of it."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
NUMBER = re.compile(r"[-+]?[\d.,]+%?$")
DAY = date(2026, 3, 31)

TURNS = [0, *(pytest.param(turn, marks=pytest.mark.slow) for turn in (150, 300, 450))]


@pytest.fixture(scope="module", params=TURNS)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    path, taken = book.make(tmp_path_factory.mktemp("hostile"), request.param)
    assert len(set(taken)) > 40
    app = postings.opened(path)
    assert app.verify.verify().problems == ()
    yield app
    app.close()


# ---- papers ---------------------------------------------------------------------------------------------------------


def papers(app: App) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield every paper there is of the book, by its name."""
    for entry in ("t1", "p1", "s0", "s1", "m1", "z1"):
        yield f"receipt {entry}", lambda entry=entry: app.receipts.preview(entry)  # type: ignore[misc]
    for statement in app.statement_runs.issued():
        yield f"statement {statement.no}", lambda no=statement.no: app.statement_runs.pdf(no)  # type: ignore[misc]
    for letter in app.letters.letters():
        yield f"letter {letter.no}", lambda no=letter.no: app.letters.pdf(no)  # type: ignore[misc]
    for language in ("zh_CN", "en"):
        yield f"evidence {language}", lambda lang=language: app.evidence.pdf("B", (), DAY, lang).content  # type: ignore[misc]
        yield f"day {language}", lambda lang=language: app.drawer.pdf(app.drawer.day(date(2026, 1, 22)), lang)  # type: ignore[misc]
        for day in app.day_digests.days():
            yield f"digest {language}", lambda day=day, lang=language: app.day_digests.pdf(day, lang)  # type: ignore[misc]
    for name in ReportName:
        yield (
            f"report {name}",
            lambda name=name: app.reports.pdf(  # type: ignore[misc]
                app.reports.report(name, date(2026, 1, 1), DAY), "zh_CN"
            ),
        )
    yield "ageing", lambda: app.receivables.pdf(app.receivables.ageing(), "en")
    yield "envelopes", lambda: app.envelopes.envelopes(["A", "B"], next(iter(EnvelopeForm))).pdf
    yield "labels", lambda: app.envelopes.labels(["A", "B"], SHEETS["3x8"]).pdf
    yield "plan", lambda: app.plans.sheet("y1").pdf


def test_every_paper_is_drawn_and_nothing_in_it_is_alive(shop: App) -> None:
    drawn, words = 0, ""
    for name, draw in papers(shop):
        pdf = draw()
        assert pdf.startswith(b"%PDF"), name
        assert ACTIVE.search(pdf) is None, name
        words += read_text(pdf)
        drawn += 1
    assert drawn > 20
    for no in ("A", "B"):
        name = squeezed(shop.files.file(no).name)
        plain = name.isascii() or all("\u4e00" <= each <= "\u9fff" for each in name)
        assert name in words or not plain or len(name) > 30, name


# ---- files ----------------------------------------------------------------------------------------------------------


def test_no_cell_of_a_file_for_spreadsheets_is_a_formula(shop: App, tmp_path: Path) -> None:
    shop.exports.journal(tmp_path / "journal.csv", Format.CSV)
    shop.customer_list.export(CustomerFilter(), SortKey.NO, list(HEADERS), tmp_path / "customers.csv", "zh_CN")
    shop.receivables.export(shop.receivables.ageing(), tmp_path / "ageing.csv", "zh_CN")
    shop.audit.save(tmp_path / "audit.csv")
    for name in ReportName:
        report = shop.reports.report(name, date(2026, 1, 1), DAY)
        shop.reports.export(report, tmp_path / f"{name}.csv", "zh_CN")
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert len({len(row) for row in rows}) == 1, path.name  # no text of ours has made a column or a line
        for cell in (cell for row in rows for cell in row):
            assert not cell.lstrip().startswith(FORMULA) or NUMBER.match(cell), (path.name, cell)


def test_other_programs_read_the_journal_and_find_no_directive_of_a_text(shop: App, tmp_path: Path) -> None:
    with closing(sqlite3.connect(shop.store.path)) as raw:
        [moved] = raw.execute("SELECT count(DISTINCT entry_id) FROM posting").fetchone()
    for form, mark in ((Format.HLEDGER, r"\d{4}-\d\d-\d\d \("), (Format.BEANCOUNT, r"\d{4}-\d\d-\d\d [*!t]")):
        path = tmp_path / form.value
        shop.exports.journal(path, form)
        lines = path.read_text(encoding="utf-8").split("\n")
        assert sum(bool(re.match(mark, line)) for line in lines) == moved, form
        words = r"\d{4}-\d\d-\d\d (open|commodity) |\s|;|commodity|account|option|plugin|decimal|D |$"
        known = re.compile(f"{mark}|{words}")
        assert [line for line in lines if not known.match(line)] == [], form


def test_what_is_handed_to_a_person_is_text_and_its_files_are_names(shop: App, tmp_path: Path) -> None:
    for no in ("A", "B", "C"):
        out = tmp_path / f"{no}.zip"
        shop.person_export.save(no, out, "zh_CN")
        with zipfile.ZipFile(out) as archive:
            for name in archive.namelist():
                parts = name.split("/")
                assert ".." not in parts
                assert all(part and not set('<>:"\\|?*') & set(part) for part in parts), name
                assert OBEYED.search(name) is None, name
            page = archive.read("data.html").decode("utf-8")
        assert not re.search(r"<(script|img|iframe|svg|object|embed|a|link|form|video|audio)\b", page, re.IGNORECASE)
        tags = set(re.findall(r"<\s*([a-zA-Z!/][^\s>]*)", page))
        assert not [tag for tag in tags if "=" in tag], tags


# ---- the command line -----------------------------------------------------------------------------------------------


def test_no_table_of_the_command_line_has_anything_a_terminal_obeys(shop: App) -> None:
    shown = 0
    for view in show.VIEWS:
        more = ["A"] if view in OF_ONE_CUSTOMER else []
        more += {"day": ["2026-01-22"], "replies": [shop.statement_runs.issued()[0].no]}.get(view, [])
        more += ["held", "--from", "2026-01-01", "--to", "2026-03-31"] if view == "report" else []
        more += ["--all"] if view in WITH_ALL else []
        for form in ([], ["--json"]):
            out, err = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = console(["--book", str(shop.store.path), *form, "show", view, *more])
            assert code == 0, (view, err.getvalue())
            assert OBEYED.search(out.getvalue()) is None, view
            shown += bool(out.getvalue().strip())
    assert shown > len(show.VIEWS)


def test_there_are_texts_enough() -> None:
    assert len(all_texts()) > 15
