"""A long import ended in the middle by force, or begun twice at once: nothing twice, nothing half, nothing lost."""

import contextlib
import sqlite3
import time

import pytest

from app import bootstrap
from tests.real.program import new_book

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("kill")]

ROWS = 1200
BATCH = 500


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Bills with payments, the days forth and back: each row is a customer, a charge and a payment."""
    path = tmp_path_factory.mktemp("cut") / "bills.csv"
    lines = ["customer,invoice,date,amount,paid,paid on"]
    for n in range(ROWS):
        day = f"2026-{n * 7 % 9 + 1:02}-{n % 28 + 1:02}"
        lines.append(f"K{n % 97},R{n},{day},{n % 50 + 1}.50,{n % 3 + 1},{day}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def begin(program, file, *more):
    """Begin an import in a process of its own."""
    told = ["--as", "bills", "--set", "new_customers=yes", "--no-backup", *more]
    return program.start("--json", "import", str(file), *told)


def finish(program, file, *more):
    """Take a file in, to its end."""
    answer = program.finish(begin(program, file, *more))
    assert answer.code == 0, answer


def entries(book):
    """Count the entries others can see."""
    with contextlib.closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True, timeout=5)) as connection:
        return connection.execute("SELECT count(*) FROM entry").fetchone()[0]


def seen(book):
    """Return what a book comes to, whatever the order in which it was recorded."""
    app = bootstrap.open_app(book)
    try:
        assert app.verify.verify().ok
        balances = {each.customer: (each.principal, each.owed) for each in app.views.balances(app.today())}
        runs = [(each.state, each.counts) for each in app.intake.imports()]
        return entries(book), balances, runs
    finally:
        app.close()


@pytest.fixture(scope="module")
def whole(file, tmp_path_factory):
    book = tmp_path_factory.mktemp("whole") / "shop.cbook"
    finish(new_book(book), file, "--good-rows")
    return seen(book)


@pytest.mark.parametrize("after", [0, BATCH, 3 * BATCH])
def test_killed_between_batches_the_same_file_goes_on_where_it_was(after, file, whole, tmp_path):
    book = tmp_path / "shop.cbook"
    program = new_book(book)
    process = begin(program, file, "--good-rows")
    while entries(book) <= after and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    held, _balances, runs = seen(book)
    assert 0 < held < whole[0]
    assert [state for state, _counts in runs] == [""]
    finish(program, file, "--good-rows")
    assert seen(book) == whole


def test_all_or_nothing_killed_is_nothing(file, whole, tmp_path):
    book = tmp_path / "shop.cbook"
    program = new_book(book)
    process = begin(program, file)
    log = book.with_name(book.name + "-wal")
    while process.poll() is None and not (log.exists() and log.stat().st_size > 400_000):
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert seen(book)[0] in {0, whole[0]}
    finish(program, file)
    assert seen(book)[:2] == whole[:2]


def test_two_programs_with_the_same_file_record_it_once(file, whole, tmp_path):
    book = tmp_path / "shop.cbook"
    program = new_book(book)
    both = [begin(program, file, "--good-rows") for _program in range(2)]
    said = [program.finish(process) for process in both]
    assert [answer.code for answer in said] == [0, 0], said
    assert seen(book)[:2] == whole[:2]
