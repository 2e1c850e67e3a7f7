"""收款 (F5): money for what is owed; what is over becomes prepaid."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
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
from app.gui.widgets.early_offers import EarlyOffers
from app.gui.widgets.fields import AmountEdit, Choices, DateEdit, LineEdit, typed
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.core.credit.incentives import Proposal
    from app.services.journal import Posted


class PaymentDialog(MoneyDialog):
    """All that is owed is proposed, oldest first; charges may be ticked, or an amount typed.

    What paying early earns is taken off, as far as the amount pays those charges in full.
    """

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None, *, amount: int = 0) -> None:
        super().__init__(shop, _("Take a payment"), card.name, customer=card.number, parent=parent)
        self.setMinimumWidth(theme.px(800))
        decimals = shop.app.book.decimals
        self.charges = ChargeList(shop, card.charges)
        self.amount = AmountEdit(decimals, big=True)
        self.early = EarlyOffers(shop)
        self._early_on: date | None = None
        self.over = label("", "soon", wrap=True)
        self.tender: Choices = Choices([(tender, tender_name(tender)) for tender in shop.settings.tenders])
        self.discount = AmountEdit(decimals, zero=True)
        self.rounding = AmountEdit(decimals, zero=True)
        self.text = LineEdit(hint=_("for the receipt, if anything"))
        self.reference = LineEdit()
        self.on = DateEdit(shop.today, shop.today())
        self.form.add("against", _("Owed"), self.charges)
        self.form.also("pays", "against", _("Pays"))
        self.form.add("early", _("Paying early"), self.early)
        self.form.show_row("early", shown=False)
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
        if amount:
            self.amount.set_value(amount)
            self.amount.setModified(True)
        self._propose()
        self._ask_early()
        self.touched()
        self.amount.setFocus()
        self.amount.selectAll()

    def _wire(self) -> None:
        self.charges.changed.connect(self._chosen)
        self.early.changed.connect(self._early_chosen)
        self.discount.textEdited.connect(self.early.untick)
        self.on.textChanged.connect(self._ask_early)
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
            wanted = self.charges.wanted()
            if not typed(self.discount):
                self.charges.spread(wanted)
                self._show_discount(self._earned(wanted))
            selected = self.amount.selectedText() == self.amount.text()
            self.amount.set_value(max(wanted - self._lost() + self._back(), 0) or None)
            if selected:  # what is typed next takes the place of what is proposed, also when that came a moment later
                self.amount.selectAll()

    def _lost(self) -> int:
        """Return what is given up, as far as it can be read."""
        try:
            return (self.discount.value_or_none() or 0) + (self.rounding.value_or_none() or 0)
        except Refused:
            return 0

    # ---- paying early -----------------------------------------------------------------------------------------------

    def _ask_early(self, *_args: object) -> None:
        """Ask what paying on the day of the payment still earns."""
        on, number = self.on.or_today(), self.customer
        if on != self._early_on and self.charges.rows:
            self._early_on = on
            incentives = self.shop.app.incentives
            self.shop.tasks.run(lambda: (on, incentives.proposals(number, on)), self._early_known, owner=self)

    def _early_known(self, answer: tuple[date, Sequence[Proposal]]) -> None:
        on, offers = answer
        if on != self._early_on:
            return
        named = {each.charge: each for each in self.charges.rows}
        known = [offer for offer in offers if offer.charge in named]
        self.early.show_offers(known, lambda name: self.charges.what(named[name]))
        self.form.show_row("early", shown=bool(known))
        self._chosen()

    def _early_chosen(self) -> None:
        self.discount.setModified(False)
        self._chosen()

    def _earned(self, amount: int) -> list[Proposal]:
        """Return the offers taken whose charges an amount, with what they take off, pays in full."""
        found = self.early.ticked()
        while True:
            self.charges.spread(amount if self._is_whole(amount) else amount + sum(each.saved for each in found))
            closed = self.charges.closed()
            kept = [each for each in found if each.charge in closed]
            if len(kept) == len(found):
                return kept
            found = kept

    def _is_whole(self, amount: int) -> bool:
        """Whether an amount is all that is wanted, from which what is earned is still to be taken off."""
        return not typed(self.amount) and amount == self.charges.wanted()

    def _back(self) -> int:
        """Return what of the discount is paid all the same and comes back as credit."""
        return sum(each.saved for each in self.early.ticked() if each.form == "rebate")

    def _show_discount(self, earned: Sequence[Proposal]) -> None:
        saved = sum(each.saved for each in earned)
        self.discount.set_value(saved or None)
        reached = {each.charge for each in earned}
        self.early.show_missed({each.charge for each in self.early.ticked()} - reached)

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
        if typed(self.amount) and not typed(self.discount):
            with suppress(Refused):
                self._show_discount(self._earned(amount))
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
