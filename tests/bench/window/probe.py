"""What both windows are measured with: the first frame, the gaps of the event loop, the memory of the process.

Imports nothing but the standard library and Qt, so that it costs both sides the same.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

TICK_MS = 4
QUIET_S = 0.15
"""So long after what was waited for a step still counts: what follows by itself belongs to it."""

PATIENCE_S = 120.0


class FirstFrame(QObject):
    """Tells when a window has been drawn and shown for the first time."""

    def __init__(self, window: QWidget, shown: Callable[[], None]) -> None:
        super().__init__(window)
        self._shown = shown
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Wait for the window's first paint; a moment later its frame is out."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._shown)
        return False


class Step(NamedTuple):
    """Something the person does: what it is called, what tells that it is done, how long what follows belongs to it."""

    name: str
    done: Callable[[], bool]
    quiet_s: float = QUIET_S


class Walk(QObject):
    """Goes through steps one after the other and notes each one's time and the longest gap of the event loop in it.

    A step is begun by the code before its `yield`. A timer ticks all the while: by how much it comes late, nothing
    that the person did was heard either.
    """

    def __init__(self, steps: Iterator[Step], ended: Callable[[], None]) -> None:
        super().__init__()
        self.gaps_ms: dict[str, float] = {}
        self.seconds: dict[str, float] = {}
        self._steps, self._ended = steps, ended
        self._step = Step("", bool)
        self._begun = self._last = time.perf_counter()
        self._done_at = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin with the first step."""
        self._last = time.perf_counter()
        self._timer.start()
        self._next()

    def _next(self) -> None:
        self._done_at = 0.0
        self._begun = time.perf_counter()
        try:
            self._step = next(self._steps)
        except StopIteration:
            self._timer.stop()
            self._ended()

    def _tick(self) -> None:
        now = time.perf_counter()
        late = (now - self._last) * 1000 - TICK_MS
        self._last = now
        name, done, quiet_s = self._step
        self.gaps_ms[name] = max(late, self.gaps_ms.get(name, 0.0))
        if self._done_at:
            if now - self._done_at >= quiet_s:
                self._next()
        elif done():
            self._done_at = now
            self.seconds[name] = max(now - self._begun, self.seconds.get(name, 0.0))
        elif now - self._begun > PATIENCE_S:
            sys.exit(f"{name}: nothing happened for {PATIENCE_S:.0f} s")


def memory_mb() -> float:
    """Return how much memory the process has in use; 0 where nobody tells."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmRSS:"))


def since(started: float) -> float:
    """Return the seconds since another process noted the time; the clock is the whole system's."""
    return time.perf_counter() - started


def tell(figures: dict[str, object]) -> None:
    """Hand the figures to whoever started this program, and end."""
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()
    QApplication.quit()
