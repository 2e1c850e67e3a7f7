"""What people ask of the reminder queue and of the log of contacts: one request for each, known again by its id.

A reminder is named by its number in the queue. Of a contact `at` is the moment it took place; none means now, and only
then is it being made: conduct (`core.reminder.conduct`) is kept to for those, and for all that see to a reminder.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.core.customer import FileRequest
from app.core.reminder.facts import PauseKind
from app.core.reminder.kinds import Way
from app.core.ways import CreditClass


class ContactWay(StrEnum):
    """How a customer was spoken or written to; a visit is one of the shop's to the customer, or the other way round."""

    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    MESSAGE = "message"
    SERVICE = "service"
    VISIT = "visit"


class ContactResult(StrEnum):
    """What came of a contact.

    `begun` stands in a contact the program made: how that went is told by the queue. The others are what a person says
    of a call, a visit, or a text sent by hand.
    """

    BEGUN = "begun"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    PROMISE = "promise"
    DISPUTED = "disputed"
    WRONG_NUMBER = "wrong_number"


TALKED = frozenset({ContactResult.REACHED, ContactResult.PROMISE, ContactResult.DISPUTED})
"""The results that say the customer was spoken to: the call is done."""

CALLED = TALKED | {ContactResult.NO_ANSWER, ContactResult.WRONG_NUMBER}
"""The results of a call or a visit."""

WRITTEN = frozenset({ContactResult.SENT, ContactResult.FAILED})
"""The results of what was written and sent by hand."""


class StepKind(StrEnum):
    """What became of a letter or a message on its way."""

    POSTED = "posted"
    DELIVERED = "delivered"
    RETURNED = "returned"
    BOUNCED = "bounced"
    RECEIPT = "receipt"  # the carrier's receipt came back, as a scan


UNDELIVERED = frozenset({StepKind.RETURNED, StepKind.BOUNCED})
"""The steps after which what was sent has not arrived."""


# ---- the queue ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRequest(FileRequest):
    """What every request about reminders, contacts and promises bears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDone(ReminderRequest):
    """The owner has decided or checked what a reminder asks of them; `text` says what. Contacts nobody."""

    reminder: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSent(ReminderRequest):
    """A text was copied and sent by hand, now: `text` as it was sent."""

    reminder: int
    way: Way = Way.MESSAGE
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip(ReminderRequest):
    """A reminder is left out for good, with the reason; its stage of the ladder counts as done."""

    reminder: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze(ReminderRequest):
    """A reminder waits until a day; None brings it back at once."""

    reminder: int
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(ReminderRequest):
    """A member of the staff (by name) sees to a reminder; blank for nobody."""

    reminder: int
    staff: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve(ReminderRequest):
    """What a person found out of a reminder that failed or may have gone out: it arrived, or is to be sent again."""

    reminder: int
    arrived: bool


# ---- contacts -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LogContact(ReminderRequest):
    """A contact with a customer: by which way, what came of it, what was said.

    `reminder` names the one it sees to. `incoming` marks a customer who called or came by themselves: that is always
    welcome and counts against nothing. `at` is aware; None is now. `attachment` is the id of an attachment of the
    customer, or of the request it was attached by. With the result `promise` come the amount (minor units) and the day
    promised. `debtor` is False where it was to be somebody else than the customer: nobody else is told of a debt.
    """

    customer: str
    way: ContactWay
    result: ContactResult
    reminder: int | None = None
    at: datetime | None = None
    incoming: bool = False
    debtor: bool = True
    text: str = ""
    attachment: int | str | None = None
    amount: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStep(ReminderRequest):
    """What became of a letter or a message (`contact`: number in the log, or its request's id) on its way.

    `tracking` is the carrier's number. What came back makes its reminder one that failed.
    """

    contact: int | str
    what: StepKind
    on: date
    tracking: str = ""
    attachment: int | str | None = None


# ---- promises, pauses, notes, reviews -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPromise(ReminderRequest):
    """A customer says they will pay an amount (minor units) by a day."""

    customer: str
    amount: int
    due_on: date
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPromise(ReminderRequest):
    """A promise (its request's id) no longer counts: another one took its place, or it was recorded by mistake."""

    promise: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseReminders(ReminderRequest):
    """Nothing is asked of a customer from a day on; `until` is the last day, which the kind of that name must have."""

    customer: str
    kind: PauseKind
    starts_on: date
    until: date | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPause(ReminderRequest):
    """A pause (its request's id) is over: `on`, today or before, is the first day reminders may go out again.

    One that has not begun is called off on its first day.
    """

    pause: str
    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(ReminderRequest):
    """The shop wants to be reminded of something about a customer on a day."""

    customer: str
    on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndNote(ReminderRequest):
    """A dated note (its request's id) is no longer wanted."""

    dated_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReview(ReminderRequest):
    """A customer's account was looked through on a day, and what was found; `credit` is the class decided, if any."""

    customer: str
    on: date
    text: str = ""
    credit: CreditClass | None = None


KEEPS_NOTE = (Snooze, Resolve, RecordPromise)
"""The requests whose note is kept with what they do; that of the others is a remark in the customer's log."""
