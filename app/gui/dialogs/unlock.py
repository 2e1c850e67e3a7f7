"""Opening an encrypted book: its passphrase, or the recovery key from the paper."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.errors import refuse
from app.gui import errors
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.bookless import Bookless
from app.gui.tasks import Lane, Tasks
from app.gui.widgets.basics import button, label, row
from app.gui.widgets.check import check
from app.gui.widgets.passphrase import PassphraseEdit
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.errors import Message
    from app.services.protection import Key


class UnlockDialog(FormDialog):
    """Asks once for what opens a book; it may be remembered at this computer."""

    #: It opens by this key.
    unlocked = Signal(object)

    def __init__(self, tasks: Tasks, path: Path, *, parent: QWidget | None = None) -> None:
        super().__init__(Bookless(tasks), _("Open the encrypted book"), path.stem, parent=parent)
        self.path = path
        self._by_paper = False
        self.words = label("", "mute", wrap=True)
        self.above.addWidget(self.words)
        self.secret = PassphraseEdit()
        self.form.add("passphrase", _("Passphrase"), self.secret)
        self.form.also("recovery", "passphrase", _("Recovery key"))
        self.remember = check(_("Do not ask again at this computer"))
        self.form.add("remember", "", self.remember)
        self.remember.setAccessibleName(self.remember.text())
        self.form.show_row("remember", shown=False)
        self.lost = button(_("Forgotten? Use the recovery key"), "link", on=self.by_paper)
        self.form.addLayout(row(self.lost, None), self.form.rowCount(), 1)
        self.primary.say(_("Open the book"))
        self.secret.textEdited.connect(self.forgive)
        self.words.setText(_("Whoever knows the passphrase can read this book; without it nobody can."))
        self.secret.setFocus()
        tasks.run(partial(_asked, path), self._known, lambda _error: None, owner=self, lane=Lane.NET)

    def _known(self, found: tuple[bool, bool]) -> None:
        by_passphrase, keeps = found
        self.form.show_row("remember", shown=keeps)
        if not by_passphrase:
            self.by_paper()
        self.grow()

    def by_paper(self) -> None:
        """Ask for the recovery key."""
        self.forgive()
        self._by_paper = True
        self.form.rename("passphrase", _("Recovery key"))
        self.secret.eye.setChecked(True)
        self.words.setText(
            _(
                "Type the recovery key from the paper that was printed when the book was encrypted: 13 groups of 5 "
                "characters. Capitals, blanks and dashes do not matter."
            )
        )
        self.lost.hide()
        self.secret.setFocus()
        self.grow()

    def submit(self) -> None:
        """Look whether it opens the book."""
        if self.checked(self._check):
            self.note.setText(_("One moment…"))
            keep = self.remember.isChecked() and self.form.has("remember")
            self.carry_out(partial(_unlocked, self.path, self.secret.text(), keep=keep), self._opened)

    def _check(self) -> None:
        if not self.secret.text().strip():
            missing = N_("Type the recovery key.") if self._by_paper else N_("Type the passphrase.")
            refuse("passphrase", missing)

    def complain(self, error: Exception) -> None:
        """Say that it is not the one, and let it be typed anew."""
        self.note.setText("")
        super().complain(error)  # type: ignore[arg-type]
        self.secret.selectAll()

    def _opened(self, found: tuple[Key, Message | None]) -> None:
        key, not_kept = found
        self.accept()
        self.unlocked.emit(key)
        if not_kept is not None:
            from app.gui.dialogs.ask import explain

            explain(self.parentWidget(), _("It will be asked for again"), errors.sentence(not_kept))


def _asked(path: Path) -> tuple[bool, bool]:
    from app.services import protection

    return protection.needs_passphrase(path), protection.keeps_keys()


def _unlocked(path: Path, typed: str, *, keep: bool) -> tuple[Key, Message | None]:
    from app.services import protection

    key = protection.unlock(path, typed)
    return key, protection.remember(key) if keep else None
