"""The bar over the page: the search box, who is at the counter, books, look and language."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QSizePolicy

from app.gui import theme
from app.gui.theme import S3
from app.gui.widgets.basics import button, label, native_keys, row
from app.gui.widgets.languages import LANGUAGE_NAMES, SHORT_NAMES
from app.gui.widgets.search_box import SearchBox
from app.i18n.catalog import LANGUAGES, _, current
from app.i18n.mark import N_

BOOK_WISHES = (
    ("open", N_("Open another book…"), "folder"),
    ("new", N_("New book…"), "plus"),
    ("move", N_("Move this book…"), "arrow-left"),
    ("demo", N_("Look at the demo shop"), "demo"),
)
"""What can be done with books: the wish, its marked title, its icon."""

ABOUT = (N_("About Counterbook"), "info")
"""What the program itself is: marked title and icon; it stands below what can be done with books."""


class TopBar(QFrame):
    """Says what is wanted; the window and the program carry it out."""

    language_wanted = Signal(str)
    theme_wanted = Signal(str)
    book_wanted = Signal(str)
    about_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("class", "top")
        self.setFixedHeight(theme.px(52))
        self.search = SearchBox()
        self.search.setMinimumWidth(theme.px(300))
        self.search.setMaximumWidth(theme.px(420))
        self.search.setTextMargins(0, 0, theme.px(52), 0)
        keys = label(native_keys("Ctrl+K"), "key")
        keys.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.search.setLayout(row(None, keys, margins=(0, 0, 8, 0)))
        short = SHORT_NAMES[current().language]
        self.language = button(short, "quiet", name=_("Language"), tip=_("Change the language"))
        self.look = button("", "quiet", icon=_look_icon(), name=_("Light or dark"))
        self.books = button("", "quiet", icon="book", name=_("Books"), tip=_("New book, open, move"))
        self.language.clicked.connect(self._language_menu)
        self.look.clicked.connect(self._other_look)
        self.books.clicked.connect(self._book_menu)
        self.who = label(_("Owner"), "mute")
        line = row(self.search, None, self.who, self.books, self.look, self.language, margins=(20, 0, S3, 0))
        line.setStretch(0, 3)
        line.setStretch(1, 1)
        self.setLayout(line)

    def be_bare(self) -> None:
        """Show only what a program without a book can do: look and language."""
        for part in (self.search, self.who, self.books):
            part.hide()

    def _language_menu(self) -> None:
        menu = QMenu(self)
        for code in LANGUAGES:
            action = QAction(LANGUAGE_NAMES[code], menu)
            action.setCheckable(True)
            action.setChecked(code == current().language)
            action.triggered.connect(partial(self._later, code))
            menu.addAction(action)
        _drop(menu, self.language)

    def _later(self, code: str) -> None:
        # After the menu has closed: the window that owns it is about to be replaced.
        QTimer.singleShot(0, self, partial(self.language_wanted.emit, code))

    def _other_look(self) -> None:
        QTimer.singleShot(0, self, partial(self.theme_wanted.emit, "light" if theme.is_dark() else "dark"))

    def _book_menu(self) -> None:
        menu = QMenu(self)
        for wish, title, icon in BOOK_WISHES:
            action = QAction(theme.icon(icon), _(title), menu)
            action.triggered.connect(partial(self.book_wanted.emit, wish))
            menu.addAction(action)
        menu.addSeparator()
        title, icon = ABOUT
        about = QAction(theme.icon(icon), _(title), menu)
        about.triggered.connect(self.about_wanted)
        menu.addAction(about)
        _drop(menu, self.books)


def _drop(menu: QMenu, under: QPushButton) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(under.mapToGlobal(under.rect().bottomLeft()))


def _look_icon() -> str:
    return "sun" if theme.is_dark() else "moon"
