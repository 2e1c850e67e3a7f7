"""The Chinese lunar calendar: on which day of ours a day of it falls.

borax knows the lunar years 1900 to 2100 by tables. It is loaded only when a customer's birthday is lunar.
"""

from datetime import date

_LONGEST_MONTH = 30


def next_day(month: int, day: int, on: date) -> date | None:
    """Return the next day, on a date or later, on which a day of the lunar year falls; None beyond the tables.

    A leap month has no birthdays of its own: they are kept in the month it follows. The 30th of a month that has 29
    days this year is kept on the 29th.
    """
    from borax.calendars.lunardate import MAX_LUNAR_YEAR, MAX_SOLAR_DATE, MIN_SOLAR_DATE, LunarDate

    if not MIN_SOLAR_DATE <= on <= MAX_SOLAR_DATE:
        return None
    year = LunarDate.from_solar(on).year
    for each in (year, year + 1):
        if each > MAX_LUNAR_YEAR:
            return None
        found = _solar(each, month, day)
        if found >= on:
            return found
    return None


def _solar(year: int, month: int, day: int) -> date:
    from borax.calendars.lunardate import LCalendars, LunarDate

    last = LCalendars.ndays(year, month) if day == _LONGEST_MONTH else day
    found: date = LunarDate(year, month, min(day, last)).to_solar_date()
    return found
