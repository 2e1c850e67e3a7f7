"""A page of rooms behind tabs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from app.gui import theme
from app.gui.pages.base import Page
from app.gui.pages.room import Room
from app.gui.shop import Shop
from app.gui.theme import S1, S3, S4
from app.gui.widgets.basics import column, holder, label, row
from app.gui.widgets.tabs import Tabs

NARROW, LOW = 900, 620
"""A page narrower or lower than this, at the base text size, leaves out what can be looked at elsewhere."""


class RoomsPage(Page):
    """The first room is the list that goes out on paper; what it is asked for is remembered.

    Subclasses make their rooms and call `lay` once. `restore(name)` shows one of them.
    """

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.rooms: tuple[Room, ...] = ()
        self.tabs = Tabs()

    def lay(self, title: str, rooms: Sequence[tuple[Room, str]], *outputs: QWidget) -> None:
        """Lay out the rooms, each with the word of its tab, and what sends the first one's list out."""
        self.rooms = tuple(room for room, _word in rooms)
        for room, word in rooms:
            self.tabs.add(room.name, word, room)
        self.outputs = holder(row(*outputs, gap=S3))
        keeps = self.outputs.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.outputs.setSizePolicy(keeps)
        head = row(label(title, "title"), None, self.outputs, gap=S3)
        page = column(head, self.tabs, gap=S1, margins=(20, S4, 20, S4))
        page.setStretch(1, 1)
        self.setLayout(page)
        self.tabs.changed.connect(self._shown)
        for keys, by in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), self, partial(self._step, by))

    # ---- tabs -------------------------------------------------------------------------------------------------------

    def room(self) -> Room:
        """Return the room that shows."""
        return next(room for room in self.rooms if room.name == self.tabs.name())

    def show_room(self, name: str) -> None:
        """Show a room and put the cursor into it."""
        if name in self.tabs.names():
            self.tabs.show_tab(name)
            self.room().focus_first()

    def go(self, name: str) -> None:
        """Show this page, and a room of it."""
        self.shop.page_wanted.emit(self.name)
        self.show_room(name)

    def _shown(self, name: str) -> None:
        goes_out = name == self.rooms[0].name
        self.outputs.setEnabled(goes_out)
        self.outputs.setVisible(goes_out)
        self.room().arrive()

    def _step(self, by: int) -> None:
        """Show the next tab, or the one before."""
        names = self.tabs.names()
        self.show_room(names[(names.index(self.tabs.name()) + by) % len(names)])

    # ---- the page ---------------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """Read anew what has changed."""
        super().arrive()
        self.room().arrive()

    def focus_first(self) -> None:
        """Begin in the room that shows."""
        self.room().focus_first()

    def state(self) -> object:
        """Return which tab shows, and what the list is asked for."""
        return self.tabs.name(), self.rooms[0].state()

    def restore(self, state: object) -> None:
        """Show a tab, or what another page showed."""
        match state:
            case (str() as name, asked):
                self.rooms[0].restore(asked)
                self.show_room(name)
            case str() as name:
                self.show_room(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room there is to the lists."""
        super().resizeEvent(event)
        narrow, low = self.width() < theme.px(NARROW), self.height() < theme.px(LOW)
        for room in self.rooms:
            room.be_small(narrow=narrow, low=low)

    def minimumSizeHint(self) -> QSize:
        """Be content with a small window."""
        return QSize(theme.px(320), theme.px(240))
