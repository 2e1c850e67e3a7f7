"""Cards: giving one to a customer, and reporting one lost, with another in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.cards import GiveCard, ReportLost
from app.errors import refuse
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import LineEdit, combo
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import AccountCard


class GiveCardDialog(FormDialog):
    """Takes a card's number from the scanner gun, which types it and presses Enter."""

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Give a card"), card.name, parent=parent)
        self._customer = card.number
        self._request_id = shop.new_id()
        self.no = LineEdit(hint=_("scan it, or type its number"))
        self.form.add("no", _("Card number"), self.no)
        self.no.setFocus()

    def submit(self) -> None:
        """Give the card."""
        self.forgive()
        request = GiveCard(id=self._request_id, customer=self._customer, no=self.no.text(), on=self.shop.today())
        self.carry_out(lambda: self.shop.app.cards.give(request), self._given)

    def _given(self, _filed: object) -> None:
        text = _("Card {no} given to {name}.").format(no=self.no.text().strip(), name=self.subtitle.text())
        self.accept()
        self.shop.changed.emit(self._customer)
        self.shop.tell(text)


class LostCardDialog(FormDialog):
    """A card is lost: it opens nothing any more; another may take its place at once."""

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Card lost"), card.name, parent=parent)
        self._customer = card.number
        self._request_id = shop.new_id()
        self.no = combo([])
        self.replacement = LineEdit(hint=_("scan the new one, or leave blank"))
        self.above.addWidget(
            label(_("The money is in the book, not on the card: nothing is lost with it."), "mute", wrap=True)
        )
        self.form.add("no", _("Lost card"), self.no)
        self.form.add("replaced_by", _("New card"), self.replacement)
        self.replacement.setFocus()
        shop.tasks.run(lambda: shop.app.files.file(card.number), self._file_known, self.complain, owner=self)

    def _file_known(self, file: object) -> None:
        cards = [card.no for card in getattr(file, "cards", ()) if card.lost_on is None]
        for no in cards:
            self.no.addItem(no, no)
        if not cards:
            self.primary.setEnabled(False)
            self.general.setText(_("This customer has no card."))
            self.general.show()

    def submit(self) -> None:
        """Report the card lost."""
        if self.checked(self._require_card):
            request = ReportLost(
                id=self._request_id,
                customer=self._customer,
                no=self.no.currentData(),
                on=self.shop.today(),
                replaced_by=self.replacement.text(),
            )
            self.carry_out(lambda: self.shop.app.cards.report_lost(request), self._reported)

    def _require_card(self) -> None:
        if not self.no.currentData():
            refuse("no", N_("This customer has no card."))

    def _reported(self, _filed: object) -> None:
        text = _("Card {no} is reported lost.").format(no=self.no.currentData())
        self.accept()
        self.shop.changed.emit(self._customer)
        self.shop.tell(text)
