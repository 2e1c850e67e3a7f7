"""What surrounds every use case, handed in so that tests have their own: clock, calendar, chance, and the desk."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from app.services.seat import Seat
from app.storage.books import OWNER_ID


class Circumstances(NamedTuple):
    """What surrounds a use case: the clock, the local date, the source of random salt, and the seat at the desk.

    Without a seat everything is done by the owner.
    """

    now: Callable[[], datetime]
    today: Callable[[], date]
    salt: Callable[[], bytes]
    seat: Seat | None = None

    @property
    def staff(self) -> int:
        """Who is at the desk, by number."""
        return OWNER_ID if self.seat is None else self.seat.staff

    def held(self) -> "Circumstances":
        """Return the circumstances with the seat as it is now, for one transaction."""
        return self if self.seat is None else self._replace(seat=self.seat.held())
