"""Agreements in force within one transaction: every sale on account asks, so they are read once for many customers."""

from collections.abc import Callable, Collection
from datetime import date

from app.core.credit.agreement import Agreement, in_force
from app.storage.agreements import agreed_with, agreements_made, any_agreement
from app.storage.merging import merges_in
from app.storage.store import Session


class Agreed:
    """What was agreed on with customers; read anew once an agreement or a merging was written past it.

    `read` says which customers the transaction has to do with so far (internal ids): all who came since are looked up
    together.
    """

    def __init__(self, session: Session, read: Callable[[], Collection[int]]) -> None:
        self._session = session
        self._read = read
        self._known: dict[int, list[Agreement]] = {}
        self._any: bool | None = None
        self._written = (0, 0)

    def in_force(self, customer: int, on: date) -> Agreement | None:
        """Return the agreement in force on a day with a customer, or with a file merged into theirs."""
        self._renew()
        if self._any is None:
            self._any = any_agreement(self._session)
        if not self._any:
            return None
        if customer not in self._known:
            read = self._read()
            others = read if len(read) > len(self._known) + 1 else ()  # several were read since
            self._known |= agreed_with(self._session, {customer, *others} - self._known.keys())
        return in_force(self._known[customer], on)

    def _renew(self) -> None:
        written = (agreements_made(self._session), merges_in(self._session))
        if written != self._written:
            self._written = written
            self._known.clear()
            self._any = None
