"""A page of rooms behind tabs: one shows, each is read when it is looked at; its outputs are those of the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from app.gui import theme
from app.gui.pages.base import Page
from app.gui.pages.room import Room
from app.gui.theme import S1, S3, S4
from app.gui.widgets.basics import column, holder, label, row
from app.gui.widgets.tabs import Tabs
from app.i18n import format as form
from app.i18n.catalog import current

NARROW, LOW = 900, 620
"""A page narrower or lower than this, at the base text size, leaves out what can be looked at elsewhere."""


class RoomsPage(Page):
    """Subclasses make their rooms, then `lay_out` them. `restore(name)` shows one."""

    rooms: tuple[Room, ...] = ()

    def lay_out(self, title: str, rooms: Sequence[tuple[Room, str]], *outputs: QWidget) -> None:
        """Put the rooms behind tabs of these words; the outputs show beside the title while the first room does."""
        self.rooms = tuple(room for room, _words in rooms)
        self._words = {room.name: words for room, words in rooms}
        self.tabs = Tabs()
        for room, words in rooms:
            self.tabs.add(room.name, words, room)
            room.counted.connect(partial(self._count, room.name))
            room.room_wanted.connect(self.show_room)
        self.outputs = holder(row(*outputs, gap=S3))
        keeps = self.outputs.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.outputs.setSizePolicy(keeps)
        head = row(label(title, "title"), None, self.outputs, gap=S3)
        page = column(head, self.tabs, gap=S1, margins=(20, S4, 20, S4))
        page.setStretch(1, 1)
        self.setLayout(page)
        self.tabs.changed.connect(self._shown)

    def listen(self, *keys: tuple[str, Callable[[], object]]) -> None:
        """Do things by keys; Ctrl+PgDown and Ctrl+PgUp go through the tabs besides."""
        acts: dict[str, Callable[[], object]] = dict(keys)
        for each, act in (acts | {"Ctrl+PgDown": partial(self.step, 1), "Ctrl+PgUp": partial(self.step, -1)}).items():
            QShortcut(QKeySequence(each), self, act)

    # ---- tabs -------------------------------------------------------------------------------------------------------

    def room(self) -> Room:
        """Return the room that shows."""
        return next(room for room in self.rooms if room.name == self.tabs.name())

    def show_room(self, name: str) -> None:
        """Show a room and put the cursor into it."""
        if name in self.tabs.names():
            self.tabs.show_tab(name)
            self.room().focus_first()

    def step(self, by: int) -> None:
        """Show the next tab, or the one before."""
        names = self.tabs.names()
        self.show_room(names[(names.index(self.tabs.name()) + by) % len(names)])

    def go_to(self, name: str) -> None:
        """Have the window show this page, and on it a room."""
        self.shop.page_wanted.emit(self.name)
        self.show_room(name)

    def _shown(self, name: str) -> None:
        self.outputs.setEnabled(name == self.rooms[0].name)
        self.outputs.setVisible(name == self.rooms[0].name)
        self.room().arrive()

    def _count(self, name: str, count: int) -> None:
        words = self._words[name]
        self.tabs.retitle(name, f"{words}  {form.number(count, current().language)}" if count else words)

    # ---- the page ---------------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """Read anew what has changed."""
        super().arrive()
        self.room().arrive()

    def refresh(self) -> None:
        """Read anew what shows, and the others when they are looked at."""
        for room in self.rooms:
            room.forget()

    def focus_first(self) -> None:
        """Begin in the room that shows."""
        self.room().focus_first()

    def state(self) -> object:
        """Return which tab shows."""
        return self.tabs.name()

    def restore(self, state: object) -> None:
        """Show a tab."""
        if isinstance(state, str):
            self.show_room(state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room there is to the lists."""
        super().resizeEvent(event)
        narrow, low = self.width() < theme.px(NARROW), self.height() < theme.px(LOW)
        for room in self.rooms:
            room.be_small(narrow=narrow, low=low)

    def minimumSizeHint(self) -> QSize:
        """Be content with a small window."""
        return QSize(theme.px(320), theme.px(240))
