"""2,466 real bills of 100 customers: what was charged, and the ageing on any date against the file itself."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app import bootstrap
from tests.real import ibm, judges
from tests.real.program import ROOT, Program, new_book

pytestmark = [
    pytest.mark.xdist_group("ibm"),
    pytest.mark.skipif(not ibm.FILE.exists(), reason=f"there is no real data at {ibm.FILE}"),
]

TOTAL = Decimal("147703.18")
HALF_YEAR = date(2013, 6, 30)


@pytest.fixture(scope="module")
def bills() -> list[ibm.Bill]:
    return ibm.read()


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A book filled from the printed events, as anybody may do it by hand."""
    command = [sys.executable, "-m", "tests.real.ibm", str(ibm.FILE)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    program = new_book(tmp_path_factory.mktemp("ibm") / "ibm.cbook", "USD")
    answer = program.run("--json", "apply", "-", given=printed)
    assert (answer.code, answer.err) == (0, "")
    assert len(answer.lines()) == 100 + 2 * 2_466
    assert all(line["ok"] for line in answer.lines())
    return program


@pytest.fixture(scope="module")
def app(program: Program) -> Iterator[bootstrap.App]:
    opened = bootstrap.open_app(Path(program.book))
    yield opened
    opened.close()


def test_dates_are_read_month_first() -> None:
    assert ibm.day("4/6/2013") == date(2013, 4, 6)
    assert ibm.day("12/31/2013") == date(2013, 12, 31)


def test_all_that_was_charged_is_in_the_book(bills: list[ibm.Bill], app: bootstrap.App) -> None:
    assert (len(bills), len({bill.customer for bill in bills})) == (2_466, 100)
    assert sum(bill.amount for bill in bills) == TOTAL
    charges = [charge for number in {b.customer for b in bills} for charge in app.views.charges(number, settled=True)]
    assert len(charges) == 2_466
    assert sum(charge.amount for charge in charges) == 14_770_318
    assert sum(charge.open for charge in charges) == 0
    assert {(c.charge, c.on, c.due_on, c.amount) for c in charges} == {
        (bill.number, bill.on, bill.due_on, int(bill.amount * 100)) for bill in bills
    }


def test_every_bill_was_paid_so_money_in_is_sales(program: Program) -> None:
    balance = judges.trial_balance(program.show("trial-balance"))
    assert balance == {"tender.bank": 14_770_318, "sales": -14_770_318}


def test_the_book_is_whole(program: Program) -> None:
    found = program.verify()
    assert (found["ok"], found["entries"], found["problems"]) == (True, 4_932, [])


def test_ageing_at_the_half_year(program: Program, bills: list[ibm.Bill]) -> None:
    rows = program.show("ageing", "--as-of", HALF_YEAR.isoformat())
    totals = {name: sum(Decimal(row[name]) for row in rows) for name in (*ibm.COLUMNS, "prepaid", "total")}
    assert totals == {
        "current": Decimal("4284.29"),
        "1-30": Decimal("835.56"),
        **dict.fromkeys(("31-60", "61-90", "91+", "prepaid"), 0),
        "total": Decimal("5119.85"),
    }
    assert sum(bill.on <= HALF_YEAR < bill.settled_on for bill in bills) == 84
    shown = {row["customer"]: {name: Decimal(row[name]) for name in ibm.COLUMNS} for row in rows}
    assert shown == ibm.ageing(bills, HALF_YEAR)


def test_ageing_on_any_date_is_what_the_file_says_is_open(bills: list[ibm.Bill], app: bootstrap.App) -> None:
    first, last = min(bill.on for bill in bills), max(bill.settled_on for bill in bills)
    days = [first + timedelta(n) for n in range(-1, (last - first).days + 2)]
    sample = {days[0], days[1], days[-2], days[-1], *random.Random(2).sample(days, 150)}
    seen = 0
    for on in sorted(sample):
        expected = {
            customer: tuple(int(columns[name] * 100) for name in ibm.COLUMNS)
            for customer, columns in ibm.ageing(bills, on).items()
        }
        lines = app.views.ageing(on)
        assert {line.customer: (line.current, *line.overdue) for line in lines} == expected, on
        assert all(line.total == line.current + sum(line.overdue) and line.prepaid == 0 for line in lines)
        seen += sum(map(sum, expected.values()))
    assert seen > 0


def test_the_open_charges_of_a_day_are_those_of_the_file(bills: list[ibm.Bill], app: bootstrap.App) -> None:
    still = {bill.number for bill in bills if bill.on <= HALF_YEAR < bill.settled_on}
    found = {
        charge.charge for number in {bill.customer for bill in bills} for charge in app.views.charges(number, HALF_YEAR)
    }
    assert found == still
    assert len(found) == 84


def test_the_printed_events_are_json_lines(bills: list[ibm.Bill]) -> None:
    event = next(event for event in ibm.events(bills) if event["do"] == "sale")
    assert json.loads(json.dumps(event)) == event
    assert event["on"] == "2012-01-03"
