"""How old the claims are: what each customer owes by days past the due date, beside what the shop holds for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.items import ItemKind
from app.core.ledger import Holding, Owner

BUCKETS = (30, 60, 90)
"""The last day overdue of each column; beyond the last one there is one more."""


@dataclass(frozen=True, slots=True)
class AgeingLine:
    """One customer: principal held (negative), what is not overdue, what is by age, and the sum of all of them."""

    customer: str
    name: str
    prepaid: int
    current: int
    overdue: tuple[int, ...]
    total: int


def column_names(buckets: Sequence[int] = BUCKETS) -> tuple[str, ...]:
    """Return the names of the overdue columns: `1-30`, `31-60`, `61-90`, `91+`."""
    starts = [1, *(last + 1 for last in buckets)]
    return (*(f"{start}-{last}" for start, last in zip(starts, buckets, strict=False)), f"{starts[-1]}+")


def bucket(due: date, on: date, buckets: Sequence[int] = BUCKETS) -> int | None:
    """Return the number of the overdue column of a charge on a date; None while it is due on that date or later."""
    days = (on - due).days
    if days <= 0:
        return None
    return sum(days > last for last in buckets)


def age(
    owners: Iterable[Owner], holdings: Iterable[Holding], on: date, buckets: Sequence[int] = BUCKETS
) -> list[AgeingLine]:
    """Return a line for each owner, in their order, with anything in any column.

    Money held is never netted into a bucket. `buckets` rise from at least 1.
    """
    if any(later <= earlier for earlier, later in zip((0, *buckets), buckets, strict=False)):
        raise ValueError("buckets must rise from at least 1")
    sums: dict[int, list[int]] = {}
    for holding in holdings:
        if holding.kind is ItemKind.LOT:
            column, amount = 0, -holding.amount
        elif holding.kind is ItemKind.CHARGE:
            number = bucket(holding.due, on, buckets)
            column, amount = 1 if number is None else number + 2, holding.amount
        else:
            continue
        if amount:
            columns = sums.get(holding.customer)
            if columns is None:
                columns = sums[holding.customer] = [0] * (len(buckets) + 3)
            columns[column] += amount
    lines = ((owner, sums[owner.id]) for owner in owners if owner.id in sums)
    return [
        AgeingLine(owner.number, owner.name, columns[0], columns[1], tuple(columns[2:]), sum(columns))
        for owner, columns in lines
    ]
