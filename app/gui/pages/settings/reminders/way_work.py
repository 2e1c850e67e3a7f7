"""What the cards of the ways out have done elsewhere: reading and writing the account, and the keyring.

Whatever asks the keyring or a server may wait for somebody, so all of it runs in the `net` lane.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton

from app.core.mail import ChangeMail, MailAccount
from app.errors import CounterbookError, Message
from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.services.mail import Mail


class Kept(NamedTuple):
    """What one reading gives: the account, which secrets are there, and why none is kept for good."""

    account: MailAccount = MailAccount()
    password: bool = False
    service: bool = False
    trouble: Message | None = None


class KeyringEntry(NamedTuple):
    """A secret outside the book: whether it is there, how it is kept and forgotten.

    `keep` says why the secret is kept only until the program ends, if so.
    """

    has: Callable[[Kept], bool]
    keep: Callable[[Mail, str], Message | None]
    forget: Callable[[Mail], None]


def read_kept(mail: Mail) -> Kept:
    """Read the account, and ask the keyring what it has."""
    account = mail.account()
    password = bool(account.user) and mail.has_password()  # asking a locked keyring may disturb somebody
    return Kept(account, password, mail.has_service(), mail.keyring_trouble())


def keep(mail: Mail, entry: KeyringEntry, change: ChangeMail | None, secret: str) -> tuple[Kept, Message | None]:
    """Write what was changed, and give the secret to the keyring; neither where there is none."""
    if change is not None:
        mail.change(change)
    trouble = entry.keep(mail, secret) if secret else None
    return read_kept(mail), trouble


def forget(mail: Mail, entry: KeyringEntry) -> tuple[Kept, Message | None]:
    """Forget the secret."""
    entry.forget(mail)
    return read_kept(mail), None


class OneAtATime:
    """Runs work in the `net` lane; while some is under way, no other begins and a button rests."""

    def __init__(self, shop: Shop, owner: QObject, rests: QPushButton, say: Callable[[str], None]) -> None:
        self._shop, self._owner, self._rests, self._say = shop, owner, rests, say
        self._busy = False

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[CounterbookError], None],
    ) -> None:
        """Run work, or say that some is under way; `failed` has to call `set_busy`."""
        if self._busy:
            self._say(_("One moment: something is still on its way. Press again when it is done."))
            return
        self.set_busy(busy=True)
        self._shop.tasks.run(work, partial(self._done, done), failed, owner=self._owner, lane=Lane.NET)

    def _done(self, then: Callable[[Any], None], result: Any) -> None:
        self.set_busy(busy=False)
        then(result)

    def set_busy(self, *, busy: bool) -> None:
        """Say whether work is under way."""
        self._busy = busy
        self._rests.setEnabled(not busy)
