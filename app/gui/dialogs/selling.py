"""What selling goods and selling passes share: the ways of paying, credit with its way out, the customer's own word."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.requests import PassSale, Sale
from app.core.rules.on_account import PREPAID
from app.errors import CounterbookError
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.credit_gate import CREDIT, CreditGate
from app.gui.shop import Shop
from app.gui.widgets.fields import DateEdit
from app.gui.widgets.pay_parts import PayParts
from app.gui.widgets.use_check import UseCheckRow

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.services.journal import Posted

_AS_IF = "?"  # a reason for the preview alone: what would be after a sale shows before anybody has said why it passes


class SellDialog(MoneyDialog):
    """Subclasses add what is sold, then `add_paying`; `price` names the field of a request that holds the amount.

    While it is typed, a band says what credit has against it, and the reason that lets it pass is asked for.
    """

    price = "amount"

    def __init__(
        self, shop: Shop, card: AccountCard, title: str, *, prepaid_first: bool, parent: QWidget | None
    ) -> None:
        super().__init__(shop, title, card.name, customer=card.number, parent=parent)
        self.card = card
        self._lacking = False
        self.pay = PayParts(shop, card, prepaid_first=prepaid_first)
        self.gate = CreditGate(self, card, self.pay)
        self.band, self.override, self.owner = self.gate.band, self.gate.override, self.gate.owner
        self.check = UseCheckRow(shop, card)
        self.on = DateEdit(shop.today, shop.today())

    def add_paying(self) -> None:
        """Add the rows of paying to the form."""
        self.pay.put_in(self.form)
        self.gate.put_in()
        self.check.put_in(self.form)
        self.pay.changed.connect(self.touched)
        self.check.changed.connect(self.forgive)

    def show_to_pay(self, amount: int | None, words: str, words_with: str) -> None:
        """Spread an amount over the ways of paying, and name it on the button: `words_with` holds `{amount}`."""
        self.pay.show_amount(amount or 0, self.on.or_today())
        self.check.ask(used=self.pay.of(PREPAID) > 0)
        self.primary.setText(words_with.format(amount=self.shop.money(amount)) if amount else words)
        self.grow()

    def reason(self) -> str:
        """Return why it is sold beyond what is agreed; blank while nothing asks for a reason."""
        return self.gate.reason()

    # ---- before -----------------------------------------------------------------------------------------------------

    def request(self) -> Sale | PassSale:
        """Return what is to be recorded."""
        raise TypeError(type(self).__name__)

    def proposed(self) -> Sale | PassSale:
        """Return the sale as it would be once it is allowed: what would be after it shows all the same."""
        request = self.request()
        return replace(request, override=request.override or _AS_IF)

    def preview(self) -> None:
        """Ask what the sale would leave, and what credit has against it."""
        super().preview()
        request: Sale | PassSale | None = None
        with suppress(CounterbookError):
            request = self.request()
        self.gate.ask(request)

    # ---- recording --------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Record it; what needs a reason to pass waits for one."""
        if self.checked(self.gate.require_reason):
            self.gate.drop()
            super().submit()

    def recorder(self) -> Callable[[], Posted]:
        """Have PINs checked first: the customer's where prepaid money is used, the owner's where a reason passes."""
        return self.gate.guarded(self.check.guarded(super().recorder()))

    def complain(self, error: CounterbookError) -> None:
        """Stand by the way of paying when it is credit that is refused, and offer to allow it for a reason."""
        self._lacking = self.gate.lacks(error, self.price)
        if self._lacking:
            self.gate.show_reason(shown=True)
        super().complain(error)
        if self._lacking and not self._quiet:
            self.override.setFocus()

    def place_of(self, field: str) -> str:
        """Errors of credit stand at the way of paying."""
        return "pay" if self._lacking and field in (*CREDIT, self.price) else field
