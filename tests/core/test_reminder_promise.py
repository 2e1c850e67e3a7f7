"""Promises: kept or broken by what is really paid, first in first out, with grace, and reversals."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.reminder.promise import Outcome, Payment, Promise, kept_rate, standings

MADE = date(2026, 3, 1)


def day(count):
    return MADE + timedelta(days=count)


def promise(amount, due, made=0, number=1, after=0):
    return Promise(number, amount, day(due), day(made), after)


def one(payments, today, *, amount=100, due=10, grace=0):
    return standings([promise(amount, due)], payments, day(today), grace)[0]


def test_open_until_its_last_day_has_passed():
    assert one([], 10).outcome is Outcome.OPEN
    assert one([], 11).outcome is Outcome.BROKEN
    assert one([], 12, grace=2).outcome is Outcome.OPEN
    assert one([], 13, grace=2).outcome is Outcome.BROKEN


@pytest.mark.parametrize(
    ("paid_on", "grace", "outcome"),
    [(10, 0, Outcome.KEPT), (11, 0, Outcome.BROKEN), (12, 2, Outcome.KEPT), (13, 2, Outcome.BROKEN)],
)
def test_paid_within_the_days_of_grace_is_kept(paid_on, grace, outcome):
    assert one([Payment(1, day(paid_on), 100)], 40, grace=grace).outcome is outcome


def test_part_of_it_is_not_all_of_it():
    found = one([Payment(1, day(2), 60), Payment(2, day(5), 39)], 11)
    assert (found.paid, found.left, found.outcome) == (99, 1, Outcome.BROKEN)
    assert one([Payment(1, day(2), 60), Payment(2, day(5), 40)], 5).outcome is Outcome.KEPT


def test_what_was_paid_before_it_was_made_does_not_count():
    assert one([Payment(1, day(-1), 100)], 11).paid == 0
    said_after = [promise(100, 10, after=7)]
    paid = [Payment(7, day(0), 100), Payment(8, day(0), 30)]
    assert standings(said_after, paid, day(1))[0].paid == 30  # the same day: only what came after it


def test_a_reversed_payment_undoes_it():
    paid = [Payment(1, day(9), 100, reversed_on=day(15))]
    assert one(paid, 14).outcome is Outcome.KEPT
    assert one(paid, 15).outcome is Outcome.BROKEN


def test_several_are_filled_in_order_of_their_due_dates():
    both = [promise(100, 20, number=1), promise(50, 10, number=2)]
    found = standings(both, [Payment(1, day(3), 80)], day(15))
    assert [(each.promise.id, each.paid, each.outcome) for each in found] == [
        (2, 50, Outcome.KEPT),
        (1, 30, Outcome.OPEN),
    ]


def test_money_that_comes_too_late_for_one_goes_to_the_next():
    both = [promise(100, 10, number=1), promise(100, 30, made=12, number=2)]
    found = standings(both, [Payment(1, day(20), 100)], day(31))
    assert [(each.promise.id, each.outcome) for each in found] == [(1, Outcome.BROKEN), (2, Outcome.KEPT)]
    assert kept_rate(found) == 5000


def test_the_kept_rate_leaves_out_what_is_open():
    assert kept_rate([]) is None
    assert kept_rate([one([], 5)]) is None
    assert kept_rate([one([], 5), one([Payment(1, day(3), 100)], 5)]) == 10_000


PROMISES = st.lists(
    st.builds(
        lambda amount, made, length, after: Promise(0, amount, day(made + length), day(made), after),
        st.integers(1, 500),
        st.integers(0, 30),
        st.integers(0, 30),
        st.integers(0, 8),
    ),
    max_size=5,
).map(lambda found: [each._replace(id=n) for n, each in enumerate(found)])
PAYMENTS = st.lists(
    st.tuples(st.integers(-5, 60), st.integers(1, 600), st.none() | st.integers(0, 30)), max_size=8
).map(
    lambda rows: [
        Payment(n, day(on), amount, None if back is None else day(on + back))
        for n, (on, amount, back) in enumerate(rows, start=1)
    ]
)


@given(PROMISES, PAYMENTS, st.integers(0, 70), st.integers(0, 5), st.randoms(use_true_random=False))
def test_for_any_promises_and_payments(promises, payments, today, grace, random):
    found = standings(promises, payments, day(today), grace)
    shuffled = list(promises), list(payments)
    for each in shuffled:
        random.shuffle(each)
    assert standings(*shuffled, day(today), grace) == found  # the order they are read in says nothing
    counted = [p for p in payments if p.on <= day(today) and not (p.reversed_on and p.reversed_on <= day(today))]
    assert standings(promises, counted, day(today), grace) == found  # a reversed one is as if never made
    assert sum(each.paid for each in found) <= sum(p.amount for p in counted)
    for each in found:
        assert 0 <= each.paid <= each.promise.amount
        in_time = [p for p in counted if each.promise.made_on <= p.on <= each.last_on]
        assert each.paid <= sum(p.amount for p in in_time)
        assert (each.outcome is Outcome.KEPT) == (each.left == 0)
        assert each.outcome is not Outcome.OPEN or day(today) <= each.last_on


@given(PROMISES, PAYMENTS, st.integers(0, 60))
def test_a_promise_decided_stays_decided_while_nothing_is_reversed(promises, payments, today):
    payments = [p._replace(reversed_on=None) for p in payments]
    before = {s.promise.id: s.outcome for s in standings(promises, payments, day(today))}
    for after in standings(promises, payments, day(today + 9)):
        assert before[after.promise.id] in (Outcome.OPEN, after.outcome)
