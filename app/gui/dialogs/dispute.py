"""有争议: a charge the customer does not agree to, and how that ended; what is accepted may come off it at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.credit.requests import KeepProof, ProofKind, ProofOf
from app.core.statement_reply import DisputeOutcome, EndDispute, OpenDispute
from app.errors import Refused, refuse
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.choices import charge_words
from app.gui.dialogs.statement_scan import ScanRow
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.charge_list import charge_names
from app.gui.widgets.fields import AmountEdit, Choices, DateEdit, LineEdit, choose, combo
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.statement_reply import Dispute
    from app.services.counter import AccountCard

_LONGEST = 500


class DisputeDialog(FormDialog):
    """Puts a charge in dispute, wholly or in part."""

    def __init__(self, shop: Shop, card: AccountCard, charge: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Put in dispute"), card.name, parent=parent)
        self._customer = card.number
        self._request_id = shop.new_id()
        lines = sorted((c for c in card.charges if c.open and not c.disputed), key=lambda c: (c.due_on, c.on))
        self._open = {line.charge: line.open for line in lines}
        names = charge_names(card.charges)
        choices = [(line.charge, charge_words(shop, line, names[line.charge])) for line in lines]
        self.charge = combo(choices, charge, whole=False)
        self.amount = AmountEdit(shop.app.book.decimals)
        self.on = DateEdit(shop.today, shop.today())
        self.reason = LineEdit(hint=_("e.g. not delivered in full, paid already"), most=_LONGEST)
        self.scan = ScanRow(shop, card.number)
        self._proof_id = shop.new_id()
        words = _("It stays owed. The counter, statements and lists mark it until you end the dispute.")
        self.above.addWidget(label(words, "mute", wrap=True))
        self.form.add("charge", _("Charge"), self.charge)
        self.form.add("amount", _("Of it in dispute"), self.amount)
        self.form.add("on", _("Date"), self.on)
        self.form.add("reason", _("What they say"), self.reason)
        self.form.add("attachment", pgettext("proof", "Evidence"), self.scan)
        self.scan.changed.connect(self.grow)
        self.charge.currentIndexChanged.connect(self._charge_chosen)
        self._charge_chosen()
        self.reason.setFocus()

    def _charge_chosen(self, _index: int = 0) -> None:
        self.amount.set_value(self._open.get(self.charge.currentData()))

    def request(self) -> OpenDispute:
        """Return what is disputed as typed."""
        charge = self.charge.currentData()
        if not isinstance(charge, str):
            refuse("charge", N_("Choose which charge is meant."))
        return OpenDispute(
            id=self._request_id,
            customer=self._customer,
            charge=charge,
            on=self.on.required(),
            amount=self.amount.value(),
            reason=_reason(self.reason),
        )

    def submit(self) -> None:
        """Put it in dispute, and keep what they show for it."""
        if self.checked(self.request):
            request, app = self.request(), self.shop.app

            def record(kept: int | None) -> None:
                app.disputes.open(request)
                if kept is not None:
                    app.proof.keep(self._proof(request, kept))

            self.carry_out(self.scan.put_first(record), partial(self._opened, request))

    def _proof(self, request: OpenDispute, kept: int) -> KeepProof:
        return KeepProof(
            id=self._proof_id,
            customer=request.customer,
            about=ProofOf.DISPUTE,
            of=request.id,
            what=ProofKind.EVIDENCE,
            on=request.on,
            attachment=kept,
        )

    def place_of(self, field: str) -> str:
        """Say what is wrong with the file at the file."""
        return {"file": "attachment"}.get(field, field)

    def _opened(self, request: OpenDispute, _filed: object) -> None:
        amount = self.shop.money(request.amount or self._open[request.charge])
        text = _("{amount} of {name} in dispute.").format(amount=amount, name=self.subtitle.text())
        self.accept()
        self.shop.changed.emit(self._customer)
        self.shop.tell(text)


class EndDisputeDialog(FormDialog):
    """Says how a dispute ended."""

    def __init__(self, shop: Shop, card: AccountCard, charge: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("End a dispute"), card.name, parent=parent)
        self._customer = card.number
        self._charge = charge
        self._amounts: dict[str, int] = {}
        self._request_id = shop.new_id()
        self.dispute = combo([], whole=False)
        self.outcome: Choices = Choices(
            [
                (DisputeOutcome.ACCEPTED, pgettext("dispute", "They are right")),
                (DisputeOutcome.REJECTED, pgettext("dispute", "They are not")),
                (DisputeOutcome.WITHDRAWN, pgettext("dispute", "They let it go")),
            ]
        )
        self.credit = AmountEdit(shop.app.book.decimals, zero=True)
        self.on = DateEdit(shop.today, shop.today())
        self.reason = LineEdit(hint=_("e.g. delivery note found, agreed by phone"), most=_LONGEST)
        self.words = label("", "mute", wrap=True)
        self.below.addWidget(self.words)
        self.form.add("dispute", _("Dispute"), self.dispute)
        self.form.add("outcome", _("How it ended"), self.outcome)
        self.form.add("credit", _("Comes off"), self.credit, hint=_("leave it blank to take nothing off now"))
        self.form.add("on", _("Date"), self.on)
        self.form.add("reason", _("Reason"), self.reason)
        self.outcome.changed.connect(self._outcome_chosen)
        self.dispute.currentIndexChanged.connect(self._dispute_chosen)
        self.credit.textChanged.connect(self._outcome_chosen)
        self._outcome_chosen()
        self.reason.setFocus()
        shop.tasks.run(partial(shop.app.disputes.of_customer, card.number), self._known, self.complain, owner=self)

    def _known(self, disputes: Sequence[Dispute]) -> None:
        self._amounts = {each.id: each.amount for each in disputes}
        for each in disputes:
            self.dispute.addItem(self._words(each), each.id)
        wanted = next((each.id for each in disputes if each.now == self._charge), None)
        if wanted is not None:
            choose(self.dispute, wanted)
        if not disputes:
            self.primary.setEnabled(False)
            self.general.setText(_("Nothing of this customer’s is in dispute."))
            self.general.show()

    def _words(self, each: Dispute) -> str:
        parts = (form.short_date(each.on), self.shop.money(each.amount), each.reason, each.statement)
        return "  ·  ".join(part for part in parts if part)

    def _dispute_chosen(self, _index: int = 0) -> None:
        """Propose that all that is disputed comes off."""
        self.credit.set_value(self._amounts.get(self.dispute.currentData()))

    def _outcome_chosen(self, *_value: object) -> None:
        self.forgive()
        accepted = self.outcome.value() is DisputeOutcome.ACCEPTED
        self.form.show_row("credit", shown=accepted)
        credit = self._credit_typed() if accepted else None
        if not accepted:
            text = _("The charge is owed as before.")
        elif credit:
            text = _("{amount} is credited to the charge in the same step.")
            text = text.format(amount=self.shop.money(credit))
        else:
            text = _("The charge itself stays as it is: record what comes off it as goods returned.")
        self.words.setText(text)
        self.grow()

    def _credit_typed(self) -> int | None:
        """Return what comes off as typed, None while it is no amount."""
        try:
            return self.credit.value_or_none()
        except Refused:
            return None

    def request(self) -> EndDispute:
        """Return how it ended as typed."""
        dispute = self.dispute.currentData()
        if not isinstance(dispute, str):
            refuse("dispute", N_("Choose which dispute is meant."))
        return EndDispute(
            id=self._request_id,
            dispute=dispute,
            outcome=self.outcome.value(),
            on=self.on.required(),
            reason=_reason(self.reason),
            credit=self._comes_off(),
        )

    def _comes_off(self) -> int | None:
        """Return what is to be credited, None for nothing."""
        accepted = self.outcome.value() is DisputeOutcome.ACCEPTED
        return (self.credit.value_or_none() or None) if accepted else None

    def place_of(self, field: str) -> str:
        """Say what is wrong with the credit where its amount is typed."""
        return {"amount": "credit"}.get(field, field)

    def submit(self) -> None:
        """End it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.disputes.end, self.request()), self._ended)

    def _ended(self, _filed: object) -> None:
        text = _("The dispute of {name} has ended.").format(name=self.subtitle.text())
        self.accept()
        self.shop.changed.emit(self._customer)
        self.shop.tell(text)


def _reason(field: LineEdit) -> str:
    text = field.value()
    if not text:
        refuse("reason", N_("Write a few words; one day somebody will ask."))
    return text
