"""What was promised, and which reminders are due: quiet chips at the counter, asked for once the account shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from app.gui.shop import Shop
from app.gui.widgets.account import AccountHead, Extra
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from app.bootstrap import App
    from app.core.reminder.agreed import PromiseLine
    from app.core.reminder.board import QueueRow


class Ahead(NamedTuple):
    """What one reading gives."""

    promises: Sequence[PromiseLine]
    due: Sequence[QueueRow]


def read_ahead(app: App, number: str) -> Ahead:
    """Read promises and due reminders; in the `db` lane, where it also loads what is needed for it."""
    from app.core.reminder.board import Group

    groups = app.reminder_queue.board(customer=number).groups
    return Ahead(app.contacts.promises(number).lines, [*groups[Group.OVERDUE], *groups[Group.TODAY]])


class AheadChips(QObject):
    """Puts the chips at the head of an account; an answer for somebody who has gone is dropped."""

    def __init__(self, shop: Shop, head: AccountHead, parent: QObject) -> None:
        super().__init__(parent)
        self._shop, self._head = shop, head
        self._number = ""
        self._asked = 0
        shop.queue_changed.connect(self._again)

    def ask(self, number: str) -> None:
        """Ask for a customer, "" for nobody."""
        self._number = number
        self._asked += 1
        if number:
            work = partial(read_ahead, self._shop.app, number)
            self._shop.tasks.run(work, partial(self._show, self._asked), self._nothing, owner=self)

    def _again(self) -> None:
        self.ask(self._number)

    def _show(self, asked: int, ahead: Ahead) -> None:
        if asked == self._asked:
            self._head.show_extra([*promised(self._shop, ahead.promises), *due(self._shop, ahead.due)])

    def _nothing(self, _error: object) -> None:
        """There is nothing to show of an account that is gone."""


def promised(shop: Shop, lines: Sequence[PromiseLine]) -> list[Extra]:
    """Return what is promised and still open, and the last promise if it was broken."""
    from app.core.reminder.promise import Outcome

    found: list[Extra] = []
    counted = [line for line in lines if line.standing is not None]
    for line in counted:
        if line.standing is not None and line.standing.outcome is Outcome.OPEN:
            text = _("Promised {amount} by {date}")
            left = shop.money(line.standing.left)
            found.append(Extra(text.format(amount=left, date=shop.day(line.due_on)), "accent", line.text))
    last = counted[-1] if counted else None
    if last is not None and last.standing is not None and last.standing.outcome is Outcome.BROKEN:
        text = _("▲ Promised {amount} by {date}, not kept")
        words = text.format(amount=shop.money(last.amount), date=shop.day(last.due_on))
        found.append(Extra(words, "owed", last.text))
    return found


def due(shop: Shop, rows: Sequence[QueueRow]) -> list[Extra]:
    """Return one chip for all reminders that are due."""
    from app.gui.dialogs.reminder_words import about

    if not rows:
        return []
    lines = [about(shop, row) for row in rows]
    if len(rows) == 1:
        return [Extra(_("Reminder due: {what}").format(what=lines[0]), "", lines[0])]
    text = ngettext("{n} reminder due", "{n} reminders due", len(rows)).format(n=len(rows))
    return [Extra(text, "", "\n".join(lines))]
