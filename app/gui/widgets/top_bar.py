"""The bar over the page: the search box, who is at the counter, books, look and language."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QSizePolicy

from app.gui import theme
from app.gui.theme import S3
from app.gui.widgets.basics import KeyButton, button, label, native_keys, row
from app.gui.widgets.corner import Corner
from app.gui.widgets.search_box import SearchBox
from app.i18n.catalog import _
from app.i18n.mark import N_

BOOK_WISHES = (
    ("open", N_("Open another book…"), "folder"),
    ("new", N_("New book…"), "plus"),
    ("backup", N_("Open a backup…"), "reopen"),
    ("folder", N_("Open an exported folder…"), "import"),
    ("move", N_("Move this book…"), "arrow-left"),
    ("demo", N_("Look at the demo shop"), "demo"),
)
"""What can be done with books: the wish, its marked title, its icon."""

ABOUT = (N_("About Counterbook"), "info")
"""What the program itself is: marked title and icon; it stands below what can be done with books."""

IN = (N_("Bring data into the book…"), "import")
"""The way in for other programs' files: marked title and icon."""

OUT = (N_("Take data out of the book…"), "export")
"""The way to all that can be written into files for others: marked title and icon."""


class TopBar(QFrame):
    """Says what is wanted; the window and the program carry it out."""

    language_wanted = Signal(str)
    theme_wanted = Signal(str)
    book_wanted = Signal(str)
    about_wanted = Signal()
    in_wanted = Signal()
    out_wanted = Signal()
    #: Who is at the desk wants something: `change` over, another PIN (`secret`).
    who_wanted = Signal(str)

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
        self.books = button("", "quiet", icon="book", name=_("Books"), tip=_("New book, open, move"))
        self.corner = Corner()
        self.corner.language_wanted.connect(self.language_wanted)
        self.corner.theme_wanted.connect(self.theme_wanted)
        self.books.clicked.connect(self._book_menu)
        self.who = KeyButton("", "F12", "quiet")
        self.who.hide()
        self.who.clicked.connect(self._who_menu)
        line = row(self.search, None, self.who, self.books, self.corner, margins=(20, 0, S3, 0))
        line.setStretch(0, 3)
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_who(self, name: str) -> None:
        """Show who is at the desk; nothing in a shop that does not tell its staff apart."""
        self.who.say(name)
        self.who.setToolTip(_("{name} is at the counter. F12: somebody else.").format(name=name))
        self.who.setVisible(bool(name))

    def be_bare(self) -> None:
        """Show only what a program without a book can do: look and language."""
        for part in (self.search, self.who, self.books):
            part.hide()

    def _who_menu(self) -> None:
        menu = QMenu(self)
        for title, icon, wish in ((_("Change over…"), "staff", "change"), (_("My PIN or password…"), "pin", "secret")):
            action = QAction(theme.icon(icon), title, menu)
            action.triggered.connect(partial(self.who_wanted.emit, wish))
            menu.addAction(action)
        _drop(menu, self.who)

    def _book_menu(self) -> None:
        menu = QMenu(self)
        for wish, title, icon in BOOK_WISHES:
            action = QAction(theme.icon(icon), _(title), menu)
            action.triggered.connect(partial(self.book_wanted.emit, wish))
            menu.addAction(action)
        menu.addSeparator()
        for (title, icon), wanted in ((IN, self.in_wanted), (OUT, self.out_wanted), (ABOUT, self.about_wanted)):
            action = QAction(theme.icon(icon), _(title), menu)
            action.triggered.connect(wanted)
            menu.addAction(action)
        _drop(menu, self.books)


def _drop(menu: QMenu, under: QPushButton) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
