"""日结: a day at a glance, the cash in the drawer, and the day's end as it is kept."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout

from app.core.day_end import DayEnd
from app.core.day_figures import DayFigures
from app.errors import CounterbookError
from app.gui import theme
from app.gui.dialogs.day_paper import DayPaperDialog
from app.gui.pages.base import Page, scrolled
from app.gui.pages.day_end.count_card import CountCard
from app.gui.pages.day_end.drawer_card import DrawerCard
from app.gui.pages.day_end.head import DayHead, Summary
from app.gui.pages.day_end.tables import DayTables
from app.gui.pages.day_end.words import difference_text
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import Card, column, holder, label, row
from app.i18n import format as form
from app.i18n.catalog import _, ngettext

TWO_COLUMNS = 760
"""From this width on, at the base text size, the tables stand beside the drawer."""


class Day(NamedTuple):
    """A day as it is read: its figures, and its ends in the order recorded."""

    figures: DayFigures
    ends: list[DayEnd]


class DayEndPage(Page):
    """One day: what came in, what should be in the drawer, counting, closing. `restore(date)` shows another day."""

    name = "day_end"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.on = shop.today()
        self._asked = 0
        self.drawer, self.count, self.tables = DrawerCard(shop), CountCard(shop), DayTables(shop)
        self.head, self.summary = DayHead(shop), Summary(shop)
        self.warning = label("", wrap=True)
        self.band = Card(row(self.warning, margins=(14, 9, 14, 9)), "notice")
        self._build()
        self._wire()

    # ---- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.band.hide()
        keeps = self.tables.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.tables.setSizePolicy(keeps)
        self.tables.hide()  # until it is known what is in them
        left = column(self.drawer, self.count, None, gap=S3)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(S3)
        self._halves.addWidget(holder(left), 1)
        self._halves.addWidget(self.tables, 1)
        area = scrolled(holder(column(self.summary, self._halves, None, gap=S3, margins=(20, 0, 10, S4))))
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # so that nothing moves when it comes
        whole = column(holder(column(self.head, self.band, gap=S3, margins=(20, S4, 20, S3))), area, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _wire(self) -> None:
        self.head.wanted.connect(self.show_day)
        self.head.paper_wanted.connect(self.open_paper)
        self.count.closed.connect(self._closed)
        self.count.figures_wanted.connect(self.refresh)
        for keys, act in (
            ("Ctrl+P", self.open_paper),
            ("Alt+Left", partial(self.head.step, -1)),
            ("Alt+Right", partial(self.head.step, 1)),
        ):
            QShortcut(QKeySequence(keys), self, act)

    # ---- which day --------------------------------------------------------------------------------------------------

    def show_day(self, on: date) -> None:
        """Show a day; none that is still to come."""
        self.on = min(on, self.shop.today())
        self.head.show_day(self.on)
        self.refresh()

    # ---- what shows -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the day anew."""
        self._asked += 1
        app, on, number = self.shop.app, self.on, self._asked
        self.count.expect(on)
        self.shop.tasks.run(
            lambda: Day(app.drawer.day(on), app.drawer.ends(on)),
            partial(self._show, number),
            self._not_read,
            owner=self,
        )

    def _show(self, asked: int, day: Day) -> None:
        if asked != self._asked:
            return
        figures = day.figures
        self.drawer.show_day(figures)
        self.count.show_day(figures, day.ends)
        end = self.count.end()
        self.tables.show_day(figures, end)
        self.tables.show()
        self.summary.show_day(figures, end)
        self._show_state(end)
        self.head.show_day(figures.on)

    def _show_state(self, end: DayEnd | None) -> None:
        changes = len(end.later) + len(end.later_movements) if end is not None else 0
        self.band.setVisible(bool(changes))
        text = ngettext(
            "Changed since: {n} event was recorded for this day after it was closed. Close it again to keep the new "
            "figures.",
            "Changed since: {n} events were recorded for this day after it was closed. Close it again to keep the new "
            "figures.",
            changes,
        )
        self.warning.setText("⚠  " + text.format(n=changes))

    def _not_read(self, error: CounterbookError) -> None:
        self.count.waits.hide()
        self.shop.complain(error)

    def _closed(self, end: DayEnd) -> None:
        self.shop.changed.emit("")
        words = difference_text(self.shop, end.difference)
        self.shop.tell(
            _("{date} is closed: {difference}.").format(date=form.short_date(end.figures.on), difference=words),
            _("Print…"),
            self.open_paper,
        )
        self.count.focus_first()

    # ---- paper ------------------------------------------------------------------------------------------------------

    def open_paper(self) -> None:
        """Show the day as it is printed: its end, or what it is so far."""
        figures, end = self.count.figures, self.count.end()
        if figures is not None:
            DayPaperDialog(self.shop, end or figures, self.window()).open()

    # ---- the window -------------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin at the count."""
        self.count.focus_first()

    def state(self) -> object:
        """Return the day that shows, and what is typed."""
        return self.on, self.count.form.typed()

    def restore(self, state: object) -> None:
        """Show a day, and what was typed for it."""
        match state:
            case date():
                self.show_day(state)
            case (date() as on, dict() as typed):
                self.show_day(on)
                self.count.type_again(typed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tables beside the drawer, or below it."""
        super().resizeEvent(event)
        wide = self.width() >= theme.px(TWO_COLUMNS)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(way)
        self.head.paper.show_hint(shown=wide)

    def minimumSizeHint(self) -> QSize:
        """Be content with a small window: the page scrolls."""
        return QSize(theme.px(320), theme.px(240))
