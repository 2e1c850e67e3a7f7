"""Promises to pay: kept or broken by what was really paid, never by what was said.

What is paid after a promise was made, and by its last day of grace, fulfils it: the earliest payment first, the promise
due earliest first. A payment that was reversed counts as never made, so a kept promise may be broken again.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.dates import days_later
from app.core.money import portion

ALL = 10_000
"""A kept rate of one: rates are hundredths of a percent."""


class Promise(NamedTuple):
    """What a customer said they would pay (minor units) by a day.

    `after_entry` is the number of the last entry there was when it was made, so that a payment of the same day counts
    only if it came later.
    """

    id: int
    amount: int
    due_on: date
    made_on: date
    after_entry: int = 0


class Payment(NamedTuple):
    """Money that paid charges (minor units), by the entry's number and date; `reversed_on` once it was reversed."""

    entry: int
    on: date
    amount: int
    reversed_on: date | None = None


class Outcome(StrEnum):
    """What became of a promise so far."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


class Standing(NamedTuple):
    """A promise, what was paid towards it, its last day with grace, and what became of it."""

    promise: Promise
    paid: int
    last_on: date
    outcome: Outcome

    @property
    def left(self) -> int:
        """What is still to be paid of it."""
        return self.promise.amount - self.paid


def standings(
    promises: Iterable[Promise], payments: Iterable[Payment], today: date, grace_days: int = 0
) -> tuple[Standing, ...]:
    """Return how each promise stands on a day, in order of their due dates.

    Payments dated later than that day, or reversed by then, do not count.
    """
    ordered = sorted(promises, key=lambda p: (p.due_on, p.made_on, p.id))
    if not ordered:
        return ()
    paid = [0] * len(ordered)
    for payment in sorted(payments, key=lambda p: (p.on, p.entry)):
        if payment.on <= today and (payment.reversed_on is None or payment.reversed_on > today):
            _pour(payment, ordered, paid, grace_days)
    return tuple(_standing(promise, sum_, today, grace_days) for promise, sum_ in zip(ordered, paid, strict=True))


def _pour(payment: Payment, promises: Sequence[Promise], paid: list[int], grace_days: int) -> None:
    """Put a payment into the promises it came for, the first first, each as far as it goes."""
    left = payment.amount
    for number, promise in enumerate(promises):
        in_time = promise.made_on <= payment.on <= days_later(promise.due_on, grace_days)
        if in_time and payment.entry > promise.after_entry:
            part = min(left, promise.amount - paid[number])
            paid[number] += part
            left -= part


def _standing(promise: Promise, paid: int, today: date, grace_days: int) -> Standing:
    last_on = days_later(promise.due_on, grace_days)
    if paid >= promise.amount:
        return Standing(promise, paid, last_on, Outcome.KEPT)
    return Standing(promise, paid, last_on, Outcome.BROKEN if today > last_on else Outcome.OPEN)


def kept_rate(found: Iterable[Standing]) -> int | None:
    """Return the share of promises kept among those decided, in hundredths of a percent; None while there is none."""
    outcomes = [standing.outcome for standing in found if standing.outcome is not Outcome.OPEN]
    if not outcomes:
        return None
    return portion(ALL, outcomes.count(Outcome.KEPT), len(outcomes))
