"""Filters that were given a name: used again, kept, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from app.core.customer_list import CustomerFilter, SavedFilter, SortKey
from app.gui.pages.customer_table import CustomerTable
from app.gui.shop import Shop
from app.gui.widgets.basics import button
from app.gui.widgets.filter_bar import FilterBar
from app.gui.widgets.menus import add, popup
from app.i18n.catalog import _


class SavedFilters(QObject):
    """A button with the menu of all filters kept."""

    def __init__(self, shop: Shop, bar: FilterBar, table: CustomerTable, view: QWidget) -> None:
        super().__init__(view)
        self._shop, self._bar, self._table, self._view = shop, bar, table, view
        self.button = button(_("Saved filters"), "quiet", icon="filter", on=self.ask_filters)

    def ask_filters(self) -> None:
        """Open the menu of saved filters."""
        lists = self._shop.app.customer_list
        self._shop.tasks.run(lists.saved, self._show_filters, self._shop.complain, owner=self)

    def _show_filters(self, saved: Sequence[SavedFilter]) -> None:
        popup(self.button, self.filter_menu(saved))

    def filter_menu(self, saved: Sequence[SavedFilter]) -> QMenu:
        """Return the menu: each saved filter, to save this one, to forget one."""
        menu = QMenu(self._view)
        for each in saved:
            add(menu, each.name, partial(self.use, each))
        if not saved:
            add(menu, _("None saved yet")).setEnabled(False)
        menu.addSeparator()
        keep = add(menu, _("Save this filter…"), partial(self._save, saved))
        keep.setEnabled(self._bar.filter() != CustomerFilter() or self._table.sort is not SortKey.NO)
        if saved:
            gone = menu.addMenu(_("Forget"))
            for each in saved:
                add(gone, each.name, partial(self._forget, each.name))
        return menu

    def use(self, saved: SavedFilter) -> None:
        """Narrow and sort the list as it was saved."""
        self._bar.show_filter(saved.filter)
        self._table.sort_by(saved.sort, descending=saved.descending)

    def _save(self, saved: Sequence[SavedFilter]) -> None:
        from app.gui.dialogs.save_filter import SaveFilterDialog

        bar, table = self._bar, self._table
        names = [each.name for each in saved]
        SaveFilterDialog(self._shop, bar.filter(), table.sort, names, self._view, descending=table.descending).open()

    def _forget(self, name: str) -> None:
        lists = self._shop.app.customer_list
        text = _("Filter “{name}” forgotten.").format(name=name)
        self._shop.tasks.run(
            partial(lists.forget, name), lambda _nothing: self._shop.tell(text), self._shop.complain, owner=self
        )
