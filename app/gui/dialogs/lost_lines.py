"""The columns of a list of entries that are, or would be, in a book no more."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.gui.kinds import kind_name
from app.gui.models.rows import Column
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.shop import Shop
    from app.services.restore import Line


def lost_columns(shop: Shop) -> list[Column]:
    """Return day, kind, customer and amount of an entry."""
    return [
        Column("on", N_("Date"), lambda line: line.posted_on, width=110),
        Column("kind", N_("Kind"), lambda line: kind_name(line.kind), width=130),
        Column("who", N_("Customer"), lambda line: " ".join(filter(None, (line.customer, line.name))), stretch=True),
        Column("amount", N_("Amount"), partial(_amount, shop), right=True, width=110),
    ]


def _amount(shop: Shop, line: Line) -> str:
    return shop.amount(line.amount)
