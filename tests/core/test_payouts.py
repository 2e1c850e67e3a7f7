"""What payment services pay out to the bank: told from payments of customers, each sum once, nothing guessed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core.incoming import PayKind
from app.core.payers import Arrived
from app.core.payouts import MAX_DAYS, Moved, payouts
from app.core.requests import Tender

MONDAY = date(2026, 5, 4)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def banked(number: int, on: date, amount: int, name: str = "财付通支付科技有限公司") -> Arrived:
    return Arrived(number, Tender.BANK, on, amount, name=name)


def sold(on: date, amount: int, fee: int = 0, way: Tender = Tender.WECHAT) -> Moved:
    return Moved(way, PayKind.PAYMENT if amount > 0 else PayKind.REFUND, on, amount, fee)


def test_a_day_less_refunds_and_fees_is_what_comes_the_day_after():
    lines = [sold(day(0), 12000, 120), sold(day(0), 8000, 80), sold(day(0), -2000, -20)]
    (found,) = payouts([banked(1, day(1), 17820)], lines)
    assert (found.way, found.first, found.last, found.amount) == (Tender.WECHAT, day(0), day(0), 17820)
    assert found.confidence >= 90


def test_a_weekend_comes_in_one_sum():
    lines = [sold(day(4), 10000), sold(day(5), 20000), sold(day(6), 30000)]
    (found,) = payouts([banked(1, day(7), 60000)], lines)
    assert (found.first, found.last) == (day(4), day(6))


def test_the_services_own_line_counts_before_its_days():
    lines = [sold(day(0), 10000), Moved(Tender.ALIPAY, PayKind.PAYOUT, day(1), -10000, 0)]
    (found,) = payouts([banked(1, day(1), 10000, "支付宝（中国）网络技术有限公司")], lines)
    assert (found.way, found.first) == (Tender.ALIPAY, day(1))
    (unsigned,) = payouts([banked(1, day(1), 10000, "某公司")], lines)
    assert unsigned.confidence < found.confidence


def test_a_customer_who_pays_what_a_day_came_to_is_no_payout():
    assert payouts([banked(1, day(1), 10000, "王小明")], [sold(day(0), 10000)]) == []


def test_where_two_spans_of_days_fit_nothing_is_told():
    lines = [sold(day(0), 5000), sold(day(1), 5000)]
    assert payouts([banked(1, day(2), 5000)], lines) == []


def test_one_payout_is_found_once():
    lines = [Moved(Tender.WECHAT, PayKind.PAYOUT, day(0), -7000, 0)]
    assert len(payouts([banked(1, day(0), 7000), banked(2, day(1), 7000)], lines)) == 1


amounts = st.integers(1, 5).map(lambda n: n * 100)


@given(
    st.lists(st.tuples(st.integers(0, 9), amounts), max_size=12),
    st.lists(st.tuples(st.integers(0, 12), amounts), max_size=8),
)
def test_no_day_is_paid_out_twice_and_every_sum_is_that_of_its_days(lines, arrived):
    moved = [sold(day(on), amount) for on, amount in lines]
    paid = [banked(number, day(on), amount) for number, (on, amount) in enumerate(arrived)]
    found = payouts(paid, moved)
    assert len({each.incoming for each in found}) == len(found)
    spent: set[date] = set()
    for each in found:
        days = {each.first + timedelta(days=n) for n in range((each.last - each.first).days + 1)}
        assert not days & spent
        spent |= days
        assert sum(line.amount for line in moved if line.on in days) == each.amount == paid[each.incoming].left
        assert 1 <= (paid[each.incoming].on - each.last).days <= MAX_DAYS
