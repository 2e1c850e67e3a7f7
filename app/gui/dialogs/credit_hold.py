"""Stopping sales to a customer for a reason, and ending that."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.holds import EndHold, PutHold
from app.core.owing.limits import Cause, Hold, Scope
from app.errors import refuse
from app.gui import theme
from app.gui.dialogs.credit_change import LONGEST, CreditDialog
from app.gui.dialogs.owing_words import cause_name, scope_name
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import Choices, DateEdit, LineEdit
from app.gui.widgets.words import hold_words
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.credit.standing import HoldLine
    from app.services.file_desk import Filed


class HoldDialog(CreditDialog):
    """A hold ends when the owner ends it, on its last day, or by itself once its cause is gone."""

    def __init__(self, shop: Shop, number: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Put on hold"), number, name, parent)
        self.setMinimumWidth(theme.px(620))
        self.primary.say(_("Put on hold"))
        self._line: HoldLine | None = None
        self.scope: Choices = Choices([(each, scope_name(each)) for each in Scope])
        self.cause: Choices = Choices([(each, cause_name(each)) for each in Cause])
        self.reason = LineEdit(most=LONGEST, hint=_("e.g. two bills unpaid, cheque returned"))
        self.starts_on = DateEdit(shop.today, shop.today())
        self.ends_on = DateEdit(shop.today, hint=pgettext("hold", "no last day"))
        self.words = label("", "mute", wrap=True)
        self.form.add("scope", pgettext("hold", "Stops"), self.scope)
        self.form.add("cause", pgettext("hold", "Lasts"), self.cause)
        self.form.add("reason", _("Reason"), self.reason, hint=_("The counter shows it to whoever serves them."))
        self.form.add("starts_on", _("From"), self.starts_on)
        self.form.add("ends_on", _("Last day"), self.ends_on)
        self.below.addWidget(self.words)
        self.scope.changed.connect(self._chosen)
        self.cause.changed.connect(self._chosen)
        self._chosen()
        self.reason.setFocus()

    def _chosen(self) -> None:
        self.forgive()
        stops = _("What is paid ahead can be used, and anything can be sold for payment.")
        if self.scope.value() is Scope.ALL:
            stops = _("Nothing is sold, however it is paid; a pass paid for can still be used.")
        lasts = _("It stands until somebody ends it, with a reason.")
        if self.cause.value() is not Cause.OWNER:
            lasts = _("It lifts by itself as soon as its cause is gone, and comes back with it until you end it.")
        self.words.setText(f"{stops}\n{lasts}")
        self.grow()

    def request(self) -> PutHold:
        """Return the hold as typed."""
        reason, starts_on, ends_on = self.reason.value(), self.starts_on.required(), self.ends_on.value()
        if not reason:
            refuse("reason", N_("Write a few words; one day somebody will ask."))
        if ends_on is not None and ends_on < starts_on:
            refuse("ends_on", N_("The last day comes before the first."))
        return PutHold(
            id=self.request_id,
            customer=self.number,
            reason=reason,
            starts_on=starts_on,
            ends_on=ends_on,
            cause=self.cause.value(),
            scope=self.scope.value(),
        )

    def submit(self) -> None:
        """Record it, and read whether it counts already."""
        if self.checked(self.request):
            self.carry_out(partial(self._put, self.request()), self._put_done)

    def _put(self, request: PutHold) -> tuple[Filed, HoldLine | None]:
        filed = self.shop.app.files.record(request)
        holds = self.shop.app.credit.standing(self.number).holds
        return filed, next((line for line in holds if line.hold.id == request.id), None)

    def _put_done(self, found: tuple[Filed, HoldLine | None]) -> None:
        filed, self._line = found
        self._done(filed)

    def done_text(self) -> str:
        """Say what stops, or why nothing does yet."""
        if self._line is not None and not self._line.stands:
            lifted = self._line.lifted
            words = _("The hold on {name} is kept; it does not count yet.").format(name=self.subtitle.text())
            return words if lifted is None else f"{words}\n{self.shop.sentence(lifted)}"
        if self.scope.value() is Scope.ALL:
            return _("All sales to {name} are on hold.").format(name=self.subtitle.text())
        return _("Sales on account to {name} are on hold.").format(name=self.subtitle.text())


class EndHoldDialog(CreditDialog):
    """The first day on which a hold counts no more, and why."""

    def __init__(self, shop: Shop, number: str, name: str, hold: Hold, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("End the hold"), number, name, parent)
        self.primary.say(_("End the hold"))
        self.hold = hold
        self.above.addWidget(label(hold_words(hold), "mute", wrap=True))
        self.on = DateEdit(shop.today, shop.today())
        self.reason = LineEdit(most=LONGEST, hint=_("e.g. paid in full, agreed with the owner"))
        self.form.add("on", _("Sell again from"), self.on)
        self.form.add("reason", _("Reason"), self.reason)
        self.reason.setFocus()

    def request(self) -> EndHold:
        """Return which hold ends, and when."""
        reason = self.reason.value()
        if not reason:
            refuse("reason", N_("Write a few words; one day somebody will ask."))
        return EndHold(
            id=self.request_id, customer=self.number, hold=self.hold.id, on=self.on.required(), reason=reason
        )

    def done_text(self) -> str:
        """Say that it is over."""
        return _("The hold on {name} is ended.").format(name=self.subtitle.text())
