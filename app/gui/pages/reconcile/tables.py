"""The lists of the page: what arrived, what was recorded, what was made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QTableView

from app.gui import theme
from app.gui.dialogs.arrival_words import entry_facts, how_sure, payer, payment_facts, step_name, sure_tone
from app.gui.dialogs.names import tender_name
from app.gui.models.rows import Column, RowsModel
from app.gui.widgets.table import Table
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

    from app.gui.shop import Shop
    from app.services.arrival_steps import DoneLine, PaidOut
    from app.services.incoming import EntryLine, PaymentLine, ProposalLine

WAY = "way"


class KeptTable(Table):
    """A table whose current line stays current when it is read anew; the next one is, where it is gone."""

    def __init__(
        self, shop: Shop, title: str, columns: Sequence[Column], remembered: str, key: Callable[[Any], object]
    ) -> None:
        super().__init__(title)
        self._key = key
        self.rows = RowsModel(columns, parent=self)
        self.setModel(self.rows)
        self.horizontalHeader().setMinimumSectionSize(theme.px(48))
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.lay_out(columns)
        self.remember(shop, remembered)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        at, before = max(self.currentIndex().row(), 0), self.value()
        kept = None if before is None else self._key(before)
        self.rows.show_rows(rows)
        if rows:
            self.go_to(next((n for n, each in enumerate(rows) if self._key(each) == kept), min(at, len(rows) - 1)))
        else:
            self.picked.emit(None)

    def go_to(self, at: int) -> None:
        """Make a line the current one."""
        way = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self.rows.index(at, 0), way)

    def go_to_key(self, key: object) -> None:
        """Make the line of a key the current one, where it is listed."""
        at = next((n for n, each in enumerate(self.rows.rows) if self._key(each) == key), None)
        if at is not None:
            self.go_to(at)
            self.scrollTo(self.rows.index(at, 0))

    def show_column(self, key: str, *, shown: bool) -> None:
        """Show a column, or leave it out."""
        for at, each in enumerate(self.rows.columns):
            if each.key == key:
                self.setColumnHidden(at, not shown)


def payment_table(shop: Shop, proposals: Mapping[int, ProposalLine], paid_out: Mapping[int, PaidOut]) -> KeptTable:
    """Return the list of what arrived; what could be made of each is looked up as it is drawn."""

    def confidence(each: PaymentLine) -> int | None:
        line, out = proposals.get(each.id), paid_out.get(each.id)
        return line.proposal.confidence if line is not None else out.confidence if out is not None else None

    def sure(each: PaymentLine) -> str:
        found = confidence(each)
        return how_sure(found) if found is not None else shop.nothing()

    def tone(each: PaymentLine) -> str:
        found = confidence(each)
        return sure_tone(found) if found is not None else "mute"

    def facts(each: PaymentLine) -> str:
        return payment_facts(shop, each)

    columns = (
        Column("on", N_("Date"), lambda each: shop.day(each.on), width=68),
        Column("who", pgettext("bills", "Payer"), payer, said=True, stretch=True, width=90, tip=facts),
        Column(WAY, pgettext("bills", "Way"), lambda each: tender_name(each.way), said=True, width=88),
        Column("amount", N_("Amount"), lambda each: shop.amount(each.left), right=True, bold=True, width=98),
        Column("sure", pgettext("bills", "Proposal"), sure, said=True, width=98, tone=tone),
    )
    return KeptTable(shop, _("Arrived, but never recorded"), columns, "arrived", lambda each: each.id)


def entry_table(shop: Shop, awaited: Container[int], proposed: Container[int]) -> KeptTable:
    """Return the list of what was recorded; `awaited` and `proposed` are entries, looked up as they are drawn."""

    def state(each: EntryLine) -> str:
        if each.entry in proposed:
            return pgettext("bills", "proposed")
        return pgettext("bills", "on its way") if each.entry in awaited else shop.nothing()

    def tone(each: EntryLine) -> str:
        return "accent" if each.entry in proposed else "mute"

    def who(each: EntryLine) -> str:
        return f"{each.name}  {each.customer}"

    def facts(each: EntryLine) -> str:
        return entry_facts(shop, each)

    def number(each: EntryLine) -> str:
        return f"  {each.customer}"

    columns = (
        Column("on", N_("Date"), lambda each: shop.day(each.on), width=68),
        Column("who", N_("Customer"), who, stretch=True, width=90, tip=facts, tail=number),
        Column(WAY, pgettext("bills", "Way"), lambda each: tender_name(each.way), said=True, width=88),
        Column("amount", N_("Amount"), lambda each: shop.amount(each.left), right=True, bold=True, width=98),
        Column("state", pgettext("bills", "State"), state, said=True, width=92, tone=tone),
    )
    return KeptTable(
        shop, _("Recorded, but never arrived"), columns, "never_arrived", lambda each: (each.entry, each.way)
    )


def done_table(shop: Shop) -> KeptTable:
    """Return the list of what was made of payments and entries."""

    def whose(each: DoneLine) -> str:
        return f"{each.name}  {each.customer}".strip() or shop.nothing()

    def paid_by(each: DoneLine) -> str:
        return payer(each.payment) if each.payment is not None else shop.nothing()

    def facts(each: DoneLine) -> str:
        return payment_facts(shop, each.payment) if each.payment is not None else ""

    def why(each: DoneLine) -> str:
        return each.step.text

    columns = (
        Column("on", N_("Date"), lambda each: shop.day(each.on), width=66),
        Column("what", pgettext("bills", "Made of it"), lambda each: step_name(each.step.what), said=True, width=128),
        Column("payer", pgettext("bills", "Payer"), paid_by, said=True, width=130, tip=facts),
        Column(WAY, pgettext("bills", "Way"), lambda each: tender_name(each.way), said=True, width=80),
        Column("amount", N_("Amount"), lambda each: shop.amount(each.amount), right=True, bold=True, width=100),
        Column("whose", N_("Customer"), whose, width=150, tip=whose),
        Column("why", pgettext("bills", "Reason"), why, said=True, stretch=True, width=90, tip=why),
        Column("who", pgettext("bills", "By"), lambda each: each.step.who or _("Owner"), said=True, width=80),
        Column("at", pgettext("bills", "Done on"), _done_on, said=True, width=130, tone=lambda _each: "mute"),
    )
    return KeptTable(shop, _("What was made of payments"), columns, "arrivals_done", lambda each: each.step.id)


def _done_on(each: DoneLine) -> str:
    return form.date_time(each.step.at.astimezone())
