"""What a person decides or finds out about a reminder: checked, decided, or what became of one that is unclear."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.reminder.kinds import RuleKind, State, Way
from app.core.reminder.requests import MarkDone, Resolve
from app.errors import refuse
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.reminder_words import about, way_name
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.fields import Choices, TextArea
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.reminder.board import QueueDetail, QueueRow

_LONGEST = 2000


class DoneDialog(FormDialog):
    """Notes what was decided or checked, and takes the reminder off the list. Nothing goes to the customer."""

    def __init__(self, shop: Shop, row: QueueRow, parent: QWidget | None = None) -> None:
        review = row.rule is RuleKind.REVIEW
        super().__init__(shop, _("Account looked through") if review else _("Done"), row.name, parent=parent)
        self.row = row
        self._request_id = shop.new_id()
        self.above.addWidget(label(about(shop, row), wrap=True))
        hints = {
            RuleKind.REVIEW: _("e.g. all agrees; limit lowered to 2,000"),
            RuleKind.OVERDUE: _("e.g. supply stopped; plan agreed; given to the lawyer"),
            RuleKind.LIMITATION: _("e.g. letter of demand sent; given up"),
        }
        self.text = TextArea(lines=3, most=_LONGEST, hint=hints.get(row.rule, _("What was done, in a few words")))
        decided = row.rule in (RuleKind.OVERDUE, RuleKind.LIMITATION)
        self.form.add(
            "text", pgettext("review", "Found") if review else _("Decided") if decided else _("Note"), self.text
        )
        self.text.setFocus()

    def submit(self) -> None:
        """Note it."""
        if self.checked(self._read):
            request = MarkDone(id=self._request_id, reminder=self.row.id, text=self._read())
            self.carry_out(partial(self.shop.app.reminder_queue.mark_done, request), self._done)

    def _read(self) -> str:
        text = self.text.value()
        if not text and self.row.rule is RuleKind.OVERDUE:
            refuse("text", N_("Write a few words; one day somebody will ask."))
        return text

    def _done(self, _filed: object) -> None:
        self.accept()
        self.shop.changed.emit(self.row.customer)
        self.shop.queue_changed.emit()
        self.shop.tell(_("{name}: done.").format(name=self.row.name))


class HappenedDialog(FormDialog):
    """Asks what became of a reminder that failed, or that may have gone out or not. Nothing is sent by asking."""

    def __init__(self, shop: Shop, detail: QueueDetail, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("What happened?"), detail.row.name, parent=parent)
        row = self.row = detail.row
        self._request_id = shop.new_id()
        last = next((event for event in reversed(detail.events) if event.became == row.state.value), None)
        way = way_name(_way(detail))
        if row.state is State.INTERRUPTED:
            text = _("{way}: it was being sent when the program ended, or no clear answer came. It may have arrived.")
        else:
            text = _("{way}: it was not sent.")
        self.above.addWidget(label(text.format(way=way), wrap=True))
        if last is not None and last.text:
            self.above.addWidget(label(_("The answer was: {words}").format(words=last.text), "mute", wrap=True))
        if row.state is State.INTERRUPTED:
            hint = _("Look into the mailbox or ask the customer; the program never sends it again by itself.")
        else:
            hint = _("Correct the address in the file if it is wrong; on the list again it can be sent once more.")
        self.above.addWidget(label(hint, "mute", wrap=True))
        yes, no = pgettext("happened", "It arrived"), pgettext("happened", "It did not: on the list again")
        self.arrived: Choices = Choices([(True, yes), (False, no)], row.state is State.INTERRUPTED)
        self.form.add("arrived", pgettext("happened", "Result"), self.arrived)
        self.leave = button(_("Not known yet"), on=self.reject)
        self.cancel.hide()
        self.foot.insertWidget(self.foot.indexOf(self.cancel), self.leave)
        self.primary.say(_("Note it"))
        self.arrived.setFocus()

    def submit(self) -> None:
        """Note it."""
        request = Resolve(id=self._request_id, reminder=self.row.id, arrived=self.arrived.value())
        self.carry_out(partial(self.shop.app.reminder_queue.resolve, request), partial(self._done, request))

    def _done(self, request: Resolve, _filed: object) -> None:
        self.accept()
        self.shop.changed.emit(self.row.customer)
        self.shop.queue_changed.emit()
        text = _("{name}: it arrived.") if request.arrived else _("{name}: on the list again.")
        self.shop.tell(text.format(name=self.row.name))


def _way(detail: QueueDetail) -> Way:
    tried = next((event.way for event in reversed(detail.events) if event.way), "")
    if tried:
        return Way(tried)
    return next(iter((*detail.row.ways, *detail.row.done)), Way.MESSAGE)
