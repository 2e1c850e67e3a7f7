"""Members of the staff, their roles, and how far each right is given to them."""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from app.core.staff.rights import BY_AMOUNT, BY_DAYS, LABELS, Right
from app.errors import Message, refuse
from app.i18n.mark import N_


class Role(StrEnum):
    """What somebody is in the shop."""

    OWNER = "owner"
    CASHIER = "cashier"
    BOOKKEEPER = "bookkeeper"
    READER = "reader"


ROLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.OWNER: N_("Owner"),
        Role.CASHIER: N_("Cashier"),
        Role.BOOKKEEPER: N_("Bookkeeper"),
        Role.READER: N_("Reader"),
    }
)
"""What each role is called."""


class Grant(NamedTuple):
    """How far a right is given: alone, up to a ceiling (None: any), beyond that, or at all, only with a second person.

    The ceiling is in minor units, that of earlier days in days; it is reached exactly without passing it.
    """

    alone: bool = False
    ceiling: int | None = None
    second: bool = False


NO = Grant()
YES = Grant(alone=True)
SECOND = Grant(second=True)


def up_to(ceiling: int, *, second: bool = True) -> Grant:
    """Return a right given up to a ceiling; beyond it with a second person, unless that is ruled out."""
    return Grant(alone=True, ceiling=ceiling, second=second)


def _of(alone: Iterable[Right], second: Iterable[Right]) -> Mapping[Right, Grant]:
    return MappingProxyType({**dict.fromkeys(alone, YES), **dict.fromkeys(second, SECOND)})


DEFAULTS: Mapping[Role, Mapping[Right, Grant]] = MappingProxyType(
    {
        Role.OWNER: _of(Right, ()),
        Role.CASHIER: _of(
            (
                *(Right.VIEW, Right.SELL, Right.RECEIVE, Right.PRICE),
                *(Right.FILES, Right.REMIND, Right.DRAWER, Right.BACKUP),
            ),
            (
                *(Right.BONUS, Right.DISCOUNT, Right.PASS_LIMIT, Right.CREDIT_NOTE, Right.REFUND),
                *(Right.UNDO, Right.REVERSE, Right.EARLIER_DAY, Right.CASH_OUT),
            ),
        ),
        Role.BOOKKEEPER: _of(
            (
                *(Right.VIEW, Right.REPORTS, Right.RECEIVE, Right.INTEREST, Right.OPENING, Right.EARLIER_DAY),
                *(Right.UNDO, Right.MONTHS, Right.FILES, Right.CREDIT, Right.CLAIMS, Right.REMIND),
                *(Right.STATEMENTS, Right.EXPORT, Right.IMPORT, Right.BACKUP, Right.AUDIT),
            ),
            (
                *(Right.REVERSE, Right.WRITE_OFF, Right.CREDIT_NOTE, Right.DISCOUNT),
                *(Right.TRANSFER, Right.MERGE, Right.LOT_TERMS),
            ),
        ),
        Role.READER: _of((Right.VIEW,), ()),
    }
)
"""What each role may do before the owner changes it; a right that is not named is not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the staff; `own` are the rights in which they differ from their role. The first owner has no name.

    Whoever left stays, inactive, with the entries they made.
    """

    id: int
    name: str
    role: Role
    own: Mapping[Right, Grant] = field(default_factory=dict)
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the owner has set: whether staff are told apart at all, how roles differ from what is usual, four eyes.

    `four_eyes` are the rights for which a second person is needed whoever it is, with the amount from which on (0:
    always). `idle_minutes` is after how long the program locks, 0 for never.
    """

    on: bool = False
    roles: Mapping[Role, Mapping[Right, Grant]] = field(default_factory=dict)
    four_eyes: Mapping[Right, int] = field(default_factory=dict)
    idle_minutes: int = 10

    def grant(self, member: Member, right: Right) -> Grant:
        """Return how far a right is given to somebody; an owner has every right, whatever else is written."""
        if not member.active:
            return NO
        if member.role is Role.OWNER:
            return YES
        if right in member.own:
            return member.own[right]
        of_role = self.roles.get(member.role, {})
        return of_role[right] if right in of_role else DEFAULTS[member.role].get(right, NO)

    def needs_second(self, right: Right, amount: int | None) -> bool:
        """Whether a second person is needed by the owner's choice; an amount nobody knows counts as large."""
        if right not in self.four_eyes:
            return False
        return amount is None or amount >= self.four_eyes[right]


ALONE = Policy()
"""The shop of one person: nobody is told apart and everything is allowed."""

MAX_IDLE_MINUTES = 240
MAX_NAME = 60


def said(member: Member) -> str | Message:
    """Return how a member is called in a sentence: by name, else by role."""
    return member.name or Message(ROLES[member.role])


# ---- what may be set ------------------------------------------------------------------------------------------------


def check_grant(right: Right, grant: Grant) -> Grant:
    """Return a grant if it can be meant; refuses a ceiling on what has no amount, or below nothing."""
    if grant.ceiling is None:
        return grant
    if right not in BY_AMOUNT | BY_DAYS:
        refuse(right, N_("rights: “{right}” has no amount that it could be given up to."), right=Message(LABELS[right]))
    if grant.ceiling < 0 or not grant.alone:
        refuse(
            right,
            N_("rights: give an amount of 0 or more up to which “{right}” is allowed."),
            right=Message(LABELS[right]),
        )
    return grant


def check_members(members: Iterable[Member]) -> None:
    """Refuse a staff without an active owner, without names, or with two active members nobody could tell apart."""
    active = [member for member in members if member.active]
    if not any(member.role is Role.OWNER for member in active):
        refuse("role", N_("role: a book always needs an owner; make somebody else an owner first."))
    seen: set[str] = set()
    for member in active:
        if not member.name and len(active) > 1:
            refuse("name", N_("name: give every member of the staff a name, the owner too."))
        key = unicodedata.normalize("NFKC", member.name).casefold()
        if key in seen:
            refuse("name", N_("name: there is already somebody called “{name}”."), name=member.name)
        seen.add(key)


def check_policy(policy: Policy, members: Iterable[Member]) -> None:
    """Refuse what cannot be kept to: rights without an amount given up to one, and four eyes where there are two.

    Four eyes need two members who both hold the right without a ceiling, or nobody could ever approve.
    """
    staff = list(members)
    for role, grants in policy.roles.items():
        if role is Role.OWNER:
            refuse("rights", N_("rights: an owner has every right; choose another role to take some away."))
        for right, grant in grants.items():
            check_grant(right, grant)
    for member in staff:
        for right, grant in member.own.items():
            check_grant(right, grant)
    for right, least in policy.four_eyes.items():
        if least < 0 or (least and right not in BY_AMOUNT | BY_DAYS):
            check_grant(right, Grant(alone=True, ceiling=least))
        able = [each for each in staff if policy.grant(each, right) in (YES, Grant(alone=True, second=True))]
        if policy.on and len(able) < _EYES:
            refuse(
                "four_eyes",
                N_(
                    "four_eyes: nobody could approve “{right}”; at least two members of the staff must have that right."
                ),
                right=Message(LABELS[right]),
            )
    if not 0 <= policy.idle_minutes <= MAX_IDLE_MINUTES:
        refuse("idle_minutes", N_("idle_minutes must be from 0 (never) to {most}."), most=MAX_IDLE_MINUTES)


_EYES = 2


# ---- as JSON --------------------------------------------------------------------------------------------------------


def policy_json(policy: Policy) -> str:
    """Write a policy as canonical JSON."""
    content = {
        "on": policy.on,
        "roles": {role: grants_of(grants) for role, grants in policy.roles.items()},
        "four_eyes": dict(policy.four_eyes),
        "idle_minutes": policy.idle_minutes,
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def read_policy(text: str) -> Policy:
    """Read what `policy_json` wrote; ValueError for anything else."""
    try:
        content = json.loads(text)
        return Policy(
            on=content["on"] is True,
            roles={Role(role): read_grants(grants) for role, grants in content["roles"].items()},
            four_eyes={Right(right): int(least) for right, least in content["four_eyes"].items()},
            idle_minutes=int(content["idle_minutes"]),
        )
    except (TypeError, LookupError, AttributeError) as error:
        raise ValueError(text) from error


def grants_of(grants: Mapping[Right, Grant]) -> dict[str, list[object]]:
    """Return grants as what JSON knows."""
    return {str(right): [grant.alone, grant.ceiling, grant.second] for right, grant in grants.items()}


def read_grants(content: Mapping[str, object]) -> dict[Right, Grant]:
    """Read what `grants_of` returned; ValueError for anything else."""
    found: dict[Right, Grant] = {}
    for right, parts in content.items():
        match parts:
            case [bool() as alone, (int() | None) as ceiling, bool() as second] if not isinstance(ceiling, bool):
                found[Right(right)] = Grant(alone, ceiling, second)
            case _:
                raise ValueError(right)
    return found
