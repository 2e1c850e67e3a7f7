"""What goes out at the window: lists as they are shown, journal, vouchers, cards, the whole book and its way back."""

import csv
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from app.bootstrap import App
from app.config.preferences import Preferences
from app.core.account_names import ACCOUNTS
from app.core.journal import ACCOUNTS as ALL_ACCOUNTS
from app.core.list_file import Kind
from app.core.settings import ChangeSettings
from app.core.staff.rights import Right
from app.core.vouchers import AccountCode
from app.gui.at_desk import AtDesk
from app.gui.dialogs import books, out
from app.gui.dialogs.hand_over import HandOverDialog
from app.gui.dialogs.journal_out import FORMS, JournalDialog
from app.gui.dialogs.take_over import TakeOverDialog
from app.gui.dialogs.vcards import VCardsDialog
from app.gui.dialogs.vouchers_out import VouchersDialog
from app.gui.models.rows import Column, RowsModel
from app.gui.pages.audit import AuditPage
from app.gui.pages.customers import CustomersPage
from app.gui.pages.reminders import RemindersPage
from app.gui.pages.settings import SettingsPage
from app.gui.pages.welcome import WelcomePage
from app.gui.shop import Shop, Toast
from app.gui.widgets import save_table
from app.gui.widgets.check_table import CheckModel, CheckTable
from app.gui.widgets.file_dialogs import of_kind
from app.gui.widgets.save_table import list_kinds
from app.gui.widgets.table import Table
from app.gui.widgets.table_out import add_export, list_of, read_column
from tests.gui.shop_book import TODAY, open_on

MONTH = date(TODAY.year, TODAY.month, 1)


@pytest.fixture
def told(shop: Shop) -> list[str]:
    found: list[str] = []

    def hear(toast: Toast) -> None:
        found.append(toast.text)

    shop.told.connect(hear)
    return found


def give_codes(shop: Shop) -> None:
    codes = tuple(AccountCode(each, f"{at:04}", "") for at, each in enumerate(ALL_ACCOUNTS, 1001))
    shop.settings = shop.app.settings.change(ChangeSettings(id="codes", given={"account_codes": codes}))
    shop.settings_changed.emit()


def exports(app: App) -> list[tuple[str, str]]:
    return [(each.what, each.form) for each in app.audit.exports()]


# ---- lists ----------------------------------------------------------------------------------------------------------


def test_the_name_typed_says_which_kind_of_file_and_one_without_an_ending_takes_the_chosen_kind():
    kinds = list_kinds()
    assert of_kind("a.csv", kinds[0].words, kinds) == Path("a.csv")
    assert of_kind("a.XLSX", kinds[1].words, kinds) == Path("a.XLSX")
    assert of_kind("st. a", kinds[1].words, kinds) == Path("st. a.csv")
    assert of_kind("a", "", kinds) == Path("a.xlsx")


@pytest.mark.parametrize(
    ("texts", "figures", "kind", "values"),
    [
        (["1,234.50", "−3.00", "—", ""], True, Kind.MONEY, [123450, -300, None, None]),
        (["12", "", "−3"], True, Kind.COUNT, [12, None, -3]),
        (["12", "0.50"], True, Kind.TEXT, ["12", "0.50"]),
        (["1.5", "2.5"], True, Kind.TEXT, ["1.5", "2.5"]),
        (["42 %"], True, Kind.TEXT, ["42 %"]),
        (["0042", "0007"], False, Kind.TEXT, ["0042", "0007"]),
        (["0042", "7"], True, Kind.TEXT, ["0042", "7"]),
        (["2026-11-21", "—"], False, Kind.DAY, [date(2026, 11, 21), None]),
        (
            ["2026-11-21 09:05", ""],
            False,
            Kind.INSTANT,
            [datetime(2026, 11, 21, 9, 5).astimezone(), None],
        ),
        (["2026-11-21", "2026-11-21 09:05"], False, Kind.TEXT, ["2026-11-21", "2026-11-21 09:05"]),
        (["2026-11-21", "today"], False, Kind.TEXT, ["2026-11-21", "today"]),
        (["", ""], True, Kind.TEXT, [None, None]),
    ],
)
def test_a_column_is_of_one_kind_or_stays_what_it_says(texts, figures, kind, values):
    assert read_column(texts, 2, figures=figures) == (kind, values)


def a_list(shop: Shop, qtbot: Any) -> Table:
    columns = (
        Column("on", "Date", lambda row: shop.day(row[0])),
        Column("no", "No.", lambda row: row[1]),
        Column("gone", "Hidden", lambda _row: "x"),
        Column("amount", "Amount", lambda row: shop.amount(row[2]), right=True),
    )
    made = Table("A list")
    qtbot.addWidget(made)
    made.setModel(RowsModel(columns, [(TODAY, "0042", 123450), (TODAY, "=1+1", -5)], parent=made))
    made.lay_out(columns)
    made.setColumnHidden(2, True)
    made.remember(shop, "a_list")
    made.selectRow(0)
    return made


def test_any_list_goes_out_as_shown_with_whole_days_and_is_noted(shop: Shop, qtbot, tmp_path, monkeypatch, told):
    table = a_list(shop, qtbot)
    assert shop.day(TODAY) == "11-21"
    file = list_of(shop, table)
    assert [column.kind for column in file.columns] == [Kind.DAY, Kind.TEXT, Kind.MONEY]
    assert shop.day(TODAY) == "11-21"
    for name in ("list.csv", "list.xlsx"):
        monkeypatch.setattr(save_table, "file_to_save", lambda *_all, name=name: tmp_path / name)
        qtbot.keyClick(table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    rows = list(csv.reader((tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [["Date", "No.", "Amount"], ["2026-11-21", "0042", "1234.50"], ["2026-11-21", "'=1+1", "-0.05"]]
    assert zipfile.ZipFile(tmp_path / "list.xlsx").testzip() is None
    assert exports(shop.app)[:2] == [("list.a_list", "xlsx"), ("list.a_list", "csv")]
    assert "list.xlsx" in told[-1]


def test_ticks_go_out_with_their_list(shop: Shop, qtbot):
    model = CheckModel((Column("no", "No.", str),), str, parent=shop)
    table = CheckTable("Ticks", model)
    qtbot.addWidget(table)
    model.show_rows(["0042", "0043"])
    assert [column.head for column in list_of(shop, table).columns] == ["No."]
    model.set_checked({"0043"})
    file = list_of(shop, table)
    assert len(file.columns) == 2
    assert list(file.rows) == [(None, "0042"), ("✓", "0043")]


def test_the_key_of_a_page_with_an_own_way_out_is_that_way(shop: Shop, qtbot, tmp_path, monkeypatch):
    page = CustomersPage(shop)
    qtbot.addWidget(page)
    page.show()
    page.arrive()
    path = tmp_path / "customers.xlsx"
    monkeypatch.setattr("app.gui.pages.customer_tools.place_of_list", lambda *_all: path)
    page.list.table.export()
    assert path.exists()
    assert exports(shop.app)[0] == ("customers", "xlsx")


def test_whoever_may_not_export_is_told_why_and_nothing_is_asked(shop: Shop, qtbot, monkeypatch, told):
    asked: list[object] = []
    monkeypatch.setattr(save_table, "file_to_save", lambda *_all: asked.append(_all))
    monkeypatch.setattr(AtDesk, "bars", lambda _desk, right: "Not yours." if right is Right.EXPORT else "")
    table = a_list(shop, qtbot)
    table.export()
    assert asked == []
    assert told == ["Not yours."]
    menu = QMenu()
    add_export(menu, shop, table, table.export)
    assert [(each.isEnabled(), each.toolTip()) for each in menu.actions()] == [(False, "Not yours.")]
    assert not SettingsPage(shop).out.files.everything.isEnabled()


def test_the_queue_goes_out_as_it_is_listed(shop: Shop, qtbot, tmp_path, monkeypatch):
    shop.app.reminder_plan.plan()
    page = RemindersPage(shop)
    qtbot.addWidget(page)
    page.show()
    page.arrive()
    listed = page.list.rows.rows()
    assert listed
    monkeypatch.setattr(save_table, "file_to_save", lambda *_all: tmp_path / "queue.csv")
    page.body.out.export()
    rows = list(csv.reader((tmp_path / "queue.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row[1] for row in rows[1:]] == [each.customer for each in listed]
    assert [row[7] for row in rows[1:]] == [each.due_on.isoformat() for each in listed]
    assert exports(shop.app)[0] == ("reminders", "csv")


# ---- dialogs --------------------------------------------------------------------------------------------------------


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[str]:
    asked: list[str] = []

    def answer(_parent: QWidget, _title: str, proposed: Path, kinds: Any) -> Path:
        asked.append(proposed.name)
        return of_kind(str(path), kinds[0].words, kinds)

    monkeypatch.setattr(out, "file_to_save", answer)
    return asked


@pytest.mark.parametrize("which", range(len(FORMS)))
def test_the_journal_is_written_for_the_program_chosen(shop: Shop, tmp_path, monkeypatch, told, which):
    asked = choose(monkeypatch, tmp_path / "journal")
    dialog = JournalDialog(shop)
    dialog.open()
    dialog.choice.setCurrentIndex(which)
    dialog.submit()
    form, chosen = list(FORMS.items())[which]
    assert asked == [f"journal 2026-11-21{chosen.ending}"]
    assert (tmp_path / f"journal{chosen.ending}").stat().st_size
    assert exports(shop.app)[0] == ("journal", form)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert "journal" in told[-1]


def test_vouchers_are_shown_before_they_are_written_and_a_missing_code_leads_to_the_settings(
    shop: Shop, tmp_path, monkeypatch
):
    wanted: list[object] = []
    shop.place_wanted.connect(lambda page, place: wanted.append((page, place)))
    dialog = VouchersDialog(shop)
    dialog.open()
    dialog.period.start.set_value(MONTH)
    dialog.period.end.set_value(TODAY)
    dialog.look()
    assert not dialog.lacking.isHidden()
    assert not dialog.primary.isEnabled()
    give_codes(shop)
    assert dialog.lacking.isHidden()
    assert sum(line.debit - line.credit for each in dialog.made for line in each.lines) == 0
    choose(monkeypatch, tmp_path / "v")
    dialog.choice.setCurrentIndex(dialog.choice.findData("plain"))
    dialog.submit()
    assert (tmp_path / "v.xlsx").exists()
    assert exports(shop.app)[0] == ("vouchers", "plain")
    other = VouchersDialog(shop)
    other.open()
    other.give_codes()
    assert wanted == [("settings", ("out", "codes"))]


def test_what_a_layout_needs_besides_is_said_and_nothing_is_written(shop: Shop, tmp_path, monkeypatch):
    give_codes(shop)
    dialog = VouchersDialog(shop)
    dialog.open()
    dialog.period.start.set_value(MONTH)
    dialog.period.end.set_value(TODAY)
    dialog.look()
    dialog.choice.setCurrentIndex(dialog.choice.findData("xero"))
    choose(monkeypatch, tmp_path / "v")
    dialog.submit()
    assert dialog.isVisible()
    assert "Xero" in dialog.missing.text() or "Xero" in dialog.general.text()
    assert list(tmp_path.glob("v*")) == []


def test_a_period_that_is_none_is_said_at_its_field(shop: Shop):
    dialog = VouchersDialog(shop)
    dialog.open()
    dialog.period.start.set_value(TODAY)
    dialog.period.end.set_value(MONTH)
    dialog.look()
    assert dialog.period.end.property("wrong") == "true"
    assert not dialog.primary.isEnabled()


def test_cards_of_those_chosen(shop: Shop, tmp_path, monkeypatch):
    choose(monkeypatch, tmp_path / "cards")
    dialog = VCardsDialog(shop, ("0042",))
    dialog.open()
    dialog.submit()
    assert (tmp_path / "cards.vcf").read_text(encoding="utf-8").count("BEGIN:VCARD") == 1
    assert exports(shop.app)[0] == ("vcards", "3.0")


def test_the_cards_of_those_chosen_in_the_list(shop: Shop, qtbot):
    page = CustomersPage(shop)
    qtbot.addWidget(page)
    page.show()
    page.arrive()
    page.list.table.choose_everything(chosen=True)
    page.list.tools.write_cards()
    dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, VCardsDialog) and each.isVisible()]
    rows = shop.app.customer_list.rows(page.list.table.rows.ids())
    assert [each.numbers for each in dialogs] == [tuple(row.no for row in rows)]


def test_a_place_that_cannot_be_written_keeps_the_dialog_open(shop: Shop, tmp_path, monkeypatch):
    choose(monkeypatch, tmp_path / "nowhere" / "cards")
    dialog = VCardsDialog(shop)
    dialog.open()
    dialog.submit()
    assert dialog.isVisible()
    assert "nowhere" in dialog.general.text()
    assert dialog.primary.isEnabled()


# ---- the whole book -------------------------------------------------------------------------------------------------


def test_the_whole_book_goes_out_and_comes_back_the_same(shop: Shop, tmp_path, qtbot):
    folder, book = tmp_path / "out" / "shop", tmp_path / "again.cbook"
    folder.parent.mkdir()
    dialog = HandOverDialog(shop)
    dialog.open()
    dialog.folder.setText(str(folder))
    dialog.submit()
    assert dialog.written is not None
    assert dialog.result_card.isVisible()
    facts = shop.app.handover.facts()
    assert dialog.written.facts == facts
    dialog.submit()
    assert not dialog.isVisible()

    made: list[tuple[Path, str]] = []
    back = TakeOverDialog(shop.tasks, folder)
    back.made.connect(lambda path, text: made.append((path, text)))
    back.open()
    assert back.primary.isEnabled()
    back.place.setText(str(book))
    back.submit()
    assert [path for path, _text in made] == [book]
    again = open_on(book)
    assert again.handover.facts() == facts
    again.close()


def test_the_first_page_makes_a_book_of_a_folder(shop: Shop, tmp_path, qtbot, monkeypatch):
    folder, book = tmp_path / "folder", tmp_path / "made.cbook"
    shop.app.handover.save(folder, "en")
    page = WelcomePage(shop.tasks, Preferences(recent=()))
    qtbot.addWidget(page)
    opened: list[Path] = []
    page.restored.connect(lambda path, _text, _key: opened.append(path))
    monkeypatch.setattr(books, "folder_to_save", lambda *_all: str(folder))
    page.choose_folder()
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, TakeOverDialog))
    dialog.place.setText(str(book))
    dialog.submit()
    assert opened == [book]


def test_a_folder_that_is_taken_and_one_that_is_no_book_are_said_at_once(shop: Shop, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "a").write_text("a", encoding="utf-8")
    dialog = HandOverDialog(shop)
    dialog.open()
    dialog.folder.setText(str(tmp_path / "taken"))
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.written is None
    assert "taken" in dialog.form.wrong("out").text()
    back = TakeOverDialog(shop.tasks, tmp_path / "taken")
    back.open()
    assert not back.primary.isEnabled()
    assert back.general.text()


def test_stopped_half_way_nothing_is_left(shop: Shop, tmp_path, monkeypatch):
    monkeypatch.setattr("app.gui.tasks.Job.cancelled", lambda _job: True)
    dialog = HandOverDialog(shop)
    dialog.open()
    dialog.folder.setText(str(tmp_path / "half"))
    dialog.submit()
    assert dialog.written is None
    assert dialog.note.text()
    assert [each for each in tmp_path.iterdir() if "half" in each.name] == []
    assert dialog.primary.isEnabled()


# ---- settings and the page of doings --------------------------------------------------------------------------------


def test_every_account_has_a_line_for_its_code_and_a_name_alone_is_refused(shop: Shop, qtbot):
    assert tuple(ACCOUNTS) == ALL_ACCOUNTS
    page = SettingsPage(shop)
    qtbot.addWidget(page)
    page.show()
    page.restore(("out", "codes"))
    form: Any = page.out.codes
    rows = form.fields[0].widget.rows
    rows["sales"].name.setFocus()
    qtbot.keyClicks(rows["sales"].name, "Income")
    assert page.unsaved()
    state = page.state()
    form.store()
    assert rows["sales"].code.property("wrong") == "true"
    qtbot.keyClicks(rows["sales"].code, "5001")
    form.store()
    assert shop.settings.account_codes == (AccountCode("sales", "5001", "Income", ""),)
    assert not page.unsaved()
    other = SettingsPage(shop)
    qtbot.addWidget(other)
    other.restore(state)
    assert other.tabs.name() == "out"
    assert other.out.which.value() == "codes"


def test_the_exports_tab_leads_to_what_can_be_taken_out(shop: Shop, qtbot):
    wanted: list[object] = []
    shop.place_wanted.connect(lambda page, place: wanted.append((page, place)))
    page = AuditPage(shop)
    qtbot.addWidget(page)
    page.exports.out.click()
    assert wanted == [("settings", "out")]
