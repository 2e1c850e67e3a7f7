"""How much a customer, and a group of them, may owe: in all and overdue; and holds that end with their cause.

Exposure is everything open, interest included; prepaid money is not deducted, and reaching a limit exactly passes
(DESIGN, Sales on account). What is found is handed to the rule of sales, which refuses inside the transaction that
writes, so that two tills cannot pass a limit together.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.money import MAX_MINOR, Money
from app.core.owing.checks import check_order, check_reason
from app.errors import Message, refuse
from app.i18n.mark import N_


class Reaction(StrEnum):
    """What the counter does when a limit would be passed: say it, or refuse unless the owner lets it pass."""

    WARN = "warn"
    REFUSE = "refuse"


class Limits(NamedTuple):
    """Limits in minor units, None for no limit; `overdue` is how much may be overdue for anything more to be sold.

    What is overdue for no more than `grace_days` does not count for that.
    """

    total: int | None = None
    overdue: int | None = None
    grace_days: int = 0
    on_total: Reaction = Reaction.REFUSE
    on_overdue: Reaction = Reaction.WARN


class OpenCharge(NamedTuple):
    """What is open of a charge (minor units, interest and fees included) and when it was due."""

    due_on: date
    open: int


class Exposure(NamedTuple):
    """What is owed in all, and how much of it is overdue beyond the days of grace (minor units)."""

    total: int
    overdue: int


class Group(NamedTuple):
    """Customers who count as one: a family, a firm with its branches; `owed` is what all of them owe together."""

    name: str
    limits: Limits
    owed: Exposure


class CreditGroup(NamedTuple):
    """A group of customers as the shop's settings name it, and how much its members may owe together."""

    name: str
    limits: Limits = Limits()


class Breach(NamedTuple):
    """A limit that a sale would pass, what the counter does about it, and the sentence that says so.

    `overdue` tells the limit of what may be overdue, which any sale passes, from that of all that is owed.
    """

    reaction: Reaction
    message: Message
    overdue: bool = False


def exposure(charges: Iterable[OpenCharge], on: date, grace_days: int = 0) -> Exposure:
    """Return what is owed on a day; a member of a group adds to the group's."""
    total = overdue = 0
    for charge in charges:
        total += charge.open
        if (on - charge.due_on).days > grace_days:
            overdue += charge.open
    return Exposure(total, overdue)


def breaches(amount: int, owed: Exposure, limits: Limits, group: Group | None = None) -> tuple[Breach, ...]:
    """Return the limits that so much more on account would pass, the customer's own first."""
    if amount <= 0:
        return ()
    own = tuple(_own(amount, owed, limits))
    return own if group is None else (*own, *_group(amount, group))


def _own(amount: int, owed: Exposure, limits: Limits) -> Iterator[Breach]:
    if limits.total is not None and owed.total + amount > limits.total:
        text = N_("{amount} more would bring what is owed to {owed}; the limit is {limit}.")
        values = {"amount": Money(amount), "owed": Money(owed.total + amount), "limit": Money(limits.total)}
        yield Breach(limits.on_total, Message(text, values))
    if limits.overdue is not None and owed.overdue > limits.overdue:
        text = N_("{overdue} is overdue; nothing more goes on account while that is more than {limit}.")
        if limits.on_overdue is Reaction.WARN:
            text = N_("{overdue} is overdue, more than the {limit} that may be.")
        values = {"overdue": Money(owed.overdue), "limit": Money(limits.overdue)}
        yield Breach(limits.on_overdue, Message(text, values), overdue=True)


def _group(amount: int, group: Group) -> Iterator[Breach]:
    total, overdue = group.limits.total, group.limits.overdue
    if total is not None and group.owed.total + amount > total:
        text = N_("{amount} more would bring what the group {group} owes to {owed}; its limit is {limit}.")
        values = {"amount": Money(amount), "group": group.name, "owed": Money(group.owed.total + amount)}
        yield Breach(group.limits.on_total, Message(text, {**values, "limit": Money(total)}))
    if overdue is not None and group.owed.overdue > overdue:
        text = N_("{overdue} is overdue in the group {group}; nothing more goes on account while it is over {limit}.")
        if group.limits.on_overdue is Reaction.WARN:
            text = N_("{overdue} is overdue in the group {group}, more than the {limit} that may be.")
        values = {"overdue": Money(group.owed.overdue), "group": group.name, "limit": Money(overdue)}
        yield Breach(group.limits.on_overdue, Message(text, values), overdue=True)


# ---- setting limits -------------------------------------------------------------------------------------------------


def check_limits(limits: Limits) -> None:
    """Refuse limits that are no amounts."""
    for field, amount in (("credit_limit", limits.total), ("overdue_limit", limits.overdue)):
        if amount is not None and not 0 <= amount <= MAX_MINOR:
            refuse(field, N_("{field} must be an amount from zero to {most}."), field=field, most=Money(MAX_MINOR))
    if limits.grace_days < 0:
        refuse("grace_days", N_("grace_days: days of grace cannot be negative."))


def said_of(limits: Limits, owed: Exposure) -> Message | None:
    """Say that a limit is below what is owed already, which is allowed; where it refuses, no more can be bought."""
    if limits.total is None or owed.total <= limits.total:
        return None
    text = N_("{owed} is owed already, more than the limit of {limit}: nothing goes on account until {over} is paid.")
    if limits.on_total is Reaction.WARN:
        text = N_("{owed} is owed already, {over} more than the limit of {limit}.")
    values = {"owed": Money(owed.total), "limit": Money(limits.total), "over": Money(owed.total - limits.total)}
    return Message(text, values)


def said_of_group(group: Group) -> Message | None:
    """Say that a group owes more than its limit: where it refuses, none of its members can buy on account."""
    limit, owed = group.limits.total, group.owed.total
    if limit is None or owed <= limit:
        return None
    text = N_(
        "The group {group} owes {owed}, more than its limit of {limit}: nothing goes on account until it is paid."
    )
    if group.limits.on_total is Reaction.WARN:
        text = N_("The group {group} owes {owed}, more than its limit of {limit}.")
    return Message(text, {"group": group.name, "owed": Money(owed), "limit": Money(limit)})


# ---- holds ----------------------------------------------------------------------------------------------------------


class Scope(StrEnum):
    """What a hold stops: sales on account, or all sales."""

    ACCOUNT = "account"
    ALL = "all"


class Cause(StrEnum):
    """Why there is a hold; each but the owner's own word can be gone by itself, and comes back with its cause.

    `overdue`: something is. `limit`: more is owed than may be. `promise`: one was broken. `agreement`: none in force.
    """

    OWNER = "owner"
    OVERDUE = "overdue"
    LIMIT = "limit"
    PROMISE = "promise"
    AGREEMENT = "agreement"


class Hold(NamedTuple):
    """Sales stopped for a customer (`id`: its request) from a day on, through a day if it was put to one."""

    id: str
    cause: Cause
    scope: Scope
    reason: str
    starts_on: date
    ends_on: date | None = None
    who: str = ""


class Causes(NamedTuple):
    """What is true of a customer on a day, as far as holds ask: what is owed, and whether anything else stands open.

    `owed` counts overdue beyond the days of grace. `limit` None means none.
    """

    owed: Exposure = Exposure(0, 0)
    limit: int | None = None
    broken_promise: bool = False
    agreement: bool = True


_GONE = {
    Cause.OVERDUE: N_("The hold is lifted: nothing is overdue on {on}."),
    Cause.LIMIT: N_("The hold is lifted: what is owed on {on} is within the limit."),
    Cause.PROMISE: N_("The hold is lifted: what was promised has been paid by {on}."),
    Cause.AGREEMENT: N_("The hold is lifted: there is an agreement in force on {on}."),
}


def check_hold(hold: Hold) -> None:
    """Refuse a hold without a reason, or one that ends before it begins."""
    check_reason(hold.reason)
    check_order(hold.starts_on, hold.ends_on, "ends_on")


def lifted(hold: Hold, causes: Causes, on: date) -> Message | None:
    """Say why a hold is lifted by itself on a day; None while it stands."""
    if hold.ends_on is not None and on > hold.ends_on:
        return Message(N_("The hold ended on {on}."), {"on": hold.ends_on})
    gone = {
        Cause.OWNER: False,
        Cause.OVERDUE: causes.owed.overdue == 0,
        Cause.LIMIT: causes.limit is None or causes.owed.total <= causes.limit,
        Cause.PROMISE: not causes.broken_promise,
        Cause.AGREEMENT: causes.agreement,
    }
    return Message(_GONE[hold.cause], {"on": on}) if gone[hold.cause] else None


def standing(holds: Iterable[Hold], causes: Causes, on: date) -> Hold | None:
    """Return the hold that counts on a day: one on all sales before one on account, then the oldest."""
    found = (hold for hold in holds if hold.starts_on <= on and lifted(hold, causes, on) is None)
    return min(found, key=lambda hold: (hold.scope is not Scope.ALL, hold.starts_on, hold.id), default=None)
