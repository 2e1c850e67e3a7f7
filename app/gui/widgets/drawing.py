"""A drawing in lines and letters (SVG), as large as the room it is given; whoever makes it is told its size."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme

AFTER_MS = 60
"""How long a window being resized must rest before a drawing is made for its new room."""


class Drawing(QWidget):
    """Shows a drawing; until a new one comes the last one is shown, stretched evenly."""

    #: A drawing of another size is wanted.
    wanted = Signal()

    def __init__(self, name: str, high: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(high))
        self._made_for = QSize()
        self._renderer = QSvgRenderer(self)
        self._renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._ask)

    def show_drawing(self, svg: bytes, words: str) -> None:
        """Show a drawing made for the present size; `words` say to a screen reader what it shows."""
        self._made_for = self.size()
        self._renderer.load(QByteArray(svg))
        self.setAccessibleDescription(words)
        self.update()

    def _ask(self) -> None:
        if self.isVisible() and self.size() != self._made_for:
            self.wanted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a drawing of the new size once the window rests."""
        super().resizeEvent(event)
        self._timer.start(0 if self._made_for.isEmpty() else AFTER_MS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        if self._renderer.isValid():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._renderer.render(painter, QRectF(self.rect()))
            painter.end()
