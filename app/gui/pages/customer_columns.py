"""The columns of the list of customers: what each shows, and by what it is sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.core.customer_list import Column as Key
from app.core.customer_list import SortKey
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.customer_list import CustomerRow

SHOWN_FIRST = (Key.NO, Key.NAME, Key.PHONE, Key.TIER, Key.PRINCIPAL, Key.BONUS, Key.OWED, Key.LAST_VISIT)
"""The columns shown to somebody who has never chosen."""

ALWAYS = Key.NAME
"""The column that cannot be put away."""

LEAST_NAME = 128
"""The column of names takes what the others leave, and never less than this."""

SORTED_BY: dict[str, SortKey] = {
    Key.NO: SortKey.NO,
    Key.NAME: SortKey.NAME,
    Key.TIER: SortKey.TIER,
    Key.PRINCIPAL: SortKey.PRINCIPAL,
    Key.BONUS: SortKey.BONUS,
    Key.OWED: SortKey.OWED,
    Key.OVERDUE: SortKey.OVERDUE,
    Key.LAST_VISIT: SortKey.LAST_VISIT,
    Key.EXPIRES_ON: SortKey.EXPIRES,
}

LARGEST_FIRST = frozenset({SortKey.PRINCIPAL, SortKey.BONUS, SortKey.OWED, SortKey.OVERDUE, SortKey.LAST_VISIT})
"""What is sorted downwards at the first click."""


def column_of(sort: SortKey) -> Key:
    """Return the column that shows what a list is sorted by."""
    return next(Key(key) for key, value in SORTED_BY.items() if value is sort)


def chosen_keys(names: Sequence[str]) -> list[Key]:
    """Return the columns somebody chose, in the order of the list; names nobody knows are passed over."""
    known = {key.value for key in Key}
    wanted = {Key(name) for name in names if name in known} or set(SHOWN_FIRST)
    return [key for key in Key if key in wanted or key is ALWAYS]


def make_columns(shop: Shop) -> dict[Key, Column]:
    """Return all columns there are."""

    def amount(name: str) -> Callable[[CustomerRow], str]:
        def text(row: CustomerRow) -> str:
            minor = getattr(row, name)
            return shop.amount(minor) if minor else shop.nothing()

        return text

    def tone(name: str, colour: str) -> Callable[[CustomerRow], str]:
        return lambda row: colour if getattr(row, name) else "mute"

    def day(name: str) -> Callable[[CustomerRow], str]:
        def text(row: CustomerRow) -> str:
            on: date | None = getattr(row, name)
            return form.short_date(on) if on is not None else shop.nothing()

        return text

    def tags(row: CustomerRow) -> str:
        return _(", ").join(row.tags)

    def faded(row: CustomerRow) -> str:
        return "mute" if row.closed else ""

    def soon(row: CustomerRow) -> str:
        if row.expires_on is None:
            return "mute"
        return "soon" if (row.expires_on - shop.today()).days <= shop.settings.expiring_days else ""

    made = [
        Column(Key.NO, N_("No."), lambda row: row.no, width=76, tone=lambda _row: "mute"),
        Column(Key.NAME, N_("Name"), lambda row: row.name, width=LEAST_NAME, tone=faded, tip=lambda row: row.name),
        Column(Key.PHONE, N_("Phone"), lambda row: row.phone, width=118),
        Column(Key.TIER, N_("Tier"), lambda row: row.tier, width=96, tip=lambda row: row.tier),
        Column(Key.TAGS, N_("Tags"), tags, width=130, tip=tags),
        Column(Key.PRINCIPAL, N_("Principal"), amount("principal"), right=True, width=96, tone=tone("principal", "")),
        Column(Key.BONUS, N_("Bonus"), amount("bonus"), right=True, width=84, tone=tone("bonus", "")),
        Column(
            Key.VISITS,
            N_("Visits left"),
            lambda row: str(row.visits) if row.visits else shop.nothing(),
            right=True,
            width=90,
            tone=tone("visits", ""),
        ),
        Column(Key.OWED, N_("Owed"), amount("owed"), right=True, width=96, tone=tone("owed", "owed")),
        Column(Key.OVERDUE, N_("Overdue"), amount("overdue"), right=True, width=100, tone=tone("overdue", "owed")),
        Column(Key.LAST_VISIT, N_("Last visit"), day("last_visit"), width=102, tone=tone("last_visit", "")),
        Column(Key.EXPIRES_ON, N_("Expires"), day("expires_on"), width=108, tone=soon),
        Column(Key.CLOSED, N_("Closed"), lambda row: _("closed") if row.closed else "", width=80, tone=faded),
    ]
    return {Key(column.key): column for column in made}
