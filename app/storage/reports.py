"""What reports are made of: the movement of accounts by month, and how much of a balance had expired or was overdue."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.core.items import TermChange
from app.core.journal import BONUS, PASS, PRINCIPAL, RECEIVABLE
from app.core.owing.plan_dates import Followed, due_parts, planned_items
from app.core.report import Figure
from app.storage import items as stored
from app.storage import tables as t
from app.storage.journal import chunks, day
from app.storage.plans import followed
from app.storage.views import account_sums

_P, _I = t.posting.c, t.item.c
_Steps = list[tuple[date, int]]
_MONTH = 7  # characters of a date up to its month


def moved_by_month(session: Session, start: date, end: date) -> dict[date, dict[str, int]]:
    """Return the movement of each account by month (its first day) from a day to a day, debit positive."""
    month = func.substr(_P.posted_on, 1, _MONTH)
    statement = (
        select(month, _P.account, func.sum(_P.amount))
        .where(_P.posted_on >= start.isoformat(), _P.posted_on <= end.isoformat())
        .group_by(month, _P.account)
    )
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for text, account, amount in session.execute(statement):
        found[date.fromisoformat(f"{text}-01")][account] = amount
    return found


def balances_before(session: Session, start: date) -> Mapping[str, int]:
    """Return the balance of each account the day before one, debit positive."""
    return account_sums(session, None, date.fromordinal(start.toordinal() - 1)) if start > date.min else {}


def parts_at(session: Session, figure: Figure, days: Sequence[date]) -> dict[date, int]:
    """Return how much of what is held had expired on each of some days, or how much of what is owed was overdue.

    Terms are those known by entries dated up to each day. All days are answered in one pass over the postings of items
    that ever had such terms; charges of running plans are due by their instalments.
    """
    charges = figure is Figure.OVERDUE
    changes = _changes(session, charges=charges)
    left = _left(session, days[-1], changes.keys(), charges=charges)
    plans = followed(session, days[0]) if charges else ()
    found: dict[date, int] = {}
    for on in days:
        planned = planned_items(plans, on)
        found[on] = _planned(plans, planned, left, on)
        for item, (steps, own) in left.items():
            terms = None if item in planned else _known(changes.get(item, ()), on, own)
            if terms is not None and terms < on:
                found[on] += _sum(steps, on)
    return found


def _planned(
    plans: Collection[Followed], items: Collection[int], left: Mapping[int, tuple[_Steps, date | None]], on: date
) -> int:
    """Return what of charges in plans is overdue on a day by their instalments."""
    open_ = {item: _sum(left[item][0], on) for item in items if item in left}
    parts = due_parts(plans, open_, on) if open_ else {}
    return sum(part.amount for cut in parts.values() for part in cut if part.due_on < on)


def _sum(steps: _Steps, on: date) -> int:
    return sum(amount for posted, amount in steps if posted <= on)


def _known(changes: Iterable[TermChange], on: date, own: date | None) -> date | None:
    """Return the day an item runs out or is due, as known on a day."""
    known = [c for c in changes if c.on <= on and (c.undone_on is None or c.undone_on > on)]
    if not known:
        return own
    last = max(known, key=lambda c: (c.on, c.entry))
    return last.due_on or last.expires_on


def _changes(session: Session, *, charges: bool) -> dict[int, list[TermChange]]:
    c = t.term_change.c
    statement = select(c.item_id).join(t.item, _I.id == c.item_id).where(_I.is_charge == int(charges)).distinct()
    return stored.term_changes(session, list(session.execute(statement).scalars()))


def _left(
    session: Session, end: date, changed: Iterable[int], *, charges: bool
) -> dict[int, tuple[_Steps, date | None]]:
    """Return what moved each item with terms on which days up to one, and its own day, as it was made with."""
    accounts = (RECEIVABLE,) if charges else (PRINCIPAL, BONUS, PASS)
    own = func.coalesce(_I.due_on, _I.since_on) if charges else _I.expires_on
    statement = (
        select(_P.item_id, own, _P.posted_on, func.sum(_P.amount))
        .join_from(t.posting, t.item, and_(_I.id == _P.item_id, _I.is_charge == int(charges)))
        .where(_P.account.in_(accounts), _P.posted_on <= end.isoformat())
        .group_by(_P.item_id, _P.posted_on)
    )
    if not charges:
        wanted = sorted(changed)
        ever = or_(_I.expires_on.is_not(None), *(_I.id.in_(chunk) for chunk in chunks(wanted)))
        statement = statement.where(ever)
    sign = 1 if charges else -1
    found: dict[int, tuple[_Steps, date | None]] = {}
    for item, last, posted, amount in session.execute(statement):
        steps, _own = found.setdefault(item, ([], day(last)))
        steps.append((date.fromisoformat(posted), sign * amount))
    return found
