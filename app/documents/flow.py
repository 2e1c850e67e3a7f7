"""Filling pages from the top: blocks below each other, tables that go over pages with their sums, an end at the foot.

A table that is parted ends a page with what it came to so far (过次页) and begins the next one with the same sums
(承前页), so that every sheet can be added up by itself.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from app.documents.layout import Block

_ROUNDING = 0.01
_LEAST_ROWS = 2  # as many rows of a table stand below its head before it is parted
_SHORT = 5  # a table of so few rows is not parted at all


class Carried(NamedTuple):
    """The rows that part a table after some of its rows: what is carried forward, and the same brought forward."""

    forward: Block
    brought: Block


class Table(NamedTuple):
    """A table as measured blocks: `last` stays with the last row; `carry(n)` gives the sums after n rows.

    `above` is its title with the space before it; on further pages the head alone is drawn again.
    """

    above: Block
    head: Block
    rows: Sequence[Block]
    last: Block
    carry: Callable[[int], Carried] | None = None


Placed = list[tuple[float, float, Block]]


class Flow:
    """Pages being filled: `first` and `later` are where the body begins on them, `end` where it ends."""

    def __init__(self, left: float, first: float, later: float, end: float) -> None:
        self.pages: list[Placed] = [[]]
        self._left = left
        self._later = later
        self._end = end
        self._y = first

    @property
    def room(self) -> float:
        """The height that is left on this page."""
        return self._end - self._y

    def _fits(self, height: float) -> bool:
        return self._y + height <= self._end + _ROUNDING

    def turn(self) -> None:
        """Begin a new page."""
        self.pages.append([])
        self._y = self._later

    def put(self, block: Block, *, after: float = 0.0) -> None:
        """Put a block below the last one, on a new page where it and `after` more points do not fit here.

        Space at the top of a page is left out.
        """
        if self.pages[-1] and not self._fits(block.height + after):
            self.turn()
        if block.marks or self.pages[-1]:
            self._set(block)

    def _set(self, block: Block) -> None:
        self.pages[-1].append((self._left, self._y, block))
        self._y += block.height

    def table(self, table: Table) -> None:
        """Put a table, over as many pages as it needs; its head never stands without rows."""
        top = table.above.height + table.head.height
        whole = top + sum(row.height for row in table.rows) + table.last.height
        fits = self._fits(whole)
        carry = table.carry(0).forward.height if table.carry and not fits else 0.0
        if not fits and self.pages[-1]:
            begun = sum(row.height for row in table.rows[:_LEAST_ROWS]) + carry
            if len(table.rows) <= _SHORT or not self._fits(top + begun):
                self.turn()
        if self.pages[-1] or table.above.marks:
            self._set(table.above)
        self._set(table.head)
        rows = table.rows
        for number, row in enumerate(rows):
            match len(rows) - number:
                case 1:
                    after = table.last.height
                case 2:
                    after = rows[-1].height + table.last.height  # the last row is not sent over alone
                case _:
                    after = carry
            if number and not (fits or self._fits(row.height + after)):
                self._part(table, number)
                fits = False
            self._set(row)
        if table.last.height:
            self._set(table.last)

    def _part(self, table: Table, number: int) -> None:
        carried = table.carry(number) if table.carry else None
        if carried and self._fits(carried.forward.height):  # not below a single row as high as a page
            self._set(carried.forward)
        self.turn()
        self._set(table.head)
        if carried:
            self._set(carried.brought)

    def foot(self, forms: Iterable[Block]) -> None:
        """Put the first of several forms of a block that fits at the foot of this page, or of a new one."""
        tried: list[Block] = []
        for block in forms:
            tried.append(block)
            if self._fits(block.height):
                break
        else:
            self.turn()
            block = next((each for each in tried if self._fits(each.height)), tried[-1])
        self.pages[-1].append((self._left, self._end - block.height, block))
        self._y = self._end
