"""What credit has against a sale, as a part of its dialog: what it meets, the reason that passes, the owner's PIN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from app.errors import CounterbookError, Refused, refuse
from app.gui.widgets.credit_band import CreditBand
from app.gui.widgets.fields import LineEdit
from app.gui.widgets.owner_pin import OwnerPinRow
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.core.credit.standing import SalePreview, Standing
    from app.core.requests import PassSale, Sale
    from app.gui.dialogs.base import MoneyDialog
    from app.gui.widgets.pay_parts import PayParts

CREDIT = frozenset({"hold", "credit_limit", "overdue_limit", "credit_group", "supply"})
"""Fields of a customer's file that may refuse a sale."""

_T = TypeVar("_T")


class CreditGate:
    """The band and the two rows below the ways of paying; answers that a later question overtook are dropped."""

    def __init__(self, dialog: MoneyDialog, card: AccountCard, pay: PayParts) -> None:
        self._dialog, self._shop = dialog, dialog.shop
        self._card, self._pay = card, pay
        self._asked = 0
        self.meets: SalePreview | None = None
        self.band = CreditBand(dialog.shop)
        self.override = LineEdit(hint=_("the reason, for the record"))
        self.owner = OwnerPinRow(dialog.shop)

    def put_in(self) -> None:
        """Add the rows to the dialog's form, and ask how the customer stands."""
        dialog = self._dialog
        dialog.form.addWidget(self.band, dialog.form.rowCount(), 1)
        dialog.form.add("override", _("Allow it because"), self.override)
        dialog.form.show_row("override", shown=False)
        self.owner.put_in(dialog.form)
        self.owner.changed.connect(dialog.forgive)
        self.override.textChanged.connect(dialog.touched)
        self.band.payment_wanted.connect(self._take_payment)
        self._read()

    def reason(self) -> str:
        """Return why it is sold beyond what is agreed; blank while nothing asks for a reason."""
        return "" if self.override.isHidden() else self.override.value()

    # ---- asking -----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Read the account and how it stands: when the sale begins, and after money was taken while it waits."""
        app, number = self._shop.app, self._dialog.customer
        read = lambda: (app.counter.card(number), app.credit.standing(number))  # noqa: E731
        self._shop.tasks.run(read, self._known, _unknown, owner=self._dialog)

    def _known(self, found: tuple[AccountCard, Standing]) -> None:
        self._card, standing = found
        self._pay.show_standing(standing, self._card)
        self._dialog.touched()

    def ask(self, request: Sale | PassSale | None) -> None:
        """Ask what a sale would meet; of an unfinished one nothing can be said."""
        self._asked += 1
        if request is None:
            self._show(None)
            return
        ask = partial(self._shop.app.credit.preview, replace(request, override=""))
        met, not_met = partial(self._met, self._asked), partial(self._not_met, self._asked)
        self._shop.tasks.run(ask, met, not_met, owner=self._dialog)

    def drop(self) -> None:
        """Take no notice of an answer any more: the sale is being recorded."""
        self._asked += 1

    def _met(self, number: int, meets: SalePreview) -> None:
        if number == self._asked:
            self._show(meets)

    def _not_met(self, number: int, _error: CounterbookError) -> None:
        """A sale that makes no sense in itself is refused by the preview of what is after it."""
        if number == self._asked:
            self._show(None)

    def _show(self, meets: SalePreview | None) -> None:
        self.meets = meets
        if meets is None:
            self.band.show_nothing()
        else:
            self.band.show_preview(meets)
        self.show_reason(shown=self.refuses())
        self._dialog.grow()

    def show_reason(self, *, shown: bool) -> None:
        """Ask for the reason, and for the PIN of the owner where there is one."""
        self._dialog.form.show_row("override", shown=shown)
        self.owner.ask(passes=shown)

    def _take_payment(self, amount: int) -> None:
        """Take money for what is owed; the sale waits behind."""
        from app.gui.dialogs.payment import PaymentDialog

        paying = PaymentDialog(self._shop, self._card, self._dialog, amount=amount)
        paying.accepted.connect(self._read)
        paying.open()

    # ---- passing ----------------------------------------------------------------------------------------------------

    def refuses(self) -> bool:
        """Whether the sale is known to be refused unless there is a reason."""
        return self.meets is not None and bool(self.meets.refused)

    def require_reason(self) -> None:
        """Refuse to go on without a reason where one is needed."""
        if self.refuses() and not self.reason():
            refuse("override", N_("Say why it is allowed, or choose another way of paying."))

    def lacks(self, error: CounterbookError, price: str) -> bool:
        """Whether it is credit that refuses; a rule may name the field of the price, or the way of paying."""
        if not isinstance(error, Refused):
            return False
        values = error.message.values
        told = (error.field == price and "customer" in values) or (error.field == "pay" and "needed" in values)
        return error.field in CREDIT or told

    def guarded(self, record: Callable[[], _T]) -> Callable[[], _T]:
        """Return what has the owner's PIN checked first, where a reason passes something and there is one."""
        return self.owner.guarded(record)


def _unknown(_error: CounterbookError) -> None:
    """What the card said has to do."""
