"""The widths somebody has given the columns of a table, from one start to the next."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTableView

from app.gui import theme
from app.gui.shop import Shop

LEAST, MOST = 24, 2000
"""Widths that are remembered, in pixels at the base text size; a column narrower than this could not be found again."""

KEEP_AFTER_MS = 300
"""How long dragging must rest before a width is kept."""


class Widths:
    """The widths of one table's columns by their keys, remembered under the table's name for any text size."""

    def __init__(self, shop: Shop, name: str, table: QTableView) -> None:
        self._shop, self._name = shop, name
        self._given = dict(shop.preferences.widths.get(name, {}))
        self._noted: dict[str, int] = {}
        self._timer = QTimer(table)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep)

    def of(self, key: str) -> int:
        """Return the width given to a column, 0 where nobody has given it one."""
        given = self._given.get(str(key))
        return theme.px(min(max(given, LEAST), MOST)) if given else 0

    def note(self, key: str, width: int) -> None:
        """A column was given a width."""
        self._noted[str(key)] = min(max(round(width / theme.px(1000) * 1000), LEAST), MOST)
        self._given |= self._noted
        self._timer.start()

    def forget(self) -> None:
        """Let all columns be as wide as the program thinks best."""
        self._given, self._noted = {}, {}
        self._timer.stop()
        if self._name in self._shop.preferences.widths:
            self._shop.keep_preferences(self._shop.preferences.with_widths(self._name, {}))

    def keep(self) -> None:
        """Remember what was changed here; another table of the same name may have remembered others meanwhile."""
        self._timer.stop()
        preferences = self._shop.preferences
        before = dict(preferences.widths.get(self._name, {}))
        now, self._noted = before | self._noted, {}
        if now != before:
            self._shop.keep_preferences(preferences.with_widths(self._name, now))
