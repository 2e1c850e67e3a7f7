"""案件: charges handed to a lawyer or a court, and each step with its day and the day something is to happen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.credit.requests import CASE_ENDS, CaseStepKind, OpenCase, StepCase
from app.errors import refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.credit_words import case_step
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import holder, label, row
from app.gui.widgets.charge_ticks import ChargeTicks
from app.gui.widgets.fields import AmountEdit, Choices, DateEdit, TextArea
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.cases import CaseView
    from app.services.counter import AccountCard


class CaseDialog(FormDialog):
    """Opens a case about charges of a customer; what happens in it is noted step by step."""

    def __init__(
        self, shop: Shop, card: AccountCard, charges: Collection[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(shop, _("Legal case"), card.name, parent=parent)
        self.setMinimumWidth(theme.px(760))
        self.number = card.number
        self._request_id, self._step_id = shop.new_id(), shop.new_id()
        self.charges = ChargeTicks(shop, card.charges, charges)
        self.begins: Choices = Choices(
            [
                (CaseStepKind.HANDED_OVER, case_step(CaseStepKind.HANDED_OVER)),
                (CaseStepKind.FILED, case_step(CaseStepKind.FILED)),
            ]
        )
        self.on = DateEdit(shop.today, shop.today())
        self.next_on = DateEdit(shop.today, hint=pgettext("case", "none yet"))
        self.note_text = TextArea(lines=3, hint=_("Who has it: name, firm or court, file number, phone"))
        words = _("The charges stay owed and payments pay them as usual. Take the evidence pack along.")
        self.above.addWidget(label(words, "mute", wrap=True))
        then = holder(row(label(_("next date"), "mute"), self.next_on, gap=S2))
        self.next_on.setAccessibleName(_("Next date"))
        self.form.add("charges", _("Charges"), self.charges)
        self.form.add("what", pgettext("case", "Begins"), self.begins)
        self.form.add("on", _("Date"), self.on, beside=then)
        self.form.also("next_on", "on", _("Next date"))
        self.form.add("note", _("Note"), self.note_text)
        self.primary.say(_("Open the case"))
        self.charges.changed.connect(self.forgive)
        self.note_text.setFocus()

    def requests(self) -> tuple[OpenCase, StepCase]:
        """Return the case, and its first step, as typed."""
        if not self.charges.rows:
            refuse("charges", N_("This customer owes nothing."))
        on = self.on.required()
        opened = OpenCase(id=self._request_id, customer=self.number, on=on, charges=self.charges.value())
        step = StepCase(
            id=self._step_id,
            case=self._request_id,
            what=self.begins.value(),
            on=on,
            next_on=_later(self.next_on, self.on),
            amount=self.charges.total(),
            note=self.note_text.value(),
        )
        return opened, step

    def submit(self) -> None:
        """Open it; a second try goes on where the first was refused, for both are known by their ids."""
        if self.checked(self.requests):
            cases, (opened, step) = self.shop.app.cases, self.requests()

            def record() -> None:
                cases.open(opened)
                cases.step(step)

            self.carry_out(record, self._done)

    def _done(self, _nothing: None) -> None:
        self.accept()
        self.shop.changed.emit(self.number)
        self.shop.tell(_("The case of {name} is open.").format(name=self.subtitle.text()))


class CaseStepDialog(FormDialog):
    """Notes a step of a case; the next date comes into the reminders when it is near."""

    def __init__(self, shop: Shop, view: CaseView, parent: QWidget | None = None) -> None:
        super().__init__(shop, pgettext("case", "Next step"), view.name, parent=parent)
        self.setMinimumWidth(theme.px(820))
        self.view = view
        self._request_id = shop.new_id()
        self.what: Choices = Choices([(each, case_step(each)) for each in CaseStepKind], _proposed(view))
        self.on = DateEdit(shop.today, shop.today())
        self.next_on = DateEdit(shop.today, hint=pgettext("case", "none yet"))
        self.amount = AmountEdit(shop.app.book.decimals)
        self.note_text = TextArea(lines=3, hint=_("What was said or decided, by whom"))
        self._then = holder(row(label(_("next date"), "mute"), self.next_on, gap=S2))
        self.next_on.setAccessibleName(_("Next date"))
        self.words = label("", "mute", wrap=True)
        self.form.add("what", pgettext("step", "What happened"), self.what)
        self.form.add("on", _("Date"), self.on, beside=self._then)
        self.form.also("next_on", "on", _("Next date"))
        self.form.add("amount", _("Amount"), self.amount, hint=_("claimed, granted or agreed by this step, if any"))
        self.form.add("note", _("Note"), self.note_text)
        self.below.addWidget(self.words)
        self.primary.say(_("Save"))
        self.what.changed.connect(self._what_chosen)
        self._what_chosen()
        self.what.setFocus()

    def _what_chosen(self) -> None:
        over = self.what.value() in CASE_ENDS
        self._then.setVisible(not over)
        ends = _("With this the case is over. Write off what will not come, or make a payment plan.")
        goes_on = _("You are reminded of the next date when it is near.")
        self.words.setText(ends if over else goes_on)
        self.forgive()
        self.grow()

    def request(self) -> StepCase:
        """Return the step as typed."""
        over = self.what.value() in CASE_ENDS
        return StepCase(
            id=self._request_id,
            case=self.view.id,
            what=self.what.value(),
            on=self.on.required(),
            next_on=None if over else _later(self.next_on, self.on),
            amount=self.amount.value_or_none(),
            note=self.note_text.value(),
        )

    def submit(self) -> None:
        """Note it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.cases.step, self.request()), self._done)

    def _done(self, _filed: object) -> None:
        self.accept()
        self.shop.changed.emit(self.view.customer)
        self.shop.tell(_("Saved."))


def _proposed(view: CaseView) -> CaseStepKind:
    """Return the step that usually comes after the last one."""
    order = list(CaseStepKind)
    at = order.index(view.state) + 1 if view.state is not None else 0
    return order[min(at, len(order) - 1)]


def _later(field: DateEdit, after: DateEdit) -> date | None:
    """Return the next date, None for none; refused where it lies before the step itself."""
    found = field.value()
    if found is not None and found < after.required():
        refuse("next_on", N_("The next date lies before this one."))
    return found
