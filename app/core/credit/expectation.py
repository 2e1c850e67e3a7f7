"""What is to be expected of a customer's next charge, from the customer's own history alone.

Every settled charge says how many days before or after its due date it was paid. A charge of half a year ago counts
half, one of a year ago a quarter; a charge four times as large as the usual one counts twice. What is overdue now
counts as paid a few days from now. Two charges of the shop's average customer are added, so that a short history says
little; and if everybody pays sooner or later than before, so will this customer. The average of all that is the days
late to expect, and how far the days lie apart says how sure that is; the chance that the next charge is late follows
from both (a normal curve, somewhat narrower). On IBM's bills this form foretells better than each customer's plain
share of late charges, and no worse than boosted trees (`tests/bench/rating_bench.py`).

Figures here are estimates, not money: they are reckoned in floating point, and rounded before anybody compares them.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

HALF_LIFE_DAYS = 180
"""After how many days a settled charge counts half."""

AVERAGE_CHARGES = 2.0
"""How many charges of the shop's average customer are added to each history."""

_SPREAD_CHARGES = 4.0  # how many charges the shop's spread counts as beside a customer's own
_SPREAD_SHARE = 0.4  # of the shop's spread, squared: what lies within customers rather than between them
_STILL_OPEN_DAYS = 3  # what is overdue now will not be paid today
_LEAST_CHARGES = 20  # below so many the shop's own average, or its trend, is not to be trusted alone
_NARROWER = 0.8  # the days of one customer bunch; chosen on the bills of 2012, and it holds on those of 2013
TREND_DAYS = 90
"""How far back the trend of the whole shop looks."""

_TREND_HISTORY = 4  # charges from which on a customer's lateness can be said to have changed
_HALF = 0.5


class Settled(NamedTuple):
    """A charge that was paid in full, written off (on that day) or otherwise ended: when it was due and when it ended.

    `excused`: it was in dispute and the customer was right; it counts neither for nor against anybody.
    """

    on: date
    due_on: date
    settled_on: date
    amount: int
    disputed: bool = False
    excused: bool = False

    @property
    def days(self) -> int:
        """How many days late it was, negative if early."""
        return (self.settled_on - self.due_on).days


class Outstanding(NamedTuple):
    """A charge that is open on the day of the rating; `open` in minor units, `disputed` while it is in dispute."""

    on: date
    due_on: date
    open: int
    disputed: bool = False


class History(NamedTuple):
    """What the shop knows of how one customer pays, as of a day; all of it dated no later.

    `kept` and `broken` count the promises decided within the time the rating's policy looks back on. `since` is when
    the relation began, None for the first charge.
    """

    settled: tuple[Settled, ...] = ()
    outstanding: tuple[Outstanding, ...] = ()
    kept: int = 0
    broken: int = 0
    since: date | None = None


class Average(NamedTuple):
    """How the shop's customers pay on the whole: days late on average, how far they lie apart, how many charges.

    `trend` is by how many days they lately paid later (sooner if negative) than the same customers used to.
    """

    days: float = 0.0
    spread: float = 15.0
    charges: int = 0
    trend: float = 0.0


class Expected(NamedTuple):
    """What is to be expected of the next charge: days late, how far off that may be, and the chance of being late."""

    days: float
    spread: float
    chance: float


def shop_average(customers: Iterable[Iterable[Settled]], on: date) -> Average:
    """Return how all customers pay as known on a day, given what each of them has settled.

    With few charges it leans on the assumption of paying on the day, two weeks off.
    """
    counted = [[s for s in own if not s.excused and s.settled_on <= on] for own in customers]
    days = [each.days for own in counted for each in own]
    if not days:
        return Average()
    mean = sum(days) / len(days)
    spread = math.sqrt(sum((each - mean) ** 2 for each in days) / len(days))
    known = min(len(days) / _LEAST_CHARGES, 1.0)
    plain = Average()
    mean = known * mean + (1 - known) * plain.days
    spread = max(known * spread + (1 - known) * plain.spread, 1.0)
    return Average(mean, spread, len(days), _trend(counted, on))


def _trend(customers: Iterable[Sequence[Settled]], on: date) -> float:
    """Return by how much lately settled charges differ from what each customer's own history says, on average."""
    apart: list[float] = []
    for own in customers:
        lately = [each.days for each in own if (on - each.settled_on).days <= TREND_DAYS]
        if len(own) >= _TREND_HISTORY and lately:
            weights = [_recency(each, on) for each in own]
            mean = sum(w * each.days for w, each in zip(weights, own, strict=True)) / sum(weights)
            apart += [days - mean for days in lately]
    return sum(apart) / len(apart) if len(apart) >= _LEAST_CHARGES else 0.0


def _recency(settled: Settled, on: date) -> float:
    return float(_HALF ** ((on - settled.settled_on).days / HALF_LIFE_DAYS))


def expect(history: History, average: Average, on: date) -> Expected:
    """Return what is to be expected of a customer's next charge."""
    evidence = _evidence(history, on)
    weight = sum(w for w, _ in evidence)
    late = sum(w * days for w, days in evidence)
    within = average.spread**2 * _SPREAD_SHARE
    days = (late + AVERAGE_CHARGES * average.days) / (weight + AVERAGE_CHARGES) + average.trend
    centre = late / weight if weight else average.days
    apart = sum(w * (each - centre) ** 2 for w, each in evidence)
    variance = (apart + _SPREAD_CHARGES * within) / (weight + _SPREAD_CHARGES) + within / (weight + AVERAGE_CHARGES)
    spread = math.sqrt(variance)
    return Expected(days, spread, _normal((days - _HALF) / (_NARROWER * spread)))


def _evidence(history: History, on: date) -> list[tuple[float, float]]:
    """Return weights and days late of what is known: settled charges by age and size, and what is overdue now."""
    counted = [each for each in history.settled if not each.excused and each.settled_on <= on]
    overdue = [each for each in history.outstanding if each.due_on < on and not each.disputed]
    usual = sum(each.amount for each in counted) / len(counted) if counted else 0.0
    found = [(_recency(each, on) * _size(each.amount, usual), float(each.days)) for each in counted]
    return found + [(_size(each.open, usual), float((on - each.due_on).days + _STILL_OPEN_DAYS)) for each in overdue]


def _size(amount: int, usual: float) -> float:
    return math.sqrt(amount / usual) if usual > 0 else 1.0


def _normal(z: float) -> float:
    return _HALF * (1 + math.erf(z / math.sqrt(2)))
