"""A book's encryption: switched on and off, its passphrase, its key in this computer's keyring and on paper.

All of it happens on a closed book. The key is made first, so that its recovery key can be shown and printed before
anything depends on it; only then is the book written anew, proved, and put in the old one's place.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.core.book_key import GROUPS, check_passphrase, read_written, written
from app.core.customer import Change
from app.core.groups import GROUP
from app.core.staff.rights import Act
from app.errors import BookUnusable, Message, Refused, refuse
from app.i18n.mark import N_
from app.services.circumstances import Circumstances
from app.services.closed_books import check, note
from app.storage.cipher import Cipher, Key, Kind, derive, fits, new_cipher, read_cipher
from app.storage.protecting import rewrite
from app.storage.store import BookDamaged, BookForeign, BookLocked, cipher_at, inspect_file
from app.system.secrets import Keyring, Secrets, system_keyring

__all__ = [
    "BookDamaged",
    "BookForeign",
    "BookLocked",
    "Key",
    "Kind",
    "Protected",
    "decrypt",
    "encrypt",
    "forget",
    "is_encrypted",
    "is_kept",
    "is_passphrase",
    "keeps_keys",
    "key_for",
    "known_key",
    "needs_passphrase",
    "new_key",
    "recovery_key",
    "remember",
    "unlock",
]

_NAME = "book key"
_NOTHING_KEEPS_IT = N_(
    "This system has no keyring the program can use, so nothing would keep the key: encrypt the book by a passphrase."
)

Find = Callable[[], Keyring | None]
"""Where the keyring comes from; tests give their own."""


@dataclass(frozen=True, slots=True)
class Protected:
    """What came of it: why the key is not kept for good on this computer, if so, and whether the old file was wiped."""

    kept: Message | None = None
    wiped: bool = False

    def message(self) -> Message:
        """Return what the owner should know of the old file."""
        if self.wiped:
            return Message(
                N_(
                    "The old file was overwritten and removed. Drives without turning discs may keep pieces of it that "
                    "no program can reach; earlier backups are as they were."
                )
            )
        return Message(
            N_(
                "The old file was removed but could not be overwritten here; pieces of it may stay on the drive. "
                "Earlier backups are as they were."
            )
        )


def is_encrypted(path: Path) -> bool:
    """Whether a file is an encrypted book; raises `BookUnusable` when it cannot be read."""
    return path.is_file() and cipher_at(path) is not None


def needs_passphrase(path: Path) -> bool:
    """Whether an encrypted book is opened by a passphrase; else by its keyring or its recovery key only."""
    cipher = cipher_at(path)
    return cipher is not None and cipher.kind is Kind.PASSPHRASE


# ---- keys -----------------------------------------------------------------------------------------------------------


def new_key(passphrase: str | None = None, random: Callable[[int], bytes] = os.urandom) -> Key:
    """Return a new key: that of a passphrase, or without one a random key for this computer's keyring.

    Refuses a passphrase that is too short or easily guessed. Takes some tenths of a second.
    """
    if passphrase is None:
        return Key(random(32), new_cipher(Kind.KEY, random))
    return derive(check_passphrase(passphrase), new_cipher(Kind.PASSPHRASE, random))


def recovery_key(key: Key) -> str:
    """Return the key as it is printed: whoever has it opens the book, and every backup of this encryption."""
    return written(key.raw)


def is_passphrase(key: Key, typed: str) -> bool:
    """Whether what was typed is the passphrase, or the recovery key, of a book whose key is known."""
    if _looks_written(typed):
        try:
            if read_written(typed) == key.raw:
                return True
        except Refused:
            pass
    return key.cipher.kind is Kind.PASSPHRASE and derive(typed, key.cipher).raw == key.raw


def key_for(path: Path, keyring: Find = system_keyring) -> Key | None:
    """Return the key of an encrypted book that this computer's keyring keeps, None when it has none that fits."""
    try:
        cipher = read_cipher(path)
        found = _secrets(cipher, keyring).get(_NAME) if cipher is not None else None
        if cipher is None or found is None:
            return None
        key = Key(bytes.fromhex(found), cipher)
        return key if fits(path, key) else None
    except (OSError, ValueError):
        return None


def unlock(path: Path, typed: str) -> Key:
    """Return the key of an encrypted book from its passphrase or recovery key, as typed; refuses one that is wrong."""
    cipher = cipher_at(path)
    if cipher is None:
        refuse("passphrase", N_("{path} is not encrypted."), path=path)
    if cipher.kind is Kind.KEY or _looks_written(typed):
        try:
            key = Key(read_written(typed), cipher)
        except Refused:
            if cipher.kind is Kind.KEY:
                raise
        else:
            if _fits(path, key):
                return key
            if cipher.kind is Kind.KEY:
                refuse("recovery", N_("This is the recovery key of another book, or of an earlier key of this one."))
    key = derive(typed, cipher)
    if not _fits(path, key):
        refuse("passphrase", N_("This is neither the passphrase nor the recovery key of {path}."), path=path)
    return key


def known_key(path: Path, other: Key | None = None) -> Key | None:
    """Return what opens a file without anybody being asked: the key of another file it shares, or the keyring's.

    None for a file in clear, and where neither opens it.
    """
    cipher = cipher_at(path)
    if cipher is None:
        return None
    return other if other is not None and other.cipher == cipher else key_for(path)


def remember(key: Key, keyring: Find = system_keyring) -> Message | None:
    """Keep a key in this computer's keyring; return in words why that could not be, None when it is kept."""
    return _secrets(key.cipher, keyring).put(_NAME, key.raw.hex())


def is_kept(key: Key, keyring: Find = system_keyring) -> bool:
    """Whether this computer's keyring keeps a key, so that nothing need be typed to open its book."""
    return _secrets(key.cipher, keyring).get(_NAME) == key.raw.hex()


def forget(key: Key, keyring: Find = system_keyring) -> None:
    """Have a book's passphrase asked for again at this computer: the keyring forgets its key."""
    _secrets(key.cipher, keyring).drop(_NAME)


def keeps_keys(keyring: Find = system_keyring) -> bool:
    """Whether this computer has a keyring the program can use."""
    return keyring() is not None


# ---- on, off, another one -------------------------------------------------------------------------------------------


def encrypt(
    path: Path,
    old: Key | None,
    new: Key,
    *,
    keep: bool,
    keyring: Find = system_keyring,
    around: Circumstances | None = None,
) -> Protected:
    """Write a closed book anew under a new key and put it in the old one's place; the old file is wiped.

    `old` is the key it had, None for a book in clear; `keep` is whether this computer's keyring keeps the new one, and
    a random key must be kept. `around` says who is at the desk, where the book tells its staff apart. Raises `Refused`
    and `BookUnusable`, and then the book is as it was.
    """
    inspect_file(path, old)
    kept: Message | None = None
    if keep or new.cipher.kind is Kind.KEY:
        kept = remember(new, keyring)
        if kept is not None and new.cipher.kind is Kind.KEY:
            raise Refused("passphrase", Message(_NOTHING_KEEPS_IT))
    try:
        check(path, old, Act.ENCRYPT if old is None else Act.CHANGE_KEY, around)
        wiped = rewrite(path, old, new, wipe=True)
    except BaseException:
        if cipher_at(path) != new.cipher:  # not put in place: no key of nothing stays behind
            _secrets(new.cipher, keyring).drop(_NAME)
        raise
    note(path, new, Change("file.encrypted", "" if old is None else "yes", "yes"), around)
    return Protected(kept, wiped)


def decrypt(path: Path, old: Key, around: Circumstances | None = None) -> None:
    """Write a closed book anew in clear and put it in the old one's place.

    The keyring keeps the old key: earlier backups need it. Raises `BookUnusable`, and then the book is as it was.
    """
    if cipher_at(path) is None:
        raise BookUnusable(Message(N_("{path} is not encrypted."), {"path": path}))
    inspect_file(path, old)
    check(path, old, Act.DECRYPT, around)
    rewrite(path, old, None, wipe=False)
    note(path, None, Change("file.encrypted", "yes", ""), around)


def _secrets(cipher: Cipher, keyring: Find) -> Secrets:
    return Secrets(cipher.name, keyring)


def _looks_written(typed: str) -> bool:
    return sum(each.isalnum() for each in typed) == GROUP * GROUPS


def _fits(path: Path, key: Key) -> bool:
    try:
        return fits(path, key)
    except OSError:
        inspect_file(path, key)  # says it in words
        return False
