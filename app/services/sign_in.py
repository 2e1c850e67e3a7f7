"""Signing in at a book that tells its staff apart: PINs and passwords, a second person's approval, the recovery code.

Secrets are counted as tried before they are looked at, each in a transaction of its own, so that pulling the plug or a
second window gains no try. Looking takes a tenth of a second of scrypt: call it off the window's thread.
"""

import unicodedata
from collections.abc import Sequence

from app.core.customer import Change
from app.core.staff import proof, recovery
from app.core.staff.approval import approve
from app.core.staff.members import ChangeMember, check_recovery_change, check_secret_change, member_of
from app.core.staff.proof import Tries
from app.core.staff.rights import Act
from app.core.staff.roles import Member, Role
from app.errors import Refused, refuse
from app.i18n.mark import N_
from app.services.circumstances import Circumstances
from app.services.desk import Desk
from app.services.presence import Presence
from app.services.rights import NeedsApproval, Rights
from app.storage import staff as stored
from app.storage.customers import Author
from app.storage.settings import log_changes
from app.storage.staff import Secret
from app.storage.store import Session, Store


class SignIn(Presence):
    """The desk of a book: who sits there, and what proves it."""

    def named(self, name: str) -> Member:
        """Return the active member of a name, or of the only owner without one; refuses where there is none."""
        with self._store.read() as session:
            return _named(stored.load_members(session), name)

    def sign_in(self, name: str, secret: str) -> Member:
        """Seat somebody at the desk; refuses a wrong secret, and anybody for a while after several wrong ones."""
        check_on(self._store)
        member = self.named(name)
        self._prove(member.id, secret)
        self._seat.take(member.id)
        return member

    def sign_out(self) -> None:
        """Leave the desk; nothing is allowed until somebody signs in."""
        self._seat.leave()

    def sit_beside(self, name: str, secret: str) -> Member:
        """Have a second person approve whatever takes two, until somebody else signs in or out."""
        member = self.named(name)
        if member.id == self._seat.member:
            refuse("approval", N_("approval: whoever asks cannot approve it; somebody else must."))
        self._prove(member.id, secret)
        self._seat.second = member.id
        return member

    def approve(self, needed: NeedsApproval, name: str, secret: str) -> None:
        """Take a second person's approval of what was just refused for lack of it; then it is to be asked again."""
        member = self.named(name)
        with self._store.read() as session:  # who may not is told so before a try of theirs is counted
            policy = stored.load_policy(session)
        given = approve(needed.verdict, needed.asker, member, needed.digest, policy, self._around.now())
        self._prove(member.id, secret)
        self._seat.approvals[needed.digest] = given._replace(at=self._around.now())

    def recover(self, code: str, secret: str, name: str = "") -> str:
        """Let an owner in by the recovery code, who sets a new PIN or password; return the next code to be printed.

        Without a name it is the first owner there is. It need not be waited for after wrong PINs, or anybody could keep
        an owner out: eighty bits are not found by trying.
        """
        recovery.read_written(code)  # mistyped costs no try
        kept, raw = new_secret(self._around, secret), new_raw(self._around)
        with self._store.read() as session:
            able = stored.with_secrets(session)
            owners = [each for each in stored.load_members(session) if each.role is Role.OWNER and each.id in able]
            owner = _named(owners, name or next((each.name for each in owners if each.active), ""))
            found = stored.load_recovery(session)
        try:
            recovery.used(found, code, self._around.now())
        except Refused:
            self._log_wrong(owner.id)
            raise
        with self._store.write() as session:
            if stored.load_recovery(session) != found:
                refuse("recovery", N_("This is not the recovery code of this book; look for the paper printed last."))
            stored.save_secret(session, owner.id, kept)
            log(session, self._around, "recovery.used", "used", by=owner.id)
            log(session, self._around, f"sign_in.{owner.id}", "set", by=owner.id)
            again = new_code(session, self._around, raw, by=owner.id)
        self._seat.take(owner.id)
        return again

    def set_secret(self, secret: str, *, old: str = "", member: int | None = None) -> None:
        """Keep a PIN (digits alone) or a password; one's own takes the old one, others' the right to manage staff."""
        with self._store.read() as session:
            rights = Rights(session, self._around)
            mine = rights.member
            whose = mine if member is None else member_of(rights.members, member)
            has_one = stored.load_secret(session, whose.id) is not None
        if whose.id == mine.id and has_one:
            self._prove(whose.id, old)
        kept = new_secret(self._around, secret)
        with self._store.write() as session:
            desk = Desk(session, self._around)
            if whose.id != desk.rights.member.id:
                # As any change of them: who manages staff without being an owner sets no owner's secret.
                request = ChangeMember(id="secret", member=whose.id, given={})
                granted = desk.rights.check(request)
                there = member_of(desk.rights.members, whose.id)
                check_secret_change(desk.rights.member, there, desk.rights.policy)
                granted.note()
            stored.save_secret(session, whose.id, kept)
            log(session, self._around, f"sign_in.{whose.id}", "set")

    def new_recovery_code(self) -> str:
        """Make a new recovery code, to be printed at once; the one before is good for nothing from then on."""
        raw = new_raw(self._around)
        with self._store.write() as session:
            rights = Rights(session, self._around)
            granted = rights.check(Act.RECOVERY_CODE)
            check_recovery_change(rights.member)
            granted.note()
            return new_code(session, self._around, raw)

    def has_recovery_code(self) -> bool:
        """Whether there is a recovery code that has not been used."""
        with self._store.read() as session:
            found = stored.load_recovery(session)
            return found is not None and found.used_at is None

    def _prove(self, member: int, secret: str) -> None:
        """Refuse a wrong PIN or password; a right one ends the count of wrong ones."""
        kept = self._count(member).kept
        if not proof.is_right(secret, kept):
            self._log_wrong(member)
            refuse("secret", N_("This is not the right PIN or password."))
        renewed = proof.kept(unicodedata.normalize("NFKC", secret), self._around.salt()) if proof.is_old(kept) else kept
        with self._store.write() as session:
            now = stored.load_secret(session, member)
            if now is not None and now.kept == kept:  # else another one has been set meanwhile
                stored.save_secret(session, member, Secret(renewed, Tries()))

    def _log_wrong(self, member: int) -> None:
        with self._store.write() as session:
            log(session, self._around, f"sign_in.{member}", "wrong", by=member)

    def _count(self, member: int) -> Secret:
        """Count a try as a wrong one before it is looked at; refuses while it is to be waited."""
        refused: Refused | None = None
        with self._store.write() as session:
            found = stored.load_secret(session, member)
            if found is None:
                refuse("secret", N_("secret: there is no PIN or password yet; the owner sets one."))
            now = self._around.now()
            tries = proof.settled(found.tries, now)
            try:
                proof.check_wait(tries, now)
            except Refused as waiting:
                refused = waiting  # the time noted must last, so that a clock set back costs no more than the wait
            else:
                tries = proof.tried(tries, now)
            if tries != found.tries:
                stored.save_secret(session, member, found._replace(tries=tries))
        if refused is not None:
            raise refused
        return found


# ---- what is kept ----------------------------------------------------------------------------------------------------


def new_secret(around: Circumstances, secret: str) -> Secret:
    """Return what is kept of a new PIN (digits alone) or password; refuses one that is easily guessed."""
    plain = unicodedata.normalize("NFKC", secret).strip()
    checked = proof.check_pin(secret) if plain.isdecimal() else proof.check_password(secret)
    return Secret(proof.kept(checked, around.salt()), Tries())


def new_raw(around: Circumstances) -> bytes:
    """Return the random bytes of a new recovery code."""
    return around.salt()[-recovery.SIZE :]


def new_code(session: Session, around: Circumstances, raw: bytes, *, by: int | None = None) -> str:
    """Keep a new recovery code in place of the one before, and return it as it is printed."""
    stored.save_recovery(session, recovery.made(raw, around.salt(), around.now()))
    log(session, around, "recovery.code", "made", by=by)
    return recovery.written(raw)


def log(session: Session, around: Circumstances, field: str, new: str, *, by: int | None = None) -> None:
    """Log what was done about signing in; nothing of any secret."""
    author = Author(around.staff if by is None else by, around.now(), "")
    log_changes(session, [Change(field, "", new)], author)


def check_on(store: Store) -> None:
    """Refuse to sign anybody in where the staff are not told apart."""
    with store.read() as session:
        if not stored.load_policy(session).on:
            refuse("staff", N_("The staff are not told apart in this book; nobody needs to sign in."))


def _named(members: Sequence[Member], name: str) -> Member:
    key = unicodedata.normalize("NFKC", name).strip().casefold()
    active = [each for each in members if each.active]
    found = [each for each in active if unicodedata.normalize("NFKC", each.name).casefold() == key]
    if not found:
        refuse("name", N_("name: nobody of the staff is called “{name}”."), name=name)
    return found[0]
