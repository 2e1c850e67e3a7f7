"""The price list: what the shop sells, with dated prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.core.prices import EndPriceItem, NewPrice, NewPriceItem, PriceItem, PriceKind
from app.errors import CounterbookError, refuse
from app.gui.dialogs.base import FormDialog
from app.gui.models.rows import Column
from app.gui.pages.settings.lists import ListTab
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import AmountEdit, Choices, CountEdit, DateEdit, LineEdit
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_


def kind_words(kind: PriceKind) -> str:
    """Return what a kind of thing on the price list is called."""
    return {
        PriceKind.SERVICE: pgettext("price list", "Service"),
        PriceKind.GOODS: pgettext("price list", "Goods"),
        PriceKind.SESSION_PASS: pgettext("price list", "Session pass"),
        PriceKind.PERIOD_PASS: pgettext("price list", "Period pass"),
    }[kind]


class PricesTab(ListTab):
    """Everything on the list, and the way to price it anew from a day on."""

    remembered = "prices"

    def __init__(self, shop: Shop) -> None:
        columns = (
            Column("name", N_("Name"), lambda i: i.name, stretch=True),
            Column("kind", N_("Kind"), lambda i: kind_words(i.kind), width=110),
            Column("contents", N_("Contents"), _contents, width=130),
            Column("price", N_("Price"), lambda i: shop.amount(i.price), right=True, bold=True, width=90),
            Column("since", N_("Since"), _since, width=96),
            Column("ended", N_("Sold until"), _ended, width=96),
        )
        empty = Empty(
            "tag",
            _("Nothing on the price list yet"),
            _("Services, goods and passes with their prices: then a sale is a few keys."),
            (_("Add the first"), self.add),
        )
        intro = _("Prices are dated: an old price stays known, because refunds are worked out by it.")
        super().__init__(shop, _("Price list"), intro, columns, empty)
        add = button(_("Add…"), "primary", icon="plus", on=self.add)
        price = button(_("New price…"), on=self.new_price)
        end = button(_("Stop selling…"), on=self.end)
        self.offer(add, on_row=(price, end))
        self.table.opened.connect(self.new_price)

    def read(self) -> Callable[[], Sequence[PriceItem]]:
        """Read what is sold, or all that ever was."""
        app, today, ended = self.shop.app, self.shop.today(), self.ended.isChecked()
        return lambda: app.prices.items(today, ended=ended)

    def add(self) -> None:
        """Put something on the list."""
        self._open(NewItemDialog(self.shop, self))

    def new_price(self, *_args: object) -> None:
        """Price the chosen one anew."""
        if self.chosen() is not None:
            self._open(NewPriceDialog(self.shop, self.chosen(), self))

    def end(self) -> None:
        """Take the chosen one off the list."""
        if self.chosen() is not None:
            self._open(EndItemDialog(self.shop, self.chosen(), self))

    def _open(self, dialog: FormDialog) -> None:
        dialog.accepted.connect(self.refresh)
        dialog.open()


def _contents(item: PriceItem) -> str:
    parts = []
    if item.count:
        parts.append(ngettext("{n} visit", "{n} visits", item.count).format(n=item.count))
    if item.days:
        parts.append(ngettext("{n} day", "{n} days", item.days).format(n=item.days))
    if item.covers:
        parts.append(_("for {service}").format(service=item.covers))
    if item.valid_days:
        parts.append(_("valid {n} days").format(n=item.valid_days))
    return "  ·  ".join(parts)


def _since(item: PriceItem) -> str:
    current = [price.starts_on for price in item.prices if price.amount == item.price]
    return form.short_date(max(current)) if current else ""


def _ended(item: PriceItem) -> str:
    return form.short_date(item.ended_on) if item.ended_on else ""


class _PriceDialog(FormDialog):
    """Records one request about the price list."""

    def send(self, request: NewPriceItem | NewPrice | EndPriceItem) -> None:
        """Record it; what is refused stays open."""
        self.carry_out(lambda: self.shop.app.prices.record(request), lambda _filed: self.accept())


class NewItemDialog(_PriceDialog):
    """Something new on the list."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Add to the price list"), parent=parent)
        self.primary.setText(_("Save"))
        self._id = shop.new_id()
        self.kind: Choices = Choices([(kind, kind_words(kind)) for kind in PriceKind])
        self.name = LineEdit()
        self.price = AmountEdit(shop.app.book.decimals, zero=True)
        self.count, self.days, self.valid = CountEdit(), CountEdit(), CountEdit()
        self.covers = LineEdit(hint=_("blank: the same name"))
        self.starts_on = DateEdit(shop.today, shop.today())
        self.form.add("kind", _("Kind"), self.kind)
        self.form.add("name", _("Name"), self.name)
        self.form.add("price", _("Price"), self.price)
        self.form.add("count", _("Visits"), self.count)
        self.form.add("days", _("Days"), self.days)
        self.form.add("covers", _("For the service"), self.covers)
        self.form.add("valid_days", _("Valid for days"), self.valid, hint=_("Blank: it never expires."))
        self.form.add("starts_on", _("From"), self.starts_on)
        self.kind.changed.connect(self._kind_chosen)
        self._kind_chosen()
        self.name.setFocus()

    def _kind_chosen(self) -> None:
        kind = self.kind.value()
        session, period = kind is PriceKind.SESSION_PASS, kind is PriceKind.PERIOD_PASS
        self.form.show_row("count", shown=session)
        self.form.show_row("valid_days", shown=session)
        self.form.show_row("days", shown=period)
        self.form.show_row("covers", shown=session or period)
        self.grow()

    def submit(self) -> None:
        """Put it on the list."""
        self.forgive()
        try:
            request = self._request()
        except CounterbookError as error:
            self.complain(error)
            return
        self.send(request)

    def _request(self) -> NewPriceItem:
        kind = self.kind.value()
        session, period = kind is PriceKind.SESSION_PASS, kind is PriceKind.PERIOD_PASS
        name = self.name.value()
        if not name:
            refuse("name", N_("Give it a name."))
        return NewPriceItem(
            id=self._id,
            name=name,
            kind=kind,
            price=self.price.value(),
            starts_on=self.starts_on.required(),
            count=self.count.value() if session else None,
            days=self.days.value() if period else None,
            valid_days=self.valid.value_or_none() if session else None,
            covers=self.covers.value() if session or period else "",
        )


class NewPriceDialog(_PriceDialog):
    """Another price from a day on."""

    def __init__(self, shop: Shop, item: PriceItem, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("New price"), item.name, parent=parent)
        self.primary.setText(_("Save"))
        self._id, self._item = shop.new_id(), item
        self.price = AmountEdit(shop.app.book.decimals, zero=True)
        self.starts_on = DateEdit(shop.today, shop.today())
        known = "   ".join(
            _("{amount} since {date}").format(amount=shop.amount(p.amount), date=form.short_date(p.starts_on))
            for p in item.prices
        )
        self.above.addWidget(label(known, "mute", wrap=True))
        self.form.add("price", _("Price"), self.price)
        self.form.add("starts_on", _("From"), self.starts_on)
        self.price.setFocus()

    def submit(self) -> None:
        """Record the price."""
        self.forgive()
        try:
            request = NewPrice(
                id=self._id, item=self._item.id, price=self.price.value(), starts_on=self.starts_on.required()
            )
        except CounterbookError as error:
            self.complain(error)
            return
        self.send(request)


class EndItemDialog(_PriceDialog):
    """The last day it is sold."""

    def __init__(self, shop: Shop, item: PriceItem, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Stop selling"), item.name, parent=parent)
        self._id, self._item = shop.new_id(), item
        self.on = DateEdit(shop.today, shop.today())
        self.form.add("on", _("Last day"), self.on)
        self.on.setFocus()

    def submit(self) -> None:
        """Take it off the list."""
        self.forgive()
        try:
            request = EndPriceItem(id=self._id, item=self._item.id, on=self.on.required())
        except CounterbookError as error:
            self.complain(error)
            return
        self.send(request)
