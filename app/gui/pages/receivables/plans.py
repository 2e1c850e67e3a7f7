"""分期: the payment plans that run, the next instalment of each, and those with instalments missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QWidget

from app.core.owing.plans import PartState, PlanState
from app.gui.dialogs import entry_menu
from app.gui.dialogs.credit_words import part_said, plan_said
from app.gui.models.rows import Column
from app.gui.pages.receivables.list_room import ListRoom
from app.gui.theme import S2
from app.gui.widgets.basics import Card, button, column, label
from app.gui.widgets.empty import Empty
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.owing.plans import PlanPart
    from app.gui.shop import Shop
    from app.services.plans import PlanView

ALL, TROUBLE, SOON = "", "trouble", "soon"
IN_TROUBLE = frozenset({PlanState.MISSED, PlanState.FALLEN})
SOON_DAYS = 7
SHOWN, SHOWN_LOW = 4, 2


class PlansRoom(ListRoom):
    """A line for each plan; its instalments below."""

    name = "plans"
    spare = frozenset({"made", "paid", "parts"})

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop, _("Payment plans"), plan_columns(shop), remembered="plans")
        self.acts.plan.hide()
        self.sheet = button(_("Print the sheet…"), on=self.print_sheet)
        self.buttons.put(self.sheet, 1)
        self.why = label("", "mute", wrap=True)
        self.why.setContentsMargins(14, S2, 14, 2)
        self.parts = SmallTable(_("Instalments"), part_columns(shop), SHOWN)
        self.below = Card(column(self.why, self.parts, gap=0, margins=(1, 1, 1, 1)))
        self.whole.addWidget(self.below)
        self.below.hide()

    def empty(self) -> QWidget:
        """Say what belongs here, and how it comes here."""
        return Empty(
            "calendar",
            _("No payment plan is running"),
            _(
                "Who cannot pay at once may pay in instalments: choose the customer in the ageing list, then Payment "
                "plan. Reminders and ageing follow the plan, and a missed instalment shows here."
            ),
            (_("To the ageing list"), self.to_ageing),
        )

    def reader(self) -> Callable[[], Any]:
        """Return what reads the plans that run."""
        return self.shop.app.plans.running

    def filters(self, rows: Sequence[PlanView]) -> list[tuple[str, str, int]]:
        """Return what the list may be narrowed to, with how many there are of each."""
        counts = [(name, sum(1 for row in rows if self.takes(name, row))) for name in (ALL, TROUBLE, SOON)]
        titles = {
            ALL: pgettext("plans", "All running"),
            TROUBLE: pgettext("plans", "In trouble"),
            SOON: pgettext("plans", "Due within a week"),
        }
        return [(name, titles[name], count) for name, count in counts]

    def takes(self, narrowed: str, row: PlanView) -> bool:
        """Whether a plan is among those the list is narrowed to."""
        if narrowed == TROUBLE:
            return row.progress.state in IN_TROUBLE
        if narrowed == SOON:
            return row.next is not None and 0 <= (row.next.due_on - self.shop.today()).days <= SOON_DAYS
        return True

    def waiting(self, rows: Sequence[PlanView]) -> int:
        """Return how many plans are in trouble: that is the number at the tab."""
        return sum(row.progress.state in IN_TROUBLE for row in rows)

    def show_row(self, row: PlanView | None) -> None:
        """Show the instalments of a plan."""
        self.below.setVisible(row is not None)
        self.sheet.setEnabled(row is not None)
        if row is not None:
            self.why.setText(self.shop.sentence(row.progress.reason))
            self.parts.show_rows(row.progress.parts)

    def print_sheet(self) -> None:
        """Show the sheet that is signed."""
        from app.gui.dialogs.credit_papers import PlanSheetDialog

        row: Any = self.row()
        if row is not None:
            PlanSheetDialog(self.shop, row.id, row.name, self.window()).open()

    def fill(self, menu: QMenu, row: PlanView) -> None:
        """Put into a menu what can be done with a plan."""
        del row
        entry_menu.add(menu, self.sheet.text(), "print", self.print_sheet)

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Show fewer instalments at a time where there is little room."""
        super().be_small(narrow=narrow, low=low)
        self.parts.be_at_most(SHOWN_LOW if low else SHOWN)


def plan_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of the list of plans."""

    def upcoming(row: PlanView) -> str:
        if row.next is None:
            return shop.nothing()
        left = shop.amount(row.next.amount - row.next.paid)
        return _("{date}  {amount}").format(date=form.short_date(row.next.due_on), amount=left)

    def paid(row: PlanView) -> str:
        return shop.amount(row.plan.amount - row.progress.open)

    def instalments(row: PlanView) -> str:
        done = sum(part.state is PartState.PAID for part in row.progress.parts)
        return _("{n} of {all} paid").format(n=_number(done), all=_number(len(row.progress.parts)))

    def state(row: PlanView) -> str:
        said = plan_said(row)
        missed = sum(part.state is PartState.MISSED for part in row.progress.parts)
        if missed and row.progress.state is PlanState.MISSED:
            words = ngettext("{n} missed", "{n} missed", missed).format(n=_number(missed))
            return f"{said.sign} {words}"
        return f"{said.sign} {said.text}".strip()

    def tone(row: PlanView) -> str:
        return plan_said(row).tone

    def late(row: PlanView) -> str:
        return "owed" if row.next is not None and row.next.due_on < shop.today() else ""

    return (
        Column("name", N_("Customer"), _customer, stretch=True, width=150, tip=_customer, tail=_number_of),
        Column("made", N_("Agreed on"), lambda row: form.short_date(row.made_on), width=108, tone=lambda _r: "mute"),
        Column(
            "amount",
            pgettext("plan", "Plan"),
            said=True,
            text=lambda row: shop.amount(row.plan.amount),
            right=True,
            width=98,
        ),
        Column("paid", N_("Paid so far"), paid, right=True, width=98, tone=lambda _r: "mute"),
        Column("open", N_("Left"), lambda row: shop.amount(row.progress.open), right=True, width=98, bold=True),
        Column("parts", pgettext("plan", "Instalments"), said=True, text=instalments, width=118),
        Column("next", pgettext("instalment", "Next one"), said=True, text=upcoming, width=168, tone=late),
        Column("state", N_("State"), state, width=118, tone=tone, tip=lambda row: shop.sentence(row.progress.reason)),
    )


def part_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of a plan's instalments."""

    def state(part: PlanPart) -> str:
        said = part_said(part.state)
        return f"{said.sign} {said.text}".strip()

    def tone(part: PlanPart) -> str:
        return part_said(part.state).tone

    def paid(part: PlanPart) -> str:
        return shop.amount(part.paid) if part.paid else shop.nothing()

    return (
        Column("nth", N_("Instalment"), lambda part: _number(part.nth), width=96, tone=lambda _p: "mute"),
        Column("due", N_("Due on"), lambda part: form.short_date(part.due_on), width=130),
        Column("amount", N_("Amount"), lambda part: shop.amount(part.amount), right=True, width=120),
        Column("paid", N_("Paid so far"), paid, right=True, width=120),
        Column("state", N_("State"), state, stretch=True, width=130, tone=tone),
    )


def _customer(row: PlanView) -> str:
    return row.name + _number_of(row)


def _number_of(row: PlanView) -> str:
    return f"  {row.customer}"


def _number(count: int) -> str:
    return form.number(count, current().language)
