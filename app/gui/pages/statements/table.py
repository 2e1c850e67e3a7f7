"""The table of a month's statements: sorted by a click on a title; what is typed over it is for the scan field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.gui import theme
from app.gui.models.rows import RowsModel
from app.gui.pages.statements.columns import LARGEST_FIRST, LEAST_NAME, SORTED_BY, make_columns
from app.gui.shop import Shop
from app.gui.widgets.table import Table
from app.i18n.catalog import _

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.core.statement_run import IssuedStatement


class Order(NamedTuple):
    """By which column the list is sorted."""

    key: str = "no"
    descending: bool = False


class StatementTable(Table):
    """A line for each statement; several may be chosen."""

    #: Something was typed over the table.
    typed = Signal(str)
    #: Other rows are chosen.
    chosen_changed = Signal()
    #: The paper of the current row is wanted (Space).
    look_wanted = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__(_("Statements"))
        self._columns = make_columns(shop)
        self.rows = RowsModel(self._columns, parent=self)
        self.setModel(self.rows)
        self.order = Order()
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(theme.px(48))
        header.sectionClicked.connect(self._title_clicked)
        self.lay_out(self._columns)
        self.remember(shop, "statements")
        self._fit_name()
        self.selectionModel().selectionChanged.connect(self._selected)
        self._show_arrow()

    # ---- rows -------------------------------------------------------------------------------------------------------

    def show_statements(self, statements: Sequence[IssuedStatement]) -> None:
        """Show other statements, sorted as before; those chosen stay chosen, and the current one current."""
        chosen = {row.no for row in self.chosen()}
        at = self.value()
        current = getattr(at, "no", "")
        self.rows.show_rows(self._sorted(statements))
        self._hide_empty(statements)
        self._choose(chosen, current)

    def chosen(self) -> list[IssuedStatement]:
        """Return the statements chosen, in the order listed."""
        found: list[IssuedStatement] = []
        for part in sorted(self.selectionModel().selection().toList(), key=lambda part: part.top()):
            found += self.rows.rows[part.top() : part.bottom() + 1]
        return found

    def choose(self, no: str) -> None:
        """Choose one statement, where it is listed, and bring it into sight."""
        at = next((row for row, statement in enumerate(self.rows.rows) if statement.no == no), None)
        if at is not None:
            self._choose({no}, no)
            self.scrollTo(self.rows.index(at, 0))

    def _hide_empty(self, statements: Sequence[IssuedStatement]) -> None:
        """Leave the column of what changed out where nothing has: that is nearly always."""
        at = next(n for n, column in enumerate(self._columns) if column.key == "changed")
        self.setColumnHidden(at, not any(each.changed for each in statements))
        self._fit_name()

    def _choose(self, chosen: set[str], current: str) -> None:
        rows = self.rows.rows
        if not rows:
            self.chosen_changed.emit()
            return
        at = next((row for row, statement in enumerate(rows) if statement.no == current), 0)
        found = [row for row, statement in enumerate(rows) if statement.no in chosen] or [at]
        selection, last = QItemSelection(), len(self._columns) - 1
        for first, end in _stretches(found):
            selection.append(QItemSelectionRange(self.rows.index(first, 0), self.rows.index(end, last)))
        model, no_touch = self.selectionModel(), QItemSelectionModel.SelectionFlag.NoUpdate
        model.setCurrentIndex(self.rows.index(at, 0), no_touch)
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _selected(self, _chosen: QItemSelection, _not: QItemSelection) -> None:
        self.chosen_changed.emit()

    # ---- order ------------------------------------------------------------------------------------------------------

    def sort_by(self, order: Order) -> None:
        """Sort the list."""
        self.order = order if order.key in SORTED_BY else Order()
        self._show_arrow()
        self.show_statements(list(self.rows.rows))

    def _sorted(self, statements: Sequence[IssuedStatement]) -> list[IssuedStatement]:
        return sorted(statements, key=SORTED_BY[self.order.key], reverse=self.order.descending)

    def _title_clicked(self, at: int) -> None:
        key = self._columns[at].key
        down = not self.order.descending if key == self.order.key else key in LARGEST_FIRST
        self.sort_by(Order(key, down))

    def _show_arrow(self) -> None:
        header = self.horizontalHeader()
        at = next(n for n, column in enumerate(self._columns) if column.key == self.order.key)
        order = Qt.SortOrder.DescendingOrder if self.order.descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicatorShown(True)
        header.setSortIndicator(at, order)

    # ---- keys and room ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space shows the paper."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers() and self.currentIndex().isValid():
            self.look_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, text: str) -> None:
        """Pass on what is typed: a scanner gun does not know where the cursor is."""
        if text.strip():
            self.typed.emit(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names what the other columns leave."""
        super().resizeEvent(event)
        self._fit_name()

    def _fit_name(self) -> None:
        name = next(n for n, column in enumerate(self._columns) if column.key == "name")
        header = self.horizontalHeader()
        header.setSectionResizeMode(name, header.ResizeMode.Interactive)
        others = sum(self.columnWidth(at) for at in range(len(self._columns)) if at != name)  # a hidden one is 0 wide
        with self.laying():
            self.setColumnWidth(name, max(self.viewport().width() - others, theme.px(LEAST_NAME)))


def _stretches(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and last of each stretch of rows: thousands chosen one by one take Qt half a minute."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
