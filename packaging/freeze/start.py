"""How soon the program is there, against a bare window frozen the same way, both started in turn on one machine.

Each round starts both. What else the machine does only ever adds to a time, so the shortest of all rounds counts.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROUNDS = 9
FRAME_GOAL, USABLE_GOAL = 1.5, 3.0
"""What is aimed at, told with every figure."""

# The second goal lies below what the parts take that nobody can leave out: the bare window, importing SQLAlchemy and
# opening a book are 2.85 of it (README, "Sizes and start"). So the check guards what has been reached instead.
FRAME_MOST, USABLE_MOST = 2.0, 5.5

Start = Callable[[Path], None]
"""Starts a program that writes into a file when its frame was out, and waits for its end."""


class Figures(NamedTuple):
    """The shortest times, in seconds from the start: the bare window's frame, ours, and our book ready for work."""

    bare_s: float
    frame_s: float
    usable_s: float

    @property
    def frame_ratio(self) -> float:
        """How many times as long as the bare window's the first frame takes."""
        return self.frame_s / self.bare_s

    @property
    def usable_ratio(self) -> float:
        """How many times as long as the bare window's first frame the book takes."""
        return self.usable_s / self.bare_s

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"bare window {self.bare_s:.2f} s; first frame {self.frame_s:.2f} s, {self.frame_ratio:.2f} x (goal "
            f"{FRAME_GOAL:g} x); book usable {self.usable_s:.2f} s, {self.usable_ratio:.2f} x (goal {USABLE_GOAL:g} x)"
        )

    def wrong(self) -> list[str]:
        """Return a sentence for each that is slower than it was."""
        late = [("The first frame", self.frame_ratio, FRAME_MOST), ("The book", self.usable_ratio, USABLE_MOST)]
        return [
            f"{what} takes {ratio:.2f} x the bare window, more than {most:g} x"
            for what, ratio, most in late
            if ratio > most
        ]


def measure(ours: Start, bare: Start, folder: Path, rounds: int = ROUNDS) -> Figures:
    """Start both in turn; the first round of each brings the files into memory and does not count."""
    found = []
    for number in range(rounds + 1):
        pair = (_started(bare, folder / "bare.json"), _started(ours, folder / "ours.json"))
        if number:
            found.append((pair[0]["frame"], pair[1]["frame"], pair[1]["usable"]))
    return Figures(*map(min, zip(*found, strict=True)))


def _started(start: Start, report: Path) -> dict[str, float]:
    """Start a program; return the seconds from then to each thing it told."""
    report.unlink(missing_ok=True)
    begun = time.time()  # the clock the other process reads as well
    start(report)
    told: dict[str, float] = json.loads(report.read_text(encoding="utf-8"))
    return {what: moment - begun for what, moment in told.items()}
