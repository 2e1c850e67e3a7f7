"""What lots and passes were used for, at the price charged and at the price before discount, as refunds by law need it.

What was reversed, and reversals, are left out throughout.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from app.core.items import Item, ItemKind
from app.core.journal import BONUS, PASS, PRINCIPAL, RECEIVABLE, EntryKind
from app.core.money import portion
from app.core.refund import Use
from app.storage import tables as t
from app.storage.journal import chunks

_USES = (EntryKind.SALE, EntryKind.PASS_SALE, EntryKind.SETTLE, EntryKind.CREDIT, EntryKind.PASS_USE)
_MOVES = (EntryKind.TRANSFER, EntryKind.MERGE)


class _Taken(NamedTuple):
    """What an entry took from an item; `sale` is the sale it belongs to (a credit gives back what a sale took)."""

    item: int
    entry: int
    kind: EntryKind
    sale: int
    principal: int
    bonus: int
    units: int


def uses_of(session: Session, items: Sequence[Item], on: date) -> dict[int, list[Use]]:
    """Return by item what it was used for by entries dated up to a day.

    A lot that is another one carried on (its file was merged, or it was transferred whole) was used for what that one
    was used for.
    """
    chains = _ancestors(session, items)
    every = sorted({item for chain in chains.values() for item in chain})
    taken = _taken(session, every, on)
    prices = _prices(session, taken)
    prices_of_visits = _list_prices(session, every)
    found: dict[int, list[Use]] = {}
    for item, chain in chains.items():
        mine = [each for each in taken if each.item in chain]
        found[item] = [_use(group, prices, prices_of_visits) for group in _by_sale(mine)]
    return found


# ---- what was taken -------------------------------------------------------------------------------------------------


def _taken(session: Session, items: Sequence[int], on: date) -> list[_Taken]:
    p, e = t.posting.c, t.entry.c
    undoing = aliased(t.entry)
    principal = func.sum(case((p.account.in_((PRINCIPAL, PASS)), p.amount), else_=0))
    bonus = func.sum(case((p.account == BONUS, p.amount), else_=0))
    columns = (p.item_id, e.id, e.kind, func.coalesce(e.concerns, e.id), principal, bonus, func.sum(p.units))
    found: list[_Taken] = []
    for chunk in chunks(items):
        statement = (
            select(*columns)
            .join_from(t.posting, t.entry, e.id == p.entry_id)
            .outerjoin(undoing, undoing.c.reverses == e.id)
            .where(
                p.item_id.in_(chunk),
                p.posted_on <= on.isoformat(),
                e.kind.in_([kind.value for kind in _USES]),
                undoing.c.id.is_(None),
            )
            .group_by(p.item_id, e.id)
            .order_by(e.id)
        )
        rows = session.execute(statement)
        found += [_Taken(item, entry, EntryKind(kind), *rest) for item, entry, kind, *rest in rows]
    # The entry that sold a pass put money and visits on it; that is no use of it.
    return [each for each in found if each.kind is not EntryKind.PASS_SALE or min(each.principal, each.units) >= 0]


def _by_sale(taken: Iterable[_Taken]) -> list[list[_Taken]]:
    """Put together what one sale took and what credits on it gave back."""
    groups: dict[tuple[int, int], list[_Taken]] = {}
    for each in taken:
        groups.setdefault((each.item, each.sale), []).append(each)
    return list(groups.values())


def _use(taken: Sequence[_Taken], prices: Mapping[int, "_Price"], visits: Mapping[int, int]) -> Use:
    first = taken[0]
    principal, bonus = sum(each.principal for each in taken), sum(each.bonus for each in taken)
    units = sum(each.units for each in taken)
    if first.kind is EntryKind.PASS_USE:
        return Use(principal, bonus, units, max(principal, units * visits.get(first.item, 0)))
    charged = principal + bonus
    price = prices.get(first.sale)
    listed = charged if price is None else price.before_discount(charged)
    return Use(principal, bonus, units, listed)


# ---- prices before discount -----------------------------------------------------------------------------------------


class _Price(NamedTuple):
    """What was charged, and what it would have been before discount."""

    charged: int
    listed: int

    def before_discount(self, part: int) -> int:
        """Return the price before discount of a part of what was charged (negative when given back)."""
        if self.listed <= self.charged or not self.charged:
            return part
        worth = portion(abs(part), self.listed, self.charged)
        return worth if part >= 0 else -worth


def _prices(session: Session, taken: Iterable[_Taken]) -> dict[int, _Price]:
    """Return the prices of sales, and of the sales that settlements paid for, by the number of the entry."""
    sales = {each.sale for each in taken if each.kind in (EntryKind.SALE, EntryKind.CREDIT)}
    settled = _settled(session, sorted(each.entry for each in taken if each.kind is EntryKind.SETTLE))
    found = _sale_prices(session, sorted(sales | {sale for parts in settled.values() for sale, _ in parts}))
    for entry, parts in settled.items():
        charged = sum(amount for _, amount in parts)
        listed = sum(found[sale].before_discount(amount) if sale in found else amount for sale, amount in parts)
        found[entry] = _Price(charged, listed)
    return found


def _sale_prices(session: Session, sales: Sequence[int]) -> dict[int, _Price]:
    found: dict[int, _Price] = {}
    for chunk in chunks(sales):
        for number, text in session.execute(select(t.entry.c.id, t.entry.c.facts).where(t.entry.c.id.in_(chunk))):
            facts = json.loads(text) if text else {}
            if "list_amount" in facts and "amount" in facts:
                found[number] = _Price(facts["amount"], facts["list_amount"])
    return found


def _settled(session: Session, entries: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """Return for settlements how much of it paid for each sale."""
    p = t.posting.c
    found: dict[int, list[tuple[int, int]]] = {}
    for chunk in chunks(entries):
        statement = (
            select(p.entry_id, t.item.c.entry_id, -func.sum(p.amount))
            .join_from(t.posting, t.item, t.item.c.id == p.item_id)
            .where(p.entry_id.in_(chunk), p.account == RECEIVABLE)
            .group_by(p.entry_id, t.item.c.entry_id)
        )
        for entry, sale, amount in session.execute(statement):
            found.setdefault(entry, []).append((sale, amount))
    return found


def _list_prices(session: Session, items: Sequence[int]) -> dict[int, int]:
    """Return the price of one visit before discount, of passes that have one."""
    c = t.item.c
    found: dict[int, int] = {}
    for chunk in chunks(items):
        statement = select(c.id, c.list_price).where(c.id.in_(chunk), c.kind == ItemKind.PASS.value)
        found.update({item: price for item, price in session.execute(statement) if price is not None})
    return found


# ---- where a lot came from ------------------------------------------------------------------------------------------


def _ancestors(session: Session, items: Sequence[Item]) -> dict[int, list[int]]:
    """Return each item with those it carries on, itself first."""
    chains = {item.id: [item.id] for item in items}
    ends = {item.id: item.id for item in items}
    while ends:
        before = _carried_on(session, sorted(set(ends.values())))
        ends = {item: before[end] for item, end in ends.items() if end in before}
        for item, end in ends.items():
            chains[item].append(end)
    return chains


def _carried_on(session: Session, items: Sequence[int]) -> dict[int, int]:
    """Return for items made by moving another one whole, with nothing done to it since, that other one.

    Old and new stand in one pair of postings: the debit of the old one comes right before the credit of the new one.
    """
    new, old, later = t.posting.alias(), t.posting.alias(), t.posting.alias()
    b = t.item_balance.c
    found: dict[int, int] = {}
    for chunk in chunks(items):
        statement = (
            select(new.c.item_id, old.c.item_id)
            .distinct()
            .join_from(t.item, t.entry, t.entry.c.id == t.item.c.entry_id)
            .join(new, (new.c.entry_id == t.entry.c.id) & (new.c.item_id == t.item.c.id))
            .join(old, (old.c.entry_id == new.c.entry_id) & (old.c.seq == new.c.seq - 1))
            .join(t.item_balance, b.item_id == old.c.item_id)
            .where(
                t.item.c.id.in_(chunk),
                t.entry.c.kind.in_([kind.value for kind in _MOVES]),
                old.c.account == new.c.account,
                b.is_open == 0,
                ~select(later.c.entry_id)
                .where(later.c.item_id == old.c.item_id, later.c.entry_id > new.c.entry_id)
                .exists(),
            )
        )
        found.update({row[0]: row[1] for row in session.execute(statement)})
    return found
