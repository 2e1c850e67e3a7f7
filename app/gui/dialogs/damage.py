"""A damaged book: what is wrong in plain words, the backups that may take its place, and saving what can be read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.core.staff.rights import Act
from app.errors import CounterbookError
from app.gui import theme
from app.gui.books import BACKUP_FILTER, BOOK_FILTER
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.bookless import Bookless
from app.gui.dialogs.keep_words import loss_in_short, moment, state_word
from app.gui.dialogs.rescued import RescuedDialog, rescued_words
from app.gui.dialogs.restore import RestoreDialog
from app.gui.file_work import FileWork, Outcome
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.tasks import Job, Tasks
from app.gui.theme import S2
from app.gui.widgets.basics import button, column, holder, label
from app.gui.widgets.file_dialogs import name_to_open, name_to_save
from app.gui.widgets.flow import flowing
from app.gui.widgets.small_table import SmallTable
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.backup import Backup
    from app.services.protection import Key
    from app.services.rescue import Rescued
    from app.services.restore import Preview


LOOKED_AT = 8
"""How many backups are held against the book, the newest first: each is opened for it."""

SHOWN = 5


class Choice(NamedTuple):
    """A backup that may take the book's place; without a preview it could not be held against the book."""

    backup: Backup
    seen: Preview | None


class DamageDialog(FormDialog):
    """Over a book that did not open, or, with a shop, over one that is open and was found damaged since."""

    #: Something is to be done to the open book's file (a `FileWork`).
    work_wanted = Signal(object)
    #: Another book is to be opened.
    other_wanted = Signal(Path)
    #: A backup stands in the book's place: its key, and what is to be said.
    restored = Signal(object, str)

    def __init__(
        self,
        tasks: Tasks,
        path: Path,
        folders: Sequence[Path],
        *,
        shop: Shop | None = None,
        key: Key | None = None,
        problems: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(shop or Bookless(tasks), _("This book is damaged"), path.name, parent=parent)
        self.open_shop, self.path, self.folders = shop, path, list(folders)
        self.key = shop.app.store.key if shop is not None else key
        words = _(
            "Nothing was written to the damaged file, and nothing will be. A faulty drive, a computer that went off "
            "while saving, or another program that wrote into the file are the usual causes."
        )
        self.above.addWidget(label(words, wrap=True))
        if problems:
            self.above.addWidget(_details(problems))
        self.table = SmallTable(_("Backups of this book"), _columns(), SHOWN)
        self.table.setProperty("class", "framed")
        self.found = label(_("Looking for backups…"), "strong", wrap=True)
        self.other = button(_("Another backup file…"), icon="folder", on=self.choose_file)
        self.save = button(_("Save what can be read…"), icon="save", on=self.choose_rescue)
        what = _("Saving what can be read makes a second book beside it with all entries that are proved whole.")
        parts = (self.found, self.table, flowing(self.other, self.save), label(what, "mute-small", wrap=True))
        self.below.addWidget(holder(column(*parts, gap=S2)))
        self.table.hide()
        self.cancel.setText(_("Close"))
        self.primary.say(_("Restore the chosen backup…"))
        self.primary.setEnabled(False)
        self.table.opened.connect(self._opened)
        store = shop.app.store if shop is not None else None
        tasks.run(partial(_choices, path, self.folders, store, self.key), self._show, self._not_found, owner=self)

    def _show(self, choices: list[Choice]) -> None:
        if not choices:
            self.found.setText(_("No backup of this book was found in the folders for backups or beside the book."))
            self.save.setFocus()
            self.grow()
            return
        self.found.setText(_("Backups of this book, the newest first"))
        self.table.show_rows(choices)
        self.table.show()
        self.table.selectRow(0)
        self.table.setFocus()
        self.primary.setEnabled(True)
        self.grow()

    def _not_found(self, error: CounterbookError) -> None:
        self.found.setText(self.shop.words(error))
        self.grow()

    # ---- a backup in its place --------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Look at the chosen backup before it takes the book's place."""
        chosen = self.table.value()
        if self.primary.isEnabled() and isinstance(chosen, Choice):
            self.look_at(chosen.backup.path)

    def _opened(self, chosen: object) -> None:
        if isinstance(chosen, Choice):
            self.look_at(chosen.backup.path)

    def choose_file(self) -> None:
        """Let another backup's file be chosen."""
        folder = self.folders[0] if self.folders else self.path.parent
        chosen = name_to_open(self, _("Choose a backup"), str(folder), _(BACKUP_FILTER))
        if chosen:
            self.look_at(Path(chosen))

    def look_at(self, backup: Path) -> RestoreDialog:
        """Show what a backup has and what would be lost."""
        dialog = RestoreDialog(self.shop.tasks, backup, self.path, shop=self.open_shop, book_key=self.key, parent=self)
        dialog.restored.connect(self._restored)
        dialog.work_wanted.connect(self._hand_on)
        dialog.open()
        return dialog

    def _restored(self, key: Key | None, text: str) -> None:
        self.accept()
        self.restored.emit(key, text)

    def _hand_on(self, work: FileWork) -> None:
        self.accept()
        self.work_wanted.emit(work)

    # ---- what can be read -------------------------------------------------------------------------------------------

    def choose_rescue(self) -> None:
        """Ask where what can be read is to be saved, and save it."""
        proposed = self.path.with_stem(f"{self.path.stem} {_('saved')}")
        chosen = name_to_save(self, _("Save what can be read"), str(proposed), _(BOOK_FILTER), confirm=False)
        if chosen:
            self.rescue_to(Path(chosen if chosen.endswith(".cbook") else chosen + ".cbook"))

    def rescue_to(self, out: Path) -> None:
        """Save what can be read into a new book."""
        work = partial(_rescue, self.path, out, self.key)
        if self.open_shop is not None:
            self._hand_on(
                FileWork(
                    label=_("Saving what can be read"),
                    act=Act.RESCUE,
                    do=work,
                    done=partial(_saved, out, self.key),
                    failed=_("Nothing was saved"),
                    stoppable=False,
                )
            )
            return
        self.forgive()
        self._set_busy(busy=True)
        self.note.setText(_("Saving what can be read…"))
        done = partial(self._rescued, out)
        self.shop.tasks.run_long(_("Saving what can be read"), work, done, self._refused, owner=self)

    def _rescued(self, out: Path, found: Rescued) -> None:
        self._set_busy(busy=False)
        self.note.setText("")
        dialog = RescuedDialog(self.shop, out, found, parent=self)
        dialog.open_wanted.connect(self._open_other)
        dialog.open()

    def _open_other(self, path: Path) -> None:
        self.accept()
        self.other_wanted.emit(path)

    def complain(self, error: CounterbookError) -> None:
        """Say it above the buttons."""
        self.note.setText("")
        super().complain(error)
        self.primary.setEnabled(self.table.isVisible())


def _details(problems: Sequence[str]) -> QWidget:
    text = QPlainTextEdit("\n".join(problems))
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setAccessibleName(_("What was found"))
    text.setFixedHeight(theme.px(96))
    return holder(column(label(_("What was found"), "mute-small"), text, gap=4))


def _columns() -> list[Column]:
    return [
        Column("made", N_("Made"), lambda choice: moment(choice.backup.made_at), width=150),
        Column("lost", N_("Would be lost"), _lost, width=160),
        Column("where", N_("Folder"), lambda choice: str(choice.backup.path.parent), stretch=True),
    ]


def _lost(choice: Choice) -> str:
    if choice.seen is not None:
        return loss_in_short(choice.seen)
    return _("cannot be compared") if choice.backup.facts is not None else state_word(choice.backup, own=True)


def _choices(path: Path, folders: list[Path], store: Any, key: Key | None) -> list[Choice]:
    """Return the backups that may stand in for a book, with what each would lose; in a lane."""
    from app.services import protection, restore

    if store is not None:
        found = restore.backups_for_open(store, folders)
    else:
        key = key or (protection.key_for(path) if protection.is_encrypted(path) else None)
        found = restore.backups_for(path, folders, key)
    choices = []
    for at, backup in enumerate(found):
        choices.append(Choice(backup, _seen(backup, path, store, key) if at < LOOKED_AT else None))
    return choices


def _seen(backup: Backup, path: Path, store: Any, book_key: Key | None) -> Preview | None:
    from app.services import protection, restore

    try:
        if store is not None:
            return restore.preview_open(backup.path, store)
        key = protection.known_key(backup.path, book_key)
        return restore.preview(backup.path, path, backup_key=key, book_key=book_key or key)
    except CounterbookError:
        return None


def _rescue(path: Path, out: Path, key: Key | None, job: Job) -> Rescued:
    from app.services import protection, rescue

    del job  # it tells nothing of how far it is
    if key is None and protection.is_encrypted(path):
        key = protection.key_for(path)
    return rescue.rescue(path, out, key)


def _saved(out: Path, key: Key | None, found: Rescued) -> Outcome:
    return Outcome("\n\n".join(rescued_words(out, found)), key, _("What could be read is saved"))
