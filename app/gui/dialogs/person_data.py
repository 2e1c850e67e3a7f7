"""What the shop has about a customer, given out to them: what is in it, then one file with all of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QComboBox, QWidget

from app.gui.dialogs.base import FormDialog
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.gui.widgets.basics import label
from app.gui.widgets.fields import combo
from app.gui.widgets.file_dialogs import documents_folder, name_to_save
from app.gui.widgets.languages import LANGUAGE_NAMES
from app.gui.widgets.opener import plain_name
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import LANGUAGES, _, current, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.person_export import Contents, Exported

ENDING = ".zip"


class _Part(NamedTuple):
    title: str
    rows: int


class PersonDataDialog(FormDialog):
    """Shows what would be given out; nothing goes out before the file is saved."""

    def __init__(self, shop: Shop, number: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Give out this customer's data"), name, parent=parent)
        self.number = number
        self._waits = True
        words = _(
            "Everything the shop has about this customer goes into one file: a page to read, the same for other "
            "programs, and copies of their papers and attachments. That it went out is noted."
        )
        self.above.addWidget(label(words, "mute", wrap=True))
        self.language: QComboBox = combo([(code, LANGUAGE_NAMES[code]) for code in LANGUAGES], current().language)
        self.form.add("language", pgettext("paper", "Language"), self.language)
        columns = (
            Column(
                "title",
                pgettext("customer data", "As the customer reads it"),
                lambda part: _(part.title),
                said=True,
                stretch=True,
            ),
            Column("rows", pgettext("customer data", "Rows"), _count, said=True, right=True, width=90),
        )
        self.table = SmallTable(_("What is in it"), columns, most=8)
        self.below.addWidget(self.table)
        self.stays = label("", "mute-small", wrap=True)
        self.below.addWidget(self.stays)
        self.note.setText(_("The file is not locked. Hand it to the customer yourself, or send it safely."))
        self.primary.setText(_("Save…"))
        self.primary.setAccessibleName(_("Save…"))
        self.primary.setEnabled(False)
        read = partial(shop.app.person_export.contents, number)
        shop.tasks.run(read, self._show, self.complain, owner=self, lane=Lane.RENDER)

    def _show(self, found: Contents) -> None:
        self._waits = False
        parts = [_Part(title, rows) for title, rows in found.sections if rows]
        if found.files:
            parts.append(_Part(N_("Papers and attachments"), found.files))
        self.table.show_rows(parts)
        self.stays.setText(_("Not in it: {what}").format(what=" ".join(map(_, found.withheld))))
        self.primary.setEnabled(True)
        self.primary.setFocus()
        self.grow()

    def submit(self) -> None:
        """Ask where to, and write the file."""
        if self._waits or self._busy:
            return
        self.forgive()
        name = plain_name(_("data of {number}").format(number=self.number) + ENDING)
        chosen = name_to_save(self, _("Save the customer's data"), str(documents_folder() / name), "ZIP (*.zip)")
        if chosen:
            self.save_to(Path(chosen if chosen.lower().endswith(ENDING) else chosen + ENDING))

    def save_to(self, path: Path) -> None:
        """Write the file."""
        save = partial(self.shop.app.person_export.save, self.number, path, self.language.currentData())
        self._set_busy(busy=True)
        done = partial(self._carried_out, partial(self._saved, path))
        self.shop.tasks.run(save, done, self._refused, owner=self, lane=Lane.RENDER)

    def _saved(self, path: Path, _done: Exported) -> None:
        self.shop.tell(_("Saved as {path}.").format(path=path))
        self.shop.changed.emit(self.number)
        self.accept()


def _count(part: _Part) -> str:
    return form.number(part.rows, current().language)
