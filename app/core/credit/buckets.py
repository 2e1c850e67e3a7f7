"""Ageing as the page shows it: buckets of one's choice, by due or by document date, with sums and the charges behind.

The reckoning is `core.ageing`'s; every row sums to the customer's account, and the foot to the book's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from app.core.ageing import BUCKETS, AgeingLine, age, bucket, column_names
from app.core.items import ItemKind
from app.core.journal import Held
from app.core.ledger import Holding, Owner
from app.errors import refuse
from app.i18n.mark import N_

MAX_BUCKETS = 12
"""The most buckets a page can show."""

MAX_DAYS = 3650
"""The last day a bucket may end with."""


class Basis(StrEnum):
    """What the age of a charge is counted from: the day it was due, or the day of its document."""

    DUE = "due"
    DOCUMENT = "document"


class Sums(NamedTuple):
    """The foot of a table: how many customers, and the sum of each column (minor units)."""

    customers: int
    prepaid: int
    current: int
    overdue: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class AgeingTable:
    """What everybody owes by age on a day; `names` are those of the overdue columns."""

    on: date
    basis: Basis
    names: tuple[str, ...]
    rows: tuple[AgeingLine, ...]
    foot: Sums


class AgedCharge(NamedTuple):
    """A charge behind a figure: `column` counts the overdue columns from 0, None while it is current."""

    charge: str
    customer: int
    on: date
    due_on: date
    days: int
    open: int
    column: int | None


def check_buckets(buckets: Sequence[int]) -> None:
    """Refuse last days of buckets that do not rise from at least 1, or are too many or too late."""
    if len(buckets) > MAX_BUCKETS:
        refuse("buckets", N_("buckets: there must not be more than {most}."), most=MAX_BUCKETS)
    if any(not 1 <= last <= MAX_DAYS for last in buckets):
        refuse("buckets", N_("buckets: each must end from day 1 to day {most}."), most=MAX_DAYS)
    for earlier, later in pairwise(buckets):
        if later <= earlier:
            refuse(
                "buckets",
                N_("{field} must rise: day {later} cannot come after day {earlier}."),
                field="buckets",
                later=later,
                earlier=earlier,
            )


def table(
    owners: Iterable[Owner],
    holdings: Iterable[Holding],
    on: date,
    buckets: Sequence[int] = BUCKETS,
    basis: Basis = Basis.DUE,
    held: Mapping[int, Held] | None = None,
) -> AgeingTable:
    """Return the ageing of all owners on a day; refuses buckets that make no sense.

    `holdings` is what is left of items as of that day. With `held` only charges are needed that are older than the day
    by the basis. By document date what is sold on the day itself is current.
    """
    check_buckets(buckets)
    counted = holdings if basis is Basis.DUE else map(_by_document, holdings)
    rows = tuple(age(owners, counted, on, buckets, held))
    return AgeingTable(on, basis, column_names(buckets), rows, foot_of(rows, len(buckets) + 1))


def foot_of(rows: Sequence[AgeingLine], columns: int) -> Sums:
    """Return the foot of rows with so many overdue columns."""
    return Sums(
        len(rows),
        sum(row.prepaid for row in rows),
        sum(row.current for row in rows),
        tuple(sum(row.overdue[column] for row in rows) for column in range(columns)),
        sum(row.total for row in rows),
    )


def behind(
    holdings: Iterable[Holding], on: date, buckets: Sequence[int] = BUCKETS, basis: Basis = Basis.DUE
) -> tuple[AgedCharge, ...]:
    """Return the open charges behind the figures, the oldest first; those of a column add up to it."""
    found = [
        AgedCharge(
            h.name, h.customer, h.on, h.due, (on - _from(h, basis)).days, h.amount, bucket(_from(h, basis), on, buckets)
        )
        for h in holdings
        if h.kind is ItemKind.CHARGE and h.amount
    ]
    return tuple(sorted(found, key=lambda each: (-each.days, each.on, each.charge)))


def _from(holding: Holding, basis: Basis) -> date:
    return holding.due if basis is Basis.DUE else holding.on


def _by_document(holding: Holding) -> Holding:
    return holding._replace(due_on=holding.on)
