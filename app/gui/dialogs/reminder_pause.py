"""Reminders paused for a customer, and the shop's own dated notes."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.dates import days_later
from app.core.reminder.facts import PauseKind
from app.core.reminder.requests import AddNote, PauseReminders
from app.errors import refuse
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.reminder_words import day_words, pause_name
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import Choices, DateEdit, LineEdit, TextArea
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

_LONGEST = 500
USUAL_DAYS = 14


class PauseDialog(FormDialog):
    """Nothing is asked of a customer: until a day, until a dispute is settled, or at all."""

    def __init__(self, shop: Shop, number: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Pause reminders"), name, parent=parent)
        self.number = number
        self._request_id = shop.new_id()
        self.kind: Choices = Choices([(each, pause_name(each)) for each in PauseKind])
        self.starts_on = DateEdit(shop.today, shop.today())
        self.until = DateEdit(shop.today, days_later(shop.today(), USUAL_DAYS), hint=pgettext("pause", "no end"))
        self.reason = LineEdit(most=_LONGEST, hint=_("e.g. agreed with the owner, goods being checked"))
        self.words = label("", "mute", wrap=True)
        self.form.add("kind", _("Pause"), self.kind)
        self.form.add("starts_on", _("From"), self.starts_on)
        self.form.add("until", _("Last day"), self.until)
        self.form.add("reason", _("Reason"), self.reason)
        self.below.addWidget(self.words)
        self.kind.changed.connect(self._kind_chosen)
        self._kind_chosen()
        self.kind.setFocus()

    def _kind_chosen(self) -> None:
        kind = self.kind.value()
        self.form.show_row("until", shown=kind is not PauseKind.DISPUTE)
        self.until.set_value(days_later(self.shop.today(), USUAL_DAYS) if kind is PauseKind.UNTIL else None)
        self.words.setText(
            {
                PauseKind.UNTIL: _("No money is asked for until then. What they owe stays owed."),
                PauseKind.DISPUTE: _("No money is asked for until you end the pause in the customer's file."),
                PauseKind.SILENCE: _(
                    "Nothing at all goes to them, until the last day or, if that is left blank, until you end the "
                    "pause in the customer's file. Only what you check yourself still shows here."
                ),
            }[kind]
        )
        self.forgive()
        self.grow()

    def request(self) -> PauseReminders:
        """Return the pause as typed."""
        kind, starts_on = self.kind.value(), self.starts_on.required()
        ends = {PauseKind.UNTIL: self.until.required, PauseKind.SILENCE: self.until.value}
        until = ends[kind]() if kind in ends else None
        if until is not None and until < starts_on:
            refuse("until", N_("The last day comes before the first."))
        reason = self.reason.value()
        if not reason:
            refuse("reason", N_("Write a few words; one day somebody will ask."))
        return PauseReminders(
            id=self._request_id, customer=self.number, kind=kind, starts_on=starts_on, until=until, reason=reason
        )

    def submit(self) -> None:
        """Pause."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.contacts.pause, self.request()), self._done)

    def _done(self, _filed: object) -> None:
        text = _("Reminders to {name} are paused.").format(name=self.subtitle.text())
        self.accept()
        self.shop.changed.emit(self.number)
        self.shop.tell(text)


class DatedNoteDialog(FormDialog):
    """Something about a customer that the shop wants to be reminded of on a day."""

    def __init__(self, shop: Shop, number: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Remind me of something"), name, parent=parent)
        self.number = number
        self.primary.say(_("Note it"))
        self._request_id = shop.new_id()
        self.on = DateEdit(shop.today, days_later(shop.today(), USUAL_DAYS))
        self.text = TextArea(lines=3, most=_LONGEST, hint=_("e.g. ask about the new shop in Pudong"))
        words = _("It comes on the list on that day, and nothing goes to the customer.")
        self.above.addWidget(label(words, "mute", wrap=True))
        self.form.add("text", _("Note"), self.text)
        self.form.add("on", _("On"), self.on)
        self.text.setFocus()

    def request(self) -> AddNote:
        """Return the note as typed."""
        text = self.text.value()
        if not text:
            refuse("text", N_("Write what it is about."))
        return AddNote(id=self._request_id, customer=self.number, on=self.on.required(), text=text)

    def submit(self) -> None:
        """Keep it."""
        if self.checked(self.request):
            request = self.request()
            self.carry_out(partial(self.shop.app.contacts.note, request), partial(self._done, request))

    def _done(self, request: AddNote, _filed: object) -> None:
        text = _("You are reminded of it {day}.").format(day=day_words(self.shop, request.on))
        self.accept()
        self.shop.changed.emit(self.number)
        self.shop.tell(text)
