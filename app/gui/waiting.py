"""A word for who waits for a book: an older one of many years may take a minute to be copied and changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.gui.shop import Toast
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow

PATIENCE_MS = 1500
"""How long nothing need be said."""


class Waiting(QObject):
    """Says in the window that there is at the moment why no book shows yet, and takes that back."""

    def __init__(self, window: Callable[[], MainWindow | None], parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._said = False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._say)

    def begin(self) -> None:
        """A book is about to be opened."""
        self.timer.start(PATIENCE_MS)

    def end(self) -> None:
        """It is open, or will not be."""
        self.timer.stop()
        window = self._window()
        if self._said and window is not None:
            window.toasts.forget()
        self._said = False

    def _say(self) -> None:
        window = self._window()
        if window is not None:
            self._said = True
            text = _("The book is being opened. One of an older version is copied and brought up to date first.")
            window.toasts.show_toast(Toast(text, stays=True))
