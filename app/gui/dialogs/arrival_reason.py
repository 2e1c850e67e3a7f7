"""Putting a payment aside, saying that an entry needs none, taking back what was made of one: each with its reason."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.incoming_requests import ExplainEntry, IgnoreIncoming, UndoStep
from app.errors import refuse
from app.gui.dialogs.arrival_words import entry_facts, payment_facts
from app.gui.dialogs.base import FormDialog
from app.gui.widgets.basics import button, label
from app.gui.widgets.fields import LineEdit
from app.gui.widgets.flow import flowing
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.incoming_requests import ArrivalRequest
    from app.gui.shop import Shop
    from app.services.arrival_steps import DoneLine
    from app.services.incoming import EntryLine, PaymentLine

LONGEST = 200


class ReasonDialog(FormDialog):
    """What it is about, and why: one line, with the usual reasons to take by a click."""

    #: It was done, in words.
    settled = Signal(str)

    def __init__(
        self, shop: Shop, title: str, facts: str, reasons: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(shop, title, parent=parent)
        self.request_id = shop.new_id()
        self.above.addWidget(label(facts, "mute", wrap=True))
        self.reason = LineEdit(most=LONGEST)
        self.form.add("reason", _("Reason"), self.reason)
        self.usual = [button(words, "choice", on=partial(self._take, words)) for words in reasons]
        if self.usual:
            self.below.addWidget(flowing(*self.usual))
        self.reason.setFocus()

    def _take(self, words: str) -> None:
        self.reason.setText(words)
        self.reason.setFocus()

    def said(self) -> str:
        """Return the reason; refused where none is given."""
        text = self.reason.value()
        if not text:
            refuse("reason", N_("Write a few words; one day somebody will ask."))
        return text

    def request(self) -> ArrivalRequest:
        """Return what is asked for."""
        raise TypeError(type(self).__name__)

    def done_text(self) -> str:
        """Return the words that say it is done."""
        raise TypeError(type(self).__name__)

    def submit(self) -> None:
        """Do it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.incoming.record, self.request()), self._recorded)

    def _recorded(self, _filed: Any) -> None:
        self.accept()
        self.settled.emit(self.done_text())


class AsideDialog(ReasonDialog):
    """A payment is none of a customer."""

    def __init__(self, shop: Shop, payment: PaymentLine, parent: QWidget | None = None, *, reason: str = "") -> None:
        self.payment = payment
        reasons = (
            pgettext("aside", "The shop’s own money"),
            pgettext("aside", "Paid out by WeChat Pay or Alipay"),
            pgettext("aside", "A supplier gave money back"),
            pgettext("aside", "A private matter"),
        )
        super().__init__(shop, _("Put a payment aside"), payment_facts(shop, payment), reasons, parent)
        self.reason.setText(reason)
        self.primary.say(pgettext("arrival", "Put it aside"))

    def request(self) -> ArrivalRequest:
        """Return the payment with the reason."""
        return IgnoreIncoming(id=self.request_id, incoming=self.payment.id, reason=self.said())

    def done_text(self) -> str:
        """Say that it is put aside."""
        return _("{amount} put aside: {reason}").format(
            amount=self.shop.money(self.payment.amount), reason=self.reason.text()
        )


class ExplainDialog(ReasonDialog):
    """What an entry says came in is asked for no more."""

    def __init__(self, shop: Shop, entry: EntryLine, parent: QWidget | None = None) -> None:
        self.entry = entry
        reasons = (
            pgettext("explain", "Came to another account"),
            pgettext("explain", "Stands in a bill that cannot be had"),
            pgettext("explain", "Never came; the customer was asked"),
        )
        super().__init__(shop, _("Needs no payment"), entry_facts(shop, entry), reasons, parent)
        words = _("The entry stays as it is. If the money never came, reverse the entry instead.")
        self.note.setText(words)
        self.primary.say(pgettext("arrival", "Needs no payment"))

    def request(self) -> ArrivalRequest:
        """Return the entry with the reason."""
        return ExplainEntry(id=self.request_id, entry=self.entry.entry, reason=self.said())

    def done_text(self) -> str:
        """Say that nobody asks for it any more."""
        text = _("Entry {number} is asked for no more: {reason}")
        return text.format(number=self.entry.entry, reason=self.reason.text())


class UndoDialog(ReasonDialog):
    """What was made of a payment or an entry counts no more; an entry that was recorded stays recorded."""

    def __init__(self, shop: Shop, line: DoneLine, parent: QWidget | None = None) -> None:
        self.line = line
        facts = payment_facts(shop, line.payment) if line.payment is not None else ""
        if not facts:
            facts = _("Entry {number} of {name}").format(number=line.step.entry, name=line.name)
        reasons = (pgettext("undo", "Another payment proves it"), pgettext("undo", "Taken by mistake"))
        super().__init__(shop, _("Undo what was made of it"), facts, reasons, parent)
        if line.step.what == "tie":
            self.note.setText(_("The entry itself stays recorded; reverse it where that is wrong too."))
        self.primary.say(pgettext("arrival", "Undo"))

    def request(self) -> ArrivalRequest:
        """Return the step with the reason."""
        return UndoStep(id=self.request_id, step=self.line.step.request, reason=self.said())

    def done_text(self) -> str:
        """Say that it is undone."""
        return _("Undone; it stands among what is to settle again.")
