"""Taking somebody on, changing what they are, letting them go: requests, and the staff that comes of them."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.core.customer import Change, FileRequest
from app.core.staff.rights import LABELS, Right
from app.core.staff.roles import (
    MAX_NAME,
    NO,
    YES,
    Grant,
    Member,
    Policy,
    Role,
    check_members,
    check_policy,
    grants_of,
    said,
)
from app.errors import Message, refuse
from app.i18n.mark import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMember(FileRequest):
    """Somebody joins the staff."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMember(FileRequest):
    """A member of the staff (by number) gets another name, role or rights of their own: only what is given changes."""

    member: int
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMember(FileRequest):
    """Somebody leaves: they can sign in no more; what they did stays theirs."""

    member: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRights(FileRequest):
    """The owner sets whether staff are told apart, what roles may do, and what needs four eyes."""

    policy: Policy


def checked_name(name: str) -> str:
    """Return a name as it is kept, in one line; refuses a blank or an overlong one."""
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if not plain or len(plain) > MAX_NAME or not plain.isprintable():
        refuse("name", N_("name: give a name of 1 to {most} characters in one line."), most=MAX_NAME)
    return plain


def added(members: Sequence[Member], request: AddMember, number: int, policy: Policy, by: Member) -> tuple[Member, ...]:
    """Return the staff with somebody new of that number; refuses a name that is taken, and more than `by` may give."""
    new = Member(id=number, name=checked_name(request.name), role=request.role)
    _check_giver(by, None, new, policy)
    return _checked((*members, new), policy)


def changed(members: Sequence[Member], request: ChangeMember, policy: Policy, by: Member) -> tuple[Member, ...]:
    """Return the staff with a member changed; refuses one that is gone, and a staff that would have no owner."""
    old = member_of(members, request.member)
    given = dict(request.given)
    unknown = sorted(given.keys() - {"name", "role", "own"})
    if unknown:
        refuse(unknown[0], N_("{field} is not something that can be changed of a member."), field=unknown[0])
    if "name" in given:
        given["name"] = checked_name(given["name"])
    new = replace(old, **given)
    _check_giver(by, old, new, policy)
    return _checked(_with(members, new), policy)


def ended(members: Sequence[Member], request: EndMember, policy: Policy, by: Member) -> tuple[Member, ...]:
    """Return the staff without somebody; refuses the last owner, and the last one who could approve something."""
    old = member_of(members, request.member)
    new = replace(old, active=False)
    _check_giver(by, old, new, policy)
    return _checked(_with(members, new), policy)


def check_rights_change(by: Member) -> None:
    """Refuse to let anybody but an owner set what roles may do and what needs four eyes."""
    if by.role is not Role.OWNER:
        refuse("rights", N_("rights: only an owner can change what roles may do."))


def check_recovery_change(by: Member) -> None:
    """Refuse a recovery code to anybody but an owner: whoever has it becomes one."""
    if by.role is not Role.OWNER:
        refuse("recovery", N_("recovery: only an owner can have a new recovery code made."))


def check_secret_change(by: Member, whose: Member, policy: Policy) -> None:
    """Refuse to let whoever manages staff set the PIN of somebody who may do more, and so sign in as them."""
    _check_giver(by, whose, whose, policy)
    for right in Right:
        if by.role is not Role.OWNER and not _covers(policy.grant(by, right), policy.grant(whose, right)):
            refuse(
                "member",
                N_("member: {name} may do what you may not: {right}. Only an owner can set their PIN or password."),
                name=said(whose),
                right=Message(LABELS[right]),
            )


def _check_giver(by: Member, old: Member | None, new: Member, policy: Policy) -> None:
    """Refuse what would let somebody who manages staff make themselves, or a friend, more than they are."""
    if by.role is Role.OWNER:
        return
    if Role.OWNER in (new.role, old.role if old is not None else new.role):
        refuse("role", N_("role: only an owner can make somebody an owner, or change one."))
    if by.id == new.id:
        refuse("member", N_("member: nobody can change their own role and rights; ask an owner."))
    for right in Right:
        given, held = policy.grant(new, right), policy.grant(by, right)
        had = policy.grant(old, right) if old is not None else NO
        if given != had and not _covers(held, given):
            refuse(
                "rights",
                N_("rights: you cannot give “{right}”, as you do not have it so far yourself."),
                right=Message(LABELS[right]),
            )


def _covers(held: Grant, given: Grant) -> bool:
    """Whether a grant is at least as wide as another."""
    if given.second and not (held.second or held == YES):
        return False
    return not given.alone or (
        held.alone and (held.ceiling is None or (given.ceiling is not None and given.ceiling <= held.ceiling))
    )


def member_of(members: Sequence[Member], number: int) -> Member:
    """Return an active member of the staff by number."""
    found = next((each for each in members if each.id == number and each.active), None)
    if found is None:
        refuse("member", N_("member: nobody of the staff has the number {number}."), number=number)
    return found


def _with(members: Sequence[Member], new: Member) -> tuple[Member, ...]:
    return tuple(new if each.id == new.id else each for each in members)


def _checked(members: tuple[Member, ...], policy: Policy) -> tuple[Member, ...]:
    check_members(members)
    check_policy(policy, members)
    return members


def changes(old: Member | None, new: Member) -> list[Change]:
    """Return what goes into the log: fields named `staff.<number>.<field>`, as those of a customer's file."""
    before = _texts(old) if old is not None else dict.fromkeys(_texts(new), "")
    return [
        Change(f"staff.{new.id}.{name}", before[name], text)
        for name, text in _texts(new).items()
        if text != before[name]
    ]


def _texts(member: Member) -> dict[str, str]:
    own = sorted(f"{right}: {parts}" for right, parts in grants_of(member.own).items())
    return {
        "name": member.name,
        "role": member.role.value,
        "own": "; ".join(own),
        "active": "yes" if member.active else "no",
    }
