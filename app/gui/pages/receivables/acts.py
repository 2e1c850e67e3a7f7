"""What can be done for the customer of a line, from any tab: buttons over the list, the same in its menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.core.staff.rights import Right
from app.gui.dialogs import entry_menu
from app.gui.shop import Shop
from app.gui.widgets.basics import KeyButton, button
from app.gui.widgets.fields import copy_text
from app.gui.widgets.guard import guard
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.services.counter import AccountCard

CREDIT, AGREED, HARD = "credit", "credit.agreed", "credit.hard"
"""The tab of a customer's file with limits and terms, and its parts with plans, and with what is hard."""


class CustomerActs(QObject):
    """Acts for one customer; `number` says for whom, "" while no line is current."""

    def __init__(self, shop: Shop, view: QWidget, number: Callable[[], str]) -> None:
        super().__init__(view)
        self._shop, self._view, self._number = shop, view, number
        self.payment = button(_("Payment…"), on=self.take_payment)
        guard(shop, Right.RECEIVE, self.payment)
        self.statement = button(_("Statement…"), on=self.make_statement)
        self.plan = button(_("Payment plan…"), on=self.make_plan)
        self.hold = button(_("Hold…"), on=self.hold_sales)
        guard(shop, Right.CREDIT, self.plan, self.hold)
        self.customer = KeyButton(_("Customer"), "Ctrl+O", on=self.open_customer)
        self.file = button(_("Credit file"), on=self.open_file, tip=_("The customer's file, with terms and limits"))
        self.buttons: list[QPushButton] = [
            self.payment,
            self.statement,
            self.plan,
            self.hold,
            self.customer,
            self.file,
        ]

    def show_hints(self, *, shown: bool) -> None:
        """Name the key on the button, or where there is little room in its tooltip."""
        self.customer.show_hint(shown=shown)

    def follow(self, *, owes: bool = True) -> None:
        """Offer what can be done for the current customer."""
        known = bool(self._number())
        for made in self.buttons:
            made.setEnabled(known)
        for made in (self.payment, self.plan):
            made.setEnabled(known and owes)

    def fill(self, menu: QMenu, *, owes: bool = True) -> None:
        """Put into a line's menu what can be done for its customer."""
        nothing = "" if owes else _("Nothing is owed.")
        menu.setToolTipsVisible(True)
        entry_menu.add(menu, self.payment.text(), "payment", self.take_payment, nothing)
        entry_menu.add(menu, self.statement.text(), "statements", self.make_statement)
        entry_menu.add(menu, self.plan.text(), "calendar", self.make_plan, nothing)
        entry_menu.add(menu, self.hold.text(), "hold", self.hold_sales)
        menu.addSeparator()
        entry_menu.add(menu, _("Put on the counter"), "counter", self.open_customer, key="Ctrl+O")
        entry_menu.add(menu, _("Open the credit file"), "customers", self.open_file)
        entry_menu.add(menu, _("Copy the number"), "columns", partial(copy_text, self._number()))

    # ---- elsewhere --------------------------------------------------------------------------------------------------

    def open_customer(self) -> None:
        """Put the customer on the counter."""
        if number := self._number():
            self._shop.customer_wanted.emit(number)

    def open_file(self, part: str = CREDIT) -> None:
        """Open the customer's file where it says what was agreed."""
        if number := self._number():
            self._shop.place_wanted.emit("customers", ("file", number, part))

    # ---- dialogs ----------------------------------------------------------------------------------------------------

    def take_payment(self) -> None:
        """Take a payment."""
        self._with_card(self._payment)

    def make_plan(self) -> None:
        """Spread what is owed over instalments."""
        self._with_card(self._plan)

    def hold_sales(self) -> None:
        """Stop sales."""
        self._with_card(self._hold)

    def make_statement(self) -> None:
        """Make a statement of the account."""
        from app.gui.dialogs.statement import StatementDialog

        if number := self._number():
            StatementDialog(self._shop, number, self._view.window()).open()

    def _with_card(self, then: Callable[[AccountCard], None]) -> None:
        """Read the account a dialog is about, and open it."""
        number = self._number()
        if number:
            card = self._shop.app.counter.card
            self._shop.tasks.run(partial(card, number), then, self._shop.complain, owner=self)

    def _payment(self, card: AccountCard) -> None:
        from app.gui.dialogs.payment import PaymentDialog

        PaymentDialog(self._shop, card, self._view.window()).open()

    def _plan(self, card: AccountCard) -> None:
        from app.gui.dialogs.credit_plan import PlanDialog

        PlanDialog(self._shop, card, parent=self._view.window()).open()

    def _hold(self, card: AccountCard) -> None:
        from app.gui.dialogs.credit_hold import HoldDialog

        HoldDialog(self._shop, card.number, card.name, self._view.window()).open()
