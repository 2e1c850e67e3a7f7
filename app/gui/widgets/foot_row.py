"""The sums of a table, in a row below it that stays while the rows above are scrolled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QSizePolicy

from app.gui import theme
from app.gui.models.rows import Column, RowsModel
from app.gui.widgets.table import Table


class FootRow(Table):
    """One row whose columns are as wide as those of the table above it, and scroll with them."""

    def __init__(self, above: Table, name: str) -> None:
        super().__init__(name)
        self._above = above
        self.rows = RowsModel((), parent=self)
        self.setModel(self.rows)
        self.horizontalHeader().hide()
        self.setProperty("class", "foot")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(38))
        self.verticalHeader().setDefaultSectionSize(theme.px(38))
        self.horizontalHeader().setMinimumSectionSize(0)
        header = above.horizontalHeader()
        header.sectionResized.connect(self._follow)
        above.horizontalScrollBar().valueChanged.connect(self._scroll)
        above.horizontalScrollBar().rangeChanged.connect(self._scroll)

    def show_sums(self, columns: Sequence[Column], sums: Any) -> None:
        """Show sums in columns like those above."""
        self.rows.show_table(columns, [sums])
        for at in range(len(columns)):
            self._follow(at, 0, self._above.columnWidth(at))
        self._scroll()

    def _follow(self, at: int, _old: int, new: int) -> None:
        if at < len(self.rows.columns):
            self.setColumnWidth(at, new)

    def _scroll(self, *_range: int) -> None:
        above = self._above.horizontalScrollBar()
        own = self.horizontalScrollBar()
        own.setRange(above.minimum(), above.maximum())
        own.setValue(above.value())

    def sizeHint(self) -> QSize:
        """Be one row high."""
        return QSize(super().sizeHint().width(), theme.px(38))

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the table above."""
        return QSize(theme.px(80), theme.px(38))
