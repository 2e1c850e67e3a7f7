"""Runs of statements killed in the middle, again and again: no number missing or doubled, nobody twice.

Two hundred statements here, two thousand by `python -m tests.faults`.
"""

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from app import bootstrap
from app.storage.engine import sqlite3
from tests.faults import tracer
from tests.real.program import ROOT, Event, Program, json_lines

pytestmark = [
    pytest.mark.faults,
    pytest.mark.xdist_group("kill statements"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are killed and limited the Linux way"),
]

PERIOD = "2024-03"
MOST_S = 400.0


def a_shop(folder: Path, customers: int) -> Program:
    """A book of customers who owe a sale each, made in this process; the last postcode comes first."""
    app = bootstrap.new_book(folder / "shop.cbook", name="试", currency="CNY", language="zh_CN", pack="CN")
    events: list[Event] = []
    for n in range(1, customers + 1):
        address = {"street": f"滨江大道 {n} 号", "postcode": f"{900000 - n}"}
        events.append(
            {"do": "customer", "id": f"c{n}", "no": f"C{n:05}", "name": f"顾客 {n}", "credit_limit": None}
            | {"address": address}
        )
        events.append(
            {"do": "sale", "id": f"s{n}", "on": "2024-03-09", "customer": f"C{n:05}", "amount": f"{n}.00"}
            | {"pay": [{"with": "account"}]}
        )
    assert app.bulk.apply(json_lines(events).encode().splitlines(), lambda _result: None)
    app.close()
    (folder / "home").mkdir()
    return Program(folder / "shop.cbook", folder / "home")


def command(out: Path) -> tuple[str, ...]:
    return ("--json", "statements", "--period", PERIOD, "--out", str(out))


def there(program: Program) -> int:
    """How many statements the book has, looked at as a reader beside the program that writes."""
    with closing(sqlite3.connect(f"file:{program.book}?mode=ro", uri=True, timeout=30)) as connection:
        return int(connection.execute("SELECT count(*) FROM statement").fetchone()[0])


def kill_when(program: Program, out: Path, enough: Callable[[], bool], pause_s: float) -> None:
    """Start issuing and kill the program a moment after there is enough."""
    process = program.start(*command(out))
    ends = time.monotonic() + MOST_S
    while process.poll() is None and not enough() and time.monotonic() < ends:
        time.sleep(0.002)
    time.sleep(pause_s)
    process.kill()
    process.communicate()


def check_whole(program: Program, customers: int) -> None:
    """Prove that each customer has one statement, in the order of the papers, and that no number is missing."""
    checked = program.verify()
    assert (checked["ok"], checked["problems"]) == (True, [])
    with closing(sqlite3.connect(program.book)) as connection:
        rows = connection.execute(
            "SELECT s.id, s.no, c.no FROM statement s JOIN customer c ON c.id = s.customer_id ORDER BY s.id"
        ).fetchall()
        runs = connection.execute("SELECT count(*) FROM statement_run").fetchone()[0]
        papers = connection.execute("SELECT count(*) FROM statement_paper").fetchone()[0]
    assert (runs, papers) == (1, customers)
    assert [row[0] for row in rows] == list(range(1, customers + 1))
    assert [row[1] for row in rows] == [f"S{n:06}" for n in range(1, customers + 1)]
    assert [row[2] for row in rows] == [f"C{n:05}" for n in range(customers, 0, -1)]


def killed_again_and_again(folder: Path, customers: int, kills: int) -> None:
    program, out, chance = a_shop(folder, customers), folder / "out", random.Random(7)
    for kill in range(1, kills + 1):
        target = customers * kill // (kills + 1)
        kill_when(program, out, lambda target=target: there(program) >= target, chance.uniform(0, 0.06))
        count = there(program)
        assert target <= count < customers
        [info] = unfinished(program)
        assert (info["issued"], info["planned"]) == (count, customers)
    answer = program.run(*command(out))
    assert (answer.code, answer.err) == (0, ""), answer
    report = answer.json()
    assert (report["run"], report["ended"], report["issued"], report["left"]) == (1, "done", customers, 0)
    assert (report["first_no"], report["last_no"]) == ("S000001", f"S{customers:06}")
    assert (report["skipped"], report["error"]) == ([], None)
    check_whole(program, customers)
    check_files(out, customers)


def unfinished(program: Program) -> list[dict[str, Any]]:
    app = bootstrap.open_app(Path(program.book))
    try:
        return [{"issued": info.issued, "planned": info.planned} for info in app.statement_runs.unfinished()]
    finally:
        app.close()


def check_files(out: Path, customers: int) -> None:
    document = PdfDocument(out / "print.pdf")
    try:
        assert len(document) == customers
    finally:
        document.close()
    names = sorted(path.name for path in (out / "single").iterdir())
    assert [name[:7] for name in names] == [f"S{n:06}" for n in range(1, customers + 1)]
    assert not list(out.rglob(".export-*"))


def test_a_run_killed_several_times_goes_on_where_it_stopped(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, customers=200, kills=4)


@pytest.mark.slow
def test_two_thousand_killed_several_times(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, customers=2000, kills=7)


walked = pytest.mark.skipif(not tracer.AVAILABLE, reason="processes are walked by ptrace, which is Linux")


def killed(*options: str) -> dict[str, Any]:
    """Kill in a process of its own, which has never opened a book."""
    command = [sys.executable, "-m", "tests.faults.kill_statements", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=500, check=False)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@walked
def test_killed_between_any_two_system_calls_it_ends_as_if_nothing_had_happened() -> None:
    found = killed("--kills", "25", "--seed", "3")
    assert found["wrong"] == []
    assert found["kills"] == 25
    assert len(set(found["there"])) > 1  # some were killed early, some late


@walked
def test_a_statement_committed_in_two_parts_would_show() -> None:
    assert killed("--kills", "25", "--seed", "3", "--torn")["wrong"]


def test_two_programs_go_on_with_a_killed_run_at_once(tmp_path: Path) -> None:
    program = a_shop(tmp_path, 40)
    kill_when(program, tmp_path / "out", lambda: there(program) >= 10, 0)
    # Without --resume the slower one may find the run done by the other, and nobody left to issue for.
    both = [program.start(*command(tmp_path / f"out {n}"), "--resume") for n in (1, 2)]
    answers = [program.finish(process) for process in both]
    assert [(answer.code, answer.err) for answer in answers] == [(0, ""), (0, "")]
    assert [answer.json()["issued"] for answer in answers] == [40, 40]
    with closing(sqlite3.connect(program.book)) as connection:
        assert connection.execute(
            "SELECT count(*), count(DISTINCT customer_id), max(id) FROM statement"
        ).fetchone() == (*(40, 40, 40),)
    assert program.verify()["ok"]


def test_where_the_book_may_not_grow_the_report_says_what_was_done_and_what_not(tmp_path: Path) -> None:
    program = a_shop(tmp_path, 40)
    limit = Path(program.book).stat().st_size + 600 * 1024

    def no_larger() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    answer = program.run(*command(tmp_path / "out"), preexec_fn=no_larger)
    assert answer.code == 1, answer
    assert answer.err.count("\n") == 1, answer.err
    report = answer.json()
    assert report["error"] == answer.err.strip()
    assert 0 < report["issued"] < 40
    assert (report["left"], report["ended"], report["skipped"]) == (40 - report["issued"], "", [])
    assert there(program) == report["issued"]
    assert program.verify()["ok"]
    again = program.run(*command(tmp_path / "out"))
    assert (again.code, again.json()["issued"]) == (0, 40)
    check_whole(program, 40)
