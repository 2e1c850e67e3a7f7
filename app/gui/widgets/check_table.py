"""A short table whose rows can be ticked, and one of whose columns can be typed into."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyleOptionViewItem, QWidget

from app.gui import theme
from app.gui.models.rows import Column, Index, RowsModel
from app.gui.widgets.table import Cells, Table

_CHECK = Qt.ItemDataRole.CheckStateRole
_MOST_TYPED = 60


class CheckModel(RowsModel):
    """Rows with a tick each, known by their `key`; `typed` holds what was written into the column that takes text."""

    #: A tick was set or taken away, or something was written into a row; its key.
    touched = Signal(object)

    def __init__(
        self, columns: Sequence[Column], key: Callable[[Any], Hashable], *, typing: str = "", parent: QObject
    ) -> None:
        super().__init__(columns, parent=parent)
        self._key = key
        self._typing = next((at for at, column in enumerate(self.columns) if column.key == typing), -1)
        self.checked: set[Hashable] = set()
        self.typed: dict[Hashable, str] = {}

    def typing_column(self) -> int:
        """Return the column that can be typed into, -1 for none."""
        return self._typing

    def set_checked(self, keys: Iterable[Hashable]) -> None:
        """Tick these rows and no others."""
        self.checked = set(keys)
        self.refresh()

    def refresh(self) -> None:
        """Draw all rows anew."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def toggle(self, row: int) -> None:
        """Set a tick or take it away."""
        key = self._key(self.rows[row])
        self.checked ^= {key}
        self.typed.pop(key, None)
        self.refresh()
        self.touched.emit(key)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say what can be done with a cell."""
        flags = super().flags(index)
        if index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if index.column() == self._typing:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if index.isValid() and 0 <= index.row() < len(self.rows):
            key = self._key(self.rows[index.row()])
            if role == _CHECK and index.column() == 0:
                return Qt.CheckState.Checked if key in self.checked else Qt.CheckState.Unchecked
            if index.column() == self._typing:
                if role == Qt.ItemDataRole.EditRole:
                    return self.typed.get(key, "")
                if role == Qt.ItemDataRole.DisplayRole and key in self.typed:
                    return self.typed[key]
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a tick, or text as it was typed; whether the text is an amount is for whoever reads it."""
        if not index.isValid():
            return False
        if role == _CHECK:
            self.toggle(index.row())
            return True
        if index.column() != self._typing:
            return False
        key, text = self._key(self.rows[index.row()]), str(value).strip()
        if text == self.typed.get(key, ""):
            return False
        if text:
            self.typed[key] = text
            self.checked.add(key)
        else:
            self.typed.pop(key, None)
        self.refresh()
        self.touched.emit(key)
        return True


class CheckTable(Table):
    """Space ticks the current row, digits write into it, Enter is the dialog's."""

    def __init__(self, name: str, model: CheckModel, *, most_rows: int = 5) -> None:
        super().__init__(name)
        self._model, self._most = model, most_rows
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setProperty("class", "framed")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._amounts = _Amounts(self)
        if model.typing_column() >= 0:
            self.setItemDelegateForColumn(model.typing_column(), self._amounts)
            self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        model.modelReset.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """Be as high as the rows need, up to some."""
        rows = min(max(self._model.rowCount(), 1), self._most)
        self.setFixedHeight(self.horizontalHeader().height() + rows * self.verticalHeader().defaultSectionSize() + 4)
        if self._model.rowCount() and not self.currentIndex().isValid():
            self.setCurrentIndex(self._model.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick, write, or let the dialog have the key."""
        index = self.currentIndex()
        typing = self._model.typing_column()
        text = event.text()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        elif event.key() == Qt.Key.Key_Space and index.isValid():
            self._model.toggle(index.row())
        elif typing >= 0 and index.isValid() and text and text.isdecimal():
            self.write(index.row(), text)
        else:
            super().keyPressEvent(event)

    def write(self, row: int, text: str = "") -> None:
        """Open the column that can be typed into in a row, beginning with some text."""
        index = self._model.index(row, self._model.typing_column())
        self.setCurrentIndex(index)
        self.edit(index)
        editors = self.findChildren(QLineEdit, _Amounts.NAME)  # one just closed may still be among them
        if editors and text:
            editors[-1].setText(text)


class _Amounts(Cells):
    """Lets an amount be typed into a cell."""

    NAME = "amount_in_table"

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        made = QLineEdit(parent)
        made.setObjectName(self.NAME)
        made.setMaxLength(_MOST_TYPED)
        made.setFrame(False)
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
        made.setStyleSheet(f"min-height: {theme.px(24)}px; padding: 0 4px;")
        made.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(QModelIndex(index), editor.text())  # type: ignore[arg-type]

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter ends the writing, at once, and goes no further: the dialog's own Enter is another one."""
        enter = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.type() is QEvent.Type.KeyPress and isinstance(editor, QWidget):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)
            return True
        return super().eventFilter(editor, event)
