"""小票 (F8): a receipt before it is printed or saved; every copy is counted, and a reprint says so."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.settings import ReceiptLanguage
from app.gui.dialogs.paper import CounterPaperDialog
from app.gui.shop import Shop
from app.gui.widgets.fields import Choices
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from app.services.receipts import IssuedInfo, IssuedReceipt


class ReceiptDialog(CounterPaperDialog):
    """Paper and language above, the receipt as it will be below."""

    def __init__(self, shop: Shop, entry: int, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Receipt"), parent=parent)
        self.entry = entry
        self.language: Choices = Choices(
            [
                (ReceiptLanguage.CUSTOMER, _("The customer's")),
                (ReceiptLanguage.SHOP, _("The shop's")),
                (ReceiptLanguage.BOTH, _("Both")),
            ],
            shop.settings.receipt_language,
        )
        self.form.add("language", _("Language"), self.language)
        self.language.changed.connect(self.draw)
        self.begin()
        self.tried()

    # ---- how it is made ---------------------------------------------------------------------------------------------

    def maker(self) -> Callable[[], bytes]:
        """Draw the receipt without counting it."""
        return partial(self.shop.app.receipts.preview, self.entry, self.paper.value(), self.language.value())

    def copier(self) -> Callable[[], tuple[IssuedReceipt, bytes]]:
        """Give the receipt its number and count the copy."""
        app, entry = self.shop.app, self.entry
        paper, language = self.paper.value(), self.language.value()

        def make() -> tuple[IssuedReceipt, bytes]:
            issued = app.receipts.issue(entry, paper, language, "print")
            return issued, issued.pdf

        return make

    def saver(self, path: Path) -> Callable[[], IssuedReceipt]:
        """Write a counted copy."""
        return partial(self.shop.app.receipts.save, self.entry, path, self.paper.value(), self.language.value())

    def file_name(self) -> str:
        """Propose the receipt's number, or the entry's as long as it has none."""
        return self.subtitle.text() or f"{self.title.text()} {self.entry}"

    # ---- what was made ----------------------------------------------------------------------------------------------

    def printed(self, made: IssuedReceipt) -> None:
        """Say which receipt is being printed."""
        self._tell(_("Receipt {no} is being printed.").format(no=made.no), made)

    def saved(self, path: Path, made: IssuedReceipt) -> None:
        """Say where the receipt is."""
        self.tried()
        self._tell(_("Receipt {no} saved as {file}.").format(no=made.no, file=path.name), made)

    def _tell(self, done: str, issued: IssuedReceipt) -> None:
        if issued.missing:
            signs = " ".join(issued.missing)
            done += "  " + _("The paper's font has no {characters}: 〓 stands in their place.").format(characters=signs)
        self.shop.tell(done)

    def tried(self) -> None:
        """Find out how many copies there are."""
        self.shop.tasks.run(
            partial(self.shop.app.receipts.issued, self.entry), self._say_issued, self.complain, owner=self
        )

    def _say_issued(self, issued: IssuedInfo | None) -> None:
        if issued is None:
            self.note.setText(_("Not printed yet; it gets its number when it is."))
            return
        words = ngettext(
            "{n} copy so far; the next says it is a reprint.",
            "{n} copies so far; the next says it is a reprint.",
            issued.copies,
        )
        self.note.setText(words.format(n=issued.copies))
        self.subtitle.setText(issued.no)
