"""A customer's PIN: set by themselves at the counter, and asked for before something is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import refuse
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.fields import LineEdit
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import AccountCard


class PinEdit(LineEdit):
    """A line for a PIN: dots, digits only."""

    def __init__(self) -> None:
        super().__init__(most=8)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(8)
        self.setMaximumWidth(180)


class SetPinDialog(FormDialog):
    """Typed twice by the customer; nobody can read it back."""

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Set PIN"), card.name, parent=parent)
        self._customer = card.number
        self.pin, self.again = PinEdit(), PinEdit()
        self.above.addWidget(
            label(_("Let the customer type it. Four to eight digits; nobody can read it back."), "mute", wrap=True)
        )
        self.form.add("pin", _("PIN"), self.pin)
        self.form.add("again", _("Once more"), self.again)
        if card.has_pin:
            self.form.addWidget(button(_("Take the PIN away"), "link", on=self._clear), self.form.rowCount(), 1)
        self.pin.setFocus()

    def submit(self) -> None:
        """Set the PIN; Enter in the first line goes to the second."""
        if self.pin.hasFocus() and not self.again.text():
            self.again.setFocus()
            return
        if self.checked(self._require_same):
            number, pin = self._customer, self.pin.text()
            self.carry_out(lambda: self.shop.app.pins.set(number, pin), self._set)

    def _require_same(self) -> None:
        if self.pin.text() != self.again.text():
            refuse("again", N_("The two are not the same; let the customer type them again."))

    def _set(self, _nothing: object) -> None:
        self._done(_("PIN of {name} set.").format(name=self.subtitle.text()))

    def _clear(self) -> None:
        number = self._customer
        self.carry_out(lambda: self.shop.app.pins.clear(number), self._cleared)

    def _cleared(self, _nothing: object) -> None:
        self._done(_("{name} has no PIN any more.").format(name=self.subtitle.text()))

    def _done(self, text: str) -> None:
        self.accept()
        self.shop.changed.emit(self._customer)
        self.shop.tell(text)


class AskPinDialog(FormDialog):
    """Asks for a customer's PIN; `then` runs when it is right."""

    def __init__(
        self, shop: Shop, number: str, name: str, then: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(shop, _("PIN"), name, parent=parent)
        self._number = number
        self._then = then
        self.pin = PinEdit()
        self.form.add("pin", _("PIN"), self.pin)
        self.primary.setText(_("Confirm"))
        self.pin.setFocus()

    def submit(self) -> None:
        """Look whether it is right."""
        self.forgive()
        number, pin = self._number, self.pin.text()
        self.carry_out(lambda: self.shop.app.pins.check(number, pin), self._looked_at)

    def _looked_at(self, right: bool) -> None:  # noqa: FBT001 - the service's answer
        if right:
            self.accept()
            self._then()
        else:
            self.pin.clear()
            self.form.complain("pin", _("That is not the customer's PIN."))
