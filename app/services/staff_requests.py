"""What requests about the staff do: taken on, changed, let go, and what roles may do."""

from collections.abc import Sequence

from app.core.customer import Change, FileRequest
from app.core.staff.members import (
    AddMember,
    ChangeMember,
    ChangeRights,
    EndMember,
    added,
    changed,
    changes,
    check_rights_change,
    ended,
)
from app.core.staff.roles import Member, Policy, Role, check_policy, policy_json
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Desk
from app.storage.customers import Author
from app.storage.settings import log_changes
from app.storage.staff import save_members, save_policy, with_secrets

STAFF_REQUESTS = (AddMember, ChangeMember, EndMember, ChangeRights)


def do_staff_request(desk: Desk, request: FileRequest, author: Author, remarks: Sequence[Change]) -> None:
    """Do what a request about the staff asks; raises `Refused`, then nothing has changed."""
    members, policy, by = desk.rights.members, desk.rights.policy, desk.rights.member
    match request:
        case AddMember():
            number = max(each.id for each in members) + 1
            new = added(members, request, number, policy, by)
        case ChangeMember():
            new = changed(members, request, policy, by)
        case EndMember():
            new = ended(members, request, policy, by)
            remarks = [*remarks, *([Change("reason", "", request.reason)] if request.reason else [])]
        case ChangeRights():
            _set_rights(desk, request.policy, policy, by, author, remarks)
            return
        case _:
            raise TypeError(request)
    check_door(desk, new, policy)
    save_members(desk.session, members, new)
    desk.rights.forget()
    before = {each.id: each for each in members}
    found = [change for each in new if each != before.get(each.id) for change in changes(before.get(each.id), each)]
    log_changes(desk.session, [*found, *remarks], author)


def check_door(desk: Desk, members: Sequence[Member], policy: Policy) -> None:
    """Refuse what would leave the book without an owner who can sign in, once staff are told apart.

    So it is with what takes two: whoever has no PIN yet approves nothing, and nobody could ever take it back.
    """
    able = with_secrets(desk.session)
    if policy.on and not any(each.active and each.role is Role.OWNER and each.id in able for each in members):
        refuse(
            "secret", N_("secret: an owner needs a PIN or password first, or nobody could manage the staff any more.")
        )
    check_policy(policy, [each for each in members if each.id in able])


def _set_rights(desk: Desk, new: Policy, old: Policy, by: Member, author: Author, remarks: Sequence[Change]) -> None:
    check_rights_change(by)
    check_policy(new, desk.rights.members)
    check_door(desk, desk.rights.members, new)
    save_policy(desk.session, new)
    desk.rights.forget()
    found = [] if new == old else [Change("rights.policy", policy_json(old), policy_json(new))]
    if new.on != old.on:
        found.insert(0, Change("rights.on", *("on" if each else "" for each in (old.on, new.on))))
    log_changes(desk.session, [*found, *remarks], author)
