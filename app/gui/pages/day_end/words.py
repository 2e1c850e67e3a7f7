"""How a difference in the drawer and the time of a day's end are said."""

from __future__ import annotations

from datetime import date, datetime

from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _


def difference_words(shop: Shop, difference: int | None) -> tuple[str, str]:
    """Return the words for a difference after a sign, and their tone: the colour never speaks alone."""
    sign, tone = "", "mute"
    if difference is not None:
        sign = "▲  " if difference else "✓  "
        tone = "strong-owed" if difference < 0 else "strong-soon" if difference else "strong-accent"
    return sign + difference_text(shop, difference), tone


def difference_text(shop: Shop, difference: int | None) -> str:
    """Return a difference in words."""
    if difference is None:
        return _("Not counted")
    if difference < 0:
        return _("{amount} short").format(amount=shop.money(-difference))
    if difference > 0:
        return _("{amount} over").format(amount=shop.money(difference))
    return _("Nothing missing")


def moment(at: datetime, on: date) -> str:
    """Return the time of something on the shop's own clock, with the date where it is another day's."""
    here = at.astimezone()
    return f"{here:%H:%M}" if here.date() == on else form.date_time(here)
