"""The customer a reminder is about: whom to speak to, and the figures that matter for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.core.reminder.kinds import CreditClass
from app.core.reminder.promise import kept_rate
from app.gui import theme
from app.gui.dialogs.reminder_who import Who
from app.gui.dialogs.reminder_words import class_name, kept_text, number, outcome_of
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.account import Cell
from app.gui.widgets.basics import Card, KeyButton, chip, clear, column, row, rule
from app.gui.widgets.elided import Elided
from app.gui.widgets.flow import Flow
from app.gui.widgets.notices import notice_chip
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.reminder.promise import Standing
    from app.services.counter import AccountCard

CELL = 140
"""A figure takes at least so much room; where four do not fit they stand in two rows."""


class CustomerHead(QWidget):
    """Name and number; below them whom to speak to; what must be known as chips."""

    #: The customer's account is wanted at the counter.
    wanted = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.name, self.facts = Elided("", "title"), Elided("", "mute")
        self.chips = Flow()
        self.open = KeyButton(_("Customer"), "Ctrl+O", "quiet", self.wanted.emit)
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # the name has room first
        top = row(self.name, self.facts, self.open, gap=S3)
        top.setStretch(1, 1)
        self.setLayout(column(top, self.chips, gap=theme.px(4)))

    def show_customer(self, card: AccountCard, who: Who) -> None:
        """Show a customer."""
        self.name.setText(card.name)
        parts = (_("No. {number}").format(number=card.number), who.speak_to())
        self.facts.setText("  ·  ".join(part for part in parts if part))
        clear(self.chips)
        if who.credit is not CreditClass.NORMAL:
            words = _("Credit: {class_name}").format(class_name=class_name(who.credit))
            self.chips.addWidget(chip(words, "accent" if who.credit is CreditClass.GOOD else "soon"))
        for notice in card.notices:
            if notice.kind != "overdue":  # a figure says so
                self.chips.addWidget(notice_chip(self._shop, notice))
        self.updateGeometry()


class _Figure(NamedTuple):
    name: str
    value: str
    below: str = ""
    owed: bool = False
    tone: str = ""


class CustomerFigures(Card):
    """What is overdue beside what is held for them, and how they keep promises."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self.setLayout(self._grid)
        self.cells: list[Cell] = []
        self._across = 0

    def show_customer(self, card: AccountCard, promises: Sequence[Standing]) -> None:
        """Show a customer's figures."""
        figures = self._figures(card, promises)
        for old in self.cells:
            old.hide()
            old.deleteLater()
        self.cells = []
        for figure in figures:
            made = Cell(figure.name)
            made.show_value(figure.value, figure.below, owed=figure.owed, tone=figure.tone)
            self.cells.append(made)
        self._across = 0
        self._fold()

    def _figures(self, card: AccountCard, promises: Sequence[Standing]) -> list[_Figure]:
        shop, balance = self._shop, card.balance
        found: list[_Figure] = []
        if balance.owed:
            found.append(self._owed(card))
            days = [charge.due_on for charge in card.charges if charge.open and charge.due_on is not None]
            if days:
                late = (shop.today() - min(days)).days
                words = ngettext("{n} day ago", "{n} days ago", late).format(n=number(late)) if late > 0 else ""
                found.append(_Figure(_("Earliest due"), shop.day(min(days)), words))
        held = balance.principal + balance.bonus
        if held or not balance.owed:
            below = _("{amount} of it bonus").format(amount=shop.amount(balance.bonus)) if balance.bonus else ""
            found.append(_Figure(_("Prepaid"), shop.amount(held), below))
        for left in balance.passes[:1]:
            value = shop.nothing() if left.left is None else number(left.left)
            found.append(_Figure(_("{service} pass").format(service=left.service), value, _("visits left")))
        if promises:
            said = outcome_of(promises[-1].outcome)
            rate = kept_text(kept_rate(promises))
            found.append(_Figure(_("Last promise"), said.text, rate, tone="" if rate else said.tone))
        return found[:4]

    def _owed(self, card: AccountCard) -> _Figure:
        shop, balance = self._shop, card.balance
        if balance.overdue:
            rest = balance.owed != balance.overdue
            below = _("of {amount} owed").format(amount=shop.amount(balance.owed)) if rest else ""
            return _Figure(_("Overdue"), shop.amount(balance.overdue), below, owed=True)
        return _Figure(_("Owed"), shop.amount(balance.owed), _("nothing overdue"))

    # ---- one row or two ---------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use two rows where one is too narrow."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        count = len(self.cells)
        least = max((cell.minimumSizeHint().width() for cell in self.cells), default=0)
        fits = self.width() >= max(least, theme.px(CELL)) * count
        across = count if fits or count < 3 else 2
        if across == self._across or not count:
            return
        self._across = across
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and not isinstance(widget, Cell):
                widget.hide()
                widget.deleteLater()
        for at in range(8):
            self._grid.setColumnStretch(at, 0)
        for at, cell in enumerate(self.cells):
            line, place = divmod(at, across)
            if place:
                self._grid.addWidget(rule(upright=True), line * 2, place * 2 - 1)
            elif line:
                self._grid.addWidget(rule(), line * 2 - 1, 0, 1, across * 2 - 1)
            self._grid.addWidget(cell, line * 2, place * 2)
            self._grid.setColumnStretch(place * 2, 1)
