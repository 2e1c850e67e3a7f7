"""DESIGN §2, money and visits paid ahead: order of use, expiry, passes, transfers, opening balances."""

import pytest

from tests.services import test_cases

shop = test_cases.shop

C = {"customer": "C001"}
LATER = "9999-12-31"


def top_up(shop, name, on="2025-01-01", paid="100.00", **fields):
    shop.do("top_up", name, **{**C, "on": on, "paid": paid, "tender": "cash", **fields})


def sale(shop, name, on, amount, **fields):
    shop.do("sale", name, **{**C, "on": on, "amount": amount, "pay": [{"with": "prepaid"}], **fields})


# ---- within a lot ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "paid", "bonus", "amount", "left"),
    [
        # 50 × 33 ÷ 133 = 12.406 → 12.41 bonus, 37.59 principal: left 62.41 + 20.59
        ("proportional", "100.00", "33.00", "50.00", ("62.41", "20.59")),
        # 110 × 50 ÷ 550 = 10.00
        ("proportional", "500.00", "50.00", "110.00", ("400.00", "40.00")),
        # 0.01 × 0.01 ÷ 0.02 = 0.005 → half a cent is rounded up to the bonus
        ("proportional", "0.01", "0.01", "0.01", ("0.01", "0.00")),
        # 0.01 × 0.99 ÷ 100.99 → 0.00 bonus
        ("proportional", "100.00", "0.99", "0.01", ("99.99", "0.99")),
        # everything takes everything, whatever the rounding
        ("proportional", "99.99", "0.07", "100.06", ("0.00", "0.00")),
        # without bonus all of it is principal
        ("proportional", "100.00", "0.00", "33.33", ("66.67", "0.00")),
        ("bonus_first", "70.00", "30.00", "80.00", ("20.00", "0.00")),
        ("bonus_first", "70.00", "30.00", "29.99", ("70.00", "0.01")),
        ("principal_first", "70.00", "30.00", "80.00", ("0.00", "20.00")),
        ("principal_first", "70.00", "30.00", "69.99", ("0.01", "30.00")),
    ],
)
def test_a_lot_is_used_in_the_order_its_terms_say(shop, order, paid, bonus, amount, left):
    top_up(shop, "t1", paid=paid, bonus=bonus, order=order)
    sale(shop, "s1", "2025-01-02", amount)
    assert shop.lot("t1") == left


def test_a_chain_of_proportional_sales_goes_by_what_is_left(shop):
    top_up(shop, "t1", paid="100.00", bonus="33.00")
    sale(shop, "s1", "2025-01-02", "50.00")  # 62.41 + 20.59 left, of 83
    sale(shop, "s2", "2025-01-03", "50.00")  # 50 × 20.59 ÷ 83 = 12.4036 → 12.40, 37.60
    assert shop.lot("t1") == ("24.81", "8.19")
    sale(shop, "s3", "2025-01-04", "33.00")
    assert shop.lot("t1") == ("0.00", "0.00")


def test_a_top_up_posts_money_and_bonus_apart(shop):
    top_up(shop, "t1", paid="500.00", bonus="50.00")
    assert shop.moved("t1") == {
        "tender.cash": "500.00",
        "prepaid.principal": "-500.00",
        "bonus_granted": "50.00",
        "prepaid.bonus": "-50.00",
    }


def test_bonus_used_never_reaches_sales(shop):
    top_up(shop, "t1", paid="500.00", bonus="50.00")
    sale(shop, "s1", "2025-01-02", "110.00")
    assert shop.moved("s1") == {
        "prepaid.principal": "100.00",
        "sales": "-100.00",
        "prepaid.bonus": "10.00",
        "bonus_granted": "-10.00",
    }


# ---- order of lots --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "used"),
    [
        ({"priority": 1}, {"priority": 0}, "second"),  # lower priority first
        ({"priority": 1, "expires_on": "2025-02-01"}, {}, "second"),  # whatever the expiry
        ({}, {"expires_on": "2025-12-31"}, "second"),  # no expiry comes last
        ({"expires_on": "2025-12-31"}, {"expires_on": "2025-12-30"}, "second"),
        ({"on": "2025-01-02"}, {"on": "2025-01-01"}, "second"),  # the older by its date
        ({}, {}, "first"),  # of one day the entry recorded first
    ],
)
def test_lots_are_used_in_order(shop, first, second, used):
    top_up(shop, "first", **{"on": "2025-01-01", **first})
    top_up(shop, "second", **{"on": "2025-01-01", **second})
    sale(shop, "s1", "2025-01-10", "40.00")
    assert shop.lot(used) == ("60.00", "0.00")


def test_a_negative_priority_is_refused(shop):
    refused = shop.refused("top_up", **C, on="2025-01-01", paid="1.00", tender="cash", priority=-1)
    assert refused.field == "priority"


# ---- expiry ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "ok"), [("2025-03-31", True), ("2025-04-01", False)])
def test_a_lot_may_be_used_through_its_expiry_judged_by_the_date_of_use(shop, on, ok):
    top_up(shop, "t1", expires_on="2025-03-31")  # today is long after: the date of use counts
    if ok:
        sale(shop, "s1", on, "10.00")
        assert shop.lot("t1") == ("90.00", "0.00")
    else:
        fields = {"on": on, "amount": "10.00", "pay": [{"with": "prepaid"}]}
        assert shop.refused("sale", "s1", **C, **fields).field == "pay"


def test_expired_money_is_shown_but_not_spendable_and_nothing_expires_by_itself(shop):
    top_up(shop, "t1", bonus="10.00", expires_on="2025-03-31")
    before, after = (shop.show("balances", "--as-of", day)[0] for day in ("2025-03-31", "2025-04-01"))
    assert (before["principal"], before["bonus"], before["expired"]) == ("100.00", "10.00", "0.00")
    assert (after["principal"], after["bonus"], after["expired"]) == ("100.00", "10.00", "110.00")
    # A sale by default takes what it can from prepaid and puts all of it on account.
    shop.do("sale", "s1", **C, on="2025-04-01", amount="30.00")
    assert shop.open("s1") == "30.00"


@pytest.mark.parametrize("on", ["2025-03-01", "2025-03-31"])
def test_what_has_not_expired_cannot_be_expired(shop, on):
    top_up(shop, "t1", expires_on="2025-03-31")
    assert shop.refused("expire", on=on, lot="t1").field == "lot"


def test_expire_takes_principal_to_breakage_and_bonus_back(shop):
    top_up(shop, "t1", bonus="10.00", expires_on="2025-03-31")
    shop.do("expire", "x1", on="2025-04-01", lot="t1")
    assert shop.moved("x1") == {
        "prepaid.principal": "100.00",
        "breakage": "-100.00",
        "prepaid.bonus": "10.00",
        "bonus_granted": "-10.00",
    }
    assert shop.lot("t1") == ("0.00", "0.00")
    assert shop.refused("expire", on="2025-04-01", lot="t1").field == "lot"


def test_expire_takes_the_money_of_a_session_pass_to_breakage(shop):
    sell_pass(shop, expires_on="2025-03-31")
    shop.do("pass_use", **C, on="2025-01-02", service="wash", count=4)  # 4 × 10.00
    shop.do("expire", "x1", on="2025-04-01", lot="p1")
    assert shop.moved("x1") == {"prepaid.pass": "60.00", "breakage": "-60.00"}
    assert shop.units("p1") == 0


def test_a_lot_without_expiry_never_expires(shop):
    top_up(shop, "t1")
    assert shop.refused("expire", on="2025-04-01", lot="t1").field == "lot"


def test_extending_makes_expired_money_spendable_from_its_date_on(shop):
    top_up(shop, "t1", expires_on="2025-03-31")
    shop.do("extend", "e1", on="2025-05-01", lot="t1", expires_on="2025-06-30", reason="asked")
    sale(shop, "s1", "2025-06-30", "10.00")
    # Between the old expiry and the extension the lot was expired, and stays so.
    fields = {"on": "2025-04-15", "amount": "10.00", "pay": [{"with": "prepaid"}]}
    assert shop.refused("sale", **C, **fields).field == "pay"
    lines = {day: shop.show("lots", "C001", "--as-of", day)[0]["expires_on"] for day in ("2025-04-30", "2025-05-01")}
    assert lines == {"2025-04-30": "2025-03-31", "2025-05-01": "2025-06-30"}


def test_an_extension_may_end_no_expiry_at_all(shop):
    top_up(shop, "t1", expires_on="2025-03-31")
    shop.do("extend", on="2025-05-01", lot="t1", expires_on=None, reason="asked")
    sale(shop, "s1", "2025-11-01", "10.00")
    assert shop.lot("t1") == ("90.00", "0.00")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"on": "2025-05-02", "expires_on": "2025-05-01"}, "expires_on"),
        ({"on": "2024-12-31", "expires_on": "2025-05-01"}, "on"),
        ({"on": "2025-01-05", "expires_on": "2025-01-09"}, "expires_on"),  # used on the 10th
        ({"on": "2025-01-05", "expires_on": "2025-01-20", "customer": "C002"}, "customer"),
        ({"on": "2025-01-05", "expires_on": "2025-01-20", "lot": "never"}, "lot"),
        ({"on": "2025-01-05"}, "expires_on"),  # null must be said
    ],
)
def test_extensions_that_cannot_be(shop, fields, field):
    top_up(shop, "t1")
    sale(shop, "s1", "2025-01-10", "10.00")
    assert shop.refused("extend", **{"lot": "t1", "reason": "asked", **fields}).field == field


# ---- session passes -------------------------------------------------------------------------------------------


def sell_pass(shop, name="p1", **fields):
    given = {"on": "2025-01-01", "service": "wash", "count": 10, "paid": "100.00", "tender": "cash"}
    shop.do("pass_sale", name, **C, **given | fields)


@pytest.mark.parametrize(
    ("paid", "count", "uses", "moves"),
    [
        # split(100.00, 3) = 33.34 33.33 33.33
        ("100.00", 3, [1, 1, 1], ["33.34", "33.33", "33.33"]),
        # split(100.00, 3), two at once = 66.67
        ("100.00", 3, [2, 1], ["66.67", "33.33"]),
        # split(0.02, 3) = 0.01 0.01 0.00
        ("0.02", 3, [1, 1, 1], ["0.01", "0.01", "0.00"]),
        # split(10.00, 7) = 6 × 1.43, 1.42: the first four 5.72
        ("10.00", 7, [4, 3], ["5.72", "4.28"]),
    ],
)
def test_visits_move_the_first_shares_of_what_is_left(shop, paid, count, uses, moves):
    sell_pass(shop, paid=paid, count=count)
    for number, used in enumerate(uses):
        shop.do("pass_use", f"u{number}", **C, on="2025-01-02", service="wash", count=used)
    assert [shop.moved(f"u{number}").get("prepaid.pass", "0.00") for number in range(len(uses))] == moves
    assert (shop.lot("p1")[0], shop.units("p1")) == ("0.00", 0)


def test_visits_come_from_passes_in_the_order_of_use(shop):
    sell_pass(shop, "none", count=2, paid="20.00")
    sell_pass(shop, "soon", count=2, paid="40.00", expires_on="2025-06-30")
    sell_pass(shop, "cut", count=2, paid="60.00", service="cut")
    shop.do("pass_use", "u1", **C, on="2025-01-02", service="wash", count=3)
    assert [shop.units(name) for name in ("none", "soon", "cut")] == [1, 0, 2]
    assert shop.moved("u1") == {"prepaid.pass": "50.00", "sales": "-50.00"}  # 2 × 20 + 1 × 10


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"count": 11}, "count"),
        ({"service": "polish"}, "service"),
        ({"on": "2024-12-31"}, "service"),  # before the pass was sold
        ({"customer": "C002"}, "service"),
        ({"count": 0}, "count"),
        ({"count": -1}, "count"),
        ({"count": 1.0}, "count"),
    ],
)
def test_visits_that_are_not_there(shop, fields, field):
    sell_pass(shop)
    given = {**C, "on": "2025-01-02", "service": "wash", "count": 1}
    assert shop.refused("pass_use", **given | fields).field == field


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"days": 30}, "count"),  # both
        ({"count": None}, "count"),  # neither
        ({"starts_on": "2025-01-02"}, "starts_on"),
        ({"count": None, "days": 30, "expires_on": "2025-02-01"}, "expires_on"),
        ({"count": None, "days": 10, "starts_on": "2024-12-01"}, "expires_on"),  # over before it is sold
        ({"expires_on": "2024-12-31"}, "expires_on"),
        ({"pay": [{"with": "cash"}]}, "pay"),  # tender and pay
        ({"count": 0}, "count"),
        ({"service": ""}, "service"),
    ],
)
def test_passes_that_cannot_be_sold(shop, fields, field):
    given = {**C, "on": "2025-01-01", "service": "wash", "count": 10, "paid": "100.00", "tender": "cash"}
    assert shop.refused("pass_sale", **given | fields).field == field


def test_a_pass_paid_from_prepaid_is_worth_the_principal_it_took(shop):
    top_up(shop, "t1", paid="500.00", bonus="50.00")
    sell_pass(shop, paid="110.00", tender=None)  # 100 principal + 10 bonus
    assert shop.moved("p1") == {
        "prepaid.principal": "100.00",
        "prepaid.pass": "-100.00",
        "prepaid.bonus": "10.00",
        "bonus_granted": "-10.00",
    }
    assert shop.show("passes", "C001")[0]["value"] == "100.00"


# ---- period passes --------------------------------------------------------------------------------------------


def sell_period(shop, **fields):
    given = {"on": "2025-01-01", "service": "gym", "days": 365, "paid": "3650.00", "tender": "cash"}
    shop.do("pass_sale", "p1", **C, **given | fields)


def test_uses_of_a_period_pass_are_entries_without_amount(shop):
    sell_period(shop)
    shop.do("pass_use", "u1", **C, on="2025-01-05", service="gym", count=3)
    assert shop.moved("u1") == {}
    assert shop.sql("SELECT count(*) FROM entry WHERE request_id = 'u1'") == [(1,)]
    assert shop.lot("p1")[0] == "3650.00"


@pytest.mark.parametrize(
    ("on", "ok"), [("2025-01-09", False), ("2025-01-10", True), ("2025-02-08", True), ("2025-02-09", False)]
)
def test_a_period_pass_runs_from_its_first_to_its_last_day(shop, on, ok):
    sell_period(shop, days=30, starts_on="2025-01-10")  # 10 January + 29 = 8 February
    if ok:
        shop.do("pass_use", **C, on=on, service="gym")
    else:
        assert shop.refused("pass_use", **C, on=on, service="gym").field == "service"


def test_closing_months_earns_a_period_pass_by_days(shop):
    sell_period(shop)  # 10.00 a day
    for month, days in (("2025-01", 31), ("2025-02", 28), ("2025-03", 31)):
        shop.do("close_month", f"z{month}", month=month)
        assert shop.moved(f"z{month}/p1") == {"prepaid.pass": f"{days * 10}.00", "sales": f"-{days * 10}.00"}
    assert shop.lot("p1", "2025-03-31")[0] == "2750.00"  # 3,650 − 90 × 10


def test_a_refund_after_100_days_gives_back_2650(shop):
    sell_period(shop)
    shop.do("close_month", "z1", month="2025-01")  # 310 earned
    # 1 January + 100 days = 11 April, that day not used any more: 3,650 × 265 ÷ 365 = 2,650.
    shop.do("refund", "r1", **C, on="2025-04-11", tender="bank", from_=["p1"], reason="moved away")
    assert shop.moved("r1") == {"prepaid.pass": "3340.00", "tender.bank": "-2650.00", "sales": "-690.00"}
    assert (shop.lot("p1")[0], shop.units("p1")) == ("0.00", 0)
    assert shop.refused("pass_use", **C, on="2025-04-12", service="gym").field == "service"


def test_days_that_do_not_divide_are_rounded_on_the_whole_so_nothing_is_lost(shop):
    sell_period(shop, paid="100.00", days=60)  # 1.666… a day; January 31 days: 51.67; February 28: 98.33; the rest 1.67
    for month, amount in (("2025-01", "51.67"), ("2025-02", "46.66"), ("2025-03", "1.67")):
        shop.do("close_month", f"z{month}", month=month)
        assert shop.moved(f"z{month}/p1")["prepaid.pass"] == amount
    assert shop.lot("p1")[0] == "0.00"


def test_a_period_pass_that_has_not_begun_earns_nothing(shop):
    sell_period(shop, starts_on="2025-02-01", on="2025-01-15")
    shop.do("close_month", "z1", month="2025-01")
    assert shop.moved("z1/p1") == {}
    assert shop.lot("p1")[0] == "3650.00"


# ---- transfers ------------------------------------------------------------------------------------------------


def test_a_transfer_makes_lots_of_the_receiver_with_the_terms_of_each_part(shop):
    terms = {"expires_on": "2025-12-31", "order": "bonus_first", "priority": 2}
    top_up(shop, "t1", on="2025-01-01", paid="100.00", bonus="20.00", **terms)
    top_up(shop, "t2", on="2025-01-03", paid="50.00", priority=1)
    shop.do("transfer", "x1", **C, on="2025-02-01", to="C002")
    rows = shop.sql(
        "SELECT name, since_on, expires_on, use_order, priority FROM item WHERE customer_id = 2 ORDER BY id"
    )
    assert rows == [
        ("x1", "2025-01-03", None, "proportional", 1),  # in order of use: priority 1 before 2
        ("x1/2", "2025-01-01", "2025-12-31", "bonus_first", 2),
    ]
    assert [shop.lot(name) for name in ("x1", "x1/2", "t1", "t2")] == [
        ("50.00", "0.00"),
        ("100.00", "20.00"),
        ("0.00", "0.00"),
        ("0.00", "0.00"),
    ]


def test_a_transfer_of_an_amount_draws_as_a_sale_would(shop):
    top_up(shop, "t1", paid="100.00", bonus="33.00")
    top_up(shop, "t2", on="2025-01-02", paid="50.00")
    shop.do("transfer", "x1", **C, on="2025-02-01", to="C002", amount="143.00")
    assert shop.lot("x1") == ("100.00", "33.00")
    assert shop.lot("x1/2") == ("10.00", "0.00")
    assert shop.lot("t2") == ("40.00", "0.00")


def test_a_transfer_takes_passes_whole_and_leaves_charges(shop):
    sell_pass(shop)
    shop.do("pass_use", **C, on="2025-01-02", service="wash", count=3)
    shop.do("sale", "s1", **C, on="2025-01-02", amount="20.00", pay=[{"with": "account"}])
    shop.do("transfer", "x1", **C, on="2025-02-01", to="C002")
    assert (shop.lot("x1")[0], shop.units("x1"), shop.units("p1")) == ("70.00", 7, 0)
    assert shop.show("charges", "C002") == []
    shop.do("pass_use", customer="C002", on="2025-02-01", service="wash", count=7)
    assert shop.units("x1") == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"to": "C001"}, "to"),
        ({"to": "C999"}, "to"),
        ({"amount": "110.01"}, "amount"),
        ({"from_": ["old"]}, "from"),  # expired
        ({"from_": ["never"]}, "from"),
        ({"on": "2024-12-31"}, "customer"),  # nothing there yet
    ],
)
def test_transfers_that_cannot_be(shop, fields, field):
    top_up(shop, "t1", bonus="10.00")
    top_up(shop, "old", expires_on="2025-01-10")
    given = {**C, "on": "2025-02-01", "to": "C002"}
    assert shop.refused("transfer", **given | fields).field == field


# ---- opening balances -----------------------------------------------------------------------------------------


def test_an_opening_balance_posts_against_opening_and_bonus_against_its_mirror(shop):
    shop.do(
        "opening",
        "o1",
        **C,
        on="2025-01-01",
        principal="200.00",
        bonus="20.00",
        owed="30.00",
        passes=[{"service": "wash", "count": 7, "value": "70.00"}],
    )
    assert shop.moved("o1") == {
        "opening": "240.00",  # 200 + 70 − 30
        "prepaid.principal": "-200.00",
        "prepaid.bonus": "-20.00",
        "bonus_granted": "20.00",
        "prepaid.pass": "-70.00",
        "receivable": "30.00",
    }
    assert (shop.lot("o1"), shop.units("o1/2"), shop.open("o1")) == (("200.00", "20.00"), 7, "30.00")


def test_an_opening_balance_of_nothing_is_refused(shop):
    assert shop.refused("opening", **C, on="2025-01-01", principal="0.00").field == "principal"


# ---- back-dated use -------------------------------------------------------------------------------------------


def test_an_entry_draws_only_on_lots_dated_no_later_than_itself(shop):
    top_up(shop, "t1", on="2025-01-10")
    fields = {"on": "2025-01-09", "amount": "0.01", "pay": [{"with": "prepaid"}]}
    assert shop.refused("sale", **C, **fields).field == "pay"


def test_a_back_dated_sale_draws_only_on_the_smallest_amount_left_on_any_later_day(shop):
    top_up(shop, "t1", on="2025-01-01")
    sale(shop, "s1", "2025-01-20", "70.00")
    shop.do("reverse", on="2025-01-25", entry="s1", reason="wrong")  # 100 until the 19th, 30 until the 24th, then 100
    fields = {"on": "2025-01-05", "pay": [{"with": "prepaid"}]}
    assert shop.refused("sale", **C, **fields, amount="30.01").field == "pay"
    sale(shop, "s2", "2025-01-05", "30.00")
    days = ("2025-01-04", "2025-01-05", "2025-01-20", "2025-01-25")
    assert [shop.lot("t1", day)[0] for day in days] == ["100.00", "70.00", "0.00", "70.00"]


def test_a_back_dated_visit_leaves_later_visits_their_units(shop):
    sell_pass(shop, count=3, paid="100.00")
    shop.do("pass_use", "u1", **C, on="2025-01-20", service="wash", count=2)  # 33.34 + 33.33
    assert shop.refused("pass_use", **C, on="2025-01-10", service="wash", count=2).field == "count"
    shop.do("pass_use", "u2", **C, on="2025-01-10", service="wash")  # the last share, 33.33
    assert shop.moved("u2")["prepaid.pass"] == "33.33"


def test_a_back_dated_visit_before_a_use_later_reversed_is_worth_what_is_left_between(shop):
    sell_pass(shop, count=3, paid="100.00")
    shop.do("pass_use", "u1", **C, on="2025-01-20", service="wash", count=2)
    shop.do("reverse", on="2025-01-25", entry="u1", reason="wrong")  # 33.33 and one visit from the 20th to the 24th
    shop.do("pass_use", "u2", **C, on="2025-01-10", service="wash")
    assert shop.moved("u2")["prepaid.pass"] == "33.33"
    assert (shop.lot("p1", "2025-01-24")[0], shop.units("p1", "2025-01-24")) == ("0.00", 0)
    assert (shop.lot("p1")[0], shop.units("p1")) == ("66.67", 2)
