"""Sending a reminder: taken once, asked for once more, within the hours and the counts, and never twice."""

import pytest

from app.core.outgoing import Outcome, Result
from app.core.reminder.board import Claim, Group, Held
from app.core.reminder.kinds import State, Way
from app.core.reminder.queue import CLOCK
from app.core.reminder.requests import ContactResult, MarkSent, Resolve, Skip, Snooze
from app.errors import Message, Refused
from tests.services.helpers_reminders import Reminders

ACCEPTED = Result(Outcome.ACCEPTED)
UNCLEAR = Result(Outcome.UNCLEAR, answer="timed out")
FAILED = Result(Outcome.FAILED, Message("{host} is not there.", {"host": "mail"}))


@pytest.fixture(name="shop")
def shop_of(tmp_path):
    """Make a shop with one customer who owes 100.00, five days overdue, planned at noon of a Wednesday."""
    shop = Reminders(tmp_path)
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.plan()
    yield shop
    assert shop.problems() == ()
    shop.shop.store.dispose()


def state(shop, reminder=1):
    return shop.queue.row(reminder).row.state


def second_stage(shop):
    """Send the first message, and plan the day on which a message and a letter are due."""
    claim = shop.queue.claim(1, Way.MESSAGE)
    shop.queue.finish(claim, ACCEPTED)
    shop.go(days=7)
    shop.plan()
    return shop.overdue()


# ---- taking and settling --------------------------------------------------------------------------------------------


def test_what_is_accepted_has_gone_out_and_stands_in_the_log(shop):
    claim = shop.queue.claim(1, Way.MESSAGE)
    assert isinstance(claim, Claim)
    assert (claim.customer, claim.to, claim.attempt, claim.key) == ("C001", "13800001001", 1, "r1-1")
    assert "100.00" in claim.body
    assert state(shop) is State.SENDING
    assert shop.queue.finish(claim, ACCEPTED) is State.SENT
    [contact] = shop.contacts.of_customer("C001")
    assert (contact.result, contact.text, contact.reminder) == (ContactResult.SENT, claim.body, 1)
    assert shop.rows() == []


@pytest.mark.parametrize(
    ("result", "becomes", "logged"),
    [
        (ACCEPTED, State.SENT, ContactResult.SENT),
        (FAILED, State.FAILED, ContactResult.FAILED),
        (Result(Outcome.REFUSED, answer="550 no such user"), State.FAILED, ContactResult.FAILED),
        (UNCLEAR, State.INTERRUPTED, ContactResult.UNCLEAR),
    ],
)
def test_nothing_is_taken_twice_whatever_became_of_it(shop, result, becomes, logged):
    claim = shop.queue.claim(1, Way.MESSAGE)
    again = shop.queue.claim(1, Way.MESSAGE, again=True)
    assert isinstance(again, Held)
    assert again.state is State.SENDING
    assert shop.queue.finish(claim, result) is becomes
    assert shop.queue.finish(claim, ACCEPTED) is (State.SENT if becomes is State.INTERRUPTED else becomes)
    held = shop.queue.claim(1, Way.MESSAGE)
    assert isinstance(held, Held)
    assert len(shop.contacts.of_customer("C001")) == 1
    if becomes is not State.INTERRUPTED:
        assert shop.contacts.of_customer("C001")[0].result is logged


def test_the_words_of_a_server_stay_with_the_attempt(shop):
    shop.queue.finish(shop.queue.claim(1, Way.MESSAGE), FAILED)
    assert [event.text for event in shop.queue.row(1).events][-1] == "mail is not there."


def test_one_that_failed_is_tried_again_only_when_a_person_says_so(shop):
    shop.queue.finish(shop.queue.claim(1, Way.MESSAGE), FAILED)
    assert isinstance(shop.queue.claim(1, Way.MESSAGE), Held)
    again = shop.queue.claim(1, Way.MESSAGE, again=True)
    assert isinstance(again, Claim)
    assert (again.attempt, again.key) == (2, "r1-2")
    assert shop.queue.finish(again, ACCEPTED) is State.SENT


def test_a_late_answer_of_an_earlier_attempt_changes_nothing(shop):
    first = shop.queue.claim(1, Way.MESSAGE)
    shop.queue.finish(first, FAILED)
    second = shop.queue.claim(1, Way.MESSAGE, again=True)
    assert shop.queue.finish(first, FAILED) is State.SENDING
    assert shop.queue.finish(second, ACCEPTED) is State.SENT


def test_an_unknown_reminder_is_refused(shop):
    with pytest.raises(Refused) as caught:
        shop.queue.claim(99, Way.MESSAGE)
    assert caught.value.field == "reminder"


@pytest.mark.parametrize("way", [Way.PHONE, Way.OWNER, Way.LETTER, Way.EMAIL])
def test_a_way_that_is_not_its_own_is_not_taken(shop, way):
    held = shop.queue.claim(1, way)
    assert isinstance(held, Held)
    assert held.state is State.QUEUED
    assert state(shop) is State.QUEUED


# ---- two ways of one reminder ---------------------------------------------------------------------------------------


def test_a_reminder_of_two_ways_is_sent_when_both_are(shop):
    row = second_stage(shop)
    assert (row.stage, row.ways) == (2, (Way.MESSAGE, Way.LETTER))
    assert shop.queue.finish(shop.queue.claim(row.id, Way.MESSAGE), ACCEPTED) is State.QUEUED
    assert isinstance(shop.queue.claim(row.id, Way.MESSAGE), Held)
    shop.plan()
    left = shop.overdue()
    assert (left.ways, left.done, left.state) == ((Way.LETTER,), (Way.MESSAGE,), State.QUEUED)
    assert shop.queue.finish(shop.queue.claim(row.id, Way.LETTER), ACCEPTED) is State.SENT


def test_a_text_that_went_out_goes_by_no_other_way_when_the_customer_gets_a_mail_address_liked_better(shop):
    row = second_stage(shop)
    shop.queue.finish(shop.queue.claim(row.id, Way.MESSAGE), ACCEPTED)
    shop.customer(channel="email")
    shop.plan()
    assert shop.overdue().ways == (Way.LETTER,)
    assert isinstance(shop.queue.claim(row.id, Way.EMAIL), Held)


@pytest.mark.parametrize("letter", [None, FAILED])
def test_one_whose_other_way_is_gone_from_the_file_does_not_stay_for_ever(shop, letter):
    row = second_stage(shop)
    shop.queue.finish(shop.queue.claim(row.id, Way.MESSAGE), ACCEPTED)
    if letter is not None:
        shop.queue.finish(shop.queue.claim(row.id, Way.LETTER), letter)
    shop.customer(address={"street": "", "city": ""})
    shop.plan()
    assert state(shop, row.id) is State.SENT
    assert shop.rows() == []
    shop.plan()
    shop.go(days=10)
    shop.plan()
    assert shop.overdue().stage == 3


def test_one_of_two_ways_that_failed_leaves_the_other_done(shop):
    row = second_stage(shop)
    shop.queue.finish(shop.queue.claim(row.id, Way.MESSAGE), ACCEPTED)
    assert shop.queue.finish(shop.queue.claim(row.id, Way.LETTER), FAILED) is State.FAILED
    assert isinstance(shop.queue.claim(row.id, Way.MESSAGE, again=True), Held)
    assert shop.queue.finish(shop.queue.claim(row.id, Way.LETTER, again=True), ACCEPTED) is State.SENT


def test_one_that_takes_itself_back_after_its_message_went_out_asked_for_the_others_it_named(shop):
    shop.charge("C001", "s2", 2)
    row = second_stage(shop)
    assert (row.stage, row.amount) == (2, 20_000)
    shop.queue.finish(shop.queue.claim(row.id, Way.MESSAGE), ACCEPTED)
    shop.pay("C001", "m1", against=["s1"])
    for _day in range(6):  # the first stage of the other charge went out with that message
        shop.plan()
        assert shop.rows() == []
        shop.go(days=1)
    shop.go(days=1)
    shop.plan()
    assert (shop.overdue().stage, shop.overdue().amount) == (2, 10_000)


def test_one_that_comes_back_goes_on_with_the_ways_that_are_left_but_not_at_once(shop):
    row = second_stage(shop)
    shop.queue.finish(shop.queue.claim(row.id, Way.MESSAGE), ACCEPTED)
    shop.pay("C001", "m1", against=["s1"])
    shop.plan()
    assert shop.rows() == []
    shop.shop.do("reverse", id="x1", on=shop.day(0), entry="m1", reason="cheque bounced")
    shop.plan()
    assert shop.rows() == []  # written to a moment ago
    shop.go(days=3)
    shop.plan()
    assert (shop.overdue().id, shop.overdue().ways) == (row.id, (Way.LETTER,))


# ---- asked for once more --------------------------------------------------------------------------------------------


def test_what_has_been_paid_takes_itself_back_and_says_why(shop):
    shop.pay("C001", "m1")
    held = shop.queue.claim(1, Way.MESSAGE)
    assert isinstance(held, Held)
    assert held.state is State.CANCELLED
    assert held.message.text == "What it asks for has been paid or settled."
    assert shop.contacts.of_customer("C001") == []
    last = shop.queue.row(1).events[-1]
    assert (last.what, last.became, last.text) == ("gone", "cancelled", "paid")


def test_what_is_partly_paid_asks_for_the_rest(shop):
    shop.pay("C001", "m1", "40.00")
    claim = shop.queue.claim(1, Way.MESSAGE)
    assert claim.wish.amount == 6000
    assert "60.00" in claim.body


def test_a_payment_reversed_brings_the_reminder_back(shop):
    shop.pay("C001", "m1")
    shop.plan()
    assert shop.rows() == []
    shop.shop.do("reverse", id="r1", on=shop.day(0), entry="m1", reason="bounced")
    shop.plan()
    assert isinstance(shop.queue.claim(1, Way.MESSAGE), Claim)


def test_a_promise_made_since_holds_it_back(shop):
    shop.shop.do("promise", id="p1", customer="C001", on=shop.day(0), amount="100.00", due_on=shop.day(5))
    held = shop.queue.claim(1, Way.MESSAGE)
    assert (held.state, held.message.text) == (
        State.CANCELLED,
        "The customer has promised to pay; the day has not passed yet.",
    )


def test_while_the_clock_is_behind_nothing_is_sent(shop):
    shop.go(days=-1)
    with pytest.raises(Refused) as caught:
        shop.queue.claim(1, Way.MESSAGE)
    assert caught.value.field == CLOCK
    assert state(shop) is State.QUEUED


# ---- conduct --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hour", "taken"), [(7, False), (8, True), (21, True), (22, False), (23, False)])
def test_nothing_goes_out_in_quiet_hours_and_nothing_is_lost(shop, hour, taken):
    shop.go(hour=hour)
    claim = shop.queue.claim(1, Way.MESSAGE)
    assert isinstance(claim, Claim) is taken
    if not taken:
        assert claim.until is not None
        assert claim.until.hour == 8
        assert state(shop) is State.QUEUED
        assert shop.overdue().until == claim.until
        shop.now = claim.until.astimezone(shop.now.tzinfo)
        assert isinstance(shop.queue.claim(1, Way.MESSAGE), Claim)


def test_the_hours_are_those_where_the_customer_lives(shop):
    shop.customer(timezone="Asia/Shanghai")  # 20:00 there when it is noon in Greenwich
    shop.go(hour=15)
    assert isinstance(shop.queue.claim(1, Way.MESSAGE), Held)
    assert shop.overdue().until is not None
    shop.go(hour=13)
    assert isinstance(shop.queue.claim(1, Way.MESSAGE), Claim)


def test_sundays_wait(shop):
    shop.go(days=4)
    assert shop.today.isoweekday() == 7
    shop.plan()
    held = shop.queue.claim(1, Way.MESSAGE)
    assert held.until.isoweekday() == 1


def test_who_opted_out_a_moment_ago_is_left_alone(shop):
    shop.customer(opted_out=["message"])
    held = shop.queue.claim(1, Way.MESSAGE)
    assert isinstance(held, Held)
    assert held.state is State.QUEUED
    with pytest.raises(Refused):
        shop.queue.mark_sent(MarkSent(id="h1", reminder=1, text="t"))


def test_the_most_a_day_counts_calls_by_hand_and_not_those_who_called_us(shop):
    for number in range(3):
        shop.shop.do("contact", id=f"in{number}", customer="C001", way="phone", result="reached", incoming=True)
        shop.shop.do("contact", id=f"k{number}", customer="C001", way="phone", result="no_answer")
    held = shop.queue.claim(1, Way.MESSAGE)
    assert isinstance(held, Held)
    assert held.message.values == {"most": 3}
    refused = shop.shop.refused("contact", id="k4", customer="C001", way="phone", result="no_answer")
    assert refused.message.values == {"most": 3}
    shop.shop.do("contact", id="in4", customer="C001", way="phone", result="reached", incoming=True)
    shop.go(days=1)
    assert isinstance(shop.queue.claim(1, Way.MESSAGE), Claim)


def test_what_for_certain_did_not_go_out_counts_against_nothing(shop):
    for _ in range(5):
        claim = shop.queue.claim(1, Way.MESSAGE, again=True)
        assert isinstance(claim, Claim)
        shop.queue.finish(claim, FAILED)


def test_files_merged_into_the_customers_count_too(shop):
    shop.customer("C002")
    for number in range(3):
        shop.shop.do("contact", id=f"k{number}", customer="C002", way="phone", result="reached")
    shop.shop.do("merge", id="g1", on=shop.day(0), customer="C002", into="C001", reason="same")
    assert isinstance(shop.queue.claim(1, Way.MESSAGE), Held)
    assert shop.overdue().hint is not None
    assert shop.overdue().last_word is not None


# ---- killed while sending -------------------------------------------------------------------------------------------


def test_what_was_being_sent_is_found_interrupted_and_waits_for_a_person(shop):
    shop.queue.claim(1, Way.MESSAGE)
    assert shop.queue.interrupted() == [1]
    assert shop.queue.interrupted() == []
    shop.plan()
    row = shop.overdue()
    assert row.state is State.INTERRUPTED
    assert shop.queue.board().groups[Group.OVERDUE] == (row,)
    assert isinstance(shop.queue.claim(1, Way.MESSAGE, again=True), Held)
    assert shop.contacts.of_customer("C001")[0].result is ContactResult.UNCLEAR


def test_whoever_sent_it_knows_better_than_another_program_that_found_it_interrupted(shop):
    claim = shop.queue.claim(1, Way.MESSAGE)
    shop.queue.interrupted()
    assert shop.queue.finish(claim, ACCEPTED) is State.SENT


@pytest.mark.parametrize(("arrived", "becomes"), [(True, []), (False, [State.QUEUED])])
def test_a_person_finds_out_what_became_of_it(shop, arrived, becomes):
    claim = shop.queue.claim(1, Way.MESSAGE)
    shop.queue.interrupted()
    shop.queue.resolve(Resolve(id="v1", reminder=1, arrived=arrived, note="asked them"))
    assert [row.state for row in shop.rows()] == becomes
    known = ContactResult.SENT if arrived else ContactResult.FAILED
    assert shop.contacts.of_customer("C001")[0].result is known
    after = shop.queue.row(1).row.state
    assert shop.queue.finish(claim, ACCEPTED) is after
    assert isinstance(shop.queue.claim(1, Way.MESSAGE), Held if arrived else Claim)


def test_another_reminder_waits_until_it_is_known(shop):
    shop.queue.claim(1, Way.MESSAGE)
    shop.queue.interrupted()
    shop.charge("C001", "s2", 40)
    shop.go(days=7)
    shop.plan()
    assert [row.id for row in shop.rows()] == [1]
    shop.queue.skip(Skip(id="k1", reminder=1, reason="lost"))
    shop.plan()
    assert [row.id for row in shop.rows()] != [1]


# ---- put off --------------------------------------------------------------------------------------------------------


def test_a_snoozed_one_waits_until_its_day(shop):
    shop.queue.snooze(Snooze(id="z1", reminder=1, until=shop.today.replace(day=29)))
    assert shop.queue.count() == 0
    [row] = shop.queue.board().groups[Group.WAITING]
    assert row.free_on == shop.today.replace(day=29)
    held = shop.queue.claim(1, Way.MESSAGE)
    assert isinstance(held, Held)
    shop.queue.snooze(Snooze(id="z2", reminder=1, until=None))
    assert shop.queue.count() == 1
    assert isinstance(shop.queue.claim(1, Way.MESSAGE), Claim)
