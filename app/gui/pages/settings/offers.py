"""Top-up offers (充500送50): the shop's own dated table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.core.offers import EndOffer, NewOffer, Offer
from app.core.requests import Order
from app.errors import CounterbookError
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.entry_words import whole_amount
from app.gui.dialogs.names import order_name
from app.gui.models.rows import Column
from app.gui.pages.settings.lists import ListTab
from app.gui.shop import Shop
from app.gui.widgets.basics import button
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import AmountEdit, Choices, CountEdit, DateEdit, LineEdit
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_


class OffersTab(ListTab):
    """What a customer gets on top of what they pay in."""

    remembered = "offers"

    def __init__(self, shop: Shop) -> None:
        columns = (
            Column("name", N_("Name"), lambda o: o.name, stretch=True),
            Column("paid", N_("Pay at least"), lambda o: shop.amount(o.paid), right=True, width=94),
            Column("bonus", N_("Bonus"), lambda o: shop.amount(o.bonus), right=True, bold=True, width=88),
            Column("valid", N_("Valid for"), _valid, width=104),
            Column("order", N_("Used"), lambda o: order_name(o.order), width=116),
            Column("from", N_("From"), lambda o: form.short_date(o.starts_on) if o.starts_on else "", width=98),
            Column("until", N_("Until"), lambda o: form.short_date(o.ends_on) if o.ends_on else "", width=98),
        )
        empty = Empty(
            "top-up",
            _("No offers yet"),
            _("“Pay 500, get 50”: an offer is proposed at each top-up it fits, and never given by itself."),
            (_("Make the first"), self.add),
        )
        intro = _("Proposed at a top-up that reaches the amount. Whoever stands at the counter decides.")
        super().__init__(shop, _("Top-up offers"), intro, columns, empty)
        add = button(_("New offer…"), "primary", icon="plus", on=self.add)
        self.offer(add, on_row=(button(_("End it…"), on=self.end),))

    def read(self) -> Callable[[], Sequence[Offer]]:
        """Read the offers made now or later, or all."""
        app, today, ended = self.shop.app, self.shop.today(), self.ended.isChecked()
        return lambda: app.offers.table(today, ended=ended)

    def add(self) -> None:
        """Make an offer."""
        dialog = NewOfferDialog(self.shop, self)
        dialog.accepted.connect(self.refresh)
        dialog.open()

    def end(self) -> None:
        """End the chosen one."""
        if self.chosen() is not None:
            dialog = EndOfferDialog(self.shop, self.chosen(), self)
            dialog.accepted.connect(self.refresh)
            dialog.open()


def _valid(offer: Offer) -> str:
    if offer.valid_days is None:
        return pgettext("offer", "Without end")
    return ngettext("{n} day", "{n} days", offer.valid_days).format(n=offer.valid_days)


class NewOfferDialog(FormDialog):
    """An offer the shop makes from a day on."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("New offer"), parent=parent)
        self.primary.setText(_("Save"))
        self._id = shop.new_id()
        decimals = shop.app.book.decimals
        self.paid, self.bonus = AmountEdit(decimals), AmountEdit(decimals, zero=True)
        self.name = LineEdit(hint=_("blank: “Pay 500, get 50”"))
        self.valid = CountEdit(most=36_600)
        self.order: Choices = Choices([(order, order_name(order)) for order in Order], shop.settings.order)
        self.starts_on = DateEdit(shop.today, shop.today())
        self.ends_on = DateEdit(shop.today, hint=_("no end"))
        self.form.add("paid", _("Pay at least"), self.paid)
        self.form.add("bonus", _("Bonus"), self.bonus)
        self.form.add("name", _("Name"), self.name)
        self.form.add("valid_days", _("Valid for days"), self.valid, hint=_("Blank: it never expires."))
        self.form.add("order", _("Used"), self.order)
        self.form.add("starts_on", _("From"), self.starts_on)
        self.form.add("ends_on", _("Until"), self.ends_on)
        self.paid.setFocus()

    def submit(self) -> None:
        """Make the offer."""
        self.forgive()
        try:
            request = self._request()
        except CounterbookError as error:
            self.complain(error)
            return
        self.carry_out(lambda: self.shop.app.files.record(request), lambda _filed: self.accept())

    def _request(self) -> NewOffer:
        paid, bonus = self.paid.value(), self.bonus.value()
        words = _("Pay {paid}, get {bonus}").format(
            paid=whole_amount(self.shop, paid), bonus=whole_amount(self.shop, bonus)
        )
        return NewOffer(
            id=self._id,
            name=self.name.value() or words,
            paid=paid,
            bonus=bonus,
            starts_on=self.starts_on.value(),
            ends_on=self.ends_on.value(),
            valid_days=self.valid.value_or_none(),
            order=self.order.value(),
        )


class EndOfferDialog(FormDialog):
    """The last day of an offer."""

    def __init__(self, shop: Shop, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("End the offer"), offer.name, parent=parent)
        self._id, self._offer = shop.new_id(), offer
        self.on = DateEdit(shop.today, shop.today())
        self.form.add("on", _("Last day"), self.on)
        self.on.setFocus()

    def submit(self) -> None:
        """End it."""
        self.forgive()
        try:
            request = EndOffer(id=self._id, offer=self._offer.id, on=self.on.required())
        except CounterbookError as error:
            self.complain(error)
            return
        self.carry_out(lambda: self.shop.app.files.record(request), lambda _filed: self.accept())
