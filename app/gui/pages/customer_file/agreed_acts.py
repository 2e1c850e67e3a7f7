"""What can be done about what was said and agreed. Dialogs are imported when they are first wanted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.reminder.agreed import OpenNote, OpenPause, PromiseLine
from app.core.reminder.requests import EndNote
from app.gui.dialogs.contact_step import has_way
from app.gui.dialogs.reminder_words import pause_name
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.letter import IssuedLetter
    from app.core.reminder.promise import Standing
    from app.services.counter import AccountCard


class AgreedActs:
    """Notes something new with a customer, or ends a chosen row; what is no row to act on is left alone."""

    def __init__(self, shop: Shop, number: str, parent: QWidget) -> None:
        self.shop, self.number = shop, number
        self.parent = parent
        self.card: AccountCard | None = None

    def _name(self) -> str:
        return self.card.name if self.card is not None else self.number

    # ---- something new ----------------------------------------------------------------------------------------------

    def promise(self, known: Sequence[Standing]) -> None:
        """Note a promise; what is overdue is proposed."""
        from app.gui.dialogs.promise import PromiseDialog

        if self.card is not None:
            owed = self.card.balance.overdue or self.card.balance.owed
            window = self.parent.window()
            PromiseDialog(self.shop, self.number, self._name(), window, amount=owed, known=known).open()

    def pause(self) -> None:
        """Pause reminders."""
        from app.gui.dialogs.reminder_pause import PauseDialog

        PauseDialog(self.shop, self.number, self._name(), self.parent.window()).open()

    def note(self) -> None:
        """Note something to be reminded of."""
        from app.gui.dialogs.reminder_pause import DatedNoteDialog

        DatedNoteDialog(self.shop, self.number, self._name(), self.parent.window()).open()

    def look_through(self) -> None:
        """Note that the account was looked through."""
        from app.gui.dialogs.credit_review import ReviewDialog

        ReviewDialog(self.shop, self.number, self._name(), self.parent.window()).open()

    def log_contact(self) -> None:
        """Note a contact."""
        from app.gui.dialogs.contact_log import ContactDialog

        ContactDialog(self.shop, self.number, self._name(), self.parent.window()).open()

    # ---- a chosen row -----------------------------------------------------------------------------------------------

    def withdraw(self, line: object) -> None:
        """Take a promise out of the count."""
        from app.gui.dialogs.agreed_ends import WithdrawPromiseDialog

        if isinstance(line, PromiseLine):
            about = _("{amount} by {date}").format(
                amount=self.shop.money(line.amount), date=form.short_date(line.due_on)
            )
            WithdrawPromiseDialog(self.shop, self.number, line.id, about, self.parent.window()).open()

    def end_pause(self, chosen: object) -> None:
        """End a pause."""
        from app.gui.dialogs.agreed_ends import EndPauseDialog

        if isinstance(chosen, OpenPause):
            about = pause_name(chosen.pause.kind)
            EndPauseDialog(self.shop, self.number, chosen.id, about, self.parent.window()).open()

    def end_note(self, chosen: object) -> None:
        """Take a dated note out."""
        if isinstance(chosen, OpenNote):
            request = EndNote(id=self.shop.new_id(), dated_note=chosen.id)
            end = partial(self.shop.app.contacts.end_note, request)
            self.shop.tasks.run(end, self._note_ended, self.shop.complain, owner=self.parent)

    def _note_ended(self, _filed: object) -> None:
        self.shop.changed.emit(self.number)
        self.shop.tell(_("You are no longer reminded of it."))

    def tell_step(self, contact: Any) -> None:
        """Note what became of a letter or message."""
        from app.gui.dialogs.contact_step import StepDialog

        if contact is not None and has_way(contact):
            StepDialog(self.shop, contact, self.parent.window()).open()

    def show_letter(self, letter: IssuedLetter | None) -> None:
        """Show a letter as it was issued."""
        from app.gui.dialogs.letter_show import LetterDialog

        if letter is not None:
            LetterDialog(self.shop, letter, self.parent.window()).open()
