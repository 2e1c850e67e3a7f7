"""A list on paper: nothing is counted, because nobody is given it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.gui.dialogs.paper import PaperDialog
from app.i18n.catalog import _

if TYPE_CHECKING:
    from pathlib import Path


class ListPaperDialog(PaperDialog):
    """Shows, prints and saves a list; subclasses say how it is drawn and written."""

    def printed(self, made: object) -> None:
        """Say that it is being printed."""
        del made
        self.shop.tell(_("The list is being printed."))

    def saved(self, path: Path, made: object) -> None:
        """Say where it is."""
        del made
        self.shop.tell(_("Saved as {file}.").format(file=path.name))
