"""Rooms side by side in one place, of which one shows: tabs in our own look."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from app.gui.theme import S4
from app.gui.widgets.basics import column, rule
from app.gui.widgets.flow import Flow


class Tabs(QWidget):
    """A row of words over the page of the one that is chosen; ← and → move between them."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        bar = QWidget()
        self._bar = Flow(bar, gap=S4)
        self.stack = QStackedWidget()
        self._names: list[str] = []
        self.setLayout(column(column(bar, rule(), gap=0), self.stack, gap=S4))
        self._group.idClicked.connect(self._chosen)

    def add(self, name: str, text: str, page: QWidget) -> None:
        """Add a page at the end."""
        made = QPushButton(text)
        made.setProperty("class", "tab")
        made.setCheckable(True)
        made.setAutoDefault(False)
        made.setAccessibleName(text)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        self._group.addButton(made, len(self._names))
        self._names.append(name)
        self._bar.addWidget(made)
        self.stack.addWidget(page)
        if len(self._names) == 1:
            made.setChecked(True)

    def names(self) -> list[str]:
        """Return the names of the pages in order."""
        return list(self._names)

    def name(self) -> str:
        """Return which page shows."""
        return self._names[self.stack.currentIndex()]

    def focus_bar(self) -> None:
        """Put the cursor on the word of the page that shows."""
        self._group.button(self.stack.currentIndex()).setFocus()

    def show_tab(self, name: str) -> None:
        """Show a page."""
        at = self._names.index(name)
        self._group.button(at).setChecked(True)
        if self.focusWidget() in self._group.buttons():  # the cursor stays on the word of the page that shows
            self._group.button(at).setFocus()
        self._chosen(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys while a word has the focus."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None or self.focusWidget() not in self._group.buttons():
            super().keyPressEvent(event)
            return
        at = (self.stack.currentIndex() + step) % len(self._names)
        self._group.button(at).setFocus()
        self.show_tab(self._names[at])

    def _chosen(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self.changed.emit(self._names[at])
