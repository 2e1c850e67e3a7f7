import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.i18n import format as formats
from app.i18n.catalog import LANGUAGES

languages = st.sampled_from(LANGUAGES)
minors = st.integers(-(10**20), 10**20)
decimal_places = st.sampled_from((0, 2, 3))


def read_back(text: str) -> int:
    """Return the minor units a written amount stands for, whatever its sign of currency and its grouping."""
    digits = int("".join(char for char in text if char.isdecimal()))
    return -digits if "-" in text else digits


@given(minors, st.sampled_from(("CNY", "USD", "JPY", "KWD", "TWD", "CHF")), decimal_places, languages)
def test_money_says_exactly_what_it_is(minor, currency, decimals, language):
    text = formats.money(minor, currency, decimals, language)
    assert read_back(text) == minor
    assert len(text.partition(".")[2]) == decimals


@given(minors, decimal_places, languages)
def test_money_without_symbol_is_a_plain_amount(minor, decimals, language):
    text = formats.money(minor, "CNY", decimals, language, symbol=False)
    assert text == formats.amount(minor, decimals, language)
    assert set(text) <= set("0123456789,.-")


@given(minors, decimal_places, languages)
def test_a_signed_amount_bears_its_sign_and_nothing_has_none(minor, decimals, language):
    text = formats.amount(minor, decimals, language, signed=True)
    assert read_back(text) == minor
    assert text.startswith("+") == (minor > 0)
    assert text.startswith("-") == (minor < 0)


@given(st.integers(-(10**15), 10**15), languages)
def test_a_number_is_grouped_by_thousands(value, language):
    assert formats.number(value, language) == f"{value:,}"


@pytest.mark.parametrize(
    ("language", "currency", "text"),
    [
        ("en", "CNY", "-¥1,234.50"),
        ("zh_CN", "CNY", "-¥1,234.50"),
        ("zh_TW", "TWD", "-$1,234.50"),
        ("en", "USD", "-$1,234.50"),
        ("zh_CN", "USD", "-US$1,234.50"),
    ],
)
def test_money_looks_as_its_reader_expects(language, currency, text):
    assert formats.money(-123450, currency, 2, language) == text


@pytest.mark.parametrize("minor", [1.5, "1", None])
def test_only_integers_are_money(minor):
    with pytest.raises(TypeError):
        formats.money(minor, "CNY", 2, "en")


@pytest.mark.parametrize(
    ("code", "decimals"),
    [
        ("CNY", 2),
        ("TWD", 2),
        ("HKD", 2),
        ("EUR", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("KWD", 3),
        ("IQD", 3),
        ("RSD", 2),
    ],
)
def test_decimals_of_currencies(code, decimals):
    assert formats.currency_decimals(code) == decimals


@pytest.mark.parametrize("code", ["", "cny", "XYZ", "RMB", "DEM", "XXX", "¥"])
def test_a_currency_nobody_pays_with_is_refused(code):
    with pytest.raises(ValueError, match="unknown currency"):
        formats.currency_decimals(code)


def test_every_currency_in_use_has_0_2_or_3_decimals():
    assert {formats.currency_decimals(code) for code in formats._currencies_in_use()} == {0, 2, 3}


@pytest.mark.parametrize(
    ("basis_points", "decimals", "text"),
    [(0, 0, "0%"), (1250, 0, "12%"), (1250, 1, "12.5%"), (-333, 2, "-3.33%"), (1000000, 0, "10,000%")],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_percent(basis_points, decimals, text, language):
    assert formats.percent(basis_points, language, decimals=decimals) == text


@pytest.mark.parametrize(
    ("language", "long", "month"),
    [
        ("en", "January 5, 2026", "January 2026"),
        ("zh_CN", "2026年1月5日", "2026年1月"),
        ("zh_TW", "2026年1月5日", "2026年1月"),
    ],
)
def test_dates_in_words(language, long, month):
    day = dt.date(2026, 1, 5)
    assert formats.long_date(day, language) == long
    assert formats.month(day, language) == month


@given(st.dates())
def test_a_short_date_is_read_back_as_the_same_day(day):
    text = formats.short_date(day)
    assert len(text) == 10
    assert dt.date.fromisoformat(text) == day


def test_a_moment_is_shown_on_its_own_clock():
    china = dt.timezone(dt.timedelta(hours=8))
    assert formats.date_time(dt.datetime(2026, 1, 5, 23, 59, 59, tzinfo=china)) == "2026-01-05 23:59"


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        formats.date_time(dt.datetime(2026, 1, 5, 12))  # noqa: DTZ001 - that is the point


def test_an_unknown_language_follows_english():
    assert formats.language_locale("xx") == formats.language_locale("en")
