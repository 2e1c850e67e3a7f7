"""Decent conduct: when and how often customers may be contacted at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.reminder.conduct import MAX_PER_DAY, MAX_PER_WEEK, Conduct, changed
from app.core.staff.rights import Right
from app.errors import CounterbookError, Refused
from app.gui import errors, theme
from app.gui.pages.base import scrolled
from app.gui.pages.settings.base import WIDE, check
from app.gui.pages.settings.reminders.door import PolicyDoor
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import KeyButton, button, column, label, row
from app.gui.widgets.fields import CountEdit, Form
from app.gui.widgets.guard import guard
from app.gui.widgets.time_fields import DatesEdit, TimeEdit
from app.i18n.catalog import _, ngettext


class ConductPane(QWidget):
    """Quiet hours, Sundays, holidays, and how many contacts there may be at most."""

    def __init__(self, shop: Shop, door: PolicyDoor) -> None:
        super().__init__()
        self.shop, self.door = shop, door
        self._request_id = shop.new_id()
        self.quiet_from, self.quiet_to = TimeEdit(), TimeEdit()
        self.sundays = check(_("No contact on Sundays"))
        self.holidays = DatesEdit(shop.today)
        self.per_day, self.per_week = CountEdit(most=MAX_PER_DAY), CountEdit(most=MAX_PER_WEEK)
        self.form = Form(label_width=170)
        self.save = KeyButton(_("Save"), "Ctrl+S", "primary", on=self.store)
        guard(shop, Right.SETTINGS, self.save)
        self.save.setShortcut("Ctrl+S")
        self.usual = button(_("Back to the defaults"), "quiet", on=self.show_usual)
        self.saved = label("", "mute-small")
        self.words = label("", "mute", wrap=True)
        self._build()
        self._wire()
        self.show_conduct()

    def _build(self) -> None:
        form = self.form
        form.add("quiet_from", _("Quiet from"), self.quiet_from)
        hint = _("By the clock where the customer lives. The same hour twice means there are no quiet hours.")
        form.add("quiet_to", _("Quiet until"), self.quiet_to, hint=hint)
        form.add("no_sundays", _("Sundays"), self.sundays)
        hint = _("One date or period a line. Reminders wait for the next day that is none of these.")
        form.add("holidays", _("Holidays"), self.holidays, hint=hint)
        form.add("per_day", _("At most a day"), self.per_day)
        hint = _("Contacts with one customer by all ways together; a call nobody answered is one too.")
        form.add("per_week", _("At most in seven days"), self.per_week, hint=hint)
        intro = _("Kept to for every way, by hand or not. Out of hours a message waits; it is not lost.")
        inner = QWidget()
        inner.setMaximumWidth(theme.px(WIDE))
        foot = row(self.save, self.usual, self.saved, None, gap=S3)
        inner.setLayout(column(label(intro, "mute", wrap=True), form, self.words, foot, None, gap=S4))
        whole = QWidget()
        whole.setLayout(row(inner, None, gap=0, margins=(0, 0, 12, 12)))
        whole.layout().setStretch(0, 1000)  # type: ignore[union-attr]
        self.setLayout(column(scrolled(whole), gap=0))

    def _wire(self) -> None:
        for edit in (self.quiet_from, self.quiet_to, self.per_day, self.per_week):
            edit.textEdited.connect(self._touched)
        self.holidays.textChanged.connect(self._touched)
        self.sundays.clicked.connect(self._touched)
        self.door.changed.connect(self._follow)

    # ---- showing ----------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        if not self.save.isEnabled():
            self.show_conduct()

    def show_conduct(self) -> None:
        """Show what the shop keeps to."""
        self._show(self.door.policy.conduct)
        self.save.setEnabled(False)

    def show_usual(self) -> None:
        """Show what a shop begins with; the holidays stay, and it is saved only if one says so."""
        self._show(changed(Conduct(), {"holidays": self.door.policy.conduct.holidays}))
        self._touched()

    def _show(self, conduct: Conduct) -> None:
        self.quiet_from.show_value(conduct.quiet_from)
        self.quiet_to.show_value(conduct.quiet_to)
        self.sundays.setChecked(conduct.no_sundays)
        self.holidays.show_days(conduct.holidays)
        self.per_day.setText(str(conduct.per_day))
        self.per_week.setText(str(conduct.per_week))
        self._say(conduct)

    def _say(self, conduct: Conduct) -> None:
        days = len(conduct.holidays)
        text = ngettext("{n} holiday is set.", "{n} holidays are set.", days).format(n=days)
        none = _("No holidays are set. Their dates change every year.")
        self.words.setText(text if days else none)

    def typed(self) -> dict[str, Any]:
        """Return the texts of the fields, where something was typed and not saved."""
        if not self.save.isEnabled():
            return {}
        edits = (self.quiet_from, self.quiet_to, self.per_day, self.per_week)
        lines: dict[str, Any] = {each.objectName(): each.text() for each in edits}
        return {**lines, "no_sundays": self.sundays.isChecked(), "holidays": self.holidays.toPlainText()}

    def type_again(self, typed: Mapping[str, Any]) -> None:
        """Take what `typed` gave."""
        if typed:
            for each in (self.quiet_from, self.quiet_to, self.per_day, self.per_week):
                each.setText(typed[each.objectName()])
            self.sundays.setChecked(typed["no_sundays"])
            self.holidays.setPlainText(typed["holidays"])
            self.save.setEnabled(True)

    # ---- saving -----------------------------------------------------------------------------------------------------

    def _touched(self, *_args: object) -> None:
        self.save.setEnabled(True)
        self.saved.setText("")

    def given(self) -> dict[str, Any]:
        """Return what the fields say; raises `Refused` at a field."""
        return {
            "quiet_from": f"{self.quiet_from.of_day():%H:%M}",
            "quiet_to": f"{self.quiet_to.of_day():%H:%M}",
            "no_sundays": self.sundays.isChecked(),
            "holidays": [day.isoformat() for day in sorted(self.holidays.days())],
            "per_day": self.per_day.value(),
            "per_week": self.per_week.value(),
        }

    def store(self) -> None:
        """Save what was changed."""
        self.form.forgive()
        try:
            given = self.given()
            new, old = changed(self.door.policy.conduct, given), self.door.policy.conduct
        except CounterbookError as error:
            self._refused(error)
            return
        different = {name: value for name, value in given.items() if getattr(new, name) != getattr(old, name)}
        if different:
            self.door.change(self._request_id, {"conduct": different}, self._stored, self._refused, self)
        else:
            self.show_conduct()

    def _stored(self) -> None:
        self._request_id = self.shop.new_id()
        self.show_conduct()
        self.saved.setText(_("Saved."))

    def _refused(self, error: CounterbookError) -> None:
        self._request_id = self.shop.new_id()
        text = errors.words(error, self.shop.money, self.form.labels())
        name = error.field if isinstance(error, Refused) and self.form.has(error.field) else "quiet_from"
        self.form.complain(name, text)
