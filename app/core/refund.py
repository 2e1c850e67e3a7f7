"""What of prepaid money goes back when a customer leaves: proposals by law, lot by lot, for each reason there may be.

法释〔2025〕4号, in force 2025-05-01: the principal goes back less the value already delivered (Art. 15). What was
delivered counts at the price charged, bonus money by the share that was paid, when the reason is not the customer's
(Art. 18), and at the price before discount when it is (Art. 19), but never more than what was paid (Art. 20). A pass by
days goes back by the days left (Art. 22). Within the days of cooling off the customer needs no reason (Art. 14).

A proposal is never applied by itself: better terms of the shop's own, interest (Arts. 16-17) and gifts in kind
(Art. 21) are for people to weigh. Amounts are minor units.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from app.core.items import ItemKind, Position
from app.core.lots import unearned
from app.core.money import portion
from app.core.requests import Order, Refund, Tender
from app.i18n.mark import N_


class RefundReason(StrEnum):
    """Why the money goes back."""

    COOLING_OFF = "cooling_off"
    SHOP = "shop"
    CUSTOMER = "customer"
    MUTUAL = "mutual"


COOLING_OFF = "art14"
LATE = "art14_late"
EXPERIENCED = "art14_experienced"
CHARGED = "art18"
LISTED = "art19"
FLOOR = "art20"
DAYS = "art22"
LEFT = "left"

RULES: Mapping[str, str] = MappingProxyType(
    {
        COOLING_OFF: N_("within the days of cooling off: what was paid, less what was delivered (Art. 14, 15)"),
        LATE: N_("the days of cooling off are over (Art. 14)"),
        EXPERIENCED: N_("no cooling off: the same had been received before the contract (Art. 14)"),
        CHARGED: N_("what was delivered counts at the price charged, bonus by the share that was paid (Art. 18)"),
        LISTED: N_("what was delivered counts at the price before discount (Art. 19)"),
        FLOOR: N_("at the price before discount more was delivered than was paid; nothing more is owed (Art. 19, 20)"),
        DAYS: N_("by the days left (Art. 22)"),
        LEFT: N_("what is left of what was paid"),
    }
)
"""What each rule says, by its id."""

_NO_CLAIM = frozenset({LATE, EXPERIENCED})
"""Rules by which nothing goes back for this reason: what is left stays the customer's, and the shop keeps nothing."""


class Law(NamedTuple):
    """What the rule pack says of refunds on a day: how long a customer may think again, and where that stands."""

    cooling_off_days: int
    source: str


class Use(NamedTuple):
    """Something paid from a lot, or visits taken from a pass: what it took of it, and its price before discount.

    `principal` is money of the lot or pass, `listed` the price before discount of this lot's part.
    """

    principal: int
    bonus: int
    units: int
    listed: int

    @property
    def charged(self) -> int:
        """The price charged, principal and bonus together."""
        return self.principal + self.bonus


@dataclass(frozen=True, slots=True)
class History:
    """A lot or pass as it may be given back on a day, and everything it was used for up to then."""

    position: Position
    uses: tuple[Use, ...] = ()

    @property
    def left(self) -> int:
        """Principal, or money of a pass, that is left in the book."""
        return self.position.free.amount

    @property
    def used(self) -> int:
        """Principal, or money of a pass, that was used."""
        return sum(use.principal for use in self.uses)

    @property
    def used_bonus(self) -> int:
        """Bonus that was used."""
        return sum(use.bonus for use in self.uses)

    @property
    def charged(self) -> int:
        """What was delivered, at the prices charged."""
        return self.used + self.used_bonus

    @property
    def listed(self) -> int:
        """What was delivered, at the prices before discount; never less than what was charged."""
        return max(self.charged, sum(use.listed for use in self.uses))


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    """One lot or pass in a proposal.

    `paid` and `bonus` are what it began with, less what has been given back or moved away since. `used_charged` and
    `used_list` are what it was used for, at the prices charged and before discount; `delivered` is what counts of it
    for the reason asked for, `refundable` the rest. `left` is the principal in the book: what is `refundable` beyond it
    (a lot whose principal is used before its bonus) cannot come out of the lot. `rule` is a key of `RULES`.
    """

    lot: str
    kind: ItemKind
    service: str
    on: date
    paid: int
    bonus: int
    used_charged: int
    used_list: int
    used_units: int
    delivered: int
    refundable: int
    left: int
    rule: str

    @property
    def payable(self) -> int:
        """What of it can be paid out of the lot."""
        return min(self.refundable, self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundProposal:
    """What goes back for a reason on a day. `total` is by law, `kept` what then stays with the shop of what is left.

    `beyond` is the part of `total` that is no longer in the lots; it is given as an allowance on a sale. `other` are
    the totals for the other reasons. `source` names where the rules stand, blank where the shop's place has none in the
    program. `used_before` tells that the customer had bought or used something here before the oldest of the lots,
    which may end the right of cooling off.
    """

    customer: str
    on: date
    reason: RefundReason
    lines: tuple[RefundLine, ...]
    total: int
    kept: int
    beyond: int
    source: str
    other: Mapping[RefundReason, int]
    used_before: bool

    @property
    def lots(self) -> tuple[str, ...]:
        """The lots that are emptied; one there is no claim on for this reason stays as it is."""
        return tuple(line.lot for line in self.lines if line.left and line.rule not in _NO_CLAIM)

    def request(self, name: str, tender: Tender, reason: str, *, note: str = "") -> Refund | None:
        """Return the request that pays what is proposed and empties `lots`; None if nothing is to be paid.

        `name` is the request id, `reason` the words that are recorded.
        """
        amount = self.total - self.beyond
        if not amount:
            return None
        return Refund(
            id=name,
            on=self.on,
            customer=self.customer,
            tender=tender,
            reason=reason,
            note=note,
            amount=amount,
            kept=self.kept,
            lots=self.lots,
        )


class Case(NamedTuple):
    """What is asked: whose lots, on which day, under which law, and whether the same had been received elsewhere."""

    customer: str
    on: date
    law: Law | None
    experienced: bool = False
    first_use: date | None = None


def propose(case: Case, reason: RefundReason, histories: Sequence[History]) -> RefundProposal:
    """Return what goes back of lots and passes for a reason, and the totals for the others.

    Without a law of refunds (another place, or before it was in force) what is left goes back, whatever the reason.
    """
    lines = tuple(_line(case, reason, history) for history in histories)
    others = [each for each in RefundReason if each is not reason]
    payable = sum(line.payable for line in lines)
    total = sum(line.refundable for line in lines)
    begun = min((line.on for line in lines), default=None)
    return RefundProposal(
        customer=case.customer,
        on=case.on,
        reason=reason,
        lines=lines,
        total=total,
        kept=sum(line.left - line.payable for line in lines if line.rule not in _NO_CLAIM),
        beyond=total - payable,
        source=case.law.source if case.law else "",
        other={each: sum(_line(case, each, history).refundable for history in histories) for each in others},
        used_before=begun is not None and case.first_use is not None and case.first_use < begun,
    )


class _Part(NamedTuple):
    delivered: int
    refundable: int
    rule: str


def _line(case: Case, reason: RefundReason, history: History) -> RefundLine:
    item = history.position.item
    part = _period(case, reason, history) if item.kind is ItemKind.PERIOD else _used(case, reason, history)
    period = item.kind is ItemKind.PERIOD
    return RefundLine(
        lot=item.name,
        kind=item.kind,
        service=item.service,
        on=item.on,
        paid=item.price if period else history.left + history.used,
        bonus=history.position.free.bonus + history.used_bonus,
        used_charged=part.delivered if period else history.charged,
        used_list=part.delivered if period else history.listed,
        used_units=sum(use.units for use in history.uses),
        delivered=part.delivered,
        refundable=part.refundable,
        left=unearned(history.position, case.on) if period else history.left,
        rule=part.rule,
    )


def _period(case: Case, reason: RefundReason, history: History) -> _Part:
    """Return what goes back of a pass by days: for every reason by the days left, while it may be given back at all.

    A customer who did not come has no claim for the days gone by (Art. 22).
    """
    refundable = unearned(history.position, case.on)
    delivered = history.position.item.price - refundable
    rule = _cooling_off(case, history) if reason is RefundReason.COOLING_OFF else DAYS
    if rule in (LATE, EXPERIENCED):
        return _Part(delivered, 0, rule)
    return _Part(delivered, refundable, rule if case.law else LEFT)


def _used(case: Case, reason: RefundReason, history: History) -> _Part:
    """Return what goes back of a lot of money or a session pass."""
    paid = history.left + history.used
    if case.law is None:
        return _Part(history.used, history.left, LEFT)
    if reason is RefundReason.CUSTOMER:
        delivered = history.listed
        return _Part(delivered, max(paid - delivered, 0), FLOOR if delivered > paid else LISTED)
    delivered = _by_share(history, paid)
    rule = _cooling_off(case, history) if reason is RefundReason.COOLING_OFF else CHARGED
    return _Part(delivered, 0 if rule in (LATE, EXPERIENCED) else paid - delivered, rule)


def _by_share(history: History, paid: int) -> int:
    """Return what was delivered by the share that was paid: price charged × paid ÷ (paid + bonus), rounded half up.

    A lot used in proportion has been drawn on in just that share at each use; what it took then, to the last cent, is
    what was delivered.
    """
    bonus = history.position.free.bonus + history.used_bonus
    if not bonus or history.position.item.order is Order.PROPORTIONAL:
        return history.used
    return portion(history.charged, paid, paid + bonus)


def _cooling_off(case: Case, history: History) -> str:
    """Return the rule that holds for a customer who thinks again; the day of payment itself is not counted."""
    if case.law is None:
        return LEFT
    if (case.on - history.position.item.on).days > case.law.cooling_off_days:
        return LATE
    return EXPERIENCED if case.experienced else COOLING_OFF
