"""What selling goods and selling passes share: the ways of paying, credit with its way out, the customer's own word."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.rules.on_account import ACCOUNT, PREPAID
from app.errors import CounterbookError, Refused
from app.gui.dialogs.base import MoneyDialog
from app.gui.shop import Shop
from app.gui.widgets.fields import DateEdit, LineEdit
from app.gui.widgets.pay_parts import PayParts
from app.gui.widgets.use_check import UseCheckRow
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.services.journal import Posted


class SellDialog(MoneyDialog):
    """Subclasses add what is sold, then `add_paying`; `price` names the field of a request that holds the amount."""

    price = "amount"

    def __init__(
        self, shop: Shop, card: AccountCard, title: str, *, prepaid_first: bool, parent: QWidget | None
    ) -> None:
        super().__init__(shop, title, card.name, customer=card.number, parent=parent)
        self.card = card
        self._lacking = False
        self.pay = PayParts(shop, card, prepaid_first=prepaid_first)
        self.override = LineEdit(hint=_("the reason, for the record"))
        self.check = UseCheckRow(shop, card)
        self.on = DateEdit(shop.today, shop.today())

    def add_paying(self) -> None:
        """Add the rows of paying to the form."""
        self.pay.put_in(self.form)
        self.form.add("override", _("Allow it because"), self.override)
        self.form.show_row("override", shown=False)
        self.check.put_in(self.form)
        self.pay.changed.connect(self.touched)
        self.check.changed.connect(self.forgive)
        self.override.textChanged.connect(self.touched)

    def show_to_pay(self, amount: int | None, words: str, words_with: str) -> None:
        """Spread an amount over the ways of paying, and name it on the button: `words_with` holds `{amount}`."""
        self.pay.show_amount(amount or 0, self.on.or_today())
        self.check.ask(used=self.pay.of(PREPAID) > 0)
        if not self.pay.of(ACCOUNT):
            self.form.show_row("override", shown=False)
        self.primary.setText(words_with.format(amount=self.shop.money(amount)) if amount else words)
        self.grow()

    def reason(self) -> str:
        """Return why credit is given beyond what is agreed; blank while nothing asks for a reason."""
        return "" if self.override.isHidden() or not self.pay.of(ACCOUNT) else self.override.value()

    # ---- recording --------------------------------------------------------------------------------------------------

    def recorder(self) -> Callable[[], Posted]:
        """Have the PIN checked first, where prepaid money is used and the shop wants it."""
        return self.check.guarded(super().recorder())

    def complain(self, error: CounterbookError) -> None:
        """Stand by the way of paying when it is credit that is refused, and offer to allow it for a reason."""
        self._lacking = self._lacks_credit(error)
        if self._lacking:
            self.form.show_row("override")
        super().complain(error)
        if self._lacking and not self._quiet:
            self.override.setFocus()

    def place_of(self, field: str) -> str:
        """Errors of credit stand at the way of paying."""
        return "pay" if self._lacking and field in ("hold", self.price) else field

    def _lacks_credit(self, error: CounterbookError) -> bool:
        """Whether it is the hold or the credit limit that refuses; a rule names the price's field for the latter."""
        if not isinstance(error, Refused) or not self.pay.of(ACCOUNT):
            return False
        return error.field == "hold" or (error.field == self.price and "customer" in error.message.values)
