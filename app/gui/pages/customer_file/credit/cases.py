"""What a lawyer or a court has of a customer's: how far each case is, and when something is to happen next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.credit.requests import ProofOf
from app.core.staff.rights import Right
from app.gui.dialogs.credit_words import case_said, case_step, day_or_none
from app.gui.models.rows import Column
from app.gui.pages.customer_file.credit.part import CreditPart, Papers, papers_words
from app.gui.shop import Shop
from app.gui.widgets.basics import button
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.cases import CaseView


class CasesPart(CreditPart):
    """The cases; the steps of the chosen one stand below."""

    def __init__(self, shop: Shop, number: str) -> None:
        self.papers = Papers(shop, number, self)
        self.add = button(_("Open a case…"), icon="plus", on=self.open_case)
        self.step = button(_("Next step…"), on=self.tell_step)
        self.keep = button(_("Add a paper…"), icon="attachment", on=self.add_paper)
        guard(shop, Right.CLAIMS, self.add, self.step, self.keep)
        super().__init__(
            shop,
            number,
            (_("Legal cases"), _("Nothing is with a lawyer or a court.")),
            self._columns(shop),
            ([self.add], [self.step, self.papers.button, self.keep]),
        )
        self.steps = SmallTable(_("Steps of the case"), _step_columns(shop), most=5)
        self.body().insertWidget(self.body().indexOf(self.table) + 1, self.steps)
        self.steps.hide()
        self.table.opened.connect(self.tell_step)

    def _columns(self, shop: Shop) -> list[Column]:
        def tone(view: Any) -> str:
            return "soon" if view.next_on is not None and view.next_on <= shop.today() else ""

        return [
            Column("on", N_("Opened on"), lambda v: form.short_date(v.on), width=110),
            Column("charges", N_("Charges"), _count, width=110),
            Column("amount", N_("Claimed"), lambda v: shop.amount(_then(v)), right=True, width=110),
            Column("open", N_("Still open"), lambda v: shop.amount(_now(v)), right=True, bold=True, width=110),
            Column("state", N_("State"), _state, stretch=True, tone=_tone),
            Column("next", N_("Next date"), lambda v: day_or_none(v.next_on), width=120, tone=tone),
            Column("papers", N_("Papers"), lambda v: papers_words(v.proofs), width=110),
        ]

    def read(self) -> list[CaseView]:
        """Read the cases."""
        return self.shop.app.cases.of_customer(self.number)

    def show_found(self, found: list[CaseView]) -> None:
        """Show them."""
        self.show_rows(found)
        self.steps.setVisible(bool(found))

    def picked(self, value: object) -> None:
        """Show the steps of a case."""
        view: Any = value
        if view is None:
            return
        self.steps.show_rows(view.steps)
        self.steps.setVisible(bool(view.steps))
        self.step.setEnabled(view.is_open)
        self.papers.offer(view.proofs)

    def open_case(self) -> None:
        """Open a case about what is overdue, or about other charges."""
        from app.gui.dialogs.credit_case import CaseDialog

        if self.card is not None:
            CaseDialog(self.shop, self.card, parent=self.window()).open()

    def tell_step(self, *_value: object) -> None:
        """Note the next step of the chosen case."""
        from app.gui.dialogs.credit_case import CaseStepDialog

        view: Any = self.table.value()
        if view is not None and view.is_open:
            CaseStepDialog(self.shop, view, self.window()).open()

    def add_paper(self) -> None:
        """Keep a paper with the chosen case."""
        from app.gui.dialogs.credit_proof import ProofDialog

        view: Any = self.table.value()
        if view is not None:
            words = _("{name}, case of {date}").format(name=self.name(), date=form.short_date(view.on))
            ProofDialog(self.shop, self.number, ProofOf.CASE, view.id, words, self.window()).open()


def _count(view: Any) -> str:
    return ngettext("{n} charge", "{n} charges", len(view.charges)).format(n=len(view.charges))


def _then(view: Any) -> int:
    return sum(each.amount for each in view.charges)


def _now(view: Any) -> int:
    return sum(each.open for each in view.charges)


def _state(view: Any) -> str:
    return case_said(view.state, is_open=view.is_open).words


def _tone(view: Any) -> str:
    return case_said(view.state, is_open=view.is_open).tone


def _step_columns(shop: Shop) -> list[Column]:
    return [
        Column("on", N_("Date"), lambda s: form.short_date(s.on), width=110),
        Column("what", pgettext("step", "What happened"), lambda s: case_step(s.what), width=170),
        Column("amount", N_("Amount"), lambda s: shop.amount(s.amount) if s.amount else "", right=True, width=110),
        Column("text", N_("Note"), lambda s: " ".join(s.text.split()), stretch=True, tip=lambda s: s.text),
        Column("next", N_("Next date"), lambda s: day_or_none(s.next_on), width=120),
    ]
