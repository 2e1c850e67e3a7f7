"""Paying early, paying on time again and again, and being supplied only against payment."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.credit.expectation import Settled
from app.core.credit.incentives import (
    EarlyCharge,
    Form,
    StreakRule,
    check_streak,
    propose,
    streak,
    taken,
)
from app.core.owing.supply import Needed, Supply, SupplyRule, check_supply, needed, too_little
from app.core.owing.terms import Due, Early, PaymentTerms
from app.errors import Refused

ON = date(2026, 3, 2)
TEN_PERCENT = PaymentTerms(due=Due(days=30), early=(Early(share=10_00, days=1),))
STEPS = PaymentTerms(due=Due(days=60), early=(Early(share=3_00, days=10), Early(share=1_00, days=30)))


def after(days):
    return ON + timedelta(days=days)


def charge(open_, terms=TEN_PERCENT, amount=236_00, **fields):
    return EarlyCharge("s1", ON, amount, open_, terms, **fields)


# ---- the worked cases -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, 1])
def test_e1_ten_percent_for_paying_within_a_day(days):
    """ERPNext: a charge of 236 (200 and 18 % tax)."""
    found = propose(charge(236_00), after(days))
    assert (found.to_pay, found.saved, found.last_on) == (212_40, 23_60, after(1))
    paid = taken([charge(236_00)], 212_40, after(days))
    assert (paid.discount, paid.left) == (23_60, 0)


def test_e3_a_day_too_late_there_is_no_discount():
    assert propose(charge(236_00), after(2)) is None
    assert taken([charge(236_00)], 236_00, after(2)) == ((), 0, 0)


# ---- early ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "saved"), [(0, 3_00), (10, 3_00), (11, 1_00), (30, 1_00)])
def test_the_earlier_the_more(days, saved):
    assert propose(charge(100_00, STEPS), after(days)).saved == saved
    assert propose(charge(100_00, STEPS), after(31)) is None


def test_a_rebate_is_credited_and_all_is_paid():
    found = propose(charge(236_00), ON, Form.REBATE)
    assert (found.to_pay, found.saved) == (236_00, 23_60)
    assert "is credited if it is paid by" in str(found.reason)
    assert "is taken off" in str(propose(charge(236_00), ON).reason)


def test_an_amount_is_given_once_and_never_more_than_is_open():
    five = PaymentTerms(early=(Early(amount=5_00, until=after(9)),))
    assert propose(charge(100_00, five), after(9)).to_pay == 95_00
    assert propose(charge(3_00, five), ON).to_pay == 0
    assert propose(charge(100_00, five, given=2_00), ON).saved == 3_00
    assert propose(charge(100_00, five, given=5_00), ON) is None


def test_nothing_open_or_nothing_agreed_gives_nothing():
    assert propose(charge(0), ON) is None
    assert propose(charge(100, PaymentTerms()), ON) is None
    assert propose(charge(1), ON) is None  # ten percent of a cent is none
    assert propose(charge(100_00), ON - timedelta(days=1)) is None


def test_a_payment_earns_discounts_as_far_as_it_closes_charges():
    first, second = charge(100_00), EarlyCharge("s2", ON, 50_00, 50_00, TEN_PERCENT)
    assert taken([first, second], 135_00, ON).discount == 15_00
    short = taken([first, second], 134_99, ON)
    assert ([each.charge for each in short.charges], short.discount, short.left) == (["s1"], 10_00, 0)
    assert taken([first, second], 200_00, ON).left == 65_00


@given(st.lists(st.integers(1, 10**6), max_size=5), st.integers(0, 10**7), st.integers(0, 40))
def test_a_discount_never_creates_money(opens, paid, days):
    charges = [EarlyCharge(f"s{n}", ON, open_, open_, STEPS) for n, open_ in enumerate(opens)]
    found = taken(charges, paid, after(days))
    assert 0 <= found.left <= paid
    assert found.discount == sum(each.saved for each in found.charges)
    assert paid - found.left + found.discount <= sum(opens)


# ---- on time --------------------------------------------------------------------------------------------------------

THREE = StreakRule(3, share=1_00)


def settled(*days, amount=100_00, **fields):
    """Charges due a week apart, each paid so many days late."""
    dues = [ON + timedelta(weeks=n) for n in range(len(days))]
    return [
        Settled(due - timedelta(days=30), due, due + timedelta(days=late), amount, **fields)
        for due, late in zip(dues, days, strict=True)
    ]


def test_three_on_time_earn_a_percent_of_them():
    found = streak(settled(0, -5, 0, 0), THREE, after(100))
    assert [(each.amount, each.charges) for each in found.rewards] == [(3_00, 3)]
    assert found.running == 1
    assert found.due(0) == found.rewards
    assert found.due(1) == ()


def test_a_late_charge_begins_the_count_anew():
    assert streak(settled(0, 0, 1, 0, 0), THREE, after(100)) == (2, ())
    assert len(streak(settled(0, 0, 1, 0, 0, 0), THREE, after(100)).rewards) == 1


def test_what_is_disputed_rightly_or_too_small_counts_neither_way():
    history = [*settled(0, 0), *settled(50, excused=True), *settled(50, amount=99)]
    assert streak(history, StreakRule(3, amount=5_00, least=1_00), after(100)).running == 2
    assert streak(settled(0, 0, 0), THREE, after(8)).running == 2


def test_a_reward_has_a_bound():
    assert streak(settled(0, 0, 0), StreakRule(3, share=1_00, most=2_00), after(100)).rewards[0].amount == 2_00
    assert streak(settled(0), StreakRule(1, amount=5_00, most=None), after(100)).rewards[0].amount == 5_00


@pytest.mark.parametrize(
    "rule",
    [
        StreakRule(0, share=1),
        StreakRule(3),
        StreakRule(3, share=1, amount=1),
        StreakRule(3, share=10_001),
        StreakRule(3, amount=-1),
        StreakRule(3, amount=1, most=-1),
    ],
)
def test_a_reward_that_makes_no_sense_is_refused(rule):
    check_streak(THREE)
    check_streak(StreakRule(1, amount=5_00))
    with pytest.raises(Refused):
        check_streak(rule)


# ---- supply control -------------------------------------------------------------------------------------------------

CATCH_UP = SupplyRule(Supply.CATCH_UP, pay=100_00, bought=50_00, reason="two promises broken")


@pytest.mark.parametrize(
    ("rule", "owed", "sale", "debts"),
    [
        (SupplyRule(), 500_00, 0, 0),
        (SupplyRule(Supply.AGAINST_PAYMENT, reason="r"), 500_00, 50_00, 0),
        (SupplyRule(Supply.DOWN_PAYMENT, share=30_00, reason="r"), 500_00, 15_00, 0),
        (CATCH_UP, 500_00, 50_00, 50_00),
        (CATCH_UP, 20_00, 50_00, 20_00),
        (CATCH_UP, 0, 50_00, 0),
        (CATCH_UP, -5, 50_00, 0),
    ],
)
def test_what_must_be_paid_to_buy_for_fifty(rule, owed, sale, debts):
    check_supply(rule)
    found = needed(rule, 50_00, owed)
    assert (found.sale, found.debts, found.total) == (sale, debts, sale + debts)
    assert (found.reason is None) == (rule.supply is Supply.FREE)


def test_less_than_must_be_paid_is_said_and_more_for_the_one_is_not_less_for_the_other():
    need = Needed(50_00, 50_00)
    assert too_little(need, 50_00, 50_00) is None
    assert "must be paid for this customer to be supplied" in too_little(need, 49_99, 60_00).text
    assert "must be paid of older debts" in too_little(need, 60_00, 49_99).text


@pytest.mark.parametrize(
    "rule",
    [
        SupplyRule(Supply.AGAINST_PAYMENT),
        SupplyRule(Supply.DOWN_PAYMENT, reason="r"),
        SupplyRule(Supply.DOWN_PAYMENT, share=10_001, reason="r"),
        SupplyRule(Supply.CATCH_UP, pay=50, bought=50, reason="r"),
        SupplyRule(Supply.CATCH_UP, pay=50, bought=0, reason="r"),
    ],
)
def test_supply_control_that_makes_no_sense_is_refused(rule):
    with pytest.raises(Refused):
        check_supply(rule)
