"""Dates that can be read two ways: some of them as they stand, in both readings, and a choice between the two."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.intake.guesses import Reading, both_readings
from app.core.intake.values import DayOrder
from app.gui.dialogs.intake.words import days_name, field_label, number
from app.gui.models.rows import Column
from app.gui.theme import S3
from app.gui.widgets.basics import Card, column, label
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import Choices
from app.gui.widgets.middle import Middle
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, current, pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.gui.dialogs.intake.work import Importing

FOUND, NONE = range(2)
SHOWN = 5


class DatesRoom(QWidget):
    """Shows both readings side by side; choosing the other one goes through the file once more."""

    #: The dates are about to be read the other way.
    again_wanted = Signal()

    def __init__(self, work: Importing) -> None:
        super().__init__()
        self.work = work
        self.words = label("", wrap=True)
        self.order: Choices = Choices([(each, days_name(each)) for each in (DayOrder.DMY, DayOrder.MDY)])
        self.order.setAccessibleName(_("Which of the two comes first"))
        self.table = SmallTable(_("Dates in both readings"), _columns(), SHOWN)
        self.table.only_first = True
        self.spans = label("", "mute", wrap=True)
        self.stack = QStackedWidget()
        card = Card(column(self.table, margins=(1, 1, 1, 1)))
        self.stack.addWidget(Middle(column(self.words, self.order, card, self.spans, None, gap=S3)))
        self.stack.addWidget(
            Empty("calendar", _("No date is in doubt"), _("No column has dates that can be read two ways."))
        )
        self.stack.setCurrentIndex(NONE)
        self.setLayout(column(self.stack, gap=0))
        self.order.changed.connect(self._chosen)
        self.setFocusProxy(self.order)

    def show_columns(self, fields: Sequence[str]) -> None:
        """Show the dates of the columns that are in doubt."""
        proposal = self.work.proposal
        if proposal is None:
            return
        layout = proposal.layout
        found = [each for name in fields for each in both_readings(proposal.preview, layout.columns[name])]
        self.stack.setCurrentIndex(FOUND if found else NONE)
        if not found:
            return
        names = _(", ").join(field_label(layout.target, name) for name in fields)
        text = _("Days and months may be swapped in: {columns}. Look which reading is right for dates you know.")
        self.words.setText(text.format(columns=names))
        self.order.set_value(layout.days)
        telling = sorted(found, key=lambda each: each.day_first == each.month_first)
        self.table.show_rows(telling[:SHOWN])
        self.spans.setText(
            "\n".join(
                (
                    _span(DayOrder.DMY, [each.day_first for each in found]),
                    _span(DayOrder.MDY, [each.month_first for each in found]),
                )
            )
        )

    def _chosen(self) -> None:
        if self.order.value() is not self.work.layout.days:
            self.again_wanted.emit()  # before: the answer may come at once
            self.work.choose(days=self.order.value())

    def focus_first(self) -> None:
        """Begin with the choice."""
        self.order.setFocus()


def _span(order: DayOrder, days: list[date | None]) -> str:
    """Say from when to when dates lie in one reading, and how many are none in it."""
    real = [day for day in days if day is not None]
    first = order is DayOrder.DMY
    if not real:
        return _("Day first: none of them is a date.") if first else _("Month first: none of them is a date.")
    language, none = current().language, len(days) - len(real)
    if not none:
        text = _("Day first: from {first} to {last}.") if first else _("Month first: from {first} to {last}.")
    elif first:
        text = _("Day first: from {first} to {last}; {n} of {all} would be no date.")
    else:
        text = _("Month first: from {first} to {last}; {n} of {all} would be no date.")
    return text.format(
        first=form.long_date(min(real), language),
        last=form.long_date(max(real), language),
        n=number(none),
        all=number(len(days)),
    )


def _columns() -> tuple[Column, ...]:
    language = current().language

    def written(day: date | None) -> str:
        return form.long_date(day, language) if day is not None else "✗  " + _("no such date")

    def tone(day: date | None) -> str:
        return "" if day is not None else "owed"

    def first(each: Reading) -> date | None:
        return each.day_first

    def second(each: Reading) -> date | None:
        return each.month_first

    return (
        Column("line", pgettext("file", "Line"), lambda each: number(each.line), right=True, width=70, said=True),
        Column("text", pgettext("file", "As it stands"), lambda each: each.text, width=140, said=True, bold=True),
        Column(
            "day",
            pgettext("date", "Day first"),
            lambda each: written(first(each)),
            width=190,
            said=True,
            tone=lambda each: tone(first(each)),
        ),
        Column(
            "month",
            pgettext("date", "Month first"),
            lambda each: written(second(each)),
            width=190,
            said=True,
            stretch=True,
            tone=lambda each: tone(second(each)),
        ),
    )
