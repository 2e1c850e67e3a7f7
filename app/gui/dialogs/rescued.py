"""What was saved of a damaged book, and what must be entered again from paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.lost_lines import lost_columns
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import column, holder, label
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext

if TYPE_CHECKING:
    from app.services.rescue import Rescued


class RescuedDialog(FormDialog):
    """Says how much was saved where, lists what was not, and opens the saved book."""

    #: The saved book is to be opened.
    open_wanted = Signal(Path)

    def __init__(self, shop: Shop, out: Path, found: Rescued, *, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("What could be read is saved"), parent=parent)
        self.out = out
        words = [label(text, wrap=True) for text in rescued_words(out, found)]
        self.above.addWidget(holder(column(*words, gap=S2)))
        self.table = SmallTable(_("Entries that are not in the saved book"), lost_columns(shop))
        self.table.setProperty("class", "framed")
        self.table.show_rows(found.later)
        self.table.setVisible(bool(found.later))
        self.below.addWidget(self.table)
        self.cancel.setText(_("Close"))
        self.primary.say(_("Open the saved book"))

    def submit(self) -> None:
        """Open the saved book."""
        self.accept()
        self.open_wanted.emit(self.out)


def rescued_words(out: Path, found: Rescued) -> list[str]:
    """Say how much was saved, and what is to be done about the rest."""
    language = current().language
    entries, known = form.number(found.entries, language), form.number(found.known, language)
    if found.entries == found.known and not found.problems:
        words = [_("All {entries} entries are saved in {path}.").format(entries=entries, path=out.name)]
    else:
        text = _("{entries} of {known} entries are saved in {path}.")
        words = [text.format(entries=entries, known=known, path=out.name)]
    if found.later:
        text = ngettext(
            "{n} later entry could be read but not proved right; it is left out. Enter it again from your papers.",
            "{n} later entries could be read but not proved right; they are left out. Enter them again from your "
            "papers.",
            len(found.later),
        )
        words.append(text.format(n=form.number(len(found.later), language)))
    if found.problems:
        words.append(_("Some customers or papers are missing in it; the check of the saved book names them."))
    words.append(_("The damaged file stays where it is, unchanged; keep it until everything is in order again."))
    return words
