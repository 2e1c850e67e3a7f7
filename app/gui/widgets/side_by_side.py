"""Parts side by side where there is room for all of them, one below the other where there is not."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

SIDE, BELOW = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class SideBySide(QWidget):
    """Turns when it becomes narrower than `least`, or than its parts can be; without `equal` the first grows."""

    def __init__(self, *parts: QWidget, gap: int, least: int = 0, equal: bool = True) -> None:
        super().__init__()
        self._parts = parts
        self._least = least
        self._equal = equal
        self._box = QBoxLayout(SIDE)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(gap)
        for number, part in enumerate(parts):
            self._box.addWidget(part, 1 if equal or not number else 0)
        self.setLayout(self._box)

    def minimumSizeHint(self) -> QSize:
        """Be content with the width of the widest part: the others can stand below it."""
        hint = super().minimumSizeHint()
        widest = max((part.minimumSizeHint().width() for part in self._parts), default=0)
        return QSize(min(hint.width(), widest), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where the room is too narrow."""
        super().resizeEvent(event)
        wanted = BELOW if event.size().width() < max(self._least, self._needed()) else SIDE
        if self._box.direction() != wanted:
            self._box.setDirection(wanted)

    def _needed(self) -> int:
        """Return the width all parts take side by side: at least, where they are alike; as they like it, else."""
        hints = (part.minimumSizeHint() if self._equal else part.sizeHint() for part in self._parts)
        widths = [hint.width() for hint in hints]
        whole = max(widths, default=0) * len(widths) if self._equal else sum(widths)
        return whole + self._box.spacing() * max(len(widths) - 1, 0)
