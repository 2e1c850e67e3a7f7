"""The key of an encrypted book on paper: thirteen groups of five characters, the last of each checking the others.

A group that was written or typed wrong is named, so that nobody searches the whole key for one character. What a
passphrase must be stands here too.
"""

import unicodedata

from app.core.groups import GROUP, SHARE, MistypedError, number_in_groups, read_number
from app.core.guesses import FEWEST_DIFFERENT, is_pattern, without_often
from app.errors import refuse
from app.i18n.mark import N_

KEY_SIZE = 32
"""Bytes of a key."""

GROUPS = 13
LEAST_PASSPHRASE = 8
MOST_PASSPHRASE = 200

_SPARE = GROUPS * SHARE - 8 * KEY_SIZE  # bits beyond the key, for a sum of it


def written(key: bytes) -> str:
    """Return a key as it is printed: `7H2KD-…`, thirteen groups."""
    return number_in_groups(int.from_bytes(key, "big") << _SPARE | _sum(key), GROUPS)


def read_written(text: str) -> bytes:
    """Read a key as somebody typed it, whatever stands between the groups; refuses what is none, naming the group."""
    try:
        number = read_number(text, GROUPS)
    except MistypedError as error:
        if error.group is not None:
            said = N_("Group {number} of the recovery key is mistyped; look at it again.")
            refuse("recovery", said, number=error.group)
        refuse(
            "recovery",
            N_("The recovery key has {groups} groups of {letters} characters; {count} characters were given."),
            groups=GROUPS,
            letters=GROUP,
            count=error.count,
        )
    key = (number >> _SPARE).to_bytes(KEY_SIZE, "big")
    if number & (1 << _SPARE) - 1 != _sum(key):
        refuse("recovery", N_("This is not a recovery key: compare its groups and their order with the paper."))
    return key


def check_passphrase(text: str) -> str:
    """Return a passphrase that may be used; refuses one too short or too easily guessed."""
    plain = unicodedata.normalize("NFKC", text)
    if not LEAST_PASSPHRASE <= len(plain) <= MOST_PASSPHRASE:
        refuse(
            "passphrase",
            N_("The passphrase must have {least} to {most} characters; several words are best."),
            least=LEAST_PASSPHRASE,
            most=MOST_PASSPHRASE,
        )
    small = plain.casefold()
    easy = len(set(small)) < FEWEST_DIFFERENT or is_pattern(small) or len(without_often(small)) < LEAST_PASSPHRASE
    if easy:
        refuse("passphrase", N_("This passphrase is easily guessed; take several words that do not belong together."))
    return plain


def _sum(key: bytes) -> int:
    return sum(place * byte for place, byte in enumerate(key, 1)) & (1 << _SPARE) - 1
