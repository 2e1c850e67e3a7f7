"""How old the claims are: what each customer owes by days past the due date, beside what the shop holds for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.items import ItemKind
from app.core.journal import Held
from app.core.ledger import Holding, Owner
from app.core.owing.plan_dates import Followed, due_parts

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
    owners: Iterable[Owner],
    holdings: Iterable[Holding],
    on: date,
    buckets: Sequence[int] = BUCKETS,
    held: Mapping[int, Held] | None = None,
) -> list[AgeingLine]:
    """Return a line for each owner, in their order, with anything in any column.

    `holdings` is all that anything is left of; where the sums are known, by customer, as `held`, only overdue charges
    are needed. Money held is never netted into a bucket. `buckets` rise from at least 1.
    """
    if any(later <= earlier for earlier, later in zip((0, *buckets), buckets, strict=False)):
        raise ValueError("buckets must rise from at least 1")
    sums: dict[int, list[int]] = {}
    for holding in holdings:
        column = _column(holding, on, buckets)
        if column is None or not holding.amount:
            continue
        columns = sums.get(holding.customer)
        if columns is None:
            columns = sums[holding.customer] = [0] * (len(buckets) + 3)
        columns[column] += holding.amount
    if held is not None:
        _complete(sums, held, len(buckets) + 1)
    lines = ((owner, sums[owner.id]) for owner in owners if owner.id in sums)
    return [
        AgeingLine(owner.number, owner.name, -held_, current, tuple(overdue), current + sum(overdue) - held_)
        for owner, (held_, current, *overdue) in lines
    ]


def _column(holding: Holding, on: date, buckets: Sequence[int]) -> int | None:
    """Return where the amount of an item counts: 0 what is held, 1 what is not overdue, then the buckets."""
    if holding.kind is ItemKind.LOT:
        return 0
    if holding.kind is ItemKind.CHARGE:
        number = bucket(holding.due, on, buckets)
        return 1 if number is None else number + 2
    return None


def _complete(sums: dict[int, list[int]], held: Mapping[int, Held], overdue: int) -> None:
    """Fill in what is held and what is not overdue, given everything that is held and owed."""
    for customer, h in held.items():
        if h.principal or h.owed:
            columns = sums.setdefault(customer, [0, 0, *[0] * overdue])
            columns[:2] = h.principal, h.owed - sum(columns[2:])


def parted(holdings: Iterable[Holding], plans: Iterable[Followed], on: date) -> list[Holding]:
    """Return items as of a day with charges of running plans parted by instalments, each part with its due date."""
    every = list(holdings)
    charges = {each.item: each.amount for each in every if each.kind is ItemKind.CHARGE} if plans else {}
    parts = due_parts(plans, charges, on)
    if not parts:
        return every
    found: list[Holding] = []
    for each in every:
        cut = parts.get(each.item)
        found += [each] if cut is None else [each._replace(due_on=p.due_on, amount=p.amount) for p in cut]
    return found
