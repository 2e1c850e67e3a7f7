"""For which months a report is: the last twelve, this year, last year, or from one day to another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from app.errors import CounterbookError, Refused, refuse
from app.gui import theme
from app.gui.theme import S2
from app.gui.widgets.basics import holder, label, row
from app.gui.widgets.fields import DateEdit, choose, combo, show_wrong
from app.gui.widgets.flow import Flow
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.shop import Shop

AFTER_MS = 250
FIELDS = frozenset({"start", "from", "end"})
"""What the fields are called by who refuses a period."""

LAST_TWELVE, THIS_YEAR, LAST_YEAR, THIS_MONTH, OWN = "last twelve", "year", "last year", "month", "own"


class Months(NamedTuple):
    """The first and the last day of a period."""

    start: date
    end: date


class PeriodBar(QWidget):
    """Emits `changed` when another period is chosen; what is typed counts after a moment."""

    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.preset: QComboBox = combo(
            [
                (LAST_TWELVE, _("Last 12 months")),
                (THIS_YEAR, _("This year")),
                (LAST_YEAR, _("Last year")),
                (THIS_MONTH, _("This month")),
                (OWN, pgettext("period", "From and to…")),
            ]
        )
        self.preset.setAccessibleName(pgettext("report", "Period"))
        self.start, self.end = DateEdit(shop.today), DateEdit(shop.today)
        self.start.setObjectName("start")
        self.end.setObjectName("end")
        self.start.setAccessibleName(_("From"))
        self.end.setAccessibleName(_("To, the day as of which balances are"))
        for field in (self.start, self.end):
            field.setFixedWidth(theme.px(140))
        self.wrong, self.whole = label("", "error", wrap=True), label("", "mute")
        self.wrong.hide()
        self.whole.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        flow = Flow(gap=S2, line_gap=S2)
        between = row(self.start, label("–", "mute"), self.end, gap=S2)
        for part in (self.preset, holder(between), self.wrong, self.whole):
            flow.addWidget(part)
        self.setLayout(flow)
        self._show(last_months(shop.today()))
        self._wire()

    def _wire(self) -> None:
        self._timer.timeout.connect(self._typed)
        self.preset.activated.connect(self._chosen)
        self.start.textChanged.connect(self._touched)
        self.end.textChanged.connect(self._touched)

    # ---- what is chosen ---------------------------------------------------------------------------------------------

    def months(self) -> Months | None:
        """Return the period, None while what is typed is none."""
        try:
            return self._read()
        except Refused:
            return None

    def state(self) -> tuple[str, Months]:
        """Return what is chosen."""
        return self.preset.currentData(), self.months() or last_months(self._shop.today())

    def show_months(self, preset: str, months: Months) -> None:
        """Show a period, without telling."""
        choose(self.preset, preset)
        self._show(preset_months(preset, self._shop.today()) or months)

    def complain(self, error: CounterbookError) -> bool:
        """Say what is wrong with the period; say whether it is about the period at all."""
        if not isinstance(error, Refused) or error.field not in FIELDS:
            return False
        show_wrong(self.end if error.field == "end" else self.start, self._shop.words(error))
        self.whole.hide()
        self.wrong.setText(self._shop.words(error))
        self.wrong.show()
        return True

    def _show(self, months: Months) -> None:
        blocked = [QSignalBlocker(each) for each in (self.start, self.end)]
        self.start.set_value(months.start)
        self.end.set_value(months.end)
        for each in blocked:
            each.unblock()
        self._say_whole(months)

    def _say_whole(self, months: Months) -> None:
        """Say from when a report really is that was to begin in the middle of a month."""
        first = months.start.replace(day=1)
        self.whole.setText(_("By whole months, from {date}.").format(date=form.short_date(first)))
        self.whole.setVisible(months.start != first)

    def _read(self) -> Months:
        start, end = self.start.required(), self.end.required()
        if end < start:
            refuse("end", N_("The last day comes before the first."))
        return Months(start, end)

    def _chosen(self, _at: int) -> None:
        months = preset_months(self.preset.currentData(), self._shop.today())
        if months is None:
            self.start.setFocus()
            self.start.selectAll()
            return
        self._forgive()
        self._show(months)
        self.changed.emit()

    def _touched(self, _text: str) -> None:
        self._timer.start()

    def _typed(self) -> None:
        self._forgive()
        try:
            months = self._read()
        except Refused as error:
            self.complain(error)
            return
        self._say_whole(months)
        choose(self.preset, OWN)
        self.changed.emit()

    def _forgive(self) -> None:
        self.wrong.hide()
        for field in (self.start, self.end):
            show_wrong(field, "")


def last_months(today: date, count: int = 12) -> Months:
    """Return the months that end with this one, up to today."""
    year, month = divmod(today.year * 12 + today.month - count, 12)
    return Months(date(max(year, 1), month + 1, 1), today)


def preset_months(preset: str, today: date) -> Months | None:
    """Return the period of a preset, None for one's own."""
    first = today.replace(month=1, day=1)
    return {
        LAST_TWELVE: last_months(today),
        THIS_YEAR: Months(first, today),
        LAST_YEAR: Months(date(max(today.year - 1, 1), 1, 1), first - timedelta(days=1)),
        THIS_MONTH: Months(today.replace(day=1), today),
    }.get(preset)
