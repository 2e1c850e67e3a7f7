"""The head of the page: which period, and the way to new statements."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from app.core.statement import Period
from app.gui import theme
from app.gui.dialogs.statement_words import period_name
from app.gui.theme import S3
from app.gui.widgets.basics import KeyButton, button, label, row
from app.gui.widgets.fields import combo
from app.i18n.catalog import _


class StatementsHead(QWidget):
    """Goes from period to period, the newest first."""

    #: Another period is wanted.
    wanted = Signal(object)
    #: New statements are wanted.
    new_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._periods: list[Period] = []
        self.before = button("", "quiet", icon="chevron-left", on=partial(self.step, 1), name=_("The period before"))
        self.after = button("", "quiet", icon="chevron-right", on=partial(self.step, -1), name=_("The period after"))
        self.period: QComboBox = combo([])
        self.period.setAccessibleName(_("Period"))
        self.period.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.period.setMinimumWidth(theme.px(120))
        self.period.setMaxVisibleItems(18)
        self.new = KeyButton(_("New statements…"), "Ctrl+N", "primary", self.new_wanted.emit)
        choose = (self.before, self.period, self.after)
        self.setLayout(row(label(_("Statements"), "title"), S3, *choose, None, self.new, gap=6))
        self.period.activated.connect(self._chosen)

    def show_periods(self, periods: Sequence[Period], shown: Period) -> None:
        """Offer periods, newest first, and show which one is shown."""
        self._periods = list(periods) if shown in periods else [shown, *periods]
        blocked = QSignalBlocker(self.period)
        self.period.clear()
        for each in self._periods:
            self.period.addItem(period_name(each))
        at = self._periods.index(shown)
        self.period.setCurrentIndex(at)
        blocked.unblock()
        self.before.setEnabled(at + 1 < len(self._periods))
        self.after.setEnabled(at > 0)

    def step(self, by: int) -> None:
        """Go to the next older (1) or newer (-1) period."""
        at = self.period.currentIndex() + by
        if 0 <= at < len(self._periods):
            self.wanted.emit(self._periods[at])

    def _chosen(self, at: int) -> None:
        self.wanted.emit(self._periods[at])
