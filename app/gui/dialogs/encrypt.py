"""Encrypting a book, and giving an encrypted one another passphrase: how it is opened from then on, and the paper.

The key is made first and its recovery key put on paper; only then is the book closed and written anew.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.book_key import check_passphrase
from app.core.code_page import CodeKind
from app.core.passphrase import Strength, strength
from app.core.staff.rights import Act
from app.errors import refuse
from app.gui import errors
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.code_shown import CodeShownDialog
from app.gui.file_work import FileWork, Outcome
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.theme import mark
from app.gui.widgets.basics import label
from app.gui.widgets.check import check
from app.gui.widgets.fields import Choices
from app.gui.widgets.passphrase import PassphraseEdit
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.circumstances import Circumstances
    from app.services.protection import Key, Protected

PASSPHRASE, COMPUTER = "passphrase", "computer"

_WORDS = {
    Strength.TOO_SHORT: (N_("Too short: at least 8 characters, several words are best."), "mute-small"),
    Strength.WEAK: (N_("Easily guessed: add another word."), "soon"),
    Strength.FAIR: (N_("Fair: one more word makes it good."), "mute-small"),
    Strength.STRONG: (N_("✓ Hard to guess."), "accent"),
}


class EncryptDialog(FormDialog):
    """Asks how the book shall be opened, shows the recovery key once, and hands the work on."""

    #: The open book's file is to be written anew (a `FileWork`).
    work_wanted = Signal(object)

    def __init__(self, shop: Shop, *, parent: QWidget | None = None) -> None:
        old = shop.app.store.key
        title = _("Encrypt this book") if old is None else _("A new passphrase")
        super().__init__(shop, title, parent=parent)
        self.old = old
        self.above.addWidget(label(self._warning(), wrap=True))
        self.now = PassphraseEdit()
        self.way: Choices = Choices([(PASSPHRASE, _("By a passphrase")), (COMPUTER, _("By this computer alone"))])
        self.pass_, self.again = PassphraseEdit(), PassphraseEdit()
        self.strength = label("", "mute-small", wrap=True)
        self.strength.hide()
        self.remember = check(_("Do not ask for it at this computer"))
        self.form.add("now", _("Present passphrase"), self.now, hint=_("Or the recovery key from the paper."))
        self.form.add("way", _("The book opens"), self.way)
        self.form.add("passphrase", _("Passphrase"), self.pass_)
        self.form.addWidget(self.strength, self.form.rowCount(), 1)
        self.form.add("again", _("Once more"), self.again)
        self.form.add("remember", "", self.remember)
        self.remember.setAccessibleName(self.remember.text())
        self.alone = label("", "mute-small", wrap=True)
        self.below.addWidget(self.alone)
        self.primary.say(_("Next: the recovery key"))
        asks = old is not None and old.cipher.kind.name == "PASSPHRASE"
        self.form.show_row("now", shown=asks)
        for name in ("way", "remember"):
            self.form.show_row(name, shown=False)
        self._wire()
        (self.now if asks else self.pass_).setFocus()
        shop.tasks.run(_keeps_keys, self._known, lambda _error: None, owner=self, lane=Lane.NET)

    def _wire(self) -> None:
        for edit in (self.now, self.pass_, self.again):
            edit.textEdited.connect(self.forgive)
        self.pass_.textChanged.connect(self._judge)
        self.way.changed.connect(self._way_chosen)

    def _warning(self) -> str:
        if self.old is None:
            return _(
                "Encrypted, the book and its backups can be read by nobody who does not have its key: not on a stolen "
                "laptop, not on a lost memory stick. Without the passphrase and without the recovery key nobody can "
                "ever read it again, not even the makers of this program."
            )
        return _(
            "The book is written anew under the new passphrase and gets a new recovery key. Earlier backups still open "
            "by the old ones: keep the old paper as long as you keep those."
        )

    def _known(self, keeps: bool) -> None:  # noqa: FBT001 - a job's result
        """Offer what this computer's store of passwords can do, where it has one."""
        for name in ("way", "remember"):
            self.form.show_row(name, shown=keeps)
        self._way_chosen()

    def _way_chosen(self) -> None:
        by_passphrase = self.way.value() == PASSPHRASE
        has_way = self.form.has("way")
        for name in ("passphrase", "again"):
            self.form.show_row(name, shown=by_passphrase)
        self.strength.setVisible(by_passphrase and bool(self.strength.text()))
        self.form.show_row("remember", shown=by_passphrase and has_way)
        self.alone.setText(
            ""
            if by_passphrase
            else _(
                "Nothing need be typed here: this computer keeps the key. Whoever can sign in to this computer opens "
                "the book; on any other computer it takes the recovery key."
            )
        )
        self.alone.setVisible(not by_passphrase)
        self.grow()

    def _judge(self, text: str) -> None:
        words, tone = _WORDS[strength(text)] if text else ("", "mute-small")
        self.strength.setText(_(words) if words else "")
        self.strength.setVisible(bool(words))
        mark(self.strength, tone)
        self.grow()

    # ---- the key, then the paper, then the book ---------------------------------------------------------------------

    def submit(self) -> None:
        """Make the key and show its paper; Enter in a line goes to the next that is empty."""
        lines = [each for each in (self.now, self.pass_, self.again) if each.isVisible()]
        for line, following in pairwise(lines):
            if line.hasFocus() and line.text() and not following.text():
                following.setFocus()
                return
        if self.checked(self._check):
            passphrase = self.pass_.text() if self.way.value() == PASSPHRASE else None
            self.note.setText(_("One moment…"))
            now = self.now.text() if self.form.has("now") else None
            self.carry_out(partial(_new_key, self.old, now, passphrase), self._made)

    def _check(self) -> None:
        if self.form.has("now") and not self.now.text():
            refuse("now", N_("Type the present passphrase."))
        if self.way.value() != PASSPHRASE:
            return
        check_passphrase(self.pass_.text())
        if self.pass_.text() != self.again.text():
            refuse("again", N_("The two are not the same; type the passphrase again."))

    def _made(self, found: tuple[Key, str]) -> None:
        key, recovery = found
        self.note.setText("")
        shown = CodeShownDialog(self.shop, CodeKind.BOOK, recovery, self)
        shown.confirmed.connect(partial(self._confirmed, key))
        shown.open()

    def _confirmed(self, key: Key) -> None:
        app = self.shop.app
        keep = self.way.value() == COMPUTER or (self.remember.isChecked() and self.form.has("remember"))
        self.accept()
        self.work_wanted.emit(
            FileWork(
                label=_("Encrypting the book"),
                act=Act.ENCRYPT if self.old is None else Act.CHANGE_KEY,
                do=partial(_encrypt, app.store.path, self.old, key, app.around, keep=keep),
                done=partial(_outcome, key),
                failed=_("The book was not encrypted anew")
                if self.old is not None
                else _("The book was not encrypted"),
                stoppable=False,
            )
        )


class DecryptDialog(FormDialog):
    """Taking the encryption away, by whoever knows what opens the book."""

    #: The open book's file is to be written anew (a `FileWork`).
    work_wanted = Signal(object)

    def __init__(self, shop: Shop, *, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Remove the encryption"), parent=parent)
        words = _(
            "After this whoever gets hold of the book's file can read it. Backups made so far stay encrypted: keep the "
            "paper with the recovery key as long as you keep them."
        )
        self.above.addWidget(label(words, wrap=True))
        self.now = PassphraseEdit()
        self.form.add("now", _("Present passphrase"), self.now, hint=_("Or the recovery key from the paper."))
        key = shop.app.store.key
        self.form.show_row("now", shown=key is not None and key.cipher.kind.name == "PASSPHRASE")
        self.now.textEdited.connect(self.forgive)
        self.primary.say(_("Remove it"))
        self.now.setFocus()

    def submit(self) -> None:
        """Have it taken away."""
        if self.checked(self._check):
            now = self.now.text() if self.form.has("now") else None
            self.note.setText(_("One moment…"))
            self.carry_out(partial(_require, self.shop.app.store.key, now), self._known)

    def _check(self) -> None:
        if self.form.has("now") and not self.now.text():
            refuse("now", N_("Type the present passphrase."))

    def _known(self, _nothing: None) -> None:
        app = self.shop.app
        self.accept()
        if app.store.key is not None:
            self.work_wanted.emit(
                FileWork(
                    label=_("Removing the encryption"),
                    act=Act.DECRYPT,
                    do=partial(_decrypt, app.store.path, app.store.key, app.around),
                    done=_plain,
                    failed=_("The encryption was not removed"),
                    stoppable=False,
                )
            )


def _keeps_keys() -> bool:
    from app.services import protection

    return protection.keeps_keys()


def _require(key: Key | None, now: str | None) -> None:
    """Refuse at `now` what is neither passphrase nor recovery key of the open book; in a lane."""
    from app.services import protection

    if key is not None and now is not None and not protection.is_passphrase(key, now):
        refuse("now", N_("That is neither the passphrase nor the recovery key of this book."))


def _new_key(old: Key | None, now: str | None, passphrase: str | None) -> tuple[Key, str]:
    from app.services import protection

    _require(old, now)
    key = protection.new_key(passphrase)
    return key, protection.recovery_key(key)


def _encrypt(path: Path, old: Key | None, new: Key, around: Circumstances, job: Job, *, keep: bool) -> Protected:
    from app.services import protection

    del job  # it tells nothing of how far it is
    return protection.encrypt(path, old, new, keep=keep, around=around)


def _outcome(key: Key, done: Protected) -> Outcome:
    words = [_("The book is encrypted, and so is every backup from now on."), errors.sentence(done.message())]
    if done.kept is not None:
        words.append(errors.sentence(done.kept))
    words.append(_("Settings → Encryption lists the copies that are not encrypted."))
    return Outcome("\n\n".join(words), key, _("The book is encrypted"))


def _decrypt(path: Path, old: Key, around: Circumstances, job: Job) -> None:
    from app.services import protection

    del job
    protection.decrypt(path, old, around)


def _plain(_nothing: None) -> Outcome:
    return Outcome(_("The book is no longer encrypted."))
