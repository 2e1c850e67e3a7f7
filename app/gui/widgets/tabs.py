"""Rooms in one place, of which one shows: their names in a row above it, or below each other at its left."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from app.gui.theme import S2, S4
from app.gui.widgets.basics import column, holder, row, rule
from app.gui.widgets.flow import Flow


class Tabs(QWidget):
    """A row of words over the page of the one that is chosen; ← and → move between them."""

    changed = Signal(str)

    _word_look = "tab"
    _back: tuple[Qt.Key, ...] = (Qt.Key.Key_Left,)
    _on: tuple[Qt.Key, ...] = (Qt.Key.Key_Right,)

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.stack = QStackedWidget()
        self._names: list[str] = []
        self._group.idClicked.connect(self._chosen)
        self._lay_out()

    def add(self, name: str, text: str, page: QWidget) -> None:
        """Add a page at the end."""
        made = QPushButton(text)
        made.setProperty("class", self._word_look)
        made.setCheckable(True)
        made.setAutoDefault(False)
        made.setAccessibleName(text)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.installEventFilter(self)  # before the button and a list, which have arrow keys of their own
        self._group.addButton(made, len(self._names))
        self._names.append(name)
        self._place(made)
        self.stack.addWidget(page)
        if len(self._names) == 1:
            made.setChecked(True)

    def retitle(self, name: str, text: str) -> None:
        """Call a page something else: with a count of what waits there."""
        made = self._group.button(self._names.index(name))
        if made.text() != text:
            made.setText(text)
            made.setAccessibleName(text)
            made.updateGeometry()

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
        word = self._group.button(at)
        word.setChecked(True)
        if self.focusWidget() in self._group.buttons():  # the cursor stays on the word of the page that shows
            word.setFocus()
        self._bring_into_sight(word)
        self._chosen(at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move with the arrow keys while a word has the focus, from the last to the first and back."""
        step = 0
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            step = 1 if key in self._on else -1 if key in self._back else 0
        if not step:
            return super().eventFilter(watched, event)
        self.show_tab(self._names[(self.stack.currentIndex() + step) % len(self._names)])
        return True

    def _chosen(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self.changed.emit(self._names[at])

    # ---- where the words stand --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        bar = QWidget()
        self._bar = Flow(bar, gap=S4)
        self.setLayout(column(column(bar, rule(), gap=0), self.stack, gap=S4))

    def _place(self, word: QWidget) -> None:
        self._bar.addWidget(word)

    def _bring_into_sight(self, word: QWidget) -> None:
        """Nothing to do: all words of a row are seen."""


class SideTabs(Tabs):
    """A list of words beside the page of the one that is chosen; all arrow keys move between them.

    The words stand below each other, so there may be many in any language and at any size: the list scrolls.
    """

    _word_look = "side-tab"
    _back = (Qt.Key.Key_Up, Qt.Key.Key_Left)
    _on = (Qt.Key.Key_Down, Qt.Key.Key_Right)

    def _lay_out(self) -> None:
        self._words = column(gap=0)
        self._list = _List(holder(column(self._words, None), "clear"))
        whole = row(self._list, self.stack, gap=S2)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _place(self, word: QWidget) -> None:
        self._words.addWidget(word)

    def _bring_into_sight(self, word: QWidget) -> None:
        self._list.ensureWidgetVisible(word, 0, 0)


class _List(QScrollArea):
    """As wide as its widest word; scrolls where the window is too low for all of them."""

    def __init__(self, words: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._words = words
        self.setWidget(words)

    def sizeHint(self) -> QSize:
        """Ask for the widest word and the bar beside it, which comes and goes without moving the page."""
        return QSize(self._words.sizeHint().width() + self.verticalScrollBar().sizeHint().width(), 0)

    def minimumSizeHint(self) -> QSize:
        """Never be narrower: a word that is cut says nothing."""
        return self.sizeHint()
