"""Several of several, in an order of one's own: boxes to tick, and arrows that move a line up or down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.gui import theme
from app.gui.widgets.basics import button, column, row
from app.i18n.catalog import _


class Ticks(QWidget):
    """A short list with a tick at each line."""

    changed = Signal()

    def __init__(self, choices: Iterable[tuple[Any, str]]) -> None:
        super().__init__()
        self._names = list(choices)
        self.list = QListWidget()
        self.list.setProperty("class", "framed")
        self.list.setAccessibleName(_("Ways of paying"))
        self.list.setFixedHeight(theme.px(32) * len(self._names) + theme.px(8))
        self.list.setMaximumWidth(theme.px(300))
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        up = button("↑", on=self._up, name=_("Move up"), tip=_("Move up"))
        down = button("↓", on=self._down, name=_("Move down"), tip=_("Move down"))
        self.setLayout(row(self.list, column(up, down, None), None))
        self.list.itemChanged.connect(self._emit)
        self.list.model().rowsMoved.connect(self._emit)
        self.setFocusProxy(self.list)

    def value(self) -> list[Any]:
        """Return what is ticked, in order."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return [i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() is Qt.CheckState.Checked]

    def set_value(self, chosen: Sequence[Any]) -> None:
        """Tick some, in their order; the others follow."""
        blocked = QSignalBlocker(self.list)
        self.list.clear()
        names = dict(self._names)
        rest = [value for value, _name in self._names if value not in chosen]
        for value in (*chosen, *rest):
            item = QListWidgetItem(names[value])
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setCheckState(Qt.CheckState.Checked if value in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        blocked.unblock()

    def _up(self) -> None:
        self._move(-1)

    def _down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        at = self.list.currentRow()
        to = at + step
        if at >= 0 and 0 <= to < self.list.count():
            item = self.list.takeItem(at)
            self.list.insertItem(to, item)
            self.list.setCurrentRow(to)
            self.changed.emit()

    def _emit(self, *_args: object) -> None:
        self.changed.emit()
