"""Statements of all 100 customers for every month of two real years: they join, and together they are the ledger."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from app import bootstrap
from app.core.statement import Period, Statement, StatementKind, month_of
from app.core.statement_make import check, make_statement
from app.storage.statement_source import sources
from app.storage.store import Store, open_store
from app.storage.views import owners
from tests.real import ibm
from tests.real.program import new_book

pytestmark = [
    pytest.mark.xdist_group("ibm"),
    pytest.mark.skipif(not ibm.FILE.exists(), reason=f"there is no real data at {ibm.FILE}"),
]

MONTHS = [month_of(date(year, month, 1)) for year in (2012, 2013) for month in range(1, 13)]


@pytest.fixture(scope="module")
def bills() -> list[ibm.Bill]:
    return ibm.read()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, bills: list[ibm.Bill]) -> Path:
    program = new_book(tmp_path_factory.mktemp("ibm") / "ibm.cbook", "USD")
    assert program.apply(ibm.events(bills)).code == 0
    return Path(program.book)


@pytest.fixture(scope="module")
def store(book: Path) -> Iterator[Store]:
    opened = open_store(book)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def statements(store: Store) -> dict[Period, dict[str, Statement]]:
    """Every statement there is to make, month by month."""
    return {month: all_of(store, month) for month in MONTHS}


def all_of(store: Store, period: Period) -> dict[str, Statement]:
    with store.read() as session:
        ids = [owner.id for owner in owners(session)]
        made = (
            make_statement(source, period, StatementKind.OPEN_ITEM, expiring_days=30, made_on=date(2014, 12, 31))
            for source in sources(session, ids, period.end, start=period.start)
        )
        return {each.customer.number: each for each in made}


def minor(amount: Decimal) -> int:
    return int(amount * 100)


def test_every_customer_has_one_for_every_month_and_all_are_sound(statements):
    assert [len(found) for found in statements.values()] == [100] * 24
    assert all(check(each) == () for found in statements.values() for each in found.values())


def test_each_closing_is_the_next_opening(statements):
    assert all(each.account.opening == 0 for each in statements[MONTHS[0]].values())
    for month, next_month in pairwise(MONTHS):
        closings = {number: each.account.closing for number, each in statements[month].items()}
        assert closings == {number: each.account.opening for number, each in statements[next_month].items()}


def test_the_sum_of_closings_is_the_ledger_and_what_the_file_says_is_open(bills, book, statements):
    app = bootstrap.open_app(book)
    try:
        for month, found in statements.items():
            trial = {line.account: line.debit - line.credit for line in app.views.trial_balance(month.end)}
            total = sum(each.account.closing for each in found.values())
            assert total == trial.get("receivable", 0)
            assert total == sum(minor(bill.amount) for bill in bills if bill.on <= month.end < bill.settled_on)
    finally:
        app.close()


def test_lines_charges_and_ageing_are_those_of_the_file(bills, statements):
    for month, found in statements.items():
        ages = ibm.ageing(bills, month.end)
        for number, each in found.items():
            mine = [bill for bill in bills if bill.customer == number]
            billed = sum(minor(bill.amount) for bill in mine if month.start <= bill.on <= month.end)
            paid = sum(minor(bill.amount) for bill in mine if month.start <= bill.settled_on <= month.end)
            assert (each.account.debits, each.account.credits) == (billed, paid)
            still = {(bill.number, bill.due_on) for bill in mine if bill.on <= month.end < bill.settled_on}
            assert {(charge.charge, charge.due_on) for charge in each.charges} == still
            assert each.paid_since == each.account.closing  # in the end every bill was paid
            columns = ages.get(number, dict.fromkeys(ibm.COLUMNS, Decimal(0)))
            shown = (each.ageing.current, *each.ageing.overdue)
            assert shown == tuple(minor(columns[name]) for name in ibm.COLUMNS)


def test_two_years_at_once_say_the_same_as_their_months(store, statements):
    both = all_of(store, Period(MONTHS[0].start, MONTHS[-1].end))
    for number, each in both.items():
        lines = [line for month in MONTHS for line in statements[month][number].account.lines]
        assert [(x.entry, x.debit, x.credit, x.balance) for x in each.account.lines] == [
            (x.entry, x.debit, x.credit, x.balance) for x in lines
        ]
        assert each.charges == statements[MONTHS[-1]][number].charges


def test_one_by_one_they_are_the_same(store, statements):
    month = MONTHS[17]
    with store.read() as session:
        for owner in owners(session)[::20]:
            [source] = sources(session, [owner.id], month.end)
            made = make_statement(source, month, StatementKind.OPEN_ITEM, expiring_days=30, made_on=date(2014, 12, 31))
            assert made == statements[month][owner.number]
