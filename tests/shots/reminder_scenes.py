"""The scenes of reminders: the queue by group, each dialog, letters and e-mails with preview and report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from app.core.letter import IssuedLetter, LeftOut, LetterBatch
from app.core.outgoing import SendReport, SendRow, Sent
from app.core.reminder.kinds import RuleKind, Tone
from app.errors import Message
from app.gui.dialogs.letter_report import LetterDoings
from app.gui.dialogs.letters_to_post import LettersToPostDialog
from app.gui.pages.reminders.narrow import EVERYTHING, Narrow
from tests.gui import reminder_book as book
from tests.gui.shop_book import TODAY
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]


def _page(stage: Stage) -> Any:
    """Return the page of reminders over the weeks of `reminder_book`."""
    if not stage.app.contacts.of_customer(book.CHEN):
        book.fill(stage.path, more=True)
    stage.window.go("reminders")
    page: Any = stage.window.pages["reminders"]
    page.refresh()
    stage.settle()
    page.body.unseen.stop()
    stage.window.rail.show_count("reminders", stage.app.reminder_queue.count(TODAY))  # the planner's work
    return page


def _at(number: str, rule: RuleKind = RuleKind.OVERDUE) -> Scene:
    def scene(stage: Stage) -> QWidget:
        page = _page(stage)
        page.list.go_to(book.find(stage.app, number, rule).id)
        return stage.window

    return scene


def _empty(stage: Stage) -> QWidget:
    stage.window.go("reminders")
    page: Any = stage.window.pages["reminders"]
    if stage.app.reminder_queue.board(TODAY).to_do:  # another scene was here before
        page.stack.setCurrentIndex(1)
    return stage.window


def _dialog(
    act: str, number: str, rule: RuleKind = RuleKind.OVERDUE, fill: Callable[[Any], None] | None = None
) -> Scene:
    """Return the scene of a dialog opened by the name of what it is for; `next` stands for Enter."""

    def scene(stage: Stage) -> QWidget:
        _at(number, rule)(stage)
        stage.settle()
        page: Any = stage.window.pages["reminders"]
        page.acts.do_next() if act == "next" else page.acts.act(act)
        return _opened(stage, fill)

    return scene


def _opened(stage: Stage, fill: Callable[[Any], None] | None = None) -> QWidget:
    stage.settle()
    [found] = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    if fill is not None:
        fill(found)
        stage.settle()
    return found


def _letters(stage: Stage) -> QWidget:
    _page(stage).batches.letters()
    return _opened(stage)


def _mails(stage: Stage) -> QWidget:
    _page(stage).batches.mails()
    return _opened(stage)


def _report(stage: Stage) -> QWidget:
    dialog: Any = _mails(stage)
    rows = (
        SendRow("1", book.DOOR, "Blue Door Café", Sent.ACCEPTED),
        SendRow("2", book.OU, "区美玲", Sent.UNCLEAR, None, "connection lost after DATA"),
        SendRow("3", book.OUYANG, "欧阳娜娜", Sent.REFUSED, None, "550 5.1.1 no such user"),
        SendRow("4", book.CHEN, "陈曾志", Sent.GONE),
    )
    reason = Message("The mail server does not answer.")
    dialog.look.hide()
    dialog.cancel.hide()
    dialog._done(SendReport(rows=rows, left=2, error=reason))
    stage.settle()
    made: QWidget = dialog
    return made


def _narrowed(stage: Stage) -> QWidget:
    _page(stage).show_only(Narrow(RuleKind.OVERDUE))
    return stage.window


def _narrow_menu(stage: Stage) -> QWidget:
    page = _page(stage)
    page.show_only(EVERYTHING)
    menu: QWidget = page.body.narrow.menu()
    menu.show()
    stage.settle()
    return menu


def _menu(stage: Stage) -> QWidget:
    _at(book.LI)(stage)
    menu = QMenu(stage.window)
    page: Any = stage.window.pages["reminders"]
    page.acts.fill(menu)
    menu.show()
    stage.settle()
    return menu


def _batch() -> LetterBatch:
    """Return what a batch gave: three letters, and one that was paid meanwhile."""
    at = datetime(2026, 11, 21, 7, tzinfo=UTC)
    rows = [(number, name, int(float(amount) * 100)) for number, (name, amount) in book.MORE.items()]
    letters = tuple(
        IssuedLetter(90 + nth, f"L00000{nth}", nth, number, name, Tone.FIRM, owed, "", bool(nth % 2), 1, at)
        for nth, (number, name, owed) in enumerate(rows, 1)
    )
    paid = LeftOut(9, book.LI, "李海建材", Message("What it asks for has been paid or settled."))
    return LetterBatch(letters=letters, left_out=(paid,))


def _letter_report(stage: Stage) -> QWidget:
    dialog: Any = _letters(stage)
    dialog.look.hide()
    dialog.cancel.hide()
    with patch.object(LetterDoings, "print_all"):
        dialog._done(_batch())
    stage.settle()
    made: QWidget = dialog
    return made


def _to_post(stage: Stage) -> QWidget:
    _page(stage)
    return stage.dialog(lambda: LettersToPostDialog(stage.shop, _batch().letters, stage.window))


def _promised(dialog: Any) -> None:
    dialog.result_field.buttons()[2].click()


REMINDERS: dict[str, Scene] = {
    "reminders-empty": _empty,
    "reminders": _at(book.LI),
    "reminders-unclear": _at(book.OU),
    "reminders-letter": _at(book.DOOR),
    "reminders-note": _at(book.XIE, RuleKind.NOTE),
    "dialog-call": _dialog("call", book.LI, fill=_promised),
    "dialog-promise": _dialog("promise", book.CHEN, RuleKind.PROMISE_BROKEN),
    "dialog-promise-parts": _dialog("plan", book.LI),
    "dialog-later": _dialog("later", book.WANG),
    "dialog-skip": _dialog("skip", book.LI),
    "dialog-assign": _dialog("assign", book.LI),
    "dialog-pause": _dialog("pause", book.LI),
    "dialog-dated-note": _dialog("note", book.LI),
    "dialog-contact": _dialog("contact", book.LI),
    "dialog-happened": _dialog("next", book.OU),
    "dialog-done": _dialog("next", book.XIE, RuleKind.NOTE),
    "dialog-reminder-history": _dialog("history", book.CHEN, RuleKind.PROMISE_BROKEN),
    "reminders-narrowed": _narrowed,
    "reminders-narrow-menu": _narrow_menu,
    "reminders-menu": _menu,
    "dialog-letters": _letters,
    "dialog-mails": _mails,
    "dialog-mails-report": _report,
    "dialog-letter-report": _letter_report,
    "dialog-letters-to-post": _to_post,
}
"""Every scene of reminders, by name."""
