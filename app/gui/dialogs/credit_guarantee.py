"""担保: who answers for a customer's debts, and what became of it: claimed, paid, refused, ended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.credit.requests import (
    GuaranteeKind,
    GuaranteeStepKind,
    KeepProof,
    ProofKind,
    ProofOf,
    StepGuarantee,
    TakeGuarantee,
)
from app.errors import Refused, refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.choices import open_charges
from app.gui.dialogs.credit_words import guarantee_kind, guarantee_step
from app.gui.dialogs.names import tender_name
from app.gui.dialogs.statement_scan import ScanRow
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import holder, label, row
from app.gui.widgets.fields import AmountEdit, Choices, DateEdit, LineEdit, TextArea, combo
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import AccountCard
    from app.services.guarantees import GuaranteeView

EVERYTHING = ""
"""Stands for all the customer owes, where one charge may be chosen."""


class GuaranteeDialog(FormDialog):
    """Notes that somebody answers for what a customer owes, with the signed paper if there is one."""

    def __init__(self, shop: Shop, card: AccountCard, charge: str = EVERYTHING, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Guarantee"), card.name, parent=parent)
        self.setMinimumWidth(theme.px(640))
        self.number = card.number
        self._request_id, self._proof_id = shop.new_id(), shop.new_id()
        self.kind: Choices = Choices([(each, guarantee_kind(each)) for each in GuaranteeKind])
        self.who = LineEdit(hint=_("Name of the person, company or service"))
        self.reach = LineEdit(hint=_("Phone, address or contract number"))
        charges = [(EVERYTHING, _("Everything they owe, now and later")), *open_charges(shop, card)]
        self.charge = combo(charges, charge, whole=False)
        self.amount = AmountEdit(shop.app.book.decimals)
        self.amount.setPlaceholderText(pgettext("guarantee", "no utmost"))
        self.on = DateEdit(shop.today, shop.today())
        self.ends_on = DateEdit(shop.today, hint=pgettext("guarantee", "no end"))
        self.terms = TextArea(lines=2, hint=_("e.g. joint liability; to be claimed within six months of the due date"))
        self.scan = ScanRow(shop, card.number)
        self._make_form()
        self.primary.say(_("Keep the guarantee"))
        self.scan.changed.connect(self.grow)
        self.who.setFocus()

    def _make_form(self) -> None:
        until = holder(row(label(_("can be claimed until"), "mute"), self.ends_on, gap=S2))
        self.ends_on.setAccessibleName(_("Last day"))
        self.form.add("kind", pgettext("guarantee", "Given by"), self.kind)
        self.form.add("who", _("Name"), self.who)
        self.form.add("reach", _("How to reach"), self.reach)
        self.form.add("charge", pgettext("guarantee", "For"), self.charge)
        self.form.add("amount", _("Up to"), self.amount)
        self.form.add("on", _("Given on"), self.on, beside=until)
        self.form.also("ends_on", "on", _("Last day"))
        self.form.add("terms", _("Terms"), self.terms)
        self.form.add("attachment", _("Signed scan"), self.scan)

    def request(self) -> TakeGuarantee:
        """Return the guarantee as typed."""
        who, on, ends_on = self.who.value(), self.on.required(), self.ends_on.value()
        if not who:
            refuse("who", N_("Write who gives it."))
        if ends_on is not None and ends_on < on:
            refuse("ends_on", N_("The last day comes before the first."))
        return TakeGuarantee(
            id=self._request_id,
            customer=self.number,
            kind=self.kind.value(),
            who=who,
            reach=self.reach.value(),
            terms=self.terms.value(),
            on=on,
            ends_on=ends_on,
            amount=self.amount.value_or_none(),
            charge=self.charge.currentData() or "",
        )

    def submit(self) -> None:
        """Keep it, and the signed paper with it."""
        if not self.checked(self.request):
            return
        request, app = self.request(), self.shop.app

        def record(kept: int | None) -> None:
            app.guarantees.take(request)
            if kept is not None:
                app.proof.keep(self._proof(request, kept))

        self.carry_out(self.scan.put_first(record), partial(self._kept, request.who))

    def _proof(self, request: TakeGuarantee, kept: int) -> KeepProof:
        return KeepProof(
            id=self._proof_id,
            customer=request.customer,
            about=ProofOf.GUARANTEE,
            of=request.id,
            what=ProofKind.SIGNED,
            on=request.on,
            attachment=kept,
        )

    def place_of(self, field: str) -> str:
        """Say what is wrong with the scan at the scan."""
        return {"file": "attachment"}.get(field, field)

    def _kept(self, who: str, _nothing: None) -> None:
        self.accept()
        self.shop.changed.emit(self.number)
        self.shop.tell(_("The guarantee of {who} is kept.").format(who=who))


class GuaranteeStepDialog(FormDialog):
    """Says what became of a guarantee; what was paid is recorded as the payment it is."""

    def __init__(self, shop: Shop, view: GuaranteeView, parent: QWidget | None = None) -> None:
        super().__init__(shop, pgettext("guarantee", "What became of it"), view.who, parent=parent)
        self.setMinimumWidth(theme.px(600))
        self.view = view
        self._request_id = shop.new_id()
        self.what: Choices = Choices([(each, guarantee_step(each)) for each in GuaranteeStepKind])
        self.on = DateEdit(shop.today, shop.today())
        self.amount = AmountEdit(shop.app.book.decimals)
        self.tender: Choices = Choices([(tender, tender_name(tender)) for tender in shop.settings.tenders])
        self.note_text = TextArea(lines=2, hint=_("What was asked or answered, by whom"))
        self.words = label("", "mute", wrap=True)
        self.form.add("what", pgettext("step", "What happened"), self.what)
        self.form.add("amount", _("Amount"), self.amount)
        self.form.add("tender", _("Paid by"), self.tender)
        self.form.add("on", _("Date"), self.on)
        self.form.add("note", _("Note"), self.note_text)
        self.below.addWidget(self.words)
        self.primary.say(_("Save"))
        self._owed: int | None = None
        self.what.changed.connect(self._what_chosen)
        self.amount.textChanged.connect(self._say)
        self._what_chosen()
        self.what.setFocus()
        read = partial(shop.app.counter.card, view.customer)
        shop.tasks.run(read, self._known, self.complain, owner=self)

    def _what_chosen(self) -> None:
        what = self.what.value()
        self.forgive()
        self.form.show_row("amount", shown=what in (GuaranteeStepKind.CLAIMED, GuaranteeStepKind.PAID))
        self.form.show_row("tender", shown=what is GuaranteeStepKind.PAID)
        if what is GuaranteeStepKind.PAID and not self.amount.text():
            self.amount.set_value(max(self.view.claimed - self.view.paid, 0) or None)
        self._say()

    def _known(self, card: AccountCard) -> None:
        self._owed = card.balance.owed
        self._say()

    def _over(self) -> int:
        """Return how much more is paid than the customer owes, 0 while that is not known."""
        try:
            amount = self.amount.value_or_none() or 0
        except Refused:
            return 0
        if self._owed is None or self.what.value() is not GuaranteeStepKind.PAID:
            return 0
        return max(amount - self._owed, 0)

    def _say(self, *_value: object) -> None:
        """Say what follows from what is chosen and typed."""
        over, what = self._over(), self.what.value()
        if over:
            words = _("⚠ {amount} more than the customer owes: it would become the customer's prepaid money.")
            self.words.setText(words.format(amount=self.shop.money(over)))
            self.grow()
            return
        self.words.setText(
            {
                GuaranteeStepKind.CLAIMED: _("Note how and when it was asked for; a claim by letter goes by post."),
                GuaranteeStepKind.PAID: _("The money is recorded as a payment of the customer; it pays what is owed."),
                GuaranteeStepKind.REFUSED: _("The customer still owes the money."),
                GuaranteeStepKind.ENDED: _("From that day on nobody answers for the debts by this guarantee."),
            }[what]
        )
        self.grow()

    def request(self) -> StepGuarantee:
        """Return what happened as typed."""
        what = self.what.value()
        paid = what is GuaranteeStepKind.PAID
        claimed = what is GuaranteeStepKind.CLAIMED
        amount = self.amount.value() if paid else self.amount.value_or_none() if claimed else None
        return StepGuarantee(
            id=self._request_id,
            guarantee=self.view.id,
            what=what,
            on=self.on.required(),
            amount=amount,
            tender=self.tender.value() if paid else None,
            note=self.note_text.value(),
        )

    def submit(self) -> None:
        """Note it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.guarantees.step, self.request()), self._done)

    def _done(self, _filed: object) -> None:
        self.accept()
        self.shop.changed.emit(self.view.customer)
        self.shop.tell(_("Saved."))
