"""Charges through mergings: all that a charge has been, where it is now, and what is open of it as of a day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from app.core.journal import BAD_DEBT, RECEIVABLE, EntryKind
from app.storage import tables as t
from app.storage.journal import chunks, load_head

_P, _E = t.posting.c, t.entry.c


def lineages(session: Session, items: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return for each charge all it ever was: a merging moves it to a charge of its own."""
    return {item: frozenset(each) for item, each in same_charges(session, sorted(set(items))).items()}


def open_of(session: Session, of: Mapping[int, frozenset[int]], on: date) -> dict[int, int]:
    """Return what is open of charges as of a day, all that each has been added up (`of`: see `lineages`)."""
    every = sorted({item for each in of.values() for item in each})
    left = _left_now(session, every) if _is_last(session, on) else _left_on(session, every, on)
    return {item: sum(left.get(each, 0) for each in been) for item, been in of.items()}


def _is_last(session: Session, on: date) -> bool:
    last_on = load_head(session).last_on
    return last_on is None or last_on <= on


def _left_now(session: Session, items: Collection[int]) -> dict[int, int]:
    b = t.item_balance.c
    found: dict[int, int] = {}
    for chunk in chunks(sorted(items)):
        rows = session.execute(select(b.item_id, b.amount).where(b.item_id.in_(chunk)))
        found.update({row[0]: row[1] for row in rows})
    return found


def _left_on(session: Session, items: Collection[int], on: date) -> dict[int, int]:
    found: dict[int, int] = {}
    for chunk in chunks(sorted(items)):
        statement = (
            select(_P.item_id, func.sum(_P.amount))
            .where(_P.item_id.in_(chunk), _P.account == RECEIVABLE, _P.posted_on <= on.isoformat())
            .group_by(_P.item_id)
        )
        found.update({row[0]: row[1] for row in session.execute(statement)})
    return found


def same_charges(session: Session, items: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Return for each charge all it ever was in the files it was moved through by mergings, itself included."""
    found: dict[int, set[int]] = {item: {item} for item in items}
    waiting = {item: item for item in items}
    while waiting:
        new: dict[int, int] = {}
        for a, b in _moved(session, list(waiting)):
            for known, other in ((a, b), (b, a)):
                first = waiting.get(known)
                if first is not None and other not in found[first]:
                    found[first].add(other)
                    new[other] = first
        waiting = new
    return {item: tuple(sorted(family)) for item, family in found.items()}


def first_items(session: Session, items: Sequence[int]) -> dict[int, int]:
    """Return the charge that each of some charges was before any merging moved it."""
    return {item: family[0] for item, family in same_charges(session, items).items()}


def _moved(session: Session, items: Sequence[int]) -> list[tuple[int, int]]:
    """Return pairs of charges, before and after a merging, of which one is among some."""
    old, new = aliased(t.posting), aliased(t.posting)
    pairs = (
        select(old.c.item_id, new.c.item_id)
        .join_from(old, t.entry, and_(_E.id == old.c.entry_id, _E.kind == EntryKind.MERGE.value))
        # An entry's postings stand in pairs, the debit first: what the old charge lost is what the new one got.
        .join(new, and_(new.c.entry_id == old.c.entry_id, new.c.seq == old.c.seq - 1, new.c.account == old.c.account))
        .where(old.c.account.in_((RECEIVABLE, BAD_DEBT)), old.c.amount < 0)
    )
    found: set[tuple[int, int]] = set()
    for chunk in chunks(items):
        for column in (old.c.item_id, new.c.item_id):
            found.update((a, b) for a, b in session.execute(pairs.where(column.in_(chunk))))
    return sorted(found)


def sold_due(session: Session, items: Sequence[int]) -> dict[int, date]:
    """Return when charges were due as they were sold, whatever was agreed on later."""
    first = first_items(session, items)
    i, due = t.item.c, dict[int, date]()
    for chunk in chunks(sorted(set(first.values()))):
        rows = session.execute(select(i.id, func.coalesce(i.due_on, i.since_on)).where(i.id.in_(chunk)))
        due.update({row[0]: date.fromisoformat(row[1]) for row in rows})
    return {item: due[origin] for item, origin in first.items() if origin in due}
