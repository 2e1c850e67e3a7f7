"""What was agreed with a customer: agreements, payment plans, and what paying late costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from app.core.credit.requests import ProofOf
from app.core.staff.rights import Right
from app.gui import theme
from app.gui.dialogs.credit_words import late_words
from app.gui.dialogs.reminder_words import Said
from app.gui.models.rows import Column
from app.gui.pages.customer_file.credit.interest import InterestPart
from app.gui.pages.customer_file.credit.part import CreditPart, Papers, Parts
from app.gui.pages.customer_file.credit.plans import PlansPart
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.guard import guard
from app.gui.widgets.terms_words import terms_words
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.errors import Message
    from app.services.agreements import AgreementLine
    from app.services.proof import ProofLine


class AgreedSections(Parts):
    """Agreements, payment plans, late interest."""

    def __init__(self, shop: Shop, number: str) -> None:
        self.agreements = AgreementsPart(shop, number)
        self.plans, self.interest = PlansPart(shop, number), InterestPart(shop, number)
        super().__init__(self.agreements, self.plans, self.interest)


class _Read(NamedTuple):
    """What one reading gives."""

    lines: tuple[AgreementLine, ...]
    warning: Message | None
    proofs: dict[str, list[ProofLine]]


class AgreementsPart(CreditPart):
    """The agreements, newest first; the one in force is marked, and one that runs out is pointed out."""

    def __init__(self, shop: Shop, number: str) -> None:
        self.papers = Papers(shop, number, self)
        self.add = button(_("New agreement…"), icon="plus", on=self.make)
        self.end = button(_("End…"), on=self.end_it, name=_("End the agreement"))
        self.keep = button(_("Add a paper…"), icon="attachment", on=self.add_paper)
        guard(shop, Right.CREDIT, self.add, self.end)
        self.proofs: dict[str, list[ProofLine]] = {}
        super().__init__(
            shop,
            number,
            (
                _("Agreements"),
                _("Nothing was agreed in writing; without an agreement there is no late interest."),
            ),
            self._columns(shop),
            ([self.add], [self.papers.button, self.keep, self.end]),
        )
        self.detail = label("", "small", wrap=True)
        self.detail.hide()
        self.body().insertWidget(self.body().indexOf(self.table) + 1, self.detail)

    def _columns(self, shop: Shop) -> list[Column]:
        def terms(line: Any) -> str:
            return terms_words(shop, line.agreement.terms)

        return [
            Column("agreed", N_("Agreed on"), lambda each: form.short_date(each.agreement.agreed_on), width=110),
            Column("from", pgettext("agreement", "Valid"), _days, width=200, said=True),
            Column(
                "state",
                N_("State"),
                lambda each: self._said(each).words,
                width=120,
                tone=lambda each: self._said(each).tone,
            ),
            Column("terms", pgettext("terms", "Due"), terms, stretch=True, tip=terms),
            Column("signed", N_("Signed"), lambda each: "✓" if self._scans(each) else _("—"), width=80),
        ]

    def _said(self, line: AgreementLine) -> Said:
        if line.in_force:
            return Said("●", pgettext("agreement", "In force"), "accent")
        if line.ended_on is not None:
            return Said("–", pgettext("agreement", "Ended"), "mute")
        if line.agreement.starts_on > self.shop.today():
            return Said("○", pgettext("agreement", "To come"), "")
        return Said("–", pgettext("agreement", "Over"), "mute")

    # ---- reading ----------------------------------------------------------------------------------------------------

    def read(self) -> _Read:
        """Read the agreements and the papers kept with them."""
        app = self.shop.app
        proofs: dict[str, list[ProofLine]] = {}
        for each in app.proof.of_customer(self.number):
            if each.about is ProofOf.AGREEMENT:
                proofs.setdefault(each.of, []).append(each)
        return _Read(app.agreements.of_customer(self.number), app.agreements.warning(self.number), proofs)

    def show_found(self, found: _Read) -> None:
        """Show them."""
        self.proofs = found.proofs
        warning = "⚠ " + self.shop.sentence(found.warning) if found.warning is not None else ""
        self.show_rows(found.lines, warning)
        theme.mark(self.word, "soon")
        self.detail.setVisible(bool(found.lines))

    def _scans(self, line: AgreementLine) -> bool:
        return line.attachment is not None or bool(self.proofs.get(line.id))

    def picked(self, value: object) -> None:
        """Offer what can be done with an agreement."""
        line: Any = value
        if line is None:
            return
        self.end.setEnabled(line.ended_on is None)
        self.detail.setText("\n".join(self._told(line)))
        self.papers.offer(self.proofs.get(line.id, ()), line.attachment)

    def _told(self, line: AgreementLine) -> Iterator[str]:
        """Yield all that an agreement says, one thing a line."""
        found = line.agreement
        for text, value in (
            (pgettext("terms", "Due: {value}"), terms_words(self.shop, found.terms)),
            (_("Late interest: {value}"), late_words(self.shop, found.late)),
            (_("Place of payment: {value}"), found.place),
            (_("Way of payment: {value}"), found.way),
            (_("Recourse: {value}"), " ".join(found.recourse.split())),
            (_("Ended: {value}"), line.why),
        ):
            if value:
                yield text.format(value=value)

    # ---- acting -----------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Make an agreement."""
        from app.gui.dialogs.credit_agreement import AgreementDialog

        AgreementDialog(self.shop, self.number, self.name(), self.window()).open()

    def end_it(self) -> None:
        """End the chosen one."""
        from app.gui.dialogs.credit_ends import EndAgreementDialog

        line: Any = self.table.value()
        if line is not None:
            EndAgreementDialog(self.shop, line, self._about(line), self.window()).open()

    def add_paper(self) -> None:
        """Keep a paper with the chosen one."""
        from app.gui.dialogs.credit_proof import ProofDialog

        line: Any = self.table.value()
        if line is not None:
            ProofDialog(self.shop, self.number, ProofOf.AGREEMENT, line.id, self._about(line), self.window()).open()

    def _about(self, line: AgreementLine) -> str:
        words = _("{name}, agreement of {date}")
        return words.format(name=self.name(), date=form.short_date(line.agreement.agreed_on))


def _days(line: Any) -> str:
    """Return from when through when an agreement holds."""
    found, day = line.agreement, form.short_date
    end = line.ended_on or found.ends_on
    if end is None:
        return _("from {first}").format(first=day(found.starts_on))
    return _("{first} to {last}").format(first=day(found.starts_on), last=day(end))
