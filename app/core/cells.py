"""What a table of any program is made of: rows with the line they stand on, cells as they are written there."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple, Self, TypeAlias

from app.errors import Message


class Figure(str):
    """A number of a workbook as plain decimal text, of the fifteen digits it can be trusted in."""

    __slots__ = ()


class Marked(Figure):
    """A number whose format shows a currency: `mark` is its sign or code, as the workbook names it."""

    __slots__ = ("mark",)
    mark: str

    def __new__(cls, text: str, mark: str) -> Self:
        """Make one of its plain decimal text."""
        made = super().__new__(cls, text)
        made.mark = mark
        return made


class Broken(str):
    """What a workbook has where a formula went wrong, such as `#DIV/0!`; it stands for no value at all.

    One that begins with `=` is a formula whose result was never reckoned, a number a day no calendar has.
    """

    __slots__ = ()


class Covered(str):
    """What a cell shows that is merged with one above it: the value stands in that one's row, and is no own one."""

    __slots__ = ()


Value: TypeAlias = str | date | datetime | time | bool
"""A cell. What the file writes as text is a plain `str`; an empty cell is a blank one."""


class Row(NamedTuple):
    """One row: the line it begins on (of a workbook its row), counted from 1, and its cells.

    `trouble` says why the line cannot be read; then its cells are as far as they could be made out. `hidden` tells that
    the workbook does not show the row, as a filter does.
    """

    line: int
    values: Sequence[Value]
    trouble: Message | None = None
    hidden: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.trouble is None and not any(map(is_filled, self.values))


def is_filled(value: Value) -> bool:
    """Whether something stands in a cell; what it only shows stands in another."""
    return bool(value.strip()) and not isinstance(value, Covered) if isinstance(value, str) else True


def shown(value: Value) -> str:
    """Return a cell as a person would find it in the file."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat()


def priced(value: Value) -> str:
    """Return a cell as `shown` does, with the currency its format shows."""
    if not isinstance(value, Marked):
        return shown(value)
    return f"{value.mark} {value}" if value.mark[-1].isalpha() else f"{value.mark}{value}"


def serial_day(number: int, *, from_1904: bool = False) -> date | None:
    """Return the day of a workbook's serial number, None where the calendar has none.

    With 1900 as the first year, 60 is 1900-02-29, which never was, and what lies before it is counted from a day later.
    """
    if from_1904:
        first = _FIRST_OF_1904
    elif number < 1 or number == _NEVER:
        return None
    else:
        first = _FIRST_OF_1900 + (number < _NEVER)
    ordinal = first + number
    return date.fromordinal(ordinal) if number + 1 > 0 and ordinal <= _LAST else None


_NEVER = 60
_FIRST_OF_1900 = date(1899, 12, 30).toordinal()
_FIRST_OF_1904 = date(1904, 1, 1).toordinal()
_LAST = date.max.toordinal()
