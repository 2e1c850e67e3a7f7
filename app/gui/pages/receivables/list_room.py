"""A tab with one list: narrowed by kind, acted upon by buttons and menu, with more about the current line below it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QStackedWidget, QWidget

from app.gui import theme
from app.gui.models.rows import Column, RowsModel
from app.gui.pages.receivables.acts import CustomerActs
from app.gui.pages.receivables.room import Room
from app.gui.theme import S2
from app.gui.widgets.basics import Card, column, stops_in
from app.gui.widgets.fields import Choices
from app.gui.widgets.flow import Flow
from app.gui.widgets.table import Table
from app.i18n import format as form
from app.i18n.catalog import current

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.gui.shop import Shop

ALL = ""
LIST, EMPTY, NOTHING = range(3)
LEAST_NAME = 130


class ListRoom(Room):
    """Rows have `customer` (a number) and `name`; subclasses say what is read, shown, and what may be done."""

    #: The columns left out where there is little room.
    spare: frozenset[str] = frozenset()

    def __init__(self, shop: Shop, title: str, columns: Sequence[Column], *, remembered: str) -> None:
        super().__init__(shop)
        self.everything: list[Any] = []
        self.table = RoomTable(shop, title, columns, remembered)
        self.acts = CustomerActs(shop, self, self.table.number)
        self.narrow: Choices = Choices([(ALL, "")])
        self.buttons = ButtonRow(self.acts.buttons)
        self.stack = QStackedWidget()
        for part in (Card(column(self.table, margins=(1, 1, 1, 1))), self.empty(), QWidget()):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(NOTHING)
        #: What is below the list is added here.
        self.whole = column(self.narrow, self.buttons, self.stack, gap=S2)
        self.whole.setStretch(2, 1)
        self.setLayout(self.whole)
        self.setFocusProxy(self.table)
        self.narrow.changed.connect(self._narrowed)
        self.table.picked.connect(self._picked)
        self.table.set_menu(self._fill)
        self.table.opened.connect(self.open_row)
        self._show_parts(shown=False)

    # ---- what subclasses say ----------------------------------------------------------------------------------------

    def empty(self) -> QWidget:
        """Return what is shown while there is nothing to list."""
        raise TypeError(type(self).__name__)

    def filters(self, rows: Sequence[Any]) -> list[tuple[str, str, int]]:
        """Return what the list may be narrowed to: name, words, and how many there are; one may be all."""
        raise TypeError(type(self).__name__, rows)

    def takes(self, narrowed: str, row: Any) -> bool:
        """Whether a row is among those the list is narrowed to."""
        raise TypeError(type(self).__name__, narrowed, row)

    def waiting(self, rows: Sequence[Any]) -> int:
        """Return the number at the tab."""
        return len(rows)

    def show_row(self, row: Any) -> None:
        """Show more about the current row, None for none."""

    def open_row(self, row: Any) -> None:
        """Enter, or a double click: by default the customer's credit file."""
        del row
        self.acts.open_file()

    def fill(self, menu: QMenu, row: Any) -> None:
        """Put into a row's menu what this list alone can do."""

    # ---- what shows -------------------------------------------------------------------------------------------------

    def show_found(self, found: Sequence[Any]) -> None:
        """Show rows, narrowed as before as far as that makes sense."""
        self.everything = list(found)
        filters = [each for each in self.filters(found) if each[2] or each[0] == ALL]
        now = self.narrow.value()
        words = [(name, f"{text}  {form.number(n, current().language)}") for name, text, n in filters]
        self.narrow.set_choices(words, now if any(name == now for name, _text in words) else ALL)
        self.counted.emit(self.waiting(found))
        self._narrowed()

    def _narrowed(self) -> None:
        shown = [row for row in self.everything if self.takes(self.narrow.value(), row)]
        self.table.show_rows(shown)
        self._show_parts(shown=bool(self.everything))
        self.stack.setCurrentIndex(LIST if self.everything else EMPTY)
        if not shown:
            self._picked(None)

    def _show_parts(self, *, shown: bool) -> None:
        self.narrow.setVisible(shown)
        self.buttons.setVisible(shown)

    def row(self) -> Any:
        """Return the current row, None for none."""
        return self.table.value()

    def _picked(self, row: object) -> None:
        self.acts.follow()
        self.show_row(row)

    def _fill(self, menu: QMenu, row: object) -> None:
        self.fill(menu, row)
        if menu.actions():
            menu.addSeparator()
        self.acts.fill(menu)

    # ---- keys and room ----------------------------------------------------------------------------------------------

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Leave the keys to tooltips where there is little room."""
        del low
        self.acts.show_hints(shown=not narrow)
        self.table.hide_columns(self.spare if narrow else frozenset())


class ButtonRow(QWidget):
    """Buttons side by side in as many lines as there must be."""

    def __init__(self, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
        self._flow = Flow(self, gap=S2)
        for made in buttons:
            self._flow.addWidget(made)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def put(self, made: QPushButton, at: int = 0) -> None:
        """Put a button among the others; it is reached by Tab in the same place."""
        widgets: list[QWidget] = list(stops_in(self._flow))
        widgets.insert(at, made)
        self._flow.forget()
        for widget in widgets:
            self._flow.addWidget(widget)
        for before, after in pairwise(widgets):
            QWidget.setTabOrder(before, after)


class RoomTable(Table):
    """A list whose names take what the other columns leave; the current row stays current when it is read anew."""

    def __init__(self, shop: Shop, title: str, columns: Sequence[Column], remembered: str) -> None:
        super().__init__(title)
        self._columns = tuple(columns)
        self.rows = RowsModel(columns, parent=self)
        self.setModel(self.rows)
        self._wide = next(at for at, each in enumerate(columns) if each.stretch)
        self.horizontalHeader().setMinimumSectionSize(theme.px(48))
        self.lay_out(columns)
        self.remember(shop, remembered)
        self._fit_name()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        at, before = max(self.currentIndex().row(), 0), _key(self.value())
        self.rows.show_rows(rows)
        if rows:
            at = next((n for n, row in enumerate(rows) if _key(row) == before), min(at, len(rows) - 1))
            way = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self.rows.index(at, 0), way)

    def number(self) -> str:
        """Return the number of the current row's customer, "" for none."""
        return str(getattr(self.value(), "customer", ""))

    def hide_columns(self, keys: frozenset[str]) -> None:
        """Leave some columns out."""
        for at, each in enumerate(self._columns):
            self.setColumnHidden(at, each.key in keys)
        self._fit_name()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names what the other columns leave."""
        super().resizeEvent(event)
        self._fit_name()

    def _fit_name(self) -> None:
        header = self.horizontalHeader()
        header.setSectionResizeMode(self._wide, header.ResizeMode.Interactive)
        others = sum(self.columnWidth(at) for at in range(len(self._columns)) if at != self._wide)
        with self.laying():
            self.setColumnWidth(self._wide, max(self.viewport().width() - others, theme.px(LEAST_NAME)))


def _key(row: Any) -> object:
    """Return what tells a row from others when it is read anew."""
    return getattr(row, "key", None) or getattr(row, "id", None) or getattr(row, "customer", None)
