"""Parts of the counter: the page when nobody is there, and the table of the last entries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QPushButton, QWidget

from app.core.staff.rights import Right
from app.gui import theme
from app.gui.dialogs.account_actions import MAIN
from app.gui.dialogs.entry_words import EntryRow
from app.gui.models.rows import VALUE, Column, RowsModel
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4, S5, mark
from app.gui.widgets.basics import KeyButton, button, clear, column, holder, label, row
from app.gui.widgets.flow import Flow
from app.gui.widgets.guard import guard
from app.gui.widgets.table import Table
from app.gui.widgets.takes_files import TakesFiles
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import CardLine

WIDEST = 190
"""No column of figures is wider than this, whatever stands in it."""


_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)

PADDING = 32
"""What the style sheet and Qt put around a cell's text."""

ENTRIES = "entries"
"""The name under which the widths of the columns of entries are remembered."""

DETAILS = 190
"""What the column of details should have at least."""


class Seen(NamedTuple):
    """A customer who was on the counter."""

    number: str
    name: str


# ---- nobody here ----------------------------------------------------------------------------------------------------


class NobodyHere(TakesFiles):
    """The first step, those who were here before, and the keys; a calm page for the time between customers."""

    search_wanted = Signal(str)
    new_wanted = Signal()
    #: Customers are to come in from files: those that were dropped, if any.
    bring_wanted = Signal(list)
    chosen = Signal(str)

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        picture = QLabel()
        picture.setPixmap(theme.pixmap("counter", theme.tokens().mute, theme.px(44)))
        self._heading, self._text = label("", "title"), label("", "mute", wrap=True)
        for part in (picture, self._heading, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setFixedWidth(theme.px(460))
        self.bring_button = button(
            _("Bring data in…"), "primary", icon="import", on=partial(self.bring_wanted.emit, [])
        )
        guard(shop, Right.IMPORT, self.bring_button)
        self.find_button = button(
            _("Find a customer"), "primary", icon="search", on=partial(self.search_wanted.emit, "")
        )
        self.new_button = button(_("New customer"), icon="plus", on=self.new_wanted.emit)
        self._seen = Flow(gap=theme.px(8), centred=True)
        self._seen_box = holder(column(_centred(label(_("Seen today"), "mute-small")), self._seen, gap=theme.px(8)))
        self._seen_box.setFixedWidth(theme.px(560))
        self._seen_box.hide()
        self.setLayout(
            column(
                None,
                picture,
                self._heading,
                _centred(self._text),
                _centred(self.bring_button, self.find_button, self.new_button),
                S3,
                _centred(self._seen_box),
                None,
                _keys(),
                gap=S3,
                margins=(20, S5, 20, S4),
            )
        )
        self.dropped.connect(self.bring_wanted)
        self.show_empty(empty=False)

    def show_empty(self, *, empty: bool) -> None:
        """Ask who is here; in a book without customers, ask for the first ones instead."""
        hint = _("Type a few letters of the name, its pinyin, the end of a phone number, or scan the card.")
        first = _("Take them over from a spreadsheet or another program, or begin with the first one.")
        self._heading.setText(_("No customers yet") if empty else _("Who is at the counter?"))
        self._text.setText(first if empty else hint)
        self.bring_button.setVisible(empty)
        self.setAcceptDrops(empty)
        self.find_button.setHidden(empty)

    def show_seen(self, seen: Sequence[Seen]) -> None:
        """Offer the customers who were here before."""
        clear(self._seen)
        for each in seen:
            made = button(
                _short(each.name), on=partial(self.chosen.emit, each.number), tip=f"{each.name}  {each.number}"
            )
            made.setAccessibleName(f"{each.name} {each.number}")
            made.setProperty("class", "choice")
            self._seen.addWidget(made)
        self._seen_box.setVisible(bool(seen))


def _centred(*parts: QWidget) -> QHBoxLayout:
    return row(None, *parts, None)


def _short(name: str, most: int = 24) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _keys() -> QWidget:
    """Return the keys worth knowing, in small print."""
    flow = Flow(gap=S4, line_gap=theme.px(6), centred=True)
    keys = [("Ctrl+K", _("Search")), *((action.key, _(action.title)) for action in MAIN)]
    for key, words in keys:
        name = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        flow.addWidget(holder(row(label(name, "key"), label(words, "mute-small"), gap=6)))
    return holder(flow)


# ---- the buttons ----------------------------------------------------------------------------------------------------


class Tools(QWidget):
    """The row of buttons. Where it is narrow they leave their keys out, and only then begin a second line."""

    def __init__(self, buttons: Sequence[QPushButton], last: KeyButton) -> None:
        super().__init__()
        self._buttons = (*buttons, last)
        left = Flow(gap=S2)
        for each in buttons:
            left.addWidget(each)
        line = row(left, last, gap=S4)
        line.setStretch(0, 1)
        line.setAlignment(last, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the keys where there is room for all of them."""
        super().resizeEvent(event)
        widths = (
            each.full_width() if isinstance(each, KeyButton) else each.sizeHint().width() for each in self._buttons
        )
        roomy = sum(widths) + S2 * len(self._buttons) + S4 <= self.width()
        for each in self._buttons:
            if isinstance(each, KeyButton):
                each.show_hint(shown=roomy)


# ---- the entries ----------------------------------------------------------------------------------------------------


class EntriesTable(Table):
    """The last entries with the running balance, newest first."""

    #: Something was typed over the table: it is meant for the search.
    typed = Signal(str)

    def __init__(self, shop: Shop) -> None:
        super().__init__(_("Entries"))
        self.setObjectName("entries")
        self._columns = _columns(shop)
        self.rows = RowsModel(self._columns, parent=self)
        self._needed: dict[int, int] = {}
        self.setModel(self.rows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.lay_out(self._columns)
        self.remember(shop, ENTRIES)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self._empty = label(_("No entries yet. F2 takes a top-up, F3 a sale."), "mute", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle = row(None, self._empty, None)
        self.viewport().setLayout(column(None, middle, None))

    def chosen(self) -> CardLine | None:
        """Return the line of the entry that is chosen, if one is."""
        chosen = self.selectionModel().selectedRows()
        value = chosen[0].data(VALUE) if chosen else None
        return value.line if isinstance(value, EntryRow) else None

    def show_entries(self, rows: Sequence[EntryRow], *, keep: bool) -> None:
        """Show some entries; `keep` leaves the one chosen that was, unless something was recorded since."""
        line = self.chosen()
        same = _last(rows) == _last(self.rows.rows)
        chosen = line.entry if keep and same and line is not None else None
        self.rows.show_rows(rows)
        self._empty.setVisible(not rows)
        self._needed = self._measure(rows)
        self._widen()
        at = next((at for at, each in enumerate(rows) if each.line.entry == chosen), None)
        if at is not None:
            self.selectRow(at)
        else:
            self.clear_choice()
            self.scrollToTop()

    def clear_choice(self) -> None:
        """Choose nothing."""
        self.selectionModel().clear()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Do not make an entry the current one that nobody has chosen, as Qt would; ring the table for the Tab key."""
        mark(self, "ringed" if event.reason() in _BY_KEY else "")
        chosen = self.chosen()
        super().focusInEvent(event)
        if chosen is None:
            self.clear_choice()

    def _widen(self) -> None:
        """Give the columns of words and figures what they need, within reason, and the details the rest.

        Where little would be left for these, it is the titles that are cut, and stand in tooltips.
        """
        header, most = self.horizontalHeader(), theme.px(WIDEST)
        needed = self._needed
        titled = {at: max(width, header.sectionSizeHint(at)) for at, width in needed.items()}
        roomy = sum(titled.values()) + theme.px(DETAILS) <= self.viewport().width()
        with self.laying():
            for at, width in (titled if roomy else needed).items():
                self.setColumnWidth(at, self.given_width(at) or min(width, most))

    def _measure(self, rows: Sequence[EntryRow]) -> dict[int, int]:
        """Return the room each column but the details needs for its texts."""
        self.ensurePolished()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        plain, strong = QFontMetrics(self.font()), QFontMetrics(bold)
        needed = {}
        for at, each in enumerate(self._columns):
            if not each.stretch:
                metrics = strong if each.bold else plain
                widest = max((metrics.horizontalAdvance(each.text(row)) for row in rows), default=0)
                needed[at] = max(widest + PADDING, theme.px(each.width))
        return needed

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out anew."""
        super().resizeEvent(event)
        self._widen()

    def keyboardSearch(self, text: str) -> None:
        """Begin a search for a customer instead of an entry."""
        if text.strip():
            self.typed.emit(text)


def _last(rows: Sequence[EntryRow]) -> int:
    return max((each.line.entry for each in rows), default=0)


def _columns(shop: Shop) -> list[Column]:
    def change(minor: int) -> str:
        return shop.amount(minor, signed=True) if minor else ""

    def tone(each: EntryRow, minor: int, gain: str) -> str:
        return "mute" if each.undone else gain if minor > 0 else ""

    def faded(each: EntryRow) -> str:
        return "mute" if each.undone else ""

    return [
        Column("on", N_("Date"), lambda each: shop.day(each.line.on), width=76, tone=lambda _each: "mute"),
        Column("kind", N_("Kind"), lambda each: each.kind, width=88, tone=faded),
        Column(
            "details",
            N_("Details"),
            lambda each: " ".join(each.details.split()),
            stretch=True,
            tone=faded,
            tip=lambda each: each.details,
            struck=lambda each: each.undone,
        ),
        Column(
            "prepaid",
            N_("Prepaid ±"),
            lambda each: change(each.prepaid),
            right=True,
            width=92,
            tone=lambda each: tone(each, each.prepaid, "accent"),
            struck=lambda each: each.undone,
        ),
        Column(
            "prepaid_after",
            N_("Prepaid left"),
            lambda each: shop.amount(each.prepaid_after),
            right=True,
            bold=True,
            width=92,
        ),
        Column(
            "on_account",
            N_("On account"),
            lambda each: change(each.line.owed),
            right=True,
            width=92,
            tone=lambda each: tone(each, each.line.owed, "owed"),
            struck=lambda each: each.undone,
        ),
        Column("owed", N_("Owed"), lambda each: shop.amount(each.line.owed_after), right=True, bold=True, width=92),
    ]
