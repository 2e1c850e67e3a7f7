"""What the trade's words are called on screen: tenders, kinds of entries, kinds of prices."""

from __future__ import annotations

from app.core.requests import Order
from app.gui.widgets.words import tender_name
from app.i18n.catalog import _, pgettext

__all__ = ["kind_name", "order_name", "tender_name"]


def kind_name(kind: str) -> str:
    """Return what a kind of entry is called."""
    names = {
        "top_up": pgettext("entry", "Top-up"),
        "sale": pgettext("entry", "Sale"),
        "pass_sale": pgettext("entry", "Pass sold"),
        "pass_use": pgettext("entry", "Pass used"),
        "payment": pgettext("entry", "Payment"),
        "settle": pgettext("entry", "Settled from balance"),
        "credit": pgettext("entry", "Return"),
        "refund": pgettext("entry", "Refund"),
        "write_off": pgettext("entry", "Write-off"),
        "opening": pgettext("entry", "Opening balance"),
        "transfer": pgettext("entry", "Transfer"),
        "extend": pgettext("entry", "Extended"),
        "reschedule": pgettext("entry", "New due date"),
        "expire": pgettext("entry", "Expired"),
        "reverse": pgettext("entry", "Reversal"),
        "reversal": pgettext("entry", "Reversal"),
        "merge": pgettext("entry", "Merge"),
        "earn": pgettext("entry", "Earned"),
        "close_month": pgettext("entry", "Month closed"),
        "reopen_month": pgettext("entry", "Month reopened"),
    }
    return names.get(kind, kind)


def order_name(order: Order) -> str:
    """Return what an order of use is called."""
    return {
        Order.PROPORTIONAL: _("Together, in proportion"),
        Order.BONUS_FIRST: _("Bonus first"),
        Order.PRINCIPAL_FIRST: _("Principal first"),
    }[order]
