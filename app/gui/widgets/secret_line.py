"""A line for a PIN or password: dots, a word when the capitals key is locked, and a wait counted down in words."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.staff.proof import MOST_PASSWORD
from app.errors import CounterbookError
from app.gui import theme
from app.gui.widgets.basics import column, label
from app.gui.widgets.fields import Composite
from app.i18n.catalog import _, ngettext

SECOND_MS = 1000


class SecretEdit(QLineEdit):
    """What is typed shows as dots and is never put among what was typed before."""

    #: The capitals key seems to be locked, or not.
    capitals = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(MOST_PASSWORD)
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(hints | Qt.InputMethodHint.ImhHiddenText)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Notice capitals typed without Shift: whoever types dots does not see them."""
        text = event.text()
        if len(text) == 1 and text.isalpha() and text.upper() != text.lower():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals.emit(text.isupper() != shift)
        super().keyPressEvent(event)


class SecretLine(Composite):
    """The line with what is to be said of it below."""

    #: Something was typed.
    changed = Signal()
    #: A wait is over.
    free = Signal()

    def __init__(self, *, wide: int = 260) -> None:
        super().__init__()
        self.edit = SecretEdit()
        self.edit.setMaximumWidth(theme.px(wide))
        self.edit.setAccessibleName(_("PIN or password"))
        self.below = label("", "soon", wrap=True)
        self.below.hide()
        self.setLayout(column(self.edit, self.below, gap=3))
        self.setFocusProxy(self.edit)
        self._left = self._wrong = 0
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND_MS)
        self._clock.timeout.connect(self._tick)
        self.edit.textEdited.connect(self.changed)
        self.edit.capitals.connect(self._say_capitals)

    def text(self) -> str:
        """Return what is typed."""
        return self.edit.text()

    def clear(self) -> None:
        """Take away what is typed."""
        self.edit.clear()

    def place(self) -> QWidget:
        """Errors stand at the line, marked so that the next try is typed over it."""
        self.edit.selectAll()
        return self.edit

    # ---- waiting ----------------------------------------------------------------------------------------------------

    def waits(self) -> bool:
        """Whether nothing may be tried now."""
        return self._left > 0

    def wait_after(self, error: CounterbookError) -> bool:
        """Count down where an error says that it is to be waited; say whether it does."""
        values = error.message.values
        seconds, wrong = values.get("seconds"), values.get("wrong")
        if not (isinstance(seconds, int) and isinstance(wrong, int) and seconds > 0):
            return False
        self._left, self._wrong = seconds, wrong
        self.clear()
        self.edit.setEnabled(False)
        self._clock.start()
        self._say_wait()
        return True

    def forget_wait(self) -> None:
        """Wait no more: it is somebody else's turn."""
        self._left = 0
        self._clock.stop()
        self.edit.setEnabled(True)
        self.below.hide()

    def _tick(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._say_wait()
            return
        self.forget_wait()
        self.edit.setFocus()
        self.free.emit()

    def _say_wait(self) -> None:
        text = ngettext(
            "There was {n} wrong try. Please wait: {time} left.",
            "There were {n} wrong tries in a row. Please wait: {time} left.",
            self._wrong,
        )
        self.below.setText(text.format(n=self._wrong, time=how_long(self._left)))
        self.below.show()

    def _say_capitals(self, locked: bool) -> None:  # noqa: FBT001 - a signal's argument
        if not self.waits():
            self.below.setText(_("⇪ Caps Lock seems to be on."))
            self.below.setVisible(locked)


def how_long(seconds: int) -> str:
    """Write how long it is to be waited: `45 seconds`, `2 minutes`."""
    if seconds < 60:
        return ngettext("{n} second", "{n} seconds", seconds).format(n=seconds)
    minutes = -(-seconds // 60)
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
