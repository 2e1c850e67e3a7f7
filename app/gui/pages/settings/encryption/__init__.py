"""Encryption: whether the book can be read by whoever has its file, and what can be done about it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.staff.rights import Right
from app.gui import theme
from app.gui.dialogs.ask import ask_later
from app.gui.dialogs.encrypt import DecryptDialog, EncryptDialog
from app.gui.pages.base import scrolled
from app.gui.pages.settings.base import WIDE
from app.gui.pages.settings.encryption.copies import CopiesCard
from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.gui.theme import S3, S4, mark
from app.gui.widgets.basics import button, column, holder, label, row
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.bootstrap import App
    from app.errors import Message
    from app.services.clear_copies import Copy
    from app.services.protection import Key


class EncryptionTab(QWidget):
    """The state in words, and what changes it."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self._asked = 0
        self.kept = False
        self.state, self.words = label("", "strong", wrap=True), label("", "mute", wrap=True)
        self.on = button(_("Encrypt this book…"), "primary", icon="lock", on=self.encrypt)
        self.anew = button(_("New passphrase…"), "primary", on=self.encrypt)
        self.remember = button(_("Do not ask for it at this computer"), on=self.keep_here)
        self.forget = button(_("Ask for it at every start"), on=self.ask_always)
        self.off = button(_("Remove the encryption…"), on=self.decrypt)
        guard(shop, Right.KEYS, self.on, self.anew, self.remember, self.forget, self.off)
        self.copies = CopiesCard(shop)
        self.copies.hide()
        self.copies.delete_wanted.connect(self.delete_copies)
        acts = flowing(self.on, self.anew, self.remember, self.forget, self.off)
        inner = holder(column(self.state, self.words, acts, self.copies, None, gap=S4, margins=(0, 4, 12, 12)), "clear")
        inner.setMaximumWidth(theme.px(WIDE))
        whole = holder(row(inner, None, gap=S3), "clear")
        whole.layout().setStretch(0, 1000)  # type: ignore[union-attr]
        self.setLayout(column(scrolled(whole), gap=0))
        self._show()

    # ---- showing ----------------------------------------------------------------------------------------------------

    @property
    def key(self) -> Key | None:
        """The key of the open book, None for one in clear."""
        return self.shop.app.store.key

    def refresh(self) -> None:
        """Look whether this computer keeps the key, and for copies in clear; both may take a moment."""
        self._asked += 1
        self._show()
        if self.key is None:
            return
        shop = self.shop
        folders = [Path(each) for each in shop.preferences.backup_folders]
        shop.tasks.run(partial(_is_kept, self.key), self._known, lambda _error: None, owner=self, lane=Lane.NET)
        work = partial(_copies, shop.app, folders)
        shop.tasks.run(work, partial(self._found, self._asked), shop.complain, owner=self, lane=Lane.NET)

    def _known(self, kept: bool) -> None:  # noqa: FBT001 - a job's result
        self.kept = kept
        self._show()

    def _found(self, asked: int, copies: list[Copy]) -> None:
        if asked == self._asked:
            self.copies.show_copies(copies)

    def _show(self) -> None:
        key = self.key
        by_passphrase = key is not None and key.cipher.kind.name == "PASSPHRASE"
        self.on.setVisible(key is None)
        for part in (self.anew, self.off):
            part.setVisible(key is not None)
        self.remember.setVisible(by_passphrase and not self.kept)
        self.forget.setVisible(by_passphrase and self.kept)
        mark(self.state, "strong-soon" if key is None else "strong-accent")
        if key is None:
            self.state.setText(_("This book is not encrypted."))
            self.words.setText(
                _(
                    "Whoever gets hold of its file, on a stolen laptop or a lost memory stick, can read your "
                    "customers' names, numbers and accounts. Encrypted they cannot. It takes a few seconds, makes the "
                    "program hardly slower, and can be taken back at any time."
                )
            )
            return
        self.state.setText(_("✓  This book is encrypted, and so are its backups."))
        self.words.setText(_opened_by(by_passphrase=by_passphrase, kept=self.kept))

    # ---- changing ---------------------------------------------------------------------------------------------------

    def encrypt(self) -> EncryptDialog:
        """Encrypt the book, or give it another passphrase."""
        dialog = EncryptDialog(self.shop, parent=self.window())
        dialog.work_wanted.connect(self.shop.file_work_wanted)
        dialog.open()
        return dialog

    def decrypt(self) -> DecryptDialog:
        """Take the encryption away."""
        dialog = DecryptDialog(self.shop, parent=self.window())
        dialog.work_wanted.connect(self.shop.file_work_wanted)
        dialog.open()
        return dialog

    def keep_here(self) -> None:
        """Have this computer keep the key."""
        if self.key is not None:
            work = partial(_keep, self.key)
            self.shop.tasks.run(work, self._kept_or_not, self.shop.complain, owner=self, lane=Lane.NET)

    def _kept_or_not(self, why_not: Message | None) -> None:
        if why_not is not None:
            self.shop.tell(self.shop.sentence(why_not))
        self.refresh()

    def ask_always(self) -> None:
        """Have this computer forget the key."""
        if self.key is not None:
            work = partial(_forget, self.key)
            self.shop.tasks.run(work, self._forgotten, self.shop.complain, owner=self, lane=Lane.NET)

    def _forgotten(self, _nothing: None) -> None:
        self.shop.tell(_("The passphrase will be asked for at every start."))
        self.refresh()

    def delete_copies(self, copies: Sequence[Copy]) -> None:
        """Delete copies in clear, after a question: a backup that is gone is gone."""
        n = len(copies)
        title = ngettext("Delete {n} copy?", "Delete {n} copies?", n).format(n=n)
        text = _(
            "Deleted backups cannot be brought back. Make an encrypted backup first. Pieces of deleted files may stay "
            "on the drive until something else is written over them."
        )
        ask_later(self.window(), title, text, _("Delete"), _("Keep"), partial(self._delete, copies))

    def _delete(self, copies: Sequence[Copy]) -> None:
        work = partial(_delete_copies, self.shop.app, [each.path for each in copies])
        self.shop.tasks.run(work, self._deleted, self.shop.complain, owner=self, lane=Lane.NET)

    def _deleted(self, troubles: list[Message]) -> None:
        for each in troubles[:1]:
            self.shop.tell(self.shop.sentence(each))
        self.shop.keeping_changed.emit()
        self.refresh()


def _is_kept(key: Key) -> bool:
    from app.services import protection

    return protection.is_kept(key)


def _keep(key: Key) -> Message | None:
    from app.services import protection

    return protection.remember(key)


def _forget(key: Key) -> None:
    from app.services import protection

    protection.forget(key)


def _copies(app: App, folders: Sequence[Path]) -> list[Copy]:
    from app.services import clear_copies

    return clear_copies.find(app.store, app.book.uuid, folders)


def _delete_copies(app: App, paths: Sequence[Path]) -> list[Message]:
    from app.services import clear_copies

    return clear_copies.delete(app.store, app.book.uuid, app.around, paths)


def _opened_by(*, by_passphrase: bool, kept: bool) -> str:
    if not by_passphrase:
        return _("This computer keeps its key and opens it by itself; any other computer asks for the recovery key.")
    if kept:
        return _("It opens by its passphrase, which this computer keeps, so that nobody is asked for it here.")
    return _("It opens by its passphrase, which is asked for at every start.")
