"""What people make of payments of bills, each known again by its id: tied to entries, recorded, put aside, undone.

A payment is named by its number in the book, an entry by its own.
"""

from dataclasses import dataclass
from datetime import date

from app.core.customer import FileRequest
from app.core.requests import Allocation, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalRequest(FileRequest):
    """What every request about incoming payments bears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TieIncoming(ArrivalRequest):
    """A payment proves that what an entry says arrived: all that is left of both, or `amount` of it (minor units).

    With `remember` the payer is known as the customer of the entry from then on.
    """

    incoming: int
    entry: int
    amount: int | None = None
    remember: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPayment(ArrivalRequest):
    """A payment nobody had recorded is recorded as one of a customer, on its own day, and tied to it.

    `parts` says of each charge how much of it is paid, where `against` would not do; `discount` and `rounding` are
    given up on top (minor units).
    """

    incoming: int
    customer: str
    against: tuple[str, ...] = ()
    remember: bool = False
    parts: tuple[Allocation, ...] = ()
    discount: int = 0
    rounding: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTopUp(ArrivalRequest):
    """A payment nobody had recorded is recorded as a customer's top-up, and tied to it.

    `bonus` (minor units), `order`, `priority` and `terms` are as in a top-up at the counter.
    """

    incoming: int
    customer: str
    expires_on: date | None = None
    remember: bool = False
    bonus: int = 0
    order: Order = Order.PROPORTIONAL
    priority: int = 0
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreIncoming(ArrivalRequest):
    """A payment is none of a customer, with a reason."""

    incoming: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainEntry(ArrivalRequest):
    """What an entry says came in by no bill did arrive, or never will, with a reason: it is not asked for any more."""

    entry: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoStep(ArrivalRequest):
    """What was made of a payment (`step` is the request that did) is undone; an entry it recorded stays recorded."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPayer(ArrivalRequest):
    """A payer, by their number in the book, is no longer known as somebody."""

    payer: int
