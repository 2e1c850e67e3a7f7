"""Charges paid from what the customer has prepaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.requests import Allocation, Settle
from app.errors import refuse
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.choices import lot_words, open_charges
from app.gui.shop import Shop
from app.gui.widgets.fields import AmountEdit, DateEdit, LineEdit, combo
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import AccountCard
    from app.services.journal import Posted


class SettleDialog(MoneyDialog):
    """Proposes all that is owed, as far as the balance goes, the earliest due first."""

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Settle from balance"), card.name, customer=card.number, parent=parent)
        self.amount = AmountEdit(shop.app.book.decimals, big=True)
        self.against = combo([("", _("Earliest due first")), *open_charges(shop, card)], whole=False)
        self.lots = combo([("", _("In the order of use")), *((lot.lot, lot_words(shop, lot)) for lot in card.lots)])
        self.on = DateEdit(shop.today, shop.today())
        self.text = LineEdit()
        self.form.add("amount", _("Amount"), self.amount)
        self.form.add("against", pgettext("settle", "Pays"), self.against)
        self.form.add("lots", _("Taken from"), self.lots)
        self.form.add("on", _("Date"), self.on)
        self.form.add("note", _("Note"), self.text)
        balance = card.balance
        spendable = balance.principal + balance.bonus - balance.expired
        self.amount.set_value(max(min(balance.owed, spendable), 0) or None)
        for field in (self.amount, self.on, self.text):
            field.textChanged.connect(self.touched)
        for choice in (self.against, self.lots):
            choice.currentIndexChanged.connect(self.touched)
        self.amount.setFocus()
        self.amount.selectAll()
        self.preview()

    def request(self) -> Settle:
        """Return the settlement as typed."""
        charge, lot = self.against.currentData(), self.lots.currentData()
        if self.against.count() == 1:
            refuse("against", N_("This customer owes nothing."))
        return Settle(
            id=self.request_id,
            on=self.on.required(),
            customer=self.customer,
            amount=self.amount.value(),
            lots=(lot,) if lot else (),
            against=(Allocation(charge),) if charge else (),
            note=self.text.value(),
        )

    def done_text(self, posted: Posted) -> str:
        """Say how much was settled."""
        del posted
        return _("{amount} of what {name} owed settled from the balance.").format(
            amount=self.shop.money(self.amount.value()), name=self.subtitle.text()
        )

    def place_of(self, field: str) -> str:
        """The event calls the lots `from`."""
        return "lots" if field == "from" else field
