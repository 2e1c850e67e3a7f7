"""Looking through accounts in a rhythm, and the owner's own word over a rating: with a reason, and to a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.credit.checks import check_order, check_reason
from app.core.credit.rating import Rating
from app.core.reminder.dates import months_later
from app.core.ways import CreditClass
from app.errors import Message, refuse
from app.i18n.mark import N_

RHYTHMS = (1, 3, 12)
"""The months between two reviews that are offered: monthly, quarterly, yearly."""

MAX_OVERRIDE_MONTHS = 24
"""The longest time the owner's word may stand before it must be given again."""


class Override(NamedTuple):
    """The owner's own class for a customer (`id`: its request), from a day through another one, with who and why."""

    id: str
    credit: CreditClass
    reason: str
    made_on: date
    ends_on: date
    who: str = ""

    def holds(self, on: date) -> bool:
        """Whether it stands on a day."""
        return self.made_on <= on <= self.ends_on


class Effective(NamedTuple):
    """The class a customer is treated by, and why: the owner's word while it stands, else the rating.

    `credit` is normal where nothing is known; `known` tells that from a normal customer.
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


def effective(rating: Rating, overrides: Iterable[Override], on: date) -> Effective:
    """Return the class that counts on a day: the latest override that stands, else the rating, else normal."""
    standing = max((each for each in overrides if each.holds(on)), key=lambda o: o.made_on, default=None)
    if standing is not None:
        text = N_("Set by the owner through {on}: {reason}")
        return Effective(standing.credit, reason=Message(text, {"on": standing.ends_on, "reason": standing.reason}))
    if rating.credit is None:
        return Effective(CreditClass.NORMAL, known=False, reason=rating.reasons[0])
    return Effective(rating.credit, reason=rating.reasons[0])


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
