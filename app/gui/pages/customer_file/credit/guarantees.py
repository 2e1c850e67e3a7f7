"""Who answers for what a customer owes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.credit.requests import ProofOf
from app.core.staff.rights import Right
from app.gui.dialogs.credit_words import guarantee_kind, guarantee_said, guarantee_step
from app.gui.models.rows import Column
from app.gui.pages.customer_file.credit.part import CreditPart, Papers
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.guard import guard
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.guarantees import GuaranteeView


class GuaranteesPart(CreditPart):
    """The guarantees; what became of the chosen one stands below."""

    def __init__(self, shop: Shop, number: str) -> None:
        self.papers = Papers(shop, number, self)
        self.add = button(_("Guarantee…"), icon="plus", on=self.take)
        self.step = button(_("What became of it…"), on=self.tell_step)
        self.keep = button(_("Add a paper…"), icon="attachment", on=self.add_paper)
        guard(shop, Right.CLAIMS, self.add, self.step, self.keep)
        super().__init__(
            shop,
            number,
            (_("Guarantees"), _("Nobody answers for what they owe.")),
            self._columns(shop),
            ([self.add], [self.step, self.papers.button, self.keep]),
        )
        self.steps = label("", "small", wrap=True)
        self.body().insertWidget(self.body().indexOf(self.table) + 1, self.steps)
        self.steps.hide()
        self.table.opened.connect(self.tell_step)

    def _columns(self, shop: Shop) -> list[Column]:
        def most(view: Any) -> str:
            return shop.amount(view.amount) if view.amount is not None else pgettext("guarantee", "no utmost")

        def until(view: Any) -> str:
            return form.short_date(view.ends_on) if view.ends_on is not None else pgettext("guarantee", "no end")

        return [
            Column("who", N_("Name"), lambda v: v.who, stretch=True, tip=_all_of),
            Column("kind", pgettext("guarantee", "Given by"), lambda v: guarantee_kind(v.kind), width=120),
            Column("for", pgettext("guarantee", "For"), self._for_words, width=140, tip=self._for_words),
            Column("amount", N_("Up to"), most, right=True, width=104),
            Column("until", N_("Last day"), until, width=108),
            Column(
                "state", N_("State"), self._state_words, width=170, tone=lambda v: guarantee_said(str(v.state)).tone
            ),
            Column("papers", N_("Signed"), lambda v: "✓" if v.proofs else _("—"), width=80),
        ]

    def _state_words(self, view: Any) -> str:
        """Return how a guarantee stands, and what came of it in money."""
        words = guarantee_said(str(view.state)).words
        return f"{words}  {self.shop.amount(view.paid)}" if view.paid else words

    def _for_words(self, view: Any) -> str:
        if not view.charge:
            return _("everything owed")
        charges = self.card.charges if self.card is not None else ()
        text = next((each.text or form.short_date(each.on) for each in charges if each.charge == view.charge), "")
        return text or _("one charge")

    def read(self) -> list[GuaranteeView]:
        """Read the guarantees."""
        return self.shop.app.guarantees.of_customer(self.number)

    def show_found(self, found: list[GuaranteeView]) -> None:
        """Show them."""
        self.show_rows(found)
        self.steps.setVisible(bool(found))

    def picked(self, value: object) -> None:
        """Show what became of a guarantee."""
        view: Any = value
        if view is None:
            return
        self.steps.setText("\n".join([*_terms(view), *(self._step_words(each) for each in view.steps)]))
        self.steps.setVisible(bool(self.steps.text()))
        self.step.setEnabled(str(view.state) not in ("ended", "run_out"))
        self.papers.offer(view.proofs)

    def _step_words(self, step: Any) -> str:
        amount = self.shop.money(step.amount) if step.amount else ""
        undone = pgettext("guarantee", "taken back") if step.undone else ""
        parts = (form.short_date(step.on), guarantee_step(step.what), amount, undone, step.text)
        return "  ·  ".join(each for each in parts if each)

    def take(self) -> None:
        """Keep a guarantee."""
        from app.gui.dialogs.credit_guarantee import GuaranteeDialog

        if self.card is not None:
            GuaranteeDialog(self.shop, self.card, parent=self.window()).open()

    def tell_step(self, *_value: object) -> None:
        """Note what became of the chosen guarantee."""
        from app.gui.dialogs.credit_guarantee import GuaranteeStepDialog

        view: Any = self.table.value()
        if view is not None and self.step.isEnabled():
            GuaranteeStepDialog(self.shop, view, self.window()).open()

    def add_paper(self) -> None:
        """Keep a paper with the chosen guarantee."""
        from app.gui.dialogs.credit_proof import ProofDialog

        view: Any = self.table.value()
        if view is not None:
            ProofDialog(self.shop, self.number, ProofOf.GUARANTEE, view.id, view.who, self.window()).open()


def _terms(view: Any) -> list[str]:
    line = "  ·  ".join(each for each in (view.reach, view.terms, view.note) if each)
    return [line] if line else []


def _all_of(view: Any) -> str:
    return "\n".join(each for each in (view.who, view.reach, view.terms, view.note) if each)
