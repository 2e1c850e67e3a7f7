"""Which book the program holds open, and how another takes its place; how it shows is the program's business."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.core.staff.rights import Act
from app.errors import BookUnusable, CounterbookError, Message
from app.gui import errors
from app.gui.books import demo_path, same_place
from app.gui.dialogs.ask import explain
from app.gui.looks import Looks
from app.gui.on_file import carry_out
from app.gui.opening import Loader, Opened, open_path
from app.gui.single import Single
from app.gui.tasks import Tasks
from app.gui.troubles import Said, way_out
from app.gui.waiting import Waiting
from app.i18n.catalog import _, current
from app.i18n.mark import N_
from app.services import places

if TYPE_CHECKING:
    from app.gui.file_work import FileWork
    from app.gui.keeper import Keeper
    from app.gui.main_window import MainWindow
    from app.gui.shop import Shop
    from app.services.protection import Key


class Holder(QObject):
    """Holds one book at a time. Subclasses show it: they make windows and the welcome page."""

    def __init__(self, application: QApplication, *, tasks: Tasks | None = None, language: str | None = None) -> None:
        super().__init__()
        self.application = application
        self.tasks = tasks or Tasks(self)
        self.looks = Looks(application, language, self)
        self.waiting = Waiting(lambda: self.window, self)
        self.tasks.unexpected.connect(self.waiting.end)
        self.loader = Loader(self.tasks, self)
        self.single = Single(self)
        self.window: MainWindow | None = None
        self.opened: Opened | None = None
        self.book: Path | None = None
        #: Looks after the book that is open.
        self.keeper: Keeper | None = None
        #: The new book that other programs' files are to be brought into.
        self.filled: Path | None = None
        #: Why the book that was wanted could not be opened, and where it was looked for.
        self._trouble: tuple[CounterbookError | None, Path | None] = (None, None)

    @property
    def key(self) -> Key | None:
        """The key of the open book, None where it is not encrypted."""
        return self.opened.app.store.key if self.opened is not None else None

    def may_move(self) -> None:
        """Refuse to move the open book where whoever is at the desk may not; to be run in a lane."""
        from app.services.rights import allow

        if self.opened is not None:
            allow(self.opened.app.store, self.opened.app.around, Act.MOVE_BOOK)

    # ---- what subclasses do -----------------------------------------------------------------------------------------

    def _replace(self, old: MainWindow) -> MainWindow:
        """Put a new window in the place of one that goes."""
        raise TypeError(type(self).__name__, old)

    def _attach(self, window: MainWindow, opened: Opened, page: str) -> None:
        """Show an open book in a window."""
        raise TypeError(type(self).__name__, window, opened, page)

    def welcome(self, trouble: CounterbookError | None = None, path: Path | None = None) -> object:
        """Show the first page of a program without a book."""
        raise TypeError(type(self).__name__, trouble, path)

    # ---- opening ----------------------------------------------------------------------------------------------------

    def open_book(self, path: Path, news: str = "", key: Key | None = None, must: tuple[str, str] = ("", "")) -> None:
        """Open a book and show it; a book that cannot be opened is explained, and another may be chosen.

        `news` is said of it once it is open; `must`, a title and a text, is to be read.
        """
        self.waiting.begin()
        done, failed = partial(self._book_open, path, news, must), partial(self._not_open, path, Said(news, must, key))
        self.tasks.run(partial(open_path, path, key), done, failed, owner=self)

    def _book_open(self, path: Path, news: str, must: tuple[str, str], opened: Opened) -> None:
        from app.gui.keeper import Keeper

        self.waiting.end()
        if self.opened is not None:
            if self.window is not None:
                self.window.rest()
            self._close()  # after what the window before still wanted of it
        self.opened, self.book = opened, path
        self.keeper = Keeper(opened.app, self.tasks, lambda: self.looks.preferences, self)
        self.keeper.begin()
        if not same_place(path, demo_path()):  # next time the person's own book is opened, not what they play with
            self.looks.keep(self.looks.preferences.with_book(path))
        if not self.looks.asked and not self.looks.preferences.language:
            self.looks.speak(opened.settings.language or opened.app.book.language)
        window = self.window
        if window is None:
            return
        if window.shop is not None or window.welcome is not None or current().language != window.spoken:
            window = self._replace(window)
        self._attach(window, opened, "counter")
        if window.shop is not None:
            tell(window.shop, opened.must_know(), news or opened.news())
        if must[1]:
            explain(window, *must)

    def _not_open(self, path: Path, said: Said, error: CounterbookError) -> None:
        """Offer a way out where there is one: ask for a passphrase, a backup in the place of what is damaged."""
        self.waiting.end()
        if self.window is not None and not self.window.isEnabled():  # its book is closed: nothing could be done in it
            self._replace(self.window)
        refused = partial(self._stay_closed, path, error)
        if self.window is None or not way_out(self, self.window, path, error, refused, said):
            refused()

    def _stay_closed(self, path: Path, error: CounterbookError) -> None:
        """Explain it, and stay in the book that is open, or ask for another one."""
        if self.opened is None or self.book is None or self.window is None:
            self._trouble = error, path
            self.welcome(error, path)
            return
        self.single.take(self.book)
        explain(self.window, _("The book was not opened"), errors.words(error))

    def switch_book(self, path: Path, news: str = "", key: Key | None = None, must: tuple[str, str] = ("", "")) -> None:
        """Show another book, and say `news` there; a window that shows it already comes to the front instead."""
        if self.opened is not None and self.book is not None:
            if same_place(path, self.book):
                return
            if places.is_part_of(path, self.book):
                text = N_("{path} is not a book of this program.")
                self._stay_closed(path, BookUnusable(Message(text, {"path": path})))
                return
        if self.single.take(path):
            self.open_book(path, news, key, must)
        elif self.window is not None and self.opened is None:
            self.window.close()

    def leave_book(self) -> None:
        """Close the book, so that its file may be moved; nothing can be done in the window until another is opened."""
        self._close()
        if self.window is not None:
            self.window.rest()
        self.single.leave()

    def _close(self) -> None:
        """Close the book, once what reads it in the background has stopped."""
        if self.keeper is not None:
            self.keeper.halt()
            self.tasks.run(self.keeper.close)
            self.keeper.deleteLater()
        self.opened = self.keeper = None

    def import_into(self, path: Path) -> None:
        """Have other programs' files brought into a book as soon as it is open."""
        self.filled = path

    def work_on_file(self, work: FileWork) -> None:
        """Do something to the book's file, which is closed for it."""
        carry_out(work, self)

    def book_wanted(self, wish: str) -> None:
        """Do what the menu of books says: new, open, move, demo."""
        from app.gui.dialogs import books

        if self.window is not None:
            books.carry_out(wish, self, self.window)


def tell(shop: Shop, must_know: str, news: str = "") -> None:
    """Say what is to be known of a book that has just been opened; what must be known stays, after the rest."""
    if must_know:
        shop.tell_to_stay(must_know)
    if news:
        shop.tell(news)
