"""The board: the open rows of the queue in their groups, and one of them with all that is known of it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from app.core.reminder import conduct, plan
from app.core.reminder.board import Board, Group, LastWord, QueueDetail, QueueRow, group_of, ways_left
from app.core.reminder.conduct import Addressee, Answer, Conduct, Verdict
from app.core.reminder.explain import explain
from app.core.reminder.facts import Facts
from app.core.reminder.kinds import MARKETING, RuleKind, State, Way
from app.core.reminder.occasions import promises
from app.core.reminder.plan import Reason
from app.core.reminder.template import Template
from app.core.reminder.wish import Wish
from app.errors import Message, Refused
from app.services.desk import Circumstances
from app.services.known import family_of
from app.services.reminder_claims import (
    REMEMBERED,
    Row,
    addressee_in,
    is_wanted,
    may_contact,
    row_of,
    state_words,
    zone_named,
)
from app.services.reminder_facts import policy_of
from app.services.reminder_messages import compose, current_texts, subject_of
from app.storage import contacts, pauses
from app.storage import reminder_queue as stored
from app.storage.reminder_policy import load_policy
from app.storage.reminder_queue import OpenReminder, Tried
from app.storage.reminders import StoredReminder
from app.storage.store import Session

_SHOWN = 20
"""How many of a customer's last contacts stand beside a reminder."""


# ---- all of them ----------------------------------------------------------------------------------------------------


def board(session: Session, around: Circumstances, today: date, customer: str = "") -> Board:
    """Return what is open on a day, of everybody or of one customer (by number); refuses an unknown number."""
    family = None if not customer else family_of(session, customer)
    rows = stored.open_reminders(session, family)
    seen = _Seen(
        tried=stored.tried(session, [row.stored.id for row in rows] if family is not None else None),
        words=contacts.last_words(session, family),
        hours=_Hours(session, around.now(), family),
        notes=_note_texts(session, [row.stored for row in rows]),
    )
    groups: dict[Group, list[QueueRow]] = {group: [] for group in Group}
    for each in sorted(rows, key=_gravity):
        row = _row(each, seen, today)
        groups[group_of(row.state, row.due_on, row.free_on, today)].append(row)
    return Board(
        today=today,
        groups={group: tuple(found) for group, found in groups.items()},
        receipts_through=stored.last_receipt(session),
    )


def _gravity(each: OpenReminder) -> tuple[int, int, date, int, int]:
    wish = each.stored.wish
    return plan.ORDER[wish.rule], -wish.stage, wish.due_on, -wish.amount, each.stored.id


class _Hours:
    """When customers may be contacted at a moment: contacts and zones of all of them, read at once."""

    def __init__(self, session: Session, at: datetime, customers: Collection[int] | None) -> None:
        self._conduct: Conduct = load_policy(session).conduct
        self._at = at
        self._made = contacts.contacts_since(session, at - REMEMBERED, customers)
        self._zones = stored.zones(session, customers)
        self._alike: dict[tuple[Way, str], Verdict] = {}

    def verdict(self, customer: int, way: Way) -> Verdict:
        """Return whether the hours and the counts allow a contact; consents are asked for when it is sent."""
        zone = self._zones.get(customer, "")
        made = self._made.get(customer, ())
        if made:
            return self._ask(way, zone, made)
        if (way, zone) not in self._alike:
            self._alike[way, zone] = self._ask(way, zone, ())
        return self._alike[way, zone]

    def _ask(self, way: Way, zone: str, made: Iterable[conduct.Contact]) -> Verdict:
        return conduct.verdict(self._conduct, way, self._at.astimezone(zone_named(zone, self._at)), made, Addressee())


class _Seen(NamedTuple):
    """What was read of all rows at once."""

    tried: Mapping[int, Mapping[Way, Tried]]
    words: Mapping[int, LastWord]
    hours: _Hours
    notes: Mapping[int, str]


def _note_texts(session: Session, rows: Iterable[StoredReminder]) -> dict[int, str]:
    """Return what the notes among rows say: no text of a person stands in a row itself."""
    notes = [int(row.wish.subject) for row in rows if row.wish.rule is RuleKind.NOTE]
    return pauses.note_texts(session, notes)


def _row(each: OpenReminder, seen: _Seen, today: date) -> QueueRow:
    row, wish = each.stored, each.stored.wish
    tried = seen.tried.get(row.id, {})
    done = stored.done_ways(tried)
    left = ways_left(wish.ways, done)
    verdicts = [seen.hours.verdict(wish.customer, way) for way in left]
    waits = next((found for found in verdicts if found.answer is not Answer.OK), None)
    if any(found.answer is Answer.OK for found in verdicts):
        waits = None  # by one of its ways it may go
    free_on = max(wish.due_on, row.snoozed_to or wish.due_on)
    return QueueRow(
        id=row.id,
        rule=wish.rule,
        customer=each.customer,
        name=each.name,
        stage=wish.stage,
        tone=wish.tone,
        ways=left,
        done=done,
        amount=wish.amount,
        units=wish.units,
        on=wish.on,
        days=0 if wish.on is None else (today - wish.on).days,
        due_on=wish.due_on,
        free_on=free_on,
        state=row.state,
        snoozed_to=row.snoozed_to if row.snoozed_to is not None and row.snoozed_to > today else None,
        assigned_to=each.assigned_to,
        service=wish.service,
        number=_number(wish, seen),
        attempts=max((each.attempt for each in tried.values()), default=0),
        last_word=seen.words.get(wish.customer),
        until=None if waits is None else waits.until,
        hint=_hint(row.state, waits),
    )


def _number(wish: Wish, seen: _Seen) -> str:
    """Return the number of the statement a reminder is about, or what a note says, in one line."""
    if wish.rule is not RuleKind.NOTE:
        return wish.number
    return " ".join(seen.notes.get(int(wish.subject), "").split())


def _hint(state: State, waits: Verdict | None) -> Message | None:
    if state is not State.QUEUED:
        return state_words(state)
    return None if waits is None else waits.message


# ---- one of them ----------------------------------------------------------------------------------------------------


def detail(session: Session, around: Circumstances, reminder: int, today: date) -> QueueDetail:
    """Return a reminder with its customer's figures, its message by each way, its history; refuses an unknown one."""
    now = around.now()
    row = row_of(session, reminder)
    wanted, facts = is_wanted(session, row, today)
    wish = row.stored.wish if isinstance(wanted, Reason) else wanted
    texts, problem = _texts(session, row, wish, facts, today)
    to = addressee_in(session, row.file.file)
    advertising = wish.rule in MARKETING
    policy = policy_of(session)
    return QueueDetail(
        row=_one(session, around, row, today),
        wish=row.stored.wish,
        wanted=None if isinstance(wanted, Reason) else wanted,
        reason=wanted.message if isinstance(wanted, Reason) else None,
        facts=facts,
        texts=texts,
        problem=problem,
        verdicts={
            way: may_contact(session, row.file, way, now, to, advertising=advertising)
            for way in dict.fromkeys((*wish.ways, Way.PHONE, Way.MESSAGE))
        },
        events=stored.events_of(session, reminder),
        contacts=tuple(contacts.contacts_of(session, row.family, _SHOWN)),
        promises=promises(facts, policy, today),
        why=explain(wish, facts, policy, today),
    )


def _one(session: Session, around: Circumstances, row: Row, today: date) -> QueueRow:
    family = row.family
    staff = stored.staff_names(session).get(row.stored.assigned_to or 0, "")
    each = OpenReminder(row.stored, row.file.file.no, row.file.file.name, staff)
    words = contacts.last_words(session, family)
    hours, notes = _Hours(session, around.now(), family), _note_texts(session, [row.stored])
    seen = _Seen({row.stored.id: row.tried}, words, hours, notes)
    return _row(each, seen, today)


def _texts(
    session: Session, row: Row, wish: Wish, facts: Facts, today: date
) -> tuple[Mapping[Way, Template], Message | None]:
    """Return the message by each way as it would go out, or why there is none."""
    found: dict[Way, Template] = {}
    if not wish.template:
        return found, None
    known, subject = current_texts(session), subject_of(session, row.file.file, facts, today)
    for way in wish.ways:
        if way is Way.OWNER:
            continue
        try:
            found[way] = compose(known, wish, subject, way).text
        except Refused as refused:
            return found, refused.message
    return found, None
