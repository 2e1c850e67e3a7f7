"""The cash drawer: what is counted into it, put in and taken out beside what customers pay, and the day's end.

Amounts are minor units.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from app.core.customer import FileRequest
from app.core.money import MAX_MINOR, Money
from app.errors import refuse
from app.i18n.mark import N_

# ---- requests -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerRequest(FileRequest):
    """What every request about the drawer bears; `on` is the day of business."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDrawer(DrawerRequest):
    """The cash counted into the drawer in the morning; of several on one day the last one counts."""

    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashIn(DrawerRequest):
    """Cash put into the drawer that no customer paid: change from the bank."""

    amount: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CashOut(DrawerRequest):
    """Cash taken out of the drawer that no customer got: brought to the bank, spent on supplies."""

    amount: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDay(DrawerRequest):
    """The day's end: its figures are kept as they are, with the cash counted.

    `counted` None means that nobody counted, unless `denominations` (value, count) say what was there.
    """

    counted: int | None = None
    denominations: tuple[tuple[int, int], ...] = ()


def counted_cash(request: CloseDay) -> int | None:
    """Return what was counted; refuses denominations that are none, come twice, or do not come to `counted`."""
    if not request.denominations:
        return request.counted
    values = [value for value, _ in request.denominations]
    if len(set(values)) < len(values):
        refuse("denominations", N_("denominations: each value may stand there once."))
    if any(value <= 0 or count < 0 for value, count in request.denominations):
        refuse("denominations", N_("denominations: give for each value how many of it there are."))
    total = sum(value * count for value, count in request.denominations)
    if total > MAX_MINOR:
        refuse("denominations", N_("denominations: they come to more than the program can hold."))
    if request.counted is not None and request.counted != total:
        refuse(
            "counted",
            N_("counted: the denominations come to {sum}, not to {amount}."),
            sum=Money(total),
            amount=Money(request.counted),
        )
    return total


_DENOMINATIONS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "CNY": (10000, 5000, 2000, 1000, 500, 100, 50, 10),
        "HKD": (100000, 50000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10),
        "MOP": (100000, 50000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10),
        "TWD": (200000, 100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 100),
        "USD": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1),
        "EUR": (20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
        "GBP": (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
        "SGD": (10000, 5000, 1000, 500, 200, 100, 50, 20, 10, 5),
        "MYR": (10000, 5000, 2000, 1000, 500, 100, 50, 20, 10, 5),
        "AUD": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
        "CAD": (10000, 5000, 2000, 1000, 500, 200, 100, 25, 10, 5),
        "THB": (100000, 50000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 25),
        "JPY": (10000, 5000, 2000, 1000, 500, 100, 50, 10, 5, 1),
        "KRW": (50000, 10000, 5000, 1000, 500, 100, 50, 10),
    }
)
"""Notes and coins in everyday use, in minor units, the largest first."""


def denominations(currency: str) -> tuple[int, ...]:
    """Return the notes and coins of a currency in minor units, the largest first; none for a currency not known."""
    return _DENOMINATIONS.get(currency, ())


# ---- what was done with it ------------------------------------------------------------------------------------------


class DrawerKind(StrEnum):
    """What was done with the drawer."""

    FLOAT = "float"
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class DrawerLine:
    """Something done with the drawer; `number` counts them through the whole book."""

    number: int
    kind: DrawerKind
    amount: int
    reason: str
    staff: str
    recorded_at: datetime
