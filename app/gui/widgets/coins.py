"""Counting a drawer by notes and coins: how many of each, and what they come to while one counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.core.drawer import denominations
from app.errors import Refused
from app.gui import theme
from app.gui.shop import Shop
from app.gui.theme import S4
from app.gui.widgets.basics import holder, label, row
from app.gui.widgets.fields import Composite, CountEdit
from app.gui.widgets.flow import Flow
from app.i18n import format as form
from app.i18n.catalog import _, current


class PieceEdit(CountEdit):
    """How many pieces of one value; Enter and ↓ go to the next, ↑ to the one before."""

    def __init__(self, step: Callable[[int], None]) -> None:
        super().__init__(least=0, most=999_999)
        self._step = step
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(theme.px(66))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the values by keys."""
        way = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = way.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super(CountEdit, self).keyPressEvent(event)
        else:
            self._step(step)


class Coins(Composite):
    """A place for each note and coin of a currency, as many beside each other as there is room for."""

    #: A number was typed.
    changed = Signal()
    #: Enter was pressed in the last line.
    finished = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.edits: dict[int, PieceEdit] = {}
        self._sums: dict[int, QLabel] = {}
        self._amount = shop.amount
        values = denominations(shop.app.book.currency)
        flow = Flow(self, gap=S4, line_gap=6)
        for at, value in enumerate(values):
            flow.addWidget(self._cell(at, value, _piece(value, shop)))
        if self.edits:
            self.setFocusProxy(next(iter(self.edits.values())))

    def _cell(self, at: int, value: int, piece: str) -> QWidget:
        edit = PieceEdit(partial(self._go, at))
        edit.setObjectName("denominations")
        edit.setAccessibleName(_("How many of {amount}").format(amount=piece))
        edit.textChanged.connect(self._touched)
        name, total = label(f"{piece}  ×", "mute"), label("", "mute-small")
        for part, width in ((name, 48), (total, 62)):
            part.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            part.setMinimumWidth(theme.px(width))
        name.setBuddy(edit)
        self.edits[value], self._sums[value] = edit, total
        return holder(row(name, edit, total, gap=6))

    def _go(self, at: int, step: int) -> None:
        edits = list(self.edits.values())
        if 0 <= at + step < len(edits):
            edits[at + step].setFocus(Qt.FocusReason.TabFocusReason)
            edits[at + step].selectAll()
        elif step > 0:
            self.finished.emit()

    def _touched(self) -> None:
        for value, edit in self.edits.items():
            try:
                count = edit.value_or_none()
            except Refused:
                count = None
            self._sums[value].setText(self._amount(value * count) if count else "")
        self.changed.emit()

    def value(self) -> tuple[tuple[int, int], ...]:
        """Return the values that were counted with how many of each; refused where one is no number."""
        found = ((value, self.read(edit, edit.value_or_none)) for value, edit in self.edits.items())
        return tuple((value, count) for value, count in found if count is not None)

    def total(self) -> int | None:
        """Return what was counted so far, None when nothing was; refused where one is no number."""
        counted = self.value()
        return sum(value * count for value, count in counted) if counted else None

    def clear(self) -> None:
        """Begin anew."""
        for edit in self.edits.values():
            edit.clear()


def _piece(value: int, shop: Shop) -> str:
    """Return what a note or coin is called: 100, 0.50."""
    whole, rest = divmod(value, 10**shop.app.book.decimals)
    return shop.amount(value) if rest else form.number(whole, current().language)
