"""A backup before it takes the book's place: what it has, what would be lost, and what becomes of the present book."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.staff.rights import Act
from app.errors import CounterbookError, Message, Refused, refuse
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.bookless import Bookless
from app.gui.dialogs.keep_words import holds, lost_words, moment
from app.gui.dialogs.lost_lines import lost_columns
from app.gui.file_work import FileWork, Outcome
from app.gui.shop import Shop
from app.gui.tasks import Job, Tasks
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, clear, column, label, row
from app.gui.widgets.passphrase import PassphraseEdit
from app.gui.widgets.small_table import SmallTable
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.circumstances import Circumstances
    from app.services.protection import Key
    from app.services.restore import Preview, Restored

SHOWN = 5


class RestoreDialog(FormDialog):
    """Looks at a backup first; nothing is changed before the button says so.

    With an open shop the work is handed on, because the book must be closed for it; without one it is done here.
    """

    #: Something is to be done to the open book's file (a `FileWork`).
    work_wanted = Signal(object)
    #: The backup stands in the book's place: its key, and what is to be said.
    restored = Signal(object, str)

    def __init__(
        self,
        tasks: Tasks,
        backup: Path,
        book: Path,
        *,
        shop: Shop | None = None,
        book_key: Key | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(shop or Bookless(tasks), _("Restore a backup"), parent=parent)
        self.open_shop, self.backup, self.book = shop, backup, book
        self._book_key = book_key
        self._backup_key: Key | None = None
        self.seen: Preview | None = None
        self.has = _Side(_("The backup"))
        self.now = _Side(_("The book as it is now"))
        self.above.addLayout(row(self.has, self.now, gap=S3))
        self.losses = column(gap=S2)
        self.table = SmallTable(_("Entries that would be lost"), lost_columns(self.shop), SHOWN)
        self.table.setProperty("class", "framed")
        self.aside = label("", "mute", wrap=True)
        self.below.addLayout(self.losses)
        self.below.addWidget(self.table)
        self.below.addWidget(self.aside)
        self.secret = PassphraseEdit()
        self.form.add("passphrase", _("Passphrase"), self.secret, hint=_("The backup is encrypted."))
        self.form.also("recovery", "passphrase", _("Recovery key"))
        self.form.show_row("passphrase", shown=False)
        for part in (self.has, self.now, self.table):
            part.hide()
        self.primary.say(_("Restore this backup"))
        self.primary.setEnabled(False)
        self.note.setText(_("Looking at the backup…"))
        self.secret.textEdited.connect(self.forgive)
        self._look()

    # ---- looking ----------------------------------------------------------------------------------------------------

    def _look(self, typed: str = "") -> None:
        store = self.open_shop.app.store if self.open_shop is not None else None
        work = partial(_preview, self.backup, self.book, store, self._book_key, typed)
        self.shop.tasks.run(work, self._show, self._not_shown, owner=self)

    def _not_shown(self, error: CounterbookError) -> None:
        """Ask for its passphrase where it is encrypted; else say why it cannot be restored."""
        from app.services.protection import BookLocked

        self.note.setText("")
        if isinstance(error, BookLocked):
            self.form.show_row("passphrase", shown=True)
            self.primary.say(_("Look at the backup"))
            self.primary.setEnabled(True)
            self.secret.setFocus()
            self.grow()
        else:
            self.complain(error)

    def _show(self, found: tuple[Preview, Key | None]) -> None:
        seen, self._backup_key = found
        self.seen = seen
        self.note.setText("")
        self.form.show_row("passphrase", shown=False)
        if isinstance(self.shop, Bookless):
            self.shop.decimals = seen.has.decimals
        self.has.show()
        self.has.say(_made(self.backup), seen.has.name, holds(seen.has))
        self._show_present(seen)
        clear(self.losses)
        for at, text in enumerate(lost_words(seen)):
            self.losses.addWidget(label(text, "strong" if at == 0 else "", wrap=True))
        if seen.opened_by is not None:
            self.losses.addWidget(label(self.shop.sentence(seen.opened_by), "strong", wrap=True))
        lines = seen.lost.newest if seen.lost is not None else ()
        self.table.show_rows(lines)
        self.table.setVisible(bool(lines))
        if not seen.same_shop:
            text = N_(
                "This is a backup of another book, that of {name}, so it cannot take this one's place. To look at it, "
                "choose “Open a backup…” in the menu of books."
            )
            self.complain(Refused("backup", Message(text, {"name": seen.has.name})))
            return
        words = _("The present file is not deleted: it is kept beside the book, with the day in its name.")
        self.aside.setText(words if self.book.exists() else "")
        self.primary.say(_("Restore this backup"))
        self.primary.setEnabled(True)
        self.cancel.setFocus()  # Enter must not do it to whoever was still typing
        self.grow()

    def _show_present(self, seen: Preview) -> None:
        if seen.present is not None:
            self.now.say(self.book.name, seen.present.name, holds(seen.present))
        elif seen.unreadable is not None:
            self.now.say(self.book.name, "", self.shop.sentence(seen.unreadable))
        self.now.setVisible(seen.present is not None or seen.unreadable is not None)

    # ---- restoring --------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Restore it; before that, open it where it is encrypted."""
        if not self.primary.isEnabled() or self._busy:
            return
        self.forgive()
        if self.seen is None:
            if self.checked(self._check_typed):
                self.primary.setEnabled(False)
                self.note.setText(_("Looking at the backup…"))
                self._look(self.secret.text())
            return
        if self.open_shop is not None:
            self.work_wanted.emit(self._work(self.open_shop, self.seen))
            self.accept()
        else:
            self._restore_here(self.seen)

    def _check_typed(self) -> None:
        if not self.secret.text().strip():
            refuse("passphrase", N_("Type the passphrase."))

    def complain(self, error: CounterbookError) -> None:
        """Say it, and let what was typed be typed anew."""
        self.note.setText("")
        self.primary.setEnabled(self.seen is None and self.form.has("passphrase"))
        super().complain(error)

    def _work(self, shop: Shop, seen: Preview) -> FileWork:
        around, today = shop.app.around, shop.today()
        return FileWork(
            label=_("Restoring the backup"),
            act=Act.RESTORE,
            do=partial(_restore, seen, self.book, today, around),
            done=partial(_outcome, self._backup_key),
            failed=_("Nothing was restored"),
        )

    def _restore_here(self, seen: Preview) -> None:
        from app import bootstrap

        self._set_busy(busy=True)
        self.note.setText(_("Restoring the backup…"))
        around = bootstrap.circumstances()
        work = partial(_restore, seen, self.book, around.today(), around)
        self.shop.tasks.run_long(_("Restoring the backup"), work, self._done_here, self._refused, owner=self)

    def _done_here(self, done: Restored) -> None:
        self._set_busy(busy=False)
        self.accept()
        self.restored.emit(self._backup_key, _outcome(self._backup_key, done).said)


class _Side(Card):
    """What one of the two files is: when, whose, what it holds."""

    def __init__(self, title: str) -> None:
        self._when, self._name, self._words = label("", "heading"), label("", "mute"), label("", wrap=True)
        parts = (label(title, "mute-small"), self._when, self._name, self._words, None)
        super().__init__(column(*parts, gap=4, margins=(S4, S3, S4, S3)))

    def say(self, when: str, name: str, words: str) -> None:
        """Say it."""
        self._when.setText(when)
        self._name.setText(name)
        self._name.setVisible(bool(name))
        self._words.setText(words)


def _made(backup: Path) -> str:
    from app.core.backups import made_at

    at = made_at(backup.name)
    return moment(at) if at is not None else backup.name


def _preview(backup: Path, book: Path, store: Any, book_key: Key | None, typed: str) -> tuple[Preview, Key | None]:
    from app.services import protection, restore

    key = protection.unlock(backup, typed) if typed else None
    if store is not None:
        seen = restore.preview_open(backup, store, key)
    else:
        key = key or (protection.known_key(backup, book_key) if protection.is_encrypted(backup) else None)
        book_key = book_key or (protection.key_for(book) if protection.is_encrypted(book) else None) or key
        seen = restore.preview(backup, book, backup_key=key, book_key=book_key)
    return seen, seen.backup_key


def _restore(seen: Preview, book: Path, on: Any, around: Circumstances | None, job: Job) -> Restored:
    from app.services import restore

    return restore.restore(seen, book, on, around=around, progress=job.progress, cancelled=job.cancelled)


def _outcome(key: Key | None, done: Restored) -> Outcome:
    if done.aside is None:
        return Outcome(_("The backup is restored."), key)
    text = _("The backup is restored. The book as it was before is kept beside it as {name}.")
    return Outcome(text.format(name=done.aside.name), key, _("The backup is restored"))
