"""A line in which a few letters find something on the price list; any other text may stand there as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.core.prices import PriceItem
from app.gui import theme
from app.gui.models.rows import Index
from app.gui.theme import S1
from app.gui.widgets.basics import column
from app.gui.widgets.fields import LineEdit
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.services.names import NameFinder

SHOWN = 6
_ROW = 34
_ITEM = Qt.ItemDataRole.UserRole
_WORDS = Qt.ItemDataRole.UserRole + 1


class PriceBook:
    """The price list of a day with the means to find in it; made in the db lane, shared by all lines of a dialog."""

    def __init__(self, items: Sequence[PriceItem]) -> None:
        from app.services.names import NameFinder

        self.items = list(items)
        self._finder: NameFinder = NameFinder([item.name for item in self.items])

    def find(self, text: str) -> list[PriceItem]:
        """Return what the text may mean, the best first; everything for a blank text."""
        if not text.strip():
            return self.items[:SHOWN]
        return [self.items[at] for at in self._finder.find(text, SHOWN)]


class PricePicker(LineEdit):
    """Letters, ↓ and Enter take something from the list; Esc closes the list and leaves the text as it is."""

    #: Something was taken from the list.
    picked = Signal(object)

    def __init__(self, words: Callable[[PriceItem], str], *, hint: str = "") -> None:
        super().__init__(hint=hint)
        self._words = words
        self._book: PriceBook | None = None
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setItemDelegate(_Items(self._list))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(_("On the price list"))
        self._list.setMouseTracking(True)
        self._list.itemClicked.connect(self._clicked)
        self._drop: QFrame | None = None
        self.textEdited.connect(self._typed)

    def set_book(self, book: PriceBook) -> None:
        """Find in this price list from now on."""
        self._book = book
        if self.hasFocus() and self.text():
            self._typed()

    def is_open(self) -> bool:
        """Whether the list shows."""
        return self._drop is not None and not self._drop.isHidden()

    def found(self) -> list[PriceItem]:
        """Return what the list shows."""
        return [self._list.item(row).data(_ITEM) for row in range(self._list.count())] if self.is_open() else []

    def close_list(self) -> None:
        """Close the list."""
        if self._drop is not None:
            self._drop.hide()

    # ---- keys -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by keys."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self.is_open():
                step = 1 if key == Qt.Key.Key_Down else -1
                self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())
            elif key == Qt.Key.Key_Down:
                self._show(self.text())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.is_open():
            self._pick(self._list.currentItem())
        elif key == Qt.Key.Key_Escape and self.is_open():
            self.close_list()
        else:
            super().keyPressEvent(event)

    def _typed(self) -> None:
        if self.text().strip():
            self._show(self.text())
        else:
            self.close_list()

    def _clicked(self, item: QListWidgetItem) -> None:
        self._pick(item)

    def _pick(self, item: QListWidgetItem) -> None:
        found = item.data(_ITEM)
        self.close_list()
        self.setText(found.name)
        self.picked.emit(found)

    # ---- the list ---------------------------------------------------------------------------------------------------

    def _show(self, text: str) -> None:
        found = self._book.find(text) if self._book is not None else []
        self._list.clear()
        for price in found:
            item = QListWidgetItem(price.name)
            words = self._words(price)
            item.setData(_ITEM, price)
            item.setData(_WORDS, words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{price.name} {words}")
            self._list.addItem(item)
        if not found:
            self.close_list()
            return
        self._list.setCurrentRow(0)
        self._place(len(found))

    def _place(self, rows: int) -> None:
        """Hang the list below the line, or above it where there is no room; the dialog's edge is the limit."""
        window = self.window()
        if self._drop is None:
            self._drop = QFrame(window)
            self._drop.setProperty("class", "popup")
            self._drop.setLayout(column(self._list, margins=(S1, S1, S1, S1)))
        height = rows * theme.px(_ROW) + 2 * S1 + 2
        width = max(self.width(), theme.px(320))
        top = self.mapTo(window, QPoint(0, 0))
        below, above = window.height() - top.y() - self.height() - 2 * S1, top.y() - 2 * S1
        if height <= below or below >= above:
            height = min(height, below)
            corner = QPoint(top.x(), top.y() + self.height() + S1)
        else:
            height = min(height, above)
            corner = QPoint(top.x(), top.y() - height - S1)
        corner.setX(max(min(corner.x(), window.width() - width - S1), S1))
        self._drop.setGeometry(QRect(corner, QSize(width, height)))
        self._drop.show()
        self._drop.raise_()

    def focusOutEvent(self, event: QEvent) -> None:
        """Close the list when one goes elsewhere."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        if self._drop is not None and not self._drop.underMouse():
            self._drop.hide()

    def hideEvent(self, event: QEvent) -> None:
        """Take the list along."""
        self.close_list()
        super().hideEvent(event)  # type: ignore[arg-type]


class _Items(QStyledItemDelegate):
    """Draws a thing on the list with its price at the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = theme.tokens()
        rect = option.rect.adjusted(2, 1, -2, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.accent_soft))
            painter.drawRoundedRect(rect, 5, 5)
        inner = rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        words = str(index.data(_WORDS))
        metrics = option.fontMetrics
        wide = min(metrics.horizontalAdvance(words) + 2, inner.width() // 2)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(t.mute))
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, shown)
        painter.setPen(QColor(t.ink))
        room = inner.adjusted(0, 0, -wide - theme.px(12), 0)
        painter.drawText(room, middle, metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width()))
        painter.restore()
