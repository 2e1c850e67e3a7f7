"""The page of statements by keys: empty, a month at a glance, slips, copies, runs that stopped, what changed since."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import QRect, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QStyleOptionViewItem, QWidget

from app.bootstrap import App
from app.core.statement import Period, month_of
from app.core.statement_reply import Means, Outcome, RecordReply
from app.core.statement_run import RunOptions, StartRun
from app.gui.dialogs.ask import Question
from app.gui.dialogs.statement_again import SecondRequestDialog
from app.gui.dialogs.statement_changed import ChangedDialog
from app.gui.dialogs.statement_copies import ProgressDialog, save_singles_in, save_to
from app.gui.dialogs.statement_reply import ReplyDialog
from app.gui.dialogs.statement_report import RunReportDialog
from app.gui.dialogs.statement_run import RunDialog
from app.gui.dialogs.statement_show import FrozenDialog
from app.gui.pages.statements import StatementsPage
from app.gui.pages.statements.table import Order
from app.gui.shop import Shop
from app.gui.widgets import printing
from app.gui.widgets.print_run import PrintRun, starts_of
from app.gui.widgets.table import Cells
from tests.gui.shop_book import TODAY, apply

pytestmark = pytest.mark.usefixtures("unhurried")

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
OCTOBER = month_of(date(2026, 10, 1))
SEPTEMBER = month_of(date(2026, 9, 1))


def issue(app: App, period: Period = OCTOBER, most: int | None = None) -> int:
    """Issue a period's statements; with `most` stop after so many."""
    runs = app.statement_runs
    run = runs.start(StartRun(id=f"run {period.start}", options=RunOptions(period=period)))
    done = 0

    def progress(now: int, _of: int) -> None:
        nonlocal done
        done = now

    runs.issue(run, progress, lambda: most is not None and done >= most)
    return run


def reply(app: App, no: str, outcome: Outcome) -> None:
    app.statement_replies.record(
        RecordReply(id=f"reply {no} {outcome}", statement=no, outcome=outcome, on=TODAY, means=Means.SEALED)
    )


@pytest.fixture
def issued(app: App) -> App:
    """The shop with its statements for October out: 李海建材 owes 8,420.00, 王小明 120.00."""
    issue(app)
    return app


@pytest.fixture
def page(shop: Shop) -> Iterator[StatementsPage]:
    made = StatementsPage(shop)
    made.resize(1000, 760)
    shop.changed.connect(made.on_changed)
    made.show()
    QTest.qWaitForWindowActive(made)
    made.arrive()
    made.focus_first()
    yield made
    made.close()
    made.deleteLater()


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
    for _again in range(times):
        QTest.keyClick(focus(), key, modifier)
        QApplication.processEvents()


def type_(text: str) -> None:
    for sign in text:  # to whatever has the cursor by then, as a scanner does
        QTest.keyClicks(focus(), sign)
        QApplication.processEvents()


def back_to(page: StatementsPage) -> None:
    """Wait until the window has the keyboard again once a dialog is gone."""
    page.activateWindow()
    QTest.qWaitForWindowActive(page)


def dialogs() -> list[QDialog]:
    QApplication.processEvents()
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def dialog() -> QDialog:
    [found] = dialogs()
    return found


def chosen(page: StatementsPage) -> list[str]:
    return [each.no for each in page.list.table.chosen()]


# ---- what shows -----------------------------------------------------------------------------------------------------


def test_before_the_first_run_the_page_says_what_belongs_there_and_offers_it(page: StatementsPage):
    assert page.stack.currentIndex() == 1
    assert page.scan.isHidden()
    assert page.head.period.currentText() == "October 2026"
    assert focus() is page.head.new
    press(Key.Key_Space)
    assert isinstance(dialog(), RunDialog)


def test_a_month_at_a_glance(issued: App, page: StatementsPage):
    reply(issued, "S000001", Outcome.CONFIRMED)
    page.refresh()
    figures = page.figures
    shown = {
        name: (figure.value.text(), figure.below.text())
        for name, figure in (
            ("sent", figures.sent),
            ("confirmed", figures.confirmed),
            ("disputed", figures.disputed),
            ("silent", figures.silent),
            ("share", figures.share),
        )
    }
    assert shown == {
        "sent": ("2", "¥8,540.00"),
        "confirmed": ("1", "¥8,420.00"),
        "disputed": ("0", "¥0.00"),
        "silent": ("1", "¥120.00"),
        "share": ("50 %", "of 2 sent"),
    }
    assert "no confirmation" in figures.note.text()


def test_states_are_said_by_sign_and_word_never_by_colour_alone(issued: App, page: StatementsPage):
    reply(issued, "S000001", Outcome.CONFIRMED)
    reply(issued, "S000002", Outcome.CONFIRMED)
    reply(issued, "S000002", Outcome.NONE)
    page.refresh()
    rows = page.list.table.rows
    at = next(n for n, column in enumerate(rows.columns) if column.key == "reply")
    assert [rows.index(row, at).data() for row in range(2)] == ["✓ Confirmed  11-21", "○ No reply"]


def test_narrowed_by_state_and_text_and_sorted(issued: App, page: StatementsPage):
    reply(issued, "S000001", Outcome.CONFIRMED)
    page.refresh()
    table, state = page.list.table, page.list.state
    state.set_value("silent")
    state.changed.emit()
    assert [row.no for row in table.rows.rows] == ["S000002"]
    state.set_value("disputed")
    state.changed.emit()
    assert page.list.stack.currentIndex() == 1
    page.list.clear_filter()
    page.list.text.setText("李海")
    assert [row.name for row in table.rows.rows] == ["李海建材"]
    page.list.clear_filter()
    table.sort_by(Order("owed"))
    assert [row.owed for row in table.rows.rows] == [12000, 842000]


def test_periods_by_keys(issued: App, page: StatementsPage):
    issue(issued, SEPTEMBER)
    page.refresh()
    assert page.period is None
    assert [page.head.period.itemText(at) for at in range(2)] == ["October 2026", "September 2026"]
    press(Key.Key_Left, ALT)
    assert page.period == SEPTEMBER
    assert [row.period for row in page.list.table.rows.rows] == [SEPTEMBER]
    press(Key.Key_Right, ALT, times=2)
    assert page.period == OCTOBER


def test_another_page_shows_the_same(issued: App, page: StatementsPage, shop: Shop):
    page.show_period(OCTOBER)
    page.list.show_filter("silent", "王")
    page.list.table.sort_by(Order("owed", descending=True))
    other = StatementsPage(shop)
    other.restore(page.state())
    assert other.state() == page.state()
    assert [row.number for row in other.list.table.rows.rows] == ["0042"]
    other.deleteLater()


# ---- slips ----------------------------------------------------------------------------------------------------------


def test_a_scanned_slip_opens_its_reply_and_the_next_can_be_scanned(issued: App, page: StatementsPage):
    code = issued.statement_runs.paper("S000002").code
    assert focus() is page.scan.field
    type_(code)
    press(Key.Key_Return)
    opened = dialog()
    assert isinstance(opened, ReplyDialog)
    assert opened.statement.no == "S000002"
    assert [row.no for row in page.list.table.chosen()] == ["S000002"]
    opened.submit()
    assert dialogs() == []
    back_to(page)
    assert focus() is page.scan.field
    assert page.scan.field.text() == ""
    assert issued.statement_replies.month(OCTOBER).confirmed == 1


def test_the_field_has_the_cursor_as_soon_as_there_are_statements(issued: App, shop: Shop):
    page = StatementsPage(shop)
    page.resize(1000, 760)
    page.show()
    QTest.qWaitForWindowActive(page)
    page.focus_first()  # as the window does, before anything is read
    page.arrive()
    QApplication.processEvents()
    assert focus() is page.scan.field
    page.close()
    page.deleteLater()


def test_of_a_long_name_the_number_behind_it_stays(issued: App, page: StatementsPage):
    table = page.list.table
    at = next(n for n, column in enumerate(table.rows.columns) if column.key == "name")
    cells = table.itemDelegate()
    assert isinstance(cells, Cells)
    index = table.rows.index(0, at)
    option = QStyleOptionViewItem()
    table.initViewItemOption(option)
    for width in (400, 90, 20):
        option.rect = QRect(0, 0, width, 36)
        cells.initStyleOption(option, index)
        number = table.rows.rows[0].number
        assert option.text.endswith(f"  {number}")
        whole = option.text == index.data()
        assert whole == (width == 400)
        assert width != 90 or "…" in option.text
    assert index.data().startswith(table.rows.rows[0].name)  # what is copied and read out is whole


def test_what_is_scanned_while_the_table_has_the_cursor_lands_in_the_field(issued: App, page: StatementsPage):
    page.list.table.setFocus()
    type_("S000001")
    assert focus() is page.scan.field
    press(Key.Key_Return)
    opened = dialog()
    assert isinstance(opened, ReplyDialog)
    assert opened.statement.no == "S000001"


@pytest.mark.parametrize("typed", ["S999999", "CBS-1-00000000", "<b>", "x" * 500])
def test_an_unknown_slip_is_said_at_the_field_and_stays_there(issued: App, page: StatementsPage, typed: str):
    page.scan.field.setText(typed)
    press(Key.Key_Return)
    assert dialogs() == []
    assert not page.scan.wrong.isHidden()
    assert page.scan.wrong.text()
    assert page.scan.field.text() == typed
    assert page.scan.field.accessibleDescription() == page.scan.wrong.text()
    type_("1")
    assert page.scan.wrong.isHidden()


# ---- what is done with statements -----------------------------------------------------------------------------------


def test_keys_of_the_list(issued: App, page: StatementsPage, shop: Shop):
    wanted: list[str] = []
    shop.customer_wanted.connect(wanted.append)
    page.list.table.setFocus()
    press(Key.Key_Return)
    assert isinstance(dialog(), ReplyDialog)
    dialog().reject()
    back_to(page)
    page.list.table.setFocus()
    press(Key.Key_Space)
    assert isinstance(dialog(), FrozenDialog)
    dialog().reject()
    back_to(page)
    page.list.table.setFocus()
    press(Key.Key_O, CTRL)
    assert wanted == ["0007"]


def test_several_are_chosen_and_what_needs_one_is_off(issued: App, page: StatementsPage):
    page.list.table.setFocus()
    press(Key.Key_A, CTRL)
    acts = page.list.acts
    assert chosen(page) == ["S000001", "S000002"]
    assert page.list.count.text() == "2 of 2 chosen"
    assert [made.isEnabled() for made in (acts.reply, acts.show, acts.customer)] == [False] * 3
    assert [made.isEnabled() for made in (acts.second, acts.print, acts.save)] == [True] * 3
    page.refresh()
    assert chosen(page) == ["S000001", "S000002"]


def test_saved_as_one_pdf_and_singly_each_copy_counted(issued: App, page: StatementsPage, shop: Shop, tmp_path: Path):
    nos = ["S000001", "S000002"]
    save_to(shop, nos, "pdf", page, tmp_path / "all.pdf")
    told = dialog()
    assert isinstance(told, ProgressDialog)
    assert told.text.text() == "2 statements saved, 2 pages."
    assert len(PdfDocument(tmp_path / "all.pdf")) == 2
    told.accept()
    folder = tmp_path / "single"
    folder.mkdir()
    save_singles_in(shop, nos, page, folder)
    assert len(list(folder.glob("*.pdf"))) == 2
    assert [each.copies for each in issued.statement_runs.issued()] == [2, 2]
    assert [row.copies for row in page.list.table.rows.rows] == [2, 2]


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_counted(
    issued: App, page: StatementsPage, shop: Shop, tmp_path: Path
):
    save_to(shop, ["S000001"], "pdf", page, tmp_path / "nowhere" / "all.pdf")
    told = dialog()
    assert isinstance(told, ProgressDialog)
    assert told.text.property("class") == "error"
    assert told.end.text() == "Close"
    assert issued.statement_runs.issued()[0].copies == 0


def test_a_second_request_asks_only_those_who_have_not_answered(issued: App, page: StatementsPage):
    reply(issued, "S000001", Outcome.CONFIRMED)
    page.refresh()
    page.list.table.setFocus()
    press(Key.Key_A, CTRL)
    page.list.acts.second.click()
    opened = dialog()
    assert isinstance(opened, SecondRequestDialog)
    assert opened.nos == ["S000002"]
    assert opened.left.text() == "1 of those chosen has answered already and is not asked again."


def test_what_a_second_request_leaves(issued: App, page: StatementsPage, shop: Shop, tmp_path: Path):
    save_to(shop, ["S000002"], "second", page, tmp_path / "again.pdf")
    asked = {each.no: (each.requests, each.outcome) for each in issued.statement_runs.issued()}
    assert asked == {"S000001": (1, ""), "S000002": (2, "")}
    assert issued.statement_replies.month(OCTOBER).confirmed == 0


# ---- printing -------------------------------------------------------------------------------------------------------


class BothSides(QPrinter):
    """A printer that prints on both sides, whatever it is asked."""

    def duplex(self) -> QPrinter.DuplexMode:
        return QPrinter.DuplexMode.DuplexLongSide


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize(("kind", "pages"), [(QPrinter, 2), (BothSides, 3)])
def test_a_run_prints_page_by_page_and_letters_begin_on_new_sheets(
    issued: App, tmp_path: Path, kind: type[QPrinter], pages: int
):
    papers, printed = tmp_path / "papers.pdf", tmp_path / "printed.pdf"
    issued.statement_runs.print_file(["S000001", "S000002"], papers)
    run = PrintRun(to_file(kind, printed), issued.receipts)
    steps: list[tuple[int, int]] = []
    run.begin()
    done = run.print(papers, starts_of([1, 1], 2), lambda now, of: steps.append((now, of)), lambda: False)
    run.end()
    assert (done.pages, done.stopped, steps) == (2, False, [(1, 2), (2, 2)])
    assert len(PdfDocument(printed)) == pages


def to_file(kind: type[QPrinter], path: Path) -> QPrinter:
    printer = kind()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(72)
    return printer


@pytest.mark.usefixtures("dressed")
def test_printing_can_be_called_off(issued: App, tmp_path: Path):
    papers = tmp_path / "papers.pdf"
    issued.statement_runs.print_file(["S000001", "S000002"], papers)
    run = PrintRun(to_file(QPrinter, tmp_path / "off.pdf"), issued.receipts)
    run.begin()
    steps: list[int] = []
    done = run.print(papers, (), lambda now, _of: steps.append(now), lambda: bool(steps))
    assert (done.pages, done.of, done.stopped) == (1, 2, True)


@pytest.fixture
def chosen_printer(dressed: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> QPrinter:
    """The printer the person chooses in the system's dialog."""
    printer = to_file(QPrinter, tmp_path / "out.pdf")
    monkeypatch.setattr(printing, "choose_printer", lambda *_arguments: printer)
    return printer


def test_print_again_by_key_counts_a_copy_of_each(
    issued: App, page: StatementsPage, chosen_printer: QPrinter, tmp_path: Path
):
    page.list.table.setFocus()
    press(Key.Key_A, CTRL)
    press(Key.Key_P, CTRL)
    told = dialog()
    assert isinstance(told, ProgressDialog)
    assert told.text.text().startswith("2 pages sent to the printer")
    assert len(PdfDocument(tmp_path / "out.pdf")) == 2
    assert [each.copies for each in issued.statement_runs.issued()] == [1, 1]
    assert page.list.acts.print.text() == "Print again…"


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_is_gone_counts_nothing(
    issued: App, page: StatementsPage, chosen_printer: QPrinter, tmp_path: Path
):
    chosen_printer.setOutputFileName(str(tmp_path / "gone" / "out.pdf"))
    page.list.table.setFocus()
    press(Key.Key_P, CTRL)
    told = dialog()
    assert isinstance(told, ProgressDialog)
    assert "does not answer" in told.text.text()
    assert [each.copies for each in issued.statement_runs.issued()] == [0, 0]


@pytest.mark.parametrize(
    ("pages", "count", "starts"),
    [([1, 2, 1], 4, [0, 1, 3]), ([3], 3, [0]), ([1, 2], 4, []), ([], 0, [])],
)
def test_where_letters_begin(pages: list[int], count: int, starts: list[int]):
    assert starts_of(pages, count) == starts


# ---- runs that stopped, and what changed ----------------------------------------------------------------------------


def test_a_run_that_stopped_goes_on_where_it_was(app: App, page: StatementsPage):
    issue(app, most=1)
    page.refresh()
    assert page.banners.texts == ["Statements for October 2026 were not finished: 1 of 2 issued on 11-21."]
    page.runs.go_on(app.statement_runs.unfinished()[0])
    opened = dialog()
    assert isinstance(opened, RunReportDialog)
    assert opened.panel.view.heading.text() == "2 statements issued"
    assert [each.no for each in app.statement_runs.issued()] == ["S000001", "S000002"]
    assert page.banners.isHidden()


def test_the_rest_of_a_run_is_left_out_only_after_a_question(app: App, page: StatementsPage):
    issue(app, most=1)
    page.refresh()
    page.runs.leave_out(app.statement_runs.unfinished()[0])
    question = dialog()
    assert isinstance(question, Question)
    question.reject()
    assert len(app.statement_runs.unfinished()) == 1
    page.runs.leave_out(app.statement_runs.unfinished()[0])
    question = dialog()
    assert isinstance(question, Question)
    question.yes.click()
    report = dialog()
    assert isinstance(report, RunReportDialog)
    assert [row.number for row in report.panel.view.skipped.rows_model.rows] == ["0042"]
    assert app.statement_runs.unfinished() == []
    assert page.banners.isHidden()


def test_what_was_recorded_later_is_listed_and_leads_to_the_customer(issued: App, page: StatementsPage, shop: Shop):
    wanted: list[str] = []
    shop.customer_wanted.connect(wanted.append)
    late = {"do": "payment", "id": "late", "on": "2026-10-30", "customer": "0042", "amount": "50.00", "tender": "cash"}
    apply(issued, [late])
    page.refresh()
    assert not page.banners.changed.isHidden()
    at = next(n for n, column in enumerate(page.list.table.rows.columns) if column.key == "changed")
    assert not page.list.table.isColumnHidden(at)
    page.banners.look.click()
    opened = dialog()
    assert isinstance(opened, ChangedDialog)
    assert [(row.no, row.owed) for row in opened.table.rows_model.rows] == [("S000002", -5000)]
    press(Key.Key_Return)
    assert wanted == ["0042"]


def test_closing_the_month_is_explained_and_done_only_when_wanted(issued: App, page: StatementsPage, shop: Shop):
    page.show_period(OCTOBER)
    page.list.month.close_month()
    said = dialog()
    assert isinstance(said, Question)
    assert "October 2026 cannot be closed" in said.windowTitle()  # September comes first
    said.accept()
    page.list.month.period = SEPTEMBER
    page.list.month.close_month()
    asked = dialog()
    assert isinstance(asked, Question)
    asked.reject()
    assert shop.app.statement_runs.may_close(OCTOBER) is False
    page.list.month.close_month()
    asked = dialog()
    assert isinstance(asked, Question)
    asked.yes.click()
    assert shop.app.statement_runs.may_close(OCTOBER) is True
