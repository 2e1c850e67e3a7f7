"""Rights, asked for within the transaction that does what is asked: at the counter, in `apply`, on the command line.

While staff are not told apart everything is allowed, and asking costs one small select in a transaction.
"""

import hashlib
from collections.abc import Callable
from typing import NoReturn

from app.core.customer import FileRequest, content_digest
from app.core.requests import Request
from app.core.staff.approval import Approval, approve, check_approval
from app.core.staff.may import NO_FACTS, Facts, may
from app.core.staff.rights import Act, right_of
from app.core.staff.roles import Member, Policy
from app.core.staff.verdicts import NeedsSecond, NotAllowed, approvers, enforce
from app.errors import Refused, refuse
from app.i18n.mark import N_
from app.services.circumstances import Circumstances
from app.services.seat import Seat
from app.storage.staff import add_approval, load_members, load_policy, with_secrets
from app.storage.store import Session, Store


class NeedsApproval(Refused):
    """What is asked for takes a second person; `services.staff.Staff.approve` takes theirs, then it is asked again.

    `approvers` are those who may give it.
    """

    def __init__(self, verdict: NeedsSecond, digest: bytes, asker: Member, able: tuple[Member, ...]) -> None:
        super().__init__("staff", verdict.message)
        self.verdict = verdict
        self.digest = digest
        self.asker = asker
        self.approvers = able


class Granted:
    """What was found to be allowed; `note` keeps the second person's approval once it is done."""

    def __init__(self, session: Session, seat: Seat | None, approval: Approval | None, rights: tuple[str, ...]) -> None:
        self._session = session
        self._seat = seat
        self._approval = approval
        self._rights = rights

    @property
    def by_second(self) -> bool:
        """Whether it is allowed because somebody else approved it."""
        return self._approval is not None

    def note(self, request: str = "") -> None:
        """Keep the approval with what was done; it is used up."""
        if self._approval is None:
            return
        add_approval(self._session, request, self._approval, self._rights)
        if self._seat is not None:
            self._seat.approvals.pop(self._approval.digest, None)


class Rights:
    """What whoever is at the desk may do, within one transaction."""

    def __init__(self, session: Session, around: Circumstances) -> None:
        self.session = session
        self.around = around
        self._policy: Policy | None = None
        self._members: tuple[Member, ...] | None = None
        self._within = 0

    @property
    def policy(self) -> Policy:
        """What the owner has set, as it is in this transaction."""
        if self._policy is None:
            self._policy = load_policy(self.session)
        return self._policy

    @property
    def members(self) -> tuple[Member, ...]:
        """Everybody who ever belonged to the staff."""
        if self._members is None:
            self._members = load_members(self.session)
        return self._members

    @property
    def member(self) -> Member:
        """Whoever is at the desk; refuses where nobody has signed in."""
        seat = self.around.seat
        if self.policy.on and (seat is None or seat.member is None):
            refuse("staff", N_("Nobody has signed in; sign in first."))
        return self._by_number(self.around.staff) or self._gone()

    def forget(self) -> None:
        """Read anew what was set: it has just been changed in this transaction."""
        self._policy = self._members = None

    def check(
        self,
        asked: Request | FileRequest | Act,
        facts: Callable[[], Facts] | None = None,
        digest: Callable[[], bytes] | None = None,
    ) -> Granted:
        """Refuse what whoever is at the desk may not do; raises `NeedsApproval` where a second person must approve.

        What an allowed request does by others of its own is not asked for again (`inside`). TypeError for a verb
        that stands under no right, also while staff are not told apart.
        """
        if self._within:
            return self._alone()
        _stands_under_a_right(asked)
        if not self.policy.on:
            return self._alone()
        member = self.member
        verdict = may(member, asked, facts() if facts is not None else NO_FACTS, self.policy)
        if not isinstance(verdict, NeedsSecond):
            enforce(verdict)
            return self._alone()
        return self._second(verdict, member, digest() if digest is not None else self.digest(asked))

    def check_at_all(self, asked: Request, facts: Callable[[], Facts]) -> None:
        """Refuse what whoever is at the desk may not do even with a second person, before more is known of it."""
        if self._within or not self.policy.on:
            return
        verdict = may(self.member, asked, facts(), self.policy)
        if isinstance(verdict, NotAllowed):
            enforce(verdict)

    def digest(self, asked: Request | FileRequest | Act, about: str = "") -> bytes:
        """Return by what a request or an act is known again when it is asked for once more."""
        salt = self.around.seat.salt if self.around.seat is not None else b""
        if isinstance(asked, FileRequest):
            return content_digest(salt, asked)
        return hashlib.sha256(salt + f"{asked}\0{about}".encode("utf-8", "surrogatepass")).digest()

    def __enter__(self) -> None:
        """Begin to do what was allowed: whatever it records in its turn is allowed with it."""
        self._within += 1

    def __exit__(self, *_error: object) -> None:
        self._within -= 1

    def _second(self, verdict: NeedsSecond, member: Member, digest: bytes) -> Granted:
        seat, now = self.around.seat, self.around.now()
        approval = seat.approvals.get(digest) if seat is not None else None
        beside = self._by_number(seat.second) if seat is not None else None
        if approval is None and beside is not None:
            approval = approve(verdict, member, beside, digest, self.policy, now)
        if approval is None:
            known = with_secrets(self.session)
            able = approvers(verdict, member, [each for each in self.members if each.id in known], self.policy)
            raise NeedsApproval(verdict, digest, member, able)
        approver = self._by_number(approval.approved_by)
        try:
            check_approval(approval, verdict, member, approver, digest, self.policy, now)
        except Refused:
            if seat is not None:  # good for nothing any more: asked once more, it is to be given once more
                seat.approvals.pop(digest, None)
            raise
        return Granted(self.session, seat, approval, tuple(str(each.right) for each in verdict.wanted))

    def _alone(self) -> Granted:
        return Granted(self.session, self.around.seat, None, ())

    def _by_number(self, number: int | None) -> Member | None:
        return next((each for each in self.members if each.id == number), None)

    def _gone(self) -> NoReturn:
        refuse("staff", N_("Nobody has signed in; sign in first."))


def _stands_under_a_right(asked: Request | FileRequest | Act) -> None:
    try:
        right_of(asked)
    except LookupError:  # a verb nobody has given a right: a mistake of the program, in whatever shop
        raise TypeError(type(asked).__name__) from None


def check_act(
    session: Session, around: Circumstances | None, act: Act, about: str = "", facts: Facts = NO_FACTS
) -> None:
    """Refuse an act that is done without a request; `about` says what it is done to, for who approves it.

    Asked within a write transaction the approval is kept with it. Without circumstances nobody is told apart.
    """
    if around is None:
        return
    rights = Rights(session, around)
    rights.check(act, lambda: facts, lambda: rights.digest(act, about)).note()


def allow(store: Store, around: Circumstances | None, act: Act, about: str = "") -> None:
    """Refuse an act that has no transaction of its own; where it takes two, its approval is kept by itself."""
    if around is None:
        return
    with store.read() as session:
        rights = Rights(session, around)
        if not rights.policy.on:
            return
        found = rights.check(act, None, lambda: rights.digest(act, about))
    if not found.by_second:
        return
    with store.write() as session:
        check_act(session, around, act, about)
