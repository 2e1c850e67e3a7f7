"""The names columns have in a file: compared with others, each once, and what is said of a column told by its name."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from app.errors import Message

_UNIT = re.compile(r"[_ ](?:cents?|fen|yuan|rmb|cny|usd|eur|gbp|元|分|万元)\Z", re.IGNORECASE)
_AGAIN = re.compile(r"\s\d+\Z")


class Match(NamedTuple):
    """What a column is thought to be, and why."""

    field: str
    at: int
    why: Message


def squeezed(name: str) -> str:
    """Return a column's name as names are compared: narrow, small, letters and digits only; brackets are left out."""
    text = re.sub(r"[(（\[].*?[)）\]]", "", unicodedata.normalize("NFKC", name)) or name
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def bare(name: str) -> str:
    """Return a column's name squeezed, without the unit that ends it (balance_cents)."""
    return squeezed(_UNIT.sub("", name))


def spellings(name: str) -> tuple[str, ...]:
    """Return as what a column's name may be known: whole, without its unit, by either language (卡号 Card No.)."""
    whole = squeezed(name)
    found = [whole, bare(name)]
    if not whole.isascii():
        han = "".join(_HAN.findall(whole))
        rest = _HAN.sub("", whole)
        found += [han, rest] if len(han) > 1 and len(rest) > 1 else []
    return tuple(dict.fromkeys(found))


_HAN = re.compile("[\u3400-\u9fff]+")


def first_of(name: str) -> str:
    """Return what a column would be called if it were the first of its name: `id 2` is another `id`."""
    return _AGAIN.sub("", name)


def letters(index: int) -> str:
    """Return how spreadsheets call a column: A, B, … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def headers(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the names of columns, each once: the second `id` is `id 2`; one without a name stays blank."""
    found: list[str] = []
    for cell in cells:
        name, number = cell, 1
        while name and name in found:
            number += 1
            name = f"{cell} {number}"
        found.append(name)
    return tuple(found)
