"""Tables that look alike everywhere: quiet lines, figures that line up, the keys everybody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.gui import theme
from app.gui.models.rows import TAIL, VALUE, Column
from app.gui.shop import Shop
from app.gui.widgets.widths import Widths

if TYPE_CHECKING:
    from app.gui.widgets.table_out import Place

MAX_COPIED = 20_000
"""Rows put on the clipboard at most; more than that is what export is for."""

Index = QModelIndex | QPersistentModelIndex

_EXPORT = QKeyCombination(Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_E)


class Table(QTableView):
    """A table of rows. Enter or a double click opens a row; Ctrl+C copies what is selected as a table.

    What it lists can be exported as it is shown, by its menu or by Ctrl+Shift+E: every table that stands in something
    with a `shop`. The log of exports has it under its name, where it was given one.
    """

    #: A row was opened by Enter or a double click; its value.
    opened = Signal(object)
    #: Another row is current; its value, or None.
    picked = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(Cells(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(36))
        self.verticalHeader().setMinimumSectionSize(theme.px(24))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(False)
        header.setFixedHeight(theme.px(35))
        header.setAccessibleName(name)
        self.doubleClicked.connect(self._open)
        self._menu: Callable[[QMenu, object], None] | None = None
        self._laid: Sequence[Column] = ()
        self._laying = 0
        #: The widths a person has given the columns, where they are remembered.
        self.widths: Widths | None = None
        #: Exports the list, where its page has a way of its own.
        self.way_out: Callable[[], object] | None = None
        #: The number of the customer whom alone the list is about, for the log of exports; blank where that is whose
        #: file or account it stands in.
        self.whose = ""
        #: Whether only the first of its rows are shown; what is not all is not exported.
        self.only_first = False
        self._named: tuple[Shop, str] | None = None

    # ---- widths -----------------------------------------------------------------------------------------------------

    def lay_out(self, columns: Sequence[Column]) -> None:
        """Give the columns their widths; the one that stretches takes the rest."""
        self._laid = tuple(columns)
        header = self.horizontalHeader()
        with self.laying():
            for at, column in enumerate(columns):
                mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.Interactive
                header.setSectionResizeMode(at, mode)
                given = self.given_width(at)
                if column.stretch or not (given or column.width):
                    continue
                self.setColumnWidth(at, given or max(theme.px(column.width), header.sectionSizeHint(at)))

    def remember(self, shop: Shop, name: str) -> None:
        """Take the widths of last time, and remember those a person gives the columns, under the table's name."""
        self.let_out(shop, name)
        self.widths = Widths(shop, name, self)
        self.lay_out(self._laid)
        self.horizontalHeader().sectionResized.connect(self._resized)

    def given_width(self, at: int) -> int:
        """Return the width a person has given a column, 0 where none has."""
        return self.widths.of(self._laid[at].key) if self.widths is not None and at < len(self._laid) else 0

    def let_out(self, shop: Shop, name: str) -> None:
        """Give the list the name under which the log of exports has it."""
        self._named = shop, name

    @contextmanager
    def laying(self) -> Iterator[None]:
        """Take the widths that are set in the block for the program's own, not a person's."""
        self._laying += 1
        try:
            yield
        finally:
            self._laying -= 1

    def _resized(self, at: int, old: int, new: int) -> None:
        """A column has another width; one that is shown or put away again was 0 wide, or is."""
        if self.widths is None or self._laying or not (old and new) or at >= len(self._laid):
            return
        if not self._laid[at].stretch:
            self.widths.note(self._laid[at].key, new)

    # ---- rows -------------------------------------------------------------------------------------------------------

    def set_menu(self, fill: Callable[[QMenu, object], None]) -> None:
        """Give rows a menu by right click or the menu key: `fill` adds actions for a row's value."""
        self._menu = fill

    def value(self) -> object:
        """Return the value of the current row, None where there is none."""
        index = self.currentIndex()
        return index.data(VALUE) if index.isValid() else None

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row is current now."""
        super().currentChanged(current, previous)
        if current.row() != previous.row() or not previous.isValid():
            self.picked.emit(current.data(VALUE) if current.isValid() else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open and copy by keys."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.keyCombination() == _EXPORT:
            self.export()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with a row."""
        keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keyboard else self.indexAt(event.pos())
        menu = QMenu(self)
        if index.isValid():
            if self._menu is not None:
                self._menu(menu, index.data(VALUE))
                if menu.actions():
                    menu.addSeparator()
            from app.i18n.catalog import _  # the only words a table says by itself

            copy = QAction(_("Copy as a table"), menu)
            copy.triggered.connect(self.copy)
            menu.addAction(copy)
            if self.way_out is None and (place := self.place()) is not None:
                from app.gui.widgets.table_out import add_export

                add_export(menu, place.shop, self, self.export)
            where = self.visualRect(index).center() if keyboard else event.pos()
            menu.popup(self.viewport().mapToGlobal(where))
            menu.aboutToHide.connect(menu.deleteLater)

    def copy(self) -> None:
        """Put the selected rows on the clipboard, with their titles, so that a spreadsheet takes them as cells."""
        model = self.model()
        columns = [c for c in range(model.columnCount()) if not self.isColumnHidden(c)]
        titles = [str(model.headerData(c, Qt.Orientation.Horizontal) or "") for c in columns]
        lines = ["\t".join(titles)]
        for chosen in self.selectionModel().selection().toList():
            for row in range(chosen.top(), min(chosen.bottom(), chosen.top() + MAX_COPIED) + 1):
                cells = (str(model.index(row, c).data() or "") for c in columns)
                lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        QApplication.clipboard().setText("\n".join(lines))

    def export(self) -> None:
        """Write what is listed into a file, all of it."""
        if self.way_out is not None:
            self.way_out()
        elif (place := self.place()) is not None:
            from app.gui.widgets.table_out import export_table

            export_table(place, self)

    def place(self) -> Place | None:
        """Return where the list stands, which it must to be exported; None for one of which only a part is shown."""
        from app.gui.widgets.table_out import place_of

        return None if self.only_first else place_of(self, self._named, self.whose)

    def _open(self, index: Index) -> None:
        value = index.data(VALUE)
        if value is not None:
            self.opened.emit(value)


class Cells(QStyledItemDelegate):
    """Keeps the colours of figures when a row is selected, and draws no box around a single cell."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Keep the colour of the figure."""
        super().initStyleOption(option, index)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        if colour is not None:
            option.palette.setColor(QPalette.ColorRole.HighlightedText, colour)
            option.palette.setColor(QPalette.ColorRole.Text, colour)
        if tail := index.data(TAIL):
            option.text = _cut(option, tail)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell without a box of focus."""
        option.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, option, index)


def _cut(option: QStyleOptionViewItem, tail: str) -> str:
    """Return the text of a cell, cut before its end where there is too little room for all of it."""
    style = option.widget.style()
    margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, option.widget) + 1
    room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, option.widget).width() - 2 * margin
    if option.fontMetrics.horizontalAdvance(option.text) <= room:
        return option.text
    left = room - option.fontMetrics.horizontalAdvance(tail)
    head = option.text.removesuffix(tail)
    return option.fontMetrics.elidedText(head, Qt.TextElideMode.ElideRight, max(left, 0)) + tail
