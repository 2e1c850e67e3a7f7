"""The fund bill of WeChat Pay in a book: matched, read twice, and together with the merchant bill of the same day."""

from datetime import date

import pytest

from app.core.requests import Tender
from app.services.arrival_steps import ArrivalSteps
from app.services.incoming import Incomings, PayKind
from app.services.verify import Verify
from tests.exchange.fund_bill import ROWS, SUMS, fund, merchant
from tests.services.helpers_customers import Shop


@pytest.fixture(name="shop")
def shop_of(tmp_path):
    """Make a shop with a customer who charged 500.00 by WeChat; in the end the whole book must be proven."""
    shop = Shop(tmp_path)
    shop.customer("C001", name="王小明", phones=["13800004567"])
    shop.do("top_up", id="t", on="2026-05-04", customer="C001", paid="500.00", tender="wechat", reference="S1")
    yield shop
    assert Verify(shop.store).verify().problems == ()
    shop.store.dispose()


@pytest.fixture(name="incoming")
def incoming_of(shop):
    """Return the door to bills."""
    return Incomings(shop.store, shop.around)


def test_a_payment_in_it_proves_what_was_recorded(incoming, tmp_path):
    read = incoming.read(fund(tmp_path))
    assert (read.new, read.known, read.bill.said) == (4, 0, ())
    done, refused = incoming.accept_sure(90)
    assert (len(done), refused) == (1, [])
    found = incoming.arrivals()
    assert (found.never_recorded, found.never_arrived, found.awaited) == ((), (), ())
    assert [each.amount for each in found.refunds] == [-10000]  # given back, and nobody recorded it
    assert (found.fees, found.arrived) == ({Tender.WECHAT: 240}, {Tender.WECHAT: 40000})
    assert found.covered == {Tender.WECHAT: ((date(2026, 5, 4), date(2026, 5, 4)),)}


def test_read_twice_or_in_a_longer_bill_it_adds_nothing(shop, incoming, tmp_path):
    incoming.read(fund(tmp_path))
    before = shop.dump()
    assert incoming.read(fund(tmp_path)).repeated
    assert shop.dump() == before
    later = ("2026-05-05 09:00:00", "42009", "F9", "交易", "交易", "收入", "8.00", "405.60", "system", "", "S9")
    longer = incoming.read(fund(tmp_path, [*ROWS, later], ("5", "2", "508.00", *SUMS[3:]), "longer.csv"))
    assert (longer.new, longer.known) == (1, 4)


@pytest.mark.parametrize("first", ["merchant", "fund"])
def test_with_the_merchant_bill_nothing_counts_twice_whichever_is_read_first(shop, incoming, tmp_path, first):
    bills = [merchant(tmp_path), fund(tmp_path)]
    one, two = (incoming.read(path) for path in (bills if first == "merchant" else bills[::-1]))
    assert two.known == 2
    assert (one.bill.said, two.bill.said) == ((), ())  # no warning of payments that count twice
    kinds = sorted(each.kind.value for each in incoming.payments())
    assert kinds == ["fee", "payment", "payout", "refund"]
    found = incoming.arrivals()
    assert found.fees == {Tender.WECHAT: 240}
    assert found.arrived == {Tender.WECHAT: 40000}
    again = incoming.read(fund(tmp_path, ROWS[:2], ("2",), "again.csv"))
    assert (again.new, again.known) == (0, 2)


def test_a_fee_in_both_bills_is_taken_once_from_what_is_paid_out(shop, incoming, tmp_path):
    """500.00 less a refund of 100.00 and fees of 2.40 is what the bank got two days later."""
    for path in (merchant(tmp_path), fund(tmp_path, ROWS[:3], ("3", "1", "500.00", "2", "102.40"))):
        incoming.read(path)
    path = tmp_path / "bank.csv"
    path.write_text(
        "交易日期,摘要,对方户名,交易流水号,金额\n2026-05-05,结算款,财付通支付科技,N1,397.60\n", encoding="utf-8"
    )
    incoming.read(path)
    (paid,) = ArrivalSteps(shop.store).payouts()
    assert (paid.way, paid.last, paid.amount) == (Tender.WECHAT, date(2026, 5, 4), 39760)


def test_a_payout_it_names_is_found_at_the_bank(shop, incoming, tmp_path):
    incoming.read(fund(tmp_path))
    path = tmp_path / "bank.csv"
    path.write_text(
        "交易日期,摘要,对方户名,交易流水号,金额\n2026-05-05,结算款,财付通支付科技,N1,1000.00\n", encoding="utf-8"
    )
    incoming.read(path)
    (paid,) = ArrivalSteps(shop.store).payouts()
    assert (paid.way, paid.first, paid.amount, paid.confidence) == (Tender.WECHAT, date(2026, 5, 4), 100000, 97)
    assert next(each for each in incoming.payments() if each.kind is PayKind.PAYOUT).payment == "F4"
