"""What goes out of the program to a customer and what became of it: one message, its answer, the report of many."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.errors import Message


class Outcome(StrEnum):
    """What became of a message that was handed over.

    `refused` will not do better next time (no such address, content not taken); `failed` did not go out for certain
    and may be tried again; `unclear` may have gone out or not: nothing but a person may send it again.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    FAILED = "failed"
    UNCLEAR = "unclear"


class Result(NamedTuple):
    """What became of a message; `message` says why it was not accepted and what to do, `answer` is the other's words.

    The answer is one line in whatever language the other speaks; it never holds a password or an address of a service.
    """

    outcome: Outcome
    message: Message | None = None
    answer: str = ""


class Attachment(NamedTuple):
    """A file that goes along; its name may hold any characters."""

    name: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message to one customer. `to` is an e-mail address, or the phone number of a service that sends to phones.

    `key` names the attempt within the book and never changes: the same attempt has the same Message-ID. `at` is an
    aware instant and becomes the Date.
    """

    key: str
    to: str
    to_name: str = ""
    subject: str
    body: str
    at: datetime
    attachments: tuple[Attachment, ...] = ()


class Sent(StrEnum):
    """What became of one row of many that were to be sent: an `Outcome`, or why it was not even tried.

    `held` waits by the rules of conduct; `gone` is no longer wanted (paid, withdrawn); `kept` was being sent already
    or has been; `unable` cannot go this way (no address).
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    FAILED = "failed"
    UNCLEAR = "unclear"
    HELD = "held"
    GONE = "gone"
    KEPT = "kept"
    UNABLE = "unable"


class SendRow(NamedTuple):
    """One line of a report: a reminder's id or a statement's number, whose it is, what became of it and why."""

    key: str
    customer: str
    name: str
    sent: Sent
    message: Message | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReport:
    """What became of many: rows in the order they were tried.

    `left` were not tried: it was called off, or stopped by what `error` says, which concerned all of them.
    """

    rows: tuple[SendRow, ...] = ()
    left: int = 0
    error: Message | None = None

    def of(self, sent: Sent) -> tuple[SendRow, ...]:
        """Return the rows of which that became."""
        return tuple(row for row in self.rows if row.sent is sent)
