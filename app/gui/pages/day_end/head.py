"""The head of the day's page: which day, and the figures that matter of it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.core.day_end import DayEnd
from app.core.day_figures import DayFigures
from app.gui import theme
from app.gui.pages.day_end.words import difference_words
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import Card, Figure, KeyButton, button, label, row, rule
from app.gui.widgets.fields import DateEdit
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext


class DayHead(QWidget):
    """Goes from day to day, by buttons or by a date typed; none that is still to come."""

    #: Another day is wanted.
    wanted = Signal(date)
    #: The day is wanted on paper.
    paper_wanted = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.on = shop.today()
        self.before = button("", "quiet", icon="chevron-left", on=partial(self.step, -1), name=_("The day before"))
        self.after = button("", "quiet", icon="chevron-right", on=partial(self.step, 1), name=_("The day after"))
        self.date = DateEdit(shop.today, self.on)
        self.date.setAccessibleName(_("Day"))
        self.date.setFixedWidth(theme.px(150))
        self.to_today = button(_("Today"), "quiet", on=self.go_today)
        self.paper = KeyButton(_("Print or save…"), "Ctrl+P", on=self.paper_wanted.emit)
        days = (self.before, self.date, self.after, self.to_today)
        self.setLayout(row(label(_("Day's end"), "title"), S3, *days, None, self.paper, gap=6))
        self.date.returnPressed.connect(self._typed)
        self.date.editingFinished.connect(self._typed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the key in the tooltip alone where there is no room for it on the button."""
        super().resizeEvent(event)
        box = self.layout()
        if box is not None:
            others = box.minimumSize().width() - self.paper.minimumSizeHint().width()
            self.paper.show_hint(shown=others + self.paper.full_width() <= self.width())

    def show_day(self, on: date) -> None:
        """Show which day it is."""
        self.on = on
        self.date.set_value(on)
        on_today = on == self.shop.today()
        self.after.setEnabled(not on_today)
        self.to_today.setEnabled(not on_today)

    def step(self, days: int) -> None:
        """Go to the day before or after."""
        if (self.on, days) != (date.min, -1):
            self.wanted.emit(self.on + timedelta(days=days) if self.on < date.max else self.on)

    def go_today(self) -> None:
        """Go to today."""
        self.wanted.emit(self.shop.today())

    def _typed(self) -> None:
        on = self.date.or_today() if self.date.text().strip() else self.on
        if on != self.on:
            self.wanted.emit(on)
        else:
            self.date.set_value(self.on)


class Summary(Card):
    """What should be in the drawer, what came in and went out, and whether the day is closed."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.expected = Figure(_("Should be in the drawer"), big=True)
        self.came_in, self.went_out, self.closing = Figure(_("Came in")), Figure(_("Went out")), Figure("")
        others = (self.came_in, self.went_out, self.closing)
        parts = [part for figure in others for part in (rule(upright=True), figure)]
        box = row(self.expected, *parts, gap=0)
        super().__init__(box)
        for at in range(0, 7, 2):
            box.setStretch(at, 1)

    def show_day(self, figures: DayFigures, end: DayEnd | None) -> None:
        """Show a day's figures."""
        amount = self.shop.amount
        self.expected.show_value(amount(figures.expected_cash))
        self.came_in.show_value(amount(figures.came_in))
        self.went_out.show_value(amount(-figures.went_out))
        self.closing.name.setText(form.weekday(figures.on, current().language))
        entries = ngettext("{n} entry", "{n} entries", figures.entries).format(n=figures.entries)
        if end is None:
            self.closing.show_value(pgettext("day", "Open"), entries)
        else:
            words, tone = difference_words(self.shop, end.difference)
            self.closing.show_value(pgettext("day", "Closed"), words, below_tone=tone)
