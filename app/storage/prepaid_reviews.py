"""Rounds of reviews of prepaid accounts, who was looked through, what was found; and the sums they are judged by."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session

from app.core.journal import BONUS, PASS, PRINCIPAL, TENDERS, canonical
from app.core.requests import Tender
from app.core.review_requests import NoteFinding, Point, Scope, StartReview, Verdict
from app.storage import tables as t
from app.storage.customers import Problem, row_digest
from app.storage.journal import chunks
from app.storage.kept_rows import Signed, add_signed, texts_of

_R, _P, _F = t.prepaid_review.c, t.prepaid_review_pick.c, t.prepaid_review_finding.c


class StoredRound(NamedTuple):
    """A round as begun, with whom it looks through (internal ids)."""

    id: int
    request: str
    on: date
    scope: Scope
    content: str
    who: str
    at: datetime
    picks: tuple[int, ...]


class StoredFinding(NamedTuple):
    """What a person found of a point of an account."""

    id: int
    request: str
    customer: int
    point: Point
    verdict: Verdict
    on: date
    note: int | None
    who: str
    at: datetime
    text: str


def add_round(session: Session, request: StartReview, picks: Iterable[int], of: int, by: Signed) -> int:
    """Write a round with whom it looks through; `of` is how many there were to choose from."""
    values: dict[str, object] = {
        "on_day": request.on.isoformat(),
        "scope": request.scope.value,
        "content": canonical({"of": of, "size": request.size, "seed": request.seed}),
    }
    number = add_signed(session, t.prepaid_review, values, by)
    rows = [{"review_id": number, "customer_id": each, "digest": row_digest([number, each])} for each in picks]
    if rows:
        session.execute(insert(t.prepaid_review_pick), rows)
    return number


def rounds(session: Session, which: ColumnElement[bool] | None = None) -> list[StoredRound]:
    """Return the rounds in the order begun."""
    columns = (_R.id, _R.request_id, _R.on_day, _R.scope, _R.content, t.staff.c.name, _R.recorded_at)
    statement = select(*columns).join_from(t.prepaid_review, t.staff, t.staff.c.id == _R.staff_id).order_by(_R.id)
    rows = session.execute(statement if which is None else statement.where(which)).all()
    picks: dict[int, list[int]] = defaultdict(list)
    chosen = select(_P.review_id, _P.customer_id).order_by(_P.review_id, _P.customer_id)
    for review, customer in session.execute(chosen.where(_P.review_id.in_([row[0] for row in rows]))):
        picks[review].append(customer)
    return [
        StoredRound(
            *(number, request, date.fromisoformat(on), Scope(scope), content, who, datetime.fromisoformat(at)),
            tuple(picks[number]),
        )
        for number, request, on, scope, content, who, at in rows
    ]


def round_by(session: Session, request: str) -> StoredRound | None:
    """Return the round a request began, if there is one."""
    return next(iter(rounds(session, _R.request_id == request)), None)


def add_finding(
    session: Session, review: int, customer: int, request: NoteFinding, on: date, note: int | None, by: Signed
) -> int:
    """Write what a person found."""
    values: dict[str, object] = {
        "review_id": review,
        "customer_id": customer,
        "point": request.point.value,
        "outcome": request.verdict.value,
        "content": "",
        "on_day": on.isoformat(),
        "note_id": note,
    }
    return add_signed(session, t.prepaid_review_finding, values, by, request.text)


def findings(session: Session, review: int, customers: Collection[int] | None = None) -> list[StoredFinding]:
    """Return what people found in a round, in the order noted; of all accounts, or of some."""
    columns = (_F.id, _F.request_id, _F.customer_id, _F.point, _F.outcome, _F.on_day, _F.note_id, _F.recorded_at)
    statement = select(*columns, t.staff.c.name).join_from(t.prepaid_review_finding, t.staff)
    statement = statement.where(_F.review_id == review).order_by(_F.id)
    rows = session.execute(statement if customers is None else statement.where(_F.customer_id.in_(customers))).all()
    texts = texts_of(session, t.prepaid_review_finding, [row[0] for row in rows])
    return [
        StoredFinding(
            *(number, request, customer, Point(point), Verdict(outcome), date.fromisoformat(on), note, who),
            datetime.fromisoformat(at),
            texts.get(number, ""),
        )
        for number, request, customer, point, outcome, on, note, at, who in rows
    ]


# ---- sums -----------------------------------------------------------------------------------------------------------

_KINDS = (PRINCIPAL, BONUS, PASS)


def stored_sums(session: Session, customers: Collection[int]) -> dict[int, tuple[int, int, int]]:
    """Return principal, bonus and passes as the derived table keeps them."""
    c = t.customer_balance.c
    found: dict[int, tuple[int, int, int]] = {}
    for chunk in chunks(sorted(customers)):
        rows = session.execute(select(c.customer_id, c.principal, c.bonus, c.passes).where(c.customer_id.in_(chunk)))
        found.update({row[0]: (row[1], row[2], row[3]) for row in rows})
    return found


def posted_sums(
    session: Session, customers: Collection[int], through: date | None = None
) -> dict[int, tuple[int, int, int]]:
    """Return principal, bonus and passes added up from the postings, all of them or those of days up to one."""
    p = t.posting.c
    sums: dict[int, dict[str, int]] = defaultdict(dict)
    for chunk in chunks(sorted(customers)):
        statement = select(p.customer_id, p.account, func.sum(p.amount)).where(
            p.customer_id.in_(chunk), p.account.in_(_KINDS)
        )
        if through is not None:
            statement = statement.where(p.posted_on <= through.isoformat())
        for customer, account, amount in session.execute(statement.group_by(p.customer_id, p.account)):
            sums[customer][account] = -amount
    return {
        customer: (found.get(PRINCIPAL, 0), found.get(BONUS, 0), found.get(PASS, 0)) for customer, found in sums.items()
    }


def with_terms(session: Session, items: Collection[int]) -> set[int]:
    """Return those of some items whose entries say which of the shop's terms they were sold with."""
    i, e = t.item.c, t.entry.c
    found: set[int] = set()
    for chunk in chunks(sorted(items)):
        statement = select(i.id).join_from(t.item, t.entry, e.id == i.entry_id)
        found.update(session.execute(statement.where(i.id.in_(chunk), e.facts.like('%"terms":%'))).scalars())
    return found


def papers(session: Session, customers: Collection[int]) -> dict[int, int]:
    """Return how many files are attached, by customer."""
    a = t.attachment.c
    found: dict[int, int] = {}
    for chunk in chunks(sorted(customers)):
        statement = select(a.customer_id, func.count()).where(a.customer_id.in_(chunk)).group_by(a.customer_id)
        found.update({row[0]: row[1] for row in session.execute(statement)})
    return found


def paid_ahead(session: Session, customers: Collection[int], through: date) -> list[tuple[int, int, Tender, date]]:
    """Return the entries by which customers paid ahead otherwise than in cash: entry, customer, way, day.

    Reversed ones are left out; of sales only those count that made a lot or a pass.
    """
    e, p, i = t.entry.c, t.posting.c, t.item.c
    ways = {account: Tender(account.partition(".")[2]) for account in TENDERS if account != "tender.cash"}
    undoing = t.entry.alias()
    found = []
    for chunk in chunks(sorted(customers)):
        statement = (
            select(e.id, e.customer_id, p.account, e.posted_on)
            .join_from(t.entry, t.posting, p.entry_id == e.id)
            .outerjoin(undoing, undoing.c.reverses == e.id)
            .where(
                e.customer_id.in_(chunk),
                p.account.in_(sorted(ways)),
                undoing.c.id.is_(None),
                e.reverses.is_(None),
                e.posted_on <= through.isoformat(),
                select(i.id).where(i.entry_id == e.id, i.is_charge == 0).exists(),
            )
            .group_by(e.id, p.account)
            .order_by(e.id)
        )
        found += [(row[0], row[1], ways[row[2]], date.fromisoformat(row[3])) for row in session.execute(statement)]
    return found


def verify_reviews(session: Session) -> list[Problem]:
    """Return the rows of rounds, picks and findings that are not what was written."""
    problems: list[Problem] = []
    for table in (t.prepaid_review, t.prepaid_review_pick, t.prepaid_review_finding):
        columns = [column for column in table.c if column.name != "digest"]
        for row in session.execute(select(*columns, table.c.digest)):
            *values, digest = tuple(row)
            if row_digest(values) != digest:
                problems.append(Problem(table.name, values[0]))
    return problems


Sums = Mapping[int, tuple[int, int, int]]
