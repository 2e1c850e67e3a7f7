"""A letter as it was issued, to be looked at, printed once more, or saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.gui.dialogs.paper import PaperDialog
from app.gui.dialogs.posting_list import make_room
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.letter import IssuedLetter


class LetterDialog(PaperDialog):
    """A letter is never changed: printed once more it is the same."""

    def __init__(self, shop: Shop, letter: IssuedLetter, parent: QWidget | None = None) -> None:
        super().__init__(shop, pgettext("way", "Letter"), f"{letter.no}  ·  {letter.name}", parent=parent)
        self.letter = letter
        if letter.posted_on is not None:
            self.note.setText(_("Handed to the post on {date}.").format(date=form.short_date(letter.posted_on)))
        else:
            self.note.setText(_("Issued, and not noted as handed to the post."))
        make_room(self)
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Read the paper as it was issued."""
        return partial(self.shop.app.letters.pdf, self.letter.no)

    def saver(self, path: Path) -> Callable[[], None]:
        """Write it into a file."""
        return partial(self.shop.app.letters.save, self.letter.no, path)

    def file_name(self) -> str:
        """Propose number and customer."""
        return f"{self.letter.no} {self.letter.name}"

    def shift_on(self, printer: str) -> tuple[float, float]:
        """Move the address into the envelope's window, as this printer needs it."""
        return self.shop.preferences.nudge(printer, self.shop.settings.statement_window)

    def printed(self, made: object) -> None:
        """Say which letter is being printed."""
        del made
        self.shop.tell(_("Letter {no} is being printed.").format(no=self.letter.no))

    def saved(self, path: Path, made: object) -> None:
        """Say where it is."""
        del made
        self.shop.tell(_("Letter {no} saved as {file}.").format(no=self.letter.no, file=path.name))


def open_issued(shop: Shop, customer: str, contact: int, over: QWidget) -> None:
    """Show the letter that a contact of a customer's log is, once it is found; a contact that is none shows nothing."""
    shop.tasks.run(partial(_find, shop, customer, contact), partial(_open, shop, over), shop.complain, owner=over)


def _find(shop: Shop, customer: str, contact: int) -> IssuedLetter | None:
    return next((each for each in shop.app.letters.letters(customer) if each.id == contact), None)


def _open(shop: Shop, over: QWidget, letter: IssuedLetter | None) -> None:
    if letter is not None:
        LetterDialog(shop, letter, over).open()
