"""A customer's account on the counter: who it is, what must be seen, the figures, the buttons, the last entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.gui import theme
from app.gui.dialogs.account_actions import ACTIONS, MAIN, why_no_receipt
from app.gui.dialogs.entry_words import entry_rows
from app.gui.pages.counter_ahead import AheadChips
from app.gui.pages.counter_parts import EntriesTable, Tools
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.account import AccountHead, Figures
from app.gui.widgets.basics import KeyButton, button, column
from app.gui.widgets.notices import NoticeBand
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.services.counter import AccountCard, CardLine

ENTRIES = 180
"""Height of the table at least; in a low window the page scrolls instead."""


class AccountView(QWidget):
    """Shows one card. What its buttons are to do is the page's business."""

    #: A button was pressed: the name of its action.
    wanted = Signal(str)

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.card: AccountCard | None = None
        self.head, self.band, self.figures = AccountHead(shop), NoticeBand(), Figures(shop)
        self.ahead = AheadChips(shop, self.head, self)
        self.entries = EntriesTable(shop)
        self.entries.setMinimumHeight(theme.px(ENTRIES))
        self.buttons: dict[str, KeyButton] = {}
        for action in MAIN:
            made = KeyButton(_(action.title), action.key, "" if self.buttons else "primary")
            made.setObjectName(action.name)
            made.clicked.connect(self._pressed)
            self.buttons[action.name] = made
        self.more = button(_("More"), icon="chevron-down", tip=_("What else can be done"))
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.receipt = KeyButton(_("Receipt"), "F8")
        tools = Tools([*self.buttons.values(), self.more], self.receipt)
        whole = column(self.head, self.band, self.figures, tools, self.entries, gap=S3)
        whole.setContentsMargins(20, S4, 20, S4)
        whole.setStretch(4, 1)
        self.setLayout(whole)
        self.band.dismissed.connect(self._band_gone)
        self.entries.selectionModel().selectionChanged.connect(self._picked)

    def show_card(self, card: AccountCard, *, fresh: bool) -> None:
        """Show a card; `fresh` when its customer has just come, which lets the notices pop up."""
        self.card = card
        if fresh:
            self.band.show_notices(self._shop, card.notices)
        self.head.show_card(card, band=not self.band.isHidden())
        self.figures.show_card(card)
        self.entries.whose = card.number
        self.entries.show_entries(entry_rows(self._shop, card), keep=not fresh)
        self.ahead.ask(card.number)
        for name, made in self.buttons.items():
            self._allow(made, ACTIONS[name].obstacle(self._shop, card))
        self._picked()

    def clear(self) -> None:
        """Forget the customer, so that nothing of the account can be seen or used by the next one."""
        self.card = None
        self.ahead.ask("")
        self.entries.whose = ""
        self.entries.show_entries([], keep=False)
        self.band.hide()

    def chosen(self) -> CardLine | None:
        """Return the line of the entry that is chosen, if one is."""
        return self.entries.chosen()

    def receipt_line(self) -> CardLine | None:
        """Return the chosen entry, else the last one that has a receipt."""
        chosen = self.chosen()
        if chosen is not None or self.card is None:
            return chosen
        with_receipt = [line for line in self.card.lines if not why_no_receipt(line)]
        return max(with_receipt, key=lambda line: line.entry, default=None)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _pressed(self) -> None:
        self.wanted.emit(self.sender().objectName())

    def _band_gone(self) -> None:
        if self.card is not None:
            self.head.show_card(self.card)
        self.entries.setFocus()

    def _picked(self, *_what: object) -> None:
        self._allow(self.receipt, why_no_receipt(self.receipt_line()))

    @staticmethod
    def _allow(made: QPushButton, obstacle: str) -> None:
        made.setEnabled(not obstacle)
        hint = made.hint if isinstance(made, KeyButton) else ""
        made.setToolTip(obstacle or f"{made.text()}  {hint}")
