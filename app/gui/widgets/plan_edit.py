"""An amount spread over instalments: equal parts a week or a month apart, each of which can be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from app.core.owing.plans import MAX_PARTS, Rhythm, equal
from app.core.owing.terms import Instalment
from app.errors import CounterbookError, Refused
from app.gui import theme
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import button, clear, column, holder, label, row
from app.gui.widgets.elided import Elided
from app.gui.widgets.fields import AmountEdit, Choices, Composite, CountEdit, DateEdit, read_date
from app.gui.widgets.flow import flowing
from app.i18n.catalog import _, pgettext

FIRST_DAYS = 14
"""The first instalment proposed: so many days from today."""

SHOWN = 7
"""Instalments shown before their list scrolls."""

_LINE = 42
_COUNT = 3


class PlanEdit(Composite):
    """How many parts, how far apart, from when on; below it the parts themselves, to be changed by hand."""

    #: A day or an amount was changed.
    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._amount = 0
        self.count = CountEdit(_COUNT, least=1, most=MAX_PARTS)
        self.count.setObjectName("parts")
        self.count.setAccessibleName(_("Number of instalments"))
        self.rhythm: Choices = Choices(
            [
                (Rhythm.MONTHLY, pgettext("instalments", "A month apart")),
                (Rhythm.WEEKLY, pgettext("instalments", "A week apart")),
            ]
        )
        self.first = DateEdit(shop.today, shop.today() + timedelta(days=FIRST_DAYS))
        self.first.setObjectName("first_on")
        self.first.setAccessibleName(_("The first one due on"))
        self.rows: list[tuple[DateEdit, AmountEdit]] = []
        self._pays: list[Elided] = []
        self._grid = QGridLayout()
        self._sum = label("", "mute-small", wrap=True)
        self.rest = button(_("Let the last one take the difference"), "link", on=self._even_out)
        self._build()
        self.count.textChanged.connect(self._proposed_anew)
        self.first.textChanged.connect(self._proposed_anew)
        self.rhythm.changed.connect(self._proposed_anew)
        self.setFocusProxy(self.count)

    def _build(self) -> None:
        self._grid.setContentsMargins(0, 0, S2, 0)
        self._grid.setHorizontalSpacing(S2)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(3, 1)
        self._list = QScrollArea()
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setWidgetResizable(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = holder(column(self._grid, None, gap=0), "clear")
        self._list.setWidget(inner)
        self.count.setFixedWidth(theme.px(64))
        below = row(self._sum, self.rest, gap=S2)
        below.setStretch(0, 1)
        first = holder(row(label(_("the first due on"), "mute"), self.first, gap=S2))
        self.setLayout(column(flowing(self.count, self.rhythm, first), self._list, below, gap=S2))

    # ---- what is to be spread ---------------------------------------------------------------------------------------

    def show_amount(self, amount: int) -> None:
        """Spread another amount evenly; what was changed by hand is proposed anew."""
        if amount != self._amount or not self.rows:
            self._amount = amount
            self._propose()

    def show_pays(self, words: Mapping[int, str]) -> None:
        """Say beside each instalment (counted from 1) what it pays."""
        for nth, place in enumerate(self._pays, start=1):
            place.setText(words.get(nth, ""))

    def value(self) -> tuple[Instalment, ...]:
        """Return the instalments as they stand; refused where a day or an amount is none."""
        self.read(self.count)
        self.read(self.first, self.first.required)
        return tuple(Instalment(self.read(day, day.required), self.read(part)) for day, part in self.rows)

    def total(self) -> int | None:
        """Return what the instalments come to, None while one of them is being typed."""
        try:
            return sum(part.value() for _day, part in self.rows)
        except Refused:
            return None

    # ---- proposing --------------------------------------------------------------------------------------------------

    def _proposed_anew(self, *_value: object) -> None:
        self._propose()

    def _propose(self) -> None:
        """Put equal parts into the rows; while the number or the day is being typed the rows stay as they are."""
        first = read_date(self.first.text().strip(), self._shop.today())
        if first is not None:
            with suppress(CounterbookError):
                self._fill(equal(self._amount, self.count.value(), first, self.rhythm.value()))
        self._touched()

    def _fill(self, parts: tuple[Instalment, ...]) -> None:
        if len(parts) != len(self.rows):
            clear(self._grid)
            self.rows, self._pays = [], []
            for at in range(len(parts)):
                self._add(at)
            self._order()
        for (day, part), each in zip(self.rows, parts, strict=True):
            for field in (day, part):
                field.blockSignals(True)  # noqa: FBT003 - the rows change all at once, and are told of once
            day.set_value(each.due_on)
            part.set_value(each.amount)
            for field in (day, part):
                field.blockSignals(False)  # noqa: FBT003 - as above
        lines = min(len(parts), SHOWN)
        self._list.setFixedHeight(lines * theme.px(_LINE) - 4)

    def _add(self, at: int) -> None:
        day, part = DateEdit(self._shop.today), AmountEdit(self._shop.app.book.decimals)
        part.setAlignment(Qt.AlignmentFlag.AlignRight)
        part.setMaximumWidth(theme.px(140))
        pays = Elided("", "mute-small")
        for field, name, words in (
            (day, "instalments.due_on", _("Due date of instalment {number}").format(number=at + 1)),
            (part, "instalments.amount", _("Amount of instalment {number}").format(number=at + 1)),
        ):
            field.setObjectName(name)
            field.setAccessibleName(words)
            field.setFixedHeight(theme.px(_LINE - 6))
            field.textChanged.connect(self._touched)
        number = label(str(at + 1), "mute")
        number.setMinimumWidth(theme.px(24))
        for place, each in enumerate((number, day, part, pays)):
            self._grid.addWidget(each, at, place)
        self.rows.append((day, part))
        self._pays.append(pays)

    def _order(self) -> None:
        before: QWidget = self.first
        for day, amount in self.rows:
            for each in (day, amount):
                QWidget.setTabOrder(before, each)
                before = each

    def _touched(self, *_value: object) -> None:
        self._say()
        self.changed.emit()

    def _even_out(self) -> None:
        """Change the last instalment so that all of them come to the amount."""
        total = self.total()
        if total is not None and self._last_with(total) > 0:
            self.rows[-1][1].set_value(self._last_with(total))
            self.rows[-1][1].setFocus()

    def _last_with(self, total: int) -> int:
        """Return what the last instalment would be if it took the difference."""
        return self.rows[-1][1].value() + self._amount - total if self.rows else 0

    def _say(self) -> None:
        """Say what the parts come to, beside what they should."""
        total = self.total()
        self.rest.setVisible(total not in (None, self._amount) and self._last_with(total or 0) > 0)
        amount = self._shop.money(self._amount)
        if total is None:
            text, look = "", "mute-small"
        elif total == self._amount:
            text, look = _("✓ The instalments come to {amount}.").format(amount=amount), "mute-small"
        elif total < self._amount:
            left = self._shop.money(self._amount - total)
            text, look = _("⚠ {left} of {amount} is in no instalment yet.").format(left=left, amount=amount), "soon"
        else:
            over = self._shop.money(total - self._amount)
            text, look = _("⚠ The instalments come to {over} too much.").format(over=over), "owed"
        self._sum.setText(text)
        theme.mark(self._sum, look)
