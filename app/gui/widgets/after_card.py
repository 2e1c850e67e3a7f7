"""What will be so after what a dialog is about to do, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, column, label
from app.i18n.catalog import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.shop import Shop


class AfterCard(Card):
    """A sentence (`words`) under its heading, and what stands below it."""

    def __init__(self, shop: Shop, *below: QWidget) -> None:
        self._shop = shop
        self.words = label("", "strong", wrap=True)
        heading = label(_("After this"), "mute-small")
        super().__init__(column(heading, self.words, *below, gap=S2, margins=(S4, S3, S4, S3)), "after")
