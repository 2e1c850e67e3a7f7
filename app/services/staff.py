"""The staff: who belongs to it, what each may do, signing in and out, and approving for somebody else.

A shop of one person meets none of it: until the owner switches it on, everything is done by the owner and nothing is
asked.
"""

from dataclasses import replace

from app.core.customer import FileRequest
from app.core.staff.members import AddMember, ChangeMember, ChangeRights, EndMember, checked_name
from app.core.staff.roles import ROLES, Member, Policy, Role, said
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Desk
from app.services.file_desk import Filed, FileDesk
from app.services.presence import Present, StaffMember
from app.services.rights import NeedsApproval
from app.services.sign_in import SignIn, log, new_code, new_raw, new_secret
from app.storage import staff as stored
from app.storage.staff import Secret

__all__ = [
    "ROLES",
    "AddMember",
    "ChangeMember",
    "ChangeRights",
    "EndMember",
    "Member",
    "NeedsApproval",
    "Policy",
    "Present",
    "Role",
    "Staff",
    "StaffMember",
    "said",
]


class Staff(SignIn):
    """The door to the staff. Signing in takes a tenth of a second of scrypt: call it off the window's thread."""

    # ---- managing ---------------------------------------------------------------------------------------------------

    def record(self, request: AddMember | ChangeMember | EndMember | ChangeRights) -> Filed:
        """Do what a request about the staff asks; the same again changes nothing. Raises `Refused`."""
        return self._record(request, None)

    def add(self, request: AddMember, secret: str = "") -> Filed:
        """Take somebody on, with their first PIN or password, so that both or neither are there."""
        return self._record(request, new_secret(self._around, secret) if secret else None)

    def _record(self, request: FileRequest, first: Secret | None) -> Filed:
        with self._store.write() as session:
            desk = Desk(session, self._around)
            filed = FileDesk(desk, self._store.path).record(request)
            desk.flush()
            if first is not None and not filed.repeated:
                number = max(each.id for each in stored.load_members(session))
                stored.save_secret(session, number, first)
                log(session, self._around, f"sign_in.{number}", "set")
            return filed

    def switch_on(self, request: str, *, name: str, secret: str = "", policy: Policy | None = None) -> str:
        """Have the staff told apart from now on: the owner gets a name and a PIN or password, and signs in by it.

        Return the recovery code to be printed; it cannot be shown again. All of it happens, or nothing. Where the
        owner has a secret already it may be left out.
        """
        name = checked_name(name)
        kept = new_secret(self._around, secret) if secret else None
        raw = new_raw(self._around)
        with self._store.write() as session:
            desk = Desk(session, self._around)
            files, by = FileDesk(desk, self._store.path), desk.rights.member
            before = desk.rights.policy
            if before.on:
                refuse("staff", N_("The staff are told apart already."))
            if name != by.name:
                files.record(ChangeMember(id=f"{request}/name", member=by.id, given={"name": name}))
            if kept is not None:
                stored.save_secret(session, by.id, kept)
                log(session, self._around, f"sign_in.{by.id}", "set")
            files.record(ChangeRights(id=request, policy=replace(policy or before, on=True)))
            desk.flush()
            code = new_code(session, self._around, raw)
        self._seat.take(by.id)
        return code

    def switch_off(self, request: str) -> None:
        """Tell the staff apart no more: what is recorded is put down to the owner. Who there was stays known."""
        with self._store.write() as session:
            desk = Desk(session, self._around)
            policy = replace(desk.rights.policy, on=False)
            FileDesk(desk, self._store.path).record(ChangeRights(id=request, policy=policy))
            desk.flush()
        self._seat.leave()
