"""The page of receivables by keys: the list sums, narrows, is as of any day, and leads to the charges behind it."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.bootstrap import App
from app.core.credit.ageing_list import AgeingSort, Only
from app.core.credit.buckets import Basis
from app.core.credit.requests import MakePlan
from app.core.owing.terms import Instalment
from app.gui.dialogs.buckets import BucketsDialog
from app.gui.pages.receivables import ReceivablesPage
from app.gui.shop import Shop
from app.gui.widgets import save_table
from tests.gui.shop_book import TODAY, apply

pytestmark = pytest.mark.usefixtures("unhurried")

Key = Qt.Key


@pytest.fixture
def page(shop: Shop) -> Iterator[ReceivablesPage]:
    """The page, shown; 李海建材 (0007) owes 8,420.00, due 2026-11-09, 王小明 (0042) 120.00, due 2026-11-14."""
    made = ReceivablesPage(shop)
    made.resize(1024, 700)
    made.show()
    made.arrive()
    yield made
    made.close()


def lines(page: ReceivablesPage) -> dict[str, list[str]]:
    """Return what the ageing list shows, by customer."""
    model = page.ageing.table.rows
    columns = range(1, model.columnCount())
    return {row.customer: [str(model.index(at, c).data()) for c in columns] for at, row in enumerate(model.rows)}


def foot(page: ReceivablesPage) -> list[str]:
    model = page.ageing.view.foot.rows
    return [str(model.index(0, column).data()) for column in range(model.columnCount())]


def minor(text: str) -> int:
    return 0 if text == "—" else round(float(text.replace(",", "").replace("−", "-")) * 100)


def test_rows_and_foot_add_up_to_the_book(page: ReceivablesPage, app: App):
    shown = lines(page)
    balances = {balance.customer: balance for balance in app.views.balances()}
    for number, cells in shown.items():
        prepaid, *owed, total = map(minor, cells)
        assert prepaid == -balances[number].principal
        assert sum(owed) == balances[number].owed
        assert prepaid + sum(owed) == total
    assert set(shown) == {no for no, each in balances.items() if each.principal or each.owed}
    sums = [sum(minor(cells[at]) for cells in shown.values()) for at in range(len(foot(page)) - 1)]
    assert [minor(cell) for cell in foot(page)[1:]] == sums


def test_the_list_is_a_table_a_view_may_trust(page: ReceivablesPage):
    QAbstractItemModelTester(page.ageing.table.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.ageing.bar.choose_buckets((7, 30))
    page.ageing.bar.choose_buckets((7, 30, 60, 90, 180))


def test_as_of_an_earlier_day_the_list_is_as_it_was(page: ReceivablesPage):
    page.ageing.bar.on.setText("2026-11-10")
    page.ageing.bar.now()
    shown = lines(page)
    assert shown["0007"][1:3] == ["—", "8,420.00"]  # a day overdue then
    assert shown["0042"][1:3] == ["120.00", "—"]  # not due yet
    page.ageing.bar.on.setText("2026-13-40")
    page.ageing.bar.now()
    assert page.ageing.bar.on.property("wrong") == "true"
    assert lines(page) == shown


def test_by_document_date_age_begins_with_the_sale(page: ReceivablesPage):
    bar = page.ageing.bar
    bar.basis.setCurrentIndex(bar.basis.findData(Basis.DOCUMENT))
    bar.basis.activated.emit(1)
    assert lines(page)["0007"][1:4] == ["—", "—", "8,420.00"]  # sold 42 days ago


def test_typing_over_the_list_narrows_it_and_enter_goes_back(page: ReceivablesPage, qtbot):
    page.ageing.table.setFocus()
    QTest.keyClicks(page.ageing.table, "l")
    page.ageing.bar.text.setText("lihai")
    QTest.keyClick(page.ageing.bar.text, Key.Key_Return)
    assert list(lines(page)) == ["0007"]
    assert foot(page)[-1] == "8,420.00"
    page.ageing.bar.text.setText("nobody of this name")
    page.ageing.bar.now()
    assert page.ageing.stack.currentIndex() == 2
    page.ageing.bar.ask_nothing()
    assert len(lines(page)) > 2


def test_a_third_press_on_a_title_brings_the_first_order_back(page: ReceivablesPage):
    first = list(lines(page))
    asked = []
    for _press in range(3):
        page.ageing.table.sort_wanted.emit(AgeingSort.TOTAL, 0)
        asked.append((page.ageing.bar.ask().sort, page.ageing.bar.ask().descending))
    assert asked == [(AgeingSort.TOTAL, True), (AgeingSort.TOTAL, False), (AgeingSort.OVERDUE, True)]
    assert list(lines(page)) == first


def test_only_those_overdue(page: ReceivablesPage):
    bar = page.ageing.bar
    bar.only.setCurrentIndex(bar.only.findData(Only.OVERDUE))
    bar.only.activated.emit(2)
    assert set(lines(page)) == {"0007", "0042"}


def test_a_click_on_a_title_sorts_the_largest_first(page: ReceivablesPage):
    header = page.ageing.table.horizontalHeader()
    header.sectionClicked.emit(page.ageing.table.rows.columnCount() - 1)
    totals = [minor(cells[-1]) for cells in lines(page).values()]
    assert totals == sorted(totals, reverse=True)
    header.sectionClicked.emit(page.ageing.table.rows.columnCount() - 1)
    assert [minor(cells[-1]) for cells in lines(page).values()] == sorted(totals)


def test_enter_shows_the_charges_behind_a_line_and_esc_puts_them_away(page: ReceivablesPage):
    table, behind = page.ageing.table, page.ageing.view.behind
    table.setFocus()
    at = list(lines(page)).index("0007")
    table.setCurrentIndex(table.rows.index(at, 0))
    QTest.keyClick(table, Key.Key_Return)
    assert behind.isVisible()
    [charge] = behind.table.rows_model.rows
    assert (charge.charge, charge.open, charge.due_on) == ("l1", 842_000, date(2026, 11, 9))
    assert page.ageing.summary.isHidden()
    QTest.keyClick(table, Key.Key_Escape)
    assert behind.isHidden()
    assert not page.ageing.summary.isHidden()


def test_the_charges_follow_the_current_line_and_add_up_to_it(page: ReceivablesPage):
    view, table = page.ageing.view, page.ageing.table
    view.show_charges()
    for at in range(table.rows.rowCount()):
        table.setCurrentIndex(table.rows.index(at, 0))
        row = table.rows.rows[at]
        shown = view.behind.table.rows_model.rows
        assert sum(line.open for line in shown) == row.current + sum(row.overdue)


def test_other_age_groups_are_refused_at_the_field_and_kept_for_the_shop(page: ReceivablesPage, shop: Shop):
    page.ageing.out.choose_buckets()
    dialog = opened(BucketsDialog)
    dialog.days.setText("30 20")
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.days.property("wrong") == "true"
    dialog.days.setText("15, 45")
    dialog.keep.setChecked(True)
    dialog.submit()
    names = [page.ageing.table.rows.headerData(at, Qt.Orientation.Horizontal) for at in range(3, 6)]
    assert names == ["1–15 days", "16–45 days", "46+ days"]
    assert tuple(shop.app.settings.current().ageing_buckets) == (15, 45)


def test_what_is_listed_goes_into_a_file(page: ReceivablesPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(save_table, "file_to_save", lambda *_all: tmp_path / "list.csv")
    page.ageing.out.export_list()
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert {number for row in rows for number in row if number in lines(page)} == set(lines(page))


def test_the_menu_of_a_line_has_what_the_buttons_do(page: ReceivablesPage):
    menu = QMenu()
    page.ageing.view._fill(menu, page.ageing.table.value())
    words = {action.text().split("\t")[0] for action in menu.actions()}
    for made in page.ageing.acts.buttons[:4]:
        assert made.text() in words


def test_a_customer_goes_to_the_counter_and_their_file_opens(page: ReceivablesPage, shop: Shop, qtbot):
    with qtbot.waitSignal(shop.customer_wanted) as counter:
        page.ageing.acts.open_customer()
    with qtbot.waitSignal(shop.place_wanted) as place:
        page.ageing.acts.open_file()
    number = page.ageing.table.number()
    assert counter.args == [number]
    assert place.args == ["customers", ("file", number, "credit")]


def test_an_answer_asked_for_before_the_last_one_is_dropped(page: ReceivablesPage):
    room = page.ageing
    late = room.reader()()
    asked = room._asked
    room.bar.text.setText("lihai")
    room.bar.now()
    room._answered(asked, late)
    assert list(lines(page)) == ["0007"]


# ---- the other tabs -------------------------------------------------------------------------------------------------


def test_empty_tabs_say_what_belongs_there(page: ReceivablesPage):
    for name in ("plans", "matters"):
        page.show_room(name)
        room: Any = page.room()
        assert room.stack.currentIndex() == 1, name
    page.plans.to_ageing()
    assert page.tabs.name() == "ageing"


def test_a_plan_is_listed_and_one_in_trouble_waits_for_a_decision(page: ReceivablesPage, app: App):
    parts = tuple(Instalment(TODAY + timedelta(days=30 * n), 421_000) for n in range(2))
    app.plans.make(MakePlan(id="plan", customer="0007", on=TODAY, charges=("l1",), instalments=parts))
    page.on_changed("0007")
    page.show_room("plans")
    [row] = page.plans.table.rows.rows
    assert (row.customer, row.plan.amount, len(page.plans.parts.rows_model.rows)) == ("0007", 842_000, 2)
    assert page.plans.waiting([row]) == 0


def test_a_case_shows_with_its_next_date(page: ReceivablesPage, app: App):
    apply(app, [{"do": "case", "id": "k1", "on": TODAY.isoformat(), "customer": "0007"}])
    step = {"do": "case_step", "case": "k1", "what": "hearing", "on": TODAY.isoformat(), "next_on": "2026-12-03"}
    apply(app, [{"id": "k2", **step}])
    page.on_changed("0007")
    page.show_room("matters")
    [row] = page.matters.table.rows.rows
    assert (row.customer, row.amount, row.on) == ("0007", 842_000, date(2026, 12, 3))
    assert "2026-12-03" in page.matters.words.text()


def test_what_was_asked_is_there_again_in_another_language(page: ReceivablesPage, shop: Shop):
    page.ageing.bar.text.setText("lihai")
    page.ageing.bar.now()
    other = ReceivablesPage(shop)
    other.restore(page.state())
    other.show()
    other.arrive()
    assert list(lines(other)) == ["0007"]
    other.close()


def opened(kind: type[Any]) -> Any:
    """Return the dialog that is open."""
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())
