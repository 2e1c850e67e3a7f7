"""Labels, buttons, cards and rows. All text is plain text: nothing a customer is called comes alive as markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.theme import S2, S3, mark

_Box = TypeVar("_Box", bound=QBoxLayout)

Part = QWidget | QLayout | int | None
"""What a row is made of: a widget, a layout, a gap in pixels, or None for "the rest of the room"."""


def label(text: str = "", *classes: str, wrap: bool = False) -> QLabel:
    """Return a label in one of the looks of the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if classes:
        made.setProperty("class", " ".join(classes))
    return made


def button(
    text: str,
    kind: str = "",
    *,
    icon: str = "",
    on: Callable[[], object] | None = None,
    name: str = "",
    tip: str = "",
) -> QPushButton:
    """Return a button; `kind` is a look (`primary`, `quiet`, `link`, `danger`), `name` its accessible name."""
    made = QPushButton(text)
    if kind:
        made.setProperty("class", kind)
    if icon:
        made.setIcon(theme.icon(icon, theme.tokens().on_accent if kind == "primary" else None))
        made.setIconSize(QSize(theme.px(theme.ICON_PX), theme.px(theme.ICON_PX)))
    made.setAccessibleName(name or text)
    if tip or not text:
        made.setToolTip(tip or name)
    if on is not None:
        made.clicked.connect(lambda _checked=False: on())
    made.setAutoDefault(False)
    return made


def row(*parts: Part, gap: int = S2, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Return parts side by side."""
    return _lay(QHBoxLayout(), parts, gap, margins)


def column(*parts: Part, gap: int = S2, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Return parts one below the other."""
    return _lay(QVBoxLayout(), parts, gap, margins)


def _lay(box: _Box, parts: Iterable[Part], gap: int, margins: tuple[int, int, int, int]) -> _Box:
    box.setContentsMargins(*margins)
    box.setSpacing(gap)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        elif isinstance(part, QLayout):
            box.addLayout(part)
        else:
            box.addWidget(part)
    return box


def clear(box: QLayout) -> None:
    """Empty a layout and delete what stood in it."""
    while (item := box.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def stops_in(box: QLayout) -> Iterator[QWidget]:
    """Yield what in a layout can have the cursor, in the order of the layout, hidden or not."""
    for at in range(box.count()):
        item = box.itemAt(at)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if inner is not None:
            yield from stops_in(inner)
        if widget is None:
            continue
        for each in (widget, *widget.findChildren(QWidget)):
            by_key = bool(each.focusPolicy() & Qt.FocusPolicy.TabFocus) and each.focusProxy() is None
            if by_key and each.window() is widget.window():
                yield each


def holder(box: QLayout, *classes: str) -> QWidget:
    """Return a widget around a layout."""
    made = QWidget()
    if classes:
        made.setProperty("class", " ".join(classes))
    made.setLayout(box)
    return made


def native_keys(keys: str) -> str:
    """Return a shortcut as the system writes it: Ctrl+K, ⌘K."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def fit_height(window: QWidget) -> None:
    """Make a window as high as its wrapped lines need at its width: Qt's own guess is for another width."""
    box = window.layout()
    if box is not None and box.hasHeightForWidth():
        width = max(window.width(), box.totalMinimumSize().width())
        window.resize(width, max(box.totalHeightForWidth(width), 1))


class Card(QFrame):
    """A sheet of paper with a thin line around it; `look` may be `after` or one of the notices."""

    def __init__(self, box: QLayout | None = None, look: str = "card") -> None:
        super().__init__()
        self.setProperty("class", look)
        if box is not None:
            self.setLayout(box)


def rule(*, upright: bool = False) -> QFrame:
    """Return a thin line."""
    made = QFrame()
    made.setProperty("class", "rule")
    if upright:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def chip(text: str, tone: str = "", icon: str = "") -> QWidget:
    """Return a small coloured word; the tone is `accent`, `soon`, `owed` or none, and never speaks alone."""
    look = f"chip-{tone}" if tone else "chip"
    words = label(text, look)
    words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    if icon:
        words.setText(f"{_SIGNS.get(icon, '')} {text}".strip())
    return words


_SIGNS = {"up": "▲", "tick": "✓"}


class KeyButton(QPushButton):
    """A button that names its key in a lighter hand: 充值 F2."""

    def __init__(self, text: str, key: str, kind: str = "", on: Callable[[], object] | None = None) -> None:
        super().__init__(text)
        self.hint = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        self._hinted = True
        self.setAccessibleName(text)
        self.setAccessibleDescription(self.hint)
        self.setToolTip(f"{text}  {self.hint}")
        self.setAutoDefault(False)
        if kind:
            self.setProperty("class", kind)
        if on is not None:
            self.clicked.connect(lambda _checked=False: on())

    def say(self, text: str) -> None:
        """Say something else from now on, to the eye and to a screen reader."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(f"{text}  {self.hint}")
        self.updateGeometry()

    def show_hint(self, *, shown: bool) -> None:
        """Name the key on the button, or, where there is little room, in its tooltip alone."""
        if shown != self._hinted:
            self._hinted = shown
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Leave room for the key."""
        return QSize(super().sizeHint().width() + self._hint_width(), super().sizeHint().height())

    def full_width(self) -> int:
        """Return how wide the button is with its key."""
        return super().sizeHint().width() + self._hint_width(shown=True)

    def minimumSizeHint(self) -> QSize:
        """Never cut the words."""
        return self.sizeHint()

    def _hint_width(self, *, shown: bool = False) -> int:
        """Return the room the key takes with the gap before it."""
        return S2 + self.fontMetrics().horizontalAdvance(self.hint) if shown or self._hinted else 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button without text, then text and key."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        text, option.text = option.text, ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        t = theme.tokens()
        primary = self.property("class") == "primary" and self.isEnabled()
        colour = QColor(t.on_accent if primary else t.ink if self.isEnabled() else t.mute)
        words = self.fontMetrics().horizontalAdvance(text)
        left = (self.width() - words - self._hint_width()) // 2
        self._write(painter, left, text, colour)
        if self._hinted:
            colour = QColor(t.on_accent if primary else t.mute)
            self._write(painter, left + words + S2, self.hint, colour)

    def _write(self, painter: QPainter, left: int, text: str, colour: QColor) -> None:
        painter.setPen(colour)
        painter.drawText(QRect(left, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, text)


class Figure(QWidget):
    """One figure of the account card: what it is, how much, and a word below."""

    def __init__(self, name: str, *, big: bool = False) -> None:
        super().__init__()
        self._big = big
        self.name = label(name, "mute-small")
        self.value = label("", "figure-big" if big else "figure")
        if not big:
            self.value.setContentsMargins(0, 0, 0, theme.px(1))  # on one line with a big one beside it
        self.below = label("", "mute-small")
        self.setLayout(column(self.name, None, self.value, self.below, gap=0, margins=(18, S3, 14, S3)))

    def show_value(self, value: str, below: str = "", *, owed: bool = False, below_tone: str = "") -> None:
        """Show a figure; `owed` makes it the colour of debts."""
        self.value.setText(value)
        self.setAccessibleName(f"{self.name.text()} {value} {below}".strip())
        mark(self.value, ("figure-big" if self._big else "figure") + ("-owed" if owed else ""))
        self.below.setText(below)
        mark(self.below, below_tone or "mute-small")
