"""Reading what statements are made of: for many customers at once, one reading of their postings for each portion.

Items, terms and texts are looked up for what those postings name, and only as far as the statements will show them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from app.core.items import Item
from app.core.journal import BAD_DEBT, BONUS, PASS, PRINCIPAL, RECEIVABLE, EntryKind
from app.core.ledger import Owner
from app.core.owing.plan_dates import Followed
from app.core.statement import LastStatement
from app.core.statement_make import Happening, Move, Origin, Source
from app.core.statement_since import late_entries
from app.storage import items as stored
from app.storage import tables as t
from app.storage.disputes import disputed_items
from app.storage.journal import chunks, entry_texts
from app.storage.plans import followed, plan_holders
from app.storage.statement_changes import last_before

_KEPT = frozenset({RECEIVABLE, PRINCIPAL, BONUS, PASS, BAD_DEBT})
"""The accounts whose postings name an item and say something of what is held or owed."""

_LINES = frozenset({RECEIVABLE, PRINCIPAL, BONUS, BAD_DEBT})
"""Those of them whose moves are lines of a statement."""

_KINDS = {kind.value: kind for kind in EntryKind}


def sources(session: Session, customers: Sequence[int], to: date, *, start: date | None = None) -> Iterator[Source]:
    """Yield what the statements of customers (by internal id) are made of, in their order, a portion at a time.

    It serves every period from `start` (or ever) up to `to`; with `start` it says what was issued before that day, too.
    An id that no customer has is left out.
    """
    disputed = disputed_items(session)
    any_plans = bool(plan_holders(session))
    for chunk in chunks(customers):
        happenings = _happenings(session, chunk)
        last = last_before(session, chunk, start) if start is not None else {}
        needed = _needed(happenings.values(), start, to)
        needed = needed._replace(entries=needed.entries | _late(happenings, last))
        plans = followed(session, start or date.min, chunk) if any_plans else ()
        portion = _Portion(session, happenings, needed, last, plans)
        owners = {owner.id: owner for owner in _owners(session, chunk)}
        for customer in chunk:
            if customer in owners:
                yield portion.source(owners[customer], disputed)


def _owners(session: Session, customers: Sequence[int]) -> list[Owner]:
    c = t.customer.c
    rows = session.execute(select(c.id, c.no, c.name, c.closed).where(c.id.in_(customers)))
    return [Owner(id_, no, name, bool(closed)) for id_, no, name, closed in rows]


# ---- the reading of the ledger --------------------------------------------------------------------------------------

_P, _E, _ORIGINAL = t.posting.c, t.entry.c, aliased(t.entry)
_LEDGER = (
    select(
        *(_P.customer_id, _P.entry_id, _P.posted_on, _E.request_id, _E.kind, _E.customer_id, _E.reverses),
        *(_ORIGINAL.c.kind, _P.seq, _P.account, _P.item_id, _P.amount, _P.units),
    )
    .join_from(t.posting, t.entry, _E.id == _P.entry_id)
    .outerjoin(_ORIGINAL, _ORIGINAL.c.id == _E.reverses)
    .where(_P.customer_id.in_(bindparam("chunk", expanding=True)))
    .order_by(_P.customer_id, _P.posted_on, _P.entry_id, _P.seq)
)


def _happenings(session: Session, customers: Sequence[int]) -> dict[int, tuple[Happening, ...]]:
    """Return by customer the entries that moved something of theirs, in the order (date, entry)."""
    rows = session.connection().execute(_LEDGER, {"chunk": customers})
    found: dict[int, tuple[Happening, ...]] = {}
    for customer, mine in groupby(rows, key=itemgetter(0)):
        entries = (_happening(list(lines)) for _, lines in groupby(mine, key=itemgetter(1)))
        found[customer] = tuple(each for each in entries if each.moves)
    return found


def _happening(rows: Sequence[Sequence[Any]]) -> Happening:
    customer, entry, on, request, kind, owner, reverses, original, *_ = rows[0]
    accounts = {row[8]: row[9] for row in rows}
    moves = tuple(
        Move(account, item, amount, units, accounts.get(seq ^ 1, ""), not seq & 1)
        for *_, seq, account, item, amount, units in rows
        if item is not None and account in _KEPT
    )
    meant = _KINDS[original or kind]
    return Happening(entry, request, date.fromisoformat(on), _KINDS[kind], meant, owner == customer, reverses, moves)


class _Needed(NamedTuple):
    """What must be known besides the postings: the items shown, and the entries whose texts are."""

    items: frozenset[int]
    charges: frozenset[int]
    entries: frozenset[int]


def _needed(all_of_them: Iterable[Sequence[Happening]], start: date | None, to: date) -> _Needed:
    """Say which items have anything left on the last day or moved in the period, and which entries are lines in it."""
    items: set[int] = set()
    charges: set[int] = set()
    entries: set[int] = set()
    for happenings in all_of_them:
        left: dict[int, list[int]] = {}
        for each in happenings:
            if each.on > to:
                break
            within = start is None or each.on >= start
            for account, item, amount, units, *_ in each.moves:
                sums = left.setdefault(item, [0, 0, 0])
                sums[1 if account == BONUS else 0] += 0 if account == BAD_DEBT else amount
                sums[2] += units
                if within:
                    items.add(item)
                if account == RECEIVABLE:
                    charges.add(item)
            if within and any(move.account in _LINES for move in each.moves):
                entries.add(each.entry)
        items.update(item for item, sums in left.items() if any(sums))
    return _Needed(frozenset(items), frozenset(charges & items), frozenset(entries))


def _late(happenings: Mapping[int, Sequence[Happening]], last: Mapping[int, LastStatement]) -> set[int]:
    """Return the entries made since the last statements and dated before their ends, and those they took back."""
    late = [
        each for customer, statement in last.items() for each in late_entries(happenings.get(customer, ()), statement)
    ]
    return {each.entry for each in late} | {each.reverses for each in late if each.reverses is not None}


# ---- items, terms, texts --------------------------------------------------------------------------------------------


class _Portion:
    """What is known of a portion of customers."""

    def __init__(
        self,
        session: Session,
        happenings: Mapping[int, tuple[Happening, ...]],
        needed: _Needed,
        last: Mapping[int, LastStatement],
        plans: Iterable[Followed],
    ) -> None:
        self._happenings = happenings
        self._plans: dict[int, list[Followed]] = {}
        for each in plans:
            for charge in frozenset[int]().union(*each.been):
                self._plans.setdefault(charge, []).append(each)
        self._last = last
        ids = sorted(needed.items)
        standings = stored.items_by_id(session, ids)
        self._items = {standing.item.id: standing.item for standing in standings}
        self._parts = {standing.item.id: standing.part for standing in standings if standing.part}
        self._changes = stored.term_changes(session, ids)
        merges = {e.entry for each in happenings.values() for e in each if e.kind is EntryKind.MERGE}
        charges = [self._items[item] for item in sorted(needed.charges)]
        self._chains = _chains(session, charges, merges)
        self._origins = _origins(session, self._chains)
        entries = needed.entries | {origin.entry for origin in self._origins.values()}
        self._texts = _texts(session, sorted(entries))
        self._by_customer: dict[int, list[Item]] = {}
        for item in self._items.values():
            self._by_customer.setdefault(item.customer, []).append(item)

    def source(self, owner: Owner, disputed: Collection[int]) -> Source:
        """Return what is known of one of them."""
        happenings = self._happenings.get(owner.id, ())
        items = {item.id: item for item in self._by_customer.get(owner.id, ())}
        origins = {item: self._origins[item] for item in items if item in self._origins}
        entries = {each.entry for each in happenings} | {origin.entry for origin in origins.values()}
        return Source(
            customer=owner,
            happenings=happenings,
            items=items,
            changes={item: self._changes[item] for item in items if item in self._changes},
            origins=origins,
            texts={entry: self._texts[entry] for entry in entries if entry in self._texts},
            disputed=frozenset(item for item in origins if any(each.id in disputed for each in self._chains[item])),
            last=self._last.get(owner.id),
            parts={item: self._parts[item] for item in items if item in self._parts},
            plans=self._plans_of(items),
        )

    def _plans_of(self, items: Iterable[int]) -> tuple[Followed, ...]:
        """Return the plans that any of some items is in, or was in one after another."""
        found = {each.number: each for item in items for each in self._plans.get(item, ())}
        return tuple(found[number] for number in sorted(found))


def _chains(session: Session, charges: Iterable[Item], merges: Collection[int]) -> dict[int, tuple[Item, ...]]:
    """Return each charge with those it was before its file was merged into another, the first of them last."""
    chains: dict[int, tuple[Item, ...]] = {charge.id: (charge,) for charge in charges}
    waiting = {id_: chain for id_, chain in chains.items() if chain[-1].entry in merges}
    while waiting:
        moved = _moved(session, sorted({chain[-1].entry for chain in waiting.values()}))
        before = {id_: moved[chain[-1].id] for id_, chain in waiting.items() if chain[-1].id in moved}
        found = {each.item.id: each.item for each in stored.items_by_id(session, sorted(set(before.values())))}
        further = _merges(session, sorted({item.entry for item in found.values()}))
        for id_, old in before.items():
            chains[id_] += (found[old],)
        waiting = {id_: chains[id_] for id_ in before if chains[id_][-1].entry in further}
    return chains


def _moved(session: Session, merges: Sequence[int]) -> dict[int, int]:
    """Return for each charge that merging made the one it took the place of: they stand side by side in a pair."""
    found: dict[int, int] = {}
    for chunk in chunks(merges):
        pair = select(_P.item_id, _P.amount).where(_P.entry_id.in_(chunk), _P.account == RECEIVABLE)
        rows = session.execute(pair.order_by(_P.entry_id, _P.seq)).all()
        found.update({new: old for (new, _), (old, _) in zip(rows[::2], rows[1::2], strict=True)})
    return found


def _merges(session: Session, entries: Sequence[int]) -> set[int]:
    """Return those of some entries that merged files."""
    found: set[int] = set()
    for chunk in chunks(entries):
        merged = select(_E.id).where(_E.id.in_(chunk), _E.kind == EntryKind.MERGE.value)
        found.update(session.execute(merged).scalars())
    return found


def _origins(session: Session, chains: Mapping[int, Sequence[Item]]) -> dict[int, Origin]:
    """Return by which entry each charge was first made, and which of that entry's charges it was."""
    made: dict[int, list[int]] = {}
    for chunk in chunks(sorted({chain[-1].entry for chain in chains.values()})):
        charge = select(t.item.c.entry_id, t.item.c.id).where(t.item.c.entry_id.in_(chunk), t.item.c.is_charge == 1)
        for entry, item in session.execute(charge.order_by(t.item.c.id)):
            made.setdefault(entry, []).append(item)
    found: dict[int, Origin] = {}
    for id_, chain in chains.items():
        first, siblings = chain[-1], made[chain[-1].entry]
        found[id_] = Origin(first.entry, siblings.index(first.id) + 1, len(siblings))
    return found


def _texts(session: Session, entries: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return what people wrote beside entries, and the service of the pass where one was sold."""
    texts = entry_texts(session, entries)
    for chunk in chunks(entries):
        service = select(t.item.c.entry_id, t.item.c.service).where(
            t.item.c.entry_id.in_(chunk), t.item.c.service != "", t.entry.c.kind == EntryKind.PASS_SALE.value
        )
        for entry, name in session.execute(service.join(t.entry, t.entry.c.id == t.item.c.entry_id)):
            texts.setdefault(entry, {})["service"] = name
    return texts
