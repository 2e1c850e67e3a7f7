"""A customer's payment plans: how far each has come, its instalments, its sheet, its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.credit.requests import ProofOf
from app.core.owing.plans import PartState
from app.core.staff.rights import Right
from app.gui.dialogs.credit_words import part_said, plan_said
from app.gui.models.rows import Column
from app.gui.pages.customer_file.credit.part import CreditPart, Papers
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.plans import PlanView

_PARTS = 6


class PlansPart(CreditPart):
    """The plans, newest first; below them the instalments of the one that is chosen."""

    def __init__(self, shop: Shop, number: str) -> None:
        self.papers = Papers(shop, number, self)
        self.add = button(_("Payment plan…"), icon="plus", on=self.make)
        self.sheet = button(_("Show the sheet"), icon="eye", on=self.show_sheet)
        self.keep = button(_("Add the signed sheet…"), icon="attachment", on=self.add_paper)
        self.end = button(_("End…"), on=self.end_it, name=_("End the payment plan"))
        guard(shop, Right.CREDIT, self.add, self.end)
        super().__init__(
            shop,
            number,
            (_("Payment plans"), _("Nothing is paid by instalments.")),
            self._columns(shop),
            ([self.add], [self.sheet, self.papers.button, self.keep, self.end]),
        )
        self.why = label("", "small", wrap=True)
        self.instalments = SmallTable(_("Instalments"), _part_columns(shop), most=_PARTS)
        at = self.body().indexOf(self.table) + 1
        self.body().insertWidget(at, self.instalments)
        self.body().insertWidget(at, self.why)
        self._show_parts(shown=False)

    def _columns(self, shop: Shop) -> list[Column]:
        return [
            Column("made_on", N_("Made on"), lambda v: form.short_date(v.made_on), width=110),
            Column("amount", N_("Amount"), lambda v: shop.amount(v.plan.amount), right=True, width=100),
            Column("open", N_("Open"), lambda v: shop.amount(v.open), right=True, bold=True, width=100),
            Column("state", N_("State"), lambda v: plan_said(v).words, width=164, tone=lambda v: plan_said(v).tone),
            Column("parts", pgettext("plan", "Paid"), _paid_words, width=80),
            Column("next", N_("Next instalment"), self._next_words, stretch=True, tip=self._next_words),
            Column("signed", N_("Signed"), lambda v: "✓" if v.is_signed else _("—"), width=80),
        ]

    def _next_words(self, view: Any) -> str:
        if view.next is None:
            return _("—")
        words = _("{amount} on {date}")
        left = self.shop.amount(view.next.amount - view.next.paid)
        return words.format(amount=left, date=self.shop.day(view.next.due_on))

    # ---- reading ----------------------------------------------------------------------------------------------------

    def read(self) -> list[PlanView]:
        """Read the plans."""
        return self.shop.app.plans.of_customer(self.number)

    def show_found(self, found: list[PlanView]) -> None:
        """Show them."""
        self.show_rows(sorted(found, key=lambda each: each.made_on, reverse=True))
        self._show_parts(shown=bool(found))

    def _show_parts(self, *, shown: bool) -> None:
        for part in (self.why, self.instalments):
            part.setVisible(shown)

    def picked(self, value: object) -> None:
        """Show the instalments of a plan, and offer what can be done with it."""
        view: Any = value
        if view is None:
            return
        self.instalments.show_rows(view.progress.parts)
        ended = view.ended is not None
        self.why.setText(view.why if ended and view.why else self.shop.sentence(view.progress.reason))
        self.end.setEnabled(not ended)
        self.papers.offer(view.signed)

    # ---- acting -----------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Make a plan of what is overdue, or of other charges."""
        from app.gui.dialogs.credit_plan import PlanDialog

        if self.card is not None:
            PlanDialog(self.shop, self.card, (), self.window()).open()

    def show_sheet(self) -> None:
        """Show the chosen plan's sheet."""
        from app.gui.dialogs.credit_papers import PlanSheetDialog

        view: Any = self.table.value()
        if view is not None:
            PlanSheetDialog(self.shop, view.id, self.name(), self.window()).open()

    def add_paper(self) -> None:
        """Keep the signed sheet of the chosen plan."""
        from app.gui.dialogs.credit_proof import ProofDialog

        view: Any = self.table.value()
        if view is not None:
            ProofDialog(self.shop, self.number, ProofOf.PLAN, view.id, self._about(view), self.window()).open()

    def end_it(self) -> None:
        """End the chosen plan."""
        from app.gui.dialogs.credit_ends import EndPlanDialog

        view: Any = self.table.value()
        if view is not None and view.ended is None:
            EndPlanDialog(self.shop, view, self._about(view), self.window()).open()

    def _about(self, view: PlanView) -> str:
        words = _("{name}, plan of {date}")
        return words.format(name=self.name(), date=form.short_date(view.made_on))


def _paid_words(view: Any) -> str:
    """Return how many instalments are paid of how many."""
    parts = view.progress.parts
    paid = sum(each.state is PartState.PAID for each in parts)
    return _("{n} of {all}").format(n=paid, all=len(parts))


def _part_columns(shop: Shop) -> list[Column]:
    return [
        Column("nth", N_("No."), lambda p: str(p.nth), right=True, width=64, tone=lambda _p: "mute"),
        Column("due_on", N_("Due"), lambda p: form.short_date(p.due_on), width=120),
        Column("amount", N_("Amount"), lambda p: shop.amount(p.amount), right=True, width=120),
        Column("paid", N_("Paid"), lambda p: shop.amount(p.paid) if p.paid else "", right=True, width=120),
        Column(
            "state",
            N_("State"),
            lambda p: part_said(p.state).words,
            stretch=True,
            tone=lambda p: part_said(p.state).tone,
        ),
    ]
