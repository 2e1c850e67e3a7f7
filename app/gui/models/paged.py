"""A table model over a list too long to read at once: the ids of all rows, and pages of rows as they come into view.

Measured with 200,000 rows: a view touches some twenty of them. So a page is read only when a cell of it is drawn, in
the `db` lane; until it arrives its cells are blank. Answers to an earlier list are dropped by their number.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from app.errors import CounterbookError
from app.gui.models.rows import LEFT, RIGHT, Column, Index, cell, header
from app.gui.tasks import Tasks

PAGE = 100
KEPT = 80
"""Pages kept in memory: 8,000 rows, far more than any screen shows."""

Fetch = Callable[[Sequence[int]], Sequence[Any]]
"""Reads the rows of some ids, in their order; runs in the `db` lane."""


class PagedModel(QAbstractTableModel):
    """Rows by id. `fetch` reads a page of them; `sort_wanted` tells that a column's title was clicked."""

    #: The list is to be sorted by a column (its key), descending or not; whoever knows the ids answers by `show_ids`.
    sort_wanted = Signal(str, bool)

    def __init__(self, tasks: Tasks, fetch: Fetch, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._tasks = tasks
        self._fetch = fetch
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._coming: set[int] = set()
        self._number = 0
        tasks.unexpected.connect(self._stopped)

    # ---- what is listed ---------------------------------------------------------------------------------------------

    def show_ids(self, ids: Sequence[int], first: Sequence[Any] = ()) -> None:
        """List other rows; `first` are the rows of the first page where they are at hand already."""
        self.beginResetModel()
        self._number += 1
        self._ids = array("q", ids)
        self._pages.clear()
        self._coming.clear()
        if ids and len(first) == min(PAGE, len(ids)):
            self._pages[0] = first
        self.endResetModel()

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same rows."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    def ids(self, first: int = 0, last: int | None = None) -> array[int]:
        """Return the ids listed, or those of the rows from `first` through `last`."""
        return self._ids if last is None else self._ids[first : last + 1]

    def position(self, id_: int) -> int:
        """Return the row of an id, -1 when it is not listed."""
        try:
            return self._ids.index(id_)
        except ValueError:
            return -1

    def forget_rows(self) -> None:
        """Read the rows anew as they are drawn, because they may have changed; the list stays."""
        self._number += 1
        self._pages.clear()
        self._coming.clear()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self.columns) - 1))

    # ---- what Qt asks -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows; blank until its page has arrived."""
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.right else LEFT
        row = self._row(index.row())
        return None if row is None else cell(column, row, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        return header(self.columns, section, orientation, role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the list in another order; sorting is the database's business."""
        if 0 <= column < len(self.columns):
            self.sort_wanted.emit(self.columns[column].key, order == Qt.SortOrder.DescendingOrder)

    # ---- pages ------------------------------------------------------------------------------------------------------

    def _row(self, row: int) -> Any:
        number, at = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            self._ask(number)
            page = self._pages.get(number)  # there already when jobs run at once
        else:
            self._pages.move_to_end(number)
        return page[at] if page is not None and at < len(page) else None

    def _ask(self, page: int) -> None:
        if page in self._coming:
            return
        self._coming.add(page)
        ids = self._ids[page * PAGE : (page + 1) * PAGE].tolist()
        self._tasks.run(partial(self._fetch, ids), partial(self._arrived, self._number, page), self._failed, owner=self)

    def _arrived(self, number: int, page: int, rows: Sequence[Any]) -> None:
        if number != self._number:
            return
        self._coming.discard(page)
        self._pages[page] = rows
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        last = min((page + 1) * PAGE, len(self._ids)) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))

    def _failed(self, error: CounterbookError) -> None:
        self._tasks.unexpected.emit(error)

    def _stopped(self, _error: object) -> None:
        """A page may not have been read, for a reason nobody foresaw; it is asked for again when it is next drawn."""
        self._coming.clear()
