"""Which column of a bank's table is what: a list to choose from for each, beside the first rows as they stand there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from app.gui import theme
from app.gui.models.rows import Column, RowsModel
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, column, holder, label
from app.gui.widgets.fields import Choices
from app.gui.widgets.flow import flowing
from app.gui.widgets.table import Table
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.services.incoming import Layout, NeedsLayout

ACROSS = 5
SHOWN_ROWS = 3
_SIMPLE = (
    *("date", "time", "amount", "sign", "came", "went", "name", "account", "reference", "payment", "balance"),
    *("currency", "fee", "state"),
)


class LayoutForm(QWidget):
    """Emits `changed` when a column, the order of the dates or the decimal point is another one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._guess: Layout | None = None
        self._header: tuple[str, ...] = ()
        self.said = label("", "strong", wrap=True)
        self.columns: dict[str, QComboBox] = {name: QComboBox() for name in (*_SIMPLE, "text")}
        self.dates: Choices = Choices(
            [
                ("ymd", pgettext("dates", "Year first")),
                ("dmy", pgettext("dates", "Day first")),
                ("mdy", pgettext("dates", "Month first")),
            ]
        )
        self.dates.setAccessibleName(pgettext("dates", "Dates"))
        self.point: Choices = Choices(
            [(".", pgettext("decimals", "Point: 1,234.50")), (",", pgettext("decimals", "Comma: 1.234,50"))]
        )
        self.point.setAccessibleName(pgettext("decimals", "Decimals"))
        self.rows = RowsModel((), parent=self)
        self.table = Table(_("The first rows of the file"))
        self.table.only_first = True
        self.table.setModel(self.rows)
        self.table.setMinimumWidth(theme.px(240))
        self._build()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(S3)
        grid.setVerticalSpacing(S2)
        for at, (name, box) in enumerate(self.columns.items()):
            box.setAccessibleName(layout_words()[name])
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            box.activated.connect(self._touched)
            words = label(layout_words()[name], "mute-small", wrap=True)
            grid.addWidget(holder(column(words, box, gap=2)), at // ACROSS, at % ACROSS)
        for at in range(ACROSS):
            grid.setColumnStretch(at, 1)
        for choices in (self.dates, self.point):
            choices.changed.connect(self.changed)
        styles = (
            holder(column(label(pgettext("dates", "Dates"), "mute-small"), self.dates, gap=2)),
            holder(column(label(pgettext("decimals", "Decimals"), "mute-small"), self.point, gap=2)),
        )
        framed = Card(column(self.table, margins=(1, 1, 1, 1)))
        self.setLayout(column(self.said, framed, grid, flowing(*styles, gap=24), gap=S3))

    def show_asked(self, asked: NeedsLayout, words: str) -> None:
        """Show what is to be explained: the header, the first rows, and what could be told; begin with the day."""
        first = self.isHidden()
        self._guess = asked.guess
        self.said.setText(words)
        if self._header != asked.header:
            self._header = asked.header
            for box in self.columns.values():
                box.clear()
                box.addItem(_("—"), "")
                for head in dict.fromkeys(filter(None, asked.header)):
                    box.addItem(head, head)
            self._show_guess(asked.guess)
        columns = [
            Column(f"c{at}", head or "·", _cell(at), said=True, width=120) for at, head in enumerate(asked.header)
        ]
        self.rows.show_table(columns, asked.sample)
        self.table.lay_out(columns)
        rows = min(len(asked.sample), SHOWN_ROWS) or 1
        self.table.setFixedHeight(theme.px(36) * rows + theme.px(35) + theme.px(14))
        self.show()
        if first:
            self.columns["date"].setFocus()

    def _show_guess(self, guess: Layout) -> None:
        for name in _SIMPLE:
            self._choose(name, getattr(guess, name))
        self._choose("text", guess.text[0] if guess.text else "")
        self.dates.set_value(guess.dates or "ymd")
        self.point.set_value(guess.point or ".")

    def _choose(self, name: str, head: str) -> None:
        box = self.columns[name]
        with QSignalBlocker(box):
            box.setCurrentIndex(max(box.findData(head), 0))

    def _touched(self, _at: int) -> None:
        self.changed.emit()

    def layout_shown(self) -> Layout | None:
        """Return what was said, None where nothing is asked."""
        return None if self.isHidden() else self.layout_made()

    def layout_made(self) -> Layout | None:
        """Return what was said, None while the day or the amount has no column."""
        if self._guess is None:
            return None
        chosen = {name: str(self.columns[name].currentData() or "") for name in _SIMPLE}
        text = str(self.columns["text"].currentData() or "")
        texts = tuple(dict.fromkeys((text, *self._guess.text[1:]))) if text else ()
        if not chosen["date"] or not (chosen["amount"] or chosen["came"]):
            return None
        if chosen["amount"]:
            chosen["came"] = chosen["went"] = ""
        else:
            chosen["sign"] = ""
        return self._guess._replace(**chosen, text=texts, dates=self.dates.value(), point=self.point.value())


def _cell(at: int) -> Callable[[Sequence[str]], str]:
    def text(cells: Sequence[str]) -> str:
        return cells[at] if at < len(cells) else ""

    return text


def layout_words() -> dict[str, str]:
    """Return what each column is asked for by."""
    return {
        "date": pgettext("bank table", "Day"),
        "time": pgettext("bank table", "Time"),
        "amount": pgettext("bank table", "Amount"),
        "sign": pgettext("bank table", "Says in or out"),
        "came": pgettext("bank table", "or: came in"),
        "went": pgettext("bank table", "and: went out"),
        "name": pgettext("bank table", "Who paid"),
        "account": pgettext("bank table", "Their account"),
        "reference": pgettext("bank table", "Reference"),
        "payment": pgettext("bank table", "The bank’s own number"),
        "balance": pgettext("bank table", "Balance after it"),
        "currency": pgettext("bank table", "Currency"),
        "fee": pgettext("bank table", "Kept as fee"),
        "state": pgettext("bank table", "Booked or not"),
        "text": pgettext("bank table", "What was written"),
    }
