"""收款 (F5): money for what is owed; what is over becomes prepaid."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.requests import Payment
from app.errors import Refused
from app.gui import theme
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.fold import Fold
from app.gui.dialogs.names import tender_name
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.charge_list import ChargeList
from app.gui.widgets.fields import AmountEdit, Choices, DateEdit, LineEdit, typed
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.services.journal import Posted


class PaymentDialog(MoneyDialog):
    """All that is owed is proposed, oldest first; charges may be ticked, or an amount typed."""

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Take a payment"), card.name, customer=card.number, parent=parent)
        self.setMinimumWidth(theme.px(800))
        decimals = shop.app.book.decimals
        self.charges = ChargeList(shop, card.charges)
        self.amount = AmountEdit(decimals, big=True)
        self.over = label("", "soon", wrap=True)
        self.tender: Choices = Choices([(tender, tender_name(tender)) for tender in shop.settings.tenders])
        self.discount = AmountEdit(decimals, zero=True)
        self.rounding = AmountEdit(decimals, zero=True)
        self.text = LineEdit(hint=_("for the receipt, if anything"))
        self.reference = LineEdit()
        self.on = DateEdit(shop.today, shop.today())
        self.form.add("against", _("Owed"), self.charges)
        self.form.also("pays", "against", _("Pays"))
        self.form.add("amount", _("Amount"), self.amount)
        self.form.add("tender", _("Paid by"), self.tender)
        self.form.add("discount", _("Discount"), self.discount, hint=_("given up on top of what is paid"))
        self.form.add("rounding", _("Rounded off"), self.rounding)
        self.form.add("note", _("Note"), self.text)
        self.form.add("reference", _("Document no."), self.reference)
        self.form.add("on", _("Date"), self.on)
        self.more = Fold(
            self,
            ("discount", "rounding", "note", "reference", "on"),
            _("Show discount, rounding, note, document number and date"),
        )
        self.below.insertWidget(0, self.over)
        self._wire()
        self._propose()
        self.touched()
        self.amount.setFocus()
        self.amount.selectAll()

    def _wire(self) -> None:
        self.charges.changed.connect(self._chosen)
        self.tender.changed.connect(self.touched)
        for field in (self.discount, self.rounding):
            field.textChanged.connect(self._chosen)
        for other in (self.amount, self.text, self.reference, self.on):
            other.textChanged.connect(self.touched)

    # ---- amounts ----------------------------------------------------------------------------------------------------

    def _propose(self) -> None:
        """Propose what the charges chosen come to, less what is given up, until an amount is typed."""
        if typed(self.amount):
            return
        with suppress(Refused):  # a row that cannot be read proposes nothing
            self.amount.set_value(max(self.charges.wanted() - self._lost(), 0) or None)

    def _lost(self) -> int:
        """Return what is given up, as far as it can be read."""
        try:
            return (self.discount.value_or_none() or 0) + (self.rounding.value_or_none() or 0)
        except Refused:
            return 0

    def _chosen(self) -> None:
        self._propose()
        self.touched()

    def touched(self, *args: object) -> None:
        """Show how far the amount goes, and what is over."""
        super().touched(*args)
        try:
            amount = self.amount.value_or_none() or 0
        except Refused:
            amount = 0
        over = self.charges.spread(amount + self._lost())
        becomes = min(over, amount)
        self.over.setText(_("{amount} more than is owed becomes prepaid.").format(amount=self.shop.money(becomes)))
        self.over.setVisible(becomes > 0)
        words = _("Take {amount}").format(amount=self.shop.money(amount)) if amount else _("Take the payment")
        self.primary.setText(words)
        self.grow()

    # ---- recording --------------------------------------------------------------------------------------------------

    def request(self) -> Payment:
        """Return the payment as typed."""
        against = self.charges.against()
        return Payment(
            id=self.request_id,
            customer=self.customer,
            on=self.on.required(),
            amount=self.amount.value(),
            tender=self.tender.value(),
            against=against,
            discount=self.discount.value_or_none() or 0,
            rounding=self.rounding.value_or_none() or 0,
            note=self.text.value(),
            reference=self.reference.value(),
        )

    def place_of(self, field: str) -> str:
        """Bring a hidden row out when the error is there."""
        return self.more.reveal(field)

    def done_text(self, posted: Posted) -> str:
        """Say how much was taken."""
        del posted
        words = _("Took {amount} from {name}.")
        return words.format(amount=self.shop.money(self.request().amount), name=self.subtitle.text())
