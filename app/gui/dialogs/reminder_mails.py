"""发送全部邮件: all e-mails of a day looked through, sent one by one, and a report of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.outgoing import SendReport
from app.core.reminder.conduct import Answer
from app.core.reminder.kinds import Way
from app.gui.dialogs.reminder_batch import BatchDialog
from app.gui.dialogs.reminder_who import Who, who_of
from app.gui.dialogs.reminder_words import number, way_name
from app.gui.dialogs.send_report import Part, report_view, send_parts
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.theme import S2, S3, mark
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.elided import Elided
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from app.core.reminder.board import QueueDetail, QueueRow
    from app.errors import CounterbookError, Message


class MailsDialog(BatchDialog):
    """Shows each message as it will go out; sends those ticked in the lane for it."""

    def __init__(self, shop: Shop, rows: Sequence[QueueRow], parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Send all e-mails"), rows, parent)
        self._asked = 0
        self.to, self.subject = Elided("", "mute"), label("", "strong", wrap=True)
        self.body, self.may = label("", wrap=True), label("", "small", wrap=True)
        sheet = Card(column(self.subject, self.body, None, gap=S2, margins=(14, S3, 14, S3)), "after")
        self.side.addWidget(self.to)
        self.side.addWidget(sheet, 1)
        self.side.addWidget(self.may)
        self.trouble = label("", wrap=True)
        settings = button(_("Settings…"), "link", on=self._open_settings)
        trouble = row(self.trouble, settings, gap=S3, margins=(12, 8, 12, 8))
        trouble.setStretch(0, 1)
        self.trouble_band = Card(trouble, "notice-owed")
        self.trouble_band.hide()
        self.above.addWidget(self.trouble_band)
        self.note.setText(_("Each is checked once more as it goes: what has been paid meanwhile is not sent."))
        ways = {_way(each) for each in rows}
        shop.tasks.run(partial(_missing, shop, ways), self._show_missing, self.complain, owner=self, lane=Lane.NET)
        self.begin()

    def _open_settings(self) -> None:
        self.reject()
        self.shop.place_wanted.emit("settings", ("reminders", "ways"))

    def do_words(self, count: int) -> str:
        """Say how many go."""
        return ngettext("Send {n} e-mail", "Send {n} e-mails", count).format(n=number(count))

    def doing_words(self) -> str:
        """Say that they go."""
        return _("Sending…")

    def lane(self) -> Lane:
        """Wait for the server where nobody else waits."""
        return Lane.NET

    def worker(self, rows: Sequence[QueueRow]) -> Callable[[Job], SendReport]:
        """Send by e-mail, then by the service."""
        by_way = [(way, [each.id for each in rows if _way(each) is way]) for way in (Way.EMAIL, Way.SERVICE)]
        return partial(send_parts, [_part(self.shop, way, ids) for way, ids in by_way if ids])

    def show_one(self, row: QueueRow) -> None:
        """Read what one of them says."""
        self._asked += 1
        self.shop.tasks.run(
            partial(_read, self.shop, row),
            partial(self._show_text, self._asked, _way(row)),
            partial(self._not_read, self._asked),
            owner=self,
        )

    def _show_text(self, asked: int, way: Way, found: tuple[QueueDetail, Who]) -> None:
        if asked != self._asked:
            return
        detail, who = found
        text, verdict = detail.texts.get(way), detail.verdicts.get(way)
        to = who.reached(way)
        self.to.setText(_("To: {who}").format(who=to) if to else way_name(way))
        self.subject.setText(text.subject if text is not None else "")
        problem = self.shop.sentence(detail.problem) if detail.problem is not None else ""
        gone = self.shop.sentence(detail.reason) if detail.wanted is None and detail.reason is not None else ""
        self.body.setText(text.body if text is not None else problem or gone)
        held = verdict is not None and verdict.answer is not Answer.OK and verdict.message is not None
        self.may.setText("▲  " + self.shop.sentence(verdict.message) if held and verdict and verdict.message else "")
        self.may.setVisible(held)
        mark(self.may, "small soon")
        self.grow()

    def _not_read(self, asked: int, error: CounterbookError) -> None:
        if asked == self._asked:
            self.body.setText(self.shop.words(error))

    def _show_missing(self, missing: Sequence[Message]) -> None:
        """Say beforehand what is not set up."""
        if missing:
            self.trouble.setText("▲  " + "\n".join(self.shop.sentence(each) for each in missing))
            self.trouble_band.show()
            self.grow()

    def show_report(self, result: Any) -> QWidget:
        """Show what became of each, what needs somebody first."""
        self.trouble_band.hide()
        self.subtitle.setText("")
        self.note.setText("")
        unclear = _("What is unclear may have arrived: it waits on top of the list for you.")
        return report_view(self.shop, result, unclear)


def _way(row: QueueRow) -> Way:
    return Way.EMAIL if Way.EMAIL in row.ways else Way.SERVICE


def _read(shop: Shop, row: QueueRow) -> tuple[QueueDetail, Who]:
    return shop.app.reminder_queue.row(row.id), who_of(shop.app.files.file(row.customer))


def _missing(shop: Shop, ways: set[Way]) -> list[Message]:
    found = (shop.app.mail.ready(way) for way in sorted(ways))
    return [each for each in found if each is not None]


def _part(shop: Shop, way: Way, ids: list[int]) -> Part:
    return Part(len(ids), lambda progress, stop: shop.app.sending.send_all(ids, progress, stop, way))
