"""What a payment service pays out to the bank: the shop's own money arriving a second time, no payment of a customer.

WeChat Pay and Alipay pass on what came in on a day, less refunds and fees, a day or more later. Pure: a bank's incoming
payments and the services' own lines in, which is which out. Nothing is told of where several sums would fit.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from app.core.incoming import TENDER_NAMES, PayKind
from app.core.payers import Arrived
from app.core.requests import Tender
from app.errors import Message
from app.i18n.mark import N_

SERVICES = (Tender.WECHAT, Tender.ALIPAY)
"""The ways that pay out to the bank."""

LONGEST = 4
"""Over how many days one payout may be: a weekend and the day after it."""

MAX_DAYS = 4
"""How many days a payout may be on its way."""

_CALLED = {
    Tender.WECHAT: re.compile(r"财付通|微信|wechat|tenpay", re.IGNORECASE),
    Tender.ALIPAY: re.compile(r"支付宝|蚂蚁|alipay", re.IGNORECASE),
}


class Moved(NamedTuple):
    """A line of a payment service's bill; amounts in minor units, what went out is negative."""

    way: Tender
    kind: PayKind
    on: date
    amount: int
    fee: int


class PaidOut(NamedTuple):
    """A bank's payment that is a service's payout, of the days from first to last, and how sure that is (0 to 100)."""

    incoming: int
    way: Tender
    first: date
    last: date
    amount: int
    confidence: int
    reason: Message


def payouts(banked: Iterable[Arrived], moved: Iterable[Moved]) -> list[PaidOut]:
    """Return which payments at the bank are payouts; each payout and each day of a service counts once."""
    lines, nets = _lines(moved)
    found: list[PaidOut] = []
    spent: set[tuple[Tender, date]] = set()
    for paid in sorted(banked, key=lambda each: (each.on, each.id)):
        way = next((w for w, called in _CALLED.items() if called.search(f"{paid.name} {paid.text}")), None)
        made = _by_line(paid, way, lines) or (_by_days(paid, way, nets[way], spent) if way is not None else None)
        if made is not None:
            found.append(made)
    return found


def _lines(moved: Iterable[Moved]) -> tuple[dict[tuple[Tender, date, int], int], dict[Tender, dict[date, int]]]:
    """Return how often each sum was paid out on a day, and what came in less refunds and fees by way and day."""
    lines: dict[tuple[Tender, date, int], int] = defaultdict(int)
    nets: dict[Tender, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for each in moved:
        if each.kind is PayKind.PAYOUT:
            lines[each.way, each.on, abs(each.amount)] += 1
        elif each.kind in (PayKind.PAYMENT, PayKind.REFUND, PayKind.FEE):
            nets[each.way][each.on] += each.amount - each.fee
    return lines, nets


def _by_line(paid: Arrived, way: Tender | None, lines: dict[tuple[Tender, date, int], int]) -> PaidOut | None:
    """Find the line of a service that says it paid this sum out."""
    for back in range(MAX_DAYS + 1):
        on = paid.on - timedelta(days=back)
        for each in SERVICES if way is None else (way,):
            if lines.get((each, on, paid.left), 0):
                lines[each, on, paid.left] -= 1
                text = N_("{way} paid this sum out on {date}, so its own bill says.")
                reason = Message(text, {"way": _said(each), "date": on})
                return PaidOut(paid.id, each, on, on, paid.left, 97 if way is not None else 70, reason)
    return None


def _by_days(paid: Arrived, way: Tender, nets: Mapping[date, int], spent: set[tuple[Tender, date]]) -> PaidOut | None:
    """Find the days whose payments less refunds and fees come to this sum; None where more than one span does."""
    fits = []
    for back in range(1, MAX_DAYS + 1):
        last, total = paid.on - timedelta(days=back), 0
        for length in range(LONGEST):
            first = last - timedelta(days=length)
            if (way, first) in spent:
                break
            total += nets.get(first, 0)
            if total == paid.left and first in nets and last in nets:
                fits.append((first, last))
    if len(fits) != 1:
        return None
    first, last = fits[0]
    spent.update((way, first + timedelta(days=n)) for n in range((last - first).days + 1))
    values: dict[str, object] = {"way": _said(way), "first": first, "last": last}
    if first == last:
        text = N_("It is what came in by {way} on {first}, less refunds and fees.")
    else:
        text = N_("It is what came in by {way} from {first} to {last}, less refunds and fees.")
    return PaidOut(paid.id, way, first, last, paid.left, 93, Message(text, values))


def _said(way: Tender) -> Message:
    return Message(TENDER_NAMES[way])
