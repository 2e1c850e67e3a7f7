"""What an encrypted book looks like from outside, and the keys that fit it; nothing here opens the database.

The file begins with SQLCipher's salt, 16 bytes that are ours to choose: the program's mark, the version of this form,
by what the book is opened, and ten random bytes. So each copy carries all that a passphrase needs to become the key,
and no file stands beside a book that could be lost. Every page ends with a code (HMAC) made by the key, so whether a
key fits is known without the database, and a wrong key is told from a damaged file.

The form is that of SQLCipher 4: pages of 4,096 bytes, AES-256, at the end of each page 16 bytes of its own random
beginning and 64 of HMAC-SHA512 over the page, that beginning and the page's number.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

PAGE = 4096
"""Bytes of a page of an encrypted book."""

KEY_SIZE = 32
_MAGIC = b"\x8bCBK\x01"  # the last is the version of the form
_SALT = 16
_CODE = 64
_CODE_SALT = bytes([0x3A])
_CODE_ROUNDS = 2
_LOOKED_AT = 32  # pages, when the first of them does not fit

# What a passphrase costs to try: 128 MB and some tenths of a second (OWASP, "Password Storage Cheat Sheet", scrypt).
_COST, _BLOCK, _LANES = 2**17, 8, 1
_MEMORY = 2 * 128 * _COST * _BLOCK


class Kind(Enum):
    """By what a book is opened: a random key that a keyring keeps, or a passphrase."""

    KEY = b"k"
    PASSPHRASE = b"p"


@dataclass(frozen=True, slots=True)
class Cipher:
    """How a file is encrypted: all that may be known of it without its key."""

    salt: bytes

    @property
    def kind(self) -> Kind:
        """By what the book is opened."""
        return Kind(self.salt[len(_MAGIC) : len(_MAGIC) + 1])

    @property
    def name(self) -> str:
        """The name under which a keyring keeps the key; all copies of one encryption share it."""
        return self.salt.hex()


@dataclass(frozen=True, slots=True)
class Key:
    """The key of one encryption of a book. Its bytes are in no text of it, so in no report either."""

    raw: bytes = field(repr=False)
    cipher: Cipher


def new_cipher(kind: Kind, random: Callable[[int], bytes]) -> Cipher:
    """Return a new way of encrypting a book; `random` gives as many unforeseeable bytes as it is asked for."""
    return Cipher(_MAGIC + kind.value + random(_SALT - len(_MAGIC) - 1))


def derive(passphrase: str, cipher: Cipher) -> Key:
    """Return the key a passphrase stands for; takes some tenths of a second and 128 MB, on purpose."""
    text = unicodedata.normalize("NFKC", passphrase)  # the same on every keyboard and system
    raw = hashlib.scrypt(
        text.encode("utf-8", "surrogatepass"),
        salt=cipher.salt,
        n=_COST,
        r=_BLOCK,
        p=_LANES,
        maxmem=_MEMORY,
        dklen=KEY_SIZE,
    )
    return Key(raw, cipher)


def read_cipher(path: Path) -> Cipher | None:
    """Return how a file is encrypted, None when it is none of our encrypted books; raises OSError."""
    with path.open("rb") as file:
        return cipher_of(file.read(_SALT))


def cipher_of(start: bytes) -> Cipher | None:
    """Return what the first bytes of a file say, None when they are not those of an encrypted book."""
    if len(start) < _SALT or not start.startswith(_MAGIC):
        return None
    cipher = Cipher(start[:_SALT])
    return cipher if any(start[len(_MAGIC) : len(_MAGIC) + 1] == kind.value for kind in Kind) else None


def fits(path: Path, key: Key) -> bool:
    """Whether a key is that of a file: whether any page bears its code, for the first one may be damaged.

    Raises OSError.
    """
    code_key = _code_key(key)
    with path.open("rb") as file:
        pages = file.seek(0, 2) // PAGE
        for number in _spread(pages):
            file.seek((number - 1) * PAGE)
            if _is_coded(file.read(PAGE), number, code_key):
                return True
    return False


def damaged_pages(path: Path, key: Key) -> Iterator[int]:
    """Yield the numbers of the pages that do not bear their code; raises OSError."""
    code_key = _code_key(key)
    with path.open("rb") as file:
        number = 1
        while page := file.read(PAGE):
            if not _is_coded(page, number, code_key):
                yield number
            number += 1


def _spread(pages: int) -> Iterator[int]:
    """Yield the first page and some of the others, spread over the file."""
    step = max(1, pages // _LOOKED_AT)
    yield from range(1, pages + 1, step)


def _code_key(key: Key) -> bytes:
    salt = bytes(byte ^ _CODE_SALT[0] for byte in key.cipher.salt)
    return hashlib.pbkdf2_hmac("sha512", key.raw, salt, _CODE_ROUNDS, KEY_SIZE)


def _is_coded(page: bytes, number: int, code_key: bytes) -> bool:
    if len(page) < PAGE:
        return False
    start = _SALT if number == 1 else 0  # the first page begins behind the salt
    made = hmac.new(code_key, page[start : PAGE - _CODE], hashlib.sha512)
    made.update(number.to_bytes(4, "little"))
    return hmac.compare_digest(made.digest(), page[PAGE - _CODE :])
