"""What the trade's words are called on screen: tenders, kinds of entries, kinds of prices."""

from __future__ import annotations

from app.core.requests import Order
from app.gui.kinds import kind_name
from app.gui.widgets.words import tender_name
from app.i18n.catalog import _

__all__ = ["kind_name", "order_name", "tender_name"]


def order_name(order: Order) -> str:
    """Return what an order of use is called."""
    return {
        Order.PROPORTIONAL: _("Together, in proportion"),
        Order.BONUS_FIRST: _("Bonus first"),
        Order.PRINCIPAL_FIRST: _("Principal first"),
    }[order]
