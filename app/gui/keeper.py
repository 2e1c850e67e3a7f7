"""Keeping the open book safe while nobody thinks of it: proved in the background, backed up once a day, and watched.

One keeper belongs to one open book; windows come and go over it. The proof runs each time a book is opened and on each
new day, in a lane of its own, and rests as long as it works, so that whoever types or scrolls never waits for it. What
it finds bars all writing (`Store.damaged`); here that is only said.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.tasks import Job, Lane, Tasks
from app.services import system

if TYPE_CHECKING:
    from datetime import date

    from app.bootstrap import App
    from app.config.preferences import Preferences
    from app.errors import CounterbookError, Message
    from app.services.backup import Look, Place, Run
    from app.services.verify import Report

BEAT_MS = 60_000
"""How often the keeper looks at the clock."""

LOOK_EVERY = 10
"""After how many beats it looks at the folders again: a drive may have been plugged in."""

LOOK_AFTER_MS, PROVE_AFTER_MS = 2_000, 4_000
"""How long after a book has opened its backups are looked for, and its proof begins: the first question comes first."""

WORK_S, REST_S = 0.002, 0.02
"""How long the proof computes at least before it rests, and how long it rests at most."""

PATIENCE_S = 20.0
"""How long the closing of a book waits for what is under way to stop."""


class Quiet:
    """Jobs nobody waits for, of one book; they can be stopped together, and waited for."""

    def __init__(self, tasks: Tasks, owner: QObject) -> None:
        self._tasks, self._owner = tasks, owner
        self._jobs: list[Job] = []
        #: Whether nothing more is to be begun: the book is about to be closed.
        self.halted = False

    def start(
        self, work: Callable[[Job], object], done: Callable[..., None], failed: Callable[[CounterbookError], None]
    ) -> None:
        """Begin one, unless nothing more is to be begun."""
        if not self.halted:
            self._jobs = [each for each in self._jobs if not each.ended.is_set()]
            self._jobs.append(self._tasks.run_quiet(work, done, failed, owner=self._owner))

    def stop(self) -> None:
        """Ask what is under way to stop: somebody waits for the lane."""
        for job in self._jobs:
            job.cancel()

    def wait(self) -> None:
        """Wait until what was stopped has stopped; in another lane."""
        for job in list(self._jobs):
            job.ended.wait(PATIENCE_S)


class Prover(QObject):
    """Proves the book in the background; `proved` once it is known whether it is whole."""

    proved = Signal()

    def __init__(self, app: App, quiet: Quiet, parent: QObject) -> None:
        super().__init__(parent)
        self._app, self._quiet = app, quiet
        #: What the last proof found, None while there was none.
        self.report: Report | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing is known to be wrong with the book."""
        return self.report is None or self.report.ok

    def prove(self) -> None:
        """Prove it anew, unless it is known to be damaged."""
        if self.sound:
            self._quiet.start(partial(_prove, self._app), self._known, self._not_known)

    def _known(self, report: Report) -> None:
        if not report.cancelled:
            self.report = report
            self.proved.emit()

    def _not_known(self, _error: CounterbookError) -> None:
        """The drive is away, or the book was closed: whatever is asked for next says so."""


class Keeper(QObject):
    """Looks after one open book; `changed` tells that there is something else to be said of it."""

    #: What is to be said of the book's safety has changed.
    changed = Signal()

    def __init__(self, app: App, tasks: Tasks, preferences: Callable[[], Preferences], parent: QObject) -> None:
        super().__init__(parent)
        self.app, self.tasks = app, tasks
        self.preferences = preferences
        self.quiet = Quiet(tasks, self)
        self.prover = Prover(app, self.quiet, self)
        self.prover.proved.connect(self.changed)
        #: What there was in the folders of backups when they were last looked at.
        self.look: Look | None = None
        #: What went wrong with the last backup made by itself.
        self.troubles: tuple[Message, ...] = ()
        #: The day on which nobody wants to hear of backups any more.
        self.hushed_on: date | None = None
        #: The day on which nobody wants to hear of reviews of prepaid accounts any more.
        self.reviews_hushed_on: date | None = None
        self._day = app.today()
        self._beats = 0
        #: Where the last backup made by itself was to go, as it was then; what went well there is due no more.
        self._failed: tuple[Place, ...] = ()
        self._backing_up = False
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self.beat)

    def begin(self) -> None:
        """Begin to look after the book."""
        self._beat.start()
        QTimer.singleShot(LOOK_AFTER_MS, self, self._begin_day)
        QTimer.singleShot(PROVE_AFTER_MS, self, self.prover.prove)
        self.tasks.run(system.sweep_scratch, owner=self, lane=Lane.NET)

    @property
    def folders(self) -> list[Path]:
        """Where backups go."""
        return [Path(each) for each in self.preferences().backup_folders]

    def beat(self) -> None:
        """Look at the clock: on a new day the book is proved anew, and every now and then the folders looked at."""
        self._beats += 1
        today = self.app.today()
        if today != self._day:
            self._day, self._failed = today, ()
            self._begin_day()
            self.prover.prove()
        elif self._beats % LOOK_EVERY == 0:
            self.look_around()

    def _begin_day(self) -> None:
        """Write down the digest of the day before, then look at the folders, so that the backup has it, too."""
        if not self.quiet.halted:
            self.tasks.run(self.app.day_digests.make, None, self._no_news, owner=self, lane=Lane.KEEP)
            self.look_around()

    def _no_news(self, _error: CounterbookError) -> None:
        """What cannot be looked at, or written down by itself, is told to whoever opens the page for it."""

    # ---- backups ----------------------------------------------------------------------------------------------------

    def look_around(self) -> None:
        """Look at the folders, and make the day's backup where that is due."""
        self._ask(then_back_up=True)

    def look_again(self) -> None:
        """Look at the folders alone: something was done to them, or to what is kept in them."""
        self._ask(then_back_up=False)

    def _ask(self, *, then_back_up: bool) -> None:
        if self.quiet.halted or self.app.demo:
            return
        work = partial(self.app.backups.look, self.folders, self.preferences().backup_warn_days)
        seen = partial(self._looked, then_back_up=then_back_up)
        self.tasks.run(work, seen, self._no_news, owner=self, lane=Lane.NET)

    def _looked(self, found: Look, *, then_back_up: bool) -> None:
        self.look = found
        self.changed.emit()
        # Where it failed it is tried anew only once there is more or less room: not all day long.
        wanted = [each for each in found.due if each not in self._failed]
        if then_back_up and wanted and self.preferences().backup_daily:
            self.back_up(wanted)

    def back_up(self, places: Sequence[Place]) -> None:
        """Make a backup by itself, unseen, in the places that want one."""
        if not self._backing_up and self.prover.sound and not self.quiet.halted:
            self._backing_up = True
            self._failed += tuple(places)
            work = partial(back_up, self.app, self.preferences(), places=[each.path for each in places])
            self.quiet.start(work, self._backed_up, self._not_backed_up)

    def _backed_up(self, run: Run) -> None:
        self._backing_up = False
        self.troubles = run.troubles
        if not run.made and run.troubles:
            self.prover.prove()  # a copy that does not hold may be of a book that does not
        self.look_again()

    def _not_backed_up(self, error: CounterbookError) -> None:
        self._backing_up = False
        self.troubles = (error.message,)
        self.changed.emit()

    def wants_backup(self) -> bool:
        """Whether a backup is to be made before the book is closed: there is where to, and something to be kept."""
        wanted = self.preferences().backup_closing and bool(self.folders) and not self.app.demo
        return wanted and self.prover.sound and self.app.backups.is_changed()

    # ---- the end ----------------------------------------------------------------------------------------------------

    def halt(self) -> None:
        """Ask for nothing more, and ask what is under way to stop."""
        self._beat.stop()
        self.quiet.halted = True
        self.quiet.stop()

    def close(self) -> None:
        """Close the book once nothing reads it any more; runs in the `db` lane, after `halt`."""
        self.quiet.wait()
        self.app.close()


def back_up(
    app: App, preferences: Preferences, job: Job, *, by_hand: bool = False, places: Sequence[Path] | None = None
) -> Run:
    """Back the open book up to all folders, or only some; in the lane for it. `by_hand` takes the right to."""
    from app.services.backup import Keep

    if places is None:
        places = [Path(each) for each in preferences.backup_folders]
    return app.backups.run(places, Keep(*preferences.backup_keep), job.progress, job.cancelled, by_hand=by_hand)


def _prove(app: App, job: Job) -> Report:
    return app.verify.verify(None, Breath(job.cancelled))


class Breath:
    """Asked every now and then whether to go on; rests as long as there was work since it was asked last."""

    def __init__(self, cancelled: Callable[[], bool]) -> None:
        self._cancelled = cancelled
        self._since = time.monotonic()

    def __call__(self) -> bool:
        """Say whether to stop."""
        worked = time.monotonic() - self._since
        if worked > WORK_S:
            time.sleep(min(worked, REST_S))
            self._since = time.monotonic()
        return self._cancelled()
