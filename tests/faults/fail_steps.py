"""Every use case on a drive that fails it: full from some write on, gone from some call on, one call that fails.

The call is never made and answered by the system's error instead, so each of a step's writes can be the one that
fails. The program must say so in a sentence and go on working: once the drive is well again the same open program does
the step as if nothing had been. A drive that is gone stays gone; then the book is looked at when it is back.
"""

import errno
import os
import random
from typing import NamedTuple

from app.bootstrap import App
from app.errors import CounterbookError
from tests.faults import filled
from tests.faults.drive import Act, act
from tests.faults.kill_steps import DONE, Killer, spread
from tests.faults.tracer import Walk

REFUSED = b"R"


class Fault(NamedTuple):
    """What fails: calls that take room or change anything, or all of them; for how long, and with which error."""

    code: int
    everything: bool = False
    once: bool = False

    def hits(self, call: Act) -> bool:
        """Whether a call would fail."""
        if self.everything:
            return True
        if self.code == errno.ENOSPC:
            return call.takes_room
        return call.kind in {"write", "pwrite", "sync", "ftruncate"}


FULL = Fault(errno.ENOSPC)
ONCE = Fault(errno.EIO, once=True)
GONE = Fault(errno.EIO, everything=True)


class Failer(Killer):
    """Lets calls of the steps fail."""

    fault = FULL

    def disturb(self, number: int, wanted: int, chance: random.Random) -> None:
        """Let so many of the calls of a step fail, spread over all there are; 0 each of them."""
        walk, reading = self.walk(number)
        total, _said = self._fail(walk, reading, 0)
        self.tally.writes += total
        for place in spread(total, wanted, chance):
            walk, reading = self.walk(number)
            _reached, said = self._fail(walk, reading, place)
            self.tally.kills += 1
            if walk.code != 0:
                self.tally.crashed += 1
                self.tally.examples.append(f"{self.steps[number].name}, call {place}: ended with {walk.code}")
            sentence = said.partition(DONE)[0]
            if sentence:
                plain = self._plain(sentence.decode())
                self.tally.said[plain] = self.tally.said.get(plain, 0) + 1
            self.judge(number, place, answered=DONE in said)

    def _plain(self, sentence: str) -> str:
        return sentence.removeprefix(REFUSED.decode()).replace(str(self.home), "…")

    def work(self, app: App, step: filled.Step, pipe: int) -> None:
        """Do a step; where it is refused, say so, which makes the drive well again, and do it once more."""
        try:
            step.do(app)
        except CounterbookError as error:
            os.write(pipe, REFUSED + f"{type(error).__name__}: {error}".encode())
            try:
                if self.fault is not GONE:
                    step.do(app)
            except CounterbookError:
                if not (step.parts or step.counts):
                    raise
            if self.fault is GONE:
                app.close()
                return
        os.write(pipe, DONE)
        app.close()

    def _fail(self, walk: Walk, reading: int, place: int) -> tuple[int, bytes]:
        """Walk on and let the call at a place (from 1) fail; return how many there were, and what the process said."""
        pipe, reached, well, left_out = f"pipe:[{os.fstat(reading).st_ino}]", 0, False, False
        for stop in walk.stops():
            if not stop.before:
                if left_out:
                    walk.answer(self.fault.code)
                left_out = False
                continue
            if stop.number == 1 and walk.file(stop.arguments[0]) == pipe:
                well = well or self.fault is not GONE
                continue
            call = act(walk, stop, self.home)
            if call is None or well or not self.fault.hits(call):
                continue
            reached += 1
            if place and (reached == place or (reached > place and not self.fault.once)):
                walk.leave_out()
                left_out = True
        with os.fdopen(reading, "rb") as said:
            return reached, said.read()


class OneFails(Failer):
    """One write or sync fails, as on a drive with a weak spot."""

    fault = ONCE


class Goes(Failer):
    """The drive goes and does not come back while the program runs."""

    fault = GONE
