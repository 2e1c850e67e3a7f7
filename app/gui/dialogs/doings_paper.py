"""The list of doings on paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.gui.dialogs.list_paper import ListPaperDialog
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _, current

if TYPE_CHECKING:
    from app.core.list_paper import ListSheet


class DoingsPaperDialog(ListPaperDialog):
    """Shows, prints and saves the list as it was on the screen."""

    def __init__(self, shop: Shop, sheet: ListSheet, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Who did what when"), form.short_date(shop.today()), parent=parent)
        self.sheet = sheet
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Draw it in the window's language."""
        return partial(self.shop.app.audit.pdf, self.sheet, current().language)

    def saver(self, path: Path) -> Callable[[], None]:
        """Write it into a file."""
        return partial(self.shop.app.audit.save_pdf, self.sheet, path, current().language)

    def file_name(self) -> str:
        """Propose the day."""
        return f"{self.title.text()} {form.short_date(self.shop.today())}"
