"""应收: who owes, for how long, who is to be looked through, which plans run, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut

from app.gui import theme
from app.gui.pages.base import Page
from app.gui.pages.receivables.ageing import AgeingRoom
from app.gui.pages.receivables.matters import MattersRoom
from app.gui.pages.receivables.plans import PlansRoom
from app.gui.pages.receivables.reviews import ReviewsRoom
from app.gui.pages.receivables.room import Room
from app.gui.shop import Shop
from app.gui.theme import S1, S3, S4
from app.gui.widgets.basics import column, holder, label, row
from app.gui.widgets.tabs import Tabs
from app.i18n import format as form
from app.i18n.catalog import _, current, pgettext
from app.i18n.mark import N_

NARROW, LOW = 900, 620
"""A page narrower or lower than this, at the base text size, leaves out what can be looked at elsewhere."""


class ReceivablesPage(Page):
    """Four tabs. `restore(name)` shows one of them."""

    name = "receivables"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.ageing, self.reviews = AgeingRoom(shop), ReviewsRoom(shop)
        self.plans, self.matters = PlansRoom(shop), MattersRoom(shop)
        self.rooms: tuple[Room, ...] = (self.ageing, self.matters, self.plans, self.reviews)
        self.tabs = Tabs()
        for room in self.rooms:
            self.tabs.add(room.name, title_of(room.name), room)
        self.outputs = holder(row(self.ageing.out.export, self.ageing.out.print, gap=S3))
        keeps = self.outputs.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.outputs.setSizePolicy(keeps)
        head = row(label(_("Receivables"), "title"), None, self.outputs, gap=S3)
        page = column(head, self.tabs, gap=S1, margins=(20, S4, 20, S4))
        page.setStretch(1, 1)
        self.setLayout(page)
        self._wire()

    def _wire(self) -> None:
        self.tabs.changed.connect(self._shown)
        for room in self.rooms:
            room.counted.connect(partial(self._count, room.name))
            room.room_wanted.connect(self.show_room)
        for keys, act in (
            ("Ctrl+P", self.ageing.out.print_list),
            ("Ctrl+O", partial(_open_customer, self)),
            ("Ctrl+PgDown", partial(_step, self, 1)),
            ("Ctrl+PgUp", partial(_step, self, -1)),
        ):
            QShortcut(QKeySequence(keys), self, act)

    # ---- tabs -------------------------------------------------------------------------------------------------------

    def room(self) -> Room:
        """Return the room that shows."""
        return next(room for room in self.rooms if room.name == self.tabs.name())

    def show_room(self, name: str) -> None:
        """Show a room and put the cursor into it."""
        if name in self.tabs.names():
            self.tabs.show_tab(name)
            self.room().focus_first()

    def _shown(self, name: str) -> None:
        self.outputs.setEnabled(name == self.ageing.name)
        self.outputs.setVisible(name == self.ageing.name)
        self.room().arrive()

    def _count(self, name: str, count: int) -> None:
        title = title_of(name)
        self.tabs.retitle(name, f"{title}  {form.number(count, current().language)}" if count else title)

    # ---- the page ---------------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """Read anew what has changed; what waits in the other tabs is counted in any case."""
        super().arrive()
        self.room().arrive()

    def refresh(self) -> None:
        """Read anew what shows, then what waits in the others: their tabs say how much before they are looked at."""
        self.ageing.forget()
        for room in sorted(self.rooms[1:], key=lambda each: each is not self.room()):
            room.refresh()

    def focus_first(self) -> None:
        """Begin in the room that shows."""
        self.room().focus_first()

    def offers(self) -> list[tuple[str, str, Callable[[], object], str]]:
        """Return what the search box may do here."""
        return [
            (N_("Ageing list"), "receivables", partial(self._go, "ageing"), ""),
            (N_("What waits for a decision"), "warning", partial(self._go, "matters"), ""),
            (N_("Payment plans"), "calendar", partial(self._go, "plans"), ""),
            (N_("Credit reviews"), "eye", partial(self._go, "reviews"), ""),
            (N_("Print the ageing list"), "print", self._print, ""),
        ]

    def _go(self, name: str) -> None:
        self.shop.page_wanted.emit(self.name)
        self.show_room(name)

    def _print(self) -> None:
        self._go("ageing")
        self.ageing.out.print_list()

    def state(self) -> object:
        """Return which tab shows, and what the ageing list is asked for."""
        return self.tabs.name(), self.ageing.state()

    def restore(self, state: object) -> None:
        """Show a tab, or what another page showed."""
        match state:
            case (str() as name, asked):
                self.ageing.restore(asked)
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


def title_of(name: str) -> str:
    """Return the word of a tab."""
    return {
        "ageing": pgettext("receivables", "Ageing"),
        "matters": pgettext("receivables", "To decide"),
        "plans": pgettext("receivables", "Payment plans"),
        "reviews": pgettext("receivables", "Reviews due"),
    }[name]


def _step(page: ReceivablesPage, by: int) -> None:
    """Show the next tab, or the one before."""
    names = page.tabs.names()
    page.show_room(names[(names.index(page.tabs.name()) + by) % len(names)])


def _open_customer(page: ReceivablesPage) -> None:
    """Put the customer of the current line on the counter."""
    page.room().acts.open_customer()
