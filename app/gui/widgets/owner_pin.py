"""The owner's PIN where a limit, a hold or supply control is to be passed; nothing where the owner has set none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import refuse
from app.gui import theme
from app.gui.shop import Shop
from app.gui.widgets.basics import label, row
from app.gui.widgets.fields import Composite, Form
from app.i18n.catalog import _
from app.i18n.mark import N_

_T = TypeVar("_T")


class OwnerPinRow(Composite):
    """The row of a form named `owner_pin`: `ask` shows it where there is a PIN, `guarded` has it checked first."""

    #: Another PIN was typed.
    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._wanted = self._asked = False
        self._form: Form | None = None
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setMaxLength(32)
        self.edit.setMaximumWidth(theme.px(140))
        self.edit.setObjectName("owner_pin")
        self.edit.setAccessibleName(_("PIN of the owner"))
        self.edit.textChanged.connect(self.changed)
        self.setLayout(row(self.edit, label(_("The owner types it."), "mute-small"), None))
        self.setFocusProxy(self.edit)

    def place(self) -> QWidget:
        """Errors stand at the PIN, marked so that the next one is typed over it."""
        self.edit.selectAll()
        return self.edit

    def put_in(self, form: Form) -> None:
        """Add the row to a form, hidden until it is asked for, and look whether there is a PIN."""
        self._form = form
        form.add("owner_pin", _("PIN of the owner"), self)
        form.show_row("owner_pin", shown=False)
        self._shop.tasks.run(self._shop.app.owner_pin.has, self._known, owner=self)

    def _known(self, has: bool) -> None:  # noqa: FBT001 - the service's answer
        self._wanted = has
        self.ask(passes=self._asked)

    def ask(self, *, passes: bool) -> None:
        """Show the row while something is passed for a reason."""
        self._asked = passes
        if self._form is not None:
            self._form.show_row("owner_pin", shown=passes and self._wanted)

    def guarded(self, record: Callable[[], _T]) -> Callable[[], _T]:
        """Return what checks the PIN in the db lane and then records; refused at `owner_pin` while none is typed."""
        if not (self._asked and self._wanted):
            return record
        pin = self.edit.text().strip()
        if not pin:
            refuse("owner_pin", N_("Let the owner type the PIN."))
        owner = self._shop.app.owner_pin

        def check_and_record() -> _T:
            if not owner.check(pin):
                refuse("owner_pin", N_("That is not the PIN of the owner."))
            return record()

        return check_and_record
