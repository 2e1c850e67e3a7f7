"""坏账核销: what the shop's rule proposes to give up, looked through and approved by the owner."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.credit.requests import ApproveWriteOffs
from app.errors import refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.after_card import AfterCard
from app.gui.widgets.basics import button, label, row
from app.gui.widgets.charge_list import charge_name
from app.gui.widgets.check_table import CheckModel, CheckTable
from app.gui.widgets.fields import DateEdit, LineEdit
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.write_offs import WriteOffProposal

_WIDE, _ROWS = 900, 9


class WriteOffProposalsDialog(FormDialog):
    """Charges the rule proposes, each with why; those ticked are given up in one go, with one reason."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Write off"), _("what the rule proposes"), parent=parent)
        self.setMinimumWidth(theme.px(_WIDE))
        self._request_id = shop.new_id()
        words = _("The debts are taken off your books as lost. Each lives on: if it is paid one day, take the payment.")
        self.above.addWidget(label(words, "mute", wrap=True))
        self.model = CheckModel(_columns(shop), lambda each: each.charge, parent=self)
        self.table = CheckTable(_("Proposed"), self.model, most_rows=_ROWS)
        self.table.lay_out(self.model.columns)
        self.why = label("", "small", wrap=True)
        self.none = label("", "mute", wrap=True)
        self.every = button(_("Tick all"), "link", on=self._tick_all)
        self.nothing = button(_("Untick all"), "link", on=self._untick_all)
        self.above.addWidget(self.none)
        self.above.addWidget(self.table)
        self._bar = row(self.why, self.every, self.nothing, gap=S3)
        self._bar.setStretch(0, 1)
        self.above.addLayout(self._bar)
        self.on = DateEdit(shop.today, shop.today())
        self.reason = LineEdit(hint=_("e.g. too small to pursue, looked through at the year's end"))
        self.form.add("reason", _("Reason"), self.reason)
        self.form.add("on", _("Date"), self.on)
        self.sum = _Sum(shop)
        self._whole.insertWidget(self._whole.indexOf(self.general), self.sum)
        self.model.touched.connect(self._say)
        self.table.picked.connect(self._picked)
        self._say()
        shop.tasks.run(shop.app.write_offs.proposals, self._show, self.complain, owner=self)
        self.table.setFocus()

    def _show(self, found: Sequence[WriteOffProposal]) -> None:
        self.model.checked = {each.charge for each in found}
        self.model.show_rows(found)
        for part in (self.table, self.why, self.every, self.nothing, self.sum):
            part.setVisible(bool(found))
        for name in ("reason", "on"):
            self.form.show_row(name, shown=bool(found))
        self.none.setVisible(not found)
        self.none.setText(_("The rule proposes nothing. It stands in the settings."))
        if found:
            self.table.selectRow(0)
            self._picked(found[0])
        self._say()
        self.grow()

    def _picked(self, value: object) -> None:
        found: Any = value
        self.why.setText(self.shop.sentence(found.why) if found is not None else "")

    # ---- what is chosen ---------------------------------------------------------------------------------------------

    def _tick_all(self) -> None:
        self.model.set_checked({each.charge for each in self.model.rows})
        self._say()

    def _untick_all(self) -> None:
        self.model.set_checked(())
        self._say()

    def chosen(self) -> list[WriteOffProposal]:
        """Return what is ticked."""
        return [each for each in self.model.rows if each.charge in self.model.checked]

    def _say(self, *_value: object) -> None:
        self.forgive()
        chosen = self.chosen()
        amount = sum(each.amount for each in chosen)
        self.sum.show_sum(amount, len(chosen), len({each.customer for each in chosen}))
        self.primary.setEnabled(bool(chosen))
        words = _("Write off {amount}").format(amount=self.shop.money(amount))
        self.primary.say(words if chosen else _("Write off"))

    def request(self) -> ApproveWriteOffs:
        """Return what is given up as ticked and typed."""
        reason = self.reason.value()
        if not reason:
            refuse("reason", N_("Give a reason; it is kept with the entry."))
        return ApproveWriteOffs(
            id=self._request_id,
            charges=tuple(each.charge for each in self.chosen()),
            on=self.on.required(),
            reason=reason,
        )

    def submit(self) -> None:
        """Give up what is ticked, all of it or nothing."""
        if self.chosen() and self.checked(self.request):
            amount = sum(each.amount for each in self.chosen())
            self.carry_out(partial(self.shop.app.write_offs.approve, self.request()), partial(self._done, amount))

    def _done(self, amount: int, _filed: object) -> None:
        self.accept()
        self.shop.changed.emit("")
        self.shop.tell(_("{amount} written off.").format(amount=self.shop.money(amount)))


def _columns(shop: Shop) -> list[Column]:
    def what(found: Any) -> str:
        return charge_name(found.text, found.part)

    def days(found: Any) -> str:
        words = ngettext("{n} day", "{n} days", found.days)
        return words.format(n=form.number(found.days, current().language))

    return [
        Column("name", N_("Customer"), lambda p: p.name, width=190, tip=lambda p: f"{p.customer}  {p.name}"),
        Column("text", N_("What"), what, stretch=True, tip=what),
        Column("on", N_("Sold on"), lambda p: form.short_date(p.on), width=110),
        Column("due_on", N_("Due"), lambda p: form.short_date(p.due_on), width=110),
        Column("days", N_("Overdue"), days, right=True, width=110, tone=lambda _p: "owed"),
        Column("amount", N_("Open"), lambda p: shop.amount(p.amount), right=True, bold=True, width=110),
    ]


class _Sum(AfterCard):
    """What would be given up in all."""

    def show_sum(self, amount: int, charges: int, customers: int) -> None:
        """Show what is given up, of how many charges and customers."""
        if not charges:
            self.words.setText(_("Nothing is ticked."))
            return
        first = ngettext(
            "{amount} of {n} charge becomes a bad debt", "{amount} of {n} charges become bad debts", charges
        )
        text = first.format(amount=self._shop.money(amount), n=form.number(charges, current().language))
        whose = ngettext("{n} customer", "{n} customers", customers)
        self.words.setText(f"{text}  ·  {whose.format(n=form.number(customers, current().language))}")
