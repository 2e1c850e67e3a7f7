"""Several ways of paying one amount: a row for each, with its amount; the last one takes what is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from app.core.money import Money
from app.core.rules.on_account import ACCOUNT
from app.errors import Refused, refuse
from app.gui import theme
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import button, column, holder, label, row
from app.gui.widgets.fields import AmountEdit, Composite, choose, combo
from app.i18n.catalog import _
from app.i18n.mark import N_

MOST = 8
"""Ways one amount is paid in."""


class Share(NamedTuple):
    """How much is paid in one way: `prepaid`, `account` or a tender."""

    with_: str
    amount: int


class Split(Composite):
    """Rows of a way and an amount; one amount may stay empty and takes what the others leave."""

    #: A way or an amount was changed.
    changed = Signal()

    def __init__(self, shop: Shop, ways: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._shop, self._ways = shop, tuple(ways)
        self._amount = 0
        self.rows: list[_Row] = []
        self._box: QVBoxLayout = column(gap=6)
        self.add = button(_("Another way"), "link", icon="", on=self.add_row)
        self.left = label("", "mute-small", wrap=True)
        self.setLayout(column(self._box, row(self.add, self.left, None, gap=S2), gap=6))
        for way, _name in self._ways[:2]:  # they keep the rows' place in the order of Tab
            self._add(way)
        QWidget.setTabOrder(self.rows[-1].drop, self.add)

    def show_shares(self, shares: Iterable[Share]) -> None:
        """Begin with these, at least two."""
        wanted = list(shares)
        for old in self.rows[max(len(wanted), 2) :]:
            self._drop(old)
        for at, share in enumerate(wanted):
            made = self.rows[at] if at < len(self.rows) else self._add(share.with_)
            made.take(share)
        for spare in self.rows[len(wanted) :]:
            spare.take(Share(self._unused(), 0))
        self._show_left()
        last = self.rows[-1]
        last.amount.setFocus()
        last.amount.selectAll()

    def show_amount(self, amount: int) -> None:
        """There is another amount to pay."""
        self._amount = amount
        self._show_left()

    def shares(self, amount: int) -> list[Share]:
        """Return the shares; refused when they do not come to the amount."""
        read = [(each, self.read(each.amount, each.amount.value_or_none)) for each in self.rows]
        typed = sum(value or 0 for _row, value in read)
        empty = [each for each, value in read if value is None]
        if typed > amount or (typed < amount and not empty):
            self.culprit = self.rows[-1].amount
            refuse(
                "pay",
                N_("The parts come to {sum}, not to the {amount} to pay."),
                sum=Money(typed),
                amount=Money(amount),
            )
        for each, value in read:
            if each.way.currentData() is None and (value or each in empty[:1]):
                self.culprit = each.way
                refuse("pay", N_("Choose how this part is paid."))
        rest = {empty[0]: amount - typed} if empty else {}
        found = [Share(each.way.currentData(), value or rest.get(each, 0)) for each, value in read]
        return [share for share in found if share.amount]

    # ---- rows -------------------------------------------------------------------------------------------------------

    def add_row(self) -> None:
        """Add a way; its amount is what the others leave."""
        made = self._add(self._unused())
        made.way.setFocus()
        self._touched()

    def _unused(self) -> str:
        used = {each.way.currentData() for each in self.rows if each.amount.text()}
        free = [way for way, _name in self._ways if way not in used] or [self._ways[0][0]]
        return next((way for way in free if way != ACCOUNT), free[0])  # nobody is led into debt by what is proposed

    def _add(self, way: str) -> _Row:
        made = _Row(self._shop, self._ways, way)
        made.whole = holder(row(made.way, made.amount, made.drop, None))
        made.way.currentIndexChanged.connect(self._touched)
        made.amount.textChanged.connect(self._touched)
        made.drop.clicked.connect(partial(self._removed, made))
        before: QWidget | None = self.rows[-1].drop if self.rows else None
        self.rows.append(made)
        self._box.addWidget(made.whole)
        for part in (made.way, made.amount, made.drop):
            if before is not None:
                QWidget.setTabOrder(before, part)
            before = part
        self.add.setEnabled(len(self.rows) < MOST)
        return made

    def _removed(self, gone: _Row, _checked: object = None) -> None:
        """Take a way away; one always stays."""
        if len(self.rows) > 1:
            self._drop(gone)
        self.rows[0].way.setFocus()
        self._touched()

    def _drop(self, gone: _Row) -> None:
        self.rows.remove(gone)
        gone.whole.hide()
        gone.whole.deleteLater()
        self.add.setEnabled(True)

    def _touched(self) -> None:
        self._show_left()
        self.changed.emit()

    def _show_left(self) -> None:
        """Say what the empty amount takes, or what is still to be shared out."""
        try:
            values = [each.amount.value_or_none() for each in self.rows]
        except Refused:
            self.left.setText("")
            return
        left = self._amount - sum(value or 0 for value in values)
        first = True
        for each, value in zip(self.rows, values, strict=True):
            takes = value is None and first and left > 0
            first = first and value is not None
            each.amount.setPlaceholderText(self._shop.amount(left) if takes else "")
        if left and None not in values:
            words = _("{amount} too much") if left < 0 else _("{amount} still to pay")
            self.left.setText(words.format(amount=self._shop.money(abs(left))))
        else:
            self.left.setText("")


@dataclass(eq=False)
class _Row:
    """The widgets of one way of paying."""

    shop: Shop
    ways: Sequence[tuple[str, str]]
    chosen: str

    def __post_init__(self) -> None:
        self.way: QComboBox = combo(self.ways, self.chosen)
        self.way.setAccessibleName(_("Paid by"))
        self.way.setMinimumWidth(theme.px(150))
        self.amount = AmountEdit(self.shop.app.book.decimals, zero=True)
        self.amount.setObjectName("pay.amount")
        self.amount.setAccessibleName(_("Amount"))
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.amount.setMaximumWidth(theme.px(140))
        self.drop: QPushButton = button("✕", "quiet", name=_("Remove this way of paying"))
        self.whole = QWidget()

    def take(self, share: Share) -> None:
        """Show a share; of nothing, only its way."""
        choose(self.way, share.with_)
        self.amount.set_value(share.amount or None)
