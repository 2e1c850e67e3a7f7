"""IBM's bills through the rules of credit and through a book: ageing on a day, who is never late, what foretells."""

import json
from collections import defaultdict
from datetime import date

import pytest

from app import bootstrap
from app.core.credit.ageing_list import AgeingAsk
from app.core.credit.buckets import behind, table
from app.core.credit.expectation import History, Settled, shop_average
from app.core.credit.rating import rate
from app.core.items import ItemKind
from app.core.ledger import Holding, Owner
from app.core.ways import CreditClass
from tests.bench import rating_bench
from tests.real import ibm

pytestmark = pytest.mark.skipif(not ibm.FILE.exists(), reason=f"there is no real data at {ibm.FILE}")

HALF_YEAR = date(2013, 6, 30)
END = date(2014, 3, 31)


@pytest.fixture(scope="module")
def bills():
    return ibm.read()


@pytest.fixture(scope="module")
def settled(bills):
    found = defaultdict(list)
    for bill in bills:
        found[bill.customer].append(Settled(bill.on, bill.due_on, bill.settled_on, int(bill.amount * 100)))
    return found


@pytest.fixture(scope="module")
def ratings(settled):
    average = shop_average(settled.values(), END)
    return {customer: rate(History(tuple(own)), average, END) for customer, own in settled.items()}


def test_ageing_at_the_half_year_from_the_rules_alone(bills):
    owners = [Owner(n, number, number) for n, number in enumerate(sorted({bill.customer for bill in bills}))]
    ids = {owner.number: owner.id for owner in owners}
    holdings = [
        Holding(
            n, ids[b.customer], ItemKind.CHARGE, b.number, b.on, "", None, None, 0, None, b.due_on, int(b.amount * 100),
            0, 0, 0,
        )
        for n, b in enumerate(bills)
        if b.on <= HALF_YEAR < b.settled_on
    ]  # fmt: skip
    found = table(owners, holdings, HALF_YEAR)
    assert len(behind(holdings, HALF_YEAR)) == 84
    assert (found.foot.current, found.foot.overdue) == (428_429, (83_556, 0, 0, 0))
    assert (found.foot.prepaid, found.foot.total) == (0, 511_985)


@pytest.fixture(scope="module")
def app(bills, tmp_path_factory):
    path = tmp_path_factory.mktemp("ibm-credit") / "shop.cbook"
    made = bootstrap.new_book(path, name="Trial", currency="USD", language="en", pack="CN")
    results = []
    made.bulk.apply((json.dumps(event).encode() for event in ibm.events(bills)), results.append)
    assert all(result.ok for result in results)
    yield made
    made.close()


def test_ageing_at_the_half_year_through_the_book(app):
    page = app.receivables.ageing(AgeingAsk(on=HALF_YEAR))
    foot = page.table.foot
    assert (foot.current, foot.overdue, foot.prepaid, foot.total) == (428_429, (83_556, 0, 0, 0), 0, 511_985)
    behind = [line for row in page.table.rows for line in app.receivables.behind(row.customer, page.ask)]
    assert (len(behind), sum(line.open for line in behind)) == (84, 511_985)


def test_ratings_out_of_the_book_are_those_of_the_file(app, ratings):
    found = {line.customer: line.rating for line in app.ratings.ratings(END)}
    assert found == ratings
    shares = [rating.late_share for rating in found.values()]
    assert (shares.count(0), shares.count(10_000)) == (17, 1)


def test_seventeen_customers_are_never_late_and_one_always_is(ratings):
    shares = [rating.late_share for rating in ratings.values()]
    assert (len(shares), shares.count(0), shares.count(10_000)) == (100, 17, 1)


def test_nobody_who_was_never_late_is_at_risk_and_who_always_is_is(ratings):
    assert all(rating.credit is CreditClass.GOOD for rating in ratings.values() if rating.late_share == 0)
    assert all(rating.credit is CreditClass.AT_RISK for rating in ratings.values() if rating.late_share == 10_000)


def test_the_rating_foretells_better_than_the_plain_share_of_late_bills(bills):
    """The honest judging, with boosted trees beside it, is `tests/bench/rating_bench.py`."""
    found = list(rating_bench.cases(bills))
    months = sorted({case.month for case in found})
    tested = [case for case in found if case.month >= months[rating_bench.WARM_UP_MONTHS]]
    late = [case.late for case in tested]
    rating = rating_bench.score(late, [case.known.chance for case in tested])
    plain = rating_bench.score(late, [case.known.plain for case in tested])
    assert len(tested) == 1_855
    assert rating.auc > 0.87 > plain.auc
    assert rating.brier < plain.brier
    assert rating.off < 0.03 < plain.off
    assert all(case.known.credit is not None or case.month == months[0] or case.known.plain == 0.5 for case in found)
