"""How all accounts stood at the end of a period, for choosing who gets a statement: a few selects for everybody.

Balances are those of now less what was posted with later dates, so a plan for the month just over reads little more
than what came after it.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, Subquery, and_, case, distinct, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.customer import Address, StatementBy
from app.core.items import ItemKind, terms_on
from app.core.journal import BONUS, PASS, PRINCIPAL, RECEIVABLE, EntryKind
from app.core.statement import Period
from app.core.statement_plan import Standing
from app.storage import items as stored
from app.storage import tables as t
from app.storage.customers import damaged_file
from app.storage.journal import iso
from app.storage.plans import due_parts

_C, _E, _P, _H, _B = t.customer.c, t.entry.c, t.posting.c, t.customer_balance.c, t.item_balance.c
_HELD = (PRINCIPAL, BONUS, PASS, RECEIVABLE)
_PAYING = (EntryKind.PAYMENT.value, EntryKind.SETTLE.value)
_BATCH = 2000


class Person(NamedTuple):
    """What the choice needs of a customer's file; `language` is blank where it has none. A merged file is closed."""

    id: int
    no: str
    name: str
    closed: bool
    tier: str
    tags: tuple[str, ...]
    delivery: StatementBy
    language: str
    address: Address
    email: str


def people(session: Session) -> Iterator[Person]:
    """Yield every customer."""
    statement = select(_C.id, _C.no, _C.name, _C.closed, _C.tier, _C.file)
    for id_, no, name, closed, tier, text in session.execute(statement.execution_options(yield_per=_BATCH)):
        try:
            file = json.loads(text)
            yield Person(
                id_,
                no,
                name,
                bool(closed),
                tier,
                tuple(file.get("tags", ())),
                StatementBy(file.get("statement", StatementBy.PRINT)),
                file.get("language", ""),
                Address(**file["address"]) if "address" in file else _NO_ADDRESS,
                file.get("email", ""),
            )
        except (ValueError, TypeError, AttributeError) as error:
            raise damaged_file() from error


_NO_ADDRESS = Address()


def standings(session: Session, period: Period, today: date) -> dict[int, Standing]:
    """Return how accounts stood at the end of a period, by customer; those who never had one are not there."""
    sums = _sums(session, period.end)
    items = _items(session, period.end)
    lines = _lines(session, period)
    paid = _paid_since(session, period.end, today)
    found: dict[int, Standing] = {}
    for customer in sums.keys() | items.keys() | lines.keys():
        owed, principal, bonus, passes = sums.get(customer, (0, 0, 0, 0))
        held = items.get(customer, _NOTHING)
        found[customer] = Standing(
            owed,
            held.charges,
            held.overdue,
            principal,
            bonus,
            held.has_pass or passes > 0,
            lines.get(customer, 0),
            customer in paid,
        )
    return found


def _later(end: date) -> Select[Any]:
    """Select postings dated after a day, by way of the index of days."""
    return select().join_from(t.entry, t.posting, _P.entry_id == _E.id).where(_E.posted_on > end.isoformat())


def _sums(session: Session, end: date) -> dict[int, tuple[int, int, int, int]]:
    """Return what was owed, and principal, bonus and money on passes held, of every customer with an account."""
    found = {
        row[0]: [row[1], row[2], row[3], row[4]]
        for row in session.execute(select(_H.customer_id, _H.owed, _H.principal, _H.bonus, _H.passes))
    }
    later = _later(end).add_columns(_P.customer_id, _P.account, func.sum(_P.amount)).where(_P.account.in_(_HELD))
    place = {RECEIVABLE: (0, -1), PRINCIPAL: (1, 1), BONUS: (2, 1), PASS: (3, 1)}
    for customer, account, amount in session.execute(later.group_by(_P.customer_id, _P.account)):
        column, sign = place[account]
        found.setdefault(customer, [0, 0, 0, 0])[column] += sign * amount
    return {customer: (owed, *rest) for customer, (owed, *rest) in found.items()}


class _Items(NamedTuple):
    charges: int = 0
    overdue: int = 0
    has_pass: bool = False


_NOTHING = _Items()


def _items(session: Session, end: date) -> dict[int, _Items]:
    """Return the charges open at the end of a day, those overdue by then, and whether there were visits left."""
    later = _later_by_item(end)
    statement = (
        select(
            *(_B.item_id, _B.customer_id, t.item.c.kind, _B.due_on, _B.expires_on, t.item.c.since_on),
            _B.amount - func.coalesce(later.c.amount, 0),
            _B.units + func.coalesce(later.c.units, 0),
        )
        .join_from(t.item_balance, t.item, t.item.c.id == _B.item_id)
        .outerjoin(later, later.c.item_id == _B.item_id)
        .where(t.item.c.kind != ItemKind.LOT.value, or_(_B.is_open == 1, later.c.item_id.is_not(None)))
    )
    changed = _terms_at(session, end)
    found: dict[int, _Items] = {}
    open_: dict[int, int] = {}
    owners: dict[int, tuple[int, int]] = {}
    day = end.isoformat()
    for id_, customer, kind, due, expires, since, amount, units in session.execute(statement):
        due_on, expires_on = changed.get(id_, (due, expires))
        held = found.get(customer, _NOTHING)
        if kind == ItemKind.CHARGE:
            late = amount if (due_on or since) < day else 0
            found[customer] = held._replace(charges=held.charges + amount, overdue=held.overdue + late)
            open_[id_], owners[id_] = amount, (customer, late)
        elif units > 0 and not (kind == ItemKind.PERIOD and expires_on is not None and expires_on < day):
            found[customer] = held._replace(has_pass=True)
    for item, parts in due_parts(session, open_, end).items():
        customer, late = owners[item]
        more = sum(part.amount for part in parts if part.due_on < end) - late
        found[customer] = found[customer]._replace(overdue=found[customer].overdue + more)
    return found


def _later_by_item(end: date) -> Subquery:
    amount = func.sum(case((_P.account == RECEIVABLE, _P.amount), else_=0)).label("amount")
    units = func.sum(case((_P.account == PASS, _P.units), else_=0)).label("units")
    statement = _later(end).add_columns(_P.item_id, amount, units)
    return statement.where(_P.account.in_((RECEIVABLE, PASS))).group_by(_P.item_id).subquery()


def _terms_at(session: Session, end: date) -> dict[int, tuple[str | None, str | None]]:
    """Return (due_on, expires_on) as known at the end of a day of the items whose terms changed later."""
    undoing = aliased(t.entry)
    day = end.isoformat()
    statement = (
        select(t.term_change.c.item_id)
        .distinct()
        .join_from(t.term_change, t.entry, _E.id == t.term_change.c.entry_id)
        .outerjoin(undoing, undoing.c.reverses == _E.id)
        .where(or_(_E.posted_on > day, undoing.c.posted_on > day))
    )
    changed = list(session.execute(statement).scalars())
    changes = stored.term_changes(session, changed)
    found: dict[int, tuple[str | None, str | None]] = {}
    for standing in stored.items_by_id(session, changed):
        expires_on, due_on = terms_on(standing.item, changes[standing.item.id], end)
        found[standing.item.id] = (iso(due_on), iso(expires_on))
    return found


def _lines(session: Session, period: Period) -> dict[int, int]:
    """Return how many entries moved each account within a period."""
    start, end = period.start.isoformat(), period.end.isoformat()
    statement = (
        select(_P.customer_id, func.count(distinct(_P.entry_id)))
        .join_from(t.entry, t.posting, _P.entry_id == _E.id)
        .where(_E.posted_on.between(start, end), _P.account.in_(_HELD))
        .group_by(_P.customer_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _paid_since(session: Session, end: date, today: date) -> set[int]:
    """Return the customers who paid after a day, by payments not undone, on charges made up to it."""
    undoing, making = aliased(t.entry), aliased(t.entry)
    statement = (
        _later(end)
        .add_columns(_P.customer_id)
        .distinct()
        .join(t.item, t.item.c.id == _P.item_id)
        .join(making, making.c.id == t.item.c.entry_id)
        .outerjoin(undoing, undoing.c.reverses == _E.id)
        .where(
            and_(_E.posted_on <= today.isoformat(), _E.kind.in_(_PAYING), undoing.c.id.is_(None)),
            and_(_P.account == RECEIVABLE, _P.amount < 0, making.c.posted_on <= end.isoformat()),
        )
    )
    return set(session.execute(statement).scalars())


# ---- what else to look at -------------------------------------------------------------------------------------------


def have_one(session: Session, period: Period) -> set[int]:
    """Return the customers who have a statement for the very period."""
    s = t.statement.c
    same = and_(s.period_from == period.start.isoformat(), s.period_to == period.end.isoformat())
    return set(session.execute(select(s.customer_id).where(same)).scalars())


def disputing(session: Session) -> set[int]:
    """Return the customers who have a charge in dispute."""
    d, e = t.dispute.c, t.dispute_end.c
    statement = select(d.customer_id).outerjoin_from(t.dispute, t.dispute_end, e.dispute_id == d.id)
    return set(session.execute(statement.where(e.dispute_id.is_(None))).scalars())


def last_payment(session: Session) -> date | None:
    """Return the date of the newest payment recorded, None where there is none."""
    statement = select(_E.posted_on).where(_E.kind == EntryKind.PAYMENT.value).order_by(_E.posted_on.desc()).limit(1)
    found = session.execute(statement).scalar_one_or_none()
    return None if found is None else date.fromisoformat(found)
