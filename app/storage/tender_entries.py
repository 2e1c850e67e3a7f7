"""Entries whose money came in by another way than cash, and what payments of bills prove of them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.journal import TENDERS
from app.core.requests import Tender
from app.storage import tables as t
from app.storage.arrival_steps import EXPLAIN, TIE, StoredStep, steps_where
from app.storage.journal import chunks, entry_texts

_I, _S, _E = t.incoming.c, t.incoming_step.c, t.entry.c


class TenderEntry(NamedTuple):
    """What an entry says came in by a tender (negative: went out), and what of it is proven or explained."""

    entry: int
    request: str
    kind: str
    customer: int
    way: Tender
    on: date
    recorded_at: datetime
    amount: int
    proven: int
    reference: str

    @property
    def left(self) -> int:
        """What no payment proves yet."""
        return self.amount - self.proven


PROVES = {Tender.BANK: (Tender.BANK, Tender.CARD, Tender.OTHER)}
"""What else than its own way a payment may prove: what is paid by card arrives at the bank."""


def tender_entries(
    session: Session, ways: Collection[Tender], first: date | None = None, last: date | None = None, entry: int = 0
) -> list[TenderEntry]:
    """Return what entries of some days say came in by some tenders; reversed ones and reversals are left out."""
    rows = _tender_rows(session, first, last, entry)
    numbers = sorted({row[0] for row in rows})
    proven = _proven(session, numbers)
    texts = {number: said for chunk in chunks(numbers) for number, said in entry_texts(session, chunk).items()}
    found = []
    for number, request, kind, customer, account, on, at, amount in rows:
        way = _WAYS[account]
        key = (number, next((each for each, others in PROVES.items() if way in others), way))
        mine = amount if (number, None) in proven else _within(proven.get(key, 0), amount)
        proven[key] = proven.get(key, 0) - mine
        reference = texts.get(number, {}).get("reference", "")
        said = (number, request, kind, customer, way, date.fromisoformat(on), _at(at), amount)
        found.append(TenderEntry(*said, mine, reference))
    return [each for each in found if each.amount and each.way in ways]


def _within(proven: int, amount: int) -> int:
    """Return how much of what payments prove of an entry is about an amount of it."""
    return min(proven, amount) if amount > 0 else max(proven, amount)


_WAYS = {f"tender.{way.value}": way for way in Tender if way is not Tender.CASH}


def _tender_rows(session: Session, first: date | None, last: date | None, entry: int) -> Sequence[Any]:
    """Return entries with what came in by each tender but cash; of one entry what came by bank first."""
    p, undoing = t.posting.c, t.entry.alias()
    columns = (_E.id, _E.request_id, _E.kind, _E.customer_id, p.account, _E.posted_on, _E.recorded_at)
    statement = (
        select(*columns, func.sum(p.amount))
        .join_from(t.posting, t.entry, _E.id == p.entry_id)
        .outerjoin(undoing, undoing.c.reverses == _E.id)
        .where(p.account.in_(sorted(_WAYS)), _E.reverses.is_(None), undoing.c.id.is_(None))
        .where(_E.customer_id.is_not(None))
        .group_by(_E.id, p.account)
        .order_by(_E.id, p.account)
    )
    if entry:
        return session.execute(statement.where(_E.id == entry)).all()
    low, high = (first or date.min).isoformat(), (last or date.max).isoformat()
    return session.execute(statement.where(p.posted_on.between(low, high))).all()


def _proven(session: Session, entries: Sequence[int]) -> dict[tuple[int, Tender | None], int]:
    """Return what payments prove of entries, by tender; under None where an entry was explained."""
    found: dict[tuple[int, Tender | None], int] = {}
    for chunk in chunks(entries):
        steps = [each for each in steps_where(session, _S.entry_id.in_(chunk)) if not each.undone]
        wanted = [each.incoming for each in steps if each.incoming is not None]
        ways = {row[0]: Tender(row[1]) for row in _ways(session, wanted)}
        for step in steps:
            if step.what not in (TIE, EXPLAIN):
                continue
            way = ways[step.incoming] if step.what == TIE and step.incoming is not None else None
            key = (step.entry or 0, way)
            found[key] = found.get(key, 0) + step.amount
    return found


def _ways(session: Session, incoming: Sequence[int]) -> Iterable[Any]:
    for chunk in chunks(sorted(set(incoming))):
        yield from session.execute(select(_I.id, _I.way).where(_I.id.in_(chunk))).all()


NON_CASH = tuple(way for way in Tender if way is not Tender.CASH and f"tender.{way.value}" in TENDERS)
"""The tenders whose money arrives elsewhere than in the drawer."""


class Explained(NamedTuple):
    """An entry that was explained, with its day and the first of its tenders but cash."""

    step: StoredStep
    on: date
    way: Tender


def explained(session: Session, first: date | None, last: date | None) -> list[Explained]:
    """Return which entries of some days were explained, undone or not."""
    low, high = (first or date.min).isoformat(), (last or date.max).isoformat()
    p = t.posting.c
    ways = select(p.entry_id, func.min(p.account), func.min(p.posted_on)).where(p.account.in_(sorted(_WAYS)))
    steps = {each.entry: each for each in steps_where(session, _S.what == EXPLAIN) if not each.undone}
    found = []
    for chunk in chunks([each for each in steps if each is not None]):
        rows = session.execute(ways.where(p.entry_id.in_(chunk), p.posted_on.between(low, high)).group_by(p.entry_id))
        found += [Explained(steps[entry], date.fromisoformat(on), _WAYS[way]) for entry, way, on in rows]
    return found


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
