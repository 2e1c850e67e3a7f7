"""A process killed between any two system calls while it posts: what it answered is there, the rest whole or absent.

Posting is the same each time (see `postings`), so the book of an undisturbed run says, to the hash, what every entry
must look like. After a kill the book is opened as after any crash, looked at, and everything is sent once more.
"""

import gc
import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from app import bootstrap
from app.storage.engine import sqlite3
from tests.faults import postings
from tests.faults.tracer import Walk, fork, wait_for

SIZES = {"single": 3, "bulk": 8, "checkpoints": 6, "together": 5}
JOURNAL = ("entry", "entry_text", "posting", "item", "term_change", "file_request")


class Round(NamedTuple):
    """One way of posting: a plan of events and a mode."""

    seed: int
    mode: str

    @property
    def events(self) -> list[postings.Event]:
        return postings.plan(self.seed, SIZES[self.mode])


class Seen(NamedTuple):
    """What a look at a book found: its rows by the request they belong to, and whether everything holds together."""

    rows: dict[str, Any]
    head: str
    balanced: bool
    problems: list[str]


@dataclass(slots=True)
class Tally:
    """The counts of many kills."""

    runs: int = 0
    kills: int = 0
    stops: int = 0
    answered: int = 0
    unanswered_whole: int = 0
    lost: int = 0
    half: int = 0
    unbalanced: int = 0
    not_verified: int = 0
    differs_after_retry: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """How many promises were broken."""
        return self.lost + self.half + self.unbalanced + self.not_verified + self.differs_after_retry

    def add(self, other: dict[str, Any]) -> None:
        """Add the counts of another tally."""
        for name, value in other.items():
            setattr(self, name, getattr(self, name) + value)


class Killer:
    """Kills in a folder of its own; no book is open in this process while it forks."""

    def __init__(self, folder: Path, sabotage: str = "") -> None:
        self.folder = folder
        self.sabotage = sabotage
        self.template = folder / "template.cbook"
        self.tally = Tally()
        _make_template(self.template)
        _warm_up(self.template, folder / "warm-up.cbook")
        self._references: dict[Round, Seen] = {}

    def stops(self, round_: Round) -> int:
        """Walk a whole run undisturbed and return how many stops it has; keep its book as the reference."""
        book = self.fresh()
        walk, reading, _writing = self.walk(book, round_, sabotage="")
        stops = walk.run()
        os.close(reading)
        if walk.code != 0:
            raise ChildProcessError(f"undisturbed posting ended with {walk.code}: {round_}")
        self._references[round_] = Seen(*in_child(lambda: tuple(look(book))))
        return stops

    def kill_at(self, round_: Round, stop: int) -> None:
        """Kill a run at a stop and see what is left of it."""
        book = self.fresh()
        walk, reading, _writing = self.walk(book, round_, self.sabotage)
        reached = 0
        while reached < stop and walk.step():
            reached += 1
        if walk.code is None:
            walk.kill()
            self.tally.kills += 1
        with os.fdopen(reading, "rb") as pipe:
            answered = [place for place, _entry in postings.answers(pipe.read())]
        self.tally.runs += 1
        self.tally.stops += reached
        self._judge(round_, stop, book, answered)

    def walk(self, book: Path, round_: Round, sabotage: str) -> tuple[Walk, int, int]:
        """Start a run; return it with the end of the pipe to read its answers from, and the number of its own end."""
        reading, writing = os.pipe()
        walk = Walk(lambda: postings.poster(book, round_.events, round_.mode, writing, sabotage))
        os.close(writing)
        return walk, reading, writing

    def fresh(self) -> Path:
        """Copy the template to where runs post."""
        for old in self.folder.glob("run.cbook*"):
            old.unlink()
        book = self.folder / "run.cbook"
        shutil.copy(self.template, book)
        return book

    # ---- judging ----------------------------------------------------------------------------------------------------

    def _judge(self, round_: Round, stop: int, book: Path, answered: list[int]) -> None:
        after, retried = in_child(lambda: _look_and_retry(book, round_))
        reference = self._references[round_]
        names = [event["id"] for event in round_.events]
        promised = [names[place] for place in answered]
        tally, seen = self.tally, Seen(*after)
        lost = [name for name in promised if name not in seen.rows]
        half = [name for name, rows in seen.rows.items() if rows != reference.rows.get(name)]
        tally.answered += len(promised)
        tally.unanswered_whole += sum(name in names and name not in promised for name in seen.rows)
        tally.lost += len(lost)
        tally.half += len(half)
        tally.unbalanced += not seen.balanced
        tally.not_verified += bool(seen.problems)
        differs = retried != reference.head
        tally.differs_after_retry += differs
        if lost or half or differs or seen.problems or not seen.balanced:
            story = {"round": round_, "stop": stop, "lost": lost, "half": half, "retried": retried}
            tally.examples.append(json.dumps(story | {"problems": seen.problems[:3]}, ensure_ascii=False))


def schedule(stops: Callable[[Round], int], kills: int, seed: int) -> Iterator[tuple[Round, int]]:
    """Choose where to kill: every stop of the first run if there are enough kills, then spread over varied runs."""
    chance = random.Random(seed)
    number, left = 0, kills
    while left > 0:
        round_ = Round(seed * 1000 + number, postings.MODES[number % len(postings.MODES)])
        total = stops(round_)
        wanted = min(left, total, max(kills // 10, 15) if number or kills < 2 * total else total)
        places = range(1, total + 1)
        chosen = sorted({*_spread(places, wanted, chance)})
        yield from ((round_, place) for place in chosen)
        left -= len(chosen)
        number += 1


def _spread(places: range, wanted: int, chance: random.Random) -> Iterator[int]:
    """Choose places evenly, each anywhere within its share."""
    for part in range(wanted):
        first, last = part * len(places) // wanted, (part + 1) * len(places) // wanted - 1
        yield places[chance.randint(first, max(first, last))]


def run(
    folder: Path, kills: int, seed: int, sabotage: str = "", progress: Callable[[int], None] | None = None
) -> Tally:
    """Kill so many times and count."""
    killer = Killer(folder, sabotage)
    for done, (round_, stop) in enumerate(schedule(killer.stops, kills, seed), start=1):
        killer.kill_at(round_, stop)
        if progress is not None:
            progress(done)
    return killer.tally


def unsynced_answers(folder: Path, mode: str, sabotage: str = "") -> tuple[int, int]:
    """Walk a run to its end; count the answers given while something written was not synced, and all answers."""
    killer = Killer(folder, sabotage)
    walk, reading, writing = killer.walk(killer.fresh(), Round(0, mode), sabotage)
    waiting: set[int] = set()
    unsynced = given = 0
    for call in walk.calls():
        if call.name == "pwrite":
            waiting.add(call.file)
        elif call.name == "sync":
            waiting.discard(call.file)
        elif call.file == writing:
            given += 1
            unsynced += bool(waiting)
    os.close(reading)
    if walk.code != 0:
        raise ChildProcessError(f"undisturbed posting ended with {walk.code}")
    return unsynced, given


# ---- in processes of their own --------------------------------------------------------------------------------------


def in_child(work: Callable[[], Any]) -> Any:
    """Do something with a book in a forked process and return its answer, so that this one never opens a book."""
    reading, writing = os.pipe()

    def child() -> None:
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            json.dump(work(), pipe)

    pid = fork(child)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        text = pipe.read()
    code = wait_for(pid)
    if code != 0:
        raise ChildProcessError(f"a process looking at a book ended with {code}")
    return json.loads(text)


def _make_template(path: Path) -> None:
    app = bootstrap.new_book(path, name="试", currency="CNY", language="en", pack="CN")
    app.close()
    app = postings.opened(path)
    postings.post(app, postings.beginning(), "together", lambda _place, _entry: None)
    app.close()


def _warm_up(template: Path, book: Path) -> None:
    """Do everything once, so that forked processes need not load it each for themselves; then nothing may be open."""
    shutil.copy(template, book)
    for mode in postings.MODES:
        _look_and_retry(book, Round(0, mode))
    gc.collect()
    still = [target for link in Path("/proc/self/fd").iterdir() if ".cbook" in (target := _target(link))]
    if still:
        raise RuntimeError(f"a book is still open: {still}")
    gc.freeze()


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


def _look_and_retry(book: Path, round_: Round) -> tuple[Seen, str]:
    before = look(book)
    try:
        app = postings.opened(book)
        postings.post(app, round_.events, round_.mode, lambda _place, _entry: None)
        app.close()
    except Exception as error:  # noqa: BLE001 - sending again may not fail
        return before, f"{type(error).__name__}: {error}"
    return before, look(book).head


def look(book: Path) -> Seen:
    """Open a book as the program does, prove it, and read its rows by the request they belong to."""
    try:
        app = postings.opened(book)
        report = app.verify.verify()
        app.close()
        head, problems = report.head, [f"{p.kind} {p.where}: {p.message.text}" for p in report.problems]
    except Exception as error:  # noqa: BLE001 - a book that cannot be opened any more is what we are looking for
        head, problems = "", [f"{type(error).__name__}: {error}"]
    connection = sqlite3.connect(book)
    rows = {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in JOURNAL}
    columns = [column[1] for column in connection.execute("PRAGMA table_info(entry)")]
    connection.close()
    return Seen(_by_request(rows, columns), head, _balanced(rows["posting"]), problems)


def _balanced(postings_: list[tuple[Any, ...]]) -> bool:
    """Whether every entry's postings sum to zero, and bonus and its mirror do."""
    sums: Counter[Any] = Counter()
    for entry, _seq, account, _customer, _item, amount, *_rest in postings_:
        sums[entry] += amount
        sums["bonus"] += amount if account in ("prepaid.bonus", "bonus_granted") else 0
    return not any(sums.values())


def _by_request(rows: dict[str, list[tuple[Any, ...]]], columns: list[str]) -> dict[str, Any]:
    request = columns.index("request_id")
    named = {row[0]: row[request] for row in rows["entry"]}
    found: dict[str, Any] = {row[request]: [_plain(row)] for row in rows["entry"]}
    for table in ("entry_text", "posting", "term_change"):
        for row in rows[table]:
            found.setdefault(named.get(row[0], f"orphan {row[0]}"), []).append([table, *_plain(row)])
    for row in rows["item"]:
        found.setdefault(named.get(row[4], f"orphan {row[4]}"), []).append(["item", *_plain(row)])
    for row in rows["file_request"]:
        found.setdefault(row[0], []).append(["file", row[3]])
    return found


def _plain(row: tuple[Any, ...]) -> list[Any]:
    return [value.hex() if isinstance(value, bytes) else value for value in row]


def as_dict(tally: Tally) -> dict[str, Any]:
    return asdict(tally)
