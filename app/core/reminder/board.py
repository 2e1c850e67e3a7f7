"""The reminder queue as people see it: what is to be done today, what waits, and what is known of each row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.core.customer import CustomerFile
from app.core.outgoing import Outcome
from app.core.reminder.conduct import Verdict
from app.core.reminder.facts import Facts
from app.core.reminder.kinds import RuleKind, State, Tone, Way
from app.core.reminder.promise import Standing
from app.core.reminder.requests import ContactResult, ContactWay, StepKind
from app.core.reminder.template import Template
from app.core.reminder.wish import Wish
from app.core.ways import TEXTS
from app.errors import Message

WEEK_DAYS = 6
"""How many days after today still belong to this week's work."""


class Group(StrEnum):
    """Where a row stands on the board: left over from earlier days, today's, the next days', or waiting for long."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    WAITING = "waiting"


def group_of(state: State, due_on: date, free_on: date, today: date) -> Group:
    """Return where a row stands that was due on a day and may be seen to from another one on (snoozed, or not yet).

    What is just being sent waits; what failed, or may have gone out or not, is the day's work.
    """
    if state is State.SENDING:
        return Group.WAITING
    if free_on > today:
        return Group.WEEK if free_on <= today + timedelta(days=WEEK_DAYS) else Group.WAITING
    return Group.OVERDUE if max(due_on, free_on) < today else Group.TODAY


class LastWord(NamedTuple):
    """The last contact with a customer: when, by which way, with what result, and what was said (blank if erased)."""

    on: date
    way: ContactWay
    result: ContactResult
    text: str
    incoming: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One reminder on the board; amounts are minor units.

    `ways` are those still to be done, in their order; `done` those that are. `days` counts from the day it speaks of to
    today: above zero it is past. `free_on` is the first day it may be seen to. `until` is the moment before which the
    customer may not be contacted by any of its ways, `hint` why it waits or what is wrong with it. `attempts` counts
    how often it was tried. `number` is a statement's, or what a dated note says, in one line.
    """

    id: int
    rule: RuleKind
    customer: str
    name: str
    stage: int
    tone: Tone
    ways: tuple[Way, ...]
    done: tuple[Way, ...] = ()
    amount: int = 0
    units: int = 0
    on: date | None = None
    days: int = 0
    due_on: date
    free_on: date
    state: State
    snoozed_to: date | None = None
    assigned_to: str = ""
    service: str = ""
    number: str = ""
    attempts: int = 0
    last_word: LastWord | None = None
    until: datetime | None = None
    hint: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All that is open on a day, by groups, each group the gravest first."""

    today: date
    groups: Mapping[Group, tuple[QueueRow, ...]]
    receipts_through: date | None = None

    @property
    def to_do(self) -> int:
        """How many rows are to be seen to today."""
        return len(self.groups[Group.OVERDUE]) + len(self.groups[Group.TODAY])


class Event(NamedTuple):
    """Something that happened to a reminder; `was` and `became` are states, blank before it was there."""

    at: datetime
    what: str
    was: str
    became: str
    way: str = ""
    attempt: int = 0
    who: str = ""
    text: str = ""
    contact: int | None = None


class Step(NamedTuple):
    """What became of a letter or a message on its way."""

    what: StepKind
    on: date
    tracking: str = ""
    attachment: int | None = None
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedContact:
    """A contact of the log; `result` is what is known of it now.

    A statement that was mailed stands among them with its number as `statement` and no number of its own.
    """

    id: int
    request: str
    customer: str
    way: ContactWay
    result: ContactResult
    on: date
    at: datetime
    who: str
    text: str = ""
    incoming: bool = False
    reminder: int | None = None
    rule: RuleKind | None = None
    attachment: int | None = None
    steps: tuple[Step, ...] = ()
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueDetail:
    """A row with what is known of it and its customer.

    `facts` are those of today. `texts` has the message for each way as it will go out today, `problem` why there is
    none. `verdicts` say by which ways the customer may be contacted now. `wanted` is the wish as it would go out now,
    None where it is no longer wanted, for the `reason`.
    """

    row: QueueRow
    wish: Wish
    wanted: Wish | None = None
    reason: Message | None = None
    facts: Facts
    texts: Mapping[Way, Template] = field(default_factory=dict)
    problem: Message | None = None
    verdicts: Mapping[Way, Verdict] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    contacts: tuple[LoggedContact, ...] = ()
    promises: tuple[Standing, ...] = ()
    why: tuple[Message, ...] = ()


# ---- sending --------------------------------------------------------------------------------------------------------


def ways_left(ways: Iterable[Way], done: Iterable[Way]) -> tuple[Way, ...]:
    """Return the ways of a reminder that are still to be done; a text that went out by one way goes by no other."""
    gone = set(done)
    texted = bool(gone & TEXTS)
    return tuple(way for way in ways if way not in gone and not (texted and way in TEXTS))


def settled_by(way: ContactWay, left: Sequence[Way]) -> Way | None:
    """Return the way of a reminder a contact by hand stands for: its own, or else the first that is no letter.

    Who has been spoken to need not be written to; only a letter is not replaced by anything.
    """
    own = next((each for each in left if each.value == way.value), None)
    if own is not None or way is ContactWay.LETTER:
        return own
    return next((each for each in left if each not in (Way.LETTER, Way.OWNER)), None)


def state_after(outcome: Outcome, left: Sequence[Way]) -> State:
    """Return the state of a reminder after an attempt by one way; `left` are its ways still to be done then."""
    match outcome:
        case Outcome.ACCEPTED:
            return State.QUEUED if left else State.SENT
        case Outcome.UNCLEAR:
            return State.INTERRUPTED
        case _:
            return State.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A reminder (`id`) taken from the queue to be sent by one way, its contact written: now it may be sent, once.

    `wish` is what is wanted today (send this, never what was planned), `text` the message in `language`, `to` the
    address or the phone number it goes to, blank for a letter. `contact` is its number in the log, `attempt` counts
    from one, `key` names the attempt within the book and never changes.
    """

    id: int
    way: Way
    contact: int
    attempt: int
    at: datetime
    wish: Wish
    file: CustomerFile
    to: str
    language: str
    text: Template

    @property
    def key(self) -> str:
        """The name of the attempt: the same one has the same Message-ID."""
        return f"r{self.id}-{self.attempt}"

    @property
    def customer(self) -> str:
        """The customer's number."""
        return self.file.no

    @property
    def name(self) -> str:
        """The customer's name."""
        return self.file.name

    @property
    def subject(self) -> str:
        """The subject of the message."""
        return self.text.subject

    @property
    def body(self) -> str:
        """The text of the message."""
        return self.text.body


class Held(NamedTuple):
    """A reminder that was not taken: the sentence why, the moment it may go if it only waits, and its state now.

    Its state is `cancelled` where it is no longer wanted; any other but `queued` says that it is being sent or was.
    """

    reminder: int
    message: Message
    until: datetime | None
    state: State
    customer: str = ""
    name: str = ""
