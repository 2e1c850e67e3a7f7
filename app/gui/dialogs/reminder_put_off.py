"""A reminder put off to another day, left out for good with the reason, or given to somebody."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.dates import months_later
from app.core.reminder.kinds import RuleKind
from app.core.reminder.requests import Assign, Skip, Snooze
from app.errors import refuse
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.reminder_words import about, day_words
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.fields import Choices, DateEdit, LineEdit
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.reminder.board import QueueRow

OTHER = None
_LONGEST = 500


class SnoozeDialog(FormDialog):
    """Chooses the day; a reminder that was put off may also come back at once."""

    def __init__(
        self, shop: Shop, row: QueueRow, parent: QWidget | None = None, *, expires_on: date | None = None
    ) -> None:
        super().__init__(shop, _("Later"), row.name, parent=parent)
        self.row, self.expires_on = row, expires_on
        self.primary.say(_("Put off"))
        self._request_id = shop.new_id()
        self.above.addWidget(label(about(shop, row), "mute", wrap=True))
        today = shop.today()
        days = [
            (pgettext("later", "Tomorrow"), today + timedelta(days=1)),
            (pgettext("later", "In 3 days"), today + timedelta(days=3)),
            (pgettext("later", "In a week"), today + timedelta(days=7)),
            (pgettext("later", "In a month"), months_later(today, 1)),
        ]
        choices: list[tuple[date | None, str]] = [(day, text) for text, day in days]
        self.choice: Choices = Choices([*choices, (OTHER, pgettext("later", "Another day"))])
        self.until = DateEdit(shop.today, days[0][1])
        self.form.add("when", pgettext("later", "When"), self.choice)
        self.form.add("until", _("On"), self.until)
        self.back = button(_("Bring it back now"), on=self.bring_back)
        self.back.setVisible(row.snoozed_to is not None and row.snoozed_to > today)
        self.foot.insertWidget(self.foot.indexOf(self.cancel), self.back)
        self.choice.changed.connect(self._chosen)
        self.until.textEdited.connect(self._typed)
        self._warn()
        self.choice.setFocus()

    def _chosen(self) -> None:
        day = self.choice.value()
        if day is OTHER:
            self.until.setFocus()
            self.until.selectAll()
        else:
            self.until.set_value(day)
        self._warn()

    def _typed(self) -> None:
        self.choice.set_value(OTHER)
        self._warn()

    def _warn(self) -> None:
        """Say where it makes no sense any more on that day."""
        last = self.expires_on
        late = last is not None and self.until.or_today() > last
        text = _("It is taken off the list after {date}: later it makes no sense any more.")
        self.note.setText(text.format(date=self.shop.day(last)) if late and last is not None else "")

    def request(self) -> Snooze:
        """Return the day as typed."""
        until = self.until.required()
        if until <= self.shop.today():
            refuse("until", N_("Choose a day after today."))
        return Snooze(id=self._request_id, reminder=self.row.id, until=until)

    def submit(self) -> None:
        """Put it off."""
        if self.checked(self.request):
            request = self.request()
            until = request.until or self.shop.today()
            text = _("{name}: again {day}.").format(name=self.row.name, day=day_words(self.shop, until))
            self._do(request, text)

    def bring_back(self) -> None:
        """Have it on the list again now."""
        request = Snooze(id=f"{self._request_id}-back", reminder=self.row.id, until=None)
        self._do(request, _("{name} is on the list again.").format(name=self.row.name))

    def _do(self, request: Snooze, text: str) -> None:
        self.carry_out(partial(self.shop.app.reminder_queue.snooze, request), partial(self._done, text))

    def _done(self, text: str, _filed: object) -> None:
        self.accept()
        self.shop.queue_changed.emit()
        self.shop.tell(text)


class SkipDialog(FormDialog):
    """Asks for the reason; usual ones are a click away."""

    def __init__(self, shop: Shop, row: QueueRow, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Skip this reminder"), row.name, parent=parent)
        self.row = row
        self.primary.say(pgettext("reminder", "Skip"))
        self._request_id = shop.new_id()
        if row.rule is RuleKind.OVERDUE:
            words = _("It is left out for good and counts as step {nth}: the next step comes at its time.")
        else:
            words = _("It is left out for good; the next occasion is reminded of again.")
        self.above.addWidget(label(about(shop, row), wrap=True))
        self.above.addWidget(label(words.format(nth=row.stage), "mute", wrap=True))
        usual = (
            pgettext("skip", "Spoken to at the counter"),
            pgettext("skip", "Paid, to be entered"),
            pgettext("skip", "Not worth it"),
        )
        self.usual: Choices = Choices([*((text, text) for text in usual), (OTHER, pgettext("skip", "Something else"))])
        self.usual.set_value(OTHER)
        self.reason = LineEdit(most=_LONGEST, hint=_("e.g. settled in person, a friend of the house"))
        self.form.add("usual", pgettext("skip", "Usual reasons"), self.usual)
        self.form.add("reason", _("Reason"), self.reason)
        self.usual.changed.connect(self._chosen)
        self.reason.setFocus()

    def _chosen(self) -> None:
        self.reason.setText(self.usual.value() or "")
        if self.usual.value() is OTHER:
            self.reason.setFocus()
        self.forgive()

    def request(self) -> Skip:
        """Return the reason as typed."""
        reason = self.reason.value()
        if not reason:
            refuse("reason", N_("Write a few words; one day somebody will ask."))
        return Skip(id=self._request_id, reminder=self.row.id, reason=reason)

    def submit(self) -> None:
        """Leave it out."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.reminder_queue.skip, self.request()), self._done)

    def _done(self, _filed: object) -> None:
        text = _("{name}: skipped.").format(name=self.row.name)
        self.accept()
        self.shop.changed.emit(self.row.customer)
        self.shop.queue_changed.emit()
        self.shop.tell(text)


class AssignDialog(FormDialog):
    """Says who of the staff sees to a reminder, or that nobody in particular does."""

    def __init__(self, shop: Shop, row: QueueRow, staff: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Who sees to it"), row.name, parent=parent)
        self.row = row
        self.primary.say(_("Note it"))
        self._request_id = shop.new_id()
        self.above.addWidget(label(about(shop, row), wrap=True))
        choices = [("", pgettext("reminders", "Nobody in particular")), *((name, name) for name in staff)]
        self.staff: Choices = Choices(choices, row.assigned_to)
        self.form.add("staff", pgettext("staff", "Name"), self.staff)
        self.staff.setFocus()

    def request(self) -> Assign:
        """Return the name as typed."""
        return Assign(id=self._request_id, reminder=self.row.id, staff=self.staff.value())

    def submit(self) -> None:
        """Give it to them."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.reminder_queue.assign, self.request()), self._done)

    def _done(self, _filed: object) -> None:
        self.accept()
        self.shop.queue_changed.emit()
