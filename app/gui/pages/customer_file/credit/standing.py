"""How a customer stands: what is owed, how much of the limit that is, what is left of it, what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from app.core.credit.standing import overdue_refuses
from app.gui import theme
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4, mark
from app.gui.widgets.account import Cell
from app.gui.widgets.basics import Card, clear, column, holder, label, row, rule
from app.gui.widgets.gauge import Gauge
from app.gui.widgets.words import hold_words
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.credit.standing import Standing


class StandingCard(Card):
    """Four figures, a bar, and sentences for what the owner should know."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.owed, self.overdue = Cell(_("Owed")), Cell(_("Overdue"))
        self.limit, self.room = Cell(_("Limit")), Cell(pgettext("credit", "Room left"))
        self.gauge = Gauge()
        self.band = QFrame()
        self._lines = column(gap=theme.px(4), margins=(S3, S2, S3, S2))
        self.band.setLayout(self._lines)
        cells = [self.owed, self.overdue, self.limit, self.room]
        figures = row(gap=0)
        for at, cell in enumerate(cells):
            if at:
                figures.addWidget(rule(upright=True))
            figures.addWidget(cell, 1)
        self._bar = holder(column(self.gauge, margins=(18, 0, 18, 0)))
        said = holder(column(self.band, margins=(S4, 0, S4, 0)))
        box = column(figures, self._bar, said, gap=S2, margins=(0, 0, 0, S4))
        super().__init__(box)

    def show_standing(self, standing: Standing) -> None:
        """Show how a customer stands."""
        shop, owed, limits = self._shop, standing.owed, standing.limits
        self.owed.show_value(shop.amount(owed.total), owed=owed.total > 0)
        self.overdue.show_value(shop.amount(owed.overdue), owed=owed.overdue > 0)
        self.limit.show_value(_limit(shop, limits.total))
        self._show_room(standing)
        whole = limits.total or 0
        words = _("{owed} of {limit} is owed.").format(owed=shop.money(owed.total), limit=shop.money(whole))
        self.gauge.show_use(owed.total, owed.overdue, whole, words)
        self._bar.setVisible(whole > 0)
        self._show_lines(standing)
        cells = (self.owed, self.overdue, self.limit, self.room)
        below = any(cell.below.text() for cell in cells)  # no empty line under all of them
        for cell in cells:
            cell.below.setVisible(below)

    def _show_room(self, standing: Standing) -> None:
        room, group = standing.room, standing.group
        below = ""
        if group is not None and group.room is not None and group.room == room:
            below = _("by the group’s limit")
        if room is None:
            self.room.show_value(pgettext("credit", "no limit"), below)
        else:
            shown = max(room, 0)
            if room >= 0 and _stopped(standing):
                below = pgettext("credit", "nothing on account for now")
            tone = "owed" if room < 0 or _stopped(standing) else ""
            over = _("{amount} too much").format(amount=self._shop.amount(-room)) if room < 0 else below
            self.room.show_value(self._shop.amount(shown), over, tone=tone)

    def _show_lines(self, standing: Standing) -> None:
        clear(self._lines)
        said = [hold_words(standing.hold)] if standing.hold is not None else []
        said += [self._shop.sentence(each) for each in standing.messages]
        for text in dict.fromkeys(said):
            self._lines.addWidget(label(text, wrap=True))
        mark(self.band, "notice-owed" if _stopped(standing) else "notice")
        self.band.setVisible(bool(said))


def _stopped(standing: Standing) -> bool:
    """Whether nothing at all goes on account, whatever room there is."""
    return standing.hold is not None or overdue_refuses(standing)


def _limit(shop: Shop, total: int | None) -> str:
    if total is None:
        return pgettext("credit", "no limit")
    return shop.amount(total) if total else _("no credit")
