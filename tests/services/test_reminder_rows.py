"""Rows of the queue in the book: moved on only from the state they are in, told of, guarded, and proved."""

from contextlib import closing
from datetime import timedelta

import pytest

from app.core.reminder.facts import PauseKind
from app.core.reminder.kinds import NEXT_STATES, Happened, RuleKind, State, Tone, Way
from app.core.reminder.requests import (
    AddNote,
    AddStep,
    ContactResult,
    ContactWay,
    EndNote,
    EndPause,
    LogContact,
    PauseReminders,
    RecordPromise,
    RecordReview,
    StepKind,
    WithdrawPromise,
)
from app.core.reminder.wish import Covered, Wish
from app.core.reminder.wish_json import read_wish, wish_json
from app.services.verify import Verify
from app.storage.engine import sqlite3
from app.storage.kept_texts import KeptText
from app.storage.reminders import By, Move, add_reminders, assign, load_reminder, move, put_off, refresh
from tests.services.helpers_reminders import Reminders
from tests.services.test_verify import tamper

KEPT = ("reminder_event", "reminder_run", "contact", "promise", "pause", "dated_note", "account_review")


@pytest.fixture(name="shop")
def shop_with_a_reminder(tmp_path):
    shop = Reminders(tmp_path)
    shop.customer()
    shop.charge("C001", "s1", 5)
    shop.planning.plan()
    yield shop
    shop.shop.store.dispose()


def by(shop):
    return By(shop.around.now(), shop.today, 1)


def problems(shop):
    return sorted({(problem.kind, problem.where) for problem in Verify(shop.shop.store).verify().problems})


def wish(shop, **given):
    return Wish(
        **{
            "rule": RuleKind.NOTE,
            "customer": 1,
            "subject": "1",
            "occurrence": "x",
            "due_on": shop.today,
            "ways": (Way.OWNER,),
            **given,
        }
    )


# ---- a wish as it is kept -------------------------------------------------------------------------------------------


def test_a_wish_comes_back_as_it_was(shop):
    full = wish(
        shop,
        rule=RuleKind.OVERDUE,
        ways=(Way.MESSAGE, Way.LETTER),
        expires_on=shop.today + timedelta(days=3),
        stage=2,
        tone=Tone.FIRM,
        template="overdue_firm",
        amount=1234,
        units=2,
        on=shop.today,
        service="洗车",
        number="S000001",
        covers=(Covered(4, 2), Covered(5)),
    )
    for each in (full, wish(shop)):
        key = {
            name: getattr(each, name) for name in ("rule", "customer", "subject", "occurrence", "due_on", "expires_on")
        }
        assert read_wish(wish_json(each), **key) == each


def test_the_text_of_a_note_is_not_kept_with_its_reminder(shop):
    assert "secret" not in wish_json(wish(shop, number="secret"))


# ---- moving on ------------------------------------------------------------------------------------------------------


def test_a_row_moves_only_from_the_state_it_is_in(shop):
    with shop.shop.store.write() as session:
        assert move(session, 1, State.FAILED, Move(Happened.SENT, State.SENT), by(shop)) is None
        assert move(session, 9, State.QUEUED, Move(Happened.SENT, State.SENT), by(shop)) is None
        claimed = Move(Happened.CLAIMED, State.SENDING, "email", 1, text=KeptText(b"s", "t"))
        assert move(session, 1, State.QUEUED, claimed, by(shop)) == 2
        assert move(session, 1, State.QUEUED, claimed, by(shop)) is None  # the second to come finds it taken
        assert load_reminder(session, 1).done_on is None
        move(session, 1, State.SENDING, Move(Happened.SENT, State.SENT), by(shop))
        assert load_reminder(session, 1).done_on == shop.today
        move(session, 1, State.SENT, Move(Happened.RETURNED, State.FAILED), by(shop))
        assert load_reminder(session, 1).done_on is None
    assert problems(shop) == []


@pytest.mark.parametrize("state", State)
def test_no_state_follows_another_that_may_not(shop, state):
    shop.shop.sql("UPDATE reminder SET state = ?", state.value)
    for following in State:
        if following is state or following in NEXT_STATES[state]:
            continue
        with pytest.raises(ValueError, match="does not become"), shop.shop.store.write() as session:
            move(session, 1, state, Move(Happened.DONE, following), by(shop))


def test_putting_off_and_giving_away_are_told(shop):
    with shop.shop.store.write() as session:
        put_off(session, 1, shop.today + timedelta(days=3), None, by(shop))
        assign(session, 1, 1, by(shop))
        row = load_reminder(session, 1)
        assert (row.snoozed_to, row.assigned_to, row.state) == (shop.today + timedelta(days=3), 1, State.QUEUED)
        assert put_off(session, 9, None, None, by(shop)) is None
    assert shop.shop.sql("SELECT what FROM reminder_event ORDER BY id") == [("planned",), ("snoozed",), ("assigned",)]
    assert problems(shop) == []


def test_a_key_that_was_there_is_left_alone(shop):
    with shop.shop.store.write() as session:
        there = load_reminder(session, 1).wish
        assert add_reminders(session, [there, wish(shop)], by(shop)) == 1
        assert add_reminders(session, [there, wish(shop)], by(shop)) == 0
        assert not refresh(session, 1, there, by(shop))
    assert problems(shop) == []


# ---- guards and proof -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", KEPT)
def test_what_happened_is_never_changed(shop, table):
    with closing(sqlite3.connect(shop.shop.path)) as raw:
        names = {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert {f"{table}_no_update", f"{table}_no_delete"} <= names
    if shop.shop.sql(f"SELECT 1 FROM {table}"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 1"):
            with pytest.raises(sqlite3.IntegrityError):
                shop.shop.sql(statement)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE reminder SET due_on = '2020-01-01'", "reminder 1"),
        ("UPDATE reminder SET state = 'sent'", "reminder_event 1"),
        ("UPDATE reminder SET wish = '{}'", "reminder_cover 1"),
        ("UPDATE reminder SET wish = 'no json'", "reminder_cover 1"),
        ("UPDATE reminder SET wish = x'ff'", "reminder 1"),
        ("UPDATE reminder_cover SET nth = 3", "reminder_cover 1"),
        ("DELETE FROM reminder_cover", "reminder_cover 1"),
    ],
)
def test_damage_to_the_queue_is_found(shop, statement, where):
    assert problems(shop) == []
    shop.shop.sql(statement)
    assert where in {place for _, place in problems(shop)}


@pytest.mark.parametrize(
    ("trigger", "statement", "where"),
    [
        ("reminder_event_no_update", "UPDATE reminder_event SET what = 'sent'", "reminder_event 1"),
        ("reminder_event_no_delete", "DELETE FROM reminder_event", "reminder_event 1"),
        ("reminder_run_no_update", "UPDATE reminder_run SET on_day = '2030-01-01'", "reminder_run 1"),
    ],
)
def test_damage_to_its_history_is_found(shop, trigger, statement, where):
    [(guard,)] = shop.shop.sql("SELECT sql FROM sqlite_master WHERE name = ?", trigger)
    shop.shop.sql(f"DROP TRIGGER {trigger}")
    shop.shop.sql(statement)
    shop.shop.sql(guard)
    assert [place for _, place in problems(shop)] == [where]


def test_a_missing_row_is_found(shop):
    with shop.shop.store.write() as session:
        add_reminders(session, [wish(shop)], by(shop))
    shop.shop.sql("PRAGMA foreign_keys = OFF")
    shop.shop.sql("DELETE FROM reminder_cover WHERE reminder_id = 1")
    shop.shop.sql("DELETE FROM reminder WHERE id = 1")
    assert {"reminder"} <= {place for _, place in problems(shop)}


DIGESTED = (
    *("reminder", "reminder_event", "reminder_run", "contact", "contact_step", "promise", "promise_end"),
    *("pause", "pause_end", "dated_note", "dated_note_end", "account_review"),
)


def test_a_changed_row_of_any_of_its_tables_is_found(shop):
    """One row of each is written as people have it written, then changed behind the program's back."""
    say, today = shop.contacts, shop.today
    say.log(LogContact(id="l1", customer="C001", way=ContactWay.LETTER, result=ContactResult.SENT))
    say.step(AddStep(id="l2", contact="l1", what=StepKind.POSTED, on=today, tracking="RX1"))
    say.promise(RecordPromise(id="p1", customer="C001", amount=5000, due_on=today + timedelta(days=3), on=today))
    say.withdraw(WithdrawPromise(id="p2", promise="p1", reason="r"))
    say.pause(PauseReminders(id="a1", customer="C001", kind=PauseKind.SILENCE, starts_on=today, reason="r"))
    say.end_pause(EndPause(id="a2", pause="a1", on=today))
    say.note(AddNote(id="n1", customer="C001", on=today, text="t"))
    say.end_note(EndNote(id="n2", dated_note="n1"))
    say.review(RecordReview(id="v1", customer="C001", on=today, text="t"))
    assert problems(shop) == []
    for table in DIGESTED:
        assert tamper(shop.shop.path, f"UPDATE {table} SET digest = x'00' WHERE rowid = 1") == 1
        assert table in {place.split()[0] for _, place in problems(shop)}
