"""What a customer owes, charge by charge: which are to be paid, and how far an amount goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.money import Money
from app.core.requests import Allocation, InterestKind
from app.errors import Refused, refuse
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.theme import S1
from app.gui.widgets.basics import column, label
from app.gui.widgets.check_table import CheckModel, CheckTable
from app.gui.widgets.fields import AmountEdit, Composite
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.ledger import ChargeLine


_BEFORE = (InterestKind.COST, InterestKind.FEE, InterestKind.INTEREST)
"""What of a debt is paid before its principal, in this order, as the rules of paying have it."""


def in_paying_order(charges: Iterable[ChargeLine]) -> list[ChargeLine]:
    """Return charges in the order they are paid: debts by their earliest due date, of each costs and interest first."""
    debts: dict[str, list[ChargeLine]] = {}
    for each in sorted(charges, key=lambda c: (c.late_since or c.due_on, c.on)):
        debts.setdefault(each.of or each.charge, []).append(each)
    return [each for debt in debts.values() for each in sorted(debt, key=_rank)]


def _rank(charge: ChargeLine) -> int:
    return _BEFORE.index(InterestKind(charge.part)) if charge.part else len(_BEFORE)


def part_name(part: str) -> str:
    """Return what a part of a debt is called."""
    return {
        InterestKind.INTEREST: pgettext("charge", "Late interest"),
        InterestKind.FEE: pgettext("charge", "Late fee"),
        InterestKind.COST: pgettext("charge", "Cost of collecting"),
    }.get(InterestKind(part), part)


def charge_name(text: str, part: str) -> str:
    """Return what was sold, or what is the interest, fee or cost of it."""
    if not part:
        return text
    name = part_name(part)
    return _("{part} on {what}").format(part=name, what=text) if text else name


def charge_names(charges: Iterable[ChargeLine]) -> dict[str, str]:
    """Return what charges of one customer are called, by their names."""
    charges = list(charges)
    sold = {each.charge: each.text for each in charges}
    return {each.charge: charge_name(sold.get(each.of, "") if each.part else each.text, each.part) for each in charges}


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
        self.rows = in_paying_order(charges)
        self._names = charge_names(self.rows)
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
            Column("text", N_("What"), self.what, stretch=True, tip=self.what),
            Column(
                "due",
                N_("Due"),
                lambda c: due_words(self._shop, c, today),
                tone=due_tone,
                width=150,
            ),
            Column("open", N_("Owed"), lambda c: amount(c.open), right=True, bold=True, width=100),
            Column("pays", N_("Pays"), lambda c: self._paid_words(c.charge), right=True, width=100),
        ]

    def what(self, charge: ChargeLine) -> str:
        """Return what was sold by a charge, or what it is the interest, fee or cost of."""
        return self._names[charge.charge]

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
        if not chosen:
            return sum(each.open for each in self.rows)
        fixed = {name: amount for name, amount in chosen.items() if amount is not None}
        whole = [each for each in self._named(chosen) if each.charge not in fixed]
        return sum(each.open for each in whole) + sum(fixed.values())

    def _named(self, chosen: Mapping[str, int | None]) -> list[ChargeLine]:
        """Return the rows chosen, before each that is to be paid as a whole what is paid before it."""
        found: dict[str, ChargeLine] = {}
        for each in self.rows:
            if each.charge not in chosen:
                continue
            if chosen[each.charge] is None:
                found |= {part.charge: part for part in self.rows if part.of == each.charge}
            found[each.charge] = each
        return list(found.values())

    def spread(self, amount: int) -> int:
        """Show how far an amount goes, as it would be recorded; return what is over."""
        try:
            chosen = {each.charge: each.amount for each in self.against()}
        except Refused:
            chosen = {}
        self._pays = {}
        left = amount
        named = self._named(chosen)
        others = [each for each in self.rows if each not in named]
        for charge in (*named, *others):
            asked = chosen.get(charge.charge)
            paid = min(left, charge.open if asked is None else asked)
            if paid:
                self._pays[charge.charge] = paid
            left -= paid
        self.model.refresh()
        self._say(len(chosen))
        return left

    def closed(self) -> set[str]:
        """Return the charges that what was spread last pays in full."""
        return {each.charge for each in self.rows if self._pays.get(each.charge, 0) == each.open}

    def _say(self, chosen: int) -> None:
        if not self.rows:
            self.words.setText(_("Nothing is owed: what is paid becomes prepaid."))
        elif not chosen:
            words = _("Earliest due first. Space ticks a charge to be paid first; digits write its amount.")
            if any(each.part for each in self.rows):
                words = _(
                    "Earliest due first; of each debt costs, then interest, then the debt itself. "
                    "Space ticks a charge to be paid first; digits write its amount."
                )
            self.words.setText(words)
        else:
            words = ngettext("{n} charge is paid first.", "{n} charges are paid first.", chosen)
            self.words.setText(words.format(n=chosen))

    def _touched(self, _key: object) -> None:
        self.changed.emit()


def due_words(shop: Shop, charge: ChargeLine, today: date) -> str:
    """Return when a charge is due, or was first due of what is late of it, and how many days that is ago."""
    due = charge.late_since or charge.due_on
    late = (today - due).days
    if late <= 0:
        return shop.day(due)
    words = ngettext("{date}, {n} day late", "{date}, {n} days late", late)
    return words.format(date=shop.day(due), n=late)


def due_tone(charge: ChargeLine) -> str:
    """Return the token in which a due date is written: the colour of debts once it has gone by."""
    return "owed" if charge.late else ""
