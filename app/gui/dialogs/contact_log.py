"""Noting a contact by hand: a call, a visit, a message, a letter, today or earlier, with what was said and a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from app.core.reminder.requests import CALLED, TALKED, WRITTEN, ContactResult, ContactWay, LogContact
from app.errors import refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.reminder_words import result_of, way_name
from app.gui.dialogs.statement_scan import Scan, ScanRow
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import holder, label, row
from app.gui.widgets.fields import AmountEdit, Choices, DateEdit, TextArea
from app.gui.widgets.time_fields import TimeEdit
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

_LONGEST = 2000
WAYS = (
    ContactWay.PHONE,
    ContactWay.VISIT,
    ContactWay.MESSAGE,
    ContactWay.EMAIL,
    ContactWay.LETTER,
)
_SPOKEN = frozenset({ContactWay.PHONE, ContactWay.VISIT})


class ContactDialog(FormDialog):
    """Which way, when, with what result; a promise has its amount and day."""

    def __init__(self, shop: Shop, number: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Log a contact"), name, parent=parent)
        self.number = number
        self.primary.say(_("Note it"))
        self._request_id = shop.new_id()
        self.way: Choices = Choices([(each, way_name(each)) for each in WAYS])
        self.result_field: Choices = Choices()
        self.incoming = QCheckBox(_("It came from them"))
        self.on = DateEdit(shop.today, shop.today())
        self.time = TimeEdit()
        self.time.setPlaceholderText(pgettext("time of day", "now"))
        self.amount = AmountEdit(shop.app.book.decimals)
        self.amount.setMaximumWidth(theme.px(150))
        self.due_on = DateEdit(shop.today)
        self.text = TextArea(lines=3, most=_LONGEST, hint=_("What was said, in a few words"))
        self.scan = ScanRow(shop, number)
        self._make_form()
        self.way.changed.connect(self._way_chosen)
        self.incoming.toggled.connect(self._way_chosen)
        self.result_field.changed.connect(self._result_chosen)
        self.scan.changed.connect(self.grow)
        self._way_chosen()
        self.way.setFocus()

    def _make_form(self) -> None:
        self.time.setAccessibleName(_("Time"))
        self.time.setObjectName("at")
        self.due_on.setAccessibleName(_("Promised by"))
        self.due_on.setObjectName("due_on")
        at = holder(row(label(pgettext("time of day", "at"), "mute"), self.time, None, gap=S2))
        by = holder(row(label(pgettext("promise", "by"), "mute"), self.due_on, None, gap=S2))
        self.form.add("way", _("How"), self.way)
        self.form.add("incoming", _("Who began"), self.incoming)
        self.form.add("on", pgettext("contact", "When"), self.on, beside=at)
        self.form.also("at", "on", _("Time"))
        self.form.add("result", _("Result"), self.result_field)
        self.form.add("amount", _("Promised"), self.amount, beside=by)
        self.form.also("due_on", "amount", _("Promised by"))
        self.form.add("text", _("Note"), self.text)
        self.form.add("attachment", _("File"), self.scan)

    def _way_chosen(self) -> None:
        spoken = self.way.value() in _SPOKEN
        results = TALKED if self.incoming.isChecked() else CALLED if spoken else WRITTEN
        if self.way.value() is ContactWay.VISIT:
            results = results - {ContactResult.WRONG_NUMBER}
        before = self.result_field.value() if self.result_field.buttons() else None
        shown = [(each, result_of(each).text) for each in ContactResult if each in results]
        self.result_field.set_choices(shown, before)
        self._result_chosen()

    def _result_chosen(self) -> None:
        self.form.show_row("amount", shown=self.result_field.value() is ContactResult.PROMISE)
        self.forgive()
        self.grow()

    def request(self) -> LogContact:
        """Return the contact as typed."""
        promised = self.result_field.value() is ContactResult.PROMISE
        return LogContact(
            id=self._request_id,
            customer=self.number,
            way=self.way.value(),
            result=self.result_field.value(),
            at=self._moment(),
            incoming=self.incoming.isChecked(),
            text=self.text.value(),
            amount=self.amount.value() if promised else None,
            due_on=self.due_on.required() if promised else None,
        )

    def _moment(self) -> datetime | None:
        """Return when it was, on this computer's clock; None for now. A day without an hour is taken at noon."""
        on = self.on.required()
        if on > self.shop.today():
            refuse("on", N_("A contact is noted once it has taken place."))
        if not self.time.text().strip():
            return None if on == self.shop.today() else datetime.combine(on, time(12)).astimezone(UTC)
        return datetime.combine(on, self.time.of_day()).astimezone(UTC)

    def submit(self) -> None:
        """Note it."""
        if self.checked(self.request):
            self.carry_out(partial(_log, self.shop, self.request(), self.scan.wanted()), self._logged)

    def _logged(self, _filed: object) -> None:
        self.accept()
        self.shop.changed.emit(self.number)
        self.shop.queue_changed.emit()
        self.shop.tell(_("Contact with {name} noted.").format(name=self.subtitle.text()))


def _log(shop: Shop, request: LogContact, scan: Scan | None) -> object:
    """Keep the file with the customer first, then note the contact with it."""
    attachment = scan.put(shop.app) if scan is not None else None
    return shop.app.contacts.log(replace(request, attachment=attachment))
