"""Passwords and addresses of services, kept by the system's own keyring and nowhere else.

Only keyrings that encrypt are used, each by its name: what `keyring` finds by itself may be a file anybody can read,
and is lost in a packaged program. Where there is none, a secret lasts until the program ends. A keyring may ask the
person to unlock it, so all of this belongs into the `net` lane.
"""

import sys
from collections.abc import Callable
from typing import Any, Protocol, cast

from app.errors import Message
from app.i18n.mark import N_

_NONE = N_("This system has no keyring the program can use, so the password is forgotten when the program ends.")
_LOCKED = N_("The system’s keyring did not take the password, so it is forgotten when the program ends; unlock it.")


class Keyring(Protocol):
    """What a keyring does; the names are those of the library `keyring`."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return a secret, None if there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret; raises when there is none."""
        ...


def system_keyring() -> Keyring | None:
    """Return the keyring of this system, None when there is none that can be used."""
    for look_up in _known():
        try:
            found = look_up()()
            if found.priority > 0:  # raises where what it needs is not there
                return found  # type: ignore[no-any-return]
        except Exception:  # noqa: BLE001, S112 - each keyring fails in its own way, and the next may do
            continue
    return None


def _known() -> tuple[Callable[[], Any], ...]:
    """Return the keyrings of this system, the best first; each is imported only when it is tried."""
    if _platform() == "win32":
        return (_windows,)
    return (_mac,) if _platform() == "darwin" else (_secret_service,)


def _windows() -> Any:  # noqa: ANN401 - the library tells no types
    from keyring.backends.Windows import WinVaultKeyring

    def make() -> Any:  # noqa: ANN401
        vault: Any = cast("Any", WinVaultKeyring)()
        vault.persist = "local machine"  # else Windows carries it to other machines of the same person
        return vault

    return make


def _mac() -> Any:  # noqa: ANN401
    from keyring.backends.macOS import Keyring as MacKeyring

    return MacKeyring


def _secret_service() -> Any:  # noqa: ANN401
    # GNOME's and KDE's alike: KWallet's own way of being asked takes a library that is not among the packages.
    from keyring.backends.SecretService import Keyring as SecretService

    return SecretService


def _platform() -> str:
    """Return the system's name by a call, so that every system's branch is checked on each."""
    return sys.platform


class Secrets:
    """The secrets of one book; the same name in another book is another secret.

    What the keyring does not take is kept in memory. No secret is ever in a message or in this object's text.
    """

    def __init__(self, book: str, keyring: Callable[[], Keyring | None] = system_keyring) -> None:
        self._service = f"Counterbook {book}"
        self._find = keyring
        self._keyring: Keyring | None = None
        self._asked = False
        self._passing: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """Return a secret, None when there is none or the keyring does not give it away."""
        if name in self._passing:
            return self._passing[name]
        keyring = self._ask()
        if keyring is None:
            return None
        try:
            return keyring.get_password(self._service, name) or None
        except Exception:  # noqa: BLE001 - locked, refused by the person, or the keyring's own trouble
            return None

    def put(self, name: str, secret: str) -> Message | None:
        """Keep a secret; return in words why it lasts only until the program ends, None when it is kept for good."""
        self._passing[name] = secret
        keyring = self._ask()
        if keyring is None:
            return Message(_NONE)
        try:
            keyring.set_password(self._service, name, secret)
            kept = keyring.get_password(self._service, name) == secret
        except Exception:  # noqa: BLE001 - see above; the error may quote the secret
            kept = False
        if not kept:
            return Message(_LOCKED)
        del self._passing[name]
        return None

    def drop(self, name: str) -> None:
        """Forget a secret."""
        self._passing.pop(name, None)
        keyring = self._ask()
        if keyring is None:
            return
        try:
            keyring.delete_password(self._service, name)
        except Exception:  # noqa: BLE001 - there was none, which is what was wanted
            return

    def trouble(self) -> Message | None:
        """Say why nothing can be kept for good on this system; None when it can."""
        return Message(_NONE) if self._ask() is None else None

    def _ask(self) -> Keyring | None:
        """Return the keyring, looked for once."""
        if not self._asked:
            self._keyring, self._asked = self._find(), True
        return self._keyring
