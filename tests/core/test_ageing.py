"""Ageing and balances as sums over what is left of items."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ageing import age, bucket, column_names
from app.core.items import ItemKind
from app.core.journal import Held
from app.core.ledger import Holding, LedgerLine, Owner, PassLeft, Step, balances, run, shown_text, trial_lines

ON = date(2026, 3, 31)
OWNERS = [Owner(1, "C001", "王小明"), Owner(2, "C002", "Li", closed=True), Owner(3, "C003", "Zhao")]


def holding(customer, kind, amount=0, **fields):
    made = {
        "item": 1,
        "name": "x",
        "on": date(2026, 1, 1),
        "service": "",
        "days": None,
        "starts_on": None,
        "price": amount,
        "expires_on": None,
        "due_on": None,
        "bonus": 0,
        "units": 0,
        "written_off": 0,
    }
    return Holding(customer=customer, kind=kind, amount=amount, **(made | fields))


def charge(customer, amount, due_on):
    return holding(customer, ItemKind.CHARGE, amount, due_on=due_on)


@pytest.mark.parametrize(
    ("days", "column"), [(-5, None), (0, None), (1, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (999, 3)]
)
def test_a_charge_stands_in_the_column_of_its_days_past_due(days, column):
    assert bucket(ON - timedelta(days=days), ON) == column


def test_columns_are_named_after_their_days():
    assert column_names() == ("1-30", "31-60", "61-90", "91+")
    assert column_names((7,)) == ("1-7", "8+")
    assert column_names(()) == ("1+",)


@pytest.mark.parametrize("buckets", [(0, 30), (30, 30), (60, 30), (-1,)])
def test_buckets_must_rise(buckets):
    with pytest.raises(ValueError, match="rise"):
        age(OWNERS, [], ON, buckets)


def test_what_is_held_is_never_netted_and_nobody_without_anything_is_listed():
    lines = age(
        OWNERS,
        [
            holding(1, ItemKind.LOT, 100000, bonus=5000),
            charge(1, 3000, ON),
            charge(1, 200, ON - timedelta(days=1)),
            charge(1, 50, ON - timedelta(days=400)),
            charge(2, 7, ON - timedelta(days=31)),
            charge(3, 0, ON),
            holding(3, ItemKind.PASS, 30000, units=3),
        ],
        ON,
    )
    assert [(x.customer, x.prepaid, x.current, x.overdue, x.total) for x in lines] == [
        ("C001", -100000, 3000, (200, 0, 0, 50), -96750),
        ("C002", 0, 0, (0, 7, 0, 0), 7),
    ]


def test_a_charge_without_a_due_date_is_due_on_its_own_day():
    assert age(OWNERS, [charge(1, 5, None)], ON)[0].overdue == (0, 0, 5, 0)


HOLDINGS = st.lists(
    st.one_of(
        st.builds(
            lambda customer, amount, bonus, expiry: holding(
                customer, ItemKind.LOT, amount, bonus=bonus, expires_on=ON + timedelta(days=expiry)
            ),
            *(st.integers(1, 3), st.integers(0, 10**6), st.integers(0, 10**5), st.integers(-3, 3)),
        ),
        st.builds(
            lambda customer, amount, due: charge(customer, amount, ON + timedelta(days=due)),
            *(st.integers(1, 3), st.integers(0, 10**6), st.integers(-120, 40)),
        ),
    )
)


@given(HOLDINGS)
def test_known_sums_and_added_ones_say_the_same(holdings):
    held = {}
    for h in holdings:
        before = held.get(h.customer, Held())
        lot = h.kind is ItemKind.LOT
        change = Held(h.amount, h.bonus, 0, 0) if lot else Held(0, 0, 0, h.amount)
        held[h.customer] = Held(*(a + b for a, b in zip(before, change, strict=True)))
    notable = [h for h in holdings if h.expired(ON) or (h.due_on is not None and h.due_on < ON)]
    assert balances(OWNERS, notable, ON, held) == balances(OWNERS, holdings, ON)
    assert age(OWNERS, notable, ON, held=held) == age(OWNERS, holdings, ON)
    for line in age(OWNERS, holdings, ON):
        assert line.total == line.prepaid + line.current + sum(line.overdue)


def test_a_balance_tells_expired_money_and_visits_apart_but_counts_them():
    yesterday = ON - timedelta(days=1)
    found = balances(
        OWNERS,
        [
            holding(1, ItemKind.LOT, 500, bonus=50, expires_on=yesterday),
            holding(1, ItemKind.LOT, 100, expires_on=ON),
            holding(1, ItemKind.PASS, 300, units=3, service="洗车"),
            holding(1, ItemKind.PASS, 100, units=1, service="洗车", expires_on=yesterday),
            holding(1, ItemKind.PASS, 0, units=0, service="used up"),
            holding(1, ItemKind.PERIOD, 9, units=1, service="年卡", starts_on=ON, expires_on=ON),
            holding(1, ItemKind.PERIOD, 9, units=1, service="over", starts_on=yesterday, expires_on=yesterday),
            holding(1, ItemKind.PERIOD, 9, units=1, service="to come", starts_on=ON + timedelta(days=1)),
        ],
        ON,
    )
    assert (found[0].principal, found[0].bonus, found[0].expired) == (600, 50, 550)
    assert found[0].passes == (PassLeft("洗车", 4, expired=1), PassLeft("年卡", None, ON))
    assert (found[1].principal, found[1].passes) == (0, ())


def test_a_ledger_from_a_day_still_counts_what_was_before():
    steps = [
        Step(1, "t1", date(2026, 1, 5), "top_up", 500, 50, 0),
        Step(3, "s1", date(2026, 1, 9), "sale", -100, -10, 0),
        Step(2, "s2", date(2026, 2, 1), "sale", 0, 0, 30),
    ]
    lines = run(steps, {2: {"description": "剪发", "note": "n"}}, date(2026, 1, 9))
    assert lines == [
        LedgerLine(3, "s1", date(2026, 1, 9), "sale", "", -100, -10, 0, 400, 40, 0),
        LedgerLine(2, "s2", date(2026, 2, 1), "sale", "剪发", 0, 0, 30, 400, 40, 30),
    ]
    assert [line.entry for line in run(steps, {})] == [1, 3, 2]


def test_an_entry_is_known_by_its_description_then_note_then_reason():
    assert shown_text({"reason": "r", "note": "n"}) == "n"
    assert shown_text({"reason": "r", "description": ""}) == "r"
    assert shown_text({"reference": "x"}) == ""


def test_a_trial_balance_has_each_account_on_its_side_in_order():
    lines = trial_lines({"sales": -5, "tender.cash": 5, "opening": 0})
    assert [(x.account, x.debit, x.credit) for x in lines] == [
        ("tender.cash", 5, 0),
        ("sales", 0, 5),
        ("opening", 0, 0),
    ]
