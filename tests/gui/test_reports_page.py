"""The page of reports: months that add up, any period, the reports one after the other, files and papers."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.bootstrap import App
from app.core.report import ReportName
from app.gui.pages.reports import ReportsPage
from app.gui.shop import Shop
from app.gui.widgets import save_table

pytestmark = pytest.mark.usefixtures("unhurried")


@pytest.fixture
def page(shop: Shop) -> Iterator[ReportsPage]:
    made = ReportsPage(shop)
    made.resize(1024, 700)
    made.show()
    made.arrive()
    yield made
    made.close()


def figures(page: ReportsPage) -> list[tuple[int, ...]]:
    return [line.values for line in page.sheet.table.rows.rows]


def test_each_report_shows_its_months_and_its_foot(page: ReportsPage):
    QAbstractItemModelTester(page.sheet.table.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for name in ReportName:
        page.show_named(name)
        report = page.report
        assert report is not None
        assert report.name is name
        rows = figures(page)
        whole = rows[-1] if report.balances else tuple(map(sum, zip(*rows, strict=True)))
        assert report.foot == whole
        assert len(rows) == 12


def test_what_is_held_today_is_what_the_balances_say(page: ReportsPage, app: App):
    page.show_named(ReportName.HELD)
    principal = sum(balance.principal for balance in app.views.balances())
    assert page.report is not None
    at = next(n for n, column in enumerate(page.report.columns) if column.name == "principal")
    assert page.report.foot[at] == principal
    assert page.figures.held.value.text() == page.shop.amount(principal)


def test_the_arrow_keys_go_from_report_to_report(page: ReportsPage):
    page.focus_first()
    QTest.keyClick(page.choice.focusWidget() or page.choice, Qt.Key.Key_Right)
    assert page.report is not None
    assert page.report.name is list(ReportName)[1]


def test_a_period_of_ones_own_and_one_that_is_none(page: ReportsPage):
    bar = page.period
    bar.start.setText("2026-10-15")
    bar._typed()
    assert page.sheet.table.rows.rowCount() == 2
    before = figures(page)
    bar.end.setText("2026-09-01")
    bar._typed()
    assert not bar.wrong.isHidden()
    assert bar.end.property("wrong") == "true"
    assert figures(page) == before
    assert bar.end.text() == "2026-09-01"


def test_last_year_is_empty_and_says_so(page: ReportsPage):
    bar = page.period
    bar.preset.setCurrentIndex(bar.preset.findData("last year"))
    bar.preset.activated.emit(bar.preset.currentIndex())
    assert page.stack.currentIndex() == 1
    assert not page.export.isEnabled()


def test_a_report_goes_into_a_file(page: ReportsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(save_table, "file_to_save", lambda *_all: tmp_path / "report.csv")
    page.show_named(ReportName.TENDERS)
    page.export_report()
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) >= 12


def test_a_period_that_is_no_report_is_said_at_its_field_and_half_a_month_is_said_to_be_a_whole_one(page: ReportsPage):
    bar = page.period
    bar.start.setText("1900-01-01")
    bar._typed()
    assert bar.start.property("wrong") == "true"
    assert "240" in bar.wrong.text()
    assert not bar.wrong.isHidden()
    bar.start.setText("2026-03-15")
    bar._typed()
    assert bar.wrong.isHidden()
    assert bar.whole.text().endswith("from 2026-03-01.")
    assert page.report is not None
    assert page.report.rows[0].start.isoformat() == "2026-03-01"


def test_another_report_does_not_read_the_figures_of_today_again(page: ReportsPage, monkeypatch: pytest.MonkeyPatch):
    asked: list[int] = []
    monkeypatch.setattr(page.shop.app.reports, "overview", lambda: asked.append(1))
    page.show_named(ReportName.EARNED)
    assert asked == []
