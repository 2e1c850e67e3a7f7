"""Work off the window's own thread: three lanes of one worker each, and results that come back by one signal.

`db` runs everything interactive, in order, so that one reads what one wrote; `render` draws documents; `net` waits for
others. A use case runs whole in one lane. The window owns the signal; a job only computes. Nothing is retried and
nothing is swallowed: an expected error goes to the caller's `failed`, any other to `unexpected`.
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
    """The three lanes."""

    DB = "db"
    RENDER = "render"
    NET = "net"


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
        self._start(function, _Reply(done, failed, owner, None), lane)

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
        self._start(lambda: function(job), _Reply(done, failed, owner, job), lane)
        return job

    def idle(self) -> bool:
        """Whether nothing is under way."""
        return self._pending == 0

    def end(self) -> None:
        """Take no more jobs, drop those that have not begun, wait for the rest; results no longer arrive."""
        self._ended = True
        for job in self.long:
            job.cancel()
        for runner in self._runners.values():
            runner.shutdown(wait=True, cancel_futures=True)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _start(self, function: Callable[[], Any], reply: _Reply, lane: Lane) -> None:
        if self._ended:
            return
        self._pending += 1

        def work() -> None:
            try:
                reply.result = function()
            except BaseException as error:  # noqa: BLE001 - it is handed on, never swallowed
                reply.error = error
            if not self._ended:
                self._returned.emit(reply)

        self._runner(lane).submit(work)

    def _runner(self, lane: Lane) -> Runner:
        if lane not in self._runners:
            self._runners[lane] = Inline() if self._inline else _Thread(lane)
        return self._runners[lane]

    def _stepped(self, job: Job, done: int, of: int) -> None:
        job.done_steps, job.all_steps = done, of
        self.changed.emit()

    def _deliver(self, reply: _Reply) -> None:
        self._pending -= 1
        if reply.job is not None:
            self.long.remove(reply.job)
            self.changed.emit()
        if reply.owner is not None and not isValid(reply.owner):
            return
        error = reply.error
        if error is None:
            if reply.done is not None:
                reply.done(reply.result)
        elif isinstance(error, CounterbookError) and reply.failed is not None:
            reply.failed(error)
        else:
            self.unexpected.emit(error)


@dataclass(slots=True, eq=False)
class _Reply:
    done: Callable[[Any], None] | None
    failed: Callable[[CounterbookError], None] | None
    owner: QObject | None
    job: Job | None
    result: Any = None
    error: BaseException | None = None


class _Thread:
    """A lane's own thread."""

    def __init__(self, lane: Lane) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=lane.value)

    def submit(self, function: Callable[[], None], /) -> Future[None]:
        return self._pool.submit(function)

    def shutdown(self, wait: bool, *, cancel_futures: bool) -> None:  # noqa: FBT001
        self._pool.shutdown(wait, cancel_futures=cancel_futures)
