"""What the number formats of a workbook make of its numbers: days, times, shares, sums of a currency.

ECMA-376 part 1: 18.8.30 numFmt, 18.8.31 format codes.
"""

import re
import string
from collections.abc import Mapping

from app.core.intake.marks import mark_in

SUM = "$"
"""What the kind of a format begins with that shows a currency; its sign or code follows."""

_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_TIMES = frozenset({18, 19, 20, 21, 32, 33, 45, 46, 47, 55, 56})
_SHARES = frozenset({9, 10})
_IN_QUOTES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_MASK = re.compile(r"0{2,15}")
_PIECE = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|(;)|(.)', re.DOTALL)
_PLACES = "0#?.,"
_CODE_LENGTH = 3


def kind_of(number: int, codes: Mapping[int, str]) -> str:
    """Return what a format makes of numbers: days ("d"), times ("t"), shares of a hundred ("%"), else blank.

    One that fills numbers up with zeros is those zeros; one that shows a currency is `SUM` and its sign or code. What
    the formats 5 to 8 and 37 to 44 show without a code of their own depends on where the workbook is opened.
    """
    if number not in codes:
        return "t" if number in _TIMES else "d" if number in _DATES else "%" if number in _SHARES else ""
    code = _IN_QUOTES.sub("", codes[number].split(";")[0]).lower()
    if _MASK.fullmatch(codes[number]) or "%" in code:
        return codes[number] if "%" not in code else "%"
    if re.search(r"[yd]|aaa", code) or ("m" in code and not re.search(r"[hs0#]", code)):
        return "d"
    if re.search(r"[hs]", code) and "e" not in code:
        return "t"
    mark = currency_in(codes[number])
    return f"{SUM}{mark}" if mark else ""


def currency_in(code: str) -> str:
    """Return the sign or code of the currency that a format shows beside numbers above zero; blank where it shows none.

    It stands in brackets with the language it is of (`[$€-407]`), in quotes, behind a stroke, or by itself.
    """
    said = ""
    for found in _PIECE.finditer(code):
        quoted, escaped, sign, end, bare = found.groups()
        if end:
            break
        if sign and len(sign) == _CODE_LENGTH and not sign.strip(string.ascii_uppercase):
            return sign
        said += quoted or escaped or sign or (bare if bare and bare not in _PLACES else " ")
    return mark_in(said)
