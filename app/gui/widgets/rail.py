"""The rail: the program's and the shop's name, and the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSizePolicy, QWidget

from app.gui import theme
from app.gui.theme import S3, S4
from app.gui.widgets.basics import chip, column, label, native_keys, row
from app.i18n.catalog import _, ngettext

WIDE = 176
MOST = 99
"""A larger count is written as “99+”; the tooltip has it whole."""


class Stop(NamedTuple):
    """A page as the rail shows it; `title` is marked text."""

    name: str
    title: str
    icon: str


def keys_of(at: int) -> str:
    """Return the keys of a page by its place: the tenth answers to Ctrl+0, as the key beside Ctrl+9."""
    return f"Ctrl+{(at + 1) % 10}"


class Rail(QFrame):
    """Buttons for the pages, Ctrl+1 to Ctrl+9 and Ctrl+0; the one that shows is lit."""

    #: A page is wanted (its name).
    wanted = Signal(str)

    def __init__(self, stops: Sequence[Stop], shop_name: str) -> None:
        super().__init__()
        self.setProperty("class", "rail")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._stops = stops
        self.shop_name = label(shop_name, "mute-small", wrap=True)
        self.demo = chip(_("Demo shop"))
        self.demo.setToolTip(_("Made up to play with: nothing in this book is anybody's business."))
        self.demo.setAccessibleDescription(self.demo.toolTip())
        self.demo.hide()
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        buttons = [self._button(at, stop) for at, stop in enumerate(stops)]
        self._brand = label(_("Counterbook"), "heading")
        head = column(self._brand, self.shop_name, row(self.demo, None, margins=(0, 4, 0, 0)), gap=1)
        head.setContentsMargins(10, 0, 6, S3)
        self.setLayout(column(head, *buttons, None, gap=2, margins=(10, S4, 10, S3)))

    def sizeHint(self) -> QSize:
        """Be as wide as the widest word; the shop's name takes two lines rather than more room."""
        words = [self._brand.sizeHint().width() + 16, *(each.sizeHint().width() for each in self._group.buttons())]
        return QSize(max(theme.px(WIDE), max(words) + 20), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Give way to no page."""
        return QSize(self.sizeHint().width(), super().minimumSizeHint().height())

    def _button(self, at: int, stop: Stop) -> QWidget:
        made = _StopButton("  " + _(stop.title))
        made.setProperty("class", "nav")
        made.setCheckable(True)
        made.setAutoDefault(False)
        made.setIcon(theme.icon(stop.icon))
        made.setIconSize(QSize(theme.px(theme.ICON_PX), theme.px(theme.ICON_PX)))
        made.setAccessibleName(_(stop.title))
        made.setToolTip(f"{_(stop.title)}  {native_keys(keys_of(at))}")
        made.clicked.connect(partial(self.wanted.emit, stop.name))
        self._group.addButton(made, at)
        return made

    def listen(self, window: QWidget) -> None:
        """Answer to Ctrl+1 and so on anywhere in a window."""
        for at, stop in enumerate(self._stops):
            QShortcut(QKeySequence(keys_of(at)), window, partial(self.wanted.emit, stop.name))

    def show_count(self, name: str, count: int) -> None:
        """Show how much waits on a page, nothing for none."""
        at = next(number for number, stop in enumerate(self._stops) if stop.name == name)
        made, title = self._group.button(at), _(self._stops[at].title)
        words = ngettext("{title}, {n} for today", "{title}, {n} for today", count).format(title=title, n=f"{count:,}")
        if isinstance(made, _StopButton):
            made.show_count(count)
            made.setAccessibleName(words if count else title)
            made.setToolTip(f"{words if count else title}  {native_keys(keys_of(at))}")
            self.updateGeometry()

    def show_bars(self, bars: Mapping[str, str]) -> None:
        """Grey the pages that are barred; the tooltip says why."""
        for at, stop in enumerate(self._stops):
            made, why = self._group.button(at), bars.get(stop.name, "")
            if why or not made.isEnabled():
                made.setEnabled(not why)
                made.setToolTip(why or f"{_(stop.title)}  {native_keys(keys_of(at))}")

    def light_up(self, name: str) -> None:
        """Show which page is shown."""
        for at, stop in enumerate(self._stops):
            chosen = stop.name == name
            made = self._group.button(at)
            made.setChecked(made.isChecked() or chosen)
            made.setIcon(theme.icon(stop.icon, theme.tokens().accent if chosen else None))


class _StopButton(QPushButton):
    """A page's button, with a count at its right end where there is something to count."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.badge = label("", "badge")
        self.badge.setParent(self)
        self.badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.badge.hide()

    def show_count(self, count: int) -> None:
        """Show a count, or nothing for none."""
        self.badge.setText(f"{MOST}+" if count > MOST else str(count))
        self.badge.setVisible(count > 0)
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:
        """Leave room for the count."""
        hint = super().sizeHint()
        badge = 0 if self.badge.isHidden() else self.badge.sizeHint().width() + 8
        return QSize(hint.width() + badge, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the count at the end."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self.badge.setMinimumHeight(theme.px(18))
        hint = self.badge.sizeHint()
        high = max(hint.height(), theme.px(18))
        wide = max(hint.width(), high + 6)
        self.badge.setGeometry(self.width() - wide - 8, (self.height() - high) // 2, wide, high)
