"""退款 (F6): prepaid money given back. What the law gives for each reason stands side by side; the owner decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QWidget

from app.core.money import first_shares
from app.core.refund import RULES, RefundProposal, RefundReason
from app.core.requests import Refund
from app.errors import CounterbookError, Refused, refuse
from app.gui import theme
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.fold import Fold
from app.gui.dialogs.names import tender_name
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import AmountEdit, Choices, CountEdit, DateEdit, LineEdit, typed
from app.gui.widgets.refund_lots import Held, RefundLots
from app.gui.widgets.refund_reasons import RefundReasons, reason_name
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.services.journal import Posted


class RefundDialog(MoneyDialog):
    """Which lots, why, how much. An amount typed by hand leaves the rest in the lots, unless the shop keeps some."""

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Refund"), card.name, customer=card.number, parent=parent)
        self.setMinimumWidth(theme.px(800))
        decimals = shop.app.book.decimals
        self._reason_chosen = False
        #: What is proposed for what is chosen; None while that is reckoned, or where it cannot be.
        self._found: RefundProposal | None = None
        self._number = 0
        self.lots = RefundLots(shop, card)
        self.why = RefundReasons(shop)
        self.experienced = QCheckBox(_("Had received the same before paying"))
        self.law = label("", "mute-small", wrap=True)
        self.units = CountEdit()
        self.amount = AmountEdit(decimals, big=True, zero=True)
        self.kept = AmountEdit(decimals, zero=True)
        self.tender: Choices = Choices([(tender, tender_name(tender)) for tender in shop.settings.tenders])
        self.reason = LineEdit()
        self.keep_bonus = QCheckBox(_("The customer keeps the bonus"))
        self.text, self.reference = LineEdit(), LineEdit()
        self.on = DateEdit(shop.today, shop.today())
        self._lay_out()
        self._wire()
        self._lots_chosen()
        self.why.setFocus()

    def _lay_out(self) -> None:
        form = self.form
        form.add("from", _("Given back"), self.lots)
        form.add("why", _("Why"), self.why)
        form.add("experienced", _("The customer"), self.experienced)
        self.experienced.setAccessibleName(self.experienced.text())
        self.experienced.setToolTip(_("Here or elsewhere: then there is no cooling off (Art. 14)."))
        form.addWidget(self.law, form.rowCount(), 1)
        form.add("units", _("Visits given back"), self.units)
        form.add("amount", _("Paid out"), self.amount)
        form.add("kept", _("Kept by the shop"), self.kept)
        form.add("tender", _("Paid out by"), self.tender)
        form.add("reason", _("Reason"), self.reason)
        form.add("keep_bonus", _("Bonus"), self.keep_bonus)
        self.keep_bonus.setAccessibleName(self.keep_bonus.text())
        form.add("note", _("Note"), self.text)
        form.add("reference", _("Document no."), self.reference)
        form.add("on", _("Date"), self.on)
        rows = ("keep_bonus", "note", "reference", "on")
        self.more = Fold(self, rows, _("Show bonus, note, document number and date"))

    def _wire(self) -> None:
        self.lots.changed.connect(self._lots_chosen)
        self.why.changed.connect(self._why_chosen)
        self.experienced.toggled.connect(self._ask)
        self.on.textChanged.connect(self._ask)
        self.units.textChanged.connect(self._units_typed)
        self.amount.textEdited.connect(self._amount_edited)
        self.tender.changed.connect(self.touched)
        self.keep_bonus.toggled.connect(self.touched)
        for field in (self.amount, self.kept, self.reason, self.text, self.reference):
            field.textChanged.connect(self.touched)

    # ---- proposals --------------------------------------------------------------------------------------------------

    def _lots_chosen(self) -> None:
        """Other lots: amounts are proposed anew; visits can be given back in part of one session pass alone."""
        chosen = self.lots.chosen()
        in_part = len(chosen) == 1 and chosen[0].visits is not None
        self.form.show_row("units", shown=in_part)
        self.units.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.units.setText(str(chosen[0].visits) if in_part else "")
        self.units.blockSignals(False)  # noqa: FBT003
        self._forget()
        self._ask()

    def _why_chosen(self) -> None:
        self._reason_chosen = True
        self._forget()
        self._ask()

    def _forget(self) -> None:
        """Propose the amounts anew, whatever was typed."""
        self.amount.setModified(False)
        self.kept.setModified(False)

    def _ask(self, *_args: object) -> None:
        """Ask what the law gives back of the lots chosen."""
        self._number += 1
        number, why = self._number, self.why.value()
        self._found, self._waits = None, False
        self.form.show_row("experienced", shown=why is RefundReason.COOLING_OFF)
        if not typed(self.reason):
            self.reason.setText(reason_name(why))
        lots = tuple(held.lot for held in self.lots.chosen())
        on = self.on.or_today()
        self.touched()
        if not lots:
            self._show_nothing()
            return
        self._waits = True
        refunds, customer, experienced = self.shop.app.refunds, self.customer, self.experienced.isChecked()
        self.shop.tasks.run(
            lambda: refunds.propose(customer, why, on, lots, experienced=experienced),
            lambda found: self._proposed(number, found),
            lambda error: self._not_proposed(number, error),
            owner=self,
        )

    def _show_nothing(self) -> None:
        self.lots.show_lines(())
        self.why.show_totals({})
        self.law.setText(_("Tick what is given back.") if self.lots.rows else _("There is nothing to give back."))
        if not typed(self.amount):
            self.amount.set_value(None)
            self.kept.set_value(None)

    def _not_proposed(self, number: int, error: CounterbookError) -> None:
        if number == self._number:
            self._waits = False
            self._show_nothing()
            self.complain_quietly(error)

    def _proposed(self, number: int, found: RefundProposal) -> None:
        """Show what goes back; the first time, a customer too late to think again is taken to go by own wish."""
        if number != self._number:
            return
        totals = {found.reason: found.total, **found.other}
        self.why.show_totals(totals)
        too_late = found.used_before or not found.total
        if not self._reason_chosen and found.reason is RefundReason.COOLING_OFF and too_late:
            self._reason_chosen = True
            self.why.choose(RefundReason.CUSTOMER)
            self.why.setFocus()
            self._ask()
            return
        self._found, self._waits = found, False
        self.lots.show_lines(found.lines)
        self.law.setText("\n".join(_law_words(self.shop, found)))
        if _units(self.units, self.lots.chosen()) is None:
            if not typed(self.amount):
                self.amount.set_value(found.total - found.beyond)
            if not typed(self.kept):
                self.kept.set_value(found.kept if not typed(self.amount) else 0)
        self.touched()
        self.grow()

    # ---- as it is typed ---------------------------------------------------------------------------------------------

    def _units_typed(self) -> None:
        """Part of a pass goes back at what its visits are worth in the book."""
        self._forget()
        try:
            units = _units(self.units, self.lots.chosen())
        except Refused:
            units = None
        held = self.lots.chosen()[0]
        if units is not None and held.visits and units <= held.visits:
            self.amount.set_value(first_shares(held.left, held.visits, units))
            self.kept.set_value(0)
            self.touched()
        else:
            self._ask()

    def _amount_edited(self) -> None:
        """An amount typed by hand leaves the rest where it is."""
        if not typed(self.kept):
            self.kept.set_value(0)

    def touched(self, *args: object) -> None:
        """Name the amount on the button."""
        super().touched(*args)
        try:
            amount = self.amount.value_or_none()
        except Refused:
            amount = None
        words = _("Pay out {amount}").format(amount=self.shop.money(amount)) if amount else _("Pay out")
        self.primary.setText(words)

    # ---- recording --------------------------------------------------------------------------------------------------

    def request(self) -> Refund:
        """Return the refund as typed."""
        chosen = self.lots.chosen()
        if not chosen:
            refuse("from", N_("Tick what is given back."))
        if self._waits:
            refuse("", N_("What goes back is being reckoned for what you chose; look at the amount, then press again."))
        units = _units(self.units, self.lots.chosen())
        amount = self.amount.value()
        if not amount:
            refuse("amount", N_("{field} must be more than zero."), field="amount")
        reason = self.reason.value()
        if not reason:
            refuse("reason", N_("Say why, for the record."))
        return Refund(
            id=self.request_id,
            customer=self.customer,
            on=self.on.required(),
            tender=self.tender.value(),
            reason=reason,
            amount=amount,
            lots=_claimed(self._found, tuple(held.lot for held in chosen)),
            units=units,
            kept=self.kept.value_or_none() or 0,
            keep_bonus=self.keep_bonus.isChecked(),
            note=self.text.value(),
            reference=self.reference.value(),
        )

    def place_of(self, field: str) -> str:
        """Bring a hidden row out when the error is there."""
        return self.more.reveal(field)

    def done_text(self, posted: Posted) -> str:
        """Say how much was paid out."""
        del posted
        paid = self.sent.amount if isinstance(self.sent, Refund) else None
        words = _("Paid {amount} back to {name}.")
        return words.format(amount=self.shop.money(paid or 0), name=self.subtitle.text())


def _law_words(shop: Shop, found: RefundProposal) -> list[str]:
    """Return what the rules say that a proposal goes by."""
    rules = [_(RULES[rule]) for rule in dict.fromkeys(line.rule for line in found.lines)]
    words = [text[:1].upper() + text[1:] for text in [_("; ").join(rules)]]
    if found.beyond:
        words.append(
            _("{amount} of it is no longer in the lots: give it as an allowance on a sale.").format(
                amount=shop.money(found.beyond)
            )
        )
    if found.reason is RefundReason.COOLING_OFF and found.used_before:
        words.append(_("This customer has bought or used something here before; that may end the cooling off."))
    if found.source:
        words.append(_("Reckoned by {source}. A proposal, no legal advice.").format(source=found.source))
    return words


def _units(field: CountEdit, chosen: list[Held]) -> int | None:
    """Return how many visits of a pass are given back, None for all there are."""
    if len(chosen) != 1 or chosen[0].visits is None:
        return None
    units = field.value_or_none()
    return None if units == chosen[0].visits else units


def _claimed(found: RefundProposal | None, ticked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ticked lots there is a claim on for the reason chosen; the others stay as they are."""
    return tuple(lot for lot in ticked if found is not None and lot in found.lots) or ticked
