"""Every use case in surroundings that are wrong: `python -m tests.faults.surroundings [--families …]`.

`newer` another program, a newer one, brings the book up to date while this one has it open · `file` nobody may write to
the file · `folder` somebody else's folder, in which nothing can be made · `clock` the clock was set back, stands at the
hour that comes twice or not at all, or on a day that begins at one. Each time the step is refused in words and the book
is as it was, or it is done whole; and once things are right again it is done as if nothing had been.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from app import bootstrap
from app.bootstrap import App
from app.errors import BookUnusable, CounterbookError
from app.services.circumstances import Circumstances
from app.storage.engine import sqlite3
from tests.faults import filled, postings
from tests.faults.kill import in_child
from tests.faults.kill_steps import Killer, Tally, again, look

NOBODY = 65534

ONLY_READ = frozenset({"person's data", "digest"})
"""No refusal where nothing can be written: data is handed out without a note, no day gets its digest by itself."""

CLOCKS = (
    ("Asia/Shanghai", datetime(2025, 2, 1, 9, tzinfo=UTC)),  # set back by more than a year
    ("Asia/Shanghai", datetime(1970, 1, 1, tzinfo=UTC)),  # a machine whose battery is empty
    ("Europe/Berlin", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),  # two o'clock became three
    ("Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # half past two, the first of two
    ("Europe/Berlin", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # and the second
    ("America/Santiago", datetime(2026, 9, 6, 4, 0, tzinfo=UTC)),  # a day that begins at one o'clock
    ("America/Santiago", datetime(2026, 4, 5, 3, 30, tzinfo=UTC)),  # 23:30 for the second time
)


@contextmanager
def clock(place: str, at: datetime) -> Iterator[Circumstances]:
    """Stand at an instant in a time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = place
    time.tzset()
    try:
        today = at.astimezone().date()
        yield Circumstances(now=lambda: at, today=lambda: today, salt=lambda: b"s" * 16)
    finally:
        os.environ.pop("TZ") if before is None else os.environ.__setitem__("TZ", before)
        time.tzset()


class Surroundings(Killer):
    """Does the steps in wrong surroundings, each in a process of its own."""

    def each(self, number: int, turn: int) -> None:
        """Do a step in wrong surroundings and see what is left of it."""
        step = self.steps[number]
        book = filled.copy(self._stage(number), self.folder / "run.cbook")
        self.tally.kills += 1
        try:
            said, done = in_child(lambda: self.tried(book, step, turn))
        except ChildProcessError as error:
            self.tally.crashed += 1
            self.tally.examples.append(f"{step.name}, {turn}: {error}")
            return
        if said:
            plain = said.replace(str(self.folder), "…")
            self.tally.said[plain] = self.tally.said.get(plain, 0) + 1
        self.see(number, turn, said=said, done=done)

    def tried(self, book: Path, step: filled.Step, turn: int) -> tuple[str, bool]:
        """Open a book and do a step; return what was said against it, and whether it was done."""
        raise LookupError(turn)

    def see(self, number: int, turn: int, *, said: str, done: bool) -> None:
        """Nothing was to be written; as soon as it may, the step is done as ever."""
        book, was = self.folder / "run.cbook", self.before[number]
        left = in_child(lambda: filled.rows(book))
        wrong = (done and self.steps[number].name not in ONLY_READ) or left != was
        self.right(book)
        after = in_child(lambda: again(book, self.steps[number]))
        differs = bool(after["problems"]) or after["rows"] != self.before[number + 1]
        self.tally.half += wrong
        self.tally.differs_after_retry += differs and not self.steps[number].counts
        if wrong or (differs and not self.steps[number].counts):
            tables = [name for name in left if left[name] != was[name]]
            story = {"step": self.steps[number].name, "turn": turn, "said": said, "done": done, "tables": tables}
            self.tally.examples.append(json.dumps({**story, "again": after["problems"][:3]}, ensure_ascii=False))

    def right(self, book: Path) -> None:
        """Put the surroundings right."""


def refused(step: filled.Step, app: App) -> tuple[str, bool]:
    """Do a step; return what was said against it, and whether it was done."""
    try:
        step.do(app)
    except CounterbookError as error:
        return f"{type(error).__name__}: {error}", False
    finally:
        app.close()
    return "", True


class Newer(Surroundings):
    """Another program brings the book up to date while it is open here."""

    def tried(self, book: Path, step: filled.Step, turn: int) -> tuple[str, bool]:
        app = postings.opened(book)
        with closing(sqlite3.connect(book)) as other:
            other.execute(f"PRAGMA user_version = {other.execute('PRAGMA user_version').fetchone()[0] + 1}")
        return refused(step, app)

    def right(self, book: Path) -> None:
        in_child(lambda: self._back(book))

    def _back(self, book: Path) -> None:
        with closing(sqlite3.connect(book)) as other:
            other.execute(f"PRAGMA user_version = {other.execute('PRAGMA user_version').fetchone()[0] - 1}")


class ReadOnlyFile(Surroundings):
    """Nobody may write to the file."""

    def tried(self, book: Path, step: filled.Step, turn: int) -> tuple[str, bool]:
        book.chmod(0o400)
        return refused(step, postings.opened(book))

    def right(self, book: Path) -> None:
        book.chmod(0o600)


class StrangeFolder(Surroundings):
    """The folder is somebody else's: the file may be written to, but nothing be made beside it."""

    def tried(self, book: Path, step: filled.Step, turn: int) -> tuple[str, bool]:
        book.chmod(0o666)
        self.folder.chmod(0o755)
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        try:
            app = postings.opened(book)
        except BookUnusable as error:
            return str(error), False
        return refused(step, app)

    def right(self, book: Path) -> None:
        self.folder.chmod(0o700)


class Clock(Surroundings):
    """The clock is wrong, or shows an hour that comes twice or never; done is done then, but for the instants."""

    def tried(self, book: Path, step: filled.Step, turn: int) -> tuple[str, bool]:
        with clock(*CLOCKS[turn % len(CLOCKS)]) as around:
            return refused(step, bootstrap.build(*bootstrap.open_book(book), around))

    def see(self, number: int, turn: int, *, said: str, done: bool) -> None:
        book, step = self.folder / "run.cbook", self.steps[number]
        left = in_child(lambda: look(book))
        # What several parts did before one was refused stands; so does what counts each time.
        half = bool(said) and not step.parts and not step.counts and left["rows"] != self.before[number]
        after = in_child(lambda: again(book, step)) if not (done and step.counts) else left
        problems = [*left["problems"], *after["problems"]]
        entries = len(after["rows"].get("entry", ())) - len(self.before[number + 1]["entry"])
        self.tally.half += half
        self.tally.unbalanced += left["unbalanced"]
        self.tally.not_verified += bool(problems)
        self.tally.differs_after_retry += entries != 0
        if half or problems or entries or left["unbalanced"]:
            story = {"step": step.name, "clock": str(CLOCKS[turn % len(CLOCKS)]), "said": said, "half": half}
            more = {"problems": problems[:3], "entries too many": entries}
            self.tally.examples.append(json.dumps(story | more, ensure_ascii=False))


FAMILIES: Mapping[str, type[Surroundings]] = MappingProxyType(
    {"newer": Newer, "file": ReadOnlyFile, "folder": StrangeFolder, "clock": Clock}
)


def run(
    folder: Path, names: list[str], every: int, seed: int, told: Callable[[str, Tally], None] = lambda _n, _t: None
) -> dict[str, Tally]:
    """Do every step, or every third, in each of the surroundings; at every clock for `every` 1."""
    made: Surroundings | None = None
    found: dict[str, Tally] = {}
    for name in names:
        if name == "folder" and os.geteuid() != 0:
            continue  # only root can become somebody else
        made = FAMILIES[name](folder, "", made)
        for number in range(seed % every, len(made.steps), every):
            made.tally.steps += 1
            turns = range(len(CLOCKS)) if name == "clock" and every == 1 else [number]
            for turn in turns:
                made.each(number, turn)
        found[name] = made.tally
        told(name, made.tally)
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.surroundings", description=__doc__)
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--every", type=int, default=1, help="only every so manieth use case")
    parser.add_argument("--seed", type=int, default=1, help="with --every: at which use case to begin")
    options = parser.parse_args(arguments)
    memory = Path("/dev/shm")

    def told(name: str, tally: Tally) -> None:
        sys.stdout.write(json.dumps({"family": name, **asdict(tally)}, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    folder = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    try:
        found = run(folder, options.families, options.every, options.seed, told)
    finally:
        shutil.rmtree(folder)
    return int(any(tally.faults for tally in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
