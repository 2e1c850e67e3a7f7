"""The cash drawer: the float counted into it, and cash put in or taken out that no customer paid or got."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.drawer import CashIn, CashOut, OpenDrawer
from app.errors import CounterbookError, refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.coins import Coins
from app.gui.widgets.fields import AmountEdit, LineEdit
from app.i18n import format as form
from app.i18n.catalog import _
from app.i18n.mark import N_


class DrawerDialog(FormDialog):
    """Records one thing done with the drawer. Subclasses say what, in `request` and `done_text`."""

    def __init__(self, shop: Shop, title: str, on: date, parent: QWidget | None = None) -> None:
        other_day = "" if on == shop.today() else form.short_date(on)
        super().__init__(shop, title, other_day, parent=parent)
        self.on = on
        self.request_id = shop.new_id()
        self.amount = AmountEdit(shop.app.book.decimals, big=True, zero=isinstance(self, FloatDialog))

    def request(self) -> OpenDrawer | CashIn | CashOut:
        """Return what is to be recorded; raises `Refused` at a field."""
        raise TypeError(type(self).__name__)

    def done_text(self) -> str:
        """Return the toast's words."""
        raise TypeError(type(self).__name__)

    def submit(self) -> None:
        """Record it; what is refused stays open."""
        self.forgive()
        try:
            request = self.request()
        except CounterbookError as error:
            self.complain(error)
            return
        self.carry_out(partial(self.shop.app.drawer.record, request), self._recorded)

    def _recorded(self, _filed: object) -> None:
        text = self.done_text()
        self.accept()
        self.shop.changed.emit("")
        self.shop.tell(text)


class FloatDialog(DrawerDialog):
    """The cash in the drawer before the first customer; counted again, the last count is the one that holds."""

    def __init__(self, shop: Shop, on: date, proposed: int, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Opening float"), on, parent)
        self.above.addWidget(label(_("Count the cash before the first customer pays."), "mute", wrap=True))
        self.coins = Coins(shop)
        self.form.add("amount", _("In the drawer"), self.amount)
        self.by_coins = button(_("Count notes and coins"), "link", on=self.count_coins)
        self.form.addWidget(self.by_coins, self.form.rowCount(), 1)
        self.by_coins.setVisible(bool(self.coins.edits))
        self.below.addWidget(self.coins)
        self.coins.setMaximumWidth(theme.px(430))
        self.coins.hide()
        self.amount.set_value(proposed or None)
        self.amount.selectAll()
        self.primary.setText(_("Record"))
        self.coins.changed.connect(self._counted)
        self.coins.finished.connect(self.primary.setFocus)
        self.amount.setFocus()

    def count_coins(self) -> None:
        """Open the lines of notes and coins."""
        self.by_coins.hide()
        self.coins.show()
        self.coins.setFocus()
        self.grow()

    def _counted(self) -> None:
        self.forgive()
        if self.checked(self.coins.total):
            self.amount.set_value(self.coins.total())

    def request(self) -> OpenDrawer:
        """Return the count as typed."""
        self.coins.value()
        return OpenDrawer(id=self.request_id, on=self.on, amount=self.amount.value())

    def done_text(self) -> str:
        """Say what is in the drawer."""
        return _("The drawer begins with {amount}.").format(amount=self.shop.money(self.amount.value()))


class CashDialog(DrawerDialog):
    """Cash put into the drawer, or taken out of it, with the reason."""

    def __init__(self, shop: Shop, on: date, *, out: bool, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Take cash out") if out else _("Put cash in"), on, parent)
        self._out = out
        examples = _("e.g. to the bank, bought soap") if out else _("e.g. change from the bank")
        self.reason = LineEdit(hint=examples)
        self.form.add("amount", _("Amount"), self.amount)
        self.form.add("reason", _("Reason"), self.reason)
        self.amount.setFocus()

    def request(self) -> CashIn | CashOut:
        """Return what is done as typed."""
        amount, reason = self.amount.value(), self.reason.value()
        if not reason:
            refuse("reason", N_("Say what for: at the day's end nobody remembers."))
        kind = CashOut if self._out else CashIn
        return kind(id=self.request_id, on=self.on, amount=amount, reason=reason)

    def done_text(self) -> str:
        """Say what was done."""
        amount = self.shop.money(self.amount.value())
        if self._out:
            return _("{amount} taken out of the drawer.").format(amount=amount)
        return _("{amount} put into the drawer.").format(amount=amount)
