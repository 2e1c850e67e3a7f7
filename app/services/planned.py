"""Payment plans within one transaction: every account bears its own, and most shops have none."""

from datetime import date

from app.core.owing.plan_dates import Followed
from app.storage.merging import merges_in
from app.storage.plans import followed, may_have_plans, plans_made
from app.storage.store import Session


class Planned:
    """The plans of customers, looked up once; read anew once a plan or a merging was written past it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[int, tuple[Followed, ...]] = {}
        self._holders: frozenset[int] | None = None
        self._written = (0, 0)

    def of(self, customer: int) -> tuple[Followed, ...]:
        """Return all plans ever made with a customer (internal id), or with one whose file was merged into theirs."""
        written = (plans_made(self._session), merges_in(self._session))
        if written != self._written:
            self._written = written
            self._known.clear()
            self._holders = None
        if self._holders is None:
            self._holders = may_have_plans(self._session)
        if customer not in self._holders:
            return ()
        if customer not in self._known:
            self._known[customer] = followed(self._session, date.min, {customer})
        return self._known[customer]
