"""What somebody had begun when the window locked, said to whoever signs in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.gui.at_desk import called
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, column, label
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.staff.roles import Member
    from app.gui.at_desk import AtDesk


class Begun(Card):
    """`kept` are the names of what waits to be finished; without any it is not to be seen."""

    def __init__(self, kept: Sequence[str]) -> None:
        self.words = label("", "soon", wrap=True)
        super().__init__(column(self.words, margins=(S3, S2, S3, S2)), "notice")
        self._kept = tuple(kept)

    def say_to(self, member: Member, desk: AtDesk) -> bool:
        """Say what becomes of it if this member signs in; return whether it would be closed."""
        self.setVisible(bool(self._kept))
        what = _(", ").join(self._kept)
        if member.id == desk.last:
            self.words.setText(_("Not finished yet: {what}. It shows again when you have signed in.").format(what=what))
            return False
        before = next((called(each) for each in desk.seen.members if each.id == desk.last), "")
        text = _("{name} has not finished: {what}. If you sign in, it is closed and what was typed is lost.")
        self.words.setText(text.format(name=before, what=what))
        return bool(self._kept)
