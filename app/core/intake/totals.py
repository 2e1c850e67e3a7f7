"""The file's own totals against its rows: a total that does not come out says that rows are missing or misread."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.core.cells import Value
from app.core.intake.amounts import amount_of
from app.core.intake.style import Style, Unread
from app.core.intake.targets import As, Column, Target

_NO_SUMS = frozenset({"balance", "credit_limit"})  # what stands after a movement, and what is only allowed


class Differing(NamedTuple):
    """A column whose total is not what its rows come to; minor units."""

    column: Column
    at: int
    stated: int
    reckoned: int


class Totals:
    """Adds up the amounts of a file's columns, since the last total and altogether."""

    def __init__(self, target: Target, columns: Sequence[tuple[Column, int]], styles: Mapping[str, Style]) -> None:
        """`columns` with their places; `styles` say how each is written."""
        self._columns = [
            (column, at, styles[column.name])
            for column, at in columns
            if column.read is As.AMOUNT and column.name not in _NO_SUMS and target is not Target.PRICES
        ]
        self._all: Counter[str] = Counter()
        self._since: Counter[str] = Counter()

    def add(self, cells: Mapping[str, object]) -> None:
        """Take in what a row says."""
        for column, _at, _style in self._columns:
            amount = cells.get(column.name)
            if isinstance(amount, int):
                self._all[column.name] += amount
                self._since[column.name] += amount

    def differing(self, values: Sequence[Value]) -> Iterator[Differing]:
        """Yield the columns of a total that is neither that of all rows nor of those since the last one."""
        for column, at, style in self._columns:
            stated = _amount(values[at], style) if at < len(values) else 0
            sums = (self._since[column.name], self._all[column.name])
            if stated and stated not in sums:
                yield Differing(column, at, stated, min(sums, key=lambda found: abs(found - stated)))
        self._since.clear()


def _amount(value: Value, style: Style) -> int:
    try:
        return amount_of(value, style) or 0
    except Unread:
        return 0
