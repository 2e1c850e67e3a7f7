"""What planning needs to know of one customer: plain facts, read in a few selects; ids are internal ones.

Amounts are minor units. Only what is open, left or undecided need be given; what is missing plans nothing.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.reminder.kinds import CreditClass, Way
from app.core.reminder.ladder import Done
from app.core.reminder.limitation import Interruption
from app.core.reminder.promise import Payment, Promise
from app.core.reminder.wish import Key


class ChargeFact(NamedTuple):
    """A charge with something open, or what of it is due with one instalment; `part` of `parts` of a debt.

    `last_due_on` is the due date of the last of them; `done` the stages done for it. `plan` is the number of the
    payment plan it follows, 0 without one: then a charge may stand here several times, with what is due when. Of one
    that is `in_court` nothing is asked by reminders any more.
    """

    item: int
    name: str
    on: date
    due_on: date
    open: int
    disputed: bool = False
    part: int = 1
    parts: int = 1
    last_due_on: date | None = None
    done: tuple[Done, ...] = ()
    interruptions: tuple[Interruption, ...] = ()
    plan: int = 0
    in_court: bool = False

    @property
    def asked(self) -> bool:
        """Whether reminders may ask for it: it is neither in dispute nor before a court."""
        return self.open > 0 and not self.disputed and not self.in_court

    @property
    def occasion(self) -> str:
        """What tells the stages of one missed instalment of a plan from those of another; blank without a plan."""
        return f"{self.plan}.{self.part}/" if self.plan else ""


class LotFact(NamedTuple):
    """Prepaid money that is left, principal and bonus together; `on` is the day it was paid."""

    item: int
    on: date
    amount: int
    expires_on: date | None = None


class PassFact(NamedTuple):
    """A pass that is left: `left` of its `visits`; a period pass has none (0), and one unit left while it runs."""

    item: int
    service: str
    on: date
    left: int
    visits: int = 0
    expires_on: date | None = None


class StatementFact(NamedTuple):
    """A statement nobody has answered, with the day by which an answer was asked for."""

    number: str
    issued_on: date
    reply_by: date


class PauseKind(StrEnum):
    """Why nothing is asked: until a day, because of a dispute, or because the customer shall not be reminded at all."""

    UNTIL = "until"
    DISPUTE = "dispute"
    SILENCE = "silence"


class Pause(NamedTuple):
    """Days on which nothing is asked, first and last included; without a last day until the pause is lifted.

    Until a day and for a dispute no money is asked for; a silence stops everything but what the owner checks.
    """

    kind: PauseKind
    starts_on: date
    ends_on: date | None = None
    reason: str = ""

    def covers(self, day: date) -> bool:
        """Whether nothing is asked on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class NoteFact(NamedTuple):
    """A note of the shop's own with the day it wants to be reminded of it."""

    id: int
    on: date
    text: str = ""


class Review(NamedTuple):
    """How often the account is looked through, in months, and the day from which that counts: the last time."""

    months: int
    last_on: date


class Facts(NamedTuple):
    """A customer as planning sees them.

    `reach` are the ways the customer can be reached by and has not opted out of, `likes` the one preferred; `consents`
    the ways advertising is consented to. `last_lot` is the latest lot ever paid in, used up or not. `interval` is the
    usual number of days between visits. `birthday` is the next day, today or later, on which it is kept (see
    `core.counter.next_birthday`). `agreed_through` is the last day of the last agreement, None where none ends.
    `unclear` are keys of reminders that nobody knows to be out or not (`kinds.UNCLEAR`).
    """

    customer: int
    closed: bool = False
    credit: CreditClass = CreditClass.NORMAL
    since: date | None = None
    charges: tuple[ChargeFact, ...] = ()
    lots: tuple[LotFact, ...] = ()
    passes: tuple[PassFact, ...] = ()
    last_lot: int | None = None
    promises: tuple[Promise, ...] = ()
    payments: tuple[Payment, ...] = ()
    pauses: tuple[Pause, ...] = ()
    reach: frozenset[Way] = frozenset()
    likes: Way | None = None
    consents: frozenset[Way] = frozenset()
    last_visit: date | None = None
    interval: int | None = None
    birthday: date | None = None
    statements: tuple[StatementFact, ...] = ()
    review: Review | None = None
    notes: tuple[NoteFact, ...] = ()
    agreed_through: date | None = None
    last_reminded: date | None = None
    unclear: frozenset[Key] = frozenset()
