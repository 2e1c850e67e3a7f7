"""Lunar days: dates as the Hong Kong Observatory's conversion tables give them (1901 to 2100)."""

from datetime import date, timedelta

import pytest

from app.system.lunar import next_day


@pytest.mark.parametrize(
    ("month", "day", "on", "expected"),
    [
        (1, 1, "2024-01-01", "2024-02-10"),
        (1, 1, "2025-01-01", "2025-01-29"),
        (1, 1, "2026-02-17", "2026-02-17"),  # New Year's day itself
        (1, 1, "2026-02-18", "2027-02-06"),
        (5, 5, "2026-01-01", "2026-06-19"),  # Dragon Boat
        (8, 15, "2026-01-01", "2026-09-25"),  # Mid-Autumn
        (8, 15, "2025-10-07", "2026-09-25"),  # the day after it: next year's
        (12, 8, "2026-01-01", "2026-01-26"),  # still in the lunar year that began in 2025
        (11, 30, "2033-12-01", "2033-12-21"),  # the month before the leap month of 2033
    ],
)
def test_the_next_day(month, day, on, expected):
    assert next_day(month, day, date.fromisoformat(on)) == date.fromisoformat(expected)


def test_a_leap_month_has_no_birthday_of_its_own():
    """2025 had a leap sixth month, 25 July to 22 August."""
    assert next_day(6, 10, date(2025, 7, 1)) == date(2025, 7, 4)
    assert next_day(6, 10, date(2025, 7, 5)) == date(2026, 7, 23)


def test_the_thirtieth_of_a_short_month_is_its_last_day():
    """The twelfth month of the year that began in 2024 had 29 days; New Year was 29 January 2025."""
    assert next_day(12, 30, date(2025, 1, 1)) == date(2025, 1, 28)


def test_beyond_the_tables_no_day_is_known():
    assert next_day(1, 1, date(1899, 12, 31)) is None
    assert next_day(1, 1, date(2100, 3, 1)) is None
    assert next_day(1, 1, date(2101, 6, 1)) is None


@pytest.mark.parametrize(("month", "day"), [(1, 1), (6, 15), (12, 30), (2, 30)])
def test_there_is_one_in_every_thirteen_months(month, day):
    for number in range(0, 30_000, 97):
        on = date(2000, 1, 1) + timedelta(days=number)
        found = next_day(month, day, on)
        assert found is not None
        assert on <= found <= on + timedelta(days=385)
