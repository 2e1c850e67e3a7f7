"""The list and the pane beside it, joined: whoever is current in the one shows in the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QStackedWidget, QWidget

from app.gui import theme
from app.gui.dialogs.reminder_who import who_of
from app.gui.pages.reminders.acts import ReminderActs
from app.gui.pages.reminders.detail import DetailPane
from app.gui.pages.reminders.head import Groups
from app.gui.pages.reminders.listing import QueueList
from app.gui.pages.reminders.narrow import NarrowBar
from app.gui.pages.reminders.openers import KEYS
from app.gui.pages.reminders.out import QueueOut
from app.gui.pages.reminders.seen import Seen
from app.gui.pages.reminders.turns import Turns
from app.gui.shop import Shop
from app.gui.theme import S4
from app.gui.widgets.basics import Card, column, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.reminder.board import Board, QueueRow
    from app.errors import CounterbookError

WIDEST, NARROWEST, SHARE = 400, 270, 0.34
"""How wide the list is at most and at least, at the base text size, and its share of the page between."""


class QueueBody(QWidget):
    """Keys work wherever the cursor is in it; none reaches a reminder that has not been read yet."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self._turns = Turns()
        #: Runs while a second press of what has just been done may still come: nobody has seen the next one yet.
        self.unseen = QTimer(self)
        self.unseen.setSingleShot(True)
        self.unseen.setInterval(QApplication.doubleClickInterval())
        self.narrow, self.list, self.pane = NarrowBar(), QueueList(shop), DetailPane(shop)
        self.groups = Groups(self.narrow.opener)
        self.acts, self.out = ReminderActs(shop, self, self.pane), QueueOut(shop, self.list)
        inside = column(self.groups, self.narrow, self.list, gap=0, margins=(1, 1, 1, 1))
        inside.setStretch(2, 1)
        self.side = Card(inside)
        self.right = QStackedWidget()
        self.right.addWidget(self.pane)
        self.right.addWidget(QWidget())
        both = row(self.side, self.right, gap=S4)
        both.setStretch(1, 1)
        self.setLayout(both)
        self._wire()

    def _wire(self) -> None:
        message = self.pane.message
        self.groups.wanted.connect(self.list.go_group)
        self.list.picked.connect(self._look)
        self.list.opened.connect(self.enter)
        self.list.read_on.connect(self.pane.read_on)
        self.list.set_menu(self._fill)
        self.acts.passed.connect(self.list.go_next)
        doing: dict[str, Callable[[], object]] = {name: partial(self._act, name) for name in KEYS}
        doing["narrow"] = self.narrow.open_menu
        keys = [(KEYS[name], act) for name, act in doing.items()]
        keys += [("Ctrl+C", message.copy_all), ("Left", partial(message.step, -1)), ("Right", partial(message.step, 1))]
        for key, act in keys:
            made = QShortcut(QKeySequence(key), self, act)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.setAutoRepeat(False)

    def show_board(self, board: Board) -> None:
        """Show a board; where another reminder has come up, it is not acted upon before it can have been seen."""
        before = self.list.current()
        self.groups.show_board(board)
        self.list.show_board(board)
        now = self.list.current()
        if before is not None and now is not None and before.id != now.id:
            self.unseen.start()

    def share(self, width: int, *, low: bool) -> None:
        """Give the list its part of a page's width, and leave to tooltips what there is no room for."""
        self.side.setFixedWidth(min(max(round(width * SHARE), theme.px(NARROWEST)), theme.px(WIDEST)))
        self.pane.be_low(low=low)

    # ---- doing ------------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Do what comes next for the current reminder."""
        if not self.unseen.isActive():
            self.acts.do_next()

    def _act(self, name: str) -> None:
        if not self.unseen.isActive():
            self.acts.act(name)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def _look(self, row: QueueRow | None) -> None:
        """Read what is known of a reminder; until it is there no key reaches who was shown before."""
        turn = self._turns.next()
        self.pane.clear()
        if row is None:
            self.right.setCurrentIndex(1)
            return
        work = partial(self._turns.answer, turn, partial(_read, self.shop, row.id, row.customer))
        self.shop.tasks.run(work, partial(self._show_seen, turn), partial(self._not_read, turn), owner=self)

    def _fill(self, menu: QMenu) -> None:
        self.acts.fill(menu)
        self.out.fill(menu)

    def look_again(self) -> None:
        """Read the current reminder anew."""
        self._look(self.list.current())

    def _show_seen(self, turn: int, seen: Seen | None) -> None:
        if seen is not None and self._turns.is_last(turn):
            self.pane.show_seen(seen)
            self.right.setCurrentIndex(0)

    def _not_read(self, turn: int, error: CounterbookError) -> None:
        if self._turns.is_last(turn):
            self.right.setCurrentIndex(1)
            self.shop.complain(error)


def _read(shop: Shop, reminder: int, number: str) -> Seen:
    """Read all that the pane shows at one go."""
    app = shop.app
    detail = app.reminder_queue.row(reminder)
    who = who_of(app.files.file(number))
    card, conduct = app.counter.card(number), app.reminder_policy.current().conduct
    return Seen(detail, card, who, conduct, app.reminder_queue.staff(), app.mail.account().is_set)
