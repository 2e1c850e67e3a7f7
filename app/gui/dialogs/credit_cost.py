"""追讨费用: what it cost to pursue a charge — lawyer, court, a collector's way — put on the customer's account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.requests import ChargeInterest, InterestKind
from app.errors import refuse
from app.gui import theme
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.choices import charge_words
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import AmountEdit, DateEdit, LineEdit, combo
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import AccountCard
    from app.services.journal import Posted


class CostDialog(MoneyDialog):
    """Charges costs of a charge that is open, the earliest due proposed; a payment pays them before anything else."""

    def __init__(self, shop: Shop, card: AccountCard, charge: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Charge costs"), card.name, customer=card.number, parent=parent)
        self.setMinimumWidth(theme.px(640))
        lines = sorted((c for c in card.charges if c.open and not c.part), key=lambda c: (c.due_on, c.on))
        self.charge = combo([(each.charge, charge_words(shop, each, each.text)) for each in lines], charge, whole=False)
        self.amount = AmountEdit(shop.app.book.decimals)
        self.reason = LineEdit(hint=_("e.g. court fee, lawyer's letter"))
        self.due_on = DateEdit(shop.today, shop.today())
        words = _("Owed on top of the charge, and paid before its interest and itself. Charge what they must bear.")
        self.above.addWidget(label(words, "mute", wrap=True))
        self.form.add("charge", _("Charge"), self.charge)
        self.form.add("amount", _("Amount"), self.amount)
        self.form.add("reason", _("What for"), self.reason)
        self.form.add("due_on", _("To be paid by"), self.due_on)
        self.charge.currentIndexChanged.connect(self.touched)
        for field in (self.amount, self.reason, self.due_on):
            field.textChanged.connect(self.touched)
        self.amount.setFocus()

    def request(self) -> ChargeInterest:
        """Return what is to be charged."""
        charge, reason = self.charge.currentData(), self.reason.value()
        if not isinstance(charge, str):
            refuse("charge", N_("This customer owes nothing."))
        amount = self.amount.value()
        if not reason:
            refuse("reason", N_("Say what the costs are; the customer may ask."))
        return ChargeInterest(
            id=self.request_id,
            on=self.shop.today(),
            customer=self.customer,
            charge=charge,
            kind=InterestKind.COST,
            amount=amount,
            due_on=self.due_on.required(),
            reason=reason,
        )

    def done_text(self, posted: Posted) -> str:
        """Say how much was charged."""
        del posted
        words = _("{amount} of costs charged to {name}.")
        return words.format(amount=self.shop.money(self.amount.value()), name=self.subtitle.text())
