"""What can be written into files for others, each with what it is good for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from app.core.staff.rights import Right
from app.gui import theme
from app.gui.dialogs.out import WorkDialog
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, column, holder, label, native_keys, row
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.gui.widgets.table_out import KEYS
from app.i18n.catalog import _

WIDE = 760


class FilesPane(QWidget):
    """A card for each; what they write is noted on the page of doings."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.everything = button(_("Take everything along…"), "primary", icon="export", on=self.take_along)
        self.vouchers = button(_("Vouchers…"), icon="reports", on=self.make_vouchers)
        self.journal = button(_("Journal…"), icon="book", on=self.write_journal)
        self.cards = button(_("Cards…"), icon="phone", on=self.write_cards)
        self.log = button(_("What went out so far"), "link", on=self.show_log)
        guard(shop, Right.EXPORT, self.everything, self.vouchers, self.journal, self.cards)
        guard(shop, Right.AUDIT, self.log)
        inner = holder(column(*self._cards(), gap=S4, margins=(0, 4, 12, 12)), "clear")
        inner.setMaximumWidth(theme.px(WIDE))
        whole = row(inner, None, gap=0)
        whole.setStretch(0, 1000)
        self.setLayout(whole)

    def _cards(self) -> list[QWidget | None]:
        keys = native_keys(KEYS)
        lists = _(
            "Every list of the window goes into a workbook or a CSV file as it is shown: by “Export…” beside it, by a "
            "right click on it, or with {keys}. Each export is noted, with who, when, and a hash of the file."
        ).format(keys=keys)
        return [
            _card(
                _("The whole book"),
                _(
                    "A folder of plain tables with an explanation, attachments and papers: to keep, to look at with "
                    "any program, or to change to another one. From it a new book can be made that is the same."
                ),
                self.everything,
            ),
            _card(
                _("For the accountant"),
                _(
                    "Vouchers: what each account moved, day by day, in the layout of their program. Journal: every "
                    "single entry, for spreadsheets, hledger, beancount or GnuCash."
                ),
                self.vouchers,
                self.journal,
            ),
            _card(
                _("For a phone or an address book"),
                _("Customers as cards (vCard). Those of a few: choose them in the list of customers, right click."),
                self.cards,
            ),
            _card(_("Lists"), lists, self.log),
            None,
        ]

    # ---- what the buttons do ----------------------------------------------------------------------------------------

    def take_along(self) -> None:
        """Write the whole book into a folder."""
        from app.gui.dialogs.hand_over import HandOverDialog

        self._open(HandOverDialog)

    def make_vouchers(self) -> None:
        """Write vouchers."""
        from app.gui.dialogs.vouchers_out import VouchersDialog

        self._open(VouchersDialog)

    def write_journal(self) -> None:
        """Write the journal."""
        from app.gui.dialogs.journal_out import JournalDialog

        self._open(JournalDialog)

    def write_cards(self) -> None:
        """Write the cards of all customers."""
        from app.gui.dialogs.vcards import VCardsDialog

        self._open(partial(_for_all, VCardsDialog))

    def _open(self, make: Callable[[Shop, QWidget], WorkDialog]) -> None:
        make(self.shop, self.window()).open()

    def show_log(self) -> None:
        """Show what went out of the book."""
        self.shop.place_wanted.emit("audit", "exports")


def _for_all(make: Callable[..., WorkDialog], shop: Shop, parent: QWidget) -> WorkDialog:
    return make(shop, (), parent)


def _card(title: str, words: str, *buttons: QPushButton) -> Card:
    parts = (label(title, "heading"), label(words, "mute", wrap=True), flowing(*buttons))
    return Card(column(*parts, gap=S2, margins=(S4, S3, S4, S3)))
