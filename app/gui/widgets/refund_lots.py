"""The lots and passes that can be given back: what was paid, what was used, what goes back for the reason chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.refund import RefundLine
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.widgets.basics import column
from app.gui.widgets.check_table import CheckModel, CheckTable
from app.gui.widgets.fields import Composite
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from datetime import date

    from app.core.counter import AccountCard


class Held(NamedTuple):
    """Something that can be given back; `visits` are those left on a session pass, None for anything else."""

    lot: str
    on: date
    service: str
    visits: int | None
    left: int


class RefundLots(Composite):
    """A tick for each lot and pass, the newest first; all are ticked to begin with."""

    #: Other lots are to be given back.
    changed = Signal()

    def __init__(self, shop: Shop, card: AccountCard) -> None:
        super().__init__()
        self._shop = shop
        self._lines: Mapping[str, RefundLine] = {}
        money = [Held(lot.lot, lot.on, "", None, lot.principal) for lot in card.lots if lot.principal]
        passes = [Held(each.lot, each.on, each.service, each.left, each.value) for each in card.passes if each.value]
        self.rows = sorted((*reversed(money), *reversed(passes)), key=lambda held: held.on, reverse=True)
        self.model = CheckModel(self._columns(), lambda held: held.lot, parent=self)
        self.model.show_rows(self.rows)
        self.model.set_checked(held.lot for held in self.rows)
        self.table = CheckTable(_("What can be given back"), self.model, most_rows=4)
        self.table.lay_out(self.model.columns)
        self.setLayout(column(self.table, gap=0))
        self.setFocusProxy(self.table)
        self.model.touched.connect(self._touched)

    def place(self) -> QWidget:
        """Errors stand at the table."""
        return self.table

    def chosen(self) -> list[Held]:
        """Return what is ticked, the newest first."""
        return [held for held in self.rows if held.lot in self.model.checked]

    def show_lines(self, lines: tuple[RefundLine, ...]) -> None:
        """Show what a proposal says of each."""
        self._lines = {line.lot: line for line in lines}
        self.model.refresh()

    def _touched(self, _key: object) -> None:
        self.changed.emit()

    # ---- columns ----------------------------------------------------------------------------------------------------

    def _columns(self) -> list[Column]:
        amount = self._shop.amount
        return [
            Column("on", N_("Paid on"), lambda held: self._shop.day(held.on), width=90),
            Column("what", N_("What"), self._what, stretch=True, tip=self._what),
            Column("paid", N_("Paid"), lambda held: self._of(held, "paid"), right=True, width=90),
            Column("used", N_("Delivered"), lambda held: self._of(held, "delivered"), right=True, width=90),
            Column("left", N_("Left"), lambda held: amount(held.left), right=True, width=90),
            Column(
                "back", N_("Goes back"), lambda held: self._of(held, "refundable"), right=True, bold=True, width=104
            ),
        ]

    def _what(self, held: Held) -> str:
        if not held.service:
            return _("Prepaid")
        if held.visits is None:
            return held.service
        words = ngettext("{service}, {n} visit left", "{service}, {n} visits left", held.visits)
        return words.format(service=held.service, n=held.visits)

    def _of(self, held: Held, name: str) -> str:
        line = self._lines.get(held.lot)
        return "" if line is None else self._shop.amount(getattr(line, name))
