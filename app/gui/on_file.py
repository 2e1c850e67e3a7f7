"""Working on the book's file: rights first, then the book is closed, worked on, and opened again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from app.gui import errors
from app.gui.dialogs.ask import explain
from app.gui.dialogs.working import Working
from app.gui.file_work import FileWork
from app.gui.main_window import may_leave
from app.gui.tasks import Tasks

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.gui.main_window import MainWindow
    from app.gui.opening import Opened
    from app.services.protection import Key


class Host(Protocol):
    """What the running program lets this do."""

    tasks: Tasks
    book: Path | None
    opened: Opened | None
    window: MainWindow | None

    def leave_book(self) -> None:
        """Close the book."""
        ...

    def switch_book(self, path: Path, news: str = "", key: Key | None = None, must: tuple[str, str] = ("", "")) -> None:
        """Open a book, and say something of it; `must` is a title and a text that are to be read."""
        ...


def carry_out(work: FileWork, host: Host) -> None:
    """Do it, if whoever is at the desk may, and nothing is under way or typed and not saved."""
    window, opened = host.window, host.opened
    if window is None or opened is None or not may_leave(window):
        return
    from app.services.closed_books import ask

    app = opened.app
    host.tasks.run(
        partial(ask, app.store, app.around, work.act),
        lambda _nothing: _close_and_do(work, host, app.store.key),
        partial(_not_allowed, work, window),
        owner=window,
    )


def _not_allowed(work: FileWork, window: QWidget, error: CounterbookError) -> None:
    explain(window, work.failed, errors.words(error))


def _close_and_do(work: FileWork, host: Host, key: Key | None) -> None:
    path, window = host.book, host.window
    if path is None or window is None:
        return
    host.leave_book()
    working = Working(host.tasks, work.label, window, stoppable=work.stoppable)

    def done(result: object) -> None:
        working.over()
        outcome = work.done(result)
        if outcome.title:
            host.switch_book(path, "", outcome.key, (outcome.title, outcome.said))
        else:
            host.switch_book(path, outcome.said, outcome.key)

    def failed(error: CounterbookError) -> None:
        working.over()
        host.switch_book(path, "", key, (work.failed, errors.words(error)))

    working.job = host.tasks.run_long(work.label, work.do, done, failed)
    if working.job in host.tasks.long:
        working.open()
