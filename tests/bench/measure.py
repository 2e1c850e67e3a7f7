"""Timing ours and the raw limit in turn, and the lines of the table that come out of it."""

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what we take, what the raw limit takes, and whether the goal is met."""

    name: str
    ours: str
    raw: str
    ratio: str
    goal: str
    met: bool | None


class Times(NamedTuple):
    """Seconds taken by ours and by the raw limit, round by round."""

    ours: list[float]
    raw: list[float]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios: both sides of a round met the same weather."""
        return statistics.median(a / b for a, b in zip(self.ours, self.raw, strict=True))

    @property
    def excess(self) -> float:
        """By how many seconds ours takes longer, in the median of the rounds."""
        return statistics.median(a - b for a, b in zip(self.ours, self.raw, strict=True))


def say(text: str, *, aside: bool = False) -> None:
    """Print a line of the answer, or beside it how things are going."""
    print(text, file=sys.stderr if aside else sys.stdout, flush=True)


def busy() -> bool:
    """Whether others have kept the processors busy beside us; where the system does not tell, nobody has."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > (os.cpu_count() or 1)


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds something took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(ours: Callable[[], object], raw: Callable[[], object], rounds: int) -> Times:
    """Time ours and raw in turn, after one round of each that does not count; rubbish is collected between them."""
    times = Times([], [])
    for number in range(rounds + 1):
        for work, taken in ((raw, times.raw), (ours, times.ours)):
            gc.collect()
            seconds = timed(work)
            if number:
                taken.append(seconds)
    return times


def p95(seconds: Sequence[float]) -> float:
    """Return what 95 of 100 stayed below."""
    return sorted(seconds)[int(len(seconds) * 0.95)]


def ms(seconds: float) -> str:
    """Write a time in milliseconds."""
    return f"{seconds * 1000:,.2f} ms"


def at_most(name: str, times: Times, goal: float) -> Line:
    """Make a line whose ratio shall be at most the goal."""
    ours, raw = statistics.median(times.ours), statistics.median(times.raw)
    return Line(name, ms(ours), ms(raw), f"{times.ratio:.2f} x", f"<= {goal:g} x", times.ratio <= goal)


def table(lines: Sequence[Line]) -> str:
    """Write lines as a table."""
    verdict = {True: "yes", False: "NO", None: "-"}
    head = ("line", "ours", "raw limit", "ratio", "goal", "met")
    rows = [head, *((x.name, x.ours, x.raw, x.ratio, x.goal, verdict[x.met]) for x in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    text = [
        "  ".join(cell.ljust(width) if not place or place > 3 else cell.rjust(width) for place, (cell, width) in cells)
        for cells in (enumerate(zip(row, widths, strict=True)) for row in rows)
    ]
    text.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in text)
