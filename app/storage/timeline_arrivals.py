"""What a customer's timeline tells of payments of bills, and of reviews of prepaid accounts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.storage import tables as t
from app.storage.arrival_steps import EXPLAIN, TIE, UNDO
from app.storage.journal import chunks, day
from app.storage.kept_rows import texts_of
from app.storage.timeline_reminders import Told

_KINDS = {TIE: "arrived", EXPLAIN: "arrival_explained", UNDO: "arrival_undone"}


def told(session: Session, customers: Sequence[int]) -> list[Told]:
    """Return what was made of payments of some customers, and what was found of their accounts, oldest first of each.

    A payment that proves an entry has its way as `field`, what it proves in minor units as `old`, and its own day; an
    entry that was explained has the entry's day. A finding has its point as `field` and its verdict as `old`.
    """
    return [*_steps(session, customers), *_findings(session, customers)]


def _steps(session: Session, customers: Sequence[int]) -> Iterator[Told]:
    s, i, e = t.incoming_step.c, t.incoming.c, t.entry.c
    columns = (s.id, s.customer_id, s.recorded_at, s.request_id, s.what, s.amount, i.way, t.staff.c.name)
    on = func.coalesce(i.on_day, e.posted_on)
    statement = (
        select(*columns, on)
        .join_from(t.incoming_step, t.staff, t.staff.c.id == s.staff_id)
        .outerjoin(t.incoming, i.id == s.incoming_id)
        .outerjoin(t.entry, e.id == s.entry_id)
        .where(s.what.in_(sorted(_KINDS)))
        .order_by(s.id)
    )
    rows = _rows(session, statement, s.customer_id, customers)
    texts = texts_of(session, t.incoming_step, [row[0] for row in rows])
    for number, customer, at, request, what, amount, way, who, on_day in rows:
        text = texts.get(number, "")
        when = datetime.fromisoformat(at)
        yield Told(when, _KINDS[what], text, who, request, customer, day(on_day), way or "", str(amount))


def _findings(session: Session, customers: Sequence[int]) -> Iterator[Told]:
    f = t.prepaid_review_finding.c
    columns = (f.id, f.customer_id, f.recorded_at, f.request_id, f.point, f.outcome, f.on_day, t.staff.c.name)
    table = t.prepaid_review_finding
    statement = select(*columns).join_from(table, t.staff, t.staff.c.id == f.staff_id).order_by(f.id)
    rows = _rows(session, statement, f.customer_id, customers)
    texts = texts_of(session, table, [row[0] for row in rows])
    for number, customer, at, request, point, outcome, on_day, who in rows:
        text = texts.get(number, "")
        yield Told(datetime.fromisoformat(at), "finding", text, who, request, customer, day(on_day), point, outcome)


def _rows(
    session: Session, statement: Select[Any], owner: ColumnElement[Any], customers: Sequence[int]
) -> list[Sequence[Any]]:
    return [row for chunk in chunks(list(customers)) for row in session.execute(statement.where(owner.in_(chunk)))]
