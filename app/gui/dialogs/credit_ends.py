"""How an agreement and a payment plan end before their time: from which day, and why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.credit.requests import EndAgreement, EndPlan
from app.errors import refuse
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import Choices, DateEdit, LineEdit
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.agreements import AgreementLine
    from app.services.plans import PlanView

_LONGEST = 500


class _EndDialog(FormDialog):
    """Asks for the day and the reason."""

    def __init__(self, shop: Shop, title: str, about: str, hint: str, parent: QWidget | None) -> None:
        super().__init__(shop, title, about, parent=parent)
        self.request_id = shop.new_id()
        self.on = DateEdit(shop.today, shop.today())
        self.reason = LineEdit(most=_LONGEST, hint=hint)

    def _why(self) -> str:
        text = self.reason.value()
        if not text:
            refuse("reason", N_("Write a few words; one day somebody will ask."))
        return text

    def _done(self, number: str, text: str, _filed: object) -> None:
        self.accept()
        self.shop.changed.emit(number)
        self.shop.tell(text)


class EndAgreementDialog(_EndDialog):
    """From a day on an agreement holds no more."""

    def __init__(self, shop: Shop, line: AgreementLine, about: str, parent: QWidget | None = None) -> None:
        hint = _("e.g. replaced by a new one, given notice")
        super().__init__(shop, _("End the agreement"), about, hint, parent)
        self.line = line
        words = _("What was sold while it was in force keeps its terms and its late interest.")
        self.above.addWidget(label(words, "mute", wrap=True))
        self.form.add("on", _("No longer from"), self.on)
        self.form.add("reason", _("Reason"), self.reason)
        self.reason.setFocus()

    def request(self) -> EndAgreement:
        """Return what ends, when and why."""
        return EndAgreement(id=self.request_id, agreement=self.line.id, on=self.on.required(), reason=self._why())

    def submit(self) -> None:
        """End it."""
        if self.checked(self.request):
            done = partial(self._done, self.line.customer, _("The agreement has ended."))
            self.carry_out(partial(self.shop.app.agreements.end, self.request()), done)


class EndPlanDialog(_EndDialog):
    """A plan is called off: the charges get their own due dates back, or keep the plan's."""

    def __init__(self, shop: Shop, view: PlanView, about: str, parent: QWidget | None = None) -> None:
        hint = _("e.g. instalments missed, paid another way, agreed anew")
        super().__init__(shop, _("End the payment plan"), about, hint, parent)
        self.view = view
        left = _("{amount} of it is open.").format(amount=shop.money(view.open))
        self.above.addWidget(label(f"{left} {shop.sentence(view.progress.reason)}", "mute", wrap=True))
        self.dates: Choices = Choices(
            [
                (True, pgettext("plan", "Their own again")),
                (False, pgettext("plan", "The plan's")),
            ]
        )
        self.form.add("fall_back", _("Due dates"), self.dates)
        self.form.add("on", _("Ends on"), self.on)
        self.form.add("reason", _("Reason"), self.reason)
        self.words = label("", "mute", wrap=True)
        self.below.addWidget(self.words)
        self.dates.changed.connect(self._dates_chosen)
        self._dates_chosen()
        self.reason.setFocus()

    def _dates_chosen(self) -> None:
        own = _("What is open is due as it was before the plan: most of it is overdue at once.")
        kept = _("What is open stays due on the plan's days, each charge on its last one.")
        self.words.setText(own if self.dates.value() else kept)
        self.grow()

    def request(self) -> EndPlan:
        """Return which plan ends, when, why, and what becomes of the due dates."""
        return EndPlan(
            id=self.request_id,
            plan=self.view.id,
            on=self.on.required(),
            reason=self._why(),
            fall_back=self.dates.value(),
        )

    def submit(self) -> None:
        """End it."""
        if self.checked(self.request):
            done = partial(self._done, self.view.customer, _("The payment plan has ended."))
            self.carry_out(partial(self.shop.app.plans.end, self.request()), done)
