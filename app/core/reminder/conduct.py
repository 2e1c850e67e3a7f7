"""Decent conduct: when, how often and by which way a customer may be contacted at all, by hand or automatically.

Defaults are the strict figures of rules that bind lenders, not shops: no contact 22:00-08:00 (中国银行业协会 2026-01-30
指引; GB/T 45251-2025), at most three contacts a day (GB/T 45251-2025), seven in seven days (US Reg F, 12 CFR 1006.14),
the debtor only (the same). Advertising needs consent for the way (PIPL Art. 13); who has opted out is left in peace.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from app.core.readers import Reader, read_fields, whole, yes_or_no
from app.core.reminder.kinds import Way
from app.core.reminder.readers import dates, time_of_day
from app.errors import Message, Refused
from app.i18n.mark import N_

MAX_PER_DAY = 20
MAX_PER_WEEK = 100

_WEEK = timedelta(days=7)
_SUNDAY = 6
_FURTHEST = 400  # days looked ahead for one on which contact is allowed

_BY_THE_CLOCK = frozenset({Way.EMAIL, Way.PHONE, Way.MESSAGE, Way.SERVICE})
"""The ways that reach the customer at once; a letter printed at night comes by day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """What the shop keeps to. Hours are those where the customer lives; equal ones mean no quiet hours."""

    quiet_from: time = time(22)
    quiet_to: time = time(8)
    no_sundays: bool = True
    holidays: frozenset[date] = frozenset()
    per_day: int = 3
    per_week: int = 7


class Contact(NamedTuple):
    """A contact that took place: an aware moment, and the way. A call nobody answered is one too."""

    at: datetime
    way: Way


class Addressee(NamedTuple):
    """Who would be contacted: whether it is the customer, what they opted out of, what advertising they agreed to."""

    is_debtor: bool = True
    opted_out: frozenset[Way] = frozenset()
    consents: frozenset[Way] = frozenset()


class Answer(StrEnum):
    """Whether a contact may take place."""

    OK = "ok"
    WAIT = "wait"
    NEVER = "never"


class Verdict(NamedTuple):
    """Whether a contact may take place, `until` when it waits (aware, in the customer's zone), and why."""

    answer: Answer
    until: datetime | None = None
    message: Message | None = None


_OK = Verdict(Answer.OK)


def verdict(
    conduct: Conduct,
    way: Way,
    at: datetime,
    contacts: Iterable[Contact],
    to: Addressee,
    *,
    advertising: bool = False,
) -> Verdict:
    """Say whether a customer may be contacted at a moment, and if not now, from when on.

    `at` is aware, in the zone where the customer lives; ValueError otherwise. Contacts may come in any order; those
    dated later (the clock was set back) count as well. `until` is never a time of day that exists twice or not at all.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("a moment without time zone says nothing about the hour")
    if way is Way.OWNER:
        return _OK
    forbidden = _forbidden(way, to, advertising=advertising)
    if forbidden is not None:
        return Verdict(Answer.NEVER, message=forbidden)
    calendar = _Calendar(conduct, way, tuple(contact.at.astimezone(UTC) for contact in contacts if _counts(contact)))
    now = at.astimezone(UTC).astimezone(at.tzinfo)
    message = calendar.objection(now)
    if message is None:
        return _OK
    until = calendar.next_allowed(now)
    return Verdict(Answer.NEVER if until is None else Answer.WAIT, until, message)


def _counts(contact: Contact) -> bool:
    return contact.way is not Way.OWNER


def _forbidden(way: Way, to: Addressee, *, advertising: bool) -> Message | None:
    if not to.is_debtor:
        return Message(N_("Only the customer is told what the customer owes; ask nobody else, not even for a message."))
    if way in to.opted_out:
        return Message(N_("The customer does not want to be contacted this way."))
    if advertising and way not in to.consents:
        return Message(N_("The customer has not agreed to advertising this way."))
    return None


class _Calendar:
    """When one customer may be contacted by one way, given the contacts there were (in UTC)."""

    def __init__(self, conduct: Conduct, way: Way, contacts: tuple[datetime, ...]) -> None:
        self._conduct = conduct
        self._by_clock = way in _BY_THE_CLOCK
        self._contacts = contacts

    def objection(self, at: datetime) -> Message | None:
        """Return why there may be no contact at a moment; None if there may be."""
        conduct = self._conduct
        if self._is_closed(at.date()):
            return Message(N_("Customers are not contacted on Sundays and holidays."))
        if self._is_quiet(at.time()):
            return Message(
                N_("Customers are not contacted between {quiet_from} and {quiet_to}."),
                {"quiet_from": f"{conduct.quiet_from:%H:%M}", "quiet_to": f"{conduct.quiet_to:%H:%M}"},
            )
        if len(self._of_day(at)) >= conduct.per_day:
            return Message(
                N_("The customer has been contacted {most} times that day, which is the most."),
                {"most": conduct.per_day},
            )
        if len(self._of_week(at)) >= conduct.per_week:
            return Message(
                N_("The customer has been contacted {most} times within seven days, which is the most."),
                {"most": conduct.per_week},
            )
        return None

    def next_allowed(self, at: datetime) -> datetime | None:
        """Return the first moment, in the zone of `at`, at which nothing stands against a contact."""
        last = at.date() + timedelta(days=_FURTHEST) if at.date() < date.max - timedelta(days=_FURTHEST) else at.date()
        while at.date() < last:
            following = self._next_try(at)
            if following is None:
                return at
            at = following
        return None

    def _next_try(self, at: datetime) -> datetime | None:
        """Return a later moment before which there is surely none; None if contact is allowed at this one."""
        if self._is_closed(at.date()) or len(self._of_day(at)) >= self._conduct.per_day:
            return _moment(at.date() + timedelta(days=1), time.min, at.tzinfo)
        if self._is_quiet(at.time()):
            return self._end_of_quiet(at)
        week = self._of_week(at)
        if len(week) >= self._conduct.per_week:
            first = min(week)  # it counts for seven days by the hour, and by the calendar
            midnight = _moment(first.astimezone(at.tzinfo).date() + _WEEK, time.min, at.tzinfo)
            return max(_clear((first + _WEEK).astimezone(at.tzinfo)), midnight)
        return None if _is_clear(at) else _clear(at)

    def _is_closed(self, day: date) -> bool:
        if not self._by_clock:
            return False
        return (self._conduct.no_sundays and day.weekday() == _SUNDAY) or day in self._conduct.holidays

    def _is_quiet(self, clock: time) -> bool:
        start, end = self._conduct.quiet_from, self._conduct.quiet_to
        if not self._by_clock or start == end:
            return False
        clock = clock.replace(tzinfo=None, fold=0)
        return start <= clock < end if start < end else clock >= start or clock < end

    def _end_of_quiet(self, at: datetime) -> datetime:
        end = self._conduct.quiet_to
        clock = at.time().replace(fold=0)
        return _moment(at.date() if clock < end else at.date() + timedelta(days=1), end, at.tzinfo)

    def _of_day(self, at: datetime) -> list[datetime]:
        return [each for each in self._contacts if each.astimezone(at.tzinfo).date() == at.date()]

    def _of_week(self, at: datetime) -> list[datetime]:
        """Return the contacts that lie within seven days of a moment, by hours or by days of the calendar."""
        moment = at.astimezone(UTC)
        return [
            each
            for each in self._contacts
            if abs(moment - each) < _WEEK or abs((at.date() - each.astimezone(at.tzinfo).date()).days) < _WEEK.days
        ]


# ---- hours that exist twice or not at all ---------------------------------------------------------------------------


def _moment(day: date, clock: time, zone: tzinfo | None) -> datetime:
    return _clear(datetime.combine(day, clock, tzinfo=zone))


def _is_clear(at: datetime) -> bool:
    """Whether the clock shows that time exactly once on its day."""
    return at.replace(fold=0).utcoffset() == at.replace(fold=1).utcoffset()


def _clear(at: datetime) -> datetime:
    """Return the first time of day, that one or later, that the clock shows exactly once.

    Where clocks go forward the missing hour ends when they do; where they go back the doubled one ends after its
    second pass.
    """
    return at if _is_clear(at) else _end_of_doubt(at)


def _end_of_doubt(at: datetime) -> datetime:
    zone = at.tzinfo
    one, other = (at.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    early, late = min(one, other), max(one, other)
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    change = late.replace(microsecond=0)
    doubled = max((before or timedelta()) - (late.astimezone(zone).utcoffset() or timedelta()), timedelta())
    return (change + doubled).astimezone(zone)


# ---- changing and storing it ----------------------------------------------------------------------------------------

_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "quiet_from": time_of_day,
        "quiet_to": time_of_day,
        "no_sundays": yes_or_no,
        "holidays": dates,
        "per_day": whole(1, MAX_PER_DAY),
        "per_week": whole(1, MAX_PER_WEEK),
    }
)


def changed(conduct: Conduct, given: Mapping[str, Any]) -> Conduct:
    """Return the conduct with what is given changed; refuses an unknown name and a wrong value by the name."""
    return replace(conduct, **read_fields(_READERS, given))


def as_json(conduct: Conduct) -> dict[str, str]:
    """Return every part as the JSON text that is stored of it."""
    return {each.name: json.dumps(_plain(getattr(conduct, each.name))) for each in fields(conduct)}


def _plain(value: object) -> object:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, frozenset):
        return [day.isoformat() for day in sorted(value)]
    return value


def from_json(stored: Mapping[str, str]) -> Conduct:
    """Return the conduct out of what is stored; a part that cannot be read, or is not known, has its default."""
    conduct = Conduct()
    for name, text in stored.items():
        try:
            conduct = changed(conduct, {name: json.loads(text)})
        except (ValueError, TypeError, RecursionError, Refused):
            continue
    return conduct
