"""What a sale must know beyond the customer's account, looked up only as far as their file or the sale asks for it."""

from collections.abc import Collection
from dataclasses import replace

from app.core.account import Account, Around
from app.core.owing.limits import Cause, CreditGroup, Group
from app.core.owing.supply import Supply
from app.core.owing.terms import PaymentTerms
from app.core.requests import PassSale, Sale
from app.core.rules.on_account import holds_of
from app.core.settings import Settings
from app.services.desk import Desk
from app.storage import owing as stored
from app.storage.families import file_and_merged
from app.storage.settings import load_settings


def with_surroundings(desk: Desk, account: Account, request: Sale | PassSale | None = None) -> Account:
    """Return an account with what a sale on its date must know; without a request, all that any sale might."""
    look = _Look(desk, account)
    named = {terms.name: terms for terms in look.settings.payment_terms} if _names_terms(request) else {}
    around = Around(
        named=named,
        agreed=look.agreed(),
        group=look.group(),
        broken_promise=look.broken_promise(),
        agreement=look.has_agreement(),
        paid=look.paid(),
    )
    return replace(account, around=around)


def _names_terms(request: Sale | PassSale | None) -> bool:
    return request is not None and any(isinstance(part.terms, str) for part in request.pay or ())


class _Look:
    """Looking up, each thing once.

    The desk writes what waits only before entries or files are read: agreements, mergings and settings never wait, and
    a great number of sales in one transaction should cost little more than one.
    """

    def __init__(self, desk: Desk, account: Account) -> None:
        self._desk = desk
        self._account = account
        self._family: Collection[int] = ()
        self._settings: Settings | None = None
        self._causes = {hold.cause for hold in holds_of(account)}

    @property
    def settings(self) -> Settings:
        """The shop's settings."""
        if self._settings is None:
            self._settings = load_settings(self._desk.session)
        return self._settings

    @property
    def family(self) -> Collection[int]:
        """The customer's file and all merged into it."""
        if not self._family:  # the customer's own row may still wait to be written
            self._family = {self._account.id, *file_and_merged(self._desk.session, self._account.id)}
        return self._family

    def agreed(self) -> PaymentTerms | None:
        """Return the terms of the agreement in force, if there is one."""
        found = self._desk.agreed.in_force(self._account.id, self._account.on)
        return None if found is None else found.terms

    def has_agreement(self) -> bool:
        """Whether an agreement is in force; asked only where a hold goes by it."""
        if Cause.AGREEMENT not in self._causes:
            return True
        return self._desk.agreed.in_force(self._account.id, self._account.on) is not None

    def broken_promise(self) -> bool:
        """Whether a promise was broken and is unpaid; asked only where a hold goes by it."""
        if Cause.PROMISE not in self._causes or not self._account.owed().total:
            return False
        self._desk.flush()
        return stored.broken_promise(self._desk.session, self.family, self._account.on)

    def paid(self) -> int:
        """Return what was paid of debts on the day; asked only of customers who catch up."""
        if self._account.terms.supply.supply is not Supply.CATCH_UP:
            return 0
        self._desk.flush()
        return stored.paid_for_catching_up(self._desk.session, self.family, self._account.on)

    def group(self) -> Group | None:
        """Return the customer's group with what its members owe, if they have one that has limits."""
        name = self._account.terms.group
        found = group_named(self.settings, name) if name else None
        if found is None:
            return None
        self._desk.flush()
        owed = stored.owed_by(self._desk.session, name, self._account.on, found.limits.grace_days)
        return Group(name, found.limits, owed)


def group_named(settings: Settings, name: str) -> CreditGroup | None:
    """Return a group of the shop's by its name."""
    return next((group for group in settings.credit_groups if group.name == name), None)
