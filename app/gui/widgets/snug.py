"""A table that is as high as its rows: one of several on a page that scrolls as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme
from app.gui.models.rows import Column, RowsModel
from app.gui.widgets.table import Table

LEAST = 70
"""Width of the column that stretches at least, at the base text size."""


class SnugTable(Table):
    """A short table, shown whole; the page scrolls, not the table."""

    def __init__(self, name: str, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.rows = RowsModel(columns, parent=self)
        self.setModel(self.rows)
        self.lay_out(columns)
        self._least = sum(max(column.width, LEAST) for column in columns)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        self.rows.show_rows(rows)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Be as high as the rows without the line below the last, and the bar where the columns do not fit."""
        rows = self.rows.rowCount() * self.verticalHeader().defaultSectionSize() - 1
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() else 0
        return QSize(super().sizeHint().width(), self.horizontalHeader().height() + rows + below)

    def minimumSizeHint(self) -> QSize:
        """Never show less than all rows, and a few characters of the column that stretches."""
        return QSize(theme.px(self._least), self.sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by ↑ and ↓ at the ends, as a page is walked through."""
        at, rows = self.currentIndex().row(), self.rows.rowCount()
        leaves = {Qt.Key.Key_Up: at <= 0, Qt.Key.Key_Down: at >= rows - 1}.get(Qt.Key(event.key()), False)
        if leaves:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:
        """Show by a chosen row that one is here."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid() and self.rows.rowCount():
            self.selectRow(0)

    def focusOutEvent(self, event: QEvent) -> None:
        """Choose nothing while one is elsewhere: several tables with a chosen row each would ask which one counts."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        if self.window().focusWidget() is not self:
            self.clearSelection()
            self.setCurrentIndex(self.rows.index(-1, -1))
