"""A month's statements in figures: how many were sent, confirmed, disputed, and of how many nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.statement_reply import MonthRow, Outcome
from app.gui.dialogs.statement_words import is_silent, state_of
from app.gui.shop import Shop
from app.gui.theme import S2, S4
from app.gui.widgets.basics import Card, Figure, column, label, row, rule
from app.i18n import format as form
from app.i18n.catalog import _, current, pgettext

if TYPE_CHECKING:
    from app.core.statement_run import IssuedStatement


class MonthFigures(Card):
    """Sent, confirmed, disputed, no reply and the share confirmed, with the amounts owed."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.sent = Figure(pgettext("statements", "Sent"))
        self.confirmed = Figure(state_of(Outcome.CONFIRMED).text)
        self.disputed = Figure(state_of(Outcome.DISPUTED).text)
        self.silent = Figure(state_of("").text)
        self.share = Figure(_("Share confirmed"))
        figures = (self.sent, self.confirmed, self.disputed, self.silent, self.share)
        parts = [part for figure in figures for part in (rule(upright=True), figure)][1:]
        box = row(*parts, gap=0)
        for at in range(0, len(parts), 2):
            box.setStretch(at, 1)
        words = _("No reply is no confirmation, however long it lasts: it is never counted as one.")
        self.silent.setToolTip(words)
        self.note = label(words, "mute-small", wrap=True)
        self.note.setContentsMargins(18, S2 - 2, S4, S2)
        self.line = rule()
        super().__init__(column(box, self.line, self.note, gap=0))

    def be_short(self, *, short: bool) -> None:
        """Leave the line below the figures to a tooltip, where there is little room."""
        self.note.setHidden(short)
        self.line.setHidden(short)

    def show_month(self, month: MonthRow, statements: Sequence[IssuedStatement]) -> None:
        """Show a month; the amounts of what is disputed and silent are those of its statements."""
        count, money = self._count, self.shop.money
        disputed = sum(each.owed for each in statements if each.outcome == Outcome.DISPUTED)
        silent = sum(each.owed for each in statements if is_silent(each.outcome))
        self.sent.show_value(count(month.sent), money(month.owed))
        self.confirmed.show_value(count(month.confirmed), money(month.owed_confirmed))
        self.disputed.show_value(count(month.disputed), money(disputed), owed=bool(month.disputed))
        self.silent.show_value(count(month.silent), money(silent))
        share = "< 1 %" if month.confirmed and not month.share else f"{month.share} %"
        self.share.show_value(share, _("of {n} sent").format(n=count(month.sent)))

    @staticmethod
    def _count(number: int) -> str:
        return form.number(number, current().language)
