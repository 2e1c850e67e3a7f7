"""IBM's bills lived through day by day in 2013: what the reminder queue asks for with the ladder a shop begins with.

`python -m tests.real.ibm_reminders` prints every reminder with its charges, days and stage, and how many there were of
each stage; `--numbers` prints the numbers alone. Each morning the payments and bills of the day are entered, then the
queue is planned and emptied: what stands in it for the day is sent, called or decided on.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

from app.bootstrap import App, build
from app.core.money import Money
from app.core.reminder.kinds import Happened, RuleKind, State, Way
from app.errors import Message
from app.services.books import create_book, open_book
from app.services.desk import Circumstances
from app.storage import tables as t
from app.storage.reminders import By, Move, load_reminders, move
from app.storage.store import Store
from tests.real import ibm

FIRST, LAST = date(2013, 1, 1), date(2013, 12, 31)
STAGES = {1: 3, 2: 10, 3: 20, 4: 30, 5: 40}
"""The days after the due date of each stage of the ladder for a normal customer; the last is the owner's."""

APART = 3
"""So many days lie between two reminders of overdue money to one customer at least."""

LEAST = 100
"""Cents: less is not asked for."""


class Reminded(NamedTuple):
    """A reminder that was in the queue: the day, the customer, its stage and ways, what it asks for in cents.

    `charges` are the bills it names, each with the stage the bill goes on to by it (0: it is only named).
    """

    on: date
    rule: RuleKind
    customer: str
    stage: int
    ways: tuple[Way, ...]
    amount: int
    charges: tuple[tuple[str, int], ...]
    why: tuple[str, ...]


# ---- the year in the program ----------------------------------------------------------------------------------------


class _Clock:
    """A clock that stands at half past six in the morning of a day."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._ticks = count()

    def around(self) -> Circumstances:
        salts = count(1)
        return Circumstances(now=self._now, today=lambda: self.day, salt=lambda: next(salts).to_bytes(16, "big"))

    def _now(self) -> datetime:
        morning = datetime(self.day.year, self.day.month, self.day.day, 6, 30, tzinfo=UTC)
        return morning + timedelta(milliseconds=next(self._ticks))


def replay(path: Path, bills: Iterable[ibm.Bill], first: date = FIRST, last: date = LAST) -> Iterator[Reminded]:
    """Live through the days from the first to the last in a new book; yield what the queue had each day."""
    clock = _Clock(first - timedelta(days=1))
    around = clock.around()
    create_book(
        path, name="IBM", currency="USD", language="en", pack="CN", now=around.now, random=around.salt
    ).dispose()
    store, book = open_book(path)
    app = build(store, book, around)
    try:
        days: dict[str, list[dict[str, object]]] = defaultdict(list)
        for event in ibm.events(bills):
            days[str(event.get("on", ""))].append(_reachable(event) if event["do"] == "customer" else event)
        _apply(app, [event for day in sorted(days) if day < first.isoformat() for event in days[day]])
        while clock.day < last:
            clock.day += timedelta(days=1)
            _apply(app, days[clock.day.isoformat()])
            app.reminder_plan.plan()
            yield from _emptied(app, store, clock)
        report = app.verify.verify()
        if not report.ok:
            raise AssertionError(report.problems)
    finally:
        app.close()


def _reachable(event: dict[str, object]) -> dict[str, object]:
    """Give a customer a phone and an address, so that every stage goes the way it is meant to."""
    return {**event, "phones": ["13800000000"], "address": {"street": "1 High Street", "city": "Armonk"}}


def _apply(app: App, events: Sequence[dict[str, object]]) -> None:
    refused: list[str] = []
    lines = (json.dumps(event).encode() for event in events)
    app.bulk.apply(lines, lambda result: None if result.ok else refused.append(str(result.refused)))
    if refused:
        raise AssertionError(refused)


def _emptied(app: App, store: Store, clock: _Clock) -> Iterator[Reminded]:
    """Do everything that stands in the queue for today, and yield it as it was done."""
    r = t.reminder.c
    with store.write() as session:
        by = By(clock.around().now(), clock.day, 1)
        waiting = load_reminders(session, r.state == State.QUEUED.value, r.due_on <= clock.day.isoformat())
        names = dict(session.execute(t.item.select().with_only_columns(t.item.c.id, t.item.c.name)).all())
        numbers = dict(session.execute(t.customer.select().with_only_columns(t.customer.c.id, t.customer.c.no)).all())
    for row in waiting:
        wish = row.wish
        why = tuple(map(_said, app.reminder_plan.explain(row.id)))
        by_hand = set(wish.ways) <= {Way.OWNER, Way.PHONE}
        done = Move(Happened.DONE, State.DONE) if by_hand else Move(Happened.SENT, State.SENT, wish.ways[0].value)
        with store.write() as session:
            if move(session, row.id, State.QUEUED, done, by) is None:
                raise AssertionError(row)
        charges = tuple((names[item], nth) for item, nth in wish.covers)
        yield Reminded(clock.day, wish.rule, numbers[wish.customer], wish.stage, wish.ways, wish.amount, charges, why)


def _said(message: Message) -> str:
    values = {name: _cents(each.minor) if isinstance(each, Money) else each for name, each in message.values.items()}
    return message.text.format(**values)


def _cents(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


# ---- the same from the file alone -----------------------------------------------------------------------------------


def expected(bills: Iterable[ibm.Bill], first: date = FIRST, last: date = LAST) -> dict[tuple[date, str, int], int]:
    """Return for each (day, bill, stage) what all overdue bills of its customer came to in cents.

    Written from the rules in words, day by day: a stage comes on its day after the due date, and no sooner after the
    one before than their days lie apart; all stages of a customer that are due go out together, and then none for
    `APART` days; the last stage is the owner's and waits for nobody.
    """
    mine: dict[str, list[ibm.Bill]] = defaultdict(list)
    for bill in bills:
        mine[bill.customer].append(bill)
    done: dict[str, tuple[int, date]] = {}
    asked: dict[str, date] = {}
    found: dict[tuple[date, str, int], int] = {}
    for number in range((last - first).days + 1):
        today = first + timedelta(days=number)
        for customer, theirs in mine.items():
            late = [bill for bill in theirs if bill.on <= today < bill.settled_on and bill.due_on < today]
            owed = sum(int(bill.amount * 100) for bill in late)
            if owed < LEAST:
                continue
            due = [(bill, stage) for bill in late if (stage := _stage_due(bill, done.get(bill.number), today))]
            free = customer not in asked or today >= asked[customer] + timedelta(days=APART)
            for bill, stage in due:
                if stage == len(STAGES) or free:
                    done[bill.number] = stage, today
                    found[today, bill.number, stage] = owed
                    if stage != len(STAGES):
                        asked[customer] = today
    return found


def _stage_due(bill: ibm.Bill, done: tuple[int, date] | None, today: date) -> int:
    """Return the stage of a bill that is due on a day, 0 for none."""
    before, on = done or (0, None)
    stage = before + 1
    if stage > len(STAGES) or today < bill.due_on + timedelta(days=STAGES[stage]):
        return 0
    if on is not None and today < on + timedelta(days=STAGES[stage] - STAGES[before]):
        return 0
    return stage


# ---- as a script ----------------------------------------------------------------------------------------------------


def report(reminders: Iterable[Reminded], *, numbers: bool) -> Iterator[str]:
    """Yield the lines the script prints."""
    stages: Counter[tuple[str, int]] = Counter()
    bills: Counter[int] = Counter()
    for each in reminders:
        stages[each.rule.value, each.stage] += 1
        bills.update(nth for _, nth in each.charges if each.rule is RuleKind.OVERDUE and nth)
        if not numbers:
            what = f"stage {each.stage}" if each.stage else each.rule.value
            yield f"{each.on} {each.customer} {what} ({', '.join(each.ways)}) {_cents(each.amount)}"
            yield from (f"    {line}" for line in each.why)
    yield ""
    yield "reminders"
    yield from (f"  {rule:<10} stage {stage}: {number:>5}" for (rule, stage), number in sorted(stages.items()))
    yield "bills that went on to"
    yield from (f"  stage {stage}: {number:>5}" for stage, number in sorted(bills.items()))


def main(arguments: Sequence[str]) -> int:
    """Print the year."""
    parser = argparse.ArgumentParser(prog="python -m tests.real.ibm_reminders", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=ibm.FILE)
    parser.add_argument("--numbers", action="store_true", help="the numbers of each stage alone")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        found = replay(Path(folder) / "ibm.cbook", ibm.read(options.file))
        sys.stdout.writelines(f"{line}\n" for line in report(found, numbers=options.numbers))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
