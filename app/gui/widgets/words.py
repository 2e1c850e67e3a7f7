"""What ways of paying are called on screen."""

from __future__ import annotations

from app.core.owing.limits import Hold, Scope
from app.core.requests import Tender
from app.core.rules.on_account import ACCOUNT, PREPAID
from app.i18n.catalog import _, pgettext

SEVERAL = "several"
"""Not a way of paying, but the choice of several of them."""


def tender_name(tender: str) -> str:
    """Return what a way of paying with money is called."""
    names: dict[str, str] = {
        Tender.CASH: pgettext("tender", "Cash"),
        Tender.BANK: pgettext("tender", "Bank"),
        Tender.WECHAT: pgettext("tender", "WeChat"),
        Tender.ALIPAY: pgettext("tender", "Alipay"),
        Tender.CARD: pgettext("tender", "Card"),
        Tender.OTHER: pgettext("tender", "Other"),
    }
    return names.get(tender, tender)


def way_name(way: str) -> str:
    """Return what any way of paying a sale is called: prepaid, on account, by a tender, or several of them."""
    names = {
        PREPAID: pgettext("paid", "Prepaid"),
        ACCOUNT: pgettext("paid", "On account"),
        SEVERAL: pgettext("paid", "Several ways…"),
    }
    return names.get(way) or tender_name(way)


def hold_words(hold: Hold) -> str:
    """Return what a hold says: what it stops, and why."""
    if hold.scope is Scope.ALL:
        return _("All sales on hold: {reason}").format(reason=hold.reason)
    return _("On hold: {reason}").format(reason=hold.reason)
