"""Looking through accounts in a rhythm, and the owner's own word over a rating: with a reason, and to a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.credit.rating import Rating
from app.core.customer import FileRequest
from app.core.dates import months_later
from app.core.owing.checks import check_order, check_reason
from app.core.owing.override import Override
from app.core.ways import CreditClass
from app.errors import Message, refuse
from app.i18n.mark import N_

MAX_OVERRIDE_MONTHS = 24
"""The longest time the owner's word may stand before it must be given again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOverride(FileRequest):
    """The owner sets a customer's class through a day, with a reason; it takes the place of one set before."""

    customer: str
    credit: CreditClass
    reason: str
    on: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOverride(FileRequest):
    """The owner's own class no longer counts: what was decided at the last review does again."""

    customer: str
    on: date
    reason: str = ""


class Effective(NamedTuple):
    """The class a customer is treated by, and why: the owner's word while it stands, else what was decided last.

    `known` is False where nobody ever decided: then the customer is treated as a normal one.
    """

    credit: CreditClass
    reason: Message
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One review as its history keeps it: the rating found, the class from then on, who looked, and a note."""

    id: str
    customer: str
    on: date
    rating: Rating
    credit: CreditClass
    who: str = ""
    note: str = ""


class ReviewDue(NamedTuple):
    """A customer whose account is to be looked through, and since when."""

    customer: int
    due_on: date


def check_override(override: Override) -> None:
    """Refuse an override without a reason, that ends before it is made, or that nobody would ever look at again."""
    check_reason(override.reason)
    check_order(override.made_on, override.ends_on, "ends_on")
    if override.ends_on > months_later(override.made_on, MAX_OVERRIDE_MONTHS):
        refuse(
            "ends_on",
            N_("ends_on: {on} is more than {most} months away; a rating is looked at again before that."),
            on=override.ends_on,
            most=MAX_OVERRIDE_MONTHS,
        )


def effective(decided: CreditClass, override: Override | None, reviewed_on: date | None, on: date) -> Effective:
    """Return the class that counts on a day: the owner's word while it stands, else the one in the customer's file.

    That one was decided at a review (`reviewed_on`: the last one), or set by hand; a rating alone changes nothing
    before somebody has looked at it.
    """
    if override is not None and override.holds(on):
        text = N_("Set by the owner through {on}: {reason}")
        return Effective(override.credit, Message(text, {"on": override.ends_on, "reason": override.reason}))
    if reviewed_on is not None:
        return Effective(decided, Message(N_("Decided at the review of {on}."), {"on": reviewed_on}))
    if decided is not CreditClass.NORMAL:
        return Effective(decided, Message(N_("Set by hand in the customer’s file.")))
    text = N_("Nobody has decided yet; until then the customer counts as normal.")
    return Effective(decided, Message(text), known=False)


def next_review(months: int, last_on: date) -> date | None:
    """Return the day of the next review, so many months after the last one; None for never (0)."""
    return months_later(last_on, months) if months else None


def queue(rhythms: Iterable[tuple[int, int, date]], on: date) -> tuple[ReviewDue, ...]:
    """Return who is to be looked through by a day, the longest waiting first.

    `rhythms`: customer, months between two reviews, the day of the last one (of the first charge where there is none).
    """
    found = ((customer, next_review(months, last_on)) for customer, months, last_on in rhythms)
    due = (ReviewDue(customer, due_on) for customer, due_on in found if due_on is not None and due_on <= on)
    return tuple(sorted(due, key=lambda each: (each.due_on, each.customer)))
