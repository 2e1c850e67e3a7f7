"""消费 (F3): what was sold, from the price list or in one's own words, and how it is paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.prices import PASSES
from app.core.requests import Sale
from app.errors import Refused, refuse
from app.gui import theme
from app.gui.dialogs.fold import Fold
from app.gui.dialogs.selling import SellDialog
from app.gui.shop import Shop
from app.gui.widgets.fields import AmountEdit, LineEdit, typed
from app.gui.widgets.price_picker import PriceBook
from app.gui.widgets.sale_lines import SaleLines
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.services.journal import Posted

BETWEEN = " + "
"""Stands between the lines of a sale where one text is to name them all."""

_MOST_WORDS = 200


class SaleDialog(SellDialog):
    """A few letters and Enter take something from the price list, Enter sells it: prepaid first, the rest on account.

    What is to be paid follows the lines until another amount is typed. An amount alone sells without words.
    """

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, card, _("Sale"), prepaid_first=True, parent=parent)
        self.setMinimumWidth(theme.px(680))
        decimals = shop.app.book.decimals
        self.lines = SaleLines(shop)
        self.amount = AmountEdit(decimals, big=True)
        self.list_amount = AmountEdit(decimals)
        self.text = LineEdit(hint=_("for the receipt, if anything"))
        self.reference = LineEdit()
        self.form.add("lines", _("Sold"), self.lines)
        for name, text in (("quantity", _("Quantity")), ("price", _("Price each"))):
            self.form.also(name, "lines", text)
        self.form.add("amount", _("To pay"), self.amount)
        self.add_paying()
        self.form.add("list_amount", _("List price"), self.list_amount)
        self.form.add("note", _("Note"), self.text)
        self.form.add("reference", _("Document no."), self.reference)
        self.form.add("on", _("Date"), self.on)
        self.more = Fold(
            self, ("list_amount", "note", "reference", "on"), _("Show list price, note, document number and date")
        )
        self._wire()
        self.touched()
        self.lines.setFocus()
        shop.tasks.run(self._price_book, self.lines.set_book, owner=self)

    def _price_book(self) -> PriceBook:
        """Return services and goods; a pass is sold by a dialog of its own, else nobody would owe its visits."""
        prices = self.shop.app.prices
        return PriceBook([item for item in prices.items(self.shop.today()) if item.kind not in PASSES])

    def _wire(self) -> None:
        self.lines.changed.connect(self._lines_changed)
        self.amount.textChanged.connect(self.touched)
        for field in (self.list_amount, self.text, self.reference, self.on):
            field.textChanged.connect(self.touched)

    # ---- amounts ----------------------------------------------------------------------------------------------------

    def _lines_changed(self) -> None:
        """The amount to pay and the list price follow the lines, unless they were typed."""
        try:
            sold = self.lines.sold()
        except Refused:
            sold = []
        if not typed(self.amount):
            self.amount.set_value(sum(line.total for line in sold) if sold else None)
        if not typed(self.list_amount):
            listed = sum(line.list_total for line in sold)
            self.list_amount.set_value(listed if sold and listed else None)
        self.touched()

    def touched(self, *args: object) -> None:
        """Spread the amount over the ways of paying as it is typed."""
        super().touched(*args)
        try:
            amount = self.amount.value_or_none()
        except Refused:
            amount = None
        self.show_to_pay(amount, _("Sell"), _("Sell for {amount}"))

    # ---- recording --------------------------------------------------------------------------------------------------

    def request(self) -> Sale:
        """Return the sale as typed."""
        only_amount = typed(self.amount) and all(row.is_blank() for row in self.lines.rows)
        lines = () if only_amount else self.lines.sale_lines()
        amount = self.amount.value()
        listed = self.list_amount.value_or_none()
        if typed(self.list_amount) and listed is not None and listed < amount:
            refuse("list_amount", N_("The list price is less than what is to be paid."))
        return Sale(
            id=self.request_id,
            customer=self.customer,
            on=self.on.required(),
            amount=amount,
            list_amount=listed if listed is not None and listed > amount else None,
            description=BETWEEN.join(line.text for line in lines)[:_MOST_WORDS],
            lines=lines,
            pay=self.pay.parts(),
            override=self.reason(),
            note=self.text.value(),
            reference=self.reference.value(),
        )

    def place_of(self, field: str) -> str:
        """Bring a hidden row out when the error is there."""
        return self.more.reveal(super().place_of(field))

    def done_text(self, posted: Posted) -> str:
        """Say what was sold, and for how much."""
        del posted
        request = self.request()
        amount = self.shop.money(request.amount)
        if request.description:
            words = _("Sold to {name}: {what}, {amount}.")
            return words.format(name=self.subtitle.text(), what=request.description, amount=amount)
        return _("Sold to {name}: {amount}.").format(name=self.subtitle.text(), amount=amount)
