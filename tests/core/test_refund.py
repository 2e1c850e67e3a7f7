"""Refunds by 法释〔2025〕4号: every vector of CASES.md and LAW.md §1.2, and what must hold for any lot."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.items import Item, ItemKind, Left, Position
from app.core.lots import draw_one
from app.core.money import first_shares
from app.core.refund import (
    CHARGED,
    COOLING_OFF,
    DAYS,
    EXPERIENCED,
    FLOOR,
    LATE,
    LEFT,
    LISTED,
    RULES,
    Case,
    History,
    Law,
    RefundReason,
    Use,
    propose,
)
from app.core.requests import Order, Tender

PAID_ON = date(2025, 9, 1)
LAW = Law(7, "法释〔2025〕4号")
SHOP, CUSTOMER, MUTUAL, COOLING = (
    RefundReason.SHOP,
    RefundReason.CUSTOMER,
    RefundReason.MUTUAL,
    RefundReason.COOLING_OFF,
)


def position(item, left):
    return Position(item, left, left, item.expires_on, None)


def lot(paid, bonus=0, *uses, order=Order.PROPORTIONAL, name="t1", on=PAID_ON):
    """A lot in yuan after uses of (charged) or (charged, price before discount)."""
    item = Item(id=1, kind=ItemKind.LOT, name=name, customer=1, entry=1, on=on, order=order, price=cents(paid))
    left = Left(cents(paid), cents(bonus))
    taken = []
    for use in uses:
        charged, listed = use if isinstance(use, tuple) else (use, use)
        part = draw_one(position(item, left), cents(charged))
        left = Left(left.amount - part.principal, left.bonus - part.bonus)
        taken.append(Use(part.principal, part.bonus, 0, cents(listed)))
    return History(position(item, left), tuple(taken))


def visits(paid, count, used, list_price, *, on=PAID_ON):
    """A session pass after some visits."""
    item = Item(id=2, kind=ItemKind.PASS, name="p1", customer=1, entry=1, on=on, count=count, price=cents(paid))
    taken = first_shares(cents(paid), count, used)
    left = Left(cents(paid) - taken, units=count - used)
    uses = (Use(taken, 0, used, max(taken, used * cents(list_price))),) if used else ()
    return History(position(item, left), uses)


def year_pass(paid=3650, days=365, *, on=PAID_ON):
    last = on + timedelta(days=days - 1)
    item = Item(
        id=3,
        kind=ItemKind.PERIOD,
        name="y1",
        customer=1,
        entry=1,
        on=on,
        days=days,
        starts_on=on,
        expires_on=last,
        price=cents(paid),
    )
    return History(Position(item, Left(cents(paid), units=1), Left(cents(paid), units=1), last, None))


def cents(yuan):
    return round(yuan * 100)


def asked(reason, *histories, days=60, law=LAW, **fields):
    return propose(Case("C001", PAID_ON + timedelta(days=days), law, **fields), reason, histories)


# ---- worked cases ---------------------------------------------------------------------------------------------------


def test_b1_bonus_counts_by_the_share_that_was_paid():
    """B1, Art. 18(2): 3,000 + 1,000, used 3,594 → delivered 2,695.50, refund 304.50 (2wbiao.com/p/86053)."""
    found = asked(SHOP, lot(3000, 1000, 3594))
    assert (found.lines[0].delivered, found.total, found.lines[0].rule) == (269550, 30450, CHARGED)
    assert found.other[CUSTOMER] == 0  # LAW.md: Art. 19 → 0.00


def test_b3_lessons_taken_in_a_half_price_offer_count_in_full():
    """B3, Art. 19: 10 lessons for 2,000 (list 200), 3 at 200 and 2 at half price; customer's wish → refund 1,000."""
    money = lot(2000, 0, 200, 200, 200, (100, 200), (100, 200))
    found = asked(CUSTOMER, money)
    assert (found.lines[0].used_charged, found.lines[0].used_list, found.total) == (80000, 100000, 100000)
    assert found.other[SHOP] == 120000
    assert asked(CUSTOMER, visits(2000, 10, 5, 200)).total == 100000


@pytest.mark.parametrize("order", list(Order))
def test_500_and_50_used_220(order):
    """Art. 18 → 300.00, Art. 19 → 280.00, however the lot is used up."""
    found = asked(SHOP, lot(500, 50, 220, order=order))
    assert (found.total, found.other[CUSTOMER]) == (30000, 28000)


@pytest.mark.parametrize("order", list(Order))
def test_1000_and_200_used_1100(order):
    """LAW.md: Art. 18 → 83.33, Art. 19 → 0.00."""
    found = asked(SHOP, lot(1000, 200, 1100, order=order))
    assert (found.total, found.other[CUSTOMER]) == (8333, 0)


def test_ten_visits_for_2000_at_a_list_price_of_300():
    """3 used → Art. 18 1,400, Art. 19 1,100."""
    found = asked(SHOP, visits(2000, 10, 3, 300))
    assert (found.total, found.other[CUSTOMER]) == (140000, 110000)


def test_an_unlimited_year_pass_goes_back_by_the_days_left():
    """Art. 22: 3,650 for 365 days, 100 elapsed → 2,650.00, whoever's reason it is."""
    found = asked(CUSTOMER, year_pass(), days=100)
    assert (found.total, found.lines[0].rule, found.other[SHOP], found.other[MUTUAL]) == (265000, DAYS, 265000, 265000)


def test_a_court_in_jinshan_refunded_the_share_that_was_paid():
    """金山 court, before 2025: of a balance with bonus 79 % was paid; 9,837.38 × 0.79 → 7,771.53."""
    assert asked(SHOP, lot(79000, 21000, 100000 - 9837.38, order=Order.BONUS_FIRST)).total == 777153


# ---- the customer's reason never costs more than was paid -----------------------------------------------------------


def test_art_20_more_delivered_at_list_price_than_paid():
    found = asked(CUSTOMER, lot(1000, 0, (900, 1200)))
    assert (found.total, found.lines[0].rule, found.kept) == (0, FLOOR, 10000)
    assert asked(CUSTOMER, lot(1000, 0, (900, 1000))).lines[0].rule == LISTED


def test_a_lot_that_gives_nothing_back_takes_nothing_from_the_others():
    spent, whole = lot(1000, 0, (900, 1200)), lot(500, name="t2")
    assert asked(CUSTOMER, spent, whole).total == 50000


# ---- cooling off ----------------------------------------------------------------------------------------------------


def test_the_seventh_day_is_the_last_one():
    assert asked(COOLING, lot(500, 50), days=7).total == 50000
    late = asked(COOLING, lot(500, 50), days=8)
    assert (late.total, late.lines[0].rule, late.other[SHOP]) == (0, LATE, 50000)


def test_cooling_off_gives_the_principal_back_less_what_was_delivered():
    found = asked(COOLING, lot(500, 50, 220), days=3)
    assert (found.total, found.lines[0].rule) == (30000, COOLING_OFF)


def test_nobody_cools_off_who_knew_the_service_before():
    found = asked(COOLING, lot(500, 50), days=3, experienced=True)
    assert (found.total, found.lines[0].rule, found.other[CUSTOMER]) == (0, EXPERIENCED, 50000)


def test_an_earlier_visit_is_told_not_decided():
    seen = asked(COOLING, lot(500), days=3, first_use=PAID_ON - timedelta(days=1))
    assert (seen.used_before, seen.total) == (True, 50000)
    assert not asked(COOLING, lot(500), days=3, first_use=PAID_ON).used_before


def test_each_lot_cools_off_by_itself():
    old, new = lot(300, name="t1"), lot(500, name="t2", on=PAID_ON + timedelta(days=30))
    found = asked(COOLING, old, new, days=35)
    assert [line.refundable for line in found.lines] == [0, 50000]


# ---- what stands in the book ----------------------------------------------------------------------------------------


def test_without_a_law_what_is_left_goes_back_for_any_reason():
    found = asked(CUSTOMER, lot(500, 50, 220), visits(2000, 10, 3, 300), law=None)
    assert (found.total, found.kept, found.source) == (30000 + 140000, 0, "")
    assert {line.rule for line in found.lines} == {LEFT}
    assert set(found.other.values()) == {170000}


def test_bonus_used_first_leaves_principal_that_the_law_does_not_give_back():
    found = asked(SHOP, lot(3000, 1000, 3594, order=Order.BONUS_FIRST))
    assert (found.lines[0].left, found.total, found.kept, found.beyond) == (40600, 30450, 10150, 0)


def test_principal_used_first_leaves_less_than_the_law_gives_back():
    found = asked(SHOP, lot(500, 50, 220, order=Order.PRINCIPAL_FIRST))
    assert (found.lines[0].left, found.total, found.kept, found.beyond) == (28000, 30000, 0, 2000)
    request = found.request("r1", Tender.CASH, "closing")
    assert (request.amount, request.kept) == (28000, 0)


def test_the_request_says_what_is_paid_and_what_is_kept():
    request = asked(CUSTOMER, lot(500, 50, 220), visits(2000, 10, 3, 300)).request("r1", Tender.WECHAT, "moving away")
    assert (request.id, request.customer, request.on) == ("r1", "C001", PAID_ON + timedelta(days=60))
    assert (request.amount, request.kept, request.lots) == (28000 + 110000, 2000 + 30000, ("t1", "p1"))


def test_nothing_to_pay_is_no_request():
    assert asked(CUSTOMER, lot(1000, 200, 1100)).request("r1", Tender.CASH, "x") is None
    assert asked(CUSTOMER).request("r1", Tender.CASH, "x") is None


def test_every_rule_has_a_sentence():
    assert set(RULES) == {COOLING_OFF, LATE, EXPERIENCED, CHARGED, LISTED, FLOOR, DAYS, LEFT}


# ---- what holds for any lot -----------------------------------------------------------------------------------------

LOTS = st.builds(
    lambda paid, bonus, parts, order: (paid, bonus, parts, order),
    st.integers(1, 500_000),
    st.integers(0, 200_000),
    st.lists(st.tuples(st.integers(1, 60_000), st.integers(0, 90_000)), max_size=8),
    st.sampled_from(list(Order)),
)


@given(LOTS)
def test_for_any_lot(case):
    paid, bonus, parts, order = case
    item = Item(id=1, kind=ItemKind.LOT, name="t1", customer=1, entry=1, on=PAID_ON, order=order, price=paid)
    left, uses = Left(paid, bonus), []
    for charged, listed in parts:
        part = draw_one(position(item, left), min(charged, left.amount + left.bonus))
        left = Left(left.amount - part.principal, left.bonus - part.bonus)
        uses.append(Use(part.principal, part.bonus, 0, listed))
    found = asked(SHOP, History(position(item, left), tuple(uses)))
    line = found.lines[0]
    assert (line.paid, line.bonus) == (paid, bonus)
    assert 0 <= found.other[CUSTOMER] <= found.total <= paid  # the customer's own reason is never the better one
    assert found.other[COOLING] == 0  # long over
    exact = paid - (line.used_charged * paid / (paid + bonus))
    assert abs(found.total - exact) <= 1 + len(uses) / 2
    assert found.total - found.beyond + found.kept == left.amount  # what is posted empties the lot
