"""Everything taken along: the whole book as a folder of plain files, which anybody can read without this program."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from app.core.staff.rights import Right
from app.errors import refuse, system_reason
from app.gui import theme
from app.gui.books import free_place
from app.gui.dialogs.out import WorkDialog
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.fields import LineEdit, combo
from app.gui.widgets.file_dialogs import documents_folder, folder_to_save
from app.gui.widgets.guard import guard
from app.gui.widgets.languages import LANGUAGE_NAMES
from app.gui.widgets.opener import plain_name, show_folder
from app.i18n import format as form
from app.i18n.catalog import LANGUAGES, _, current, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.shop import Shop
    from app.gui.tasks import Job
    from app.services.handover import HandedOver

WIDE = 640


class HandOverDialog(WorkDialog):
    """Asks where to, shows how far it is, then what came of it and how another program may check it."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Take everything along"), parent=parent)
        self.doing = _("Writing the whole book into a folder")
        self.written: HandedOver | None = None
        words = _(
            "The whole book becomes a folder of plain tables with an explanation of every column, your attachments, "
            "papers and letters as files, and lists for people. Any program can read it, with or without this one; "
            "this one makes the same book of it again."
        )
        self.intro = label(words, "mute", wrap=True)
        stays = _("PINs, passwords and keys stay out. The folder is not encrypted: keep it as safely as the book.")
        self.stays = label(stays, "soon", wrap=True)
        self.above.addWidget(self.intro)
        self.above.addWidget(self.stays)
        self.folder = LineEdit(str(_proposed(shop)), most=1000)
        self.choose = button(_("Choose…"), icon="folder", on=self.choose_folder)
        self.form.add("out", _("New folder"), self.folder, beside=self.choose)
        self.language: QComboBox = combo([(code, LANGUAGE_NAMES[code]) for code in LANGUAGES], current().language)
        self.form.add("language", pgettext("lists", "Language of the lists"), self.language)
        self.result_card = _Result()
        self.result_card.hide()
        self.below.addWidget(self.result_card)
        self.show_it = button(_("Show the folder"), icon="folder", on=self._show_it)
        self.show_it.hide()
        self.foot.insertWidget(self.foot.indexOf(self.cancel), self.show_it)
        self.primary.say(pgettext("book", "Write it"))
        guard(shop, Right.EXPORT, self.primary)
        self.folder.textEdited.connect(self.forgive)
        self.setMinimumWidth(theme.px(WIDE))
        self.primary.setFocus()

    def choose_folder(self) -> None:
        """Choose in which folder the new one is made."""
        found = folder_to_save(self, _("In which folder?"), str(Path(self.folder.text()).parent))
        if found:
            self.folder.setText(str(free_place(Path(found) / Path(self.folder.text()).name)))
            self.forgive()

    def submit(self) -> None:
        """Write it; once it is written, close."""
        if self.written is not None:
            self.accept()
        elif self.primary.isEnabled() and self.checked(self._path):
            self.begin(partial(_write, self.shop, self._path(), self.language.currentData()), self._written)

    def _set_busy(self, *, busy: bool) -> None:
        super()._set_busy(busy=busy)
        self.choose.setEnabled(not busy)

    def _path(self) -> Path:
        text = self.folder.value().strip()
        if not text:
            refuse("out", N_("Name a folder that is not there yet."))
        try:
            path = Path(text).expanduser()
        except (OSError, RuntimeError) as error:
            refuse("out", N_("{path} cannot be written: {reason}."), path=text, reason=system_reason(error))
        if not path.is_absolute():
            refuse("out", N_("Write the whole path, with its folder."))
        return path

    def stopped(self) -> None:
        """Say that nothing is left of it."""
        self.note.setText(_("Stopped; the folder was not made."))

    def _written(self, done: HandedOver) -> None:
        self.written = done
        self.title.setText(_("Everything is in the folder"))
        for part in (self.intro, self.cancel):
            part.hide()
        self.form.show_row("language", shown=False)
        self.form.rename("out", pgettext("book", "Folder"))
        self.folder.setReadOnly(True)
        self.choose.hide()
        self.result_card.say(done)
        self.result_card.show()
        self.show_it.show()
        self.note.setText("")
        self.primary.say(_("Close"))
        self.show_it.setFocus()
        self.grow()

    def _show_it(self) -> None:
        show_folder(self._path())


class _Result(Card):
    """What was written, and the hash by which the same book is known again."""

    def __init__(self) -> None:
        self._counts, self._hash = label("", "strong", wrap=True), LineEdit(most=200)
        self._hash.setReadOnly(True)
        self._hash.setAccessibleName(_("Hash of the business facts"))
        words = _(
            "The hash stands for all that was ever recorded: a book made of this folder has the same one "
            "(“counterbook show facts”)."
        )
        inner = column(label(_("Hash of the business facts"), "mute-small"), self._hash, gap=2)
        whole = column(self._counts, row(inner), label(words, "mute", wrap=True), gap=S3, margins=(S4, S3, S4, S3))
        whole.setSpacing(S2)
        super().__init__(whole, "after")

    def say(self, done: HandedOver) -> None:
        """Say what was written."""
        values = {name: form.number(getattr(done, name), current().language) for name in ("entries", "rows", "files")}
        text = _("{entries} entries, {rows} rows of tables, {files} files of papers and attachments")
        self._counts.setText("✓  " + text.format(**values))
        self._hash.setText(done.facts)
        self._hash.setCursorPosition(0)


def _proposed(shop: Shop) -> Path:
    """Return a folder that is not there yet, named after the shop and the day."""
    name = plain_name(f"{shop.settings.shop_name or shop.app.book.name} {shop.today().isoformat()}")
    return free_place(documents_folder() / name)


def _write(shop: Shop, folder: Path, language: str, job: Job) -> HandedOver:
    return shop.app.handover.save(folder, language, progress=job.progress, cancelled=job.cancelled)
