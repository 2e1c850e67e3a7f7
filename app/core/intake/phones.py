"""Reading the phone numbers of a cell."""

import re
import unicodedata
from typing import NamedTuple

from app.core.cells import Value
from app.core.intake.style import unread
from app.core.intake.texts import EDGES, SCIENTIFIC, text_of
from app.i18n.mark import N_

_BETWEEN = re.compile(r"[/;,、|&\n]|或者?|及")
_PHONE = re.compile(r"\+?[0-9()\-. ]+(?:(?:ext\.?|x|#|转|轉|分机|分機)[ :]*[0-9]{1,6})?", re.IGNORECASE)
_WITHIN = re.compile(r"\+?\(?[0-9][0-9()\-. ]{5,}[0-9]")
_MASKED = re.compile(r"\*{2,}|[0-9][xX×]{2,}")
_FLOAT = re.compile(r"([0-9]{7,})\.0")
_LONG = 24
_LEAST = 7  # digits of a number that is told from what stands beside it


class Phones(NamedTuple):
    """The phone numbers of a cell as written, and what else stands there."""

    numbers: tuple[str, ...]
    beside: str = ""


def phones_of(value: Value) -> tuple[str, ...]:
    """Return the phone numbers of a cell, as written; refused where a spreadsheet or a program has cut one short."""
    return read_phones(value).numbers


def read_phones(value: Value) -> Phones:
    """Return the phone numbers of a cell and what stands beside them, such as whose they are."""
    text = unicodedata.normalize("NFKC", text_of(value))
    numbers: list[str] = []
    beside: list[str] = []
    for part in _parts(text):
        if not part.strip("0"):
            continue  # nothing, as a database writes it
        number, more = _phone(part)
        numbers.append(number)
        if more:
            beside.append(more)
    return Phones(tuple(dict.fromkeys(numbers)), " ".join(beside))


def _parts(text: str) -> list[str]:
    """Cut a cell where one number ends and another begins: at a blank too, where a whole one stands on either side."""
    found: list[str] = []
    for part in (piece.strip(EDGES) for piece in _BETWEEN.split(text)):
        pieces = part.split()
        found += pieces if len(pieces) > 1 and all(_count(piece) >= _LEAST for piece in pieces) else [part]
    return found


def _phone(part: str) -> tuple[str, str]:
    if SCIENTIFIC.fullmatch(part):
        unread(N_("A spreadsheet has cut this number short; its last digits are lost. Take it from the source again."))
    if _MASKED.search(part):
        text = N_("Some digits of this phone number are hidden. Take it from the source again, or take no phones in.")
        unread(text)
    if (exact := _FLOAT.fullmatch(part)) is not None:
        return exact.group(1), ""
    if _PHONE.fullmatch(part) and _count(part) and len(part) <= _LONG:
        return part, ""
    found = _WITHIN.findall(part)
    rest = part.replace(found[0], " ", 1) if len(found) == 1 else part
    if len(found) != 1 or _count(found[0]) < _LEAST or len(found[0]) > _LONG or _count(rest) or "@" in rest:
        unread(N_("This is no phone number."))
    return found[0].strip(), " ".join(rest.split())


def _count(text: str) -> int:
    return sum(map(str.isdigit, text))
