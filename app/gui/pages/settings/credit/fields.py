"""Fields made of several: last days of age groups, the reward for paying on time, which old debts are small."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.credit.incentives import StreakRule, check_streak
from app.core.credit.write_off import MAX_DAYS, WriteOffRule, check_rule
from app.errors import Refused
from app.gui import theme
from app.gui.dialogs.buckets import USUAL, columns_words, days_of
from app.gui.theme import S1, S2
from app.gui.widgets.basics import column, holder, label, row
from app.gui.widgets.fields import AmountEdit, Choices, Composite, CountEdit, LineEdit
from app.gui.widgets.flow import flowing
from app.gui.widgets.percent import PercentEdit
from app.i18n.catalog import _, pgettext

_GAP = 6
_NARROW, _AMOUNT = 64, 110
_MOST_CHARGES = 1000

OWN = ()
"""Stands for age groups that are none of the usual ones."""


def _part(before: str, edit: QLineEdit, after: str = "") -> QWidget:
    """Return a field with the words around it, which stay with it when a line is folded."""
    words = [*([label(before, "mute")] if before else []), edit, *([label(after, "mute")] if after else [])]
    return holder(row(*words, gap=S1))


class BucketsEdit(Composite):
    """The usual age groups, or last days of one's own, and the columns they make."""

    #: Something was typed or chosen.
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        usual = [(each, " · ".join(map(str, each))) for each in USUAL]
        self.usual: Choices = Choices([*usual, (OWN, pgettext("ageing", "Others"))])
        self.days = LineEdit(hint=_("e.g. 30 60 90"))
        self.days.setObjectName("buckets")
        self.days.setMaximumWidth(theme.px(220))
        self.days.setAccessibleName(_("Last day of each age group"))
        self.columns = label("", "mute-small", wrap=True)
        self.setLayout(column(self.usual, self.days, self.columns, gap=theme.px(_GAP)))
        self.usual.changed.connect(self._chosen)
        self.days.textChanged.connect(self._say)
        self.days.textEdited.connect(self._typed)
        self.setFocusProxy(self.usual)

    def _chosen(self) -> None:
        chosen = self.usual.value()
        if chosen != OWN:
            self.days.setText(" ".join(map(str, chosen)))
        self.days.setVisible(chosen == OWN)
        if chosen == OWN:
            self.days.setFocus()
            self.days.selectAll()
        self.changed.emit()

    def _typed(self, _text: str) -> None:
        self.changed.emit()

    def _say(self, _text: str) -> None:
        try:
            self.columns.setText(columns_words(days_of(self.days.value())))
        except Refused:
            self.columns.setText("")

    def value(self) -> tuple[int, ...]:
        """Return the last days; refused in words."""
        return tuple(self.read(self.days, lambda: days_of(self.days.value())))

    def show_value(self, buckets: tuple[int, ...]) -> None:
        """Show the last days."""
        self.usual.set_value(buckets if buckets in USUAL else OWN)
        self.days.setText(" ".join(map(str, buckets)))
        self.days.setVisible(buckets not in USUAL)

    def place(self) -> QWidget:
        """Return the part an error is shown at."""
        return self.days


NONE, SHARE, AMOUNT = "none", "share", "amount"


class StreakEdit(Composite):
    """No reward, a share of what was paid, or an amount, for so many charges in a row that were paid on time."""

    #: Something was typed or chosen.
    changed = Signal()

    def __init__(self, decimals: int) -> None:
        super().__init__()
        self.way: Choices = Choices(
            [
                (NONE, pgettext("reward", "No reward")),
                (SHARE, pgettext("reward", "A share of them as bonus")),
                (AMOUNT, pgettext("reward", "An amount as bonus")),
            ]
        )
        self.length = CountEdit(3, least=1, most=_MOST_CHARGES)
        self.share, self.amount = PercentEdit(), AmountEdit(decimals)
        self.least, self.most = AmountEdit(decimals, zero=True), AmountEdit(decimals)
        for edit, name, wide in (
            (self.length, _("Charges paid on time in a row"), _NARROW),
            (self.share, _("Share of them in percent"), _NARROW),
            (self.amount, _("Bonus each time"), _AMOUNT),
            (self.most, _("Bonus at most"), _AMOUNT),
            (self.least, _("Charges counted from"), _AMOUNT),
        ):
            edit.setObjectName("streak_rule")
            edit.setAccessibleName(name)
            edit.setFixedWidth(theme.px(wide))
            edit.textEdited.connect(self._touched)
        self.most.setPlaceholderText(pgettext("reward", "any"))
        self.least.setPlaceholderText(pgettext("reward", "all"))
        self._share = _part(pgettext("reward", "bonus"), self.share, pgettext("reward", "% of them"))
        self._amount = _part(pgettext("reward", "bonus"), self.amount)
        self._most = _part(pgettext("reward", "at most"), self.most)
        self._first = flowing(_part(_("charges on time in a row"), self.length), self._share, self._amount, self._most)
        self._second = flowing(_part(_("counting charges from"), self.least))
        self.setLayout(column(self.way, self._first, self._second, gap=theme.px(_GAP)))
        self.way.changed.connect(self._chosen)
        self.setFocusProxy(self.way)
        self._show()

    def _chosen(self) -> None:
        self._show()
        self.changed.emit()

    def _touched(self, _text: str) -> None:
        self.changed.emit()

    def _show(self) -> None:
        way = self.way.value()
        self._first.setVisible(way != NONE)
        self._second.setVisible(way != NONE)
        self._share.setVisible(way == SHARE)
        self._most.setVisible(way == SHARE)
        self._amount.setVisible(way == AMOUNT)
        self._first.updateGeometry()

    def value(self) -> StreakRule | None:
        """Return the rule, None for no reward; refused in words."""
        way = self.way.value()
        if way == NONE:
            return None
        length: int = self.read(self.length)
        share: int = self.read(self.share) if way == SHARE else 0
        amount: int = self.read(self.amount) if way == AMOUNT else 0
        most: int | None = self.read(self.most, self.most.value_or_none) if way == SHARE else None
        least: int = self.read(self.least, self.least.value_or_none) or 0
        self.culprit = self.share if way == SHARE else self.amount
        rule = StreakRule(length=length, share=share, amount=amount, least=least, most=most)
        check_streak(rule)
        return rule

    def show_value(self, rule: StreakRule | None) -> None:
        """Show a rule, or that there is none."""
        self.way.set_value(NONE if rule is None else SHARE if rule.share else AMOUNT)
        if rule is not None:
            self.length.setText(str(rule.length))
            self.share.set_value(rule.share or None)
            self.amount.set_value(rule.amount or None)
            self.least.set_value(rule.least or None)
            self.most.set_value(rule.most)
        self._show()

    def place(self) -> QWidget:
        """Return the part an error is shown at."""
        return self.culprit or self.length


OFF, ON = "off", "on"
_USUAL_DAYS = 365


class WriteOffEdit(Composite):
    """Whether small old debts are proposed to be given up: how small, and how old."""

    #: Something was typed or chosen.
    changed = Signal()

    def __init__(self, decimals: int) -> None:
        super().__init__()
        self.way: Choices = Choices(
            [(OFF, pgettext("write off", "Propose nothing")), (ON, pgettext("write off", "Propose to give them up"))]
        )
        self.most, self.days = AmountEdit(decimals), CountEdit(_USUAL_DAYS, least=1, most=MAX_DAYS)
        for edit, name, wide in (
            (self.most, _("The largest amount"), _AMOUNT),
            (self.days, _("Days overdue"), _NARROW),
        ):
            edit.setObjectName("write_off_rule")
            edit.setAccessibleName(name)
            edit.setFixedWidth(theme.px(wide))
            edit.textEdited.connect(self._touched)
        most = _part(pgettext("write off", "at most"), self.most)
        days = _part(pgettext("write off", "overdue for more than"), self.days, pgettext("write off", "days"))
        self._figures = flowing(most, days, gap=S2)
        self.setLayout(column(self.way, self._figures, gap=theme.px(_GAP)))
        self.way.changed.connect(self._chosen)
        self.setFocusProxy(self.way)
        self._figures.hide()

    def _chosen(self) -> None:
        on = self.way.value() == ON
        self._figures.setVisible(on)
        if on and not self.most.text():
            self.most.setFocus()
        self.changed.emit()

    def _touched(self, _text: str) -> None:
        self.changed.emit()

    def value(self) -> WriteOffRule | None:
        """Return the rule, None for none; refused in words."""
        if self.way.value() == OFF:
            return None
        rule = WriteOffRule(most=self.read(self.most), days=self.read(self.days))
        check_rule(rule)
        return rule

    def show_value(self, rule: WriteOffRule | None) -> None:
        """Show a rule, or that there is none."""
        self.way.set_value(OFF if rule is None else ON)
        if rule is not None:
            self.most.set_value(rule.most)
            self.days.setText(str(rule.days))
        self._figures.setVisible(rule is not None)

    def place(self) -> QWidget:
        """Return the part an error is shown at."""
        return self.culprit or self.most
