"""Taking back what was agreed with a customer: a promise that no longer counts, a pause that is over."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.reminder.requests import EndPause, WithdrawPromise
from app.errors import refuse
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import DateEdit, LineEdit
from app.i18n.catalog import _
from app.i18n.mark import N_

_LONGEST = 500


class _Ends(FormDialog):
    """Records one request about a customer and says so."""

    def __init__(self, shop: Shop, title: str, number: str, about: str, parent: QWidget | None) -> None:
        super().__init__(shop, title, about, parent=parent)
        self.number, self.request_id = number, shop.new_id()

    def _done(self, _filed: object) -> None:
        self.accept()
        self.shop.changed.emit(self.number)
        self.shop.tell(_("Saved."))


class WithdrawPromiseDialog(_Ends):
    """A promise (its request's id) that was recorded by mistake, or in whose place another one stands."""

    def __init__(self, shop: Shop, number: str, promise: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Withdraw the promise"), number, about, parent)
        self._promise = promise
        words = _("It counts neither as kept nor as broken any more; what was said stays on the timeline.")
        self.above.addWidget(label(words, "mute", wrap=True))
        self.reason = LineEdit(most=_LONGEST, hint=_("e.g. another day was agreed, recorded by mistake"))
        self.form.add("reason", _("Reason"), self.reason)
        self.reason.setFocus()

    def request(self) -> WithdrawPromise:
        """Return what is withdrawn and why."""
        reason = self.reason.value()
        if not reason:
            refuse("reason", N_("Write a few words; one day somebody will ask."))
        return WithdrawPromise(id=self.request_id, promise=self._promise, reason=reason)

    def submit(self) -> None:
        """Withdraw it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.contacts.withdraw, self.request()), self._done)


class EndPauseDialog(_Ends):
    """The first day on which reminders may go out again."""

    def __init__(self, shop: Shop, number: str, pause: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("End the pause"), number, about, parent)
        self._pause = pause
        self.on = DateEdit(shop.today, shop.today())
        self.reason = LineEdit(most=_LONGEST)
        self.form.add("on", _("Remind again from"), self.on)
        self.form.add("reason", _("Reason"), self.reason)
        self.on.setFocus()

    def request(self) -> EndPause:
        """Return which pause ends and when."""
        return EndPause(id=self.request_id, pause=self._pause, on=self.on.required(), reason=self.reason.value())

    def submit(self) -> None:
        """End it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.contacts.end_pause, self.request()), self._done)
