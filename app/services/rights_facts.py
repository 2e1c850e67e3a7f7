"""What is to be known of a request beyond what it says, to tell whether somebody may ask for it.

Gathered only where staff are told apart, but for what something costs by the price list: the entry keeps that.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from app.core import offers, prices
from app.core.credit.requests import ApproveWriteOffs
from app.core.customer import FileRequest
from app.core.incoming_requests import PostPayment, PostTopUp
from app.core.journal import BELOW_LIST, BONUS_GRANTED, Draft, EntryKind, Posting
from app.core.prices import PriceItem
from app.core.requests import CloseMonth, Merge, PassSale, Payment, ReopenMonth, Request, Reverse, Sale, TopUp
from app.core.staff.may import Facts
from app.services.desk import Desk
from app.services.early import earned
from app.storage import items as stored
from app.storage.incoming import payment_numbered
from app.storage.offers import load_offers
from app.storage.prices import load_items

BEFOREHAND = (Reverse, Merge, CloseMonth, ReopenMonth)
"""Requests whose draft cannot be made without doing something: whether they are allowed is asked before."""

_PASSED = ("on_hold", "over_limit", "over_overdue", "over_group", "unpaid")
"""The facts of a draft by which it goes past a hold, a limit, or what had to be paid first."""


def least_facts(desk: Desk, request: Request) -> Facts:
    """Return the facts of a request as harmless as it can be: what is refused with them is refused whatever comes."""
    bonus = request.bonus if isinstance(request, TopUp) else 0
    discount = request.discount if isinstance(request, Payment) else 0
    return Facts(today=desk.today, amount=0, offered_bonus=bonus, earned=discount, listed=0, passed={})


def facts_before(desk: Desk, request: Request) -> Facts:
    """Return the facts of a request of `BEFOREHAND`, whose draft is not made yet."""
    if not isinstance(request, Reverse):
        return Facts(today=desk.today)
    entry = desk.reversible.entry(request.entry)
    if entry is None:
        return Facts(today=desk.today)
    recorded_on = entry.recorded_at.astimezone().date()
    own = entry.staff == desk.around.staff and recorded_on == desk.today and entry.kind not in _MONTHS
    return Facts(today=desk.today, amount=_moved(entry.postings), own=own)


_MONTHS = (EntryKind.CLOSE_MONTH, EntryKind.REOPEN_MONTH, EntryKind.MERGE)
"""Kinds that are not taken back as one takes back a slip of the finger."""


def facts_of(desk: Desk, request: Request, draft: Draft) -> Facts:
    """Return the facts of a request from the draft of its entry."""
    return Facts(
        today=desk.today,
        amount=None if _says_amount(request) else _moved(draft.postings),
        offered_bonus=_offered(desk, request),
        earned=earned(desk, request) if isinstance(request, Payment) and request.discount else 0,
        listed=_sold(request) + _whole(draft.facts.get(BELOW_LIST)),
        passed={name: _whole(draft.facts.get(name)) for name in _PASSED if name in draft.facts},
    )


def file_facts(desk: Desk, request: FileRequest) -> Facts:
    """Return the facts of a request about files."""
    if isinstance(request, PostPayment | PostTopUp):
        return _arrived_facts(desk, request)
    if not isinstance(request, ApproveWriteOffs):
        return Facts(today=desk.today)
    desk.flush()
    charges = stored.charges_named(desk.session, list(dict.fromkeys(request.charges)))
    return Facts(today=desk.today, amount=sum(each.left.amount for each in charges))


def _arrived_facts(desk: Desk, request: PostPayment | PostTopUp) -> Facts:
    """Return the facts of recording a payment of a bill: its own amount and day, and what the offers give on it."""
    desk.flush()
    paid = payment_numbered(desk.session, request.incoming)
    if paid is None:
        return Facts(today=desk.today, amount=0)
    amount, bonus = abs(paid.left), getattr(request, "bonus", 0)
    return Facts(
        today=desk.today, amount=amount, on=paid.on, offered_bonus=_best(desk, amount, paid.on) if bonus else 0
    )


def note_list_price(desk: Desk, request: Request, draft: Draft) -> None:
    """Keep in the entry by how much something is sold below the price list, for whoever looks at it later.

    What the request itself says of its list price is a fact of its own, by which refunds are reckoned.
    """
    below = (_listed(desk, request) or 0) - _sold(request)
    if below > 0:
        draft.facts[BELOW_LIST] = below


def _sold(request: Request) -> int:
    """Return what something is sold for, 0 where nothing is."""
    if isinstance(request, Sale):
        return request.amount
    return request.paid if isinstance(request, PassSale) else 0


def _says_amount(request: Request) -> bool:
    return isinstance(getattr(request, "amount", getattr(request, "paid", None)), int)


def _moved(postings: Iterable[Posting]) -> int:
    """Return all that an entry moves, without the mirror of the bonus it gives."""
    return sum(each.amount for each in postings if each.amount > 0 and each.account != BONUS_GRANTED)


def _whole(found: object) -> int:
    return found if isinstance(found, int) else 0


def _offered(desk: Desk, request: Request) -> int:
    """Return what the offers of the day give on a top-up; of a reward what the shop's rule gives."""
    if not isinstance(request, TopUp) or not request.bonus:
        return 0
    if request.reward:
        return desk.reward_due
    return _best(desk, request.paid, request.on)


def _best(desk: Desk, paid: int, on: date) -> int:
    """Return the most bonus the offers of a day give on an amount."""
    return max((each.bonus for each in offers.proposals(load_offers(desk.session), paid, on)), default=0)


def _listed(desk: Desk, request: Request) -> int | None:
    """Return what is sold by the price list, where it stands there; what is dearer than its list price at its own."""
    if isinstance(request, PassSale):
        found = [
            each.price
            for each in _price_list(desk, request.on)
            if (each.service, each.count, each.days) == (request.service, request.count, request.days)
        ]
        return min(found, default=None)
    if not isinstance(request, Sale) or not request.lines:
        return None
    by_name = {each.name: each.price for each in _price_list(desk, request.on)}
    total = Decimal()
    for line in request.lines:
        try:
            total += max(by_name.get(line.text, 0), line.price) * Decimal(line.quantity)
        except InvalidOperation:
            return None
    return int(total)


def _price_list(desk: Desk, on: date) -> list[PriceItem]:
    """Return what the price list sells on a day, read once for all that is posted at the desk."""
    if on not in desk.price_lists:
        desk.price_lists[on] = prices.listed(load_items(desk.session), on)
    return desk.price_lists[on]
