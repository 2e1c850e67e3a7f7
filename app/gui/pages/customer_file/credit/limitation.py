"""诉讼时效: how long each claim can still be enforced, what started the time anew, and what proves it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from app.core.credit.requests import ProofOf
from app.core.staff.rights import Right
from app.gui.dialogs.credit_words import days_left_tone, days_left_words, ground_name
from app.gui.dialogs.letter_show import open_issued
from app.gui.dialogs.statement_show import FrozenDialog
from app.gui.models.rows import Column
from app.gui.pages.customer_file.credit.part import CreditPart, Papers
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.charge_list import charge_name
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.credit.evidence import Document
    from app.core.statement_run import IssuedStatement
    from app.services.limitation import ClaimClock


_SHOWN = ("attachment/", "letter/", "statement/")
"""What of the papers kept can be looked at, as a document's `file` begins."""


class LimitationPart(CreditPart):
    """Charge by charge, the one that runs out first on top; below it the documents behind the chosen one."""

    def __init__(self, shop: Shop, number: str) -> None:
        self.pack = button(_("Evidence pack…"), icon="letter", on=self.show_pack)
        self.keep = button(_("Add a paper…"), icon="attachment", on=self.add_paper)
        guard(shop, Right.CLAIMS, self.pack, self.keep)
        self.look = button(_("Show the document"), icon="eye", on=self.show_document)
        self.papers = Papers(shop, number, self)
        super().__init__(
            shop,
            number,
            (_("Limitation period"), _("Nothing is owed.")),
            self._columns(shop),
            ((), (self.look, self.pack, self.keep)),
        )
        self.words = label("", "small", wrap=True)
        self.proofs = SmallTable(_("What started the time anew"), self._proof_columns(), most=5)
        self.proofs.picked.connect(self._proof_picked)
        self.proofs.opened.connect(self.show_document)
        at = self.body().indexOf(self.table) + 1
        self.body().insertWidget(at, self.proofs)
        self.body().insertWidget(at, self.words)
        for part in (self.words, self.proofs):
            part.hide()

    def _columns(self, shop: Shop) -> list[Column]:
        def proven(claim: Any) -> str:
            same = claim.clock.proven_on == claim.clock.last_on
            words = "✓" if same else _("⚠ {date} only")
            return words.format(date=form.short_date(claim.clock.proven_on))

        return [
            Column("text", N_("What"), _what, stretch=True, tip=_what),
            Column("open", N_("Open"), lambda c: shop.amount(c.open), right=True, bold=True, width=110),
            Column("from", N_("Counts from"), lambda c: form.short_date(c.clock.starts_on), width=120),
            Column("last", N_("Last day"), lambda c: form.short_date(c.clock.last_on), width=120),
            Column(
                "left",
                N_("Left"),
                lambda c: days_left_words(c.clock.days_left),
                width=130,
                tone=lambda c: days_left_tone(c.clock.days_left),
            ),
            Column("proven", N_("Proven"), proven, width=150, tone=_proven_tone),
        ]

    def _proof_columns(self) -> list[Column]:
        def counted(proof: Any) -> str:
            return "✓" if proof.counted else pgettext("limitation", "moved nothing")

        def proven(proof: Any) -> str:
            return "✓" if proof.proven else _("⚠ nothing kept proves it")

        return [
            Column("on", N_("Date"), lambda p: form.short_date(p.on), width=110),
            Column("ground", N_("What"), lambda p: ground_name(p.ground), width=150),
            Column("document", pgettext("limitation", "Document"), self._called, stretch=True, tip=self._called),
            Column("counted", N_("Started anew"), counted, width=110),
            Column("proven", N_("Proven"), proven, width=180, tone=lambda p: "" if p.proven else "soon"),
        ]

    def _called(self, proof: Any) -> str:
        """Return what people call the document behind a line."""
        claim: Any = self.table.value()
        document: Document | None = claim.documents.get(proof.document) if claim is not None else None
        if document is None:
            return str(proof.document)
        return document.shown if isinstance(document.shown, str) else self.shop.sentence(document.shown)

    def read(self) -> list[ClaimClock]:
        """Read how long each claim can be enforced."""
        return self.shop.app.limitation.of_customer(self.number)

    def show_found(self, found: list[ClaimClock]) -> None:
        """Show it."""
        self.show_rows(sorted(found, key=lambda each: each.clock.days_left), _("not legal advice"))
        for part in (self.words, self.proofs):
            part.setVisible(bool(found))

    def picked(self, value: object) -> None:
        """Show what is behind a claim."""
        claim: Any = value
        if claim is None:
            return
        rows = list(claim.clock.proofs)
        self.proofs.show_rows(rows)
        self.proofs.setVisible(bool(rows))
        if rows and not self.proofs.currentIndex().isValid():
            self.proofs.selectRow(len(rows) - 1)
        self._proof_picked()
        nothing = _("Nothing has started the time anew: a demand that arrives would, a part payment, a signature.")
        warning = "⚠ " + self.shop.sentence(claim.warning) if claim.warning is not None else ""
        self.words.setText("\n".join(each for each in (warning, "" if rows else nothing) if each))
        self.words.setVisible(bool(self.words.text()))

    def _document(self) -> Document | None:
        """Return the document behind the chosen line."""
        claim: Any = self.table.value()
        proof: Any = self.proofs.value()
        return claim.documents.get(proof.document) if claim is not None and proof is not None else None

    def _proof_picked(self, *_value: object) -> None:
        document = self._document()
        kept = (document.receipt or document.file) if document is not None else ""
        self.look.setEnabled(kept.startswith(_SHOWN))

    def show_document(self, *_value: object) -> None:
        """Show what is kept of the chosen document: a paper that was issued, or a file."""
        document = self._document()
        if document is None:
            return
        kind, _slash, number = (document.receipt or document.file).partition("/")
        match kind:
            case "attachment":
                self.papers.open_attachment(int(number))
            case "letter":
                open_issued(self.shop, self.number, int(number), self.window())
            case "statement":
                find = partial(self.shop.app.statement_runs.find, document.name)
                self.shop.tasks.run(find, self._show_statement, self.shop.complain, owner=self)

    def _show_statement(self, statement: IssuedStatement | None) -> None:
        if statement is not None:
            FrozenDialog(self.shop, statement, self.window()).open()

    def show_pack(self) -> None:
        """Put together what proves the claims."""
        from app.gui.dialogs.credit_papers import EvidenceDialog

        if self.card is not None:
            EvidenceDialog(self.shop, self.card, parent=self.window()).open()

    def add_paper(self) -> None:
        """Keep a paper that proves something of the chosen charge."""
        from app.gui.dialogs.credit_proof import ProofDialog

        claim: Any = self.table.value()
        if claim is not None:
            ProofDialog(self.shop, self.number, ProofOf.CHARGE, claim.charge, _what(claim), self.window()).open()


def _what(claim: Any) -> str:
    return charge_name(claim.text, claim.part)


def _proven_tone(claim: Any) -> str:
    return "" if claim.clock.proven_on == claim.clock.last_on else "soon"
