"""A customer's PIN: a few digits asked for when they use their prepaid money. Only a salted scrypt hash is kept.

So few digits cannot withstand somebody who has the book's file and time; they keep a stranger with a found card from
paying at the counter, who has five attempts.
"""

import hashlib
import hmac
import re
import unicodedata

from app.errors import refuse
from app.i18n.mark import N_

MAX_WRONG = 5
"""How many wrong PINs in a row are answered; then none is, until the PIN is set anew."""

_PIN = re.compile(r"[0-9]{4,8}")
_COST, _BLOCK, _LANES = 2**14, 8, 1  # scrypt's own measures: 16 MiB and some 50 ms
_LENGTH = 32


def checked(pin: str, field: str = "pin") -> str:
    """Return a PIN's digits, full-width ones as plain ones; refuses anything but four to eight digits."""
    digits = unicodedata.normalize("NFKC", pin).strip()
    if not _PIN.fullmatch(digits):
        refuse(field, N_("{field}: a PIN has four to eight digits and nothing else."), field=field)
    return digits


def pin_hash(pin: str, salt: bytes) -> bytes:
    """Return what is kept of a PIN: its scrypt hash under a salt of 16 bytes that no other customer has."""
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=_LENGTH)


def is_right(pin: str, salt: bytes, kept: bytes) -> bool:
    """Whether a PIN is the one kept; takes the same time whichever digit is wrong."""
    return hmac.compare_digest(pin_hash(pin, salt), kept)
