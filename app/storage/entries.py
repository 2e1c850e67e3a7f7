"""Entries read back in full, and what came after them: all that a reversal depends on, for many entries at once."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.items import Left
from app.core.journal import Entry, EntryKind, NewTerms, Posting, effect
from app.core.rules.corrections import Touch
from app.storage import tables as t
from app.storage.items import CHUNK, ITEM, POSTING, UNDOING, make_item
from app.storage.journal import chunks, day

_E, _P, _I, _C = t.entry.c, t.posting.c, t.item.c, t.term_change.c
_BY_NUMBER = select(t.entry).where(_E.id.in_(CHUNK))
_BY_REQUEST = select(t.entry).where(_E.request_id.in_(CHUNK))
_POSTINGS = select(_P.entry_id, *POSTING).where(_P.entry_id.in_(CHUNK)).order_by(_P.entry_id, _P.seq)
_ITEMS = select(*ITEM).where(_I.entry_id.in_(CHUNK)).order_by(_I.id)
_TERMS = select(_C.entry_id, _C.item_id, _C.expires_on, _C.due_on).where(_C.entry_id.in_(CHUNK))
_REVERSALS = select(_E.reverses, _E.request_id).where(_E.reverses.in_(CHUNK))
_TOUCHES = (
    select(_E.id, _E.request_id, _E.kind, _E.posted_on, *POSTING)
    .join_from(t.posting, t.entry, _E.id == _P.entry_id)
    .outerjoin(UNDOING, UNDOING.c.reverses == _E.id)
    .where(_P.item_id.in_(CHUNK), _E.reverses.is_(None), UNDOING.c.id.is_(None))
    .order_by(_E.id)
)
_CREDITS = (
    select(_E.concerns, _E.id, _E.request_id, _E.kind, _E.posted_on)
    .outerjoin(UNDOING, UNDOING.c.reverses == _E.id)
    .where(_E.concerns.in_(CHUNK), UNDOING.c.id.is_(None))
    .order_by(_E.id)
)
_MERGES = (
    select(_E.customer_id, _E.id, _E.request_id)
    .outerjoin(UNDOING, UNDOING.c.reverses == _E.id)
    .where(_E.customer_id.in_(CHUNK), _E.kind == EntryKind.MERGE.value, UNDOING.c.id.is_(None))
    .order_by(_E.id)
)


# ---- entries --------------------------------------------------------------------------------------------------------


def entry_by(session: Session, reference: str | int) -> Entry | None:
    """Return an entry by its request id, or by its number, with postings, items made and terms changed."""
    return entries_by(session, [reference]).get(reference)


def entries_by(session: Session, references: Iterable[str | int]) -> dict[str | int, Entry]:
    """Return entries as `entry_by` does, under what they were asked for by; those there are."""
    asked = list(dict.fromkeys(references))
    found: dict[str | int, Entry] = {}
    for chunk in chunks([each for each in asked if isinstance(each, int)]):
        found.update({each.number: each for each in _entries(session, _rows(session, _BY_NUMBER, chunk))})
    for names in chunks([each for each in asked if isinstance(each, str)]):
        found.update({each.request: each for each in _entries(session, _rows(session, _BY_REQUEST, names))})
    return found


def _rows(session: Session, statement: Any, chunk: Sequence[int] | Sequence[str]) -> Sequence[Any]:  # noqa: ANN401 - a select
    return session.connection().execute(statement, {"chunk": chunk}).all()


def _entries(session: Session, rows: Sequence[Any]) -> list[Entry]:
    numbers = [row.id for row in rows]
    postings: dict[int, list[Posting]] = {}
    for number, *posting in _rows(session, _POSTINGS, numbers) if numbers else ():
        postings.setdefault(number, []).append(Posting(*posting))
    items = [make_item(row) for row in _rows(session, _ITEMS, numbers)] if numbers else []
    terms: dict[int, list[NewTerms]] = {}
    for number, item, expires_on, due_on in _rows(session, _TERMS, numbers) if numbers else ():
        terms.setdefault(number, []).append(NewTerms(item, day(expires_on), day(due_on)))
    made: dict[int, list[Any]] = {}
    for each in items:
        made.setdefault(each.entry, []).append(each)
    return [
        Entry(
            number=row.id,
            kind=EntryKind(row.kind),
            on=date.fromisoformat(row.posted_on),
            recorded_at=datetime.fromisoformat(row.recorded_at).astimezone(UTC),
            customer=row.customer_id,
            staff=row.staff_id,
            request=row.request_id,
            request_digest=row.request_digest.hex(),
            reverses=row.reverses,
            concerns=row.concerns,
            facts=json.loads(row.facts) if row.facts else {},
            texts=json.loads(row.texts) if row.texts else {},
            hash=row.hash.hex(),
            postings=tuple(postings.get(row.id, ())),
            items=tuple(made.get(row.id, ())),
            terms=tuple(terms.get(row.id, ())),
        )
        for row in rows
    ]


# ---- what came after ------------------------------------------------------------------------------------------------


def reversals_of(session: Session, entries: Sequence[int]) -> dict[int, str]:
    """Return the request ids of what reversed entries, by entry; those that were reversed."""
    return {number: by for chunk in chunks(entries) for number, by in _rows(session, _REVERSALS, chunk)}


def touches_after(session: Session, items: Sequence[int], entry: int) -> dict[int, list[Touch]]:
    """Return what later entries did to items, oldest first, leaving out reversals and what was reversed."""
    found: dict[int, list[Touch]] = {}
    later = _TOUCHES.where(_P.entry_id > entry)
    for chunk in chunks(items):
        sums: dict[tuple[int, int], Touch] = {}
        for number, request, kind, on, *posting in _rows(session, later, chunk):
            line = Posting(*posting)
            if line.item is None:
                continue
            before = sums.get((line.item, number))
            change = effect(line) if before is None else before.change.plus(effect(line))
            sums[line.item, number] = Touch(number, request, EntryKind(kind), date.fromisoformat(on), change)
        for (item, _), touch in sums.items():
            found.setdefault(item, []).append(touch)
    return found


def credits_on(session: Session, entries: Sequence[int]) -> dict[int, list[Touch]]:
    """Return the credits on sales that still stand, by sale."""
    found: dict[int, list[Touch]] = {}
    for chunk in chunks(entries):
        for sale, number, request, kind, on in _rows(session, _CREDITS, chunk):
            touch = Touch(number, request, EntryKind(kind), date.fromisoformat(on), Left())
            found.setdefault(sale, []).append(touch)
    return found


def merges_of(session: Session, customers: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """Return the merges that moved customers away and stand, by customer: their numbers and request ids, in order."""
    found: dict[int, list[tuple[int, str]]] = {}
    for chunk in chunks(customers):
        for customer, number, request in _rows(session, _MERGES, chunk):
            found.setdefault(customer, []).append((number, request))
    return found
