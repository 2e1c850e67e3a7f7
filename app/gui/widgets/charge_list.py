"""What a customer owes, charge by charge: which are to be paid, and how far an amount goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.money import Money
from app.core.requests import Allocation
from app.errors import Refused, refuse
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.theme import S1
from app.gui.widgets.basics import column, label
from app.gui.widgets.check_table import CheckModel, CheckTable
from app.gui.widgets.fields import AmountEdit, Composite
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.ledger import ChargeLine


class ChargeList(Composite):
    """The charges, earliest due first. Nothing ticked: an amount pays them in that order.

    Those ticked are paid first; an amount written into a row is paid to that charge, no more and no less.
    """

    #: Other charges, or other amounts, are to be paid.
    changed = Signal()

    def __init__(self, shop: Shop, charges: Sequence[ChargeLine]) -> None:
        super().__init__()
        self._shop = shop
        self._pays: dict[str, int] = {}
        self.rows = sorted(charges, key=lambda each: (each.due_on, each.on))
        self.model = CheckModel(self._columns(), lambda charge: charge.charge, typing="pays", parent=self)
        self.model.show_rows(self.rows)
        self.table = CheckTable(_("What is owed"), self.model)
        self.table.lay_out(self.model.columns)
        self.words = label("", "mute-small", wrap=True)
        parts: tuple[QWidget, ...] = (self.table, self.words)
        self.setLayout(column(*parts, gap=S1))
        self.setFocusProxy(self.table)
        self.model.touched.connect(self._touched)

    def place(self) -> QWidget:
        """Errors stand at the table."""
        return self.table

    def _columns(self) -> list[Column]:
        today = self._shop.today()
        amount = self._shop.amount
        return [
            Column("on", N_("Sold on"), lambda c: self._shop.day(c.on), width=92),
            Column("text", N_("What"), lambda c: c.text, stretch=True, tip=lambda c: c.text),
            Column(
                "due",
                N_("Due"),
                lambda c: _due_words(self._shop, c.due_on, today),
                tone=lambda c: _tone(c, today),
                width=150,
            ),
            Column("open", N_("Owed"), lambda c: amount(c.open), right=True, bold=True, width=100),
            Column("pays", N_("Pays"), lambda c: self._paid_words(c.charge), right=True, width=100),
        ]

    def _paid_words(self, charge: str) -> str:
        paid = self._pays.get(charge, 0)
        return self._shop.amount(paid) if paid else ""

    # ---- what is chosen ---------------------------------------------------------------------------------------------

    def against(self) -> tuple[Allocation, ...]:
        """Return the charges chosen, earliest due first; refused when what was written in a row is no amount."""
        found: list[Allocation] = []
        for charge in self.rows:
            name = charge.charge
            if name not in self.model.checked:
                continue
            amount = self._amount_of(name)
            if amount is not None and amount > charge.open:
                refuse(
                    "against",
                    N_("{amount} is more than the {open} owed of the charge of {date}."),
                    amount=Money(amount),
                    open=Money(charge.open),
                    date=charge.on,
                )
            found.append(Allocation(name, amount))
        return tuple(found)

    def _amount_of(self, name: str) -> int | None:
        if name not in self.model.typed:
            return None
        probe = AmountEdit(self._shop.app.book.decimals)
        probe.setObjectName("pays")
        probe.setText(self.model.typed[name])
        return probe.value()

    def wanted(self) -> int:
        """Return what the charges chosen come to, all that is owed where none is; refused as `against`."""
        chosen = {each.charge: each.amount for each in self.against()}
        owed = [each for each in self.rows if each.charge in chosen] if chosen else self.rows
        return sum(chosen.get(each.charge) or each.open for each in owed)

    def spread(self, amount: int) -> int:
        """Show how far an amount goes, as it would be recorded; return what is over."""
        try:
            chosen = {each.charge: each.amount for each in self.against()}
        except Refused:
            chosen = {}
        self._pays = {}
        left = amount
        named = [each for each in self.rows if each.charge in chosen]
        others = [each for each in self.rows if each.charge not in chosen]
        for charge in (*named, *others):
            asked = chosen.get(charge.charge)
            paid = min(left, charge.open if asked is None else asked)
            if paid:
                self._pays[charge.charge] = paid
            left -= paid
        self.model.refresh()
        self._say(len(named))
        return left

    def _say(self, chosen: int) -> None:
        if not self.rows:
            self.words.setText(_("Nothing is owed: what is paid becomes prepaid."))
        elif not chosen:
            self.words.setText(_("Earliest due first. Space ticks a charge to be paid first; digits write its amount."))
        else:
            words = ngettext("{n} charge is paid first.", "{n} charges are paid first.", chosen)
            self.words.setText(words.format(n=chosen))

    def _touched(self, _key: object) -> None:
        self.changed.emit()


def _due_words(shop: Shop, due: date, today: date) -> str:
    """Return when a charge is due, and how many days that is ago."""
    late = (today - due).days
    if late <= 0:
        return shop.day(due)
    words = ngettext("{date}, {n} day late", "{date}, {n} days late", late)
    return words.format(date=shop.day(due), n=late)


def _tone(charge: ChargeLine, today: date) -> str:
    return "owed" if charge.due_on < today else ""
