"""A paper on the screen: drawn in the lane for it, the pages that are not in sight only when they are looked for.

It is drawn as large as it would be held in the hand, or, where the room is narrower, as wide as there is room.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.errors import CounterbookError
from app.gui import theme
from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.gui.theme import S3
from app.gui.widgets.basics import column
from app.gui.widgets.paper import PaperView, screen_dpi

if TYPE_CHECKING:
    from app.services.receipts import PageImage, Receipts

FIRST = 2
"""Pages drawn at once; the others when they come into sight."""

SMALLEST = 0.25
"""A paper is never drawn smaller than this part of its size: what is wider then is scrolled."""

REFIT_AFTER_MS = 120
"""How long a window being resized must rest before a paper is drawn for its new room."""

_PROBE_DPI = 18  # enough to learn how wide a page is
_FRAME = 2 * (S3 + 2)  # around a sheet: the desk's margin and the lines
_BAR = 14  # of the bar to scroll with


class Looked(NamedTuple):
    """A paper as it is shown: the PDF, how many pages it has, and the first of them as pictures at `dpi`."""

    pdf: bytes
    length: int
    pages: list[PageImage]
    dpi: float


class PaperPane(QWidget):
    """Shows what `draw` is told to draw; an answer that comes after another was asked for is dropped."""

    #: The paper shows (a `Looked`).
    shown = Signal(object)
    #: The paper cannot be drawn (the error).
    refused = Signal(object)

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._asked = 0
        self._fitted = 0
        #: Whether the window it came with has found its first size; until then nothing is waited for.
        self._settled = False
        self.looked: Looked | None = None
        self.view = PaperView()
        self.view.wanted.connect(self._draw_more)
        box: QVBoxLayout = column(self.view)
        self.setLayout(box)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._refit)
        #: Which part of the paper stood at the top before it was drawn anew, to be found again once it is laid out.
        self._place = 0.0
        self._return = QTimer(self)
        self._return.setSingleShot(True)
        self._return.timeout.connect(self._find_place)

    def draw(self, make: Callable[[], bytes]) -> None:
        """Draw a paper and show it in place of what shows."""
        self._draw(make, anew=True)

    def clear(self) -> None:
        """Show nothing."""
        self._asked += 1
        self.looked = None
        self.view.show_pages([], 1.0)

    def _draw(self, make: Callable[[], bytes], *, anew: bool) -> None:
        self._asked += 1
        self._fitted = self._room()
        scale = max(1.0, QApplication.primaryScreen().devicePixelRatio())
        look = partial(_look, self._shop.app.receipts, make, screen_dpi() * scale, self._fitted * scale)
        self._shop.tasks.run(
            look,
            partial(self._show, self._asked, scale, anew=anew),
            partial(self._refuse, self._asked),
            owner=self,
            lane=Lane.RENDER,
        )

    def _room(self) -> int:
        """Return how wide a page may be."""
        return max(self.view.width(), self.view.minimumWidth()) - _FRAME - theme.px(_BAR)

    def _show(self, asked: int, scale: float, looked: Looked, *, anew: bool) -> None:
        if asked != self._asked:
            return
        if self._room() != self._fitted:  # the window was laid out meanwhile: never show what does not fit it
            self._draw(lambda: looked.pdf, anew=anew)
            return
        bar = self.view.verticalScrollBar()
        place = 0.0 if anew or not bar.maximum() else bar.value() / bar.maximum()
        self.looked = looked
        self.view.show_pages(looked.pages, scale, looked.length)
        if anew:
            self.shown.emit(looked)
        else:
            self._place = place
            self._return.start()

    def _find_place(self) -> None:
        bar = self.view.verticalScrollBar()
        bar.setValue(round(self._place * bar.maximum()))

    def _refuse(self, asked: int, error: CounterbookError) -> None:
        if asked == self._asked:
            self.clear()
            self.refused.emit(error)

    def _draw_more(self, numbers: list[int]) -> None:
        """Draw pages that have come into sight."""
        looked = self.looked
        if looked is None:
            return
        pages = self._shop.app.receipts
        self._shop.tasks.run(
            lambda: list(zip(numbers, pages.some_pages(looked.pdf, looked.dpi, numbers), strict=True)),
            partial(self._show_more, self._asked),
            partial(self._refuse, self._asked),
            owner=self,
            lane=Lane.RENDER,
        )

    def _show_more(self, asked: int, found: list[tuple[int, PageImage]]) -> None:
        for number, page in found if asked == self._asked else ():
            self.view.show_page(number, page)

    # ---- as wide as there is room -----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the window at once while it is laid out for the first time."""
        super().showEvent(event)
        QTimer.singleShot(REFIT_AFTER_MS, self, self._settle)

    def _settle(self) -> None:
        self._settled = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew, once the window has found its size, what the room is too narrow or much wider for."""
        super().resizeEvent(event)
        if self.looked is not None and self._room() != self._fitted:
            self._timer.start(REFIT_AFTER_MS if self._settled else 0)

    def _refit(self) -> None:
        looked = self.looked
        if looked is not None and self._room() != self._fitted:
            self._draw(lambda: looked.pdf, anew=False)


def _look(pages: Receipts, make: Callable[[], bytes], dpi: float, room: float) -> Looked:
    """Draw the first pages at most `dpi` fine, and at most so many pixels wide."""
    pdf = make()
    length = pages.page_count(pdf)
    probe = next(iter(pages.some_pages(pdf, _PROBE_DPI, [0])))
    dpi = max(min(dpi, room / probe.width * _PROBE_DPI), dpi * SMALLEST)
    return Looked(pdf, length, list(pages.some_pages(pdf, dpi, range(min(length, FIRST)))), dpi)
