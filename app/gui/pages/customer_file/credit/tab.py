"""The tab itself: three parts of which one shows, read when it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from app.gui.pages.customer_file.credit.agreements import AgreedSections
from app.gui.pages.customer_file.credit.hard import HardSections
from app.gui.pages.customer_file.credit.own import OwnSections
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import column
from app.gui.widgets.fields import Choices
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.services.counter import AccountCard

LIMITS, AGREED, HARD = "limits", "agreed", "hard"


class Part(Protocol):
    """A part of the tab."""

    def show_account(self, card: AccountCard) -> None:
        """Show what belongs to an account, read anew."""
        ...


class CreditTab(QWidget):
    """Limits and rating; agreements and plans; hard cases."""

    def __init__(self, shop: Shop, number: str) -> None:
        super().__init__()
        self.own = OwnSections(shop, number)
        self.agreements, self.hard = AgreedSections(shop, number), HardSections(shop, number)
        self._parts: dict[str, tuple[QWidget, Part]] = {
            LIMITS: (self.own, self.own),
            AGREED: (self.agreements, self.agreements),
            HARD: (self.hard, self.hard),
        }
        self._card: AccountCard | None = None
        self._stale: set[str] = set()
        self.choice: Choices = Choices(
            [
                (LIMITS, pgettext("credit", "Limits and rating")),
                (AGREED, pgettext("credit", "Agreements and plans")),
                (HARD, pgettext("credit", "Hard cases")),
            ]
        )
        self.choice.setAccessibleName(_("Part of the tab"))
        widgets = [widget for widget, _part in self._parts.values()]
        self.setLayout(column(self.choice, *widgets, None, gap=S3, margins=(0, 0, 4, 12)))
        self.choice.changed.connect(self._look)
        self._look()

    def show_account(self, card: AccountCard) -> None:
        """Show an account that may have changed: the part that shows at once, the others when they are looked at."""
        self._card = card
        self._stale = set(self._parts)
        self._look()

    def show_part(self, name: str) -> None:
        """Show one of the parts: `limits`, `agreed`, `hard`."""
        if name in self._parts:
            self.choice.set_value(name)
            self._look()

    def _look(self) -> None:
        shown: str = self.choice.value()
        for name, (widget, _part) in self._parts.items():
            widget.setVisible(name == shown)
        if shown in self._stale and self._card is not None:
            self._stale.discard(shown)
            self._parts[shown][1].show_account(self._card)
