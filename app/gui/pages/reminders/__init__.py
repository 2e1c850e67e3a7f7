"""提醒: what to do today, for whom, said how: one list, and beside it all that is needed to do the next right thing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from app.gui import theme
from app.gui.pages.base import Page
from app.gui.pages.reminders.batches import Batches
from app.gui.pages.reminders.body import QueueBody
from app.gui.pages.reminders.head import ClockBar, ReceiptsBar, RemindersHead
from app.gui.pages.reminders.narrow import EVERYTHING, Narrow, narrowed, rows_of
from app.gui.pages.reminders.turns import Turns
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import column
from app.gui.widgets.empty import Empty
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.core.reminder.board import Board
    from app.errors import CounterbookError

NARROW, LOW = 900, 760
"""A page narrower or lower than this, at the base text size, leaves to tooltips what they can say."""


class RemindersPage(Page):
    """The queue. `restore(id)` shows one reminder."""

    name = "reminders"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        #: All that is open, and which part of it shows.
        self.whole: Board | None = None
        self.narrow = EVERYTHING
        self._turns, self._wanted = Turns(), 0
        self.head, self.bar, self.body = RemindersHead(), ReceiptsBar(shop), QueueBody(shop)
        self.clock = ClockBar(shop)
        self.list, self.pane, self.acts = self.body.list, self.body.pane, self.body.acts
        self.batches = Batches(shop, self)
        self._build()
        self._wire()

    def _build(self) -> None:
        none = Empty(
            "reminders",
            _("Nothing to do today"),
            _(
                "What is overdue, about to expire, promised or to be looked through comes here by itself on its day: "
                "then Enter does the next right thing."
            ),
            (_("Reminder settings…"), partial(self.shop.place_wanted.emit, "settings", ("reminders", "rules"))),
        )
        self.stack = QStackedWidget()
        for part in (self.body, none, QWidget()):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(2)
        page = column(self.head, self.clock, self.bar, self.stack, gap=S3, margins=(20, S4, 20, S4))
        page.setStretch(3, 1)
        self.setLayout(page)

    def _wire(self) -> None:
        self.shop.queue_changed.connect(self._queue_changed)
        self.body.narrow.chosen.connect(self.show_only)
        self.head.letters_wanted.connect(self.batches.letters)
        self.head.mails_wanted.connect(self.batches.mails)
        self.head.post_wanted.connect(self.batches.post)
        for key, act in (("Ctrl+P", self.batches.letters), ("Ctrl+E", self.batches.mails)):
            QShortcut(QKeySequence(key), self, act).setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the queue anew; until it is there no key reaches what may be done already."""
        turn = self._turns.next()
        self.pane.clear()
        read = partial(_read, self.shop, self.shop.today())
        work, shown = partial(self._turns.answer, turn, read), partial(self._show_board, turn)
        self.shop.tasks.run(work, shown, partial(self._not_read, turn), owner=self)

    def _not_read(self, turn: int, error: CounterbookError) -> None:
        if self._turns.is_last(turn):
            self.shop.complain(error)
            self.body.look_again()

    def _queue_changed(self) -> None:
        self.on_changed("")

    def _show_board(self, turn: int, found: Found | None) -> None:
        if found is None or not self._turns.is_last(turn):
            return
        self.whole = found.board
        self.head.show_post(found.to_post)
        self.clock.show_run(found.board.today, found.last_run)
        self._show_part()

    def show_only(self, narrow: Narrow) -> None:
        """Narrow the list; the letters and e-mails at one go are those that show."""
        self.narrow = narrow
        self._show_part()
        self.list.setFocus()

    def _show_part(self) -> None:
        """Show what is chosen of the queue; once nothing of it is left, everything shows again."""
        if self.whole is None:
            return
        board = narrowed(self.whole, self.narrow)
        if self.narrow != EVERYTHING and not any(rows_of(board)):
            self.narrow, board = EVERYTHING, self.whole
        self.batches.board = board
        self.head.show_board(board, self.whole)
        self.bar.show_board(board)
        self.body.narrow.show_narrow(self.whole, self.narrow)
        self.body.show_board(board)
        self.stack.setCurrentIndex(0 if self.list.rows.items else 1)
        if self._wanted and self.list.go_to(self._wanted):
            self._wanted = 0

    # ---- the window -------------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin in the list."""
        self.list.setFocus()

    def offers(self) -> list[tuple[str, str, Callable[[], object], str]]:
        """Return what the search box may do here."""
        return [
            (N_("Print all letters"), "letter", self.batches.letters, "Ctrl+P"),
            (N_("Send all e-mails"), "mail", self.batches.mails, "Ctrl+E"),
            (N_("Letters for the post"), "receipts", self.batches.post, ""),
            (N_("Export the reminders listed"), "export", self.body.out.export, ""),
        ]

    def state(self) -> object:
        """Return which reminder shows, and what the list is narrowed to."""
        row = self.list.current()
        return row.id if row is not None else 0, self.narrow

    def restore(self, state: object) -> None:
        """Show a reminder, once the queue is read; or what another page showed."""
        match state:
            case (int() as reminder, Narrow() as narrow):
                self.narrow = narrow
            case int() as reminder:
                pass
            case _:
                return
        self._show_part()
        if reminder and not self.list.go_to(reminder):
            self._wanted = reminder

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the cursor, and else does what comes next."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.isAutoRepeat():
            super().keyPressEvent(event)
            return
        focus = self.focusWidget()
        if isinstance(focus, QPushButton) and focus is not self.pane.primary and self.isAncestorOf(focus):
            focus.click()
        else:
            self.body.enter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room there is to what is read."""
        super().resizeEvent(event)
        wide = self.width() >= theme.px(NARROW)
        for made in (self.head.letters, self.head.mails):
            made.show_hint(shown=wide)
        self.body.share(self.width(), low=self.height() < theme.px(LOW))

    def minimumSizeHint(self) -> QSize:
        """Be content with a small window."""
        return QSize(theme.px(320), theme.px(240))


class Found(NamedTuple):
    """The queue, how many letters wait for the post, and the latest day reminders were planned for."""

    board: Board
    to_post: int
    last_run: date | None


def _read(shop: Shop, today: date) -> Found:
    app = shop.app
    return Found(app.reminder_queue.board(today), app.letters.unposted(), app.reminder_plan.last_run())
