"""The table of customers: its columns, remembered, and the arrow that says by what it is sorted."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent

from app.core.customer_list import Column as Key
from app.core.customer_list import SortKey
from app.gui import theme
from app.gui.models.paged import PagedModel
from app.gui.pages.customer_columns import (
    LARGEST_FIRST,
    LEAST_NAME,
    SHOWN_FIRST,
    SORTED_BY,
    chosen_keys,
    column_of,
    make_columns,
)
from app.gui.shop import Shop
from app.gui.widgets.list_table import ListTable
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.customer_list import CustomerRow

COLUMNS = "customers"
"""The name under which the chosen columns are remembered."""


class CustomerTable(ListTable):
    """A line for each customer."""

    #: The list is to be sorted anew.
    sort_changed = Signal()

    def __init__(self, shop: Shop) -> None:
        self.columns = make_columns(shop)
        self.keys = chosen_keys(shop.preferences.columns.get(COLUMNS, ()) or SHOWN_FIRST)
        self.sort, self.descending = SortKey.NO, False
        fetch = shop.app.customer_list.rows
        self.rows = PagedModel(shop.tasks, fetch, [self.columns[key] for key in self.keys])
        super().__init__(_("Customers"), shop, self.rows, fetch, shop.app.customer_list.note_copy)
        self.rows.setParent(self)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._title_clicked)
        header.sectionResized.connect(self._section_resized)
        self._lay_out()
        self.remember(shop, COLUMNS)

    # ---- rows -------------------------------------------------------------------------------------------------------

    def show_ids(self, ids: array[int], current: int, first: Sequence[CustomerRow]) -> None:
        """List other customers, or the same anew; `current` is the id of the one to go to, `first` the first rows."""
        current = current or self.current_id()
        if ids == self.rows.ids():
            self.rows.forget_rows()
        else:
            self.rows.show_ids(ids, first)
        if ids:
            self.go_to(current)

    def go_to(self, id_: int) -> None:
        """Make a customer the current one, or the first where that one is not listed."""
        index = self.rows.index(max(self.rows.position(id_), 0), 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def current_id(self) -> int:
        """Return the id of the current customer, 0 when there is none."""
        at, ids = self.currentIndex().row(), self.rows.ids()
        return ids[at] if 0 <= at < len(ids) else 0

    # ---- order ------------------------------------------------------------------------------------------------------

    def sort_by(self, sort: SortKey, *, descending: bool) -> None:
        """Sort the list."""
        self.sort, self.descending = sort, descending
        self._show_arrow()
        self.sort_changed.emit()

    def _title_clicked(self, at: int) -> None:
        sort = SORTED_BY.get(self.keys[at])
        if sort is None:
            self._show_arrow()
        else:
            down = not self.descending if sort is self.sort else sort in LARGEST_FIRST
            self.sort_by(sort, descending=down)

    def _show_arrow(self) -> None:
        header, key = self.horizontalHeader(), column_of(self.sort)
        order = Qt.SortOrder.DescendingOrder if self.descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicatorShown(key in self.keys)
        header.setSortIndicator(self.keys.index(key) if key in self.keys else -1, order)

    # ---- columns ----------------------------------------------------------------------------------------------------

    def show_columns(self, keys: Sequence[Key]) -> None:
        """Show other columns, and remember them."""
        current = self.current_id()
        self.keys = chosen_keys(keys)
        with self.laying():
            self.rows.show_columns([self.columns[key] for key in self.keys])
            self._lay_out()
        if current:
            self.go_to(current)
        preferences = self._shop.preferences
        columns = {**preferences.columns, COLUMNS: tuple(key.value for key in self.keys)}
        self._shop.keep_preferences(replace(preferences, columns=columns))

    def show_usual(self) -> None:
        """Show the columns everybody begins with, as wide as at first."""
        if self.widths is not None:
            self.widths.forget()
        self.show_columns(SHOWN_FIRST)

    def _lay_out(self) -> None:
        self.lay_out([self.columns[key] for key in self.keys])
        self._show_arrow()
        self._fit_name()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names what the other columns leave."""
        super().resizeEvent(event)
        self._fit_name()

    def _section_resized(self, at: int, _old: int, _new: int) -> None:
        if self.keys[at] is not Key.NAME:
            self._fit_name()

    def _fit_name(self) -> None:
        name = self.keys.index(Key.NAME)
        others = sum(self.columnWidth(at) for at in range(len(self.keys)) if at != name)
        with self.laying():
            self.setColumnWidth(name, max(self.viewport().width() - others, theme.px(LEAST_NAME)))
