"""A list as a file for spreadsheets: what stands in which column, of which kind, row by row as it comes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

Value: TypeAlias = str | int | date | datetime | None
"""A cell: a text, an amount in minor units or a count, a day, an instant (UTC); None where there is nothing."""


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    MONEY = "money"
    COUNT = "count"
    DAY = "day"
    INSTANT = "instant"


class FileColumn(NamedTuple):
    """A column: its head in the language of the file, and what it holds. A text stays a text in any column."""

    head: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list on its way into a file; `rows` are gone through once. `decimals` are those of its amounts."""

    title: str
    columns: tuple[FileColumn, ...]
    rows: Iterable[Sequence[Value]]
    decimals: int
