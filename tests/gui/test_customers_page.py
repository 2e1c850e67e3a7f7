"""The list of customers: narrowed, sorted, chosen, copied, exported, remembered; new files and files made one."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.core.customer_list import Column, CustomerFilter, SavedFilter, SortKey, State
from app.core.requests import Reverse
from app.gui import theme
from app.gui.dialogs.customer import NewCustomerDialog
from app.gui.dialogs.duplicates import DuplicatesDialog
from app.gui.dialogs.merge import MergeDialog
from app.gui.dialogs.save_filter import SaveFilterDialog
from app.gui.pages.customers import CustomersPage
from app.gui.shop import Shop
from app.gui.tasks import Job
from app.gui.widgets.table import Table
from app.gui.widgets.widths import LEAST, MOST
from tests.gui.shop_book import apply

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(shop: Shop) -> Iterator[CustomersPage]:
    made = CustomersPage(shop)
    shop.changed.connect(made.on_changed)
    made.resize(1000, 700)
    made.show()
    QTest.qWaitForWindowActive(made)
    made.arrive()
    made.focus_first()
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def said(shop: Shop) -> list[str]:
    texts: list[str] = []
    shop.told.connect(lambda toast: texts.append(toast.text))
    return texts


def listed(page: CustomersPage) -> list[str]:
    rows = page.list.table.rows
    return [rows.index(at, 0).data(Qt.ItemDataRole.UserRole).no for at in range(rows.rowCount())]


def opened(kind: type[QWidget]) -> QWidget:
    QApplication.processEvents()
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    assert found, kind
    return found[-1]


def choose(menu: QMenu, *words: str) -> None:
    """Trigger what stands in a menu, and in a menu of it."""
    action = next(each for each in menu.actions() if each.text() == words[0])
    inner = action.menu()
    if len(words) > 1:
        assert isinstance(inner, QMenu)
        choose(inner, *words[1:])
    else:
        action.trigger()


# ---- what is listed -------------------------------------------------------------------------------------------------


def test_it_lists_open_files_by_their_numbers(page: CustomersPage):
    assert listed(page) == ["0007", "0011", "0015", "0019", "0023", "0024", "0031", "0042"]
    assert page.list.count.text() == "8 customers"


def test_typing_over_the_list_narrows_it_by_pinyin_and_down_goes_back_to_it(page: CustomersPage):
    page.list.table.setFocus()
    QTest.keyClicks(page.list.table, "o")
    QTest.keyClicks(page.list.bar.text, "ynn")
    QTest.keyClick(page.list.bar.text, Key.Key_Down)
    assert listed(page) == ["0031"]
    assert page.list.table.hasFocus()


def test_a_chip_asks_for_one_thing_and_clear_for_all_again(page: CustomersPage):
    page.list.bar.chips["owing"].click()
    assert listed(page) == ["0007", "0042"]
    page.list.bar.chips["holding"].click()
    assert listed(page) == ["0042"]
    page.list.bar.none.click()
    assert len(listed(page)) == 8
    assert not page.list.bar.none.isVisible()


def test_when_nobody_matches_the_way_back_is_offered(page: CustomersPage):
    page.restore(("list", page.list.state()._replace(filter=CustomerFilter(tier="钻石"))))
    assert page.list.stack.currentIndex() == 1
    page.list.bar.clear()
    assert page.list.stack.currentIndex() == 0


def test_a_click_on_a_title_sorts_and_the_arrow_says_so(page: CustomersPage):
    header = page.list.table.horizontalHeader()
    at = page.list.table.keys.index(Column.OWED)
    header.sectionClicked.emit(at)
    assert listed(page)[:2] == ["0007", "0042"]
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (at, Qt.SortOrder.DescendingOrder)
    header.sectionClicked.emit(at)
    assert listed(page)[-2:] == ["0042", "0007"]
    header.sectionClicked.emit(page.list.table.keys.index(Column.PHONE))  # nothing is sorted by that
    assert header.sortIndicatorSection() == at


def test_what_was_recorded_elsewhere_shows_and_the_customer_stays_current(page: CustomersPage, shop: Shop):
    table = page.list.table
    table.setCurrentIndex(table.rows.index(4, 0))
    chosen = table.current_id()
    apply(shop.app, [{"do": "customer", "id": "n1", "no": "0001", "name": "新人"}])
    shop.changed.emit("0001")
    assert listed(page)[0] == "0001"
    assert table.current_id() == chosen


# ---- columns and filters of one's own -------------------------------------------------------------------------------


def test_columns_are_chosen_by_a_menu_and_remembered(page: CustomersPage, shop: Shop):
    choose(page.list.tools.columns_menu(), "Tags")
    assert Column.TAGS in page.list.table.keys
    choose(page.list.tools.columns_menu(), "Phone")
    assert shop.preferences.columns["customers"] == tuple(page.list.table.keys)
    again = CustomersPage(shop)
    assert again.list.table.keys == page.list.table.keys
    name = next(each for each in page.list.tools.columns_menu().actions() if each.text() == "Name")
    assert not name.isEnabled()


def test_columns_of_a_damaged_memory_are_passed_over(page: CustomersPage, shop: Shop):
    shop.preferences = type(shop.preferences)(columns={"customers": ("owed", "nonsense")})
    assert CustomersPage(shop).list.table.keys == [Column.NAME, Column.OWED]


def widen(table: Table, key: str, width: int) -> None:
    """Drag a column's border."""
    at = [each.key for each in table._laid].index(key)
    table.horizontalHeader().resizeSection(at, width)


def test_a_width_is_remembered_at_any_text_size_and_the_usual_columns_take_it_back(
    page: CustomersPage, shop: Shop, dressed: QApplication
):
    table = page.list.table
    usual = table.columnWidth(table.keys.index(Column.TIER))
    widen(table, Column.TIER, 180)
    assert table.widths is not None
    table.widths.keep()
    assert shop.preferences.widths == {"customers": {"tier": 180}}
    assert sum(table.columnWidth(at) for at in range(len(table.keys))) <= table.viewport().width() + 180
    choose(page.list.tools.columns_menu(), "Tags")
    assert table.columnWidth(table.keys.index(Column.TIER)) == 180
    page.resize(900, 600)
    QApplication.processEvents()
    table.widths.keep()
    assert shop.preferences.widths == {"customers": {"tier": 180}}, "the program's own widths are not a person's"
    try:
        theme.wear(dressed, "light", 150)
        again = CustomersPage(shop)
        assert again.list.table.columnWidth(again.list.table.keys.index(Column.TIER)) == 270
    finally:
        theme.wear(dressed, "light", 100)
    choose(page.list.tools.columns_menu(), "The usual columns")
    assert table.columnWidth(table.keys.index(Column.TIER)) == usual
    assert shop.preferences.widths == {}


def test_widths_nobody_could_use_are_brought_into_bounds(page: CustomersPage, shop: Shop):
    shop.preferences = type(shop.preferences)(widths={"customers": {"tier": 1, "phone": 9_999, "gone": 50}})
    again = CustomersPage(shop)
    table = again.list.table
    assert LEAST <= table.columnWidth(table.keys.index(Column.TIER)) < 80
    assert table.columnWidth(table.keys.index(Column.PHONE)) == MOST


def test_a_long_tier_is_cut_and_said_in_a_tooltip(page: CustomersPage, shop: Shop):
    tier = "钻石至尊会员 Diamond Premium Member"
    apply(shop.app, [{"do": "customer", "id": "tier", "no": "0042", "tier": tier}])
    page.refresh()
    table = page.list.table
    rows = [table.rows.index(at, table.keys.index(Column.TIER)) for at in range(table.rows.rowCount())]
    cell = next(index for index in rows if index.data() == tier)
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == tier
    assert table.textElideMode() is Qt.TextElideMode.ElideRight


def test_a_filter_is_saved_used_and_forgotten(page: CustomersPage, shop: Shop):
    lists = shop.app.customer_list
    page.list.bar.chips["owing"].click()
    page.list.table.sort_by(SortKey.OWED, descending=True)
    choose(page.list.saved.filter_menu([]), "Save this filter…")
    dialog = opened(SaveFilterDialog)
    assert isinstance(dialog, SaveFilterDialog)
    QTest.keyClick(dialog, Key.Key_Return)
    assert dialog.isVisible()  # a name is wanted
    dialog.name.setText("催款 & 对账")
    QTest.keyClick(dialog, Key.Key_Return)
    assert lists.saved() == [SavedFilter("催款 & 对账", CustomerFilter(owing=True), SortKey.OWED, True)]
    page.list.bar.clear()
    page.list.table.sort_by(SortKey.NO, descending=False)
    choose(page.list.saved.filter_menu(lists.saved()), "催款 && 对账")
    assert listed(page) == ["0007", "0042"]
    choose(page.list.saved.filter_menu(lists.saved()), "Forget", "催款 && 对账")
    assert lists.saved() == []


# ---- everything chosen, copied, exported ----------------------------------------------------------------------------


def test_ctrl_a_chooses_all_that_match_as_a_word(page: CustomersPage):
    QTest.keyClick(page.list.table, Key.Key_A, CTRL)
    assert page.list.count.text() == "All 8 chosen"
    assert len(page.list.table.chosen_ids()) == 8
    assert page.list.table.selectionModel().selection().isEmpty()
    QTest.keyClick(page.list.table, Key.Key_Down)
    assert page.list.count.text() == "8 customers"
    assert len(page.list.table.chosen_ids()) == 1


def test_a_copy_has_every_chosen_row_even_those_never_drawn(page: CustomersPage, shop: Shop, said: list[str]):
    apply(shop.app, [{"do": "customer", "id": f"m{n}", "no": f"M{n:04}", "name": "张三"} for n in range(600)])
    page.refresh()
    QTest.keyClick(page.list.table, Key.Key_A, CTRL)
    QTest.keyClick(page.list.table, Key.Key_C, CTRL)
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:2] == ["No.", "Name"]
    assert len(lines) == 609
    assert lines[-1].split("\t")[:2] == ["M0599", "张三"]
    assert said == ["608 rows copied."]
    assert [(each.what, each.form, each.rows) for each in shop.app.audit.exports()] == [("customers", "copy", 608)]


def test_what_is_shown_is_exported_in_its_order_with_its_columns(page: CustomersPage, tmp_path: Path, said: list[str]):
    page.list.table.show_columns([Column.NO, Column.NAME, Column.OWED])
    page.list.bar.chips["owing"].click()
    page.list.table.sort_by(SortKey.OWED, descending=False)
    path = tmp_path / "owing.csv"
    page.list.tools.export_to(path)
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [["No.", "Name", "Owed"], ["0042", "王小明", "120.00"], ["0007", "李海建材", "8420.00"]]
    assert said == [f"2 customers written to {path}."]


def test_an_export_that_is_stopped_leaves_no_file(page: CustomersPage, tmp_path: Path, said: list[str], monkeypatch):
    monkeypatch.setattr(Job, "cancelled", lambda _job: True)
    page.list.tools.export_to(tmp_path / "x.csv")
    assert not (tmp_path / "x.csv").exists()
    assert said == ["Stopped; no file was written."]


def test_an_export_that_cannot_be_written_says_why(page: CustomersPage, tmp_path: Path, said: list[str]):
    page.list.tools.export_to(tmp_path / "nowhere" / "x.csv")
    assert len(said) == 1


# ---- files ----------------------------------------------------------------------------------------------------------


def test_enter_opens_the_file_and_esc_comes_back_to_the_same_row(page: CustomersPage):
    QTest.keyClick(page.list.table, Key.Key_Down)
    QTest.keyClick(page.list.table, Key.Key_Return)
    assert page.file is not None
    assert page.file.number == "0011"
    QTest.keyClick(page.file, Key.Key_Escape)
    assert page.file is None
    assert page.list.table.hasFocus()
    assert page.list.table.currentIndex().row() == 1


def test_the_menu_of_a_row_puts_the_customer_on_the_counter(page: CustomersPage, shop: Shop):
    wanted: list[str] = []
    shop.customer_wanted.connect(wanted.append)
    menu = QMenu()
    page.list.tools.fill(menu, page.list.table.value())
    choose(menu, "Put on the counter")
    choose(menu, "Copy the number")
    assert wanted == ["0007"]
    assert QApplication.clipboard().text() == "0007"


def test_a_page_made_anew_shows_the_same_with_what_was_typed(page: CustomersPage, shop: Shop):
    page.list.bar.chips["owing"].click()
    page.restore(("file", "0042", "contact"))
    assert page.file is not None
    page.file.type_in({"address.city": "上海"})
    again = CustomersPage(shop)
    again.restore(page.state())
    assert again.file is not None
    assert again.file.tabs.name() == "contact"
    assert again.file.typed() == {"address.city": "上海"}
    assert again.list.bar.filter() == CustomerFilter(owing=True, state=State.OPEN)


def test_a_file_that_is_not_there_leads_back_to_the_list(page: CustomersPage, said: list[str]):
    page.restore(("file", "nobody"))
    assert page.file is None
    assert len(said) == 1


# ---- new customers --------------------------------------------------------------------------------------------------


def test_a_new_customer_needs_a_name_and_enter(page: CustomersPage, shop: Shop):
    QTest.keyClick(page.list.table, Key.Key_N, CTRL)
    dialog = opened(NewCustomerDialog)
    assert isinstance(dialog, NewCustomerDialog)
    assert dialog.no.text() == "0043"
    QTest.keyClick(dialog, Key.Key_Return)
    assert dialog.isVisible()  # a name is wanted
    dialog.name.setText("周小红")
    QTest.keyClick(dialog, Key.Key_Return)
    QTest.keyClick(dialog, Key.Key_Return)  # a second Enter makes no second file
    assert shop.app.files.file("0043").name == "周小红"
    assert page.file is not None
    assert page.file.number == "0043"


def test_a_taken_number_is_refused_at_its_field_and_nothing_typed_is_lost(shop: Shop, english: None):
    dialog = NewCustomerDialog(shop, name="周小红")
    dialog.show()
    dialog.no.setText("0042")
    dialog.submit()
    assert dialog.isVisible()
    assert "王小明" in dialog.no.accessibleDescription()
    assert dialog.name.text() == "周小红"
    assert shop.app.files.file("0042").name == "王小明"
    dialog.close()


@pytest.mark.parametrize("phone", ["13500004444", "+86 135 0000 4444", "135-0000-4444"])
def test_somebody_with_the_same_phone_is_pointed_out_and_can_be_opened(shop: Shop, english: None, phone: str):
    dialog = NewCustomerDialog(shop)
    dialog.show()
    taken: list[str] = []
    dialog.made.connect(taken.append)
    dialog.phone.setText(phone)
    dialog.look_for_twins()
    names = [each.accessibleName() for each in dialog.findChildren(QWidget) if "区美玲" in each.accessibleName()]
    assert names == ["Open 区美玲, No. 0023", "Open 区美玲, No. 0024"]
    dialog._take("0023")
    assert taken == ["0023"]


# ---- two files of one customer --------------------------------------------------------------------------------------


def test_merging_shows_both_records_once_and_can_be_reversed(page: CustomersPage, shop: Shop, said: list[str]):
    dialog = MergeDialog(shop, "0024", page, "0023")
    dialog.show()
    assert "500.00" in dialog.what.text()
    dialog.stays.set_value("0023")
    dialog.stays.changed.emit()
    assert dialog.other.role.text() == "This file stays"
    recorded: list[tuple[str, int]] = []
    shop.entry_recorded.connect(lambda number, entry, _text: recorded.append((number, entry)))
    dialog.submit()
    dialog.submit()
    assert shop.app.files.merged_into("0024") == "0023"
    assert listed(page) == ["0007", "0011", "0015", "0019", "0023", "0031", "0042"]
    [(number, entry)] = recorded
    assert number == "0024"
    shop.app.journal.record(Reverse(id="back", on=shop.today(), entry=entry, reason="x"))
    assert shop.app.files.merged_into("0024") is None


def test_merging_needs_another_file_and_a_reason(shop: Shop, english: None):
    dialog = MergeDialog(shop, "0024")
    dialog.show()
    assert not dialog.primary.isEnabled()
    dialog.picker.show_value("0023")
    dialog.reason.setText(" ")
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.reason.accessibleDescription()
    assert shop.app.files.merged_into("0024") is None
    dialog.close()


def test_likely_duplicates_are_listed_and_gone_once_merged(page: CustomersPage, shop: Shop):
    dialog = DuplicatesDialog(shop, page)
    dialog.show()
    assert [[no for no, _name in group.customers] for group in dialog.rows.rows] == [["0023", "0024"]]
    dialog.merge.click()
    merge = opened(MergeDialog)
    assert isinstance(merge, MergeDialog)
    merge.submit()
    assert dialog.rows.rows == []
    assert dialog.stack.currentIndex() == 1
    dialog.close()
