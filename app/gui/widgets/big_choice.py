"""A large button that holds labels of its own: a pass to use, a reason to give money back for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QPushButton, QSizePolicy, QWidget

from app.gui.theme import mark

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class BigChoice(QPushButton):
    """As large as what it holds; the arrow keys belong to the row of buttons it stands in."""

    def __init__(self, box: QLayout, name: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAutoDefault(False)
        mark(self, "choice-big")
        self._box = box
        self.setLayout(box)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Ask for what is inside."""
        return self._box.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Never cut what is inside."""
        return self._box.totalMinimumSize()

    def hasHeightForWidth(self) -> bool:
        """Words may wrap."""
        return self._box.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width."""
        return self._box.totalHeightForWidth(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the row."""
        if event.key() in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)
