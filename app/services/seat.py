"""Who is at the desk: the member of the staff who has signed in, and what others have approved for them.

One seat belongs to one open book; services find it in their `Circumstances` and ask it whenever they are used, so that
changing over at the counter needs no new services. Nothing of it is kept: a program that starts has nobody signed in.
"""

import os

from app.core.staff.approval import Approval
from app.storage.books import OWNER_ID


class Seat:
    """The seat at the desk of an open book. `member` is the number of whoever has signed in, None where nobody has.

    `second` is somebody who sits beside them and has signed in as well, to approve whatever takes two; `approvals`
    are those given for one request each, by its digest.
    """

    __slots__ = ("approvals", "member", "salt", "second")

    def __init__(self) -> None:
        self.member: int | None = None
        self.second: int | None = None
        self.approvals: dict[bytes, Approval] = {}
        #: By which digests of requests are salted while they wait to be approved.
        self.salt = os.urandom(16)

    @property
    def staff(self) -> int:
        """Who what is recorded now is put down to: where nobody has signed in, the owner, whose program it is."""
        return OWNER_ID if self.member is None else self.member

    def held(self) -> "Seat":
        """Return the seat as it is now, for one transaction: who changes over meanwhile has no part in that."""
        kept = Seat.__new__(Seat)
        kept.member, kept.second, kept.approvals, kept.salt = self.member, self.second, self.approvals, self.salt
        return kept

    def take(self, member: int) -> None:
        """Seat somebody who has signed in; what was approved for whoever sat there is approved no more."""
        self.leave()
        self.member = member

    def leave(self) -> None:
        """Leave the seat empty."""
        self.member = self.second = None
        self.approvals.clear()
