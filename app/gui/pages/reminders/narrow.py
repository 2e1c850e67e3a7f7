"""Showing only a part of a long list: the reminders of one kind, or those one of the staff sees to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.core.reminder.kinds import RuleKind
from app.gui.dialogs.reminder_words import number, rule_name
from app.gui.pages.reminders.openers import KEYS
from app.gui.theme import S2
from app.gui.widgets.basics import button, row
from app.gui.widgets.elided import Elided
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.reminder.board import Board, QueueRow


class Narrow(NamedTuple):
    """What a list is narrowed to; `staff` is a name, blank for those nobody sees to. None stands for all."""

    rule: RuleKind | None = None
    staff: str | None = None

    def takes(self, row: QueueRow) -> bool:
        """Whether a reminder is among them."""
        return (self.rule is None or row.rule is self.rule) and (self.staff is None or row.assigned_to == self.staff)

    def words(self) -> str:
        """Return what is shown, blank for everything."""
        parts = [rule_name(self.rule)] if self.rule is not None else []
        if self.staff is not None:
            parts.append(self.staff or _nobody())
        return "  ·  ".join(parts)


EVERYTHING = Narrow()


def rows_of(board: Board) -> Iterator[QueueRow]:
    """Yield all reminders of a board."""
    for rows in board.groups.values():
        yield from rows


def narrowed(board: Board, narrow: Narrow) -> Board:
    """Return a part of a board."""
    if narrow == EVERYTHING:
        return board
    return replace(board, groups={name: tuple(filter(narrow.takes, rows)) for name, rows in board.groups.items()})


class NarrowBar(QWidget):
    """Says that only a part shows, with the way back to everything; hidden while everything shows."""

    #: Something else is to be shown (`Narrow`).
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._now = EVERYTHING
        self._rows: list[QueueRow] = []
        #: Opens the menu; it stands elsewhere.
        tip = f"{_('Show only some…')}  {KEYS['narrow']}"
        self.opener = button("", "quiet", icon="filter", on=self.open_menu, tip=tip, name=_("Show only some…"))
        self.words = Elided("", "strong")
        every = partial(self.chosen.emit, EVERYTHING)
        line = row(self.words, button(_("Show everything"), "link", on=every), gap=S2, margins=(14, 4, 12, 4))
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()

    def show_narrow(self, board: Board, narrow: Narrow) -> None:
        """Show what the list is narrowed to; the board is the whole one."""
        self._rows, self._now = list(rows_of(board)), narrow
        self.words.setText(_("Only: {what}").format(what=narrow.words()))
        self.setVisible(narrow != EVERYTHING)

    def menu(self) -> QMenu:
        """Return what may be shown, each with how many there are."""
        menu, rows = QMenu(self), self._rows
        self._add(menu, [(EVERYTHING, _("Everything"), len(rows))])
        kinds = Counter(row.rule for row in rows)
        menu.addSeparator()
        self._add(menu, [(Narrow(rule), rule_name(rule), kinds[rule]) for rule in RuleKind if kinds[rule]])
        staff = Counter(row.assigned_to for row in rows)
        if staff.keys() - {""}:
            menu.addSeparator()
            names = sorted(staff, key=lambda name: (not name, name))
            self._add(menu, [(Narrow(staff=name), name or _nobody(), staff[name]) for name in names])
        return menu

    def _add(self, menu: QMenu, choices: list[tuple[Narrow, str, int]]) -> None:
        group = QActionGroup(menu)
        for narrow, text, count in choices:
            action = QAction(f"{text}\t{number(count)}".replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(narrow == self._now)
            action.triggered.connect(partial(self._choose, narrow))
            group.addAction(action)
            menu.addAction(action)

    def _choose(self, narrow: Narrow, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - as Qt calls it
        self.chosen.emit(narrow)

    def open_menu(self) -> None:
        """Open the menu below its button."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.opener.mapToGlobal(QPoint(0, self.opener.height())))
        checked = next((action for action in menu.actions() if action.isChecked()), None)
        menu.setActiveAction(checked or menu.actions()[0])


def _nobody() -> str:
    return pgettext("reminders", "Given to nobody")
