"""The list beside the customer: what is to be done, the gravest first, with the keys everybody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui import theme
from app.gui.models.rows import VALUE, Index
from app.gui.pages.reminders.model import INTERRUPTED, Head, Line, QueueModel, items_of
from app.gui.shop import Shop
from app.i18n.catalog import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QContextMenuEvent

    from app.core.reminder.board import Board, QueueRow

LINE, HEAD, SIDE = 54, 30, 14
"""Heights of a line and a head, and the room at both sides, at the base text size."""


class QueueList(QListView):
    """Arrow keys go from reminder to reminder, Enter does what comes next for it."""

    #: Another reminder is current (its row, or None).
    picked = Signal(object)
    #: Enter, or a double click: what comes next for the current one.
    opened = Signal()
    #: Space: what stands beside the list is to be read on, or back (-1).
    read_on = Signal(int)

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._menu: Callable[[QMenu], None] | None = None
        self._shown = 0
        self.rows = QueueModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Lines(self))
        self.setAccessibleName(_("Reminders"))
        self.setProperty("class", "queue")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)  # letters are keys here
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.doubleClicked.connect(self._double_clicked)

    # ---- what shows -------------------------------------------------------------------------------------------------

    def show_board(self, board: Board) -> None:
        """Show a board; who was current stays so, or whoever stands in their place now."""
        old, place = self.current(), self.currentIndex().row()
        self.rows.show_items(items_of(self._shop, board))
        at = -1 if old is None else self.rows.at(lambda row: row.id == old.id)
        if at < 0:
            at = self.rows.nearest(max(place, 0))
        self._go(at)
        if at < 0:
            self.picked.emit(None)

    def current(self) -> QueueRow | None:
        """Return the current reminder."""
        row: QueueRow | None = self.currentIndex().data(VALUE)
        return row

    def go_to(self, reminder: int) -> bool:
        """Make a reminder current; say whether it is listed."""
        at = self.rows.at(lambda row: row.id == reminder)
        if at >= 0:
            self._go(at)
        return at >= 0

    def go_next(self) -> None:
        """Go to the reminder below the current one; below the last one there is only the first."""
        at = self.rows.nearest(self.currentIndex().row() + 1)
        if at <= self.currentIndex().row():
            at = self.rows.nearest(0)
            self._shop.tell(_("That was the last one; here is the first again."))
        self._go(at)

    def go_group(self, group: str) -> None:
        """Go to the first reminder of a group."""
        head = next(
            (at for at, item in enumerate(self.rows.items) if isinstance(item, Head) and item.group == group), -1
        )
        if head >= 0:
            self._go(self.rows.nearest(head))
            self.scrollTo(self.rows.index(head, 0), QListView.ScrollHint.PositionAtTop)
            self.setFocus()

    def set_menu(self, fill: Callable[[QMenu], None]) -> None:
        """Let somebody fill the menu of the current line."""
        self._menu = fill

    def _go(self, at: int) -> None:
        if at >= 0:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self.rows.index(at, 0), flag)
            if at and isinstance(self.rows.items[at - 1], Head):
                self.scrollTo(self.rows.index(at - 1, 0))  # a group's head stays in sight with its first line
            self.scrollTo(self.rows.index(at, 0))

    def _current_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.picked.emit(now.data(VALUE))

    # ---- keys and menu ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what comes next, Space reads on; letters are the page's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.opened.emit()
        elif event.key() == Qt.Key.Key_Space:
            self.read_on.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Jump nowhere: letters are keys of the page."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with a line."""
        by_key = event.reason() is event.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if self._menu is None or index.data(VALUE) is None:
            return
        self._go(index.row())
        menu = QMenu(self)
        self._menu(menu)
        where = self.visualRect(index).center() if by_key else event.pos()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(where))

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.data(VALUE) is not None:
            self.opened.emit()

    def minimumSizeHint(self) -> QSize:
        """Be content with little room."""
        return QSize(theme.px(220), theme.px(120))


class _Lines(QStyledItemDelegate):
    """Draws a reminder in two lines with its figure at the right, and the head of a group in one."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        item = _item(index)
        return QSize(theme.px(200), theme.px(HEAD if isinstance(item, Head) else LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = _item(index)
        painter.save()
        if isinstance(item, Head):
            self._paint_head(painter, option.rect, item)
        elif item is not None:
            self._paint_line(painter, option, item)
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, head: Head) -> None:
        t = theme.tokens()
        painter.fillRect(rect, QColor(t.paper))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(t.line))
        warn = head.group == INTERRUPTED
        font = self._font(12, bold=True)
        inner = rect.adjusted(theme.px(SIDE), 0, -theme.px(SIDE), 0)
        text = f"⚠  {head.text}" if warn else head.text
        _write(painter, inner, text, font, t.owed if warn else t.mute)
        wide = QFontMetrics(font).horizontalAdvance(text) + theme.px(8)
        _write(painter, inner.adjusted(wide, 0, 0, 0), str(head.many), self._font(12), t.mute)

    def _paint_line(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        t, rect, state = theme.tokens(), option.rect, option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(t.accent_soft if chosen else t.hover))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(t.line))
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect.left(), rect.top(), theme.px(3), rect.height() - 1, QColor(t.accent))
        inner = rect.adjusted(theme.px(SIDE), theme.px(7), -theme.px(SIDE), -theme.px(8))
        half = inner.height() // 2
        upper = QRect(inner.left(), inner.top(), inner.width(), half)
        lower = QRect(inner.left(), inner.top() + half, inner.width(), half)
        used = _write(painter, upper, line.worth, self._font(13), t.ink, right=True)
        _write(painter, upper.adjusted(0, 0, -used, 0), line.name, self._font(13, bold=True), t.ink)
        most = lower.adjusted(lower.width() // 2, 0, 0, 0)
        used = _write(painter, most, line.mark, self._font(12), getattr(t, line.mark_tone), right=True)
        _write(painter, lower.adjusted(0, 0, -used, 0), line.text, self._font(13), getattr(t, line.tone))

    def _font(self, size: int, *, bold: bool = False) -> QFont:
        parent = self.parent()
        font = QFont(parent.font() if isinstance(parent, QWidget) else QFont())
        font.setPixelSize(theme.px(size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font


def _item(index: Index) -> Head | Line | None:
    model = index.model()
    return model.item(index) if isinstance(model, QueueModel) else None


def _write(painter: QPainter, rect: QRect, text: str, font: QFont, colour: str, *, right: bool = False) -> int:
    """Write one line, shortened where it does not fit; return how much room it took with the gap beside it."""
    if not text:
        return 0
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(QColor(colour))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
    return QFontMetrics(font).horizontalAdvance(shown) + theme.px(12)
