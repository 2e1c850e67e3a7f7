"""A round of reviews on paper, to be signed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.gui.dialogs.list_paper import ListPaperDialog
from app.i18n import format as form
from app.i18n.catalog import _, current

if TYPE_CHECKING:
    from app.gui.shop import Shop
    from app.services.prepaid_review import ReviewLine


class ReviewPaperDialog(ListPaperDialog):
    """Shows, prints and saves a round as it stands now."""

    def __init__(self, shop: Shop, line: ReviewLine, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Review of prepaid accounts"), form.short_date(line.on), parent=parent)
        self.line = line
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Draw it in the window's language."""
        return partial(self.shop.app.arrival_lists.review_pdf, self.line.id, current().language)

    def saver(self, path: Path) -> Callable[[], int]:
        """Write it into a file."""
        return partial(self.shop.app.arrival_lists.save_review_pdf, path, self.line.id, current().language)

    def file_name(self) -> str:
        """Propose its day."""
        return f"{self.title.text()} {self.line.on.isoformat()}"
