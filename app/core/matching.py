"""Whose money came in, and what was recorded of it: payments of bills held against the book's own entries.

Pure: payments, entries and customers in, proposals out. No payment and no entry is proposed twice, nothing is decided;
a proposal says in one sentence why, and how far it can be trusted (0 to 100).
"""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.core.payers import (
    Arrived,
    Clue,
    KnownPayer,
    OpenCharge,
    People,
    Person,
    is_called_otherwise,
    is_telling,
    words_of,
)
from app.core.requests import Tender
from app.errors import Message
from app.i18n.mark import N_

MAX_DAYS = 3
"""How far the day of a payment and that of its entry may lie apart."""

MOST_CANDIDATES = 12
"""How many candidates of one payment are shown: behind these comes what a person looks for by hand."""

_MINUTES = 15
_MOST_NEAR = 8
_HOUR, _HOURS, _AT_ONCE = 60, 2, 5
_SAYS_SOMETHING, _IS_KNOWN = 45, 80
_OF_ANOTHER, _TOO_MUCH = 20, 25
_CALLED_OTHERWISE = 60


class Recorded(NamedTuple):
    """What an entry says came in by a tender (negative: went back), as far as no payment proves it yet (`left`)."""

    entry: int
    customer: int
    way: Tender
    on: date
    left: int
    recorded: datetime | None = None
    reference: str = ""


class Does(StrEnum):
    """What is proposed: the payment proves an entry, or is to be recorded as a payment or a top-up."""

    TIE = "tie"
    PAYMENT = "payment"
    TOP_UP = "top_up"


class Proposal(NamedTuple):
    """What could be made of a payment (`incoming`), how far that can be trusted (0 to 100), and why."""

    incoming: int
    does: Does
    customer: int
    amount: int
    confidence: int
    reason: Message
    entry: int | None = None
    charges: tuple[str, ...] = ()


# ---- payments and entries -------------------------------------------------------------------------------------------


class _Pair(NamedTuple):
    trust: int
    apart: tuple[int, int]
    paid: Arrived
    entry: Recorded
    reason: Message


def propose(
    payments: Iterable[Arrived], entries: Iterable[Recorded], people: Iterable[Person], payers: Iterable[KnownPayer]
) -> list[Proposal]:
    """Return at most one proposal for each payment, the surest first; no entry stands in two of them."""
    known = People(people, payers)
    waiting = [each for each in payments if each.left]
    clues = {each.id: known.clues(each) for each in waiting}
    entries_ = _Entries(each for each in entries if each.left)
    rivals = Counter((each.way, each.left, each.on) for each in waiting)
    quiet = _quiet(waiting, entries_)
    pairs = [
        _pair(
            *(paid, entry, known, clues[paid.id], alone and rivals[paid.way, paid.left, paid.on] == 1),
            quiet=paid.id in quiet,
        )
        for paid in waiting
        for entry, alone in entries_.nearest(paid)
    ]
    found: dict[int, Proposal] = {}
    for pair in sorted(pairs, key=lambda each: (-each.trust, each.apart, each.paid.id, each.entry.entry)):
        if pair.paid.id not in found and not _is_anothers(pair) and entries_.take(pair.entry):
            found[pair.paid.id] = _tie(pair)
    for paid in sorted(waiting, key=lambda each: each.id):  # the nearest of some may have gone to others
        rest = None if paid.id in found else entries_.any_near(paid)
        if rest is None:
            continue
        last = _pair(paid, rest, known, clues[paid.id], alone=False)
        if not _is_anothers(last) and entries_.take(rest):
            found[paid.id] = _tie(last)
    charged: set[str] = set()
    for paid in waiting:
        if paid.id not in found and paid.left > 0 and clues[paid.id]:
            found[paid.id] = _posting(paid, clues[paid.id], known.by_id, charged)
    return sorted(found.values(), key=lambda each: (-each.confidence, each.incoming))


def _is_anothers(pair: _Pair) -> bool:
    """Whether a payment is known to be somebody else's than the entry: then it is to be recorded as theirs."""
    return pair.trust <= _OF_ANOTHER and pair.paid.left > 0


def candidates(
    paid: Arrived, entries: Iterable[Recorded], people: Iterable[Person], payers: Iterable[KnownPayer]
) -> list[Proposal]:
    """Return everything that could be made of one payment, the likeliest first; its entries may be others' too."""
    known = People(people, payers)
    clues = known.clues(paid)
    near = _Entries(each for each in entries if each.left).nearest(paid)
    found = [_tie(_pair(paid, entry, known, clues, alone)) for entry, alone in near]
    if paid.left > 0:
        found += [_posting(paid, [clue], known.by_id, set()) for clue in clues]
    return sorted(found, key=lambda each: (-each.confidence, each.entry or 0, each.customer))[:MOST_CANDIDATES]


def _tie(pair: _Pair) -> Proposal:
    paid, entry = pair.paid, pair.entry
    return Proposal(paid.id, Does.TIE, entry.customer, paid.left, pair.trust, pair.reason, entry=entry.entry)


class _Entries:
    """Entries by way, amount and day: a shop may sell the same thing hundreds of times a week."""

    def __init__(self, entries: Iterable[Recorded]) -> None:
        self._by_day: dict[_Sold, list[tuple[int, int, Recorded]]] = defaultdict(list)
        self._free: dict[_Sold, dict[int, Recorded]] = defaultdict(dict)
        for each in sorted(entries, key=lambda each: each.entry):
            self._by_day[each.way, each.left, each.on].append((_minute_recorded(each), each.entry, each))
            self._free[each.way, each.left, each.on][each.entry] = each
        self._amounts = {(way, left) for way, left, _ in self._by_day}
        for of_day in self._by_day.values():
            of_day.sort(key=lambda each: each[:2])

    def take(self, entry: Recorded) -> bool:
        """Take an entry away; return whether it was there."""
        return self._free[entry.way, entry.left, entry.on].pop(entry.entry, None) is not None

    def nearest(self, paid: Arrived) -> Iterator[tuple[Recorded, bool]]:
        """Yield entries of a payment's amount, the nearest to it, and whether no other one is as near."""
        seen = 0
        for near in range(MAX_DAYS + 1) if (paid.way, paid.left) in self._amounts else ():
            days = [self._by_day.get(sold, []) for sold in _sold_near(paid, near)]
            seen += sum(map(len, days))
            for of_day in days:
                at = bisect(of_day, (_minute_paid(paid),))
                for each in of_day[max(at - _MOST_NEAR, 0) : at + _MOST_NEAR]:
                    yield each[2], seen == 1
            if seen >= _MOST_NEAR:
                return

    def within_the_hour(self, paid: Arrived) -> tuple[int, int]:
        """Return how many entries of a payment's amount were recorded within an hour of it, and on its day."""
        of_day, at = self._by_day.get((paid.way, paid.left, paid.on), []), _minute_paid(paid)
        return bisect(of_day, (at + _HOUR + 1,)) - bisect(of_day, (at - _HOUR,)), len(of_day)

    def any_near(self, paid: Arrived) -> Recorded | None:
        """Return an entry of a payment's amount that is still there, of the nearest day."""
        for near in range(MAX_DAYS + 1) if (paid.way, paid.left) in self._amounts else ():
            for sold in _sold_near(paid, near):
                for each in self._free.get(sold, {}).values():
                    return each
        return None


_Sold = tuple[Tender, int, date]


def _sold_near(paid: Arrived, near: int) -> list[_Sold]:
    days = sorted({paid.on - timedelta(days=near), paid.on + timedelta(days=near)})
    return [(paid.way, paid.left, on) for on in days]


def _minute_recorded(entry: Recorded) -> int:
    return -1 if entry.recorded is None else entry.recorded.hour * 60 + entry.recorded.minute


def _minute_paid(paid: Arrived) -> int:
    return int(paid.at[:2]) * 60 + int(paid.at[3:5]) if paid.at else 0


_BY_DAYS = (80, 66, 56, 50)


def _quiet(payments: Sequence[Arrived], entries: _Entries) -> set[int]:
    """Return the payments that no other of their amount comes near: one entry and no payment within the hour.

    Nor may one be without the other on that day, for then what was written down late might be taken for it.
    """
    minutes: dict[_Sold, list[int]] = defaultdict(list)
    for each in payments:
        minutes[each.way, each.left, each.on].append(_minute_paid(each))
    for of_day in minutes.values():
        of_day.sort()
    found = set()
    for each in payments:
        others, at = minutes[each.way, each.left, each.on], _minute_paid(each)
        near = bisect(others, at + _HOUR) - bisect(others, at - _HOUR - 1)
        if each.at and near == 1 and entries.within_the_hour(each) == (1, len(others)):
            found.add(each.id)
    return found


def _pair(
    paid: Arrived,
    entry: Recorded,
    known: People,
    clues: Sequence[Clue],
    alone: bool,  # noqa: FBT001
    *,
    quiet: bool = False,
) -> _Pair:
    """Judge a pair; `alone` says that nothing else of its amount is as near, `quiet` as much of the hour around it."""
    days, minutes = abs((entry.on - paid.on).days), _minutes(paid, entry)
    apart = (days, _minutes_or_day(paid, entry))
    said = _by_words(paid, entry, clues, _BY_DAYS[days])
    trust, reason = said or _by_time(days, minutes, alone, quiet)
    if said is None and trust > _CALLED_OTHERWISE and is_called_otherwise(paid, known.by_id.get(entry.customer)):
        text = N_("Same amount and nearly the same time, but the payer is not called as the customer is.")
        trust, reason = _CALLED_OTHERWISE, Message(text)
    return _Pair(trust, apart, paid, entry, reason)


def _by_words(paid: Arrived, entry: Recorded, clues: Sequence[Clue], trust: int) -> tuple[int, Message] | None:
    """Judge a pair by what is written and who paid; None where that says nothing."""
    named = words_of(entry.reference) if entry.reference else []
    if any(is_telling(word, paid.left) for word in named) and _is_written(paid, named):
        return 99, Message(N_("Same amount, and the reference of the entry is that of the payment."))
    clue = next((each for each in clues if each.customer == entry.customer), None)
    if clue is not None and clue.trust >= _SAYS_SOMETHING:
        return min(97, trust + 15 + clue.trust // 30), clue.reason
    if clues and clues[0].trust >= _IS_KNOWN:
        return _OF_ANOTHER, Message(N_("Same amount, but the payer is known as another customer."))
    return None


def _is_written(paid: Arrived, named: Iterable[str]) -> bool:
    """Whether a payment bears one of some words that tell something."""
    written = {word.upper() for word in (paid.payment, paid.reference) if word} | set(words_of(paid.text))
    return any(word in written and is_telling(word, paid.left) for word in named)


def _by_time(days: int, minutes: int | None, alone: bool, quiet: bool) -> tuple[int, Message]:  # noqa: FBT001
    trust = _BY_DAYS[days]
    if minutes is not None and minutes <= _MINUTES:
        reason = Message(N_("Same amount, recorded within {n} minutes of the payment."), {"n": _MINUTES})
        return trust + 12 - (0 if alone or (quiet and minutes <= _AT_ONCE) else 10), reason
    if not alone:
        text = N_("Same amount, but more than one payment or entry fits; these lie nearest to each other.")
        return min(45, trust), Message(text)
    if days:
        return trust, Message(N_("Same amount on another day (days between: {n}); nothing else fits."), {"n": days})
    if minutes is not None and minutes > _HOURS * 60:
        return trust - 8, Message(N_("Same amount on the same day, but hours apart; nothing else fits."))
    return trust, Message(N_("Same amount on the same day; nothing else fits."))


def _minutes(paid: Arrived, entry: Recorded) -> int | None:
    """Return how many minutes lie between a payment and its being recorded, None where that cannot be told."""
    if not paid.at or entry.recorded is None or entry.recorded.date() != paid.on:
        return None
    return abs(_minute_recorded(entry) - _minute_paid(paid))


def _minutes_or_day(paid: Arrived, entry: Recorded) -> int:
    minutes = _minutes(paid, entry)
    return 24 * 60 if minutes is None else minutes


# ---- payments without an entry --------------------------------------------------------------------------------------


def _posting(paid: Arrived, clues: Sequence[Clue], people: Mapping[int, Person], charged: set[str]) -> Proposal:
    """Return what would be recorded of a payment nobody recorded: a payment of charges, else a top-up."""
    clue = clues[0]
    trust = clue.trust if len(clues) == 1 or clues[1].trust < clue.trust else clue.trust - 20
    charges = [each for each in people[clue.customer].charges if each.open > 0 and each.name not in charged]
    if not charges:
        return Proposal(paid.id, Does.TOP_UP, clue.customer, paid.left, max(trust - 10, 0), clue.reason)
    named = [each for each in charges if each.name == clue.charge]
    exact = [each for each in charges if each.open == paid.left]
    chosen = named or exact[:1] or _as_far(sorted(charges, key=lambda each: (each.due_on, each.name)), paid.left)
    charged.update(each.name for each in chosen)
    names = tuple(each.name for each in chosen)
    most = sum(each.open for each in chosen)
    trust = min(98, trust + 6) if most == paid.left else max(trust - (5 if paid.left < most else _TOO_MUCH), 0)
    return Proposal(paid.id, Does.PAYMENT, clue.customer, paid.left, trust, clue.reason, charges=names)


def _as_far(charges: Sequence[OpenCharge], amount: int) -> list[OpenCharge]:
    chosen = []
    for each in charges:
        if amount <= 0:
            break
        chosen.append(each)
        amount -= each.open
    return chosen
