"""By which ways a customer has agreed to get offers, and since when; and how much they may owe."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from app.core.money import plain
from app.gui import theme
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import column, label
from app.gui.widgets.fields import AmountEdit, Choices, Composite, DateEdit, combo
from app.i18n.catalog import _, pgettext

NOT_ASKED, AGREED, WITHDRAWN = "", "agreed", "withdrawn"


class Consents(Composite):
    """One line for each way: not asked, agreed since a day, withdrawn. What was once asked stays asked."""

    changed = Signal()

    def __init__(self, shop: Shop, channels: Mapping[str, str]) -> None:
        super().__init__()
        self._shop = shop
        self.lines: dict[str, tuple[QComboBox, DateEdit]] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(S2)
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(1, 1)
        for at, (channel, name) in enumerate(channels.items()):
            answer, since = combo([]), DateEdit(shop.today)
            answer.setAccessibleName(name)
            since.setAccessibleName(_("{channel}, since").format(channel=name))
            grid.addWidget(label(name, "mute"), at, 0)
            grid.addWidget(answer, at, 1)
            grid.addWidget(since, at, 2)
            self.lines[channel] = (answer, since)
            answer.currentIndexChanged.connect(self._chosen)
            since.textChanged.connect(self._touched)
        self.setLayout(grid)
        self.setFocusProxy(next(iter(self.lines.values()))[0])
        self.show_value({})

    def value(self) -> dict[str, str | None]:
        """Return the day of each consent as text, None for one withdrawn; ways never asked about are left out."""
        found: dict[str, str | None] = {}
        for channel, (answer, since) in self.lines.items():
            if answer.currentData() == AGREED:
                found[channel] = self.read(since, since.required).isoformat()
            elif answer.currentData() == WITHDRAWN:
                found[channel] = None
        return found

    def show_value(self, consents: Mapping[str, str | None]) -> None:
        """Show the consents of a file."""
        for channel, (answer, since) in self.lines.items():
            answers = [(AGREED, pgettext("consent", "Agreed")), (WITHDRAWN, pgettext("consent", "Withdrawn"))]
            if channel not in consents:
                answers.insert(0, (NOT_ASKED, pgettext("consent", "Not asked")))
            answer.clear()
            for value, text in answers:
                answer.addItem(text, value)
            day = consents.get(channel)
            shown = AGREED if day else WITHDRAWN if channel in consents else NOT_ASKED
            answer.setCurrentIndex(max(answer.findData(shown), 0))
            since.setText(day or "")
            since.setVisible(bool(day))

    def place(self) -> QWidget:
        """Return the date that is wrong, or the first answer."""
        return self.culprit or next(iter(self.lines.values()))[0]

    def _chosen(self, _at: int) -> None:
        for answer, since in self.lines.values():
            agreed = answer.currentData() == AGREED
            if agreed and since.isHidden() and not since.text():
                since.set_value(self._shop.today())
            since.setVisible(agreed)
        self.changed.emit()

    def _touched(self, _text: str) -> None:
        self.changed.emit()


NONE, UP_TO, NO_LIMIT = "none", "up_to", "no_limit"


class CreditLimit(Composite):
    """No credit, credit up to an amount, or without limit."""

    changed = Signal()

    def __init__(self, decimals: int) -> None:
        super().__init__()
        self._decimals = decimals
        self.how: Choices = Choices(
            [
                (NONE, pgettext("credit", "No credit")),
                (UP_TO, pgettext("credit", "Up to…")),
                (NO_LIMIT, pgettext("credit", "No limit")),
            ]
        )
        self.amount = AmountEdit(decimals)
        self.amount.setAccessibleName(_("Credit limit"))
        self.how.changed.connect(self._chosen)
        self.amount.textChanged.connect(self._touched)
        self.setLayout(column(self.how, self.amount, gap=theme.px(6)))
        self.setFocusProxy(self.amount)
        self._show()

    def value(self) -> str | None:
        """Return the limit in major units as text, None for no limit."""
        chosen = self.how.value()
        if chosen == NO_LIMIT:
            return None
        return plain(0 if chosen == NONE else self.read(self.amount), self._decimals)

    def show_value(self, limit: str | None) -> None:
        """Show a limit."""
        nothing = plain(0, self._decimals)
        self.how.set_value(NO_LIMIT if limit is None else NONE if limit == nothing else UP_TO)
        self.amount.setText("" if limit in (None, nothing) else str(limit))
        self._show()

    def place(self) -> QWidget:
        """Return the amount."""
        return self.amount if self.how.value() == UP_TO else self.how

    def _chosen(self) -> None:
        self._show()
        if self.how.value() == UP_TO:
            self.amount.setFocus()
        self.changed.emit()

    def _show(self) -> None:
        self.amount.setVisible(self.how.value() == UP_TO)

    def _touched(self, _text: str) -> None:
        self.changed.emit()
