"""Supply control for customers who do not pay otherwise: what must be paid before anything more is handed over."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.core.money import Money, portion
from app.core.owing.checks import WHOLE, check_reason, check_share
from app.errors import Message, refuse
from app.i18n.mark import N_


class Supply(StrEnum):
    """How a customer is supplied: as agreed, against payment, with a down payment, or by paying old debts as well."""

    FREE = "free"
    AGAINST_PAYMENT = "against_payment"
    DOWN_PAYMENT = "down_payment"
    CATCH_UP = "catch_up"


@dataclass(frozen=True, slots=True)
class SupplyRule:
    """A customer's supply control and why. `share` (1/100 %) is the down payment.

    `pay` for each `bought` (minor units) is what a customer who catches up pays: 100 for each 50 bought.
    """

    supply: Supply = Supply.FREE
    share: int = 0
    pay: int = 0
    bought: int = 0
    reason: str = ""


AS_AGREED = SupplyRule()
"""The supply of a customer who is not kept short: sold to as agreed."""


class Needed(NamedTuple):
    """What must be paid for a sale to be made (minor units): of the sale itself, and of what is owed already."""

    sale: int
    debts: int
    reason: Message | None = None

    @property
    def total(self) -> int:
        """What must be paid in all."""
        return self.sale + self.debts


def check_supply(rule: SupplyRule) -> None:
    """Refuse a rule whose figures do not belong to it, or that has no reason."""
    if rule.supply is Supply.FREE:
        return
    check_reason(rule.reason)
    if rule.supply is Supply.DOWN_PAYMENT:
        check_share(rule.share, "share")
    if rule.supply is Supply.CATCH_UP and not 0 < rule.bought < rule.pay:
        refuse(
            "pay",
            N_("pay: catching up takes paying more than is bought; {pay} for each {bought} does not."),
            pay=Money(rule.pay),
            bought=Money(rule.bought),
        )


def needed(rule: SupplyRule, amount: int, owed: int) -> Needed:
    """Return what must be paid for a sale of an amount while so much is owed; never more than both together."""
    if rule.supply is Supply.AGAINST_PAYMENT:
        return Needed(amount, 0, Message(N_("Sales only against payment: {amount}."), {"amount": Money(amount)}))
    if rule.supply is Supply.DOWN_PAYMENT:
        down = portion(amount, rule.share, WHOLE)
        text = N_("{down} of {amount} is to be paid before it is handed over.")
        return Needed(down, 0, Message(text, {"down": Money(down), "amount": Money(amount)}))
    if rule.supply is Supply.CATCH_UP:
        debts = min(max(portion(amount, rule.pay, rule.bought) - amount, 0), max(owed, 0))
        text = N_("{pay} is to be paid for each {bought} bought: {amount} now, and {debts} of what is owed.")
        values = {"pay": Money(rule.pay), "bought": Money(rule.bought), "amount": Money(amount), "debts": Money(debts)}
        return Needed(amount, debts, Message(text, values))
    return Needed(0, 0)


def too_little(need: Needed, paid_for_sale: int, paid_for_debts: int) -> Message | None:
    """Say that less is paid than must be; None where it is enough. More for the one is not less for the other."""
    if paid_for_sale >= need.sale and paid_for_debts >= need.debts:
        return None
    if need.debts and paid_for_sale >= need.sale:
        text = N_("pay: {paid} of the {needed} that must be paid of older debts has been paid; take the payment first.")
        return Message(text, {"paid": Money(paid_for_debts), "needed": Money(need.debts)})
    text = N_("pay: {paid} is less than the {needed} that must be paid for this customer to be supplied.")
    paid = min(paid_for_sale, need.sale) + min(paid_for_debts, need.debts)
    return Message(text, {"paid": Money(paid), "needed": Money(need.total)})
