"""A keyring that is absent, locked, refuses, forgets or lies: said in words, and no book is ever shut out by it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app import bootstrap
from app.errors import Refused
from app.services import protection
from app.services.books import open_book
from app.services.mail import Mail
from app.storage.store import BookLocked
from app.system.secrets import Secrets
from tests.gui.shop_book import new_shop
from tests.system.helpers_keyring import LockedKeyring, MemoryKeyring

pytestmark = pytest.mark.faults

PASSPHRASE = "four horses eat 草"


class Denying(MemoryKeyring):
    """Takes a secret; the person says no when it is asked for."""

    def get_password(self, service: str, username: str) -> str | None:
        raise PermissionError("denied by the person")


class Forgetful(MemoryKeyring):
    """Says it has taken a secret."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep nothing."""


class Lying(MemoryKeyring):
    """Gives something else back: another program's, or what is left of a damaged keyring."""

    def get_password(self, service: str, username: str) -> str | None:
        return "0123 not hexadecimal" if super().get_password(service, username) else None


class Wrong(MemoryKeyring):
    """Gives back a key, but not this one."""

    def get_password(self, service: str, username: str) -> str | None:
        return "00" * 32 if super().get_password(service, username) else None


RINGS: dict[str, Callable[[], MemoryKeyring | LockedKeyring | None]] = {
    "absent": lambda: None,
    "locked": LockedKeyring,
    "denying": Denying,
    "forgetful": Forgetful,
    "lying": Lying,
    "wrong": Wrong,
}


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pattern") / "shop.cbook"
    new_shop(path).close()
    return path


@pytest.fixture
def book(pattern: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(pattern, tmp_path / "shop.cbook"))


@pytest.fixture(params=RINGS)
def ring(request: pytest.FixtureRequest) -> Callable[[], MemoryKeyring | LockedKeyring | None]:
    made = RINGS[request.param]()
    return lambda: made


def proved(path: Path, key: protection.Key | None) -> bool:
    app = bootstrap.build(*open_book(path, key=key), bootstrap.circumstances())
    try:
        return app.verify.verify().ok
    finally:
        app.close()


def test_with_a_passphrase_it_is_encrypted_all_the_same_and_asked_for(
    book: Path, ring: Callable[[], MemoryKeyring | LockedKeyring | None]
) -> None:
    key = protection.new_key(PASSPHRASE)
    done = protection.encrypt(book, None, key, keep=True, keyring=ring)
    assert done.message() is not None
    assert str(done.kept)
    assert PASSPHRASE not in str(done.kept)
    assert protection.key_for(book, ring) is None
    with pytest.raises(BookLocked):
        open_book(book, key=None)
    assert proved(book, protection.unlock(book, PASSPHRASE))
    protection.forget(key, ring)


def test_a_key_nobody_keeps_is_not_used(book: Path, ring: Callable[[], MemoryKeyring | LockedKeyring | None]) -> None:
    before = book.read_bytes()
    with pytest.raises(Refused, match="keyring"):
        protection.encrypt(book, None, protection.new_key(), keep=True, keyring=ring)
    assert book.read_bytes() == before
    assert [each.name for each in book.parent.iterdir()] == ["shop.cbook"]
    assert proved(book, None)


def test_a_keyring_that_lost_its_keys_leaves_the_recovery_key(
    book: Path, ring: Callable[[], MemoryKeyring | LockedKeyring | None]
) -> None:
    good, key = MemoryKeyring(), protection.new_key()
    protection.encrypt(book, None, key, keep=True, keyring=lambda: good)
    assert protection.key_for(book, lambda: good) == key
    assert protection.key_for(book, ring) is None  # another computer, or the same with a new system
    with pytest.raises(Refused):
        protection.unlock(book, PASSPHRASE)
    assert proved(book, protection.unlock(book, protection.recovery_key(key)))
    protection.decrypt(book, key)
    assert proved(book, None)


def test_mail_without_its_password_is_not_sent_and_says_why(
    book: Path, ring: Callable[[], MemoryKeyring | LockedKeyring | None]
) -> None:
    app = bootstrap.open_app(book)
    try:
        mail = Mail(app.store, app.around, Secrets(app.book.uuid, ring))
        said = mail.set_password("geheim-4711")
        assert said is not None
        assert "geheim" not in str(said)
        assert mail.has_password()  # until the program ends
        again = Mail(app.store, app.around, Secrets(app.book.uuid, ring))
        assert again.ready() is not None
        mail.forget_password()
        assert not mail.has_password()
    finally:
        app.close()
