"""Money, numbers and dates as readers expect them: the only place that decides how a figure looks.

Screen, paper and message call the same functions, so they agree. Money comes in as integer minor units and is
never a float on its way. Nothing is parsed here. Babel takes 30 ms to import, so what formats nothing never
loads it.
"""

from __future__ import annotations

import datetime as dt
import operator
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

_LOCALES = {"en": "en_US", "zh_CN": "zh_Hans_CN", "zh_TW": "zh_Hant_TW"}

# Decimals by ISO 4217 where the locale data tells the everyday rounding instead: books go by the former.
_ISO_DECIMALS = {
    "AFN": 2,
    "ALL": 2,
    "IQD": 3,
    "IRR": 2,
    "KPW": 2,
    "LAK": 2,
    "LBP": 2,
    "MGA": 2,
    "MMK": 2,
    "RSD": 2,
    "SOS": 2,
    "SYP": 2,
    "YER": 2,
}


def language_locale(language: str) -> str:
    """Return the locale whose habits a language follows, such as `zh_Hans_CN`; English for an unknown one."""
    return _LOCALES.get(language, _LOCALES["en"])


def currency_decimals(code: str) -> int:
    """Return how many decimals a currency has: 0, 2 or 3; ValueError if no country pays with it."""
    from babel.numbers import get_currency_precision

    if code not in _currencies_in_use():
        message = f"unknown currency: {code!r}"
        raise ValueError(message)
    return _ISO_DECIMALS.get(code, get_currency_precision(code))


def money(minor: int, currency: str, decimals: int, language: str, *, symbol: bool = True) -> str:
    """Write an amount of money, with the currency's sign (`¥1,234.50`) or without one (`1,234.50`)."""
    if not symbol:
        return amount(minor, decimals, language)
    pattern = _pattern(language, "currency", decimals)
    value = _major(minor, decimals)
    text = str(pattern.apply(value, _locale(language), currency=currency, currency_digits=False))
    # A book has one currency, so its sign need not say which country's: CN¥ in English, JP¥ in Chinese.
    return text.replace("CN¥", "¥").replace("JP¥", "¥")


def amount(minor: int, decimals: int, language: str, *, signed: bool = False) -> str:
    """Write an amount without currency, grouped: `-1,234.50`; `signed` puts a plus before gains."""
    text = str(_pattern(language, "number", decimals).apply(_major(minor, decimals), _locale(language)))
    return f"+{text}" if signed and minor > 0 else text


def number(value: int, language: str) -> str:
    """Write a whole number, grouped: `12,000`."""
    return amount(value, 0, language)


def percent(basis_points: int, language: str, *, decimals: int = 0) -> str:
    """Write a share given in hundredths of a percent: 1250 is `12%`, with one decimal `12.5%`.

    What is left out is rounded, halves to the even digit.
    """
    return str(_pattern(language, "percent", decimals).apply(_major(basis_points, 4), _locale(language)))


def short_date(day: dt.date) -> str:
    """Write a date for a column: `2026-01-05`.

    The same in every language: it lines up, and nobody takes the day for the month.
    """
    return day.isoformat()


def long_date(day: dt.date, language: str) -> str:
    """Write a date in words, for a sentence or a letter: `January 5, 2026`, `2026年1月5日`."""
    from babel.dates import format_date

    return format_date(day, "long", locale=_locale(language))


def weekday(day: dt.date, language: str) -> str:
    """Write the day of the week: `Saturday`, `星期六`."""
    from babel.dates import get_day_names

    return str(get_day_names("wide", locale=_locale(language))[day.weekday()])


def month(day: dt.date, language: str) -> str:
    """Write the month a day lies in: `January 2026`, `2026年1月`."""
    from babel.dates import format_skeleton

    return format_skeleton("yMMMM", day, locale=_locale(language))


def date_time(moment: dt.datetime) -> str:
    """Write a moment to the minute on the clock of its own time zone: `2026-01-05 14:30`.

    A moment without time zone is a ValueError, because nobody could tell what it means.
    """
    if moment.tzinfo is None:
        message = "a moment without time zone cannot be shown"
        raise ValueError(message)
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")


def _major(minor: int, decimals: int) -> Decimal:
    """Return minor units as an exact decimal number of major units; TypeError for anything but an integer."""
    return Decimal(f"{operator.index(minor)}E-{decimals}")


@lru_cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(language_locale(language))


@lru_cache
def _pattern(language: str, kind: str, decimals: int) -> NumberPattern:
    """Return the locale's pattern for a kind of number with exactly `decimals` decimals."""
    from babel.numbers import parse_pattern

    locale = _locale(language)
    formats = {
        "currency": locale.currency_formats["standard"],
        "number": locale.decimal_formats[None],
        "percent": locale.percent_formats[None],
    }
    # Parsed anew, because the locale's own pattern object is shared by all who use it.
    pattern = parse_pattern(formats[kind].pattern)
    pattern.frac_prec = (decimals, decimals)
    return pattern


@lru_cache
def _currencies_in_use() -> frozenset[str]:
    """Return the codes of all currencies that are legal tender somewhere and have no end date."""
    from babel.core import get_global

    territories = get_global("territory_currencies").values()
    return frozenset(code for uses in territories for code, _start, end, tender in uses if tender and end is None)
