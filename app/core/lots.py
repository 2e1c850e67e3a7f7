"""Drawing on lots and passes: which part of an amount comes from principal, which from bonus, what a visit is worth."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from app.core.account import too_much
from app.core.items import Position
from app.core.money import first_shares, portion
from app.core.requests import Order


class Draw(NamedTuple):
    """What is taken from one lot."""

    position: Position
    principal: int
    bonus: int

    @property
    def amount(self) -> int:
        """Principal and bonus together."""
        return self.principal + self.bonus


def spendable(positions: Iterable[Position]) -> int:
    """Return what can be drawn on lots altogether, bonus included."""
    return sum(p.free.amount + p.free.bonus for p in positions)


def draw_one(position: Position, amount: int) -> Draw:
    """Draw an amount, at most what is there, on one lot in the order its terms say.

    Proportional: the bonus part is amount × bonus left ÷ (principal + bonus left), rounded half up.
    """
    principal, bonus = position.free.amount, position.free.bonus
    match position.item.order:
        case Order.BONUS_FIRST:
            from_bonus = min(amount, bonus)
        case Order.PRINCIPAL_FIRST:
            from_bonus = max(0, amount - principal)
        case _:
            from_bonus = portion(amount, bonus, principal + bonus) if bonus else 0
    return Draw(position, amount - from_bonus, from_bonus)


def draw(positions: Iterable[Position], amount: int, field: str) -> list[Draw]:
    """Draw an amount on lots one after the other; refused, naming `field`, when it is more than is there."""
    draws: list[Draw] = []
    left = amount
    for position in positions:
        if left == 0:
            break
        part = min(left, position.free.amount + position.free.bonus)
        if part:
            draws.append(draw_one(position, part))
            left -= part
    if left:
        too_much(field, amount, amount - left)
    return draws


def visits_worth(position: Position, count: int) -> int:
    """Return the money that moves when `count` visits of a session pass are used: the first shares of what is left."""
    return first_shares(position.free.amount, position.free.units, count)


def unearned(position: Position, on: date) -> int:
    """Return what of a period pass is still the customer's on a date, pro rata by days; the date itself is unused.

    A pass of 3,650.00 for 365 days is worth 2,650.00 after 100 days.
    """
    item = position.item
    begins, ends = item.starts_on or item.on, position.expires_on or item.on
    days = max((ends - begins).days + 1, 1)
    elapsed = min(max((on - begins).days, 0), days)
    return min(position.free.amount, item.price - portion(item.price, elapsed, days))
