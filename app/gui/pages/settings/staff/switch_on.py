"""Switching staff on: the owner's name and PIN, then the recovery code that shows once."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.code_page import CodeKind
from app.core.staff.roles import MAX_NAME
from app.errors import refuse
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.code_shown import CodeShownDialog
from app.gui.dialogs.new_secret import NewSecret
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import LineEdit
from app.i18n.catalog import _
from app.i18n.mark import N_


class SwitchOnDialog(FormDialog):
    """Everything it needs, or nothing of it, happens with one press."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Switch staff on"), parent=parent)
        self._id = shop.new_id()
        self.primary.say(_("Switch on"))
        text = _(
            "You are the owner: you may do everything and take on the others. First choose the name that will stand "
            "beside what you do, and a PIN or password."
        )
        self.above.addWidget(label(text, "mute", wrap=True))
        self.name = LineEdit(most=MAX_NAME, hint=_("e.g. Manager Wang"))
        self.form.add("name", _("Your name"), self.name)
        self.new = NewSecret(self, title=_("Your PIN or password"))
        after = _("Next a recovery code shows, for the day you forget it.")
        self.below.addWidget(label(after, "mute-small", wrap=True))
        self.name.textEdited.connect(self.forgive)
        self.name.setFocus()

    def submit(self) -> None:
        """Switch on; Enter in a line goes to the next that is empty."""
        if self.name.hasFocus() and self.name.text() and not self.new.line.text():
            self.new.line.setFocus()
        elif not self.new.next_line() and self.checked(self._check):
            staff, name, secret = self.shop.app.staff, self.name.value(), self.new.value()
            self.carry_out(partial(staff.switch_on, self._id, name=name, secret=secret), self._switched)

    def _check(self) -> None:
        if not self.name.value():
            refuse("name", N_("Type your name."))
        self.new.value()

    def _switched(self, code: str) -> None:
        parent = self.parentWidget()
        self.accept()
        self.shop.staff_changed.emit()
        CodeShownDialog(self.shop, CodeKind.STAFF, code, parent).open()
