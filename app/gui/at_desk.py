"""Who is at the desk, as the window knows it: what is shown, and what is greyed because they may not do it.

The services are asked again at everything that is done; here nobody is kept out, only told beforehand. While staff are
not told apart nothing is barred and nothing shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from app.core.staff.rights import Right
from app.core.staff.roles import ALONE, ROLES, Member, Policy
from app.core.staff.verdicts import barred
from app.gui import errors
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.bootstrap import App


OVER_LOCK = "over_lock"
"""The property of dialogs that may show while the program is locked, with all that stands over them."""


class Seen(NamedTuple):
    """What a book says of its staff: what is set, those who can sign in, and who has."""

    policy: Policy = ALONE
    members: tuple[Member, ...] = ()
    member: Member | None = None


NOBODY = Seen()
"""What is known before a book was asked."""


def look(app: App) -> Seen:
    """Read who there is; runs in a lane."""
    present = app.presence.present()
    if not present.on:
        return Seen(member=present.member)
    members = tuple(each.member for each in app.presence.members() if each.has_secret)
    return Seen(app.presence.policy(), members, present.member)


def called(member: Member) -> str:
    """Return what a member of the staff is called on screen: by name, else by role."""
    return member.name or _(ROLES[member.role])


@dataclass(slots=True)
class AtDesk:
    """The desk of the book that shows; it outlives the window, which is built anew with every change of language.

    `last` is who sat there before the program locked: what they typed is given back to nobody else.
    """

    seen: Seen = NOBODY
    last: int | None = None

    @property
    def on(self) -> bool:
        """Whether the staff are told apart."""
        return self.seen.policy.on

    @property
    def member(self) -> Member | None:
        """Who has signed in."""
        return self.seen.member

    @property
    def locked(self) -> bool:
        """Whether somebody must sign in before anything shows."""
        return self.on and self.member is None

    def take(self, seen: Seen) -> None:
        """Know what was just read."""
        self.seen = seen
        if seen.member is not None:
            self.last = seen.member.id

    def leave(self) -> None:
        """Know that nobody sits there any more."""
        self.seen = self.seen._replace(member=None)

    def bars(self, right: Right | None) -> str:
        """Return in a sentence why whoever sits there has no part in what asks for a right; blank when they have."""
        if right is None or not self.on:
            return ""
        if self.member is None:
            return _("Sign in first.")
        why = barred(self.member, right, self.seen.policy)
        return errors.sentence(why) if why is not None else ""

    def able(self, *rights: Right) -> bool:
        """Whether at least one of some rights is theirs, alone or with a second person."""
        return any(not self.bars(right) for right in rights)
