"""Goods brought back, or an allowance: part of a past sale is taken back; what was paid goes where it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.requests import Credit
from app.errors import refuse
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.sale_picker import SalePicker
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import AmountEdit, DateEdit, LineEdit
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import AccountCard
    from app.services.journal import Posted


class ReturnDialog(MoneyDialog):
    """Chooses the sale, how much of it is taken back, and why."""

    def __init__(
        self, shop: Shop, card: AccountCard, entry_id: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(shop, _("Return in part"), card.name, customer=card.number, parent=parent)
        self.sale = SalePicker(shop, card.number, entry_id or "")
        self.amount = AmountEdit(shop.app.book.decimals, big=True)
        self.reason = LineEdit(hint=_("e.g. one bag brought back"))
        self.on = DateEdit(shop.today, shop.today())
        hint = _(
            "It first lowers what is still owed for it; the rest goes back to the balance or the tender it came from."
        )
        self.above.addWidget(label(hint, "mute", wrap=True))
        self.form.add("sale", _("Sale"), self.sale)
        self.form.add("amount", _("Amount"), self.amount)
        self.form.add("reason", _("Reason"), self.reason)
        self.form.add("on", _("Date"), self.on)
        self.sale.changed.connect(self.touched)
        for field in (self.amount, self.reason, self.on):
            field.textChanged.connect(self.touched)
        self.amount.setFocus()

    def request(self) -> Credit:
        """Return the credit as typed."""
        sale = self.sale.value()
        reason = self.reason.value()
        amount = self.amount.value()
        if not reason:
            refuse("reason", N_("Give a reason; it is kept with the entry."))
        return Credit(
            id=self.request_id, on=self.on.required(), customer=self.customer, sale=sale, amount=amount, reason=reason
        )

    def done_text(self, posted: Posted) -> str:
        """Say how much was taken back."""
        del posted
        return _("{amount} taken back.").format(amount=self.shop.money(self.amount.value()))
