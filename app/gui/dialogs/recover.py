"""An owner who has forgotten the PIN or password gets in by the recovery code on paper, and chooses a new one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.staff.recovery import read_written
from app.core.staff.roles import Member
from app.gui.at_desk import Seen, called, look
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.new_secret import NewSecret
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import LineEdit
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.bootstrap import App


class RecoverDialog(FormDialog):
    """Code and new PIN; `recovered` gives the next code, which shows at once, and who has signed in by it."""

    #: An owner has got in: the next code, and what is known of the desk.
    recovered = Signal(str, object)

    def __init__(self, shop: Shop, owner: Member | None, parent: QWidget | None = None) -> None:
        super().__init__(
            shop, _("PIN or password forgotten"), called(owner) if owner is not None else "", parent=parent
        )
        self._name = owner.name if owner is not None else ""
        self.primary.say(_("Sign in"))
        text = _("An owner gets in with the recovery code that was printed when staff were switched on.")
        self.above.addWidget(label(text, "mute", wrap=True))
        self.code = LineEdit(most=60, hint="XXXXX-XXXXX-XXXXX-XXXXX")
        self.form.add("recovery", _("Recovery code"), self.code)
        self.new = NewSecret(self)
        after = _("After that a new code is shown; the one you type now is good for nothing any more.")
        self.below.addWidget(label(after, "mute-small", wrap=True))
        self.code.textEdited.connect(self.forgive)
        self.code.setFocus()

    def submit(self) -> None:
        """Look whether it is the code, and take the new PIN or password."""
        if self.code.hasFocus() and self.code.text() and not self.new.line.text():
            self.new.line.setFocus()
            return
        if not self.new.next_line() and self.checked(self._check):
            work = partial(_recover, self.shop.app, self.code.text(), self.new.value(), self._name)
            self.carry_out(work, self._recovered)

    def _check(self) -> None:
        read_written(self.code.text())
        self.new.value()

    def _recovered(self, found: tuple[str, Seen]) -> None:
        self.accept()
        self.recovered.emit(*found)


def _recover(app: App, code: str, secret: str, name: str) -> tuple[str, Seen]:
    again = app.staff.recover(code, secret, name)
    return again, look(app)
