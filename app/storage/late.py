"""What charges were open on which days, and what was charged for their being late: all that interest is reckoned from.

A charge that two files' merging moved is one charge all along: what it was in each file adds up to what was open.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.credit.late import LateCharge, Open
from app.core.items import Item, Left, terms_on
from app.core.journal import DISCOUNT, RECEIVABLE, EntryKind
from app.core.requests import InterestKind
from app.core.rules.corrections import Touch
from app.storage import tables as t
from app.storage.disputes import where_now
from app.storage.items import items_by_id, term_changes
from app.storage.journal import chunks, day
from app.storage.lineage import same_charges

_I, _B, _P, _E, _F = t.item.c, t.item_balance.c, t.posting.c, t.entry.c, t.charge_part.c


class LateStory(NamedTuple):
    """A charge that was not paid in time, and whose it is (internal id of the file it is in now)."""

    item: Item
    charge: LateCharge


def late_items(session: Session, customers: Collection[int], through: date) -> list[int]:
    """Return the charges of files (internal ids) that were open after their due date on some day up to one.

    A few may be among them that were paid just in time. What is itself interest, a fee or costs is left out, and what
    was given up as a bad debt.
    """
    found: set[int] = set()
    paid_late = and_(_B.written_off == 0, _B.last_on > _B.due_on)
    late = and_(_B.due_on < through.isoformat(), or_(_B.amount > 0, paid_late))
    statement = (
        select(_I.id)
        .join_from(t.item, t.item_balance, _B.item_id == _I.id)
        .outerjoin(t.charge_part, _F.item_id == _I.id)
        .where(_I.is_charge == 1, _F.item_id.is_(None), late)
    )
    for chunk in chunks(sorted(customers)):
        found.update(session.execute(statement.where(_I.customer_id.in_(chunk))).scalars())
    now = where_now(session, sorted(found))
    return sorted({now[item][0] if item in now else item for item in found})


def late_stories(session: Session, items: Sequence[int], through: date) -> list[LateStory]:
    """Return what is known of charges, as they are called now, in the order made; `through` says which terms count."""
    families = same_charges(session, items)
    members = sorted({each for family in families.values() for each in family})
    opened, changes = _opened(session, members), term_changes(session, members)
    charged = _charged(session, members)
    found: list[LateStory] = []
    for standing in items_by_id(session, sorted(items)):
        item = standing.item
        family = families[item.id]
        known = [change for member in family for change in changes.get(member, ())]
        _, due_on = terms_on(item, known, through)
        sums = _summed(opened[member] for member in family)
        interest, fees = (sum(charged.get((member, part), 0) for member in family) for part in _PARTS)
        charge = LateCharge(item.name, due_on or item.on, sums, interest, fees)
        found.append(LateStory(item, charge))
    return found


_PARTS = (InterestKind.INTEREST.value, InterestKind.FEE.value)


def _summed(parts: Iterable[dict[date, int]]) -> tuple[Open, ...]:
    """Add movements up to what was open from each day on; what counts from the start counts from the first of them."""
    moved: dict[date, int] = defaultdict(int)
    for each in parts:
        for on, amount in each.items():
            moved[on] += amount
    less = moved.pop(_FROM_THE_START, 0)
    days = sorted(moved)
    if days:
        moved[days[0]] += less
    return tuple(Open(on, amount) for on, amount in zip(days, accumulate(moved[on] for on in days), strict=True))


_FROM_THE_START = date.min

_NEVER_OWED = tuple(kind.value for kind in (EntryKind.CREDIT, EntryKind.SALE, EntryKind.PASS_SALE, EntryKind.OPENING))
"""What these take off a charge, or their reversals do, was never rightly owed: it bears no interest from the start."""


def _opened(session: Session, items: Sequence[int]) -> dict[int, dict[date, int]]:
    """Return what was added to or taken from what is open of charges, by day."""
    found: dict[int, dict[date, int]] = {item: defaultdict(int) for item in items}
    undone = aliased(t.entry)
    statement = (
        select(_P.item_id, _P.posted_on, _P.amount, _E.kind, undone.c.kind)
        .join_from(t.posting, t.entry, _E.id == _P.entry_id)
        .outerjoin(undone, undone.c.id == _E.reverses)
    )
    for chunk in chunks(items):
        rows = session.execute(statement.where(_P.item_id.in_(chunk), _P.account == RECEIVABLE))
        for item, on, amount, kind, reversed_kind in rows:
            never = reversed_kind in _NEVER_OWED or kind == EntryKind.CREDIT.value
            found[item][_FROM_THE_START if never else date.fromisoformat(on)] += amount
    return found


def _charged(session: Session, items: Sequence[int]) -> dict[tuple[int, str], int]:
    """Return what was charged for charges and not reversed, by charge and part."""
    found: dict[tuple[int, str], int] = defaultdict(int)
    for each in charged_for(session, _F.of_item_id, items):
        if each.reversed_on is None:
            found[each.of, each.part] += each.amount
    return found


class Charged(NamedTuple):
    """Interest, a fee or costs as they were charged: `item` is the charge made, `of` the one it belongs to."""

    item: int
    of: int
    part: str
    entry: int
    name: str
    on: date
    amount: int
    open: int
    facts: str
    reversed_on: date | None


def charged_for(session: Session, column: ColumnElement[int], values: Sequence[int]) -> list[Charged]:
    """Return what was charged where a column (a charge's, or its owner's id) has one of some values, oldest first."""
    if not values:  # most entries have no charge, and a statement costs more than a look
        return []
    undoing = aliased(t.entry)
    statement = (
        select(_I.id, _F.of_item_id, _F.part, _E.id, _I.name, _E.posted_on, _I.price, _B.amount, _E.facts)
        .add_columns(undoing.c.posted_on)
        .join_from(t.charge_part, t.item, _I.id == _F.item_id)
        .join(t.item_balance, _B.item_id == _I.id)
        .join(t.entry, and_(_E.id == _I.entry_id, _E.kind == EntryKind.INTEREST.value))  # a merging charges nothing
        .outerjoin(undoing, undoing.c.reverses == _E.id)
    )
    rows = [row for chunk in chunks(values) for row in session.execute(statement.where(column.in_(chunk)))]
    return sorted(
        Charged(item, of, part, entry, name, date.fromisoformat(on), amount, left, facts, day(undone))
        for item, of, part, entry, name, on, amount, left, facts, undone in rows
    )


def parts_charged(session: Session, items: Sequence[int]) -> dict[int, list[Touch]]:
    """Return what was charged as interest, fees and costs for charges and still stands, by charge."""
    found: dict[int, list[Touch]] = {}
    for each in charged_for(session, _F.of_item_id, items):
        if each.reversed_on is None:
            found.setdefault(each.of, []).append(Touch(each.entry, each.name, EntryKind.INTEREST, each.on, Left()))
    return found


def charged_in(session: Session, customers: Collection[int]) -> list[Charged]:
    """Return what was charged in some files (internal ids), oldest first, reversed or not."""
    return charged_for(session, _I.customer_id, sorted(customers))


def discounts_given(session: Session, items: Sequence[int]) -> dict[int, int]:
    """Return what payments gave up of charges as a discount, as far as they were not reversed."""
    given, undoing = aliased(t.posting), aliased(t.entry)
    families = same_charges(session, items)
    first = {member: item for item, family in families.items() for member in family}
    statement = (
        select(_P.item_id, given.c.amount)
        .join_from(t.posting, t.entry, and_(_E.id == _P.entry_id, _E.kind == EntryKind.PAYMENT.value))
        .join(given, and_(given.c.entry_id == _P.entry_id, given.c.seq == _P.seq - 1, given.c.account == DISCOUNT))
        .outerjoin(undoing, undoing.c.reverses == _E.id)
        .where(_P.account == RECEIVABLE, undoing.c.id.is_(None))
    )
    found: dict[int, int] = defaultdict(int)
    for chunk in chunks(sorted(first)):
        for member, amount in session.execute(statement.where(_P.item_id.in_(chunk))):
            found[first[member]] += amount
    return found
