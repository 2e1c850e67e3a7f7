"""Charges in dispute: opened and ended, never edited.

A charge that moves to another file when two are merged stays in dispute there, and back where it came from when the
merging is reversed: what is recorded names the charge it was opened on, and where that is now is found anew each time.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.journal import BAD_DEBT, RECEIVABLE, EntryKind, canonical
from app.core.ledger import InDispute
from app.core.statement_reply import Dispute, DisputeOutcome
from app.storage import tables as t
from app.storage.customers import Author, Problem, damaged_file, row_digest
from app.storage.families import file_and_merged
from app.storage.items import items_by_id
from app.storage.journal import chunks, day, instant
from app.storage.kept_texts import KeptText, keep_text, kept_texts

_D, _E, _I = t.dispute.c, t.dispute_end.c, t.item.c


# ---- what is in dispute ---------------------------------------------------------------------------------------------


def open_disputes(session: Session, customers: Collection[int] | None = None, on: date | None = None) -> dict[int, int]:
    """Return how much of each charge (by item) is in dispute: of some customers, or everybody's.

    `on` asks for those that were in dispute on a day, else what has not ended counts. The amounts are those put in
    dispute; see `core.ledger.in_dispute` for what is left of them once something was paid.
    """
    return {each.item: each.amount for each in in_dispute_now(session, customers, on)}


def in_dispute_now(
    session: Session, customers: Collection[int] | None = None, on: date | None = None
) -> list[InDispute]:
    """Return the charges in dispute, in the order the disputes were opened; asks as `open_disputes` does."""
    statement = (
        select(_D.item_id, _I.customer_id, _D.amount, _D.on_day, _D.id, _D.request_id)
        .join_from(t.dispute, t.item, _I.id == _D.item_id)
        .outerjoin(t.dispute_end, _E.dispute_id == _D.id)
        .where(_lasts(on))
        .order_by(_D.id)
    )
    rows = session.execute(statement).all()  # few are open at a time, of all customers together
    if not rows:
        return []
    now = where_now(session, [row[0] for row in rows])
    found: list[InDispute] = []
    for item, owner, amount, since, *rest in rows:
        place, customer = now.get(item, (item, owner))
        if customers is None or customer in customers:
            found.append(InDispute(place, customer, amount, date.fromisoformat(since), *rest))
    return found


def disputed_items(session: Session) -> frozenset[int]:
    """Return the charges in dispute, as they were when the disputes were opened and as they are now."""
    opened = select(_D.item_id).outerjoin(t.dispute_end, _E.dispute_id == _D.id).where(_lasts(None))
    return frozenset({*session.execute(opened).scalars(), *open_disputes(session)})


def _lasts(on: date | None) -> ColumnElement[bool]:
    if on is None:
        return _E.dispute_id.is_(None)
    return and_(_D.on_day <= on.isoformat(), or_(_E.dispute_id.is_(None), _E.on_day > on.isoformat()))


def place_now(session: Session, item: int) -> int:
    """Return the charge a charge is now, after all mergings of its file."""
    return where_now(session, [item]).get(item, (item, 0))[0]


def where_now(session: Session, items: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return the charges that have moved to another file, or back, since: the charge they are now, and whose."""
    came_from = {item: item for item in items}
    now: dict[int, tuple[int, int]] = {}
    while came_from:
        moved = dict[int, int]()
        for old, new, customer in _moves(session, list(came_from)):
            first = came_from[old]
            moved[new], now[first] = first, (new, customer)
        came_from = moved
    return now


def _moves(session: Session, items: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield charges that a merging moved and those that its reversal moved back: what they became, and whose it is."""
    old, new, undoing = aliased(t.posting), aliased(t.posting), aliased(t.entry)
    was, now = old.c.item_id, new.c.item_id
    pairs = (
        select()
        .join_from(old, t.entry, and_(t.entry.c.id == old.c.entry_id, t.entry.c.kind == EntryKind.MERGE.value))
        # An entry's postings stand in pairs, the debit first: what the old charge lost is what the new one got.
        .join(new, and_(new.c.entry_id == old.c.entry_id, new.c.seq == old.c.seq - 1, new.c.account == old.c.account))
        .outerjoin(undoing, undoing.c.reverses == old.c.entry_id)
        .where(old.c.account.in_((RECEIVABLE, BAD_DEBT)), old.c.amount < 0)
    )
    moved = pairs.add_columns(was, now, new.c.customer_id).where(undoing.c.id.is_(None))
    back = pairs.add_columns(now, was, old.c.customer_id).where(undoing.c.id.is_not(None))
    for chunk in chunks(items):
        for statement in (moved.where(was.in_(chunk)), back.where(now.in_(chunk))):
            yield from ((before, after, customer) for before, after, customer in session.execute(statement))


# ---- disputes as people read them -----------------------------------------------------------------------------------


def disputes(session: Session, customer: int | None = None, *, ended: bool) -> list[Dispute]:
    """Return disputes in the order opened: of a customer and of the files merged into it, or everybody's.

    A customer has also those that came back with a charge when a merging was reversed.
    """
    statement = _listed()
    if not ended:
        statement = statement.where(_E.dispute_id.is_(None))
    if customer is not None:
        family = file_and_merged(session, customer)
        theirs = [each.dispute for each in in_dispute_now(session, family)]
        statement = statement.where(or_(_D.customer_id.in_(family), _D.id.in_(theirs)))
    rows = session.execute(statement).all()
    ids = [row[0] for row in rows]
    reasons, ends = (kept_texts(session, table, ids) for table in (t.dispute, t.dispute_end))
    names = _names_now(session, [row[-1] for row in rows])
    return [_dispute(tuple(row), reasons, ends, names) for row in rows]


def _names_now(session: Session, items: Sequence[int]) -> dict[int, str]:
    """Return what charges that have moved to another file, or back, are called there."""
    moved = {item: place for item, (place, _) in where_now(session, items).items()}
    names = {each.item.id: each.item.name for each in items_by_id(session, sorted(set(moved.values())))}
    return {item: names[place] for item, place in moved.items()}


def _listed() -> Select[Any]:
    r, s = t.statement_reply.c, t.statement.c
    columns = (_D.id, _D.request_id, _I.name, t.customer.c.no, _D.amount, _D.on_day, s.no, _E.outcome, _E.on_day)
    return (
        select(*columns, _I.id)
        .join_from(t.dispute, t.item, _I.id == _D.item_id)
        .join(t.customer, t.customer.c.id == _D.customer_id)
        .outerjoin(t.statement_reply, r.id == _D.reply_id)
        .outerjoin(t.statement, s.id == r.statement_id)
        .outerjoin(t.dispute_end, _E.dispute_id == _D.id)
        .order_by(_D.id)
    )


def _dispute(
    row: Sequence[Any], reasons: Mapping[int, str], ends: Mapping[int, str], names: Mapping[int, str]
) -> Dispute:
    number, request, charge, customer, amount, on, statement, outcome, ended_on, item = row
    return Dispute(
        id=request,
        charge=charge,
        customer=customer,
        amount=amount,
        on=date.fromisoformat(on),
        reason=_reason(reasons.get(number, "")),
        statement=statement or "",
        ended=outcome or "",
        ended_on=day(ended_on),
        end_reason=_reason(ends.get(number, "")),
        now=names.get(item, charge),
    )


def _reason(text: str) -> str:
    """Return the reason out of a kept text; blank once it is erased."""
    try:
        return str(json.loads(text)["reason"]) if text else ""
    except (ValueError, TypeError, KeyError) as error:
        raise damaged_file() from error


# ---- opening and ending ---------------------------------------------------------------------------------------------


class Opened(NamedTuple):
    """A dispute by the request that opened it; `charge` names what is disputed, `ended` is blank while it lasts."""

    id: int
    customer: int
    charge: str
    on: date
    ended: str


def dispute_by(session: Session, request: str) -> Opened | None:
    """Return the dispute opened by a request, if there is one."""
    statement = (
        select(_D.id, _D.customer_id, _I.name, _D.on_day, _E.outcome)
        .join_from(t.dispute, t.item, _I.id == _D.item_id)
        .outerjoin(t.dispute_end, _E.dispute_id == _D.id)
        .where(_D.request_id == request)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else Opened(*row[:3], date.fromisoformat(row[3]), row[4] or "")


def opened_by_replies(session: Session, statement: int) -> list[tuple[str, date]]:
    """Return request id and day of the disputes opened by replies to a statement that have not ended."""
    of_statement = (
        select(_D.request_id, _D.on_day)
        .join_from(t.dispute, t.statement_reply, t.statement_reply.c.id == _D.reply_id)
        .outerjoin(t.dispute_end, _E.dispute_id == _D.id)
        .where(t.statement_reply.c.statement_id == statement, _E.dispute_id.is_(None))
    )
    rows = session.execute(of_statement.order_by(_D.id))
    return [(request, date.fromisoformat(on)) for request, on in rows]


class NewDispute(NamedTuple):
    """A dispute to be written; `reply` is the reply it came with, if it came with one."""

    customer: int
    item: int
    amount: int
    on: date
    reason: str
    reply: int | None = None


def add_dispute(session: Session, new: NewDispute, salt: bytes, digest: bytes, author: Author) -> None:
    """Write a new dispute; `digest` is that of its request, made with the same salt."""
    kept = KeptText(salt, canonical({"reason": new.reason}))
    values: dict[str, object] = {
        "id": (session.execute(select(func.max(_D.id))).scalar_one() or 0) + 1,
        "request_id": author.request,
        "request_digest": digest,
        "customer_id": new.customer,
        "item_id": new.item,
        "reply_id": new.reply,
        "amount": new.amount,
        "on_day": new.on.isoformat(),
        "text_digest": kept.digest,
        "staff_id": author.staff,
        "recorded_at": instant(author.now),
    }
    session.execute(insert(t.dispute).values(**values, digest=row_digest(list(values.values()))))
    keep_text(session, t.dispute, int(str(values["id"])), kept)


class NewEnd(NamedTuple):
    """The end of a dispute, to be written."""

    dispute: int
    outcome: DisputeOutcome
    on: date
    reason: str


def end_dispute(session: Session, end: NewEnd, salt: bytes, digest: bytes, author: Author) -> None:
    """Write how a dispute ended; `digest` is that of its request, made with the same salt."""
    kept = KeptText(salt, canonical({"reason": end.reason}))
    values: dict[str, object] = {
        "dispute_id": end.dispute,
        "request_id": author.request,
        "request_digest": digest,
        "outcome": end.outcome.value,
        "on_day": end.on.isoformat(),
        "text_digest": kept.digest,
        "staff_id": author.staff,
        "recorded_at": instant(author.now),
    }
    session.execute(insert(t.dispute_end).values(**values, digest=row_digest(list(values.values()))))
    keep_text(session, t.dispute_end, end.dispute, kept)


# ---- proof ----------------------------------------------------------------------------------------------------------


def verify_disputes(session: Session) -> list[Problem]:
    """Return the disputes and their ends whose rows are not what was written."""
    problems: list[Problem] = []
    for table, key in ((t.dispute, _D.id), (t.dispute_end, _E.dispute_id)):
        for row in session.execute(select(table).order_by(key)):
            *values, digest = tuple(row)
            if row_digest(values) != digest:
                problems.append(Problem(table.name, values[0]))
    return problems
