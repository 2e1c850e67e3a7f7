"""充值 (F2): money paid ahead, with what the shop's offers give on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.offers import Offer, expiry, proposals
from app.core.requests import TopUp
from app.core.terms_text import TermsKind
from app.errors import CounterbookError, Refused
from app.gui.dialogs.agreed import Agreed
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.entry_words import whole_amount
from app.gui.dialogs.fold import Fold
from app.gui.dialogs.names import tender_name
from app.gui.shop import Shop
from app.gui.widgets.fields import AmountEdit, Choices, DateEdit, LineEdit, typed
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.services.journal import Posted


class TopUpDialog(MoneyDialog):
    """Amount, Enter: the best offer the amount reaches is proposed, and one key takes another or none."""

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Top up"), card.name, customer=card.number, parent=parent)
        decimals = shop.app.book.decimals
        self._offers: list[Offer] = []
        #: The day the offers are of, the day they were last asked for, and whether Enter was pressed in between.
        self._offers_on: date | None = None
        self._asked_on: date | None = None
        self._pressed = False
        self._wanted: Offer | None = None
        self._offer_picked = False
        self.agreed = Agreed(self, card, TermsKind.TOP_UP)
        self.paid = AmountEdit(decimals, big=True)
        self.offer: Choices = Choices([(None, _("No bonus"))])
        self.tender: Choices = Choices([(tender, tender_name(tender)) for tender in shop.settings.tenders])
        self.bonus = AmountEdit(decimals, zero=True)
        self.expires_on = DateEdit(shop.today, hint=pgettext("lot", "never"))
        self.on = DateEdit(shop.today, shop.today())
        self.text = LineEdit(hint=_("for the receipt, if anything"))
        self.form.add("paid", _("Amount"), self.paid)
        self.form.add("offer", _("Offer"), self.offer)
        self.form.add("tender", _("Paid by"), self.tender)
        self.form.add("bonus", _("Bonus"), self.bonus)
        self.form.add("expires_on", _("May be used until"), self.expires_on)
        self.form.add("note", _("Note"), self.text)
        self.form.add("on", _("Date"), self.on)
        self.more = Fold(self, ("bonus", "expires_on", "note", "on"), _("Show bonus, expiry, note and date"))
        self._wire()
        self._paid_typed()
        self.paid.setFocus()
        self._ask_offers()

    def _wire(self) -> None:
        self.paid.textChanged.connect(self._paid_typed)
        self.offer.changed.connect(self._offer_chosen)
        self.tender.changed.connect(self.touched)
        self.on.textChanged.connect(self._date_typed)
        for field in (self.bonus, self.expires_on, self.text):
            field.textChanged.connect(self.touched)

    # ---- offers -----------------------------------------------------------------------------------------------------

    def _ask_offers(self) -> None:
        """Ask what was on offer on the day of the entry; after the terms of that day, so both are known together."""
        on, offers = self.on.or_today(), self.shop.app.offers
        if on != self._asked_on or not (self._waits or on == self._offers_on):
            self._asked_on, self._waits = on, True
            self.shop.tasks.run(lambda: (on, offers.current(on)), self._offers_known, self._offers_unknown, owner=self)

    def _offers_known(self, answer: tuple[date, list[Offer]]) -> None:
        on, offers = answer
        if on != self._asked_on:
            return
        pressed, self._pressed, self._waits = self._pressed, False, False
        self._offers_on, self._offers = on, offers
        self._paid_typed()
        if pressed and self.isVisible():
            self.submit()

    def _offers_unknown(self, error: CounterbookError) -> None:
        self._waits = self._pressed = False
        self.complain(error)

    def _date_typed(self) -> None:
        self._show_offer()
        self._ask_offers()

    def _paid_typed(self) -> None:
        """Propose what the amount reaches, the best first; what was chosen by hand stays while it is there."""
        paid = self._paid()
        found = proposals(self._offers, paid, self.on.or_today()) if paid else []
        offers: list[Offer | None] = [*(proposal.offer for proposal in found), None]
        wanted = self._wanted if self._offer_picked and self._wanted in offers else offers[0]
        self.offer.set_choices([(offer, self._offer_words(offer)) for offer in offers], wanted)
        self.form.show_row("offer", shown=bool(self._offers))
        self._show_offer()

    def _paid(self) -> int | None:
        try:
            return self.paid.value_or_none()
        except Refused:
            return None

    def _offer_words(self, offer: Offer | None) -> str:
        if offer is None:
            return _("No bonus")
        return offer.name or _("Pay {paid}, get {bonus}").format(
            paid=whole_amount(self.shop, offer.paid), bonus=whole_amount(self.shop, offer.bonus)
        )

    def _offer_chosen(self) -> None:
        """Another offer was taken by hand: it says bonus and expiry, whatever was typed there."""
        self._offer_picked, self._wanted = True, self.offer.value()
        self.bonus.setModified(False)
        self.expires_on.setModified(False)
        self._show_offer()

    def _show_offer(self) -> None:
        offer: Offer | None = self.offer.value()
        if not typed(self.bonus):
            self.bonus.set_value(offer.bonus if offer else None)
        if not typed(self.expires_on):
            self.expires_on.set_value(expiry(offer, self.on.or_today()) if offer else None)
        self.touched()

    # ---- recording --------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Record it; before the offers of its day are known this is remembered, and done once they are."""
        if self._offers_on == self.on.or_today():
            super().submit()
            return
        self._pressed = True
        self._ask_offers()

    def request(self) -> TopUp:
        """Return the top-up as typed."""
        offer: Offer | None = self.offer.value()
        return TopUp(
            id=self.request_id,
            customer=self.customer,
            paid=self.paid.value(),
            bonus=self.bonus.value_or_none() or 0,
            tender=self.tender.value(),
            on=self.on.required(),
            expires_on=self.expires_on.value(),
            order=offer.order if offer else self.shop.settings.order,
            priority=offer.priority if offer else 0,
            note=self.text.value(),
            terms=self.agreed.id(),
        )

    def touched(self, *args: object) -> None:
        """Name the amount on the button too: it is the last thing seen before Enter."""
        super().touched(*args)
        self._pressed = False
        self.agreed.ask(self.on.or_today())
        paid = self._paid()
        self.primary.setText(_("Top up {amount}").format(amount=self.shop.money(paid)) if paid else _("Top up"))

    def place_of(self, field: str) -> str:
        """Bring a hidden row out when the error is there."""
        return self.more.reveal(field)

    def done_text(self, posted: Posted) -> str:
        """Say how much was topped up."""
        del posted
        request = self.request()
        if request.bonus:
            return _("Topped up {amount} and {bonus} bonus for {name}.").format(
                amount=self.shop.money(request.paid), bonus=self.shop.money(request.bonus), name=self.subtitle.text()
            )
        return _("Topped up {amount} for {name}.").format(
            amount=self.shop.money(request.paid), name=self.subtitle.text()
        )
