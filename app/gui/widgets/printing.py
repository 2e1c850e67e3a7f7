"""Printing: pages of a PDF onto the system's printers, at the printer's own fineness."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRect, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from app.errors import refuse
from app.gui.widgets.paper import image_of
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.receipts import PageImage

FINEST = 600
"""Pages are drawn no finer than this, in dots per inch: beyond it nobody sees a difference, and memory runs out."""

MM_PER_INCH = 25.4


def choose_printer(parent: QWidget, first: PageImage, dpi: float, last_used: str) -> QPrinter | None:
    """Let the person choose a printer for paper of the size of a page drawn at `dpi`; None when they do not.

    Raises `Refused` when the computer has no printer.
    """
    if not QPrinterInfo.availablePrinterNames():
        refuse("", N_("No printer is set up on this computer. Save the paper as a PDF, or set a printer up first."))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if last_used and last_used in QPrinterInfo.availablePrinterNames():
        printer.setPrinterName(last_used)
    set_paper(printer, first, dpi)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


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


class Press:
    """A printer made ready: `begin` finds out whether it is there before a copy is counted."""

    def __init__(self, printer: QPrinter) -> None:
        self.printer = printer
        self._painter = QPainter()

    def begin(self) -> None:
        """Open the printer; raises `Refused` when it is gone."""
        if not self._painter.begin(self.printer):
            refuse(
                "",
                N_("The printer “{name}” does not answer: see that it is on and connected, or save as PDF instead."),
                name=self.printer.printerName(),
            )

    def print(self, pages: Sequence[PageImage], new_page: Callable[[], bool] | None = None) -> None:
        """Print pages; raises `Refused` when the printer stops taking them."""
        whole = QRect(0, 0, self.printer.width(), self.printer.height())
        for number, page in enumerate(pages):
            if number and not (new_page or self.printer.newPage)():
                refuse("", N_("The printer “{name}” stopped answering."), name=self.printer.printerName())
            height = round(whole.width() * page.height / page.width)
            self._painter.drawImage(QRect(0, 0, whole.width(), height), image_of(page))

    def end(self) -> None:
        """Let the printer print."""
        if self._painter.isActive():
            self._painter.end()
