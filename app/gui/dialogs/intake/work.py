"""What the steps of an import have before them: the file, how it is read, what was found, what came of it.

The steps only show it and say what is chosen; everything that is asked of the book is asked here, off the window's
thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from app.core.intake.people import Pair
from app.core.intake.targets import Target
from app.core.intake.values import Rounding
from app.gui.dialogs.intake.reading import Reading
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.cells import Row
    from app.core.intake.layout import Layout
    from app.errors import CounterbookError, Message
    from app.gui.shop import Shop
    from app.gui.tasks import Job
    from app.services.intake import Done, Intake, Report, Source, Way


TRIAL_TO_TAKING = 6
"""How much longer than a trial the taking in of a long file lasts; a short one is tried on the book itself."""


class Wish(NamedTuple):
    """How a file is to be taken in: what becomes of rows left out, and where the book is copied to before."""

    way: Way
    rest: Path | None
    backup: Path | None


class Importing(Reading):
    """One import under way."""

    #: It was gone through without writing: `report`, None where that was called off.
    tried = Signal()
    #: It was taken in: `result`.
    done = Signal()

    def __init__(self, shop: Shop, parent: QObject | None = None) -> None:
        super().__init__(shop, parent)
        self.result: Done | None = None
        #: The long work that is under way.
        self.job: Job | None = None
        self._clock = QElapsedTimer()
        self._trial_ms = 0
        shop.tasks.changed.connect(self.moved)
        shop.tasks.unexpected.connect(self._stopped)

    @property
    def busy(self) -> bool:
        """Whether something is under way that must be waited for."""
        return self._waits or self.job is not None

    @property
    def layout(self) -> Layout:
        """How the file is taken in, as chosen so far."""
        joined = self.intake.join(self.same) if self.same else {}
        return replace(self.shown, rounding=self.rounding, joined=joined)

    @property
    def target(self) -> Target:
        """As what the rows are taken in."""
        return self.shown.target

    def round(self, rounding: Rounding) -> None:
        """Choose what becomes of more decimals than the currency has."""
        if rounding is not self.rounding:
            self.rounding, self.report = rounding, None
            self.proposed.emit()

    def join(self, pairs: Iterable[Pair]) -> None:
        """Say which customers are one."""
        self.same, self.report = tuple(pairs), None

    # ---- going through ----------------------------------------------------------------------------------------------

    def try_out(self) -> None:
        """Go through the file without writing anything."""
        if self.source is None or self.job is not None:
            return
        self.report = None
        self._clock.start()
        work = partial(_try, self.intake, self.source, self.layout)
        self._begin(_("Going through the file"), work, self._tried)

    def _tried(self, report: Report) -> None:
        self.job = None
        self._trial_ms = self._clock.elapsed()
        self.report = None if report.cancelled else report
        self.moved.emit()
        self.tried.emit()

    def seconds_to_take(self) -> float:
        """Return about how long taking the file in will last, judged by how long going through it did."""
        rehearsed = self.report is not None and self.report.rehearsed
        return self._trial_ms / 1000 * (1 if rehearsed else TRIAL_TO_TAKING)

    def carry_out(self, wish: Wish) -> None:
        """Take the file in."""
        if self.source is None or self.job is not None:
            return
        work = partial(_carry_out, self.intake, self.source, self.layout, wish, self.shop.sentence)
        self._begin(_("Bringing the data in"), work, self._done)

    def _done(self, result: Done) -> None:
        self.job, self.result = None, result
        self.moved.emit()
        self.done.emit()
        if result.run:
            self.shop.changed.emit("")

    def _begin(self, words: str, work: Any, done: Any) -> None:
        # Run at once, as tests do, the work is over before there is a job to be noted.
        over: list[bool] = []

        def ended(result: Any) -> None:
            over.append(True)
            done(result)

        def failed(error: CounterbookError) -> None:
            over.append(True)
            self.job = None
            self.moved.emit()
            self.refused.emit(error)

        job = self.shop.tasks.run_long(words, work, ended, failed, owner=self)
        if not over:
            self.job = job
            self.moved.emit()

    def stop(self) -> None:
        """Ask what is under way to stop."""
        if self.job is not None:
            self.job.cancel()

    def _stopped(self, _error: object) -> None:
        """Something nobody foresaw ended the work: let the person go on."""
        self.job = None
        self._wait(waits=False)


# ---- in the lane ----------------------------------------------------------------------------------------------------


def _try(intake: Intake, source: Source, layout: Layout, job: Job) -> Report:
    return intake.dry_run(source, layout, progress=job.progress, cancelled=job.cancelled)


def _carry_out(
    intake: Intake, source: Source, layout: Layout, wish: Wish, say: Callable[[Message], str], job: Job
) -> Done:
    from app.services.intake import Rest

    left = Rest(wish.rest, say) if wish.rest is not None else None
    return intake.carry_out(
        source, layout, wish.way, rest=left, backup=wish.backup, progress=job.progress, cancelled=job.cancelled
    )


def rows_at(source: Source, layout: Layout, lines: frozenset[int]) -> dict[int, Row]:
    """Return the rows that begin on some lines of a file; runs in a lane."""
    from app.services.intake_source import rows_of

    found: dict[int, Row] = {}
    for row in rows_of(source, layout):
        if row.line in lines:
            found[row.line] = row
            if len(found) == len(lines):
                break
    return found
