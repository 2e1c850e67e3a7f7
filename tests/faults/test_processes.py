"""Eight processes on one book at once: nothing lost, nothing doubled, no lock error shown, limits kept."""

import multiprocessing
import random
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from app import bootstrap
from app.core.requests import Part, Payment, Sale, Tender, TopUp
from app.errors import CounterbookError, Refused
from app.storage import store
from tests.real.program import Answer, Program, json_lines, new_book

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("processes")]

PROCESSES = 8
SHARED = ("K1", "K2", "K3")
LIMIT = 50  # what the customer with a limit may owe, and what the one with a lot may spend, in major units

Event = dict[str, Any]


def beginning() -> list[Event]:
    """Three busy customers, one with a credit limit, one with a little paid ahead."""
    files = [("K1", None), ("K2", None), ("K3", None), ("LIMIT", f"{LIMIT}.00"), ("LITTLE", "0.00")]
    events: list[Event] = [
        {"do": "customer", "id": f"c-{no}", "no": no, "name": f"Customer {no}", "credit_limit": limit}
        for no, limit in files
    ]
    little = {"customer": "LITTLE", "paid": f"{LIMIT}.00", "tender": "cash"}
    return [*events, {"do": "top_up", "id": "little", "on": "2026-01-01", **little}]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    program = new_book(tmp_path / "shared.cbook")
    answer = program.apply(beginning())
    assert answer.code == 0, answer
    return program


# ---- through the command line ---------------------------------------------------------------------------------------


def stream(worker: int) -> list[Event]:
    """One process's events: its own, some that all send alike, some of one id that all send differently."""
    chance = random.Random(worker)
    events = [_own(chance, f"w{worker}-{n}") for n in range(400)]
    events += [_dated(f"same-{n}", "top_up", SHARED[n % 3], paid="1.00", tender="cash") for n in range(50)]
    events += [
        _dated(f"differs-{n}", "top_up", SHARED[n % 3], paid=f"{worker + 1}.00", tender="card") for n in range(20)
    ]
    events += [_dated(f"limit-{worker}-{n}", "sale", "LIMIT", amount="1.00") for n in range(20)]
    prepaid = [{"with": "prepaid"}]
    events += [_dated(f"little-{worker}-{n}", "sale", "LITTLE", amount="1.00", pay=prepaid) for n in range(20)]
    chance.shuffle(events)
    return events


def _own(chance: random.Random, name: str) -> Event:
    no = chance.choice(SHARED)
    amount = f"{chance.randint(1, 30)}.{chance.randint(0, 99):02}"
    return chance.choice(
        [
            _dated(name, "top_up", no, paid=amount, tender="wechat"),
            _dated(name, "sale", no, amount=amount),
            _dated(name, "payment", no, amount=amount, tender="bank"),
        ]
    )


def _dated(name: str, do: str, no: str, **fields: object) -> Event:
    return {"do": do, "id": name, "on": "2026-02-01", "customer": no, **fields}


def at_once(program: Program, streams: list[list[Event]]) -> list[Answer]:
    """Apply streams of events by as many programs at the same time."""
    folder = Path(program.book).parent
    started = []
    for number, events in enumerate(streams):
        path = folder / f"stream-{number}.jsonl"
        path.write_text(json_lines(events), encoding="utf-8")
        started.append(program.start("--json", "apply", str(path)))
    return [program.finish(process) for process in started]


def test_eight_programs_at_once_lose_nothing_and_double_nothing(program: Program) -> None:
    streams = [stream(worker) for worker in range(PROCESSES)]
    answers = at_once(program, streams)
    # 1 where some lines are refused by rule; the program that is first everywhere may have none.
    said = [(int(not all(line["ok"] for line in answer.lines())), "") for answer in answers]
    assert [(answer.code, answer.err) for answer in answers] == said
    entries: dict[str, set[int]] = {}
    refused: Counter[str] = Counter()
    fields: dict[str, set[str]] = {}
    for events, answer in zip(streams, answers, strict=True):
        lines = answer.lines()
        assert [line["id"] for line in lines] == [event["id"] for event in events]
        for line in lines:
            family = line["id"].split("-")[0]
            if line["ok"]:
                entries.setdefault(line["id"], set()).add(line["entry"])
            else:
                refused[family] += 1
                fields.setdefault(family, set()).add(line["field"])
    assert refused == {"differs": 20 * (PROCESSES - 1), "limit": 160 - LIMIT, "little": 160 - LIMIT}
    assert fields["differs"] == {"id"}
    assert all(len(numbers) == 1 for numbers in entries.values())  # whoever asked got the same entry
    numbers = [number for found in entries.values() for number in found]
    expected = 400 * PROCESSES + 50 + 20 + 2 * LIMIT
    assert (len(entries), len(set(numbers)), max(numbers)) == (expected, expected, expected + 1)
    check_book(program, expected + 1)
    check_sums(program, streams, entries)


def check_book(program: Program, entries: int) -> None:
    found = program.verify()
    assert (found["ok"], found["entries"], found["problems"]) == (True, entries, [])
    held = {row["customer"]: row for row in program.show("balances")}
    assert held["LIMIT"]["owed"] == f"{LIMIT}.00"
    assert held["LITTLE"]["principal"] == "0.00"
    assert held["LITTLE"]["owed"] == "0.00"


def check_sums(program: Program, streams: list[list[Event]], entries: dict[str, set[int]]) -> None:
    """What each busy customer has is what was paid in less what was sold, whichever order it came in."""
    expected = dict.fromkeys(SHARED, 0)
    counted: set[str] = set()
    for event in (event for events in streams for event in events if event["customer"] in SHARED):
        if event["id"] in counted or event["id"].startswith("differs"):
            continue
        counted.add(event["id"])
        assert event["id"] in entries
        cents = int((event.get("amount") or event["paid"]).replace(".", ""))
        expected[event["customer"]] += -cents if event["do"] == "sale" else cents
    for no in SHARED:
        ledger = program.show("ledger", no)
        won = sum(cents_of(line["principal"]) for line in ledger if line["id"].startswith("differs"))
        last = ledger[-1]
        assert cents_of(last["principal_after"]) - cents_of(last["owed_after"]) == expected[no] + won
        assert len({line["id"] for line in ledger}) == len(ledger)


def cents_of(amount: str) -> int:
    return int(amount.replace(".", ""))


# ---- one by one through the services --------------------------------------------------------------------------------

SINGLES = 40


def post_singly(path: str, worker: int, start: Barrier, *, deferred: bool) -> list[tuple[str, int | None, str]]:
    """Post request by request; return each one's entry, or what was said against it."""
    if deferred:
        store.begin_immediate = lambda connection: connection.exec_driver_sql("BEGIN").close()
    app = bootstrap.open_app(Path(path))
    start.wait(timeout=120)
    found: list[tuple[str, int | None, str]] = []
    for n in range(SINGLES):
        for request in _requests(worker, n):
            try:
                found.append((request.id, app.journal.record(request).entry, ""))
            except Refused as refused:
                found.append((request.id, None, refused.field))
            except CounterbookError as error:
                found.append((request.id, None, f"! {error}"))
    app.close()
    return found


def _requests(worker: int, n: int) -> list[TopUp | Sale | Payment]:
    on, no = date(2026, 2, 1), SHARED[n % 3]
    return [
        TopUp(id=f"w{worker}-t{n}", on=on, customer=no, paid=300, tender=Tender.CASH),
        Sale(id=f"w{worker}-s{n}", on=on, customer=no, amount=500),
        Payment(id=f"same-{n}", on=on, customer=no, amount=700, tender=Tender.BANK),
        Sale(id=f"w{worker}-l{n}", on=on, customer="LIMIT", amount=100, pay=(Part("account"),)),
    ]


def test_eight_processes_posting_singly_lose_nothing_and_double_nothing(program: Program) -> None:
    found = run_singly(str(program.book), PROCESSES)
    complaints = {field for _request, entry, field in found if entry is None}
    assert not [complaint for complaint in complaints if complaint.startswith("!")]
    entries: dict[str, set[int]] = {}
    for request, entry, _field in found:
        if entry is not None:
            entries.setdefault(request, set()).add(entry)
    expected = 2 * SINGLES * PROCESSES + SINGLES + LIMIT
    assert all(len(numbers) == 1 for numbers in entries.values())
    numbers = {number for found in entries.values() for number in found}
    assert (len(entries), len(numbers), max(numbers)) == (expected, expected, expected + 1)
    assert sum(entry is None for _request, entry, _field in found) == SINGLES * PROCESSES - LIMIT
    checked = program.verify()
    assert (checked["ok"], checked["entries"]) == (True, expected + 1)
    held = {row["customer"]: cents_of(row["principal"]) - cents_of(row["owed"]) for row in program.show("balances")}
    times = {no: sum(SHARED[n % 3] == no for n in range(SINGLES)) for no in SHARED}
    assert {no: held[no] for no in SHARED} == {no: times[no] * (700 - 200 * PROCESSES) for no in SHARED}
    assert held["LIMIT"] == -LIMIT * 100


def test_taking_the_write_lock_late_would_show(program: Program) -> None:
    found = run_singly(str(program.book), 4, deferred=True)
    complaints = [field for _request, entry, field in found if entry is None and field.startswith("!")]
    assert any("in use by another program" in complaint for complaint in complaints)


def run_singly(path: str, processes: int, *, deferred: bool = False) -> list[tuple[str, int | None, str]]:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(processes, mp_context=context) as pool:
        start = manager.Barrier(processes)
        posting = [pool.submit(post_singly, path, n, start, deferred=deferred) for n in range(processes)]
        return [line for future in posting for line in future.result()]
