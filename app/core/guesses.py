"""What everybody tries first, of PINs, passwords and passphrases alike."""

from itertools import pairwise

FEWEST_DIFFERENT = 4
"""How many different characters a password has at the least."""

_OFTEN = ("password", "passw0rd", "qwerty", "asdfgh", "iloveyou", "woaini", "admin", "letmein")


def is_pattern(text: str) -> bool:
    """Whether a text is a run up or down (`1234`, `8765`, `7890`), or a shorter piece again and again."""
    # The keys of a keyboard run from 1 to 0, so 0 may follow 9 as 10 would.
    steps = {
        (ord(after) - ord(before)) % 10 if text.isdecimal() else ord(after) - ord(before)
        for before, after in pairwise(text)
    }
    if steps in ({1}, {9 if text.isdecimal() else -1}):
        return True
    return any(text == text[:size] * (len(text) // size) for size in range(1, len(text) // 2 + 1))


def without_often(text: str) -> str:
    """Return what is left of a text without the words that are tried first; it is to be in small letters."""
    for word in _OFTEN:
        text = text.replace(word, "")
    return text
