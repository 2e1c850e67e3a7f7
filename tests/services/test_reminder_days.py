"""Days as they come: whatever is planned, sent, lost, paid, reversed and promised in whatever order, conduct holds."""

import shutil
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.outgoing import Outcome, Result
from app.core.reminder.board import Claim
from app.core.reminder.kinds import RuleKind, State, Way
from app.core.reminder.ladder import DEFAULT_LADDERS
from app.core.reminder.requests import ContactResult, ContactWay, LogContact, MarkSent, Resolve
from app.core.ways import TEXTS
from app.errors import Refused
from app.services.views import Views
from tests.services.helpers_reminders import Reminders

OUTCOMES = st.sampled_from([*Outcome, None])  # None: the program is killed while it sends
ACTIONS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 60)),
    st.tuples(st.just("wait"), st.integers(24, 24 * 9)),
    st.tuples(st.just("morning"), st.integers(1, 12)),
    st.tuples(st.just("morning"), st.integers(3, 8)),
    st.tuples(st.just("plan"), st.none()),
    st.tuples(st.just("send"), OUTCOMES),
    st.tuples(st.just("send"), st.just(Outcome.ACCEPTED)),
    st.tuples(st.just("call"), st.sampled_from(["reached", "no_answer"])),
    st.tuples(st.just("hand"), st.none()),
    st.tuples(st.just("resolve"), st.booleans()),
    st.tuples(st.just("start"), st.none()),
    st.tuples(st.just("pay"), st.integers(1, 120)),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("promise"), st.integers(0, 6)),
    st.tuples(st.just("buy"), st.integers(0, 40)),
)


@pytest.fixture(name="template", scope="module")
def template_of(tmp_path_factory):
    """Make a book with a customer who owes for one charge, to be copied for each history."""
    shop = Reminders(tmp_path_factory.mktemp("template"))
    shop.customer()
    shop.charge("C001", "s1", 2)
    shop.shop.store.dispose()
    return shop.shop.path


class History:
    """A shop living through some actions; notes each time a reminder was taken or sent by hand."""

    def __init__(self, folder, template):
        shutil.copy(template, folder / "copy.cbook")
        self.shop = Reminders.opened(folder / "copy.cbook")
        self.count = 0
        self.paid = []

    def do(self, action, value):
        self.count += 1
        getattr(self, action)(value)

    def name(self):
        return f"x{self.count}"

    def wait(self, hours):
        self.shop.now += timedelta(hours=hours)

    def morning(self, days):
        self.shop.go(days=days, hour=10)
        self.plan(None)
        self.send(Outcome.ACCEPTED)

    def plan(self, _value):
        self.shop.plan()

    def start(self, _value):
        self.shop.queue.interrupted()
        self.shop.plan()

    def owed(self):
        return Views(self.shop.shop.store, self.shop.around.today).balances()[0].owed

    def send(self, outcome):
        for row in self.shop.rows():
            for way in (Way.MESSAGE, Way.EMAIL, Way.LETTER):
                claim = self.shop.queue.claim(row.id, way)
                if not isinstance(claim, Claim):
                    continue
                assert self.owed() > 0
                assert claim.wish.amount <= self.owed()
                if outcome is not None:
                    self.shop.queue.finish(claim, Result(outcome))

    def call(self, result):
        [*rows] = [row for row in self.shop.rows() if Way.PHONE in row.ways]
        reminder = rows[0].id if rows else None
        request = LogContact(
            id=self.name(),
            customer="C001",
            way=ContactWay.PHONE,
            result=ContactResult(result),
            reminder=reminder,
        )
        self.try_(self.shop.contacts.log, request)

    def hand(self, _value):
        for row in self.shop.rows():
            if Way.MESSAGE in row.ways:
                done = self.try_(self.shop.queue.mark_sent, MarkSent(id=self.name(), reminder=row.id, text="t"))
                assert not done or self.owed() > 0

    def resolve(self, arrived):
        for row in self.shop.rows():
            if row.state in (State.FAILED, State.INTERRUPTED):
                self.shop.queue.resolve(Resolve(id=f"{self.name()}-{row.id}", reminder=row.id, arrived=arrived))

    def pay(self, amount):
        if self.owed() >= amount * 100:
            self.shop.pay("C001", self.name(), f"{amount}.00")
            self.paid.append(self.name())

    def undo(self, _value):
        if self.paid:
            on = self.shop.day(0)
            self.shop.shop.do("reverse", id=self.name(), on=on, entry=self.paid.pop(), reason="bounced")

    def promise(self, days):
        self.shop.shop.do(
            "promise", id=self.name(), customer="C001", on=self.shop.day(0), amount="30.00", due_on=self.shop.day(days)
        )

    def buy(self, days):
        self.shop.charge("C001", self.name(), days)

    @staticmethod
    def try_(ask, request):
        try:
            ask(request)
        except Refused:
            return False
        return True


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(actions=st.lists(ACTIONS, min_size=8, max_size=30))
def test_whatever_happens_conduct_holds_and_nothing_goes_out_twice(template, tmp_path_factory, actions):
    history = History(tmp_path_factory.mktemp("days"), template)
    history.plan(None)
    for action, value in actions:
        history.do(action, value)
    shop = history.shop
    contacts = shop.contacts.of_customer("C001")
    made = sorted(each.at for each in contacts if each.result is not ContactResult.FAILED)
    check_hours([each for each in contacts if each.way is not ContactWay.LETTER])
    check_counts(made)
    check_once(contacts)
    check_apart(contacts)
    check_stages(shop)
    assert shop.problems() == ()
    shop.shop.store.dispose()


def check_hours(contacts):
    for each in contacts:
        at = each.at.astimezone()
        assert 8 <= at.hour < 22
        assert at.isoweekday() != 7


def check_counts(made: list[datetime]):
    """No more than three a day and seven in seven days, failed ones aside; those may only be fewer than were tried."""
    days = [at.astimezone().date() for at in made]
    assert all(days.count(day) <= 3 for day in days)
    for at in made:
        assert len([each for each in made if at <= each < at + timedelta(days=7)]) <= 7


def check_once(contacts):
    """A reminder brings its text once and its letter once; what is unclear is not repeated by itself."""
    sent = [
        (each.reminder, "text" if each.way.value in {way.value for way in TEXTS} else each.way)
        for each in contacts
        if each.reminder is not None and each.result is ContactResult.SENT
    ]
    assert len(sent) == len(set(sent))


def check_apart(contacts):
    """Between two reminders of overdue money lie three days, also where the first took itself back half-way."""
    came = {ContactResult.SENT, ContactResult.REACHED}
    overdue = [each for each in contacts if each.rule is RuleKind.OVERDUE and each.result in came]
    asked = sorted((each.at, each.reminder) for each in overdue)
    for (at, reminder), (later, other) in pairwise(asked):
        assert reminder == other or (later.astimezone().date() - at.astimezone().date()).days >= 3


def check_stages(shop):
    """Each charge goes up its ladder one stage at a time, none before its day, none twice."""
    rows = shop.shop.sql(
        "SELECT c.item_id, c.nth, r.done_on, i.due_on FROM reminder r JOIN reminder_cover c ON c.reminder_id = r.id"
        " JOIN item i ON i.id = c.item_id WHERE r.rule = ? AND r.done_on IS NOT NULL AND c.nth > 0"
        " AND (r.state != ? OR r.subject != c.item_id || '') ORDER BY 1, 3, 2",
        RuleKind.OVERDUE.value,
        State.CANCELLED.value,
    )
    stages = DEFAULT_LADDERS.normal.stages
    for item in {row[0] for row in rows}:
        own = [row for row in rows if row[0] == item]
        assert [row[1] for row in own] == list(range(1, len(own) + 1))
        for _item, nth, on, due in own:
            assert (day_of(on) - day_of(due)).days >= stages[nth - 1].days
        for before, after in pairwise(own):
            apart = stages[after[1] - 1].days - stages[before[1] - 1].days
            assert (day_of(after[2]) - day_of(before[2])).days >= apart


def day_of(text):
    return datetime.fromisoformat(text).date()
