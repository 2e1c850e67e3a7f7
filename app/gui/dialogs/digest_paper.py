"""The page of a day's digest, to be printed or saved: the paper by which any later change of the book shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.gui.dialogs.paper import PaperDialog
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _, current

if TYPE_CHECKING:
    from app.core.audit_digest import DayDigest


class DigestPaperDialog(PaperDialog):
    """Shows, prints and saves the page of a day."""

    def __init__(self, shop: Shop, day: DayDigest, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Daily digest"), form.short_date(day.on), parent=parent)
        self.day = day
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Draw it in the window's language."""
        return partial(self.shop.app.day_digests.pdf, self.day, current().language)

    def saver(self, path: Path) -> Callable[[], None]:
        """Write it into a file."""
        return partial(self.shop.app.day_digests.save, self.day, path, current().language)

    def file_name(self) -> str:
        """Propose the day."""
        return f"{self.title.text()} {form.short_date(self.day.on)}"

    def printed(self, made: object) -> None:
        """Say that it is being printed."""
        del made
        self.shop.tell(_("The page is being printed; keep it away from this computer."))
