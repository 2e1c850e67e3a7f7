"""What is measured: each function takes the benchmark book and returns its lines of the table."""

import hashlib
import random
import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import event

from app.bootstrap import App, build, circumstances, open_app
from app.core.requests import Part, Sale, Tender, TopUp
from app.services.books import open_book
from app.services.bulk import BATCH_EVENTS, LineResult
from app.system.pinyin import readings
from tests.bench import (
    encryption_bench,
    intake_bench,
    keeping_bench,
    rating_bench,
    receivables_bench,
    reminder_bench,
    rows,
    statement_bench,
    window_lines,
)
from tests.bench.books import copy_of, drop_triggers, raw
from tests.bench.events import lines as event_lines
from tests.bench.measure import Line, Times, at_most, in_turn, ms, p95, timed
from tests.bench.search_bench import queries

FRAME_S = 0.016
MOST_EXTRA_S = 0.002
HONEST_S = 0.002
"""A disk that answers a commit faster than this does not wait for its platter or its flash."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: postings one at a time, events in bulk, questions to the search, rounds, statements."""

    postings: int = 300
    events: int = 2500
    questions: int = 1500
    rounds: int = 5
    statements: int = 5000


def _customers(path: Path) -> list[str]:
    with raw(path) as connection:
        return [no for (no,) in connection.execute("SELECT no FROM customer WHERE closed = 0 ORDER BY no")]


@contextmanager
def _open(path: Path, synchronous: str = "FULL") -> Iterator[App]:
    """Open a book; for the comparison only, with another setting of `synchronous`."""
    store, book = open_book(path)
    store._engine.dispose()

    def set_up(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA synchronous = {synchronous}")  # type: ignore[attr-defined]

    event.listen(store._engine, "connect", set_up)
    app = build(store, book, circumstances())
    try:
        yield app
    finally:
        app.close()


# ---- writing --------------------------------------------------------------------------------------------------------


def posting(book: Path, size: Size) -> list[Line]:
    """One durable posting, with honest syncing and without any."""
    full, off = _postings(book, size, "FULL"), _postings(book, size, "OFF")
    honest = statistics.median(full.raw) >= HONEST_S
    return [*_posting_lines("FULL", full, honest=honest), *_posting_lines("OFF", off, honest=False)]


def _posting_lines(name: str, times: Times, *, honest: bool) -> list[Line]:
    goal = "<= 2 ms more" + (", <= 1.5 x" if honest else "")
    found = []
    for what, ours, limit in (
        ("median", statistics.median(times.ours), statistics.median(times.raw)),
        ("p95", p95(times.ours), p95(times.raw)),
    ):
        met = ours - limit <= MOST_EXTRA_S and (not honest or ours <= 1.5 * limit)
        ratio = f"{ours / limit:.2f} x, +{ms(ours - limit)}"
        found.append(Line(f"one posting, {name}, {what}", ms(ours), ms(limit), ratio, goal, met))
    return found


def _postings(book: Path, size: Size, synchronous: str) -> Times:
    """Post and write the same rows raw, in turn, each into a copy of the book of its own."""
    rng, numbers, on = random.Random(11), _customers(book), circumstances().today()
    times = Times([], [])
    with (
        copy_of(book, "ours") as ours,
        copy_of(book, "raw") as limit,
        _open(ours, synchronous) as app,
        raw(ours) as source,
        raw(limit, synchronous) as target,
    ):
        drop_triggers(target)
        for number in range(size.postings + 20):
            request = _request(number, rng.choice(numbers), on)
            taken = timed(lambda request=request: app.journal.record(request))
            entry = rows.highest(source)
            batch = rows.written(source, entry, entry)
            limit_taken = timed(lambda batch=batch: rows.replay(target, [batch]))
            if number >= 20:
                times.ours.append(taken)
                times.raw.append(limit_taken)
    return times


def _request(number: int, customer: str, on: date) -> TopUp | Sale:
    if number % 3 == 0:
        return TopUp(id=f"b{number}", on=on, customer=customer, paid=50000, bonus=5000, tender=Tender.WECHAT)
    pay = (Part("prepaid"), Part("cash"))
    return Sale(id=f"b{number}", on=on, customer=customer, amount=6800, description="剪发", pay=pay)


def bulk(book: Path, size: Size) -> list[Line]:
    """Events by `apply`, against the same rows written raw in the same batches."""
    rng, numbers, on = random.Random(13), _customers(book), circumstances().today()
    times = Times([], [])
    entries = 0
    with (
        copy_of(book, "ours") as ours,
        copy_of(book, "raw") as limit,
        _open(ours) as app,
        raw(ours) as source,
        raw(limit) as target,
    ):
        drop_triggers(target)
        for number in range(size.rounds + 1):
            events = list(event_lines(numbers, size.events, on, rng, f"r{number}-"))
            first = rows.highest(source) + 1
            taken = timed(lambda events=events: app.bulk.apply(events, _check))
            last = rows.highest(source)
            batches = [
                rows.written(source, start, min(start + BATCH_EVENTS - 1, last))
                for start in range(first, last + 1, BATCH_EVENTS)
            ]
            limit_taken = timed(lambda batches=batches: rows.replay(target, batches))
            if number:
                entries = last - first + 1
                times.ours.append(taken)
                times.raw.append(limit_taken)
    rates = (f"{entries / statistics.median(part):,.0f}/s" for part in times)
    ratio = 1 / times.ratio
    return [Line("bulk apply of events", *rates, f"1/{times.ratio:.1f}", ">= 1/12", ratio >= 1 / 12)]


def _check(result: LineResult) -> None:
    if not result.ok:
        raise AssertionError(result)


# ---- reading --------------------------------------------------------------------------------------------------------

# What is left of every item, from which all balances and the ageing follow; of the ways to ask for it, the fastest.
_GROUP_BY = (
    "SELECT item_id, account, sum(amount) FROM posting NOT INDEXED WHERE item_id IS NOT NULL GROUP BY item_id, account"
)


def balances(book: Path, size: Size) -> list[Line]:
    """All balances as of today."""
    return [_read("all balances", book, size, lambda app: app.views.balances())]


def ageing(book: Path, size: Size) -> list[Line]:
    """Ageing of everybody as of today."""
    return [_read("ageing", book, size, lambda app: app.views.ageing())]


def _read(name: str, book: Path, size: Size, ask: Callable[[App], object]) -> Line:
    app = open_app(book)
    with raw(book) as connection:
        times = in_turn(lambda: ask(app), lambda: connection.execute(_GROUP_BY).fetchall(), size.rounds)
    app.close()
    return at_most(f"{name}, as of today", times, 2)


def search(book: Path, size: Size) -> list[Line]:
    """The search as somebody types."""
    with raw(book) as connection:
        people = [name for (name,) in connection.execute("SELECT name FROM customer ORDER BY id LIMIT 5000")]
    app = open_app(book)
    first = timed(lambda: app.search.find("a"))
    while not app.search.prepare():
        pass
    asked = queries([name for name in people if readings(name)], random.Random(17), size.questions)
    taken = [timed(lambda query=query: app.search.find(query)) for query in asked]
    app.close()
    slow = p95(taken)
    return [
        Line("search as you type, p95", ms(slow), ms(FRAME_S), f"{slow / FRAME_S:.2f} x", "<= 16 ms", slow <= FRAME_S),
        Line("search, median", ms(statistics.median(taken)), "", "", "", None),
        Line("search, a question before the index is made", ms(first), "", "", "", None),
    ]


_ROWS = ("entry", "entry_text", "item", "posting", "term_change", "item_balance", "customer_balance")
_FILES = ("customer", "customer_phone", "customer_key", "offer")


def verify(book: Path, size: Size) -> list[Line]:
    """The full proof, against reading and hashing the same rows."""
    app = open_app(book)
    report = app.verify.verify()
    if not report.ok:
        raise AssertionError(report.problems[:3])
    with raw(book) as connection:
        times = in_turn(app.verify.verify, lambda: _hash_rows(connection), max(size.rounds // 2, 1))
    app.close()
    return [at_most("verify", times, 2)]


def _hash_rows(connection: object) -> None:
    """Read every row that `verify` proves, and hash it."""
    for table in (*_ROWS, *_FILES):
        for row in connection.execute(f"SELECT * FROM {table}"):  # type: ignore[attr-defined]
            hashlib.sha256("|".join(map(str, row)).encode()).digest()


def window(book: Path, size: Size) -> list[Line]:
    """The window: how soon it is there, what it takes, how smoothly it runs."""
    return window_lines.window(book, size.rounds)


def statement(_book: Path, size: Size) -> list[Line]:
    """Statements as PDF: how many a second, and whether memory stays flat over thousands."""
    return statement_bench.lines(size.rounds, size.statements)


def reminders(book: Path, size: Size) -> list[Line]:
    """Planning the reminder queue: with nothing new to write, and the first time."""
    return reminder_bench.lines(book, size.rounds)


def encryption(book: Path, size: Size) -> list[Line]:
    """What encryption costs, and a backup of the book while it is in use."""
    return encryption_bench.encryption(book, size.postings)


def keeping(book: Path, _size: Size) -> list[Line]:
    """Backing up and restoring a book in use, proved equal; with `--full` it is the book of 1,000,000 entries."""
    return keeping_bench.keeping(book)


def receivables(_book: Path, size: Size) -> list[Line]:
    """The ageing page of thousands of open bills."""
    return receivables_bench.lines(size.rounds, min(10_000, 4 * size.events))


def intake(_book: Path, size: Size) -> list[Line]:
    """Another program's file taken in."""
    return intake_bench.lines(size.rounds, 4 * size.events)


def rating(_book: Path, _size: Size) -> list[Line]:
    """How well the rating foretells who pays late, against boosted trees where scikit-learn is there."""
    return rating_bench.lines()


LINES: Mapping[str, Callable[[Path, Size], list[Line]]] = MappingProxyType(
    {
        "posting": posting,
        "bulk": bulk,
        "balances": balances,
        "ageing": ageing,
        "search": search,
        "verify": verify,
        "statement": statement,
        "reminders": reminders,
        "encryption": encryption,
        "keeping": keeping,
        "receivables": receivables,
        "intake": intake,
        "rating": rating,
        "window": window,
    }
)
"""What can be asked for by name."""
