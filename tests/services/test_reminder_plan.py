"""Planning in a book: what comes into the queue, what changes nothing, what takes itself back, clocks set back."""

import json
from datetime import timedelta

import pytest

from app.core.reminder.board import Claim
from app.core.reminder.facts import PauseKind
from app.core.reminder.kinds import Happened, RuleKind, State, Way
from app.core.reminder.queue import CLOCK
from app.core.reminder.requests import EndPause, PauseReminders
from app.errors import Refused
from app.services import reminder_plan
from app.services.reminder_facts import around_of, policy_of
from app.services.reminder_plan import PlanReport, _changes
from app.services.verify import Verify
from app.storage import tables as t
from app.storage.reminder_facts import load_facts
from app.storage.reminders import By, Move, StoredReminder, load_reminder, load_reminders, move
from tests.services.helpers_reminders import Reminders

NOTHING = PlanReport()


@pytest.fixture(name="shop")
def shop_with_reminders(tmp_path):
    shop = Reminders(tmp_path)
    yield shop
    assert shop.shop.problems() == []
    assert Verify(shop.shop.store).verify().problems == ()
    shop.shop.store.dispose()


def rows(shop, **wanted) -> list[StoredReminder]:
    with shop.shop.store.read() as session:
        found = load_reminders(session)
    return [row for row in found if all(getattr(row.wish, name, None) == value for name, value in wanted.items())]


def states(shop):
    return [(row.wish.rule, row.wish.occurrence, row.state) for row in rows(shop)]


def do(shop, reminder, what=Happened.SENT, became=State.SENT):
    """Let a reminder be done by whatever does so."""
    with shop.shop.store.write() as session:
        was = load_reminder(session, reminder).state
        assert move(session, reminder, was, Move(what, became), By(shop.around.now(), shop.today, 1))


def told(shop, reminder):
    """Return the history of a reminder."""
    statement = "SELECT was, became, what FROM reminder_event WHERE reminder_id = ? ORDER BY id"
    return shop.shop.sql(statement, reminder)


# ---- into the queue -------------------------------------------------------------------------------------------------


def test_what_is_due_comes_into_the_queue_once(shop):
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.charge("C001", "s2", -1)
    assert shop.planning.plan() == PlanReport(new=2)
    overdue, soon = rows(shop)
    assert (overdue.wish.rule, overdue.wish.occurrence, overdue.wish.amount) == (RuleKind.OVERDUE, "1", 10_000)
    assert (overdue.state, overdue.wish.ways) == (State.QUEUED, (Way.MESSAGE,))
    assert soon.wish.rule is RuleKind.DUE_SOON
    assert told(shop, overdue.id) == [("", "queued", "planned")]
    assert shop.planning.last_run() == shop.today


@pytest.mark.parametrize("customer", ["", "C001"])
def test_planning_again_on_the_day_writes_nothing_at_all(shop, customer):
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.planning.plan()
    before = shop.shop.dump()
    assert shop.planning.plan(customer=customer) == NOTHING
    assert shop.shop.dump() == before


def test_of_one_customer_only_that_one_is_planned(shop):
    for number in ("C001", "C002"):
        shop.customer(number)
        shop.charge(number, f"s{number}", 5)
    assert shop.planning.plan(customer="C002") == PlanReport(new=1)
    assert [row.wish.customer for row in rows(shop)] == [2]
    assert shop.planning.last_run() is None  # a run is for everybody
    assert shop.planning.plan() == PlanReport(new=1)


def test_the_plan_of_all_is_the_plans_of_each(shop):
    for number in range(1, 8):
        shop.customer(f"C00{number}", consents={"sms": shop.day(-400)}, birthday="05-20", review_months=1)
        for nth in range(number):
            shop.charge(f"C00{number}", f"s{number}-{nth}", nth * 9 - 3)
    with shop.shop.store.read() as session:
        everybody = list(load_facts(session, around_of(session, shop.today)))
        each = [next(load_facts(session, around_of(session, shop.today), [facts.customer])) for facts in everybody]
    assert everybody == each
    reports = [shop.planning.plan(customer=f"C00{number}") for number in range(1, 8)]
    assert sum(report.new for report in reports) > 10
    assert shop.planning.plan() == NOTHING


def test_an_unknown_customer_is_refused(shop):
    for ask in (lambda: shop.planning.plan(customer="C009"), lambda: shop.planning.facts("C009")):
        with pytest.raises(Refused) as caught:
            ask()
        assert caught.value.field == "customer"
    with pytest.raises(Refused) as caught:
        shop.planning.explain(7)
    assert caught.value.field == "reminder"


# ---- what becomes of a row ------------------------------------------------------------------------------------------


def test_a_paid_one_takes_itself_back_and_comes_again_when_the_payment_is_reversed(shop):
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.planning.plan()
    shop.pay("C001", "m1", against=["s1"])
    assert shop.planning.plan(customer="C001") == PlanReport(gone=1)
    [row] = rows(shop)
    assert (row.state, row.done_on) == (State.CANCELLED, None)
    [(text,)] = shop.shop.sql("SELECT text FROM kept_text WHERE kind = 'reminder_event'")
    assert json.loads(text) == {"text": "paid"}
    shop.shop.do("reverse", id="x1", on=shop.day(0), entry="m1", reason="cheque bounced")
    assert shop.planning.plan(customer="C001") == PlanReport(again=1)
    assert [row.state for row in rows(shop)] == [State.QUEUED]
    assert [what for *_, what in told(shop, row.id)] == ["planned", "gone", "again"]


def test_a_part_payment_changes_what_is_asked_for(shop):
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.charge("C001", "s2", 6)
    shop.planning.plan()
    shop.pay("C001", "m1", "120.00", against=["s2"])
    assert shop.planning.plan(customer="C001") == PlanReport(new=1, gone=1)  # another charge leads now
    shop.pay("C001", "m2", "30.00")
    assert shop.planning.plan(customer="C001") == PlanReport(updated=1)
    [row] = [row for row in rows(shop) if row.state is State.QUEUED]
    assert (row.wish.amount, len(row.wish.covers)) == (5000, 1)


def test_stages_follow_each_other_from_when_they_were_really_done(shop):
    shop.customer()
    shop.charge("C001", "s1", 60)
    found = []
    for _ in range(60):
        shop.planning.plan()
        for row in rows(shop):
            if row.state is State.QUEUED and row.wish.due_on <= shop.today:
                do(shop, row.id)
                found.append((row.wish.stage, shop.today))
        shop.go(days=1)
    first = found[0][1]
    assert [(stage, (on - first).days) for stage, on in found] == [(1, 0), (2, 7), (3, 17), (4, 27), (5, 37)]


def test_what_went_out_is_never_planned_again_and_what_may_have_gone_out_is_left_alone(shop):
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.charge("C001", "s2", -2)
    shop.planning.plan()
    first, second = rows(shop)
    do(shop, first.id, Happened.CLAIMED, State.SENDING)
    do(shop, second.id)
    assert shop.planning.plan() == NOTHING
    do(shop, first.id, Happened.UNCLEAR, State.INTERRUPTED)
    shop.go(days=20)
    assert not [row for row in rows(shop) if row.state is State.QUEUED]
    shop.planning.plan()
    blocked = [row for row in rows(shop) if row.wish.rule is RuleKind.OVERDUE and row.state is State.QUEUED]
    assert blocked == []  # until somebody has said what became of the first


def test_a_pause_takes_back_and_its_end_brings_again(shop):
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.planning.plan()
    pause = PauseReminders(id="p1", customer="C001", kind=PauseKind.DISPUTE, starts_on=shop.today, reason="短斤少两")
    shop.contacts.pause(pause)
    assert shop.planning.plan(customer="C001") == PlanReport(gone=1)
    shop.go(days=4)
    shop.contacts.end_pause(EndPause(id="p2", pause="p1", on=shop.today))
    assert shop.planning.plan(customer="C001") == PlanReport(again=1)


def test_two_programs_planning_at_once_put_in_nothing_twice(shop):
    """Both have read before either writes."""
    shop.customer()
    shop.charge("C001", "s1", 5)
    with shop.shop.store.read() as session:
        stale = _changes(session, around_of(session, shop.today), None)
    assert shop.planning.plan() == PlanReport(new=1)
    assert shop.planning._write(stale, shop.today) == NOTHING
    shop.pay("C001", "m1", against=["s1"])
    with shop.shop.store.read() as session:
        stale = _changes(session, around_of(session, shop.today), None)
    do(shop, rows(shop)[0].id, Happened.CLAIMED, State.SENDING)
    assert len(stale.gone) == 1
    assert shop.planning._write(stale, shop.today) == NOTHING
    assert states(shop) == [(RuleKind.OVERDUE, "1", State.SENDING)]


# ---- files that are merged ------------------------------------------------------------------------------------------


def test_stages_done_go_along_when_files_are_merged_and_back_when_they_are_parted(shop):
    for number in ("C001", "C002"):
        shop.customer(number)
    shop.charge("C001", "s1", 15)
    shop.planning.plan()
    do(shop, rows(shop)[0].id)
    merged_on = shop.day(0)
    shop.shop.do("merge", id="g1", on=merged_on, customer="C001", into="C002", reason="one person")
    assert shop.planning.plan() == NOTHING  # stage 2 comes a week later, not stage 1 again
    assert [done.nth for charge in shop.planning.facts("C002").charges for done in charge.done] == [1]
    assert shop.planning.facts("C001") == shop.planning.facts("C002")
    shop.go(days=7)
    assert shop.planning.plan() == PlanReport(new=1)
    [row] = [row for row in rows(shop) if row.state is State.QUEUED]
    assert (row.wish.customer, row.wish.stage) == (2, 2)
    do(shop, row.id)
    shop.shop.do("reverse", id="x1", on=shop.day(0), entry="g1", reason="two after all")
    shop.planning.plan()
    assert [done.nth for charge in shop.planning.facts("C001").charges for done in charge.done] == [1, 2]
    assert not [row for row in rows(shop) if row.state is State.QUEUED]


def test_what_waits_for_a_file_that_is_merged_away_is_taken_over(shop):
    for number in ("C001", "C002"):
        shop.customer(number)
    shop.charge("C001", "s1", 5)
    shop.planning.plan()
    shop.shop.do("merge", id="g1", on=shop.day(0), customer="C001", into="C002", reason="one person")
    assert shop.planning.plan(customer="C001") == PlanReport(new=1, gone=1)
    assert [(row.wish.customer, row.state) for row in rows(shop)] == [(1, State.CANCELLED), (2, State.QUEUED)]


# ---- clocks ---------------------------------------------------------------------------------------------------------


def test_a_clock_set_back_is_refused_for_all_and_passed_over_for_one(shop):
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.planning.plan()
    shop.charge("C001", "s2", -1)
    before = shop.shop.dump()
    with pytest.raises(Refused) as caught:
        shop.planning.plan(shop.today - timedelta(days=1))
    assert caught.value.field == CLOCK
    assert str(shop.today) in str(caught.value)
    assert shop.planning.plan(shop.today - timedelta(days=1), customer="C001") == NOTHING
    assert shop.shop.dump() == before


def test_a_clock_that_was_ahead_bars_nothing_for_good_once_a_person_says_that_it_is_right(shop):
    shop.customer()
    shop.charge("C001", "s1", 5)
    today = shop.today
    shop.go(days=4000)
    shop.planning.plan()
    shop.go(days=-4000)
    for refused in (shop.planning.plan, shop.planning.begin, lambda: shop.queue.claim(1, Way.MESSAGE)):
        with pytest.raises(Refused):
            refused()
    shop.planning.plan(clock_is_right=True)
    assert shop.planning.last_run() == today
    assert shop.planning.plan() == NOTHING
    assert [row.amount for row in shop.rows()] == [10_000]
    assert isinstance(shop.queue.claim(shop.overdue().id, Way.MESSAGE), Claim)
    with pytest.raises(Refused):
        shop.planning.plan(today - timedelta(days=1))


# ---- portion by portion ---------------------------------------------------------------------------------------------


@pytest.fixture(name="by_two")
def planned_by_two(shop, monkeypatch):
    """Make five customers who owe, two of them one person, planned two at a time."""
    monkeypatch.setattr(reminder_plan, "PORTION", 2)
    for number in range(1, 6):
        shop.customer(f"C00{number}")
        shop.charge(f"C00{number}", f"s{number}", 5)
    shop.shop.do("merge", on=shop.day(0), customer="C005", into="C001", reason="the same person")
    return shop


def test_portions_plan_what_one_run_would_and_the_day_counts_with_the_last(by_two):
    run = by_two.planning.begin()
    known = []
    while not run.is_over:
        assert by_two.planning.last_run() is None
        run = by_two.planning.step(run)
        known.append(len(rows(by_two)))
    assert known == [2, 4, 4]
    assert run.report == PlanReport(new=4)
    assert by_two.planning.last_run() == by_two.today
    assert {row.wish.customer: row.wish.amount for row in rows(by_two)} == {1: 20_000, 2: 10_000, 3: 10_000, 4: 10_000}
    assert not any(by_two.planning.preview().report)


def test_a_run_that_was_stopped_is_made_whole_by_the_next(by_two):
    by_two.planning.step(by_two.planning.begin())  # and the program ends
    assert len(rows(by_two)) == 2
    assert by_two.planning.plan() == PlanReport(new=2)
    assert by_two.planning.plan() == NOTHING


def test_a_book_without_customers_is_planned(shop):
    assert shop.planning.begin().is_over
    assert shop.planning.plan() == NOTHING


def test_days_nobody_planned_are_caught_up_by_one_stage(shop):
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.go(days=90)
    assert shop.planning.plan() == PlanReport(new=1)
    assert [row.wish.stage for row in rows(shop)] == [1]


# ---- why ------------------------------------------------------------------------------------------------------------


def test_a_reminder_is_explained_by_charges_days_and_stage(shop):
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.charge("C001", "s2", 1)
    shop.planning.plan()
    said = [message.values for message in shop.planning.explain(rows(shop)[0].id)]
    assert [(each["charge"], each.get("days"), each.get("stage")) for each in said] == [
        ("s1", 5, None),
        ("s1", None, 1),
        ("s2", 1, None),
        ("s2", None, None),
    ]


def test_every_kind_of_reminder_has_its_reason(shop):
    shop.customer(consents={"sms": shop.day(-400)}, birthday=f"{shop.today:%m-%d}", review_months=1)
    shop.shop.do("top_up", id="t1", on=shop.day(-100), customer="C001", paid="30.00", tender="cash",
                 expires_on=shop.day(5))  # fmt: skip
    shop.shop.do("pass_sale", id="p1", on=shop.day(-100), customer="C001", service="洗车", count=4, paid="9.00",
                 tender="cash")  # fmt: skip
    shop.shop.do("pass_use", id="u1", on=shop.day(-1), customer="C001", service="洗车", count=3)
    shop.charge("C001", "s1", -1)
    shop.planning.plan(shop.today)
    kinds = {row.wish.rule for row in rows(shop)}
    assert kinds >= {RuleKind.EXPIRING, RuleKind.PASS_LOW, RuleKind.BIRTHDAY, RuleKind.DUE_SOON}
    for row in rows(shop):
        [message] = shop.planning.explain(row.id)
        message.text.format_map(message.values)


def test_the_policy_has_the_law_of_the_place(shop):
    with shop.shop.store.read() as session:
        policy = policy_of(session)
    assert policy.pack.name == "CN"
    assert policy.pack.value("limitation_years", shop.today).value == 3


def test_no_text_of_a_person_stands_in_a_row(shop):
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.planning.plan()
    columns = {column.name for column in t.reminder.c}
    assert "name" not in columns
    for row in shop.shop.sql("SELECT wish FROM reminder"):
        assert "客" not in row[0]
