"""A long list with sums as a value: what goes on paper sheet by sheet, and into files for spreadsheets."""

from dataclasses import dataclass
from typing import NamedTuple

from app.core.chart import Chart
from app.errors import Message

Cell = str | int | Message
"""What stands in a row: a text as it is, an amount in minor units, or something to be said."""


class ListColumn(NamedTuple):
    """A column: its head, how many parts of the width it gets, and whether it holds amounts."""

    head: Message | str
    width: float = 1.0
    money: bool = False


@dataclass(frozen=True, slots=True)
class ListSheet:
    """A list: `about` says what it is of, below the title; `foot` stands below the last row, or is blank.

    With `carried` the amounts add up down the list: each sheet of paper ends with its sum so far, and the next begins
    with it. With `whole` a text takes the lines it needs; else it has one, and is cut where that is too short.
    """

    title: Message
    about: tuple[Message, ...]
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: tuple[Cell, ...]
    carried: bool = True
    chart: Chart | None = None
    whole: bool = False
