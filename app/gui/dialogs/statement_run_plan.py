"""The second step of new statements: who would get one, how much it is about, and what to look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.statement_run import Concern, PlanRow, RunPlan
from app.gui.dialogs.statement_words import (
    CONCERNS,
    concern_name,
    delivery_name,
    money_or_nothing,
    period_name,
    statements_count,
)
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, button, clear, column, label, row
from app.gui.widgets.check_table import CheckModel, CheckTable
from app.gui.widgets.fields import Choices
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Hashable

SHOWN = 8
"""Rows the list shows at least."""

ALL = ""


class PlanView(QWidget):
    """Counts, warnings, groups to narrow by, and a tick for each statement; taken away, it is left out."""

    #: Another tick was set or taken away.
    changed = Signal()
    #: The paper of a customer is wanted as it would be (the row).
    look_wanted = Signal(object)

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.plan: RunPlan | None = None
        self.totals = label("", "strong", wrap=True)
        self.left_out = label("", "mute-small", wrap=True)
        self.warnings = column(gap=S2)
        self.groups: Choices = Choices([(ALL, "")])
        self.explained = label("", "mute-small", wrap=True)
        self.model = CheckModel(_columns(shop), _key, parent=self)
        self.table = CheckTable(_("Statements to be made"), self.model, most_rows=SHOWN)
        self.table.lay_out(self.model.columns)
        self.none = button(_("Untick these"), "link", on=partial(self._tick_shown, on=False))
        self.every = button(_("Tick these"), "link", on=partial(self._tick_shown, on=True))
        self.look = button(_("Show the paper"), icon="eye", on=self._look, tip=_("Double click"))
        self._build()
        self.groups.changed.connect(self._narrow)
        self.model.touched.connect(self._touched)
        self.table.opened.connect(self.look_wanted)

    def _build(self) -> None:
        narrow = row(self.groups, gap=S3)
        below = row(self.every, self.none, None, self.look, gap=S3)
        parts = (self.totals, self.left_out, self.warnings, narrow, self.explained, self.table, below)
        whole = column(*parts, gap=S2)
        whole.setStretch(5, 1)
        self.setLayout(whole)

    # ---- what shows -------------------------------------------------------------------------------------------------

    def show_plan(self, plan: RunPlan) -> None:
        """Show a plan with everything ticked that may be issued."""
        self.plan = plan
        self.model.checked = {row.number for row in plan.rows if Concern.UNSOUND not in row.concerns}
        self._show_warnings(plan)
        self.groups.set_choices(self._group_names(plan), ALL)
        self.groups.setVisible(len(self._group_names(plan)) > 1)
        self._show_left_out(plan)
        self._narrow()
        self._say()

    def chosen(self) -> list[PlanRow]:
        """Return the rows that are ticked."""
        rows: Sequence[PlanRow] = self.plan.rows if self.plan is not None else ()
        return [each for each in rows if each.number in self.model.checked]

    def left_out_by_hand(self) -> tuple[str, ...]:
        """Return the numbers of those unticked; what is unsound is never issued, ticked or not."""
        rows: Sequence[PlanRow] = self.plan.rows if self.plan is not None else ()
        return tuple(
            each.number
            for each in rows
            if each.number not in self.model.checked and Concern.UNSOUND not in each.concerns
        )

    def too_soon(self) -> bool:
        """Whether the period has not ended: then nothing can be issued."""
        return self.plan is not None and self.plan.unfinished_period

    def issue_words(self) -> str:
        """Return what issuing those ticked is called."""
        count = len(self.chosen())
        text = ngettext("Issue {n} statement", "Issue {n} statements", count)
        return text.format(n=form.number(count, current().language))

    def _show_warnings(self, plan: RunPlan) -> None:
        clear(self.warnings)
        for text in _warnings(plan):
            self.warnings.addWidget(Card(row(label("⚠  " + text, wrap=True), margins=(12, 7, 12, 7)), "notice"))

    def _show_left_out(self, plan: RunPlan) -> None:
        number = partial(form.number, language=current().language)
        text = _("{n} left out: {reason}")
        reasons = [text.format(n=number(count), reason=_(reason)) for reason, count in plan.left_out.items() if count]
        self.left_out.setText("\n".join(reasons))
        self.left_out.setVisible(bool(reasons))

    def _group_names(self, plan: RunPlan) -> list[tuple[str, str]]:
        counts = Counter(concern for each in plan.rows for concern in each.concerns)
        number = partial(form.number, language=current().language)
        named = [
            (concern.value, f"{concern_name(concern)}  {number(counts[concern])}")
            for concern in CONCERNS
            if counts[concern]
        ]
        return [(ALL, f"{pgettext('statements', 'All')}  {number(len(plan.rows))}"), *named]

    def _narrow(self) -> None:
        group = self.groups.value()
        rows: Sequence[PlanRow] = self.plan.rows if self.plan is not None else ()
        self.model.show_rows([each for each in rows if not group or group in each.concerns])
        self.explained.setText(_(CONCERNS[Concern(group)][2]) if group else "")
        self.explained.setVisible(bool(group))
        for made in (self.every, self.none):
            made.setEnabled(group != Concern.UNSOUND)

    # ---- ticks ------------------------------------------------------------------------------------------------------

    def _tick_shown(self, *, on: bool) -> None:
        shown: set[Hashable] = {each.number for each in self.model.rows if Concern.UNSOUND not in each.concerns}
        self.model.set_checked(self.model.checked | shown if on else self.model.checked - shown)
        self._say()
        self.changed.emit()

    def _touched(self, number: object) -> None:
        found = next((each for each in self.model.rows if each.number == number), None)
        if found is not None and Concern.UNSOUND in found.concerns and number in self.model.checked:
            self.model.set_checked(self.model.checked - {found.number})
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        rows, money = self.chosen(), self.shop.money
        text = _("{statements}  ·  owed {owed}, of it overdue {overdue}  ·  prepaid {prepaid}").format(
            statements=statements_count(len(rows)),
            owed=money(sum(each.owed for each in rows)),
            overdue=money(sum(each.overdue for each in rows)),
            prepaid=money(sum(each.principal for each in rows)),
        )
        self.totals.setText(text)

    def _look(self) -> None:
        value = self.table.value()
        if value is not None:
            self.look_wanted.emit(value)


def _key(each: Any) -> Hashable:
    number: str = each.number
    return number


def _warnings(plan: RunPlan) -> list[str]:
    """Return what stands against issuing now, or should be done before."""
    found = []
    if plan.unfinished_period:
        text = _("{period} is not over yet. You can look, but statements are issued once it is.")
        found.append(text.format(period=period_name(plan.options.period)))
    if plan.last_payment_on is not None:
        text = _("The newest payment recorded is of {date}. If more has come in since, enter it first.")
        found.append(text.format(date=form.short_date(plan.last_payment_on)))
    return found


def _columns(shop: Shop) -> list[Column]:
    def concerns(each: PlanRow) -> str:
        return _(", ").join(concern_name(concern) for concern in CONCERNS if concern in each.concerns)

    def tone(each: PlanRow) -> str:
        return next((CONCERNS[concern][1] for concern in CONCERNS if concern in each.concerns), "")

    def owed_tone(each: PlanRow) -> str:
        return "owed" if each.owed > 0 else "mute"

    return [
        Column("number", N_("No."), lambda each: each.number, width=96),
        Column("name", N_("Customer"), lambda each: each.name, stretch=True, tip=lambda each: each.name),
        Column("owed", N_("Owed"), money_or_nothing(shop, "owed"), right=True, width=98, tone=owed_tone),
        Column("principal", N_("Prepaid"), money_or_nothing(shop, "principal"), right=True, width=98),
        Column("lines", N_("Entries"), lambda each: str(each.lines), right=True, width=74),
        Column("delivery", N_("Delivery"), lambda each: delivery_name(each.delivery), width=118),
        Column("concerns", N_("Look at"), concerns, width=180, tone=tone, tip=concerns),
    ]
