"""Credit limits in all and overdue, for customers and groups; holds that end with their cause."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.owing.limits import (
    Cause,
    Causes,
    Exposure,
    Group,
    Hold,
    Limits,
    OpenCharge,
    Reaction,
    Scope,
    breaches,
    check_hold,
    check_limits,
    exposure,
    lifted,
    said_of,
    standing,
)
from app.errors import Refused

ON = date(2026, 3, 31)
NOTHING = Exposure(0, 0)
BEFORE = ON - timedelta(days=10)


def ago(days):
    return ON - timedelta(days=days)


def reactions(found):
    return [each.reaction for each in found]


# ---- the worked case ------------------------------------------------------------------------------------------------


def test_g1_a_charge_beyond_the_limit_is_refused_or_warned_of_as_the_shop_chose():
    refusing = breaches(550_00, NOTHING, Limits(total=100_00))
    warning = breaches(550_00, NOTHING, Limits(total=100_00, on_total=Reaction.WARN))
    assert reactions(refusing) == [Reaction.REFUSE]
    assert reactions(warning) == [Reaction.WARN]
    assert [each.message for each in warning] == [each.message for each in refusing]


def test_g1_within_the_limit_it_passes_and_reaching_it_exactly_passes():
    limits = Limits(total=1_100_00)
    assert breaches(550_00, NOTHING, limits) == ()
    assert breaches(550_00, Exposure(550_00, 0), limits) == ()
    assert reactions(breaches(1, Exposure(1_100_00, 0), limits)) == [Reaction.REFUSE]


# ---- limits ---------------------------------------------------------------------------------------------------------


def test_no_limit_is_none_and_zero_is_no_credit():
    assert breaches(10**12, NOTHING, Limits()) == ()
    assert len(breaches(1, NOTHING, Limits(total=0))) == 1
    assert breaches(0, Exposure(500, 500), Limits(total=0, overdue=0)) == ()


def test_what_is_overdue_beyond_the_grace_counts():
    charges = [OpenCharge(ago(10), 5), OpenCharge(ago(11), 7), OpenCharge(ON, 9)]
    assert exposure(charges, ON, 10) == Exposure(21, 7)
    assert exposure(charges, ON) == Exposure(21, 12)
    assert exposure((), ON) == NOTHING


def test_a_limit_on_what_is_overdue_stops_further_sales():
    limits = Limits(overdue=100_00, on_overdue=Reaction.REFUSE)
    assert breaches(1, Exposure(100_00, 100_00), limits) == ()
    found = breaches(1, Exposure(100_01, 100_01), limits)
    assert reactions(found) == [Reaction.REFUSE]
    assert "nothing more goes on account" in found[0].message.text


def test_a_group_has_a_limit_of_its_own():
    family = Group("王家", Limits(total=1_000_00), Exposure(900_00, 0))
    assert breaches(100_00, Exposure(50_00, 0), Limits(total=500_00), family) == ()
    found = breaches(100_01, Exposure(50_00, 0), Limits(total=500_00), family)
    assert [breach.message.values["group"] for breach in found] == ["王家"]
    both = breaches(600_00, Exposure(50_00, 0), Limits(total=500_00), family)
    assert len(both) == 2
    late = Group("王家", Limits(overdue=0), Exposure(900_00, 1))
    assert len(breaches(1, NOTHING, Limits(), late)) == 1


@given(st.lists(st.integers(1, 10**6), max_size=10), st.integers(0, 10**6))
def test_what_is_admitted_never_comes_to_more_than_the_limit(amounts, limit):
    owed = 0
    for amount in amounts:
        if not breaches(amount, Exposure(owed, 0), Limits(total=limit)):
            owed += amount
    assert owed <= limit


def test_a_limit_below_what_is_owed_is_allowed_and_said():
    check_limits(Limits(total=100))
    said = said_of(Limits(total=100), Exposure(250, 0))
    assert said.text.startswith("{owed} is owed already, more than the limit of {limit}")
    assert said.values["over"].minor == 150
    assert said_of(Limits(total=250), Exposure(250, 0)) is None
    assert said_of(Limits(), Exposure(250, 0)) is None


@pytest.mark.parametrize("limits", [Limits(total=-1), Limits(overdue=-1), Limits(total=10**14), Limits(grace_days=-1)])
def test_limits_that_are_no_amounts_are_refused(limits):
    with pytest.raises(Refused):
        check_limits(limits)


# ---- holds ----------------------------------------------------------------------------------------------------------


def hold(cause, scope=Scope.ACCOUNT, ends_on=None, starts_on=BEFORE, id_="h1"):
    return Hold(id_, cause, scope, "too much open", starts_on, ends_on)


TRUE = Causes(owed=Exposure(500, 200), limit=400, broken_promise=True, agreement=False)
GONE = Causes(owed=Exposure(400, 0), limit=400)


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause is not Cause.OWNER])
def test_a_hold_lifts_by_itself_when_its_cause_is_gone(cause):
    assert lifted(hold(cause), TRUE, ON) is None
    assert "2026-03-31" in str(lifted(hold(cause), GONE, ON))


def test_the_owners_hold_stands_until_its_day_or_until_lifted():
    assert lifted(hold(Cause.OWNER), GONE, date(2050, 1, 1)) is None
    until = hold(Cause.OWNER, ends_on=ON)
    assert lifted(until, GONE, ON) is None
    assert str(lifted(until, TRUE, ON + timedelta(days=1))) == "The hold ended on 2026-03-31."


def test_no_limit_lifts_a_hold_for_the_limit():
    assert lifted(hold(Cause.LIMIT), TRUE._replace(limit=None), ON) is not None


def test_the_hold_on_all_sales_counts_before_the_one_on_account():
    account, everything = hold(Cause.OVERDUE), hold(Cause.OWNER, Scope.ALL, starts_on=ago(1), id_="h2")
    assert standing([account, everything], TRUE, ON) == everything
    assert standing([account], TRUE, ON) == account
    assert standing([account], GONE, ON) is None
    assert standing([hold(Cause.OWNER, starts_on=ON + timedelta(days=1))], TRUE, ON) is None


def test_a_hold_needs_a_reason_and_ends_after_it_began():
    check_hold(hold(Cause.OWNER, ends_on=ON))
    with pytest.raises(Refused, match="say why"):
        check_hold(hold(Cause.OWNER)._replace(reason=" "))
    with pytest.raises(Refused, match="when it begins"):
        check_hold(hold(Cause.OWNER, ends_on=ago(11)))
