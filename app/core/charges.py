"""Paying charges: which charge gets how much of an amount.

A charge and what was charged for it since, as interest, fees and costs, are one debt: who pays it pays costs first,
then interest, then the principal (民法典 Art. 561).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter

from app.core.account import Account, due_order
from app.core.items import Position
from app.core.journal import BAD_DEBT, RECEIVABLE, Leg
from app.core.money import Money
from app.core.named import Named
from app.core.owing.plan_dates import DuePart, due_parts
from app.core.requests import Allocation, InterestKind
from app.errors import refuse
from app.i18n.mark import N_


@dataclass(slots=True)
class Target:
    """What one charge gets: the credit leg (the claim itself, or what was written off of it) and the amount."""

    leg: Leg
    amount: int

    @property
    def is_recovery(self) -> bool:
        """Whether it pays back something that was written off."""
        return self.leg.account == BAD_DEBT


def allocate(
    account: Account, against: Sequence[Allocation], amount: int, *, recover: bool = False
) -> tuple[list[Target], int]:
    """Share an amount out to charges; return the targets in order and what remains.

    First the debts named in `against`, in that order, each as far as it goes (with `recover` what was written off of
    the charge named too); then the other open ones, earliest due first, then oldest. Within a debt costs are paid
    first, then interest, then the principal; a charge in a payment plan is due by its instalments, each in its turn. A
    charge named with an amount gets exactly that itself. An explicit amount above what is open is refused, as is an
    unknown charge.
    """
    share = _Share(account, amount, {each.charge for each in against if each.amount is not None}, recover=recover)
    named: set[int] = set()
    for allocation in against:
        position = account.charge(allocation.charge, "against")
        if position.item.id in named:
            refuse("against", N_("against names charge “{name}” twice."), name=Named(allocation.charge))
        named.add(position.item.id)
        if allocation.amount is not None:
            share.give(position, allocation.amount)
            continue
        for each in (*_before(account, position), position):
            share.pay(each, lost=recover and each is position)
    for position, most in open_in_order(account):
        if position.item.id not in named:
            share.pay(position, most=most)
    return share.targets, share.left


@dataclass(slots=True)
class _Share:
    """An amount being shared out: what each charge got, and what is left; `fixed` are those named with an amount."""

    account: Account
    left: int
    fixed: set[str]
    recover: bool = field(kw_only=True)
    targets: list[Target] = field(default_factory=list)
    given: dict[int, int] = field(default_factory=dict)

    def pay(self, position: Position, *, lost: bool = False, most: int | None = None) -> None:
        """Pay a charge, or at most so much of it, as far as the amount goes; with `lost` what was written off too."""
        if position.item.name not in self.fixed:
            there = position.free.amount - self.given.get(position.item.id, 0)
            there = there if most is None else min(there, most)
            self._take(position, there, position.free.written_off if lost else 0)

    def give(self, position: Position, amount: int) -> None:
        """Pay exactly so much on a charge; refused where that is more than is open, or than there is."""
        lost = position.free.written_off if self.recover else 0
        payable = position.free.amount + lost
        if amount > payable:
            refuse(
                "against",
                N_("against: {wanted} is more than the {there} open on charge “{name}”."),
                wanted=Money(amount),
                there=Money(payable),
                name=Named(position.item.name),
            )
        if amount > self.left:
            refuse("against", N_("against: the amounts named come to more than there is to share out."))
        claim = min(amount, position.free.amount)
        self._take(position, claim, amount - claim)

    def _take(self, position: Position, claim: int, lost: int) -> None:
        number = position.item.id
        for account, part in ((RECEIVABLE, claim), (BAD_DEBT, lost)):
            paid = min(self.left, part)
            if paid > 0:
                self._add(Leg(account, number), paid)
                self.left -= paid
                if account == RECEIVABLE:
                    self.given[number] = self.given.get(number, 0) + paid

    def _add(self, leg: Leg, amount: int) -> None:
        """Note what a charge gets; one that gets something twice stands where it got it first."""
        target = next((each for each in self.targets if each.leg == leg), None)
        if target is None:
            self.targets.append(Target(leg, amount))
        else:
            target.amount += amount


_ORDER = {InterestKind.COST: 0, InterestKind.FEE: 1, InterestKind.INTEREST: 2}
"""What of a debt is paid before its principal, in this order."""


def _rank(position: Position) -> int:
    return _ORDER.get(InterestKind(position.part), len(_ORDER)) if position.part else len(_ORDER)


def _before(account: Account, position: Position) -> list[Position]:
    """Return what is open of costs, fees and interest of a charge; nothing comes before these themselves."""
    if position.of is not None:
        return []
    parts = [each for each in account.open_charges() if each.of == position.item.id]
    return sorted(parts, key=lambda each: (_rank(each), due_order(each)))


def open_in_order(account: Account) -> Iterator[tuple[Position, int | None]]:
    """Yield the open charges in the order they are paid: debts by their earliest due date, each in its own order.

    A charge in a payment plan comes once for each instalment it is due with, and how much of it that is.
    """
    charges = account.open_charges()
    parts = due_parts(account.plans, {each.item.id: each.free.amount for each in charges}, account.on)
    debts: dict[int, list[Position]] = {}
    for position in charges:
        debts.setdefault(position.debt, []).append(position)
    found: list[tuple[tuple[date, date, int, int], Position, int | None]] = []
    for debt in debts.values():
        first = min(_first_due(each, parts) for each in debt)
        for each in sorted(debt, key=lambda each: (_rank(each), due_order(each))):
            cut = parts.get(each.item.id)
            if cut is None:
                found.append((first, each, None))
            else:
                found += [((part.due_on, *due_order(each)[1:]), each, part.amount) for part in cut]
    for _, position, most in sorted(found, key=itemgetter(0)):
        yield position, most


def _first_due(position: Position, parts: Mapping[int, Sequence[DuePart]]) -> tuple[date, date, int, int]:
    due, on, entry, number = due_order(position)
    return min((part.due_on for part in parts.get(position.item.id, ())), default=due), on, entry, number
