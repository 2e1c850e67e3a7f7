"""What was given up as bad debts, and what was paid of it after all."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.core.journal import BAD_DEBT, EntryKind
from app.storage import tables as t
from app.storage.journal import chunks, entry_texts
from app.storage.lineage import first_items

_P, _E, _I = t.posting.c, t.entry.c, t.item.c


class BadDebt(NamedTuple):
    """A charge given up (minor units): by which entry and when first, how much in all, recovered since, and left."""

    item: int
    name: str
    customer: int
    on: date
    amount: int
    recovered: int
    left: int
    reason: str


def written_off(session: Session, customers: Collection[int] | None = None) -> list[BadDebt]:
    """Return the charges given up, of some customers or of everybody, in the order they were; reversed ones are not.

    A charge that moved when files were merged is one with the charge it was.
    """
    undoing = aliased(t.entry)
    statement = (
        select(_I.id, _I.name, _I.customer_id, _E.id, _E.posted_on, _P.amount)
        .join_from(t.posting, t.entry, _E.id == _P.entry_id)
        .join(t.item, _I.id == _P.item_id)
        .outerjoin(undoing, undoing.c.reverses == _E.id)
        .where(_P.account == BAD_DEBT, _E.reverses.is_(None), undoing.c.id.is_(None))
        .where(_E.kind != EntryKind.MERGE.value)
        .order_by(_E.id)
    )
    portions = [statement]
    if customers is not None:
        portions = [statement.where(_I.customer_id.in_(chunk)) for chunk in chunks(sorted(customers))]
    rows = [_Move(*row) for portion in portions for row in session.execute(portion)]
    first = first_items(session, sorted({row.item for row in rows}))
    moves: dict[int, list[_Move]] = defaultdict(list)
    for row in rows:
        moves[first[row.item]].append(row)
    texts = entry_texts(session, sorted({row.entry for row in rows if row.amount > 0}))
    return [_debt(each, texts) for each in moves.values() if any(row.amount > 0 for row in each)]


class _Move(NamedTuple):
    """One posting to or from what was given up of a charge."""

    item: int
    name: str
    customer: int
    entry: int
    on: str
    amount: int


def _debt(moves: Sequence[_Move], texts: Mapping[int, Mapping[str, str]]) -> BadDebt:
    given, last = next(row for row in moves if row.amount > 0), moves[-1]
    amount = sum(row.amount for row in moves if row.amount > 0)
    back = -sum(row.amount for row in moves if row.amount < 0)
    reason = texts.get(given.entry, {}).get("reason", "")
    on = date.fromisoformat(given.on)
    return BadDebt(last.item, last.name, last.customer, on, amount, back, amount - back, reason)
