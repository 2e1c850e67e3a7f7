"""The names of the staff as large buttons; the keys 1 to 9 choose as well."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core.staff.roles import ROLES, Member
from app.gui import theme
from app.gui.at_desk import called
from app.gui.theme import S2, S3
from app.gui.widgets.basics import KeyButton, clear, column, label
from app.i18n.catalog import _, pgettext

BY_KEY = 9
"""So many are chosen by a key."""


class NameButton(KeyButton):
    """Somebody of the staff, with the key that chooses them."""

    def __init__(self, member: Member, key: str) -> None:
        super().__init__(called(member), key, "name")
        self.setMinimumHeight(theme.px(46))
        self.setAccessibleName(f"{called(member)}, {_(ROLES[member.role])}")
        self.setToolTip(_(ROLES[member.role]))


class Names(QWidget):
    """Who there is; one is chosen."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._members: Sequence[Member] = ()
        self.buttons: list[NameButton] = []
        self._box = column(gap=S2)
        words = label(pgettext("staff", "Who is at the counter?"), "heading")
        self.none = label(_("Nobody has a PIN or password yet."), "mute", wrap=True)
        self.setLayout(column(words, self._box, self.none, None, gap=S3))

    def show_members(self, members: Sequence[Member]) -> None:
        """Show who can sign in."""
        had_focus = any(each.hasFocus() for each in self.buttons)
        self._members = members
        clear(self._box)
        self.buttons = []
        for at, member in enumerate(members, start=1):
            made = NameButton(member, str(at) if at <= BY_KEY else "")
            made.clicked.connect(partial(self._choose, member))
            self.buttons.append(made)
            self._box.addWidget(made)
        self.none.setVisible(not members)
        if had_focus:
            self.focus_first()

    def _choose(self, member: Member, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a signal's argument
        self.chosen.emit(member)

    def focus_first(self) -> None:
        """Put the cursor on the first name."""
        if self.buttons:
            self.buttons[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by number, or move between the names with the arrow keys."""
        text = event.text()
        if text.isascii() and text.isdecimal() and 0 < int(text) <= min(len(self._members), BY_KEY):
            self.chosen.emit(self._members[int(text) - 1])
        else:
            super().keyPressEvent(event)
