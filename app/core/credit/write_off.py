"""The shop's rule of small old debts: which charges are proposed to be given up as bad debts.

A proposal is nothing more: the owner approves each, and what was given up may still be paid (坏账收回).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.money import MAX_MINOR, Money
from app.errors import Message, refuse
from app.i18n.mark import N_

MAX_DAYS = 3650
"""The longest time overdue a rule may ask for, in days."""


@dataclass(frozen=True, slots=True)
class WriteOffRule:
    """Charges of at most `most` (minor units) that have been overdue for more than `days` are proposed."""

    most: int
    days: int


class OldCharge(NamedTuple):
    """A charge with something open (minor units) and the last day it was due on; `held` says that it must wait.

    It waits while it is in dispute, in a plan that runs, or in a case: what becomes of it is decided there.
    """

    name: str
    due_on: date
    open: int
    held: bool = False


def check_rule(rule: WriteOffRule) -> None:
    """Refuse a rule that proposes nothing, or charges that are not overdue."""
    field = "write_off_rule"
    if not 0 < rule.most <= MAX_MINOR:
        refuse(field, N_("{field}.most: name an amount above zero."), field=field)
    if not 1 <= rule.days <= MAX_DAYS:
        refuse(field, N_("{field}.days: from 1 to {most} days overdue."), field=field, most=MAX_DAYS)


def proposed(charges: Iterable[OldCharge], rule: WriteOffRule | None, on: date) -> list[tuple[OldCharge, Message]]:
    """Return the charges a rule proposes on a day, each with the reason in a sentence; none without a rule."""
    if rule is None:
        return []
    text = N_("{amount} has been open for {days} days; the shop gives up at most {most} after {after} days.")
    found: list[tuple[OldCharge, Message]] = []
    for charge in charges:
        days = (on - charge.due_on).days
        if not charge.held and 0 < charge.open <= rule.most and days > rule.days:
            values = {"amount": Money(charge.open), "days": days, "most": Money(rule.most), "after": rule.days}
            found.append((charge, Message(text, values)))
    return found
