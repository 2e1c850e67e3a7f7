"""The window: rail, top bar, the page in the middle, status line, toasts; and the only place where pages are joined.

It is shown before the book is open; `attach` then fills it. Pages are imported and made when first wanted, so that
the first frame waits for none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QPushButton, QStackedWidget, QWidget

from app.core.staff.rights import Right
from app.gui import theme
from app.gui.approving import Approving
from app.gui.at_desk import called
from app.gui.finder import Command, Finder
from app.gui.locking import Door
from app.gui.widgets.alert_band import AlertBand
from app.gui.widgets.basics import column, native_keys, row
from app.gui.widgets.rail import Rail, Stop, keys_of
from app.gui.widgets.status_line import StatusLine
from app.gui.widgets.toast import Toasts
from app.gui.widgets.top_bar import ABOUT, BOOK_WISHES, IN, OUT, TopBar
from app.i18n.catalog import _, current, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.pages.base import Page
    from app.gui.shop import Shop
    from app.gui.tasks import Tasks

SMALLEST = QSize(1024, 640)
FIRST = QSize(1200, 800)

TABLES = ("excel", "xlsx", "csv")
"""What people type into the search who have a spreadsheet to bring in, or want one."""

FACTS_MS = 600
"""After how long the line at the foot asks for its figures: the first question comes before them."""


def _counter(shop: Shop) -> Page:
    from app.gui.pages.counter import CounterPage

    return CounterPage(shop)


def _customers(shop: Shop) -> Page:
    from app.gui.pages.customers import CustomersPage

    return CustomersPage(shop)


def _statements(shop: Shop) -> Page:
    from app.gui.pages.statements import StatementsPage

    return StatementsPage(shop)


def _reminders(shop: Shop) -> Page:
    from app.gui.pages.reminders import RemindersPage

    return RemindersPage(shop)


def _receivables(shop: Shop) -> Page:
    from app.gui.pages.receivables import ReceivablesPage

    return ReceivablesPage(shop)


def _reports(shop: Shop) -> Page:
    from app.gui.pages.reports import ReportsPage

    return ReportsPage(shop)


def _reconcile(shop: Shop) -> Page:
    from app.gui.pages.reconcile import ReconcilePage

    return ReconcilePage(shop)


def _day_end(shop: Shop) -> Page:
    from app.gui.pages.day_end import DayEndPage

    return DayEndPage(shop)


def _audit(shop: Shop) -> Page:
    from app.gui.pages.audit import AuditPage

    return AuditPage(shop)


def _settings(shop: Shop) -> Page:
    from app.gui.pages.settings import SettingsPage

    return SettingsPage(shop)


ROOMS = (
    Stop("counter", N_("Counter"), "counter"),
    Stop("customers", N_("Customers"), "customers"),
    Stop("statements", N_("Statements"), "statements"),
    Stop("reminders", N_("Reminders"), "reminders"),
    Stop("receivables", N_("Receivables"), "receivables"),
    Stop("reports", N_("Reports"), "reports"),
    Stop("reconcile", N_("Reconcile"), "reconcile"),
    Stop("day_end", N_("Day's end"), "day-end"),
    Stop("audit", N_("Audit"), "audit"),
    Stop("settings", N_("Settings"), "settings"),
)

MAKERS = {
    "counter": _counter,
    "customers": _customers,
    "statements": _statements,
    "reminders": _reminders,
    "receivables": _receivables,
    "reports": _reports,
    "reconcile": _reconcile,
    "day_end": _day_end,
    "audit": _audit,
    "settings": _settings,
}


NEEDS = {
    "counter": Right.VIEW,
    "customers": Right.VIEW,
    "statements": Right.VIEW,
    "reminders": Right.VIEW,
    "receivables": Right.REPORTS,
    "reports": Right.REPORTS,
    "reconcile": Right.REPORTS,
    "day_end": Right.DRAWER,
    "audit": Right.AUDIT,
}
"""What somebody must be allowed to do to see a page; the settings show what each may change."""

SAFETY = (("staff", "Staff", "staff"), ("backup", "Backup", "save"), ("encryption", "Encryption", "lock"))
"""Parts of the settings that people look for by name: the part, its name as it stands there, an icon."""


class MainWindow(QMainWindow):
    """The one window of a book."""

    #: The person wants the program in another language.
    language_wanted = Signal(str)
    #: The person wants another look: light, dark or system.
    theme_wanted = Signal(str)
    #: The window is about to close for good.
    closing = Signal()
    #: The person wants to do something with books: new, open, move, demo.
    book_wanted = Signal(str)
    #: Somebody else has signed in: the window is to be built anew for them.
    changed_over = Signal()

    def __init__(self, tasks: Tasks, name: str = "") -> None:
        super().__init__()
        self.tasks = tasks
        self.shop: Shop | None = None
        #: The language the window was built in.
        self.spoken = current().language
        self.finder: Finder | None = None
        #: Asked when nothing else bars closing; says whether to close now, or else closes the window later itself.
        self.last_thing: Callable[[], bool] | None = None
        self.pages: dict[str, Page] = {}
        #: The first page of a program without a book, while it shows.
        self.welcome: QWidget | None = None
        self.setMinimumSize(SMALLEST)
        self.resize(FIRST)
        self.setWindowIcon(theme.icon("app"))
        self.setWindowTitle(_("Counterbook"))
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.rail, self.top, self.status = Rail(ROOMS, name), TopBar(), StatusLine(tasks)
        self.search = self.top.search
        #: What must be known of the book's safety.
        self.alert = AlertBand()
        right = column(self.top, self.alert, self.stack, self.status, gap=0)
        right.setStretch(2, 1)
        self.middle = QWidget()
        self.middle.setLayout(row(self.rail, right, gap=0))
        #: What is in the window, and over it the page to sign in while nobody has.
        self.cover = QStackedWidget()
        self.cover.addWidget(self.middle)
        self.setCentralWidget(self.cover)
        self.door: Door | None = None
        #: Where somebody wanted to go while the door was shut.
        self.then: tuple[str, object] | None = None
        self.toasts = Toasts(self.middle)
        self._wire()

    def _wire(self) -> None:
        self.rail.wanted.connect(self.go)
        self.rail.listen(self)
        self.top.language_wanted.connect(self.language_wanted)
        self.top.theme_wanted.connect(self.theme_wanted)
        self.top.book_wanted.connect(self.book_wanted)
        self.top.about_wanted.connect(partial(show_about, self))
        self.top.in_wanted.connect(partial(show_import, self))
        self.top.out_wanted.connect(partial(show_out, self))
        for keys in ("Ctrl+K", "Ctrl+F"):
            QShortcut(QKeySequence(keys), self, self.go_search)

    # ---- the book ---------------------------------------------------------------------------------------------------

    def attach(self, shop: Shop, page: str = "counter") -> None:
        """Show an open book."""
        from app.gui.dialogs.after_entry import AfterEntry

        self.shop = shop
        self.approving = Approving(shop, self)
        self.door = Door(shop, self, self.cover, partial(_unsaved, self))
        self.door.changed_over.connect(self.changed_over)
        self.door.opened.connect(partial(_go_on, self))
        self.top.who_wanted.connect(partial(_who_wants, self))
        shop.desk_changed.connect(partial(_show_rights, self))
        shop.desk_changed.connect(partial(_ask_facts, self))
        _show_rights(self)
        self.after_entry = AfterEntry(shop, self)
        self.finder = Finder(self.search, shop, partial(_commands, self))
        self.search.asked.connect(self.finder.ask)
        self.search.entered.connect(self.finder.enter)
        shop.customer_wanted.connect(self.show_customer)
        shop.file_wanted.connect(self.show_file)
        shop.page_wanted.connect(self.go)
        shop.place_wanted.connect(self.go)
        shop.search_wanted.connect(self.go_search)
        shop.told.connect(self.toasts.show_toast)
        shop.changed.connect(partial(_changed, self))
        shop.settings_changed.connect(self._name_shop)
        self._name_shop()
        self.go(page)
        self.finder.prepare()
        QTimer.singleShot(FACTS_MS, self, partial(_ask_facts, self))

    def rest(self) -> None:
        """Ask the book nothing more and take no orders: it is about to be closed."""
        self.setEnabled(False)
        if self.finder is not None:
            self.finder.rest()

    def show_welcome(self, page: QWidget) -> None:
        """Show the first page of a program without a book; there is nothing to go to yet."""
        self.welcome = page
        self.rail.hide()
        self.top.be_bare()
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def _name_shop(self) -> None:
        if self.shop is not None:
            name = self.shop.settings.shop_name or self.shop.app.book.name
            self.rail.shop_name.setText(name)
            self.rail.demo.setVisible(self.shop.app.demo)
            title = _("{shop} (demo shop) — Counterbook") if self.shop.app.demo else _("{shop} — Counterbook")
            self.setWindowTitle(title.format(shop=name))

    # ---- pages ------------------------------------------------------------------------------------------------------

    def go(self, name: str, place: object = None) -> None:
        """Show a page; a place on it is what its `restore` takes."""
        if self.door is not None and self.door.shut:
            self.then = name, place
            return
        wanted, name = name, _allowed(self, name)
        page = self.page(name)
        if page is None:
            return
        self.stack.setCurrentWidget(page)
        self.rail.light_up(name)
        page.arrive()
        page.focus_first()
        if place is not None and name == wanted:
            page.restore(place)

    def page(self, name: str) -> Page | None:
        """Return a page, made if it was not yet."""
        if self.shop is None:
            return None
        if name not in self.pages:
            self.pages[name] = MAKERS[name](self.shop)
            self.stack.addWidget(self.pages[name])
        return self.pages[name]

    def current_page(self) -> str:
        """Return the name of the page that shows."""
        return next((name for name, page in self.pages.items() if page is self.stack.currentWidget()), "counter")

    def show_customer(self, number: str) -> None:
        """Show a customer at the counter."""
        self.go("counter", number)

    def show_file(self, number: str) -> None:
        """Show a customer's file."""
        self.go("customers", ("file", number))

    def go_search(self, text: str = "") -> None:
        """Go to the search box; a text begins the search."""
        self.search.setFocus()
        self.search.selectAll()
        if text:
            self.search.insert(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that the keys have come to, as people expect; Qt does so in dialogs only.

        Not one that the mouse has pressed last: a scanner of cards ends with Enter, and would press it again.
        """
        pressed = self.focusWidget() if self.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange) else None
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if enter and isinstance(pressed, QPushButton):
            pressed.click()
        else:
            super().keyPressEvent(event)

    # ---- the end ----------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless something long is under way: then ask what to do about it."""
        if not may_leave(self) or (self.last_thing is not None and not self.last_thing()):
            event.ignore()
            return
        self.closing.emit()
        event.accept()

    # ---- what is remembered -----------------------------------------------------------------------------------------

    def geometry_text(self) -> str:
        """Return size and place as text for the preferences."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def restore_geometry_text(self, text: str) -> None:
        """Take the size and place of last time, if they still fit a screen."""
        if text:
            self.restoreGeometry(QByteArray.fromBase64(text.encode("ascii", "ignore")))


def _go_on(window: MainWindow) -> None:
    """Go where somebody wanted to while the door was shut."""
    wanted, window.then = window.then, None
    if wanted is not None:
        window.go(*wanted)


def _allowed(window: MainWindow, name: str) -> str:
    """Return a page that may be seen: the one that is wanted, or what shows already; say why it is not."""
    if window.shop is None or not window.shop.bars(NEEDS.get(name)):
        return name
    return window.current_page() if window.pages else "settings"


def _show_rights(window: MainWindow) -> None:
    """Show who is at the desk, and grey the pages that they may not see."""
    if window.shop is not None:
        desk = window.shop.desk
        window.top.show_who(called(desk.member) if desk.on and desk.member is not None else "")
        window.rail.show_bars({name: desk.bars(right) for name, right in NEEDS.items()})


def _who_wants(window: MainWindow, wish: str) -> None:
    """Do what the menu of who is at the desk says."""
    if window.shop is None or window.door is None:
        return
    if wish == "change":
        window.door.change_over()
    else:
        from app.gui.dialogs.own_secret import OwnSecretDialog

        OwnSecretDialog(window.shop, window).open()


def _unsaved(window: MainWindow) -> str:
    """Return the name of a page on which something was typed and not saved, "" for none."""
    return next((name for name, page in window.pages.items() if page.unsaved()), "")


def may_leave(window: MainWindow) -> bool:
    """Ask what to do about what is under way, and about what is typed and not saved; say whether to go on."""
    from app.gui.dialogs.ask import leave_anyway, throw_away

    if window.tasks.long and not leave_anyway(window, window.tasks.long[-1].label):
        return False
    unsaved = _unsaved(window)
    if unsaved:
        window.go(unsaved)
        return throw_away(window)
    return True


def show_about(window: MainWindow) -> None:
    """Show what the program is, and whether there is a newer one."""
    window.go("settings")
    window.pages["settings"].restore("about")


def show_import(window: MainWindow) -> None:
    """Open the assistant for other programs' files."""
    if window.shop is not None:
        from app.gui.dialogs.intake.assistant import bring_in

        bring_in(window.shop, window)


def show_out(window: MainWindow) -> None:
    """Show what can be written into files for others."""
    window.go("settings", "out")


def _changed(window: MainWindow, customer: str) -> None:
    """Something was recorded: pages, and the line at the foot, read anew."""
    for page in window.pages.values():
        page.on_changed(customer)
    window.status.say_saved()
    _ask_facts(window)


def _ask_facts(window: MainWindow) -> None:
    """Have the line at the foot ask for its figures."""
    if window.shop is None or not window.isEnabled():  # its book is about to be closed
        return
    if window.shop.desk.bars(Right.REPORTS):  # what came in today is a figure of the whole shop
        window.status.facts.clear()
    else:
        window.status.ask_facts(window.shop)


def _commands(window: MainWindow) -> list[Command]:
    """Return what the search box can do besides finding customers: pages, and what pages offer."""
    found = [
        _command(room.title, room.icon, partial(window.go, room.name), native_keys(keys_of(at)))
        for at, room in enumerate(ROOMS)
        if window.shop is None or not window.shop.desk.bars(NEEDS.get(room.name))
    ]
    for name in ("counter", "customers", "reminders", "receivables", "reports", "reconcile", "audit"):
        page = window.pages.get(name)  # none is made for a search: it would be felt while typing
        if page is not None:
            found += [_command(title, icon, act, keys) for title, icon, act, keys in page.offers()]
    for part, title, icon in SAFETY:
        shown, go = pgettext("settings", title), partial(window.go, "settings", part)
        found.append(Command((shown.casefold(), title.casefold()), shown, "", icon, go))
    found += [_command(title, icon, partial(window.book_wanted.emit, wish)) for wish, title, icon in BOOK_WISHES]
    found.append(_command(*IN, partial(show_import, window), also=("import", *TABLES)))
    found.append(_command(*OUT, partial(show_out, window), also=("export", *TABLES)))
    found.append(_command(*ABOUT, partial(show_about, window)))
    return found


def _command(
    title: str, icon: str, act: Callable[[], object], keys: str = "", *, also: tuple[str, ...] = ()
) -> Command:
    shown = _(title)
    return Command((shown.casefold(), title.casefold(), *also), shown, keys, icon, act)
