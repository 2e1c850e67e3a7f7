"""What the search box finds: customers, cards, pages and commands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer

from app.core.staff.rights import Right
from app.gui.widgets.search_box import Hit
from app.i18n import format as form
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.gui.shop import Shop
    from app.gui.widgets.search_box import SearchBox
    from app.services.search import CardFound, CustomerLine

    Found = tuple[CardFound | None, list[CustomerLine]]

MOST = 8
WORD = 2
"""Characters that are a word where none are parted by blanks, as in Chinese: it may stand anywhere in a name."""

PAUSE_MS = 1
"""Left to the window between two portions of making the search quick."""


class Command(NamedTuple):
    """Something the search box can do: what it may be called, how it is shown, and what it does."""

    names: tuple[str, ...]
    title: str
    detail: str
    icon: str
    act: Callable[[], object]


class Finder(QObject):
    """Answers the search box. Each question is numbered; an answer to an old one is dropped by the box."""

    def __init__(self, box: SearchBox, shop: Shop, commands: Callable[[], list[Command]]) -> None:
        super().__init__(box)
        self._box = box
        self._known_commands = commands
        self._resting = False
        self.shop = shop

    def prepare(self) -> None:
        """Make the search quick, a little at a time, so that neither the window nor a question waits for it."""
        if not self._resting:
            self.shop.tasks.run(self.shop.app.search.prepare, self._prepared, lambda _error: None, owner=self)

    def rest(self) -> None:
        """Ask the book nothing more by oneself: it is about to be closed."""
        self._resting = True

    def _prepared(self, made: bool) -> None:  # noqa: FBT001 - a job's result
        if not made:
            QTimer.singleShot(PAUSE_MS, self, self.prepare)

    def ask(self, text: str) -> None:
        """Look for customers, pages and commands while somebody types."""
        self._look(text, self._found)

    def enter(self, text: str) -> None:
        """Go where a text entered at one stroke leads: a scanner gun types a card's number and Enter."""
        self._look(text, self._entered)

    def _look(self, text: str, done: Callable[[str, Found], None]) -> None:
        if self.shop.desk.bars(Right.VIEW):  # pages and commands are found, nobody's name
            done(text, (None, []))
            return
        search = self.shop.app.search
        self.shop.tasks.run(
            lambda: (search.by_card(text), search.find(text, MOST)),
            partial(done, text),
            self.shop.complain,
            owner=self,
        )

    def _found(self, text: str, found: Found) -> None:
        card, customers = found
        # The answer may come before the scanner's Enter: what that chooses then is the card, with what is said of it.
        cards = [Hit(card.name, text, "card", partial(self._by_card, card))] if card is not None else []
        others = [line for line in customers if card is None or line.no != card.number]
        hits = [*cards, *map(self._customer, others), *self._commands(text)]
        numbers = any(map(str.isdigit, text))  # a phone's tail or a card's number is nobody's name
        if not hits and not numbers and not self.shop.desk.bars(Right.FILES):
            title = _("New customer “{name}”").format(name=text)
            hits = [Hit(title, "", "plus", partial(self._newcomer, text))]
        self._box.show_hits(text, hits)

    def _newcomer(self, name: str) -> None:
        self.shop.page_wanted.emit("counter")
        self.shop.newcomer_wanted.emit(name)

    def _by_card(self, card: CardFound) -> None:
        """Bring whose card it is to the counter; of a lost one say so: whoever holds it may be somebody else."""
        self.shop.customer_wanted.emit(card.number)
        if card.lost_on is not None:
            self.shop.tell(_("This card was reported lost on {date}.").format(date=form.short_date(card.lost_on)))

    def _entered(self, text: str, found: Found) -> None:
        card, customers = found
        box = self._box
        if box.text().strip() != text:
            return
        if card is not None:
            box.leave()
            self._by_card(card)
            return
        hits = [*map(self._customer, customers), *self._commands(text)]
        exact = [hit for line, hit in zip(customers, hits, strict=False) if line.no.casefold() == text.casefold()]
        if len(hits) == 1 or exact:
            box.leave()
            (exact or hits)[0].choose()
        else:
            self._found(text, found)

    def _customer(self, line: CustomerLine) -> Hit:
        detail = "  ·  ".join(part for part in (line.no, *line.phones[:1]) if part)
        if line.closed:
            detail += "  ·  " + _("closed")
        return Hit(line.name, detail, "staff", partial(self.shop.customer_wanted.emit, line.no))

    def _commands(self, text: str) -> list[Hit]:
        """Return pages and commands any word of whose name begins with the text, in any of the languages spoken."""
        wanted = text.casefold()
        within = len(wanted) >= WORD and not wanted.isascii()
        return [
            Hit(command.title, command.detail, command.icon, command.act)
            for command in self._known_commands()
            if any(
                word.startswith(wanted) or (within and wanted in word)
                for name in command.names
                for word in (name, *name.split())
            )
        ]
