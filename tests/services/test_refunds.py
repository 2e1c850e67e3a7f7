"""Refund proposals out of a book: the journal knows what lots were used for, and what is proposed can be posted."""

from datetime import date

import pytest

from app.core.money import plain
from app.core.refund import RefundReason
from app.core.requests import Tender
from app.errors import Refused
from app.services.refunds import Refunds
from tests.services import test_cases

shop = test_cases.shop

C = {"customer": "C001"}
ON = date(2025, 11, 1)
SHOP, CUSTOMER, COOLING = RefundReason.SHOP, RefundReason.CUSTOMER, RefundReason.COOLING_OFF


def top_up(shop, name, on="2025-09-01", paid="500.00", **fields):
    shop.do("top_up", name, **{**C, "on": on, "paid": paid, "tender": "wechat", **fields})


def sale(shop, name, amount, on="2025-09-10", **fields):
    shop.do("sale", name, **{**C, "on": on, "amount": amount, **fields})


def propose(shop, reason=SHOP, on=ON, number="C001", lots=(), pack="CN", **fields):
    return Refunds(shop.store, pack).propose(number, reason, on, lots, **fields)


def totals(shop, **fields):
    """By law for the shop's reason and for the customer's, in yuan."""
    found = propose(shop, **fields)
    return plain(found.total, 2), plain(found.other[CUSTOMER], 2)


def post(shop, found):
    request = found.request("r1", Tender.CASH, "as the law says")
    shop.journal.record(request)
    moved = shop.moved("r1")
    return moved.get("tender.cash", "0.00"), moved.get("sales", "0.00")


# ---- the vectors, out of a book -------------------------------------------------------------------------------------


def test_paid_500_with_50_used_220(shop):
    top_up(shop, "t1", bonus="50.00")
    sale(shop, "s1", "220.00")
    assert totals(shop) == ("300.00", "280.00")


def test_paid_3000_with_1000_used_3594(shop):
    top_up(shop, "t1", paid="3000.00", bonus="1000.00")
    for number, amount in enumerate(("1200.00", "1200.00", "1194.00")):
        sale(shop, f"s{number}", amount)
    assert totals(shop) == ("304.50", "0.00")


def test_list_prices_of_sales_count_when_the_customer_wants_to_leave(shop):
    top_up(shop, "t1", paid="2000.00")
    for number in range(3):
        sale(shop, f"s{number}", "200.00")
    for number in range(3, 5):
        sale(shop, f"s{number}", "100.00", list_amount="200.00")
    assert totals(shop) == ("1200.00", "1000.00")


def test_only_the_part_paid_from_the_lot_counts_of_a_list_price(shop):
    top_up(shop, "t1")
    sale(shop, "s1", "110.00", list_amount="130.00", pay=[{"with": "prepaid", "amount": "66.00"}, {"with": "cash"}])
    assert totals(shop) == ("434.00", "422.00")  # 66 × 130 ÷ 110 = 78


def test_a_session_pass(shop):
    fields = {"service": "wash", "count": 10, "paid": "2000.00", "list_price": "300.00", "tender": "cash"}
    shop.do("pass_sale", "p1", **C, on="2025-09-01", **fields)
    shop.do("pass_use", "u1", **C, on="2025-09-02", service="wash", count=3)
    assert totals(shop) == ("1400.00", "1100.00")
    assert post(shop, propose(shop, CUSTOMER)) == ("-1100.00", "-300.00")
    assert shop.units("p1") == 0


def test_a_year_pass(shop):
    fields = {"service": "gym", "days": 365, "paid": "3650.00", "tender": "cash"}
    shop.do("pass_sale", "y1", **C, on="2025-06-01", **fields)
    assert totals(shop, on=date(2025, 9, 9)) == ("2650.00", "2650.00")
    assert post(shop, propose(shop, CUSTOMER, on=date(2025, 9, 9)))[0] == "-2650.00"


# ---- posting what is proposed ---------------------------------------------------------------------------------------


def test_what_is_kept_goes_to_sales_and_the_bonus_is_forfeited(shop):
    top_up(shop, "t1", bonus="50.00")
    sale(shop, "s1", "220.00")
    found = propose(shop, CUSTOMER)
    assert post(shop, found) == ("-280.00", "-20.00")
    assert shop.lot("t1") == ("0.00", "0.00")
    assert propose(shop).lines == ()


def test_lots_and_passes_in_one_refund(shop):
    top_up(shop, "t1", bonus="50.00")
    sale(shop, "s1", "220.00")
    fields = {"service": "wash", "count": 3, "paid": "100.00", "list_price": "40.00", "tender": "cash"}
    shop.do("pass_sale", "p1", **C, on="2025-09-03", **fields)
    shop.do("pass_use", "u1", **C, on="2025-09-04", service="wash")
    found = propose(shop, CUSTOMER)
    assert [(line.lot, plain(line.refundable, 2)) for line in found.lines] == [("t1", "280.00"), ("p1", "60.00")]
    assert post(shop, found) == ("-340.00", "-26.66")
    assert totals(shop) == ("0.00", "0.00")


def test_a_proposal_records_nothing(shop):
    top_up(shop, "t1")
    before = shop.dump()
    propose(shop)
    assert shop.dump() == before


# ---- what counts as used --------------------------------------------------------------------------------------------


def test_what_was_reversed_was_never_delivered(shop):
    top_up(shop, "t1")
    sale(shop, "s1", "100.00", list_amount="150.00")
    shop.do("reverse", "x1", on="2025-09-11", entry="s1", reason="wrong")
    assert totals(shop) == ("500.00", "500.00")


def test_a_return_counts_at_its_share_of_the_list_price(shop):
    top_up(shop, "t1")
    sale(shop, "s1", "100.00", list_amount="150.00")
    shop.do("credit", "d1", on="2025-09-12", sale="s1", amount="40.00", reason="returned")
    assert totals(shop) == ("440.00", "410.00")  # 60 × 150 ÷ 100 = 90


def test_a_charge_settled_from_the_lot_counts_at_the_list_price_of_its_sale(shop):
    sale(shop, "s1", "110.00", on="2025-08-20", list_amount="130.00")
    top_up(shop, "t1")
    shop.do("settle", "k1", **C, on="2025-09-02", amount="55.00")
    assert totals(shop) == ("445.00", "435.00")  # 55 × 130 ÷ 110 = 65


def test_a_pass_bought_from_a_lot_is_used_from_the_lot_and_held_on_the_pass(shop):
    top_up(shop, "t1", bonus="50.00")
    shop.do("pass_sale", "p1", **C, on="2025-09-02", service="wash", count=2, paid="110.00")
    found = propose(shop)
    assert [(line.lot, line.paid, line.used_charged, line.refundable) for line in found.lines] == [
        ("t1", 50000, 11000, 40000),
        ("p1", 10000, 0, 10000),
    ]


def test_what_was_given_back_before_is_no_part_of_it(shop):
    top_up(shop, "t1", bonus="50.00")
    sale(shop, "s1", "110.00")
    shop.do("refund", "r0", **C, on="2025-09-20", amount="50.00", tender="cash", reason="asked")
    assert totals(shop) == ("350.00", "340.00")


def test_the_history_goes_along_when_files_are_merged(shop):
    top_up(shop, "t1", bonus="50.00")
    sale(shop, "s1", "110.00", list_amount="130.00")
    shop.do("merge", "m1", **C, on="2025-10-01", into="C002", reason="same person")
    assert totals(shop, number="C002") == ("400.00", "370.00")
    shop.customer("C003")
    shop.do("transfer", "x1", customer="C002", to="C003", on="2025-10-02")
    sale(shop, "s2", "55.00", on="2025-10-03", customer="C003")
    assert totals(shop, number="C003") == ("350.00", "315.00")


def test_a_part_transferred_begins_anew(shop):
    top_up(shop, "t1")
    sale(shop, "s1", "100.00", list_amount="150.00")
    shop.do("transfer", "x1", **C, to="C002", on="2025-10-02", amount="100.00")
    assert totals(shop) == ("300.00", "250.00")
    assert totals(shop, number="C002") == ("100.00", "100.00")


# ---- cooling off, law and place -------------------------------------------------------------------------------------


def test_seven_days_come_from_the_rule_pack(shop):
    top_up(shop, "t1", on="2025-10-25", bonus="50.00")
    found = propose(shop, COOLING)
    assert (found.total, "法释〔2025〕4号" in found.source) == (50000, True)
    assert propose(shop, COOLING, on=date(2025, 11, 2)).total == 0
    assert propose(shop, COOLING, experienced=True).total == 0


def test_cooling_off_leaves_alone_what_is_past_its_days(shop):
    top_up(shop, "t1", on="2025-09-01", bonus="50.00")
    shop.do("pass_sale", "y1", **C, on="2025-09-01", service="gym", days=365, paid="3650.00", tender="cash")
    top_up(shop, "t2", on="2025-10-28")
    found = propose(shop, COOLING)
    assert (found.total, found.kept, found.lots) == (50000, 0, ("t2",))
    assert post(shop, found) == ("-500.00", "0.00")
    assert (shop.lot("t1"), shop.lot("t2")) == (("500.00", "50.00"), ("0.00", "0.00"))


def test_an_earlier_visit_is_told(shop):
    sale(shop, "s0", "30.00", on="2025-09-01", pay=[{"with": "cash"}])
    top_up(shop, "t1", on="2025-10-25")
    assert propose(shop, COOLING).used_before


def test_before_the_law_and_elsewhere_what_is_left_goes_back(shop):
    top_up(shop, "t1", on="2025-01-01", bonus="50.00")
    sale(shop, "s1", "220.00", on="2025-01-02")
    assert totals(shop, on=date(2025, 4, 30)) == ("300.00", "300.00")
    assert totals(shop, on=date(2025, 5, 1)) == ("300.00", "280.00")
    elsewhere = propose(shop, pack="INTL")
    assert (elsewhere.other[CUSTOMER], elsewhere.source) == (30000, "")


def test_lots_by_name_and_what_is_not_there(shop):
    top_up(shop, "t1")
    top_up(shop, "t2", paid="200.00", expires_on="2025-10-01")  # expired, not forfeited
    assert [line.lot for line in propose(shop).lines] == ["t1", "t2"]
    assert propose(shop, lots=["t2"]).total == 20000
    assert propose(shop, number="C002").lines == ()
    for number, lots in (("C999", ()), ("C001", ["t9"])):
        with pytest.raises(Refused):
            propose(shop, number=number, lots=lots)
