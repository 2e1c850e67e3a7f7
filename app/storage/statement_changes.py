"""Entries recorded after statements were issued, but dated into their periods or before.

Nearly all entries are dated after the last period that was issued, so they are looked through once by number and day;
only the few others are compared with each customer's statements.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.journal import BONUS, PASS, PRINCIPAL, RECEIVABLE, EntryKind
from app.core.statement import Balances, LastStatement
from app.storage import tables as t
from app.storage.journal import chunks

_S, _E, _P = t.statement.c, t.entry.c, t.posting.c
_MOVING = (PRINCIPAL, BONUS, PASS, RECEIVABLE)


class Changed(NamedTuple):
    """What an entry changed of a statement, in minor units; `last` says that it is the last for its period."""

    statement: int
    no: str
    customer: str
    name: str
    last: bool
    entry: int
    on: date
    recorded_at: datetime
    kind: str
    owed: int
    principal: int
    bonus: int


def changed(session: Session, *which: ColumnElement[bool]) -> list[Changed]:
    """Return what changed of the statements that match, in the order of statements and entries."""
    late = list(_late(session, which))
    rows = [row for chunk in chunks(late) for row in session.execute(_CHANGED.where(_P.entry_id.in_(chunk), *which))]
    return sorted(_read(tuple(row)) for row in rows)


def changed_of(session: Session, customer: str) -> list[Changed]:
    """Return what changed of the statements of one customer (by number)."""
    return sorted(_read(tuple(row)) for row in session.execute(_CHANGED.where(t.customer.c.no == customer)))


def _late(session: Session, which: Sequence[ColumnElement[bool]]) -> Iterator[int]:
    """Yield entries dated no later than the end of some period that had been issued before them."""
    runs = session.execute(
        select(func.min(_S.head_entry), func.max(_S.period_to)).where(*which).group_by(_S.run_id)
    ).all()
    steps = sorted((head, to) for head, to in runs)
    reach = ""
    for (head, to), following in pairwise([*steps, (None, "")]):
        reach = max(reach, to)
        statement = select(_E.id).where(_E.id > head, _E.posted_on <= reach)
        if following[0] is not None:
            statement = statement.where(_E.id <= following[0])
        yield from session.execute(statement.order_by(_E.id)).scalars()


def _sum(account: str, sign: int) -> ColumnElement[int]:
    return func.sum(case((_P.account == account, sign * _P.amount), else_=0))


def _statement() -> Select[Any]:
    """Return the search; what period passes earned when a month was closed moves nothing that a statement shows."""
    newer, undone = aliased(t.statement), aliased(t.entry)
    same = and_(
        newer.c.customer_id == _S.customer_id,
        newer.c.period_from == _S.period_from,
        newer.c.period_to == _S.period_to,
        newer.c.id > _S.id,
    )
    return (
        select(
            *(_S.id, _S.no, t.customer.c.no, t.customer.c.name, ~select(newer.c.id).where(same).exists()),
            *(_E.id, _E.posted_on, _E.recorded_at, _E.kind),
            *(_sum(RECEIVABLE, 1), _sum(PRINCIPAL, -1), _sum(BONUS, -1)),
        )
        .join_from(t.statement, t.customer, t.customer.c.id == _S.customer_id)
        .join(
            t.posting,
            and_(
                _P.customer_id == _S.customer_id,
                _P.posted_on <= _S.period_to,
                _P.entry_id > _S.head_entry,
                _P.account.in_(_MOVING),
            ),
        )
        .join(t.entry, _E.id == _P.entry_id)
        .outerjoin(undone, undone.c.id == _E.reverses)
        .where(_E.kind != EntryKind.EARN.value, or_(undone.c.kind.is_(None), undone.c.kind != EntryKind.EARN.value))
        .group_by(_S.id, _E.id)
    )


_CHANGED = _statement()


def _read(row: tuple[Any, ...]) -> Changed:
    id_, no, customer, name, last, entry, on, recorded_at, kind, *sums = row
    when = datetime.fromisoformat(recorded_at)
    return Changed(id_, no, customer, name, bool(last), entry, date.fromisoformat(on), when, kind, *sums)


# ---- the one before -------------------------------------------------------------------------------------------------


def last_before(session: Session, customers: Sequence[int], start: date) -> dict[int, LastStatement]:
    """Return by customer (internal id, no more than one list takes) the last statement that ended before a day.

    That is the one with the latest end; of several for the same end, the one issued last.
    """
    latest = func.row_number().over(partition_by=_S.customer_id, order_by=(_S.period_to.desc(), _S.id.desc()))
    columns = (_S.customer_id, _S.no, _S.period_to, _S.owed, _S.principal, _S.bonus, _S.head_entry)
    earlier = select(*columns, latest.label("nth")).where(
        _S.customer_id.in_(customers), _S.period_to < start.isoformat()
    )
    found = earlier.subquery()
    rows = session.execute(select(found).where(found.c.nth == 1))
    return {
        customer: LastStatement(no, date.fromisoformat(to), Balances(owed, principal, bonus), head)
        for customer, no, to, owed, principal, bonus, head, _ in rows
    }
