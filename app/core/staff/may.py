"""May somebody do what they ask for: alone, only with a second person, or not at all. Pure, and asked by the services.

What a request asks for is its verb's own right, and more where its content goes further than its verb: a bonus beyond
the offers, a price below the list, a limit passed, an earlier day, limits among the changes to a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.core.customer import CustomerChange, FileRequest
from app.core.incoming_requests import PostPayment, PostTopUp
from app.core.owing.terms import PaymentTerms
from app.core.requests import PassSale, Payment, Request, Reverse, Sale, TopUp
from app.core.staff.rights import LABELS, Act, Right, right_of
from app.core.staff.roles import ALONE, Member, Policy, said
from app.core.staff.verdicts import Allowed, NeedsSecond, NotAllowed, Verdict, Wanted, refusal, within
from app.errors import Message
from app.i18n.mark import N_

CREDIT_FIELDS = frozenset(
    {"terms_days", "credit_limit", "hold", "credit_class", "review_months", "payment_terms", "overdue_limit"}
    | {"grace_days", "on_total", "on_overdue", "credit_group", "supply"}
)
"""The fields of a customer's file that say how much and how long a customer may owe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a service knows of a request beyond what it says; amounts in minor units.

    `amount` is what it comes to where the request itself does not say it: that of the entry to be reversed, of all that
    is refunded or written off. `offered_bonus` is what the offers give on a top-up, or the reward that is due, `earned`
    what the terms of a debt give up for paying it early. `listed` is the list price of what is sold. `passed` is how
    far each limit is passed, None where nobody looked yet. `own` says that the entry to be reversed was made today by
    whoever asks. `on` is the day of the entry a request makes that does not say it itself.
    """

    today: date | None = None
    amount: int | None = None
    offered_bonus: int = 0
    earned: int = 0
    listed: int | None = None
    passed: Mapping[str, int] | None = None
    own: bool = False
    on: date | None = None


NO_FACTS = Facts()


def may(member: Member, asked: Request | FileRequest | Act, facts: Facts = NO_FACTS, policy: Policy = ALONE) -> Verdict:
    """Say whether somebody may do what they ask for; while staff are not told apart, everything is allowed."""
    wanting = wanted(asked, facts)  # first, so that a verb under no right fails in every shop
    if not policy.on:
        return Allowed()
    if not member.active:
        return NotAllowed(Message(N_("{name} no longer belongs to the staff."), {"name": said(member)}))
    second: list[Wanted] = []
    for each in wanting:
        grant = policy.grant(member, each.right)
        inside = within(each, grant.ceiling)
        if not (grant.alone and inside) and not grant.second:
            return NotAllowed(refusal(member, each, grant.ceiling if grant.alone else None))
        if not (grant.alone and inside) or policy.needs_second(each.right, each.amount):
            second.append(each)
    if second:
        text = N_("A second person must approve this: {right}.")
        return NeedsSecond(tuple(second), Message(text, {"right": Message(LABELS[second[0].right])}))
    return Allowed()


# ---- what a request asks for ----------------------------------------------------------------------------------------


def wanted(asked: Request | FileRequest | Act, facts: Facts = NO_FACTS) -> tuple[Wanted, ...]:
    """Return every right a request or an act asks for, its verb's own first; LookupError for an unknown verb."""
    right = right_of(asked)
    if isinstance(asked, Act):
        return (Wanted(right, facts.amount),)
    if isinstance(asked, Reverse) and facts.own:
        right = Right.UNDO
    return (Wanted(right, _amount(asked, facts)), *_beyond(asked, facts))


def _amount(asked: Request | FileRequest, facts: Facts) -> int | None:
    if facts.amount is not None:
        return facts.amount
    found = getattr(asked, "amount", getattr(asked, "paid", None))
    return found if isinstance(found, int) else None


def _beyond(asked: Request | FileRequest, facts: Facts) -> Iterable[Wanted]:
    also = _also(asked)
    enters = isinstance(asked, Request) or also is not None or type(asked).__name__ in _ENTERING
    on = getattr(asked, "on", None) if enters else facts.on
    if isinstance(on, date) and facts.today is not None and on < facts.today:
        yield Wanted(Right.EARLIER_DAY, (facts.today - on).days)
    if getattr(asked, "override", "") and facts.passed != {}:
        yield Wanted(Right.PASS_LIMIT, max(facts.passed.values()) if facts.passed else None)
    match asked:
        case TopUp() | PostTopUp() if asked.bonus > facts.offered_bonus:
            yield Wanted(Right.BONUS, asked.bonus - facts.offered_bonus)
        case Payment() | PostPayment() if asked.discount + asked.rounding > facts.earned:
            yield Wanted(Right.DISCOUNT, asked.discount + asked.rounding - facts.earned)
        case CustomerChange() if not CREDIT_FIELDS.isdisjoint(asked.given):
            yield Wanted(Right.CREDIT)
    if _early_terms(asked):
        yield Wanted(Right.CREDIT)
    sold = _sold(asked)
    listed = max(facts.listed or 0, getattr(asked, "list_amount", None) or 0)
    if sold is not None and listed > sold:
        yield Wanted(Right.PRICE, listed - sold)
    if also is not None:
        yield also


def _early_terms(asked: Request | FileRequest) -> bool:
    """Whether a sale brings terms of its own that give something up later: no payment asks for that again."""
    parts = asked.pay if isinstance(asked, Sale | PassSale) else None
    return any(isinstance(part.terms, PaymentTerms) and part.terms.early for part in parts or ())


_ENTERING = frozenset({"ApproveWriteOffs", "MakePlan", "EndPlan", "OpenDrawer", "CashIn", "CashOut"})
"""The requests about files that enter something for a day, in the journal or the drawer; a day's end is its own day."""


def _also(asked: Request | FileRequest) -> Wanted | None:
    """Return what a request about files enters in the journal besides, as the payment or the credit it is."""
    right, field = {
        "StepGuarantee": (Right.RECEIVE, "amount"),
        "EndDispute": (Right.CREDIT_NOTE, "credit"),
    }.get(type(asked).__name__, (None, ""))
    amount = getattr(asked, field, None)
    return Wanted(right, amount) if right is not None and amount else None


def _sold(asked: Request | FileRequest) -> int | None:
    """Return what something is sold for, None where nothing is."""
    if isinstance(asked, Sale):
        return asked.amount
    found = getattr(asked, "paid", None) if type(asked).__name__ == "PassSale" else None
    return found if isinstance(found, int) else None
