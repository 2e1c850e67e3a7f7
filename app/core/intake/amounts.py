"""Reading amounts, numbers and counts. Nothing is guessed: what can be read two ways is refused."""

import re
import unicodedata
from datetime import date, time
from typing import NamedTuple

from app.core.cells import Figure, Marked, Value
from app.core.intake.marks import MARK, is_of
from app.core.intake.style import DecimalMark, Rounding, Style, unread
from app.core.intake.texts import EDGES, text_of
from app.core.money import MAX_MINOR, Money
from app.i18n.mark import N_

_NARROW = str.maketrans({"−": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "\u00a0": " "})
_FIRST = re.compile(rf"([+-]?) ?(?:{MARK})", re.IGNORECASE)
_MARKS = re.compile(MARK, re.IGNORECASE)
_LAST = re.compile(rf"(?:{MARK})\Z", re.IGNORECASE)
_UNITS = re.compile(r" ?(?:元[整正]?|[圆圓][整正]?|円|块钱?|塊錢?)\Z")
_TEN_THOUSANDS = re.compile(r" ?[万萬]\Z")
_SIDE = re.compile(r"(?:(CR|DR|[贷貸借])[.:]? ?)?(.*?)(?: ?(CR|DR|[贷貸借])\.?)?", re.IGNORECASE)
_DEBIT = frozenset({"DR", "借"})
_NO_CENTS = re.compile(r"[.,]-{1,2}\Z")  # 100.- and 100,--, as the Swiss and Germans write
_GROUPED = {
    DecimalMark.POINT: re.compile(
        r"(\d+|\d{1,3}(?:([, '])\d{3})(?:\2\d{3})*|\d{1,2}(?:,\d{2})+,\d{3})(?:\.(\d*))?|\.(\d+)"
    ),
    DecimalMark.COMMA: re.compile(r"(\d+|\d{1,3}(?:([. '])\d{3})(?:\2\d{3})*)(?:,(\d*))?|,(\d+)"),
}
_NO_NUMBERS = re.compile(r"[+-]?(?:nan|inf(?:inity)?|∞|0x[0-9a-f]+)", re.IGNORECASE)
_THOUSAND = 3  # digits
_POWER = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
_PLAIN = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?")


class _Written(NamedTuple):
    """A number as it stands: its sign, the digits before the decimal mark and those after it."""

    negative: bool
    whole: str
    fraction: str

    def moved(self, tens: int) -> "_Written":
        """Return it times a power of ten."""
        digits, point = self.whole + self.fraction, len(self.whole) + tens
        if point < 1:
            digits, point = "0" * (1 - point) + digits, 1
        return self._replace(whole=digits[:point].ljust(point, "0"), fraction=digits[point:])


def amount_of(value: Value, style: Style) -> int | None:
    """Return an amount in minor units, below zero where it says so; None for an empty cell.

    A workbook's own number is read as it is, whatever the style. Refused: more decimals than the currency has (or
    rounded half away from zero, where that was chosen), another currency, said by the cell or shown by its format, NaN,
    infinity, hexadecimal and scientific notation.
    """
    if isinstance(value, str) and _NO_NUMBERS.fullmatch(value.strip(EDGES)):
        unread(N_("This is no number."))
    text = text_of(value)
    if not text:
        return None
    written = _written(value, text, style, N_("This is no amount."), N_("This number is too long to be an amount."))
    return _minor(written.moved(style.tens), style)


def _taken_apart(text: str, style: Style) -> _Written:
    """Return the digits of an amount without what stands around them: sign, side, currency, unit, brackets."""
    narrow = unicodedata.normalize("NFKC", text).translate(_NARROW).strip()
    side = _SIDE.fullmatch(narrow)
    named = [each.upper() for each in (side.groups()[::2] if side else ()) if each]
    if side is not None and named:
        narrow = side.group(2).strip()
    negative, bare, tens = _bare(narrow, style)
    if len(named) > 1 or (named and negative):
        unread(N_("This is no amount."))
    if named:
        negative = (named[0] in _DEBIT) != style.debit
    if _POWER.fullmatch(bare):
        unread(N_("This is written as a power of ten; write the amount in full."))
    match = _GROUPED[style.decimal].fullmatch(bare)
    if match is None:
        other = DecimalMark.COMMA if style.decimal is DecimalMark.POINT else DecimalMark.POINT
        if _GROUPED[other].fullmatch(bare):
            unread(N_("This amount does not fit how decimals are written in this file, as was chosen."))
        unread(N_("This is no amount."))
    whole = re.sub(r"\D", "", match.group(1) or "0")
    return _Written(negative, whole, match.group(3) or match.group(4) or "").moved(tens)


def _bare(narrow: str, style: Style) -> tuple[bool, str, int]:
    """Return whether an amount is below zero, the amount by itself, and by which power of ten it is written short."""
    narrow = _without_mark(_NO_CENTS.sub("", narrow), style)
    signs = 0
    if narrow.startswith("(") and narrow.endswith(")"):
        signs, narrow = 1, _without_mark(narrow[1:-1].strip(), style)
    narrow = _UNITS.sub("", narrow)
    bare = _TEN_THOUSANDS.sub("", narrow)
    tens = 4 if bare != narrow else 0
    if bare.startswith(("-", "+")):
        signs += bare.startswith("-")
        bare = bare[1:].strip()
    elif bare.endswith("-"):
        signs, bare = signs + 1, bare[:-1].strip()
    if signs > 1:
        unread(N_("This is no amount."))
    return bool(signs), bare, tens


def _without_mark(text: str, style: Style) -> str:
    """Return an amount without the sign of its currency; refused where that is another than the book's."""
    first, last = _FIRST.match(text), _LAST.search(text)
    for found in (first, last):
        mark = _MARKS.search(found.group()) if found else None
        if mark is not None:
            _check_mark(mark.group(), style)
    if last is not None:
        text = text[: last.start()].strip()
    if first is not None:
        text = first.group(1) + text[first.end() :].strip()
    return text


def _check_mark(mark: str, style: Style) -> None:
    """Refuse what stands beside an amount of another currency than the book's."""
    if style.currency and not is_of(mark, style.currency):
        words = N_("This amount is in {found}, but the book is kept in {currency}.")
        unread(words, found=mark, currency=style.currency)


def _minor(written: _Written, style: Style) -> int:
    kept, more = written.fraction[: style.digits], written.fraction[style.digits :]
    up = 0
    if more.strip("0"):
        if style.rounding is Rounding.REFUSE:
            text = N_("This amount has more decimals than the currency, which has {decimals}.")
            if len(written.fraction) == _THOUSAND and 0 < len(written.whole.lstrip("0")) <= _THOUSAND:
                text = N_(
                    "This amount has more decimals than the currency, which has {decimals}. If the sign parts "
                    "thousands, choose the other way decimals are written."
                )
            unread(text, decimals=style.digits)
        up = more[0] >= "5"
    digits = written.whole.lstrip("0") + kept.ljust(style.digits, "0")
    if len(digits) > len(str(MAX_MINOR)) or int(digits or "0") + up > MAX_MINOR:
        unread(N_("This is more than the program can hold ({most})."), most=Money(MAX_MINOR))
    minor = int(digits or "0") + up
    return -minor if written.negative else minor


# ---- numbers --------------------------------------------------------------------------------------------------------

_MOST_WHOLE, _MOST_FRACTION = 9, 6
_COUNTED = re.compile(r"[ ]*(?:[次节節回张張个個天日]|days?)\Z", re.IGNORECASE)
_TERMS = re.compile(r"(?:net|月结|月結|账期|帳期)[ ]*(?=\d)", re.IGNORECASE)  # “Net 30”, “月结30天”: days to pay


def _written(value: Value, text: str, style: Style, not_one: str, too_long: str) -> _Written:
    """Return what is written in a cell that is not empty; refuses, in the words given, what is none or too long."""
    if isinstance(value, bool | date | time):
        unread(not_one)
    if isinstance(value, Marked):
        _check_mark(value.mark, style)
    if not isinstance(value, Figure):
        return _taken_apart(text, style)
    found = _PLAIN.fullmatch(text)
    if found is None:
        unread(too_long)
    return _Written(found.group(1) == "-", found.group(2), found.group(3) or "")


def number_of(value: Value, style: Style) -> tuple[int, int] | None:
    """Return a plain number as (units, decimals): 2.50 is (250, 2). None for an empty cell."""
    text = text_of(value)
    if not text:
        return None
    no_number = N_("This is no number.")
    written = _written(value, text, style, no_number, no_number).moved(style.tens)
    whole, fraction = written.whole.lstrip("0"), written.fraction
    if len(whole) > _MOST_WHOLE or len(fraction) > _MOST_FRACTION:
        unread(N_("This is no number."))
    units = int(whole + fraction or "0")
    return (-units if written.negative else units), len(fraction)


def count_of(value: Value, style: Style) -> int | None:
    """Return a whole number of zero or more; None for an empty cell."""
    if isinstance(value, str) and not isinstance(value, Figure):
        value = _COUNTED.sub("", _TERMS.sub("", text_of(value), count=1))
    found = number_of(value, style)
    if found is None:
        return None
    units, decimals = found
    if units < 0 or units % 10**decimals:
        unread(N_("This is not a whole number of zero or more."))
    return int(units // 10**decimals)
