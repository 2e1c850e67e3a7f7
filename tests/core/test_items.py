"""What is left of an item: the least on any day from a date on, and the terms known on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.items import Item, ItemKind, Left, Movement, Position, TermChange, least_left, terms_on

JANUARY = date(2025, 1, 1)


def day(number):
    return JANUARY + timedelta(days=number - 1)


def moved(number, on, amount=0, bonus=0):
    return Movement(number, day(on), Left(amount, bonus))


LOT = Item(1, ItemKind.LOT, "t1", 1, 1, day(1), expires_on=day(20))


@pytest.mark.parametrize(
    ("on", "least"),
    [
        (1, 20),  # 100 until the 4th, 20 until the 9th, 70 after
        (5, 20),
        (9, 20),
        (10, 70),
        (31, 70),
    ],
)
def test_the_least_left_on_any_day_from_a_date_on(on, least):
    later = [moved(3, 10, 50), moved(2, 5, -80), moved(1, 1, 100)]
    assert least_left(Left(70), later, day(on)) == Left(least)


def test_before_an_item_was_made_nothing_is_left():
    assert least_left(Left(100), [moved(1, 10, 100)], day(9)) == Left()


def test_movements_of_one_day_count_together():
    later = [moved(2, 5, -80), moved(3, 5, 80)]
    assert least_left(Left(100), later, day(1)) == Left(100)


def test_principal_and_bonus_are_judged_apart():
    later = [moved(2, 5, -80, 0), moved(3, 8, 80, -30), moved(4, 10, 0, 30)]
    assert least_left(Left(100, 50), later, day(1)) == Left(20, 20)


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(-50, 50)), max_size=12), st.integers(1, 20))
def test_the_least_agrees_with_looking_at_every_day(changes, on):
    history = [moved(number, *change) for number, change in enumerate(changes)]
    by_day = [sum(amount for at, amount in changes if at <= number) for number in range(on, 22)]
    now = Left(sum(amount for _, amount in changes))
    assert least_left(now, history, day(on)).amount == min(by_day)


def extended(entry, on, expires, undone=None):
    return TermChange(entry, day(on), expires and day(expires), None, undone and day(undone))


@pytest.mark.parametrize(
    ("changes", "on", "expires"),
    [
        ([], 10, 20),
        ([extended(2, 5, 30)], 4, 20),  # not known yet
        ([extended(2, 5, 30)], 5, 30),
        ([extended(2, 5, None)], 5, None),
        ([extended(2, 5, 30), extended(3, 8, 40)], 9, 40),
        ([extended(3, 8, 40), extended(4, 5, 30)], 9, 40),  # recorded later, dated earlier
        ([extended(2, 5, 30), extended(3, 5, 40)], 5, 40),  # of one day the later entry
        ([extended(2, 5, 30, undone=10)], 9, 30),
        ([extended(2, 5, 30, undone=10)], 10, 20),
        ([extended(2, 5, 30), extended(3, 8, 40, undone=10)], 10, 30),
        ([extended(2, 5, 30, undone=5)], 5, 20),
    ],
)
def test_terms_are_those_known_on_the_day(changes, on, expires):
    assert terms_on(LOT, changes, day(on)) == (expires and day(expires), None)


@pytest.mark.parametrize(("on", "expired"), [(19, False), (20, False), (21, True)])
def test_a_lot_may_be_used_through_its_expiry(on, expired):
    assert Position(LOT, Left(1), Left(1), day(20), None).expired(day(on)) is expired


def test_a_lot_without_expiry_never_expires():
    assert not Position(LOT, Left(1), Left(1), None, None).expired(date.max)


@given(*[st.builds(Left, *[st.integers(-9, 9)] * 4)] * 2)
def test_parts_add_up(one, other):
    assert one.plus(other).minus(other) == one
    assert one.least(other) == other.least(one)
    assert one.is_negative == any(part < 0 for part in one)
