"""How customers have paid so far, out of the journal: what each settled and when, what is open, as of any day.

A charge is late by the date it was due when it first fell due: one given more time before that was never late, one put
off when it was overdue already stays as late as it was. What was given back, undone or moved to another file was never
paid, and does not count; neither do charges of late interest and fees. A charge moved when two files were merged
counts in the file it is in now. A few selects answer for everybody, never one for each customer.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.credit.expectation import Outstanding, Settled
from app.core.journal import RECEIVABLE, EntryKind
from app.core.ledger import in_dispute
from app.core.reminder.promise import Payment, Promise
from app.core.statement_reply import DisputeOutcome
from app.storage import tables as t
from app.storage.disputes import open_disputes, where_now
from app.storage.families import Scope
from app.storage.journal import day
from app.storage.plans import due_parts
from app.storage.reminder_history import open_promises, payments_since

_I, _P, _E = t.item.c, t.posting.c, t.entry.c
_UNMAKING = (EntryKind.CREDIT.value, EntryKind.REVERSE.value, EntryKind.MERGE.value)


class Paid(NamedTuple):
    """What one customer settled, what is open, and what they promised, as of a day."""

    settled: tuple[Settled, ...] = ()
    outstanding: tuple[Outstanding, ...] = ()
    promises: tuple[Promise, ...] = ()
    payments: tuple[Payment, ...] = ()


def paid_by(session: Session, scope: Scope, on: date) -> dict[int, Paid]:
    """Return how customers have paid as of a day, by the file that lives on; who never owed anything is absent."""
    settled, outstanding = _charges(session, scope, on)
    known = settled.keys() | outstanding.keys()
    promises = {
        customer: tuple(each for each in found if each.made_on <= on)
        for customer, found in open_promises(session, scope.only(known)).items()
    }
    first = min((each.made_on for found in promises.values() for each in found), default=None)
    payments = {} if first is None else payments_since(session, scope.only(promises.keys()), first)
    return {
        customer: Paid(
            tuple(settled.get(customer, ())),
            tuple(outstanding.get(customer, ())),
            promises.get(customer, ()),
            tuple(payments.get(customer, ())),
        )
        for customer in known
    }


def settled_by(session: Session, scope: Scope, on: date) -> dict[int, list[Settled]]:
    """Return what customers settled as of a day, which is all the shop's average needs."""
    return _charges(session, scope, on)[0]


# ---- charges --------------------------------------------------------------------------------------------------------


class _Unmade(NamedTuple):
    """How much of a charge was taken back by other means than paying, and the last day it was moved to another file."""

    amount: int = 0
    moved_on: str = ""


_WHOLE = _Unmade()


def _charges(session: Session, scope: Scope, on: date) -> tuple[dict[int, list[Settled]], dict[int, list[Outstanding]]]:
    unmade, costs, terms = _unmade(session, scope, on), _of_costs(session), _terms(session, on)
    ended, open_ = _disputed(session, on)
    settled: dict[int, list[Settled]] = defaultdict(list)
    left_of: dict[int, _Left] = {}
    for item, customer, since, due, price, left, last in scope.rows(session, _open_on(on), _I.customer_id):
        if item in costs:
            continue
        given = terms.get(item, ())
        due_on = date.fromisoformat(due or since)
        made_on = date.fromisoformat(since)
        if left > 0:
            left_of[item] = _Left(scope.lives(customer), made_on, given[-1][1] if given else due_on, left)
            continue
        taken = unmade.get(item, _WHOLE)
        if taken.amount < price and taken.moved_on != last:
            days = (made_on, _first_due(due_on, given), date.fromisoformat(last))
            was = Settled(*days, price, disputed=item in ended, excused=ended.get(item, False))
            settled[scope.lives(customer)].append(was)
    return settled, _outstanding(session, left_of, open_, on)


class _Left(NamedTuple):
    """What is open of a charge, and whose it is now."""

    customer: int
    since: date
    due_on: date
    amount: int


def _outstanding(
    session: Session, left_of: Mapping[int, _Left], disputed: Mapping[int, int], on: date
) -> dict[int, list[Outstanding]]:
    """Return what is open by customer: of charges in plans by instalment, the part in dispute apart from the rest."""
    planned = due_parts(session, {item: left.amount for item, left in left_of.items()}, on) if left_of else {}
    found: dict[int, list[Outstanding]] = defaultdict(list)
    for item, left in left_of.items():
        contested = in_dispute(disputed[item], left.amount) if item in disputed else 0
        cut = [(part.due_on, part.amount) for part in planned.get(item, ())] or [(left.due_on, left.amount)]
        for due_on, amount in cut:
            part = min(contested, amount)
            contested -= part
            if amount > part:
                found[left.customer].append(Outstanding(left.since, due_on, amount - part))
            if part:
                found[left.customer].append(Outstanding(left.since, due_on, part, disputed=True))
    return found


def _open_on(on: date) -> Select[Any]:
    """Select charges with what was open of each on a day, and the last day anything happened to it."""
    last = func.max(_P.posted_on)
    return (
        select(_I.id, _I.customer_id, _I.since_on, _I.due_on, _I.price, func.sum(_P.amount), last)
        .join_from(t.item, t.posting, and_(_P.item_id == _I.id, _P.account == RECEIVABLE))
        .where(_I.is_charge == 1, _P.posted_on <= on.isoformat())
        .group_by(_I.id)
    )


def _first_due(due_on: date, changes: Collection[tuple[date, date]]) -> date:
    """Return the day a charge first fell due: terms given after that day came too late to count."""
    for made_on, later in changes:
        if made_on > due_on:
            break
        due_on = later
    return due_on


def _unmade(session: Session, scope: Scope, on: date) -> dict[int, _Unmade]:
    """Return what was taken of charges by credits, reversals and mergings: few entries ever are any of these."""
    statement = (
        select(_P.item_id, _E.kind, func.sum(-_P.amount), func.max(_P.posted_on))
        .join_from(t.entry, t.posting, _P.entry_id == _E.id)
        .where(_E.kind.in_(_UNMAKING), _P.account == RECEIVABLE, _P.amount < 0, _P.item_id.is_not(None))
        .where(_P.posted_on <= on.isoformat())
        .group_by(_P.item_id, _E.kind)
    )
    found: dict[int, _Unmade] = {}
    for item, kind, amount, last in scope.rows(session, statement, _P.customer_id):
        before = found.get(item, _WHOLE)
        if kind == EntryKind.MERGE.value:
            found[item] = before._replace(moved_on=last)
        else:
            found[item] = before._replace(amount=before.amount + amount)
    return found


def _of_costs(session: Session) -> frozenset[int]:
    """Return the charges that belong to another one: its interest, its fee, its costs."""
    return frozenset(session.execute(select(t.charge_part.c.item_id)).scalars())


def _terms(session: Session, on: date) -> Mapping[int, list[tuple[date, date]]]:
    """Return the due dates given to charges by entries dated up to a day and not undone by then: when, and which."""
    c, undoing = t.term_change.c, aliased(t.entry)
    statement = (
        select(c.item_id, _E.posted_on, c.due_on)
        .join_from(t.term_change, t.entry, _E.id == c.entry_id)
        .outerjoin(undoing, undoing.c.reverses == _E.id)
        .where(c.due_on.is_not(None), _E.posted_on <= on.isoformat())
        .where(or_(undoing.c.id.is_(None), undoing.c.posted_on > on.isoformat()))
        .order_by(_E.posted_on, _E.id)
    )
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for item, made, due in session.execute(statement):
        found[item].append((date.fromisoformat(made), date.fromisoformat(due)))
    return found


def _disputed(session: Session, on: date) -> tuple[dict[int, bool], dict[int, int]]:
    """Return the charges once in dispute, by whether the customer was right, and what is in dispute on the day."""
    d, e = t.dispute.c, t.dispute_end.c
    statement = (
        select(d.item_id, e.outcome, e.on_day)
        .join_from(t.dispute, t.dispute_end, e.dispute_id == d.id, isouter=True)
        .where(d.on_day <= on.isoformat())
    )
    rows = session.execute(statement).all()
    if not rows:
        return {}, {}
    now = where_now(session, sorted({row[0] for row in rows}))
    ended: dict[int, bool] = {}
    for item, outcome, ended_on in rows:
        right = outcome == DisputeOutcome.ACCEPTED.value and (day(ended_on) or on) <= on
        for place in {item, now.get(item, (item, 0))[0]}:
            ended[place] = ended.get(place, False) or right
    return ended, open_disputes(session, None, on)
