"""Power cuts in every use case.

Each step of the full book is walked once and all it does to its drive recorded. Then the book is laid down as a power
cut at some moment would leave it: without what had not been synced by then, or with some sectors of it. What was
answered before must be there, what was not is there whole or not at all.
"""

import os
import random
from typing import NamedTuple

from tests.faults.drive import Drive
from tests.faults.kill_steps import Killer


class Cut(NamedTuple):
    """The files that are there when the power is back, and whether the step had been answered before it went."""

    place: int
    files: dict[str, bytes]
    answered: bool


class Cutter(Killer):
    """Cuts the power of recorded steps."""

    def disturb(self, number: int, wanted: int, chance: random.Random) -> None:
        """Record a step; judge what so many moments would have left, the one just after its answer among them."""
        for cut in self.cuts(number, wanted, chance):
            self.lay_down(cut.files)
            self.tally.kills += 1
            self.judge(number, cut.place, answered=cut.answered)

    def lay_down(self, files: dict[str, bytes]) -> None:
        """Put the files where the step had them; what a process that was walked has left goes."""
        mine = [path for path in self.home.rglob("*") if path.is_file() and self.is_mine(path.name)]
        for path in mine:
            path.unlink()
        for name, data in files.items():
            if self.is_mine(name) and not (self.home / name).is_dir():  # a folder is opened to have its names synced
                (self.home / name).write_bytes(data)

    def cuts(self, number: int, wanted: int, chance: random.Random) -> list[Cut]:
        """Walk a step to its end; return what some moments would have left, chosen as they go by."""
        walk, reading = self.walk(number)
        drive, pipe, answered, last, seen = Drive(self.home), f"pipe:[{os.fstat(reading).st_ino}]", False, 0, 0
        certain, found = list[Cut](), list[Cut]()
        for stop in drive.watch(walk):
            if stop.before:
                continue
            if stop.number == 1 and walk.file(stop.arguments[0]) == pipe:
                answered = True
                certain.append(Cut(drive.calls, drive.cut(None), answered))
            elif drive.calls != last:
                last, seen = drive.calls, seen + 1
                place = len(found) if len(found) < wanted - 1 else chance.randrange(seen)
                if place < wanted - 1 or not wanted:
                    found[place : place + 1] = [Cut(last, drive.cut(chance if seen % 2 else None), answered)]
        os.close(reading)
        if walk.code != 0:
            raise ChildProcessError(f"undisturbed, the step “{self.steps[number].name}” ended with {walk.code}")
        self.tally.writes += drive.calls
        return certain + found
