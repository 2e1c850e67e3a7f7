"""Work off the window's own thread: four lanes of one worker each, and results that come back by one signal.

`db` runs everything interactive, in order, so that one reads what one wrote; `render` draws documents; `net` waits for
others; `keep` copies and proves the book, which takes long and which nobody waits for. A use case runs whole in one
lane. The window owns the signal; a job only computes. Nothing is retried and nothing is swallowed: an expected error
goes to the caller's `failed`, any other to `unexpected`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from app.errors import CounterbookError


class Lane(StrEnum):
    """The four lanes."""

    DB = "db"
    RENDER = "render"
    NET = "net"
    KEEP = "keep"


class Runner(Protocol):
    """What runs a lane's jobs: a thread in the program, the caller itself in tests."""

    def submit(self, function: Callable[[], None], /) -> object:
        """Run a function now or later."""
        ...

    def shutdown(self, wait: bool, *, cancel_futures: bool) -> None:  # noqa: FBT001 - as concurrent.futures has it
        """Take no more jobs."""
        ...


class Inline:
    """Runs each job at once in the caller's thread; for tests that want no threads."""

    def submit(self, function: Callable[[], None], /) -> object:
        """Run a function now."""
        function()
        return None

    def shutdown(self, wait: bool, *, cancel_futures: bool) -> None:  # noqa: FBT001
        """Nothing is waiting."""


@dataclass(eq=False)
class Job:
    """A job under way. Its function may look at `cancelled()` and tell how far it is by `progress(done, of)`."""

    label: str
    lane: Lane
    tasks: Tasks
    stop: threading.Event = field(default_factory=threading.Event)
    done_steps: int = 0
    all_steps: int = 0
    #: Set as soon as the job's function has returned, whatever came of it.
    ended: threading.Event = field(default_factory=threading.Event)

    def cancelled(self) -> bool:
        """Whether somebody asked the job to stop."""
        return self.stop.is_set()

    def cancel(self) -> None:
        """Ask the job to stop at its next step."""
        self.stop.set()

    def progress(self, done: int, of: int) -> None:
        """Tell how far the job is; called in the job's own thread."""
        self.tasks.steps.emit(self, done, of)


class Tasks(QObject):
    """Runs jobs in lanes and brings their results back to the window's thread.

    A caller that is gone by then (`owner` deleted) hears nothing. `run` never blocks. A job with a label is long: it
    shows in the status line and bars closing.
    """

    #: Jobs under way with a label have changed: something long began, moved or ended.
    changed = Signal()
    #: An error nobody expected came out of a job.
    unexpected = Signal(object)
    #: (job, done, of): hops to the window's thread.
    steps = Signal(object, int, int)
    _returned = Signal(object)

    def __init__(self, parent: QObject | None = None, *, inline: bool = False) -> None:
        super().__init__(parent)
        self._runners: dict[Lane, Runner] = {}
        self._inline = inline
        self._pending = 0
        self._ended = False
        self.long: list[Job] = []
        #: Long jobs that nobody asked for: they show nowhere and bar nothing.
        self.quiet: list[Job] = []
        #: Asked first when a job is refused: it may take that on itself, and have the job done again or the refusal
        #: told. So what a second person may approve is asked for in one place, whatever dialog it came from.
        self.catch: Catch | None = None
        way = Qt.ConnectionType.AutoConnection
        self._returned.connect(self._deliver, way)
        self.steps.connect(self._stepped, way)

    def run(
        self,
        function: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[CounterbookError], None] | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = Lane.DB,
    ) -> None:
        """Run a short function in a lane; `done` gets its result, `failed` an expected error, in our own thread."""
        self._start(Reply(function, lane, done, failed, owner, None))

    def run_long(
        self,
        label: str,
        function: Callable[[Job], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[CounterbookError], None] | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = Lane.DB,
    ) -> Job:
        """Run a long function that is given its `Job`, so that it can tell how far it is and be stopped."""
        job = Job(label, lane, self)
        self.long.append(job)
        self.changed.emit()
        self._start(Reply(lambda: function(job), lane, done, failed, owner, job))
        return job

    def run_quiet(
        self,
        function: Callable[[Job], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[CounterbookError], None] | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = Lane.KEEP,
    ) -> Job:
        """Run a long function nobody asked for: it shows nowhere, bars no closing, and is stopped at the end."""
        job = Job("", lane, self)
        self.quiet.append(job)
        self._start(Reply(lambda: function(job), lane, done, failed, owner, job))
        return job

    def idle(self) -> bool:
        """Whether nothing is under way."""
        return self._pending == 0

    def end(self) -> None:
        """Take no more jobs, drop those that have not begun, wait for the rest; results no longer arrive."""
        self._ended = True
        for job in (*self.long, *self.quiet):
            job.cancel()
        for runner in self._runners.values():
            runner.shutdown(wait=True, cancel_futures=True)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _start(self, reply: Reply) -> None:
        if self._ended:
            return
        self._pending += 1

        def work() -> None:
            try:
                reply.result = reply.function()
            except BaseException as error:  # noqa: BLE001 - it is handed on, never swallowed
                reply.error = error
            if reply.job is not None:
                reply.job.ended.set()
            if not self._ended:
                self._returned.emit(reply)

        self._runner(reply.lane).submit(work)

    def _runner(self, lane: Lane) -> Runner:
        if lane not in self._runners:
            self._runners[lane] = Inline() if self._inline else _Thread(lane)
        return self._runners[lane]

    def _stepped(self, job: Job, done: int, of: int) -> None:
        job.done_steps, job.all_steps = done, of
        self.changed.emit()

    def _deliver(self, reply: Reply) -> None:
        self._pending -= 1
        if reply.job in self.quiet:
            self.quiet.remove(reply.job)
        elif reply.job is not None:
            self.long.remove(reply.job)
            self.changed.emit()
        if reply.owner is not None and not isValid(reply.owner):
            return
        error = reply.error
        if error is None:
            if reply.done is not None:
                reply.done(reply.result)
        elif not (isinstance(error, CounterbookError) and self.catch is not None and self.catch(error, reply)):
            self.tell_failed(reply)

    def tell_failed(self, reply: Reply) -> None:
        """Tell whoever asked for a job that it was refused."""
        if isinstance(reply.error, CounterbookError) and reply.failed is not None:
            reply.failed(reply.error)
        elif reply.error is not None:
            self.unexpected.emit(reply.error)

    def do_again(self, reply: Reply) -> None:
        """Do the very same job once more."""
        reply.error = None
        if reply.job is not None:
            reply.job.ended.clear()
            (self.long if reply.job.label else self.quiet).append(reply.job)
            self.changed.emit()
        self._start(reply)


@dataclass(slots=True, eq=False)
class Reply:
    """A job with those who wait for what comes of it."""

    function: Callable[[], Any]
    lane: Lane
    done: Callable[[Any], None] | None
    failed: Callable[[CounterbookError], None] | None
    owner: QObject | None
    job: Job | None
    result: Any = None
    error: BaseException | None = None


Catch = Callable[[CounterbookError, Reply], bool]


class _Thread:
    """A lane's own thread."""

    def __init__(self, lane: Lane) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=lane.value)

    def submit(self, function: Callable[[], None], /) -> Future[None]:
        return self._pool.submit(function)

    def shutdown(self, wait: bool, *, cancel_futures: bool) -> None:  # noqa: FBT001
        self._pool.shutdown(wait, cancel_futures=cancel_futures)
