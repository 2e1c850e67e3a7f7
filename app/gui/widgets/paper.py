"""A document as it will be on paper: its pages one below the other, on the desk.

However long a document is, only the pages in sight and those near them are held as pictures.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from app.gui import theme
from app.gui.theme import S3, S4
from app.gui.widgets.basics import column, label
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext

if TYPE_CHECKING:
    from app.services.receipts import PageImage

HELD = 12
"""Pages held as pictures at most."""

SHOWN = 500
"""Sheets laid out at most: of a longer paper nobody looks at all, and Qt can hold no more than some 15,000."""

_BORDER = 1  # the line around a sheet, by the style sheet


class PaperView(QScrollArea):
    """Shows pages at the width there is; the paper is white in the dark too, because paper is."""

    #: Pages (from 0) have come into sight that are not drawn yet.
    wanted = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(_("Preview"))
        self._sheets: list[QLabel] = []
        self._scale = 1.0
        self._drawn: dict[int, QPixmap] = {}
        self._asked: set[int] = set()
        self.verticalScrollBar().valueChanged.connect(self._look)
        self.show_pages([], 1.0)

    def show_pages(self, pages: Sequence[PageImage], scale: float, count: int | None = None) -> None:
        """Show the first pages of `count`, drawn `scale` times as fine as the screen's points; ask for more later."""
        count = len(pages) if count is None else count
        self._scale, self._drawn, self._asked = scale, {}, set(range(len(pages)))
        like = pages[0] if pages else None
        self._sheets = [self._sheet(number, count, like) for number in range(min(count, SHOWN))]
        for number, page in enumerate(pages):
            self.show_page(number, page)
        desk = QWidget()
        desk.setProperty("class", "desk")
        desk.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        more = [label(_more(count - SHOWN), "mute")] if count > SHOWN else []
        box = column(*self._sheets, *more, None, gap=S4, margins=(S3, S3, S3, S3))
        for sheet in (*self._sheets, *more):
            box.setAlignment(sheet, Qt.AlignmentFlag.AlignHCenter)
        desk.setLayout(box)
        self.setWidget(desk)
        QTimer.singleShot(0, self, self._look)

    def _sheet(self, number: int, count: int, like: PageImage | None) -> QLabel:
        """Return a blank sheet as large as a page."""
        sheet = QLabel()
        sheet.setProperty("class", "sheet")
        sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sheet.setAccessibleName(_("Page {n} of {count}").format(n=number + 1, count=count))
        if like is not None:
            sheet.setFixedSize(self._size(like))
        return sheet

    def _size(self, page: PageImage) -> QSize:
        return QSize(round(page.width / self._scale) + 2 * _BORDER, round(page.height / self._scale) + 2 * _BORDER)

    def show_page(self, number: int, page: PageImage) -> None:
        """Show a page that was asked for."""
        if number >= len(self._sheets):
            return
        picture = QPixmap.fromImage(image_of(page))
        picture.setDevicePixelRatio(self._scale)
        self._sheets[number].setFixedSize(self._size(page))
        self._sheets[number].setPixmap(picture)
        self._drawn[number] = picture
        self._asked.add(number)

    def pages(self) -> int:
        """Return how many pages are laid out."""
        return len(self._sheets)

    def drawn(self) -> list[int]:
        """Return which pages (from 0) are held as pictures."""
        return sorted(self._drawn)

    # ---- pages in sight ---------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More may be in sight."""
        super().resizeEvent(event)
        self._look()

    def _look(self, _value: int = 0) -> None:
        """Ask for the pages in sight and the one after them; put away pictures of those far off."""
        if not self._sheets:
            return
        top = self.verticalScrollBar().value()
        tops = [sheet.y() for sheet in self._sheets]
        first = max(bisect_right(tops, top) - 1, 0)
        last = min(bisect_left(tops, top + self.viewport().height()), len(self._sheets) - 1)
        new = [number for number in range(first, last + 1) if number not in self._asked]
        middle = (first + last) / 2
        for number in sorted(self._drawn, key=lambda each: abs(each - middle))[HELD:]:
            self._sheets[number].setPixmap(QPixmap())
            del self._drawn[number]
            self._asked.discard(number)
        if new and self.isVisible():
            self._asked.update(new)
            self.wanted.emit(new)


def _more(count: int) -> str:
    text = ngettext(
        "{n} more page is not shown here; it is printed and saved with the others.",
        "{n} more pages are not shown here; they are printed and saved with the others.",
        count,
    )
    return text.format(n=form.number(count, current().language))


def image_of(page: PageImage) -> QImage:
    """Return a page's picture."""
    return image_over(page).copy()  # the bytes are not Qt's to keep


def image_over(page: PageImage) -> QImage:
    """Return a page's picture without a copy of its own: good as long as the page is there."""
    return QImage(page.rgba, page.width, page.height, page.width * 4, QImage.Format.Format_RGBA8888)


def screen_dpi() -> float:
    """Return how fine pages are drawn for the screen, before its own scale."""
    return 96.0 * theme.px(100) / 100
