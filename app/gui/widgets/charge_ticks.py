"""Which of a customer's open charges something is about: each with a tick, and what those ticked come to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.errors import refuse
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.theme import S1, S3
from app.gui.widgets.basics import button, column, label, row
from app.gui.widgets.charge_list import charge_names, due_tone, due_words
from app.gui.widgets.check_table import CheckModel, CheckTable
from app.gui.widgets.fields import Composite
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.ledger import ChargeLine


class ChargeTicks(Composite):
    """The open charges, earliest due first; those in `chosen` are ticked, or what is overdue where it names none."""

    #: Other charges are ticked.
    changed = Signal()

    def __init__(
        self,
        shop: Shop,
        charges: Sequence[ChargeLine],
        chosen: Collection[str] = (),
        *,
        most_rows: int = 5,
        columns: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._shop = shop
        self.rows = sorted((each for each in charges if each.open), key=lambda each: (each.due_on, each.on))
        self._names = charge_names(self.rows)
        shown = [each for each in self._columns() if not columns or each.key in columns]
        self.model = CheckModel(shown, lambda charge: charge.charge, parent=self)
        self.model.checked = {each.charge for each in self._first(chosen)}
        self.model.show_rows(self.rows)
        self.table = CheckTable(_("Charges"), self.model, most_rows=most_rows)
        self.table.lay_out(self.model.columns)
        self.words = label("", "mute-small", wrap=True)
        self.every = button(_("Tick all"), "link", on=self._tick_all)
        below = row(self.words, self.every, gap=S3)
        below.setStretch(0, 1)
        self.setLayout(column(self.table, below, gap=S1))
        self.setFocusProxy(self.table)
        self.model.touched.connect(self._touched)
        self._say()

    def place(self) -> QWidget:
        """Errors stand at the table."""
        return self.table

    def _first(self, chosen: Collection[str]) -> list[ChargeLine]:
        """Return what is ticked to begin with."""
        named = [each for each in self.rows if each.charge in chosen]
        overdue = [each for each in self.rows if each.late]
        return named or overdue or self.rows

    def _columns(self) -> list[Column]:
        shop, today = self._shop, self._shop.today()
        return [
            Column("on", N_("Sold on"), lambda c: shop.day(c.on), width=104),
            Column("text", N_("What"), self.what, stretch=True, tip=self.what),
            Column(
                "due",
                N_("Due"),
                lambda c: due_words(shop, c, today),
                tone=due_tone,
                width=170,
            ),
            Column("open", N_("Owed"), lambda c: shop.amount(c.open), right=True, bold=True, width=110),
        ]

    def what(self, charge: ChargeLine) -> str:
        """Return what was sold by a charge, or what it is the interest, fee or cost of."""
        return self._names[charge.charge]

    # ---- what is chosen ---------------------------------------------------------------------------------------------

    def chosen(self) -> list[ChargeLine]:
        """Return the charges ticked, earliest due first."""
        return [each for each in self.rows if each.charge in self.model.checked]

    def value(self) -> tuple[str, ...]:
        """Return the names of those ticked; refused where none is."""
        found = tuple(each.charge for each in self.chosen())
        if not found:
            refuse(self.objectName() or "charges", N_("Tick which charges are meant."))
        return found

    def total(self) -> int:
        """Return what is open of those ticked."""
        return sum(each.open for each in self.chosen())

    def _tick_all(self) -> None:
        self.model.set_checked({each.charge for each in self.rows})
        self._touched(None)

    def _touched(self, _key: object) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        chosen = self.chosen()
        self.every.setVisible(len(chosen) < len(self.rows))
        if not self.rows:
            self.words.setText(_("Nothing is owed."))
            return
        text = ngettext("{n} charge ticked, {amount} open.", "{n} charges ticked, {amount} open.", len(chosen))
        count = form.number(len(chosen), current().language)
        self.words.setText(text.format(n=count, amount=self._shop.money(self.total())))
