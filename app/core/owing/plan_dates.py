"""What of charges is due when while payment plans run: the one answer for ageing, limits, reminders and reports.

A charge has one due date, while a plan the day of the last instalment that pays of it; but what an instalment asks for
is overdue from its own day on. Whoever says what is overdue asks here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from app.core.owing.plans import Plan, open_parts


class Followed(NamedTuple):
    """A plan (`number`: its row) as far as it says when its charges are due; `ended_on` None while it runs.

    `been` says of each charge of `plan`, in their order, all the items it ever was: a merging moves it to another.
    """

    number: int
    plan: Plan
    been: tuple[frozenset[int], ...]
    ended_on: date | None = None

    def runs_on(self, on: date) -> bool:
        """Whether the plan counts on a day."""
        return self.plan.made_on <= on and (self.ended_on is None or self.ended_on > on)


class DuePart(NamedTuple):
    """What of a charge is due with instalment `nth` of `parts` of a plan; `last_due_on` is when the last one is.

    What the charge has grown beyond the plan is part of no instalment (0) and due on the charge's own date. `plan` is
    the plan's number, `made_on` the day since which it counts.
    """

    due_on: date
    amount: int
    nth: int
    parts: int
    last_due_on: date
    plan: int
    made_on: date


def due_parts(plans: Iterable[Followed], open_by_item: Mapping[int, int], on: date) -> dict[int, tuple[DuePart, ...]]:
    """Return how plans that count on a day part what is open of charges (by item, minor units): each sums to it.

    Charges of no plan are absent; of those in one, what is not named in `open_by_item` counts as paid.
    """
    found: dict[int, tuple[DuePart, ...]] = {}
    for each in plans:
        if not each.runs_on(on):
            continue
        plan = each.plan
        names = [charge.name for charge in plan.charges]
        place = {name: _place(been, open_by_item) for name, been in zip(names, each.been, strict=True)}
        left = {name: 0 if item is None else open_by_item[item] for name, item in place.items()}
        last_on, count = plan.instalments[-1].due_on, len(plan.instalments)
        for nth, name, due_on, amount in open_parts(plan, left):
            item = place[name]
            if item is not None:
                part = DuePart(due_on, amount, nth, count, last_on, each.number, plan.made_on)
                found[item] = (*found.get(item, ()), part)
    return found


def _place(been: Iterable[int], open_by_item: Mapping[int, int]) -> int | None:
    """Return what a charge is as of the day asked about: the one of all it has been that anything is open of."""
    return next((item for item in sorted(been) if open_by_item.get(item)), None)


def planned_items(plans: Iterable[Followed], on: date) -> frozenset[int]:
    """Return the charges (by item, whatever they have been) of plans that count on a day."""
    return frozenset(item for each in plans if each.runs_on(on) for been in each.been for item in been)
