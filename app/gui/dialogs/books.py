"""The menu of books: a new one, another one, this one moved, the demo shop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.gui import errors, theme
from app.gui.books import BACKUP_FILTER, BOOK_FILTER, demo_path, free_place, is_there, make_demo, same_place
from app.gui.dialogs.ask import ask_later, explain
from app.gui.dialogs.questions import Questions
from app.gui.tasks import Job, Tasks
from app.gui.theme import S4, S5
from app.gui.widgets.basics import column, label
from app.gui.widgets.file_dialogs import documents_folder, folder_to_save, name_to_open, name_to_save
from app.i18n.catalog import _
from app.services import places, system

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.services.protection import Key


class Host(Protocol):
    """What the running program lets the menu of books do."""

    tasks: Tasks
    book: Path | None

    @property
    def key(self) -> Key | None:
        """That of the open book, None where it is not encrypted."""
        ...

    def may_move(self) -> None:
        """Refuse to move the open book where whoever is at the desk may not."""
        ...

    def switch_book(self, path: Path, news: str = "", key: Key | None = None) -> None:
        """Show another book, and then say something of it."""
        ...

    def import_into(self, path: Path) -> None:
        """Have other programs' files brought into a book as soon as it is open."""
        ...

    def leave_book(self) -> None:
        """Close the book, so that its file may be moved."""
        ...


def carry_out(wish: str, host: Host, window: QWidget) -> None:
    """Do what the menu says: `new`, `open`, `backup`, `folder`, `move` or `demo`."""
    match wish:
        case "new":
            NewBookDialog(host, window).open()
        case "open":
            _open(host, window)
        case "backup":
            open_backup(host.tasks, window, host.switch_book)
        case "folder":
            open_folder(host.tasks, window, host.switch_book)
        case "move":
            _move(host, window)
        case "demo":
            _demo(host, window)


class NewBookDialog(QDialog):
    """The four questions of a first run, asked again for another shop."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("New book"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.questions = Questions(host.tasks)
        self.questions.made.connect(partial(self._made, host))
        self.setMinimumWidth(theme.px(620))
        heading = label(_("A new book for your shop"), "title")
        self.setLayout(column(heading, self.questions, gap=S4, margins=(S5, S5, S5, S5)))

    def _made(self, host: Host, path: Path) -> None:
        self.accept()
        if self.questions.bring.isChecked():
            host.import_into(path)
        host.switch_book(path)


def _open(host: Host, window: QWidget) -> None:
    folder = host.book.parent if host.book is not None else system.default_book().parent
    chosen = name_to_open(window, _("Open a book"), str(folder), _(BOOK_FILTER))
    if not chosen:
        return
    path = Path(chosen)
    warn_of_risk(window, path, partial(host.switch_book, path))


class Opens(Protocol):
    """Opens a book that was made of a backup, and says something of it."""

    def __call__(self, path: Path, news: str = "", key: Key | None = None) -> None:
        """Open it."""
        ...


def open_backup(tasks: Tasks, window: QWidget, then: Opens) -> None:
    """Make a book of a backup, at a place to be chosen: so a book moves to another computer."""
    chosen = name_to_open(window, _("Choose a backup"), str(documents_folder()), _(BACKUP_FILTER))
    if not chosen:
        return
    proposed = free_place(system.default_book())
    place = name_to_save(window, _("Where to keep the book"), str(proposed), _(BOOK_FILTER), confirm=False)
    if place:
        path = Path(place if place.endswith(".cbook") else place + ".cbook")
        make_of_backup(tasks, window, Path(chosen), path, then)


def open_folder(tasks: Tasks, window: QWidget, then: Opens) -> None:
    """Make a book of a folder into which a whole book was written."""
    from app.gui.dialogs.take_over import TakeOverDialog

    chosen = folder_to_save(window, _("Choose the exported folder"), str(documents_folder()))
    if chosen:
        dialog = TakeOverDialog(tasks, Path(chosen), window)
        dialog.made.connect(then)
        dialog.open()


def make_of_backup(tasks: Tasks, window: QWidget, backup: Path, path: Path, then: Opens) -> None:
    """Make a book of a backup; what stands at the place stays there."""
    if is_there(path):
        text = _("There is a file at {path} already; choose another name or place.").format(path=path)
        explain(window, _("The backup was not opened"), text)
        return
    warn_of_risk(window, path, partial(_look_at_backup, tasks, window, backup, path, then))


def _look_at_backup(tasks: Tasks, window: QWidget, backup: Path, path: Path, then: Opens) -> None:
    from app.gui.dialogs.restore import RestoreDialog  # it brings tables along, which the first frame waits for

    dialog = RestoreDialog(tasks, backup, path, parent=window)
    dialog.restored.connect(partial(_restored, path, then))
    dialog.open()


def _restored(path: Path, then: Opens, key: Key | None, text: str) -> None:
    then(path, text, key)


def warn_of_risk(window: QWidget, path: Path, then: Callable[[], object]) -> None:
    """Say why a place is risky before a book is kept there; `then` runs if the person wants it all the same."""
    risk = places.risk_of(path)
    if risk is None:
        then()
        return
    ask_later(
        window,
        _("This place is risky for a book"),
        errors.sentence(risk.message),
        _("Use it all the same"),
        _("Choose another place"),
        then,
    )


def _move(host: Host, window: QWidget) -> None:
    old = host.book
    if old is None:
        return
    # Nothing is ever overwritten.
    chosen = name_to_save(window, _("Move the book to"), str(old), _(BOOK_FILTER), confirm=False)
    if chosen:
        move_to(host, window, Path(chosen if chosen.endswith(".cbook") else chosen + ".cbook"))


def move_to(host: Host, window: QWidget, new: Path) -> None:
    """Move the open book, after a word where the new place is risky; a file that is there stays."""
    old = host.book
    if old is None or same_place(new, old):
        return
    if is_there(new):
        text = _("There is a file at {path} already; choose another name or place.").format(path=new)
        explain(window, _("The book was not moved"), text)
        return
    go_on = partial(warn_of_risk, window, new, partial(_move_now, host, old, new))
    host.tasks.run(host.may_move, lambda _nothing: go_on(), partial(_may_not, window), owner=window)


def _may_not(window: QWidget, error: CounterbookError) -> None:
    explain(window, _("The book was not moved"), errors.words(error))


def _move_now(host: Host, old: Path, new: Path) -> None:
    key = host.key
    host.leave_book()

    def moved(kept: Path) -> None:
        text = _("The book is now {path}. The file it was in is kept beside it as {kept}.")
        host.switch_book(new, text.format(path=new, kept=kept.name), key)

    def failed(error: CounterbookError) -> None:
        host.switch_book(old, _("The book was not moved: {reason}").format(reason=errors.words(error)), key)

    host.tasks.run(partial(places.move_book, old, new, key), moved, failed)


def bring_demo(
    tasks: Tasks,
    done: Callable[[Path], None],
    failed: Callable[[CounterbookError], None],
    owner: QObject | None = None,
) -> None:
    """Hand on the path of the demo shop, made first where there is none; asked for twice it is made once."""
    path = demo_path()
    if is_there(path):
        done(path)
        return

    def make(job: Job) -> Path:
        return make_demo(path, job.progress)

    tasks.run_long(_("Making the demo shop"), make, done, failed, owner=owner)


def _demo(host: Host, window: QWidget) -> None:
    def failed(error: CounterbookError) -> None:
        explain(window, _("The demo shop was not made"), errors.words(error))

    bring_demo(host.tasks, host.switch_book, failed)
