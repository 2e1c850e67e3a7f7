"""转赠: what a customer has prepaid moves to another, with its terms; what they owe stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.requests import Transfer
from app.errors import refuse
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.choices import lots_and_passes
from app.gui.shop import Shop
from app.gui.widgets.customer_picker import CustomerPicker
from app.gui.widgets.fields import AmountEdit, DateEdit, LineEdit, combo
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import AccountCard
    from app.services.journal import Posted


class TransferDialog(MoneyDialog):
    """Asks to whom, and whether all of it, one lot or pass, or an amount."""

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Transfer"), card.name, customer=card.number, parent=parent)
        self.to = CustomerPicker(shop, without=card.number)
        self.lots = combo([("", _("Everything prepaid")), *lots_and_passes(shop, card)])
        self.amount = AmountEdit(shop.app.book.decimals)
        self.amount.setPlaceholderText(_("all of it"))
        self.on = DateEdit(shop.today, shop.today())
        self.reason = LineEdit(hint=_("e.g. a gift"))
        self.form.add("to", _("To"), self.to)
        self.form.add("lots", _("What"), self.lots)
        self.form.add("amount", _("Amount"), self.amount)
        self.form.add("on", _("Date"), self.on)
        self.form.add("reason", _("Reason"), self.reason)
        self.to.changed.connect(self.touched)
        self.lots.currentIndexChanged.connect(self.touched)
        for field in (self.amount, self.on, self.reason):
            field.textChanged.connect(self.touched)
        self.to.setFocus()

    def request(self) -> Transfer:
        """Return the transfer as typed."""
        number = self.to.number()
        if not number:
            refuse("to", N_("Choose the customer who gets it."))
        lot = self.lots.currentData()
        return Transfer(
            id=self.request_id,
            on=self.on.required(),
            customer=self.customer,
            to=number,
            lots=(lot,) if lot else (),
            amount=self.amount.value_or_none(),
            reason=self.reason.value(),
        )

    def done_text(self, posted: Posted) -> str:
        """Say to whom it went."""
        del posted
        return _("Transferred from {name} to {other}.").format(name=self.subtitle.text(), other=self.to.name())

    def place_of(self, field: str) -> str:
        """The event calls the lots `from`."""
        return "lots" if field == "from" else field

    def accept(self) -> None:
        """Let the receiver's figures be read anew too."""
        number = self.to.number()
        super().accept()
        if number:
            self.shop.changed.emit(number)
