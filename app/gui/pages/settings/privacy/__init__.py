"""Privacy: how long customers' files are kept, who should be erased by now, who was, and what still has them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.core.privacy.retention import MAX_YEARS
from app.gui.pages.base import scrolled
from app.gui.pages.settings.base import SettingsForm
from app.gui.pages.settings.forms import count_field
from app.gui.pages.settings.privacy.erased import ErasedCard, HeldCard
from app.gui.pages.settings.privacy.keeping import DueCard, LawCard
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import column, holder, label
from app.i18n.catalog import _


class PrivacyTab(QWidget):
    """What the law says, the shop's own years, whose time is over, who was erased, and backups that still have them."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.form = retention_form(shop)
        self.law, self.due = LawCard(shop), DueCard(shop)
        self.erased, self.held = ErasedCard(shop), HeldCard(shop)
        intro = label(
            _(
                "A customer's data can be given out, and erased, under “More” in their file. Amounts always stay; the "
                "person goes."
            ),
            "mute",
            wrap=True,
        )
        parts = (intro, self.law, self.form, self.due, self.erased, self.held)
        whole = scrolled(holder(column(*parts, None, gap=S3, margins=(0, 4, 12, 12))))
        self.setLayout(column(whole))

    def refresh(self) -> None:
        """Read anew whose time is over, who was erased, and what still has them."""
        for card in (self.law, self.due, self.erased, self.held):
            card.refresh()


def retention_form(shop: Shop) -> SettingsForm:
    """How long the shop itself keeps the files of customers who no longer come."""
    hint = _("Counted from the last entry; 0 keeps them only as long as the law asks.")
    years = count_field("retention_years", _("We keep files for (years)"), 0, MAX_YEARS, hint=hint)
    return SettingsForm(shop, "", [years])
