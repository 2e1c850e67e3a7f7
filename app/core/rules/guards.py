"""What holds for every request: its dates, and whether the customer's file still takes such entries."""

from datetime import date, timedelta

from app.core.account import Account
from app.core.journal import EntryKind
from app.errors import refuse
from app.i18n.mark import N_

OPEN_WHEN_CLOSED = frozenset({EntryKind.PAYMENT, EntryKind.REFUND, EntryKind.REVERSE})
"""What a closed customer still accepts."""


def check_date(on: date, today: date, closed_through: date | None) -> None:
    """Refuse a business date more than a day ahead or in a closed month (`closed_through` is a month's last day)."""
    if on > today + timedelta(days=1):
        refuse("on", N_("on: {date} lies in the future; today is {today}."), date=on, today=today)
    if closed_through is not None and on <= closed_through:
        refuse(
            "on",
            N_("on: the books are closed through {closed}; date it {first} or later, or reopen the month."),
            closed=closed_through,
            first=closed_through + timedelta(days=1),
        )


def check_customer(account: Account, kind: EntryKind, field: str = "customer") -> None:
    """Refuse what a closed customer does not accept."""
    if account.terms.closed and kind not in OPEN_WHEN_CLOSED:
        refuse(
            field,
            N_("{field}: the file of customer {customer} is closed; it takes payments, refunds and reversals only."),
            field=field,
            customer=account.terms.number,
        )


def check_owner(account: Account, customer: str | None, field: str = "customer") -> None:
    """Refuse a request that names another customer than the item it is about."""
    if customer is not None and customer != account.terms.number:
        refuse(
            field,
            N_("{field}: this belongs to customer {owner}, not to {customer}."),
            field=field,
            owner=account.terms.number,
            customer=customer,
        )
