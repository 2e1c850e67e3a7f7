"""What became of a letter or a message on its way: posted, delivered, come back, the carrier's receipt."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.reminder.requests import AddStep, ContactWay, StepKind
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.reminder_words import contact_line
from app.gui.dialogs.statement_scan import Scan, ScanRow
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import Choices, DateEdit, LineEdit
from app.i18n import format as form
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.reminder.board import LoggedContact, Step

_LONGEST = 100


def step_name(what: StepKind) -> str:
    """Return what happened to a letter or a message on its way."""
    return {
        StepKind.POSTED: pgettext("letter", "Posted"),
        StepKind.DELIVERED: pgettext("letter", "Delivered"),
        StepKind.RETURNED: pgettext("letter", "Came back"),
        StepKind.BOUNCED: pgettext("letter", "Not delivered"),
        StepKind.RECEIPT: pgettext("letter", "Receipt of the carrier"),
    }[what]


def step_line(step: Step) -> str:
    """Return a step in one line: what, when, the carrier's number."""
    parts = (step_name(step.what), form.short_date(step.on), step.tracking)
    return " ".join(part for part in parts if part)


def has_way(contact: LoggedContact) -> bool:
    """Whether a contact was something on its way, of which steps can be told; of a mailed statement none are."""
    return not contact.statement and contact.way not in (ContactWay.PHONE, ContactWay.VISIT) and not contact.incoming


class StepDialog(FormDialog):
    """One step of a letter or a message; a letter has a number of its carrier, and a scan of the receipt."""

    def __init__(self, shop: Shop, contact: LoggedContact, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("What became of it"), contact_line(shop, contact), parent=parent)
        self.primary.setText(_("Save"))
        self._contact, self._request_id = contact, shop.new_id()
        letter = contact.way is ContactWay.LETTER
        steps = [step for step in StepKind if letter or step in (StepKind.DELIVERED, StepKind.BOUNCED)]
        known = {step.what for step in contact.steps}
        first = next((step for step in steps if step not in known), steps[0])
        self.what: Choices = Choices([(step, step_name(step)) for step in steps], first)
        self.on = DateEdit(shop.today, shop.today())
        self.tracking = LineEdit(next((s.tracking for s in contact.steps if s.tracking), ""), most=_LONGEST)
        self.scan = ScanRow(shop, contact.customer)
        for each in contact.steps:
            self.above.addWidget(label(step_line(each), "small", wrap=True))
        self.form.add("what", pgettext("step", "What happened"), self.what)
        self.form.add("on", _("Date"), self.on)
        self.form.add("tracking", _("Carrier's number"), self.tracking)
        self.form.add("attachment", pgettext("step", "Receipt"), self.scan)
        self.form.show_row("tracking", shown=letter)
        self.words = label("", "mute", wrap=True)
        self.below.addWidget(self.words)
        self.what.changed.connect(self._what_chosen)
        self.scan.changed.connect(self.grow)
        self._what_chosen()
        self.what.setFocus()

    def _what_chosen(self) -> None:
        back = self.what.value() in (StepKind.RETURNED, StepKind.BOUNCED)
        text = _("The reminder counts as not sent and comes on the list again.")
        self.words.setText(text if back and self._contact.reminder is not None else "")
        self.words.setVisible(bool(self.words.text()))
        self.grow()

    def request(self) -> AddStep:
        """Return the step as typed."""
        return AddStep(
            id=self._request_id,
            contact=self._contact.id,
            what=self.what.value(),
            on=self.on.required(),
            tracking=self.tracking.value(),
        )

    def submit(self) -> None:
        """Note it."""
        if self.checked(self.request):
            self.carry_out(partial(_note, self.shop, self.request(), self.scan.wanted()), self._noted)

    def _noted(self, _filed: object) -> None:
        self.accept()
        self.shop.changed.emit(self._contact.customer)
        self.shop.queue_changed.emit()
        self.shop.tell(_("Saved."))


def _note(shop: Shop, request: AddStep, scan: Scan | None) -> object:
    """Keep the scan with the customer first, then note the step with it."""
    attachment = scan.put(shop.app) if scan is not None else None
    return shop.app.contacts.step(replace(request, attachment=attachment))
