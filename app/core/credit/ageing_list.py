"""The ageing page's list: which rows of a table are shown, and in what order. The foot is always that of the rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.core.ageing import AgeingLine
from app.core.credit.buckets import AgeingTable, Basis, Sums, foot_of


class Only(StrEnum):
    """Which customers are shown."""

    ALL = "all"
    OWING = "owing"
    OVERDUE = "overdue"
    HELD = "held"


class AgeingSort(StrEnum):
    """What rows are sorted by; `overdue` is all of it, `bucket` the column that is named beside."""

    NO = "no"
    NAME = "name"
    PREPAID = "prepaid"
    CURRENT = "current"
    OVERDUE = "overdue"
    TOTAL = "total"
    BUCKET = "bucket"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingAsk:
    """What the page asks for: as of a day (None is today), by which buckets, and which rows in what order.

    `buckets` None are those the shop has set. `bucket` counts the overdue columns from 0. `find` is a part of name,
    pinyin, number or phone.
    """

    on: date | None = None
    buckets: tuple[int, ...] | None = None
    basis: Basis = Basis.DUE
    find: str = ""
    only: Only = Only.ALL
    sort: AgeingSort = AgeingSort.NO
    bucket: int = 0
    descending: bool = False


@dataclass(frozen=True, slots=True)
class AgeingPage:
    """An answer: the rows asked for with their foot, the foot of everybody, and what is in dispute by number."""

    ask: AgeingAsk
    table: AgeingTable
    whole: Sums
    disputed: Mapping[str, int]


def narrowed(
    table: AgeingTable,
    ask: AgeingAsk,
    found: Collection[str] | None = None,
    places: Mapping[str, int] | None = None,
) -> AgeingTable:
    """Return the rows a page asks for, sorted; `found` are the numbers of those looked for, None for everybody.

    `places` says where names stand by their sound, by number; without it they are sorted by their characters. Equal
    rows stand in the order they came, which is that of their numbers, either way.
    """
    rows = [row for row in table.rows if _wanted(row, ask.only) and (found is None or row.customer in found)]
    if ask.sort is AgeingSort.NO:
        rows = rows[::-1] if ask.descending else rows
    else:
        rows.sort(key=lambda row: _value(row, ask, places), reverse=ask.descending)
    return replace(table, rows=tuple(rows), foot=foot_of(rows, len(table.names)))


def _wanted(row: AgeingLine, only: Only) -> bool:
    match only:
        case Only.OWING:
            return bool(row.current or any(row.overdue))
        case Only.OVERDUE:
            return any(row.overdue)
        case Only.HELD:
            return bool(row.prepaid)
        case _:
            return True


def _value(row: AgeingLine, ask: AgeingAsk, places: Mapping[str, int] | None) -> tuple[int, str]:
    match ask.sort:
        case AgeingSort.NAME:
            return (0, row.name) if places is None else (places.get(row.customer, len(places)), "")
        case AgeingSort.PREPAID:
            return -row.prepaid, ""
        case AgeingSort.CURRENT:
            return row.current, ""
        case AgeingSort.OVERDUE:
            return sum(row.overdue), ""
        case AgeingSort.BUCKET:
            return row.overdue[ask.bucket], ""
        case _:
            return row.total, ""
