"""Payment plans: made and ended, never edited; and what of a charge is due when while a plan runs.

A charge that moved to another file when two were merged stays in its plan there.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.core.credit.requests import PlanOutcome
from app.core.dates import days_later
from app.core.journal import canonical
from app.core.owing import plan_dates
from app.core.owing.plan_dates import DuePart, Followed, planned_items
from app.core.owing.plans import Plan, PlanCharge
from app.core.owing.terms import Instalment
from app.storage import tables as t
from app.storage.customers import damaged_file
from app.storage.families import with_merged
from app.storage.journal import chunks, day
from app.storage.kept_rows import Signed, add_signed, texts_of
from app.storage.lineage import lineages, open_of

_L, _E = t.payment_plan.c, t.payment_plan_end.c
_MADE = "plans made"


class StoredPlan(NamedTuple):
    """A plan as recorded, by its request; `ended` is None while it runs.

    The charges of `plan` bear the ids they had when it was made (`items`, in the same order) as their names: what they
    are called now is for those who show it.
    """

    id: int
    customer: int
    plan: Plan
    items: tuple[int, ...]
    text: str
    who: str
    ended: PlanOutcome | None = None
    ended_on: date | None = None
    why: str = ""


def add_plan(session: Session, customer: int, plan: Plan, items: Sequence[int], by: Signed, text: str) -> int:
    """Write a plan and return its number; `items` are its charges, in their order."""
    content = {
        "charges": [
            [item, each.due_on.isoformat(), each.amount] for item, each in zip(items, plan.charges, strict=True)
        ],
        "instalments": [[each.due_on.isoformat(), each.amount] for each in plan.instalments],
        "grace_days": plan.grace_days,
        "missed_most": plan.missed_most,
    }
    values: dict[str, object] = {
        "customer_id": customer,
        "made_on": plan.made_on.isoformat(),
        "content": canonical(content),
    }
    session.info[_MADE] = plans_made(session) + 1
    return add_signed(session, t.payment_plan, values, by, text)


def end_plan(session: Session, plan: int, outcome: PlanOutcome, on: date, by: Signed, reason: str) -> None:
    """Write that a plan counts no more from a day on."""
    values: dict[str, object] = {"plan_id": plan, "outcome": outcome.value, "on_day": on.isoformat()}
    session.info[_MADE] = plans_made(session) + 1
    add_signed(session, t.payment_plan_end, values, by, reason)


# ---- reading --------------------------------------------------------------------------------------------------------


def plans_of(session: Session, customers: Iterable[int]) -> list[StoredPlan]:
    """Return all plans of some customers, in the order made."""
    found = [each for chunk in chunks(sorted(customers)) for each in _plans(session, _L.customer_id.in_(chunk))]
    return sorted(found, key=lambda each: each.id)


def plans_on(session: Session, on: date) -> list[StoredPlan]:
    """Return everybody's plans that count on a day, in the order made."""
    text = on.isoformat()
    return _plans(session, (_L.made_on <= text) & or_(_E.on_day.is_(None), _E.on_day > text))


def plan_by(session: Session, request: str) -> StoredPlan | None:
    """Return the plan a request made, if there is one."""
    return next(iter(_plans(session, _L.request_id == request)), None)


def _plans(session: Session, which: ColumnElement[bool]) -> list[StoredPlan]:
    statement = (
        select(*(_L.id, _L.request_id, _L.customer_id, _L.made_on, _L.content), t.staff.c.name, _E.outcome, _E.on_day)
        .add_columns(_E.id)
        .join_from(t.payment_plan, t.staff, t.staff.c.id == _L.staff_id)
        .outerjoin(t.payment_plan_end, _E.plan_id == _L.id)
        .where(which)
        .order_by(_L.id)
    )
    rows = session.execute(statement).all()
    if not rows:
        return []
    texts = texts_of(session, t.payment_plan, [row[0] for row in rows])
    reasons = texts_of(session, t.payment_plan_end, [row[-1] for row in rows if row[-1] is not None])
    return [_plan(tuple(row), texts, reasons) for row in rows]


def _plan(row: Sequence[Any], texts: Mapping[int, str], reasons: Mapping[int, str]) -> StoredPlan:
    number, request, customer, made_on, content, who, outcome, ended_on, end = row
    try:
        read = json.loads(content)
        charges = tuple((item, date.fromisoformat(due), amount) for item, due, amount in read["charges"])
        plan = Plan(
            id=request,
            customer="",
            made_on=date.fromisoformat(made_on),
            charges=tuple(PlanCharge(str(item), due, amount) for item, due, amount in charges),
            instalments=tuple(Instalment(date.fromisoformat(due), amount) for due, amount in read["instalments"]),
            grace_days=read["grace_days"],
            missed_most=read["missed_most"],
        )
    except (ValueError, TypeError, KeyError) as error:
        raise damaged_file() from error
    return StoredPlan(
        id=number,
        customer=customer,
        plan=plan,
        items=tuple(item for item, _, _ in charges),
        text=texts.get(number, ""),
        who=who,
        ended=None if outcome is None else PlanOutcome(outcome),
        ended_on=day(ended_on),
        why=reasons.get(end, ""),
    )


# ---- what of a charge is due when -----------------------------------------------------------------------------------


def plans_made(session: Session) -> int:
    """Return how many plans this session has written or ended; what was read before is then stale."""
    return int(session.info.get(_MADE, 0))


def plan_holders(session: Session) -> frozenset[int]:
    """Return the files (internal ids) in which a plan was ever made: in most shops few, or none."""
    return frozenset(session.execute(select(_L.customer_id).distinct()).scalars())


def may_have_plans(session: Session) -> frozenset[int]:
    """Return whose account may have a plan: the files in which one was made, and those others were merged into."""
    holders = plan_holders(session)
    if not holders:
        return holders
    into = select(t.customer.c.merged_into).where(t.customer.c.merged_into.is_not(None)).distinct()
    return holders | frozenset(session.execute(into).scalars())


def followed(session: Session, on: date, customers: Collection[int] | None = None) -> tuple[Followed, ...]:
    """Return the plans of some customers (None is everybody) and of files merged into theirs, as they part charges.

    Those that ended by a day are left out; those made later are not.
    """
    lasting = or_(_E.on_day.is_(None), _E.on_day > on.isoformat())
    if customers is None:
        return _followed(session, _plans(session, lasting))
    holders = plan_holders(session)
    wanted = sorted(holders & with_merged(session, customers).keys()) if holders else []
    found = [each for chunk in chunks(wanted) for each in _plans(session, _L.customer_id.in_(chunk) & lasting)]
    return _followed(session, sorted(found, key=lambda each: each.id))


def _followed(session: Session, plans: Collection[StoredPlan]) -> tuple[Followed, ...]:
    been = lineages(session, {item for each in plans for item in each.items})
    return tuple(Followed(p.id, p.plan, tuple(been[item] for item in p.items), p.ended_on) for p in plans)


def due_parts(session: Session, open_by_item: Mapping[int, int], on: date) -> dict[int, tuple[DuePart, ...]]:
    """Return how plans that count on a day part what is open of charges (see `core.owing.plan_dates`)."""
    return plan_dates.due_parts(followed(session, on), open_by_item, on)


def overdue_otherwise(
    session: Session, on: date, customers: Collection[int] | None = None, *, grace_days: int = 0
) -> dict[int, int]:
    """Return by customer how much more is overdue by instalments than by the due dates of charges; less is negative.

    Balances are those after everything recorded. What is overdue for no more than days of grace does not count.
    """
    plans = followed(session, on, customers)
    items = planned_items(plans, on)
    left = _left(session, items)
    parts = plan_dates.due_parts(plans, {item: each.amount for item, each in left.items()}, on)
    last = days_later(on, -grace_days)
    found: dict[int, int] = {}
    for item, cut in parts.items():
        customer, due_on, amount = left[item]
        late = sum(part.amount for part in cut if part.due_on < last)
        more = late - (amount if due_on < last else 0)
        if more and (customers is None or customer in customers):
            found[customer] = found.get(customer, 0) + more
    return found


class _Open(NamedTuple):
    customer: int
    due_on: date
    amount: int


def _left(session: Session, items: Collection[int]) -> dict[int, _Open]:
    b, i = t.item_balance.c, t.item.c
    statement = select(b.item_id, b.customer_id, func.coalesce(b.due_on, i.since_on), b.amount).join_from(
        t.item_balance, t.item, i.id == b.item_id
    )
    return {
        item: _Open(customer, date.fromisoformat(due), amount)
        for chunk in chunks(sorted(items))
        for item, customer, due, amount in session.execute(statement.where(b.item_id.in_(chunk), b.amount > 0))
    }


def plan_of_charge(session: Session, item: int, on: date) -> StoredPlan | None:
    """Return the plan a charge is in on a day, if it is in one that counts and has anything open."""
    for stored in plans_on(session, on):
        been = lineages(session, stored.items)
        if any(item in each for each in been.values()) and any(open_of(session, been, on).values()):
            return stored
    return None


def charges_in_plans(session: Session, on: date) -> frozenset[int]:
    """Return the charges (by item, whatever they have been) of plans that count on a day."""
    return planned_items(followed(session, on), on)


def open_of_plans(session: Session, plans: Collection[StoredPlan], on: date) -> dict[int, dict[int, int]]:
    """Return what is open of the charges of plans as of a day: by number of the plan, by item as recorded."""
    been = lineages(session, {item for stored in plans for item in stored.items})
    left = open_of(session, been, on)
    return {stored.id: {item: left[item] for item in stored.items} for stored in plans}
