"""The reasons for which prepaid money goes back, side by side with what the law would give back for each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QWidget

from app.core.refund import RefundReason
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import column, label, row
from app.gui.widgets.big_choice import BigChoice
from app.i18n.catalog import _


def reason_name(reason: RefundReason) -> str:
    """Return what a reason is called."""
    return {
        RefundReason.COOLING_OFF: _("Cooling off"),
        RefundReason.SHOP: _("The shop's fault"),
        RefundReason.CUSTOMER: _("The customer's wish"),
        RefundReason.MUTUAL: _("Agreed by both"),
    }[reason]


class RefundReasons(QWidget):
    """Four large buttons; ← and → move between them."""

    #: Another reason was chosen.
    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._group = QButtonGroup(self)
        self._amounts: dict[RefundReason, QLabel] = {}
        self._order = list(RefundReason)
        buttons = [self._button(at, reason) for at, reason in enumerate(self._order)]
        line = row(*buttons, gap=S2)
        for at in range(len(buttons)):
            line.setStretch(at, 1)
        self.setLayout(line)
        self.choose(RefundReason.COOLING_OFF)

    def value(self) -> RefundReason:
        """Return the reason chosen."""
        return self._order[self._group.checkedId()]

    def choose(self, reason: RefundReason) -> None:
        """Choose a reason, without telling anybody."""
        button = self._group.button(self._order.index(reason))
        button.setChecked(True)
        self.setFocusProxy(button)

    def show_totals(self, totals: Mapping[RefundReason, int]) -> None:
        """Show what would be given back for each reason."""
        for at, reason in enumerate(self._order):
            text = self._shop.money(totals[reason]) if reason in totals else ""
            self._amounts[reason].setText(text)
            self._group.button(at).setAccessibleName(f"{reason_name(reason)} {text}".strip())

    def total(self, reason: RefundReason) -> str:
        """Return what is shown for a reason."""
        return self._amounts[reason].text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.choose(self._order[(self._group.checkedId() + step) % len(self._order)])
        self.setFocus()
        self.changed.emit()

    def _button(self, at: int, reason: RefundReason) -> QPushButton:
        words, amount = label(reason_name(reason), "small", wrap=True), label("", "strong")
        made = BigChoice(column(words, None, amount, gap=2, margins=(S2 + 2, S2, S2 + 2, S2)), reason_name(reason))
        self._group.addButton(made, at)
        self._amounts[reason] = amount
        made.clicked.connect(partial(self._clicked, reason))
        return made

    def _clicked(self, reason: RefundReason, _checked: object = None) -> None:
        self.choose(reason)
        self.changed.emit()
