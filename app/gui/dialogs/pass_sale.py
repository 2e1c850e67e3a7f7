"""售卡 (F7): a pass of visits or of days, from the price list or as agreed, and how it is paid."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.prices import PASSES, PriceItem, PriceKind
from app.core.requests import PassSale
from app.core.terms_text import TermsKind
from app.errors import Refused, refuse
from app.gui.dialogs.agreed import Agreed
from app.gui.dialogs.fold import Fold
from app.gui.dialogs.selling import SellDialog
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import AmountEdit, Choices, CountEdit, DateEdit, LineEdit
from app.gui.widgets.price_picker import PriceBook, PricePicker
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.services.journal import Posted

_MOST_DAYS = 36_500


class PassSaleDialog(SellDialog):
    """A pass taken from the price list fills in all there is to it; everything may be changed, or typed at once."""

    price = "paid"

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, card, _("Sell a pass"), prepaid_first=False, parent=parent)
        decimals = shop.app.book.decimals
        self._services: dict[str, int] = {}
        self.agreed = Agreed(self, card, TermsKind.PASS)
        self.service = PricePicker(self._offer_words, hint=_("from the price list, or what the pass is for"))
        self.counted: Choices = Choices(
            [(PriceKind.SESSION_PASS, pgettext("pass", "Visits")), (PriceKind.PERIOD_PASS, pgettext("pass", "Days"))]
        )
        self.count = CountEdit()
        self.days = CountEdit(most=_MOST_DAYS)
        self.ends = label("", "mute")
        self.paid = AmountEdit(decimals, big=True)
        self.starts_on = DateEdit(shop.today, shop.today())
        self.expires_on = DateEdit(shop.today, hint=pgettext("pass", "never"))
        self.list_price = AmountEdit(decimals)
        self.text = LineEdit(hint=_("for the receipt, if anything"))
        self._lay_out()
        self._wire()
        self.touched()
        self.service.setFocus()
        shop.tasks.run(lambda: shop.app.prices.items(shop.today()), self._prices_known, owner=self)

    def _lay_out(self) -> None:
        self.form.add("service", _("Pass for"), self.service)
        self.form.add("size", _("Counted in"), self.counted)
        self.form.add("count", _("Number of visits"), self.count)
        self.form.add("days", _("Number of days"), self.days, beside=self.ends)
        self.form.add("starts_on", _("First day"), self.starts_on)
        self.form.add("expires_on", _("May be used until"), self.expires_on)
        self.form.add("paid", _("Price"), self.paid)
        self.add_paying()
        self.form.add("list_price", _("Price of one visit"), self.list_price)
        self.form.add("note", _("Note"), self.text)
        self.form.add("on", _("Date"), self.on)
        self.more = Fold(self, ("list_price", "note", "on"), _("Show the price of one visit, note and date"))

    def _wire(self) -> None:
        self.service.picked.connect(self._picked)
        self.counted.changed.connect(self.touched)
        for field in (
            self.service,
            self.count,
            self.days,
            self.paid,
            self.starts_on,
            self.expires_on,
            self.list_price,
            self.text,
            self.on,
        ):
            field.textChanged.connect(self.touched)

    # ---- the price list ---------------------------------------------------------------------------------------------

    def _prices_known(self, items: list[PriceItem]) -> None:
        self._services = {item.name: item.price for item in items if item.kind is PriceKind.SERVICE}
        passes = [item for item in items if item.kind in PASSES]
        if passes:
            self.shop.tasks.run(lambda: PriceBook(passes), self._book_known, owner=self)

    def _book_known(self, book: PriceBook) -> None:
        self.service.set_book(book)

    def _offer_words(self, item: PriceItem) -> str:
        if item.count is not None:
            size = ngettext("{n} visit", "{n} visits", item.count).format(n=item.count)
        else:
            size = ngettext("{n} day", "{n} days", item.days or 1).format(n=item.days)
        return f"{size}  ·  {self.shop.money(item.price)}"

    def _picked(self, item: PriceItem) -> None:
        """Fill in what the price list says of a pass."""
        self.service.setText(item.service)
        self.counted.set_value(item.kind)
        self.count.setText("" if item.count is None else str(item.count))
        self.days.setText("" if item.days is None else str(item.days))
        self.paid.set_value(item.price)
        self.list_price.set_value(self._services.get(item.service))
        self.expires_on.set_value(_after(self.on.or_today(), item.valid_days) if item.valid_days else None)
        self.paid.setFocus()
        self.paid.selectAll()

    # ---- as it is typed ---------------------------------------------------------------------------------------------

    def touched(self, *args: object) -> None:
        """Show the fields the kind of pass has, when it ends, and how its price is paid."""
        super().touched(*args)
        by_days = self.counted.value() is PriceKind.PERIOD_PASS
        for name, shown in (("count", not by_days), ("expires_on", not by_days), ("days", by_days)):
            self.form.show_row(name, shown=shown)
        self.form.show_row("starts_on", shown=by_days)
        self.agreed.ask(self.on.or_today())
        try:
            last = self._last_day() if by_days else None
        except Refused:
            last = None
        self.ends.setText(_("through {date}").format(date=form.short_date(last)) if last else "")
        try:
            paid = self.paid.value_or_none()
        except Refused:
            paid = None
        self.show_to_pay(paid, _("Sell the pass"), _("Sell the pass for {amount}"))

    def _last_day(self) -> date | None:
        days = self.days.value_or_none()
        if days is None:
            return None
        last = _after(self.starts_on.value() or self.on.or_today(), days - 1)
        if last is None:
            refuse("days", N_("That day lies too far ahead."))
        return last

    # ---- recording --------------------------------------------------------------------------------------------------

    def request(self) -> PassSale:
        """Return the pass as typed."""
        service = self.service.value()
        if not service:
            refuse("service", N_("Say what the pass is for."))
        by_days = self.counted.value() is PriceKind.PERIOD_PASS
        if by_days:
            self.days.value()
            self._last_day()
        return PassSale(
            id=self.request_id,
            customer=self.customer,
            on=self.on.required(),
            service=service,
            paid=self.paid.value(),
            count=None if by_days else self.count.value(),
            days=self.days.value() if by_days else None,
            starts_on=self.starts_on.value() if by_days else None,
            expires_on=None if by_days else self.expires_on.value(),
            list_price=self.list_price.value_or_none(),
            pay=self.pay.parts(),
            override=self.reason(),
            note=self.text.value(),
            terms=self.agreed.id(),
        )

    def place_of(self, field: str) -> str:
        """Bring a hidden row out when the error is there."""
        return self.more.reveal(super().place_of(field))

    def done_text(self, posted: Posted) -> str:
        """Say what was sold, and for how much."""
        del posted
        request = self.request()
        words = _("Sold a pass for {service} to {name}, {amount}.")
        return words.format(service=request.service, name=self.subtitle.text(), amount=self.shop.money(request.paid))


def _after(day: date, days: int) -> date | None:
    """Return a day some days later, None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
