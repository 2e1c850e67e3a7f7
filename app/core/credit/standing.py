"""How a customer stands with the shop as far as owing goes, as one reads it at the counter and in their file."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from app.core.owing.limits import Breach, Exposure, Hold, Limits, Reaction
from app.core.owing.supply import Needed, SupplyRule
from app.core.owing.terms import Instalment, PaymentTerms
from app.errors import Message


class Source(StrEnum):
    """Where the terms of a sale come from: the sale itself, an agreement in force, or the customer's file."""

    SALE = "sale"
    AGREEMENT = "agreement"
    FILE = "file"


class HoldLine(NamedTuple):
    """A hold in a customer's file; `lifted` says why it does not stand on the day asked for, None while it does.

    One that is to begin later is neither lifted nor standing: `stands` says that it counts.
    """

    hold: Hold
    stands: bool
    lifted: Message | None = None


class GroupStanding(NamedTuple):
    """The group a customer belongs to: its limits, what all of its members owe, who they are (numbers and names).

    `room` is how much more all of them together may owe, None where there is no limit, negative beyond it.
    """

    name: str
    limits: Limits
    owed: Exposure
    room: int | None
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a customer may owe and owes on a day, in minor units, and what stands in the way of more.

    `room` is how much more may go on the account by every limit that refuses or warns, the group's included; None
    where there is no limit, negative where more is owed than may be. `hold` is the one that counts, None for none;
    `holds` are all in the file, newest first. `terms` are those of a sale on account made that day that brings none of
    its own, `source` where they come from. `messages` say what the owner should know, such as a limit below the debt.
    """

    number: str
    name: str
    on: date
    limits: Limits
    owed: Exposure
    room: int | None
    group: GroupStanding | None
    hold: Hold | None
    holds: tuple[HoldLine, ...]
    supply: SupplyRule
    terms: PaymentTerms
    source: Source
    messages: tuple[Message, ...]


def overdue_refuses(standing: Standing) -> bool:
    """Whether more is overdue than may be, of the customer or of the group, where that refuses sales on account."""
    found = [(standing.limits, standing.owed)]
    if standing.group is not None:
        found.append((standing.group.limits, standing.group.owed))
    return any(
        limits.overdue is not None and owed.overdue > limits.overdue and limits.on_overdue is Reaction.REFUSE
        for limits, owed in found
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SalePreview:
    """What a sale would meet, the reason to pass it left out of account.

    `on_account` is the part that would be owed (minor units), in the `instalments` the terms give. `breaches` are the
    limits it would pass; `hold` stops it. `needed` is what supply control asks to be paid, `paid` what is paid of it.
    `refused` are the sentences it would be refused by, which a reason lets pass; `said` what is only said.
    """

    on_account: int
    instalments: tuple[Instalment, ...]
    terms: PaymentTerms | None
    breaches: tuple[Breach, ...]
    hold: Hold | None
    needed: Needed
    paid: int
    refused: tuple[Message, ...]
    said: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """One change of what a customer (or a group) may owe, as the log keeps it: when, who, from what to what, and why.

    `group` is the name of the group whose limits changed, blank for the customer's own. `left` and `joined` are the
    groups a customer was taken out of and put into.
    """

    at: datetime
    who: str
    old: Limits
    new: Limits
    reason: str = ""
    group: str = ""
    left: str = ""
    joined: str = ""
