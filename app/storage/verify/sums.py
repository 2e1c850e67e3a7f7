"""What is left of every item, added up anew from the postings; a few numbers an item, however long the book is."""

from array import array
from collections.abc import Collection, Sequence
from typing import Any

from app.core.items import ItemKind
from app.core.journal import (
    ACCOUNTS,
    BAD_DEBT,
    BONUS,
    BONUS_GRANTED,
    PASS,
    PRINCIPAL,
    RECEIVABLE,
)
from app.i18n.mark import N_
from app.storage.verify.findings import Findings

KINDS = tuple(kind.value for kind in ItemKind)
LOT, SESSION, PERIOD, CHARGE = (
    KINDS.index(kind) for kind in (ItemKind.LOT, ItemKind.PASS, ItemKind.PERIOD, ItemKind.CHARGE)
)
_MOST_MISSING = 1000


class ItemSums:
    """Items by their numbers, which run without gaps; number 0 stands for none.

    `suspects` are items that were below zero at some posting, or that got one dated before an earlier one: only they
    can have been below zero on a day.
    """

    def __init__(self, customers: Collection[int], findings: Findings) -> None:
        self._customers = customers
        self._findings = findings
        self.owners = array("q", [0])
        self.kinds = bytearray(1)
        self.amounts = array("q", [0])
        self.bonuses = array("q", [0])
        self.units = array("q", [0])
        self.lost = array("q", [0])
        self.last_on: list[str] = [""]
        self.suspects: set[int] = set()
        passes = (SESSION, PERIOD)
        rules: dict[str, tuple[array[int] | None, int, tuple[int, ...], bool]] = {
            account: (None, 0, (), account == BONUS_GRANTED) for account in ACCOUNTS
        }
        rules[RECEIVABLE] = (self.amounts, 1, (CHARGE,), False)
        rules[PRINCIPAL] = (self.amounts, -1, (LOT,), False)
        rules[BONUS] = (self.bonuses, -1, (LOT,), True)
        rules[PASS] = (self.amounts, -1, passes, False)
        rules[BAD_DEBT] = (self.lost, 1, (CHARGE,), False)
        self._rules = rules

    @property
    def count(self) -> int:
        """How many items there are."""
        return len(self.owners) - 1

    def make(self, number: int, kind: str, customer: int, posted_on: str) -> None:
        """Enter an item made by the entry being read."""
        expected = len(self.owners)
        if number != expected:
            self._findings.add(
                "item",
                f"item {number}",
                N_("Item {item} is out of order; {expected} was to come."),
                item=number,
                expected=expected,
            )
            if not expected < number < expected + _MOST_MISSING:
                return
        for _ in range(expected, number):
            self._append(0, len(KINDS), posted_on)
        if number >= expected:
            self._append(customer, KINDS.index(kind), posted_on)

    def _append(self, customer: int, kind: int, posted_on: str) -> None:
        self.owners.append(customer)
        self.kinds.append(kind)
        self.amounts.append(0)
        self.bonuses.append(0)
        self.units.append(0)
        self.lost.append(0)
        self.last_on.append(posted_on)

    def post(self, lines: Sequence[Any], posted_on: str, customer: int | None) -> bool:
        """Add the postings of an entry; return whether each stands where it may and the mirror of bonus is kept."""
        rules, owners, kinds, last_on = self._rules, self.owners, self.kinds, self.last_on
        count = len(owners)
        mirror = 0
        right = True
        for _, _, account, owner, item, amount, units, on in lines:
            column, sign, allowed, mirrored = rules[account]
            if mirrored:
                mirror += amount
            if on != posted_on or (owner != customer and owner is not None and owner not in self._customers):
                right = False
            if item is None:
                if allowed and account != BAD_DEBT:
                    right = False
                continue
            if not 0 < item < count or owners[item] != owner or kinds[item] not in allowed or column is None:
                right = False
                continue
            left = column[item] + sign * amount
            column[item] = left
            if units:
                self.units[item] -= units
            if left < 0 or self.units[item] < 0 or on < last_on[item]:
                self.suspects.add(item)
            if on > last_on[item]:
                last_on[item] = posted_on
        return right and not mirror

    def touch(self, item: int, posted_on: str) -> None:
        """Note that an entry changed an item's terms, or changed them back."""
        if 0 < item < len(self.owners):
            self.last_on[item] = max(self.last_on[item], posted_on)
