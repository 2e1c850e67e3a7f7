"""What is answered to whoever wants to do something: yes, only with a second person, or no; and who may approve it.

What a request asks for is read in `core.staff.may`; this here knows of rights alone, so that a window can tell what is
barred before it has loaded anything of what may be asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from app.core.money import Money
from app.core.staff.rights import BY_DAYS, LABELS, Right
from app.core.staff.roles import Member, Policy, said
from app.errors import Message, Refused
from app.i18n.mark import N_


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


def approvers(verdict: NeedsSecond, member: Member, members: Iterable[Member], policy: Policy) -> tuple[Member, ...]:
    """Return who may approve what somebody asks for: others who may do all of it alone, by their own rights."""
    return tuple(each for each in members if each.id != member.id and can_approve(verdict, each, policy))


def can_approve(verdict: NeedsSecond, member: Member, policy: Policy) -> bool:
    """Whether somebody may do alone all that is to be approved."""
    grants = [(each, policy.grant(member, each.right)) for each in verdict.wanted]
    return all(grant.alone and within(each, grant.ceiling) for each, grant in grants)


def barred(member: Member, right: Right, policy: Policy) -> Message | None:
    """Return why somebody can have no part in what asks for a right, not even with a second person; None if they can.

    Asked of what is shown, beforehand; whether it may be done in the end is asked of the request itself.
    """
    grant = policy.grant(member, right)
    if not policy.on or grant.alone or grant.second:
        return None
    return refusal(member, Wanted(right), None)


def enforce(verdict: Verdict) -> None:
    """Raise `Refused` (field `staff`) unless it may be done at once; a second person's approval is checked apart."""
    if not isinstance(verdict, Allowed):
        raise Refused("staff", verdict.message)


def within(wanting: Wanted, ceiling: int | None) -> bool:
    """Whether what is asked for stays under a ceiling."""
    return ceiling is None or (wanting.amount is not None and wanting.amount <= ceiling)


def refusal(member: Member, wanting: Wanted, ceiling: int | None) -> Message:
    """Say that somebody may not do something, or not so much of it."""
    values: dict[str, object] = {"name": said(member), "right": Message(LABELS[wanting.right])}
    if ceiling is None:
        return Message(N_("{name} may not do this: {right}. The owner can allow it in the settings."), values)
    if wanting.right in BY_DAYS:
        text = N_("{name} may do this only up to {days} days back: {right}. The owner can allow more in the settings.")
        return Message(text, {**values, "days": ceiling})
    text = N_("{name} may do this only up to {most}: {right}. The owner can allow more in the settings.")
    return Message(text, {**values, "most": Money(ceiling)})
