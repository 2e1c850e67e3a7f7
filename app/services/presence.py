"""Who is at the desk of a book, and who could be: what a window asks before it shows anything else of it.

It needs nothing of what can be recorded, so it is there long before that is loaded.
"""

from typing import NamedTuple

from app.core.staff.roles import Member, Policy
from app.services.circumstances import Circumstances
from app.services.seat import Seat
from app.storage import staff as stored
from app.storage.books import OWNER_ID
from app.storage.store import Store


class Present(NamedTuple):
    """Whether staff are told apart, who is at the desk (None: nobody has signed in), and after how long it locks."""

    on: bool
    member: Member | None
    idle_minutes: int


class StaffMember(NamedTuple):
    """Somebody of the staff, and whether they have a PIN or password by now."""

    member: Member
    has_secret: bool


class Presence:
    """Reading who belongs to the staff and who is at the desk."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def present(self) -> Present:
        """Return who is at the desk."""
        with self._store.read() as session:
            policy = stored.load_policy(session)
            number = self._seat.member if policy.on else OWNER_ID
            found = [each for each in stored.load_members(session) if each.id == number and each.active]
            return Present(policy.on, found[0] if found else None, policy.idle_minutes if policy.on else 0)

    def policy(self) -> Policy:
        """Return what the owner has set: roles, four eyes, locking."""
        with self._store.read() as session:
            return stored.load_policy(session)

    def members(self, *, gone: bool = False) -> tuple[StaffMember, ...]:
        """Return the staff by number, those who left only if asked for."""
        with self._store.read() as session:
            able = stored.with_secrets(session)
            return tuple(
                StaffMember(each, each.id in able) for each in stored.load_members(session) if each.active or gone
            )

    @property
    def _seat(self) -> Seat:
        if self._around.seat is None:
            raise TypeError("no seat")
        return self._around.seat
