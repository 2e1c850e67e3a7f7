"""The tab of what was said and agreed: promises and whether they are kept, pauses, dated notes, every contact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QPushButton, QWidget

from app.core.reminder.agreed import Agreed, PromiseLine, Promises
from app.core.staff.rights import Right
from app.gui.dialogs.contact_step import has_way
from app.gui.dialogs.reminder_words import kept_text
from app.gui.models.rows import Column
from app.gui.pages.customer_file.agreed_acts import AgreedActs
from app.gui.pages.customer_file.agreed_columns import contact_columns, note_columns, pause_columns, promise_columns
from app.gui.pages.customer_file.keeper import AttachmentKeeper
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext

if TYPE_CHECKING:
    from app.bootstrap import App
    from app.core.letter import IssuedLetter
    from app.core.reminder.board import LoggedContact
    from app.services.counter import AccountCard

CONTACTS = 200
"""Contacts shown at most; all of them stand on the timeline."""


class Said(NamedTuple):
    """What one reading gives."""

    promises: Promises
    agreed: Agreed
    contacts: Sequence[LoggedContact]
    #: Letters the program issued, by their contacts.
    letters: Mapping[int, IssuedLetter]


def read_said(app: App, number: str) -> Said:
    """Read what was said and agreed; in the `db` lane."""
    contacts = app.contacts
    letters = {letter.id: letter for letter in app.letters.letters(number)}
    return Said(contacts.promises(number), contacts.agreed(number), contacts.of_customer(number, CONTACTS), letters)


class AgreedTab(QWidget):
    """Buttons to note something, and four short tables."""

    def __init__(self, shop: Shop, number: str) -> None:
        super().__init__()
        self.shop, self.number = shop, number
        self.acts = AgreedActs(shop, number, self)
        self.said: Said | None = None
        self._asked = 0
        self.reviewed = label("", "mute-small", wrap=True)
        self.log = button(_("Log a contact…"), icon="call", on=self.acts.log_contact)
        self.review = button(_("Account looked through…"), icon="check", on=self.acts.look_through)
        self.withdraw = button(_("Withdraw…"), on=self._withdraw, name=_("Withdraw the promise"))
        self.end_pause = button(_("End the pause…"), on=self._end_pause)
        self.end_note = button(pgettext("dated note", "Done with it"), on=self._end_note)
        self.step = button(_("What became of it…"), on=self.tell_step)
        self.letter = button(_("Show the letter"), icon="eye", on=self.show_letter)
        self.file = button(_("Open the file"), icon="eye", on=self.open_file)
        guard(shop, Right.REMIND, self.log, self.review, self.withdraw, self.end_pause, self.end_note, self.step)
        add_promise = button(_("Promise to pay…"), icon="plus", on=self.add_promise)
        add_pause = button(_("Pause…"), icon="plus", on=self.acts.pause, name=_("Pause reminders"))
        add_note = button(_("Remind me of…"), icon="plus", on=self.acts.note)
        self.promises = Section(
            _("Promises"), _("Nothing was promised."), promise_columns(shop), [add_promise], [self.withdraw]
        )
        self.pauses = Section(
            _("Pauses"), _("Reminders are not paused."), pause_columns(), [add_pause], [self.end_pause]
        )
        self.notes = Section(
            _("Notes with a date"),
            _("Nothing to be reminded of."),
            note_columns(shop),
            [add_note],
            [self.end_note],
        )
        self.contacts = Section(
            _("Contacts"), _("No contacts yet."), contact_columns(shop), [self.log], [self.step, self.letter, self.file]
        )
        self.keeper = AttachmentKeeper(shop, number, self)
        self._build()
        self._wire()

    def _build(self) -> None:
        top = row(self.reviewed, self.review, gap=S3)
        top.setStretch(0, 1)
        sections = (self.promises, self.contacts, self.pauses, self.notes)
        self.setLayout(column(top, *sections, None, gap=S3, margins=(0, 0, 4, 12)))

    def _wire(self) -> None:
        self.promises.table.picked.connect(self._picked)
        self.contacts.table.picked.connect(self._picked)
        self.contacts.table.opened.connect(self.tell_step)
        self.keeper.wrong.connect(self._file_wrong)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def show_account(self, card: AccountCard) -> None:
        """Show what was agreed with the owner of an account."""
        self.acts.card = card
        self._asked += 1
        work = partial(read_said, self.shop.app, self.number)
        self.shop.tasks.run(work, partial(self._show, self._asked), self.shop.complain, owner=self)

    def _show(self, asked: int, said: Said) -> None:
        if asked != self._asked:
            return
        self.said = said
        self.promises.show_rows(said.promises.lines, kept_text(said.promises.rate))
        self.pauses.show_rows(said.agreed.pauses)
        self.notes.show_rows(sorted(said.agreed.notes, key=lambda note: note.on))
        count = len(said.contacts)
        self.contacts.show_rows(said.contacts, ngettext("{n} contact", "{n} contacts", count).format(n=count))
        day = said.agreed.last_review
        never = _("The account has not been looked through yet.")
        text = _("Account looked through last on {date}.")
        self.reviewed.setText(never if day is None else text.format(date=form.short_date(day)))
        self._picked()

    def _picked(self, *_value: object) -> None:
        promise: Any = self.promises.table.value()
        contact: Any = self.contacts.table.value()
        self.withdraw.setEnabled(isinstance(promise, PromiseLine) and promise.withdrawn_on is None)
        self.step.setEnabled(contact is not None and has_way(contact))
        self.letter.setEnabled(self._letter_of(contact) is not None)
        self.file.setEnabled(contact is not None and _file_of(contact) is not None)

    def _letter_of(self, contact: Any) -> IssuedLetter | None:
        """Return the letter a contact is, None for any other; a mailed statement has no number of its own."""
        return None if self.said is None or contact is None else self.said.letters.get(contact.id)

    # ---- acting on what is chosen -----------------------------------------------------------------------------------

    def add_promise(self) -> None:
        """Note a promise; the earlier ones are shown beside it."""
        if self.said is not None:
            known = [line.standing for line in self.said.promises.lines if line.standing is not None]
            self.acts.promise(known)

    def _withdraw(self) -> None:
        self.acts.withdraw(self.promises.table.value())

    def _end_pause(self) -> None:
        self.acts.end_pause(self.pauses.table.value())

    def _end_note(self) -> None:
        self.acts.end_note(self.notes.table.value())

    def tell_step(self, *_value: object) -> None:
        """Note what became of the chosen letter or message."""
        self.acts.tell_step(self.contacts.table.value())

    def show_letter(self) -> None:
        """Look at the chosen letter as it was issued."""
        self.acts.show_letter(self._letter_of(self.contacts.table.value()))

    def open_file(self) -> None:
        """Look at the scan or photo of the chosen contact."""
        contact: Any = self.contacts.table.value()
        wanted = _file_of(contact) if contact is not None else None
        if wanted is not None:
            files, customer = self.shop.app.files, contact.customer
            find: Callable[[], Any] = lambda: next(  # noqa: E731
                (each for each in files.attachments(customer) if each.id == wanted), None
            )
            self.shop.tasks.run(find, self.keeper.open, self.shop.complain, owner=self)

    def _file_wrong(self, sentences: list[str]) -> None:
        if sentences:
            self.shop.tell("\n".join(sentences))


def _file_of(contact: LoggedContact) -> int | None:
    """Return the attachment of a contact: the last receipt, else what was kept with it."""
    steps = [step.attachment for step in contact.steps if step.attachment is not None]
    return steps[-1] if steps else contact.attachment


class Section(Card):
    """A heading, a word beside it, a short table, and buttons: some always, some for the row that is chosen."""

    def __init__(
        self,
        title: str,
        none: str,
        columns: Sequence[Column],
        always: Sequence[QPushButton],
        on_row: Sequence[QPushButton],
    ) -> None:
        self.table = SmallTable(title, columns)
        self.word = label("", "mute-small")
        self._none = label(none, "mute", wrap=True)
        self._on_row = list(on_row)
        head = row(label(title, "heading"), self.word, None, gap=S3)
        bar = flowing(*always, *on_row)
        super().__init__(column(head, self._none, self.table, bar, gap=S2, margins=(S4, S3, S4, S4)))
        self.show_rows(())

    def show_rows(self, rows: Sequence[Any], word: str = "") -> None:
        """Show rows, the first chosen."""
        self.table.show_rows(rows)
        self.word.setText(word if rows else "")
        for part in (self.table, *self._on_row):
            part.setVisible(bool(rows))
        self._none.setVisible(not rows)
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
