"""A field that finds a past sale of a customer: the newest are offered, any other comes by a few words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget

from app.errors import CounterbookError, refuse
from app.gui import theme
from app.gui.dialogs.choices import shortened
from app.gui.dialogs.names import kind_name
from app.gui.shop import Shop
from app.gui.widgets.basics import column, label
from app.gui.widgets.fields import Composite, LineEdit, choose, combo
from app.i18n import format as form
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.counter import PastSale

AFTER_MS = 120
"""How long typing must rest before sales are looked for."""

NEEDS_WORDS = 8
"""From this many sales on there is a line to find one by."""


class SalePicker(Composite):
    """Offers what a customer bought, newest first; nothing is chosen that was not asked for by `wanted` or a person."""

    #: Another sale is chosen.
    changed = Signal()

    def __init__(self, shop: Shop, customer: str, wanted: str = "") -> None:
        super().__init__()
        self._shop, self._customer, self._wanted = shop, customer, wanted
        self._asked = 0
        self._known = False
        self.words = _Words(hint=_("Find it by what it was, its date or its amount"))
        self.words.setAccessibleName(_("Find a sale"))
        self.list: QComboBox = combo([], whole=False)
        self.list.setAccessibleName(_("Sale"))
        self.list.setMaxVisibleItems(16)
        self.none = label("", "mute-small", wrap=True)
        self.none.hide()
        self.words.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.ask)
        self.words.textEdited.connect(self._timer.start)
        self.words.taken.connect(self._take)
        self.list.currentIndexChanged.connect(self._chosen)
        self.setLayout(column(self.words, self.list, self.none, gap=theme.px(6)))
        self.setFocusProxy(self.list)
        self.ask()

    def value(self) -> str:
        """Return what a credit names; refused, naming `sale`, while nothing is chosen."""
        chosen = self.list.currentData()
        if self._known and not self.list.count() and not self.words.text().strip():
            refuse("sale", N_("This customer has bought nothing that could be taken back."))
        if not isinstance(chosen, str):
            refuse("sale", N_("Choose the sale something is taken back of."))
        return chosen

    def place(self) -> QWidget:
        """Errors stand at the list."""
        return self.list

    # ---- finding ----------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Look for the sales that have the words typed."""
        self._timer.stop()
        self._asked += 1
        words, first = self.words.text(), "" if self.words.text().strip() else self._wanted
        counter, customer = self._shop.app.counter, self._customer
        self._shop.tasks.run(
            lambda: counter.sales(customer, words, first=first),
            partial(self._show, self._asked),
            self._not_found,
            owner=self,
        )

    def _show(self, asked: int, sales: list[PastSale]) -> None:
        if asked != self._asked:
            return
        narrowed = bool(self.words.text().strip())
        chosen = self.list.currentData() if self._known else self._wanted or (sales[0].reference if sales else None)
        self._known = True
        self.list.blockSignals(True)  # noqa: FBT003 - as Qt has it
        self.list.clear()
        for sale in sales:
            self.list.addItem(self._line(sale), sale.reference)
        if narrowed and len(sales) == 1:
            chosen = sales[0].reference
        choose(self.list, chosen)
        self.list.blockSignals(False)  # noqa: FBT003
        self.none.setText(_("Nothing this customer bought has these words."))
        self.none.setVisible(narrowed and not sales)
        self.words.setVisible(narrowed or self.words.isVisibleTo(self) or len(sales) >= NEEDS_WORDS)
        self.changed.emit()

    def _line(self, sale: PastSale) -> str:
        text, amount = shortened(sale.text) or kind_name(sale.kind), self._shop.amount(sale.amount)
        return _("{date}  ·  {text}  ·  {amount}").format(date=form.short_date(sale.on), text=text, amount=amount)

    def _not_found(self, error: CounterbookError) -> None:
        self.none.setText(self._shop.words(error))
        self.none.show()

    def _take(self) -> None:
        """Enter in the words: look at once, and go to what was found."""
        self.ask()
        self.list.setFocus()

    def _chosen(self, _at: int) -> None:
        self.changed.emit()


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Words(LineEdit):
    """A line in which Enter is its own: it records nothing."""

    #: Enter was pressed.
    taken = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter for oneself."""
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.taken.emit()
            return
        super().keyPressEvent(event)
