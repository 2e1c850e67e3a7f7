"""Statements in the window, in odd orders: pressed twice, answered late, a printer or a book that fails half-way."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from app.bootstrap import App
from app.core.envelope import WindowForm
from app.core.picture import PictureKind
from app.core.statement import Period, month_of
from app.core.statement_reply import Outcome
from app.core.statement_run import IssuedStatement, RunOptions, StartRun
from app.errors import BookUnusable, Message
from app.gui.dialogs.ask import Question
from app.gui.dialogs.dispute import DisputeDialog
from app.gui.dialogs.envelopes import EnvelopesDialog
from app.gui.dialogs.statement import StatementDialog
from app.gui.dialogs.statement_copies import PrintDialog, ProgressDialog, Told, print_statements
from app.gui.dialogs.statement_reply import ReplyDialog
from app.gui.dialogs.statement_report import RunReportDialog
from app.gui.dialogs.statement_run import ISSUE, RunDialog
from app.gui.dialogs.statement_show import FrozenDialog
from app.gui.pages.settings.pictures import PictureKeeper, read_small
from app.gui.pages.statements import StatementsPage
from app.gui.pages.statements.table import StatementTable
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.widgets import paper as paper_view
from app.gui.widgets import printing
from app.gui.widgets.paper import PaperView
from app.gui.widgets.widths import Widths
from tests.documents.helpers_pictures import png
from tests.gui.programs import Key, press, settle
from tests.gui.shop_book import apply, open_on

OCTOBER = month_of(date(2026, 10, 1))
D = TypeVar("D", bound=QDialog)


class Held:
    """A lane whose jobs wait until a test lets them go, the oldest first."""

    def __init__(self, shop: Shop, *lanes: Lane) -> None:
        self._shop, self._lanes = shop, lanes
        self.waiting: list[Callable[[], None]] = []
        for lane in lanes:
            shop.tasks._runners[lane] = self

    def submit(self, function: Callable[[], None], /) -> object:
        self.waiting.append(function)
        return None

    def shutdown(self, wait: bool, *, cancel_futures: bool) -> None:
        del wait, cancel_futures

    def let_go(self) -> None:
        """Let all of them be done, those too that they ask for."""
        while self.waiting:
            self.waiting.pop(0)()
        settle()


@pytest.fixture
def issued(app: App) -> list[IssuedStatement]:
    """The statements of October."""
    runs = app.statement_runs
    runs.issue(runs.start(StartRun(id="october", options=RunOptions(period=OCTOBER))), lambda *_: None, lambda: False)
    return runs.issued()


@pytest.fixture
def page(shop: Shop, issued: list[IssuedStatement]) -> Iterator[StatementsPage]:
    made = StatementsPage(shop)
    made.resize(1000, 760)
    made.show()
    QTest.qWaitForWindowActive(made)
    made.arrive()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def printer(dressed: QApplication, tmp_path: Path) -> QPrinter:
    """A printer that prints into a file, quickly."""
    made = QPrinter()
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "printed.pdf"))
    made.setResolution(72)
    return made


def dialogs() -> list[QDialog]:
    settle()
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def opened(made: D) -> D:
    made.open()
    QTest.qWaitForWindowActive(made)
    return made


# ---- one customer's statement ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unhurried")
def test_issued_once_more_it_gets_another_number(shop: Shop, app: App):
    dialog = opened(StatementDialog(shop, "0042"))
    dialog.submit()
    dialog.show_issued(None)
    assert "gets another number" in dialog.earlier.text.text()
    dialog.submit()
    assert dialog.issued is not None
    assert dialog.issued.no == "S000002"
    assert [each.no for each in app.statement_runs.issued()] == ["S000001", "S000002"]


@pytest.mark.parametrize("way", ["save", "print", "both"])
def test_a_day_half_typed_is_said_at_its_field_by_whatever_is_pressed(
    shop: Shop, printer: QPrinter, monkeypatch: pytest.MonkeyPatch, way: str
):
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(lambda: ["HP"]))
    monkeypatch.setattr("app.gui.dialogs.paper.choose_printer", lambda *_a, **_k: printer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: pytest.fail("no name can be proposed"))
    dialog = opened(StatementDialog(shop, "0042"))
    dialog.fields.choose_days(Period(date(2026, 10, 1), date(2026, 10, 20)))
    assert dialog.pane.looked is not None
    dialog.fields.end.setText("2026-10-")  # the cursor is still there: the paper before shows
    if way != "save":
        dialog.print_draft.click()
        assert "2026-10-" in dialog.form._errors["to"].text()
    if way != "print":
        dialog.save.click()
        assert "2026-10-" in dialog.form._errors["to"].text()
    assert dialog.primary.isEnabled()


def test_a_printer_shifts_the_address_by_the_window_chosen(shop: Shop):
    shop.preferences = shop.preferences.with_nudge("HP", WindowForm.DIN_B, (1.5, -2))
    dialog = opened(StatementDialog(shop, "0042"))
    assert dialog.shift_on("HP") == (0, 0)
    dialog.fields.window_form.setCurrentIndex(dialog.fields.window_form.findData(WindowForm.DIN_B))
    assert dialog.shift_on("HP") == (1.5, -2)
    assert dialog.shift_on("another") == (0, 0)


def test_what_is_being_saved_is_waited_for(shop: Shop, issued: list[IssuedStatement], tmp_path: Path):
    """Closed at once, nobody would hear that the disk is full."""
    dialog = opened(FrozenDialog(shop, issued[0]))
    held = Held(shop, Lane.RENDER)
    dialog.save_to(tmp_path / "no folder" / "a.pdf")
    dialog.save_to(tmp_path / "no folder" / "b.pdf")
    assert len(held.waiting) == 1
    dialog.reject()
    assert dialog.isVisible()
    held.let_go()
    assert "a.pdf" in dialog.general.text()
    dialog.reject()
    assert not dialogs()


# ---- many -----------------------------------------------------------------------------------------------------------


def test_a_printer_that_fails_gets_the_same_copies_again_and_they_count_once(
    shop: Shop, app: App, page: StatementsPage, printer: QPrinter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[int | None] = []
    monkeypatch.setattr(printing, "choose_printer", lambda *given: asked.append(given[4]) or printer)
    with monkeypatch.context() as gone:
        gone.setattr(QPrinter, "newPage", lambda _self: False)
        dialog = print_statements(shop, ["S000001", "S000002"], "second", page)
        assert "stopped answering after 1 of 2 pages" in dialog.text.text()
    assert "not counted again" in dialog.details.text()
    assert [each.requests for each in app.statement_runs.issued()] == [2, 2]
    dialog.again.click()
    assert dialog.text.text().startswith("2 pages sent to the printer")
    assert dialog.again.isHidden()
    assert dialog.details.isHidden()
    assert asked == [None, 2]
    assert [each.requests for each in app.statement_runs.issued()] == [2, 2]
    assert [each.copies for each in app.statement_runs.issued()] == [1, 1]
    assert len(PdfDocument(tmp_path / "printed.pdf")) == 2
    folder = dialog.papers._path.parent
    assert folder.is_dir()
    dialog.accept()
    assert not folder.exists()


def test_nothing_else_can_be_pressed_while_a_printer_is_being_asked_for(
    shop: Shop, page: StatementsPage, monkeypatch: pytest.MonkeyPatch
):
    over: list[object] = []
    monkeypatch.setattr(printing, "choose_printer", lambda *given: over.append(given[0]))
    held = Held(shop, Lane.RENDER)
    page.list.acts.print_chosen()
    [dialog] = dialogs()
    assert isinstance(dialog, PrintDialog)
    assert dialog.isModal()
    held.let_go()
    assert over == [dialog]
    assert dialogs() == []  # no printer was chosen


def test_an_error_elsewhere_does_not_end_what_is_under_way(shop: Shop, page: StatementsPage):
    held = Held(shop, Lane.RENDER)
    dialog = ProgressDialog(shop, "Saving", page)

    def work(_job: Job) -> Told:
        return Told("Saved.")

    dialog.run(work)
    shop.tasks.unexpected.disconnect()  # the test's own ear
    shop.tasks.unexpected.connect(dialog._failed_badly)
    shop.tasks.unexpected.emit(RuntimeError("elsewhere"))
    assert dialog.isVisible()
    assert dialog.busy
    held.let_go()
    assert dialog.text.text() == "Saved."


def test_thousands_chosen_stay_chosen_as_one_stretch(shop: Shop, issued: list[IssuedStatement]):
    table = StatementTable(shop)
    many = [issued[0]._replace(no=f"S{n:06}", id=n) for n in range(5000)]
    table.show_statements(many)
    table.selectAll()
    table.show_statements(many)
    assert len(table.chosen()) == 5000
    assert len(table.selectionModel().selection().toList()) == 1
    table.show_statements([each for each in many if each.id % 1000 != 500])
    assert len(table.chosen()) == 4995
    table.deleteLater()


def test_of_a_row_s_menu_envelopes_are_for_that_row(shop: Shop, page: StatementsPage):
    from PySide6.QtWidgets import QMenu

    page.list.table.selectRow(1)
    menu = QMenu()
    page.list.acts.fill(menu, page.list.table.value())
    next(action for action in menu.actions() if action.text().startswith("Envelopes")).trigger()
    [dialog] = dialogs()
    assert isinstance(dialog, EnvelopesDialog)
    assert dialog.numbers == ["0042"]
    dialog.reject()
    page.list.month.make_envelopes()
    [dialog] = dialogs()
    assert isinstance(dialog, EnvelopesDialog)
    assert dialog.numbers == ["0007", "0042"]


@pytest.mark.parametrize("month", [9, 10])  # one that may be closed, and one that may not yet
def test_closing_a_month_asked_for_twice_is_answered_once(shop: Shop, app: App, page: StatementsPage, month: int):
    held = Held(shop, Lane.DB)
    page.list.month.period = month_of(date(2026, month, 1))
    page.list.month.close_month()
    page.list.month.close_month()
    held.let_go()
    [question] = dialogs()
    assert isinstance(question, Question)


def test_the_next_slip_typed_while_one_is_looked_for_stays(shop: Shop, page: StatementsPage):
    held = Held(shop, Lane.DB)
    page.scan.field.setText("S000001")
    page.scan.ask()
    page.scan.ask()
    assert len(held.waiting) == 1
    page.scan.field.setText("S000002")
    held.let_go()
    assert page.scan.field.text() == "S000002"
    found = dialogs()
    assert [each.statement.no for each in found if isinstance(each, ReplyDialog)] == ["S000001"]


# ---- runs -----------------------------------------------------------------------------------------------------------


def test_who_would_get_one_need_not_be_waited_for(shop: Shop, app: App):
    dialog = opened(RunDialog(shop))
    held = Held(shop, Lane.DB)
    dialog.submit()
    dialog.reject()
    held.let_go()
    assert dialogs() == []
    assert app.statement_runs.runs() == []


def test_a_report_that_is_not_there_yet_shows_no_run_under_way(shop: Shop, page: StatementsPage):
    held = Held(shop, Lane.DB)
    dialog = RunReportDialog.of(shop, 1, page)
    assert dialog.panel.work.isHidden()
    held.let_go()
    assert dialog.panel.view.heading.text() == "2 statements issued"


def test_a_report_that_cannot_be_read_is_said_in_its_dialog(shop: Shop, page: StatementsPage):
    dialog = RunReportDialog.of(shop, 99, page)
    assert "99" in dialog.general.text()
    assert dialog.primary.isEnabled()


def test_a_run_on_a_book_that_went_away_says_so_and_lets_one_leave(
    shop: Shop, app: App, monkeypatch: pytest.MonkeyPatch
):
    def gone(*_given: object) -> None:
        raise BookUnusable(Message("The book is gone."))

    monkeypatch.setattr(type(app.statement_runs), "issue", gone)
    monkeypatch.setattr(type(app.statement_runs), "report", gone)
    dialog = opened(RunDialog(shop))
    dialog.submit()
    dialog.start()
    assert dialog.step == ISSUE
    assert dialog.panel.words.text() == "The book is gone."
    assert dialog.panel.stop.isHidden()
    dialog.submit()
    assert dialogs() == []


def test_a_run_goes_on_once_however_often_that_is_pressed(shop: Shop, app: App, page: StatementsPage):
    runs = app.statement_runs
    september = RunOptions(period=month_of(date(2026, 9, 1)))
    run = runs.start(StartRun(id="september", options=september))
    runs.issue(run, lambda *_: None, lambda: True)
    [info] = runs.unfinished()
    held = Held(shop, Lane.RENDER)
    page.runs.go_on(info)
    page.runs.go_on(info)  # as by another program at the same time
    held.let_go()
    numbers = [each.no for each in runs.issued()]
    assert numbers == [f"S{n + 1:06}" for n in range(len(numbers))]
    assert len(runs.issued(run=run)) == info.planned
    assert [(each.ended, each.skipped) for each in runs.runs() if each.run == run] == [("done", 0)]


def test_what_another_program_issued_shows_when_one_comes_to_the_page(shop: Shop, app: App, tmp_path: Path):
    page = StatementsPage(shop)
    page.arrive()
    assert page.list.table.rows.rows == []
    other = open_on(tmp_path / "shop.cbook")
    run = other.statement_runs.start(StartRun(id="by night", options=RunOptions(period=OCTOBER)))
    stops = iter([False, True])
    other.statement_runs.issue(run, lambda *_: None, lambda: next(stops))
    other.close()
    page.arrive()
    assert [row.no for row in page.list.table.rows.rows] == ["S000001"]
    assert page.banners.texts == ["Statements for October 2026 were not finished: 1 of 2 issued on 11-21."]
    page.deleteLater()


# ---- replies and disputes -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unhurried")
def test_what_was_recorded_is_told_not_what_was_clicked_since(shop: Shop, app: App, issued: list[IssuedStatement]):
    told: list[str] = []
    shop.told.connect(lambda toast: told.append(toast.text))
    dialog = opened(ReplyDialog(shop, issued[0]))
    held = Held(shop, Lane.DB)
    dialog.submit()
    dialog.submit()
    assert len(held.waiting) == 1
    dialog.outcome.set_value(Outcome.DISPUTED)
    held.let_go()
    assert told == ["S000001 of 李海建材: confirmed."]
    assert app.statement_replies.month(OCTOBER).confirmed == 1


def test_a_dispute_tells_the_amount_that_was_recorded(shop: Shop, app: App):
    told: list[str] = []
    shop.told.connect(lambda toast: told.append(toast.text))
    dialog = opened(DisputeDialog(shop, app.counter.card("0042")))
    dialog.reason.setText("paid already")
    held = Held(shop, Lane.DB)
    dialog.submit()
    dialog.amount.setText("rubbish")
    held.let_go()
    assert told == ["¥120.00 of 王小明 in dispute."]


# ---- papers, pictures, columns --------------------------------------------------------------------------------------


def test_the_note_is_about_the_paper_that_shows(shop: Shop, app: App):
    address = {"city": "上海", "street": "人民路 12 号", "postcode": "200030"}
    apply(app, [{"do": "customer", "id": "address", "no": "0042", "address": address}])
    dialog = opened(EnvelopesDialog(shop, ["0042"]))
    assert dialog.note.text() == "1 address."
    held = Held(shop, Lane.RENDER)
    dialog.fields.target.setCurrentIndex(3)
    dialog.fields.target.activated.emit(3)  # labels are being drawn …
    dialog.calibrate.click()  # … when the test page is asked for
    held.let_go()
    assert dialog.note.text().startswith("Print it, measure with a ruler")


def test_a_first_label_half_typed_is_said_when_printed(
    shop: Shop, printer: QPrinter, app: App, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.gui.dialogs.paper.choose_printer", lambda *_a, **_k: printer)
    dialog = opened(EnvelopesDialog(shop, ["0042"]))
    dialog.calibrate.click()
    assert dialog.pane.looked is not None
    dialog.fields.nudge.across.setText("far")
    dialog.submit()  # before the rest of typing has drawn it anew
    assert "millimetres" in dialog.form._errors["nudge"].text()


def test_of_a_very_long_paper_the_first_sheets_are_laid_out_and_the_others_named(
    english: None, app: App, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(paper_view, "SHOWN", 3)
    view = PaperView()
    view.show_pages([], 1.0, 1204)
    assert view.pages() == 3
    words = [each.text() for each in view.widget().findChildren(type(view._sheets[0]))]
    assert "1,201 more pages are not shown here; they are printed and saved with the others." in words
    view.deleteLater()


def test_pictures_are_made_small_before_they_reach_the_window(shop: Shop, english: None):
    keeper = PictureKeeper(shop, PictureKind.LOGO, "Logo", "")
    small = read_small(png("RGB", (4000, 1000)), keeper.room())
    assert isinstance(small, QImage)
    assert small.width() <= keeper.room().width()
    assert small.width() == pytest.approx(4 * small.height(), abs=4)
    keeper.deleteLater()


def test_a_picture_taken_away_twice_is_taken_away_once(shop: Shop, app: App, tmp_path: Path):
    path = tmp_path / "logo.png"
    path.write_bytes(png("RGBA", (120, 40)))
    keeper = PictureKeeper(shop, PictureKind.LOGO, "Logo", "")
    keeper.take(str(path))
    held = Held(shop, Lane.DB)
    keeper.take_away()
    keeper.take_away()
    assert len(held.waiting) == 1
    held.let_go()
    assert app.pictures.current()[PictureKind.LOGO] is None
    assert keeper.choose.isEnabled()
    assert keeper.wrong.isHidden()
    keeper.deleteLater()


def test_two_tables_of_one_name_keep_each_other_s_widths(shop: Shop, issued: list[IssuedStatement]):
    tables = [StatementTable(shop), StatementTable(shop)]
    for table, key in zip(tables, ("owed", "delivery"), strict=True):
        assert isinstance(table.widths, Widths)
        table.widths.note(key, 130)
    for table in tables:
        assert table.widths is not None
        table.widths.keep()
        table.deleteLater()
    assert shop.preferences.widths["statements"].keys() == {"owed", "delivery"}


# ---- where the cursor is --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unhurried")
def test_replies_are_worked_through_in_the_list_without_leaving_it(shop: Shop, page: StatementsPage):
    shop.changed.connect(page.on_changed)
    page.list.table.setFocus()
    page.list.table.selectRow(1)
    press(Key.Key_Return)
    press(Key.Key_Return)
    page.activateWindow()
    QTest.qWaitForWindowActive(page)
    assert QApplication.focusWidget() is page.list.table
    assert [each.no for each in page.list.table.chosen()] == ["S000002"]
    assert [each.outcome for each in shop.app.statement_runs.issued()] == ["", Outcome.CONFIRMED]


def test_the_tab_key_goes_from_the_fields_to_the_paper_and_then_to_the_buttons(shop: Shop):
    dialog = opened(StatementDialog(shop, "0042"))
    fields = dialog.fields
    order = [fields.month, fields.kind, fields.language, fields.sheet, fields.slip, fields.window_form, dialog.view]
    order += [dialog.save, dialog.cancel, dialog.print_draft, dialog.primary, fields.month]
    fields.month.setFocus()
    for place in order:
        assert QApplication.focusWidget() is place
        press(Key.Key_Tab)


def test_the_tab_key_enters_fields_of_several_parts_in_their_place(shop: Shop):
    dialog = opened(EnvelopesDialog(shop, ["0042"]))
    fields = dialog.fields
    order = [fields.printer, fields.nudge.across, fields.nudge.down, dialog.view, dialog.calibrate, dialog.save]
    fields.printer.setFocus()
    for place in order:
        assert QApplication.focusWidget() is place
        press(Key.Key_Tab)


def test_what_prints_is_called_so(shop: Shop, issued: list[IssuedStatement]):
    for dialog in (opened(FrozenDialog(shop, issued[0])), opened(EnvelopesDialog(shop, ["0042"]))):
        assert dialog.primary.accessibleName() == "Print…"
        dialog.reject()
