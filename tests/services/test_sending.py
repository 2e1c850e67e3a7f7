"""Sending reminders and statements to a real mail server: each once, and nothing unclear sent twice by itself."""

import os
import signal
import sys
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from types import SimpleNamespace

import pytest

from app.core.outgoing import Sent
from app.core.reminder.kinds import State, Way
from app.core.reminder.requests import Resolve
from app.core.settings import ChangeSettings
from app.errors import BookUnusable, Message, Refused
from app.i18n.format import long_date
from app.services.books import open_book
from app.services.settings import SettingsDesk
from app.storage.mail import Mailing, save_mailing
from tests.messaging.helpers_mail import Desk, debtors, planned
from tests.messaging.smtp_server import PASSWORD, Behaviour, free_port, serving
from tests.services.helpers_customers import open_shop
from tests.services.test_statement_runs import issued, started

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


@pytest.fixture(name="server")
def server_of():
    behaviour = Behaviour()
    with serving(behaviour) as port:
        behaviour.port = port
        yield behaviour


@pytest.fixture(name="desk")
def desk_of(shop, server):
    debtors(shop, 3)
    return Desk(shop, server.port).set_up()


def send(desk, ids, stop_after=None):
    steps = []
    stop = (lambda: False) if stop_after is None else (lambda: steps[-1][0] >= stop_after)
    report = desk.sending.send_all(ids, lambda done, of: steps.append((done, of)), stop)
    assert steps == sorted(steps)
    return report


def states(desk):
    return {row.id: row.state for rows in desk.queue.board().groups.values() for row in rows}


def kinds(report):
    return [row.sent for row in report.rows]


def text(message):
    return message.text.format_map({k: str(v) for k, v in message.values.items()})


# ---- reminders ------------------------------------------------------------------------------------------------------


def test_each_reminder_goes_out_once_in_the_customers_language(desk, server):
    ids = planned(desk)
    report = send(desk, [*ids, ids[0]])
    assert kinds(report) == [Sent.ACCEPTED] * 3
    assert (report.left, report.error) == (0, None)
    assert [(row.customer, row.name) for row in report.rows] == [(f"C{n}", f"顾客 {n}") for n in (1, 2, 3)]
    assert server.recipients == ["c1@example.com", "c2@example.com", "c3@example.com"]
    assert "顾客 1" in server.mails[0].get_content()
    assert "100.00" in server.mails[0].get_content()
    assert len({mail["Message-ID"] for mail in server.mails}) == 3
    again = send(desk, ids)
    assert kinds(again) == [Sent.KEPT] * 3
    assert len(server.taken) == 3


def test_one_paid_in_between_takes_itself_back(desk, shop, server):
    ids = planned(desk)
    shop.do("payment", on="2026-05-20", customer="C2", amount="200.00", tender="cash")
    report = send(desk, ids)
    assert kinds(report) == [Sent.ACCEPTED, Sent.GONE, Sent.ACCEPTED]
    assert [row.customer for row in report.of(Sent.GONE)] == ["C2"]
    assert text(report.rows[1].message)
    assert server.recipients == ["c1@example.com", "c3@example.com"]


def test_what_was_called_off_and_what_is_not_there(desk, server):
    ids = planned(desk)
    report = send(desk, ids, stop_after=1)
    assert (kinds(report), report.left, report.error) == ([Sent.ACCEPTED], 2, None)
    report = send(desk, [404])
    assert kinds(report) == [Sent.UNABLE]
    assert len(server.taken) == 1


@pytest.mark.parametrize(("answer", "sent"), [("550 no such user", Sent.REFUSED), ("451 later", Sent.FAILED)])
def test_a_refusal_fails_that_one_and_a_person_may_try_it_again(desk, server, answer, sent):
    ids = planned(desk)
    server.at_rcpt = f"c2@example.com:{answer}"
    report = send(desk, ids)
    assert kinds(report) == [Sent.ACCEPTED, sent, Sent.ACCEPTED]
    assert answer in report.rows[1].answer
    assert answer in text(report.rows[1].message)
    assert states(desk)[ids[1]] is State.FAILED
    assert kinds(send(desk, ids)) == [Sent.KEPT] * 3  # not by itself
    server.at_rcpt = ""
    assert desk.sending.send_one(ids[1]).sent is Sent.ACCEPTED
    assert server.recipients == ["c1@example.com", "c3@example.com", "c2@example.com"]


@pytest.mark.parametrize(("place", "arrived"), [("after", 1), ("before", 0)])
def test_an_unclear_one_waits_for_a_person(desk, server, place, arrived):
    ids = planned(desk)
    server.drop = place
    report = send(desk, ids[:1])
    assert kinds(report) == [Sent.UNCLEAR]
    assert states(desk)[ids[0]] is State.INTERRUPTED
    server.drop = ""
    assert kinds(send(desk, ids[:1])) == [Sent.KEPT]
    assert desk.sending.send_one(ids[0]).sent is Sent.KEPT
    assert len(server.taken) == arrived
    desk.queue.resolve(Resolve(id="look", reminder=ids[0], arrived=bool(arrived)))
    report = send(desk, ids[:1])
    assert kinds(report) == [Sent.KEPT if arrived else Sent.ACCEPTED]
    assert len(server.taken) == 1


def test_a_wrong_password_takes_nothing(desk, server):
    ids = planned(desk)
    desk.mail.set_password(f"not-{PASSWORD}")
    report = send(desk, ids)
    assert (report.rows, report.left) == ((), 3)
    assert "password" in text(report.error)
    assert set(states(desk).values()) == {State.QUEUED}
    with pytest.raises(Refused):
        desk.sending.send_one(ids[0])
    desk.mail.set_password(PASSWORD)
    assert kinds(send(desk, ids)) == [Sent.ACCEPTED] * 3


def test_nothing_set_up_and_nobody_there_take_nothing(shop):
    debtors(shop, 1)
    desk = Desk(shop, free_port())
    ids = planned(desk)
    assert text(send(desk, ids).error)
    desk.set_up()
    assert text(send(desk, ids).error)
    assert set(states(desk).values()) == {State.QUEUED}


def test_sending_stops_when_nothing_comes_through(shop, server):
    debtors(shop, 8)
    desk = Desk(shop, server.port).set_up()
    ids = planned(desk)
    server.at_end = "451 not today"
    report = send(desk, ids)
    assert (kinds(report), report.left) == ([Sent.FAILED] * 5, 3)
    assert text(report.error)
    assert sorted(states(desk).values()) == sorted([State.FAILED] * 5 + [State.QUEUED] * 3)


def test_a_server_that_goes_away_stops_the_rest(desk, server, monkeypatch):
    ids = planned(desk)
    server.drop = "rcpt"
    real = desk.queue.claim

    def claim(reminder, way, *, again=False):
        if reminder == ids[1]:
            desk.mail.set_password(f"not-{PASSWORD}")  # signing in anew will fail
            monkeypatch.setattr("app.messaging.smtp.SmtpChannel._connect", _gone)
        return real(reminder, way, again=again)

    monkeypatch.setattr(desk.queue, "claim", claim)
    report = send(desk, ids)
    assert (kinds(report), report.left) == ([Sent.FAILED, Sent.FAILED], 1)
    assert text(report.error)
    assert states(desk)[ids[2]] is State.QUEUED


def _gone(_channel):
    raise Refused("host", Message("gone"))


def test_a_book_that_cannot_be_written_after_sending_leaves_it_unclear(desk, server, monkeypatch):
    ids = planned(desk)

    def full(_claim, _result):
        raise BookUnusable(Message("The disk is full."))

    monkeypatch.setattr(desk.queue, "finish", full)
    report = send(desk, ids)
    assert (kinds(report), report.left) == ([Sent.UNCLEAR], 2)
    assert text(report.error) == "The disk is full."
    monkeypatch.undo()
    assert desk.queue.interrupted() == [ids[0]]
    assert kinds(send(desk, ids[:1])) == [Sent.KEPT]
    assert len(server.taken) == 1


def test_a_fault_of_the_program_leaves_the_message_unclear(desk, server, monkeypatch):
    ids = planned(desk)
    monkeypatch.setattr("app.messaging.smtp.as_bytes", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(desk, ids)
    assert states(desk)[ids[0]] is State.INTERRUPTED
    assert server.taken == []


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a signal")
@pytest.mark.parametrize("moment", ["claimed", "sent"])
def test_killed_while_sending_nothing_goes_out_twice_and_the_row_is_found(desk, shop, server, moment):
    ids = planned(desk)
    shop.store.dispose()
    child = os.fork()
    if child == 0:
        _send_and_die(desk, ids[0], moment)
    os.waitpid(child, 0)
    assert len(server.taken) == (moment == "sent")
    desk = Desk(shop, server.port, desk.keyring)
    assert desk.queue.interrupted() == [ids[0]]
    assert states(desk)[ids[0]] is State.INTERRUPTED
    report = send(desk, ids)
    assert kinds(report) == [Sent.KEPT, Sent.ACCEPTED, Sent.ACCEPTED]
    assert desk.queue.interrupted() == []
    assert server.recipients.count("c1@example.com") == (moment == "sent")


def _send_and_die(desk, reminder, moment):
    """Send in a process that dies after taking the reminder, or after the server has the message."""

    def die(*_args, **_kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    if moment == "sent":
        desk.queue.finish = die
    else:
        real = desk.queue.claim
        desk.queue.claim = lambda *args, **kwargs: (real(*args, **kwargs), die())
    desk.sending.send_one(reminder)


def test_only_mail_and_the_service_go_out_by_themselves(desk):
    ids = planned(desk)
    with pytest.raises(ValueError, match="letter"):
        desk.sending.send_one(ids[0], Way.LETTER)


# ---- statements -----------------------------------------------------------------------------------------------------


@pytest.fixture(name="numbers")
def numbers_of(desk, shop):
    for n in (1, 2, 3):
        shop.do("sale", on="2026-04-10", customer=f"C{n}", amount="50.00", pay=[{"with": "account"}])
    issued(desk.app.statement_runs, started(desk.app.statement_runs))
    return [each.no for each in desk.app.statement_runs.issued()]


def mail_statements(desk, numbers, **given):
    return desk.sending.send_statements(numbers, lambda _done, _of: None, lambda: False, **given)


def made(desk, no):
    found = desk.app.statement_runs.find(no)
    return (found.copies, found.last_made_as)


def test_statements_are_mailed_as_they_were_issued_and_counted(desk, server, numbers):
    report = mail_statements(desk, [*numbers, numbers[0]])
    assert kinds(report) == [Sent.ACCEPTED] * 3
    assert [row.key for row in report.rows] == numbers
    for no, mail in zip(numbers, server.mails, strict=True):
        _text, attached = mail.iter_parts()
        assert attached.get_payload(decode=True) == desk.app.statement_runs.pdf(no)
        assert attached.get_filename().startswith(no)
        assert attached.get_filename().endswith("2026-04.pdf")
        assert "顾客" in attached.get_filename()
        assert no in f"{mail['Subject']} {mail.get_body().get_content()}"
        assert made(desk, no) == (1, "mail")
    assert kinds(mail_statements(desk, numbers)) == [Sent.KEPT] * 3
    assert len(server.taken) == 3
    assert kinds(mail_statements(desk, numbers[:1], again=True)) == [Sent.ACCEPTED]
    assert len({mail["Message-ID"] for mail in server.mails}) == 4
    assert made(desk, numbers[0]) == (2, "mail")


def test_a_statement_that_cannot_go_by_mail_says_why(desk, shop, server, numbers):
    shop.customer("C1", email="")
    shop.customer("C2", opted_out=["email"])
    report = mail_statements(desk, [*numbers, "S404"])
    unable = {row.customer: row for row in report.rows if row.sent is Sent.UNABLE}
    assert unable.keys() == {"C1", "C2", ""}
    assert unable[""].key == "S404"
    assert len({text(row.message) for row in unable.values()}) == 3
    assert made(desk, unable["C1"].key) == (0, "")
    assert server.recipients == ["c3@example.com"]


def test_a_refused_statement_counts_no_copy_and_may_be_sent_again(desk, server, numbers):
    server.at_end = "552 5.2.2 mailbox full"
    report = mail_statements(desk, numbers[:1])
    assert kinds(report) == [Sent.REFUSED]
    assert "mailbox full" in report.rows[0].answer
    assert made(desk, numbers[0]) == (0, "")
    assert desk.sending.unclear_statements() == []
    server.at_end = ""
    assert kinds(mail_statements(desk, numbers[:1])) == [Sent.ACCEPTED]


@pytest.mark.parametrize(("place", "arrived"), [("after", True), ("before", False)])
def test_an_unclear_statement_waits_until_a_person_says_what_became_of_it(desk, server, numbers, place, arrived):
    server.drop = place
    assert kinds(mail_statements(desk, numbers[:1])) == [Sent.UNCLEAR]
    server.drop = ""
    assert kinds(mail_statements(desk, numbers[:1], again=True)) == [Sent.KEPT]
    [unclear] = desk.sending.unclear_statements()
    assert unclear.no == numbers[0]
    desk.sending.settle_statement(numbers[0], arrived=arrived)
    assert desk.sending.unclear_statements() == []
    assert made(desk, numbers[0]) == ((1, "mail") if arrived else (0, ""))
    assert kinds(mail_statements(desk, numbers[:1])) == [Sent.KEPT if arrived else Sent.ACCEPTED]
    assert len(server.taken) == 1
    with pytest.raises(Refused) as caught:
        desk.sending.settle_statement(numbers[0], arrived=True)
    assert caught.value.field == "statement"


def test_a_program_that_ended_while_mailing_a_statement_leaves_it_unclear(desk, shop, server, numbers):
    statement = desk.app.statement_runs.find(numbers[0])
    now = shop.around.now()
    with shop.store.write() as session:
        save_mailing(session, Mailing(statement.id, 1, now))
    assert desk.sending.unclear_statements() == []  # another program may be at it
    assert kinds(mail_statements(desk, numbers[:1])) == [Sent.KEPT]
    with pytest.raises(Refused):
        desk.sending.settle_statement(numbers[0], arrived=False)
    with shop.store.write() as session:
        save_mailing(session, Mailing(statement.id, 1, now - timedelta(minutes=20)))
    assert [each.no for each in desk.sending.unclear_statements()] == numbers[:1]
    assert kinds(mail_statements(desk, numbers[:1])) == [Sent.KEPT]
    desk.sending.settle_statement(numbers[0], arrived=False)
    assert kinds(mail_statements(desk, numbers[:1])) == [Sent.ACCEPTED]
    assert len(server.taken) == 1


def test_a_damaged_note_counts_as_unclear(desk, shop, numbers):
    statement = desk.app.statement_runs.find(numbers[0])
    with shop.store.write() as session:
        save_mailing(session, Mailing(statement.id, 1, shop.around.now()))
    shop.sql("UPDATE setting SET value = '[' WHERE key LIKE 'mailing.%'")
    assert [each.no for each in desk.sending.unclear_statements()] == numbers[:1]
    desk.sending.settle_statement(numbers[0], arrived=False)


def test_line_breaks_in_the_shops_name_make_no_header(desk, shop, server, numbers):
    SettingsDesk(shop.store, shop.around).change(ChangeSettings(id="n", given={"shop_name": "Shop: <x@y.zz>, Bcc"}))
    mail_statements(desk, numbers[:1])
    [mail] = server.mails
    assert mail["Bcc"] is None
    assert mail["From"].addresses[0].addr_spec == "shop@example.com"


def test_what_can_be_mailed_is_known_beforehand(desk, shop, server, numbers):
    assert [(each.no, each.email, each.mailed_on, each.problem) for each in mailable(desk, numbers)] == [
        (no, f"c{n}@example.com", None, None) for n, no in enumerate(numbers, start=1)
    ]
    mail_statements(desk, numbers[:1])
    shop.customer("C2", email="")
    shop.customer("C3", opted_out=["email"])
    first, second, third = mailable(desk, [*reversed(numbers), "S404"])
    assert first.mailed_on == desk.app.statement_runs.find(numbers[0]).last_made_at.astimezone().date()
    assert first.problem is None
    assert len({text(second.problem), text(third.problem)}) == 2
    for each in (second, third):
        with pytest.raises(Refused):
            desk.sending.statement_draft(each.no)
    server.drop = "after"
    mail_statements(desk, numbers[:1], again=True)
    assert numbers[0] in text(mailable(desk, numbers)[0].problem)


def mailable(desk, numbers):
    return desk.sending.mailable_statements(numbers)


def test_what_is_shown_beforehand_is_what_goes_out(desk, server, numbers):
    draft = desk.sending.statement_draft(numbers[1])
    mail_statements(desk, numbers[1:2])
    [mail] = server.mails
    words, attached = mail.iter_parts()
    assert mail["Subject"] == draft.text.subject
    assert words.get_content().split() == draft.text.body.split()
    assert attached.get_filename() == draft.attachment.name
    assert attached.get_payload(decode=True) == draft.attachment.content
    assert draft.to == "c2@example.com"


def test_no_reply_is_asked_for_by_a_day_that_is_past(desk, shop, numbers):
    by = desk.app.statement_runs.find(numbers[0]).reply_by
    shown = long_date(by, "zh_CN")
    assert shown in desk.sending.statement_draft(numbers[0]).text.body
    shop.around = shop.around._replace(today=lambda: by + timedelta(days=1))
    draft = Desk(shop, desk.port).sending.statement_draft(numbers[0])
    assert shown not in draft.text.body
    assert numbers[0] in draft.text.body


def test_a_merged_customer_gets_the_statement_at_the_address_they_have_now(desk, shop, server, numbers):
    shop.customer("C9", name="顾客 9", email="new@example.com")
    shop.do("merge", on="2026-05-20", customer="C1", into="C9", reason="same person")
    assert [each.email for each in mailable(desk, numbers[:1])] == ["new@example.com"]
    assert kinds(mail_statements(desk, numbers[:1])) == [Sent.ACCEPTED]
    assert server.recipients == ["new@example.com"]
    [mailed] = desk.app.contacts.of_customer("C9")
    assert mailed.statement == numbers[0]


def test_a_mailed_statement_stands_in_the_log_and_takes_nothing_from_what_conduct_allows(desk, shop, server, numbers):
    for _again in range(8):
        assert kinds(mail_statements(desk, numbers[:1], again=True)) == [Sent.ACCEPTED]
    logged = desk.app.contacts.of_customer("C1")
    assert [(each.statement, each.way, each.result) for each in logged] == [(numbers[0], "email", "sent")] * 8
    assert logged == sorted(logged, key=lambda each: each.at, reverse=True)
    assert len(desk.app.contacts.of_customer("C1", 3)) == 3
    told = [each for each in desk.app.files.timeline("C1") if each.kind == "statement_mailed"]
    assert [each.text for each in told] == [numbers[0]] * 8
    assert desk.app.contacts.of_customer("C2") == []
    desk.app.reminder_plan.plan()
    [reminder] = [r.id for rows in desk.queue.board().groups.values() for r in rows if r.customer == "C1"]
    assert desk.sending.send_one(reminder).sent is Sent.ACCEPTED


def test_three_programs_at_once_send_each_thing_once(desk, shop, server, numbers):
    ids = planned(desk)
    server.delay = 0.05  # so that they meet
    reports = []

    def program():
        with opened_again(shop) as other:
            own = Desk(other, desk.port, desk.keyring)
            reports.extend([mail_statements(own, numbers), send(own, ids)])

    threads = [Thread(target=program) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(server.recipients) == sorted(f"c{n}@example.com" for n in (1, 2, 3) for _kind in range(2))
    assert sum(len(report.of(Sent.ACCEPTED)) for report in reports) == 6
    assert {kind for report in reports for kind in kinds(report)} == {Sent.ACCEPTED, Sent.KEPT}


@contextmanager
def opened_again(shop):
    """Open the book of a shop as another program does."""
    store, _book = open_book(shop.path)
    try:
        yield SimpleNamespace(store=store, around=shop.around)
    finally:
        store.dispose()
