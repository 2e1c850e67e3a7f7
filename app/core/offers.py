"""Top-up offers (充500送50): the shop's own dated table. An offer is proposed, never applied by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.customer import FileRequest
from app.core.requests import Order
from app.errors import refuse
from app.i18n.mark import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a customer gets on top of `paid`, from `starts_on` through `ends_on`; None means without an end.

    `id` is the request id it was made by. `valid_days` says how long the lot may be used; `order` and `priority` are
    the lot's.
    """

    id: str
    name: str
    paid: int
    bonus: int
    starts_on: date | None = None
    ends_on: date | None = None
    valid_days: int | None = None
    order: Order = Order.PROPORTIONAL
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffer(FileRequest):
    """An offer the shop makes from now on."""

    name: str
    paid: int
    bonus: int
    starts_on: date | None = None
    ends_on: date | None = None
    valid_days: int | None = None
    order: Order = Order.PROPORTIONAL
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOffer(FileRequest):
    """An offer ends: `on` is the last day it is made."""

    offer: str
    on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an offer would give on a top-up made on a date; the lot may be used through `expires_on`."""

    offer: Offer
    bonus: int
    expires_on: date | None


def made(request: NewOffer) -> Offer:
    """Return the offer a request makes; refuses one that ends before it starts."""
    if request.starts_on is not None and request.ends_on is not None and request.ends_on < request.starts_on:
        refuse(
            "ends_on",
            N_("ends_on: {ends_on} lies before the start, {starts_on}."),
            ends_on=request.ends_on,
            starts_on=request.starts_on,
        )
    return Offer(
        id=request.id,
        name=request.name,
        paid=request.paid,
        bonus=request.bonus,
        starts_on=request.starts_on,
        ends_on=request.ends_on,
        valid_days=request.valid_days,
        order=request.order,
        priority=request.priority,
    )


def is_current(offer: Offer, on: date) -> bool:
    """Whether an offer is made on a day."""
    return (offer.starts_on or date.min) <= on <= (offer.ends_on or date.max)


def has_ended(offer: Offer, on: date) -> bool:
    """Whether an offer is over on a day."""
    return offer.ends_on is not None and offer.ends_on < on


def current(offers: Iterable[Offer], on: date) -> list[Offer]:
    """Return the offers made on a day, the smallest payment first."""
    return sorted((offer for offer in offers if is_current(offer, on)), key=lambda o: (o.paid, -o.bonus, o.id))


def proposals(offers: Iterable[Offer], paid: int, on: date) -> list[Proposal]:
    """Return what may be given on a top-up, best first: the offers it reaches, the most bonus, then the larger one.

    An offer is proposed once, however many times over it has been paid.
    """
    reached = [offer for offer in current(offers, on) if offer.paid <= paid]
    reached.sort(key=lambda o: (-o.bonus, -o.paid, o.id))
    return [Proposal(offer, offer.bonus, expiry(offer, on)) for offer in reached]


def expiry(offer: Offer, on: date) -> date | None:
    """Return the last day a lot made on a day by an offer may be used; a day beyond the calendar is none."""
    if offer.valid_days is None:
        return None
    try:
        return on + timedelta(days=offer.valid_days)
    except OverflowError:
        return None
