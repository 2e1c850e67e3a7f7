"""One part of the tab of credit that reads for itself: a heading, a short table, buttons, and papers to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.gui.dialogs.credit_words import proof_name
from app.gui.models.rows import Column
from app.gui.pages.customer_file.agreed import Section
from app.gui.pages.customer_file.keeper import AttachmentKeeper
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import button, column, label
from app.gui.widgets.menus import add, popup
from app.i18n import format as form
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.services.counter import AccountCard
    from app.services.proof import ProofLine


class CreditPart(Section):
    """Subclasses say what is read and how it shows; an answer that comes after another was asked for is dropped."""

    def __init__(
        self,
        shop: Shop,
        number: str,
        words: tuple[str, str],
        columns: Sequence[Column],
        buttons: tuple[Sequence[QPushButton], Sequence[QPushButton]],
    ) -> None:
        title, none = words
        self.shop, self.number = shop, number
        self.card: AccountCard | None = None
        self._asked = 0
        super().__init__(title, none, columns, *buttons)
        self.trouble = label("", "error", wrap=True)
        self.trouble.hide()
        self.body().insertWidget(1, self.trouble)
        self.table.picked.connect(self.picked)
        self.table.set_menu(self._fill_menu)

    def body(self) -> Any:
        """Return the layout that heading, table and buttons stand in."""
        return self.layout()

    # ---- what subclasses say ----------------------------------------------------------------------------------------

    def read(self) -> Any:
        """Read what shows; in the `db` lane."""
        raise TypeError(type(self).__name__)

    def show_found(self, found: Any) -> None:
        """Show what was read."""
        raise TypeError(type(self).__name__, found)

    def picked(self, value: object) -> None:
        """Another row is chosen."""

    def _fill_menu(self, menu: QMenu, _value: object) -> None:
        """Offer for a row what its buttons do."""
        for each in self._on_row:
            if each.isEnabled():
                add(menu, each.text(), each.click)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def show_account(self, card: AccountCard) -> None:
        """Read anew what belongs to an account."""
        self.card = card
        self._asked += 1
        self.shop.tasks.run(self.read, partial(self._found, self._asked), self._wrong, owner=self)

    def _found(self, asked: int, found: Any) -> None:
        if asked == self._asked:
            self.trouble.hide()
            self.show_found(found)
            self.picked(self.table.value())

    def _wrong(self, error: CounterbookError) -> None:
        self.trouble.setText(self.shop.words(error))
        self.trouble.show()

    def name(self) -> str:
        """Return what the customer is called."""
        return self.card.name if self.card is not None else self.number


class Papers:
    """A button that shows the papers kept with the chosen row: the only one at once, of several one from a menu."""

    def __init__(self, shop: Shop, number: str, over: QWidget) -> None:
        self._shop, self._over = shop, over
        self._number = number
        self._keeper: AttachmentKeeper | None = None
        self.proofs: Sequence[ProofLine] = ()
        #: A scan that came with the thing itself, for where no other paper is kept.
        self.scan: int | None = None
        self.button = button(pgettext("proof", "Show the paper"), icon="eye", on=self.show)

    def offer(self, proofs: Sequence[ProofLine], scan: int | None = None) -> None:
        """Show other papers from now on; the button rests where there are none."""
        self.proofs = [each for each in proofs if each.attachment is not None]
        self.scan = scan if scan not in [each.attachment for each in self.proofs] else None
        self.button.setEnabled(bool(self.proofs) or self.scan is not None)

    def show(self) -> None:
        """Show the paper, or ask which."""
        if len(self.proofs) == 1 and self.scan is None:
            self._open(self.proofs[0])
        elif not self.proofs:
            self.open_attachment(self.scan)
        else:
            menu = QMenu(self.button)
            if self.scan is not None:
                add(menu, _("The signed scan"), partial(self.open_attachment, self.scan))
            for each in self.proofs:
                words = f"{proof_name(each.what)}  ·  {form.short_date(each.on)}  ·  {each.file or each.text}"
                add(menu, words, partial(self._open, each))
            popup(self.button, menu)

    def _open(self, proof: ProofLine) -> None:
        self.open_attachment(proof.attachment)

    def open_attachment(self, wanted: int | None) -> None:
        """Show a file of the customer's by its number."""
        files, number = self._shop.app.files, self._number
        find: Callable[[], Any] = lambda: next(  # noqa: E731
            (each for each in files.attachments(number) if each.id == wanted), None
        )
        self._shop.tasks.run(find, self._keeper_of_files().open, self._shop.complain, owner=self._over)

    def _keeper_of_files(self) -> AttachmentKeeper:
        if self._keeper is None:
            self._keeper = AttachmentKeeper(self._shop, self._number, self._over)
            self._keeper.wrong.connect(self._say)
        return self._keeper

    def _say(self, sentences: list[str]) -> None:
        if sentences:
            self._shop.tell("\n".join(sentences))


def papers_words(proofs: Sequence[ProofLine]) -> str:
    """Return what is kept, in a few words; the sign for none where nothing is."""
    names = list(dict.fromkeys(proof_name(each.what) for each in proofs))
    return _(", ").join(names) if names else _("—")


class Parts(QWidget):
    """Parts one below the other, each reading for itself."""

    def __init__(self, *parts: CreditPart) -> None:
        super().__init__()
        self.parts = parts
        self.setLayout(column(*parts, None, gap=S3))

    def show_account(self, card: AccountCard) -> None:
        """Show an account's parts as they are now."""
        for part in self.parts:
            part.show_account(card)
