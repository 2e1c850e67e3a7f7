"""What people do by hand: calls, texts copied, letters on their way, promises, pauses, notes, and what is refused."""

from datetime import UTC, timedelta

import pytest

from app.core.outgoing import Outcome as Went
from app.core.outgoing import Result
from app.core.reminder.conduct import Answer
from app.core.reminder.kinds import RuleKind, State, Way
from app.core.reminder.promise import Outcome
from app.core.reminder.requests import ContactResult, ContactWay, MarkSent, StepKind
from app.errors import Refused
from tests.services.helpers_customers import naughty_strings
from tests.services.helpers_reminders import Reminders


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


def states(shop):
    return [row.state for row in shop.rows()]


def third_stage(shop):
    """Have the first two stages done, and plan the day of the call."""
    for days in (7, 10):
        for way in shop.overdue().ways:
            shop.queue.finish(shop.queue.claim(shop.overdue().id, way), Result(Went.ACCEPTED))
        shop.go(days=days)
        shop.plan()
    row = shop.overdue()
    assert row.ways == (Way.PHONE,)
    return row.id


# ---- the queue ------------------------------------------------------------------------------------------------------


def test_a_text_copied_and_sent_by_hand(shop):
    text = shop.queue.row(1).texts[Way.MESSAGE].body
    request = MarkSent(id="h1", reminder=1, text=text)
    assert not shop.queue.mark_sent(request).repeated
    assert shop.queue.mark_sent(request).repeated
    assert states(shop) == []
    [contact] = shop.contacts.of_customer("C001")
    assert (contact.way, contact.result, contact.text) == (ContactWay.MESSAGE, ContactResult.SENT, text)


def test_by_hand_the_same_conduct_holds(shop):
    shop.go(hour=23)
    refused = shop.shop.refused("sent", reminder=1)
    assert refused.field == "at"
    assert "22:00" in str(refused)
    shop.shop.refused("contact", customer="C001", way="phone", result="reached", reminder=1)
    assert shop.queue.row(1).verdicts[Way.PHONE].answer is Answer.WAIT


def test_by_hand_what_was_paid_is_not_asked_for_either(shop):
    shop.pay("C001", "m1")
    assert "paid" in str(shop.shop.refused("sent", reminder=1))
    assert "paid" in str(shop.shop.refused("contact", customer="C001", way="phone", result="reached", reminder=1))


def test_only_the_debtor_is_told(shop):
    refused = shop.shop.refused("contact", customer="C001", way="phone", result="reached", reminder=1, debtor=False)
    assert "Only the customer" in str(refused)


@pytest.mark.parametrize(
    ("result", "states_after", "logged"),
    [
        ("reached", [], ContactResult.REACHED),
        ("disputed", [], ContactResult.DISPUTED),
        ("no_answer", [State.QUEUED], ContactResult.NO_ANSWER),
        ("wrong_number", [State.QUEUED], ContactResult.WRONG_NUMBER),
    ],
)
def test_a_call(shop, result, states_after, logged):
    number = third_stage(shop)
    shop.shop.do("contact", id="k1", customer="C001", way="phone", result=result, reminder=number, text="said so")
    assert states(shop) == states_after
    last = shop.contacts.of_customer("C001")[0]
    assert (last.result, last.text, last.rule) == (logged, "said so", RuleKind.OVERDUE)


def test_a_call_with_a_promise_records_both(shop):
    number = third_stage(shop)
    due = shop.day(3)
    shop.shop.do(
        *("contact",), id="k1", customer="C001", way="phone", result="promise", reminder=number,
        text="Friday", amount="60.00", due_on=due,
    )  # fmt: skip
    [promise] = shop.contacts.promises("C001").lines
    assert (promise.id, promise.amount, promise.due_on.isoformat()) == ("k1/promise", 6000, due)
    assert promise.standing.outcome is Outcome.OPEN
    assert shop.contacts.promises("C001").rate is None


def test_a_call_noted_days_later_counts_from_the_day_it_was_made(shop):
    third_stage(shop)
    made = shop.now
    shop.go(days=4)
    shop.shop.do("contact", customer="C001", reminder=shop.overdue().id, way="phone", result="reached",
                 at=f"{made:%Y-%m-%dT%H:%M}Z")  # fmt: skip
    shop.go(days=5)
    shop.plan()
    assert shop.rows() == []
    shop.go(days=1)
    shop.plan()
    assert shop.overdue().stage == 4  # ten days after the call


def test_no_stage_counts_as_done_before_its_day(shop):
    shop.go(days=5)
    shop.shop.do("contact", customer="C001", reminder=1, way="phone", result="reached",
                 at=f"{shop.now - timedelta(days=20):%Y-%m-%dT%H:%M}Z")  # fmt: skip
    shop.go(days=6)
    shop.plan()
    assert shop.rows() == []
    shop.go(days=1)
    shop.plan()
    assert shop.overdue().stage == 2  # seven days after it was noted


def test_a_talk_replaces_a_text_but_no_letter(shop):
    shop.queue.finish(shop.queue.claim(1, Way.MESSAGE), Result(Went.ACCEPTED))
    shop.go(days=7)
    shop.plan()
    row = shop.overdue()
    shop.shop.do("contact", id="k1", customer="C001", way="visit", result="reached", reminder=row.id)
    assert shop.overdue().ways == (Way.LETTER,)
    shop.shop.do("contact", id="k2", customer="C001", way="letter", result="sent", reminder=row.id)
    assert states(shop) == []


def test_a_customer_who_calls_at_night_is_welcome(shop):
    shop.go(hour=23)
    shop.shop.do("contact", id="k1", customer="C001", way="phone", result="reached", incoming=True, reminder=1)
    assert states(shop) == []


def test_what_happened_before_is_noted_as_it_was(shop):
    shop.shop.do("contact", id="k1", customer="C001", way="phone", result="reached", at=f"{shop.day(-9)}T23:30:00Z")
    assert shop.contacts.of_customer("C001")[0].at.astimezone(UTC).hour == 23


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"customer": "C009"}, "customer"),
        ({"way": "owner"}, "way"),
        ({"result": "begun"}, "result"),
        ({"result": "sent"}, "result"),
        ({"way": "email", "result": "reached"}, "result"),
        ({"result": "promise"}, "amount"),
        ({"result": "promise", "amount": "1.00"}, "due_on"),
        ({"result": "promise", "amount": "0.00", "due_on": "2026-06-01"}, "amount"),
        ({"result": "promise", "amount": "1.00", "due_on": "2026-05-01"}, "due_on"),
        ({"amount": "1.00"}, "amount"),
        ({"due_on": "2026-06-01"}, "due_on"),
        ({"reminder": 9}, "reminder"),
        ({"reminder": 0}, "reminder"),
        ({"at": "2026-05-20"}, "at"),
        ({"at": "2026-05-20T25:00"}, "at"),
        ({"at": "9999-12-31T23:59:59-12:00"}, "at"),
        ({"at": "2026-05-21T12:00"}, "at"),
        ({"attachment": 3}, "attachment"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_a_contact_that_cannot_be(shop, fields, field):
    given = {"customer": "C001", "way": "phone", "result": "reached", **fields}
    assert shop.shop.refused("contact", **given).field == field


def test_a_reminder_of_another_customer_is_not_seen_to(shop):
    shop.customer("C002")
    assert shop.shop.refused("contact", customer="C002", way="phone", result="reached", reminder=1).field == "reminder"


@pytest.mark.parametrize(
    ("do", "fields", "field"),
    [
        ("skip", {"reason": " "}, "reason"),
        ("skip", {"reminder": 7, "reason": "r"}, "reminder"),
        ("snooze", {"until": "2026-05-20"}, "until"),
        ("snooze", {}, "until"),
        ("assign", {"staff": "Nobody"}, "staff"),
        ("resolve", {"arrived": True}, "reminder"),
        ("resolve", {}, "arrived"),
        ("done", {"text": "t"}, "reminder"),
        ("sent", {"way": "phone"}, "way"),
        ("sent", {"way": "letter"}, "way"),
    ],
)
def test_what_cannot_be_done_to_a_reminder(shop, do, fields, field):
    assert shop.shop.refused(do, **{"reminder": 1, **fields}).field == field


def test_a_skipped_one_never_comes_back_and_its_stage_is_done(shop):
    shop.shop.do("skip", id="k1", reminder=1, reason="known to me")
    shop.plan()
    assert states(shop) == []
    shop.shop.refused("skip", reminder=1, reason="again")
    shop.shop.refused("sent", reminder=1)
    shop.go(days=7)
    shop.plan()
    assert shop.overdue().stage == 2
    assert any(each.kind == "reminder_skipped" for each in shop.shop.files.timeline("C001"))


def test_what_the_owner_checks_is_done_by_their_word(shop):
    shop.shop.do("note_on", id="n1", customer="C001", on=shop.day(0), text="new address?")
    shop.customer(review_months=1, on=shop.day(-60))
    shop.plan()
    rows = {row.rule: row.id for row in shop.rows()}
    shop.shop.do("done", id="d1", reminder=rows[RuleKind.NOTE])
    shop.shop.do("done", id="d2", reminder=rows[RuleKind.REVIEW], text="fine")
    shop.plan()
    assert {row.rule for row in shop.rows()} == {RuleKind.OVERDUE}
    agreed = shop.contacts.agreed("C001")
    assert agreed.notes == ()
    assert agreed.last_review == shop.today


# ---- on the way -----------------------------------------------------------------------------------------------------


def sent_letter(shop):
    shop.queue.finish(shop.queue.claim(1, Way.MESSAGE), Result(Went.ACCEPTED))
    shop.go(days=7)
    shop.plan()
    row = shop.overdue()
    shop.queue.finish(shop.queue.claim(row.id, Way.MESSAGE), Result(Went.ACCEPTED))
    claim = shop.queue.claim(row.id, Way.LETTER)
    shop.queue.finish(claim, Result(Went.ACCEPTED))
    return row.id, claim.contact


def test_a_letter_on_its_way(shop):
    _number, contact = sent_letter(shop)
    shop.shop.do("contact_step", id="t1", contact=contact, what="posted", on=shop.day(0), tracking="RR123")
    shop.go(days=2)
    shop.shop.do("contact_step", id="t2", contact=contact, what="delivered", on=shop.day(0))
    letter = next(each for each in shop.contacts.of_customer("C001") if each.id == contact)
    assert [(step.what, step.tracking) for step in letter.steps] == [
        (StepKind.POSTED, "RR123"),
        (StepKind.DELIVERED, ""),
    ]


def test_a_letter_that_comes_back_has_failed_and_only_the_letter_is_left(shop):
    number, contact = sent_letter(shop)
    shop.go(days=2)
    shop.shop.do("contact_step", id="t1", contact=contact, what="returned", on=shop.day(0))
    shop.plan()
    row = shop.overdue()
    assert (row.id, row.state, row.ways) == (number, State.FAILED, (Way.LETTER,))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"contact": 99}, "contact"),
        ({"contact": "nothing"}, "contact"),
        ({"what": "bounced"}, "what"),
        ({"on": "2026-05-01"}, "on"),
        ({"on": "2027-05-01"}, "on"),
        ({"attachment": 5}, "attachment"),
    ],
)
def test_a_step_that_cannot_be(shop, fields, field):
    _number, contact = sent_letter(shop)
    given = {"contact": contact, "what": "posted", "on": shop.day(0), **fields}
    assert shop.shop.refused("contact_step", **given).field == field


# ---- promises, pauses, notes ----------------------------------------------------------------------------------------


def promised(shop, request="p1", amount="100.00", days=5, **fields):
    given = {"on": shop.day(0), "due_on": shop.day(days), **fields}
    shop.shop.do("promise", id=request, customer="C001", amount=amount, **given)


def standing(shop):
    return [line.standing and line.standing.outcome for line in shop.contacts.promises("C001").lines]


def test_a_promise_is_kept_by_what_is_paid_and_broken_again_when_that_is_reversed(shop):
    promised(shop)
    shop.go(days=3)
    shop.pay("C001", "m1")
    assert standing(shop) == [Outcome.KEPT]
    assert shop.contacts.promises("C001").rate == 10_000
    shop.go(days=6)
    shop.shop.do("reverse", id="r1", on=shop.day(0), entry="m1", reason="bounced")
    assert standing(shop) == [Outcome.BROKEN]
    assert shop.contacts.promises("C001").rate == 0
    assert [line.id for line in shop.contacts.all_promises()] == ["p1"]


def test_what_was_paid_before_a_promise_does_not_keep_it(shop):
    shop.pay("C001", "m1", "40.00")
    promised(shop, amount="60.00")
    shop.pay("C001", "m2", "20.00")
    [line] = shop.contacts.promises("C001").lines
    assert line.standing.paid == 2000


def test_a_promise_of_an_earlier_day_counts_what_was_paid_since(shop):
    shop.pay("C001", "m1", "40.00")
    shop.go(days=2)
    promised(shop, amount="40.00", on=shop.day(-2), due_on=shop.day(1))
    assert standing(shop) == [Outcome.KEPT]


def test_a_promise_withdrawn_counts_for_nothing(shop):
    promised(shop, days=1)
    shop.shop.do("end_promise", id="e1", promise="p1", reason="misheard")
    assert standing(shop) == [None]
    assert shop.contacts.promises("C001").lines[0].why == "misheard"
    assert shop.shop.refused("end_promise", promise="p1", reason="again").field == "promise"
    assert shop.shop.refused("end_promise", promise="p9", reason="r").field == "promise"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": "0.00"}, "amount"),
        ({"due_on": "2026-05-19"}, "due_on"),
        ({"on": "2026-05-21"}, "on"),
        ({"customer": "C009"}, "customer"),
    ],
)
def test_a_promise_that_cannot_be(shop, fields, field):
    given = {"customer": "C001", "amount": "1.00", "on": shop.day(0), "due_on": shop.day(5), **fields}
    assert shop.shop.refused("promise", **given).field == field


@pytest.mark.parametrize("kind", ["until", "dispute", "silence"])
def test_a_pause_takes_the_reminder_back_and_its_end_brings_it_again(shop, kind):
    until = {"until": shop.day(30)} if kind == "until" else {}
    shop.shop.do("pause", id="z1", customer="C001", kind=kind, on=shop.day(0), reason="talks", **until)
    shop.plan()
    assert states(shop) == []
    [pause] = shop.contacts.agreed("C001").pauses
    assert (pause.id, pause.pause.kind, pause.pause.reason) == ("z1", kind, "talks")
    shop.go(days=1)
    assert shop.shop.refused("end_pause", pause="z1", on=shop.day(1)).field == "on"
    shop.shop.do("end_pause", id="z2", pause="z1", on=shop.day(0))
    shop.plan()
    assert states(shop) == [State.QUEUED]
    assert shop.contacts.agreed("C001").pauses == ()
    assert shop.shop.refused("end_pause", pause="z1", on=shop.day(0)).field == "pause"


@pytest.mark.parametrize(
    ("do", "fields", "field"),
    [
        ("pause", {"kind": "until"}, "until"),
        ("pause", {"kind": "until", "until": "2026-05-19"}, "until"),
        ("pause", {"kind": "for ever"}, "kind"),
        ("pause", {"kind": "silence", "reason": ""}, "reason"),
        ("note_on", {"text": ""}, "text"),
        ("review", {"on": "2026-05-21"}, "on"),
    ],
)
def test_what_cannot_be_agreed(shop, do, fields, field):
    given = {"customer": "C001", "on": shop.day(0), **({"reason": "r"} if do == "pause" else {}), **fields}
    assert shop.shop.refused(do, **given).field == field


def test_a_note_is_taken_out_once(shop):
    shop.shop.do("note_on", id="n1", customer="C001", on=shop.day(1), text="t")
    assert [note.id for note in shop.contacts.agreed("C001").notes] == ["n1"]
    shop.shop.do("end_note", id="n2", dated_note="n1")
    assert shop.contacts.agreed("C001").notes == ()
    assert shop.shop.refused("end_note", dated_note="n1").field == "dated_note"
    assert shop.shop.refused("end_note", dated_note="n9").field == "dated_note"


# ---- told afterwards ------------------------------------------------------------------------------------------------


def test_the_timeline_tells_all_of_it(shop):
    shop.shop.do("contact", id="k1", customer="C001", way="phone", result="reached", text="hello")
    promised(shop)
    shop.shop.do("end_promise", id="e1", promise="p1", reason="misheard")
    shop.shop.do("pause", id="z1", customer="C001", kind="dispute", on=shop.day(0), reason="talks")
    shop.shop.do("note_on", id="n1", customer="C001", on=shop.day(0), text="look")
    shop.shop.do("review", id="v1", customer="C001", on=shop.day(0), text="fine")
    told = {(each.kind, each.text) for each in shop.shop.files.timeline("C001")}
    assert {
        ("contact_phone", "hello"),
        ("promise", ""),
        ("promise_end", "misheard"),
        ("pause", "talks"),
        ("note_on", "look"),
        ("review", "fine"),
    } <= told


def test_hostile_texts_come_back_as_themselves(shop):
    texts = [text.strip() for text in naughty_strings() if text.strip()][:60]
    said = []
    for number, text in enumerate(texts):
        try:
            shop.shop.do("contact", id=f"k{number}", customer="C001", way="phone", result="reached", incoming=True,
                         text=text)  # fmt: skip
        except Refused:
            continue
        said.append(text)
    kept = [each.text for each in reversed(shop.contacts.of_customer("C001"))]
    assert len(kept) == len(said)


def test_a_note_says_what_it_is_about_in_one_line(shop):
    shop.shop.do("note_on", id="n1", customer="C001", on=shop.day(0), text="Ask for\n the  keys")
    shop.plan()
    [row] = [row for row in shop.rows() if row.rule is RuleKind.NOTE]
    assert row.number == shop.queue.row(row.id).row.number == "Ask for the keys"
    shop.shop.store.dispose()
    shop.shop.sql("DELETE FROM kept_text WHERE kind = 'dated_note'")
    assert shop.queue.row(row.id).row.number == ""


def test_an_erased_text_leaves_the_row(shop):
    shop.shop.do("contact", id="k1", customer="C001", way="phone", result="reached", text="private")
    shop.shop.store.dispose()
    shop.shop.sql("DELETE FROM kept_text WHERE kind = 'contact'")
    assert shop.contacts.of_customer("C001")[0].text == ""


def test_days_put_the_rows_into_their_groups(shop):
    shop.go(days=1)
    assert shop.queue.board().to_do == 1
    assert shop.queue.count() == 1
    shop.shop.do("snooze", reminder=1, until=shop.day(3))
    assert shop.queue.board().to_do == shop.queue.count() == 0
    shop.go(days=3)
    assert shop.queue.board().to_do == shop.queue.count() == 1
    assert shop.queue.board().receipts_through is None
    shop.pay("C001", "m1", "1.00")
    assert shop.queue.board().receipts_through == shop.today
    assert shop.now - timedelta(days=4) < shop.now
