"""The first page of a program without a book: four questions, the demo shop, and the books of before."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.errors import CounterbookError
from app.gui import errors, theme
from app.gui.books import BOOK_FILTER
from app.gui.dialogs.books import bring_demo, open_backup, open_folder
from app.gui.dialogs.questions import Questions
from app.gui.pages.base import scrolled
from app.gui.tasks import Tasks
from app.gui.theme import S3, S4, S5
from app.gui.widgets.basics import Card, button, column, holder, label, row, rule
from app.gui.widgets.elided import Elided
from app.gui.widgets.file_dialogs import name_to_open
from app.gui.widgets.flow import flowing
from app.i18n.catalog import _
from app.services import places, system

if TYPE_CHECKING:
    from app.config.preferences import Preferences
    from app.services.protection import Key

WIDE = 880
SHOWN = 5
"""Books opened before that are offered."""


class WelcomePage(QWidget):
    """Asks for the shop's name, language, currency and the place of its book."""

    #: A book is there to be opened.
    opened = Signal(Path)
    #: Other programs' files are to be brought into the book at this place, once it is open.
    import_wanted = Signal(Path)
    #: A book was made of a backup: where it is, what is to be said of it, and its key.
    restored = Signal(Path, str, object)
    #: The person reads another language.
    language_wanted = Signal(str)

    def __init__(self, tasks: Tasks, preferences: Preferences, *, problem: str = "", tried: Path | None = None) -> None:
        super().__init__()
        self.setProperty("class", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tasks = tasks
        self.questions = Questions(tasks)
        self.problem = label(problem, "error", wrap=True)
        self.working = QProgressBar()
        self.working.setAccessibleName(_("Progress"))
        self.working.setTextVisible(False)
        self._build(preferences, tried)
        tasks.unexpected.connect(self._stopped)
        self.questions.made.connect(self._made)
        self.questions.language_wanted.connect(self.language_wanted)

    def focus_first(self) -> None:
        """Begin with the first question that has no answer yet."""
        self.questions.name.setFocus()

    def state(self) -> dict[str, str]:
        """Return what was answered, so that a page in another language can go on from there."""
        return self.questions.answers()

    def restore(self, state: dict[str, str]) -> None:
        """Go on from what was answered."""
        self.questions.answer(state)

    def _build(self, preferences: Preferences, tried: Path | None) -> None:
        self.working.hide()
        self.problem.setVisible(bool(self.problem.text()))
        first = column(
            label(_("A new book for your shop"), "heading"),
            self.questions,
            gap=S4,
            margins=(S5, S5, S5, S5),
        )
        sheet = Card(first)
        head = column(
            label(_("Welcome to Counterbook"), "title"),
            label(
                _("Customer accounts for your shop: what you hold for them, and what they owe you."),
                "mute",
                wrap=True,
            ),
            gap=2,
        )
        if tried is not None:
            self.problem.setToolTip(str(tried))
        body = column(
            head, self.problem, sheet, self._others(preferences), self.working, None, gap=S4, margins=(S5, S5, S5, S5)
        )
        middle = holder(body)
        middle.setMaximumWidth(theme.px(WIDE))
        whole = holder(row(None, middle, None, gap=0))
        whole.layout().setStretch(1, 100)  # type: ignore[union-attr]
        self.setLayout(column(scrolled(whole), gap=0))

    def _others(self, preferences: Preferences) -> QWidget:
        """The demo shop, opening a file, and the books of before."""
        demo = button(_("Try the demo shop"), icon="demo", on=self.try_demo)
        other = button(_("Open a book…"), icon="folder", on=self.choose_book)
        backup = button(_("Open a backup…"), icon="reopen", on=self.choose_backup)
        backup.setToolTip(_("For a new computer, or when the book is lost"))
        folder = button(_("Open an exported folder…"), icon="import", on=self.choose_folder)
        folder.setToolTip(_("A whole book as plain files, as “Take everything along” writes it"))
        words = label(
            _("Play with a shop full of customers first; your own book is not touched by it."), "mute", wrap=True
        )
        parts: list[QWidget] = []
        for path in places.recent_books(preferences)[:SHOWN]:
            made = button(path.stem, "link", on=partial(self.opened.emit, path), tip=str(path))
            line = row(made, Elided(str(path.parent), "mute-small"), gap=S3)
            line.setStretch(1, 1)
            parts.append(holder(line))
        box = column(flowing(demo, other, backup, folder), words, gap=S3)
        if parts:
            box.addWidget(rule())
            box.addWidget(label(_("Books opened before"), "mute-small"))
            for part in parts:
                box.addWidget(part)
        return holder(box)

    def _made(self, path: Path) -> None:
        if self.questions.bring.isChecked():
            self.import_wanted.emit(path)
        self.opened.emit(path)

    # ---- other ways in ----------------------------------------------------------------------------------------------

    def try_demo(self) -> None:
        """Open the demo shop, made if it is not there yet."""
        self.working.setRange(0, 0)
        self.working.show()
        self.setEnabled(False)
        bring_demo(self.tasks, self._demo_there, self._demo_failed, self)

    def _demo_there(self, path: Path) -> None:
        self._stopped(None)
        self.opened.emit(path)

    def _stopped(self, _error: object) -> None:
        """Nothing is under way any more: let the person go on."""
        self.setEnabled(True)
        self.working.hide()

    def _demo_failed(self, error: CounterbookError) -> None:
        self._stopped(error)
        self.problem.setText(errors.words(error))
        self.problem.show()

    def choose_backup(self) -> None:
        """Let the person choose a backup's file, and where the book made of it is kept."""
        open_backup(self.tasks, self, self._restored)

    def choose_folder(self) -> None:
        """Let the person choose a folder a book was written into, and where the book made of it is kept."""
        open_folder(self.tasks, self, self._restored)

    def _restored(self, path: Path, news: str = "", key: Key | None = None) -> None:
        self.restored.emit(path, news, key)

    def choose_book(self) -> None:
        """Let the person choose a book's file."""
        chosen = name_to_open(self, _("Open a book"), str(system.default_book().parent), _(BOOK_FILTER))
        if chosen:
            self.opened.emit(Path(chosen))
