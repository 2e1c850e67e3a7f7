"""Payment plans: overdue charges spread over instalments, without a cent made or lost.

The charges stay as they are; only their due dates are replaced, so that ageing and reminders follow the plan. An
instalment pays the charges in the order of their own due dates, a charge is due with the last instalment that pays of
it. When a plan falls back, the charges get their own due dates again. Agreeing on a plan starts the limitation period
anew (时效规定 Art. 14).
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from app.core.dates import days_later, months_later
from app.core.money import Money, split
from app.core.owing.checks import check_reason, check_sum
from app.core.owing.terms import Instalment
from app.errors import Message, refuse
from app.i18n.mark import N_

MAX_PARTS = 120
"""The most instalments of a plan."""

_WEEK = 7


class Rhythm(StrEnum):
    """How far apart the instalments of a plan are."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class PlanCharge(NamedTuple):
    """A charge a plan covers: what was open of it when the plan was made (minor units), and its own due date."""

    name: str
    due_on: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan (`id`: its request) a customer agreed to on a day; `signed` names the attachment with the signed sheet.

    Days of grace go by before an instalment counts as missed; with more than `missed_most` missed the plan falls back.
    """

    id: str
    customer: str
    made_on: date
    charges: tuple[PlanCharge, ...]
    instalments: tuple[Instalment, ...]
    grace_days: int = 3
    missed_most: int = 0
    signed: str = ""

    @property
    def amount(self) -> int:
        """What the plan comes to."""
        return sum(each.amount for each in self.instalments)


class Portion(NamedTuple):
    """What instalment `nth` pays of a charge."""

    nth: int
    charge: str
    due_on: date
    amount: int


class PartState(StrEnum):
    """How an instalment stands: paid, open, or missed (not paid in full by its last day of grace)."""

    PAID = "paid"
    OPEN = "open"
    MISSED = "missed"


class PlanPart(NamedTuple):
    """An instalment with what of it is paid (minor units), and how it stands."""

    nth: int
    due_on: date
    amount: int
    paid: int
    state: PartState


class PlanState(StrEnum):
    """How a plan stands: it runs, instalments were missed, all is paid, or it falls back to the charges' own dates."""

    RUNNING = "running"
    MISSED = "missed"
    DONE = "done"
    FALLEN = "fallen"


class Progress(NamedTuple):
    """A plan on a day: its parts in order, how it stands, and in one sentence why."""

    parts: tuple[PlanPart, ...]
    state: PlanState
    reason: Message

    @property
    def open(self) -> int:
        """What is still to be paid (minor units)."""
        return sum(part.amount - part.paid for part in self.parts)


# ---- making one -----------------------------------------------------------------------------------------------------


def equal(amount: int, parts: int, first_on: date, rhythm: Rhythm) -> tuple[Instalment, ...]:
    """Spread an amount as evenly as whole minor units allow, the larger instalments first; refuses too many."""
    if not 1 <= parts <= min(MAX_PARTS, amount):
        refuse(
            "parts",
            N_("parts: {amount} can be spread over 1 to {most} instalments."),
            amount=Money(amount),
            most=min(MAX_PARTS, amount),
        )
    return tuple(Instalment(_nth_day(first_on, n, rhythm), share) for n, share in enumerate(split(amount, parts)))


def _nth_day(first_on: date, n: int, rhythm: Rhythm) -> date:
    return days_later(first_on, _WEEK * n) if rhythm is Rhythm.WEEKLY else months_later(first_on, n)


def check_plan(plan: Plan) -> None:
    """Refuse a plan without charges or instalments, that does not sum, or whose days do not rise from its own day."""
    if not plan.charges or any(each.amount <= 0 for each in plan.charges):
        refuse("charges", N_("charges: a plan needs charges with something open on them."))
    names = [each.name for each in plan.charges]
    if len(set(names)) < len(names):
        refuse("charges", N_("charges: one of them is named twice."))
    if not 1 <= len(plan.instalments) <= MAX_PARTS:
        refuse("instalments", N_("instalments: a plan has from 1 to {most}."), most=MAX_PARTS)
    if any(each.amount <= 0 for each in plan.instalments):
        refuse("instalments", N_("instalments: each must be more than zero."))
    check_sum(plan.amount, sum(each.amount for each in plan.charges), "instalments")
    if plan.instalments[0].due_on < plan.made_on:
        first = plan.instalments[0].due_on
        refuse(
            "instalments",
            N_("instalments: {first} lies before {on}, the day of the plan."),
            first=first,
            on=plan.made_on,
        )
    for earlier, later in pairwise(plan.instalments):
        if later.due_on <= earlier.due_on:
            text = N_("instalments: {later} does not come after {earlier}; their days must rise.")
            refuse("instalments", text, later=later.due_on, earlier=earlier.due_on)


# ---- what follows from it -------------------------------------------------------------------------------------------


def portions(plan: Plan) -> tuple[Portion, ...]:
    """Return which instalment pays how much of which charge: the charge due first is paid first."""
    amounts = [(nth, each.due_on, each.amount) for nth, each in enumerate(plan.instalments, start=1)]
    return tuple(_spread(amounts, plan.charges))


def open_parts(plan: Plan, open_now: Mapping[str, int]) -> tuple[Portion, ...]:
    """Return what of the plan's charges is still open, with the days on which it is due by the plan.

    `open_now` is what is open of each charge (minor units), and the parts always come to it: ageing and reminders go by
    them. What is open beyond the plan, because a charge grew, is part of no instalment (0) and due on its own date.
    """
    paid = max(plan.amount - sum(open_now.values()), 0)
    amounts: list[tuple[int, date, int]] = []
    for nth, each in enumerate(plan.instalments, start=1):
        got = min(paid, each.amount)
        paid -= got
        amounts.append((nth, each.due_on, each.amount - got))
    charges = [each._replace(amount=open_now.get(each.name, 0)) for each in plan.charges]
    return tuple(_spread(amounts, charges))


def _spread(amounts: Iterable[tuple[int, date, int]], charges: Iterable[PlanCharge]) -> Iterator[Portion]:
    """Share charges out to instalments (number, day, amount) in their order; what is over stays due on its own day.

    Charges due on the same day keep the order they have in the plan, whatever they are called since.
    """
    waiting = deque(sorted((each for each in charges if each.amount), key=attrgetter("due_on")))
    for nth, due_on, amount in amounts:
        left = amount
        while left and waiting:
            charge = waiting.popleft()
            part = min(left, charge.amount)
            yield Portion(nth, charge.name, due_on, part)
            left -= part
            if part < charge.amount:
                waiting.appendleft(charge._replace(amount=charge.amount - part))
    for charge in waiting:
        yield Portion(0, charge.name, charge.due_on, charge.amount)


def due_dates(plan: Plan) -> dict[str, date]:
    """Return the due date each charge has while the plan runs: that of the last instalment that pays of it."""
    return {part.charge: part.due_on for part in portions(plan)}


def progress(plan: Plan, open_now: int, on: date) -> Progress:
    """Return how a plan stands on a day; `open_now` is what is open of its charges by then (minor units).

    Whatever lowered them counts as paid, the first instalment first: money, a credit, a write-off. A charge that grew
    again, because a payment was reversed, opens the last instalments again.
    """
    paid = max(plan.amount - open_now, 0)
    parts: list[PlanPart] = []
    for nth, each in enumerate(plan.instalments, start=1):
        got = min(paid, each.amount)
        paid -= got
        parts.append(PlanPart(nth, each.due_on, each.amount, got, _part_state(each, got, plan.grace_days, on)))
    state, reason = _plan_state(plan, parts)
    return Progress(tuple(parts), state, reason)


def _part_state(instalment: Instalment, paid: int, grace_days: int, on: date) -> PartState:
    if paid >= instalment.amount:
        return PartState.PAID
    return PartState.MISSED if on > days_later(instalment.due_on, grace_days) else PartState.OPEN


def _plan_state(plan: Plan, parts: Sequence[PlanPart]) -> tuple[PlanState, Message]:
    missed = [part for part in parts if part.state is PartState.MISSED]
    if all(part.state is PartState.PAID for part in parts):
        return PlanState.DONE, Message(N_("Every instalment is paid, {count} in all."), {"count": len(parts)})
    if missed:
        first = missed[0]
        values: dict[str, object] = {"nth": first.nth, "on": first.due_on, "open": Money(first.amount - first.paid)}
        if len(missed) > plan.missed_most:
            text = N_("Instalment {nth} was due on {on} and {open} of it did not come; the plan falls back.")
            return PlanState.FALLEN, Message(text, values)
        left = plan.missed_most - len(missed)
        text = N_("Instalment {nth} was due on {on} and {open} of it did not come; {left} more may be missed.")
        if not left:
            text = N_(
                "Instalment {nth} was due on {on} and {open} of it did not come; with the next one the plan falls."
            )
        return PlanState.MISSED, Message(text, {**values, "left": left})
    coming = next(part for part in parts if part.state is PartState.OPEN)
    text = N_("Instalment {nth}, {open}, is due on {on}.")
    open_ = Money(coming.amount - coming.paid)
    return PlanState.RUNNING, Message(text, {"nth": coming.nth, "on": coming.due_on, "open": open_})


def check_end(plan: Plan, on: date, reason: str) -> None:
    """Refuse to end a plan without a reason, or before it was made."""
    check_reason(reason)
    if on < plan.made_on:
        refuse("on", N_("on: {on} lies before {made}, the day of the plan."), on=on, made=plan.made_on)
