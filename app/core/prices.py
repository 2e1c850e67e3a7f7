"""The price list: services, goods and passes, each with dated prices. Nothing here is ever sold by itself.

A price is never edited: from a day on there is another one. So what a thing cost on any day can always be told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.customer import FileRequest
from app.core.money import Money
from app.errors import refuse
from app.i18n.mark import N_


class PriceKind(StrEnum):
    """What is sold: a service, goods, a pass of so many visits (次卡), a pass of so many days (月卡/年卡)."""

    SERVICE = "service"
    GOODS = "goods"
    SESSION_PASS = "session_pass"
    PERIOD_PASS = "period_pass"


PASSES = frozenset({PriceKind.SESSION_PASS, PriceKind.PERIOD_PASS})
"""The kinds that are used up later."""


class DatedPrice(NamedTuple):
    """A price in minor units and the day from which it holds."""

    starts_on: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceItem:
    """Something on the price list; `id` is the request id it was made by.

    `price` is that of the day asked for, in minor units; `prices` are all of them, the earliest first. A session pass
    has a `count` of visits and perhaps `valid_days`, a period pass `days`; either is used for the service `covers`,
    blank means the one of its own name. `ended_on` is the last day it is sold.
    """

    id: str
    name: str
    kind: PriceKind
    price: int
    prices: tuple[DatedPrice, ...]
    count: int | None = None
    days: int | None = None
    valid_days: int | None = None
    covers: str = ""
    ended_on: date | None = None

    @property
    def service(self) -> str:
        """The service a pass is used for; of anything else its own name."""
        return self.covers or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPriceItem(FileRequest):
    """Something the shop sells from a day on, at a price."""

    name: str
    kind: PriceKind
    price: int
    starts_on: date
    count: int | None = None
    days: int | None = None
    valid_days: int | None = None
    covers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrice(FileRequest):
    """Something on the list has another price from a day on."""

    item: str
    price: int
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPriceItem(FileRequest):
    """Something is no longer sold: `on` is the last day it is."""

    item: str
    on: date


# ---- asking ---------------------------------------------------------------------------------------------------------


def price_on(item: PriceItem, on: date) -> int | None:
    """Return what an item costs on a day; None before its first price and after its last day."""
    if item.ended_on is not None and item.ended_on < on:
        return None
    return next((price.amount for price in reversed(item.prices) if price.starts_on <= on), None)


def listed(items: Iterable[PriceItem], on: date) -> list[PriceItem]:
    """Return what is sold on a day, each with the price of that day."""
    found = [(item, price_on(item, on)) for item in items]
    return [replace(item, price=price) for item, price in found if price is not None]


def every(items: Iterable[PriceItem], on: date) -> list[PriceItem]:
    """Return everything ever put on the list; what is not sold on the day bears its first price, or its last one."""
    return [replace(item, price=_nearest(item, on)) for item in items]


def _nearest(item: PriceItem, on: date) -> int:
    """Return the price of a day, of the days before the first one the first."""
    return next((price.amount for price in reversed(item.prices) if price.starts_on <= on), item.prices[0].amount)


# ---- changing -------------------------------------------------------------------------------------------------------


def made(request: NewPriceItem, others: Iterable[PriceItem]) -> PriceItem:
    """Return the item a request makes; refuses a pass without its size, and a name that is on the list already."""
    _check_size(request)
    if request.kind in PASSES and not request.price:
        refuse("price", N_("{field} must be more than zero."), field="price")
    for other in others:
        alike = (other.name, other.kind) == (request.name, request.kind)
        if alike and (other.ended_on is None or other.ended_on >= request.starts_on):
            refuse(
                "name",
                N_("name: “{name}” is on the price list already; give it a new price, or end it first."),
                name=request.name,
            )
    return PriceItem(
        id=request.id,
        name=request.name,
        kind=request.kind,
        price=request.price,
        prices=(DatedPrice(request.starts_on, request.price),),
        count=request.count,
        days=request.days,
        valid_days=request.valid_days,
        covers=request.covers,
    )


def _check_size(request: NewPriceItem) -> None:
    """Refuse a pass without visits or days, and either of anything that has none."""
    kind = request.kind
    if kind is PriceKind.SESSION_PASS and not request.count:
        refuse("count", N_("count: say for how many visits the pass is."))
    if kind is PriceKind.PERIOD_PASS and not request.days:
        refuse("days", N_("days: say for how many days the pass is."))
    if kind is not PriceKind.SESSION_PASS and request.count is not None:
        refuse("count", N_("count: only a pass of visits has a number of them."))
    if kind is not PriceKind.PERIOD_PASS and request.days is not None:
        refuse("days", N_("days: only a pass by days has a number of them."))
    if kind is not PriceKind.SESSION_PASS and request.valid_days is not None:
        refuse("valid_days", N_("valid_days: only a pass of visits has a time in which to use them."))
    if kind not in PASSES and request.covers:
        refuse("covers", N_("covers: only a pass is used for another service."))


def check_price(request: NewPrice, item: PriceItem) -> None:
    """Refuse a price that would change what an item costs on a day already priced, or comes after its last day."""
    before = next((price for price in item.prices if price.starts_on == request.starts_on), None)
    if before is not None:
        refuse(
            "starts_on",
            N_(
                "starts_on: “{name}” has the price {price} from {starts_on} on already, and prices are never edited; "
                "let the new one begin on another day."
            ),
            name=item.name,
            price=Money(before.amount),
            starts_on=before.starts_on,
        )
    if item.ended_on is not None and item.ended_on < request.starts_on:
        refuse(
            "starts_on",
            N_("starts_on: “{name}” is sold until {ended_on} only."),
            name=item.name,
            ended_on=item.ended_on,
        )
    if item.kind in PASSES and not request.price:
        refuse("price", N_("{field} must be more than zero."), field="price")


def check_end(request: EndPriceItem, item: PriceItem) -> None:
    """Refuse to put off an end; it may be brought forward."""
    if item.ended_on is not None and item.ended_on <= request.on:
        refuse(
            "on",
            N_("on: “{name}” is sold until {ended_on} only."),
            name=item.name,
            ended_on=item.ended_on,
        )


def known(items: Sequence[PriceItem], name: str, *, field: str = "item") -> PriceItem:
    """Return the item of an id; refused when there is none."""
    for item in items:
        if item.id == name:
            return item
    refuse(field, N_("{field}: there is no “{name}” on the price list."), field=field, name=name)
