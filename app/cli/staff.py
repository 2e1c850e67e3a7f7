"""The staff on the command line: signing in for a command, and `staff`, which tells the staff apart."""

import argparse
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from app import bootstrap
from app.bootstrap import App
from app.cli.output import Output
from app.cli.secrets import secret
from app.core.money import parse_amount
from app.core.staff.rights import BY_DAYS, LABELS, Act, Right
from app.core.staff.roles import NO, ROLES, SECOND, YES, Grant, Member, Policy, Role, grants_of, up_to
from app.errors import refuse
from app.i18n.catalog import _
from app.i18n.mark import N_
from app.services import closed_books
from app.services.circumstances import Circumstances
from app.services.protection import Key
from app.services.rights import allow
from app.services.seat import Seat
from app.services.staff import AddMember, ChangeMember, ChangeRights, EndMember, StaffMember

DONE = 0


# ---- signing in -----------------------------------------------------------------------------------------------------


def signed_in(options: argparse.Namespace, app: App) -> None:
    """Sign in whoever a command is for; where the staff are told apart it refuses to go on without."""
    if not app.staff.present().on:
        if options.as_ or options.second:
            refuse("as", N_("The staff are not told apart in this book; nobody needs to sign in."))
        return
    if options.command == "staff" and options.act == "recover":
        return
    app.staff.sign_in(_asked_for(options), secret(options, _prompt(options.as_)))
    if options.second:
        app.staff.sit_beside(options.second, secret(options, _prompt(options.second)))
    if options.command in _LOOKING:
        allow(app.store, app.around, Act.LOOK, options.command)


_LOOKING = frozenset({"show", "statement", "statements", "receipt", "plan-sheet", "evidence", "envelopes", "labels"})
"""The commands that answer with what is known of customers."""


def seated(options: argparse.Namespace, path: Path, key: Key | None) -> Circumstances:
    """Sign in whoever does something to a book that nobody has open."""
    around = bootstrap.circumstances()._replace(seat=Seat())
    if closed_books.tells_apart(path, key):
        closed_books.sign_in(path, key, around, _asked_for(options), secret(options, _prompt(options.as_)))
        if options.second:
            typed = secret(options, _prompt(options.second))
            closed_books.sign_in(path, key, around, options.second, typed, second=True)
    return around


def _asked_for(options: argparse.Namespace) -> str:
    if not options.as_:
        refuse("as", N_("This book tells its staff apart: say who you are by --as NAME."))
    name: str = options.as_
    return name


def _prompt(name: str) -> str:
    return _("PIN or password of {name}: ").format(name=name)


def _new_secret(options: argparse.Namespace, name: str) -> str:
    first = secret(options, _("New PIN or password of {name}: ").format(name=name))
    if options.secret_fd is None and first != secret(options, _("The same once more: ")):
        refuse("secret", N_("The two are not the same; nothing was changed."))
    return first


# ---- the command ----------------------------------------------------------------------------------------------------


def staff(options: argparse.Namespace, app: App, output: Output) -> int:
    """Do what is asked about the staff."""
    _ACTS[options.act](options, app, output)
    return DONE


def show_staff(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show who belongs to the staff."""
    found = app.staff.members(gone=getattr(options, "all", False))
    if output.json:
        output.answer([{**_answer(each.member), "has_secret": each.has_secret} for each in found])
        return
    rows = [
        [str(each.member.id), each.member.name, _(ROLES[each.member.role]), _own(each.member, output), _state(each)]
        for each in found
    ]
    output.table([_("No."), _("Name"), _("Role"), _("Own rights"), _("Sign-in")], rows)


def _state(each: StaffMember) -> str:
    if not each.member.active:
        return _("has left")
    return _("PIN or password set") if each.has_secret else _("no PIN or password yet")


def _answer(member: Member) -> dict[str, object]:
    answer: dict[str, object] = {"no": member.id, "name": member.name, "role": member.role.value}
    return {**answer, "own": grants_of(member.own), "active": member.active}


def _own(member: Member, output: Output) -> str:
    return _(", ").join(f"{right}: {_grant(right, grant, output)}" for right, grant in member.own.items())


def _grant(right: Right, grant: Grant, output: Output) -> str:
    if not grant.alone:
        return _("with a second person") if grant.second else _("no")
    if grant.ceiling is None:
        return _("yes")
    if right in BY_DAYS:
        return _("up to {days} days").format(days=grant.ceiling)
    return _("up to {most}").format(most=output.money(grant.ceiling))


def _on(options: argparse.Namespace, app: App, output: Output) -> None:
    code = app.staff.switch_on(_id(), name=options.name, secret=_new_secret(options, options.name))
    _print_code(code, output)


def _off(_options: argparse.Namespace, app: App, output: Output) -> None:
    app.staff.switch_off(_id())
    _done(output, on=False)


def _add(options: argparse.Namespace, app: App, output: Output) -> None:
    request = AddMember(id=_id(), name=options.name, role=Role(options.role))
    app.staff.add(request, _new_secret(options, options.name))
    _done(output, name=options.name)


def _change(options: argparse.Namespace, app: App, output: Output) -> None:
    member = app.staff.named(options.name)
    given: dict[str, object] = {}
    if options.new_name is not None:
        given["name"] = options.new_name
    if options.role is not None:
        given["role"] = Role(options.role)
    own = {**({} if options.as_role else member.own), **_grants_of(options, app)}
    if own != member.own:
        given["own"] = own
    app.staff.record(ChangeMember(id=_id(), member=member.id, given=given))
    _done(output, name=options.new_name or options.name)


def _end(options: argparse.Namespace, app: App, output: Output) -> None:
    member = app.staff.named(options.name)
    app.staff.record(EndMember(id=_id(), member=member.id, reason=options.reason))
    _done(output, name=options.name)


def _secret(options: argparse.Namespace, app: App, output: Output) -> None:
    present = app.staff.present().member
    member = app.staff.named(options.name) if options.name else present
    if member is None:
        refuse("as", N_("This book tells its staff apart: say who you are by --as NAME."))
    mine = present is not None and member.id == present.id
    old = ""
    if mine and any(each.has_secret for each in app.staff.members() if each.member.id == member.id):
        old = secret(options, _prompt(member.name))
    app.staff.set_secret(_new_secret(options, member.name), old=old, member=None if mine else member.id)
    _done(output, name=member.name)


def _rights(options: argparse.Namespace, app: App, output: Output) -> None:
    policy = app.staff.policy()
    new = _changed(policy, options, app)
    if new != policy:
        app.staff.record(ChangeRights(id=_id(), policy=new))
    _show_rights(new, output)


def _changed(policy: Policy, options: argparse.Namespace, app: App) -> Policy:
    grants = _grants_of(options, app)
    if grants and options.role is None:
        refuse("role", N_("role: say by --role whose rights are meant."))
    if grants:
        role = Role(options.role)
        policy = replace(policy, roles={**policy.roles, role: {**policy.roles.get(role, {}), **grants}})
    eyes = dict(policy.four_eyes)
    for text in options.four_eyes:
        right, least = _right_and(text, app)
        eyes[right] = least or 0
    for word in options.two_eyes:
        eyes.pop(Right(word), None)
    idle = policy.idle_minutes if options.idle is None else options.idle
    return replace(policy, four_eyes=eyes, idle_minutes=idle)


def _grants_of(options: argparse.Namespace, app: App) -> dict[Right, Grant]:
    found: dict[Right, Grant] = {}
    for text in options.allow:
        right, most = _right_and(text, app)
        found[right] = YES if most is None else up_to(most)
    found |= dict.fromkeys(map(Right, options.with_second), SECOND)
    return found | dict.fromkeys(map(Right, options.forbid), NO)


def _right_and(text: str, app: App) -> tuple[Right, int | None]:
    """Read a right with an amount, or with days."""
    word, _sign, most = text.partition("=")
    if word not in set(Right):
        refuse("right", N_("right: there is no right “{word}”; “staff rights” lists them."), word=word[:40])
    right = Right(word)
    if not most:
        return right, None
    if right in BY_DAYS:
        if not most.isascii() or not most.isdigit():
            refuse("right", N_("right: “{right}” is given for a number of days, such as 7."), right=word)
        return right, int(most[:6])
    return right, parse_amount(most, app.book.decimals, "right", zero=True)


def _show_rights(policy: Policy, output: Output) -> None:
    roles = [role for role in Role if role is not Role.OWNER]
    people = {role: Member(id=0, name="", role=role) for role in roles}
    if output.json:
        told = {role.value: grants_of({right: policy.grant(people[role], right) for right in Right}) for role in roles}
        eyes = {right.value: least for right, least in policy.four_eyes.items()}
        output.answer({"on": policy.on, "roles": told, "four_eyes": eyes, "idle_minutes": policy.idle_minutes})
        return
    rows = [
        [
            right.value,
            _(LABELS[right]),
            *(_grant(right, policy.grant(people[role], right), output) for role in roles),
            _("yes") if right in policy.four_eyes else "",
        ]
        for right in Right
    ]
    heads = [_("Right"), _("What it allows"), *(_(ROLES[role]) for role in roles), _("Always two")]
    output.table(heads, rows)


def _recovery(_options: argparse.Namespace, app: App, output: Output) -> None:
    _print_code(app.staff.new_recovery_code(), output)


def _recover(options: argparse.Namespace, app: App, output: Output) -> None:
    code = secret(options, _("Recovery code: "))
    _print_code(app.staff.recover(code, _new_secret(options, options.name or _("the owner")), options.name), output)


def _print_code(code: str, output: Output) -> None:
    if output.json:
        output.answer({"recovery_code": code})
        return
    output.say(_("Write the owner's recovery code down or print it; it is shown only now, and good for one use:"))
    output.say(code)


def _done(output: Output, **answer: object) -> None:
    if output.json:
        output.answer(answer)
    else:
        output.say(_("Done."))


def _id() -> str:
    return f"staff-{uuid.uuid4().hex}"


_ACTS: Mapping[str, Callable[[argparse.Namespace, App, Output], None]] = MappingProxyType(
    {
        "list": show_staff,
        "on": _on,
        "off": _off,
        "add": _add,
        "change": _change,
        "end": _end,
        "secret": _secret,
        "rights": _rights,
        "recovery": _recovery,
        "recover": _recover,
    }
)
