"""What is left of every item, added up anew from the postings; a few numbers an item, however long the book is."""

from array import array
from collections.abc import Collection, Sequence
from typing import Any, TypeAlias

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


_Rule: TypeAlias = "tuple[array[int] | None, int, tuple[int, ...], bool]"
"""Of an account: the column it counts in, with which sign, the kinds of items, whether it is a side of the mirror."""


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
        rules: dict[str, _Rule] = {account: (None, 0, (), account == BONUS_GRANTED) for account in ACCOUNTS}
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
        rules = self._rules
        mirror = 0
        right = True
        for _, _, account, owner, item, amount, units, on in lines:
            rule = rules.get(account)
            if rule is None:
                right = False
                continue
            if rule[3]:
                mirror += amount
            if on != posted_on or (owner != customer and owner is not None and owner not in self._customers):
                right = False
            if item is not None:
                right = self._move(item, owner, rule, amount, units, posted_on) and right
            elif rule[2] and account != BAD_DEBT:
                right = False
        return right and not mirror

    def _move(self, item: int, owner: int | None, rule: _Rule, amount: int, units: int, on: str) -> bool:
        """Add what a posting does to the item it names; return whether it may name it."""
        column, sign, allowed, _ = rule
        if column is None or not 0 < item < len(self.owners):
            return False
        left = column[item] + sign * amount
        column[item] = left
        if units:
            self.units[item] -= units
        last_on = self.last_on[item]
        if left < 0 or self.units[item] < 0 or on < last_on:
            self.suspects.add(item)
        if on > last_on:
            self.last_on[item] = on
        return self.owners[item] == owner and self.kinds[item] in allowed

    def touch(self, item: int, posted_on: str) -> None:
        """Note that an entry changed an item's terms, or changed them back."""
        if 0 < item < len(self.owners):
            self.last_on[item] = max(self.last_on[item], posted_on)
