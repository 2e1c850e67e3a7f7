"""A table model over a short list of values; what stands in a column is a function of the value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from app.gui import theme
from app.i18n.catalog import _

Index = QModelIndex | QPersistentModelIndex
VALUE = Qt.ItemDataRole.UserRole
"""The role under which a cell gives the whole value of its row."""
TAIL = Qt.ItemDataRole.UserRole + 1
"""The role under which a cell gives the end of its text that stays where there is too little room for all of it."""

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `title` is marked text (or `said` already), `tone` names a token, `sort` a key to sort by."""

    key: str
    title: str
    text: Callable[[Any], str]
    right: bool = False
    bold: bool | Callable[[Any], bool] = False
    tone: Callable[[Any], str] | None = None
    width: int = 0
    stretch: bool = False
    tip: Callable[[Any], str] | None = None
    #: Whether the text is struck through, because it no longer holds.
    struck: Callable[[Any], bool] | None = None
    #: The end of the text that stays where the rest must be cut: a number behind a long name.
    tail: Callable[[Any], str] | None = None
    #: Whether the title is in the person's language already, because it is made of parts or depends on its context.
    said: bool = False


class RowsModel(QAbstractTableModel):
    """Rows of values, all of them at hand."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Any] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[Any] = list(rows)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def show_table(self, columns: Sequence[Column], rows: Sequence[Any]) -> None:
        """Show other rows in other columns."""
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        return cell(self.columns[index.column()], self.rows[index.row()], role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        return header(self.columns, section, orientation, role)


def cell(column: Column, value: Any, role: int) -> Any:
    """Return what one column says of a value, by Qt's role."""
    shown: Any = None
    match role:
        case Qt.ItemDataRole.DisplayRole:
            shown = column.text(value)
        case Qt.ItemDataRole.TextAlignmentRole:
            shown = RIGHT if column.right else LEFT
        case Qt.ItemDataRole.ForegroundRole if column.tone is not None and (tone := column.tone(value)):
            shown = QColor(getattr(theme.tokens(), tone))
        case Qt.ItemDataRole.FontRole if column.bold(value) if callable(column.bold) else column.bold:
            shown = QFont()
            shown.setWeight(QFont.Weight.DemiBold)
        case Qt.ItemDataRole.FontRole if column.struck is not None and column.struck(value):
            shown = QFont()
            shown.setStrikeOut(True)
        case Qt.ItemDataRole.ToolTipRole if column.tip is not None:
            shown = column.tip(value) or None
        case Qt.ItemDataRole.UserRole:
            shown = value
        case _ if role == TAIL and column.tail is not None:
            shown = column.tail(value)
    return shown


def header(columns: Sequence[Column], section: int, orientation: Qt.Orientation, role: int) -> Any:
    """Return a column's title or how it stands."""
    if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(columns):
        return None
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
        column = columns[section]
        return column.title if column.said else _(column.title)
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return RIGHT if columns[section].right else LEFT
    return None
