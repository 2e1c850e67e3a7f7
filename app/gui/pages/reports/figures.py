"""How things stand today: what is held and owed, and what this month has brought so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.gui.widgets.basics import Card, Figure, row, rule
from app.i18n import format as form
from app.i18n.catalog import _, current

if TYPE_CHECKING:
    from app.core.report import Overview
    from app.gui.shop import Shop


class Figures(Card):
    """Prepaid held, owed, earned and received this month, written off this month."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        month = form.month(shop.today(), current().language)
        self.held, self.owed = Figure(_("Prepaid held")), Figure(_("Owed"))
        self.earned = Figure(_("Earned, {month}").format(month=month))
        self.received = Figure(_("Received, {month}").format(month=month))
        figures = (self.held, self.owed, self.earned, self.received)
        parts = [part for figure in figures for part in (rule(upright=True), figure)][1:]
        box = row(*parts, gap=0)
        for at in range(0, len(parts), 2):
            box.setStretch(at, 1)
        super().__init__(box)

    def show_overview(self, now: Overview) -> None:
        """Show the figures of a day."""
        amount, money = self._shop.amount, self._shop.money
        below = _("bonus {bonus}, passes {passes}").format(bonus=amount(now.bonus), passes=amount(now.passes))
        if now.expired:
            below = _("of it {amount} expired").format(amount=money(now.expired))
        self.held.show_value(amount(now.principal), below)
        late = _("of it {amount} overdue").format(amount=money(now.overdue)) if now.overdue else _("nothing overdue")
        self.owed.show_value(amount(now.owed), late, below_tone="owed small" if now.overdue else "")
        given = now.discounts + now.bad_debts
        text = (
            _("{amount} discounts and bad debts").format(amount=money(given))
            if given
            else _("no discounts, no bad debts")
        )
        self.earned.show_value(amount(now.earned), text)
        lapsed = (
            _("{amount} kept of what lapsed").format(amount=money(now.breakage))
            if now.breakage
            else _("all ways of paying")
        )
        self.received.show_value(amount(now.tenders), lapsed)
