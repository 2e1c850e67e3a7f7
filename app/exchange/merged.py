"""Cells merged with others below them: the value stands in the first row only, and the others show it all the same."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from app.errors import refuse
from app.exchange.cells import Covered, Value, is_filled, shown
from app.i18n.mark import N_

MAX_MERGED = 100_000
"""The most areas of merged cells of a sheet that are looked after."""


class Area(NamedTuple):
    """Merged cells: the first and the last line, counted from 1, and the first column, from 0."""

    top: int
    bottom: int
    left: int


class Merges:
    """Tells of each row, one after another, which of its cells show what stands in a row above."""

    def __init__(self, areas: Iterable[Area] = ()) -> None:
        self._waiting: list[Area] = []
        self._open: dict[int, tuple[int, Covered]] = {}  # by column: how far it reaches, and what is shown there
        for area in sorted(areas, key=attrgetter("top"), reverse=True):
            self.add(area)

    def add(self, area: Area) -> None:
        """Take in merged cells of the line that comes next; those of one line only cover nothing of another."""
        if area.bottom > area.top:
            if len(self._waiting) >= MAX_MERGED:
                refuse("file", N_("This workbook is too large to be read; save the sheet as CSV."))
            self._waiting.append(area)

    def shown(self, line: int, values: Sequence[Value]) -> Sequence[Value]:
        """Return a row's cells with what the merged ones show; rows come in the order of their lines."""
        self._open = {left: each for left, each in self._open.items() if each[0] >= line}
        if not self._open and not self._waiting:
            return values
        found = list(values)
        for left, (_bottom, text) in self._open.items():
            found += [""] * (left + 1 - len(found))
            if not is_filled(found[left]):
                found[left] = text
        while self._waiting and self._waiting[-1].top <= line:
            top, bottom, left = self._waiting.pop()
            if top == line and left < len(values) and is_filled(values[left]):
                self._open[left] = (bottom, Covered(shown(values[left])))
        return found
