"""Rows of tables of rates the shop has added itself: a rate published later, or a table of its own."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from app.core.credit.late import Rate
from app.core.owing.checks import check_rate
from app.errors import refuse
from app.i18n.mark import N_

MAX_OWN_RATES = 1_000
"""The most rows a shop adds to tables of rates."""

_MAX_NAME = 40


class OwnRate(NamedTuple):
    """A yearly rate (1/100 %) of a table from a day on, added by the shop; it counts before one shipped for the day."""

    table: str
    starts_on: date
    value: int


def check_own_rates(rows: Iterable[OwnRate], field: str = "own_rates") -> None:
    """Refuse rows without a table, with a rate nobody may agree on, too many, or two for one day."""
    known = list(rows)
    if len(known) > MAX_OWN_RATES:
        refuse(field, N_("{field} takes at most {most} in all."), field=field, most=MAX_OWN_RATES)
    days: set[tuple[str, date]] = set()
    for row in known:
        if not row.table.strip() or len(row.table) > _MAX_NAME:
            text = N_("{field}: name the table of rates in at most {most} characters.")
            refuse(field, text, field=field, most=_MAX_NAME)
        check_rate(row.value, field)
        if (row.table, row.starts_on) in days:
            text = N_("{field}: the table {table} has two rates from {on} on.")
            refuse(field, text, field=field, table=row.table, on=row.starts_on)
        days.add((row.table, row.starts_on))


def own_tables(rows: Iterable[OwnRate]) -> dict[str, tuple[Rate, ...]]:
    """Return the rows by their table, in the order of their days."""
    found: dict[str, list[Rate]] = defaultdict(list)
    for row in rows:
        found[row.table].append(Rate(row.starts_on, row.value))
    return {name: tuple(sorted(rates)) for name, rates in sorted(found.items())}
