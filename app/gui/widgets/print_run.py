"""Printing papers of many pages in a lane of their own: page by page, so that a thousand take no more room than one.

Qt lets a painter draw on a printer in any thread ("Painting in Threads", Qt's manual); the printer itself is chosen in
the window's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter

from app.errors import refuse
from app.gui.widgets.paper import image_over
from app.gui.widgets.printing import MM_PER_INCH, fineness, set_paper, wanted_pages
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.receipts import PageImage


class Pages(Protocol):
    """What draws pages of a PDF as pictures."""

    def page_count(self, pdf: bytes | Path) -> int:
        """Return how many pages a PDF has."""
        ...

    def some_pages(self, pdf: bytes | Path, dpi: float, numbers: Iterable[int]) -> Iterator[PageImage]:
        """Draw pages one by one."""
        ...


class Printed(NamedTuple):
    """What went to the printer; `stopped` says that the person called it off."""

    pages: int
    of: int
    stopped: bool = False


class PrintRun:
    """Prints a PDF: `begin` finds out whether the printer is there before anything is counted as a copy.

    When both sides are printed every letter begins on a new sheet: the back of one customer's is never another's.
    `shift` moves each page to the right and down by so many millimetres, for a printer that puts it elsewhere.
    """

    def __init__(self, printer: QPrinter, pages: Pages, shift: tuple[float, float] = (0, 0)) -> None:
        self._printer, self._pages, self._shift = printer, pages, shift
        self._painter = QPainter()

    def begin(self) -> None:
        """Open the printer; raises `Refused` when it is gone."""
        if not self._painter.begin(self._printer):
            text = N_("The printer “{name}” does not answer: see that it is on and connected, or save as PDF instead.")
            refuse("", text, name=self._printer.printerName())

    def print(
        self,
        pdf: bytes | Path,
        starts: Iterable[int],
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> Printed:
        """Print the pages the person wanted; `starts` are those (from 0) on which a new letter begins.

        Raises `Refused` when the printer stops taking them.
        """
        numbers = wanted_pages(self._printer, self._pages.page_count(pdf))
        letters, dpi = frozenset(starts), fineness(self._printer)
        sides, shape = 0, (0, 0)
        for done, (number, page) in enumerate(zip(numbers, self._pages.some_pages(pdf, dpi, numbers), strict=True)):
            if cancelled():
                self.abort()
                return Printed(done, len(numbers), stopped=True)
            if shape not in ((0, 0), (page.width, page.height)):
                set_paper(self._printer, page, dpi)
            shape = (page.width, page.height)
            if done:
                sides += self._turn(sides, (done, len(numbers)), fresh=number in letters)
            self._draw(page)
            sides += 1
            progress(done + 1, len(numbers))
        return Printed(len(numbers), len(numbers))

    def end(self) -> None:
        """Let the printer print."""
        if self._painter.isActive():
            self._painter.end()

    def abort(self) -> None:
        """Print nothing of what the printer has not begun."""
        if self._painter.isActive():
            self._printer.abort()
            self._painter.end()

    def _turn(self, sides: int, so_far: tuple[int, int], *, fresh: bool) -> int:
        """Begin the next page, on a sheet of its own if it must be; return how many sides stay blank."""
        both = self._printer.duplex() not in (QPrinter.DuplexMode.DuplexNone, QPrinter.DuplexMode.DuplexAuto)
        blank = 1 if both and fresh and sides % 2 else 0
        for _side in range(blank + 1):
            if not self._printer.newPage():
                refuse(
                    "",
                    N_("The printer “{name}” stopped answering after {done} of {all} pages."),
                    name=self._printer.printerName(),
                    done=so_far[0],
                    all=so_far[1],
                )
        return blank

    def _draw(self, page: PageImage) -> None:
        whole = QRect(0, 0, self._printer.width(), self._printer.height())
        height = round(whole.width() * page.height / page.width)
        dots = self._printer.resolution() / MM_PER_INCH
        x, y = (round(each * dots) for each in self._shift)
        self._painter.drawImage(QRect(x, y, whole.width(), height), image_over(page))


def starts_of(pages: Sequence[int], count: int) -> list[int]:
    """Return on which pages letters of so many pages begin; none where the pages do not add up to those there are."""
    return [0, *accumulate(pages[:-1])] if pages and sum(pages) == count else []
