"""What one statement shall be: its period, what it shows, how its paper looks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox

from app.core.customer import StatementBy
from app.core.envelope import WindowForm
from app.core.settings import ReceiptLanguage
from app.core.statement import Period, StatementKind, month_of
from app.core.statement_paper import Sheet, Slip
from app.core.statement_run import RunOptions
from app.errors import refuse
from app.gui.dialogs.statement_words import kinds, paper_languages, period_name, sheets, slips, windows
from app.gui.shop import Shop
from app.gui.widgets.fields import DateEdit, Form, combo
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.statements import Look

MONTHS = 24
"""How many months that are over are offered; older ones are chosen by their days."""

OTHER = ""
"""Stands for days that are no month."""


class StatementFields(QObject):
    """Puts its fields into a form; the shop's settings are what is proposed."""

    #: The paper shall look different.
    changed = Signal()
    #: The statement shall be for other days.
    days_changed = Signal()

    def __init__(self, shop: Shop, form: Form, parent: QObject) -> None:
        super().__init__(parent)
        self._shop, self._form = shop, form
        settings = shop.settings
        self.month: QComboBox = combo(_months(shop.today()))
        self.start, self.end = DateEdit(shop.today), DateEdit(shop.today)
        self.kind = combo(kinds(), settings.statement_kind)
        self.language = combo(paper_languages(), settings.statement_language)
        self.sheet = combo(sheets(), settings.statement_sheet)
        self.slip = combo(slips(), settings.statement_slip)
        self.window_form = combo(windows(), settings.statement_window)
        for name, text, field in (
            ("period", _("Period"), self.month),
            ("from", pgettext("date", "From"), self.start),
            ("to", pgettext("date", "To"), self.end),
            ("kind", _("Shows"), self.kind),
            ("language", _("Language"), self.language),
            ("sheet", _("Paper"), self.sheet),
            ("slip", pgettext("statement", "Slip"), self.slip),
            ("window", pgettext("statement", "Envelope"), self.window_form),
        ):
            form.add(name, text, field)
        for each in (self.kind, self.language, self.sheet, self.slip, self.window_form):
            _narrow(each)
            each.activated.connect(self._look_chosen)
        _narrow(self.month)
        self.month.activated.connect(self._month_chosen)
        for day in (self.start, self.end):
            day.editingFinished.connect(self.days_changed)
        self._show_days(shown=False)

    # ---- what was chosen --------------------------------------------------------------------------------------------

    def _look_chosen(self, _at: int) -> None:
        self.changed.emit()

    def _month_chosen(self, _at: int) -> None:
        other = self.month.currentData() == OTHER
        if other and not self.start.text():
            last = _month_before(self._shop.today())
            self.start.set_value(last.start)
            self.end.set_value(last.end)
        self._show_days(shown=other)
        self.days_changed.emit()

    def _show_days(self, *, shown: bool) -> None:
        self._form.show_row("from", shown=shown)
        self._form.show_row("to", shown=shown)

    def choose_days(self, period: Period) -> None:
        """Choose days as if they were typed."""
        self.month.setCurrentIndex(self.month.findData(OTHER))
        self.start.set_value(period.start)
        self.end.set_value(period.end)
        self._month_chosen(self.month.currentIndex())

    # ---- what it means ----------------------------------------------------------------------------------------------

    def period(self) -> Period:
        """Return the days the statement is for; refused at a field when they are none."""
        month = self.month.currentData()
        if month != OTHER:
            return month_of(date.fromisoformat(month))
        period = Period(self.start.required(), self.end.required())
        if period.end < period.start:
            text = N_("The period would end on {end}, before it starts on {start}.")
            refuse("to", text, start=period.start, end=period.end)
        return period

    def check_over(self) -> None:
        """Refuse a period that is not over: more may happen in it."""
        end = self.period().end
        if end >= self._shop.today():
            field = "to" if self.month.currentData() == OTHER else "period"
            refuse(field, N_("This period is not over; the statement can be issued after {date}."), date=end)

    def shows(self) -> StatementKind:
        """Return what the statement shows."""
        return StatementKind(self.kind.currentData())

    def window(self) -> WindowForm:
        """Return the window through which the address shall show."""
        return WindowForm(self.window_form.currentData())

    def look(self) -> Look:
        """Return how the paper shall look."""
        from app.services.statements import Look

        sheet, window, slip, language = self._look()
        return Look(sheet, window, slip, language)

    def _look(self) -> tuple[Sheet, WindowForm, Slip, ReceiptLanguage]:
        """Return what the lists say; what they hold has become plain text."""
        return (
            Sheet(self.sheet.currentData()),
            self.window(),
            Slip(self.slip.currentData()),
            ReceiptLanguage(self.language.currentData()),
        )

    def options(self, number: str) -> RunOptions:
        """Return what issuing it means: a run of one customer alone, whatever their file says of statements."""
        sheet, window, slip, language = self._look()
        return RunOptions(
            period=self.period(),
            kind=self.shows(),
            customers=(number,),
            delivery=tuple(StatementBy),
            zero=True,
            again=True,
            sheet=sheet,
            window=window,
            slip=slip,
            paper_language=language,
            reply_days=self._shop.settings.statement_reply_days or None,
        )


def _narrow(box: QComboBox) -> None:
    """Let a list be narrower than its longest line: what drops down is as wide as it must be."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(10)


def _month_before(day: date) -> Period:
    return month_of(day.replace(day=1) - timedelta(days=1))


def _months(today: date) -> list[tuple[str, str]]:
    """Return the months to choose from: those that are over, the last first, then the one that is not, then others."""
    over = [_month_before(today)]
    while len(over) < MONTHS:
        over.append(_month_before(over[-1].start))
    this = month_of(today)
    return [
        *((month.start.isoformat(), period_name(month)) for month in over),
        (this.start.isoformat(), _("{month}, so far").format(month=period_name(this))),
        (OTHER, _("Other days…")),
    ]
