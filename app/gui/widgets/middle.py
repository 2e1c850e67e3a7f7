"""The middle of a dialog: as high as its contents, and scrolling only where the screen is too small for them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QScrollArea, QWidget

from app.gui import theme

_LEAST = 120
_LINE_BELOW = 40
_LAID_OUT_MS = 30


class Middle(QScrollArea):
    """Holds a layout. It asks for the height its contents need at its width; less room, and they scroll."""

    #: The contents need another height.
    wanted = Signal()

    def __init__(self, box: QLayout) -> None:
        super().__init__()
        self._inner, self._box = QWidget(), box
        self._inner.setProperty("class", "clear")
        self._inner.setLayout(box)
        self._width = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._inner)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def suppose(self, width: int) -> None:
        """Reckon with this width from now on."""
        if width != self._width:
            self._width = width
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Ask for what the contents need."""
        box = self._box
        hint = box.totalSizeHint()
        width = self._width or hint.width()
        high = box.totalHeightForWidth(width) if box.hasHeightForWidth() else hint.height()
        return QSize(hint.width(), high)

    def minimumSizeHint(self) -> QSize:
        """Never be narrower than the contents; a little height is enough to scroll in."""
        box = self._box
        return QSize(box.totalMinimumSize().width(), min(self.sizeHint().height(), theme.px(_LEAST)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for another height when the contents change."""
        if watched is self._inner and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._decide()
            self.wanted.emit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll when there is less room than is needed."""
        self.suppose(self.width())
        self._decide()
        super().resizeEvent(event)

    def see_focus(self) -> None:
        """Bring what has the cursor into sight, with the line below it that says what is wrong there.

        That line has just been shown: it has its place only once the contents were laid out anew.
        """
        QTimer.singleShot(_LAID_OUT_MS, self, self._see_focus)

    def _see_focus(self) -> None:
        now: QWidget | None = self.window().focusWidget()
        if now is not None and self._inner.isAncestorOf(now):
            below = now.mapTo(self._inner, now.rect().bottomLeft())
            self.ensureVisible(below.x(), below.y(), theme.S2, theme.px(_LINE_BELOW))

    def _decide(self) -> None:
        """Show the bar only where it is needed: by itself it stays, for it makes lines narrower, and more of them."""
        needed = self.sizeHint().height() > self.height()
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if needed else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if policy != self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(policy)
            self.setViewportMargins(0, 0, theme.S2 if needed else 0, 0)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Keep what has the cursor in sight, however it came there."""
        if now is not None and self._inner.isAncestorOf(now):
            self.ensureWidgetVisible(now, theme.S2, theme.S4)
