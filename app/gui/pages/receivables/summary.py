"""Over the ageing list: what is owed and overdue in all, and the ages as bars."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

from app.core.money import portion
from app.gui import theme
from app.gui.dialogs.receivable_words import bucket_title
from app.gui.tasks import Lane
from app.gui.theme import S2, S4
from app.gui.widgets.basics import Card, Figure, column, holder, row, rule
from app.gui.widgets.chart_look import ages, look_for
from app.gui.widgets.drawing import Drawing
from app.i18n.catalog import _, current

if TYPE_CHECKING:
    from app.core.credit.ageing_list import AgeingPage
    from app.errors import CounterbookError
    from app.gui.shop import Shop

CHART = 112
WHOLE = 100


class Summary(Card):
    """Figures on the left, the chart beside them; it is drawn where papers are, for the fonts."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._page: AgeingPage | None = None
        self._asked = 0
        self.owed, self.overdue = Figure(_("Owed")), Figure(_("Overdue"))
        self.chart = Drawing(_("Owed by age"), CHART)
        for figure in (self.owed, self.overdue):
            figure.setMinimumWidth(theme.px(172))
        drawn = holder(column(self.chart, margins=(S4, S2, S4, S2)))
        first, second = (holder(column(None, figure, None, gap=0)) for figure in (self.owed, self.overdue))
        box = row(first, rule(upright=True), second, rule(upright=True), drawn, gap=0)
        box.setStretch(4, 1)
        super().__init__(box)
        self.chart.wanted.connect(self._draw)

    def show_page(self, page: AgeingPage) -> None:
        """Show the sums of the rows listed."""
        self._page = page
        foot, money = page.table.foot, self._shop.money
        late = sum(foot.overdue)
        owed = foot.current + late
        held = (
            _("{amount} held prepaid").format(amount=money(-foot.prepaid))
            if foot.prepaid
            else _("nothing held prepaid")
        )
        self.owed.show_value(self._shop.amount(owed), held)
        share = _("{share} % of what is owed").format(share=portion(WHOLE, late, owed) if owed else 0)
        self.overdue.show_value(self._shop.amount(late), share if late else _("nothing overdue"), owed=bool(late))
        self._draw()

    def _draw(self) -> None:
        page = self._page
        if page is None or not self.isVisibleTo(self.window()) or self.chart.width() < theme.px(80):
            return
        self._asked += 1
        chart, look, language = (
            self._shop.app.receivables.chart,
            look_for(self.chart, ages(len(page.table.names))),
            current().language,
        )
        draw = partial(chart, page, look, language)
        done = partial(self._drawn, self._asked)
        self._shop.tasks.run(draw, done, self._not_drawn, owner=self, lane=Lane.RENDER)

    def _drawn(self, asked: int, svg: str) -> None:
        if asked == self._asked and self._page is not None:
            self.chart.show_drawing(svg.encode(), self._words(self._page))

    def _not_drawn(self, error: CounterbookError) -> None:
        self._shop.complain(error)

    def _words(self, page: AgeingPage) -> str:
        """Return the chart in words."""
        foot, amount = page.table.foot, self._shop.amount
        parts = [f"{_('Not due')} {amount(foot.current)}"]
        parts += [
            f"{bucket_title(name)} {amount(sum_)}" for name, sum_ in zip(page.table.names, foot.overdue, strict=True)
        ]
        return ", ".join(parts)

    def minimumSizeHint(self) -> QSize:
        """Be content with a narrow window."""
        return QSize(theme.px(320), super().minimumSizeHint().height())
