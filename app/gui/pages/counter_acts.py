"""What is done at the counter: each act begins with the customer who is there, or asks for one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from app.core.staff.rights import Right
from app.gui.dialogs import entry_menu
from app.gui.dialogs.account_actions import (
    ACTIONS,
    MORE,
    open_receipt,
    open_reverse,
    why_no_receipt,
    why_no_reversal,
)
from app.gui.dialogs.entry_words import EntryRow
from app.gui.pages.counter_view import AccountView
from app.gui.shop import Shop
from app.i18n.catalog import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.counter import AccountCard


class CounterActs(QObject):
    """Opens the dialogs over a page for the card that a view shows."""

    #: A new customer was made (number).
    made = Signal(str)

    def __init__(self, shop: Shop, view: AccountView, page: QWidget) -> None:
        super().__init__(page)
        self._shop, self._view, self._page = shop, view, page

    def act(self, name: str) -> QDialog | None:
        """Begin something with the account, unless it makes no sense now: then say why."""
        card = self._card()
        if card is None:
            return None
        obstacle = ACTIONS[name].obstacle(self._shop, card)
        if obstacle:
            self._shop.tell(obstacle)
            return None
        dialog = ACTIONS[name].make(self._shop, card, self._page)
        dialog.open()
        return dialog

    def _card(self) -> AccountCard | None:
        """Return the card of who is here; with nobody here, ask for somebody."""
        if self._view.card is None:
            self._shop.tell(_("Find the customer first."))
            self._shop.search_wanted.emit("")
        return self._view.card

    def new_customer(self, name: str = "") -> None:
        """Make a new customer."""
        if self._shop.bars(Right.FILES):
            return
        from app.gui.dialogs.customer import NewCustomerDialog

        dialog = NewCustomerDialog(self._shop, self._page, name)
        dialog.made.connect(self.made)
        dialog.open()

    def bring_in(self, paths: Sequence[str] = ()) -> None:
        """Open the assistant for other programs' files, with those that were dropped."""
        from app.gui.dialogs.intake.assistant import bring_in

        bring_in(self._shop, self._page.window(), [Path(each) for each in paths])

    def open_file(self) -> None:
        """Show the customer's file."""
        card = self._card()
        if card is not None:
            self._shop.file_wanted.emit(card.number)

    # ---- entries ----------------------------------------------------------------------------------------------------

    def show_receipt(self) -> None:
        """Show the receipt of the chosen entry, or of the last one."""
        if self._card() is None:
            return
        line = self._view.receipt_line()
        obstacle = why_no_receipt(line)
        if line is None or obstacle:
            self._shop.tell(obstacle)
        else:
            open_receipt(self._shop, line.entry, self._page)

    def reverse(self) -> None:
        """Reverse the chosen entry."""
        card = self._card()
        if card is None:
            return
        line = self._view.chosen()
        obstacle = why_no_reversal(self._shop, line)
        if line is None or obstacle:
            self._shop.tell(obstacle)
        else:
            open_reverse(self._shop, card, line, self._page)

    def open_entry(self, value: object) -> None:
        """Show an entry in full."""
        from app.gui.dialogs.entry_detail import EntryDialog

        if isinstance(value, EntryRow):
            EntryDialog(self._shop, self._view.card, value.line, self._page).open()

    # ---- menus ------------------------------------------------------------------------------------------------------

    def show_more(self) -> None:
        """Open the menu of what is done less often."""
        more = self._view.more
        menu = QMenu(self._page)
        self.fill_more(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(more.mapToGlobal(more.rect().bottomLeft()))

    def fill_more(self, menu: QMenu) -> None:
        """Put into a menu what is done less often; what makes no sense now is greyed, and its tooltip says why."""
        card = self._view.card
        if card is None:
            return
        menu.setToolTipsVisible(True)
        for n, group in enumerate(MORE):
            if n:
                menu.addSeparator()
            for each in group:
                obstacle = each.obstacle(self._shop, card)
                entry_menu.add(menu, _(each.title), each.icon, partial(self.act, each.name), obstacle, each.key)

    def fill_entry(self, menu: QMenu, value: object) -> None:
        """Put into a menu what can be done with an entry."""
        if self._view.card is not None and isinstance(value, EntryRow):
            entry_menu.fill(menu, self._shop, self._view.card, value.line, self._page)
