"""The queue over time: whatever the order of runs, gaps and payments, each stage goes out once, in its time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.reminder.facts import ChargeFact, Facts, LotFact, NoteFact, Pause, PauseKind
from app.core.reminder.kinds import COUNTS, UNCLEAR, RuleKind, State, Way, may_become
from app.core.reminder.ladder import DEFAULT_LADDERS, Done
from app.core.reminder.occasions import Policy
from app.core.reminder.plan import Reason, plan, recheck
from app.core.reminder.promise import Payment, Promise
from app.core.reminder.queue import CLOCK, Moves, check_run, compare
from app.core.reminder.wish import Key, Wish
from app.errors import Refused

START = date(2026, 1, 1)
POLICY = Policy()
LADDER = DEFAULT_LADDERS.normal
REACH = frozenset({Way.MESSAGE, Way.LETTER, Way.PHONE})


def day(count):
    return START + timedelta(days=count)


def wish(item, nth=1):
    return Wish(
        rule=RuleKind.OVERDUE, customer=1, subject=str(item), occurrence=str(nth), due_on=START, ways=(Way.MESSAGE,)
    )


# ---- comparing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        (None, Moves(new=(wish(1),))),
        (State.QUEUED, Moves(kept=(wish(1),))),
        (State.FAILED, Moves(kept=(wish(1),))),
        (State.CANCELLED, Moves(again=(wish(1),))),
        (State.SENDING, Moves()),
        (State.INTERRUPTED, Moves()),
        (State.SENT, Moves()),
        (State.DONE, Moves()),
        (State.SKIPPED, Moves()),
    ],
)
def test_what_is_wanted_comes_in_once(state, moves):
    assert compare([wish(1)], {} if state is None else {wish(1).key: state}) == moves


@pytest.mark.parametrize("state", list(State))
def test_what_is_wanted_no_longer_takes_itself_back_if_it_still_can(state):
    gone = compare([], {wish(1).key: state}).gone
    assert gone == ((wish(1).key,) if state in (State.QUEUED, State.FAILED) else ())
    assert not gone or may_become(state, State.CANCELLED)


def test_a_run_dated_before_the_last_one_is_refused():
    check_run(START, None)
    check_run(START, START)
    check_run(day(1), START)
    with pytest.raises(Refused, match="2026-01-01") as refused:
        check_run(day(-1), START)
    assert refused.value.field == CLOCK


# ---- a shop over time -----------------------------------------------------------------------------------------------


class Shop:
    """A customer, the queue, and a record of everything that went out."""

    def __init__(self, charges, promises=(), pauses=()):
        self.charges = {each.item: each for each in charges}
        self.promises, self.pauses = list(promises), list(pauses)
        self.payments = []
        self.disputed = set()
        self.rows: dict[Key, State] = {}
        self.covers = {}
        self.sent = []  # (item, nth, day, key)
        self.contacts = []
        self.last_run = None

    def facts(self):
        done = {}
        for key, (covers, on) in self.covers.items():
            if self.rows[key] in COUNTS:
                for covered in covers:
                    if covered.nth:
                        done.setdefault(covered.item, []).append(Done(covered.nth, on))
        return Facts(
            customer=1,
            charges=tuple(
                each._replace(
                    open=self.open(each.item),
                    disputed=each.item in self.disputed,
                    done=tuple(sorted(done.get(each.item, ()))),
                )
                for each in self.charges.values()
                if self.open(each.item)
            ),
            promises=tuple(self.promises),
            pauses=tuple(self.pauses),
            payments=tuple(payment for _item, payment in self.payments),
            reach=REACH,
            last_reminded=max((on for on, _key in self.contacts), default=None),
            unclear=frozenset(key for key, state in self.rows.items() if state in UNCLEAR),
        )

    def open(self, item):
        paid = sum(p.amount for which, p in self.payments if which == item and p.reversed_on is None)
        return max(self.charges[item].open - paid, 0)

    def move(self, key, state):
        assert may_become(self.rows[key], state), (self.rows[key], state)
        self.rows[key] = state

    def plan(self, today):
        try:
            check_run(today, self.last_run)
        except Refused:
            return False
        self.last_run = today
        moves = compare(plan(self.facts(), POLICY, today), self.rows)
        for each in moves.new:
            self.rows[each.key] = State.QUEUED
        for each in moves.again:
            self.move(each.key, State.QUEUED)
        for key in moves.gone:
            self.move(key, State.CANCELLED)
        return True

    def send(self, today, outcome):
        for key in [key for key, state in self.rows.items() if state is State.QUEUED]:
            stale = Wish(
                rule=key.rule,
                customer=1,
                subject=key.subject,
                occurrence=key.occurrence,
                due_on=START,
                ways=(Way.MESSAGE,),
                stage=int(key.occurrence) if key.rule is RuleKind.OVERDUE else 0,
            )
            fresh = recheck(stale, self.facts(), POLICY, today)
            if isinstance(fresh, Reason):
                self.move(key, State.CANCELLED)
                continue
            self.go_out(fresh, today, outcome)

    def go_out(self, fresh, today, outcome):
        self.move(fresh.key, State.SENDING)
        self.covers[fresh.key] = (fresh.covers, today)
        if outcome is not State.SENDING:
            self.move(fresh.key, outcome)
        if fresh.rule is not RuleKind.OVERDUE or outcome is State.FAILED:
            return
        self.check_contact(fresh, today)
        if fresh.ways != (Way.OWNER,):
            self.contacts.append((today, fresh.key))
        self.sent += [(covered.item, covered.nth, today, fresh.key) for covered in fresh.covers if covered.nth]

    def check_contact(self, fresh, today):
        """What must hold of anything that goes out, told from the world and not from the plan."""
        assert not any(pause.covers(today) for pause in self.pauses)
        assert fresh.amount >= 100
        for covered in fresh.covers:
            assert self.open(covered.item) > 0
            assert covered.item not in self.disputed
            assert today > self.charges[covered.item].due_on
        assert fresh.amount == sum(self.open(covered.item) for covered in fresh.covers)
        if fresh.ways != (Way.OWNER,):
            assert all(abs((today - before).days) >= 3 for before, _key in self.contacts)

    def decide(self, outcome):
        """A person looks at what is unclear: it arrived, or it did not and shall go out again."""
        for key, state in list(self.rows.items()):
            if state is State.SENDING:
                self.move(key, State.INTERRUPTED)  # found at the next start
            if self.rows[key] is State.INTERRUPTED:
                self.move(key, outcome)
                if outcome is not State.SENT:
                    self.sent = [each for each in self.sent if each[3] != key]
                    self.contacts = [each for each in self.contacts if each[1] != key]

    def check(self):
        for item in self.charges:
            stages = [(nth, on) for which, nth, on, _key in self.sent if which == item]
            assert [nth for nth, _on in stages] == list(range(1, len(stages) + 1))  # in order, none skipped, none twice
            before = None
            for nth, on in stages:
                stage = LADDER.stages[nth - 1]
                assert (on - self.charges[item].due_on).days >= stage.days
                if before is not None:
                    assert (on - before).days >= stage.days - LADDER.stages[nth - 2].days
                before = on


CHARGES = st.lists(st.tuples(st.integers(-60, 40), st.sampled_from([100, 300, 900])), min_size=1, max_size=4).map(
    lambda rows: [ChargeFact(n, f"s{n}", day(due - 30), day(due), amount) for n, (due, amount) in enumerate(rows, 1)]
)
OUTCOMES = [State.SENT] * 4 + [State.FAILED, State.INTERRUPTED, State.SENDING]
EVENTS = st.one_of(
    st.tuples(st.just("pay"), st.tuples(st.integers(1, 4), st.sampled_from([100, 300, 900]))),
    st.tuples(st.just("reverse"), st.integers(0, 3)),
    st.tuples(st.just("retry"), st.none()),
    st.tuples(st.just("decide"), st.sampled_from([State.SENT, State.QUEUED])),
    st.tuples(st.just("dispute"), st.integers(1, 4)),
    st.tuples(st.just("pause"), st.integers(0, 12)),
    st.tuples(st.just("promise"), st.tuples(st.integers(1, 9), st.sampled_from([50, 200]))),
    st.tuples(st.just("clock set back"), st.integers(1, 20)),
)
STEPS = st.lists(
    st.tuples(st.integers(0, 8), st.none() | EVENTS, st.booleans(), st.none() | st.sampled_from(OUTCOMES)),
    min_size=15,
    max_size=40,
)
"""Each a few days later: something happens perhaps, planning may run, and the queue may be emptied."""


def _retry(shop, _today, _value):
    for key, state in list(shop.rows.items()):
        if state is State.FAILED:
            shop.move(key, State.QUEUED)


def _pay(shop, today, value):
    item, amount = value
    if item in shop.charges:
        shop.payments.append((item, Payment(len(shop.payments) + 1, today, amount)))


def _reverse(shop, today, number):
    if number < len(shop.payments):
        item, payment = shop.payments[number]
        shop.payments[number] = (item, payment._replace(reversed_on=payment.reversed_on or today))


def _dispute(shop, _today, item):
    shop.disputed ^= {item}


def _pause(shop, today, length):
    shop.pauses.append(Pause(PauseKind.UNTIL, today, today + timedelta(days=length)))


def _promise(shop, today, value):
    due, amount = value
    shop.promises.append(Promise(len(shop.promises) + 1, amount, today + timedelta(days=due), today))


HAPPENS = {
    "pay": _pay,
    "reverse": _reverse,
    "retry": _retry,
    "decide": lambda shop, _today, outcome: shop.decide(outcome),
    "dispute": _dispute,
    "pause": _pause,
    "promise": _promise,
}


@settings(max_examples=300)
@given(CHARGES, STEPS)
def test_whatever_happens_each_stage_goes_out_once_in_its_time(charges, steps):
    shop, today = Shop(charges), START
    for gap, event, planning, outcome in steps:
        today += timedelta(days=gap)
        what, value = event or ("", None)
        if what == "clock set back":
            today = max(today - timedelta(days=value), START)
        elif what:
            HAPPENS[what](shop, today, value)
        if planning:
            shop.plan(today)
        if outcome is not None and shop.plan(today):
            shop.send(today, outcome)
        shop.check()


@given(CHARGES, st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_whoever_never_pays_is_asked_in_every_step_however_long_the_gaps(charges, gaps):
    charges = [each._replace(open=500) for each in charges]
    shop, today = Shop(charges), START
    for gap in [*gaps, *[15] * 20]:
        today += timedelta(days=gap)
        shop.plan(today)
        before = len(shop.contacts)
        shop.send(today, State.SENT)
        assert len(shop.contacts) - before <= 1  # one reminder a run, whatever was missed
        shop.check()
    for item in shop.charges:
        assert [nth for which, nth, _on, _key in shop.sent if which == item] == [1, 2, 3, 4, 5]


FACTS = st.builds(
    lambda charges, lots, notes, pauses: Facts(
        customer=1,
        charges=tuple(charges),
        lots=tuple(LotFact(n, day(-200), amount, day(ends)) for n, (ends, amount) in enumerate(lots)),
        notes=tuple(NoteFact(n, day(on)) for n, on in enumerate(notes)),
        pauses=tuple(Pause(kind, day(on), day(on + length)) for kind, on, length in pauses),
        reach=REACH,
    ),
    CHARGES,
    st.lists(st.tuples(st.integers(-30, 120), st.integers(1, 900)), max_size=3),
    st.lists(st.integers(-30, 60), max_size=3),
    st.lists(st.tuples(st.sampled_from(list(PauseKind)), st.integers(-20, 60), st.integers(0, 30)), max_size=2),
)


def waiting(facts, days):
    rows = {}
    for today in days:
        moves = compare(plan(facts, POLICY, today), rows)
        rows |= {each.key: State.QUEUED for each in (*moves.new, *moves.again)}
        rows |= dict.fromkeys(moves.gone, State.CANCELLED)
    return {key for key, state in rows.items() if state is State.QUEUED}


@given(FACTS, st.lists(st.integers(0, 100), max_size=8).map(sorted), st.integers(0, 100))
def test_what_waits_on_a_day_does_not_hang_on_earlier_runs(facts, runs, last):
    earlier = [day(each) for each in runs if each <= last]
    assert waiting(facts, [*earlier, day(last)]) == waiting(facts, [day(last)])
    assert waiting(facts, [*earlier, day(last), day(last)]) == waiting(facts, [day(last)])


@given(FACTS, st.integers(0, 100), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_read_says_nothing(facts, today, random):
    charges, lots = list(facts.charges), list(facts.lots)
    random.shuffle(charges)
    random.shuffle(lots)
    shuffled = plan(facts._replace(charges=tuple(charges), lots=tuple(lots)), POLICY, day(today))

    def alike(wishes):
        return [replace(each, covers=tuple(sorted(each.covers))) for each in wishes]

    assert alike(shuffled) == alike(plan(facts, POLICY, day(today)))
