"""Paying charges: which charge gets how much of an amount."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.account import Account
from app.core.items import Position
from app.core.journal import BAD_DEBT, RECEIVABLE, Leg
from app.core.money import Money
from app.core.named import Named
from app.core.requests import Allocation
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

    First the charges named in `against`, in that order, each as far as it goes (with `recover` what was written off of
    it too); then the other open charges, earliest due first, then oldest. An explicit amount above what is open is
    refused, as is an unknown charge.
    """
    targets: list[Target] = []
    named: set[int] = set()
    left = amount
    for allocation in against:
        position = account.charge(allocation.charge, "against")
        if position.item.id in named:
            refuse("against", N_("against names charge “{name}” twice."), name=Named(allocation.charge))
        named.add(position.item.id)
        left -= _pay_named(position, allocation, left, targets, recover=recover)
    for position in account.open_charges():
        if left == 0:
            break
        if position.item.id not in named:
            paid = min(left, position.free.amount)
            targets.append(Target(Leg(RECEIVABLE, position.item.id), paid))
            left -= paid
    return targets, left


def _pay_named(position: Position, allocation: Allocation, left: int, targets: list[Target], *, recover: bool) -> int:
    """Add the targets of one named charge; return what it takes."""
    lost = position.free.written_off if recover else 0
    payable = position.free.amount + lost
    wanted = min(left, payable)
    if allocation.amount is not None:
        if allocation.amount > payable:
            refuse(
                "against",
                N_("against: {wanted} is more than the {there} open on charge “{name}”."),
                wanted=Money(allocation.amount),
                there=Money(payable),
                name=Named(allocation.charge),
            )
        if allocation.amount > left:
            refuse("against", N_("against: the amounts named come to more than there is to share out."))
        wanted = allocation.amount
    claim = min(wanted, position.free.amount)
    if claim:
        targets.append(Target(Leg(RECEIVABLE, position.item.id), claim))
    if wanted > claim:
        targets.append(Target(Leg(BAD_DEBT, position.item.id), wanted - claim))
    return wanted
