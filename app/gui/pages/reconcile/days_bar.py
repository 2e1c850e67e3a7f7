"""Of which days what arrived is looked at, and by which ways."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.errors import Refused
from app.gui import theme
from app.gui.dialogs.names import tender_name
from app.gui.theme import S2
from app.gui.widgets.basics import holder, label, row
from app.gui.widgets.days import span
from app.gui.widgets.fields import DateEdit, choose, combo, show_wrong
from app.gui.widgets.flow import Flow
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.requests import Tender
    from app.gui.shop import Shop

AFTER_MS = 250
MONTH, QUARTER, YEAR, ALWAYS, OWN = "month", "quarter", "year", "always", "own"
_BACK = {MONTH: 30, QUARTER: 91, YEAR: 365}
_FIELD = 128
Days = tuple[date | None, date | None]


class DaysBar(QWidget):
    """Emits `changed` when other days are asked for, `narrowed` when another way is; more stands in the same lines."""

    changed = Signal()
    narrowed = Signal()

    def __init__(self, shop: Shop, before: QWidget, *more: QWidget) -> None:
        super().__init__()
        self._shop = shop
        choices = [
            (MONTH, _("Last 30 days")),
            (QUARTER, _("Last 3 months")),
            (YEAR, _("Last 12 months")),
            (ALWAYS, pgettext("bills", "All days")),
            (OWN, pgettext("period", "From and to…")),
        ]
        self.period: QComboBox = combo(choices, YEAR)
        self.period.setAccessibleName(pgettext("doings", "Which days"))
        self.first, self.last = DateEdit(shop.today), DateEdit(shop.today)
        self.first.setAccessibleName(_("From"))
        self.last.setAccessibleName(pgettext("days", "To"))
        for field in (self.first, self.last):
            field.setFixedWidth(theme.px(_FIELD))
        self.between = holder(row(self.first, label("–", "mute"), self.last, gap=S2))
        self.between.hide()
        self.way: QComboBox = combo([(None, pgettext("bills", "All ways"))])
        self.way.setAccessibleName(_("Way of paying"))
        self.way.hide()
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._days = self._of(YEAR)
        flow = Flow(gap=S2, line_gap=S2)
        for part in (before, self.period, self.between, self.way, *more, self.wrong):
            flow.addWidget(part)
        self.setLayout(flow)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._wire()

    def _wire(self) -> None:
        self.period.activated.connect(self._chosen)
        self.first.textChanged.connect(self._touched)
        self.last.textChanged.connect(self._touched)
        self._timer.timeout.connect(self._read)
        self.way.activated.connect(self._narrowed)

    def days(self) -> Days:
        """Return the first and the last day asked for."""
        return self._days

    def show_days(self, first: date | None, last: date | None) -> None:
        """Ask for some days: those of a bill that was just read, or those of before."""
        with QSignalBlocker(self.first), QSignalBlocker(self.last):
            choose(self.period, ALWAYS if first is None or last is None else OWN)
            self.first.set_value(first)
            self.last.set_value(last)
        self.between.setVisible(self.period.currentData() == OWN)
        self._read()

    def show_ways(self, ways: Iterable[Tender]) -> None:
        """Offer the ways there is anything of; one alone needs no choice."""
        now, found = self.way.currentData(), sorted(set(ways))
        with QSignalBlocker(self.way):
            self.way.clear()
            self.way.addItem(pgettext("bills", "All ways"), None)
            for each in found:
                self.way.addItem(tender_name(each), each)
            self.way.setCurrentIndex(max(self.way.findData(now), 0) if now is not None else 0)
        self.way.setVisible(len(found) > 1)

    def takes(self, way: Tender) -> bool:
        """Whether a way is among those asked for."""
        return self.way.currentData() in (None, way)

    def _narrowed(self, _at: int) -> None:
        self.narrowed.emit()

    def _chosen(self, _at: int) -> None:
        own = self.period.currentData() == OWN
        self.between.setVisible(own)
        if own:
            with QSignalBlocker(self.first), QSignalBlocker(self.last):
                self.first.set_value(self._days[0])
                self.last.set_value(self._days[1] or self._shop.today())
            self.first.setFocus()
            self.first.selectAll()
        else:
            self._read()

    def _touched(self, _text: str) -> None:
        self._timer.start()

    def _of(self, period: str) -> Days:
        if period == ALWAYS:
            return None, None
        if period != OWN:
            return self._shop.today() - timedelta(days=_BACK[period]), None
        return span(self.first, self.last)

    def _read(self) -> None:
        self._timer.stop()
        self._complain("")
        try:
            days = self._of(self.period.currentData())
        except Refused as error:
            self._complain(self._shop.words(error))
            return
        if days != self._days:
            self._days = days
            self.changed.emit()

    def _complain(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        show_wrong(self.last, text)
