"""A disk that fills up while posting: refused in words, nothing half recorded, and on it goes once there is room."""

import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import bootstrap
from tests.faults.disks import mounted
from tests.real.program import Answer, Event, Program, json_lines, new_book

pytestmark = [
    pytest.mark.faults,
    pytest.mark.xdist_group("full disk"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="disks are mounted and limited the Linux way"),
]

CUSTOMER = {"do": "customer", "id": "c", "no": "A", "name": "顾客", "credit_limit": None}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk", size="3m") as place:
        yield place


def top_ups(first: int, count: int) -> list[Event]:
    return [
        {"do": "top_up", "id": f"t{n}", "on": "2026-02-01", "customer": "A", "paid": "1.00", "tender": "cash"}
        | {"note": f"{n} " + "备注" * 100}
        for n in range(first, first + count)
    ]


def on_the_disk(disk: Path, home: Path) -> Program:
    """A book with one customer on the small disk; the program's own home is elsewhere."""
    made = new_book(home / "made.cbook")
    assert made.apply([CUSTOMER]).code == 0
    shutil.move(made.book, disk / "shop.cbook")
    return Program(disk / "shop.cbook", made.home)


def check(program: Program, answered: int) -> int:
    """Prove a book: whole, with everything answered and at most one batch more; return its number of entries."""
    app = bootstrap.open_app(Path(program.book))
    try:
        found, ledger = app.verify.verify(), app.views.ledger("A")
    finally:
        app.close()
    assert (found.ok, found.problems) == (True, ())
    assert [line.id for line in ledger] == [f"t{n}" for n in range(len(ledger))]
    assert len(ledger) == found.entries >= answered
    return found.entries


def in_words(answer: Answer, *parts: str) -> None:
    assert answer.code == 2, answer
    assert answer.err.count("\n") == 1, answer.err
    assert any(part in answer.err for part in parts), answer.err


def test_a_disk_that_fills_up_costs_nothing_that_was_answered(disk: Path, tmp_path: Path) -> None:
    program = on_the_disk(disk, tmp_path)
    answer = program.apply(top_ups(0, 6000))
    in_words(answer, "is full")
    answered = answer.lines()
    assert answered
    assert all(line["ok"] for line in answered)
    again = program.run("apply", "-", given=json_lines(top_ups(0, 6000)), lang="zh_CN")
    assert again.code == 2
    assert again.err.count("\n") == 1
    assert "磁盘" in again.err
    shutil.move(disk / "shop.cbook", tmp_path / "rescued.cbook")
    for rest in disk.glob("shop.cbook-*"):
        shutil.move(rest, tmp_path / rest.name.replace("shop", "rescued"))
    rescued = Program(tmp_path / "rescued.cbook", program.home)
    recorded = check(rescued, len(answered))
    assert rescued.apply(top_ups(0, recorded + 10)).code == 0
    assert check(rescued, 0) == recorded + 10


def test_posting_goes_on_where_it_stopped_once_there_is_room(disk: Path, tmp_path: Path) -> None:
    program = on_the_disk(disk, tmp_path)
    assert program.apply(top_ups(0, 20)).code == 0
    filler = disk / "filler"
    fill(filler)
    for count in (1, 30):  # a single entry, and a batch
        answer = program.apply(top_ups(20, count))
        in_words(answer, "is full", "cannot be read or written", "is read-only")
        assert answer.out == ""
    everything = program.run("--json", "apply", "--all-or-nothing", "-", given=json_lines(top_ups(20, 5)))
    assert (everything.code, everything.out) == (2, "")
    filler.unlink()
    assert check(program, 20) == 20
    answer = program.apply(top_ups(20, 30))
    assert [line["entry"] for line in answer.lines()] == list(range(21, 51))
    assert check(program, 50) == 50


def test_looking_at_a_book_on_a_full_disk_shows_it_or_says_why_not(disk: Path, tmp_path: Path) -> None:
    program = on_the_disk(disk, tmp_path)
    before = Path(program.book).read_bytes()
    fill(disk / "filler")
    answer = program.run("--json", "show", "balances")
    if answer.code == 0:
        assert answer.json()[0]["customer"] == "A"
    else:
        in_words(answer, "is full", "cannot be read or written")
    assert Path(program.book).read_bytes() == before


def fill(path: Path) -> None:
    """Take all the room there is."""
    with path.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue


def test_a_new_book_on_a_full_disk_leaves_nothing_behind(disk: Path, tmp_path: Path) -> None:
    fill(disk / "filler")
    home = tmp_path / "home"
    home.mkdir()
    answer = Program(disk / "new.cbook", home).run("new", "--name", "N", "--currency", "CNY")
    in_words(answer, "is full", "cannot be")
    assert [path.name for path in disk.iterdir()] == ["filler"]


# ---- without a disk: no file may grow beyond a limit ----------------------------------------------------------------


def five_in(folder: Path) -> Program:
    """A book with five entries, made in this process."""
    app = bootstrap.new_book(folder / "shop.cbook", name="试", currency="CNY", language="en", pack="CN")
    assert app.bulk.apply(as_lines([CUSTOMER, *top_ups(0, 5)]), lambda _result: None)
    app.close()
    (folder / "home").mkdir()
    return Program(folder / "shop.cbook", folder / "home")


def as_lines(events: list[Event]) -> list[bytes]:
    return json_lines(events).encode().splitlines()


@pytest.mark.parametrize("kilobytes", [0, 8, 33, 90, 150, 230])
def test_a_file_that_may_not_grow_costs_nothing_that_was_answered(kilobytes: int, tmp_path: Path) -> None:
    program = five_in(tmp_path)
    limit = kilobytes * 1024

    def no_larger() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    answer = program.run("--json", "apply", "-", given=json_lines(top_ups(5, 1500)), preexec_fn=no_larger)
    in_words(answer, "is full", "cannot be read or written", "cannot be used", "is read-only")
    answered = answer.lines()
    assert all(line["ok"] for line in answered)
    recorded = check(program, 5 + len(answered))
    app = bootstrap.open_app(Path(program.book))
    assert app.bulk.apply(as_lines(top_ups(5, 1600)), lambda _result: None)
    app.close()
    assert check(program, recorded) == 1605
