"""What is overdue while payment plans run: by instalments, and the same figure wherever it is told."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.report import Figure
from app.core.statement import Period, StatementKind
from app.core.statement_make import make_statement
from app.services.counter import Counter, NoticeKind
from app.services.credit import Credit
from app.services.ratings import Ratings
from app.services.views import Views
from app.storage import customer_list, statement_plan
from app.storage.reports import parts_at
from app.storage.statement_source import sources
from app.storage.views import owners
from tests.services.helpers_customers import TODAY, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


def day(days):
    return (TODAY + timedelta(days=days)).isoformat()


def sell(shop, name, amount, *, ago, due, customer="C001"):
    shop.do("sale", id=name, on=day(-ago), customer=customer, amount=amount,
            pay=[{"with": "account", "due_on": day(due)}])  # fmt: skip


@pytest.fixture(name="planned")
def planned_shop(shop):
    """Make a shop of which C001 owes 120.00 by a plan whose first 40.00 was due 20 days ago, the second 6 days ago."""
    shop.customer("C001", name="王", credit_limit=None)
    shop.customer("C002", name="李", credit_limit=None)
    sell(shop, "s1", "120.00", ago=90, due=-60)
    sell(shop, "t1", "30.00", ago=90, due=-60, customer="C002")
    parts = [{"due_on": day(each), "amount": "40.00"} for each in (-20, -6, 8)]
    shop.do("plan", id="p1", customer="C001", on=day(-30), charges=["s1"], instalments=parts)
    return shop


def told(shop, number="C001", on=TODAY):
    """Return what is overdue of a customer as every place that says so has it."""
    views, counter = Views(shop.store, lambda: on), Counter(shop.store, shop.around)
    ageing = next((sum(line.overdue) for line in views.ageing(on) if line.customer == number), 0)
    found = {
        "ageing": ageing,
        "balance": views.balance(number, on).overdue,
        "balances": next(each.overdue for each in views.balances(on) if each.customer == number),
        "charges": sum(each.late for each in views.charges(number, on)),
        "rating": Ratings(shop.store, shop.around).rating(number, on).rating.overdue,
    }
    with shop.store.read() as session:
        ids = {row.number: row.id for row in owners(session)}
        period = Period(date(2026, 1, 1), on)
        standing = statement_plan.standings(session, period, on).get(ids[number])
        found["run of statements"] = 0 if standing is None else standing.overdue
        [source] = sources(session, [ids[number]], on, start=period.start)
        statement = make_statement(source, period, next(iter(StatementKind)), expiring_days=0, made_on=on)
        found["statement"] = sum(statement.ageing.overdue)
    if on == TODAY:
        with shop.store.read() as session:
            found["list"] = customer_list.overdue(session, on).get(ids[number], 0)
            [row] = customer_list.rows(session, [ids[number]], on)
            found["row of the list"] = row.overdue
        card = counter.card(number)
        found["card"] = card.balance.overdue
        found["notice"] = sum(each.amount for each in card.notices if each.kind is NoticeKind.OVERDUE)
        found["limits"] = Credit(shop.store, shop.around).standing(number).owed.overdue
    return found


def only(found):
    assert len(set(found.values())) == 1, found
    return next(iter(found.values()))


def reported(shop, on):
    with shop.store.read() as session:
        return parts_at(session, Figure.OVERDUE, [on])[on]


def test_a_missed_instalment_is_overdue_everywhere_and_what_comes_later_nowhere(planned):
    assert only(told(planned)) == 8000
    assert reported(planned, TODAY) == 8000 + 3000
    planned.do("payment", id="m1", on=day(0), customer="C001", amount="50.00", tender="cash")
    assert only(told(planned)) == 3000
    assert only(told(planned, "C002")) == 3000


@pytest.mark.parametrize(
    ("ago", "overdue"), [(31, 12000), (30, 0), (20, 0), (19, 4000), (6, 4000), (5, 8000), (0, 8000)]
)
def test_each_day_goes_by_what_was_known_then(planned, ago, overdue):
    assert only(told(planned, on=TODAY - timedelta(days=ago))) == overdue


def test_a_plan_that_fell_back_counts_no_more(planned):
    planned.do("end_plan", id="e1", plan="p1", on=day(0), reason="nothing came")
    assert only(told(planned)) == 12000
    assert only(told(planned, on=TODAY - timedelta(days=1))) == 8000


def test_it_goes_with_a_charge_into_the_file_another_was_merged_into(planned):
    planned.do("merge", on=day(0), customer="C001", into="C002", reason="the same man")
    assert only(told(planned, "C002")) == 8000 + 3000


def test_the_overdue_limit_sees_a_missed_instalment_with_its_days_of_grace(planned):
    file = {"no": "C001", "overdue_limit": "50.00", "on_overdue": "refuse", "grace_days": 0}
    planned.do("customer", **file)
    sale = {"id": "s2", "customer": "C001", "amount": "1.00", "pay": [{"with": "account"}]}
    assert planned.refused("sale", on=day(0), **sale).field == "credit_limit"
    planned.customer("C001", grace_days=10)  # the second instalment is 6 days late
    planned.do("sale", on=day(0), **sale)


def test_the_overdue_limit_of_a_group_sees_it_as_well(planned):
    planned.do("settings", credit_groups=[{"name": "Wang", "overdue_limit": "109.99", "on_overdue": "refuse"}])
    for number in ("C001", "C002"):
        planned.customer(number, credit_group="Wang")
    [standing] = {Credit(planned.store, planned.around).standing(number).group.owed for number in ("C001", "C002")}
    assert (standing.total, standing.overdue) == (15000, 11000)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    gaps=st.lists(st.integers(1, 30), min_size=1, max_size=5),
    made=st.integers(0, 60),
    paid=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9000)), max_size=3),
    look=st.integers(0, 60),
)
def test_all_places_say_the_same_on_every_day(tmp_path_factory, gaps, made, paid, look):
    shops = open_shop(tmp_path_factory.mktemp("plans"))
    shop = next(shops)
    shop.customer("C001", name="王", credit_limit=None)
    sell(shop, "s1", "70.00", ago=100, due=-80)
    sell(shop, "s2", "50.00", ago=95, due=-65)
    days = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    share = 12000 // len(gaps)
    amounts = [share] * (len(gaps) - 1) + [12000 - share * (len(gaps) - 1)]
    parts = [
        {"due_on": day(each - made), "amount": f"{amount / 100:.2f}"}
        for each, amount in zip(days, amounts, strict=True)
    ]
    shop.do("plan", id="p1", customer="C001", on=day(-made), charges=["s1", "s2"], instalments=parts)
    left = 12000
    for nth, (ago, amount) in enumerate(paid):
        if ago <= made and amount <= left:
            left -= amount
            shop.do("payment", id=f"m{nth}", on=day(-ago), customer="C001", amount=f"{amount / 100:.2f}", tender="cash")
    on = TODAY - timedelta(days=look)
    assert only(told(shop)) >= 0
    assert only(told(shop, on=on)) == reported(shop, on)
    next(shops, None)


def test_a_payment_goes_to_the_earliest_instalment_before_what_is_due_later(planned):
    sell(planned, "n1", "70.00", ago=5, due=2)
    sell(planned, "n2", "20.00", ago=80, due=-25)
    planned.do("payment", id="m1", on=day(0), customer="C001", amount="110.00", tender="cash")
    left = {each.charge: each.open for each in Views(planned.store, planned.around.today).charges("C001")}
    assert left == {"s1": 4000, "n1": 6000}  # n2 (25 days late), two instalments, then n1, due before the third
    planned.do("payment", id="m2", on=day(0), customer="C001", amount="80.00", tender="cash")
    left = {each.charge: each.open for each in Views(planned.store, planned.around.today).charges("C001")}
    assert left == {"s1": 2000}


def test_who_names_a_charge_in_a_plan_pays_all_of_it(planned):
    sell(planned, "n1", "70.00", ago=5, due=-1)
    planned.do("payment", id="m1", on=day(0), customer="C001", amount="130.00", tender="cash", against=["s1"])
    left = {each.charge: each.open for each in Views(planned.store, planned.around.today).charges("C001")}
    assert left == {"n1": 6000}
