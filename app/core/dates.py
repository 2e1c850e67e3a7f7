"""Reckoning with months as contracts and laws do: to the same day of another month, or its last one."""

from calendar import monthrange
from datetime import date, timedelta

_YEAR = 12


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, the month's last one where it has no such day (民法典 Art. 202).

    Beyond the last year there is the last day of all.
    """
    count = day.year * _YEAR + day.month - 1 + months
    year, month = divmod(count, _YEAR)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date, months: int = 0) -> date:
    """Return the last day of the month some months after a day's own."""
    found = months_later(day.replace(day=1), months)
    return found.replace(day=monthrange(found.year, found.month)[1])


def days_later(day: date, days: int) -> date:
    """Return the day some days later (earlier if negative), never beyond what a date can be."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
