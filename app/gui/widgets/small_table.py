"""A short table among other things: as high as its rows need, up to a few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.gui.models.rows import Column, RowsModel
from app.gui.widgets.table import Table

SHOWN = 6
"""Rows shown before the table scrolls."""


class SmallTable(Table):
    """A short table that is as high as its rows, up to a few."""

    def __init__(self, name: str, columns: Sequence[Column], most: int = SHOWN) -> None:
        super().__init__(name)
        self.rows_model = RowsModel(columns, parent=self)
        self._most = most
        self.setModel(self.rows_model)
        self.lay_out(columns)

    def show_rows(self, rows: Iterable[Any]) -> None:
        """Show rows, and be as high as they need."""
        values = list(rows)
        at = self.currentIndex().row()
        self.rows_model.show_rows(values)
        if 0 <= at < len(values):
            self.selectRow(at)
        self._fit()

    def be_at_most(self, most: int) -> None:
        """Show at most so many rows before scrolling."""
        if most != self._most:
            self._most = most
            self._fit()

    def _fit(self) -> None:
        high = self.verticalHeader().defaultSectionSize() * max(min(self.rows_model.rowCount(), self._most), 1)
        self.setFixedHeight(high + self.horizontalHeader().height() + 4)
