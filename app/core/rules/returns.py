"""Returns and allowances: a past sale is reduced, and what was already paid goes back where it came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.core.account import due_order
from app.core.items import Position
from app.core.journal import (
    BAD_DEBT,
    BONUS,
    BONUS_GRANTED,
    DISCOUNT,
    FEE,
    INTEREST,
    PRINCIPAL,
    RECEIVABLE,
    SALES,
    TENDERS,
    Draft,
    EntryKind,
    Leg,
    Posting,
)
from app.core.money import Money, portion
from app.core.named import Named
from app.core.requests import Credit, InterestKind
from app.errors import refuse
from app.i18n.mark import N_


class Pair(NamedTuple):
    """A debit and its credit, with the number and kind of their entry."""

    entry: int
    kind: EntryKind
    debit: Posting
    credit: Posting


@dataclass(slots=True)
class _Source:
    """What came from one lot or tender: principal (or money), bonus, and bonus that settled a charge."""

    leg: Leg
    last: int = 0
    money: int = 0
    bonus: int = 0
    settled: int = 0

    @property
    def amount(self) -> int:
        return self.money + self.bonus + self.settled


def credit(request: Credit, charges: Sequence[Position], pairs: Sequence[Pair], draft: Draft) -> None:
    """Reduce a sale: what is still open of its charges first, then what was paid, back to lots before tenders.

    `charges` are those of the sale (or the one named), `pairs` every pair of the sale, of payments and settlements of
    its charges and of earlier credits, in the order recorded. Latest payments go back first; a lot gets principal and
    bonus in the proportion it gave them.
    """
    left = request.amount
    income = Leg(_income(charges))
    for position in sorted(charges, key=due_order):
        part = min(left, position.free.amount)
        draft.move(income, Leg(RECEIVABLE, position.item.id), part)
        left -= part
    sources = _sources(pairs, {position.item.id for position in charges})
    there = request.amount - left + sum(source.amount for source in sources)
    if request.amount > there:
        refuse(
            "amount",
            N_("amount: {amount} is more than the {there} that is left of “{sale}” to credit."),
            amount=Money(request.amount),
            there=Money(there),
            sale=Named(request.sale),
        )
    for source in sources:
        part = min(left, source.amount)
        _give_back(source, income, part, draft)
        left -= part
    draft.facts["amount"] = request.amount


def _income(charges: Sequence[Position]) -> str:
    """Return the account that a sale or a charge was earned on: late interest and fees have their own."""
    part = next((position.part for position in charges), "")
    return SALES if not part else INTEREST if part == InterestKind.INTEREST else FEE


def _sources(pairs: Sequence[Pair], charges: set[int]) -> list[_Source]:
    """Return what was paid by lot and by tender, less what credits gave back; lots first, then the latest."""
    there = [source for source in _gather(pairs, charges) if source.amount > 0]
    return sorted(there, key=lambda s: (s.leg.account != PRINCIPAL, -s.last))


def _gather(pairs: Sequence[Pair], charges: set[int]) -> list[_Source]:
    found: dict[Leg, _Source] = {}
    before: Pair | None = None
    for pair in pairs:
        # Bonus that settles a charge follows right behind the discount it is (see `payments.settle`).
        discount = before if before is not None and before.entry == pair.entry and _is_discount(before) else None
        before = pair
        sign = -1 if pair.kind is EntryKind.CREDIT else 1
        paid, against = (pair.credit, pair.debit) if sign < 0 else (pair.debit, pair.credit)
        if paid.account not in (*TENDERS, PRINCIPAL, BONUS) or not _concerns(pair, against, discount, charges):
            continue
        leg = Leg(PRINCIPAL if paid.account == BONUS else paid.account, paid.item, paid.customer)
        source = found.setdefault(leg, _Source(leg))
        amount = sign * abs(paid.amount)
        if paid.account != BONUS:
            source.money += amount
        elif discount is not None:
            source.settled += amount
        else:
            source.bonus += amount
        if sign > 0:
            source.last = pair.entry
    return list(found.values())


def _is_discount(pair: Pair) -> bool:
    return DISCOUNT in (pair.debit.account, pair.credit.account)


def overdrawn(pairs: Sequence[Pair], charges: set[int]) -> bool:
    """Whether credits have given back more to a lot or a tender than came from it by these pairs."""
    return any(min(source.money, source.bonus, source.settled) < 0 for source in _gather(pairs, charges))


def _concerns(pair: Pair, against: Posting, discount: Pair | None, charges: set[int]) -> bool:
    """Whether a pair is part of how the sale was paid: a payment or settlement may pay other charges as well."""
    if pair.kind in (EntryKind.SALE, EntryKind.CREDIT):
        return True
    if against.account == BONUS_GRANTED:
        return discount is not None and discount.credit.item in charges
    return against.account in (RECEIVABLE, BAD_DEBT) and against.item in charges


def _give_back(source: _Source, income: Leg, amount: int, draft: Draft) -> None:
    if not amount:
        return
    from_bonus = portion(amount, source.bonus + source.settled, source.amount)
    settled = portion(from_bonus, source.settled, source.bonus + source.settled) if from_bonus else 0
    draft.move(income, source.leg, amount - from_bonus)
    lot = Leg(BONUS, source.leg.item, source.leg.customer)
    draft.move(Leg(BONUS_GRANTED), lot, from_bonus - settled)
    draft.move(income, Leg(DISCOUNT), settled)
    draft.move(Leg(BONUS_GRANTED), lot, settled)
