"""DESIGN §2, what is owed: payments, settlement, sales on account and their limits, write-offs, new due dates."""

import pytest

from tests.services import test_cases

shop = test_cases.shop

C = {"customer": "C001"}


def owe(shop, name, amount="100.00", on="2025-01-01", due_on=None, **fields):
    shop.do("sale", name, **{**C, "on": on, "amount": amount, "pay": [{"with": "account", "due_on": due_on}], **fields})


def pay(shop, name, amount, on="2025-02-01", **fields):
    shop.do("payment", name, **{**C, "on": on, "amount": amount, "tender": "bank", **fields})


# ---- payments -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "paid"),
    [
        ({"due_on": "2025-03-01"}, {"due_on": "2025-02-01"}, "second"),  # earliest due first
        ({"on": "2025-01-02", "due_on": "2025-02-01"}, {"due_on": "2025-02-01"}, "second"),  # then the oldest
        ({"due_on": "2025-02-01"}, {"due_on": "2025-02-01"}, "first"),  # then as recorded
    ],
)
def test_payments_pay_the_earliest_due_then_the_oldest(shop, first, second, paid):
    owe(shop, "first", **first)
    owe(shop, "second", **second)
    pay(shop, "m1", "60.00")
    assert shop.open(paid) == "40.00"


def test_named_charges_are_paid_in_that_order_each_as_far_as_it_goes_then_the_others(shop):
    for name, due_on in (("s1", "2025-01-10"), ("s2", "2025-01-20"), ("s3", "2025-01-30"), ("s4", "2025-02-10")):
        owe(shop, name, due_on=due_on)
    pay(shop, "m1", "250.00", against=["s4", "s3"])  # 100 + 100, then 50 to the earliest due
    assert [shop.open(f"s{n}") for n in (1, 2, 3, 4)] == ["50.00", "100.00", "0.00", "0.00"]


def test_only_what_remains_after_all_charges_becomes_a_lot_named_after_the_payment(shop):
    owe(shop, "s1", "100.00")
    pay(shop, "m1", "130.00")
    assert shop.show("lots", "C001") == [
        {"lot": "m1", "on": "2025-02-01", "principal": "30.00", "bonus": "0.00", "expires_on": None}
    ]
    assert shop.moved("m1") == {"tender.bank": "130.00", "receivable": "-100.00", "prepaid.principal": "-30.00"}


def test_an_explicit_allocation_takes_its_amount_and_the_rest_goes_on(shop):
    owe(shop, "s1", due_on="2025-01-10")
    owe(shop, "s2", due_on="2025-01-20")
    owe(shop, "s3", due_on="2025-01-30")
    pay(shop, "m1", "150.00", against=[{"charge": "s3", "amount": "20.00"}, "s2"])  # 20, 100, then 30 to s1
    assert [shop.open(f"s{n}") for n in (1, 2, 3)] == ["70.00", "0.00", "80.00"]


@pytest.mark.parametrize(
    "against",
    [
        [{"charge": "s1", "amount": "100.01"}],  # above what is open
        [{"charge": "s1", "amount": "80.00"}, {"charge": "s2", "amount": "80.00"}],  # above what is paid
        ["s1", "s1"],
        ["never"],
        ["other"],  # another customer's
    ],
)
def test_allocations_that_cannot_be(shop, against):
    owe(shop, "s1")
    owe(shop, "s2")
    owe(shop, "other", customer="C002")
    fields = {"on": "2025-02-01", "amount": "150.00", "tender": "bank", "against": against}
    assert shop.refused("payment", **C, **fields).field == "against"


def test_a_payment_before_the_charge_does_not_pay_it(shop):
    owe(shop, "s1", on="2025-03-01")
    pay(shop, "m1", "100.00", on="2025-02-28")
    assert (shop.open("s1"), shop.lot("m1")) == ("100.00", ("100.00", "0.00"))


def test_a_back_dated_payment_pays_only_what_later_payments_leave(shop):
    owe(shop, "s1")
    pay(shop, "m1", "70.00", on="2025-03-01")
    pay(shop, "m2", "50.00", on="2025-02-01")  # 30 to the charge, 20 over
    assert (shop.open("s1"), shop.lot("m2")) == ("0.00", ("20.00", "0.00"))


def test_e1_early_payment_discount_closes_the_charge(shop):
    owe(shop, "s1", "236.00")
    pay(shop, "m1", "212.40", discount="23.60", against=["s1"])
    assert shop.moved("m1") == {"tender.bank": "212.40", "discount": "23.60", "receivable": "-236.00"}
    assert shop.open("s1") == "0.00"


def test_rounding_is_given_up_like_a_discount(shop):
    owe(shop, "s1", "100.03")
    pay(shop, "m1", "100.00", rounding="0.03")
    assert shop.moved("m1") == {"tender.bank": "100.00", "rounding": "0.03", "receivable": "-100.03"}


@pytest.mark.parametrize(
    ("given_up", "field"), [({"discount": "100.01"}, "discount"), ({"rounding": "100.01"}, "rounding")]
)
def test_no_more_can_be_given_up_than_is_owed(shop, given_up, field):
    owe(shop, "s1")
    fields = {"on": "2025-02-01", "amount": "1.00", "tender": "bank"}
    assert shop.refused("payment", **C, **fields, **given_up).field == field


def test_what_is_given_up_never_becomes_a_lot(shop):
    owe(shop, "s1", "20.00")
    pay(shop, "m1", "30.00", discount="5.00")  # 5 + 15 pay the charge, 15 remain of the money
    assert shop.lot("m1") == ("15.00", "0.00")


# ---- settlement -----------------------------------------------------------------------------------------------


def test_a_settlement_by_bonus_is_a_discount(shop):
    shop.do("top_up", "t1", **C, on="2025-01-01", paid="500.00", bonus="50.00", tender="cash")
    owe(shop, "s1", "110.00")
    shop.do("settle", "k1", **C, on="2025-02-01", amount="110.00", from_=["t1"], against=["s1"])
    assert shop.moved("k1") == {
        "prepaid.principal": "100.00",  # 110 × 500 ÷ 550
        "discount": "10.00",
        "receivable": "-110.00",
        "prepaid.bonus": "10.00",
        "bonus_granted": "-10.00",
    }


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": "80.01"}, "amount"),  # more than is owed
        ({"amount": "50.01", "from_": ["t1"]}, "amount"),  # more than is there
        ({"from_": ["old"]}, "from"),  # expired
        ({"from_": ["p1"]}, "from"),  # a pass
        ({"from_": ["t9"]}, "from"),
        ({"against": [{"charge": "s1", "amount": "80.01"}], "amount": "90.00"}, "against"),
    ],
)
def test_settlements_that_cannot_be(shop, fields, field):
    shop.do("top_up", "t1", **C, on="2025-01-01", paid="50.00", tender="cash")
    shop.do("top_up", "t2", **C, on="2025-01-01", paid="50.00", tender="cash")
    shop.do("top_up", "old", **C, on="2025-01-01", paid="50.00", tender="cash", expires_on="2025-01-31")
    shop.do("pass_sale", "p1", **C, on="2025-01-01", service="wash", count=2, paid="20.00", tender="cash")
    owe(shop, "s1", "80.00")
    given = {**C, "on": "2025-02-01", "amount": "10.00"}
    assert shop.refused("settle", **given | fields).field == field


# ---- how a sale is paid ---------------------------------------------------------------------------------------


def test_a_sale_takes_prepaid_first_then_the_account(shop):
    shop.do("top_up", "t1", **C, on="2025-01-01", paid="60.00", tender="cash")
    shop.do("sale", "s1", **C, on="2025-01-02", amount="100.00")
    assert (shop.lot("t1"), shop.open("s1")) == (("0.00", "0.00"), "40.00")


@pytest.mark.parametrize(
    ("parts", "moved"),
    [
        (
            [{"with": "prepaid", "amount": "20.00"}, {"with": "cash"}],
            {"prepaid.principal": "20.00", "tender.cash": "80.00"},
        ),
        (
            [{"with": "prepaid"}, {"with": "wechat", "amount": "50.00"}, {"with": "account"}],
            {"prepaid.principal": "50.00", "tender.wechat": "50.00"},  # prepaid goes as far as it can
        ),
        ([{"with": "account", "amount": "30.00"}, {"with": "card"}], {"receivable": "30.00", "tender.card": "70.00"}),
    ],
)
def test_parts_without_amount_go_as_far_as_they_can(shop, parts, moved):
    shop.do("top_up", "t1", **C, on="2025-01-01", paid="60.00", tender="cash")
    shop.do("sale", "s1", **C, on="2025-01-02", amount="100.00", pay=parts)
    assert shop.moved("s1") == {**moved, "sales": "-100.00"}


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ([{"with": "cash", "amount": "99.99"}], "pay"),
        ([{"with": "cash", "amount": "100.01"}], "pay"),
        ([{"with": "prepaid"}], "pay"),  # 60 is all there is
        ([{"with": "prepaid", "amount": "60.01"}, {"with": "cash"}], "pay"),
        ([], "pay"),
        ([{"with": "cash", "due_on": "2025-02-01"}], "pay"),
        ([{"with": "points"}], "pay.with"),
        ([{"with": "account", "due_on": "2024-12-31"}], "due_on"),
        (
            [{"with": "account", "amount": "100.00", "instalments": [{"due_on": "2025-02-01", "amount": "99.00"}]}],
            "pay",
        ),
    ],
)
def test_an_explicit_pay_must_cover_the_amount(shop, parts, field):
    shop.do("top_up", "t1", **C, on="2025-01-01", paid="60.00", tender="cash")
    assert shop.refused("sale", **C, on="2025-01-02", amount="100.00", pay=parts).field == field


@pytest.mark.parametrize(("terms", "due"), [(None, "2025-01-05"), (14, "2025-01-19"), (30, "2025-02-04")])
def test_terms_days_say_when_a_charge_is_due(shop, terms, due):
    shop.customer("C010", **({} if terms is None else {"terms_days": terms}))
    shop.do("sale", "s1", customer="C010", on="2025-01-05", amount="10.00")
    assert shop.show("charges", "C010")[0]["due_on"] == due


# ---- limits ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [{}, {"credit_limit": "0.00"}])
@pytest.mark.parametrize(
    "parts", [None, [{"with": "account"}], [{"with": "cash", "amount": "0.50"}, {"with": "account"}]]
)
def test_no_limit_given_or_zero_means_no_credit_explicit_parts_included(shop, limit, parts):
    shop.do("customer", "c10", no="C010", name="none", **limit)
    fields = {"customer": "C010", "on": "2025-01-05", "amount": "1.00"}
    assert shop.refused("sale", **fields, pay=parts).field == "amount"
    shop.do("sale", **fields, pay=[{"with": "cash"}])


def test_null_means_no_limit(shop):
    shop.customer("C010", credit_limit=None)
    shop.do("sale", "s1", customer="C010", on="2025-01-05", amount="99999999.99")
    assert shop.open("s1") == "99999999.99"


def test_g1_reaching_the_limit_exactly_passes_and_any_more_is_refused(shop):
    shop.customer("C010", credit_limit="100.00")
    fields = {"customer": "C010", "on": "2025-01-05"}
    assert shop.refused("sale", **fields, amount="550.00").field == "amount"
    shop.do("customer", no="C010", credit_limit="1100.00")
    shop.do("sale", **fields, amount="550.00")
    shop.do("sale", **fields, amount="550.00")
    assert shop.refused("sale", **fields, amount="0.01").field == "amount"
    assert shop.refused("pass_sale", **fields, paid="0.01", service="wash", count=1).field == "paid"


def test_exposure_is_everything_open_and_prepaid_is_not_deducted(shop):
    shop.customer("C010", credit_limit="100.00")
    given = {"customer": "C010", "on": "2025-01-05"}
    shop.do("sale", "s1", **given, amount="80.00")
    shop.do("top_up", "t1", **given, paid="500.00", tender="cash")
    account = [{"with": "account"}]
    assert shop.refused("sale", **given, amount="20.01", pay=account).field == "amount"
    shop.do("payment", customer="C010", on="2025-01-06", amount="0.01", tender="cash", against=["s1"])
    shop.do("sale", **given, amount="20.01", pay=account)  # 79.99 + 20.01 = 100.00


def test_an_override_with_a_reason_passes_the_limit(shop):
    shop.customer("C010", credit_limit="0.00")
    shop.do("sale", "s1", customer="C010", on="2025-01-05", amount="10.00", override="regular of ten years")
    assert shop.open("s1") == "10.00"
    fields = {"customer": "C010", "on": "2025-01-05", "amount": "10.00"}
    assert shop.refused("sale", **fields, override="").field == "override"
    assert shop.refused("sale", **fields, override=True).field == "reason"


# ---- write-off and new due dates --------------------------------------------------------------------------------


def test_a_write_off_and_a_later_payment_on_it(shop):
    owe(shop, "s1")
    pay(shop, "m1", "40.00")
    shop.do("write_off", "w1", on="2025-06-01", charge="s1", amount="50.00", reason="moved away")
    assert shop.moved("w1") == {"bad_debt": "50.00", "receivable": "-50.00"}
    assert shop.open("s1") == "10.00"
    pay(shop, "m2", "35.00", on="2025-07-01", against=["s1"])  # 10 still open, 25 of what was given up
    assert shop.moved("m2") == {"tender.bank": "35.00", "receivable": "-10.00", "bad_debt": "-25.00"}
    pay(shop, "m3", "30.00", on="2025-07-02", against=["s1"])  # 25 more, then 5 over
    assert shop.moved("m3") == {"tender.bank": "30.00", "bad_debt": "-25.00", "prepaid.principal": "-5.00"}


def test_a_payment_that_does_not_name_it_pays_nothing_that_was_given_up(shop):
    owe(shop, "s1")
    shop.do("write_off", on="2025-06-01", charge="s1", reason="moved away")
    pay(shop, "m1", "100.00", on="2025-07-01")
    assert shop.lot("m1") == ("100.00", "0.00")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": "100.01"}, "amount"),
        ({"charge": "never"}, "charge"),
        ({"on": "2024-12-31"}, "on"),
        ({"reason": ""}, "reason"),
        ({"customer": "C002"}, "customer"),
    ],
)
def test_write_offs_that_cannot_be(shop, fields, field):
    owe(shop, "s1")
    given = {"on": "2025-02-01", "charge": "s1", "reason": "lost"}
    assert shop.refused("write_off", **given | fields).field == field


def test_ageing_uses_the_due_date_known_on_its_day(shop):
    owe(shop, "s1", due_on="2025-01-31")
    shop.do("reschedule", "d1", on="2025-02-10", charge="s1", due_on="2025-02-28", reason="agreed")
    columns = ("current", "1-30")
    seen = [[shop.show("ageing", "--as-of", f"2025-02-{day:02}")[0][c] for c in columns] for day in (9, 10, 28)]
    assert seen == [["0.00", "100.00"], ["100.00", "0.00"], ["100.00", "0.00"]]
    assert shop.show("ageing", "--as-of", "2025-03-01")[0]["1-30"] == "100.00"


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"due_on": "2024-12-31"}, "due_on"), ({"charge": "s2"}, "charge"), ({"on": "2024-12-31"}, "on")],
)
def test_due_dates_that_cannot_be(shop, fields, field):
    owe(shop, "s1")
    given = {"on": "2025-02-01", "charge": "s1", "due_on": "2025-03-01", "reason": "agreed"}
    assert shop.refused("reschedule", **given | fields).field == field
