"""One's own PIN or password: another one, by who knows the present one."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.errors import CounterbookError, Refused, refuse
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.new_secret import NewSecret
from app.gui.shop import Shop
from app.gui.widgets.secret_line import SecretLine
from app.i18n.catalog import _
from app.i18n.mark import N_


class OwnSecretDialog(FormDialog):
    """The present one, and a new one twice."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("My PIN or password"), parent=parent)
        self.primary.say(_("Save"))
        self.now = SecretLine()
        self.form.add("old", _("The present one"), self.now)
        self.new = NewSecret(self)
        self.now.changed.connect(self.forgive)
        self.now.setFocus()

    def submit(self) -> None:
        """Save it; Enter in a line goes to the next that is empty."""
        if self.now.edit.hasFocus() and self.now.text() and not self.new.line.text():
            self.new.line.setFocus()
        elif not self.new.next_line() and self.checked(self._check):
            old, new = self.now.text(), self.new.value()
            self.carry_out(partial(_set, self.shop, old, new), self._kept)

    def _check(self) -> None:
        if not self.now.text():
            refuse("old", N_("Type the present one first."))
        self.new.value()

    def place_of(self, field: str) -> str:
        """What is wrong with the present one stands there."""
        return {"present": "old"}.get(field, field)

    def complain(self, error: CounterbookError) -> None:
        """Count down where it is to be waited."""
        if not self.now.wait_after(error):
            super().complain(error)

    def _kept(self, _nothing: None) -> None:
        self.accept()
        self.shop.tell(_("Your new PIN or password is set."))


def _set(shop: Shop, old: str, new: str) -> None:
    """Set it; a wrong present one is refused as such. In the `db` lane."""
    try:
        shop.app.staff.set_secret(new, old=old)
    except Refused as error:
        raise Refused("present" if error.field == "secret" else error.field, error.message) from error
