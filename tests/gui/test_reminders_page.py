"""The page of reminders by keys: what stands where, Enter's next right thing, calls, promises, putting off, batches."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.bootstrap import App
from app.config.preferences import Preferences
from app.core.mail import ChangeMail
from app.core.outgoing import SendReport, SendRow, Sent
from app.core.reminder.board import Group, QueueRow
from app.core.reminder.facts import PauseKind
from app.core.reminder.kinds import RuleKind, State, Way
from app.core.reminder.policy import ChangePolicy
from app.core.reminder.promise import Outcome
from app.core.reminder.requests import TALKED, Assign, ContactResult, ContactWay, MarkDone
from app.gui.dialogs.contact_log import ContactDialog
from app.gui.dialogs.dispute import DisputeDialog
from app.gui.dialogs.letter_show import LetterDialog
from app.gui.dialogs.letters_to_post import LettersToPostDialog
from app.gui.dialogs.promise import PromiseDialog
from app.gui.dialogs.reminder_call import CallDialog
from app.gui.dialogs.reminder_done import DoneDialog, HappenedDialog
from app.gui.dialogs.reminder_letters import LettersDialog
from app.gui.dialogs.reminder_mails import MailsDialog
from app.gui.dialogs.reminder_pause import PauseDialog
from app.gui.dialogs.reminder_put_off import AssignDialog, SkipDialog, SnoozeDialog
from app.gui.dialogs.statement_copies import ProgressDialog
from app.gui.pages.reminders import RemindersPage
from app.gui.pages.reminders.model import INTERRUPTED, Head, Line
from app.gui.pages.reminders.narrow import EVERYTHING, Narrow
from app.gui.pages.reminders.steps import Do
from app.gui.pages.reminders.turns import Turns
from app.gui.shop import Shop
from app.gui.tasks import Tasks
from app.gui.widgets import printing
from app.gui.widgets.rail import Rail, Stop
from app.storage.engine import sqlite3
from app.storage.reminders import By, add_run
from tests.gui.programs import CTRL, Key, dialog, dialogs, press
from tests.gui.reminder_book import CHEN, DOOR, LI, OU, OUYANG, WANG, XIE, fill, find
from tests.gui.shop_book import TODAY, apply, open_on


@pytest.fixture(scope="session")
def chased_book(small_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small shop after some weeks of reminders, made once."""
    path = tmp_path_factory.mktemp("chased") / "shop.cbook"
    shutil.copy(small_book, path)
    fill(path)
    return path


@pytest.fixture
def app(chased_book: Path, tmp_path: Path) -> Iterator[App]:
    path = tmp_path / "shop.cbook"
    shutil.copy(chased_book, path)
    opened = open_on(path)
    yield opened
    opened.close()


class Post:
    """Sends nothing: takes reminders from the queue's hands and says what is to become of each."""

    def __init__(self, sent: Sent = Sent.ACCEPTED) -> None:
        self.sent = sent
        self.asked: list[tuple[int, Way]] = []

    def send_one(self, reminder: int, way: Way = Way.EMAIL) -> SendRow:
        self.asked.append((reminder, way))
        return SendRow(str(reminder), "", "", self.sent)

    def send_all(self, reminders: Sequence[int], progress, cancelled, way: Way = Way.EMAIL) -> SendReport:
        assert not cancelled()
        rows = [self.send_one(each, way) for each in reminders]
        progress(len(rows), len(rows))
        return SendReport(rows=tuple(rows))


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def shop(app: App, english: None, post: Post, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setattr(app, "sending", post)
    tasks = Tasks(inline=True)
    raised: list[BaseException] = []
    tasks.unexpected.connect(raised.append)
    yield Shop(app, tasks, app.settings.current(), Preferences())
    for widget in QApplication.topLevelWidgets():
        widget.close()
    tasks.end()
    assert not raised


@pytest.fixture
def told(shop: Shop) -> list[str]:
    """Everything toasts have said."""
    found: list[str] = []
    shop.told.connect(lambda toast: found.append(toast.text))
    return found


@pytest.fixture
def page(shop: Shop) -> Iterator[RemindersPage]:
    made = RemindersPage(shop)
    made.resize(1000, 760)
    shop.changed.connect(made.on_changed)
    made.show()
    QTest.qWaitForWindowActive(made)
    made.arrive()
    made.focus_first()
    yield made
    made.close()
    made.deleteLater()


def go(page: RemindersPage, number: str, rule: RuleKind = RuleKind.OVERDUE) -> QueueRow:
    """Go to a reminder of the list, as the arrow keys would."""
    row = find(page.shop.app, number, rule)
    assert page.list.go_to(row.id)
    page.list.setFocus()
    return row


def back_to(page: RemindersPage) -> None:
    """Wait until the window has the keyboard again, and until what came up was seen."""
    page.activateWindow()
    QTest.qWaitForWindowActive(page)
    page.list.setFocus()
    page.body.unseen.stop()


def do(page: RemindersPage) -> Do:
    step = page.pane.step()
    assert step is not None
    return step.do


# ---- what stands where ----------------------------------------------------------------------------------------------


def test_one_list_in_groups_with_what_is_unclear_on_top(page: RemindersPage):
    groups: dict[str, list[str]] = {}
    for item in page.list.rows.items:
        match item:
            case Head(group, _text, many):
                groups[group] = []
                assert many > 0
            case Line(row):
                groups[list(groups)[-1]].append(row.customer)
    assert list(groups) == [INTERRUPTED, Group.OVERDUE, Group.TODAY, Group.WEEK, Group.WAITING]
    assert groups[INTERRUPTED] == [OU]
    assert set(groups[Group.OVERDUE]) == {CHEN, DOOR, LI, OUYANG}
    assert (groups[Group.TODAY], groups[Group.WEEK], groups[Group.WAITING]) == ([XIE], [WANG], [OU])
    assert page.head.title.text() == "6 reminders today"


def test_arrow_keys_go_from_reminder_to_reminder_and_never_to_a_head(page: RemindersPage):
    seen = []
    for _each in page.list.rows.rows():
        row = page.list.current()
        assert row is not None
        assert page.pane.seen is not None
        assert page.pane.seen.detail.row.id == row.id
        seen.append(row.id)
        press(Key.Key_Down)
    assert seen == [row.id for row in page.list.rows.rows()]


def test_with_nothing_to_do_the_page_says_so(small_book: Path, tmp_path: Path, english: None):
    path = tmp_path / "empty.cbook"
    shutil.copy(small_book, path)
    app = open_on(path)
    tasks = Tasks(inline=True)
    made = RemindersPage(Shop(app, tasks, app.settings.current(), Preferences()))
    made.arrive()
    assert made.stack.currentIndex() == 1
    assert made.head.title.text() == "Nothing to do today"
    assert not made.head.letters.isEnabled()
    for key in (Key.Key_Return, Key.Key_S, Key.Key_P):
        QTest.keyClick(made, key)
    assert dialogs() == []
    made.deleteLater()
    tasks.end()
    app.close()


def test_payments_that_may_not_be_entered_yet_are_warned_of_until_it_is_put_away(page: RemindersPage):
    assert not page.bar.isHidden()
    assert "10-28" in page.bar.words.text()
    page.bar.close_button.click()
    page.refresh()
    assert page.bar.isHidden()


def test_a_clock_behind_the_last_planning_is_warned_of_until_somebody_knows_it_to_be_right(
    app: App, page: RemindersPage, shop: Shop
):
    assert page.clock.isHidden()
    with app.reminder_plan._store.write() as session:
        add_run(session, 0, By(datetime(2037, 1, 1, tzinfo=UTC), date(2037, 1, 1), 1))
    page.refresh()
    assert not page.clock.isHidden()
    assert "2037-01-01" in page.clock.words.text()
    shop.clock_trusted.connect(lambda: app.reminder_plan.plan(TODAY, clock_is_right=True))
    page.clock.right.click()
    page.refresh()
    assert page.clock.isHidden()


def test_no_warning_once_today_s_payments_are_entered(app: App, page: RemindersPage):
    paid = {"do": "payment", "id": "late", "on": TODAY.isoformat(), "customer": LI, "amount": "1.00", "tender": "cash"}
    apply(app, [paid])
    page.refresh()
    assert page.bar.isHidden()


def test_prepaid_money_is_shown_beside_what_is_asked_for(page: RemindersPage):
    go(page, WANG)
    figures = {cell.name.text(): cell.value.text() for cell in page.pane.figures.cells}
    assert figures["Overdue"] == "120.00"
    assert figures["Prepaid"] == "1,016.00"
    assert "¥1,016.00 prepaid" in page.pane.news.text()


# ---- Enter ----------------------------------------------------------------------------------------------------------


def test_enter_logs_the_call_with_its_talking_points_and_a_promise(app: App, page: RemindersPage, told: list[str]):
    row = go(page, LI)
    press(Key.Key_Return)
    asked = dialog()
    assert isinstance(asked, CallDialog)
    press(Key.Key_Right, times=2)  # reached, no answer, promised
    assert asked.result_field.value() is ContactResult.PROMISE
    assert asked.amount.value() == 842_000
    asked.due_on.setText("+9")
    press(Key.Key_Return)
    assert dialogs() == []
    assert told[-1] == "李海建材 promised ¥8,420.00 by 2026-11-30."
    [promise] = app.contacts.promises(LI).lines
    assert (promise.amount, promise.due_on) == (842_000, date(2026, 11, 30))
    assert app.reminder_queue.row(row.id).row.state is State.DONE
    assert page.list.rows.at(lambda each: each.id == row.id) < 0


def test_a_call_nobody_answers_stays_on_the_list(app: App, page: RemindersPage):
    row = go(page, LI)
    press(Key.Key_Return)
    press(Key.Key_Right)
    press(Key.Key_Return)
    assert dialogs() == []
    assert app.contacts.of_customer(LI)[0].result is ContactResult.NO_ANSWER
    assert app.reminder_queue.row(row.id).row.state is State.QUEUED


def test_a_disputed_call_leads_to_the_charge_in_dispute(page: RemindersPage):
    go(page, LI)
    press(Key.Key_Return)
    asked = dialog()
    assert isinstance(asked, CallDialog)
    asked.result_field.buttons()[3].click()
    asked.submit()
    assert isinstance(dialog(), DisputeDialog)


def test_a_promise_without_a_day_is_refused_at_the_field(app: App, page: RemindersPage):
    go(page, LI)
    press(Key.Key_Return)
    asked = dialog()
    assert isinstance(asked, CallDialog)
    asked.result_field.buttons()[2].click()
    asked.due_on.setText("soon")
    asked.submit()
    assert dialogs() == [asked]
    assert asked.amount.property("wrong") == "true"  # the row of amount and day
    assert app.contacts.promises(LI).lines == ()


def test_a_text_is_copied_and_marked_as_sent(app: App, page: RemindersPage, told: list[str]):
    row = go(page, WANG)
    text = app.reminder_queue.row(row.id).texts[Way.MESSAGE].body
    assert do(page) is Do.COPY
    press(Key.Key_Return)
    assert QApplication.clipboard().text() == text
    assert app.reminder_queue.row(row.id).row.state is State.SENT
    assert app.contacts.of_customer(WANG)[0].text == text
    assert "王小明" in told[-1]


def test_a_second_enter_right_after_does_nothing_to_the_next_one(page: RemindersPage):
    go(page, WANG)
    page.body.unseen.setInterval(60_000)  # however busy the machine is
    press(Key.Key_Return)
    before = page.list.current()
    press(Key.Key_Return)
    assert dialogs() == []
    assert page.list.current() == before


def with_mail(page: RemindersPage) -> None:
    """Set up a mail account, on a server that is not asked."""
    account = {"host": "mail.example.com", "user": "shop", "sender_address": "shop@example.com"}
    page.shop.app.mail.change(ChangeMail(id="mail", given=account))
    page.refresh()


def test_an_email_goes_by_enter_once(page: RemindersPage, post: Post, told: list[str]):
    with_mail(page)
    row = go(page, DOOR)
    assert do(page) is Do.SEND
    press(Key.Key_Return)
    assert post.asked == [(row.id, Way.EMAIL)]
    assert told[-1] == "E-mail to Blue Door Café: Sent"


def test_without_a_mail_account_enter_copies_the_mail(app: App, page: RemindersPage, post: Post, told: list[str]):
    row = go(page, DOOR)
    assert do(page) is Do.COPY
    assert "No mail account" in page.pane.message.may.text()
    press(Key.Key_Return)
    assert app.reminder_queue.row(row.id).row.done == (Way.EMAIL,)
    assert "Blue Door Café" in QApplication.clipboard().text()
    assert post.asked == []


def test_what_stops_all_mail_is_said_with_the_way_to_the_settings(app: App, page: RemindersPage, told: list[str]):
    del app.__dict__["sending"]  # the real one is made anew
    with_mail(page)
    row = go(page, DOOR)
    places: list[tuple[str, object]] = []
    page.shop.place_wanted.connect(lambda name, place: places.append((name, place)))
    page.shop.told.connect(lambda toast: toast.act and toast.act())
    press(Key.Key_Return)
    assert "password" in told[-1]
    assert places == [("settings", ("reminders", "ways"))]
    assert app.reminder_queue.row(row.id).row.state is State.QUEUED


def test_an_email_may_be_sent_by_hand_with_a_program_of_one_s_own(app: App, page: RemindersPage):
    row = go(page, DOOR)
    press(Key.Key_M)
    assert app.reminder_queue.row(row.id).row.done == (Way.EMAIL,)
    assert "Blue Door Café" in QApplication.clipboard().text()


def test_no_key_reaches_what_is_done_while_the_list_is_read_anew(page: RemindersPage, monkeypatch: pytest.MonkeyPatch):
    go(page, LI)
    with monkeypatch.context() as slow:
        slow.setattr(page.shop.tasks, "run", lambda *_work, **_how: None)
        page.refresh()
        press(Key.Key_Return)
        press(Key.Key_S)
        assert dialogs() == []
    page.refresh()
    press(Key.Key_S)
    assert isinstance(dialog(), SnoozeDialog)


def test_left_and_right_change_the_way_and_with_it_what_enter_does(page: RemindersPage):
    with_mail(page)
    go(page, DOOR)
    press(Key.Key_Right)
    assert (page.pane.message.way(), do(page)) == (Way.LETTER, Do.LETTER)
    press(Key.Key_Left)
    assert do(page) is Do.SEND


def test_what_was_paid_meanwhile_takes_itself_back(app: App, page: RemindersPage, told: list[str]):
    row = find(app, WANG)
    paid = {"do": "payment", "id": "now", "on": TODAY.isoformat(), "customer": WANG, "amount": "120.00"}
    apply(app, [{**paid, "tender": "cash"}])
    go(page, WANG)
    assert do(page) is Do.DROP
    press(Key.Key_Return)
    assert app.reminder_queue.row(row.id).row.state is State.CANCELLED
    assert page.list.rows.at(lambda each: each.id == row.id) < 0


def test_in_quiet_hours_nothing_goes_and_the_page_says_when_it_may(app: App, page: RemindersPage):
    app.reminder_policy.change(ChangePolicy(id="q", conduct={"quiet_from": "12:00", "quiet_to": "16:00"}))
    go(page, XIE, RuleKind.NOTE)
    row = go(page, WANG)
    assert do(page) is Do.WAIT
    assert "between 12:00 and 16:00" in page.pane.message.may.text()
    QApplication.clipboard().clear()
    press(Key.Key_Return)
    assert QApplication.clipboard().text() == ""
    assert app.reminder_queue.row(row.id).row.state is State.QUEUED
    now = page.list.current()
    assert now is not None
    assert now.id != row.id  # Enter went on to the next one


def test_the_shop_s_own_note_is_read_and_done(app: App, page: RemindersPage):
    row = go(page, XIE, RuleKind.NOTE)
    assert "停车场" in page.pane.message.body.text()
    press(Key.Key_Return)
    assert isinstance(dialog(), DoneDialog)
    press(Key.Key_Return, CTRL)
    assert app.reminder_queue.row(row.id).row.state is State.DONE


# ---- what is unclear, what failed -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("arrived", "state"), [(True, State.SENT), (False, State.QUEUED)])
def test_what_may_have_gone_out_is_asked_about(app: App, page: RemindersPage, arrived: bool, state: State):
    row = go(page, OU)
    assert (row.state, do(page)) == (State.INTERRUPTED, Do.ASK)
    press(Key.Key_Return)
    asked = dialog()
    assert isinstance(asked, HappenedDialog)
    asked.arrived.set_value(arrived)
    asked.submit()
    assert app.reminder_queue.row(row.id).row.state is state


def test_what_is_not_known_yet_stays_as_it_is(app: App, page: RemindersPage):
    row = go(page, OU)
    press(Key.Key_Return)
    asked = dialog()
    assert isinstance(asked, HappenedDialog)
    asked.leave.click()
    assert app.reminder_queue.row(row.id).row.state is State.INTERRUPTED


def test_what_the_server_refused_is_said_in_its_own_words(page: RemindersPage):
    go(page, OUYANG)
    assert "550 5.1.1 no such user" in page.pane.news.text()
    assert do(page) is Do.ASK


# ---- a key each -----------------------------------------------------------------------------------------------------


def test_later_by_key(app: App, page: RemindersPage):
    row = go(page, LI)
    press(Key.Key_S)
    assert isinstance(dialog(), SnoozeDialog)
    press(Key.Key_Right, times=2)
    press(Key.Key_Return)
    assert app.reminder_queue.row(row.id).row.snoozed_to == date(2026, 11, 28)
    back_to(page)
    go(page, LI)
    press(Key.Key_S)
    again = dialog()
    assert isinstance(again, SnoozeDialog)
    again.back.click()
    assert app.reminder_queue.row(row.id).row.snoozed_to is None


def test_later_needs_a_later_day(app: App, page: RemindersPage):
    row = go(page, LI)
    press(Key.Key_S)
    asked = dialog()
    assert isinstance(asked, SnoozeDialog)
    for text in ("2026-11-21", "", "someday"):
        asked.until.setText(text)
        asked.submit()
        assert dialogs() == [asked]
        assert asked.until.property("wrong") == "true"
    assert app.reminder_queue.row(row.id).row.snoozed_to is None


def test_skip_by_key_needs_a_reason(app: App, page: RemindersPage):
    row = go(page, LI)
    press(Key.Key_X)
    asked = dialog()
    assert isinstance(asked, SkipDialog)
    press(Key.Key_Return)
    assert dialogs() == [asked]
    asked.reason.setText("老板的朋友")
    press(Key.Key_Return)
    assert dialogs() == []
    detail = app.reminder_queue.row(row.id)
    assert detail.row.state is State.SKIPPED
    assert detail.events[-1].text == "老板的朋友"


def test_a_plan_is_several_promises(app: App, page: RemindersPage):
    go(page, LI)
    press(Key.Key_L)
    asked = dialog()
    assert isinstance(asked, PromiseDialog)
    asked.submit()
    lines = app.contacts.promises(LI).lines
    assert [line.amount for line in lines] == [280_667, 280_667, 280_666]
    assert all(line.standing is not None and line.standing.outcome is Outcome.OPEN for line in lines)
    asked.submit()
    assert len(app.contacts.promises(LI).lines) == 3


@pytest.mark.parametrize("key", [Key.Key_P, Key.Key_D, Key.Key_L])
def test_who_owes_nothing_promises_and_disputes_nothing(page: RemindersPage, key: Qt.Key):
    go(page, XIE, RuleKind.NOTE)
    press(key)
    assert dialogs() == []


def test_every_key_opens_its_dialog(page: RemindersPage):
    go(page, LI)
    for key in (
        Key.Key_C,
        Key.Key_P,
        Key.Key_L,
        Key.Key_D,
        Key.Key_S,
        Key.Key_X,
        Key.Key_K,
        Key.Key_N,
        Key.Key_Z,
        Key.Key_H,
    ):
        press(key)
        dialog().reject()
        back_to(page)


def test_silence_may_have_an_end_and_needs_none(app: App, page: RemindersPage):
    go(page, LI)
    for until, last in (("+30", date(2026, 12, 21)), ("", None)):
        press(Key.Key_Z)
        asked = dialog()
        assert isinstance(asked, PauseDialog)
        asked.kind.set_value(PauseKind.SILENCE)
        asked.kind.changed.emit()
        assert asked.until.value() is None
        asked.until.setText(until)
        asked.reason.setText("老板娘的哥哥")
        asked.submit()
        assert dialogs() == []
        back_to(page)
        assert last in [each.pause.ends_on for each in app.contacts.agreed(LI).pauses]


def test_who_called_was_reached(app: App, page: RemindersPage):
    go(page, LI)
    press(Key.Key_Return)
    asked = dialog()
    assert isinstance(asked, CallDialog)
    asked.result_field.set_value(ContactResult.NO_ANSWER)
    asked.incoming.click()
    offered = [asked.result_field._values[at] for at, _each in enumerate(asked.result_field.buttons())]
    assert offered == [ContactResult.REACHED, ContactResult.PROMISE, ContactResult.DISPUTED]
    asked.submit()
    assert dialogs() == []
    contact = app.contacts.of_customer(LI)[0]
    assert (contact.incoming, contact.result) == (True, ContactResult.REACHED)


@pytest.mark.parametrize("way", [ContactWay.PHONE, ContactWay.VISIT, ContactWay.MESSAGE, ContactWay.LETTER])
def test_a_contact_that_came_from_them_has_only_results_that_are_taken(app: App, page: RemindersPage, way: ContactWay):
    go(page, LI)
    press(Key.Key_K)
    asked = dialog()
    assert isinstance(asked, ContactDialog)
    asked.way.set_value(way)
    asked.way.changed.emit()
    asked.incoming.click()
    assert set(asked.result_field._values) == TALKED
    asked.result_field.set_value(ContactResult.REACHED)
    asked.submit()
    assert dialogs() == []
    assert app.contacts.of_customer(LI)[0].incoming


def test_a_reminder_nobody_knows_about_can_be_called_about_all_the_same(app: App, page: RemindersPage):
    row = go(page, OU)
    press(Key.Key_C)
    asked = dialog()
    assert isinstance(asked, CallDialog)
    asked.submit()
    assert dialogs() == []
    assert ContactWay.PHONE in {each.way for each in app.contacts.of_customer(OU)}
    assert app.reminder_queue.row(row.id).row.state is State.INTERRUPTED


# ---- a part of a long list ------------------------------------------------------------------------------------------


def hire(app: App, name: str) -> None:
    """Add one of the staff, as a later version of the program does."""
    with sqlite3.connect(app.reminder_queue._store.path) as db:
        db.execute("INSERT INTO staff (id, name, role) VALUES (7, ?, 'staff')", [name])


def test_a_reminder_is_given_to_one_of_the_staff_once_there_are_some(app: App, page: RemindersPage):
    row = go(page, LI)
    menu = QMenu()
    page.acts.fill(menu)
    [given] = [action for action in menu.actions() if action.text().startswith("Who sees to it")]
    assert (given.isEnabled(), given.toolTip()) == (False, "Nobody but the owner works with this book.")
    hire(app, "小何")
    page.refresh()
    page.acts.act("assign")
    asked = dialog()
    assert isinstance(asked, AssignDialog)
    press(Key.Key_Right)
    press(Key.Key_Return)
    assert app.reminder_queue.row(row.id).row.assigned_to == "小何"
    menu.deleteLater()


def customers(page: RemindersPage) -> set[str]:
    return {row.customer for row in page.list.rows.rows()}


def test_a_long_list_is_narrowed_to_one_kind_or_to_one_of_the_staff(app: App, page: RemindersPage, post: Post):
    hire(app, "小何")
    app.reminder_queue.assign(Assign(id="a", reminder=find(app, WANG).id, staff="小何"))
    page.refresh()
    choices = {action.text().split("\t")[0]: action for action in page.body.narrow.menu().actions() if action.text()}
    choices["小何"].trigger()
    assert customers(page) == {WANG}
    choices["Given to nobody"].trigger()
    assert WANG not in customers(page)
    choices["Overdue"].trigger()
    assert customers(page) == {CHEN, DOOR, LI, OU, OUYANG, WANG} - {CHEN}
    assert page.head.title.text() == "4 of 6 for today"
    press(Key.Key_E, CTRL)
    asked = dialog()
    assert isinstance(asked, MailsDialog)
    assert {row.customer for row in asked.rows} == {DOOR}
    asked.reject()
    back_to(page)
    choices["Everything"].trigger()
    assert page.body.narrow.isHidden()
    assert page.head.title.text() == "6 reminders today"


def test_once_nothing_of_a_part_is_left_everything_shows(app: App, page: RemindersPage):
    row = find(app, XIE, RuleKind.NOTE)
    page.show_only(Narrow(RuleKind.NOTE))
    assert customers(page) == {XIE}
    app.reminder_queue.mark_done(MarkDone(id="d", reminder=row.id, text="说好了"))
    page.refresh()
    assert page.narrow == EVERYTHING
    assert LI in customers(page)


def test_another_page_of_reminders_shows_the_same(page: RemindersPage):
    page.show_only(Narrow(RuleKind.OVERDUE))
    row = go(page, WANG)
    other = RemindersPage(page.shop)
    other.restore(page.state())
    other.arrive()
    assert other.narrow == Narrow(RuleKind.OVERDUE)
    now = other.list.current()
    assert now is not None
    assert now.id == row.id
    other.deleteLater()


def test_space_reads_on_and_enter_at_the_end_begins_anew(page: RemindersPage, told: list[str]):
    page.resize(820, 420)
    go(page, DOOR)
    bar = page.pane.middle.verticalScrollBar()
    press(Key.Key_Space)
    assert bar.value() > 0
    press(Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert bar.value() == 0
    last = page.list.rows.rows()[-1]
    assert page.list.go_to(last.id)
    page.list.go_next()
    assert page.list.current() == page.list.rows.rows()[0]
    assert "the first again" in told[-1]


def test_only_the_last_of_many_questions_is_read():
    turns, read = Turns(), []
    first, second = turns.next(), turns.next()
    assert turns.answer(first, lambda: read.append("first")) is None
    turns.answer(second, lambda: read.append("second"))
    assert read == ["second"]


# ---- many at once ---------------------------------------------------------------------------------------------------


def test_all_emails_are_shown_sent_and_reported(page: RemindersPage, post: Post):
    press(Key.Key_E, CTRL)
    asked = dialog()
    assert isinstance(asked, MailsDialog)
    assert "Blue Door Café" in asked.body.text()
    asked._unseen.stop()
    asked.submit()
    assert [way for _id, way in post.asked] == [Way.EMAIL]
    assert asked.done_all
    asked.submit()
    assert dialogs() == []


def test_nothing_goes_by_the_second_press_of_what_opened_it(page: RemindersPage, post: Post):
    press(Key.Key_E, CTRL)
    press(Key.Key_Return)
    assert post.asked == []
    assert isinstance(dialog(), MailsDialog)


def test_what_is_not_ticked_is_not_sent(page: RemindersPage, post: Post):
    press(Key.Key_E, CTRL)
    asked = dialog()
    assert isinstance(asked, MailsDialog)
    asked._unseen.stop()
    asked.model.set_checked(())
    asked.model.touched.emit(0)
    assert not asked.primary.isEnabled()
    asked.submit()
    assert post.asked == []


def test_all_letters_are_issued_and_printed(
    app: App, page: RemindersPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    monkeypatch.setattr(printing, "choose_printer", lambda *_arguments: printer)
    row = find(app, DOOR)
    press(Key.Key_P, CTRL)
    asked = dialog()
    assert isinstance(asked, LettersDialog)
    asked._unseen.stop()
    asked.submit()
    [told] = [each for each in dialogs() if isinstance(each, ProgressDialog)]
    assert "sent to the printer" in told.text.text()
    [letter] = app.letters.letters()
    assert letter.customer == DOOR
    assert (tmp_path / "out.pdf").stat().st_size > 0
    assert Way.LETTER in app.reminder_queue.row(row.id).row.done
    told.accept()
    assert page.head.post.text() == "1 letter for the post…"
    asked.report.posted.click()
    [letter] = app.letters.letters()
    assert letter.posted_on == TODAY
    assert page.head.post.isHidden()


def test_letters_not_posted_yet_are_found_again_after_the_report_is_closed(app: App, page: RemindersPage):
    app.letters.issue([find(app, DOOR).id])
    page.refresh()
    page.head.post.click()
    asked = dialog()
    assert isinstance(asked, LettersToPostDialog)
    assert [each.customer for each in asked.chosen()] == [DOOR]
    asked.on.setText("2026-11-22")
    asked.submit()
    assert dialogs() == [asked]
    assert asked.on.property("wrong") == "true"
    asked.model.set_checked(())
    asked.model.touched.emit(0)
    assert not asked.primary.isEnabled()
    asked.show_letters(asked.model.rows)
    asked.on.setText("2026-11-21")
    asked.submit()
    assert dialogs() == []
    assert app.letters.unposted() == 0
    assert page.head.post.isHidden()


def test_an_issued_letter_is_shown_as_it_went_out_and_not_issued_again(app: App, page: RemindersPage):
    app.letters.issue([find(app, DOOR).id])
    page.refresh()
    go(page, DOOR)
    page.pane.message.ways.set_value(Way.LETTER)
    page.pane.message.paper_wanted.emit()
    shown = dialog()
    assert isinstance(shown, LetterDialog)
    [letter] = app.letters.letters()
    assert shown.maker()() == app.letters.pdf(letter.no)


# ---- the rail -------------------------------------------------------------------------------------------------------


def test_the_rail_counts(english: None):
    rail = Rail([Stop("reminders", "Reminders", "reminders")], "")
    for count, text in ((3, "3"), (250, "99+"), (0, "")):
        rail.show_count("reminders", count)
        [made] = [each for each in rail.findChildren(QWidget) if hasattr(each, "badge")]
        assert made.badge.text() == text or made.badge.isHidden()
        assert made.accessibleName() == (f"Reminders, {count} for today" if count else "Reminders")
