"""What is counted while a file is taken in, how far it has got, and which of its rows are left out and why."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

from app.core.intake.build import Made, Maker
from app.core.intake.findings import Finding, Weight
from app.core.intake.people import Pair
from app.errors import Message, Refused

MAX_SHOWN = 2000
"""How many findings a report holds; all of them are told one by one, and stand in the file to mend."""

MAX_VALUE = 80
"""How much is shown of a cell."""

_STEP = 500
_Each = TypeVar("_Each")

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


@dataclass(slots=True)
class Report:
    """What a file comes to, or came to.

    `rows` are those with anything in them; each is good, refused or skipped, a good one may be warned of too. `blank`
    are lines in which nothing stands. `sums`
    are amounts in minor units, `counts` what is asked of the book by verb, both of good rows. `findings` are the first
    ones, `more` how many there are beyond them.
    """

    rows: int = 0
    good: int = 0
    refused: int = 0
    skipped: int = 0
    warned: int = 0
    blank: int = 0
    sums: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    pairs: tuple[Pair, ...] = ()
    rehearsed: bool = False
    cancelled: bool = False

    def add(self, finding: Finding) -> None:
        """Take in a finding, or count it where there are too many."""
        if len(self.findings) < MAX_SHOWN:
            self.findings.append(finding)
        else:
            self.more += 1


class Rest(NamedTuple):
    """The file that gets the rows left out, and how the reasons are said there."""

    path: Path
    say: Callable[[Message], str] = str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The lines that were not taken in, and how the reasons are said."""

    bad: set[int]
    by_book: Mapping[int, Message]
    say: Callable[[Message], str]

    def __contains__(self, line: int) -> bool:
        return line in self.bad or line in self.by_book

    def why(self, made: Made) -> str:
        """Return why a row was left out."""
        reasons = [finding.reason for finding in made.findings if finding.weight is Weight.REFUSED]
        late = self.by_book.get(made.line)
        return " ".join(self.say(reason) for reason in (*reasons, *([late] if late is not None else [])))


class Watch:
    """How far it has got, and whether somebody called it off."""

    def __init__(self, progress: Progress | None, cancelled: Cancelled | None, total: int = 0) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._total = total
        self.called_off = False

    def expect(self, total: int) -> None:
        """Know only now how many there will be."""
        self._total = total

    def over(self, rows: Iterable[_Each], count: int = 0) -> Iterator[_Each]:
        """Hand rows on, telling how many there were, until somebody calls it off.

        With `count` they are that many events, and what is told is the share of the rows they stand for.
        """
        done = 0
        for row in rows:
            if done % _STEP == 0:
                if self._progress is not None:
                    self._progress(done * self._total // count if count else done, self._total)
                if self._cancelled is not None and self._cancelled():
                    self.called_off = True
                    return
            done += 1
            yield row
        if self._progress is not None:
            self._progress(self._total or done, self._total or done)


class CalledOffError(Exception):
    """Somebody called it off: what was recorded of it so far is taken back."""


def to_the_end(rows: Iterable[_Each], watch: Watch) -> Iterator[_Each]:
    """Hand on what is watched over; raises once it ends before its end, because somebody called it off."""
    yield from rows
    if watch.called_off:
        raise CalledOffError


class Tally:
    """Counts what a file comes to."""

    def __init__(self, every: Callable[[Finding], None] | None) -> None:
        self.report = Report()
        self.bad: set[int] = set()
        self.by_book: dict[int, Message] = {}  # lines that read well and the book refuses
        self.refusals: dict[int, Finding] = {}  # the same, as they are told
        self.whole: tuple[Finding, ...] = ()
        self._every = every
        self._sums: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._of_line: dict[int, Made] = {}

    def say(self, finding: Finding) -> None:
        """Take in a finding."""
        self.report.add(finding)
        if self._every is not None:
            self._every(finding)

    def say_whole(self, findings: Iterable[Finding]) -> None:
        """Take in what is said of the file as a whole."""
        self.whole = tuple(findings)
        for finding in self.whole:
            self.say(finding)

    def take(self, made: Made, *, refused: bool = False, why: Finding | None = None, alone: bool = False) -> None:
        """Take in a row; `refused`, and `why`, where it is known by now that the book would refuse it.

        `alone` lets go of all rows before: of none of them it will be said later that the book refuses it.
        """
        if alone:
            self._of_line.clear()
        report = self.report
        report.rows += 1
        weights = {finding.weight for finding in made.findings}
        for finding in (*made.findings, *([why] if why is not None else [])):
            self.say(finding)
        report.warned += Weight.WARNED in weights
        if Weight.REFUSED in weights or refused:
            report.refused += 1
            self.bad.add(made.line)
        elif not made.good:
            report.skipped += 1
        else:
            report.good += 1
            self._sums.update(made.sums)
            self._counts.update(_verbs(made))
            self._of_line[made.line] = made

    def refuse(self, line: int, refused: Refused, maker: Maker) -> None:
        """Take in that the book refuses a row; what it refuses further because of that is not told."""
        name = refused.field.partition(".")[0]
        if name == "customer" and line in self.by_book:
            return
        self.by_book.setdefault(line, refused.message)
        made = self._of_line.get(line, Made(line))
        finding = Finding(line, maker.called(name) if name else "", name, _asked(made, name), refused.message)
        self.refusals.setdefault(line, finding)
        self.say(finding)
        if line in self.bad:
            return
        self.bad.add(line)
        self.report.refused += 1
        self.report.good -= 1
        self._let_go(line)

    def _let_go(self, line: int) -> None:
        """Count what a row asked for no longer."""
        made = self._of_line.pop(line, Made(line))
        self._sums.subtract(made.sums)
        self._counts.subtract(_verbs(made))

    def settle(self, line: int) -> None:
        """Let go of the rows before one that the book has answered."""
        while self._of_line and next(iter(self._of_line)) != line:
            del self._of_line[next(iter(self._of_line))]

    def keep_only(self, answered: set[int]) -> None:
        """Leave out the good rows that were never asked for, because somebody called it off."""
        for line in [line for line in self._of_line if line not in answered]:
            self._let_go(line)
            self.report.good -= 1
            self.report.rows -= 1

    def finish(self) -> Report:
        """Return what was counted."""
        self.report.sums = {name: amount for name, amount in self._sums.items() if amount}
        self.report.counts = {name: count for name, count in self._counts.items() if count}
        return self.report

    def nothing(self) -> None:
        """Note that nothing was recorded after all."""
        self.report.good = 0
        self._sums.clear()
        self._counts.clear()


def _verbs(made: Made) -> list[str]:
    return [str(event["do"]) for event in made.events]


def _asked(made: Made, name: str) -> str:
    """Return what a row asked for in a field, as far as it is a text or several."""
    for event in made.events:
        found = event.get(name)
        texts = [found] if isinstance(found, str) else found if isinstance(found, list) else []
        said = " / ".join(each if isinstance(each, str) else str(each.get("text", "")) for each in texts)
        if said:
            return said[:MAX_VALUE]
    return ""
