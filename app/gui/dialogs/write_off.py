"""坏账核销 and 改期: giving a charge up as lost, and giving it another due date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from app.core.requests import Reschedule, WriteOff
from app.errors import refuse
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.choices import open_charges
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import AmountEdit, DateEdit, LineEdit, combo
from app.i18n import format as form
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import AccountCard
    from app.services.journal import Posted


class WriteOffDialog(MoneyDialog):
    """Gives up a charge, or part of it; the claim lives on and may still be paid."""

    def __init__(self, shop: Shop, card: AccountCard, charge: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Write off"), card.name, customer=card.number, parent=parent)
        self._open = {line.charge: line.open for line in card.charges}
        self.charge = combo(open_charges(shop, card), charge, whole=False)
        self.amount = AmountEdit(shop.app.book.decimals)
        self.reason = LineEdit(hint=_("e.g. moved away, cannot be found"))
        words = _("The debt is taken off your books as lost. If it is paid one day, take the payment as usual.")
        self.above.addWidget(label(words, "mute", wrap=True))
        self.form.add("charge", _("Charge"), self.charge)
        self.form.add("amount", _("Amount"), self.amount)
        self.form.add("reason", _("Reason"), self.reason)
        self.charge.currentIndexChanged.connect(self._charge_chosen)
        for field in (self.amount, self.reason):
            field.textChanged.connect(self.touched)
        self._charge_chosen()
        self.reason.setFocus()

    def _charge_chosen(self) -> None:
        self.amount.set_value(self._open.get(self.charge.currentData()))
        self.touched()

    def request(self) -> WriteOff:
        """Return what is to be given up."""
        return WriteOff(
            id=self.request_id,
            on=self.shop.today(),
            customer=self.customer,
            charge=_charge(self.charge),
            amount=self.amount.value(),
            reason=_reason(self.reason),
        )

    def done_text(self, posted: Posted) -> str:
        """Say how much was given up."""
        del posted
        return _("{amount} written off.").format(amount=self.shop.money(self.amount.value()))


class RescheduleDialog(MoneyDialog):
    """Gives a charge another due date."""

    def __init__(self, shop: Shop, card: AccountCard, charge: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("New due date"), card.name, customer=card.number, parent=parent)
        self.charge = combo(open_charges(shop, card), charge, whole=False)
        self.due_on = DateEdit(shop.today)
        self.reason = LineEdit(hint=_("e.g. agreed by phone"))
        self.form.add("charge", _("Charge"), self.charge)
        self.form.add("due_on", _("Due on"), self.due_on)
        self.form.add("reason", _("Reason"), self.reason)
        self.charge.currentIndexChanged.connect(self.touched)
        for field in (self.due_on, self.reason):
            field.textChanged.connect(self.touched)
        self.due_on.setFocus()

    def request(self) -> Reschedule:
        """Return the new due date as typed."""
        return Reschedule(
            id=self.request_id,
            on=self.shop.today(),
            customer=self.customer,
            charge=_charge(self.charge),
            due_on=self.due_on.required(),
            reason=_reason(self.reason),
        )

    def done_text(self, posted: Posted) -> str:
        """Say when it is due now."""
        del posted
        return _("Due on {date} now.").format(date=form.short_date(self.due_on.required()))


def _charge(box: QComboBox) -> str:
    name = box.currentData()
    if not box.count():
        refuse("charge", N_("This customer owes nothing."))
    if not isinstance(name, str):
        refuse("charge", N_("Choose which charge is meant; what is paid does not stand here any more."))
    return name


def _reason(field: LineEdit) -> str:
    text = field.value()
    if not text:
        refuse("reason", N_("Give a reason; it is kept with the entry."))
    return text
