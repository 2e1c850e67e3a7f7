"""What the list of doings is asked: what is worth a second look or everything, of which days, by whom, about whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.errors import Refused
from app.gui import theme
from app.gui.theme import S2
from app.gui.widgets.basics import holder, label, row
from app.gui.widgets.customer_picker import CustomerPicker
from app.gui.widgets.days import span
from app.gui.widgets.fields import Choices, DateEdit, choose, combo, show_wrong
from app.gui.widgets.flow import Flow
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.gui.shop import Shop

AFTER_MS = 250
WATCHED, EVERYTHING = "watched", "everything"
TODAY, WEEK, MONTH, YEAR, ALWAYS, OWN = "today", "week", "month", "year", "always", "own"
_BACK = {TODAY: 0, WEEK: 6, MONTH: 29, YEAR: 364}
"""How many days before today each period begins."""

_FIELD = 128
_PICKER = 190


class Ask(NamedTuple):
    """What the list is of; None is without an end, or anybody."""

    kind: str = WATCHED
    first: date | None = None
    last: date | None = None
    staff: int | None = None
    customer: str = ""


class AskBar(QWidget):
    """Emits `changed` when something else is asked for; what is typed counts after a moment."""

    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.kind: Choices = Choices(
            [(WATCHED, pgettext("doings", "Worth a second look")), (EVERYTHING, pgettext("doings", "Everything"))]
        )
        self.period: QComboBox = combo(
            [
                (TODAY, pgettext("doings", "Today")),
                (WEEK, _("Last 7 days")),
                (MONTH, _("Last 30 days")),
                (YEAR, _("Last 12 months")),
                (ALWAYS, pgettext("doings", "Since the beginning")),
                (OWN, pgettext("period", "From and to…")),
            ],
            MONTH,
        )
        self.period.setAccessibleName(pgettext("doings", "Which days"))
        self.first, self.last = DateEdit(shop.today), DateEdit(shop.today)
        self.first.setAccessibleName(_("From"))
        self.last.setAccessibleName(pgettext("days", "To"))
        self.between = holder(row(self.first, label("–", "mute"), self.last, gap=S2))
        self.who: QComboBox = combo([(None, pgettext("doings", "Anybody"))])
        self.who.setAccessibleName(pgettext("doings", "Done by"))
        self.customer = CustomerPicker(shop)
        self.customer.edit.setClearButtonEnabled(True)
        self.wrong = label("", "error", wrap=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._ask = Ask(first=shop.today() - timedelta(days=_BACK[MONTH]), last=None)
        self._build()
        self._wire()

    def _build(self) -> None:
        for field in (self.first, self.last):
            field.setFixedWidth(theme.px(_FIELD))
        self.customer.setFixedWidth(theme.px(_PICKER))
        self.customer.edit.setPlaceholderText(pgettext("doings", "All customers"))
        self.customer.edit.setToolTip(_("Name, pinyin, phone tail or number"))
        flow = Flow(gap=S2, line_gap=S2)
        for part in (self.kind, self.period, self.between, self.who, self.customer, self.wrong):
            flow.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setLayout(flow)
        self.between.hide()
        self.who.hide()
        self.wrong.hide()

    def _wire(self) -> None:
        self.kind.changed.connect(self._read)
        self.period.activated.connect(self._chosen)
        self.first.textChanged.connect(self._touched)
        self.last.textChanged.connect(self._touched)
        self.who.activated.connect(self._read)
        self.customer.changed.connect(self._read)
        self.customer.edit.textChanged.connect(self._customer_typed)
        self._timer.timeout.connect(self._read)

    # ---- what is asked ----------------------------------------------------------------------------------------------

    def ask(self) -> Ask:
        """Return what is asked for."""
        return self._ask

    def state(self) -> tuple[str, Ask]:
        """Return what is asked for, and by which period."""
        return self.period.currentData(), self._ask

    def show_ask(self, period: str, ask: Ask) -> None:
        """Show what is asked for, without telling."""
        self._ask = ask
        blocked = [QSignalBlocker(each) for each in (self.first, self.last, self.customer, self.customer.edit)]
        self.kind.set_value(ask.kind)
        choose(self.period, period)
        self.first.set_value(ask.first)
        self.last.set_value(ask.last)
        choose(self.who, ask.staff)
        self.customer.show_value(ask.customer)
        for each in blocked:
            each.unblock()
        self.between.setVisible(period == OWN)

    def show_people(self, people: Sequence[tuple[int, str]]) -> None:
        """Offer the staff; where there is one person only, nobody is asked by whom."""
        now = self.who.currentData()
        with QSignalBlocker(self.who):
            self.who.clear()
            self.who.addItem(pgettext("doings", "Anybody"), None)
            for number, name in people:
                self.who.addItem(name or _("Owner"), number)
            choose(self.who, now)
        self.who.setVisible(len(people) > 1)

    def ask_widely(self) -> None:
        """Ask for all days, by and about anybody."""
        self.show_ask(ALWAYS, Ask(kind=self._ask.kind))
        self.changed.emit()

    # ---- what was touched -------------------------------------------------------------------------------------------

    def _chosen(self, _at: int) -> None:
        own = self.period.currentData() == OWN
        self.between.setVisible(own)
        if not own:
            self._read()
            return
        with QSignalBlocker(self.first), QSignalBlocker(self.last):
            self.first.set_value(self._ask.first)
            self.last.set_value(self._ask.last or self._shop.today())
        self.first.setFocus()
        self.first.selectAll()

    def _touched(self, _text: str) -> None:
        self._timer.start()

    def _customer_typed(self, text: str) -> None:
        if not text:  # what is half typed is nobody yet
            self._read()

    def _read(self, *_args: object) -> None:
        self._timer.stop()
        self._complain("")
        try:
            first, last = self._days()
        except Refused as error:
            self._complain(self._shop.words(error))
            return
        asked = Ask(self.kind.value(), first, last, self.who.currentData(), self.customer.number())
        if asked != self._ask:
            self._ask = asked
            self.changed.emit()

    def _days(self) -> tuple[date | None, date | None]:
        period = self.period.currentData()
        if period == ALWAYS:
            return None, None
        if period != OWN:
            return self._shop.today() - timedelta(days=_BACK[period]), None
        return span(self.first, self.last)

    def _complain(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        show_wrong(self.last, text)
