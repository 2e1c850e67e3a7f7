"""The rail: the program's and the shop's name, and the pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSizePolicy, QWidget

from app.gui import theme
from app.gui.theme import S3, S4
from app.gui.widgets.basics import chip, column, label, native_keys, row
from app.i18n.catalog import _

WIDE = 176


class Stop(NamedTuple):
    """A page as the rail shows it; `title` is marked text."""

    name: str
    title: str
    icon: str


class Rail(QFrame):
    """Buttons for the pages, Ctrl+1 to Ctrl+9; the one that shows is lit."""

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
        made = QPushButton("  " + _(stop.title))
        made.setProperty("class", "nav")
        made.setCheckable(True)
        made.setAutoDefault(False)
        made.setIcon(theme.icon(stop.icon))
        made.setIconSize(QSize(theme.px(theme.ICON_PX), theme.px(theme.ICON_PX)))
        made.setAccessibleName(_(stop.title))
        made.setToolTip(f"{_(stop.title)}  {native_keys(f'Ctrl+{at + 1}')}")
        made.clicked.connect(partial(self.wanted.emit, stop.name))
        self._group.addButton(made, at)
        return made

    def listen(self, window: QWidget) -> None:
        """Answer to Ctrl+1 and so on anywhere in a window."""
        for at, stop in enumerate(self._stops):
            QShortcut(QKeySequence(f"Ctrl+{at + 1}"), window, partial(self.wanted.emit, stop.name))

    def light_up(self, name: str) -> None:
        """Show which page is shown."""
        for at, stop in enumerate(self._stops):
            chosen = stop.name == name
            made = self._group.button(at)
            made.setChecked(made.isChecked() or chosen)
            made.setIcon(theme.icon(stop.icon, theme.tokens().accent if chosen else None))
