"""应收: who owes, for how long, who is to be looked through, which plans run, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from app.gui.pages.receivables.ageing import AgeingRoom
from app.gui.pages.receivables.matters import MattersRoom
from app.gui.pages.receivables.plans import PlansRoom
from app.gui.pages.receivables.reviews import ReviewsRoom
from app.gui.pages.rooms import RoomsPage
from app.gui.shop import Shop
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_


class ReceivablesPage(RoomsPage):
    """Four tabs. `restore(name)` shows one of them."""

    name = "receivables"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.ageing, self.reviews = AgeingRoom(shop), ReviewsRoom(shop)
        self.plans, self.matters = PlansRoom(shop), MattersRoom(shop)
        self.lay_out(
            _("Receivables"),
            (
                (self.ageing, pgettext("receivables", "Ageing")),
                (self.matters, pgettext("receivables", "To decide")),
                (self.plans, pgettext("receivables", "Payment plans")),
                (self.reviews, pgettext("receivables", "Reviews due")),
            ),
            self.ageing.out.export,
            self.ageing.out.print,
        )
        self.listen(("Ctrl+P", self.ageing.out.print_list), ("Ctrl+O", self._open_customer))

    def refresh(self) -> None:
        """Read anew what shows, then what waits in the others: their tabs say how much before they are looked at."""
        self.ageing.forget()
        for room in sorted(self.rooms[1:], key=lambda each: each is not self.room()):
            room.refresh()

    def offers(self) -> list[tuple[str, str, Callable[[], object], str]]:
        """Return what the search box may do here."""
        return [
            (N_("Ageing list"), "receivables", partial(self.go_to, "ageing"), ""),
            (N_("What waits for a decision"), "warning", partial(self.go_to, "matters"), ""),
            (N_("Payment plans"), "calendar", partial(self.go_to, "plans"), ""),
            (N_("Credit reviews"), "eye", partial(self.go_to, "reviews"), ""),
            (N_("Print the ageing list"), "print", self._print, ""),
        ]

    def _print(self) -> None:
        self.go_to("ageing")
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

    def _open_customer(self) -> None:
        """Put the customer of the current line on the counter."""
        room: Any = self.room()
        room.acts.open_customer()
