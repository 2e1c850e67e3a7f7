"""What requests change in a customer's file as far as owing goes: terms by their name, groups, limits, holds."""

from collections.abc import Mapping
from typing import Any

from app.core import holds
from app.core.customer import CustomerFile, limits_of
from app.core.holds import EndHold, PutHold
from app.core.owing.limits import said_of
from app.core.owing.terms import PaymentTerms
from app.errors import Message, refuse
from app.i18n.mark import N_
from app.services.desk import Desk
from app.services.owing import group_named
from app.storage.reminder_queue import staff_names
from app.storage.settings import load_settings

_LIMITS = frozenset({"credit_limit", "overdue_limit", "grace_days", "on_total", "on_overdue", "credit_group"})


def with_named(desk: Desk, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is given with terms of payment named by the shop put in the place of their name; checks the group.

    The terms are copied: a customer's do not change when the shop changes its own.
    """
    terms, group = given.get("payment_terms"), given.get("credit_group")
    if not isinstance(terms, str) and not group:
        return given
    settings = load_settings(desk.session)
    if group and group_named(settings, group) is None:
        refuse("credit_group", N_("credit_group: the shop has no group “{name}”."), name=group)
    return {**given, "payment_terms": _named(settings.payment_terms, terms)} if isinstance(terms, str) else given


def _named(known: tuple[PaymentTerms, ...], name: str) -> PaymentTerms:
    found = next((terms for terms in known if terms.name == name), None)
    if found is None:
        refuse("payment_terms", N_("payment_terms: the shop has no terms of payment “{name}”."), name=name)
    return found


def said_of_limits(desk: Desk, file: CustomerFile, changed: frozenset[str]) -> tuple[Message, ...]:
    """Say what is odd about limits that have just been changed, such as one below what is owed already."""
    if not changed & _LIMITS:
        return ()
    owed = desk.accounts.account(file.no, desk.today).owed()
    found = said_of(limits_of(file), owed)
    return () if found is None else (found,)


def held(desk: Desk, file: CustomerFile, request: PutHold | EndHold) -> CustomerFile:
    """Return the file with a hold put, or ended. Raises `Refused`."""
    if isinstance(request, EndHold):
        return holds.ended(file, request)
    return holds.put(file, request, staff_names(desk.session).get(desk.around.staff, ""))
