"""What a sale must know beyond the customer's account: promises broken, agreements, debts paid on the day, groups.

A customer is given by the internal ids of their file and of all files merged into it.
"""

import json
from collections.abc import Collection
from datetime import date

from sqlalchemy import case, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from app.core.dates import days_later
from app.core.journal import RECEIVABLE, EntryKind
from app.core.owing.limits import Exposure
from app.core.reminder.promise import Outcome, standings
from app.storage import tables as t
from app.storage.families import Scope
from app.storage.plans import overdue_otherwise
from app.storage.promises import promises_of
from app.storage.reminder_history import payments_since

_E, _P, _G, _B, _I = t.entry.c, t.posting.c, t.customer_group.c, t.item_balance.c, t.item.c
_PAYING = (EntryKind.PAYMENT.value, EntryKind.SETTLE.value)
_SELLING = (EntryKind.SALE.value, EntryKind.PASS_SALE.value)
_EVER = 36_600


def broken_promise(session: Session, family: Collection[int], on: date) -> bool:
    """Whether a promise was due before a day and what was promised has not been paid by it, late or not."""
    made = [each.promise for each in promises_of(session, family) if each.withdrawn_on is None]
    broken = [promise for promise in made if promise.due_on < on]
    if not broken:
        return False
    scope = Scope(family, dict.fromkeys(family, min(family)))
    paid = payments_since(session, scope, min(promise.made_on for promise in made))
    found = standings(made, [payment for each in paid.values() for payment in each], on, grace_days=_EVER)
    return any(each.outcome is not Outcome.KEPT for each in found if each.promise.due_on < on)


def paid_for_catching_up(session: Session, family: Collection[int], on: date) -> int:
    """Return how much of their debts a customer paid on a day, less what sales of that day were made for (minor units).

    What was reversed counts for neither.
    """
    undoing = aliased(t.entry)
    standing = (
        (_E.posted_on == on.isoformat()),
        _E.customer_id.in_(sorted(family)),
        undoing.c.id.is_(None),
    )
    paid = (
        select(func.coalesce(func.sum(-_P.amount), 0))
        .join_from(t.entry, t.posting, _P.entry_id == _E.id)
        .outerjoin(undoing, undoing.c.reverses == _E.id)
        .where(*standing, _E.kind.in_(_PAYING), _P.account == RECEIVABLE, _P.amount < 0)
    )
    sold = (
        select(_E.facts)
        .outerjoin_from(t.entry, undoing, undoing.c.reverses == _E.id)
        .where(*standing, _E.kind.in_(_SELLING), _E.facts.contains('"catch_up":', autoescape=True))
    )
    used = sum(int(json.loads(facts).get("catch_up", 0)) for facts in session.execute(sold).scalars())
    return max(int(session.execute(paid).scalar_one()) - used, 0)


def owed_by(session: Session, name: str, on: date, grace_days: int) -> Exposure:
    """Return what the members of a group owe together, and how much of it is overdue on a day beyond some days."""
    late = func.coalesce(_B.due_on, _I.since_on) < days_later(on, -grace_days).isoformat()
    sums = (
        select(func.coalesce(func.sum(_B.amount), 0), func.coalesce(func.sum(case((late, _B.amount), else_=0)), 0))
        .join_from(t.customer_group, t.item_balance, _B.customer_id == _G.customer_id)
        .join(t.item, _I.id == _B.item_id)
        .where(_G.name == name, _B.is_open == literal_column("1"), _I.is_charge == 1)
    )
    total, late_in_all = session.execute(sums).one()
    of_group = set(session.execute(select(_G.customer_id).where(_G.name == name)).scalars())
    otherwise = overdue_otherwise(session, on, of_group, grace_days=grace_days)
    return Exposure(total, late_in_all + sum(otherwise.values()))
