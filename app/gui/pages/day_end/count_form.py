"""The fields of a count: a sum or pieces, what is missing or over while one types, a note."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from app.core.drawer import CloseDay
from app.errors import Refused
from app.gui import errors, theme
from app.gui.pages.day_end.words import difference_words
from app.gui.shop import Shop
from app.gui.theme import S3, mark
from app.gui.widgets.basics import button, label
from app.gui.widgets.coins import Coins
from app.gui.widgets.fields import AmountEdit, Composite, Form, LineEdit
from app.gui.widgets.flow import Flow
from app.i18n.catalog import _


class CountedSum(Composite):
    """The sum that was counted, and the way to count it piece by piece."""

    def __init__(self, amount: AmountEdit, coins: Coins) -> None:
        super().__init__()
        self.amount, self.coins = amount, coins
        self.by_coins = button(_("Count notes and coins"), "link", on=self.count_coins)
        flow = Flow(self, gap=S3, line_gap=2)
        flow.addWidget(amount)
        flow.addWidget(self.by_coins)
        self.setFocusProxy(amount)
        self.hide_coins()

    def place(self) -> QWidget:
        """Say what is wrong at the piece that is no number, else at the amount."""
        return self.coins.culprit or self.amount

    def forget(self) -> None:
        """Forget what was wrong."""
        self.coins.forget()

    def count_coins(self) -> None:
        """Open the lines of notes and coins."""
        self.by_coins.hide()
        self.coins.show()
        self.coins.setFocus()

    def hide_coins(self) -> None:
        """Close them; a currency of which no pieces are known has none to open."""
        self.coins.hide()
        self.by_coins.setVisible(bool(self.coins.edits))

    def typed(self) -> dict[str, str]:
        """Return what is typed; pieces by their value."""
        pieces = {str(value): edit.text() for value, edit in self.coins.edits.items()}
        return {"counted": self.amount.text(), **pieces}

    def fill(self, typed: dict[str, str]) -> None:
        """Fill in what `typed` gave."""
        for value, edit in self.coins.edits.items():
            edit.setText(typed.get(str(value), ""))
        if any(edit.text() for edit in self.coins.edits.values()):
            self.by_coins.hide()
            self.coins.show()
        self.amount.setText(typed.get("counted", ""))

    def clear(self) -> None:
        """Begin anew."""
        self.coins.clear()
        self.amount.clear()
        self.hide_coins()


class CountForm(Form):
    """Says the difference to what should be there at every key."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(label_width=90)
        self.shop = shop
        self._expected: int | None = None
        self.counted = AmountEdit(shop.app.book.decimals, zero=True)
        self.counted.setObjectName("counted")
        self.coins = Coins(shop)
        self.sum = CountedSum(self.counted, self.coins)
        self.difference = label("", "mute", wrap=True)
        self.difference.setContentsMargins(0, theme.px(8), 0, 0)
        self.note = LineEdit(most=1000)
        self.add("counted", _("Counted cash"), self.sum)
        self.counted.setAccessibleName(_("Counted cash"))
        self.addWidget(self.coins, self.rowCount(), 0, 1, 2)
        self.also("denominations", "counted", _("Notes and coins"))
        self.add("difference", _("Difference"), self.difference)
        self.add("note", _("Note"), self.note)
        self.counted.textChanged.connect(self._typed)
        self.coins.changed.connect(self._coins_typed)

    def compare(self, expected: int | None) -> None:
        """Say the difference to what should be there, in minor units; None says nothing yet."""
        self._expected = expected
        if expected is None:
            self.difference.clear()
            return
        try:
            counted = self.counted.value_or_none()
        except Refused as error:
            mark(self.difference, "mute")
            self.difference.setText("—")
            self._complain_softly("counted", error)
            return
        words, tone = difference_words(self.shop, None if counted is None else counted - expected)
        self.difference.setText(words)
        mark(self.difference, tone)

    def request(self, name: str, on: date) -> CloseDay:
        """Return the day's end as typed, `name` its request id; raises `Refused` at a field."""
        counted, pieces = self.counted.value_or_none(), self.coins.value()
        if pieces and counted != self.coins.total():
            pieces = ()  # somebody typed over the sum: what they typed counts
        return CloseDay(id=name, on=on, counted=counted, denominations=pieces, note=self.note.value())

    def typed(self) -> dict[str, str]:
        """Return what is typed, by field; pieces by their value."""
        return {**self.sum.typed(), "note": self.note.text()}

    def fill(self, typed: dict[str, str]) -> None:
        """Fill in what `typed` gave."""
        self.sum.fill(typed)
        self.note.setText(typed.get("note", ""))

    def _coins_typed(self) -> None:
        self.forgive()
        try:
            self.counted.set_value(self.coins.total())
        except Refused as error:
            self._complain_softly("denominations", error)

    def _typed(self) -> None:
        self.forgive()
        self.compare(self._expected)

    def _complain_softly(self, name: str, error: Refused) -> None:
        """Say what is wrong without moving the cursor of whoever types."""
        focus = self.counted.window().focusWidget()
        self.complain(name, errors.words(error, self.shop.money, self.labels()))
        if focus is not None:
            focus.setFocus()
