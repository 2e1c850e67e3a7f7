"""How a file is read: opened, proposed, chosen otherwise. An answer to an earlier choice is dropped."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.core.intake.people import Pair
from app.core.intake.targets import Target
from app.core.intake.values import Rounding

if TYPE_CHECKING:
    from app.core.cells import Row
    from app.core.intake.layout import Layout
    from app.errors import CounterbookError
    from app.gui.shop import Shop
    from app.services.intake import Intake, Proposal, Report, Source

RAW = 12
"""Lines from the top of a file that may hold the names of its columns, and are offered as such."""

READING = ("sheet", "encoding", "separator", "header")
"""The choices that come before the columns: with another of these, the columns are looked for anew."""


class Reading(QObject):
    """A file on its way in, as far as it is read. What was found in it counts only as long as it is read so."""

    #: A file was opened, and how to read it is proposed.
    opened = Signal()
    #: How it is read has changed.
    proposed = Signal()
    #: Something was refused (the error).
    refused = Signal(object)
    #: Something began, ended or got further.
    moved = Signal()

    def __init__(self, shop: Shop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.source: Source | None = None
        self.proposal: Proposal | None = None
        #: The first lines as they stand, the names of columns among them.
        self.raw: tuple[Row, ...] = ()
        #: Why the file cannot be read as is chosen now.
        self.trouble: CounterbookError | None = None
        #: What was found in it, read as it is now.
        self.report: Report | None = None
        #: The pairs somebody said are one customer.
        self.same: tuple[Pair, ...] = ()
        self.rounding = Rounding.REFUSE
        self._chosen: dict[str, Any] = {}
        self._picked: set[str] = set()
        self._given: dict[str, str] = {}
        self._asked = 0
        self._waits = False

    @property
    def intake(self) -> Intake:
        """The door for other programs' files."""
        return self.shop.app.intake

    @property
    def shown(self) -> Layout:
        """How the file is read, as proposed or chosen so far."""
        if self.proposal is None:
            raise TypeError(type(self).__name__)
        return self.proposal.layout

    # ---- the file ---------------------------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open a file, and have it proposed how it is read; what was chosen for another one is forgotten."""
        self._asked += 1
        self._picked.clear()
        self._chosen, self._given, self.same, self.rounding = {}, {}, (), Rounding.REFUSE
        self.source = self.proposal = self.report = self.trouble = None
        self._wait(waits=True)
        work = partial(_open, self.intake, path)
        self.shop.tasks.run(work, partial(self._opened, self._asked), partial(self._not_read, self._asked), owner=self)

    def forget(self) -> None:
        """Be as at the beginning: another file is to come."""
        self._asked += 1
        self.source = self.proposal = self.report = self.trouble = None
        self._wait(waits=False)

    def _opened(self, asked: int, found: tuple[Source, Proposal, tuple[Row, ...]]) -> None:
        if asked == self._asked:
            self.source, self.rounding = found[0], found[1].layout.rounding
            self._take(found[1], found[2])
            self.opened.emit()
            self.proposed.emit()

    def chosen_names(self) -> frozenset[str]:
        """Return what was chosen, and is no guess."""
        return frozenset(self._picked)

    # ---- how it is read ---------------------------------------------------------------------------------------------

    def read_as(self, name: str, value: object) -> None:
        """Choose the sheet, the encoding, the separator or the line of the names; the rest is looked for anew."""
        kept = {each: self._chosen[each] for each in READING if each in self._chosen}
        if name == "sheet":
            kept.pop("header", None)
        if "target" in self._chosen:
            kept["target"] = self._chosen["target"]
        self._chosen = {**kept, name: value}
        self._picked.add(name)
        self._propose()

    def take_as(self, target: Target) -> None:
        """Choose as what the rows are taken in; the columns are looked for anew."""
        if self.proposal is not None and target is not self.proposal.layout.target:
            self._chosen = {each: self._chosen[each] for each in READING if each in self._chosen} | {"target": target}
            self._given = {}
            self._propose()

    def choose(self, **chosen: object) -> None:
        """Choose columns, the decimal mark, the order of dates or of rows; everything else stays as it shows."""
        self._picked |= chosen.keys()
        layout = self.shown
        shown = {"target": layout.target, "columns": layout.columns, "decimal": layout.decimal, "days": layout.days}
        self._given = {**layout.given, **self._given}  # also what was remembered with the columns of the last time
        self._chosen |= {**shown, "newest_first": layout.newest_first, **chosen}
        self._propose()

    def give(self, name: str, value: str) -> None:
        """Say something for all rows at once."""
        if self._given.get(name, self.shown.given.get(name, "")) != value:
            self._given[name] = value
            self._propose()

    def _propose(self) -> None:
        if self.source is None:
            return
        self._asked += 1
        self.report, self.same = None, ()
        self._wait(waits=True)
        work = partial(_proposed, self.intake, self.source, dict(self._chosen), dict(self._given))
        self.shop.tasks.run(work, partial(self._read, self._asked), partial(self._not_read, self._asked), owner=self)

    def _read(self, asked: int, found: tuple[Proposal, tuple[Row, ...]]) -> None:
        if asked == self._asked:
            self._take(*found)
            self.proposed.emit()

    def _take(self, proposal: Proposal, raw: tuple[Row, ...]) -> None:
        self.proposal, self.raw, self.trouble = proposal, raw, None
        self._wait(waits=False)

    def _not_read(self, asked: int, error: CounterbookError) -> None:
        if asked == self._asked:
            self.trouble = error
            self._wait(waits=False)
            self.refused.emit(error)

    def _wait(self, *, waits: bool) -> None:
        self._waits = waits
        self.moved.emit()


# ---- in the lane ----------------------------------------------------------------------------------------------------


def _open(intake: Intake, path: Path) -> tuple[Source, Proposal, tuple[Row, ...]]:
    source = intake.open(path)
    return (source, *_proposed(intake, source, {}, {}))


def _proposed(
    intake: Intake, source: Source, chosen: Mapping[str, Any], given: Mapping[str, str]
) -> tuple[Proposal, tuple[Row, ...]]:
    from app.services.intake import Choices
    from app.services.intake_source import rows_of

    proposal = intake.propose(source, Choices(**chosen), given)
    filled = (row for row in rows_of(source, proposal.layout) if not row.blank)
    return proposal, tuple(itertools.islice(filled, RAW))
