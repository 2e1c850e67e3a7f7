"""Papers that prove something kept for a customer: the signed sheet, evidence, an admission of the debt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.core.credit.requests import KeepProof, ProofKind, ProofOf
from app.errors import refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.credit_words import proof_name
from app.gui.dialogs.statement_scan import ScanRow
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import Choices, DateEdit, LineEdit
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

USUAL = {
    ProofOf.AGREEMENT: (ProofKind.SIGNED, ProofKind.EVIDENCE),
    ProofOf.PLAN: (ProofKind.SIGNED, ProofKind.ACKNOWLEDGED, ProofKind.EVIDENCE),
    ProofOf.GUARANTEE: (ProofKind.SIGNED, ProofKind.EVIDENCE, ProofKind.RECEIPT),
    ProofOf.CASE: (ProofKind.EVIDENCE, ProofKind.RECEIPT),
    ProofOf.DISPUTE: (ProofKind.EVIDENCE,),
    ProofOf.CHARGE: (ProofKind.ACKNOWLEDGED, ProofKind.EVIDENCE, ProofKind.RECEIPT),
}
"""What papers about something usually prove, the likeliest first."""


class ProofDialog(FormDialog):
    """Keeps a paper with what it proves; `of` is the request's id of that thing, or the name of a charge."""

    def __init__(
        self, shop: Shop, number: str, about: ProofOf, of: str, words: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(shop, _("Add a paper"), words, parent=parent)
        self.setMinimumWidth(theme.px(600))
        self.number, self._about, self._of = number, about, of
        self._request_id = shop.new_id()
        kinds: Sequence[ProofKind] = USUAL[about]
        self.what: Choices = Choices([(each, proof_name(each)) for each in kinds])
        self.on = DateEdit(shop.today, shop.today())
        self.scan = ScanRow(shop, number)
        self.text = LineEdit(hint=_("What it shows, in a few words"))
        self.words = label("", "mute", wrap=True)
        self.form.add("what", _("It is"), self.what)
        self.form.add("attachment", _("File"), self.scan)
        self.form.add("on", pgettext("proof", "Dated"), self.on)
        self.form.add("note", _("Note"), self.text)
        self.below.addWidget(self.words)
        self.primary.say(_("Keep it"))
        self.what.changed.connect(self._what_chosen)
        self.scan.changed.connect(self._forgiven)
        self._what_chosen()
        self.scan.setFocus()

    def _what_chosen(self) -> None:
        starts = self.what.value() is ProofKind.ACKNOWLEDGED
        self.words.setText(_("That they admit the debt starts its limitation period anew from this date."))
        self.words.setVisible(starts)
        self.grow()

    def _forgiven(self) -> None:
        self.forgive()
        self.grow()

    def request(self) -> KeepProof:
        """Return what is kept as typed, its file not put into the book yet."""
        what = self.what.value()
        if self.scan.wanted() is None and what is not ProofKind.ACKNOWLEDGED:
            refuse("attachment", N_("Choose the scan or photo of it."))
        return KeepProof(
            id=self._request_id,
            customer=self.number,
            about=self._about,
            of=self._of,
            what=what,
            on=self.on.required(),
            note=self.text.value(),
        )

    def submit(self) -> None:
        """Put the file into the book first, then keep it as proof."""
        if self.checked(self.request):
            request, keep = self.request(), self.shop.app.proof.keep
            self.carry_out(self.scan.put_first(lambda kept: keep(replace(request, attachment=kept))), self._done)

    def place_of(self, field: str) -> str:
        """Say what is wrong with the file at the file."""
        return {"file": "attachment"}.get(field, field)

    def _done(self, _kept: object) -> None:
        self.accept()
        self.shop.changed.emit(self.number)
        self.shop.tell(_("Saved."))
