"""Opening a book for the window: what is loaded before the first page shows, and what afterwards, unnoticed.

The database library is imported here, in the `db` lane, while the first frame is already on the screen.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer

from app.errors import BookUnusable, Message
from app.gui import errors
from app.gui.at_desk import AtDesk, look
from app.gui.books import is_there
from app.gui.tasks import Tasks
from app.i18n.catalog import current
from app.i18n.mark import N_
from app.services import places

if TYPE_CHECKING:
    from app.bootstrap import App
    from app.core.settings import Settings
    from app.services.places import Risk
    from app.services.protection import Key

PAUSE_MS = 20
"""Left to others between two modules that are loaded while nobody waits for them."""


class Opened(NamedTuple):
    """An open book with what the window wants to know of it at once."""

    app: App
    settings: Settings
    risk: Risk | None = None
    #: Who is at the desk, wherever the window is built anew.
    desk: AtDesk | None = None

    def must_know(self) -> str:
        """Return what the person must know of the book even if they look later, "" when there is nothing."""
        return errors.sentence(self.app.upgraded.message()) if self.app.upgraded is not None else ""

    def news(self) -> str:
        """Return what the person should hear of the book as soon as it shows, "" when there is nothing."""
        return errors.sentence(self.risk.message) if self.risk is not None else ""


def open_path(path: Path, key: Key | None = None) -> Opened:
    """Open a book, an encrypted one by its key; runs in the `db` lane, where it also loads what is needed for it."""
    if not is_there(path):
        text = N_("There is no book at {path} any more: it was moved or renamed, or its drive is not connected.")
        raise BookUnusable(Message(text, {"path": path}))
    try:
        from app import bootstrap

        app = bootstrap.open_app(path, key)
        _bring_first_page(app)
        desk = AtDesk()
        desk.take(look(app))
        return Opened(app, app.settings.current(), places.risk_of(path), desk)
    finally:
        gc.freeze()  # what is loaded by now stays, and need never be looked at
        gc.enable()


def _bring_first_page(app: App) -> None:
    """Load what watches over the book, what the first page and the search are made of, and how amounts are written."""
    from app.gui import alerts, keeper, last_backup
    from app.gui.dialogs import after_entry
    from app.gui.pages import counter
    from app.i18n import format as form

    form.money(0, app.book.currency, app.book.decimals, current().language)
    search = app.search
    del alerts, keeper, last_backup, after_entry, counter, search


def bring_planner() -> None:
    """Load what plans the reminders and tells of them; runs in a lane."""
    from app.gui import planner, tray

    del planner, tray


def _others(app: App) -> Iterator[bool]:
    """Load what the other pages and the dialogs of every day are made of, module by module; runs in a lane."""
    for service in app.parts():
        getattr(app, service)
        yield True
    from app.gui.dialogs import sale, top_up

    yield True
    from app.gui.pages import customers

    yield True
    from app.gui.dialogs import pass_sale, pass_use, payment

    yield True
    from app.gui.dialogs import customer, receipt, refund, reverse

    yield True
    from app.gui.pages import day_end

    yield True
    from app.gui.pages import settings

    del customer, customers, day_end, pass_sale, pass_use, payment, receipt, refund, reverse, sale, settings, top_up


class Loader(QObject):
    """Loads the rest while nobody waits for it, a little at a time: other work of the lane comes in between."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._begun = False

    def begin(self, app: App) -> None:
        """Begin, once, with the services of the book that shows."""
        if not self._begun:
            self._begun = True
            self._bring(_others(app))

    def _bring(self, others: Iterator[bool]) -> None:
        self._tasks.run(lambda: next(others, False), partial(self._brought, others), owner=self)

    def _brought(self, others: Iterator[bool], left: bool) -> None:  # noqa: FBT001 - a job's result
        if left:
            QTimer.singleShot(PAUSE_MS, self, partial(self._bring, others))
