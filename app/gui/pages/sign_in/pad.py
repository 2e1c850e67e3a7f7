"""Digits to press with the mouse or a finger; who has a keyboard types into the line instead."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton, QWidget

from app.gui import theme
from app.gui.theme import S2
from app.gui.widgets.basics import button
from app.i18n.catalog import _

_ROWS = ("123", "456", "789")


class Pad(QWidget):
    """Types into a line, which keeps the cursor."""

    def __init__(self, line: QWidget) -> None:
        super().__init__()
        self._line = line
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(S2)
        for at, digits in enumerate(_ROWS):
            for place, digit in enumerate(digits):
                grid.addWidget(self._key(digit, digit), at, place)
        grid.addWidget(self._key("⌫", "", _("Take the last one away")), len(_ROWS), 0)
        grid.addWidget(self._key("0", "0"), len(_ROWS), 1)
        grid.addWidget(self._key("⏎", "\r", _("Sign in")), len(_ROWS), 2)

    def _key(self, shown: str, text: str, name: str = "") -> QPushButton:
        made = button(shown, "pad", name=name or shown, on=partial(self._type, text))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setMinimumHeight(theme.px(44))
        return made

    def _type(self, text: str) -> None:
        if not self._line.isEnabled():
            return
        key = {"": Qt.Key.Key_Backspace, "\r": Qt.Key.Key_Return}.get(text, Qt.Key.Key_unknown)
        target: QObject = self._line
        QApplication.sendEvent(
            target, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text.strip())
        )
