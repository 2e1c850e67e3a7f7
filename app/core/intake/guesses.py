"""Proposing how a file is to be read: which line names the columns, how decimals and dates are written."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from app.core.cells import Broken, Covered, Figure, Row, is_filled
from app.core.intake.layout import Guess
from app.core.intake.marks import MARK
from app.core.intake.targets import COLUMNS, DAYS, KNOWN, As, Target
from app.core.intake.titles import spellings, squeezed
from app.core.intake.values import DayOrder, DecimalMark, Style, Unread, day_of, text_of
from app.errors import Message
from app.i18n.mark import N_

_LOOKED_AT = 60
_TWO_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ].*)?")
_THREE_TWOS = re.compile(r"(\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_SHORT_FIRST = re.compile(r"(1\d{2})(?:[-/.]\d{1,2}[-/.]\d{1,2}|\d{4})(?:[T ].*)?|(\d{2})年\d{1,2}月\d{1,2}日?")
_SERIAL = re.compile(r"\d{1,5}")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119
_MONTHS = 12
_DAYS = 31
_LEAST = 3
_SOME = 0.6

# ---- the header -----------------------------------------------------------------------------------------------------


def header_of(rows: Sequence[Row]) -> Guess:
    """Return the line that names the columns, 0 where none does: the first full line of words, best of known ones."""
    best: tuple[float, Row] | None = None
    looked = [row for row in rows if not row.blank][:_LOOKED_AT]
    width = max((_filled(row) for row in looked), default=0)
    for place, row in enumerate(looked):
        score = _likeness(row, width) - place * 0.01
        if best is None or score > best[0]:
            best = (score, row)
    if best is None or best[0] < 0.5:  # noqa: PLR2004 - half of it words
        return Guess("header", "0", Message(N_("No line looks like the names of columns.")), sure=False)
    score, row = best
    known = _known(row)
    if known:
        text = N_("Names that are known: {count}.")
        return Guess("header", str(row.line), Message(text, {"count": known}), sure=known > 1)
    why = Message(N_("It is the first full line, and all of it is words."))
    return Guess("header", str(row.line), why, sure=False)  # it may as well be the first row


def is_turned(rows: Sequence[Row]) -> bool:
    """Whether the names of columns stand one below another in the first one: every customer is a column then."""
    looked = [row for row in rows if not row.blank][:_LOOKED_AT]
    first = [cell for row in looked if row.values and isinstance(cell := row.values[0], str)]
    known = sum(1 for cell in set(first) if squeezed(cell) in KNOWN)
    return known >= _LEAST and known > known_names(looked) and known * 2 >= len(looked)


def known_names(rows: Sequence[Row]) -> int:
    """Return of how many columns the names are known, in the line that has most of them."""
    return max((_known(row) for row in rows), default=0)


def _known(row: Row) -> int:
    return sum(1 for cell in row.values if isinstance(cell, str) and KNOWN & {*spellings(cell)})


def _filled(row: Row) -> int:
    return sum(map(is_filled, row.values))


def _likeness(row: Row, width: int) -> float:
    """Return how much a line looks like names: full of words, none twice, no figures, known ones above all."""
    cells = [cell for cell in row.values if is_filled(cell) or (isinstance(cell, Covered) and cell)]
    words = [
        cell for cell in cells if isinstance(cell, str) and not isinstance(cell, Figure | Broken) and _is_word(cell)
    ]
    if not words:
        return 0.0
    known = sum(1 for cell in words if KNOWN & {*spellings(cell)})
    full = len(cells) / max(width, 1)
    different = len(set(words)) / len(words)
    likeness = len(words) / len(cells) * full * different + known / max(len(cells), 1)
    return max(likeness, _SOME + known * 0.01) if known > 1 else likeness  # beside many columns of months


def _is_word(text: str) -> bool:
    stripped = text.strip().strip('="')
    return len(stripped) <= 60 and bool(stripped) and not re.fullmatch(r"[\d\s.,:/+\-%￥¥$]*", stripped)  # noqa: PLR2004


# ---- decimals -------------------------------------------------------------------------------------------------------

_POINT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,2}|\d{1,3}(?:,\d{3}){2,})")
_COMMA = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,})")
_AROUND = re.compile(rf"{MARK}|[元圆圓円'’()+\s]|(?<=.)-\Z|[A-Z]{{2}}\Z", re.IGNORECASE)
_EITHER = re.compile(r"-?\d{1,3}[.,]\d{3}")
_THREE = 3


def decimal_of(rows: Sequence[Row], columns: Mapping[str, int], target: Target, digits: int = 2) -> Guess:
    """Return how decimals are written, by the amounts among the first rows; a workbook's own numbers need none.

    `digits` are the decimals of the currency: with three of them 1,500 may be either.
    """
    points = commas = thousands = 0
    for text in _texts(rows, columns, target, frozenset({As.AMOUNT, As.NUMBER})):
        bare = _AROUND.sub("", unicodedata.normalize("NFKC", text))
        if _EITHER.fullmatch(bare):
            thousands += "," in bare
            continue
        points += bool(_POINT.fullmatch(bare))
        commas += bool(_COMMA.fullmatch(bare))
    if not points and not commas and thousands:
        why = Message(
            N_("“1,500” is taken as one thousand five hundred; with three decimals it could be one and a half.")
        )
        return Guess("decimal", DecimalMark.POINT.value, why, sure=digits < _THREE, ask=digits >= _THREE)
    if commas > points:
        why = Message(N_("Amounts with a comma before the decimals: {count}."), {"count": commas})
        return Guess("decimal", DecimalMark.COMMA.value, why, sure=False, ask=True)
    if points:
        why = Message(N_("Amounts with a point before the decimals: {count}."), {"count": points})
        return Guess("decimal", DecimalMark.POINT.value, why, sure=not commas, ask=bool(commas))
    return Guess("decimal", DecimalMark.POINT.value, Message(N_("No amount shows it; a point is usual.")), sure=True)


# ---- days -----------------------------------------------------------------------------------------------------------


def days_of(rows: Sequence[Row], columns: Mapping[str, int], target: Target) -> Guess:
    """Return in which order dates are written. Where every date can be read both ways, somebody has to say it."""
    found = [unicodedata.normalize("NFKC", text) for text in _texts(rows, columns, target, DAYS)]
    shorts = [match for match in map(_SHORT_FIRST.fullmatch, found) if match is not None]
    pairs = [
        (int(match.group(1)), int(match.group(2))) for match in map(_TWO_FIRST.fullmatch, found) if match is not None
    ]
    if len(shorts) > len(pairs):
        if any(match.group(1) for match in shorts):
            why = Message(N_("The years have three digits, as those of the Republic of China."))
            return Guess("days", DayOrder.ROC.value, why, sure=False)
        return Guess("days", DayOrder.YY.value, Message(N_("The year comes first, by two digits.")), sure=False)
    threes = [match.groups() for match in map(_THREE_TWOS.fullmatch, found) if match is not None]
    if not pairs and not threes:
        return _without_order(found)
    return _year_first(threes, len(pairs)) or _day_or_month(pairs)


def _year_first(threes: Sequence[tuple[str, ...]], pairs: int) -> Guess | None:
    """Guess where dates are three times one or two digits, and the first may be the year; None where it cannot be."""
    years, months, days = ([int(each[place]) for each in threes] for place in range(3))
    if not threes or len(threes) < pairs or max(months) > _MONTHS or max(days) > _DAYS:
        return None
    if max(years) > _DAYS or any(len(each[2]) == 1 for each in threes):
        why = Message(N_("The year comes first, by two digits: the last of three figures can be none."))
        return Guess("days", DayOrder.YY.value, why, sure=True)
    if _spread(years) < _spread(days):
        text = N_("The first two digits change least: they seem to be years. Please say how the dates are written.")
        return Guess("days", DayOrder.YY.value, Message(text), sure=False, ask=True)
    if _spread(years) > _spread(days):
        return None
    text = N_("The year may stand first or last in these dates. Please say how they are written.")
    return Guess("days", DayOrder.DMY.value, Message(text), sure=False, ask=True)


def _without_order(found: Sequence[str]) -> Guess:
    """Guess where no date has day and month in figures beside a year that comes last."""
    serials = [text for text in found if _SERIAL.fullmatch(text)]
    usual = [text for text in serials if _FIRST_SERIAL <= int(text) <= _LAST_SERIAL]
    if usual and len(serials) == len(found):
        why = Message(N_("All dates are numbers, as spreadsheets keep days."))
        return Guess("days", DayOrder.SERIAL.value, why, sure=False)
    return Guess("days", DayOrder.YMD.value, Message(N_("The year comes first, or the month is a word.")))


def _spread(numbers: Iterable[int]) -> int:
    found = list(numbers)
    return max(found) - min(found)


def _day_or_month(pairs: Sequence[tuple[int, int]]) -> Guess:
    first = sum(1 for one, _two in pairs if one > _MONTHS)
    second = sum(1 for _one, two in pairs if two > _MONTHS)
    if first and second:
        text = N_("The file mixes both: dates with the day first are {first}, with the month first {second}.")
        order = DayOrder.DMY if first >= second else DayOrder.MDY
        return Guess("days", order.value, Message(text, {"first": first, "second": second}), sure=False, ask=True)
    if first:
        why = Message(N_("Dates that can only have the day first: {count}."), {"count": first})
        return Guess("days", DayOrder.DMY.value, why, sure=first >= _LEAST)
    if second:
        why = Message(N_("Dates that can only have the month first: {count}."), {"count": second})
        return Guess("days", DayOrder.MDY.value, why, sure=second >= _LEAST)
    text = N_("Every date ({count}) can be read both ways: day first or month first. Please say which.")
    return Guess("days", DayOrder.DMY.value, Message(text, {"count": len(pairs)}), sure=False, ask=True)


def swapped(rows: Sequence[Row], at: int) -> tuple[int, int]:
    """Return how many dates of a column can be read both ways, and how many there are with day and month in figures."""
    both = every = 0
    for row in rows:
        cell = row.values[at] if at < len(row.values) else ""
        match = _TWO_FIRST.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if match is not None:
            every += 1
            one, two = int(match.group(1)), int(match.group(2))
            both += one <= _MONTHS and two <= _MONTHS and one != two
    return both, every


class Reading(NamedTuple):
    """A date that can be read both ways: its line, as written, and the two days; None where there is no such day."""

    line: int
    text: str
    day_first: date | None
    month_first: date | None


def both_readings(rows: Sequence[Row], at: int) -> tuple[Reading, ...]:
    """Return the dates of a column that have day and month in figures, each in both readings."""
    found: list[Reading] = []
    for row in rows:
        cell = row.values[at] if at < len(row.values) else ""
        if isinstance(cell, str) and _TWO_FIRST.fullmatch(cell.strip()) is not None:
            found.append(Reading(row.line, cell.strip(), _day(cell, DayOrder.DMY), _day(cell, DayOrder.MDY)))
    return tuple(found)


def _day(cell: str, order: DayOrder) -> date | None:
    try:
        return day_of(cell, Style(days=order))
    except Unread:
        return None


def newest_first(rows: Sequence[Row], at: int | None, style: Style) -> bool:
    """Whether the rows begin with the latest: then they are taken in from the last."""
    if at is None:
        return False
    days: list[date] = []
    for row in rows:
        try:
            day = day_of(row.values[at] if at < len(row.values) else "", style)
        except Unread:
            continue
        if day is not None:
            days.append(day)
    steps = [later - earlier for earlier, later in pairwise(days)]
    down = sum(1 for step in steps if step.days < 0)
    up = sum(1 for step in steps if step.days > 0)
    return down > 0 and up == 0


def _texts(rows: Sequence[Row], columns: Mapping[str, int], target: Target, kinds: frozenset[As]) -> list[str]:
    """Return what stands as text in the columns of some kinds."""
    wanted = [columns[column.name] for column in COLUMNS[target] if column.read in kinds and column.name in columns]
    found: list[str] = []
    for row in rows:
        for at in wanted:
            cell = row.values[at] if at < len(row.values) else ""
            if isinstance(cell, str) and not isinstance(cell, Figure) and cell.strip():
                try:
                    found.append(text_of(cell))
                except Unread:
                    continue
    return [text for text in found if text]
