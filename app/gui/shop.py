"""What every page and dialog shares: the open book's services, how figures are written, and who wants to know what.

Pages never know each other. What one wants of another it asks here by a signal, and the main window joins the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from app.errors import CounterbookError, Message
from app.gui import errors
from app.gui.at_desk import AtDesk
from app.gui.tasks import Tasks
from app.i18n import format as form
from app.i18n.catalog import _, current

if TYPE_CHECKING:
    from app.bootstrap import App
    from app.config.preferences import Preferences
    from app.core.settings import Settings
    from app.core.staff.rights import Right


@dataclass(frozen=True, slots=True)
class Toast:
    """A short word that something is done; `action` (its label and what it does) can take it back.

    One that `stays` is shown until it is closed, and comes back after any other.
    """

    text: str
    action: str = ""
    act: Callable[[], None] | None = None
    stays: bool = False


class Shop(QObject):
    """The open book as the window knows it."""

    #: Something was recorded: whoever shows figures reads them anew. The customer's number, or "" for anybody.
    changed = Signal(str)
    #: The shop's settings have changed.
    settings_changed = Signal()
    #: The reminder queue was planned anew or worked on: whoever shows it, or counts it, reads it anew.
    queue_changed = Signal()
    #: Somebody says that the computer's clock is right now, though reminders were planned for a later day.
    clock_trusted = Signal()
    #: The program is to look or speak differently: `language`, `theme`, `text_size`, `reminder_notice`, and the value.
    look_wanted = Signal(str, object)
    #: A customer is wanted at the counter (number).
    customer_wanted = Signal(str)
    #: Somebody who is not known yet is wanted at the counter (what was typed as the name).
    newcomer_wanted = Signal(str)
    #: A customer's file is wanted (number).
    file_wanted = Signal(str)
    #: A page is wanted (its name).
    page_wanted = Signal(str)
    #: A place on a page is wanted: the page's name, and what its `restore` takes.
    place_wanted = Signal(str, object)
    #: The search is wanted; the text to begin it with, or "".
    search_wanted = Signal(str)
    #: A toast is to be shown.
    told = Signal(object)
    #: Folders of backups were chosen, a backup was made: whoever watches over them looks again.
    keeping_changed = Signal()
    #: Something is to be done to the book's file while it is closed (a `FileWork`).
    file_work_wanted = Signal(object)
    #: Something about the staff was changed: who there is, what they may do, whether they are told apart.
    staff_changed = Signal()
    #: Somebody else sits at the desk, nobody does, or what they may do has changed: `desk` is what it is by now.
    desk_changed = Signal()
    #: An entry was recorded by a dialog: the customer's number, the entry, the words that say so.
    entry_recorded = Signal(str, int, str)

    def __init__(
        self, app: App, tasks: Tasks, settings: Settings, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.app = app
        self.tasks = tasks
        self.settings = settings
        self.preferences = preferences
        self._whole_days = False
        #: Who is at the desk; the program puts its own in, which outlives the window.
        self.desk = AtDesk()
        #: Remembers preferences for the next start; the program puts its own in.
        self.keep_preferences: Callable[[Preferences], None] = self.take_preferences

    def take_preferences(self, preferences: Preferences) -> None:
        """Go by other preferences from now on."""
        self.preferences = preferences

    # ---- figures ----------------------------------------------------------------------------------------------------

    def amount(self, minor: int, *, signed: bool = False) -> str:
        """Write an amount without the currency's sign, grouped, for columns."""
        text = form.amount(minor, self.app.book.decimals, current().language, signed=signed)
        return text.replace("-", "−")

    def money(self, minor: int) -> str:
        """Write an amount as a sentence bears it, with the currency's sign if the shop writes it."""
        book = self.app.book
        text = form.money(minor, book.currency, book.decimals, current().language, symbol=self.settings.money_sign)
        return text.replace("-", "−")

    def today(self) -> date:
        """Return the shop's local date."""
        return self.app.today()

    def day(self, day: date) -> str:
        """Write a date for a column: month and day this year, the whole date otherwise."""
        text = form.short_date(day)
        return text[5:] if day.year == self.today().year and not self._whole_days else text

    @contextmanager
    def whole_days(self) -> Iterator[None]:
        """Have dates written whole in the block, for those who read them later."""
        self._whole_days = True
        try:
            yield
        finally:
            self._whole_days = False

    # ---- words ------------------------------------------------------------------------------------------------------

    def sentence(self, message: Message) -> str:
        """Return a marked text in the person's language with its values filled in."""
        return errors.sentence(message, self.money)

    def words(self, error: CounterbookError) -> str:
        """Return what an expected error says."""
        return errors.words(error, self.money)

    def tell(self, text: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        """Show a toast."""
        self.told.emit(Toast(text, action, act))

    def tell_to_stay(self, text: str) -> None:
        """Show a toast that nobody can miss: it stays until it is closed."""
        self.told.emit(Toast(text, stays=True))

    def bars(self, right: Right | None) -> bool:
        """Say why whoever is at the desk has no part in something, and return whether that is so."""
        why = self.desk.bars(right)
        if why:
            self.tell(why)
        return bool(why)

    def recorded(self, customer: str, entry: int, text: str) -> None:
        """Make it known that an entry was recorded; the window offers to reverse it and to print its receipt."""
        self.entry_recorded.emit(customer, entry, text)
        self.changed.emit(customer)

    def complain(self, error: CounterbookError) -> None:
        """Show why something could not be done, where there is no field to say it at."""
        self.told.emit(Toast(self.words(error)))

    @staticmethod
    def new_id() -> str:
        """Return a request id; a dialog makes one when it opens, so that a double click records once."""
        return uuid4().hex

    def nothing(self) -> str:
        """Return the sign for "none" in a column."""
        return _("—")
