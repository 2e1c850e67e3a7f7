"""A short word at the foot of the window that something is done, with a way to take it back.

What must not be missed stays until it is closed.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from app.gui import theme
from app.gui.shop import Toast
from app.gui.theme import S2, S3, S5
from app.gui.widgets.basics import button, clear, label, row
from app.i18n.catalog import _

STAYS_MS = 8000
KEPT_CLEAR = "kept_clear"
"""A property of what is at the foot of a page and is pressed time and again: toasts stand above it."""

LONG = 60
"""Characters from which on a toast takes two lines."""


class Toasts(QFrame):
    """Shows one toast at a time over the foot of its parent; a new one takes the place of the old."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("class", "toast")
        self._over = parent
        self._box = row(gap=S3, margins=(S5 - 8, 8, 8, 8))
        self.setLayout(self._box)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._over_now)
        #: What is to be read by somebody who may not be at the computer yet.
        self._staying: Toast | None = None
        parent.installEventFilter(self)
        self.hide()

    def show_toast(self, toast: Toast) -> None:
        """Show a toast."""
        if toast.stays:
            self._staying = toast
        self._timer.stop()
        self.hide()  # what is put into a box that shows already is shown a moment later, and has no size until then
        clear(self._box)
        words = label(toast.text, wrap=len(toast.text) > LONG)
        words.setMaximumWidth(theme.px(560))
        if len(toast.text) > LONG:
            words.setMinimumWidth(theme.px(420))
        self._box.addWidget(words)
        if toast.act is not None:
            act = toast.act
            self._box.addWidget(button(toast.action, on=lambda: self._take(act)))
        self._box.addWidget(button("✕", "quiet", on=partial(self._close, toast), name=_("Close")))
        self.setAccessibleName(toast.text)
        self.show()
        self.raise_()
        self.place()
        if not toast.stays:
            self._timer.start(STAYS_MS)

    def text(self) -> str:
        """Return what is shown, "" when nothing is."""
        return "" if self.isHidden() else self.accessibleName()

    def staying(self) -> bool:
        """Whether there is something still to be read."""
        return self._staying is not None

    def forget(self) -> None:
        """Take away what stays: it holds no longer."""
        if self._staying is not None:
            self._staying = None
            self.hide()

    def place(self) -> None:
        """Stand in the middle above the foot of the window, and above what is kept clear there."""
        self.adjustSize()
        over = self._over
        clear_of = (each for each in over.findChildren(QWidget) if each.property(KEPT_CLEAR) and each.isVisible())
        tops = [each.mapTo(over, QPoint(0, 0)).y() - S2 for each in clear_of]
        foot = min([over.height() - theme.px(44), *tops])
        self.move((over.width() - self.width()) // 2, max(foot - self.height(), 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self.place()
        return super().eventFilter(watched, event)

    def _close(self, toast: Toast) -> None:
        if toast is self._staying:
            self._staying = None
        self._over_now()

    def _over_now(self) -> None:
        """Go, unless something is still waiting to be read."""
        self.hide()
        if self._staying is not None:
            self.show_toast(self._staying)

    def _take(self, act: object) -> None:
        self._over_now()
        if callable(act):
            act()
