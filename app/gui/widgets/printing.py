"""Choosing a printer, its paper, and what of a document goes to it; `print_run` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from app.errors import refuse
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.receipts import PageImage

FINEST = 600
"""Pages are drawn no finer than this, in dots per inch: beyond it nobody sees a difference, and memory runs out."""

MM_PER_INCH = 25.4


def choose_printer(
    parent: QWidget, first: PageImage, dpi: float, last_used: str, pages: int | None = None
) -> QPrinter | None:
    """Let the person choose a printer for paper of the size of a page drawn at `dpi`; None when they do not.

    They may choose some of the pages, how many copies and both sides; `pages` is how many there are, if that is known.
    Files are not offered as printers: saving as PDF knows which ones are never written over, and asks for a name
    without opening what lies beside the book. Raises `Refused` when the computer has no printer.
    """
    if not QPrinterInfo.availablePrinterNames():
        refuse("", N_("No printer is set up on this computer. Save the paper as a PDF, or set a printer up first."))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if last_used and last_used in QPrinterInfo.availablePrinterNames():
        printer.setPrinterName(last_used)
    set_paper(printer, first, dpi)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintToFile, on=False)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=pages != 1)
    if pages is not None:
        dialog.setMinMax(1, pages)
    chosen = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return printer if chosen else None


def set_paper(printer: QPrinter, first: PageImage, dpi: float) -> None:
    """Set the printer's paper to the size of a page, without margins: the page has its own."""
    size = QSizeF(first.width / dpi * MM_PER_INCH, first.height / dpi * MM_PER_INCH)
    page = QPageSize(size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setPageSize(page)
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0))
    printer.setFullPage(True)


def fineness(printer: QPrinter) -> int:
    """Return at how many dots per inch pages should be drawn for a printer."""
    return min(printer.resolution(), FINEST)


def wanted_pages(printer: QPrinter, count: int) -> list[int]:
    """Return which of `count` pages (from 0) the person wants, in the order in which they go to the printer.

    Copies and their order are the printer's business where it can do them, else pages are named several times. Raises
    `Refused` when none of the pages chosen is there.
    """
    ranges = printer.pageRanges()
    some = printer.printRange() is QPrinter.PrintRange.PageRange and not ranges.isEmpty()
    found = [number for number in range(count) if not some or ranges.contains(number + 1)]
    if not found:
        refuse("", N_("The paper has {count} pages; choose some of these to print."), count=count)
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        found.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    return found * copies if printer.collateCopies() else [number for number in found for _copy in range(copies)]
