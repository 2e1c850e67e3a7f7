"""应收: who owes, for how long, who is to be looked through, which plans run, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut

from app.gui.pages.receivables.ageing import AgeingRoom
from app.gui.pages.receivables.matters import MattersRoom
from app.gui.pages.receivables.plans import PlansRoom
from app.gui.pages.receivables.reviews import ReviewsRoom
from app.gui.pages.receivables.room import Room
from app.gui.pages.rooms import RoomsPage
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _, current, pgettext
from app.i18n.mark import N_


class ReceivablesPage(RoomsPage):
    """Four tabs. `restore(name)` shows one of them."""

    name = "receivables"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.ageing, self.reviews = AgeingRoom(shop), ReviewsRoom(shop)
        self.plans, self.matters = PlansRoom(shop), MattersRoom(shop)
        rooms = (self.ageing, self.matters, self.plans, self.reviews)
        out = self.ageing.out
        self.lay(_("Receivables"), [(room, title_of(room.name)) for room in rooms], out.export, out.print)
        for room in rooms:
            room.counted.connect(partial(self._count, room.name))
            room.room_wanted.connect(self.show_room)
        for keys, act in (("Ctrl+P", out.print_list), ("Ctrl+O", self._open_customer)):
            QShortcut(QKeySequence(keys), self, act)

    def _count(self, name: str, count: int) -> None:
        title = title_of(name)
        self.tabs.retitle(name, f"{title}  {form.number(count, current().language)}" if count else title)

    def _open_customer(self) -> None:
        """Put the customer of the current line on the counter."""
        room = self.room()
        if isinstance(room, Room):
            room.acts.open_customer()

    def refresh(self) -> None:
        """Read anew what shows, then what waits in the others: their tabs say how much before they are looked at."""
        self.ageing.forget()
        for room in sorted(self.rooms[1:], key=lambda each: each is not self.room()):
            room.refresh()

    def offers(self) -> list[tuple[str, str, Callable[[], object], str]]:
        """Return what the search box may do here."""
        return [
            (N_("Ageing list"), "receivables", partial(self.go, "ageing"), ""),
            (N_("What waits for a decision"), "warning", partial(self.go, "matters"), ""),
            (N_("Payment plans"), "calendar", partial(self.go, "plans"), ""),
            (N_("Credit reviews"), "eye", partial(self.go, "reviews"), ""),
            (N_("Print the ageing list"), "print", self._print, ""),
        ]

    def _print(self) -> None:
        self.go("ageing")
        self.ageing.out.print_list()


def title_of(name: str) -> str:
    """Return the word of a tab."""
    return {
        "ageing": pgettext("receivables", "Ageing"),
        "matters": pgettext("receivables", "To decide"),
        "plans": pgettext("receivables", "Payment plans"),
        "reviews": pgettext("receivables", "Reviews due"),
    }[name]
