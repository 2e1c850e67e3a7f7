"""Questions with two answers, and news that must be read: asked only where something is not safe."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from app.gui import theme
from app.gui.at_desk import OVER_LOCK
from app.gui.theme import S2, S4, S5
from app.gui.widgets.basics import button, column, fit_height, label, row
from app.i18n.catalog import _


class Question(QDialog):
    """What will happen, and two buttons that say it in words; the safe one is proposed."""

    def __init__(self, parent: QWidget | None, title: str, text: str, yes: str, no: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(theme.px(440))
        words = label(text, wrap=True)
        self.yes = button(yes, "" if no else "primary", on=self.accept)
        buttons: list[QWidget] = [self.yes]
        if no:
            self.no = button(no, "primary", on=self.reject)
            self.no.setDefault(True)
            buttons.append(self.no)
        else:
            self.yes.setDefault(True)
        foot = row(None, *buttons, gap=S2)
        whole = column(label(title, "heading", wrap=True), words, S2, foot, gap=S4, margins=(S5, S5, S5, S5))
        self.setLayout(whole)

    def showEvent(self, event: QShowEvent) -> None:
        """Be high enough for all lines."""
        super().showEvent(event)
        fit_height(self)


def ask(parent: QWidget | None, title: str, text: str, yes: str, no: str) -> bool:
    """Ask a question and wait for the answer."""
    question = Question(parent, title, text, yes, no)
    question.setProperty(OVER_LOCK, True)  # noqa: FBT003 - what is asked so also closes a window that is locked
    return question.exec() == QDialog.DialogCode.Accepted


def explain(parent: QWidget | None, title: str, text: str) -> Question:
    """Say something that must be read; nobody waits for it."""
    said = Question(parent, title, text, _("All right"))
    said.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    said.open()
    return said


def ask_later(parent: QWidget, title: str, text: str, yes: str, no: str, then: Callable[[], object]) -> Question:
    """Ask without waiting: `then` runs when the answer is yes."""
    question = Question(parent, title, text, yes, no)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.accepted.connect(then)
    question.open()
    return question


def leave_anyway(parent: QWidget, work: str) -> bool:
    """Ask whether to close while something long is under way, and wait for the answer."""
    text = _("“{work}” has not finished. If you close now it stops; what was recorded so far stays recorded.")
    return ask(
        parent,
        _("Something is still under way"),
        text.format(work=work),
        _("Stop it and close"),
        _("Keep working"),
    )


def throw_away(parent: QWidget | None) -> bool:
    """Ask whether what was typed and not saved may be lost; say whether."""
    text = _("What you changed on this page is not saved. If you close now, the changes are lost.")
    return ask(parent, _("Close without saving?"), text, _("Close without saving"), _("Keep editing"))
