"""A customer's rating in words one can read out to them: good, normal or at risk, and why.

The chance that the next charge is late (`core.credit.expectation`) gives the class. Over it stand a few plain bars:
nothing is good without enough history, with overdue money or after a broken promise, and what is long overdue is at
risk at once. Without any data there is no class at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.credit.expectation import Average, History, Settled, expect
from app.core.dates import days_later
from app.core.money import Money, portion
from app.core.owing.checks import WHOLE, percent
from app.core.reminder.promise import Outcome, Standing
from app.core.ways import CreditClass
from app.errors import Message
from app.i18n.mark import N_


class Policy(NamedTuple):
    """Where the classes begin: chances of being late in 1/100 %, days, and counts.

    `good_most`: up to that chance a customer may be good; `risk_least`: from there on at risk, unless of the customer's
    own charges fewer than `own_least` were late lately: the others' ways alone put nobody at risk. `least_settled`
    charges over at least `least_days` are needed to be good. More than `overdue_days` overdue is at risk at once, and
    so is who broke more than `broken_most` promises in the last `broken_days`.
    """

    good_most: int = 2_000
    risk_least: int = 5_000
    own_least: int = 2_500
    least_settled: int = 3
    least_days: int = 60
    overdue_days: int = 30
    broken_most: int = 1
    broken_days: int = 365


DEFAULT_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Rating:
    """A customer's rating on a day, with its reasons in whole sentences, the weightiest first.

    `credit` None means that there is no data. `late_chance` (1/100 %) is that of the next charge, `days` the days late
    to expect of it, negative for early; one in two should fall between `earliest` and `latest`. `late_share` (1/100 %)
    is the plain share of settled charges that were late, None without any.
    """

    on: date
    credit: CreditClass | None
    late_chance: int | None
    days: int | None
    earliest: int | None
    latest: int | None
    late_share: int | None
    settled: int
    overdue: int
    overdue_days: int
    reasons: tuple[Message, ...]


_QUARTILE = 0.6745  # of a normal curve's spread: half of everything lies within it on both sides
_NEVER_SURE = 100  # no history makes it sure that somebody pays in time, or does not
_LATELY_DAYS = 180
_LATELY_LEAST = 3
_NOTABLE_DAYS = 3


def rate(history: History, average: Average, on: date, policy: Policy = DEFAULT_POLICY) -> Rating:
    """Rate a customer on a day by their own history, which is shrunk to the shop's average where it is short."""
    facts = _facts(history, on)
    if not facts.counted and not facts.overdue:
        return Rating(on, None, None, None, None, None, None, 0, 0, 0, (_no_data(facts),))
    found = expect(history, average, on)
    chance = min(max(round(found.chance * WHOLE), _NEVER_SURE), WHOLE - _NEVER_SURE)
    bars = tuple(_bars(facts, history, policy))
    reach = _QUARTILE * found.spread
    days = round(found.days)
    late = sum(each.days > 0 for each in facts.counted)
    return Rating(
        on=on,
        credit=_class(chance, _late_lately(facts, policy), bars, policy),
        late_chance=chance,
        days=days,
        earliest=round(found.days - reach),
        latest=round(found.days + reach),
        late_share=portion(WHOLE, late, len(facts.counted)) if facts.counted else None,
        settled=len(facts.counted),
        overdue=facts.overdue,
        overdue_days=facts.overdue_days,
        reasons=(*(bar.reason for bar in bars), *_reasons(facts, history, _Foretold(chance, days, average.trend))),
    )


def promises(found: Iterable[Standing], on: date, policy: Policy = DEFAULT_POLICY) -> tuple[int, int]:
    """Return how many promises were kept, and how many broken of those that ended lately, for `History`."""
    since = days_later(on, -policy.broken_days)
    known = list(found)
    kept = sum(each.outcome is Outcome.KEPT for each in known)
    return kept, sum(each.outcome is Outcome.BROKEN and each.last_on >= since for each in known)


class _Facts(NamedTuple):
    """What the sentences are about: the settled charges that count, and what is overdue without being in dispute."""

    counted: tuple[Settled, ...]
    excused: int
    disputed: int
    overdue: int
    overdue_days: int
    on: date
    since: date


def _facts(history: History, on: date) -> _Facts:
    settled = [each for each in history.settled if each.settled_on <= on]
    counted = tuple(sorted((s for s in settled if not s.excused), key=lambda s: (s.settled_on, s.on)))
    overdue = [each for each in history.outstanding if each.due_on < on and not each.disputed]
    return _Facts(
        counted,
        excused=len(settled) - len(counted),
        disputed=sum(each.disputed for each in settled) + sum(each.disputed for each in history.outstanding),
        overdue=sum(each.open for each in overdue),
        overdue_days=max(((on - each.due_on).days for each in overdue), default=0),
        on=on,
        since=min((history.since or on, *(s.on for s in settled), *(o.on for o in history.outstanding))),
    )


# ---- the class ------------------------------------------------------------------------------------------------------


class _Bar(NamedTuple):
    """Something that keeps a customer from a class, whatever the chance is: `worst` is as good as they may be."""

    worst: CreditClass
    reason: Message


def _bars(facts: _Facts, history: History, policy: Policy) -> Iterator[_Bar]:
    overdue = {"amount": Money(facts.overdue), "days": facts.overdue_days}
    if facts.overdue_days > policy.overdue_days:
        text = N_("{amount} is overdue, the oldest of it by {days} days; that alone puts the customer at risk.")
        yield _Bar(CreditClass.AT_RISK, Message(text, overdue))
    elif facts.overdue:
        text = N_("{amount} is overdue, the oldest of it by {days} days; nobody is good while something is.")
        yield _Bar(CreditClass.NORMAL, Message(text, overdue))
    promises = {"broken": history.broken, "count": history.broken + history.kept}
    if history.broken > policy.broken_most:
        text = N_("Promises to pay broken: {broken} of {count}; that alone puts the customer at risk.")
        yield _Bar(CreditClass.AT_RISK, Message(text, promises))
    elif history.broken:
        text = N_("Promises to pay broken: {broken} of {count}; nobody is good after that for a while.")
        yield _Bar(CreditClass.NORMAL, Message(text, promises))
    if len(facts.counted) < policy.least_settled:
        text = N_("Charges settled so far: {count}; to be good takes {least}. The shop’s average stands in.")
        values = {"count": len(facts.counted), "least": policy.least_settled}
        yield _Bar(CreditClass.NORMAL, Message(text, values))
    elif (facts.on - facts.since).days < policy.least_days:
        text = N_("The customer has bought on account for {count} days; to be good takes {least}.")
        values = {"count": (facts.on - facts.since).days, "least": policy.least_days}
        yield _Bar(CreditClass.NORMAL, Message(text, values))


def _late_lately(facts: _Facts, policy: Policy) -> int | None:
    """Return the share (1/100 %) of the customer's own charges that was late lately; None where they are too few."""
    since = days_later(facts.on, -_LATELY_DAYS)
    lately = [each for each in facts.counted if each.settled_on > since]
    own = lately if len(lately) >= policy.least_settled else facts.counted
    if len(own) < policy.least_settled:
        return None
    return portion(WHOLE, sum(each.days > 0 for each in own), len(own))


def _class(chance: int, own: int | None, bars: tuple[_Bar, ...], policy: Policy) -> CreditClass:
    risky = chance >= policy.risk_least and (own is None or own >= policy.own_least)
    if risky or any(bar.worst is CreditClass.AT_RISK for bar in bars):
        return CreditClass.AT_RISK
    if chance > policy.good_most or bars:
        return CreditClass.NORMAL
    return CreditClass.GOOD


# ---- the other reasons ----------------------------------------------------------------------------------------------


def _no_data(facts: _Facts) -> Message:
    if facts.excused:
        return Message(N_("All that was settled was rightly disputed; nothing is known of how this customer pays."))
    return Message(N_("Nothing was settled on account yet; nothing is known of how this customer pays."))


class _Foretold(NamedTuple):
    """What was foretold: the chance (1/100 %), the days late, and how much of these is the whole shop's trend."""

    chance: int
    days: int
    trend: float


def _reasons(facts: _Facts, history: History, foretold: _Foretold) -> Iterator[Message]:
    late = sum(each.days > 0 for each in facts.counted)
    if facts.counted:
        on_time = {"on_time": len(facts.counted) - late, "count": len(facts.counted)}
        yield Message(N_("Paid on time: {on_time} of {count} settled charges."), on_time)
    yield from _lately(facts)
    yield from _trend(round(foretold.trend))
    yield _expected(foretold.days)
    yield Message(
        N_("The next charge is late with a chance of about {chance} %."),
        {"chance": percent(round(foretold.chance, -2))},
    )
    if history.kept and not history.broken:
        yield Message(N_("Every promise to pay was kept, {count} so far."), {"count": history.kept})
    if facts.disputed:
        yield Message(
            N_("Charges disputed: {count}, {right} of them rightly; those count neither way."),
            {"count": facts.disputed, "right": facts.excused},
        )
    if facts.counted:
        yield Message(
            N_("The customer has bought on account since {since}; charges of {amount} in all were settled."),
            {"since": facts.since, "amount": Money(sum(each.amount for each in facts.counted))},
        )
    else:
        yield Message(N_("The customer has bought on account since {since}."), {"since": facts.since})


def _lately(facts: _Facts) -> Iterator[Message]:
    """Say that it became notably better or worse, where both times have a few charges."""
    since = days_later(facts.on, -_LATELY_DAYS)
    new = [each.days for each in facts.counted if each.settled_on > since]
    old = [each.days for each in facts.counted if each.settled_on <= since]
    if min(len(new), len(old)) < _LATELY_LEAST:
        return
    change = round(sum(new) / len(new) - sum(old) / len(old))
    values = {"count": len(new), "days": abs(change)}
    if change >= _NOTABLE_DAYS:
        yield Message(N_("The last {count} charges were paid {days} days later than those before."), values)
    elif change <= -_NOTABLE_DAYS:
        yield Message(N_("The last {count} charges were paid {days} days sooner than those before."), values)


def _trend(days: int) -> Iterator[Message]:
    """Say that the whole shop is paid later or sooner than before, which counts for everybody."""
    if days > 0:
        yield Message(N_("All customers together lately pay later than they used to; that counts in."))
    elif days < 0:
        yield Message(N_("All customers together lately pay sooner than they used to; that counts in."))


_NEXT = {
    -1: N_("The next charge is expected to be paid a day before its due date."),
    0: N_("The next charge is expected to be paid on its due date."),
    1: N_("The next charge is expected to be paid a day after its due date."),
}


def _expected(days: int) -> Message:
    if days in _NEXT:
        return Message(_NEXT[days])
    if days > 0:
        return Message(N_("The next charge is expected to be paid {days} days after its due date."), {"days": days})
    return Message(N_("The next charge is expected to be paid {days} days before its due date."), {"days": -days})
