"""When what goes on account is to be paid: one day, or instalments with a day and an amount each."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.money import Money, split
from app.core.owing.terms import Instalment
from app.errors import refuse
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import button, clear, column, holder, label, row
from app.gui.widgets.fields import AmountEdit, Composite, CountEdit, DateEdit, read_date
from app.i18n.catalog import _
from app.i18n.mark import N_

MOST = 36
"""Instalments one sale may be paid in."""


class AccountTerms(Composite):
    """A due date; “In instalments…” proposes equal parts a month apart, each of which can be changed."""

    #: A day or an amount was changed.
    changed = Signal()

    def __init__(self, shop: Shop, terms_days: int) -> None:
        super().__init__()
        self._shop, self._terms_days = shop, terms_days
        self._amount, self._on = 0, shop.today()
        self._due_typed = False
        self._proposed: date | None = None
        self.due = DateEdit(shop.today)
        self.due.setObjectName("due_on")
        self.due.setAccessibleName(_("Due on"))
        self.open_plan = button(_("In instalments…"), "link", on=self.show_plan)
        self.count = CountEdit(3, least=2, most=MOST)
        self.count.setObjectName("instalments")
        self.count.setAccessibleName(_("Number of instalments"))
        self.close_plan = button(_("On one day"), "link", on=self.hide_plan)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S2)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(3, 1)
        self.rows: list[tuple[DateEdit, AmountEdit]] = []
        self._one = holder(row(label(_("due on"), "mute"), self.due, self.open_plan, None))
        head = row(label(_("Instalments"), "mute"), self.count, self.close_plan, None)
        self._plan = holder(column(head, self._grid, gap=6))
        self._plan.hide()
        self.setLayout(column(self._one, self._plan, gap=0))
        self.due.textEdited.connect(self._due_edited)
        self.due.textChanged.connect(self.changed)
        self.count.textChanged.connect(self._count_typed)

    def show_account(self, amount: int, on: date) -> None:
        """Propose a day for an amount put on account on a day; what was typed stays."""
        changed = (amount, on) != (self._amount, self._on)
        self._amount, self._on = amount, on
        if not self._due_typed:
            self.due.set_value(self._proposed or self._later(on, self._terms_days))
        if changed and not self._plan.isHidden():
            self._propose()

    def propose(self, due_on: date) -> None:
        """Propose a due date of somebody else's reckoning, until one is typed."""
        self._proposed = due_on
        if not self._due_typed:
            self.due.set_value(due_on)

    def let_type(self) -> None:
        """A day is going to be typed: propose no other one any more."""
        self._due_typed = True

    def is_typed(self) -> bool:
        """Whether somebody typed a day, or wants instalments."""
        return self._due_typed or not self._plan.isHidden()

    def terms(self, amount: int) -> tuple[date | None, tuple[Instalment, ...]]:
        """Return the due date or the instalments of an amount; refused when they do not come to it."""
        if self._plan.isHidden():
            return self.read(self.due, self.due.required), ()
        self.read(self.count)
        found = tuple(Instalment(self.read(day, day.required), self.read(part)) for day, part in self.rows)
        total = sum(each.amount for each in found)
        if total != amount:
            self.culprit = self.rows[-1][1]
            refuse(
                "instalments",
                N_("The instalments come to {sum}, not to the {amount} on account."),
                sum=Money(total),
                amount=Money(amount),
            )
        return None, found

    # ---- instalments ------------------------------------------------------------------------------------------------

    def show_plan(self) -> None:
        """Pay in instalments."""
        self._one.hide()
        self._plan.show()
        self._propose()
        self.count.setFocus()
        self.count.selectAll()
        self.changed.emit()

    def hide_plan(self) -> None:
        """Pay on one day."""
        self._plan.hide()
        self._one.show()
        self.due.setFocus()
        self.changed.emit()

    def _count_typed(self) -> None:
        text = self.count.text().strip()
        if text.isdecimal() and len(text) < 3 and 2 <= int(text) <= MOST:
            self._propose()
        self.changed.emit()

    def _propose(self) -> None:
        """Share the amount out evenly, the first part due as the whole would be, the others a month apart."""
        text = self.count.text().strip()
        count = int(text) if text.isdecimal() and len(text) < 3 else 2
        first = read_date(self.due.text().strip(), self._shop.today()) or self._on
        clear(self._grid)
        self.rows = []
        for at, part in enumerate(split(self._amount, min(max(count, 2), MOST))):
            self._add(at, _months(first, at), part)
        before: QWidget = self.count
        for day, amount in self.rows:
            for each in (day, amount):
                QWidget.setTabOrder(before, each)
                before = each

    def _add(self, at: int, on: date, amount: int) -> None:
        day, part = DateEdit(self._shop.today, on), AmountEdit(self._shop.app.book.decimals)
        part.set_value(amount)
        part.setAlignment(Qt.AlignmentFlag.AlignRight)
        number = at + 1
        for field, name, words in (
            (day, "instalments.due_on", _("Due date of instalment {number}").format(number=number)),
            (part, "instalments.amount", _("Amount of instalment {number}").format(number=number)),
        ):
            field.setObjectName(name)
            field.setAccessibleName(words)
            field.textChanged.connect(self.changed)
        for place, each in enumerate((label(str(number), "mute"), day, part)):
            self._grid.addWidget(each, at, place)
        self.rows.append((day, part))

    def _due_edited(self) -> None:
        self._due_typed = True

    @staticmethod
    def _later(on: date, days: int) -> date:
        try:
            return on + timedelta(days=days)
        except OverflowError:
            return on


def _months(day: date, count: int) -> date:
    """Return the same day some months later, the last of a shorter month."""
    return read_date(f"+{count}m", day) or day if count else day
