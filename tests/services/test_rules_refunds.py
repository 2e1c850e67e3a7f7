"""DESIGN §2, money going back: refunds of prepaid money and passes, credits on sales."""

import pytest

from tests.services import test_cases

shop = test_cases.shop

C = {"customer": "C001"}


def top_up(shop, name, on="2025-01-01", paid="500.00", **fields):
    shop.do("top_up", name, **{**C, "on": on, "paid": paid, "tender": "wechat", **fields})


def refund(shop, name, **fields):
    shop.do("refund", name, **{**C, "on": "2025-02-01", "tender": "cash", "reason": "asked for", **fields})


def credit(shop, name, sale, amount, on="2025-02-01"):
    shop.do("credit", name, on=on, sale=sale, amount=amount, reason="returned")


# ---- refunds --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ("50.00", ("450.00", "45.00")),  # 50 × 50 ÷ 500 = 5.00 bonus forfeited
        ("500.00", ("0.00", "0.00")),  # with the last principal all of it
        ("0.05", ("499.95", "49.99")),  # 0.05 × 50 ÷ 500 = 0.005 → 0.01
        ("0.04", ("499.96", "50.00")),  # 0.004 → 0.00
        ("499.99", ("0.01", "0.00")),  # 49.999 → 50.00
    ],
)
def test_bonus_is_forfeited_in_proportion(shop, taken, left):
    top_up(shop, "t1", bonus="50.00")
    refund(shop, "r1", amount=taken)
    assert shop.lot("t1") == left


def test_keep_bonus_leaves_it(shop):
    top_up(shop, "t1", bonus="50.00")
    refund(shop, "r1", amount="500.00", keep_bonus=True)
    assert shop.lot("t1") == ("0.00", "50.00")
    assert shop.moved("r1") == {"prepaid.principal": "500.00", "tender.cash": "-500.00"}


def test_the_newest_lot_goes_first_unless_lots_are_named(shop):
    top_up(shop, "old", paid="100.00")
    top_up(shop, "new", on="2025-01-10", paid="100.00")
    refund(shop, "r1", amount="120.00")
    assert (shop.lot("old")[0], shop.lot("new")[0]) == ("80.00", "0.00")
    top_up(shop, "newer", on="2025-01-20", paid="100.00")
    refund(shop, "r2", amount="120.00", from_=["old", "newer"])  # 80 + 40, in that order
    assert (shop.lot("old")[0], shop.lot("newer")[0]) == ("0.00", "60.00")


def test_what_the_shop_keeps_goes_to_sales(shop):
    top_up(shop, "t1")
    refund(shop, "r1", amount="450.00", kept="50.00")
    assert shop.moved("r1") == {"prepaid.principal": "500.00", "tender.cash": "-450.00", "sales": "-50.00"}


def test_named_lots_without_amount_are_given_back_whole(shop):
    top_up(shop, "t1", bonus="50.00")
    refund(shop, "r1", from_=["t1"], kept="20.00")
    assert shop.moved("r1") == {
        "prepaid.principal": "500.00",
        "tender.cash": "-480.00",
        "sales": "-20.00",
        "prepaid.bonus": "50.00",
        "bonus_granted": "-50.00",
    }


def test_a_pass_gives_back_its_units_at_their_remaining_value(shop):
    shop.do("pass_sale", "p1", **C, on="2025-01-01", service="wash", count=3, paid="100.00", tender="cash")
    shop.do("pass_use", **C, on="2025-01-02", service="wash")  # 33.34
    refund(shop, "r1", from_=["p1"], units=1)  # split(66.66, 2) = 33.33
    assert (shop.moved("r1"), shop.units("p1")) == ({"prepaid.pass": "33.33", "tender.cash": "-33.33"}, 1)
    refund(shop, "r2", from_=["p1"])  # default: all left
    assert (shop.moved("r2"), shop.units("p1")) == ({"prepaid.pass": "33.33", "tender.cash": "-33.33"}, 0)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": "100.01"}, "amount"),  # bonus is not given back
        ({"amount": "1.00", "from_": ["never"]}, "from"),
        ({"amount": "1.00", "from_": ["other"]}, "from"),
        ({}, "amount"),
        ({"amount": "1.00", "on": "2024-12-31"}, "amount"),
        ({"amount": "60.00", "kept": "40.01"}, "amount"),
        ({"from_": ["t1"], "kept": "100.00"}, "kept"),
        ({"amount": "1.00", "units": 1}, "units"),
        ({"from_": ["p1"], "units": 4}, "units"),
        ({"from_": ["p1"], "amount": "99.00"}, "amount"),  # less than the pass is worth
        ({"amount": "1.00", "reason": ""}, "reason"),
    ],
)
def test_refunds_that_cannot_be(shop, fields, field):
    top_up(shop, "t1", paid="100.00", bonus="10.00")
    top_up(shop, "other", customer="C002")
    shop.do("pass_sale", "p1", **C, on="2025-01-01", service="wash", count=3, paid="100.00", tender="cash")
    given = {**C, "on": "2025-02-01", "tender": "cash", "reason": "asked for"}
    assert shop.refused("refund", **given | fields).field == field


def test_a_back_dated_refund_takes_only_what_later_days_leave(shop):
    top_up(shop, "t1", paid="100.00")
    shop.do("sale", **C, on="2025-03-01", amount="70.00")
    given = {**C, "on": "2025-02-01", "tender": "cash", "reason": "asked for"}
    assert shop.refused("refund", **given, amount="30.01").field == "amount"
    refund(shop, "r1", amount="30.00")


# ---- credits --------------------------------------------------------------------------------------------------


def test_a_credit_lowers_what_is_open_first(shop):
    shop.do(
        "sale",
        "s1",
        **C,
        on="2025-01-05",
        amount="100.00",
        pay=[{"with": "cash", "amount": "40.00"}, {"with": "account"}],
    )
    credit(shop, "d1", "s1", "70.00")  # 60 open, 10 of the cash
    assert shop.moved("d1") == {"sales": "70.00", "receivable": "-60.00", "tender.cash": "-10.00"}


def test_a_credit_goes_back_to_the_lots_in_the_proportion_they_gave(shop):
    top_up(shop, "t1", bonus="50.00")
    shop.do("sale", "s1", **C, on="2025-01-05", amount="110.00")  # 100 + 10
    credit(shop, "d1", "s1", "55.00")  # 55 × 10 ÷ 110 = 5 bonus, 50 principal
    assert shop.lot("t1") == ("450.00", "45.00")
    assert shop.moved("d1") == {
        "sales": "50.00",
        "prepaid.principal": "-50.00",
        "bonus_granted": "5.00",
        "prepaid.bonus": "-5.00",
    }
    credit(shop, "d2", "s1", "55.00")
    assert shop.lot("t1") == ("500.00", "50.00")


def test_a_credit_goes_back_to_the_tender_that_paid_the_charge(shop):
    shop.do("sale", "s1", **C, on="2025-01-05", amount="100.00", pay=[{"with": "account"}])
    shop.do("payment", **C, on="2025-01-06", amount="100.00", tender="alipay")
    credit(shop, "d1", "s1", "30.00")
    assert shop.moved("d1") == {"sales": "30.00", "tender.alipay": "-30.00"}


def test_bonus_that_settled_a_charge_comes_back_as_bonus(shop):
    top_up(shop, "t1", paid="50.00", bonus="50.00")
    shop.do("sale", "s1", **C, on="2025-01-05", amount="100.00", pay=[{"with": "account"}])
    shop.do("settle", **C, on="2025-01-06", amount="100.00")
    credit(shop, "d1", "s1", "100.00")
    assert shop.lot("t1") == ("50.00", "50.00")
    balance = {row["account"]: row["debit"] for row in shop.show("trial-balance")}
    assert balance.get("sales", "0.00") == balance.get("discount", "0.00") == "0.00"


def test_money_that_returns_to_an_expired_lot_stays_there_as_expired(shop):
    top_up(shop, "t1", expires_on="2025-01-31")
    shop.do("sale", "s1", **C, on="2025-01-05", amount="100.00")
    credit(shop, "d1", "s1", "40.00")
    balance = shop.show("balances", "--as-of", "2025-02-01")[0]
    assert (balance["principal"], balance["expired"]) == ("440.00", "440.00")


def sell_for_cash(shop):
    shop.do("sale", "s1", **C, on="2025-01-05", amount="100.00", pay=[{"with": "cash"}])


def sell_half_each_settled_by_bonus(shop):
    top_up(shop, "t1", paid="50.00", bonus="50.00")
    for name in ("s1", "s2"):
        shop.do("sale", name, **C, on="2025-01-05", amount="50.00", pay=[{"with": "account"}])
    shop.do("settle", **C, on="2025-01-06", amount="100.00")
    credit(shop, "d1", "s1", "0.01")
    credit(shop, "d2", "s1", "49.99")


def sell_pass_with_bonus(shop):
    top_up(shop, "t1", paid="45.00", bonus="10.00")
    shop.do("pass_sale", "s1", **C, on="2025-01-05", service="wash", count=10, paid="100.00")
    credit(shop, "d1", "s1", "45.00")  # the charge; a pass itself is given back by refund


def sell_and_credit_later(shop):
    sell_for_cash(shop)
    credit(shop, "d1", "s1", "100.00", on="2025-03-01")


def sell_and_reverse(shop):
    sell_for_cash(shop)
    shop.do("reverse", on="2025-01-05", entry="s1", reason="wrong")


@pytest.mark.parametrize(
    ("before", "fields", "field"),
    [
        (sell_for_cash, {"amount": "100.01"}, "amount"),
        (sell_for_cash, {"amount": "1.00", "on": "2025-01-04"}, "on"),
        (sell_for_cash, {"amount": "1.00", "sale": "never"}, "sale"),
        (sell_for_cash, {"amount": "1.00", "customer": "C002"}, "customer"),
        (sell_and_reverse, {"amount": "1.00"}, "sale"),
        (sell_and_credit_later, {"amount": "0.01"}, "amount"),  # given back already, on a later day
        (sell_half_each_settled_by_bonus, {"amount": "0.01"}, "amount"),  # the other sale's bonus is not this one's
        (sell_pass_with_bonus, {"amount": "0.01"}, "amount"),
    ],
)
def test_no_more_is_credited_than_the_sale_was(shop, before, fields, field):
    before(shop)
    given = {"on": "2025-02-01", "sale": "s1", "reason": "returned"}
    assert shop.refused("credit", **given | fields).field == field


def test_one_instalment_can_be_credited_by_its_name(shop):
    parts = [{"due_on": "2025-02-01", "amount": "60.00"}, {"due_on": "2025-03-01", "amount": "40.00"}]
    shop.do("sale", "s1", **C, on="2025-01-05", amount="100.00", pay=[{"with": "account", "instalments": parts}])
    credit(shop, "d1", "s1/2", "30.00")
    assert (shop.open("s1"), shop.open("s1/2")) == ("60.00", "10.00")
