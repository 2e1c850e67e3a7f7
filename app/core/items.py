"""Lots and charges: their terms, what is left of them, and the least that is left on any day from a date on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.requests import Order


class ItemKind(StrEnum):
    """What an item is: money paid ahead, a session pass, a period pass, or a sale on account."""

    LOT = "lot"
    PASS = "pass"
    PERIOD = "period"
    CHARGE = "charge"


@dataclass(frozen=True, slots=True)
class Item:
    """A lot or a charge with the terms it was made with; they are hashed with its entry and never change.

    `on` is the day it counts from (for a transferred lot the day it was first paid); `price` the money put on it.
    `name` is unique among lots (passes included) and unique among charges.
    """

    id: int
    kind: ItemKind
    name: str
    customer: int
    entry: int
    on: date
    expires_on: date | None = None
    due_on: date | None = None
    order: Order = Order.PROPORTIONAL
    priority: int = 0
    service: str = ""
    count: int | None = None
    days: int | None = None
    starts_on: date | None = None
    list_price: int | None = None
    price: int = 0

    @property
    def is_charge(self) -> bool:
        """Whether the customer owes it (a charge) rather than the shop holding it (a lot)."""
        return self.kind is ItemKind.CHARGE


class Left(NamedTuple):
    """What is left of an item, in minor units and units, never below zero.

    `amount` is the principal of a lot, the money of a pass, what is open of a charge; `written_off` what was given up
    of a charge and not recovered. `units` are the visits of a session pass; a period pass has one unit as long as it
    runs, whatever of its money is earned.
    """

    amount: int = 0
    bonus: int = 0
    units: int = 0
    written_off: int = 0

    def plus(self, other: "Left") -> "Left":
        """Return the sum, part by part."""
        return Left(
            self.amount + other.amount,
            self.bonus + other.bonus,
            self.units + other.units,
            self.written_off + other.written_off,
        )

    def minus(self, other: "Left") -> "Left":
        """Return the difference, part by part (parts may come out negative)."""
        return Left(
            self.amount - other.amount,
            self.bonus - other.bonus,
            self.units - other.units,
            self.written_off - other.written_off,
        )

    def least(self, other: "Left") -> "Left":
        """Return the smaller of both, part by part."""
        return Left(
            min(self.amount, other.amount),
            min(self.bonus, other.bonus),
            min(self.units, other.units),
            min(self.written_off, other.written_off),
        )

    @property
    def is_negative(self) -> bool:
        """Whether any part is below zero."""
        return min(self) < 0


NOTHING = Left()


class Movement(NamedTuple):
    """What one entry did to an item on its business date."""

    entry: int
    on: date
    change: Left


@dataclass(frozen=True, slots=True)
class TermChange:
    """A changed term of an item: the entry that changed it, its date, and the date from which a reversal undid it."""

    entry: int
    on: date
    expires_on: date | None
    due_on: date | None
    undone_on: date | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """An item as an entry dated on a certain day may use it.

    `free` is the smallest amount left on any day from that day on, so that what is drawn never makes the item
    negative on a later day; `now` what is left after everything recorded, whatever its date. `expires_on` and
    `due_on` are the terms known on that day. `of` is the charge (its id) whose interest, fee or cost the item is, and
    `part` which of them; None and blank for all others.
    """

    item: Item
    free: Left
    now: Left
    expires_on: date | None
    due_on: date | None
    of: int | None = None
    part: str = ""

    @property
    def debt(self) -> int:
        """The charge (its id) that makes one debt with its interest, fees and costs: itself, or the one it is of."""
        return self.item.id if self.of is None else self.of

    def expired(self, on: date) -> bool:
        """Whether the item may no longer be used on a date; it may be through its expiry date."""
        return self.expires_on is not None and self.expires_on < on


def least_left(now: Left, later: Iterable[Movement], on: date) -> Left:
    """Return the least left on any day from `on` on, given what is left in the end and all movements after `on`.

    Parts are judged one by one. `later` may come in any order and may hold movements up to `on`, which are ignored.
    """
    days: dict[date, Left] = {}
    for movement in later:
        if movement.on > on:
            days[movement.on] = days.get(movement.on, NOTHING).plus(movement.change)
    left = least = now
    for day in sorted(days, reverse=True):
        left = left.minus(days[day])
        least = least.least(left)
    return least


def terms_on(item: Item, changes: Sequence[TermChange], on: date) -> tuple[date | None, date | None]:
    """Return (expires_on, due_on) of an item as known by entries dated up to `on`.

    The last change counts (by date, then by entry); one reversed by then is as if it had not been made.
    """
    known = [c for c in changes if c.on <= on and (c.undone_on is None or c.undone_on > on)]
    if not known:
        return item.expires_on, item.due_on
    last = max(known, key=lambda c: (c.on, c.entry))
    return last.expires_on, last.due_on
