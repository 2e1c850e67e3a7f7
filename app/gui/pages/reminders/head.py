"""The page's head: how much is to do, what can be done at one go, and what must be known before asking for money."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.reminder.board import Group
from app.core.reminder.kinds import CHASING, RuleKind, State, Way
from app.gui.dialogs.reminder_words import group_name, number
from app.gui.pages.reminders.model import ORDER
from app.gui.shop import Shop
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, KeyButton, button, clear, column, holder, label, row, rule
from app.gui.widgets.elided import Elided
from app.gui.widgets.flow import Flow
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from datetime import date

    from app.core.reminder.board import Board, QueueRow

ASKING = CHASING | {RuleKind.PROMISE_BROKEN, RuleKind.PROMISE_DUE}
"""The kinds that a payment not entered yet would make wrong."""

BY_MAIL = (Way.EMAIL, Way.SERVICE)


def today_of(board: Board) -> list[QueueRow]:
    """Return what is to be seen to today."""
    return [*board.groups.get(Group.OVERDUE, ()), *board.groups.get(Group.TODAY, ())]


def ready_by(board: Board, ways: Sequence[Way]) -> list[QueueRow]:
    """Return what may go out today by one of some ways."""
    return [
        each
        for each in today_of(board)
        if each.state is State.QUEUED and each.until is None and any(way in each.ways for way in ways)
    ]


class RemindersHead(QWidget):
    """So many for today; all letters, all e-mails."""

    #: All letters are to be printed.
    letters_wanted = Signal()
    #: All e-mails are to be sent.
    mails_wanted = Signal()
    #: Letters that wait for the post are to be seen.
    post_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = Elided("", "title")
        self.letters = KeyButton("", "Ctrl+P", on=self.letters_wanted.emit)
        self.mails = KeyButton("", "Ctrl+E", on=self.mails_wanted.emit)
        self.post = button("", "link", on=self.post_wanted.emit)
        self.post.hide()
        whole = row(self.title, self.post, self.letters, self.mails, gap=S2)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_board(self, board: Board, whole: Board) -> None:
        """Count what shows, and beside it what there is, where only a part shows."""
        count, every = board.to_do, whole.to_do
        text = ngettext("{n} reminder today", "{n} reminders today", count).format(n=number(count))
        if board is not whole:
            text = _("{n} of {all} for today").format(n=number(count), all=number(every))
        self.title.setText(text if every else _("Nothing to do today"))
        letters, mails = len(ready_by(board, (Way.LETTER,))), len(ready_by(board, BY_MAIL))
        for made, words, few in (
            (self.letters, _("Print all letters ({n})"), letters),
            (self.mails, _("Send all e-mails ({n})"), mails),
        ):
            made.say(words.format(n=number(few)))
            made.setEnabled(bool(few))

    def show_post(self, count: int) -> None:
        """Say how many letters were issued and not handed to the post yet."""
        text = ngettext("{n} letter for the post…", "{n} letters for the post…", count).format(n=number(count))
        self.post.setText(text)
        self.post.setAccessibleName(text)
        self.post.setVisible(bool(count))


class Groups(QWidget):
    """The groups with how many are in each; a click goes there. `beside` stands at the right."""

    #: A group is to be gone to (its name).
    wanted = Signal(str)

    def __init__(self, beside: QWidget) -> None:
        super().__init__()
        self._flow = Flow(gap=S2, line_gap=0)
        line = row(holder(column(self._flow, margins=(0, 5, 0, 3))), beside, gap=0, margins=(12, 0, 4, 0))
        line.setStretch(0, 1)
        line.setAlignment(beside, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(line, rule(), gap=0))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_board(self, board: Board) -> None:
        """Count."""
        clear(self._flow)
        rows = board.groups
        for group in ORDER:  # what is unclear stands on top anyway
            count = sum(each.state is not State.INTERRUPTED for each in rows.get(group, ()))
            words = f"{group_name(group)} {number(count)}"
            if count:
                self._flow.addWidget(button(words, "link", on=partial(self.wanted.emit, group.value)))


class ClockBar(Card):
    """The clock is behind the day last planned for: nothing is planned or sent until one of the two is put right."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.words = label("", wrap=True)
        self.right = button(_("The clock is right"), on=self._trust)
        box = row(self.words, self.right, gap=S3, margins=(14, 5, 8, 5))
        box.setStretch(0, 1)
        super().__init__(box, "notice")
        self.hide()

    def _trust(self) -> None:
        self.hide()
        self._shop.clock_trusted.emit()

    def show_run(self, today: date, last: date | None) -> None:
        """Warn where reminders were planned for a later day than the clock says it is."""
        self.setVisible(last is not None and today < last)
        if last is not None:
            text = _(
                "Reminders were planned on {last} already, but the computer’s clock says {today}. "
                "Set it right, or say that it is right."
            )
            self.words.setText("⚠  " + text.format(last=self._shop.day(last), today=self._shop.day(today)))


class ReceiptsBar(Card):
    """Payments may have come in that are not entered yet; put away, it stays away for the day."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._away_on: date | None = None
        self.words = label("", wrap=True)
        self.close_button = button("", "quiet", icon="cross", on=self.put_away, name=_("Put this warning away"))
        box = row(self.words, self.close_button, gap=S3, margins=(14, 5, 8, 5))
        box.setStretch(0, 1)
        super().__init__(box, "notice")
        self.hide()

    def show_board(self, board: Board) -> None:
        """Warn where money is to be asked for and payments of the last days may be missing."""
        through, today = board.receipts_through, board.today
        asking = any(each.rule in ASKING for each in today_of(board))
        behind = through is None or through < today
        self.setVisible(asking and behind and self._away_on != today)
        if through is None:
            text = _("No payment has been entered yet. Enter what has come in before you ask for money.")
        else:
            text = _("The last payment entered is of {date}. Enter what has come in since before you ask for money.")
            text = text.format(date=self._shop.day(through))
        self.words.setText("⚠  " + text)

    def put_away(self) -> None:
        """Put it away for today."""
        self._away_on = self._shop.today()
        self.hide()
