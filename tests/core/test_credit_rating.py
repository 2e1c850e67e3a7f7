"""The rating: from the customer's own history, in words, and "no data" is never good."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.credit.expectation import Average, History, Outstanding, Settled, expect, shop_average
from app.core.credit.rating import Policy, promises, rate
from app.core.credit.reviews import MAX_OVERRIDE_MONTHS, check_override, effective, next_review, queue
from app.core.owing.override import Override
from app.core.reminder.promise import Payment, Promise, standings
from app.core.ways import CreditClass
from app.errors import Refused

ON = date(2026, 3, 31)
SHOP = Average(days=-4.0, spread=12.0, charges=500)


def ago(days):
    return ON - timedelta(days=days)


def settled(late, days_ago=30, amount=100_00, **fields):
    on = ago(days_ago)
    return Settled(on - timedelta(days=late + 30), on - timedelta(days=late), on, amount, **fields)


def history(*late, apart=30, **fields):
    """Charges settled so many days late, the first the latest, a month apart."""
    return History(tuple(settled(days, 5 + apart * n) for n, days in enumerate(late)), **fields)


def said(rating):
    return [str(reason) for reason in rating.reasons]


def rated(known, **fields):
    return rate(known, SHOP, ON, **fields)


GOOD = history(*[-10] * 8)
BAD = history(*[20] * 8)


# ---- no data --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "known",
    [
        History(),
        History(since=ago(5000)),
        History(outstanding=(Outstanding(ago(3), ON, 500),)),
        History(kept=3),
        History((settled(-20, excused=True),)),
    ],
)
def test_no_data_is_no_class_and_says_so(known):
    found = rated(known)
    assert (found.credit, found.late_chance, found.days, found.late_share) == (None, None, None, None)
    assert "nothing is known of how this customer pays" in said(found)[0]


@given(st.lists(st.integers(-60, 0), max_size=2), st.integers(0, 3), st.integers(-30, 5))
def test_a_short_history_is_never_good_however_well_they_paid(late, kept, shop_days):
    found = rate(history(*late, kept=kept), Average(float(shop_days), 5.0, 500), ON)
    assert found.credit is not CreditClass.GOOD


def test_a_short_relation_is_not_good_either():
    found = rated(history(-30, -30, -30, -30, apart=1))
    assert found.credit is CreditClass.NORMAL
    assert said(found)[0] == "The customer has bought on account for 8 days; to be good takes 60."
    older = history(-30, -30, -30, -30, apart=1, since=ago(60))
    assert rated(older).credit is CreditClass.GOOD


# ---- classes --------------------------------------------------------------------------------------------------------


def test_always_early_is_good_and_always_late_is_at_risk():
    good, bad = rated(GOOD), rated(BAD)
    assert (good.credit, good.late_share, good.settled) == (CreditClass.GOOD, 0, 8)
    assert (bad.credit, bad.late_share) == (CreditClass.AT_RISK, 10_000)
    assert good.days < 0 < bad.days
    assert good.earliest <= good.days <= good.latest
    assert "Paid on time: 8 of 8 settled charges." in said(good)
    assert "Paid on time: 0 of 8 settled charges." in said(bad)


def test_who_pays_on_time_is_not_at_risk_for_the_sake_of_the_others():
    late_shop = Average(days=40.0, spread=12.0, charges=500, trend=20.0)
    on_time = rate(history(*[-8] * 6), late_shop, ON)
    assert on_time.late_chance > Policy().risk_least
    assert on_time.credit is CreditClass.NORMAL
    assert rate(history(5, 6, 9, -8, -8, -8), late_shop, ON).credit is CreditClass.AT_RISK
    assert rate(history(*[-8] * 6, *[9] * 10), late_shop, ON).credit is CreditClass.NORMAL
    gone_bad = history(9, 9, 9, 9, *[-8] * 30, apart=40)
    assert rate(gone_bad, late_shop, ON).credit is CreditClass.AT_RISK  # by the last half-year


def test_now_and_then_is_normal():
    assert rated(history(5, -6, 3, -9, -2, 4, -8, -3)).credit is CreditClass.NORMAL


def test_overdue_money_keeps_from_good_and_long_overdue_money_is_at_risk():
    a_little = rated(GOOD._replace(outstanding=(Outstanding(ago(32), ago(2), 1_00),)))
    assert (a_little.credit, a_little.overdue, a_little.overdue_days) == (CreditClass.NORMAL, 1_00, 2)
    assert "nobody is good while something is" in said(a_little)[0]
    long = rated(GOOD._replace(outstanding=(Outstanding(ago(61), ago(31), 1_00),)))
    assert long.credit is CreditClass.AT_RISK
    assert "that alone puts the customer at risk" in said(long)[0]


def test_what_is_in_dispute_or_not_due_is_not_overdue():
    waiting = (Outstanding(ago(90), ago(60), 500, disputed=True), Outstanding(ago(30), ON, 500))
    found = rated(GOOD._replace(outstanding=waiting))
    assert (found.credit, found.overdue) == (CreditClass.GOOD, 0)
    assert "Charges disputed: 1, 0 of them rightly; those count neither way." in said(found)


def test_who_is_overdue_without_having_paid_anything_is_rated():
    found = rated(History(outstanding=(Outstanding(ago(70), ago(40), 500),)))
    assert (found.credit, found.late_share) == (CreditClass.AT_RISK, None)


def test_broken_promises_count():
    once, twice = rated(GOOD._replace(broken=1, kept=3)), rated(GOOD._replace(broken=2))
    assert (once.credit, twice.credit) == (CreditClass.NORMAL, CreditClass.AT_RISK)
    assert said(once)[0].startswith("Promises to pay broken: 1 of 4")
    assert "Every promise to pay was kept, 2 so far." in said(rated(GOOD._replace(kept=2)))
    assert rated(GOOD._replace(broken=2), policy=Policy(broken_most=2)).credit is CreditClass.NORMAL


def test_promises_are_counted_as_they_stand():
    made = [Promise(n, 100, ago(days), ago(500)) for n, days in enumerate((400, 300, 200, -10))]
    paid = [Payment(5, ago(300), 100)]
    assert promises(standings(made, paid, ON), ON) == (1, 1)
    assert promises(standings(made, paid, ON), ON, Policy(broken_days=400)) == (1, 2)
    assert promises((), ON) == (0, 0)


def test_a_charge_rightly_disputed_counts_neither_way():
    with_it = GOOD._replace(settled=(*GOOD.settled, settled(60, 1, disputed=True, excused=True)))
    assert (rated(with_it).late_chance, rated(with_it).credit) == (rated(GOOD).late_chance, CreditClass.GOOD)
    assert "Charges disputed: 1, 1 of them rightly; those count neither way." in said(rated(with_it))


# ---- what counts how much -------------------------------------------------------------------------------------------


def test_lately_counts_more():
    better, worse = history(-9, -9, -9, -9, 9, 9, 9, 9, apart=60), history(9, 9, 9, 9, -9, -9, -9, -9, apart=60)
    assert expect(better, SHOP, ON).days < expect(worse, SHOP, ON).days
    assert "The last 3 charges were paid 14 days sooner than those before." in said(rated(better))
    assert "The last 3 charges were paid 14 days later than those before." in said(rated(worse))


def test_a_steady_history_has_not_changed_lately():
    assert not any("those before" in reason for reason in said(rated(history(*[-5] * 10, apart=40))))


def test_large_charges_count_more():
    large = History((settled(20, 30, 900_00), settled(-10, 30, 100_00)))
    small = History((settled(20, 30, 100_00), settled(-10, 30, 900_00)))
    assert expect(large, SHOP, ON).days > expect(small, SHOP, ON).days


def test_a_short_history_leans_on_the_shop():
    chances = [expect(history(*[20] * n), SHOP, ON).days for n in range(6)]
    assert chances[0] == SHOP.days
    assert chances == sorted(chances)


def test_what_the_whole_shop_does_counts_for_everybody():
    sooner = rate(GOOD, SHOP._replace(trend=-2.0), ON)
    assert sooner.days == rated(GOOD).days - 2
    assert "All customers together lately pay sooner than they used to; that counts in." in said(sooner)
    assert "lately pay later than they used to" in " ".join(said(rate(GOOD, SHOP._replace(trend=2.0), ON)))


def test_the_shops_average_leans_on_paying_on_the_day():
    assert shop_average([], ON) == Average()
    one = shop_average([[settled(20)]], ON)
    assert (one.days, one.charges, one.trend) == (1.0, 1, 0.0)
    many = shop_average([[settled(10, n) for n in range(1, 51)]], ON)
    assert (many.days, many.spread, many.trend) == pytest.approx((10.0, 1.0, 0.0))
    assert shop_average([[settled(20, excused=True)], [settled(5, -1)]], ON).charges == 0


def test_the_trend_is_what_the_same_customers_lately_do_otherwise():
    changed = [[*(settled(10, 200 + n) for n in range(10)), *(settled(0, n + 1) for n in range(10))] for _ in range(3)]
    assert shop_average(changed, ON).trend < -2
    few = [[settled(10, 200), settled(10, 201), settled(10, 202), settled(0, 1)]]
    assert shop_average(few, ON).trend == 0.0


@pytest.mark.parametrize(("late", "words"), [(-9, "before its due date"), (9, "after its due date")])
def test_the_expected_day_is_said(late, words):
    assert any(words in reason for reason in said(rated(history(*[late] * 6))))


def test_on_the_due_date_is_said_too():
    assert "The next charge is expected to be paid on its due date." in said(rate(history(0, 0, 0), Average(), ON))


LATE = st.lists(st.integers(-60, 120), min_size=1, max_size=12)


@given(LATE, st.integers(0, 11), st.integers(1, 60))
def test_paying_later_never_makes_the_days_to_expect_fewer(late, which, more):
    worse = [days + more if n == which % len(late) else days for n, days in enumerate(late)]
    assert expect(history(*worse), SHOP, ON).days >= expect(history(*late), SHOP, ON).days


@given(LATE, st.integers(0, 3), st.integers(0, 3), st.integers(0, 400), st.floats(-10, 10))
def test_every_rating_is_whole_and_explained(late, kept, broken, overdue, trend):
    outstanding = (Outstanding(ago(overdue + 30), ago(overdue), 500),)
    known = history(*late, kept=kept, broken=broken, outstanding=outstanding)
    found = rate(known, SHOP._replace(trend=trend), ON)
    assert found.credit in set(CreditClass)
    assert 100 <= found.late_chance <= 9_900
    assert found.earliest <= found.days <= found.latest
    assert found.reasons
    assert all("{" not in reason for reason in said(found))
    if overdue or broken:
        assert found.credit is not CreditClass.GOOD


def test_what_comes_after_the_day_of_the_rating_is_not_known():
    later = GOOD._replace(settled=(*GOOD.settled, settled(50, -1)))
    assert rated(later) == rated(GOOD)


# ---- overrides and reviews ------------------------------------------------------------------------------------------

TRUSTED = Override("o1", CreditClass.GOOD, "an old friend", ago(10), ON, "Chen")


def test_the_owners_word_stands_until_its_day():
    found = effective(CreditClass.AT_RISK, TRUSTED, ago(40), ON)
    assert found.credit is CreditClass.GOOD
    assert str(found.reason) == "Set by the owner through 2026-03-31: an old friend"
    after = effective(CreditClass.AT_RISK, TRUSTED, ago(40), ON + timedelta(days=1))
    assert (after.credit, str(after.reason)) == (CreditClass.AT_RISK, "Decided at the review of 2026-02-19.")
    assert effective(CreditClass.AT_RISK, TRUSTED, None, ago(11)).credit is CreditClass.AT_RISK


def test_a_class_says_where_it_comes_from():
    by_hand = effective(CreditClass.GOOD, None, None, ON)
    assert (by_hand.known, str(by_hand.reason)) == (True, "Set by hand in the customer’s file.")
    reviewed = effective(CreditClass.NORMAL, None, ON, ON)
    assert (reviewed.credit, reviewed.known) == (CreditClass.NORMAL, True)


def test_nobody_unknown_is_treated_as_good():
    found = effective(CreditClass.NORMAL, None, None, ON)
    assert (found.credit, found.known) == (CreditClass.NORMAL, False)


def test_an_override_needs_a_reason_and_an_end():
    check_override(TRUSTED)
    for wrong, says in (
        (replace(TRUSTED, reason=""), "say why"),
        (replace(TRUSTED, ends_on=ago(11)), "lies before"),
        (replace(TRUSTED, ends_on=date(2029, 1, 1)), f"more than {MAX_OVERRIDE_MONTHS} months away"),
    ):
        with pytest.raises(Refused, match=says):
            check_override(wrong)


def test_accounts_are_looked_through_in_their_rhythm():
    assert next_review(3, date(2025, 11, 30)) == date(2026, 2, 28)
    assert next_review(0, ON) is None
    rhythms = [(1, 1, date(2026, 2, 28)), (2, 12, date(2025, 1, 1)), (3, 0, date(2000, 1, 1)), (4, 3, ago(5))]
    assert [(each.customer, each.due_on) for each in queue(rhythms, ON)] == [
        (2, date(2026, 1, 1)),
        (1, date(2026, 3, 28)),
    ]
