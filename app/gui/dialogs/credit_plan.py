"""分期计划: charges spread over instalments, agreed with the customer, printed to be signed; and how a plan ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.credit.requests import MakePlan
from app.core.money import Money
from app.core.owing.plans import Plan, PlanCharge, check_plan, portions
from app.errors import CounterbookError, refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.fold import Fold
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.after_card import AfterCard
from app.gui.widgets.basics import button, holder, label, row
from app.gui.widgets.charge_ticks import ChargeTicks
from app.gui.widgets.fields import CountEdit, DateEdit, LineEdit
from app.gui.widgets.plan_edit import PlanEdit
from app.i18n import format as form
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import AccountCard

GRACE_DAYS = 3
"""How long after its day an instalment may come, as proposed."""

_WIDE = 760


class PlanDialog(FormDialog):
    """Makes a plan of the charges ticked; with `charges` those are ticked, else what is overdue."""

    def __init__(
        self, shop: Shop, card: AccountCard, charges: Collection[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(shop, _("Payment plan"), card.name, parent=parent)
        self.setMinimumWidth(theme.px(_WIDE))
        self._customer, self._name = card.number, card.name
        self._request_id = shop.new_id()
        self.charges = ChargeTicks(shop, card.charges, charges, most_rows=4)
        self.plan = PlanEdit(shop)
        self.made_on = DateEdit(shop.today, shop.today())
        self.grace = CountEdit(GRACE_DAYS, least=0, most=60)
        self.missed = CountEdit(0, least=0, most=12)
        self.note_text = LineEdit(hint=_("e.g. agreed by phone, money comes after the harvest"))
        words = _("The charges stay as they are; they are due by the plan's days from now on, for reminders too.")
        self.above.addWidget(label(words, "mute", wrap=True))
        self._make_form()
        self.after = _AfterPlan(shop)
        self._whole.insertWidget(self._whole.indexOf(self.general), self.after)
        self.sheet = button(_("Show the sheet"), icon="eye", on=self.show_sheet)
        self.foot.insertWidget(0, self.sheet)
        self.primary.say(_("Make the plan"))
        self.charges.changed.connect(self._charges_ticked)
        self.plan.changed.connect(self._touched)
        for field in (self.made_on, self.grace, self.missed):
            field.textChanged.connect(self._touched)
        self._charges_ticked()
        self.plan.count.setFocus()
        self.plan.count.selectAll()

    def _make_form(self) -> None:
        self.form.add("charges", _("Charges"), self.charges)
        self.form.add("instalments", _("Instalments"), self.plan)
        self.form.also("parts", "instalments", _("Number of instalments"))
        missed = holder(row(self.missed, label(_("may be missed before it falls back"), "mute"), None, gap=S2))
        self.missed.setAccessibleName(_("Instalments that may be missed"))
        self.missed.setFixedWidth(theme.px(70))
        self.grace.setFixedWidth(theme.px(70))
        beside = holder(row(label(_("days after its day an instalment counts as missed"), "mute"), None))
        self.form.add("grace_days", _("Grace"), self.grace, beside=beside)
        self.form.add("missed_most", _("Missed"), missed)
        self.form.add("made_on", _("Agreed on"), self.made_on)
        self.form.add("note", _("Note"), self.note_text)
        self.more = Fold(
            self,
            ("grace_days", "missed_most", "made_on", "note"),
            _("Show grace, what may be missed, date and note"),
        )

    # ---- what is typed ----------------------------------------------------------------------------------------------

    def _charges_ticked(self) -> None:
        self.plan.show_amount(self.charges.total())
        self._touched()

    def _touched(self, *_value: object) -> None:
        """Show what the plan as typed pays, and what follows from it; an unfinished one shows nothing."""
        self.forgive()
        try:
            plan = self.drawn_up()
        except CounterbookError:
            self.plan.show_pays({})
            self.after.show_plan(None)
        else:
            self.plan.show_pays(self._pays(plan))
            self.after.show_plan(plan)
        self.grow()

    def _pays(self, plan: Plan) -> Mapping[int, str]:
        """Return in words what each instalment pays."""
        lines = {each.charge: each for each in self.charges.rows}
        found: dict[int, list[str]] = {}
        for part in portions(plan):
            line = lines[part.charge]
            name = self.charges.what(line) or self.shop.day(line.on)
            words = _("{text}: {amount}").format(text=name, amount=self.shop.amount(part.amount))
            found.setdefault(part.nth, []).append(words)
        return {nth: "  ·  ".join(words) for nth, words in found.items()}

    def drawn_up(self) -> Plan:
        """Return the plan as typed; refused as the plan's own rules say."""
        if not self.charges.rows:
            refuse("charges", N_("This customer owes nothing."))
        self.charges.value()
        plan = Plan(
            id=self._request_id,
            customer=self._customer,
            made_on=self.made_on.required(),
            charges=tuple(PlanCharge(each.charge, each.due_on, each.open) for each in self.charges.chosen()),
            instalments=self.plan.value(),
            grace_days=self.grace.value(),
            missed_most=self.missed.value(),
        )
        _check_sum(plan)
        check_plan(plan)
        return plan

    def request(self) -> MakePlan:
        """Return the request that makes the plan."""
        plan = self.drawn_up()
        return MakePlan(
            id=plan.id,
            customer=plan.customer,
            on=plan.made_on,
            charges=tuple(each.name for each in plan.charges),
            instalments=plan.instalments,
            grace_days=plan.grace_days,
            missed_most=plan.missed_most,
            note=self.note_text.value(),
        )

    def place_of(self, field: str) -> str:
        """Show what is wrong with the plan's day at the day it was agreed on."""
        return self.more.reveal({"on": "made_on"}.get(field, field))

    # ---- doing it ---------------------------------------------------------------------------------------------------

    def show_sheet(self) -> None:
        """Show the sheet to sign as it would be printed."""
        from app.gui.dialogs.credit_papers import PlanDraftDialog

        if self.checked(self.request):
            PlanDraftDialog(self.shop, self.request(), self._name, self).open()

    def submit(self) -> None:
        """Make it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.plans.make, self.request()), self._made)

    def _made(self, _filed: object) -> None:
        from app.gui.dialogs.credit_papers import PlanSheetDialog

        shop, name, plan, over = self.shop, self._name, self._request_id, self.parentWidget()
        self.accept()
        shop.changed.emit(self._customer)

        def show() -> None:
            PlanSheetDialog(shop, plan, name, over).open()

        shop.tell(_("The payment plan of {name} is made.").format(name=name), _("Print the sheet"), show)


def _check_sum(plan: Plan) -> None:
    """Refuse instalments that do not come to what is open, in the words the dialog uses."""
    owed = sum(each.amount for each in plan.charges)
    if plan.amount != owed:
        refuse(
            "instalments",
            N_("The instalments come to {sum}, not to the {amount} that is open."),
            sum=Money(plan.amount),
            amount=Money(owed),
        )


class _AfterPlan(AfterCard):
    """What follows from a plan: how much, how long, and what it does to the days the charges are due."""

    def __init__(self, shop: Shop) -> None:
        self.more = label("", "mute-small", wrap=True)
        super().__init__(shop, self.more)

    def show_plan(self, plan: Plan | None) -> None:
        """Show what a plan does, None for nothing yet."""
        self.more.setVisible(plan is not None)
        if plan is None:
            self.words.setText(_("Fill in the form to see it."))
            theme.mark(self.words, "mute")
            return
        theme.mark(self.words, "strong")
        count = len(plan.instalments)
        first, last = plan.instalments[0], plan.instalments[-1]
        if count == 1:
            text = _("{amount} due on {last}.")
        else:
            text = ngettext(
                "{amount} in {n} instalment, the first on {first}, the last on {last}.",
                "{amount} in {n} instalments, the first on {first}, the last on {last}.",
                count,
            )
        money, day = self._shop.money, form.short_date
        self.words.setText(
            text.format(amount=money(plan.amount), n=count, first=day(first.due_on), last=day(last.due_on))
        )
        days = max((last.due_on - min(each.due_on for each in plan.charges)).days, 0)
        later = ngettext(
            "The last charge is paid {n} day later than agreed at first. The limitation period starts anew.",
            "The last charge is paid {n} days later than agreed at first. The limitation period starts anew.",
            days,
        )
        self.more.setText(later.format(n=days))
