"""Planning the reminder queue: what should stand in it today against what does. Idempotent, however often it runs.

Customers are planned in portions, each read in one short session and reckoned in memory; what differs is written in
transactions of its own. A row that somebody moved on in the meantime is left alone, and nothing goes out without being
asked for once more, so a plan that is a moment old does no harm. One that was stopped is made whole by the next.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import add
from typing import NamedTuple, TypeVar

from app.core.journal import canonical
from app.core.reminder.board import ways_left
from app.core.reminder.explain import explain
from app.core.reminder.facts import Facts
from app.core.reminder.kinds import Happened, State
from app.core.reminder.plan import plan, still_wanted
from app.core.reminder.queue import check_run, compare
from app.core.reminder.wish import Key, Wish
from app.core.reminder.wish_json import wish_json
from app.errors import Message, Refused, refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.known import known_file, living
from app.services.reminder_facts import around_of, facts_of, policy_of
from app.storage import reminders as stored
from app.storage.customer_list import last_customer, living_after
from app.storage.families import merged
from app.storage.journal import iso
from app.storage.kept_texts import KeptText
from app.storage.reminder_facts import Around, load_facts
from app.storage.reminder_queue import done_ways, tried
from app.storage.reminders import By, Known, Move
from app.storage.store import Session, Store

PORTION = 2000
"""How many customers are planned at a time: some tenths of a second, which whoever stands at the counter may wait."""

_ROWS = 500
"""How many rows are written in one transaction."""

_T = TypeVar("_T")


class PlanReport(NamedTuple):
    """What planning changed: rows put in, rows queued once more, rows whose amounts changed, rows taken back."""

    new: int = 0
    again: int = 0
    updated: int = 0
    gone: int = 0


class PlanRun(NamedTuple):
    """All customers being planned for a day, portion by portion: files up to number `through` are, of `last`.

    `before` is the day of the run before; `report` is what has changed so far.
    """

    on: date
    before: date | None
    last: int
    through: int = 0
    report: PlanReport = PlanReport()

    @property
    def is_over(self) -> bool:
        """Whether everybody is planned."""
        return self.through >= self.last


class Preview(NamedTuple):
    """What planning would change, and the wishes that would come into the queue."""

    report: PlanReport
    wishes: tuple[Wish, ...] = ()


class _Gone(NamedTuple):
    """A row to be taken back, and the word for why."""

    row: Known
    why: str


class _Changes(NamedTuple):
    """What has to be written: wishes, and rows with the wishes they shall bear."""

    new: list[Wish]
    again: list[tuple[Known, Wish]]
    kept: list[tuple[Known, Wish]]
    gone: list[_Gone]


class ReminderPlan:
    """The door to planning."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def plan(self, today: date | None = None, customer: str = "", *, clock_is_right: bool = False) -> PlanReport:
        """Plan a day for all customers, or for one (by number). Raises `Refused` when the clock was set back.

        For one customer, after each posting, a clock set back is passed over: nothing is planned, and nothing fails.
        """
        if customer:
            return self._plan_one(today or self._around.today(), customer)
        run = self.begin(today, clock_is_right=clock_is_right)
        while not run.is_over:
            run = self.step(run)
        return run.report

    def begin(self, today: date | None = None, *, clock_is_right: bool = False) -> PlanRun:
        """Begin to plan a day for all customers, with nobody planned yet. Raises `Refused` when the clock was set back.

        `clock_is_right` is a person's word that the clock was ahead when that later day was planned, and is right now.
        """
        on = today or self._around.today()
        with self._store.read() as session:
            before = stored.last_run(session)
            if not clock_is_right:
                check_run(on, before)
            return PlanRun(on, before, last_customer(session))

    def step(self, run: PlanRun) -> PlanRun:
        """Plan the next portion of a run, and return how far it is then; with the last one the day counts as planned.

        Between two steps anything may happen, the end of the program too.
        """
        on = run.on
        with self._store.read() as session:
            customers, through = living_after(session, run.through, PORTION)
        report = PlanReport(*map(add, run.report, self._plan_some(on, customers, only_occasions=True)))
        run = run._replace(through=run.last if through is None else through, report=report)
        if run.is_over and (run.before != on or any(report)):
            with self._store.write() as session:
                stored.add_run(session, report.new + report.again, self._by(on))
        return run

    def preview(self, today: date | None = None, *, clock_is_right: bool = False) -> "Preview":
        """Return what planning a day for all customers would change, without changing anything. Raises `Refused`."""
        on = today or self._around.today()
        with self._store.read() as session:
            if not clock_is_right:
                check_run(on, stored.last_run(session))
            found = _changes(session, around_of(session, on), None)
        report = PlanReport(len(found.new), len(found.again), len(found.kept), len(found.gone))
        return Preview(report, (*found.new, *(wish for _, wish in found.again)))

    def _plan_one(self, on: date, number: str) -> PlanReport:
        with self._store.read() as session:
            try:
                check_run(on, stored.last_run(session))
            except Refused:
                return PlanReport()
            customer = _customer(session, number)
        return self._plan_some(on, [customer])

    def _plan_some(self, on: date, customers: Sequence[int], *, only_occasions: bool = False) -> PlanReport:
        """Plan some customers (files that live on)."""
        changes, begun = self._wanted(on, customers, only_occasions=only_occasions)
        if not begun:
            return self._write(changes, on)
        # What went out by one of their ways counts for the other charges only once they have taken themselves back.
        gone = self._portions(changes.gone, on, self._take_back)
        changes, _ = self._wanted(on, customers, only_occasions=only_occasions)
        report = self._write(changes, on)
        return report._replace(gone=report.gone + gone)

    def _wanted(self, on: date, customers: Sequence[int], *, only_occasions: bool) -> tuple[_Changes, bool]:
        """Return what has to be written, and whether any row that takes itself back has gone out by one of its ways."""
        with self._store.read() as session:
            changes = _changes(session, around_of(session, on), customers, only_occasions=only_occasions)
            return changes, stored.any_begun(session, [gone.row.id for gone in changes.gone])

    def _write(self, changes: _Changes, on: date) -> PlanReport:
        return PlanReport(
            new=self._portions(changes.new, on, stored.add_reminders),
            again=self._portions(changes.again, on, _queue_again),
            updated=self._portions(changes.kept, on, _refresh),
            gone=self._portions(changes.gone, on, self._take_back),
        )

    def _portions(self, what: Sequence[_T], on: date, write: Callable[[Session, Sequence[_T], By], int]) -> int:
        done = 0
        for start in range(0, len(what), _ROWS):
            with self._store.write() as session:
                done += write(session, what[start : start + _ROWS], self._by(on))
        return done

    def _by(self, on: date) -> By:
        return By(self._around.now(), on, self._around.staff)

    def _take_back(self, session: Session, rows: Sequence[_Gone], by: By) -> int:
        done = 0
        for row, why in rows:
            text = KeptText(self._around.salt(), canonical({"text": why}))
            change = Move(Happened.GONE, State.CANCELLED, text=text)
            done += stored.move(session, row.id, row.state, change, by) is not None
        return done

    # ---- looking ----------------------------------------------------------------------------------------------------

    def facts(self, number: str, today: date | None = None) -> Facts:
        """Return what planning knows of a customer; refused when there is none of that number."""
        with self._store.read() as session:
            return facts_of(session, _customer(session, number), today or self._around.today())

    def last_run(self) -> date | None:
        """Return the latest day all customers were planned for."""
        with self._store.read() as session:
            return stored.last_run(session)

    def explain(self, reminder: int, today: date | None = None) -> tuple[Message, ...]:
        """Say why a reminder stands in the queue: charges, days, stage; refused when there is no such reminder."""
        on = today or self._around.today()
        with self._store.read() as session:
            found = stored.load_reminder(session, reminder)
            if found is None:
                refuse("reminder", N_("reminder: there is no reminder {number} in the queue."), number=reminder)
            customer = merged(session).get(found.wish.customer, found.wish.customer)
            return explain(found.wish, facts_of(session, customer, on), policy_of(session), on)


def _customer(session: Session, number: str) -> int:
    """Return the internal id of a customer, or of the file it was merged into."""
    return living(session, known_file(session, number).id).id


# ---- what has to be written -----------------------------------------------------------------------------------------


class _Planned(NamedTuple):
    """A customer's plan, and the rows of theirs that are not over."""

    facts: Facts
    wishes: list[Wish]
    rows: dict[Key, Known]


def _changes(
    session: Session, around: Around, customers: Sequence[int] | None, *, only_occasions: bool = False
) -> _Changes:
    """Return what planning changes for all customers, or for some (files that live on)."""
    into = merged(session)
    family = None if customers is None else {*customers, *(gone for gone, into_ in into.items() if into_ in customers)}
    rows: dict[int, dict[Key, Known]] = {}
    for customer, live in stored.live_rows(session, family).items():
        rows.setdefault(into.get(customer, customer), {}).update(live)
    every = load_facts(session, around, customers, also=rows.keys(), only_occasions=only_occasions)
    planned = list(_plans(every, around, rows))
    unknown = [wish.key for each in planned for wish in each.wishes if wish.key not in each.rows]
    past = stored.keys_there(session, unknown)
    changes = _Changes([], [], [], [])
    for each in planned:
        _compare(each, past, around, changes)
    return changes


def _plans(every: Iterable[Facts], around: Around, rows: dict[int, dict[Key, Known]]) -> Iterator[_Planned]:
    """Yield the customers who have a plan or a row; of those nothing is known of there are rows only."""
    today, policy = around.today, around.policy
    for facts in every:
        wishes = plan(facts, policy, today)
        if wishes or facts.customer in rows:
            yield _Planned(facts, wishes, rows.pop(facts.customer, {}))
    for customer, left in rows.items():
        yield _Planned(Facts(customer), [], left)


def _compare(each: _Planned, past: Mapping[Key, Known], around: Around, changes: _Changes) -> None:
    rows = {**each.rows, **{wish.key: past[wish.key] for wish in each.wishes if wish.key in past}}
    moves = compare(each.wishes, {key: row.state for key, row in rows.items()})
    changes.new.extend(moves.new)
    changes.again.extend((rows[wish.key], wish) for wish in moves.again)
    changes.kept.extend((rows[wish.key], wish) for wish in moves.kept if _differs(rows[wish.key], wish))
    for key in moves.gone:
        changes.gone.append(_Gone(rows[key], _why(key, rows[key], each, around)))


def _differs(row: Known, wish: Wish) -> bool:
    return (
        row.wish != wish_json(wish)
        or row.due_on != wish.due_on.isoformat()
        or row.expires_on != iso(wish.expires_on)
        or row.customer != wish.customer
    )


def _why(key: Key, row: Known, each: _Planned, around: Around) -> str:
    reason = still_wanted(stored.wish_of(key, row), each.facts, around.policy, around.today)
    return "" if reason is None else reason.why.value


def _queue_again(session: Session, rows: Iterable[tuple[Known, Wish]], by: By) -> int:
    done = 0
    for row, wish in rows:
        if stored.move(session, row.id, State.CANCELLED, Move(Happened.AGAIN, State.QUEUED), by) is not None:
            stored.refresh(session, row.id, wish, by)
            done += 1
    return done


def _refresh(session: Session, rows: Iterable[tuple[Known, Wish]], by: By) -> int:
    done = 0
    for row, wish in rows:
        if stored.refresh(session, row.id, wish, by, was=row.state):
            done += 1
            _end_if_done(session, row, wish, by)
    return done


def _end_if_done(session: Session, row: Known, wish: Wish, by: By) -> None:
    """Let a row end of which one way is done while the other is gone: the address was taken out of the file, say."""
    done = done_ways(tried(session, [row.id]).get(row.id, {}))
    if done and not ways_left(wish.ways, done):
        stored.move(session, row.id, row.state, Move(Happened.DONE, State.SENT), by)
