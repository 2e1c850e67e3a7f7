"""One customer's statement in the window: seen, issued once, printed in part, saved, and what goes wrong on the way."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtGui import QPageRanges
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu

from app.bootstrap import App
from app.core.envelope import WindowForm
from app.core.settings import ChangeSettings, ReceiptLanguage
from app.core.statement import Period, StatementKind
from app.core.statement_paper import Sheet, Slip
from app.gui.dialogs.account_actions import ACTIONS
from app.gui.dialogs.statement import StatementDialog
from app.gui.main_window import MainWindow
from app.gui.pages.counter import CounterPage
from app.gui.shop import Shop
from app.gui.widgets import printing
from tests.documents.helpers_paper import read_pages, read_text
from tests.gui.programs import CTRL, Key, press, settle
from tests.gui.shop_book import apply

pytestmark = pytest.mark.usefixtures("unhurried")

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


@pytest.fixture
def told(shop: Shop) -> list[str]:
    """What the window was told."""
    texts: list[str] = []
    shop.told.connect(lambda toast: texts.append(toast.text))
    return texts


@pytest.fixture
def made(shop: Shop) -> Iterator[StatementDialog]:
    dialog = StatementDialog(shop, "0042")
    dialog.open()
    QTest.qWaitForWindowActive(dialog)
    yield dialog
    settle()


def paper_printer(path: Path) -> QPrinter:
    """Return a printer that prints into a file, quickly."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(72)
    return printer


def printed_pages(path: Path) -> int:
    document = PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def paper(made: StatementDialog) -> bytes:
    """Return the paper that shows."""
    assert made.pane.looked is not None
    return made.pane.looked.pdf


def choose(made: StatementDialog, field: str, value: object) -> None:
    """Choose something as a person does."""
    box = getattr(made.fields, field)
    at = box.findData(value)
    assert at >= 0
    box.setCurrentIndex(at)
    box.activated.emit(at)


def nothing_recorded(app: App) -> bool:
    return app.statement_runs.issued() == [] and app.statement_runs.runs() == []


# ---- seeing ---------------------------------------------------------------------------------------------------------


def test_the_last_month_that_is_over_is_proposed_and_nothing_is_recorded(made: StatementDialog, app: App):
    assert made.fields.period() == OCTOBER
    assert made.fields.month.currentText() == "October 2026"
    assert "王小明" in made.subtitle.text()
    assert "This is a draft" in made.note.text()
    assert "120.00" in read_text(paper(made))
    assert made.primary.hasFocus()
    assert nothing_recorded(app)


def test_every_choice_shows_on_the_paper(made: StatementDialog, shop: Shop):
    choose(made, "kind", StatementKind.OPEN_ITEM)
    assert "360.00" in read_text(paper(made))  # of which 120.00 is open
    for sheet, width in ((Sheet.LETTER, 612), (Sheet.FORM_140, 683), (Sheet.A4, 595)):
        choose(made, "sheet", sheet)
        document = PdfDocument(paper(made))
        assert document[0].get_width() == pytest.approx(width, abs=1)
        document.close()
    with_slip = read_text(paper(made))
    choose(made, "slip", Slip.NONE)
    assert len(read_text(paper(made))) < len(with_slip)
    choose(made, "language", ReceiptLanguage.BOTH)
    choose(made, "window_form", WindowForm.DIN_B)
    assert made.general.isHidden()


def test_the_shop_s_own_choices_are_proposed(shop: Shop, app: App):
    given = {"statement_kind": "open-item", "statement_sheet": "letter", "statement_slip": "none",
             "statement_window": "us-10", "statement_language": "both"}  # fmt: skip
    shop.settings = app.settings.change(ChangeSettings(id="s", given=given))
    dialog = StatementDialog(shop, "0042")
    assert dialog.fields.options("0042").sheet is Sheet.LETTER
    assert (dialog.fields.shows(), dialog.fields.look()) == (
        StatementKind.OPEN_ITEM,
        (Sheet.LETTER, WindowForm.US_10, Slip.NONE, ReceiptLanguage.BOTH),
    )
    dialog.deleteLater()


def test_a_month_that_is_not_over_is_a_draft_and_says_so(made: StatementDialog, app: App):
    choose(made, "month", "2026-11-01")
    assert "not over" in made.note.text()
    assert "2026-11-30" in made.note.text()
    press(Key.Key_Return)
    assert "2026-11-30" in made.form._errors["period"].text()
    assert made.isVisible()
    assert nothing_recorded(app)


def test_days_that_end_before_they_start_are_said_at_the_field(made: StatementDialog, app: App):
    made.fields.choose_days(Period(date(2026, 10, 20), date(2026, 10, 10)))
    assert "2026-10-10" in made.form._errors["to"].text()
    assert made.pane.looked is None
    made.submit()
    made.print_draft.click()
    made.save_pdf()
    assert nothing_recorded(app)
    made.fields.end.setText("2026-10-25")
    made.fields.end.editingFinished.emit()
    assert made.form._errors["to"].isHidden()
    assert "2026-10-25" in read_text(paper(made))


def test_days_before_the_book_began_are_refused_in_words(made: StatementDialog):
    made.fields.choose_days(Period(date(2020, 1, 1), date(2020, 1, 31)))
    assert "first entry" in made.form._errors["to"].text()
    assert made.view.pages() == 0


def test_what_is_no_date_is_said_at_its_field(made: StatementDialog):
    made.fields.choose_days(OCTOBER)
    made.fields.start.setText("the first")
    made.fields.start.editingFinished.emit()
    assert "is not a date" in made.form._errors["from"].text()


def test_an_unknown_customer_is_said(shop: Shop):
    dialog = StatementDialog(shop, "nobody")
    assert "nobody" in dialog.general.text()
    dialog.deleteLater()


# ---- issuing --------------------------------------------------------------------------------------------------------


def test_issuing_gives_a_number_and_the_paper_with_it(made: StatementDialog, app: App, told: list[str]):
    press(Key.Key_Return)
    (issued,) = app.statement_runs.issued()
    assert (issued.number, issued.period, issued.owed, issued.copies) == ("0042", OCTOBER, 12_000, 0)
    assert told == [f"Statement {issued.no} is issued."]
    assert issued.no in made.title.text()
    assert issued.no in read_text(paper(made))
    assert paper(made) == app.statement_runs.pdf(issued.no)
    assert made.primary.text() == "Print…"
    assert made.print_draft.isHidden()


def test_a_double_press_issues_once(made: StatementDialog, app: App, monkeypatch):
    monkeypatch.setattr(made, "choose_and_print", lambda: None)
    made.submit()
    made.submit()
    made.issue()  # as if the answer of the first had been lost
    assert len(app.statement_runs.issued()) == 1


def test_a_customer_who_gets_no_statements_by_their_file_gets_this_one(shop: Shop, app: App):
    apply(app, [{"do": "customer", "id": "x", "no": "0031", "statement": "none"}])
    dialog = StatementDialog(shop, "0031")
    dialog.submit()
    assert [each.number for each in app.statement_runs.issued()] == ["0031"]
    dialog.deleteLater()


def test_why_a_closed_file_gets_none_is_said(shop: Shop, app: App):
    apply(app, [{"do": "customer", "id": "x", "no": "0042", "closed": True}])
    dialog = StatementDialog(shop, "0042")
    assert "120.00" in read_text(paper(dialog))
    dialog.submit()
    assert dialog.general.text() == "Their file is closed."
    assert nothing_recorded(app)
    dialog.deleteLater()


def test_one_issued_before_is_named_and_shown(made: StatementDialog, shop: Shop, app: App):
    made.submit()
    (first,) = app.statement_runs.issued()
    made.back.click()
    assert not made.earlier.isHidden()
    assert first.no in made.earlier.text.text()
    made.earlier.show_it.click()
    assert paper(made) == app.statement_runs.pdf(first.no)
    made.back.click()
    choose(made, "slip", Slip.NONE)
    made.submit()
    assert [each.no for each in app.statement_runs.issued()] != [first.no]
    again = StatementDialog(shop, "0042")
    assert again.earlier.issued is not None
    assert again.earlier.issued.no != first.no  # the last one counts
    again.deleteLater()


def test_enter_shows_the_one_issued_before_and_issues_no_other(made: StatementDialog, shop: Shop, app: App):
    made.submit()
    (first,) = app.statement_runs.issued()
    made.close()
    again = StatementDialog(shop, "0042")
    again.open()
    QTest.qWaitForWindowActive(again)
    press(Key.Key_Return)
    assert again.issued is not None
    assert again.issued.no == first.no
    assert len(app.statement_runs.issued()) == 1


def test_a_second_press_of_what_opened_it_issues_nothing(shop: Shop, app: App, dressed: QApplication):
    dressed.setDoubleClickInterval(400)
    dialog = StatementDialog(shop, "0042")
    dialog.open()
    QTest.qWaitForWindowActive(dialog)
    press(Key.Key_Return)
    assert nothing_recorded(app)
    QTest.qWait(450)
    press(Key.Key_Return)
    assert len(app.statement_runs.issued()) == 1


# ---- printing -------------------------------------------------------------------------------------------------------


def test_the_first_copy_is_the_paper_issued_and_the_next_says_it_is_a_reprint(
    made: StatementDialog, shop: Shop, app: App, told: list[str], tmp_path: Path
):
    made.submit()
    made.print_on(paper_printer(tmp_path / "1.pdf"))
    settle()
    (issued,) = app.statement_runs.issued()
    assert (issued.copies, issued.last_made_as) == (1, "print")
    assert told[-1] == f"Statement {issued.no} is being printed."
    assert printed_pages(tmp_path / "1.pdf") == issued.pages
    again = StatementDialog(shop, "0042")
    again.earlier.show_it.click()
    assert again.note.text() == "1 copy so far."
    assert app.statement_runs.pdf(issued.no) == paper(again)
    again.deleteLater()


def test_a_draft_is_printed_and_counted_nowhere(made: StatementDialog, app: App, told: list[str], tmp_path: Path):
    made.print_on(paper_printer(tmp_path / "draft.pdf"))
    assert told == ["The draft is being printed."]
    assert made.isVisible()  # it is still to be issued
    assert nothing_recorded(app)


@pytest.fixture
def long(shop: Shop, app: App) -> Iterator[StatementDialog]:
    """A statement of many pages."""
    sales = [
        {"do": "sale", "id": f"long{n}", "on": f"2026-10-{n % 28 + 1:02}", "customer": "0007", "amount": "10.00"}
        for n in range(150)
    ]
    apply(app, sales)
    dialog = StatementDialog(shop, "0007")
    dialog.open()
    QTest.qWaitForWindowActive(dialog)
    yield dialog
    settle()


def test_some_pages_of_a_long_one_are_printed(long: StatementDialog, tmp_path: Path, monkeypatch):
    asked: list[tuple[int, int, bool]] = []

    class Chosen(QPrintDialog):
        def exec(self) -> int:
            ranges = self.testOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
            asked.append((self.minPage(), self.maxPage(), ranges))
            printer = self.printer()
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(tmp_path / "some.pdf"))
            printer.setResolution(72)
            printer.setPrintRange(QPrinter.PrintRange.PageRange)
            printer.setPageRanges(QPageRanges.fromString("1,3-4"))
            return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(lambda: ["HP"]))
    monkeypatch.setattr(printing, "QPrintDialog", Chosen)
    count = len(read_pages(paper(long)))
    assert count >= 4
    long.print_draft.click()
    assert asked == [(1, count, True)]
    assert printed_pages(tmp_path / "some.pdf") == 3


def test_a_range_beyond_the_paper_is_refused_in_words(long: StatementDialog, app: App, tmp_path: Path):
    printer = paper_printer(tmp_path / "x.pdf")
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(90, 99)
    long.print_on(printer)
    assert "choose some of these" in long.general.text()
    assert long.primary.isEnabled()


def test_a_printer_that_vanishes_in_the_middle_gets_the_same_copy_again(
    long: StatementDialog, app: App, tmp_path: Path, monkeypatch
):
    long.submit()
    turned = iter([True, False])
    with monkeypatch.context() as gone:
        gone.setattr(QPrinter, "newPage", lambda _self: next(turned))
        long.print_on(paper_printer(tmp_path / "x.pdf"))
    (issued,) = app.statement_runs.issued()
    assert f"stopped answering after 2 of {issued.pages} pages" in long.general.text()
    assert long.isVisible()
    assert issued.copies == 1
    long.print_on(paper_printer(tmp_path / "y.pdf"))
    settle()
    assert printed_pages(tmp_path / "y.pdf") == issued.pages
    assert app.statement_runs.issued()[0].copies == 1


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_is_gone_gets_no_copy(made: StatementDialog, app: App, tmp_path: Path):
    made.submit()
    made.print_on(paper_printer(tmp_path / "no folder" / "x.pdf"))
    assert "does not answer" in made.general.text()
    assert app.statement_runs.issued()[0].copies == 0


def test_stopped_in_the_middle_the_copy_is_kept_for_the_next_try(long: StatementDialog, app: App, tmp_path: Path):
    long.submit()
    long.shop.tasks.steps.connect(lambda job, done, _of: job.cancel() if done == 1 else None)
    long.print_on(paper_printer(tmp_path / "x.pdf"))
    assert "Stopped after 1 of" in long.general.text()
    assert app.statement_runs.issued()[0].copies == 1


def test_of_a_long_paper_only_what_is_in_sight_is_drawn(long: StatementDialog, qtbot):
    long.resize(900, 500)
    settle()
    count = long.view.pages()
    assert long.view.drawn() != list(range(count))
    bar = long.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: count - 1 in long.view.drawn())


# ---- saving ---------------------------------------------------------------------------------------------------------


def test_draft_and_issued_paper_are_saved(
    made: StatementDialog, app: App, told: list[str], tmp_path: Path, monkeypatch, qtbot
):
    proposed: list[str] = []

    def ask(_parent, _title, path: str, *_more: object, **_options: object) -> tuple[str, str]:
        proposed.append(Path(path).name)
        return str(tmp_path / f"{len(proposed)}"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    press(Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: told == ["Draft saved as 1.pdf."])
    assert nothing_recorded(app)
    made.submit()
    press(Key.Key_S, CTRL)
    qtbot.waitUntil((tmp_path / "2.pdf").exists)
    (issued,) = app.statement_runs.issued()
    assert (tmp_path / "2.pdf").read_bytes().startswith(b"%PDF")
    assert (issued.copies, issued.last_made_as) == (1, "pdf")
    assert proposed == ["Draft 王小明 October 2026.pdf", f"{issued.no} 王小明 October 2026.pdf"]


@pytest.mark.parametrize("name", ["no folder/x.pdf", "shop.cbook"])
@pytest.mark.parametrize("issued", [False, True])
def test_a_file_that_cannot_be_written_counts_nothing(
    made: StatementDialog, app: App, tmp_path: Path, name: str, issued: bool
):
    if issued:
        made.submit()
    made.save_to(tmp_path / name)
    assert str(tmp_path) in made.general.text()
    assert [each.copies for each in app.statement_runs.issued()] == ([0] if issued else [])


# ---- the way there --------------------------------------------------------------------------------------------------


def test_f9_opens_it_at_the_counter_and_in_the_file(shop: Shop, qtbot):
    window = MainWindow(shop.tasks)
    window.attach(shop)
    window.show()
    QTest.qWaitForWindowActive(window)
    window.show_customer("0042")
    press(Key.Key_F9)
    assert window.findChild(StatementDialog).number == "0042"
    window.findChild(StatementDialog).close()
    settle()
    page = window.pages["counter"]
    assert isinstance(page, CounterPage)
    menu = QMenu()
    page.acts.fill_more(menu)
    assert any(action.text().startswith("Statement…") and action.isEnabled() for action in menu.actions())
    shop.file_wanted.emit("0007")
    settle()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    QTest.keyClick(window, Key.Key_F9)
    assert window.findChild(StatementDialog).number == "0007"
    window.findChild(StatementDialog).close()
    window.close()
    window.deleteLater()


def test_a_closed_file_still_has_statements(shop: Shop, app: App):
    apply(app, [{"do": "customer", "id": "x", "no": "0031", "closed": True}])
    assert ACTIONS["statement"].obstacle(shop, app.counter.card("0031")) == ""
    assert ACTIONS["sale"].obstacle(shop, app.counter.card("0031")) != ""
