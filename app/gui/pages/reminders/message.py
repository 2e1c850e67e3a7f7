"""The message as it will go out, by each way it may go; for a call, what to talk about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.reminder.conduct import Answer
from app.core.reminder.kinds import RuleKind, Way
from app.gui import theme
from app.gui.dialogs.reminder_who import Who
from app.gui.dialogs.reminder_words import moment, way_name
from app.gui.shop import Shop
from app.gui.theme import S2, S3, mark
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.elided import Elided
from app.gui.widgets.fields import Choices, copy_text
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.reminder.board import QueueDetail
    from app.core.reminder.conduct import Verdict
    from app.core.reminder.template import Template


def note_of(detail: QueueDetail) -> str:
    """Return what the shop noted; blank where it was erased."""
    return next((note.text for note in detail.facts.notes if str(note.id) == detail.wish.subject), detail.row.number)


class MessageView(QWidget):
    """Shows one way at a time; which one is chosen is what Enter sends by."""

    #: Another way was chosen.
    way_changed = Signal()
    #: The letter is to be seen on its paper.
    paper_wanted = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._detail: QueueDetail | None = None
        self._who, self._mails = Who("", ""), True
        self.ways: Choices = Choices()
        self.ways.setAccessibleName(_("Ways"))
        self.to = Elided("", "mute")
        tip = _("Copy the text and do nothing else")
        self.copy = button(_("Copy"), "quiet", icon="copy", on=self.copy_all, tip=tip)
        self.paper = button(_("Show the letter"), "quiet", icon="eye", on=self.paper_wanted.emit)
        self.subject = label("", "strong", wrap=True)
        self.body = label("", wrap=True)
        for part in (self.subject, self.body):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.may = label("", "mute-small", wrap=True)
        self.sheet = Card(column(self.subject, self.body, gap=S2, margins=(14, S3, 14, S3)), "after")
        head = row(self.ways, self.to, self.paper, self.copy, gap=S2)
        head.setStretch(1, 1)
        head.setAlignment(self.ways, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(column(head, self.sheet, self.may, gap=S2))
        self.ways.changed.connect(self._way_chosen)

    def show_detail(self, detail: QueueDetail, who: Who, *, mails: bool) -> None:
        """Show a reminder's texts; the way that comes next is chosen, or the one chosen before if it is still there."""
        kept = self.way() if self._detail is not None and self._detail.row.id == detail.row.id else None
        self._detail, self._who, self._mails = detail, who, mails
        ways = [*detail.row.ways, *(way for way in detail.row.done if way not in detail.row.ways)]
        names = [(way, f"✓ {way_name(way)}" if way in detail.row.done else way_name(way)) for way in ways]
        self.ways.set_choices(names or [(Way.OWNER, way_name(Way.OWNER))], kept)
        if kept is None or kept not in detail.row.ways:
            self.ways.set_value(ways[0] if ways else Way.OWNER)
        self._way_chosen()

    def way(self) -> Way:
        """Return the way that shows."""
        chosen: Way = self.ways.value()
        return chosen

    def text(self) -> Template | None:
        """Return the text of the way that shows; None where it has none."""
        return None if self._detail is None else self._detail.texts.get(self.way())

    def verdict(self) -> Verdict | None:
        """Return whether the customer may be contacted now by the way that shows."""
        return None if self._detail is None else self._detail.verdicts.get(self.way())

    def step(self, by: int) -> None:
        """Go to the next way."""
        buttons = self.ways.buttons()
        at = next(n for n, each in enumerate(buttons) if each.isChecked())
        buttons[(at + by) % len(buttons)].click()

    def copy_all(self) -> None:
        """Put the text on the clipboard."""
        text = self.text()
        if text is not None:
            copy_text(text.body)
            self._shop.tell(_("Copied."))

    def _way_chosen(self) -> None:
        detail, way = self._detail, self.way()
        if detail is None:
            return
        text = detail.texts.get(way)
        self.to.setText(self._who.reached(way))
        self.subject.setText(text.subject if text is not None and way is not Way.PHONE else "")
        if text is not None and way is Way.PHONE:
            self.subject.setText(_("Talking points"))
        self.subject.setVisible(bool(self.subject.text()))
        self.body.setText(text.body if text is not None else self._without_text(detail))
        note = detail.row.rule is RuleKind.NOTE
        mark(self.body, "" if text is not None or note else "soon" if detail.problem else "mute")
        self.copy.setVisible(text is not None and way in (Way.MESSAGE, Way.EMAIL, Way.SERVICE))
        self.paper.setVisible(way is Way.LETTER and text is not None)
        self._say_verdict(detail.verdicts.get(way))
        self.way_changed.emit()

    def _without_text(self, detail: QueueDetail) -> str:
        if detail.problem is not None:
            return self._shop.sentence(detail.problem)
        if detail.row.rule is RuleKind.NOTE:
            return note_of(detail)
        return _("Nothing goes to the customer: this one is for you to look at and decide.")

    def _say_verdict(self, verdict: Verdict | None) -> None:
        allowed = verdict is None or verdict.answer is Answer.OK
        by_hand = self.way() is Way.EMAIL and not self._mails
        self.may.setVisible(not allowed or by_hand)
        if verdict is None or allowed:
            words = _("No mail account is set up: paste the text into your own mail program and send it there.")
            self.may.setText(words)
            mark(self.may, "mute-small")
            return
        parts = [self._shop.sentence(verdict.message)] if verdict.message is not None else []
        if verdict.answer is Answer.WAIT and verdict.until is not None:
            parts.append(_("It waits until {moment}.").format(moment=moment(self._shop, verdict.until)))
        self.may.setText("▲  " + " ".join(parts))
        mark(self.may, "small soon")
        self.may.setMinimumHeight(theme.px(18))
