"""A document as it will be on paper: its pages one below the other, on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from app.gui import theme
from app.gui.theme import S3, S4
from app.gui.widgets.basics import column
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.services.receipts import PageImage


class PaperView(QScrollArea):
    """Shows pages at the width there is; the paper is white in the dark too, because paper is."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(_("Preview"))
        self._sheets: list[QLabel] = []
        self._pictures: list[QPixmap] = []
        self.show_pages([], 1.0)

    def show_pages(self, pages: Sequence[PageImage], scale: float) -> None:
        """Show pages drawn `scale` times as fine as the screen's points."""
        self._sheets, self._pictures = [], []
        for page in pages:
            picture = QPixmap.fromImage(image_of(page))
            picture.setDevicePixelRatio(scale)
            sheet = QLabel()
            sheet.setPixmap(picture)
            sheet.setProperty("class", "sheet")
            sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._sheets.append(sheet)
            self._pictures.append(picture)
        desk = QWidget()
        desk.setProperty("class", "desk")
        desk.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = column(*self._sheets, None, gap=S4, margins=(S3, S3, S3, S3))
        for sheet in self._sheets:
            box.setAlignment(sheet, Qt.AlignmentFlag.AlignHCenter)
        desk.setLayout(box)
        self.setWidget(desk)

    def pages(self) -> int:
        """Return how many pages show."""
        return len(self._sheets)


def image_of(page: PageImage) -> QImage:
    """Return a page's picture."""
    image = QImage(page.rgba, page.width, page.height, page.width * 4, QImage.Format.Format_RGBA8888)
    return image.copy()  # the bytes are not Qt's to keep


def screen_dpi() -> float:
    """Return how fine pages are drawn for the screen, before its own scale."""
    return 96.0 * theme.px(100) / 100
