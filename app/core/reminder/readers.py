"""Checking what is given for rules, ladders and conduct alone; readers of all settings are in `core.readers`."""

from datetime import date, time
from functools import partial
from itertools import pairwise

from app.core.readers import Reader, listed, whole
from app.errors import refuse
from app.i18n.mark import N_

MAX_DAYS = 3650
"""The most days a rule may count."""

MAX_STEPS = 12
"""The most days a rule may have, and the most stages of a ladder."""

_MAX_NAME = 60
_DAYS = whole(0, MAX_DAYS)


def template_name(name: str, value: object) -> str:
    """Return the name of a template: small letters, digits and underscores; blank for none."""
    if not isinstance(value, str):
        refuse(name, N_("{field} must be text in quotes."), field=name)
    if len(value) > _MAX_NAME or not all(c in "abcdefghijklmnopqrstuvwxyz0123456789_" for c in value):
        refuse(name, N_("{field} “{value}” is not the name of a text."), field=name, value=value[:_MAX_NAME])
    return value


def day_list(*, rising: bool) -> Reader:
    """Return a reader of days that go one way: `rising` for days after an event, falling for days ahead of one."""
    return partial(_day_list, rising)


def _day_list(rising: bool, name: str, value: object) -> tuple[int, ...]:  # noqa: FBT001 - bound by `partial`
    days = tuple(_DAYS(name, each) for each in listed(name, value))
    if len(days) > MAX_STEPS:
        refuse(name, N_("{field} must not have more than {most} days."), field=name, most=MAX_STEPS)
    for earlier, later in pairwise(days):
        if earlier == later:
            refuse(name, N_("{field} names day {day} twice."), field=name, day=later)
        if rising and later < earlier:
            refuse(
                name,
                N_("{field} must rise: day {later} cannot come after day {earlier}."),
                field=name,
                later=later,
                earlier=earlier,
            )
        if not rising and later > earlier:
            refuse(
                name,
                N_("{field} must fall, as they count down: {later} cannot come after {earlier}."),
                field=name,
                later=later,
                earlier=earlier,
            )
    return days


def time_of_day(name: str, value: object) -> time:
    """Return a time of day without zone and seconds; texts as `22:00`."""
    found = value
    if isinstance(value, str):
        try:
            found = time.fromisoformat(value)
        except ValueError:
            found = None
    if not isinstance(found, time) or found.tzinfo is not None or found.second or found.microsecond:
        refuse(name, N_("{field} must be a time of day such as 22:00."), field=name)
    return found


def dates(name: str, value: object) -> frozenset[date]:
    """Return a set of days; texts as `2026-10-01`."""
    given = sorted(value) if isinstance(value, frozenset | set) else listed(name, value)
    return frozenset(_date(name, each) for each in given)


def _date(name: str, value: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            refuse(name, N_("{field} “{value}” is not a date: write it as 2026-10-01."), field=name, value=value[:40])
    if type(value) is not date:
        refuse(name, N_("{field} must be dates such as 2026-10-01."), field=name)
    return value
