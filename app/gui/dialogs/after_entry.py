"""After each entry: a word that it is done, with a way to take it back, and the receipt where the shop wants it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.gui.dialogs.account_actions import open_receipt, open_reverse, why_no_receipt, why_no_reversal
from app.gui.shop import Shop
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.services.counter import AccountCard, CardLine

EVERY_LINE = 1_000_000
"""An entry dated long ago may lie before those a card shows."""


class AfterEntry(QObject):
    """Listens for recorded entries on behalf of a window."""

    def __init__(self, shop: Shop, window: QWidget) -> None:
        super().__init__(window)
        self._shop, self._window = shop, window
        shop.entry_recorded.connect(self.recorded)

    def recorded(self, number: str, entry: int, text: str) -> None:
        """Say that an entry was recorded; `number` is its customer's."""
        self._shop.tasks.run(
            partial(self._find, number, entry), partial(self._told, text), partial(self._only_told, text), owner=self
        )

    def _find(self, number: str, entry: int) -> tuple[AccountCard, CardLine | None]:
        counter = self._shop.app.counter
        card = counter.card(number)
        line = _line(card, entry) or _line(counter.card(number, lines=EVERY_LINE), entry)
        return card, line

    def _told(self, text: str, found: tuple[AccountCard, CardLine | None]) -> None:
        card, line = found
        if line is None or why_no_reversal(self._shop, line):
            self._shop.tell(text)
        else:
            self._shop.tell(text, _("Reverse"), partial(self._reverse, card, line))
        if line is not None and self._shop.settings.print_at_once and not why_no_receipt(line):
            open_receipt(self._shop, line.entry, self._window)

    def _reverse(self, card: AccountCard, line: CardLine) -> None:
        open_reverse(self._shop, card, line, self._window)

    def _only_told(self, text: str, _error: CounterbookError) -> None:
        self._shop.tell(text)


def _line(card: AccountCard, entry: int) -> CardLine | None:
    return next((line for line in card.lines if line.entry == entry), None)
