"""Every use case killed before any of its writes, and what the other ways to disturb one are built on.

Each step of the full book is walked on a copy of the book as it stood before it. A step that is one transaction leaves
the book as it was or as it is afterwards, to the row; one of several parts leaves it whole, and what it does between
its notes of how far it has got undone or done. Done once more, a step ends as if nothing had happened.
"""

import gc
import json
import os
import random
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.bootstrap import App
from app.storage.engine import sqlite3
from tests.faults import filled, postings
from tests.faults.kill import in_child
from tests.faults.tracer import Walk

DONE = b"\0done"
_UNBALANCED = "SELECT count(*) FROM (SELECT entry_id FROM posting GROUP BY entry_id HAVING sum(amount) <> 0)"


@dataclass(slots=True)
class Tally:
    """The counts of many kills."""

    steps: int = 0
    kills: int = 0
    writes: int = 0
    answered: int = 0
    lost: int = 0
    half: int = 0
    unbalanced: int = 0
    not_verified: int = 0
    differs_after_retry: int = 0
    crashed: int = 0
    said: dict[str, int] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """How many promises were broken."""
        return self.lost + self.half + self.unbalanced + self.not_verified + self.differs_after_retry + self.crashed


class Killer:
    """Kills in a folder of its own; no book is open in this process while it forks."""

    def __init__(self, folder: Path, sabotage: str = "", like: "Killer | None" = None) -> None:
        """Make the full book, or take over what another one has made in the same folder."""
        self.folder = self.home = folder
        self.sabotage = sabotage
        self.steps = filled.steps(folder)
        self.tally = Tally()
        if like is not None:
            self.before = like.before
            return
        self.before: list[dict[str, list[str]]] = []
        filled.make(folder / "full.cbook", self._keep)
        self._keep(len(self.steps), self.steps[-1])
        gc.collect()
        gc.freeze()

    def _keep(self, number: int, _step: filled.Step) -> None:
        """Keep the book as it stands before a step, as a file and as rows."""
        self.before.append(filled.rows(filled.copy(self.folder / "full.cbook", self._stage(number))))

    def _stage(self, number: int) -> Path:
        return self.folder / f"before-{number}.stage"

    def writes(self, number: int) -> int:
        """Walk a whole step and return before how many writes it can be killed; everything is loaded by then."""
        walk, reading = self.walk(number)
        count = sum(1 for _call in walk.calls())
        os.close(reading)
        if walk.code != 0:
            raise ChildProcessError(f"undisturbed, the step “{self.steps[number].name}” ended with {walk.code}")
        return count

    def is_mine(self, name: str) -> bool:
        """Whether a file in the folder is one that a step works on."""
        return name.startswith("run.cbook")

    def disturb(self, number: int, wanted: int, chance: random.Random) -> None:
        """Kill a step so many times, spread over its writes; 0 kills before each of them."""
        total = self.writes(number)
        self.tally.writes += total
        for place in spread(total, wanted, chance):
            self.kill_at(number, place)

    def kill_at(self, number: int, place: int) -> None:
        """Kill a step before one of its writes (from 1) and see what is left of it."""
        walk, reading = self.walk(number)
        for reached, _call in enumerate(walk.calls(), start=1):
            if reached == place:
                walk.kill()
                self.tally.kills += 1
                break
        with os.fdopen(reading, "rb") as pipe:
            answered = bool(pipe.read())
        self.judge(number, place, answered=answered)

    def walk(self, number: int) -> tuple[Walk, int]:
        """Start a step on a book as it was before it; return it with the end of the pipe to read its answer from."""
        book, step = filled.copy(self._stage(number), self.folder / "run.cbook"), self.steps[number]
        reading, writing = os.pipe()

        def prepare() -> Callable[[], None]:
            app = postings.opened(book)
            if self.sabotage:
                postings.set_up(app, "", self.sabotage)
            return lambda: self.work(app, step, writing)

        walk = Walk(prepare)
        os.close(writing)
        return walk, reading

    def work(self, app: App, step: filled.Step, pipe: int) -> None:
        """What the process does that is killed: a step, an answer, the end."""
        if self.sabotage == "early":
            os.write(pipe, DONE)
        step.do(app)
        if self.sabotage != "early":
            os.write(pipe, DONE)
        app.close()

    def judge(self, number: int, place: int, *, answered: bool) -> None:
        """See what a step has left that was disturbed at a place: none, or all; and that it can be done once more."""
        step, book, tally = self.steps[number], self.folder / "run.cbook", self.tally
        was, becomes = self.before[number], self.before[number + 1]
        left = in_child(lambda: look(book))
        rows = left["rows"]
        lost = answered and not step.parts and rows == was != becomes
        half = (not step.parts or bool(step.log)) and without(step.log, rows) not in (
            without(step.log, was),
            without(step.log, becomes),
        )
        retried = in_child(lambda: again(book, step)) if not (step.counts and rows == becomes) else left
        ends_alike = bool(step.log) or not (step.counts or step.parts)
        differs = bool(retried["problems"]) or (ends_alike and retried["rows"] != becomes)
        tally.answered += answered
        tally.lost += lost
        tally.half += half
        tally.unbalanced += left["unbalanced"]
        tally.not_verified += bool(left["problems"])
        tally.differs_after_retry += differs
        if lost or half or differs or left["problems"] or left["unbalanced"]:
            other = [name for name in rows if rows[name] not in (was.get(name), becomes.get(name))]
            wrong = {"lost": lost, "half": half, "tables": other, "problems": left["problems"][:3]}
            after = [name for name in rows if retried["rows"].get(name) != becomes.get(name)] if differs else []
            story = {"step": step.name, "write": place, **wrong, "retried": retried["problems"][:3], "differs": after}
            tally.examples.append(json.dumps(story, ensure_ascii=False))


def without(tables: frozenset[str], rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the rows of all tables but some."""
    return {name: found for name, found in rows.items() if name not in tables}


def look(book: Path) -> dict[str, Any]:
    """Open a book as the program does and prove it; return its rows and what is wrong with it."""
    found: dict[str, Any] = {"problems": [], "unbalanced": 0, "rows": {}}
    try:
        app = postings.opened(book)
        found["problems"] = [f"{p.kind} {p.where}: {p.message.text}" for p in app.verify.verify().problems]
        app.close()
        with closing(sqlite3.connect(book)) as raw:
            found["unbalanced"] = raw.execute(_UNBALANCED).fetchone()[0]
        found["rows"] = filled.rows(book)
    except Exception as error:  # noqa: BLE001 - a book that cannot be opened any more is what we are looking for
        found["problems"].append(f"{type(error).__name__}: {error}")
    return found


def again(book: Path, step: filled.Step) -> dict[str, Any]:
    """Do a step once more and look at the book then; one that has been done already may say so."""
    try:
        app = postings.opened(book)
        try:
            step.do(app)
        finally:
            app.close()
    except Exception as error:  # noqa: BLE001
        if not step.counts:  # what counts each time may find itself done, in other words each time
            return {"problems": [f"{type(error).__name__}: {error}"], "unbalanced": 0, "rows": {}}
    return look(book)


def spread(total: int, wanted: int, chance: random.Random) -> list[int]:
    """Choose so many places from 1 to `total`, each anywhere within its share; all for 0."""
    wanted = min(total, wanted) if wanted else total
    return sorted({chance.randint(part * total // wanted + 1, (part + 1) * total // wanted) for part in range(wanted)})


def run(killer: Killer, per_step: int, seed: int, every: int = 1, only: Sequence[str] = ()) -> None:
    """Disturb every step, or every third, or some by name, so many times; a seed disturbs in the same places."""
    chance = random.Random(seed)
    named = [number for number, step in enumerate(killer.steps) if step.name in only]
    for number in named if only else range(seed % every, len(killer.steps), every):
        killer.tally.steps += 1
        killer.disturb(number, per_step, chance)
