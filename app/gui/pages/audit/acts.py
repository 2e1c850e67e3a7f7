"""Where a line of the list of doings leads: to the entry it is about, else to the customer's file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from app.gui.dialogs import entry_menu
from app.i18n.catalog import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from app.gui.shop import Shop
    from app.gui.widgets.table import Table

EVERY_LINE = 1_000_000


class DoingActs(QObject):
    """What can be done with the current line of a table."""

    def __init__(self, shop: Shop, table: Table) -> None:
        super().__init__(table)
        self._shop, self._table = shop, table
        table.opened.connect(self.open_row)
        table.set_menu(self._fill)

    def open_row(self, value: Any) -> None:
        """Open the entry a line is about, else the customer's file."""
        if value is None:
            return
        if value.row.entry is not None and value.customer:
            self._open_entry(value.customer, value.row.entry)
        elif value.customer:
            self._shop.file_wanted.emit(value.customer)
        else:
            self._shop.tell(_("This is about the shop itself; all there is to say stands in the line."))

    def _open_entry(self, customer: str, entry: int) -> None:
        def read() -> Any:
            card = self._shop.app.counter.card(customer, lines=EVERY_LINE)
            return card, next((line for line in card.lines if line.entry == entry), None)

        def show(found: Any) -> None:
            from app.gui.dialogs.entry_detail import EntryDialog

            card, line = found
            if line is None:
                self._shop.file_wanted.emit(customer)
            else:
                EntryDialog(self._shop, card, line, self._table.window()).open()

        self._shop.tasks.run(read, show, self._shop.complain, owner=self)

    def open_file(self) -> None:
        """Show the file of the customer of the current line."""
        value: Any = self._table.value()
        if value is not None and value.customer:
            self._shop.file_wanted.emit(value.customer)

    def _fill(self, menu: QMenu, value: Any) -> None:
        about = "" if value.customer else _("This line is about no customer.")
        entry = "" if value.row.entry is not None and value.customer else _("This line is about no entry.")
        entry_menu.add(menu, _("Open the entry…"), "eye", partial(self.open_row, value), entry, "Enter")
        entry_menu.add(menu, _("Open customer file"), "customers", self.open_file, about)
