"""9,681 open bills through the services: the ageing against the file itself, and customers by number alone."""

import json
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from app import bootstrap
from app.core.ageing import bucket
from app.core.credit.ageing_list import AgeingAsk, AgeingSort, Only
from app.core.credit.buckets import Basis
from tests.real import highradius

pytestmark = pytest.mark.skipif(not highradius.FILE.exists(), reason=f"there is no real data at {highradius.FILE}")

DAYS = (date(2020, 3, 31), date(2020, 5, 22), date(2020, 6, 30))


@pytest.fixture(scope="module")
def bills():
    return highradius.read()


@pytest.fixture(scope="module")
def app(bills, tmp_path_factory):
    path = tmp_path_factory.mktemp("highradius") / "shop.cbook"
    made = bootstrap.new_book(path, name="Trial", currency="USD", language="en", pack="CN")
    results = []
    made.bulk.apply_all_or_nothing((json.dumps(event).encode() for event in highradius.events(bills)), results.append)
    assert [result for result in results if not result.ok] == []
    yield made
    made.close()


def test_customers_are_told_apart_by_number_never_by_name(bills, app):
    spelled = defaultdict(set)
    for bill in bills:
        spelled[bill.customer].add(bill.name)
    assert (len(bills), len(spelled), max(map(len, spelled.values()))) == (9_681, 553, 11)
    rows = app.receivables.ageing(AgeingAsk(on=DAYS[1])).table.rows
    assert {row.customer for row in rows} == spelled.keys()
    assert len({row.name for row in rows}) < len(rows)  # several customers share a name


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("basis", Basis)
def test_the_ageing_is_what_the_file_says(bills, app, on, basis):
    expected = defaultdict(Counter)
    for bill in bills:
        if bill.on <= on:
            column = bucket(bill.due_on if basis is Basis.DUE else bill.on, on)
            expected[bill.customer][column] += int(bill.amount * 100)
    page = app.receivables.ageing(AgeingAsk(on=on, basis=basis))
    found = {row.customer: Counter(dict(zip((None, 0, 1, 2, 3), (row.current, *row.overdue), strict=True)))
             for row in page.table.rows}  # fmt: skip
    assert found == {customer: sums for customer, sums in expected.items() if +sums}
    total = sum(int(bill.amount * 100) for bill in bills if bill.on <= on)
    assert (page.whole.total, page.whole.prepaid) == (total, 0)
    worst = max(page.table.rows, key=lambda row: row.overdue[0])
    behind = app.receivables.behind(worst.customer, AgeingAsk(on=on, basis=basis))
    assert sum(line.open for line in behind if line.column == 0) == worst.overdue[0]


def test_the_most_overdue_stand_first_when_asked_for(app):
    ask = AgeingAsk(on=DAYS[1], only=Only.OVERDUE, sort=AgeingSort.OVERDUE, descending=True)
    sums = [sum(row.overdue) for row in app.receivables.ageing(ask).table.rows]
    assert sums == sorted(sums, reverse=True)
    assert all(sums)


def test_nothing_settled_yet_is_no_rating_but_what_is_overdue_tells(app):
    found = app.ratings.ratings(DAYS[0])
    assert all(line.rating.settled == 0 for line in found)
    assert all((line.rating.credit is None) == (line.rating.overdue == 0) for line in found)


def test_the_book_is_whole(app):
    assert app.verify.verify().ok
    assert (
        app.reports.overview(DAYS[1] + timedelta(days=1)).owed
        == app.receivables.ageing(AgeingAsk(on=DAYS[1] + timedelta(days=1))).whole.total
    )
