"""May somebody do what they ask for: alone, only with a second person, or not at all. Pure, and asked by the services.

What a request asks for is its verb's own right, and more where its content goes further than its verb: a bonus beyond
the offers, a price below the list, a limit passed, an earlier day, limits among the changes to a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from app.core.customer import CustomerChange, FileRequest
from app.core.incoming_requests import PostPayment, PostTopUp
from app.core.money import Money
from app.core.owing.terms import PaymentTerms
from app.core.requests import PassSale, Payment, Request, Reverse, Sale, TopUp
from app.core.staff.rights import BY_DAYS, LABELS, Act, Right, right_of
from app.core.staff.roles import ALONE, Member, Policy, said
from app.errors import Message, Refused
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


class Wanted(NamedTuple):
    """A right that is asked for, and how much of it (minor units, or days); None where nobody knows or it is no matter.

    An amount nobody knows lies beyond every ceiling.
    """

    right: Right
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may be done at once."""


@dataclass(frozen=True, slots=True)
class NeedsSecond:
    """It may be done once somebody else who may do it has approved; `wanted` is what they must be allowed to do."""

    wanted: tuple[Wanted, ...]
    message: Message


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """It may not be done, and why in one sentence."""

    message: Message


Verdict: TypeAlias = Allowed | NeedsSecond | NotAllowed


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
        within = _within(each, grant.ceiling)
        if not (grant.alone and within) and not grant.second:
            return NotAllowed(_refusal(member, each, grant.ceiling if grant.alone else None))
        if not (grant.alone and within) or policy.needs_second(each.right, each.amount):
            second.append(each)
    if second:
        text = N_("A second person must approve this: {right}.")
        return NeedsSecond(tuple(second), Message(text, {"right": Message(LABELS[second[0].right])}))
    return Allowed()


def approvers(verdict: NeedsSecond, member: Member, members: Iterable[Member], policy: Policy) -> tuple[Member, ...]:
    """Return who may approve what somebody asks for: others who may do all of it alone, by their own rights."""
    return tuple(each for each in members if each.id != member.id and can_approve(verdict, each, policy))


def can_approve(verdict: NeedsSecond, member: Member, policy: Policy) -> bool:
    """Whether somebody may do alone all that is to be approved."""
    grants = [(each, policy.grant(member, each.right)) for each in verdict.wanted]
    return all(grant.alone and _within(each, grant.ceiling) for each, grant in grants)


def barred(member: Member, right: Right, policy: Policy) -> Message | None:
    """Return why somebody can have no part in what asks for a right, not even with a second person; None if they can.

    Asked of what is shown, beforehand; whether it may be done in the end is asked of the request itself.
    """
    grant = policy.grant(member, right)
    if not policy.on or grant.alone or grant.second:
        return None
    return _refusal(member, Wanted(right), None)


def enforce(verdict: Verdict) -> None:
    """Raise `Refused` (field `staff`) unless it may be done at once; a second person's approval is checked apart."""
    if not isinstance(verdict, Allowed):
        raise Refused("staff", verdict.message)


def _within(wanting: Wanted, ceiling: int | None) -> bool:
    return ceiling is None or (wanting.amount is not None and wanting.amount <= ceiling)


def _refusal(member: Member, wanting: Wanted, ceiling: int | None) -> Message:
    values: dict[str, object] = {"name": said(member), "right": Message(LABELS[wanting.right])}
    if ceiling is None:
        return Message(N_("{name} may not do this: {right}. The owner can allow it in the settings."), values)
    if wanting.right in BY_DAYS:
        text = N_("{name} may do this only up to {days} days back: {right}. The owner can allow more in the settings.")
        return Message(text, {**values, "days": ceiling})
    text = N_("{name} may do this only up to {most}: {right}. The owner can allow more in the settings.")
    return Message(text, {**values, "most": Money(ceiling)})


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
