"""Comparing the derived tables with what the walk along the chain added up, and items with zero on every day."""

import json
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from app.core.items import NOTHING
from app.core.journal import Posting, effect
from app.i18n.mark import N_
from app.storage.engine import sqlite3
from app.storage.journal import chunks
from app.storage.verify.chain import Change, Walked
from app.storage.verify.findings import Findings
from app.storage.verify.sums import CHARGE, LOT, ItemSums

_ITEM_BALANCES = (
    "SELECT item.id, item.expires_on, item.due_on, b.customer_id, b.amount, b.bonus, b.units, b.written_off,"
    " b.expires_on, b.due_on, b.last_on, b.is_open"
    " FROM item LEFT JOIN item_balance AS b ON b.item_id = item.id ORDER BY item.id"
)
_HELD = ("principal", "bonus", "passes", "owed")
_CUSTOMER_BALANCES = "SELECT customer_id, principal, bonus, passes, owed FROM customer_balance"
_HEAD = "SELECT entry_id, hash, item_id, closed_through, first_on, last_on FROM head"


def final_terms(
    expires_on: str | None, due_on: str | None, changes: Iterable[Change], undone: set[int]
) -> tuple[str | None, str | None]:
    """Return the terms of an item known in the end, given those it was made with and every change."""
    known = [change for change in changes if change.entry not in undone]
    if not known:
        return expires_on, due_on
    last = max(known)
    return last.expires_on, last.due_on


def closed_through(months: Sequence[str]) -> str | None:
    """Return the last day of the last month that is closed; `months` are the closed ones in their order."""
    if not months:
        return None
    year, month = map(int, months[-1].split("-"))
    return date(year, month, monthrange(year, month)[1]).isoformat()


def check_items(raw: sqlite3.Connection, sums: ItemSums, walked: Walked, findings: Findings) -> None:
    """Compare what is stored of each item's balance with its postings and terms."""
    there = 0
    for row in raw.execute(_ITEM_BALANCES):
        number, expires_on, due_on = row[:3]
        if not 0 < number <= sums.count:
            continue  # reported as out of order already
        if number in walked.changes:
            expires_on, due_on = final_terms(expires_on, due_on, walked.changes[number], walked.undone)
        left = (sums.amounts[number], sums.bonuses[number], sums.units[number], sums.lost[number])
        fresh = (sums.owners[number], *left, expires_on, due_on, sums.last_on[number], int(any(left)))
        there += row[3] is not None
        if row[3:] != fresh:
            findings.add(
                "item_balance",
                f"item {number}",
                N_("The stored balance of item {item} is not the sum of its postings."),
                item=number,
            )
    (rows,) = raw.execute("SELECT count(*) FROM item_balance").fetchone()
    if rows != there:
        findings.add("item_balance", "item_balance", N_("There are balances of items that do not exist."))


_PARTS = "SELECT item.id, entry.facts FROM entry JOIN item ON item.entry_id = entry.id WHERE entry.kind = 'interest'"
_MERGES = "SELECT facts FROM entry WHERE kind = 'merge' AND facts LIKE '%\"parts\"%'"


def charge_parts(interest: Iterable[tuple[int, str]], merges: Iterable[str]) -> dict[int, tuple[int, str]]:
    """Return the charges that belong to others, by item, as the facts of the entries say that made them.

    `interest` are items with the facts of their entries, `merges` the facts of mergings that moved some of them.
    """
    found: dict[int, tuple[int, str]] = {}
    for item, text in interest:
        facts = json.loads(text)
        found[item] = (facts["of"], facts["part"])
    for text in merges:
        found.update({item: (of, part) for item, of, part in json.loads(text)["parts"]})
    return found


def check_parts(raw: sqlite3.Connection, findings: Findings) -> None:
    """Compare what is stored of charges that belong to others with the facts in the chain."""
    merges = (row[0] for row in raw.execute(_MERGES))
    fresh = charge_parts(raw.execute(_PARTS), merges)
    stored = {item: (of, part) for item, of, part in raw.execute("SELECT item_id, of_item_id, part FROM charge_part")}
    for item in sorted(fresh.keys() | stored.keys()):
        if fresh.get(item) != stored.get(item):
            findings.add(
                "charge_part",
                f"item {item}",
                N_("What is stored of the charge that item {item} belongs to is not what was recorded."),
                item=item,
            )


def check_customers(raw: sqlite3.Connection, sums: ItemSums, findings: Findings) -> None:
    """Compare what is stored of each customer's balance with the sums of that customer's items."""
    fresh = _held(sums)
    for customer, *stored in raw.execute(_CUSTOMER_BALANCES):
        if stored != fresh.pop(customer, [0, 0, 0, 0]):
            _wrong_customer(customer, findings)
    for customer, held in fresh.items():
        if any(held):
            _wrong_customer(customer, findings)


def _wrong_customer(customer: object, findings: Findings) -> None:
    findings.add(
        "customer_balance",
        f"customer {customer}",
        N_("The stored balance of customer {customer} (by internal number) is not the sum of its postings."),
        customer=customer,
    )


def _held(sums: ItemSums) -> dict[int, list[int]]:
    """Add up items by customer: principal, bonus, money on passes, owed."""
    found: dict[int, list[int]] = {}
    for number in range(1, sums.count + 1):
        held = found.setdefault(sums.owners[number], [0, 0, 0, 0])
        kind, amount = sums.kinds[number], sums.amounts[number]
        if kind == LOT:
            held[0] += amount
            held[1] += sums.bonuses[number]
        else:
            held[3 if kind == CHARGE else 2] += amount
    return found


def check_head(raw: sqlite3.Connection, sums: ItemSums, walked: Walked, findings: Findings) -> None:
    """Compare the stored end of the chain with the real one."""
    fresh = (
        walked.entries,
        walked.hash,
        sums.count,
        closed_through(walked.months),
        walked.first_on if walked.entries else None,
        walked.last_on if walked.entries else None,
    )
    if raw.execute(_HEAD).fetchall() != [fresh]:
        findings.add("head", "head", N_("What is stored of the end of the chain is not its end."))


# ---- never below zero -----------------------------------------------------------------------------------------------


def check_days(raw: sqlite3.Connection, sums: ItemSums, findings: Findings) -> None:
    """Report items of which less than nothing was left at the end of any day."""
    suspects = sorted(sums.suspects)
    for chunk in chunks(suspects):
        for number, rows in groupby(_movements(raw, chunk), key=itemgetter(0)):
            day = _negative_day(rows)
            if day is not None:
                findings.add(
                    "below_zero",
                    f"item {number}",
                    N_("On {date} less than nothing was left of item {item}."),
                    date=day,
                    item=number,
                )


def _movements(raw: sqlite3.Connection, items: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    marks = ", ".join("?" * len(items))
    statement = (
        "SELECT item_id, posted_on, account, customer_id, amount, units FROM posting"  # noqa: S608 - only marks
        f" WHERE item_id IN ({marks}) ORDER BY item_id, posted_on"
    )
    return raw.execute(statement, items)


def _negative_day(rows: Iterable[tuple[Any, ...]]) -> str | None:
    left = NOTHING
    for day, movements in groupby(rows, key=itemgetter(1)):
        for item, _, account, customer, amount, units in movements:
            left = left.plus(effect(Posting(account, customer, item, amount, units)))
        if left.is_negative:
            return str(day)
    return None
