"""Terms of payment as they are written: one due date or instalments, and steps for paying early; with an example."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.customer import MAX_TERMS_DAYS
from app.core.money import split
from app.core.owing.checks import WHOLE
from app.core.owing.terms import AT_ONCE, MAX_MONTHS, Due, DueRule, Early, PaymentTerms, Slice, check_terms
from app.errors import CounterbookError, Refused, refuse
from app.gui import theme
from app.gui.shop import Shop
from app.gui.theme import S1, S2, S3, S4
from app.gui.widgets.basics import button, column, holder, label, row
from app.gui.widgets.fields import AmountEdit, Choices, Composite, CountEdit, DateEdit, combo
from app.gui.widgets.flow import flowing
from app.gui.widgets.percent import PercentEdit
from app.gui.widgets.row_editor import RowEditor
from app.gui.widgets.terms_words import example_words
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

_DAYS_OF_MONTH = 31

USUAL_PARTS = 3
"""Instalments proposed to begin with."""


class Small(CountEdit):
    """A number in a line of several, nothing typed meaning none."""

    def __init__(self, name: str, most: int, *, least: int = 0) -> None:
        super().__init__(least=least, most=most)
        self.setObjectName("due")
        self.setAccessibleName(name)
        self.setFixedWidth(theme.px(64))
        self.setPlaceholderText("0" if not least else "")

    def count(self) -> int:
        """Return the number, 0 where nothing is typed."""
        return self.value_or_none() or 0

    def show_count(self, number: int) -> None:
        """Show a number; nothing for none."""
        self.setText(str(number) if number else "")


def named(text: str, *fields: QWidget) -> QWidget:
    """Return fields with a word before them that stays with them when a line is folded."""
    return holder(row(label(text, "mute"), *fields, gap=6))


class TermsEdit(Composite):
    """Reads and shows `PaymentTerms`; what is shown and not touched is returned as it was, name and all."""

    #: Something was typed or chosen.
    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._shown: PaymentTerms | None = AT_ONCE
        self._name = ""
        self.rule: Choices = Choices(
            [
                (DueRule.NET, pgettext("terms", "After the sale")),
                (DueRule.MONTH_END, pgettext("terms", "After the end of the month")),
                (DueRule.SETTLEMENT_DAY, pgettext("terms", "On a settlement day")),
            ]
        )
        self.rule.setAccessibleName(_("Due"))
        self.months, self.days = (
            Small(pgettext("terms", "Months"), MAX_MONTHS),
            Small(pgettext("terms", "Days"), MAX_TERMS_DAYS),
        )
        self.day = Small(_("Day of the month"), _DAYS_OF_MONTH, least=1)
        self.cutoff = Small(_("Last day that counts to the month"), _DAYS_OF_MONTH)
        self.slices = RowEditor(SliceRow, _("Another instalment"), _("Instalment"))
        self.early = RowEditor(partial(EarlyRow, shop), _("Another step"), _("Paying early"))
        self.open_plan = button(_("In instalments…"), "link", on=self.show_plan)
        self.close_plan = button(_("All on one day"), "link", on=self.hide_plan)
        self.open_early = button(_("Discount for paying early…"), "link", on=self.show_early)
        self.example = label("", "mute-small", wrap=True)
        self._build()
        self._wire()
        self.show_value(AT_ONCE)

    def _build(self) -> None:
        self._after = named(pgettext("terms", "Months"), self.months)
        self._days = named(pgettext("terms", "Days"), self.days)
        self._day = named(_("Day of the month"), self.day)
        self._cutoff = named(_("Sold after this day counts to the next month"), self.cutoff)
        figures = flowing(self._day, self._after, self._days, self._cutoff)
        self._plan = holder(column(self.slices, row(self.close_plan, None), gap=2))
        links = flowing(self.open_plan, self.open_early, gap=S4)
        parts = (self.rule, figures, self._plan, self.early, links, self.example)
        self.setLayout(column(*parts, gap=theme.px(6)))
        self.setFocusProxy(self.rule)

    def _wire(self) -> None:
        self.rule.changed.connect(self._touched)
        for field in (self.months, self.days, self.day, self.cutoff):
            field.textChanged.connect(self._touched)
        self.slices.changed.connect(self._touched)
        self.early.changed.connect(self._touched)

    # ---- what it says -----------------------------------------------------------------------------------------------

    def value(self) -> PaymentTerms:
        """Return the terms; refused in words where they make no sense."""
        if self._shown is not None:
            return self._shown
        slices = tuple(self._read_slices()) if not self._plan.isHidden() else ()
        early = () if self.early.isHidden() else tuple(self.read(self.early))
        terms = PaymentTerms(name=self._name, due=Due() if slices else self._due(), slices=slices, early=early)
        try:
            check_terms(terms)
        except Refused as error:
            places = {"instalments": self.slices, "early": self.early}
            self.culprit = places.get(error.field, self.day if terms.due.rule is DueRule.SETTLEMENT_DAY else self.days)
            raise
        return terms

    def _due(self) -> Due:
        rule: DueRule = self.rule.value()
        months, days = self.read(self.months, self.months.count), self.read(self.days, self.days.count)
        if rule is not DueRule.SETTLEMENT_DAY:
            return Due(rule, days=days, months=months)
        return Due(rule, days, months, self.read(self.day), self.read(self.cutoff, self.cutoff.count))

    def _read_slices(self) -> list[Slice]:
        """Return the instalments; each counts its months and days as the rule chosen above does."""
        whole = self._due()
        found: list[tuple[int, int, int]] = self.read(self.slices)
        return [Slice(share, Due(whole.rule, days, months, whole.day, whole.cutoff)) for share, months, days in found]

    def show_value(self, terms: PaymentTerms | None) -> None:
        """Show terms; none is everything at once."""
        terms = terms or AT_ONCE
        due = terms.slices[0].due if terms.slices else terms.due
        self._name = terms.name
        self.rule.set_value(due.rule)
        self.months.show_count(0 if terms.slices else due.months)
        self.days.show_count(0 if terms.slices else due.days)
        self.day.show_count(due.day)
        self.cutoff.show_count(due.cutoff)
        self._plan.setVisible(bool(terms.slices))
        self.slices.show_value([(each.share, each.due.months, each.due.days) for each in terms.slices])
        self.early.show_value(list(terms.early))
        self.early.setVisible(bool(terms.early))
        self._shown = terms
        self._show()

    set_value = show_value

    def rename(self, name: str) -> None:
        """Give the terms a name."""
        self._name = name
        if self._shown is not None:
            shown = self._shown
            self._shown = PaymentTerms(name, shown.due, shown.slices, shown.early)

    def place(self) -> QWidget:
        """Return the part an error is shown at."""
        part = self.culprit or self.days
        while isinstance(part, Composite) and part.place() is not part:
            part = part.place()
        return part

    # ---- instalments ------------------------------------------------------------------------------------------------

    def show_plan(self) -> None:
        """Write instalments: equal ones a month apart to begin with."""
        first = self.months.text().strip()
        months = int(first) if first.isdecimal() and len(first) < 3 else 0
        shares = split(WHOLE, USUAL_PARTS)
        self.slices.show_value([(share, months + at, 0) for at, share in enumerate(shares)])
        self._plan.show()
        self._touched()
        self.slices.rows[0].setFocus()

    def hide_plan(self) -> None:
        """Have all due on one day."""
        self._plan.hide()
        self._touched()
        self.days.setFocus()

    def show_early(self) -> None:
        """Write what is given up for paying early."""
        self.early.show()
        self._touched()
        self.early.rows[0].setFocus()

    # ---- showing ----------------------------------------------------------------------------------------------------

    def _touched(self, *_args: object) -> None:
        self._shown = None
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        on_day, in_parts = self.rule.value() is DueRule.SETTLEMENT_DAY, not self._plan.isHidden()
        self._day.setVisible(on_day)
        self._cutoff.setVisible(on_day)
        self._after.setVisible(not in_parts)
        self._days.setVisible(not in_parts)
        self.open_plan.setVisible(not in_parts)
        self.open_early.setVisible(self.early.isHidden())
        self.example.setText(self._example())
        self.example.setVisible(bool(self.example.text()))

    def _example(self) -> str:
        """Say what it would mean for a sale of a round sum today; nothing while it cannot be read."""
        before = self.culprit
        try:
            terms = self.value()
            amount = 1000 * 10**self._shop.app.book.decimals
            lines = example_words(self._shop, terms, amount, self._shop.today())
        except CounterbookError:
            self.culprit = before
            return ""
        title = _("{amount} sold on account today:").format(amount=self._shop.money(amount))
        return "\n".join([title, *(f"– {line}" for line in lines)])


class SliceRow(Composite):
    """One instalment: its share, and how many months and days later it is due."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.share = PercentEdit()
        self.share.setObjectName("instalments")
        self.months, self.days = (
            Small(pgettext("terms", "Months"), MAX_MONTHS),
            Small(pgettext("terms", "Days"), MAX_TERMS_DAYS),
        )
        for field in (self.share, self.months, self.days):
            field.textChanged.connect(self._touched)
        later = named(pgettext("terms", "Months later"), self.months)
        days = named(pgettext("terms", "and days"), self.days)
        self.setLayout(row(flowing(holder(row(self.share, label("%", "mute"), gap=S1)), later, days)))
        self.setFocusProxy(self.share)

    def name_it(self, text: str) -> None:
        """Name the fields by which instalment it is."""
        self.share.setAccessibleName(_("{name}: share in percent").format(name=text))
        self.months.setAccessibleName(_("{name}: months later").format(name=text))
        self.days.setAccessibleName(_("{name}: days later").format(name=text))

    def value(self) -> tuple[int, int, int] | None:
        """Return share, months and days; None where nothing is typed."""
        share = self.read(self.share, self.share.value_or_none)
        months, days = self.read(self.months, self.months.count), self.read(self.days, self.days.count)
        if share is None and not months and not days:
            return None
        if share is None:
            self.culprit = self.share
            refuse("instalments", N_("Type a share in percent, such as 2 or 2.5."))
        return share, months, days

    def show_value(self, value: Sequence[int]) -> None:
        """Show an instalment."""
        share, months, days = value
        self.share.set_value(share)
        self.months.show_count(months)
        self.days.show_count(days)

    def place(self) -> QWidget:
        """Return the part an error is shown at."""
        return self.culprit or self.share

    def _touched(self, _text: str) -> None:
        self.changed.emit()


SHARE, AMOUNT = "share", "amount"
WITHIN, UNTIL = "within", "until"


class EarlyRow(Composite):
    """One step for paying early: so much off, as a share or an amount, within so many days or by a date."""

    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.share, self.amount = PercentEdit(), AmountEdit(shop.app.book.decimals)
        self.unit = combo([(SHARE, _("% off")), (AMOUNT, pgettext("discount", "Amount off"))])
        self.within = Small(pgettext("terms", "Days"), MAX_TERMS_DAYS)
        self.until = DateEdit(shop.today)
        self.until.setFixedWidth(theme.px(150))
        self.amount.setFixedWidth(theme.px(90))
        self.how = combo([(WITHIN, _("if paid within so many days")), (UNTIL, _("if paid by a date"))])
        for part in (self.share, self.amount, self.within, self.until):
            part.setObjectName("early")
            part.textChanged.connect(self._touched)
        for box in (self.unit, self.how):
            box.currentIndexChanged.connect(self._touched)
        first = holder(row(self.share, self.amount, self.unit, gap=S1))
        second = holder(row(self.how, self.within, self.until, gap=S1))
        self.setLayout(row(flowing(first, second), gap=S2, margins=(0, 0, S3, 0)))
        self.setFocusProxy(self.share)
        self._show()

    def name_it(self, text: str) -> None:
        """Name the fields by which step it is."""
        for part, words in (
            (self.share, _("{name}: percent off")),
            (self.amount, _("{name}: amount off")),
            (self.unit, _("{name}: percent or amount")),
            (self.how, _("{name}: by days or by a date")),
            (self.within, _("{name}: days after the sale")),
            (self.until, _("{name}: last day")),
        ):
            part.setAccessibleName(words.format(name=text))

    def value(self) -> Early | None:
        """Return the step, None where nothing is given up."""
        by_share, by_days = self.unit.currentData() == SHARE, self.how.currentData() == WITHIN
        share = self.read(self.share, self.share.value_or_none) if by_share else 0
        amount = 0 if by_share else self.read(self.amount, self.amount.value_or_none)
        if not share and not amount:
            return None
        days = self.read(self.within) if by_days else 0
        until = None if by_days else self.read(self.until, self.until.required)
        return Early(share=share or 0, amount=amount or 0, days=days, until=until)

    def show_value(self, value: Early) -> None:
        """Show a step."""
        self.unit.setCurrentIndex(self.unit.findData(AMOUNT if value.amount else SHARE))
        self.share.set_value(value.share or None)
        self.amount.set_value(value.amount or None)
        self.how.setCurrentIndex(self.how.findData(WITHIN if value.until is None else UNTIL))
        self.within.setText(str(value.days) if value.until is None else "")
        self.until.set_value(value.until)
        self._show()

    def place(self) -> QWidget:
        """Return the part an error is shown at."""
        return self.culprit or (self.share if self.unit.currentData() == SHARE else self.amount)

    def _touched(self, *_args: object) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        by_share, by_days = self.unit.currentData() == SHARE, self.how.currentData() == WITHIN
        self.share.setVisible(by_share)
        self.amount.setVisible(not by_share)
        self.within.setVisible(by_days)
        self.until.setVisible(not by_days)
