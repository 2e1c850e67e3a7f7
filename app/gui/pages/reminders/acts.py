"""What is done with a reminder: the next right thing by Enter, others by a key each, the rest from a menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.core.reminder.kinds import Way
from app.core.reminder.requests import MarkSent
from app.gui.dialogs.reminder_words import sent_words, way_name
from app.gui.pages.reminders import menu as menus
from app.gui.pages.reminders.detail import DetailPane
from app.gui.pages.reminders.openers import OPENERS, open_call, open_decision, open_letter, open_question
from app.gui.pages.reminders.seen import Seen
from app.gui.pages.reminders.steps import Do
from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.gui.widgets.fields import copy_text
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.outgoing import SendRow
    from app.core.reminder.template import Template
    from app.errors import CounterbookError


class ReminderActs(QObject):
    """Acts on the reminder that shows; while one act is under way no other begins."""

    #: Nothing is to be done here now: the next reminder is wanted.
    passed = Signal()

    def __init__(self, shop: Shop, view: QWidget, pane: DetailPane) -> None:
        super().__init__(view)
        self._shop, self._view, self._pane = shop, view, pane
        self._busy = False
        self._ids: dict[tuple[int, int], str] = {}
        pane.wanted.connect(self.act)
        pane.next_wanted.connect(self.do_next)
        shop.tasks.unexpected.connect(self._stopped)

    def act(self, name: str) -> None:
        """Do one of the things by its name."""
        seen = self._pane.seen
        if seen is None or self._busy:
            return
        if name == "more":
            self._show_menu(seen)
        elif name == "by_hand":
            self._copy_and_mark(seen, menus.by_hand(seen))
        else:
            OPENERS[name](self._shop, seen, self._view.window())

    def do_next(self) -> None:
        """Do the next right thing."""
        step, seen, over = self._pane.step(), self._pane.seen, self._view.window()
        if step is None or seen is None or self._busy:
            return
        match step.do:
            case Do.ASK:
                open_question(self._shop, seen, over)
            case Do.CALL:
                open_call(self._shop, seen, over)
            case Do.LETTER:
                open_letter(self._shop, seen, over)
            case Do.DECIDE:
                open_decision(self._shop, seen, over)
            case Do.COPY:
                self._copy_and_mark(seen, self._pane.message.way())
            case Do.SEND:
                self._send(seen)
            case Do.DROP:
                self._drop(seen)
            case Do.WAIT:
                self.passed.emit()

    def fill(self, menu: QMenu) -> None:
        """Put everything that can be done into the menu of a line."""
        menus.fill_whole(menu, self._pane, self.act, self.do_next)

    def _show_menu(self, seen: Seen) -> None:
        """Open the menu below its button."""
        more = self._pane.foot.more
        menu = QMenu(self._view)
        menu.setToolTipsVisible(True)
        menus.fill_rest(menu, seen, self.act)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(more.mapToGlobal(QPoint(0, more.height())))

    # ---- what goes out ----------------------------------------------------------------------------------------------

    def _copy_and_mark(self, seen: Seen, way: Way | None) -> None:
        """Note that a text is sent by hand, and then put it on the clipboard: what may not go is not copied."""
        text = None if way is None else seen.detail.texts.get(way)
        if way is None or text is None:
            return
        request = MarkSent(id=self._id_of(seen), reminder=seen.detail.row.id, way=way, text=text.body)
        self._run(partial(self._shop.app.reminder_queue.mark_sent, request), partial(self._marked, seen, text))

    def _marked(self, seen: Seen, text: Template, _filed: object) -> None:
        copy_text(text.body)
        words = _("Copied for {name} and marked as sent: paste it into your program for messages now.")
        self._went(seen, words.format(name=seen.card.name))

    def _send(self, seen: Seen) -> None:
        row, way = seen.detail.row, self._pane.message.way()
        self._shop.tell(_("Sending to {name}…").format(name=row.name))
        send = partial(self._shop.app.sending.send_one, row.id, way)
        self._run(send, partial(self._sent, seen, way), partial(_say_what_stops, self._shop), Lane.NET)

    def _sent(self, seen: Seen, way: Way, sent: SendRow) -> None:
        words = _("{way} to {name}: {what}")
        what = sent_words(self._shop, sent)
        self._went(seen, words.format(way=way_name(way), name=seen.card.name, what=what))

    def _drop(self, seen: Seen) -> None:
        """Have the customer planned anew: what is no longer wanted takes itself back."""
        plan = partial(self._shop.app.reminder_plan.plan, customer=seen.card.number)
        self._run(plan, partial(self._went, seen, _("{name}: no longer needed.").format(name=seen.card.name)))

    def _went(self, seen: Seen, words: str, _report: object = None) -> None:
        self._shop.changed.emit(seen.card.number)
        self._shop.queue_changed.emit()
        self._shop.tell(words)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _id_of(self, seen: Seen) -> str:
        """Return the id of what is done to a reminder: the same one until something has happened to it."""
        return self._ids.setdefault((seen.detail.row.id, len(seen.detail.events)), self._shop.new_id())

    def _run(
        self,
        work: Callable[[], object],
        done: Callable[..., object],
        refused: Callable[[CounterbookError], object] | None = None,
        lane: Lane = Lane.DB,
    ) -> None:
        self._busy = True
        told = partial(self._refused, refused or self._shop.complain)
        self._shop.tasks.run(work, partial(self._ran, done), told, owner=self, lane=lane)

    def _ran(self, done: Callable[..., object], result: object) -> None:
        self._busy = False
        done(result)

    def _refused(self, tell: Callable[[CounterbookError], object], error: CounterbookError) -> None:
        self._busy = False
        tell(error)
        self._shop.queue_changed.emit()  # what was refused may have changed since it was read

    def _stopped(self, _error: object) -> None:
        self._busy = False


def _say_what_stops(shop: Shop, error: CounterbookError) -> None:
    """Say why nothing was even tried, with the way to where accounts and services are set up."""
    place = partial(shop.place_wanted.emit, "settings", ("reminders", "ways"))
    shop.tell(shop.words(error), _("Settings…"), place)
