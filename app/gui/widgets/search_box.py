"""The one search box: customers by anything they are known by, pages and commands, cards by the scanner gun."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.gui import theme
from app.gui.models.rows import Index
from app.gui.theme import S1
from app.gui.widgets.basics import column
from app.i18n.catalog import _

SHOWN = 9
AFTER_MS = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, a word beside it, and what choosing it does."""

    title: str
    detail: str
    icon: str
    choose: Callable[[], object]


class SearchBox(QLineEdit):
    """A line to type into; what is found drops down below it. ↑ ↓ choose, Enter goes there, Esc leaves."""

    #: Something was typed; whoever knows answers with `show_hits`.
    asked = Signal(str)
    #: Enter was pressed before an answer had come, as a scanner gun does; the whole text.
    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Search"))
        self.setMaxLength(100)
        self.setPlaceholderText(_("Name, pinyin, phone tail or card number"))
        glass = theme.icon("search", theme.tokens().mute)
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self._hits: Sequence[Hit] = ()
        self._shown_for = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._ask)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setItemDelegate(_Hits(self._list))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(_("Found"))
        self._list.setMouseTracking(True)
        self._list.itemClicked.connect(self._clicked)
        self._drop: QFrame | None = None
        self.textEdited.connect(self._typed)

    # ---- answers ----------------------------------------------------------------------------------------------------

    def show_hits(self, text: str, hits: Sequence[Hit]) -> None:
        """Show what was found for a text, unless something else has been typed since."""
        if text != self.text().strip() or not text:
            return
        self._hits, self._shown_for = hits, text
        self._list.clear()
        for hit in hits[:SHOWN]:
            item = QListWidgetItem(hit.title)
            item.setData(Qt.ItemDataRole.UserRole, hit)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.title} {hit.detail}")
            self._list.addItem(item)
        if hits:
            self._list.setCurrentRow(0)
        else:
            nothing = QListWidgetItem(_("Nothing found for “{text}”.").format(text=text))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(nothing)
        self._place()

    def hits(self) -> Sequence[Hit]:
        """Return what is shown."""
        return self._hits

    @property
    def shown_for(self) -> str:
        """The text whose answer is shown, "" when none is."""
        return self._shown_for

    def leave(self) -> None:
        """Close the list and empty the line."""
        self._timer.stop()
        self.clear()
        self.hide_list()

    def hide_list(self) -> None:
        """Close the list."""
        self._hits, self._shown_for = (), ""
        if self._drop is not None:
            self._drop.hide()

    # ---- asking -----------------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        if self.text().strip():
            self._timer.start()
        else:
            self.hide_list()

    def _ask(self) -> None:
        text = self.text().strip()
        if text:
            self.asked.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by keys."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._hits:
            count = min(len(self._hits), SHOWN)
            self._list.setCurrentRow((self._list.currentRow() + (1 if key == Qt.Key.Key_Down else -1)) % count)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape and (self.text() or self._hits):
            self.leave()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        text = self.text().strip()
        if not text:
            return
        if self._hits and self._shown_for == text:
            self._choose(self._hits[max(self._list.currentRow(), 0)])
        else:
            self._timer.stop()
            self.entered.emit(text)

    def _clicked(self, item: QListWidgetItem) -> None:
        hit = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(hit, Hit):
            self._choose(hit)

    def _choose(self, hit: Hit) -> None:
        self.leave()
        hit.choose()

    # ---- the list ---------------------------------------------------------------------------------------------------

    def _place(self) -> None:
        if self._drop is None:
            self._drop = QFrame(self.window())
            self._drop.setProperty("class", "popup")
            self._drop.setLayout(column(self._list, margins=(S1, S1, S1, S1)))
            self.window().installEventFilter(self)
        rows = max(self._list.count(), 1)
        height = rows * theme.px(42) + 2 * S1 + 2
        corner = self.mapTo(self.window(), QPoint(0, self.height() + S1))
        self._drop.setGeometry(QRect(corner, QSize(self.width(), height)))
        self._drop.show()
        self._drop.raise_()

    def focusOutEvent(self, event: QEvent) -> None:
        """Close the list when one goes elsewhere."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        if self._drop is not None and not self._drop.underMouse():
            self._drop.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if event.type() is QEvent.Type.Resize and self._drop is not None and not self._drop.isHidden():
            self._place()
        return super().eventFilter(watched, event)


class _Hits(QStyledItemDelegate):
    """Draws a hit: icon, name, and the word beside it at the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, theme.px(42))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = theme.tokens()
        hit = index.data(Qt.ItemDataRole.UserRole)
        rect = option.rect.adjusted(2, 1, -2, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.accent_soft))
            painter.drawRoundedRect(rect, 5, 5)
        inner = rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        if not isinstance(hit, Hit):
            painter.setPen(QColor(t.mute))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
            painter.restore()
            return
        size = theme.px(17)
        painter.drawPixmap(
            QRect(inner.left(), inner.center().y() - size // 2, size, size), theme.pixmap(hit.icon, t.mute, size)
        )
        inner.setLeft(inner.left() + size + theme.px(10))
        font = QFont(option.font)
        metrics = option.fontMetrics
        wide = min(metrics.horizontalAdvance(hit.detail), inner.width() // 2)
        painter.setPen(QColor(t.mute))
        detail = metrics.elidedText(hit.detail, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, detail)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(t.ink))
        room = inner.adjusted(0, 0, -wide - theme.px(12), 0)
        title = metrics.elidedText(hit.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()
