"""前台, the home of the program: who stands at the counter, their account, and everything that is done with it.

One call reads all that is shown. Keys work wherever the focus is in the window as long as the page shows; what is
typed outside a field begins a search, as does what a scanner gun types.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout

from app.gui.dialogs.account_actions import ACTIONS
from app.gui.pages.base import Page, scrolled
from app.gui.pages.counter_acts import CounterActs
from app.gui.pages.counter_parts import NobodyHere, Seen
from app.gui.pages.counter_view import AccountView
from app.gui.shop import Shop
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.services.counter import AccountCard

    Offer = tuple[str, str, Callable[[], object], str]

REMEMBERED = 8
"""Customers the empty page offers again, the latest first."""


class CounterPage(Page):
    """The counter. `restore(number)` puts a customer on it."""

    name = "counter"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.number = ""
        self.seen: list[Seen] = []
        self._asked = 0
        self._coming = False
        self._any = False
        self.nobody, self.view = NobodyHere(shop), AccountView(shop)
        self.acts = CounterActs(shop, self.view, self)
        self._rooms = QStackedLayout(self)
        self._rooms.addWidget(scrolled(self.nobody))
        self._rooms.addWidget(scrolled(self.view))
        self._wire()
        self._show_nobody()

    def _wire(self) -> None:
        acts, view, nobody = self.acts, self.view, self.nobody
        keys: list[tuple[str, Callable[[], object]]] = [
            (each.key, partial(acts.act, each.name)) for each in ACTIONS.values() if each.key
        ]
        keys += [("F8", acts.show_receipt), ("Ctrl+O", acts.open_file), ("Ctrl+R", acts.reverse)]
        keys.append(("Ctrl+N", acts.new_customer))
        for key, act in keys:
            QShortcut(QKeySequence(key), self, act)
        for key, act in (("Del", acts.reverse), ("Esc", self.step_back)):
            # Not while somebody types into the search box, where these keys mean something else.
            QShortcut(QKeySequence(key), self, act).setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        acts.made.connect(self.put)
        view.wanted.connect(acts.act)
        view.receipt.clicked.connect(acts.show_receipt)
        view.more.clicked.connect(acts.show_more)
        view.head.put_away.connect(self.clear_counter)
        view.head.file_wanted.connect(acts.open_file)
        view.entries.opened.connect(acts.open_entry)
        view.entries.typed.connect(self.shop.search_wanted)
        view.entries.set_menu(acts.fill_entry)
        nobody.search_wanted.connect(self.shop.search_wanted)
        nobody.new_wanted.connect(acts.new_customer)
        nobody.bring_wanted.connect(acts.bring_in)
        self.shop.newcomer_wanted.connect(acts.new_customer)
        nobody.chosen.connect(self.put)

    # ---- who is here ------------------------------------------------------------------------------------------------

    def put(self, number: str) -> None:
        """Put a customer on the counter; the one before is off it at once, so that no key reaches their account."""
        if self.view.card is not None and self.view.card.number != number:
            self.view.clear()
        self.number, self._coming = number, True
        self.refresh()

    def clear_counter(self) -> None:
        """Take the customer off the counter, so that the next one sees nothing of this one's."""
        self.number = ""
        self._asked += 1
        self.view.clear()
        self._show_nobody()
        self.focus_first()

    def step_back(self) -> None:
        """Esc: put the notices away; where there are none, the customer."""
        if self.view.card is None:
            return
        if self.view.band.isHidden():
            self.clear_counter()
        else:
            self.view.band.dismiss()

    def refresh(self) -> None:
        """Read the account anew."""
        if not self.number:
            self._show_nobody()
            return
        self._asked += 1
        shop, number, asked = self.shop, self.number, self._asked
        shop.tasks.run(
            lambda: shop.app.counter.card(number),
            partial(self._show_card, asked),
            partial(self._not_there, asked),
            owner=self,
        )

    def _show_card(self, asked: int, card: AccountCard) -> None:
        if asked != self._asked:
            return
        fresh, self._coming = self._coming or self.view.card is None, False
        self.number = card.number
        others = [each for each in self.seen if each.number != card.number]
        self.seen = [Seen(card.number, card.name), *others][:REMEMBERED]
        self.view.show_card(card, fresh=fresh)
        self._rooms.setCurrentIndex(1)
        if fresh:
            self.focus_first()

    def _not_there(self, asked: int, error: CounterbookError) -> None:
        if asked == self._asked:
            self.clear_counter()
            self.shop.complain(error)

    def _show_nobody(self) -> None:
        self.nobody.show_seen(self.seen)
        self._rooms.setCurrentIndex(0)
        if not self._any:
            self.shop.tasks.run(self.shop.app.search.anybody, self._looked, lambda _error: None, owner=self)

    def _looked(self, anybody: bool) -> None:  # noqa: FBT001 - what a lane answers
        """Show the way in where there is nobody yet who could come to the counter."""
        self._any = anybody
        self.nobody.show_empty(empty=not self._any)

    # ---- the page ---------------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Go to the entries, or, with nobody here, to the search."""
        if self.number:
            self.view.entries.setFocus()
        else:
            self.shop.search_wanted.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin a search with what is typed where nothing else takes it."""
        text = event.text()
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if plain and text.isprintable() and text.strip():
            self.shop.search_wanted.emit(text)
        else:
            super().keyPressEvent(event)

    def offers(self) -> list[Offer]:
        """Return what the search box may do here: a new customer, and all that makes sense for the one who is here."""
        acts, card = self.acts, self.view.card
        found: list[Offer] = [(N_("New customer"), "plus", acts.new_customer, "Ctrl+N")]
        if card is not None:
            sensible = (each for each in ACTIONS.values() if not each.obstacle(self.shop, card))
            found += [(each.title, each.icon, partial(acts.act, each.name), each.key) for each in sensible]
            found.append((N_("Open file"), "customers", acts.open_file, "Ctrl+O"))
            found.append((N_("Clear the counter"), "cross", self.clear_counter, ""))
        return found

    def state(self) -> object:
        """Return who is here and who was."""
        return self.number, tuple(self.seen)

    def restore(self, state: object) -> None:
        """Put a customer on the counter by number, or show what another counter page showed."""
        if isinstance(state, str):
            self.put(state)
        elif isinstance(state, tuple) and len(state) == 2:
            number, seen = state
            self.seen = list(seen)
            if number:
                self.put(number)
            else:
                self._show_nobody()
