"""What is done at one go: all letters of today, all e-mails, and the letters that wait for the post."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.reminder.kinds import Way
from app.gui.pages.reminders.head import BY_MAIL, ready_by
from app.gui.shop import Shop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.letter import IssuedLetter
    from app.core.reminder.board import Board


class Batches(QObject):
    """Opens their dialogs for the part of the queue that shows."""

    def __init__(self, shop: Shop, view: QWidget) -> None:
        super().__init__(view)
        self._shop, self._view = shop, view
        #: What shows; None until it is read.
        self.board: Board | None = None

    def letters(self) -> None:
        """Print all letters of today in one batch."""
        from app.gui.dialogs.reminder_letters import LettersDialog

        rows = ready_by(self.board, (Way.LETTER,)) if self.board is not None else []
        if rows:
            LettersDialog(self._shop, rows, self._view.window()).open()

    def mails(self) -> None:
        """Send all e-mails of today, after a look at them."""
        from app.gui.dialogs.reminder_mails import MailsDialog

        rows = ready_by(self.board, BY_MAIL) if self.board is not None else []
        if rows:
            MailsDialog(self._shop, rows, self._view.window()).open()

    def post(self) -> None:
        """Show the letters that wait for the post."""
        read = partial(self._shop.app.letters.letters, unposted=True)
        self._shop.tasks.run(read, self._show_post, self._shop.complain, owner=self)

    def _show_post(self, letters: Sequence[IssuedLetter]) -> None:
        from app.gui.dialogs.letters_to_post import LettersToPostDialog

        if letters:
            LettersToPostDialog(self._shop, letters, self._view.window()).open()
