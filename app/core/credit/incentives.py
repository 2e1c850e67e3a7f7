"""What helps customers pay: a discount or rebate for paying early, bonus credit for paying on time again and again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.credit.expectation import Settled
from app.core.money import Money, portion
from app.core.owing.checks import WHOLE, check_share
from app.core.owing.terms import PaymentTerms
from app.errors import Message, refuse
from app.i18n.mark import N_


class Form(StrEnum):
    """How paying early is rewarded: less is paid at once, or the customer gets it as credit afterwards."""

    DISCOUNT = "discount"
    REBATE = "rebate"


class EarlyCharge(NamedTuple):
    """A charge as the proposal sees it: what it was made with and what is open (minor units), and the terms of it.

    `given` is what was given up of it for paying early before.
    """

    name: str
    on: date
    amount: int
    open: int
    terms: PaymentTerms
    given: int = 0


class Proposal(NamedTuple):
    """What paying a charge now would cost and save (minor units), and the last day on which that holds.

    `to_pay` closes the charge: a discount is taken off it, a rebate is credited afterwards.
    """

    charge: str
    to_pay: int
    saved: int
    last_on: date
    form: Form
    reason: Message


def propose(charge: EarlyCharge, on: date, form: Form = Form.DISCOUNT) -> Proposal | None:
    """Return what paying all that is open of a charge on a day would save; None when it is too late or nothing is.

    What is given up is reckoned on what is still open, so that a part paid before earns nothing afterwards; an amount
    agreed on is given once.
    """
    step = charge.terms.early_on(charge.on, on)
    if step is None or charge.open <= 0 or on < charge.on:
        return None
    saved = step.worth(charge.open)
    if step.amount:
        saved = min(max(step.amount - charge.given, 0), charge.open)
    if not saved:
        return None
    to_pay = charge.open - saved if form is Form.DISCOUNT else charge.open
    last_on = step.last_on(charge.on)
    values = {"saved": Money(saved), "last": last_on, "charge": charge.name}
    if form is Form.DISCOUNT:
        reason = Message(N_("{charge}: {saved} is taken off if it is paid by {last}."), values)
    else:
        reason = Message(N_("{charge}: {saved} is credited if it is paid by {last}."), values)
    return Proposal(charge.name, to_pay, saved, last_on, form, reason)


class Taken(NamedTuple):
    """Which charges a payment closes early, what it gives up in all (minor units), and what of the money is left."""

    charges: tuple[Proposal, ...]
    discount: int
    left: int


def taken(charges: Sequence[EarlyCharge], paid: int, on: date, form: Form = Form.DISCOUNT) -> Taken:
    """Return the discounts a payment earns: of the charges in their order, those it closes with the discount.

    A charge that cannot be closed takes what is left of the money and earns nothing.
    """
    found: list[Proposal] = []
    for charge in charges:
        offer = propose(charge, on, form)
        if offer is not None and offer.to_pay <= paid:
            found.append(offer)
            paid -= offer.to_pay
        else:
            paid -= min(paid, charge.open)
    return Taken(tuple(found), sum(each.saved for each in found), paid)


# ---- on time, again and again ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StreakRule:
    """The shop's reward: for every `length` charges in a row paid on time, a share (1/100 %) of them or an amount.

    Charges below `least` (minor units) count neither way; `most` is the largest reward, None for no such bound.
    """

    length: int
    share: int = 0
    amount: int = 0
    least: int = 0
    most: int | None = None


class Reward(NamedTuple):
    """Bonus credit earned by charges paid on time in a row, the last of them settled on a day (minor units)."""

    amount: int
    charges: int
    settled_on: date


class Streak(NamedTuple):
    """How many charges in a row were paid on time up to now, counted since the last reward, and all rewards earned."""

    running: int
    rewards: tuple[Reward, ...]

    def due(self, given: int) -> tuple[Reward, ...]:
        """Return the rewards earned beyond those given already."""
        return self.rewards[given:]


def check_streak(rule: StreakRule) -> None:
    """Refuse a rule that rewards nothing, everything, or for no charge at all."""
    if rule.length < 1:
        refuse("length", N_("length: a reward takes at least one charge paid on time."))
    if bool(rule.share) == bool(rule.amount):
        refuse("share", N_("share: give either a share or an amount as the reward."))
    if rule.share:
        check_share(rule.share, "share")
    if rule.amount < 0 or rule.least < 0 or (rule.most is not None and rule.most < 0):
        refuse("amount", N_("amount: a reward cannot be negative."))


def streak(settled: Iterable[Settled], rule: StreakRule, on: date) -> Streak:
    """Return the rewards a customer has earned by a day; a charge paid late begins the count anew.

    A charge that was rightly disputed, or too small, counts neither way.
    """
    counted = (s for s in settled if s.settled_on <= on and not s.excused and s.amount >= rule.least)
    rewards: list[Reward] = []
    row: list[Settled] = []
    for each in sorted(counted, key=lambda s: (s.settled_on, s.on, s.due_on, s.amount)):
        row = [] if each.days > 0 else [*row, each]
        if len(row) == rule.length:
            rewards.append(Reward(_worth(row, rule), len(row), each.settled_on))
            row = []
    return Streak(len(row), tuple(rewards))


def _worth(row: Sequence[Settled], rule: StreakRule) -> int:
    worth = rule.amount or portion(sum(each.amount for each in row), rule.share, WHOLE)
    return worth if rule.most is None else min(worth, rule.most)
