"""Several of several: a list that drops down with a tick at each line, and choices that may all be on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QPushButton, QSizePolicy, QWidget

from app.gui import theme
from app.gui.widgets.basics import button
from app.gui.widgets.flow import Flow
from app.i18n.catalog import _

SHOWN = 3
"""How many of the words chosen are named; of more their number is said."""


class Several(QComboBox):
    """Words to choose from, none chosen meaning all; Space opens the list, arrows and Space tick in it."""

    changed = Signal()

    def __init__(self, every: str) -> None:
        super().__init__()
        self._every = every
        self._words: list[str] = []
        self._chosen: list[str] = []
        self.addItem(every)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)

    def set_words(self, words: Iterable[str]) -> None:
        """Offer other words; those chosen stay chosen as far as they are offered."""
        self._words = list(words)
        self.set_value(self._chosen)

    def value(self) -> tuple[str, ...]:
        """Return what is chosen, in the order offered."""
        return tuple(word for word in self._words if word in self._chosen)

    def set_value(self, chosen: Sequence[str]) -> None:
        """Choose these."""
        self._chosen = [word for word in chosen if word in self._words]
        self._say()

    def menu_of_words(self) -> QMenu:
        """Return the list: a tick at each word."""
        menu = _Stays(self)
        for word in self._words:
            action = QAction(word.replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(word in self._chosen)
            action.setData(word)
            menu.addAction(action)
        if not self._words:
            menu.addAction(QAction(_("There are none yet."), menu, enabled=False))
        menu.triggered.connect(self._ticked)
        return menu

    def showPopup(self) -> None:
        """Show the words below."""
        menu = self.menu_of_words()
        menu.setMinimumWidth(self.width())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _ticked(self, action: QAction) -> None:
        word = action.data()
        if isinstance(word, str):
            self._chosen = [each for each in self._chosen if each != word]
            if action.isChecked():
                self._chosen.append(word)
            self._say()
            self.changed.emit()

    def _say(self) -> None:
        chosen = self.value()
        words = _(", ").join(chosen)
        shown = words if len(chosen) <= SHOWN else _("{n} chosen").format(n=len(chosen))
        self.setItemText(0, shown or self._every)
        self.setToolTip(words)


class _Stays(QMenu):
    """A menu that stays open while lines are ticked."""

    def mouseReleaseEvent(self, event: Any) -> None:
        """Tick a line and stay."""
        action = self.actionAt(event.position().toPoint())
        if _is_tick(action):
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: Any) -> None:
        """Space ticks and stays; Enter ticks and goes."""
        action = self.activeAction()
        if event.text() == " " and _is_tick(action):
            action.trigger()
        else:
            super().keyPressEvent(event)


def _is_tick(action: QAction | None) -> bool:
    """Whether a line of the menu can be ticked; Qt gives none where the mouse is between lines."""
    return action is not None and action.isCheckable()


class Toggles(QWidget):
    """A few choices side by side, any of which may be on."""

    changed = Signal()

    def __init__(self, choices: Iterable[tuple[Any, str]], chosen: Iterable[Any] = ()) -> None:
        super().__init__()
        self._flow = Flow(self, gap=theme.px(6))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.buttons: dict[Any, QPushButton] = {}
        for value, text in choices:
            made = button(text, "choice")
            made.setCheckable(True)
            made.clicked.connect(self._clicked)
            self.buttons[value] = made
            self._flow.addWidget(made)
        self.set_value(chosen)
        if self.buttons:
            self.setFocusProxy(next(iter(self.buttons.values())))

    def value(self) -> tuple[Any, ...]:
        """Return what is on, in order."""
        return tuple(value for value, made in self.buttons.items() if made.isChecked())

    def set_value(self, chosen: Iterable[Any]) -> None:
        """Turn these on, the others off."""
        on = set(chosen)
        for value, made in self.buttons.items():
            made.setChecked(value in on)

    def _clicked(self) -> None:
        self.changed.emit()
