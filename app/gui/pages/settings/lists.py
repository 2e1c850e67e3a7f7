"""A tab with a list and what can be done with it: the shape the price list, the offers and the terms share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QPushButton, QStackedWidget, QWidget

from app.core.staff.rights import Right
from app.gui.models.rows import Column, RowsModel
from app.gui.pages.settings.base import check
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import Card, column, label, row
from app.gui.widgets.empty import Empty
from app.gui.widgets.guard import guard
from app.gui.widgets.table import Table
from app.i18n.catalog import _


class ListTab(QWidget):
    """A table under a line of buttons; an empty one says what belongs there."""

    #: The name under which the widths of its columns are remembered.
    remembered = ""

    def __init__(self, shop: Shop, name: str, intro: str, columns: Sequence[Column], empty: Empty) -> None:
        super().__init__()
        self.shop = shop
        self.model = RowsModel(columns, parent=self)
        self.table = Table(name)
        self.table.setModel(self.model)
        self.table.lay_out(columns)
        self.table.remember(shop, self.remembered)
        self.ended: QCheckBox = check(_("Show ended ones"))
        self.ended.toggled.connect(self.refresh)
        self._bar = row(gap=8)
        self._stack = QStackedWidget()
        self._stack.addWidget(Card(column(self.table, margins=(1, 1, 1, 1))))
        self._stack.addWidget(empty)
        whole = column(label(intro, "mute", wrap=True), self._bar, self._stack, gap=S3, margins=(0, 4, 0, 0))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._first: list[QPushButton] = []
        self._on_row: list[QPushButton] = []
        self.table.picked.connect(self._picked)

    def offer(self, *first: QPushButton, on_row: Sequence[QPushButton] = ()) -> None:
        """Put buttons over the list: some always of use, some only for the row that is chosen."""
        for each in (*first, *on_row):
            self._bar.addWidget(each)
        self._bar.addStretch(1)
        self._bar.addWidget(self.ended)
        self._first, self._on_row = list(first), list(on_row)
        self._picked(None)
        guard(self.shop, Right.SHOP, *first, *on_row)

    def refresh(self, *_args: object) -> None:
        """Read the list anew."""
        self.shop.tasks.run(self.read(), self.show_rows, self.shop.complain, owner=self)

    def read(self) -> Callable[[], Sequence[Any]]:
        """Return what reads the rows, in the `db` lane."""
        return list

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show what was read."""
        at = self.table.currentIndex().row()
        self.model.show_rows(rows)
        self._stack.setCurrentIndex(0 if rows else 1)
        for each in (*self._first, *self._on_row):  # an empty list has its own first step
            each.setVisible(bool(rows))
        if rows:
            self.table.selectRow(min(max(at, 0), len(rows) - 1))
        self._picked(self.table.value())

    def chosen(self) -> Any:
        """Return the value of the row that is chosen, None where there is none."""
        return self.table.value()

    def _picked(self, value: object) -> None:
        for each in self._on_row:
            each.setEnabled(value is not None)
