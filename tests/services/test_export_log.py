"""Whatever is saved outside of the book leaves a line in the log of exports, by which the file is known again."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from app import bootstrap
from app.bootstrap import App
from app.core.audit import Choice, Doing
from app.core.credit.ageing_list import AgeingAsk
from app.core.customer_list import Column, CustomerFilter, SortKey
from app.core.labels import A4_3X8
from app.core.list_file import FileColumn, ListFile
from app.core.privacy.person_words import said
from app.core.report import ReportName
from app.core.statement import Period
from app.errors import Refused
from tests.faults import filled

LIST = ListFile("list", (FileColumn("h"),), [("=1",)], 2)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("full") / "full.cbook"
    filled.make(path)
    return path


@pytest.fixture
def app(full: Path, tmp_path: Path) -> Iterator[App]:
    path = tmp_path / "b.cbook"
    shutil.copy(full, path)
    made = bootstrap.open_app(path)
    yield made
    made.close()


def statement(app: App) -> str:
    return min(each.no for each in app.statement_runs.issued())


def letter(app: App) -> str:
    return min(each.no for each in app.letters.letters())


def plan(app: App) -> str:
    return app.plans.of_customer("B")[0].id


def receipt(app: App) -> int:
    for number in range(1, 40):
        with suppress(Refused):
            app.receipts.preview(number)
            return number
    raise AssertionError


def report(app: App):
    return app.reports.report(ReportName.HELD, FIRST, LAST)


def ageing(app: App):
    return app.receivables.ageing(AgeingAsk())


PAPERS: dict[str, Callable[[App, Path], object]] = {
    "statement_copies": lambda app, path: app.statement_runs.print_file([statement(app)], path, "pdf"),
    "statement_preview": lambda app, path: app.statements.save_preview(path, "A", Period(FIRST, LAST)),
    "letters": lambda app, path: app.letters.save(letter(app), path),
    "letters at once": lambda app, path: app.letters.print_file([letter(app)], path),
    "posting_list": lambda app, path: app.letters.save_posting_list([letter(app)], path),
    "plan": lambda app, path: app.plans.save_sheet(plan(app), path),
    "receipt": lambda app, path: app.receipts.save(receipt(app), path),
    "day": lambda app, path: app.drawer.save(app.drawer.day(app.today()), path, "en"),
    "digest": lambda app, path: app.day_digests.save(app.day_digests.days()[-1], path, "en"),
    "report": lambda app, path: app.reports.save(report(app), path, "en"),
    "ageing": lambda app, path: app.receivables.save(ageing(app), path, "en"),
    "addresses": lambda app, path: app.envelopes.save(app.envelopes.labels(["A"], A4_3X8), path),
    "evidence": lambda app, path: app.evidence.save("B", path),
    "customers": lambda app, path: app.customer_list.export(CustomerFilter(), SortKey.NO, tuple(Column), path, "en"),
    "audit": lambda app, path: app.audit.save(path),
    "list.own": lambda app, path: app.list_files.save("list.own", path, LIST, "A"),
    "vcards": lambda app, path: app.vcards.save(path),
    "journal": lambda app, path: app.exports.journal(path, "csv"),
    "customer": lambda app, path: app.person_export.save("A", path, "en"),
}
ROUTINE = {"statement_copies", "statement_preview", "letters", "posting_list", "plan", "receipt", "day", "digest"}
OF_ONE = {"statement_copies", "statement_preview", "letters", "plan", "receipt", "evidence", "list.own", "customer"}


@pytest.mark.parametrize("name", PAPERS)
def test_every_file_is_noted_with_who_when_whose_and_its_hash(app: App, tmp_path: Path, name: str):
    before, seen = app.audit.exports(), sum(each.what is Doing.EXPORT for each in app.audit.find(Choice()))
    path, what = tmp_path / "out.bin", name.partition(" ")[0]
    PAPERS[name](app, path)
    [new, *old] = app.audit.outgoes()
    assert [each.out for each in old] == before
    assert new.out.what == what
    assert new.out.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert bool(new.customer) == (name in OF_ONE)
    assert app.audit.known_file(path) == [new]
    assert app.verify.verify().ok
    now = sum(each.what is Doing.EXPORT for each in app.audit.find(Choice()))
    assert now - seen == (what not in ROUTINE), "a paper of every day is not looked at twice"


@pytest.mark.parametrize("name", PAPERS)
def test_the_book_itself_is_never_written_over_and_nothing_is_noted(app: App, tmp_path: Path, name: str):
    book = tmp_path / "b.cbook"
    before, content = app.audit.exports(), book.read_bytes()
    for path in (book, tmp_path / "b.cbook-wal", tmp_path / "none" / "out.bin"):
        with pytest.raises(Refused):
            PAPERS[name](app, path)
    assert app.audit.exports() == before
    assert book.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("j.xlsx", lambda app, path: app.exports.journal(path, "hledger")),
        ("j.xls", lambda app, path: app.exports.journal(path, "csv")),
        ("j.csv", lambda app, path: app.exports.journal(path, "xlsx")),
        ("l.xls", lambda app, path: app.list_files.save("list", path, LIST)),
        ("l.PDF", lambda app, path: app.list_files.save("list", path, LIST)),
        ("k.csv", lambda app, path: app.vcards.save(path)),
    ],
)
def test_a_file_is_not_called_what_it_will_not_be(
    app: App, tmp_path: Path, name: str, write: Callable[[App, Path], object]
):
    before = app.audit.exports()
    with pytest.raises(Refused, match=r"end in \."):
        write(app, tmp_path / name)
    assert not (tmp_path / name).exists()
    assert app.audit.exports() == before


@pytest.mark.parametrize("name", sorted(OF_ONE))
def test_whose_data_went_out_reads_what_it_was(name: str):
    assert said("what", name, lambda text: f"<{text}>").startswith("<")
    assert "_" not in said("what", name, str)


def test_a_file_that_only_lies_there_while_it_is_printed_is_not_noted(app: App, tmp_path: Path):
    before = app.audit.exports()
    app.statement_runs.print_file([statement(app)], tmp_path / "print.pdf", kept=False)
    app.letters.print_file([letter(app)], tmp_path / "print.pdf", kept=False)
    assert app.audit.exports() == before


def test_a_damaged_book_gives_its_files_all_the_same(app: App, tmp_path: Path):
    app.store.damaged = True
    app.list_files.save("list.own", tmp_path / "a.xlsx", LIST)
    app.exports.journal(tmp_path / "j.csv", "csv")
    assert (tmp_path / "a.xlsx").exists()
    assert (tmp_path / "j.csv").exists()


def test_a_file_that_cannot_be_noted_does_not_go_out(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.csv"
    path.write_text("before")

    def fail(*_all: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("app.services.exports.note_within", fail)
    with pytest.raises(RuntimeError):
        app.list_files.save("list.own", path, LIST)
    assert path.read_text() == "before"
