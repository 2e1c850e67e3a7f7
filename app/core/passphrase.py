"""How hard a passphrase is to guess, roughly: enough to tell somebody that another word would do it good."""

import math
import unicodedata
from enum import StrEnum
from itertools import pairwise

from app.core.book_key import LEAST_PASSPHRASE

_FAIR_BITS, _STRONG_BITS = 50, 80
_OTHERS = 2_000  # characters of Chinese that people use
_POOLS = ((str.isdigit, 10), (str.islower, 26), (str.isupper, 26))
_SIGNS = 33


class Strength(StrEnum):
    """What a passphrase withstands."""

    TOO_SHORT = "too_short"
    WEAK = "weak"
    FAIR = "fair"
    STRONG = "strong"


def strength(text: str) -> Strength:
    """Judge a passphrase by its length and variety; what repeats or runs on (aaa, 1234) counts once."""
    plain = unicodedata.normalize("NFKC", text)
    if len(plain) < LEAST_PASSPHRASE:
        return Strength.TOO_SHORT
    bits = _told(plain) * math.log2(_pool(plain))
    return Strength.WEAK if bits < _FAIR_BITS else Strength.FAIR if bits < _STRONG_BITS else Strength.STRONG


def _told(text: str) -> int:
    """Return how many characters tell something new."""
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    news = [step for at, step in enumerate(steps) if step not in (0, 1, -1) or (at and steps[at - 1] != step)]
    return min(1 + len(news), 2 * len(set(text)))


def _pool(text: str) -> int:
    ascii_ = [each for each in text if each.isascii()]
    size = sum(count for is_one, count in _POOLS if any(map(is_one, ascii_)))
    size += _SIGNS if any(not each.isalnum() for each in ascii_) else 0
    return max(size + (_OTHERS if len(ascii_) < len(text) else 0), 2)
