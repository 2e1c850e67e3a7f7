"""A new customer: a name and Enter; the number is proposed, and somebody with the same phone is pointed out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.core.customer import Kind
from app.errors import refuse
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.file_words import customer_kind
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import Card, button, clear, column, label, row
from app.gui.widgets.fields import Choices, LineEdit
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.search import CustomerLine

AFTER_MS = 150
SHOWN = 3
"""Customers of the same phone that are pointed out."""


class NewCustomerDialog(FormDialog):
    """Name, phone, number plate, kind, number."""

    #: The file was made (number), or the one of somebody known already is wanted instead.
    made = Signal(str)

    def __init__(self, shop: Shop, parent: QWidget | None = None, name: str = "") -> None:
        super().__init__(shop, _("New customer"), parent=parent)
        self._request_id = shop.new_id()
        self.name = LineEdit(name)
        self.phone = LineEdit(most=60)
        self.plate = LineEdit()
        self.kind: Choices = Choices([(kind.value, customer_kind(kind)) for kind in Kind])
        self.no = LineEdit()
        self.form.add("name", _("Name"), self.name)
        self.form.add("phones", _("Phone"), self.phone)
        self.form.add("plates", _("Number plate"), self.plate)
        self.form.add("kind", _("Kind"), self.kind)
        self.form.add("no", _("Number"), self.no)
        self.primary.setText(_("Create"))
        self._same = column(gap=S2)
        self._hint = Card(self._same, "notice")
        self._same.setContentsMargins(12, 8, 12, 8)
        self._hint.hide()
        self.below.addWidget(self._hint)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.look_for_twins)
        self.phone.textChanged.connect(self._phone_typed)
        (self.phone if name else self.name).setFocus()
        settings = shop.settings
        shop.tasks.run(
            partial(shop.app.forms.next_number, settings.customer_prefix, settings.customer_digits),
            self._number_known,
            owner=self,
        )

    def _number_known(self, number: str) -> None:
        if not self.no.text():
            self.no.setText(number)

    # ---- known already? ---------------------------------------------------------------------------------------------

    def _phone_typed(self) -> None:
        self._timer.start()

    def look_for_twins(self) -> None:
        """Look who has the phone number already."""
        self._timer.stop()
        phone = self.phone.text().strip()
        sharing = partial(self.shop.app.forms.sharing, phone)
        self.shop.tasks.run(sharing, partial(self._show_twins, phone), owner=self)

    def _show_twins(self, phone: str, lines: list[CustomerLine]) -> None:
        if phone != self.phone.text().strip():
            return
        clear(self._same)
        self._hint.setVisible(bool(lines))
        if lines:
            self._same.addWidget(label(_("This phone number is known already:"), "strong"))
        for line in lines[:SHOWN]:
            name = _("{name}, No. {number}").format(name=line.name, number=line.no)
            text = _("{name} (closed)").format(name=name) if line.closed else name
            take = button(_("Open that one"), "link", on=partial(self._take, line.no))
            take.setAccessibleName(_("Open {name}").format(name=name))
            self._same.addLayout(row(label(text), None, take))
        self.grow()

    def _take(self, number: str) -> None:
        self.reject()
        self.made.emit(number)

    # ---- making -----------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Make the file."""
        if self._busy or not self.checked(self._require_name):
            return
        event = {"id": self._request_id, "no": self.no.text().strip(), "name": self.name.text()}
        event |= {"kind": self.kind.value(), "on": self.shop.today().isoformat()}
        given = {"phones": self.phone.text().strip(), "plates": self.plate.text().strip()}
        fields: dict[str, object] = {**event, **{name: [text] for name, text in given.items() if text}}
        self.carry_out(partial(self.shop.app.forms.make, fields), self._made)

    def _require_name(self) -> None:
        self.phone.value()
        self.plate.value()
        if not self.name.value():
            refuse("name", N_("Type the customer's name."))
        if not self.no.value():
            refuse("no", N_("Give the customer a number."))

    def _made(self, _filed: object) -> None:
        number, name = self.no.text().strip(), self.name.text().strip()
        self.accept()
        self.shop.changed.emit(number)
        self.shop.tell(_("{name} is customer {number} now.").format(name=name, number=number))
        self.made.emit(number)

    def place_of(self, field: str) -> str:
        """Show errors of the file's other fields at the name."""
        return field if self.form.has(field) else "name"
