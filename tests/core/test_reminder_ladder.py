"""The ladder: its stages strictly in order, each in its time, and what cannot be a ladder."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import days_later, month_end, months_later
from app.core.reminder.kinds import NEXT_STATES, CreditClass, State, Tone, Way, may_become
from app.core.reminder.ladder import (
    DEFAULT_LADDERS,
    Done,
    Gentler,
    Ladder,
    Stage,
    as_json,
    changed,
    from_json,
    next_step,
)
from app.errors import Refused

DUE = date(2026, 3, 1)
NORMAL = DEFAULT_LADDERS.normal


def day(count):
    return DUE + timedelta(days=count)


# ---- worked cases ---------------------------------------------------------------------------------------------------


def test_f6_a_late_stage_pushes_the_next():
    four = Ladder(tuple(Stage(n, d, (Way.MESSAGE,), Tone.GENTLE, "t") for n, d in enumerate((3, 10, 20, 30), 1)))
    assert next_step(four, DUE, [Done(1, day(14))]) == (four.stages[1], day(21))


def test_f6_twenty_five_days_late_with_stage_one_done_comes_stage_two():
    step = next_step(NORMAL, DUE, [Done(1, day(3))])
    assert (step.stage.nth, step.due_on) == (2, day(10))


def test_f7_one_stage_a_run_however_old_the_charge():
    runs = [months_later(date(2026, 3, 1), -6), months_later(date(2026, 3, 1), -2), date(2026, 3, 1)]
    due, done, seen = date(2025, 3, 1), [], []
    for today in runs:
        step = next_step(NORMAL, due, done)
        assert step.due_on <= today
        seen.append(step.stage.nth)
        done.append(Done(step.stage.nth, today))
        following = next_step(NORMAL, due, done)
        assert following.due_on > today  # nothing more that day
    assert seen == [1, 2, 3]


def test_f9_and_f15_due_dates():
    assert days_later(date(2024, 3, 1), 14) == date(2024, 3, 15)
    assert days_later(date(2016, 1, 22), 30) == date(2016, 2, 21)
    assert month_end(date(2016, 1, 22), 1) == date(2016, 2, 29)
    assert days_later(date(2016, 1, 22), 0) == date(2016, 1, 22)


@pytest.mark.parametrize(
    ("start", "months", "found"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-02-29", 36, "2027-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", -1, "2026-02-28"),
        ("9999-12-01", 1, "9999-12-31"),
    ],
)
def test_months(start, months, found):
    assert months_later(date.fromisoformat(start), months) == date.fromisoformat(found)


def test_days_stay_within_the_calendar():
    assert days_later(date.max, 1) == date.max
    assert days_later(date.min, -1) == date.min


# ---- the ladders a shop begins with ---------------------------------------------------------------------------------


def test_the_usual_ladder():
    assert [stage.days for stage in NORMAL.stages] == [3, 10, 20, 30, 40]
    assert NORMAL.stages[1].ways == (Way.MESSAGE, Way.LETTER)
    assert NORMAL.stages[3].tone is Tone.FINAL
    assert NORMAL.stages[-1].ways == (Way.OWNER,)


def test_good_customers_are_asked_later_and_those_at_risk_sooner():
    good, risky = DEFAULT_LADDERS.good.stages, DEFAULT_LADDERS.at_risk.stages
    for nth in range(len(NORMAL.stages)):
        assert good[nth].days > NORMAL.stages[nth].days > risky[nth].days


def test_customers_of_long_standing_are_asked_later_by_the_same_days_throughout():
    def days(since, today=date(2026, 5, 1)):
        return [stage.days for stage in DEFAULT_LADDERS.of(CreditClass.NORMAL, since, today).stages]

    assert days(None) == days(date(2023, 5, 2)) == [3, 10, 20, 30, 40]
    assert days(date(2023, 5, 1)) == [5, 12, 22, 32, 42]
    assert days(date(2001, 5, 1)) == [7, 14, 24, 34, 44]


def test_after_the_last_stage_comes_none():
    assert next_step(NORMAL, DUE, [Done(n, day(n * 10)) for n in range(1, 6)]) is None
    assert next_step(NORMAL, DUE, [Done(9, day(9))]) is None  # a ladder that was longer once


@given(
    st.lists(st.integers(1, 90), min_size=1, max_size=8, unique=True).map(sorted),
    st.lists(st.integers(0, 400), max_size=8),
)
def test_stages_come_in_order_and_never_before_their_time(days, delays):
    ladder = Ladder(tuple(Stage(n, d, (Way.MESSAGE,), Tone.GENTLE, "t") for n, d in enumerate(days, 1)))
    done = []
    for delay in [*delays, *[0] * len(days)]:
        step = next_step(ladder, DUE, done)
        if step is None:
            break
        assert step.stage.nth == len(done) + 1
        assert step.due_on >= DUE + timedelta(days=step.stage.days)
        if done:
            gap = days[len(done)] - days[len(done) - 1]
            assert (step.due_on - done[-1].on).days >= gap
        done.append(Done(step.stage.nth, step.due_on + timedelta(days=delay)))
    assert [each.nth for each in done] == list(range(1, len(days) + 1))


# ---- changing and storing them --------------------------------------------------------------------------------------


def rows(*days, **more):
    return [{"days": d, "ways": ["message"], "tone": "gentle", "template": "overdue_gentle", **more} for d in days]


def test_what_is_stored_comes_back():
    ladders = changed(
        DEFAULT_LADDERS,
        {"good": rows(5, 25), "gentler": [{"years": 2, "extra_days": 9}, {"years": 4, "extra_days": 9}]},
    )
    assert ladders.gentler == (Gentler(2, 9), Gentler(4, 9))
    assert from_json(as_json(ladders)) == ladders
    assert from_json({}) == DEFAULT_LADDERS
    assert from_json({"good": "[", "normal": json.dumps(rows(9, 3)), "x": "1", "gentler": "null"}) == DEFAULT_LADDERS


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({"normal": rows(3, 10, 8)}, "normal.3.days"),
        ({"normal": rows(3, 3)}, "normal.2.days"),
        ({"normal": []}, "normal"),
        ({"normal": rows(*range(1, 14))}, "normal"),
        ({"normal": "3"}, "normal"),
        ({"normal": [3]}, "normal.1"),
        ({"normal": rows(0)}, "normal.1.days"),
        ({"normal": rows(-3)}, "normal.1.days"),
        ({"normal": rows(True)}, "normal.1.days"),
        ({"normal": rows(3, tone="rude")}, "normal.1.tone"),
        ({"normal": rows(3, ways=["pigeon"])}, "normal.1.ways"),
        ({"normal": rows(3, ways=[])}, "normal.1.ways"),
        ({"normal": rows(3, ways=["email", "email"])}, "normal.1.ways"),
        ({"normal": rows(3, template="")}, "normal.1.template"),
        ({"normal": rows(3, template="../secret")}, "normal.1.template"),
        ({"normal": rows(3, template=1)}, "normal.1.template"),
        ({"normal": rows(3, colour="red")}, "normal.1.colour"),
        ({"normal": [{"ways": ["owner"], "tone": "final"}]}, "normal.1.days"),
        ({"best": rows(3)}, "best"),
        ({"gentler": [{"years": 3, "extra_days": 2}, {"years": 3, "extra_days": 4}]}, "gentler.2"),
        ({"gentler": [{"years": 3, "extra_days": 2}, {"years": 5, "extra_days": 1}]}, "gentler.2"),
        ({"gentler": [{"years": 3}]}, "gentler.1.extra_days"),
        ({"gentler": [{"years": n, "extra_days": n} for n in range(1, 15)]}, "gentler"),
        ({"gentler": 3}, "gentler"),
    ],
)
def test_nonsense_is_refused_where_it_stands(given_, field):
    with pytest.raises(Refused) as refused:
        changed(DEFAULT_LADDERS, given_)
    assert refused.value.field == field
    assert str(refused.value).endswith(".")


def test_days_going_backwards_are_named():
    with pytest.raises(Refused, match="step 3 comes on day 8, before day 10"):
        changed(DEFAULT_LADDERS, {"normal": rows(3, 10, 8)})


# ---- states ---------------------------------------------------------------------------------------------------------


def test_states_that_end_stay():
    assert set(NEXT_STATES) == set(State)
    assert not NEXT_STATES[State.DONE] | NEXT_STATES[State.SKIPPED]
    assert NEXT_STATES[State.SENT] == {State.FAILED}  # a bounce


def test_nothing_unclear_is_sent_again_without_a_person():
    assert not may_become(State.INTERRUPTED, State.SENDING)
    assert not may_become(State.SENT, State.SENDING)
    assert not may_become(State.FAILED, State.SENDING)
    assert [state for state in State if may_become(state, State.SENDING)] == [State.QUEUED]
