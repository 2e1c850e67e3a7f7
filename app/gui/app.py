"""Starting the window: one program, one window at a time, the book it shows, and what happens when either changes.

The window is shown first; the book's side of the program, the database library above all, is loaded in the `db` lane
while the first frame is already on the screen.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app.errors import CounterbookError
from app.gui import errors
from app.gui.alarm import Alarm
from app.gui.books import is_there
from app.gui.holding import Holder, tell
from app.gui.main_window import FIRST, MainWindow, show_about, show_import
from app.gui.opening import Loader, Opened, bring_planner
from app.gui.tasks import Tasks
from app.i18n.catalog import _
from app.services import system

if TYPE_CHECKING:
    from app.gui.pages.welcome import WelcomePage
    from app.gui.shop import Shop

AGAIN_MS = 2000
"""When to look again whether a dialog that keeps the window from changing its look has closed."""

BREATH_MS = 600
"""Left to the person after a book has opened: what nobody waits for would stand in the lane before their question."""


class Program(Holder):
    """The running program."""

    def __init__(self, application: QApplication, *, tasks: Tasks | None = None, language: str | None = None) -> None:
        super().__init__(application, tasks=tasks, language=language)
        self.looks.changed.connect(self.rebuild)
        self.alarm = Alarm(lambda: self.window, self)
        self.tasks.unexpected.connect(self.alarm.raise_)
        self.single.called.connect(lambda: _bring_forward(self.window))
        self._welcome: WelcomePage | None = None

    # ---- starting ---------------------------------------------------------------------------------------------------

    def start(self, book: Path | None = None) -> bool:
        """Show the window, then open a book: the one asked for, that of last time, or none: then ask four questions.

        Returns False when a window of that book is open already; it has been brought to the front.
        """
        self.alarm.watch.start()
        self.looks.begin()
        wanted = book or self._last_book()
        if wanted is not None and not self.single.take(wanted):
            return False
        self._new_window(wanted.stem if wanted is not None else "")
        if wanted is not None:
            QTimer.singleShot(0, self, partial(self.open_book, wanted))  # the lane would make the first frame wait
        else:
            self.welcome()
        return True

    def _last_book(self) -> Path | None:
        """Return the book of last time, there or not: where it is not, that is said; else the one by its usual name."""
        if self.looks.preferences.book:
            return Path(self.looks.preferences.book)
        usual = system.default_book()
        return usual if is_there(usual) else None

    # ---- the window -------------------------------------------------------------------------------------------------

    def _new_window(self, name: str = "") -> MainWindow:
        window = MainWindow(self.tasks, name)
        window.language_wanted.connect(self.looks.change_language)
        window.theme_wanted.connect(self.looks.change_theme)
        window.book_wanted.connect(self.book_wanted)
        window.changed_over.connect(self.change_over)
        window.closing.connect(partial(self._remember, window))
        if self.looks.preferences.geometry:
            window.restore_geometry_text(self.looks.preferences.geometry)
        else:
            window.resize(FIRST.boundedTo(self.application.primaryScreen().availableSize()))
        self.window = window
        window.show()
        return window

    def rebuild(self) -> None:
        """Build the window anew with what it shows, after its language or its look has changed."""
        old = self.window
        if old is None:
            return
        if old.door is not None and old.door.kept:  # dialogs behind the door would go with the window
            old.door.show_page()
            QTimer.singleShot(AGAIN_MS, self, partial(_rebuild_when_free, self))
            return
        page = old.current_page()
        states = {name: each.state() for name, each in old.pages.items()}
        welcome = self._welcome.state() if self._welcome is not None else None
        unread = old.toasts.staying()
        window = self._replace(old)
        if self.opened is None:
            if welcome is not None:
                self.welcome(*self._trouble).restore(welcome)
            return
        self._attach(window, self.opened, page)
        for name, state in states.items():
            made = window.page(name)
            if made is not None and state is not None:
                made.restore(state)
        window.go(page)
        if unread and window.shop is not None:
            tell(window.shop, self.opened.must_know())

    def change_over(self) -> None:
        """Build the window anew for somebody else at the desk: of what it showed only the customer stays."""
        old, opened = self.window, self.opened
        if old is None or opened is None:
            return
        at_counter = old.current_page() == "counter"
        state = old.pages["counter"].state() if "counter" in old.pages and at_counter else None
        window = self._replace(old)
        self._attach(window, opened, "counter")
        if state is not None and "counter" in window.pages:
            window.pages["counter"].restore(state)

    def _replace(self, old: MainWindow) -> MainWindow:
        """Put a new window in the place of one that goes."""
        self.looks.keep_place(old.geometry_text())
        self._welcome = None
        window = self._new_window()
        old.hide()
        old.deleteLater()
        return window

    def _attach(self, window: MainWindow, opened: Opened, page: str) -> None:
        from app.gui.alerts import Alerts
        from app.gui.last_backup import LastBackup
        from app.gui.shop import Shop
        from app.gui.troubles import Trouble

        shop = Shop(opened.app, self.tasks, opened.settings, self.looks.preferences, window)
        shop.keep_preferences = self.looks.keep
        shop.look_wanted.connect(self.looks.change)
        if opened.desk is not None:
            shop.desk = opened.desk
        shop.file_work_wanted.connect(self.work_on_file)
        self.looks.kept.connect(shop.take_preferences)
        window.attach(shop, page)
        if self.keeper is not None:
            alerts = Alerts(self.keeper, shop, window)
            alerts.help_wanted.connect(partial(Trouble(self, window).help_open, shop, self.keeper))
            window.last_thing = LastBackup(self.keeper, window).may_go
        if self.filled is not None and self.filled == self.book:
            self.filled = None
            QTimer.singleShot(0, window, partial(show_import, window))
        _look_for_newer(window, shop)
        QTimer.singleShot(BREATH_MS, window, partial(_go_on, window, shop, self.loader))

    def welcome(self, trouble: CounterbookError | None = None, path: Path | None = None) -> WelcomePage:
        """Ask the four questions of a first run, offer the demo shop and the books of before."""
        from app.gui.pages.welcome import WelcomePage

        gc.enable()  # no book will do it soon
        problem = errors.words(trouble) if trouble is not None else ""
        page = WelcomePage(self.tasks, self.looks.preferences, problem=problem, tried=path)
        page.import_wanted.connect(self.import_into)
        page.opened.connect(self.switch_book)
        page.restored.connect(self.switch_book)
        page.language_wanted.connect(self.looks.change_language)
        self._welcome = page
        if self.window is not None:
            self.window.show_welcome(page)
            page.focus_first()
        return page

    # ---- the end ----------------------------------------------------------------------------------------------------

    def _remember(self, window: MainWindow) -> None:
        self.looks.keep_place(window.geometry_text())
        self.looks.keep(self.looks.preferences)

    def end(self) -> None:
        """Finish what is under way, close the book, give the place back."""
        if self.keeper is not None:
            self.keeper.halt()
        self.tasks.end()
        if self.opened is not None:
            self.opened.app.close()
            self.opened = None
        self.single.leave()
        self.alarm.watch.stop()


def _rebuild_when_free(program: Program) -> None:
    """Build the window anew once nothing stands over it or waits behind its door."""
    window = program.window
    waits = window is not None and window.door is not None and bool(window.door.kept)
    if waits or program.application.activeModalWidget() is not None:
        QTimer.singleShot(AGAIN_MS, program, partial(_rebuild_when_free, program))
    else:
        program.rebuild()


def _go_on(window: MainWindow, shop: Shop, loader: Loader) -> None:
    """Begin what nobody waits for: the first page and the first question come first."""
    if window.isEnabled():  # else its book is about to be closed
        window.tasks.run(bring_planner, lambda _nothing: _remind(window, shop), owner=window)
        loader.begin(shop.app)


def _remind(window: MainWindow, shop: Shop) -> None:
    """Plan the reminder queue from now on, show how many wait, and say so once a day if that is wanted."""
    from app.gui.planner import Planner
    from app.gui.tray import DailyNotice

    planner, notice = Planner(shop, parent=window), DailyNotice(shop, window)
    planner.counted.connect(partial(window.rail.show_count, "reminders"))
    planner.counted.connect(notice.tell)
    planner.refused.connect(shop.tell)
    planner.clock_doubted.connect(partial(_doubt_clock, shop))
    notice.opened.connect(partial(window.go, "reminders"))
    planner.begin()


def _look_for_newer(window: MainWindow, shop: Shop) -> None:
    """Ask for a newer version, some time after the start and only where that is allowed."""
    from app.gui.newer import WAIT_MS, NewerVersion

    newer = NewerVersion(shop, window)
    newer.opened.connect(partial(show_about, window))
    QTimer.singleShot(WAIT_MS, newer, newer.look)


def _doubt_clock(shop: Shop, text: str) -> None:
    """Say that the clock is behind the last planning; whoever knows that it is right may say so."""
    shop.tell(text, _("The clock is right"), shop.clock_trusted.emit)


def _bring_forward(window: MainWindow | None) -> None:
    """Show a window over all others."""
    if window is not None:
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()


SWITCH_S = 0.0005
"""How long a lane may compute before the window's thread, when it has something to draw, is let in.

With Python's usual 5 ms every cell drawn waits as long, and a list of a hundred cells stands still for half a second.
"""

GARBAGE = (2_000, 20, 100)
"""How many new objects make Python look for rings of garbage; it holds everything up for as long as it looks."""


def run_smoothly() -> None:
    """Tell Python that a window must never wait long; garbage is not looked for until the book is open."""
    sys.setswitchinterval(SWITCH_S)
    gc.set_threshold(*GARBAGE)
    gc.disable()


class Application(QApplication):
    """The application; macOS hands it the files of books that are double-clicked, and starts no second program."""

    #: A book's file is to be opened.
    file_wanted = Signal(Path)

    def event(self, event: QEvent) -> bool:
        """Hear the wish to open a file; an event filter would be asked at every event of every widget."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_wanted.emit(Path(event.file()))
            return True
        return super().event(event)


def main(
    book: Path | None = None, language: str | None = None, watch: Callable[[Program], object] | None = None
) -> int:
    """Run the window until it is closed; return the exit code. `watch` is handed the program once it has started."""
    run_smoothly()
    QApplication.setApplicationName("Counterbook")
    QApplication.setDesktopFileName("counterbook")
    application = Application(sys.argv[:1])
    program = Program(application, language=language)
    if not program.start(book):
        return 0
    application.file_wanted.connect(program.switch_book)
    hints = application.styleHints()
    hints.colorSchemeChanged.connect(lambda _scheme: QTimer.singleShot(0, program, program.looks.follow_system))
    watching = watch(program) if watch is not None else None
    code = application.exec()
    del watching
    program.end()
    return code
