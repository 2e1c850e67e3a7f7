"""The owner's PIN where a limit, a hold or supply control is to be passed; nothing where the owner has set none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from app.gui.shop import Shop
from app.gui.widgets.basics import label, row
from app.gui.widgets.fields import Form
from app.gui.widgets.pin_row import PinRow
from app.i18n.catalog import _
from app.i18n.mark import N_

_T = TypeVar("_T")


class OwnerPinRow(PinRow):
    """The row of a form named `owner_pin`: `ask` shows it where there is a PIN, `guarded` has it checked first."""

    def __init__(self, shop: Shop) -> None:
        super().__init__("owner_pin", _("PIN of the owner"))
        self._shop = shop
        self._wanted = self._asked = False
        self.setLayout(row(self.edit, label(_("The owner types it."), "mute-small"), None))

    def put_in(self, form: Form) -> None:
        """Add the row to a form, hidden until it is asked for, and look whether there is a PIN."""
        self.add_to(form, _("PIN of the owner"))
        self._shop.tasks.run(self._shop.app.owner_pin.has, self._known, owner=self)

    def _known(self, has: bool) -> None:  # noqa: FBT001 - the service's answer
        self._wanted = has
        self.ask(passes=self._asked)

    def ask(self, *, passes: bool) -> None:
        """Show the row while something is passed for a reason."""
        self._asked = passes
        self.show_row(shown=passes and self._wanted)

    def guarded(self, record: Callable[[], _T]) -> Callable[[], _T]:
        """Return what checks the PIN in the db lane and then records; refused at `owner_pin` while none is typed."""
        if not (self._asked and self._wanted):
            return record
        none, wrong = N_("Let the owner type the PIN."), N_("That is not the PIN of the owner.")
        return self.checked_first(record, self._shop.app.owner_pin.check, none, wrong)
