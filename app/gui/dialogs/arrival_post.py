"""A payment of a bill that nobody had recorded: the counter's own dialogs, with what the bill says filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QWidget

from app.core.incoming_requests import PostPayment, PostTopUp
from app.gui.dialogs.arrival_words import payment_facts
from app.gui.dialogs.names import tender_name
from app.gui.dialogs.payment import PaymentDialog
from app.gui.dialogs.top_up import TopUpDialog
from app.gui.widgets.basics import label
from app.i18n.catalog import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.counter import AccountCard
    from app.core.incoming_requests import ArrivalRequest
    from app.gui.shop import Shop
    from app.services.incoming import PaymentLine
    from app.services.journal import Posted


def _hold_to(
    dialog: TopUpDialog | PaymentDialog, amount: QWidget, payment: PaymentLine, *, remember: bool
) -> QCheckBox:
    """Hold a dialog to what the bill says of day, way and amount; return what asks whether the payer is to be known."""
    dialog.above.addWidget(label(payment_facts(dialog.shop, payment), "mute", wrap=True))
    dialog.tender.set_choices([(payment.way, tender_name(payment.way))])
    dialog.on.set_value(payment.on)
    for field in (dialog.tender, dialog.on, amount):
        field.setEnabled(False)
    made = QCheckBox(_("Remember this payer as this customer"))
    made.setToolTip(_("Money from the same account or name is then proposed for this customer."))
    made.setChecked(remember)
    dialog.below.addWidget(made)
    made.setVisible(bool(payment.name or payment.account))
    dialog.primary.setFocus()
    return made


class ArrivedTopUpDialog(TopUpDialog):
    """A top-up whose amount, day and way are those of a payment, which proves it at once."""

    def __init__(
        self, shop: Shop, card: AccountCard, payment: PaymentLine, parent: QWidget | None = None, *, remember: bool
    ) -> None:
        super().__init__(shop, card, parent)
        self.arrived = payment
        self.paid.set_value(payment.left)
        self.remember = _hold_to(self, self.paid, payment, remember=remember)

    def recorder(self) -> Callable[[], Posted]:
        """Return what records the top-up and ties the payment to it."""
        typed = self.request()
        request = PostTopUp(
            id=self.request_id,
            incoming=self.arrived.id,
            customer=self.customer,
            expires_on=typed.expires_on,
            remember=self.remember.isChecked(),
            bonus=typed.bonus,
            order=typed.order,
            priority=typed.priority,
            terms=typed.terms,
            note=typed.note,
        )
        return _recorder(self.shop, request)


class ArrivedPaymentDialog(PaymentDialog):
    """A payment of what is owed, whose amount, day and way are those of a payment of a bill, which proves it."""

    def __init__(
        self, shop: Shop, card: AccountCard, payment: PaymentLine, parent: QWidget | None = None, *, remember: bool
    ) -> None:
        super().__init__(shop, card, parent, amount=payment.left)
        self.arrived = payment
        self.remember = _hold_to(self, self.amount, payment, remember=remember)

    def recorder(self) -> Callable[[], Posted]:
        """Return what records the payment and ties that of the bill to it."""
        typed = self.request()
        request = PostPayment(
            id=self.request_id,
            incoming=self.arrived.id,
            customer=self.customer,
            remember=self.remember.isChecked(),
            parts=typed.against,
            discount=typed.discount,
            rounding=typed.rounding,
            note=typed.note,
            reference=typed.reference,
        )
        return _recorder(self.shop, request)


def _recorder(shop: Shop, request: ArrivalRequest) -> Callable[[], Posted]:
    def record() -> Posted:
        shop.app.incoming.record(request)
        return shop.app.arrival_steps.posted(request.id)

    return record
