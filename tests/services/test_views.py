"""What the book says as of any date."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.ledger import PassLeft
from app.errors import Refused
from app.services.views import Views
from tests.services.helpers_customers import TODAY, Shop, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


@pytest.fixture(name="views")
def views_of(shop):
    return Views(shop.store, lambda: TODAY)


def day(number):
    """Return a day of 2026 by its number."""
    return date(2025, 12, 31) + timedelta(days=number)


def on(number):
    return day(number).isoformat()


def customers(shop, *numbers):
    for number in numbers:
        shop.customer(number, name=f"name of {number}", terms_days=30, credit_limit=None)


def counter(shop):
    """Record the day of the design's own example."""
    customers(shop, "C001", "C002")
    do = shop.do
    do("top_up", id="t1", on=on(5), customer="C001", paid="500.00", bonus="50.00", tender="wechat")
    do("sale", id="s1", on=on(9), customer="C001", amount="110.00", description="剪发",
       pay=[{"with": "prepaid", "amount": "66.00"}, {"with": "cash", "amount": "14.00"},
            {"with": "account", "due_on": on(39)}])  # fmt: skip
    do("pass_sale", id="p1", on=on(9), customer="C001", service="洗车", count=10, paid="300.00", tender="cash")
    do("pass_use", id="u1", on=on(12), customer="C001", service="洗车", count=1, note="早上")


# ---- one at a time --------------------------------------------------------------------------------------------------


def test_an_empty_book_has_no_ageing_and_no_trial_balance(shop, views):
    customers(shop, "C001")
    assert views.ageing() == []
    assert views.trial_balance() == []
    assert views.ledger("C001") == []
    assert [(b.customer, b.principal, b.owed) for b in views.balances()] == [("C001", 0, 0)]
    assert views.lots("C001", settled=True) == []


def test_the_counter_of_a_day(shop, views):
    counter(shop)
    balance = views.balances(day(40))[0]
    assert (balance.principal, balance.bonus, balance.expired, balance.owed, balance.overdue) == (
        44000,
        4400,
        0,
        3000,
        3000,
    )
    assert balance.passes == (PassLeft("洗车", 9),)
    assert views.balance("C001", day(39)).overdue == 0
    assert [(x.lot, x.principal, x.bonus) for x in views.lots("C001")] == [("t1", 44000, 4400)]
    [charge] = views.charges("C001")
    assert (charge.charge, charge.due_on, charge.amount, charge.open) == ("s1", day(39), 3000, 3000)
    [ticket] = views.passes("C001")
    assert (ticket.service, ticket.left, ticket.value, ticket.days) == ("洗车", 9, 27000, None)
    assert [(x.id, x.text, x.principal_after, x.bonus_after, x.owed_after) for x in views.ledger("C001")] == [
        ("t1", "", 50000, 5000, 0),
        ("s1", "剪发", 44000, 4400, 3000),
        ("p1", "", 44000, 4400, 3000),
        ("u1", "早上", 44000, 4400, 3000),
    ]
    assert [(x.customer, x.total) for x in views.ageing(day(40))] == [("C001", -41000)]
    sides = {x.account: (x.debit, x.credit) for x in views.trial_balance()}
    assert sides["tender.wechat"] == (50000, 0)
    assert sides["prepaid.pass"] == (0, 27000)
    assert sum(d for d, _ in sides.values()) == sum(c for _, c in sides.values())


def test_what_is_used_up_is_listed_only_when_asked_for(shop, views):
    customers(shop, "C001")
    shop.do("top_up", id="t1", on=on(1), customer="C001", paid="10.00", tender="cash")
    shop.do("sale", id="s1", on=on(3), customer="C001", amount="30.00", pay=[{"with": "prepaid"}, {"with": "account"}])
    shop.do("payment", id="m1", on=on(4), customer="C001", amount="20.00", tender="cash")
    shop.do("pass_sale", id="p1", on=on(4), customer="C001", service="洗车", count=1, paid="9.00", tender="cash")
    shop.do("pass_use", id="u1", on=on(5), customer="C001", service="洗车")
    for as_of in (None, day(5)):
        assert views.lots("C001", as_of) == views.charges("C001", as_of) == views.passes("C001", as_of) == []
        assert [(x.lot, x.principal) for x in views.lots("C001", as_of, settled=True)] == [("t1", 0)]
        assert [(x.charge, x.amount, x.open) for x in views.charges("C001", as_of, settled=True)] == [("s1", 2000, 0)]
        assert [(x.lot, x.left) for x in views.passes("C001", as_of, settled=True)] == [("p1", 0)]
    assert views.charges("C001", day(2), settled=True) == []
    assert [x.open for x in views.charges("C001", day(3))] == [2000]


def test_terms_are_those_known_on_the_day(shop, views):
    customers(shop, "C001")
    shop.do("top_up", id="t1", on=on(1), customer="C001", paid="10.00", bonus="1.00", tender="cash", expires_on=on(10))
    shop.do("sale", id="s1", on=on(1), customer="C001", amount="5.00", pay=[{"with": "account", "due_on": on(5)}])
    shop.do("extend", id="e1", on=on(20), customer="C001", lot="t1", expires_on=on(60), reason="r")
    shop.do("reschedule", id="e2", on=on(20), customer="C001", charge="s1", due_on=on(60), reason="r")
    shop.do("reverse", id="x1", on=on(30), entry="e1", reason="r")
    shop.do("reverse", id="x2", on=on(30), entry="e2", reason="r")
    for number, expired, overdue, expires_on in (
        (19, 1100, 500, 10),
        (20, 0, 0, 60),
        (29, 0, 0, 60),
        (30, 1100, 500, 10),
    ):
        balance = views.balance("C001", day(number))
        assert (balance.expired, balance.overdue) == (expired, overdue)
        assert [x.expires_on for x in views.lots("C001", day(number))] == [day(expires_on)]
        assert [x.due_on for x in views.charges("C001", day(number))] == [day(5 if overdue else 60)]
        assert (views.ageing(day(number))[0].current == 0) == bool(overdue)
        assert views.balances(day(number)) == [balance]


def test_a_period_pass_shows_while_it_runs(shop, views):
    customers(shop, "C001")
    shop.do("pass_sale", id="p1", on=on(1), customer="C001", service="游泳", days=30, starts_on=on(5), paid="30.00",
            tender="cash")  # fmt: skip
    shop.do("pass_use", id="u1", on=on(6), customer="C001", service="游泳", count=2)
    shown = [views.balance("C001", day(number)).passes for number in (4, 5, 34, 35)]
    running = (PassLeft("游泳", None, day(34)),)
    assert shown == [(), running, running, ()]
    [ticket] = views.passes("C001", day(10))
    assert (ticket.left, ticket.value, ticket.starts_on, ticket.days) == (None, 3000, day(5), 30)


def test_a_receiver_sees_a_transfer_and_an_extension_stands_in_the_ledger(shop, views):
    customers(shop, "C001", "C002")
    shop.do("top_up", id="t1", on=on(1), customer="C001", paid="10.00", bonus="1.00", tender="cash", expires_on=on(50))
    shop.do("extend", id="e1", on=on(2), customer="C001", lot="t1", expires_on=on(60), reason="生病")
    shop.do("transfer", id="x1", on=on(3), customer="C001", to="C002")
    assert [(x.id, x.text, x.principal, x.principal_after) for x in views.ledger("C001")] == [
        ("t1", "", 1000, 1000),
        ("e1", "生病", 0, 1000),
        ("x1", "", -1000, 0),
    ]
    assert [(x.id, x.principal_after, x.bonus_after) for x in views.ledger("C002")] == [("x1", 1000, 100)]
    assert [(x.lot, x.on, x.expires_on) for x in views.lots("C002")] == [("x1", day(1), day(60))]


def test_a_written_off_charge_is_not_open(shop, views):
    customers(shop, "C001")
    shop.do("sale", id="s1", on=on(1), customer="C001", amount="5.00")
    shop.do("write_off", id="w1", on=on(9), charge="s1", amount="2.00", reason="r")
    [charge] = views.charges("C001")
    assert (charge.amount, charge.open, charge.written_off) == (500, 300, 200)
    assert views.charges("C001", day(8))[0].open == 500
    shop.do("write_off", id="w2", on=on(10), charge="s1", reason="r")
    assert views.charges("C001") == views.ageing() == []
    assert [x.written_off for x in views.charges("C001", settled=True)] == [500]


def test_a_closed_file_is_in_the_ageing_but_not_among_the_balances(shop, views):
    customers(shop, "C001", "C002")
    shop.do("top_up", id="t1", on=on(1), customer="C001", paid="10.00", tender="cash")
    shop.customer("C001", closed=True)
    assert [b.customer for b in views.balances()] == ["C002"]
    assert [x.customer for x in views.ageing()] == ["C001"]
    assert views.balance("C001").principal == 1000


def test_a_text_that_was_erased_is_empty(shop, views):
    counter(shop)
    shop.sql("DELETE FROM entry_text")
    assert {x.text for x in views.ledger("C001")} == {""}


def test_a_trial_balance_of_a_period_is_its_movement(shop, views):
    counter(shop)
    sides = {x.account: x.debit - x.credit for x in views.trial_balance(day(12), from_=day(10))}
    assert sides == {"prepaid.pass": 3000, "sales": -3000}
    assert [x.id for x in views.ledger("C001", day(9), day(9))] == ["s1", "p1"]


@pytest.mark.parametrize("view", ["balance", "lots", "charges", "passes", "ledger"])
def test_an_unknown_customer_is_refused(views, view):
    with pytest.raises(Refused) as refused:
        getattr(views, view)("nobody")
    assert refused.value.field == "customer"


def test_a_period_that_ends_before_it_begins_is_refused(shop, views):
    customers(shop, "C001")
    for ask in (lambda: views.ledger("C001", day(2), day(1)), lambda: views.trial_balance(day(1), from_=day(2))):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.field == "from"


def test_an_entry_dated_tomorrow_changes_nothing_of_today(shop, views):
    counter(shop)
    shop.do("reschedule", id="e1", on=on(20), customer="C001", charge="s1", due_on=on(70), reason="r")
    before = everything(views, TODAY)
    shop.do("top_up", id="t9", on=(TODAY + timedelta(days=1)).isoformat(), customer="C002", paid="1.00", tender="cash")
    assert everything(views, TODAY) == before  # now added up from the postings, no longer taken from the derived table


# ---- what must hold of any book -------------------------------------------------------------------------------------


def everything(views, as_of):
    """Return every view as of a day."""
    found = [views.balances(as_of), views.ageing(as_of), views.trial_balance(as_of)]
    for number in ("C001", "C002"):
        found += [views.balance(number, as_of), views.ledger(number, None, as_of)]
        for settled in (False, True):
            found += [ask(number, as_of, settled=settled) for ask in (views.lots, views.charges, views.passes)]
    return found


AMOUNTS = st.integers(1, 20000).map(lambda minor: f"{minor // 100}.{minor % 100:02}")
EVENTS = st.tuples(
    st.sampled_from(
        [
            "top_up",
            "sale",
            "payment",
            "settle",
            "refund",
            "write_off",
            "transfer",
            "extend",
            "reschedule",
            "pass_sale",
            "pass_use",
            "expire",
            "reverse",
        ]
    ),
    st.sampled_from([("C001", "C002"), ("C002", "C001")]),
    AMOUNTS,
    st.integers(0, 30),
    st.integers(0, 40),
)


def event(kind, who, amount, number, extra, made):
    """Return the fields of an event; `made` are the ids used so far."""
    customer, other = who
    named = made[extra % len(made)] if made else "none"
    later = {"expires_on": on(number + extra)}
    return {
        "top_up": {"customer": customer, "paid": amount, "bonus": "3.33", "tender": "cash", **later},
        "sale": {"customer": customer, "amount": amount, "description": "x"},
        "payment": {"customer": customer, "amount": amount, "tender": "bank"},
        "settle": {"customer": customer, "amount": amount},
        "refund": {"customer": customer, "amount": amount, "tender": "cash", "reason": "r"},
        "write_off": {"charge": named, "reason": "r"},
        "transfer": {"customer": customer, "to": other, "amount": amount},
        "extend": {"lot": named, "reason": "r", **later},
        "reschedule": {"charge": named, "due_on": on(number + extra), "reason": "r"},
        "pass_sale": {"customer": customer, "service": "洗车", "count": 3, "paid": amount, "tender": "card"},
        "pass_use": {"customer": customer, "service": "洗车"},
        "expire": {"lot": named},
        "reverse": {"entry": named, "reason": "r"},
    }[kind]


def play(shop, events, made, shift=0):
    """Record events as far as the rules allow."""
    for kind, who, amount, number, extra in events:
        id_ = f"r{len(made) + 1}-{shift}"
        try:
            shop.do(kind, id=id_, on=on(number + shift), **event(kind, who, amount, number + shift, extra, made))
            made.append(id_)
        except Refused:
            pass


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(before=st.lists(EVENTS, min_size=3, max_size=12), after=st.lists(EVENTS, max_size=6))
def test_the_views_agree_with_each_other_on_every_day(tmp_path_factory, before, after):
    shop = Shop(tmp_path_factory.mktemp("book"))
    views = Views(shop.store, lambda: TODAY)
    customers(shop, "C001", "C002")
    made = []
    play(shop, before, made)
    check_days(views)
    snapshots = {number: everything(views, day(number)) for number in (10, 30)}
    play(shop, after, made, shift=31)
    for number, snapshot in snapshots.items():
        assert everything(views, day(number)) == snapshot
    check_days(views)
    shop.store.dispose()


def check_days(views):
    for number in (0, 5, 15, 30, 45, 100):
        as_of = day(number)
        aged = {line.customer: line for line in views.ageing(as_of)}
        trial = {line.account: line.debit - line.credit for line in views.trial_balance(as_of)}
        balances = views.balances(as_of)
        assert sum(trial.values()) == 0
        assert sum(b.principal for b in balances) == -trial.get("prepaid.principal", 0)
        assert sum(b.bonus for b in balances) == -trial.get("prepaid.bonus", 0) == trial.get("bonus_granted", 0)
        assert sum(b.owed for b in balances) == trial.get("receivable", 0)
        for balance in balances:
            check_customer(views, balance, aged.get(balance.customer), as_of)


def check_customer(views, balance, aged, as_of):
    lines = views.ledger(balance.customer, None, as_of)
    after = (lines[-1].principal_after, lines[-1].bonus_after, lines[-1].owed_after) if lines else (0, 0, 0)
    assert after == (balance.principal, balance.bonus, balance.owed)
    assert [x.principal_after for x in lines] == [sum(y.principal for y in lines[: i + 1]) for i in range(len(lines))]
    assert lines == sorted(lines, key=lambda line: (line.on, line.entry))
    half = as_of - timedelta(days=7)
    assert views.ledger(balance.customer, half, as_of) == [line for line in lines if line.on >= half]
    if aged is None:
        assert balance.principal == balance.owed == 0
    else:
        assert aged.total == balance.owed - balance.principal == aged.prepaid + aged.current + sum(aged.overdue)
        assert sum(aged.overdue) == balance.overdue
    assert views.balance(balance.customer, as_of) == balance
    lots = views.lots(balance.customer, as_of)
    assert sum(x.principal for x in lots) == balance.principal
    assert sum(x.principal + x.bonus for x in lots if x.expires_on and x.expires_on < as_of) == balance.expired
    assert sum(x.open for x in views.charges(balance.customer, as_of)) == balance.owed
    assert min([0, *(x.principal for x in lots), *(x.bonus for x in lots)]) == 0
