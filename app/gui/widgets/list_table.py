"""A table over a very long list: choosing all of it is a word, not a hundred thousand marks; copying reads the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelection, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from app.errors import CounterbookError
from app.gui.models.paged import PAGE, PagedModel
from app.gui.models.rows import Column, Index, cell, header
from app.gui.shop import Shop
from app.gui.widgets.table import MAX_COPIED, Cells, Table
from app.i18n.catalog import _, ngettext

Copied = Callable[[Sequence[int]], object]


class ListTable(Table):
    """Rows by id, read as they are drawn. Ctrl+A chooses everything that is listed, seen or not.

    `copied` is told the ids before any row is copied, in the same lane, and may refuse.
    """

    #: Everything is chosen, or no longer.
    everything_changed = Signal(bool)
    #: Something was typed over the table: it is meant for the filter.
    typed = Signal(str)

    def __init__(self, name: str, shop: Shop, rows: PagedModel, fetch: Any, copied: Copied | None = None) -> None:
        super().__init__(name)
        self._shop = shop
        self._rows = rows
        self._fetch = fetch
        self._tell_copied = copied
        self.everything = False
        self.setItemDelegate(_AllCells(self))
        self.setModel(rows)
        rows.modelReset.connect(partial(self.choose_everything, chosen=False))
        self.selectionModel().selectionChanged.connect(self._selected)

    # ---- what is chosen ---------------------------------------------------------------------------------------------

    def selectAll(self) -> None:
        """Choose everything that is listed."""
        self.choose_everything(chosen=self._rows.rowCount() > 0)

    def choose_everything(self, *, chosen: bool) -> None:
        """Choose everything, or nothing in particular."""
        if chosen != self.everything:
            self.everything = chosen
            if chosen:
                self.selectionModel().clearSelection()
                self.everything = True  # clearing told of another selection
            self.viewport().update()
            self.everything_changed.emit(chosen)

    def chosen_ids(self) -> Sequence[int]:
        """Return the ids of what is chosen, in the order listed."""
        if self.everything:
            return self._rows.ids()
        found: list[int] = []
        for part in sorted(self.selectionModel().selection().toList(), key=lambda part: part.top()):
            found += self._rows.ids(part.top(), part.bottom())
        return found

    def _selected(self, chosen: QItemSelection, _not: QItemSelection) -> None:
        if not chosen.isEmpty():
            self.choose_everything(chosen=False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses one row again."""
        self.choose_everything(chosen=False)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+A and Esc are about everything."""
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        elif event.key() == Qt.Key.Key_Escape and self.everything:
            self.choose_everything(chosen=False)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, text: str) -> None:
        """Narrow the list instead of jumping in what happens to be read already."""
        if text.strip():
            self.typed.emit(text)

    # ---- copying ----------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put what is chosen on the clipboard as a table; rows that were never on screen are read first."""
        ids = list(self.chosen_ids()[:MAX_COPIED])
        more = len(self.chosen_ids()) > MAX_COPIED
        if ids:
            columns = [c for at, c in enumerate(self._rows.columns) if not self.isColumnHidden(at)]
            work = partial(self._read, ids, columns)
            self._shop.tasks.run(work, partial(self._copied, len(ids), more=more), self._not_copied, owner=self)

    def _read(self, ids: Sequence[int], columns: Sequence[Column]) -> str:
        """Return the rows as text; writing twenty thousand of them takes a while, so that is done here too."""
        if self._tell_copied is not None:
            self._tell_copied(ids)
        return as_table(columns, [row for at in range(0, len(ids), PAGE) for row in self._fetch(ids[at : at + PAGE])])

    def _copied(self, count: int, text: str, *, more: bool) -> None:
        QApplication.clipboard().setText(text)
        if more:
            said = _("The first {n} rows are copied; export writes all of them to a file.")
        else:
            said = ngettext("{n} row copied.", "{n} rows copied.", count)
        self._shop.tell(said.format(n=f"{count:,}"))

    def _not_copied(self, error: CounterbookError) -> None:
        self._shop.complain(error)


def as_table(columns: Sequence[Column], rows: Sequence[Any]) -> str:
    """Return rows with their titles, so that a spreadsheet takes them as cells."""
    role, across = Qt.ItemDataRole.DisplayRole, Qt.Orientation.Horizontal
    titles = [str(header(columns, at, across, role) or "") for at in range(len(columns))]
    lines = ["\t".join(titles)]
    lines += ["\t".join(" ".join(str(cell(c, row, role) or "").split()) for c in columns) for row in rows]
    return "\n".join(lines)


class _AllCells(Cells):
    """Draws every row as chosen while everything is."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table = self.parent()
        if isinstance(table, ListTable) and table.everything:
            option.state |= QStyle.StateFlag.State_Selected
        super().paint(painter, option, index)
