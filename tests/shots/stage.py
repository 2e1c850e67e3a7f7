"""A stage for pictures: the program's window over a book on a fixed day, drawn nowhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from app.bootstrap import App
from app.config.preferences import Preferences
from app.gui import main_window, theme
from app.gui.main_window import MainWindow
from app.gui.shop import Shop
from app.gui.tasks import Tasks
from app.i18n import catalog
from app.i18n.catalog import Translator
from app.services.counter import AccountCard
from app.services.system import use_language
from app.system import secrets
from tests.gui.shop_book import open_on

WINDOW = QSize(1200, 800)
SMALL = QSize(1024, 640)


class Stage:
    """One language, one theme, one book."""

    def __init__(
        self, book: Path, language: str, look: str, size: QSize = WINDOW, translator: Translator | None = None
    ) -> None:
        main_window.FACTS_MS = 0  # a picture has no time to wait for the line at the foot
        secrets._known = tuple  # nobody's keyring is asked for a picture
        use_language(language)
        if translator is not None:
            catalog.install(translator)
        theme.wear(application(), look, 100)
        self.path = book
        # Dialogs let a second press of what opened them pass; a scene presses once, and at once.
        self._double_click = application().doubleClickInterval()
        application().setDoubleClickInterval(0)
        self.app: App = open_on(book)
        self.tasks = Tasks(inline=True)
        #: What undoes at the end of a scene what closing its dialogs does not.
        self.struck: list[Callable[[], object]] = []
        self.unexpected: list[BaseException] = []
        self.tasks.unexpected.connect(self.unexpected.append)
        self.preferences = Preferences()
        #: Books that scenes have opened besides.
        self.others: list[App] = []
        self.window = MainWindow(self.tasks)
        self.window.resize(size)
        self.window.show()
        self.shop = Shop(self.app, self.tasks, self.app.settings.current(), self.preferences, self.window)
        self.window.attach(self.shop)
        self.settle()

    def card(self, number: str = "0042") -> AccountCard:
        """Return a customer's account card."""
        return self.app.counter.card(number)

    def dialog(self, make: Callable[[], QDialog]) -> QDialog:
        """Open a dialog over the window."""
        made = make()
        made.open()
        self.settle()
        return made

    def settle(self) -> None:
        """Let everything that waits for the event loop happen."""
        for _again in range(6):
            application().processEvents()
            application().sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def picture(self, widget: QWidget, path: Path) -> None:
        """Save a picture of a widget."""
        self.settle()
        widget.grab().save(str(path))

    def strike(self) -> None:
        """Close whatever stands over the window."""
        while self.struck:
            self.struck.pop()()
        for widget in application().topLevelWidgets():
            if widget is not self.window and isValid(widget):  # closing one may delete the next
                widget.close()
        self.window.search.leave()
        self.window.toasts.hide()
        self.settle()

    def close(self) -> None:
        """Close everything."""
        self.strike()
        self.window.hide()  # not closed: it would ask what to do with what is typed and not saved
        self.tasks.end()
        for each in (self.app, *self.others):
            each.close()
        application().setDoubleClickInterval(self._double_click)
        self.window.deleteLater()
        self.settle()
        if self.unexpected:
            raise self.unexpected[0]


@contextmanager
def staged(book: Path, folder: Path, language: str, look: str, size: QSize = WINDOW) -> Iterator[Stage]:
    """Set a stage over a copy of a book, and strike it afterwards."""
    copy = folder / "shop.cbook"
    for old in folder.glob("shop.cbook*"):
        old.unlink()
    shutil.copy(book, copy)
    stage = Stage(copy, language, look, size)
    try:
        yield stage
    finally:
        stage.close()


def application() -> QApplication:
    """Return the one application, dressed for pictures."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    made = QApplication(["shots"])
    made.setCursorFlashTime(0)
    theme.bring_fonts(always=True)
    return made
