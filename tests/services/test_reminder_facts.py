"""What planning knows of customers: read for all alike and for each alone, from files, items, replies and history."""

from datetime import date, timedelta

import pytest

from app.core.customer import CustomerChange
from app.core.mail import MailAccount, SendTo
from app.core.reminder.facts import LotFact, PassFact, Pause, PauseKind, Review, StatementFact
from app.core.reminder.kinds import CreditClass, Way
from app.core.reminder.limitation import Ground, Interruption
from app.core.reminder.plan import plan
from app.core.reminder.promise import Payment
from app.core.reminder.reach import addressee_of, reach_of
from app.core.reminder.requests import AddNote, EndNote, EndPause, PauseReminders, RecordPromise, RecordReview
from app.core.reminder.requests import WithdrawPromise as Withdraw
from app.core.reminder.rules import changed
from app.core.statement_reply import OpenDispute, Outcome, RecordReply
from app.services.books import open_book
from app.services.demo import Demo
from app.services.reminder_facts import around_of, facts_of
from app.services.statement_replies import Disputes, StatementReplies
from app.storage.customers import Author, load_by_id
from app.storage.mail import save_account
from app.storage.reminder_facts import load_facts
from tests.services.helpers_customers import circumstances
from tests.services.helpers_reminders import Reminders
from tests.services.helpers_replies import issue


@pytest.fixture(name="shop")
def shop_with_reminders(tmp_path):
    shop = Reminders(tmp_path)
    shop.customer()
    yield shop
    assert shop.problems() == ()
    shop.shop.store.dispose()


def facts(shop, customer="C001"):
    return shop.planning.facts(customer)


def change(shop, **given):
    shop.shop.files.record(CustomerChange(id=f"change {given}", no="C001", given=given))


# ---- all alike ------------------------------------------------------------------------------------------------------


@pytest.fixture(name="demo", scope="module")
def demo_shop(tmp_path_factory):
    """Make the demo shop, which has customers of every sort."""
    path = tmp_path_factory.mktemp("demo") / "demo.cbook"
    Demo(80, 800, circumstances().today()).make(path, lambda _done: None)
    store, _ = open_book(path)
    yield store
    store.dispose()


def test_the_facts_of_all_are_those_of_each_and_of_their_files(demo):
    today = circumstances().today()
    with demo.read() as session:
        everybody = list(load_facts(session, around_of(session, today), also=range(1, 1000)))
        assert len(everybody) == 80
        assert any(each.charges for each in everybody)
        assert any(each.passes for each in everybody)
        assert any(each.birthday for each in everybody)
        for each in everybody:
            assert facts_of(session, each.customer, today) == each
            reached = reach_of(load_by_id(session, each.customer).file, None)
            assert (each.reach, each.likes, each.consents) == reached


@pytest.mark.parametrize("days", [-400, -200, -45, 0, 1, 30, 88, 200, 700])
def test_nobody_is_left_out_of_whom_there_is_anything_to_plan(demo, days):
    """Most customers are passed over quickly; that must never lose a reminder, whatever the rules and the day."""
    given = {
        "birthday": {"days": [20, 0]},
        "return_visit": {"on": True, "days": [0, 40]},
        "sleeping": {"days": [20, 50]},
        "low_balance": {"level": 20_000},
    }
    with demo.read() as session:
        around = around_of(session, circumstances().today() + timedelta(days=days))
        for rules in (around.policy.rules, changed(around.policy.rules, given)):
            asked = around._replace(policy=around.policy._replace(rules=rules))
            quick = [wish for each in load_facts(session, asked) for wish in plan(each, asked.policy, asked.today)]
            every = load_facts(session, asked, also=range(1, 1000))
            assert quick == [wish for each in every for wish in plan(each, asked.policy, asked.today)]


# ---- the file -------------------------------------------------------------------------------------------------------


def test_what_a_file_says_of_reach_and_wishes(shop):
    every = {Way.EMAIL, Way.LETTER, Way.PHONE, Way.MESSAGE}
    assert facts(shop).reach == every
    assert facts(shop).consents == frozenset()
    shop.shop.customer("C001", opted_out=["phone", "email"], channel="post", credit_class="at_risk", review_months=3,
                       consents={"wechat": shop.day(-9), "email": None}, on=shop.day(-2000))  # fmt: skip
    found = facts(shop)
    assert found.reach == {Way.LETTER, Way.MESSAGE}
    assert (found.likes, found.credit, found.since) == (
        Way.LETTER,
        CreditClass.AT_RISK,
        date.fromisoformat(shop.day(-2000)),
    )
    assert found.consents == {Way.MESSAGE, Way.SERVICE}
    assert found.review == Review(3, found.since)
    with shop.shop.store.read() as session:
        file = load_by_id(session, 1).file
    assert addressee_of(file, None).opted_out == {Way.PHONE, Way.EMAIL}
    assert addressee_of(file, None).consents == found.consents


@pytest.mark.parametrize(
    ("sends_to", "file", "reached", "agreed"),
    [
        (None, {}, False, {Way.MESSAGE, Way.SERVICE}),
        (SendTo.PHONE, {}, True, {Way.MESSAGE, Way.SERVICE}),
        (SendTo.PHONE, {"phones": []}, False, {Way.MESSAGE, Way.SERVICE}),
        (SendTo.PHONE, {"phones": [], "channel": "wechat"}, False, {Way.MESSAGE, Way.SERVICE}),
        (SendTo.PHONE, {"opted_out": ["service"]}, False, {Way.MESSAGE, Way.SERVICE}),
        (SendTo.EMAIL, {"phones": []}, True, {Way.MESSAGE}),
        (SendTo.EMAIL, {"email": ""}, False, {Way.MESSAGE}),
        (SendTo.EMAIL, {"consents": {"email": "2026-01-01"}}, True, {Way.EMAIL, Way.MESSAGE, Way.SERVICE}),
    ],
)
def test_a_service_reaches_whom_it_can_send_to(shop, sends_to, file, reached, agreed):
    consents = {"sms": shop.day(-9), **file.pop("consents", {})}
    shop.shop.customer("C001", consents=consents, **file)
    with shop.shop.store.write() as session:
        account = MailAccount(service_name="" if sends_to is None else "bot", service_to=sends_to or SendTo.PHONE)
        save_account(session, MailAccount(), account, Author(1, shop.now, "m1"), [])
    with shop.shop.store.read() as session:
        found = facts_of(session, 1, shop.today)
        assert reach_of(load_by_id(session, 1).file, sends_to) == (found.reach, found.likes, found.consents)
    assert (Way.SERVICE in found.reach, found.consents) == (reached, agreed)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"credit_class": "bad"}, "credit_class"),
        ({"review_months": 61}, "review_months"),
        ({"review_months": -1}, "review_months"),
        ({"opted_out": ["owner"]}, "opted_out"),
        ({"opted_out": ["smoke"]}, "opted_out"),
    ],
)
def test_nonsense_in_the_new_fields_is_refused_by_name(shop, given, field):
    assert shop.shop.refused("customer", no="C001", **given).field == field


def test_the_new_fields_are_kept_and_logged(shop):
    shop.shop.customer("C001", timezone="Europe/Berlin", opted_out=["email", "phone", "phone"], credit_class="good")
    with shop.shop.store.read() as session:
        file = load_by_id(session, 1).file
    assert (file.timezone, file.opted_out, file.credit_class) == (
        "Europe/Berlin",
        (Way.EMAIL, Way.PHONE),
        CreditClass.GOOD,
    )
    changed = dict(shop.shop.sql("SELECT field, new FROM file_change WHERE old <> '' OR new <> ''"))
    assert changed["timezone"] == "Europe/Berlin"
    assert changed["opted_out"] == '["email","phone"]'
    shop.shop.customer("C001", timezone="", opted_out=[])
    with shop.shop.store.read() as session:
        assert load_by_id(session, 1).file.opted_out == ()


# ---- what is open ---------------------------------------------------------------------------------------------------


def test_lots_and_passes_with_what_is_left(shop):
    do = shop.shop.do
    do(
        "top_up",
        id="t1",
        on=shop.day(-50),
        customer="C001",
        paid="100.00",
        bonus="10.00",
        tender="cash",
        expires_on=shop.day(50),
    )
    do("top_up", id="t2", on=shop.day(-40), customer="C001", paid="5.00", tender="cash", priority=0)
    do("sale", id="s1", on=shop.day(-10), customer="C001", amount="110.00", pay=[{"with": "prepaid"}])
    do("pass_sale", id="p1", on=shop.day(-9), customer="C001", service="洗车", count=10, paid="300.00", tender="cash")
    do("pass_use", id="u1", on=shop.day(-8), customer="C001", service="洗车", count=3)
    do("pass_sale", id="p2", on=shop.day(-7), customer="C001", service="游泳", days=30, paid="99.00", tender="cash")
    found = facts(shop)
    assert found.lots == (LotFact(2, shop.today - timedelta(days=40), 500),)
    assert found.passes[0] == PassFact(3, "洗车", shop.today - timedelta(days=9), 7, 10)
    assert (found.passes[1].visits, found.passes[1].left) == (0, 1)
    assert (found.last_lot, found.last_visit) == (2, shop.today - timedelta(days=7))


def test_instalments_know_which_of_how_many_they_are(shop):
    plan = [{"due_on": shop.day(days), "amount": "10.00"} for days in (10, 40, 70)]
    shop.shop.do("sale", id="s1", on=shop.day(-30), customer="C001", amount="30.00",
                 pay=[{"with": "account", "instalments": plan}])  # fmt: skip
    shop.charge("C001", "s/2", 5)  # a request may be called like a part
    shop.pay("C001", "m1", "10.00", against=["s1"])
    found = {charge.name: charge for charge in facts(shop).charges}
    assert {name: (each.part, each.parts) for name, each in found.items()} == {
        "s1/2": (2, 3),
        "s1/3": (3, 3),
        "s/2": (1, 1),
    }
    assert found["s1/2"].last_due_on == shop.today + timedelta(days=70)


def test_what_is_in_dispute_is_not_asked_for_the_rest_of_a_charge_is(shop):
    disputes = Disputes(shop.shop.store, shop.around)
    shop.charge("C001", "s1", 5)
    shop.charge("C001", "s2", 5)
    disputes.open(OpenDispute(id="d1", customer="C001", charge="s1", on=shop.today, amount=4000, reason="r"))
    disputes.open(OpenDispute(id="d2", customer="C001", charge="s2", on=shop.today, reason="r"))
    assert [(each.name, each.open, each.disputed) for each in facts(shop).charges] == [
        ("s1", 6000, False),
        ("s2", 10_000, True),
    ]


def test_written_off_charges_are_not_open(shop):
    shop.charge("C001", "s1", 5)
    shop.shop.do("write_off", id="w1", on=shop.day(0), customer="C001", charge="s1", amount="100.00", reason="r")
    assert facts(shop).charges == ()


# ---- what people said and did ---------------------------------------------------------------------------------------


def test_promises_with_what_was_paid_since(shop):
    shop.charge("C001", "s1", 5)
    shop.contacts.promise(
        RecordPromise(id="p1", customer="C001", amount=5000, due_on=shop.today + timedelta(days=3), on=shop.today)
    )
    shop.contacts.promise(
        RecordPromise(id="p2", customer="C001", amount=2000, due_on=shop.today + timedelta(days=9), on=shop.today)
    )
    shop.contacts.withdraw(Withdraw(id="p3", promise="p2", reason="r"))
    shop.pay("C001", "m1", "30.00", against=["s1"])
    shop.pay("C001", "m2", "20.00", against=["s1"])
    shop.shop.do("reverse", id="x1", on=shop.day(0), entry="m2", reason="r")
    found = facts(shop)
    assert [(each.amount, each.due_on, each.after_entry) for each in found.promises] == [
        (5000, shop.today + timedelta(days=3), 1)
    ]
    assert found.payments == (Payment(2, shop.today, 3000), Payment(3, shop.today, 2000, shop.today))


def test_pauses_hold_as_long_as_they_really_did(shop):
    start = shop.today
    shop.contacts.pause(PauseReminders(id="a1", customer="C001", kind=PauseKind.UNTIL, starts_on=start,
                                       until=start + timedelta(days=20), reason="r"))  # fmt: skip
    shop.contacts.pause(PauseReminders(id="a2", customer="C001", kind=PauseKind.SILENCE, starts_on=start, reason="r"))
    shop.go(days=3)
    shop.contacts.end_pause(EndPause(id="a3", pause="a2", on=shop.today))
    assert facts(shop).pauses == (
        Pause(PauseKind.UNTIL, start, start + timedelta(days=20)),
        Pause(PauseKind.SILENCE, start, start + timedelta(days=2)),
    )


def test_notes_and_reviews(shop):
    shop.contacts.note(AddNote(id="n1", customer="C001", on=shop.today + timedelta(days=2), text="送发票"))
    shop.contacts.note(AddNote(id="n2", customer="C001", on=shop.today, text="x"))
    shop.contacts.end_note(EndNote(id="n3", dated_note="n2"))
    shop.contacts.review(RecordReview(id="r1", customer="C001", on=shop.today, text="ok"))
    shop.shop.customer("C001", review_months=3)
    found = facts(shop)
    assert [(note.on, note.text) for note in found.notes] == [(shop.today + timedelta(days=2), "送发票")]
    assert found.review == Review(3, shop.today)


def test_only_the_last_statement_counts_and_only_unanswered(shop):
    replies = StatementReplies(shop.shop.store, shop.around)
    shop.charge("C001", "s1", 5)
    no = issue(shop.shop, "C001")
    assert facts(shop).statements == ()  # it asked for no reply
    drop = "DROP TRIGGER statement_no_update"
    guard = shop.shop.sql("SELECT sql FROM sqlite_master WHERE name = 'statement_no_update'")[0][0]
    before = shop.shop.sql("SELECT digest FROM statement")[0][0]
    shop.shop.sql(drop)
    shop.shop.sql("UPDATE statement SET reply_by = ?", shop.day(10))
    assert facts(shop).statements == (StatementFact(no, shop.today, shop.today + timedelta(days=10)),)
    replies.record(RecordReply(id="r1", statement=no, outcome=Outcome.CONFIRMED, on=shop.today))
    assert facts(shop).statements == ()
    replies.record(RecordReply(id="r2", statement=no, outcome=Outcome.NONE, on=shop.today))
    assert len(facts(shop).statements) == 1
    shop.shop.sql("UPDATE statement SET reply_by = NULL, digest = ?", before)
    shop.shop.sql(guard)


# ---- limitation -----------------------------------------------------------------------------------------------------


def test_what_starts_limitation_anew_is_read_for_old_charges_only(shop):
    shop.charge("C001", "old", 1000)
    shop.charge("C001", "new", 30)
    shop.pay("C001", "m1", "10.00", on=shop.day(-400), against=["old"])
    shop.pay("C001", "m2", "10.00", on=shop.day(-300), against=["old"])
    shop.shop.do("reverse", id="x1", on=shop.day(-290), entry="m2", reason="r")
    shop.contacts.promise(RecordPromise(id="p1", customer="C001", amount=5000, due_on=shop.today, on=shop.today))
    old, new = facts(shop).charges
    assert old.interruptions == (
        Interruption(shop.today - timedelta(days=400), Ground.PART_PAYMENT),
        Interruption(shop.today, Ground.CONSENT),
    )
    assert new.interruptions == ()
