"""A bar that shows how much of a limit is used, and how much of that is overdue; the figures beside it say the same."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme

HIGH = 8
"""How high the bar is, at the base text size."""


class Gauge(QWidget):
    """Used of a whole, the overdue part of it first; a limit passed fills the bar and marks where it stands."""

    def __init__(self) -> None:
        super().__init__()
        self._used = self._overdue = 0
        self._whole = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_use(self, used: int, overdue: int, whole: int, words: str) -> None:
        """Show how much of a whole is used; `words` are for those who hear it."""
        self._used, self._overdue, self._whole = used, min(overdue, used), whole
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Be as wide as there is room."""
        return QSize(theme.px(160), theme.px(HIGH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the whole, what is used of it, and the overdue part of that."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        self._fill(painter, 1.0, t.hover if theme.is_dark() else t.line)
        span = max(self._whole, self._used, 1)
        self._fill(painter, self._used / span, t.accent if self._used <= self._whole else t.soon)
        self._fill(painter, self._overdue / span, t.owed)
        if self._used > self._whole > 0:
            at = self.width() * self._whole / span
            painter.fillRect(QRectF(at - 1, 0, 2, self.height()), QColor(t.card))

    def _fill(self, painter: QPainter, share: float, colour: str) -> None:
        wide = self.width() * share
        if wide > 0:
            painter.setBrush(QColor(colour))
            round_ = self.height() / 2
            painter.drawRoundedRect(QRectF(0, 0, max(wide, self.height()), self.height()), round_, round_)
