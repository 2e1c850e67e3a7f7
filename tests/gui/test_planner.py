"""When the queue is planned: at the start, on a new day, after a sleep, after a posting; and the notice once a day."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app.bootstrap import App
from app.errors import CounterbookError, Message
from app.gui import tray
from app.gui.planner import GAP_S, Planner
from app.gui.shop import Shop, Toast
from app.gui.tray import DailyNotice
from app.services import reminder_plan
from app.services.reminder_plan import PlanReport, PlanRun, ReminderPlan
from app.storage.reminders import By, add_run
from tests.gui.programs import Home, settle, window_of
from tests.gui.shop_book import TODAY, apply


class Clock:
    """A clock that stands still until somebody moves it."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Queued:
    """A lane whose jobs wait until somebody lets them run."""

    def __init__(self, waiting: list[Callable[[], None]]) -> None:
        self.submit = waiting.append


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was planned: customers' numbers, blank for everybody."""
    found: list[str] = []
    plan, begin = ReminderPlan.plan, ReminderPlan.begin

    def of_one(self: ReminderPlan, today: date | None = None, customer: str = "") -> PlanReport:
        found.append(customer)
        return plan(self, today, customer)

    def of_all(self: ReminderPlan, today: date | None = None, *, clock_is_right: bool = False) -> PlanRun:
        found.append("")
        return begin(self, today, clock_is_right=clock_is_right)

    monkeypatch.setattr(ReminderPlan, "plan", of_one)
    monkeypatch.setattr(ReminderPlan, "begin", of_all)
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def planner(shop: Shop, runs: list[str], clock: Clock) -> Iterator[Planner]:
    made = Planner(shop, clock=clock)
    yield made
    made.deleteLater()
    settle()


def test_everything_is_planned_at_the_start_and_counted(planner: Planner, app: App, runs: list[str]):
    counts: list[int] = []
    planner.counted.connect(counts.append)
    planner.begin()
    assert runs == [""]
    assert counts[-1] == app.reminder_queue.count(TODAY) > 0


def test_a_steady_clock_plans_nothing_again(planner: Planner, runs: list[str], clock: Clock):
    planner.begin()
    for _minute in range(10):
        clock.now += 60
        planner.look()
    assert runs == [""]


@pytest.mark.parametrize("passed", [GAP_S + 1, 8 * 3600.0, -1.0, -86_400.0])
def test_a_sleep_or_a_clock_that_was_set_plans_anew_once(
    planner: Planner, runs: list[str], clock: Clock, passed: float
):
    planner.begin()
    clock.now += passed
    planner.look()
    clock.now += 60
    planner.look()
    assert runs == ["", ""]


def test_a_new_day_plans_anew_however_little_time_has_passed(
    planner: Planner, shop: Shop, runs: list[str], clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    planner.begin()
    monkeypatch.setattr(shop, "today", lambda: TODAY + timedelta(days=1))
    clock.now += 1
    planner.look()
    planner.look()
    assert runs == ["", ""]


def test_coming_to_the_front_looks_at_the_clock(planner: Planner, runs: list[str], clock: Clock, qapp: QApplication):
    planner.begin()
    clock.now += GAP_S + 1
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert runs == [""]
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert runs == ["", ""]


def test_a_payment_takes_its_customers_reminder_back_and_the_count_follows(
    planner: Planner, app: App, shop: Shop, runs: list[str]
):
    counts: list[int] = []
    planner.begin()
    planner.counted.connect(counts.append)
    before = app.reminder_queue.count(TODAY)
    paid = {"do": "payment", "id": "pays", "on": TODAY.isoformat(), "customer": "0042", "amount": "120.00"}
    apply(app, [{**paid, "tender": "cash", "against": ["w5"]}])
    for _posting in range(3):
        shop.changed.emit("0042")
    assert runs == [""]  # several postings at once are waited for
    planner.plan_waiting()
    assert runs == ["", "0042"]
    assert counts[-1] == app.reminder_queue.count(TODAY) == before - 1


def test_what_concerns_anybody_plans_everything(planner: Planner, shop: Shop, runs: list[str]):
    planner.begin()
    shop.changed.emit("")
    shop.settings_changed.emit()
    assert runs == ["", "", ""]


def test_a_clock_set_back_is_said_once_and_fails_no_posting_and_may_be_trusted(planner: Planner, shop: Shop):
    said: list[str] = []
    planner.clock_doubted.connect(said.append)

    with shop.app.reminder_plan._store.write() as session:
        add_run(session, 0, By(datetime(2030, 1, 1, tzinfo=UTC), TODAY + timedelta(days=1200), 1))
    planner.begin()
    shop.changed.emit("")
    shop.changed.emit("0042")
    planner.plan_waiting()
    [sentence] = said
    assert (TODAY + timedelta(days=1200)).isoformat() in sentence
    assert shop.app.reminder_plan.last_run() == TODAY + timedelta(days=1200)
    planner.trust_clock()
    assert shop.app.reminder_plan.last_run() == TODAY
    assert len(said) == 1


def test_what_stood_in_the_way_for_a_while_does_not_cost_the_day(
    planner: Planner, shop: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    step, said = ReminderPlan.step, []

    def busy(_self: ReminderPlan, _run: PlanRun) -> PlanRun:
        raise CounterbookError(Message("another program is writing"))

    monkeypatch.setattr(ReminderPlan, "step", busy)
    planner.refused.connect(said.append)
    planner.begin()
    clock.now += 60
    planner.look()
    assert shop.app.reminder_plan.last_run() != TODAY
    monkeypatch.setattr(ReminderPlan, "step", step)
    clock.now += 60
    planner.look()
    assert shop.app.reminder_plan.last_run() == TODAY
    assert len(said) == 1


def test_between_two_portions_others_have_their_turn(shop: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reminder_plan, "PORTION", 3)
    turns: list[str] = []
    waiting: list[Callable[[], None]] = []
    monkeypatch.setattr(shop.tasks, "_runner", lambda _lane: Queued(waiting))
    planner = Planner(shop, clock=clock)
    step = ReminderPlan.step
    monkeypatch.setattr(ReminderPlan, "step", lambda self, run: turns.append("portion") or step(self, run))
    planner.plan_everything()
    for _turn in range(4):
        shop.tasks.run(partial(turns.append, "counter"))
        for job in waiting[:]:
            waiting.remove(job)
            job()
    assert turns == ["counter", *(["portion", "counter"] * 3)]
    planner.deleteLater()


# ---- the notice -----------------------------------------------------------------------------------------------------


@pytest.fixture
def told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[Toast]:
    """What was told in the window, on a desktop without a tray."""
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    found: list[Toast] = []
    shop.told.connect(found.append)
    return found


def test_nobody_is_told_who_does_not_want_it(shop: Shop, told: list[Toast]):
    DailyNotice(shop).tell(3)
    assert told == []


def test_the_notice_comes_once_a_day_and_not_for_nothing(
    shop: Shop, told: list[Toast], monkeypatch: pytest.MonkeyPatch
):
    shop.preferences = replace(shop.preferences, reminder_notice=True)
    notice, opened = DailyNotice(shop), []
    notice.opened.connect(lambda: opened.append(True))
    for count in (0, 3, 4):
        notice.tell(count)
    DailyNotice(shop).tell(5)  # the program was started once more
    assert [toast.text for toast in told] == ["3 reminders are waiting."]
    told[0].act()
    assert opened == [True]
    monkeypatch.setattr(shop, "today", lambda: TODAY + timedelta(days=1))
    notice.tell(1)
    assert told[-1].text == "1 reminder is waiting."


def test_where_there_is_a_tray_the_notice_stands_there(shop: Shop, told: list[Toast], monkeypatch: pytest.MonkeyPatch):
    shown: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: True))
    monkeypatch.setattr(tray.QSystemTrayIcon, "show", lambda _self: None)
    monkeypatch.setattr(tray.QSystemTrayIcon, "showMessage", lambda _self, _title, text, *_more: shown.append(text))
    shop.preferences = replace(shop.preferences, reminder_notice=True)
    notice = DailyNotice(shop)
    notice.tell(2)
    assert shown == ["2 reminders are waiting."]
    assert told == []


def test_the_program_plans_a_moment_after_its_start_and_the_rail_shows_how_many(home: Home, qtbot: QtBot):
    program = home.start(home.book())
    window = window_of(program)
    shop = window.shop
    assert shop is not None
    qtbot.waitUntil(lambda: shop.app.reminder_queue.count(TODAY) > 0)
    settle()
    count = shop.app.reminder_queue.count(TODAY)
    names = [each.accessibleName() for each in window.rail.findChildren(QPushButton)]
    assert f"Reminders, {count} for today" in names


def test_who_knows_that_the_clock_is_right_says_so_at_the_word_about_it(home: Home, qtbot: QtBot):
    window = window_of(home.start(home.book()))
    assert window.shop is not None
    plan = window.shop.app.reminder_plan
    qtbot.waitUntil(lambda: plan.last_run() == TODAY)
    settle()
    with plan._store.write() as session:
        add_run(session, 0, By(datetime(2037, 1, 1, tzinfo=UTC), date(2037, 1, 1), 1))
    window.shop.settings_changed.emit()
    assert "2037-01-01" in window.toasts.text()
    [right] = [each for each in window.toasts.findChildren(QPushButton) if each.text() == "The clock is right"]
    right.click()
    settle()
    assert plan.last_run() == TODAY
