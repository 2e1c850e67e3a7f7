"""Reading days. Which part of a date is what is a choice for the whole file; what it does not tell is refused."""

import re
import unicodedata
from datetime import date, datetime, time

from app.core.cells import Figure, Value, serial_day
from app.core.intake.style import DayOrder, Style, Unread, unread
from app.core.intake.texts import text_of
from app.errors import Message
from app.i18n.mark import N_

_WEEKDAY = r"(?: ?\(?(?:星期|礼拜|禮拜|周|週)[一二三四五六日天]\)?)?"
_HALF = r"(?:上午|下午|早上|中午|晚上|凌晨|[AP]M)?"
_CLOCK = r"(?:[01]?\d|2[0-4])(?:[:.][0-5]?\d|[时時点點](?:[0-5]?\d)?)(?:[:.分][0-5]?\d(?:[.,]\d+)?)?[分秒]?"
_TIME = rf"{_WEEKDAY}(?:(?:[T ]+|(?<=日)){_HALF} ?{_CLOCK}(?:Z|[+-]\d{{2}}:?\d{{2}})?(?: ?[AP]M)?)?"
_IN = r" ?[-/. ] ?"
_YMD = re.compile(rf"(\d{{4}})(?:{_IN}| ?年 ?)(\d{{1,2}})(?:{_IN}| ?月 ?)(\d{{1,2}})日?{_TIME}", re.IGNORECASE)
_RUN = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}})(?:\d{{4}}|\d{{6}}|{_TIME})", re.IGNORECASE)
_TWO_FIRST = re.compile(rf"(\d{{1,2}})[-/.] ?(\d{{1,2}})[-/.] ?(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE)
_WORD = r"([^\W\d_]{3,10})"
_NAMED = re.compile(
    rf"(\d{{1,2}})(?:\.|er|st|nd|rd|th)?[-/ ]?(?:de |of )?{_WORD}\.?(?: del? |[-/., ]+)(\d{{4}}|\d{{2}}){_TIME}",
    re.IGNORECASE,
)
_NAMED_FIRST = re.compile(rf"{_WORD}\.? (\d{{1,2}})(?:st|nd|rd|th)?,? +(\d{{4}}){_TIME}", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十廿卅]{1,3})[日号號]"
)
_ROC_NAMED = re.compile(rf"(?:民國|民国) ?(\d{{2,3}})[-/.年] ?(\d{{1,2}})[-/.月] ?(\d{{1,2}})日?{_TIME}")
_ROC_YEAR = re.compile(rf"(1\d{{2}})年 ?(\d{{1,2}})月 ?(\d{{1,2}})日?{_TIME}")
_SHORT = re.compile(rf"(\d{{2,3}})[-/.年] ?(\d{{1,2}})[-/.月] ?(\d{{1,2}})日?{_TIME}", re.IGNORECASE)
_SHORT_RUN = re.compile(r"(\d{2,3})(\d{2})(\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2})(?:[-/.]|月)(\d{1,2})[日号號]?")
_NO_DAY = re.compile(r"\d{4}(?:[-/.年]\d{1,2}月?|年?)|(?:19|20)\d{4}")
_SERIAL = re.compile(r"\d{1,5}(?:\.\d+)?")
_MONTHS = (
    *(("jan", "ene", "gen"), ("feb", "fev"), ("mar", "mrz", "mae", "maa"), ("apr", "abr", "avr")),
    *(("may", "mai", "mei", "mag"), ("jun", "juin", "giu"), ("jul", "juil", "lug"), ("aug", "ago", "aou")),
    *(("sep", "set"), ("oct", "okt", "ott", "out"), ("nov",), ("dec", "dez", "dic")),
)
"""How months begin in English, German, French, Spanish, Italian, Portuguese and Dutch, without accents."""

_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_LAST_OF_YEARS = 2100
_FIRST_OF_ROC = 1911
_MONTHS_OF_YEAR = 12
_LEAP_YEAR = 2000
_PIVOT = 70  # two digits of a year: 69 is 2069, 70 is 1970, as POSIX has it
_SERIAL_DIGITS = 7


def day_of(value: Value, style: Style) -> date | None:
    """Return a day; None for an empty cell, and for the zero databases and spreadsheets have instead of a day.

    A time beside it is left aside.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _narrow(value)
    if not text or _is_zero(text):
        return None
    if isinstance(value, bool | time):
        unread(N_("This is no date."))
    if isinstance(value, Figure) or (style.days is DayOrder.SERIAL and _SERIAL.fullmatch(text)):
        run = _RUN.fullmatch(text)
        return _day(*map(int, run.groups())) if run else _of_serial(text)
    parts = _parts(text, style)
    return _day(*parts) if parts is not None else _no_date(text)


def until_of(value: Value, style: Style) -> date | None:
    """Return the day to which something is good; None for an empty cell, and where it is said to be good for ever."""
    if isinstance(value, str) and _narrow(value).casefold() in _FOR_EVER:
        return None
    return day_of(value, style)


_FOR_EVER = frozenset(
    (
        *("永久", "永久有效", "长期", "长期有效", "長期", "長期有效", "不限", "不限期"),
        *("无限期", "無限期", "无期限", "無期限"),
        *("终身", "終身", "终身有效", "永不过期", "永不過期", "never", "unlimited", "forever", "lifetime"),
        *("9999-12-31", "9999/12/31", "9999.12.31", "99991231"),
    )
)


def birthday_of(value: Value, style: Style) -> date | str | None:
    """Return a birthday: a day, or, where no year is written, `05-01`; None for an empty cell."""
    found = _NO_YEAR.fullmatch(_narrow(value))
    if found is None or isinstance(value, Figure):
        return day_of(value, style)
    one, two = int(found[1]), int(found[2])
    month, day = (two, one) if style.days is DayOrder.DMY and "月" not in found[0] else (one, two)
    return f"{_day(_LEAP_YEAR, month, day):%m-%d}"


def _narrow(value: Value) -> str:
    text = unicodedata.normalize("NFKC", text_of(value)).replace("–", "-").replace("—", "-")
    return " ".join(text.split())


def _is_zero(text: str) -> bool:
    """Whether it is the day databases (0000-00-00) and spreadsheets (1900-01-00) write where there is none."""
    return text.partition(" ")[0].replace("/", "-").replace(".", "-") in _ZEROS


_ZEROS = frozenset({"0000-00-00", "0000-0-0", "1900-01-00", "1900-1-0"})


def _no_date(text: str) -> date:
    """Say why a text is no date."""
    if _NO_YEAR.fullmatch(text):
        unread(N_("The year is missing; write the date in full."))
    if _NO_DAY.fullmatch(text):
        unread(N_("The day is missing; write the date in full."))
    if _SERIAL.fullmatch(text):
        unread(N_("This looks like the number of a day in a spreadsheet; say so if all dates are written like it."))
    if _SHORT.fullmatch(text):
        unread(N_("How the year is written here has to be said: by its last two digits, or as a year of the Republic."))
    unread(N_("This is no date."))


def _parts(text: str, style: Style) -> tuple[int, int, int] | None:
    """Return year, month and day of a written date."""
    for pattern, years in ((_YMD, 0), (_RUN, 0), (_ROC_NAMED, _FIRST_OF_ROC), (_ROC_YEAR, _FIRST_OF_ROC)):
        if found := pattern.fullmatch(text):
            year, month, day = map(int, found.groups())
            return year + years, month, day
    if found := _IN_WORDS.fullmatch(text):
        return int("".join(_DIGITS[char] for char in found[1])), _in_figures(found[2]), _in_figures(found[3])
    if style.days in {DayOrder.YY, DayOrder.ROC}:
        return _short(text, style)
    if found := _TWO_FIRST.fullmatch(text):
        one, two = int(found.group(1)), int(found.group(2))
        if style.days not in {DayOrder.DMY, DayOrder.MDY}:
            unread(N_("Say whether the day or the month comes first in this file."))
        month, day = (two, one) if style.days is DayOrder.DMY else (one, two)
        return _year(found.group(3)), month, day
    return _by_name(text)


def _short(text: str, style: Style) -> tuple[int, int, int] | None:
    """Return year, month and day of a date whose year comes first and is short."""
    found = _SHORT.fullmatch(text) or _SHORT_RUN.fullmatch(text)
    if found is None:
        return _by_name(text)
    year, month, day = map(int, found.groups())
    if style.days is DayOrder.ROC:
        return year + _FIRST_OF_ROC, month, day
    return (_year(found.group(1)), month, day) if len(found.group(1)) == 2 else None  # noqa: PLR2004


def _by_name(text: str) -> tuple[int, int, int] | None:
    if found := _NAMED.fullmatch(text):
        return _year(found.group(3)), _month(found.group(2)), int(found.group(1))
    if found := _NAMED_FIRST.fullmatch(text):
        return _year(found.group(3)), _month(found.group(1)), int(found.group(2))
    return None


def _year(text: str) -> int:
    number = int(text)
    if len(text) > 2:  # noqa: PLR2004 - written in full
        return number
    return number + (1900 if number >= _PIVOT else 2000)


def _month(text: str) -> int:
    word = "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if char.isalpha())
    for month, begins in enumerate(_MONTHS, 1):
        if word.startswith(begins):
            return month
    return 0


def _in_figures(text: str) -> int:
    """Return a number up to 39 written in Chinese: 三, 十二, 二十, 廿九."""
    tens, ten, ones = text.replace("廿", "二十").replace("卅", "三十").partition("十")
    if not ten:
        return int(_DIGITS.get(text, "0"))
    return 10 * int(_DIGITS.get(tens, "1" if not tens else "9")) + int(_DIGITS.get(ones, "0" if not ones else "9"))


def _of_serial(text: str) -> date:
    whole = text.split(".", maxsplit=1)[0]
    if _FIRST_YEAR <= int(whole or "0") < _LAST_OF_YEARS:
        unread(N_("The day is missing; write the date in full."))  # 2024 is a year, and no day of 1905
    found = serial_day(int(whole)) if whole.isdigit() and len(whole) <= _SERIAL_DIGITS else None
    if found is None:
        unread(N_("No day of the calendar has this number."))
    return _day(found.year, found.month, found.day)


def _day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        text = N_("There is no such date.")
        if month > _MONTHS_OF_YEAR >= day:
            text = N_("There is no such date; perhaps day and month are written the other way round.")
        raise Unread(Message(text)) from None
    if not _FIRST_YEAR <= year < _LAST_YEAR:
        unread(N_("This year cannot be meant."))
    return found
