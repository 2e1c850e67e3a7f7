"""Whose a payment is, where the proposal is not right: all that could be made of it, or somebody found by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QWidget

from app.core.matching import Does
from app.errors import refuse
from app.gui import theme
from app.gui.dialogs.arrival_words import how_sure, payment_facts, sure_tone, what_it_does, why
from app.gui.dialogs.base import FormDialog
from app.gui.models.rows import Column
from app.gui.widgets.basics import label
from app.gui.widgets.customer_picker import CustomerPicker
from app.gui.widgets.fields import Choices
from app.gui.widgets.small_table import SmallTable
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.gui.shop import Shop
    from app.services.incoming import PaymentLine, ProposalLine


class Wish(NamedTuple):
    """What is to be made of a payment: tied to an entry, or recorded for a customer (number)."""

    payment: PaymentLine
    does: Does
    customer: str
    entry: int | None = None


class OtherDialog(FormDialog):
    """Candidates in a list; a customer found by hand counts before them."""

    #: Something was chosen (a `Wish`).
    chosen = Signal(object)

    def __init__(
        self, shop: Shop, payment: PaymentLine, parent: QWidget | None = None, *, does: Does = Does.TOP_UP
    ) -> None:
        super().__init__(shop, _("Whose payment is this?"), parent=parent)
        self.setMinimumWidth(theme.px(760))
        self.payment = payment
        self.above.addWidget(label(payment_facts(shop, payment), "mute", wrap=True))
        self.table = SmallTable(_("What it could be"), candidate_columns(shop))
        self.none = label(_("Reading…"), "mute", wrap=True)
        self.above.addWidget(self.none)
        self.above.addWidget(self.table)
        self.table.hide()
        self.customer = CustomerPicker(shop)
        wanted = does if does is not Does.TIE else Does.TOP_UP
        choices = [
            (Does.TOP_UP, pgettext("arrival", "as a top-up")),
            (Does.PAYMENT, pgettext("arrival", "as a payment")),
        ]
        self.does: Choices = Choices(choices, wanted)
        self.form.add("customer", _("Somebody else"), self.customer)
        self.form.add("does", pgettext("arrival", "Record"), self.does)
        if payment.left < 0:
            for name in ("customer", "does"):
                self.form.show_row(name, shown=False)
        self.primary.say(pgettext("arrival", "Go on"))
        self.table.opened.connect(self._opened)
        self.customer.setFocus()
        read = partial(shop.app.arrival_steps.candidates, payment.id)
        shop.tasks.run(read, self._known, self.complain, owner=self)

    def _known(self, found: Sequence[ProposalLine]) -> None:
        self.none.setText(_("Nothing fits this payment by itself; find the customer by hand."))
        self.none.setVisible(not found)
        self.table.setVisible(bool(found))
        self.table.show_rows(found)
        if found:
            way = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.table.rows_model.index(0, 0), way)
            self.table.setFocus()
        self.grow()

    def _opened(self, _row: object) -> None:
        self.submit()

    def wish(self) -> Wish:
        """Return what is chosen; refused where nothing is."""
        number = self.customer.number()
        if number:
            return Wish(self.payment, self.does.value(), number)
        row: Any = self.table.value()
        if row is None or self.customer.edit.text().strip():
            refuse("customer", N_("Choose a customer from the list that drops down while you type."))
        proposal = row.proposal
        return Wish(self.payment, proposal.does, row.customer, proposal.entry)

    def submit(self) -> None:
        """Go on with what is chosen."""
        if self.checked(self.wish):
            wish = self.wish()
            self.accept()
            self.chosen.emit(wish)


def candidate_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of the list of candidates."""

    def does(each: ProposalLine) -> str:
        return what_it_does(shop, each)

    def reason(each: ProposalLine) -> str:
        return shop.sentence(each.proposal.reason)

    return (
        Column("what", pgettext("arrival", "What it could be"), does, said=True, width=330, tip=does),
        Column(
            "sure",
            pgettext("arrival", "How sure"),
            lambda each: how_sure(each.proposal.confidence),
            said=True,
            width=100,
            tone=lambda each: sure_tone(each.proposal.confidence),
        ),
        Column("why", pgettext("arrival", "Why"), reason, said=True, stretch=True, width=200, tip=partial(why, shop)),
    )
