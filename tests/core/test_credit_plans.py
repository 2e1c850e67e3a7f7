"""Payment plans: nothing made, nothing lost, missed instalments seen, and back to the charges' own dates."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.owing.plans import (
    PartState,
    Plan,
    PlanCharge,
    PlanState,
    Portion,
    Rhythm,
    check_end,
    check_plan,
    due_dates,
    equal,
    open_parts,
    portions,
    progress,
)
from app.core.owing.terms import Instalment
from app.errors import Refused

MADE = date(2026, 1, 31)
CHARGES = (PlanCharge("s2", date(2025, 12, 1), 50_00), PlanCharge("s1", date(2025, 11, 1), 70_00))


def plan(charges=CHARGES, parts=4, rhythm=Rhythm.MONTHLY, **fields):
    instalments = equal(sum(each.amount for each in charges), parts, MADE, rhythm)
    made = {"id": "p1", "customer": "C001", "made_on": MADE, "charges": charges, "instalments": instalments}
    return Plan(**(made | fields))


def test_equal_instalments_share_the_last_cents_out():
    assert [each.amount for each in equal(100_00, 3, MADE, Rhythm.MONTHLY)] == [33_34, 33_33, 33_33]


def test_monthly_instalments_keep_their_day():
    days = [each.due_on for each in equal(4, 4, MADE, Rhythm.MONTHLY)]
    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_weekly_instalments_are_seven_days_apart():
    days = [each.due_on for each in equal(3, 3, MADE, Rhythm.WEEKLY)]
    assert days == [MADE, MADE + timedelta(days=7), MADE + timedelta(days=14)]


def test_the_charge_due_first_is_paid_first_and_due_dates_are_replaced():
    made = plan()
    assert portions(made) == (
        Portion(1, "s1", date(2026, 1, 31), 30_00),
        Portion(2, "s1", date(2026, 2, 28), 30_00),
        Portion(3, "s1", date(2026, 3, 31), 10_00),
        Portion(3, "s2", date(2026, 3, 31), 20_00),
        Portion(4, "s2", date(2026, 4, 30), 30_00),
    )
    assert due_dates(made) == {"s1": date(2026, 3, 31), "s2": date(2026, 4, 30)}


def states(made, open_now, on):
    found = progress(made, open_now, on)
    return found.state, [part.state.value for part in found.parts]


def test_a_plan_runs_is_missed_and_falls_back():
    made = plan(missed_most=1)
    assert states(made, 120_00, MADE) == (PlanState.RUNNING, ["open"] * 4)
    assert states(made, 120_00, MADE + timedelta(days=3))[0] is PlanState.RUNNING
    assert states(made, 90_01, MADE + timedelta(days=4)) == (PlanState.MISSED, ["missed", *["open"] * 3])
    assert states(made, 90_00, MADE + timedelta(days=4)) == (PlanState.RUNNING, ["paid", *["open"] * 3])
    fallen = progress(made, 90_01, date(2026, 3, 4))
    assert fallen.state is PlanState.FALLEN
    assert fallen.reason.values["open"].minor == 1
    assert fallen.open == 90_01
    assert states(made, 0, date(2026, 3, 4)) == (PlanState.DONE, ["paid"] * 4)


def test_paying_after_all_brings_a_plan_back():
    """A plan is reckoned anew from what is open; nothing remembers that an instalment was late once."""
    made = plan()
    assert states(made, 120_00, date(2026, 2, 10))[0] is PlanState.FALLEN
    assert states(made, 90_00, date(2026, 2, 10))[0] is PlanState.RUNNING


def test_a_charge_that_grew_is_due_on_its_own_day_beyond_the_plan():
    parts = open_parts(plan(), {"s1": 70_00, "s2": 60_00})
    assert parts[-1] == Portion(0, "s2", date(2025, 12, 1), 10_00)
    assert sum(part.amount for part in parts) == 130_00


AMOUNTS = st.lists(st.integers(1, 10**8), min_size=1, max_size=5)


@st.composite
def plans(draw):
    amounts = draw(AMOUNTS)
    dues = draw(st.lists(st.dates(date(2025, 1, 1), MADE), min_size=len(amounts), max_size=len(amounts)))
    charges = tuple(PlanCharge(f"s{n}", *pair) for n, pair in enumerate(zip(dues, amounts, strict=True)))
    parts = draw(st.integers(1, min(sum(amounts), 24)))
    return plan(charges, parts, draw(st.sampled_from(Rhythm)))


@given(plans())
def test_a_plan_makes_and_loses_no_money(made):
    check_plan(made)
    found = portions(made)
    assert sum(part.amount for part in found) == made.amount == sum(each.amount for each in made.charges)
    for charge in made.charges:
        assert sum(part.amount for part in found if part.charge == charge.name) == charge.amount
    for nth, instalment in enumerate(made.instalments, start=1):
        assert sum(part.amount for part in found if part.nth == nth) == instalment.amount
    assert set(due_dates(made)) == {each.name for each in made.charges}


@given(plans(), st.data())
def test_a_plan_and_its_payments_always_come_to_what_is_open(made, data):
    open_now = {each.name: data.draw(st.integers(0, each.amount)) for each in made.charges}
    on = data.draw(st.dates(MADE, date(2029, 1, 1)))
    total = sum(open_now.values())
    found = progress(made, total, on)
    assert found.open == total
    assert sum(part.paid for part in found.parts) == made.amount - total
    assert (found.state is PlanState.DONE) == (total == 0)
    parts = open_parts(made, open_now)
    for name, amount in open_now.items():
        assert sum(part.amount for part in parts if part.charge == name) == amount
    for part in found.parts:
        assert sum(each.amount for each in parts if each.nth == part.nth) == part.amount - part.paid
        assert (part.state is PartState.PAID) == (part.paid == part.amount)


@given(st.integers(1, 10**10), st.integers(1, 120), st.dates(date(2000, 1, 1)), st.sampled_from(Rhythm))
def test_equal_instalments_come_to_the_amount_on_rising_days(amount, parts, first_on, rhythm):
    found = equal(amount, min(parts, amount), first_on, rhythm)
    assert sum(each.amount for each in found) == amount
    assert max(each.amount for each in found) - min(each.amount for each in found) <= 1
    if first_on.year < 9900:
        assert all(a.due_on < b.due_on for a, b in pairwise(found))


# ---- bad input ------------------------------------------------------------------------------------------------------


def by_hand(*instalments):
    return replace(plan(), instalments=tuple(Instalment(date.fromisoformat(on), cents) for on, cents in instalments))


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (by_hand(("2026-02-01", 60_00), ("2026-03-01", 59_99)), "the instalments come to"),
        (by_hand(("2026-01-30", 60_00), ("2026-03-01", 60_00)), "2026-01-30 lies before 2026-01-31"),
        (by_hand(("2026-03-01", 60_00), ("2026-03-01", 60_00)), "their days must rise"),
        (by_hand(("2026-03-01", 130_00), ("2026-04-01", -10_00)), "must be more than zero"),
        (by_hand(), "a plan has from 1 to 120"),
        (replace(plan(), charges=()), "needs charges"),
        (replace(plan(), charges=(CHARGES[0]._replace(amount=0),)), "needs charges"),
        (replace(plan(), charges=(*CHARGES, CHARGES[0])), "named twice"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_a_sentence(made, says):
    with pytest.raises(Refused, match=says):
        check_plan(made)


@pytest.mark.parametrize(("amount", "parts"), [(100, 0), (100, 121), (2, 3)])
def test_a_number_of_instalments_that_cannot_be(amount, parts):
    with pytest.raises(Refused, match="parts: "):
        equal(amount, parts, MADE, Rhythm.WEEKLY)


def test_a_plan_is_ended_with_a_reason_and_not_before_it_was_made():
    check_end(plan(), MADE, "paid in full")
    with pytest.raises(Refused, match="say why"):
        check_end(plan(), MADE, "")
    with pytest.raises(Refused, match="the day of the plan"):
        check_end(plan(), date(2026, 1, 1), "x")
