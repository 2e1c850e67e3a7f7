"""Birthdays as they are kept, in both calendars."""

from datetime import date

import pytest

from app.core.counter import next_birthday
from app.core.customer import Calendar


def nowhere(_month, _day, _on):
    raise AssertionError


@pytest.mark.parametrize(
    ("birthday", "on", "expected"),
    [
        ("1990-05-01", "2026-05-01", "2026-05-01"),
        ("05-01", "2026-05-02", "2027-05-01"),
        ("01-01", "2026-12-31", "2027-01-01"),
        ("2000-02-29", "2026-02-01", "2026-02-28"),
        ("02-29", "2026-02-28", "2026-02-28"),
        ("02-29", "2026-03-01", "2027-02-28"),
        ("02-29", "2028-02-28", "2028-02-29"),  # there is one: the 28th is not it
        ("02-29", "2100-02-01", "2100-02-28"),
        ("12-31", "9999-12-31", "9999-12-31"),
    ],
)
def test_the_next_birthday(birthday, on, expected):
    found = next_birthday(birthday, Calendar.SOLAR, date.fromisoformat(on), nowhere)
    assert found == date.fromisoformat(expected)


def test_none_given_and_none_left():
    assert next_birthday("", Calendar.LUNAR, date(2026, 1, 1), nowhere) is None
    assert next_birthday("05-01", Calendar.SOLAR, date(9999, 6, 1), nowhere) is None


def test_a_lunar_birthday_is_asked_of_the_lunar_calendar():
    asked = []

    def lunar(*wanted):
        asked.append(wanted)
        return date(2026, 9, 25)

    on = date(2026, 9, 1)
    assert next_birthday("1990-08-15", Calendar.LUNAR, on, lunar) == date(2026, 9, 25)
    assert next_birthday("08-15", Calendar.LUNAR, on, lunar) == date(2026, 9, 25)
    assert asked == [(8, 15, on)] * 2
