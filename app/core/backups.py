"""Which backups are kept, and when the owner is told that the last good one is old. Pure: dates come in, names go out.

Kept are the last of each of the last days, weeks (from Monday) and months that have any, as many as the owner wants of
each. Days without a backup do not count, so a shop that was closed for a month loses none by it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import NamedTuple

from app.errors import Message, refuse
from app.i18n.mark import N_

SUFFIX = ".cbackup"

_NAME = re.compile(r"(?P<stem>.+)-(?P<on>\d{4}-\d\d-\d\d)-(?P<at>\d{6})(-\d+)?\.cbackup")
_STAMP = "%Y-%m-%d-%H%M%S"
_AHEAD = timedelta(days=1)


class Keep(NamedTuple):
    """How many days, weeks and months of backups are kept."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


class Kept(NamedTuple):
    """A backup as the rule sees it: its file's name, and the local time it was made."""

    name: str
    made_at: datetime


def backup_name(book: PurePath, made_at: datetime) -> str:
    """Return the name of a backup's file: `shop-2026-11-22-153012.cbackup`; the time is local."""
    return f"{book.stem}-{made_at.strftime(_STAMP)}{SUFFIX}"


def is_backup(path: PurePath) -> bool:
    """Whether a file is a backup, by its name: it is looked at and copied, never worked in."""
    return path.suffix.casefold() == SUFFIX


def made_at(name: str) -> datetime | None:
    """Return the local time at which a backup was made, by its name; None for a file of another name."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        return datetime.strptime(f"{found['on']}-{found['at']}", _STAMP)  # noqa: DTZ007 - the shop's own clock
    except ValueError:
        return None


def check_keep(keep: Keep) -> Keep:
    """Return how many are kept, if it can be meant; refuses less than one day's and numbers below zero."""
    if keep.daily < 1 or keep.weekly < 0 or keep.monthly < 0:
        refuse("keep", N_("keep: at least one day of backups is kept; weeks and months may be 0."))
    return keep


def surplus(backups: Iterable[Kept], keep: Keep, newest: str) -> list[Kept]:
    """Return the backups that are not kept any more, the oldest first; never the one just made, `newest`.

    All are to be provably the book's own and good: what is none of these is not to be named here at all.
    """
    # Of the same second the one just made is the last, and a higher number the later.
    ordered = sorted(
        backups, key=lambda each: (each.made_at, each.name == newest, len(each.name), each.name), reverse=True
    )
    wanted = {newest}
    for most, share in zip(keep, _SHARES, strict=True):
        wanted |= _last_of_each(ordered, most, share)
    return [each for each in reversed(ordered) if each.name not in wanted]


def _last_of_each(ordered: Sequence[Kept], most: int, share: Callable[[date], object]) -> set[str]:
    """Return the names of the last backup of each of the last days, weeks or months."""
    last: dict[object, str] = {}
    for each in ordered:
        last.setdefault(share(each.made_at.date()), each.name)
    return set(list(last.values())[:most])


def _month(on: date) -> object:
    return on.year, on.month


def _week(on: date) -> object:
    return on - timedelta(days=on.weekday())


def _day(on: date) -> object:
    return on


_SHARES: tuple[Callable[[date], object], ...] = (_day, _week, _month)


def is_due(last: datetime | None, now: datetime) -> bool:
    """Whether a day's backup is to be made: none was made today; one of a day to come counts for nothing."""
    return last is None or last.date() < now.date() or last > now + _AHEAD


def old_news(last: datetime | None, now: datetime, warn_days: int) -> Message | None:
    """Say that there is no good backup, or that the last one is old; None where nothing need be said."""
    if last is None or last > now + _AHEAD:
        return Message(N_("There is no good backup of this book yet; choose a folder or a drive for backups."))
    days = (now.date() - last.date()).days
    if days < warn_days:
        return None
    text = N_("The last good backup was made on {on}, {days} days ago; make one now.")
    return Message(text, {"on": last.date(), "days": days})
