"""The reminder queue in the book: rows planned and taken back, moved on by people and by sending, and their history.

A row is only ever changed here, together with the event that tells of it. Every change names the state it expects to
find, so that two programs at once never do the same twice.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from app.core.reminder.kinds import COUNTS, OPEN, WAY_DONE, Happened, RuleKind, State, may_become
from app.core.reminder.wish import Key, Wish
from app.core.reminder.wish_json import read_wish, wish_json
from app.storage import tables as t
from app.storage.customers import Problem, damaged_file, row_digest
from app.storage.journal import chunks, day, instant, iso
from app.storage.kept_texts import KeptText, keep_text

_R, _V, _E, _N = t.reminder.c, t.reminder_cover.c, t.reminder_event.c, t.reminder_run.c


class StoredReminder(NamedTuple):
    """A row of the queue; `attempts` counts how often it was tried to be sent."""

    id: int
    wish: Wish
    state: State
    done_on: date | None
    snoozed_to: date | None
    assigned_to: int | None
    planned_at: str
    changed_at: str


class By(NamedTuple):
    """Who changes a row and when: the moment, the local day of it, the member of the staff."""

    at: datetime
    on: date
    staff: int


class Move(NamedTuple):
    """What happens to a row; without `became` its state stays. `text` is what a person, or a server, said of it."""

    what: Happened
    became: State | None = None
    way: str = ""
    attempt: int = 0
    contact: int | None = None
    text: KeptText | None = None


# ---- reading --------------------------------------------------------------------------------------------------------

_ROW = (
    *(_R.id, _R.rule, _R.customer_id, _R.subject, _R.occurrence, _R.wish, _R.due_on, _R.expires_on, _R.state),
    *(_R.done_on, _R.snoozed_to, _R.assigned_to, _R.planned_at, _R.changed_at),
)


def load_reminder(session: Session, reminder: int) -> StoredReminder | None:
    """Return a row by its number, if there is one."""
    return next(iter(load_reminders(session, _R.id == reminder)), None)


def load_reminders(session: Session, *conditions: ColumnElement[bool]) -> list[StoredReminder]:
    """Return the rows that meet conditions on the columns of `reminder`, in the order of their numbers."""
    return [_stored(tuple(row)) for row in session.execute(select(*_ROW).where(*conditions).order_by(_R.id))]


def _stored(row: tuple[Any, ...]) -> StoredReminder:
    id_, rule, customer, subject, occurrence, text, due, expires, state, done, snoozed, assigned, planned, changed = row
    try:
        wish = read_wish(
            text,
            rule=RuleKind(rule),
            customer=customer,
            subject=subject,
            occurrence=occurrence,
            due_on=date.fromisoformat(due),
            expires_on=day(expires),
        )
        return StoredReminder(id_, wish, State(state), day(done), day(snoozed), assigned, planned, changed)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise damaged_file() from error


# ---- writing --------------------------------------------------------------------------------------------------------


def add_reminders(session: Session, wishes: Sequence[Wish], by: By) -> int:
    """Put wishes into the queue; one whose key it has had is left alone. Return how many were put in."""
    there = keys_there(session, [wish.key for wish in wishes])
    fresh = [wish for wish in wishes if wish.key not in there]
    if not fresh:
        return 0
    number = (session.execute(select(func.max(_R.id))).scalar_one() or 0) + 1
    rows = [_new_row(number + place, wish, by) for place, wish in enumerate(fresh)]
    session.execute(insert(t.reminder), rows)
    covers = [cover for place, wish in enumerate(fresh) for cover in _covers(number + place, wish)]
    if covers:
        session.execute(insert(t.reminder_cover), covers)
    move = Move(Happened.PLANNED, State.QUEUED)
    _tell(session, [(number + place, "", move) for place in range(len(fresh))], by)
    return len(fresh)


def _new_row(number: int, wish: Wish, by: By) -> dict[str, object]:
    now = instant(by.at)
    values: dict[str, object] = {
        "id": number,
        "rule": wish.rule.value,
        "customer_id": wish.customer,
        "subject": wish.subject,
        "occurrence": wish.occurrence,
        "wish": wish_json(wish),
        "due_on": wish.due_on.isoformat(),
        "expires_on": iso(wish.expires_on),
        "state": State.QUEUED.value,
        "done_on": None,
        "snoozed_to": None,
        "assigned_to": None,
        "planned_at": now,
        "changed_at": now,
    }
    return {**values, "digest": row_digest(list(values.values()))}


def _covers(reminder: int, wish: Wish) -> list[dict[str, object]]:
    if wish.rule is not RuleKind.OVERDUE:
        return []
    return [{"reminder_id": reminder, "item_id": each.item, "nth": each.nth} for each in wish.covers]


def refresh(session: Session, reminder: int, wish: Wish, by: By, *, was: State | None = None) -> bool:
    """Write a row's wish as it is wanted now: amounts, charges covered, days; return whether anything differed.

    With a state it `was` in, a row that is in another by now is left alone.
    """
    row = _raw(session, reminder)
    if row is None or (was is not None and row["state"] != was.value):
        return False
    new = {
        "customer_id": wish.customer,
        "wish": wish_json(wish),
        "due_on": wish.due_on.isoformat(),
        "expires_on": iso(wish.expires_on),
    }
    if all(row[name] == value for name, value in new.items()):
        return False
    _write(session, row, new, by)
    session.execute(delete(t.reminder_cover).where(_V.reminder_id == reminder))
    covers = _covers(reminder, wish)
    if covers:
        session.execute(insert(t.reminder_cover), covers)
    return True


def move(session: Session, reminder: int, was: State, change: Move, by: By) -> int | None:
    """Let something happen to a row that is in a state; return the number of its event, None if it is in another.

    A row that comes to stand among those done gets the day of it; one that takes itself back after one of its ways was
    done keeps the day of that, as the customer was asked then. One that goes back loses it. Raises ValueError for a
    change of state that `kinds.NEXT_STATES` does not know.
    """
    row = _raw(session, reminder)
    if row is None or row["state"] != was.value:
        return None
    became = change.became or was
    if became is not was:
        if not may_become(was, became):
            raise ValueError(f"{was} does not become {became}")
        done_on = _way_done_on(session, reminder) if became is State.CANCELLED else None
        new: dict[str, object] = {"state": became.value, "done_on": iso(by.on) if became in COUNTS else done_on}
        _write(session, row, new, by)
    return _tell(session, [(reminder, was.value, change._replace(became=became))], by)


def _way_done_on(session: Session, reminder: int) -> str | None:
    """Return the day on which a way of a row was done last, None where none is: by what happened last by each way."""
    last = select(func.max(_E.id)).where(_E.reminder_id == reminder, _E.way != "").group_by(_E.way)
    done = select(func.max(t.contact.c.on_day)).join_from(t.reminder_event, t.contact, t.contact.c.id == _E.contact_id)
    done = done.where(_E.id.in_(last), _E.what.in_([what.value for what in WAY_DONE]))
    return session.execute(done).scalar()


def any_begun(session: Session, reminders: Sequence[int]) -> bool:
    """Whether a way of any of some rows was ever done."""
    done = select(_E.id).where(_E.way != "", _E.what.in_([what.value for what in WAY_DONE])).limit(1)
    return any(session.execute(done.where(_E.reminder_id.in_(chunk))).first() for chunk in chunks(reminders))


def put_off(session: Session, reminder: int, until: date | None, text: KeptText | None, by: By) -> int | None:
    """Let a row wait until a day, or no longer; return the number of the event."""
    return _set(session, reminder, {"snoozed_to": iso(until)}, Move(Happened.SNOOZED, text=text), by)


def assign(session: Session, reminder: int, staff: int | None, by: By) -> int | None:
    """Give a row to a member of the staff, or to nobody; return the number of the event."""
    return _set(session, reminder, {"assigned_to": staff}, Move(Happened.ASSIGNED), by)


def _set(session: Session, reminder: int, new: Mapping[str, object], change: Move, by: By) -> int | None:
    row = _raw(session, reminder)
    if row is None:
        return None
    _write(session, row, new, by)
    return _tell(session, [(reminder, str(row["state"]), change._replace(became=State(str(row["state"]))))], by)


def _raw(session: Session, reminder: int) -> dict[str, object] | None:
    row = session.execute(select(t.reminder).where(_R.id == reminder)).mappings().one_or_none()
    return None if row is None else {name: row[name] for name in t.reminder.c.keys()}  # noqa: SIM118 - of columns


def _write(session: Session, row: Mapping[str, object], new: Mapping[str, object], by: By) -> None:
    values = {**row, **new, "changed_at": instant(by.at)}
    values.pop("digest")
    values["digest"] = row_digest(list(values.values()))
    session.execute(update(t.reminder).where(_R.id == values.pop("id")).values(**values))


def _tell(session: Session, changes: Sequence[tuple[int, str, Move]], by: By) -> int:
    """Write events; return the number of the last."""
    number = session.execute(select(func.max(_E.id))).scalar_one() or 0
    rows: list[dict[str, object]] = []
    for reminder, was, change in changes:
        number += 1
        values: dict[str, object] = {
            "id": number,
            "reminder_id": reminder,
            "at": instant(by.at),
            "was": was,
            "became": "" if change.became is None else change.became.value,
            "way": change.way,
            "what": change.what.value,
            "attempt": change.attempt,
            "staff_id": by.staff,
            "contact_id": change.contact,
            "text_digest": b"" if change.text is None else change.text.digest,
        }
        rows.append({**values, "digest": row_digest(list(values.values()))})
        if change.text is not None:
            keep_text(session, t.reminder_event, number, change.text)
    session.execute(insert(t.reminder_event), rows)
    return int(number)


# ---- planning -------------------------------------------------------------------------------------------------------


class Known(NamedTuple):
    """What planning needs of a row: its number, state, and the wish as it was written."""

    id: int
    state: State
    wish: str
    due_on: str
    expires_on: str | None
    customer: int


_KNOWN = (
    *(_R.rule, _R.subject, _R.occurrence),
    *(_R.id, _R.state, _R.wish, _R.due_on, _R.expires_on, _R.customer_id),
)
_STATES = {state.value: state for state in State}
_RULES = {rule.value: rule for rule in RuleKind}


def live_rows(session: Session, customers: Iterable[int] | None = None) -> dict[int, dict[Key, Known]]:
    """Return the rows that planning may take back or refresh, or that may be out, by customer: of some, or of all."""
    state = _R.state if customers is None else _R.state.op("||")("")  # of some, by the index of customers
    live = state.in_([each.value for each in OPEN])
    found: dict[int, dict[Key, Known]] = {}
    for statement in _of_customers(select(*_KNOWN).where(live), customers):
        for key, known in map(_known, session.connection().execute(statement)):
            found.setdefault(known.customer, {})[key] = known
    return found


def _of_customers(statement: Select[Any], customers: Iterable[int] | None) -> Iterator[Select[Any]]:
    if customers is None:
        yield statement
        return
    wanted = sorted(customers)
    for chunk in chunks(wanted):
        yield statement.where(_R.customer_id.in_(chunk))


def _known(row: Sequence[Any]) -> tuple[Key, Known]:
    rule, subject, occurrence, id_, state, *rest = row
    try:
        return Key(_RULES[rule], subject, occurrence), Known(id_, _STATES[state], *rest)
    except KeyError as error:
        raise damaged_file() from error


def wish_of(key: Key, row: Known) -> Wish:
    """Return the wish a row bears."""
    try:
        return read_wish(
            row.wish,
            rule=key.rule,
            customer=row.customer,
            subject=key.subject,
            occurrence=key.occurrence,
            due_on=date.fromisoformat(row.due_on),
            expires_on=day(row.expires_on),
        )
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise damaged_file() from error


_CHUNK = 200


def keys_there(session: Session, keys: Sequence[Key]) -> dict[Key, Known]:
    """Return the rows there ever were of some keys."""
    found: dict[Key, Known] = {}
    key = tuple_(_R.rule, _R.subject, _R.occurrence)
    for start in range(0, len(keys), _CHUNK):
        wanted = [(each.rule.value, each.subject, each.occurrence) for each in keys[start : start + _CHUNK]]
        rows = session.connection().execute(select(*_KNOWN).where(key.in_(wanted)))
        found.update(map(_known, rows))
    return found


def add_run(session: Session, planned: int, by: By) -> None:
    """Note that all customers were planned for a day."""
    number = (session.execute(select(func.max(_N.id))).scalar_one() or 0) + 1
    values: dict[str, object] = {
        "id": number,
        "on_day": by.on.isoformat(),
        "at": instant(by.at),
        "planned": planned,
    }
    session.execute(insert(t.reminder_run).values(**values, digest=row_digest(list(values.values()))))


def last_run(session: Session) -> date | None:
    """Return the day all customers were planned for last, None before the first.

    It may lie before an earlier run's: a clock that was ahead, until somebody said that it is right now.
    """
    return day(session.execute(select(_N.on_day).order_by(_N.id.desc()).limit(1)).scalar())


# ---- proof ----------------------------------------------------------------------------------------------------------


def verify_reminders(session: Session) -> list[Problem]:
    """Return the rows of the queue, its history, contacts, promises, pauses and notes that are not what was written.

    The state of a reminder must be the one its last event left it in, and the charges it names those of its wish.
    """
    tables = (
        *(t.reminder, t.reminder_event, t.reminder_run, t.contact, t.contact_step),
        *(t.promise, t.promise_end, t.pause, t.pause_end, t.dated_note, t.dated_note_end, t.account_review),
    )
    problems: list[Problem] = []
    for table in tables:
        columns = [column for column in table.c if column.name != "digest"]
        for row in session.execute(select(*columns, table.c.digest).order_by(*table.primary_key)):
            *values, digest = tuple(row)
            if row_digest(values) != digest:
                problems.append(Problem(table.name, values[0]))
    problems += _verify_states(session)
    problems += _verify_covers(session)
    return problems


def _verify_states(session: Session) -> list[Problem]:
    last = select(_E.reminder_id, func.max(_E.id).label("id")).group_by(_E.reminder_id).subquery()
    statement = (
        select(_R.id)
        .outerjoin_from(t.reminder, last, last.c.reminder_id == _R.id)
        .outerjoin(t.reminder_event, _E.id == last.c.id)
        .where(_E.became.is_distinct_from(_R.state))
        .order_by(_R.id)
    )
    return [Problem("reminder_event", id_) for id_ in session.execute(statement).scalars()]


def _verify_covers(session: Session) -> list[Problem]:
    stated: dict[int, set[tuple[int, int]]] = {}
    for id_, text in session.execute(select(_R.id, _R.wish).where(_R.rule == RuleKind.OVERDUE.value)):
        try:
            stated[id_] = {(item, nth) for item, nth in json.loads(text).get("covers", ())}
        except (ValueError, TypeError, AttributeError):
            stated[id_] = set()
    there: dict[int, set[tuple[int, int]]] = {}
    for reminder, item, nth in session.execute(select(_V.reminder_id, _V.item_id, _V.nth)):
        there.setdefault(reminder, set()).add((item, nth))
    wrong = [each for each in stated.keys() | there.keys() if stated.get(each, set()) != there.get(each, set())]
    return [Problem("reminder_cover", each) for each in sorted(wrong)]
