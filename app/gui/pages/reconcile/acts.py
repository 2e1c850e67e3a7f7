"""What is done with a payment and an entry: accepted, tied by hand, recorded, put aside, explained."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox

from app.core.matching import Does
from app.core.staff.rights import Right
from app.gui.dialogs.arrival_words import CERTAIN
from app.gui.pages.reconcile.posting import Posting
from app.gui.pages.reconcile.ties import Ties
from app.gui.widgets.basics import KeyButton, button, native_keys
from app.gui.widgets.guard import guard
from app.i18n.catalog import _, ngettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.gui.shop import Shop
    from app.services.arrival_steps import PaidOut
    from app.services.incoming import EntryLine, PaymentLine, ProposalLine


class ArrivalActs(QObject):
    """Works on the payment and the entry that are current; `changed` when something was made of one."""

    changed = Signal()

    def __init__(self, shop: Shop, view: QWidget) -> None:
        super().__init__(view)
        self._shop, self._view = shop, view
        self.payment: PaymentLine | None = None
        self.entry: EntryLine | None = None
        self.proposal: ProposalLine | None = None
        self.paid_out: PaidOut | None = None
        self.ties = Ties(shop, self)
        self.posting = Posting(shop, view, self.ties)
        self.ties.changed.connect(self.changed)
        self.accept = KeyButton(pgettext("arrival", "Accept"), "Enter", "primary", on=self.accept_proposal)
        self.tie = KeyButton(_("Tie these two"), "F6", on=self.tie_both)
        self.other = KeyButton(_("Somebody else…"), "F4", on=self.choose_other)
        self.top_up = KeyButton(_("As a top-up…"), "F2", on=partial(self.post, Does.TOP_UP))
        self.pay = KeyButton(_("As a payment…"), "F5", on=partial(self.post, Does.PAYMENT))
        self.aside = KeyButton(_("Put aside…"), "Del", on=self.put_aside)
        self.remember = QCheckBox(_("Remember this payer"))
        self.remember.setToolTip(_("Money from the same account or name is then proposed for this customer."))
        self.buttons = [self.accept, self.tie, self.other, self.top_up, self.pay, self.aside]
        tip = _("Show the entry")
        self.show_entry = button("", "quiet", icon="eye", on=self.open_entry, name=tip)
        tip = _("This entry needs no payment…")
        self.explain = button(
            "", "quiet", icon="note", on=self.explain_entry, name=tip, tip=f"{tip}  {native_keys('Del')}"
        )
        self.sure = button(_("Accept all that are very likely"), on=self.accept_sure)
        guard(shop, Right.RECEIVE, self.accept, self.tie, self.other, self.pay, self.aside, self.explain, self.sure)
        guard(shop, Right.SELL, self.top_up)
        self._sure: Sequence[ProposalLine] = ()
        self.follow(None, None, None)

    def follow(
        self,
        payment: PaymentLine | None,
        entry: EntryLine | None,
        proposal: ProposalLine | None,
        paid_out: PaidOut | None = None,
    ) -> None:
        """Offer what can be done with what is current."""
        self.payment, self.entry, self.proposal, self.paid_out = payment, entry, proposal, paid_out
        known = payment is not None and bool(payment.name or payment.account)
        self.remember.setVisible(known)
        self.remember.setChecked(False)
        self.accept.setEnabled(proposal is not None or paid_out is not None)
        both = payment is not None and entry is not None
        self.tie.setEnabled(both)
        for made in (self.other, self.aside):
            made.setEnabled(payment is not None)
        for made in (self.top_up, self.pay):
            made.setEnabled(payment is not None and payment.left > 0)
        for each in (self.show_entry, self.explain):
            each.setEnabled(entry is not None)
        if proposal is not None and proposal.proposal.does is not Does.TIE:
            self.accept.say(pgettext("arrival", "Record it…"))
        else:
            self.accept.say(pgettext("arrival", "Accept…") if paid_out is not None else pgettext("arrival", "Accept"))

    def show_sure(self, sure: Sequence[ProposalLine]) -> None:
        """Offer to accept what is very likely, where there is anything."""
        self._sure = [e for e in sure if e.proposal.does is Does.TIE and e.proposal.confidence >= CERTAIN]
        count = len(self._sure)
        text = ngettext("Accept {n} very likely one", "Accept {n} very likely ones", count).format(n=count)
        self.sure.setText(text)
        self.sure.setAccessibleName(text)
        self.sure.setVisible(count > 0)

    def any_sure(self) -> bool:
        """Whether anything is very likely."""
        return bool(self._sure)

    # ---- made of the payment ----------------------------------------------------------------------------------------

    def accept_proposal(self) -> None:
        """Carry out the proposal: a tie at once, what is to be recorded in its dialog."""
        line = self.proposal
        if line is None:
            if self.paid_out is not None:
                self.put_aside()
        elif line.proposal.does is Does.TIE and line.proposal.entry is not None:
            self.ties.tie(line.payment, line.proposal.entry, line.name, remember=self.remember.isChecked())
        else:
            does = line.proposal.does
            self.posting.record(line.payment, does, line.customer, remember=self.remember.isChecked())

    def tie_both(self) -> None:
        """Tie the payment and the entry that are current."""
        if self.payment is not None and self.entry is not None:
            self.ties.tie(self.payment, self.entry.entry, self.entry.name, remember=self.remember.isChecked())

    def accept_sure(self) -> None:
        """Accept all ties that are very likely, those that are listed."""
        self.ties.tie_all(list(self._sure))

    def post(self, does: Does) -> None:
        """Record the payment: for whom it is proposed, else for whom somebody says."""
        line, payment = self.proposal, self.payment
        if payment is None or payment.left <= 0:
            return
        if line is not None and line.proposal.does is not Does.TIE:
            self.posting.record(payment, does, line.customer, remember=self.remember.isChecked())
        else:
            self.choose_other(does)

    def choose_other(self, does: Does = Does.TOP_UP) -> None:
        """Show all it could be, and let somebody be found by hand."""
        if self.payment is not None:
            self.posting.choose_other(self.payment, does, remember=self.remember.isChecked())

    # ---- put aside, explained ---------------------------------------------------------------------------------------

    def put_aside(self) -> None:
        """Put the payment aside, with a reason."""
        from app.gui.dialogs.arrival_reason import AsideDialog

        if self.payment is not None:
            reason = self._shop.sentence(self.paid_out.reason) if self.paid_out is not None else ""
            self.open_reason(AsideDialog(self._shop, self.payment, self._view.window(), reason=reason))

    def explain_entry(self) -> None:
        """Say why no payment is to be looked for."""
        from app.gui.dialogs.arrival_reason import ExplainDialog

        if self.entry is not None:
            self.open_reason(ExplainDialog(self._shop, self.entry, self._view.window()))

    def open_reason(self, dialog: Any) -> None:
        """Open a dialog that asks for a reason, and read anew once it is done."""
        dialog.settled.connect(self._reasoned)
        dialog.open()

    def _reasoned(self, words: str) -> None:
        self._shop.tell(words)
        self.changed.emit()

    # ---- looking ----------------------------------------------------------------------------------------------------

    def open_entry(self) -> None:
        """Show the current entry in full."""
        if self.entry is not None:
            open_entry(self._shop, self._view, self.entry.customer, self.entry.entry)

    def open_customer(self) -> None:
        """Put the customer of the entry, or of the proposal, on the counter."""
        number = self.proposal.customer if self.proposal is not None else ""
        if self.entry is not None and not number:
            number = self.entry.customer
        if number:
            self._shop.customer_wanted.emit(number)


EVERY_LINE = 1_000_000


def open_entry(shop: Shop, view: QWidget, customer: str, entry: int) -> None:
    """Show an entry of a customer in full."""

    def read() -> Any:
        card = shop.app.counter.card(customer, lines=EVERY_LINE)
        return card, next((line for line in card.lines if line.entry == entry), None)

    def show(found: Any) -> None:
        from app.gui.dialogs.entry_detail import EntryDialog

        card, line = found
        if line is None:
            shop.file_wanted.emit(customer)
        else:
            EntryDialog(shop, card, line, view.window()).open()

    shop.tasks.run(read, show, shop.complain, owner=view)
