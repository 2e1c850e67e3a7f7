"""The words of the reminder queue: what a reminder is about, how it goes out and sounds, how far it has come."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.core.ways import CreditClass, Way

__all__ = [
    "CHASING",
    "COUNTS",
    "FOR_OWNER",
    "MARKETING",
    "NEXT_STATES",
    "OPEN",
    "UNCLEAR",
    "CreditClass",
    "RuleKind",
    "State",
    "Tone",
    "Way",
    "may_become",
]


class RuleKind(StrEnum):
    """What a reminder is about; each kind has one rule."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    INSTALMENT = "instalment"
    EXPIRING = "expiring"
    LOW_BALANCE = "low_balance"
    PASS_LOW = "pass_low"
    PROMISE_DUE = "promise_due"
    PROMISE_BROKEN = "promise_broken"
    STATEMENT = "statement"
    REVIEW = "review"
    SLEEPING = "sleeping"
    BIRTHDAY = "birthday"
    RETURN_VISIT = "return_visit"
    LIMITATION = "limitation"
    AGREEMENT = "agreement"
    NOTE = "note"


class Tone(StrEnum):
    """How a reminder sounds."""

    GENTLE = "gentle"
    FIRM = "firm"
    FINAL = "final"


class State(StrEnum):
    """How far a reminder of the queue has come.

    `sent` went out, `done` was carried out by a person (a call, a decision), `skipped` was left out by a person with a
    reason, `cancelled` was taken back by the program because it was no longer wanted. `failed` did not go out for
    certain; `interrupted` may have gone out or not, and waits for a person.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


NEXT_STATES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        # A text copied by hand is sent without having been claimed; a call is done.
        State.QUEUED: frozenset({State.SENDING, State.SENT, State.DONE, State.SKIPPED, State.CANCELLED}),
        # Of several ways one is done, and the others are still to be.
        State.SENDING: frozenset({State.SENT, State.FAILED, State.INTERRUPTED, State.QUEUED}),
        # Mail that was accepted may come back days later.
        State.SENT: frozenset({State.FAILED}),
        State.DONE: frozenset(),
        State.FAILED: frozenset({State.QUEUED, State.SENT, State.DONE, State.SKIPPED, State.CANCELLED}),
        State.SKIPPED: frozenset(),
        # A payment that settled it may be reversed, and the same occasion is there again.
        State.CANCELLED: frozenset({State.QUEUED}),
        # Only a person knows whether it arrived; nothing resends it by itself.
        State.INTERRUPTED: frozenset({State.QUEUED, State.SENT, State.FAILED, State.SKIPPED}),
    }
)
"""What may follow each state."""

COUNTS = frozenset({State.SENT, State.DONE, State.SKIPPED})
"""The states in which a stage of the ladder is done."""

UNCLEAR = frozenset({State.SENDING, State.INTERRUPTED})
"""The states in which nobody knows whether a reminder went out."""

OPEN = UNCLEAR | {State.QUEUED, State.FAILED}
"""The states of reminders that are not over: they stand on the board."""

CHASING = frozenset({RuleKind.OVERDUE, RuleKind.DUE_SOON, RuleKind.INSTALMENT})
"""The kinds that ask for money, which a pause or a dispute stops."""

MARKETING = frozenset({RuleKind.SLEEPING, RuleKind.BIRTHDAY, RuleKind.RETURN_VISIT})
"""The kinds that need the customer's consent to advertising (PIPL Art. 13: not necessary for a contract)."""

FOR_OWNER = frozenset({RuleKind.REVIEW, RuleKind.LIMITATION, RuleKind.AGREEMENT, RuleKind.NOTE})
"""The kinds that contact nobody."""


def may_become(state: State, following: State) -> bool:
    """Whether a reminder in one state may go over to another."""
    return following in NEXT_STATES[state]


class Happened(StrEnum):
    """What happened to a reminder, as its history says it.

    The program plans it, plans it anew after it took itself back (`again`), and takes it back (`gone`). `claimed` is
    the beginning of sending, which ends in `sent`, `failed` or `unclear`; `returned` came back afterwards. The others
    are what a person did: `done` and `skipped`, put off (`snoozed`), given to somebody (`assigned`), found out what
    became of it (`resolved`), called without its being done by that (`tried`).
    """

    PLANNED = "planned"
    AGAIN = "again"
    GONE = "gone"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"
    RETURNED = "returned"
    DONE = "done"
    SKIPPED = "skipped"
    SNOOZED = "snoozed"
    ASSIGNED = "assigned"
    RESOLVED = "resolved"
    TRIED = "tried"


WAY_DONE = frozenset({Happened.SENT, Happened.DONE})
"""What happened last by a way of a reminder where that way is done."""
