"""What can be done with the whole list of customers: columns and order, export, likely duplicates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from app.core.customer_list import Column as Key
from app.core.customer_list import SortKey
from app.core.staff.rights import Right
from app.gui.dialogs import entry_menu
from app.gui.models.paged import PAGE
from app.gui.pages.customer_columns import ALWAYS, SORTED_BY, column_of, make_columns
from app.gui.pages.customer_table import CustomerTable
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.widgets.basics import button
from app.gui.widgets.fields import copy_text
from app.gui.widgets.guard import guard
from app.gui.widgets.menus import add, popup
from app.gui.widgets.save_table import place_of_list, tell_saved
from app.i18n.catalog import _, current, ngettext

if TYPE_CHECKING:
    from app.core.customer_list import CustomerRow


class ListTools(QObject):
    """The buttons over the table, their menus and dialogs."""

    #: A customer's file is wanted.
    file_wanted = Signal(str)

    def __init__(self, shop: Shop, table: CustomerTable, view: QWidget) -> None:
        super().__init__(view)
        self._shop, self._table, self._view = shop, table, view
        self.columns = button(_("Columns"), "quiet", icon="columns", on=self.show_columns)
        self.export_button = button(_("Export…"), "quiet", icon="export", on=self.export)
        guard(shop, Right.EXPORT, self.export_button)
        self.twins = button(_("Likely duplicates"), "quiet", icon="merge", on=self.duplicates)
        guard(shop, Right.MERGE, self.twins)
        table.way_out = self.export_button.click
        #: Opens the assistant for other programs' files.
        self.bring_in = partial(_bring_in, shop, view)
        self.bring = button(_("Bring in…"), "quiet", icon="import", on=self.bring_in)
        guard(shop, Right.IMPORT, self.bring)
        self.buttons = [self.columns, self.export_button, self.bring, self.twins]

    # ---- columns and order ------------------------------------------------------------------------------------------

    def show_columns(self) -> None:
        """Open the menu of columns and of orders."""
        popup(self.columns, self.columns_menu())

    def columns_menu(self) -> QMenu:
        """Return the menu: a tick for each column, and by which the list is sorted."""
        table, titles = self._table, make_columns(self._shop)
        menu = QMenu(self._view)
        for key in Key:
            action = add(menu, _(titles[key].title), partial(self._switch, key))
            action.setCheckable(True)
            action.setChecked(key in table.keys)
            action.setEnabled(key is not ALWAYS)
        menu.addSeparator()
        order = menu.addMenu(_("Sort by"))
        group = QActionGroup(order)
        for name, sort in SORTED_BY.items():
            action = add(order, _(titles[Key(name)].title), partial(self._sort, sort))
            action.setCheckable(True)
            action.setChecked(sort is table.sort)
            group.addAction(action)
        order.addSeparator()
        down = add(order, _("Largest or latest first"), self._turn)
        down.setCheckable(True)
        down.setChecked(table.descending)
        add(menu, _("The usual columns"), table.show_usual)
        return menu

    def _switch(self, key: Key) -> None:
        keys = self._table.keys
        self._table.show_columns([each for each in keys if each is not key] if key in keys else [*keys, key])

    def _sort(self, sort: SortKey) -> None:
        table = self._table
        if column_of(sort) not in table.keys:
            self._switch(column_of(sort))
        table.sort_by(sort, descending=table.descending)

    def _turn(self) -> None:
        table = self._table
        table.sort_by(table.sort, descending=not table.descending)

    # ---- export -----------------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Ask where to, then write what is shown: the rows listed, or, of several chosen, those."""
        path = place_of_list(self._view, _("customers {date}").format(date=self._shop.today().isoformat()))
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> Job:
        """Write what is shown to a file; it can be stopped, and then there is no file."""
        table = self._table
        chosen = table.chosen_ids()
        ids = list(chosen if len(chosen) > 1 else table.rows.ids())
        keys, sort, lists, language = (
            list(table.keys),
            table.sort,
            self._shop.app.customer_list,
            current().language,
        )

        def work(job: Job) -> int | None:
            from app.services.exports import ExportCancelled

            try:
                return lists.export(ids, sort, keys, path, language, job.progress, job.cancelled)
            except ExportCancelled:
                return None

        return self._shop.tasks.run_long(
            _("Exporting the list"),
            work,
            partial(self._exported, path),
            self._shop.complain,
            owner=self,
            lane=Lane.RENDER,
        )

    def _exported(self, path: Path, count: int | None) -> None:
        if count is None:
            self._shop.tell(_("Stopped; no file was written."))
            return
        text = ngettext("{n} customer written to {path}.", "{n} customers written to {path}.", count)
        tell_saved(self._shop, text.format(n=f"{count:,}", path=path), path)

    def write_cards(self) -> None:
        """Write the cards of those chosen."""
        from app.gui.dialogs.vcards import VCardsDialog

        self._for_chosen(VCardsDialog)

    def make_envelopes(self) -> None:
        """Make envelopes or labels for those chosen."""
        from app.gui.dialogs.envelopes import EnvelopesDialog

        self._for_chosen(EnvelopesDialog)

    def _for_chosen(self, make: Callable[[Shop, Sequence[str], QWidget], QDialog]) -> None:
        """Open a dialog for the customers chosen; the numbers of those never shown are read for it."""
        read = partial(_numbers, self._shop, list(self._table.chosen_ids()))
        self._shop.tasks.run(read, partial(self._open_for, make), self._shop.complain, owner=self)

    def _open_for(self, make: Callable[[Shop, Sequence[str], QWidget], QDialog], numbers: Sequence[str]) -> None:
        if numbers:
            make(self._shop, numbers, self._view.window()).open()

    # ---- duplicates -------------------------------------------------------------------------------------------------

    def duplicates(self) -> None:
        """Show the files that are likely one customer's."""
        from app.gui.dialogs.duplicates import DuplicatesDialog

        dialog = DuplicatesDialog(self._shop, self._view)
        dialog.file_wanted.connect(self.file_wanted)
        dialog.open()

    def merge(self, number: str) -> None:
        """Merge a customer's file with another."""
        from app.gui.dialogs.merge import MergeDialog

        MergeDialog(self._shop, number, self._view).open()

    def fill(self, menu: QMenu, value: object) -> None:
        """Put into a menu what can be done with a customer of the list."""
        customer: CustomerRow = value  # type: ignore[assignment]
        shop, number = self._shop, customer.no
        entry_menu.add(menu, _("Put on the counter"), "counter", partial(shop.customer_wanted.emit, number))
        entry_menu.add(menu, _("Open file"), "customers", partial(self.file_wanted.emit, number))
        entry_menu.add(menu, _("Copy the number"), "columns", partial(copy_text, number))
        if customer.phone:
            entry_menu.add(menu, _("Copy the phone"), "phone", partial(copy_text, customer.phone))
        menu.addSeparator()
        entry_menu.add(menu, _("Merge…"), "merge", partial(self.merge, number))
        entry_menu.add(menu, _("Export…"), "export", self.export, shop.desk.bars(Right.EXPORT))
        entry_menu.add(menu, _("Cards for a phone…"), "phone", self.write_cards, shop.desk.bars(Right.EXPORT))
        entry_menu.add(menu, _("Envelopes or labels…"), "mail", self.make_envelopes)


def _numbers(shop: Shop, ids: Sequence[int]) -> list[str]:
    rows = shop.app.customer_list.rows
    return [row.no for at in range(0, len(ids), PAGE) for row in rows(ids[at : at + PAGE])]


def _bring_in(shop: Shop, view: QWidget, paths: Sequence[str] = ()) -> None:
    """Open the assistant for other programs' files."""
    from app.gui.dialogs.intake.assistant import bring_in

    bring_in(shop, view.window(), [Path(each) for each in paths])
