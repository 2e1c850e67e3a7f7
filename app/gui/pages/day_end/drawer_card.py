"""The cash drawer of a day: what was in it, what came and went, what should be there now."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from app.core.day_figures import DayFigures
from app.core.drawer import DrawerKind, DrawerLine
from app.core.requests import Tender
from app.core.staff.rights import Right
from app.gui.dialogs.drawer import CashDialog, FloatDialog
from app.gui.pages.day_end.tables import movement_name
from app.gui.pages.day_end.words import moment
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import Card, button, clear, column, label, rule
from app.gui.widgets.flow import Flow
from app.gui.widgets.guard import guard
from app.i18n.catalog import _


class DrawerCard(Card):
    """Lines that add up to what should be in the drawer, and the buttons that make such lines."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.figures: DayFigures | None = None
        #: What stands in the lines, for whoever reads them aloud or tests them: words and amounts.
        self.lines: list[tuple[str, str]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(S3)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self.count_float = button(_("Count the float…"), on=self.open_float)
        self.put_in = button(_("Put cash in…"), on=partial(self.open_cash, out=False))
        self.take_out = button(_("Take cash out…"), on=partial(self.open_cash, out=True))
        guard(shop, Right.CASH_OUT, self.take_out)
        buttons = Flow(gap=8)
        for each in (self.count_float, self.put_in, self.take_out):
            buttons.addWidget(each)
        self.setLayout(column(label(_("Cash drawer"), "strong"), self._grid, buttons, gap=S3, margins=(S4, S3, S4, S4)))

    # ---- the lines --------------------------------------------------------------------------------------------------

    def show_day(self, figures: DayFigures) -> None:
        """Show a day's drawer."""
        self.figures = figures
        clear(self._grid)
        self.lines = []
        self._grid.addWidget(rule(), 0, 0, 1, 2)
        cash = next(line for line in figures.tenders if line.tender is Tender.CASH)
        self._line(
            _("Opening float"), figures.opening, "" if figures.opened else _("not counted yet; this is the usual one")
        )
        self._line(_("Cash from customers"), cash.came_in)
        self._line(_("Cash back to customers"), -cash.went_out)
        for movement in figures.movements:
            if movement.kind is not DrawerKind.FLOAT:
                sign = -1 if movement.kind is DrawerKind.OUT else 1
                self._line(movement_name(movement.kind), sign * movement.amount, self._about(movement, figures))
        self._grid.addWidget(rule(), len(self.lines) + 1, 0, 1, 2)
        self._line(_("Should be in the drawer"), figures.expected_cash, strong=True)
        self.setAccessibleName("; ".join(f"{words} {amount}" for words, amount in self.lines))

    def _line(self, words: str, amount: int, detail: str = "", *, strong: bool = False) -> None:
        name, figure = label(words, "strong" if strong else "", wrap=True), label(self.shop.amount(amount))
        if strong or amount == 0:
            figure.setProperty("class", "strong" if strong else "mute")
        box = column(name, gap=0)
        if detail:
            box.addWidget(label(detail, "mute-small", wrap=True))
        at = len(self.lines) + (2 if strong else 1)
        self._grid.addLayout(box, at, 0)
        self._grid.addWidget(figure, at, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.lines.append((words, figure.text()))

    def _about(self, line: DrawerLine, figures: DayFigures) -> str:
        return "  ·  ".join(part for part in (moment(line.recorded_at, figures.on), line.staff, line.reason) if part)

    # ---- what makes them --------------------------------------------------------------------------------------------

    def open_float(self) -> None:
        """Count the opening float."""
        if self.figures is not None:
            FloatDialog(self.shop, self.figures.on, self.figures.opening, self.window()).open()

    def open_cash(self, *, out: bool) -> None:
        """Put cash in or take some out."""
        if self.figures is not None:
            CashDialog(self.shop, self.figures.on, out=out, parent=self.window()).open()
