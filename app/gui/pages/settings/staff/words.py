"""How far a right goes, in words."""

from __future__ import annotations

from app.core.staff.rights import BY_DAYS, Right
from app.core.staff.roles import Grant, Role
from app.gui.shop import Shop
from app.i18n.catalog import _, ngettext, pgettext

SEEING = frozenset({Right.VIEW, Right.REPORTS, Right.AUDIT})
"""What is only looked at: nobody is fetched to approve that."""


def groups() -> tuple[tuple[str, tuple[Right, ...]], ...]:
    """Return all rights under the headings of an editor."""
    return (
        (
            pgettext("rights", "At the counter"),
            (
                *(Right.SELL, Right.RECEIVE, Right.BONUS, Right.DISCOUNT, Right.PRICE),
                *(Right.PASS_LIMIT, Right.EARLIER_DAY, Right.DRAWER, Right.CASH_OUT),
            ),
        ),
        (
            pgettext("rights", "Giving back and correcting"),
            (
                *(Right.REFUND, Right.CREDIT_NOTE, Right.UNDO, Right.REVERSE, Right.TRANSFER),
                *(Right.LOT_TERMS, Right.OPENING, Right.MERGE, Right.MONTHS),
            ),
        ),
        (
            pgettext("rights", "Customers and what they owe"),
            (
                *(Right.VIEW, Right.FILES, Right.CREDIT, Right.REMIND, Right.STATEMENTS),
                *(Right.CLAIMS, Right.INTEREST, Right.WRITE_OFF),
            ),
        ),
        (
            pgettext("rights", "The shop and its book"),
            (
                *(Right.REPORTS, Right.AUDIT, Right.EXPORT, Right.IMPORT, Right.SHOP, Right.SETTINGS),
                *(Right.STAFF, Right.BACKUP, Right.RESTORE, Right.KEYS, Right.ERASE),
            ),
        ),
    )


def grant_words(shop: Shop, right: Right, grant: Grant) -> str:
    """Say how far a right is given."""
    if not grant.alone:
        return _("Only with a second person") if grant.second else pgettext("right", "No")
    if grant.ceiling is None:
        return pgettext("right", "Yes")
    if right in BY_DAYS:
        most = ngettext("{n} day back", "{n} days back", grant.ceiling).format(n=grant.ceiling)
    else:
        most = shop.money(grant.ceiling)
    text = _("Up to {most}, beyond that with a second person") if grant.second else _("Up to {most} and no more")
    return text.format(most=most)


def role_words(role: Role) -> str:
    """Say in a sentence what a role is for."""
    return {
        Role.OWNER: _("May do everything, and sets what the others may do."),
        Role.CASHIER: _("Serves at the counter: top-ups, sales, payments. Refunds and reversals need a second person."),
        Role.BOOKKEEPER: _("Keeps the books: payments, statements, reminders, reports. Does not sell at the counter."),
        Role.READER: _("Looks at customers and their accounts and changes nothing."),
    }[role]
