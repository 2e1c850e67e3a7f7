"""QIF, the oldest form in which banks give out movements: a letter before each value, `^` behind each movement.

It says neither the order of day and month nor the currency: it is handed on as the table of a bank, which asks.
"""

import re
from collections.abc import Iterator

from app.errors import refuse
from app.exchange.bills.reading import Line
from app.i18n.mark import N_

_HEADS = {"D": "Date", "T": "Amount", "P": "Payer", "M": "Memo", "N": "Cheque number"}
_ACCOUNTS = ("bank", "cash", "ccard", "oth a", "oth l")


def is_qif(text: str) -> bool:
    """Whether a text is QIF."""
    return re.match(r"\s*!(?:type|account|option)\b", text, re.IGNORECASE) is not None


def table_of(text: str) -> list[Line]:
    """Return the movements of a text as the rows of a table; refuses one that ends in the middle of one."""
    return [Line(1, list(_HEADS.values())), *_movements(text)]


def _movements(text: str) -> Iterator[Line]:
    fields: dict[str, str] = {}
    begin, counts = 0, False
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip()
        if said.startswith("!"):
            kind = said.lower().partition(":")[2].strip()
            counts, fields = kind in _ACCOUNTS, {}
        elif said == "^":
            if counts and fields:
                yield Line(begin, [fields.get(letter, "") for letter in _HEADS])
            fields = {}
        elif said and counts:
            begin = begin if fields else number
            fields.setdefault(said[0], _value(said[0], said[1:].strip()))
    if fields:
        refuse("file", N_("file: it ends in the middle of the movement in line {line}."), line=begin)


def _value(letter: str, text: str) -> str:
    """Return a value; a day without the apostrophe and the blanks that some programs write: ` 3/ 5'24`."""
    return re.sub(r"\s+", "", text).replace("'", "/") if letter == "D" else text
