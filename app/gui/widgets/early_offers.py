"""What paying early takes off: a tick for each charge that still earns it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.gui.shop import Shop
from app.gui.widgets.basics import clear, column, label
from app.i18n import format as form
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.credit.incentives import Proposal


class EarlyOffers(QWidget):
    """All offers are ticked to begin with; those the amount does not reach say so."""

    #: A tick was set or taken away.
    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.offers: list[Proposal] = []
        self.boxes: list[QCheckBox] = []
        self._box = column(gap=2)
        self.short = label("", "soon", wrap=True)
        self.short.hide()
        self.setLayout(column(self._box, self.short, gap=2))

    def show_offers(self, offers: Sequence[Proposal], what: Callable[[str], str]) -> None:
        """Offer these; `what` says what was sold by a charge of that name."""
        clear(self._box)
        self.offers, self.boxes = list(offers), []
        for offer in self.offers:
            made = QCheckBox(self._words(offer, what(offer.charge)))
            made.setAccessibleName(made.text())
            made.setToolTip(self._shop.sentence(offer.reason))
            made.setChecked(True)
            made.toggled.connect(self._toggled)
            self.boxes.append(made)
            self._box.addWidget(made)
        if self.boxes:
            self.setFocusProxy(self.boxes[0])

    def _words(self, offer: Proposal, what: str) -> str:
        values = {"saved": self._shop.money(offer.saved), "date": form.short_date(offer.last_on), "what": what}
        if offer.form == "rebate":
            text = (
                _("{saved} back as credit until {date}: {what}") if what else _("{saved} back as credit until {date}")
            )
        else:
            text = _("{saved} off until {date}: {what}") if what else _("{saved} off until {date}")
        return text.format(**values)

    def ticked(self) -> list[Proposal]:
        """Return the offers that are taken."""
        return [offer for offer, box in zip(self.offers, self.boxes, strict=True) if box.isChecked()]

    def untick(self) -> None:
        """Take none of them: somebody typed a discount of their own."""
        for box in self.boxes:
            box.blockSignals(True)  # noqa: FBT003 - as Qt calls it
            box.setChecked(False)
            box.blockSignals(False)  # noqa: FBT003 - as Qt calls it

    def show_missed(self, missed: Collection[str]) -> None:
        """Say which of the offers taken the amount does not reach."""
        lost = [offer for offer in self.ticked() if offer.charge in missed]
        amount = self._shop.money(sum(offer.saved for offer in lost))
        words = _("{amount} of it is not earned: only what is paid in full earns it.")
        self.short.setText(words.format(amount=amount) if lost else "")
        self.short.setVisible(bool(lost))

    def _toggled(self, _on: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self.changed.emit()
