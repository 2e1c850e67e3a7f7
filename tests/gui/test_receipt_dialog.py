"""The receipt before it is printed: seen, printed, saved, counted; a printer that is gone, a file that cannot be."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog

from app.bootstrap import App
from app.config.preferences import Preferences
from app.core.settings import ChangeSettings, Paper, ReceiptLanguage
from app.gui.dialogs.receipt import ReceiptDialog
from app.gui.shop import Shop
from app.gui.tasks import Tasks
from app.gui.widgets import printing
from app.gui.widgets.paper_pane import Looked
from app.gui.widgets.printing import set_paper
from app.services.receipts import Receipts
from tests.gui.programs import CTRL, Key, press, settle
from tests.gui.shop_book import open_on


@pytest.fixture
def entry(app: App) -> int:
    """The last top-up of 区美玲."""
    return app.counter.card("0023").lines[0].entry


@pytest.fixture
def told(shop: Shop) -> list[str]:
    """What the window was told."""
    texts: list[str] = []
    shop.told.connect(lambda toast: texts.append(toast.text))
    return texts


@pytest.fixture
def made(shop: Shop, entry: int) -> Iterator[ReceiptDialog]:
    dialog = ReceiptDialog(shop, entry)
    dialog.open()
    QTest.qWaitForWindowActive(dialog)
    yield dialog
    settle()


def paper_printer(path: Path) -> QPrinter:
    """Return a printer that prints into a file."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def no_paper(*_args: object) -> bool:
    return False


# ---- seeing ---------------------------------------------------------------------------------------------------------


def test_the_preview_counts_nothing(made: ReceiptDialog, app: App, entry: int):
    assert made.view.pages() == 1
    assert "gets its number" in made.note.text()
    assert app.receipts.issued(entry) is None
    assert made.primary.hasFocus()


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("language", list(ReceiptLanguage))
def test_every_paper_and_language_is_shown(made: ReceiptDialog, paper: Paper, language: ReceiptLanguage):
    made.paper.set_value(paper)
    made.language.set_value(language)
    made.draw()
    width = {Paper.A5: 148, Paper.ROLL_80: 72, Paper.ROLL_58: 48}[paper]  # of rolls what a printer reaches
    assert made.view.pages() >= 1
    assert made.pane.looked is not None
    assert made.pane.looked.pages[0].width == pytest.approx(width / 25.4 * 96, abs=2)


def test_an_old_picture_does_not_come_over_a_new_one(made: ReceiptDialog):
    old = made.pane._asked
    made.paper.set_value(Paper.ROLL_58)
    made.draw()
    looked = made.pane.looked
    made.pane._show(old, 1.0, Looked(b"", 0, [], 96), anew=True)
    assert made.pane.looked is looked


def test_the_shop_s_paper_is_proposed(shop: Shop, app: App, entry: int):
    shop.settings = app.settings.change(ChangeSettings(id="s", given={"paper": "58mm", "receipt_language": "both"}))
    dialog = ReceiptDialog(shop, entry)
    assert (dialog.paper.value(), dialog.language.value()) == (Paper.ROLL_58, ReceiptLanguage.BOTH)
    dialog.deleteLater()


# ---- saving ---------------------------------------------------------------------------------------------------------


def test_saving_counts_a_copy_and_a_reprint_says_so(
    made: ReceiptDialog, app: App, entry: int, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot
):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "first"), ""))
    press(Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: bool(told))
    assert (tmp_path / "first.pdf").read_bytes().startswith(b"%PDF")
    assert told == ["Receipt R000001 saved as first.pdf."]
    assert made.subtitle.text() == "R000001"
    assert "1 copy so far" in made.note.text()
    made.save_to(tmp_path / "second.pdf")
    assert "2 copies so far" in made.note.text()
    issued = app.receipts.issued(entry)
    assert issued is not None
    assert (issued.no, issued.copies) == ("R000001", 2)


@pytest.mark.parametrize("name", ["no folder/x.pdf", "", "shop.cbook"])
def test_a_file_that_cannot_be_written_counts_nothing(
    made: ReceiptDialog, app: App, entry: int, tmp_path: Path, name: str
):
    made.save_to(tmp_path / name)
    assert not made.general.isHidden()
    assert str(tmp_path) in made.general.text()
    assert app.receipts.issued(entry) is None
    assert made.isVisible()


# ---- printing -------------------------------------------------------------------------------------------------------


def test_without_any_printer_a_sentence_says_what_to_do(
    made: ReceiptDialog, app: App, entry: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    press(Key.Key_Return)
    assert "No printer is set up" in made.general.text()
    assert made.isVisible()
    assert app.receipts.issued(entry) is None


def test_printing_gives_a_number_and_remembers_the_printer(
    made: ReceiptDialog, shop: Shop, app: App, entry: int, told: list[str], tmp_path: Path, monkeypatch
):
    out = tmp_path / "printed.pdf"

    class Chosen(QPrintDialog):
        def exec(self) -> int:
            assert not self.testOption(QAbstractPrintDialog.PrintDialogOption.PrintToFile)
            self.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            self.printer().setOutputFileName(str(out))
            return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(lambda: ["XP-80C"]))
    monkeypatch.setattr(printing, "QPrintDialog", Chosen)
    press(Key.Key_Return)
    settle()
    assert out.read_bytes().startswith(b"%PDF")
    assert told == ["Receipt R000001 is being printed."]
    issued = app.receipts.issued(entry)
    assert issued is not None
    assert issued.copies == 1


def test_the_paper_is_that_of_the_receipt(made: ReceiptDialog, tmp_path: Path):
    printer = paper_printer(tmp_path / "x.pdf")
    assert made.pane.looked is not None
    set_paper(printer, made.pane.looked.pages[0], 96)
    size = printer.pageLayout().pageSize().definitionSize()
    assert (round(size.width()), round(size.height())) == (148, 210)


def test_nothing_is_printed_when_nobody_chooses_a_printer(
    made: ReceiptDialog, app: App, entry: int, monkeypatch: pytest.MonkeyPatch
):
    class Left(QPrintDialog):
        def exec(self) -> int:
            return QDialog.DialogCode.Rejected

    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(lambda: ["XP-80C"]))
    monkeypatch.setattr(printing, "QPrintDialog", Left)
    press(Key.Key_Return)
    assert made.isVisible()
    assert app.receipts.issued(entry) is None


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_is_gone_gets_no_number(made: ReceiptDialog, app: App, entry: int, tmp_path: Path):
    made.print_on(paper_printer(tmp_path / "no folder" / "x.pdf"))
    assert "does not answer" in made.general.text()
    assert made.primary.isEnabled()
    assert app.receipts.issued(entry) is None


def test_a_printer_that_stops_in_the_middle_gets_the_same_copy_again(
    made: ReceiptDialog, shop: Shop, app: App, entry: int, told: list[str], tmp_path: Path, monkeypatch
):
    real = made.shop.app.receipts.some_pages
    monkeypatch.setattr(Receipts, "page_count", lambda _self, _pdf: 2)
    monkeypatch.setattr(Receipts, "some_pages", lambda _self, pdf, dpi, _numbers: [*real(pdf, dpi, [0])] * 2)
    with monkeypatch.context() as gone:
        gone.setattr(QPrinter, "newPage", no_paper)
        made.print_on(paper_printer(tmp_path / "x.pdf"))
    assert "stopped answering after 1 of 2 pages" in made.general.text()
    assert "1 copy so far" in made.note.text()
    assert made.isVisible()
    assert made.primary.isEnabled()
    made.print_on(paper_printer(tmp_path / "y.pdf"))
    settle()
    assert told == ["Receipt R000001 is being printed."]
    issued = app.receipts.issued(entry)
    assert issued is not None
    assert issued.copies == 1


def test_an_entry_without_a_receipt_is_explained(shop: Shop, app: App):
    dialog = ReceiptDialog(shop, 10**6)
    assert "There is no entry" in dialog.general.text()
    dialog.submit()
    dialog.deleteLater()


def test_one_lane_draws_while_the_other_answers(small_book: Path, tmp_path: Path, english: None, qtbot):
    path = tmp_path / "b.cbook"
    shutil.copy(small_book, path)
    app, tasks = open_on(path), Tasks()
    shop = Shop(app, tasks, app.settings.current(), Preferences())
    dialog = ReceiptDialog(shop, app.counter.card("0023").lines[0].entry)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.view.pages() == 1)
    dialog.save_to(tmp_path / "r.pdf")
    qtbot.waitUntil(lambda: "1 copy" in dialog.note.text())
    tasks.end()
    app.close()
    dialog.close()
