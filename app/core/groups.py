"""Bytes as people print, read out and type them: groups of five characters, the last of each checking the others.

A group that was typed wrong is named, so that nobody searches the whole for one character.
"""

import unicodedata
from collections.abc import Sequence

GROUP = 5

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is taken for another
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_BLANKS = "-–—_·.,:;/|\t\r\n "
_BITS = 5
SHARE = (GROUP - 1) * _BITS
"""Bits of a group; the rest of it checks them."""


class MistypedError(ValueError):
    """What was typed is none: `group` is the one to look at again, None where the length is wrong (`count`)."""

    def __init__(self, group: int | None, count: int) -> None:
        super().__init__(group, count)
        self.group = group
        self.count = count


def in_groups(raw: bytes) -> str:
    """Return bytes in groups of 20 bits each: `7H2KD-…`."""
    count = groups_of(len(raw))
    return number_in_groups(int.from_bytes(raw, "big") << count * SHARE - 8 * len(raw), count)


def read_groups(text: str, size: int) -> bytes:
    """Read so many bytes as somebody typed them, whatever stands between the groups; raises `MistypedError`."""
    count = groups_of(size)
    number = read_number(text, count)
    spare = count * SHARE - 8 * size
    if number & (1 << spare) - 1:
        raise MistypedError(count, count * GROUP)
    return (number >> spare).to_bytes(size, "big")


def number_in_groups(number: int, count: int) -> str:
    """Return a number in so many groups, 20 bits in each."""
    digits = [number >> _BITS * place & 31 for place in reversed(range(count * (GROUP - 1)))]
    groups = [digits[at : at + GROUP - 1] for at in range(0, len(digits), GROUP - 1)]
    return "-".join(
        "".join(_LETTERS[digit] for digit in [*group, _check(at, group)]) for at, group in enumerate(groups)
    )


def read_number(text: str, count: int) -> int:
    """Read the number that stands in so many groups; raises `MistypedError`."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = "".join(each for each in plain if each not in _BLANKS).translate(_READ_AS)
    if len(plain) != count * GROUP:
        raise MistypedError(None, len(plain))
    number = 0
    for at in range(count):
        group = [_LETTERS.find(each) for each in plain[at * GROUP : (at + 1) * GROUP]]
        if -1 in group or group[-1] != _check(at, group[:-1]):
            raise MistypedError(at + 1, len(plain))
        for digit in group[:-1]:
            number = number << _BITS | digit
    return number


def groups_of(size: int) -> int:
    """Return how many groups so many bytes take."""
    return -(-8 * size // SHARE)


def _check(place: int, digits: Sequence[int]) -> int:
    """Return the check of a group: one wrong character, two exchanged, and a group in another's place all show."""
    # Over the field of 32 elements each weight is another power of its generator, so any one change shows.
    total = place + 1
    for digit in digits:
        total = _doubled(total) ^ digit
    return _doubled(total)


def _doubled(element: int) -> int:
    """Multiply an element of the field of 32 by its generator (x^5 + x^2 + 1)."""
    return (element << 1 ^ 0b100101) if element & 16 else element << 1
