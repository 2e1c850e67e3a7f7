"""The customer's own word when prepaid money or a pass is used: a PIN typed at the counter, or a signature."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget

from app.core.settings import UseCheck
from app.gui import theme
from app.gui.shop import Shop
from app.gui.widgets.basics import column, label
from app.gui.widgets.fields import Form
from app.gui.widgets.pin_row import PinRow
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.counter import AccountCard

_T = TypeVar("_T")


class UseCheckRow(PinRow):
    """The row of a form named `pin`: a field for the PIN, or the word that a signature is asked for.

    `put_in` adds it to a form, hidden; `ask` shows it while prepaid money is used; `guarded` wraps what records, so
    that the PIN is checked first. Where the shop wants neither, it never shows and checks nothing.
    """

    def __init__(self, shop: Shop, card: AccountCard) -> None:
        super().__init__("pin", _("PIN"))
        self._shop, self._number = shop, card.number
        check = shop.settings.use_check
        self.wants_pin = check is UseCheck.PIN and card.has_pin
        self._shows = check is not UseCheck.NONE
        self._asked = False
        self.edit.setVisible(self.wants_pin)
        signs = _("The customer signs the receipt.")
        if check is UseCheck.PIN:
            signs = _("This customer has no PIN yet and signs the receipt.")
        self.words = label(_("The customer types it.") if self.wants_pin else signs, "mute-small", wrap=True)
        parts: list[QWidget] = [self.edit, self.words] if self.wants_pin else [self.words]
        box = column(*parts, gap=3)
        if not self.wants_pin:
            box.setContentsMargins(0, theme.px(9), 0, 0)
        self.setLayout(box)

    def put_in(self, form: Form) -> None:
        """Add the row to a form, hidden until it is asked for."""
        self.add_to(form, _("PIN") if self.wants_pin else _("Signature"))

    def ask(self, *, used: bool) -> None:
        """Show the row while prepaid money or a pass is used."""
        self._asked = used and self._shows
        self.show_row(shown=self._asked)

    def guarded(self, record: Callable[[], _T]) -> Callable[[], _T]:
        """Return what checks the PIN in the db lane and then records; refused at `pin` while none is typed."""
        if not (self._asked and self.wants_pin):
            return record
        check = partial(self._shop.app.pins.check, self._number)
        return self.checked_first(record, check, N_("Let the customer type the PIN."), N_("That is not the PIN."))
