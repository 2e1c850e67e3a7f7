"""A text with names in braces: what is wrong is underlined at its place, and names are put in from a menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QHelpEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu, QPushButton, QTextEdit, QToolTip

from app.core.reminder.texts import TextProblem
from app.errors import Message
from app.gui import theme
from app.gui.widgets.basics import button
from app.gui.widgets.fields import TextArea
from app.i18n.catalog import _


class TemplateEdit(TextArea):
    """Several lines, or one, whose mistakes are underlined; the mouse over one tells the sentence."""

    def __init__(self, say: Callable[[Message], str], *, most: int, lines: int) -> None:
        super().__init__(most=most, lines=lines)
        self._say = say
        self.problems: tuple[TextProblem, ...] = ()

    def mark_wrong(self, problems: Sequence[TextProblem]) -> None:
        """Underline these places and no others."""
        self.problems = tuple(problems)
        self.setExtraSelections([self._mark(problem) for problem in problems])
        self.setAccessibleDescription("\n".join(self._say(problem.message) for problem in problems))

    def _mark(self, problem: TextProblem) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(theme.tokens().owed))
        look.setBackground(QColor(theme.tokens().owed_soft))
        made.format = look
        made.cursor = self._span(problem)
        return made

    def _span(self, problem: TextProblem) -> QTextCursor:
        text = self.toPlainText()
        cursor = self.textCursor()
        cursor.setPosition(_units(text, problem.start))
        cursor.setPosition(_units(text, problem.end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def go_to(self, problem: TextProblem) -> None:
        """Choose the place of a mistake, so that typing mends it."""
        self.setTextCursor(self._span(problem))
        self.ensureCursorVisible()
        self.setFocus()

    def put_in(self, name: str) -> None:
        """Put a name in braces where the cursor is."""
        self.insertPlainText(f"{{{name}}}")
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Tell what is wrong at the mouse."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            at = self.cursorForPosition(self.viewport().mapFrom(self, event.pos())).position()
            text = self.toPlainText()
            found = [p for p in self.problems if _units(text, p.start) <= at <= _units(text, p.end)]
            QToolTip.showText(event.globalPos(), "\n".join(self._say(p.message) for p in found), self)
            return True
        return super().event(event)


def _units(text: str, at: int) -> int:
    """Return a place among a text's characters as Qt counts it: characters beyond the first plane are two."""
    return at + sum(character > "\uffff" for character in text[:at])


class InsertButton(QPushButton):
    """A button with a menu of the names that may be put into a text, each with what it stands for."""

    def __init__(self, put_in: Callable[[str], None]) -> None:
        super().__init__()
        plain = button(_("Insert…"), icon="plus")
        self.setText(plain.text())
        self.setIcon(plain.icon())
        self.setIconSize(plain.iconSize())
        plain.deleteLater()
        self.setAutoDefault(False)
        self.setAccessibleName(_("Insert a name"))
        self._put_in = put_in
        self._menu = QMenu(self)
        self._menu.setAccessibleName(_("Names that may stand in the text"))
        self.setMenu(self._menu)

    def offer(self, names: Mapping[str, str]) -> None:
        """Offer other names: each with what it stands for, in the person's language."""
        self._menu.clear()
        for name, words in names.items():
            action = self._menu.addAction(f"{words}\t{{{name}}}".replace("&", "&&"))
            action.triggered.connect(partial(self._chosen, name))

    def _chosen(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - as Qt calls it
        self._put_in(name)
