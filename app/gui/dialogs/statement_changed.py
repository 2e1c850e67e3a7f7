"""Changed since issued: entries recorded after a statement went out, dated into its period or before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.names import kind_name
from app.gui.dialogs.statement_words import here
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.statement_run import ChangedEntry

ROWS = 10


class ChangedDialog(FormDialog):
    """Lists them; Enter on a line goes to the customer."""

    def __init__(self, shop: Shop, changed: Sequence[ChangedEntry], parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Changed since issued"), parent=parent)
        self.setMinimumWidth(theme.px(880))
        words = _(
            "These entries were recorded after the statement went out, with a date up to the end of its period. The "
            "statement stays as it was sent; the opening balance of the next one contains them. Where it matters, tell "
            "the customer, or issue a new one."
        )
        self.above.addWidget(label(words, "mute", wrap=True))
        self.table = SmallTable(_("Changed since issued"), _columns(shop), ROWS)
        self.table.setProperty("class", "framed")
        self.table.show_rows(changed)
        self.below.addWidget(self.table)
        self.cancel.hide()
        self.customer = button(_("Customer"), icon="customers", on=self.go)
        self.foot.insertWidget(self.foot.count() - 1, self.customer)
        self.primary.setText(_("Close"))
        self.primary.setAccessibleName(_("Close"))
        self.table.opened.connect(self._open)
        self.table.setFocus()
        if changed:
            self.table.selectRow(0)
        self.customer.setEnabled(bool(changed))

    def go(self) -> None:
        """Show the customer of the current line at the counter."""
        self._open(self.table.value())

    def _open(self, value: object) -> None:
        number = getattr(value, "customer", "")
        if number:
            self.accept()
            self.shop.customer_wanted.emit(number)


def _columns(shop: Shop) -> list[Column]:
    def name(each: ChangedEntry) -> str:
        return each.name + number(each)

    def number(each: ChangedEntry) -> str:
        return f"  {each.customer}"

    def recorded(each: ChangedEntry) -> str:
        return form.date_time(here(each.recorded_at))

    def owed(each: ChangedEntry) -> str:
        return shop.amount(each.owed, signed=True) if each.owed else shop.nothing()

    def held(each: ChangedEntry) -> str:
        amount = each.principal + each.bonus
        return shop.amount(amount, signed=True) if amount else shop.nothing()

    def what(each: ChangedEntry) -> str:
        return f"{kind_name(each.kind)}  {each.text}".strip()

    return [
        Column("no", N_("Statement"), lambda each: each.no, width=90, tone=lambda _each: "mute"),
        Column("name", N_("Customer"), name, width=180, tip=name, tail=number),
        Column("on", N_("Date"), lambda each: form.short_date(each.on), width=96),
        Column("what", N_("Details"), what, stretch=True, tip=what),
        Column("owed", N_("Owed"), owed, right=True, width=92),
        Column("held", N_("Prepaid"), held, right=True, width=92),
        Column("recorded_at", N_("Recorded"), recorded, width=136, tone=lambda _each: "mute"),
    ]
