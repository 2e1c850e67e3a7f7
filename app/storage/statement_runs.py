"""Runs of statements in the book: what was planned, who was skipped and why, how each run ended."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select
from sqlalchemy.orm import Session

from app.core.statement import Period
from app.core.statement_run import RunInfo, Skip, Skipped
from app.storage import tables as t
from app.storage.customers import Problem, row_digest
from app.storage.journal import instant

_R, _L, _K, _X, _S = (
    t.statement_run.c,
    t.statement_plan.c,
    t.statement_skip.c,
    t.statement_run_end.c,
    t.statement.c,
)

DONE, ABANDONED = "done", "abandoned"
"""How a run may end."""


class NewRun(NamedTuple):
    """A run to be recorded; `options` are canonical JSON."""

    request: str
    request_digest: bytes
    period: Period
    options: str
    customers: Sequence[int]
    staff: int
    started_at: datetime


class StoredRun(NamedTuple):
    """A run as it was started; `ended` is blank, done or abandoned."""

    id: int
    period: Period
    options: str
    ended: str


# ---- starting and ending --------------------------------------------------------------------------------------------


def add_run(session: Session, new: NewRun) -> int:
    """Write a run with its plan; return its number."""
    number = (session.execute(select(func.max(_R.id))).scalar_one() or 0) + 1
    values: dict[str, object] = {
        "id": number,
        "request_id": new.request,
        "request_digest": new.request_digest,
        "period_from": new.period.start.isoformat(),
        "period_to": new.period.end.isoformat(),
        "options": new.options,
        "plan_digest": plan_digest(new.customers),
        "staff_id": new.staff,
        "started_at": instant(new.started_at),
    }
    session.execute(insert(t.statement_run).values(**values, digest=row_digest(list(values.values()))))
    rows = [{"run_id": number, "seq": seq, "customer_id": each} for seq, each in enumerate(new.customers, start=1)]
    if rows:
        session.execute(insert(t.statement_plan), rows)
    return number


def plan_digest(customers: Iterable[int]) -> bytes:
    """Return the SHA-256 of the planned customers (internal ids) in their order."""
    return hashlib.sha256("\n".join(map(str, customers)).encode()).digest()


def add_skips(session: Session, run: int, customers: Iterable[int], reason: Skip, at: datetime) -> None:
    """Record that customers get no statement in a run; one that has one, or was skipped already, is left alone."""
    for customer in customers:
        if session.execute(_settled(run, customer)).scalar_one():
            continue
        values: dict[str, object] = {
            "run_id": run,
            "customer_id": customer,
            "reason": reason.value,
            "skipped_at": instant(at),
        }
        session.execute(insert(t.statement_skip).values(**values, digest=row_digest(list(values.values()))))


def is_settled(session: Session, run: int, customer: int) -> bool:
    """Whether a customer of a run has their statement, or was skipped."""
    return bool(session.execute(_settled(run, customer)).scalar_one())


def _settled(run: int, customer: int) -> Select[bool]:
    issued = select(_S.id).where(_S.run_id == run, _S.customer_id == customer).exists()
    skipped = select(_K.run_id).where(_K.run_id == run, _K.customer_id == customer).exists()
    return select(or_(issued, skipped))


def add_end(session: Session, run: int, outcome: str, staff: int, at: datetime) -> None:
    """Record that a run is over; nothing happens when it was over before."""
    if session.execute(select(_X.run_id).where(_X.run_id == run)).first() is not None:
        return
    values: dict[str, object] = {"run_id": run, "outcome": outcome, "staff_id": staff, "ended_at": instant(at)}
    session.execute(insert(t.statement_run_end).values(**values, digest=row_digest(list(values.values()))))


# ---- reading --------------------------------------------------------------------------------------------------------

_RUN = select(_R.id, _R.period_from, _R.period_to, _R.options, func.coalesce(_X.outcome, "")).join_from(
    t.statement_run, t.statement_run_end, _X.run_id == _R.id, isouter=True
)


def load_run(session: Session, run: int) -> StoredRun | None:
    """Return a run by its number."""
    return next(iter(_stored(session, _R.id == run)), None)


def run_of_request(session: Session, request: str) -> int | None:
    """Return the run a request started."""
    return session.execute(select(_R.id).where(_R.request_id == request)).scalar_one_or_none()


def open_runs(session: Session, period: Period | None = None) -> list[StoredRun]:
    """Return the runs neither done nor abandoned, of a period or all, oldest first."""
    conditions: list[ColumnElement[bool]] = [_X.run_id.is_(None)]
    if period is not None:
        conditions.append(is_of(period))
    return _stored(session, *conditions)


def is_of(period: Period) -> ColumnElement[bool]:
    """Match runs made for a period."""
    return and_(_R.period_from == period.start.isoformat(), _R.period_to == period.end.isoformat())


def _stored(session: Session, *conditions: ColumnElement[bool]) -> list[StoredRun]:
    rows = session.execute(_RUN.where(*conditions).order_by(_R.id))
    return [StoredRun(id_, _period(start, end), options, ended) for id_, start, end, options, ended in rows]


def _period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def pending(session: Session, run: int, after: int, limit: int) -> list[tuple[int, int]]:
    """Return place and customer of those of a run, after a place, who have no statement and were not skipped."""
    issued = select(_S.id).where(_S.run_id == run, _S.customer_id == _L.customer_id).exists()
    skipped = select(_K.run_id).where(_K.run_id == run, _K.customer_id == _L.customer_id).exists()
    statement = select(_L.seq, _L.customer_id).where(_L.run_id == run, _L.seq > after, ~issued, ~skipped)
    return [(row[0], row[1]) for row in session.execute(statement.order_by(_L.seq).limit(limit))]


def infos(session: Session, *, run: int | None = None, unfinished: bool = False) -> list[RunInfo]:
    """Return how far runs have got, oldest first: all, one, or those neither done nor abandoned."""
    statement = _INFO
    if run is not None:
        statement = statement.where(_R.id == run)
    if unfinished:
        statement = statement.where(_X.run_id.is_(None))
    return [
        RunInfo(
            id_,
            _period(start, end),
            planned,
            issued,
            skipped,
            datetime.fromisoformat(started_at),
            staff,
            ended or "",
        )
        for id_, start, end, planned, issued, skipped, started_at, staff, ended in session.execute(statement)
    ]


def _count(table_run: ColumnElement[int]) -> ColumnElement[int]:
    return select(func.count()).where(table_run == _R.id).scalar_subquery()


_INFO = (
    select(
        *(_R.id, _R.period_from, _R.period_to),
        *(_count(_L.run_id), _count(_S.run_id), _count(_K.run_id)),
        *(_R.started_at, t.staff.c.name, _X.outcome),
    )
    .join_from(t.statement_run, t.staff, t.staff.c.id == _R.staff_id)
    .outerjoin(t.statement_run_end, _X.run_id == _R.id)
    .order_by(_R.id)
)


def skipped(session: Session, run: int) -> list[Skipped]:
    """Return who was skipped in a run, in the order of the plan; of an abandoned one also whose turn never came."""
    ended = session.execute(select(_X.outcome).where(_X.run_id == run)).scalar_one_or_none()
    statement = (
        select(t.customer.c.no, t.customer.c.name, _K.reason)
        .join_from(t.statement_plan, t.customer, t.customer.c.id == _L.customer_id)
        .outerjoin(t.statement_skip, and_(_K.run_id == _L.run_id, _K.customer_id == _L.customer_id))
        .where(_L.run_id == run)
        .order_by(_L.seq)
    )
    if ended == ABANDONED:
        issued = select(_S.id).where(_S.run_id == run, _S.customer_id == _L.customer_id).exists()
        statement = statement.where(~issued)
    else:
        statement = statement.where(_K.run_id.is_not(None))
    rows = session.execute(statement)
    return [Skipped(no, name, Skip(reason) if reason else Skip.ABANDONED) for no, name, reason in rows]


def periods(session: Session) -> list[Period]:
    """Return the periods runs were made for, newest first."""
    statement = select(_R.period_from, _R.period_to).distinct().order_by(_R.period_to.desc(), _R.period_from.desc())
    return [_period(*row) for row in session.execute(statement)]


# ---- proof ----------------------------------------------------------------------------------------------------------


def verify_runs(session: Session) -> list[Problem]:
    """Return the runs, skips and ends whose rows are not what was written, and the runs whose plan is not."""
    problems: list[Problem] = []
    for table in (t.statement_run, t.statement_skip, t.statement_run_end):  # the run stands first in each
        columns = [column for column in table.c if column.name != "digest"]
        for row in session.execute(select(*columns, table.c.digest).order_by(*table.primary_key)):
            *values, digest = tuple(row)
            if row_digest(values) != digest:
                problems.append(Problem(table.name, row[0]))
    for run, digest in session.execute(select(_R.id, _R.plan_digest).order_by(_R.id)).all():
        planned = session.execute(select(_L.customer_id).where(_L.run_id == run).order_by(_L.seq)).scalars()
        if plan_digest(planned) != digest:
            problems.append(Problem("statement_plan", run))
    return problems
