"""The customer's own word when prepaid money or a pass is used: a PIN typed at the counter, or a signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.settings import UseCheck
from app.errors import refuse
from app.gui import theme
from app.gui.shop import Shop
from app.gui.widgets.basics import column, label
from app.gui.widgets.fields import Composite, Form
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.counter import AccountCard

_T = TypeVar("_T")


class UseCheckRow(Composite):
    """The row of a form named `pin`: a field for the PIN, or the word that a signature is asked for.

    `put_in` adds it to a form, hidden; `ask` shows it while prepaid money is used; `guarded` wraps what records, so
    that the PIN is checked first. Where the shop wants neither, it never shows and checks nothing.
    """

    #: Another PIN was typed.
    changed = Signal()

    def __init__(self, shop: Shop, card: AccountCard) -> None:
        super().__init__()
        self._shop, self._number = shop, card.number
        check = shop.settings.use_check
        self.wants_pin = check is UseCheck.PIN and card.has_pin
        self._shows = check is not UseCheck.NONE
        self._asked = False
        self._form: Form | None = None
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setMaxLength(32)
        self.edit.setMaximumWidth(theme.px(140))
        self.edit.setObjectName("pin")
        self.edit.setAccessibleName(_("PIN"))
        self.edit.setVisible(self.wants_pin)
        self.edit.textChanged.connect(self.changed)
        signs = _("The customer signs the receipt.")
        if check is UseCheck.PIN:
            signs = _("This customer has no PIN yet and signs the receipt.")
        self.words = label(_("The customer types it.") if self.wants_pin else signs, "mute-small", wrap=True)
        parts: list[QWidget] = [self.edit, self.words] if self.wants_pin else [self.words]
        box = column(*parts, gap=3)
        if not self.wants_pin:
            box.setContentsMargins(0, theme.px(9), 0, 0)
        self.setLayout(box)
        self.setFocusProxy(self.edit)

    def place(self) -> QWidget:
        """Errors stand at the PIN, marked so that the next one is typed over it."""
        self.edit.selectAll()
        return self.edit

    def put_in(self, form: Form) -> None:
        """Add the row to a form, hidden until it is asked for."""
        self._form = form
        form.add("pin", _("PIN") if self.wants_pin else _("Signature"), self)
        form.show_row("pin", shown=False)

    def ask(self, *, used: bool) -> None:
        """Show the row while prepaid money or a pass is used."""
        self._asked = used and self._shows
        if self._form is not None:
            self._form.show_row("pin", shown=self._asked)

    def guarded(self, record: Callable[[], _T]) -> Callable[[], _T]:
        """Return what checks the PIN in the db lane and then records; refused at `pin` while none is typed."""
        if not (self._asked and self.wants_pin):
            return record
        pin = self.edit.text().strip()
        if not pin:
            refuse("pin", N_("Let the customer type the PIN."))
        pins, number = self._shop.app.pins, self._number

        def check_and_record() -> _T:
            if not pins.check(number, pin):
                refuse("pin", N_("That is not the PIN."))
            return record()

        return check_and_record
