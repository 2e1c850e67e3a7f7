"""A label that gives way: where its text does not fit it ends in an ellipsis, and the whole of it is its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption

from app.gui.widgets.basics import label

_LEAST = "……"


class Elided(QLabel):
    """One line of plain text that takes no more room than it is given."""

    def __init__(self, text: str = "", *classes: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if classes:
            self.setProperty("class", " ".join(classes))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for room for the whole text, and one pixel for what rounding takes."""
        hint = super().sizeHint()
        return QSize(self._wide(self.line()) + 1, hint.height())

    def minimumSizeHint(self) -> QSize:
        """Be content with an ellipsis."""
        return QSize(self._wide(_LEAST if self.text() else ""), super().minimumSizeHint().height())

    def line(self) -> str:
        """Return the text on one line."""
        return " ".join(self.text().split())

    def shown(self) -> str:
        """Return what of the text is to be seen."""
        return self.fontMetrics().elidedText(self.line(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as fits."""
        shown = self.shown()
        self.setToolTip(self.text() if shown != self.line() else "")
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setPen(option.palette.windowText().color())
        painter.drawText(self.contentsRect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _wide(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)


def short_label(text: str, look: str, most: int) -> QLabel:
    """Return a label of at most `most` pixels; a longer text ends in an ellipsis and stands in the tooltip."""
    line = " ".join(text.split())
    made = label(line, look)
    made.ensurePolished()
    shown = made.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, most)
    if shown != line:
        made.setText(shown)
        made.setToolTip(text)
    made.setAccessibleName(line)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made
