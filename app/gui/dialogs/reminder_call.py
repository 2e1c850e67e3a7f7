"""通话: what to talk about, and what came of a call: reached or not, a promise, a dispute, a wrong number."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.core.dates import days_later
from app.core.reminder.requests import TALKED, ContactResult, ContactWay, LogContact
from app.errors import refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.reminder_who import Who
from app.gui.dialogs.reminder_words import result_of
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, column, holder, label, row
from app.gui.widgets.fields import AmountEdit, Choices, DateEdit, TextArea, copy_text
from app.gui.widgets.side_by_side import SideBySide
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.reminder.template import Template

RESULTS = (
    ContactResult.REACHED,
    ContactResult.NO_ANSWER,
    ContactResult.PROMISE,
    ContactResult.DISPUTED,
    ContactResult.WRONG_NUMBER,
)
PROMISED_DAYS = 7
_LONGEST = 2000


class CallDialog(FormDialog):
    """Talking points at the left, the result at the right; with a reminder it sees to that one."""

    #: The customer disputes what is asked for: which charge is meant is recorded next.
    disputed = Signal()
    #: The number was wrong.
    wrong_number = Signal()

    def __init__(
        self,
        shop: Shop,
        who: Who,
        parent: QWidget | None = None,
        *,
        reminder: int | None = None,
        points: Template | None = None,
        amount: int = 0,
    ) -> None:
        super().__init__(shop, _("Call"), who.name, parent=parent)
        self.who, self.reminder = who, reminder
        self.primary.say(_("Log the call"))
        self._request_id = shop.new_id()
        self._talk = points is not None and bool(points.body)
        self._make_form(amount)
        self.room.removeItem(self.form)
        self.form.setParent(None)
        right = holder(self.form)
        if points is not None and self._talk:
            self.setMinimumWidth(theme.px(880))
            self.above.addWidget(SideBySide(_points(points), right, gap=S4))
        else:
            self.above.addWidget(right)
        self.room.insertLayout(0, self._phones())
        self.result_field.changed.connect(self._result_chosen)
        self.incoming.toggled.connect(self._caller_told)
        self._result_chosen()
        self.result_field.setFocus()

    def _make_form(self, amount: int) -> None:
        shop = self.shop
        self.result_field: Choices = Choices()
        self.amount = AmountEdit(shop.app.book.decimals)
        self.amount.setMaximumWidth(theme.px(150))
        self.amount.set_value(amount or None)
        self.due_on = DateEdit(shop.today, days_later(shop.today(), PROMISED_DAYS))
        self.incoming = QCheckBox(_("They called us"))
        self._offer_results()
        self.text = TextArea(lines=3, most=_LONGEST, hint=_("What was said, in a few words"))
        by = holder(row(label(pgettext("promise", "by"), "mute"), self.due_on, None, gap=S2))
        self.due_on.setAccessibleName(_("Promised by"))
        self.due_on.setObjectName("due_on")
        self.form.add("result", _("Result"), self.result_field)
        self.form.add("amount", _("Promised"), self.amount, beside=by)
        self.form.also("due_on", "amount", _("Promised by"))
        self.form.add("text", _("Note"), self.text)
        self.form.add("incoming", _("Who called"), self.incoming)

    def _phones(self) -> QVBoxLayout:
        """Return whom to call, with a way to copy each number."""
        lines = []
        for person in self.who.people[:3]:
            copy = button(
                "", "quiet", icon="copy", on=partial(copy_text, person.phone), name=pgettext("phone", "Copy the number")
            )
            copy.setVisible(bool(person.phone))
            lines.append(row(label(person.phone, "heading"), copy, label(person.name, "mute"), None, gap=S2))
        if not lines:
            lines.append(row(label(_("The file has no telephone number."), "soon"), None))
        return column(*lines, gap=2)

    def _offer_results(self) -> None:
        """Offer what may have come of it: who called us was reached, and by the right number."""
        before = self.result_field.value() if self.result_field.buttons() else None
        offered = [each for each in RESULTS if each in TALKED or not self.incoming.isChecked()]
        self.result_field.set_choices([(each, result_of(each).text) for each in offered], before)

    def _caller_told(self) -> None:
        self._offer_results()
        self._result_chosen()

    def _result_chosen(self) -> None:
        result = self.result_field.value()
        self.form.show_row("amount", shown=result is ContactResult.PROMISE)
        self.forgive()
        notes = {
            ContactResult.NO_ANSWER: _("It stays on the list; a call nobody answers counts as a contact too."),
            ContactResult.DISPUTED: _("Next you say which charge is in dispute."),
            ContactResult.WRONG_NUMBER: _("Correct the number in the file afterwards."),
        }
        self.note.setText(notes.get(result, ""))
        if result is ContactResult.PROMISE:
            self.amount.setFocus()
            self.amount.selectAll()
        self.grow()

    def request(self) -> LogContact:
        """Return the call as typed."""
        result, promise = self.result_field.value(), None
        if result is ContactResult.PROMISE:
            promise = self.amount.value(), self.due_on.required()
            if promise[1] < self.shop.today():
                refuse("due_on", N_("They cannot promise to pay before today."))
        return LogContact(
            id=self._request_id,
            customer=self.who.number,
            way=ContactWay.PHONE,
            result=result,
            reminder=self.reminder,
            incoming=self.incoming.isChecked(),
            text=self.text.value(),
            amount=promise[0] if promise else None,
            due_on=promise[1] if promise else None,
        )

    def submit(self) -> None:
        """Note it."""
        if self.checked(self.request):
            request = self.request()
            self.carry_out(partial(self.shop.app.contacts.log, request), partial(self._logged, request))

    def _logged(self, request: LogContact, _filed: object) -> None:
        said = result_of(request.result)
        text = _("Call to {name}: {result}.").format(name=self.who.name, result=said.text)
        if request.amount is not None and request.due_on is not None:
            text = _("{name} promised {amount} by {date}.")
            amount, day = self.shop.money(request.amount), form.short_date(request.due_on)
            text = text.format(name=self.who.name, amount=amount, date=day)
        self.accept()
        self.shop.changed.emit(self.who.number)
        self.shop.queue_changed.emit()
        self.shop.tell(text)
        if request.result is ContactResult.DISPUTED:
            self.disputed.emit()
        elif request.result is ContactResult.WRONG_NUMBER:
            self.wrong_number.emit()


def _points(points: Template) -> Card:
    """Return the talking points, a line for each."""
    lines = [line.strip() for line in points.body.splitlines() if line.strip()]
    body = label("\n".join(lines), wrap=True)
    body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box = column(label(_("Talking points"), "mute-small"), body, None, gap=S2, margins=(14, S3, 14, S3))
    return Card(box, "after")
