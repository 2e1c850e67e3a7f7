"""How a customer who does not pay otherwise is supplied: against payment, with a down payment, or by catching up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.owing.supply import Supply, SupplyRule, check_supply, needed
from app.errors import CounterbookError
from app.gui import theme
from app.gui.dialogs.credit_change import FileChangeDialog
from app.gui.dialogs.owing_words import supply_name
from app.gui.shop import Shop
from app.gui.widgets.basics import Card, column, holder, label, row
from app.gui.widgets.fields import AmountEdit, Choices
from app.gui.widgets.percent import PercentEdit
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.credit.standing import Standing

USUAL_SHARE = 3000
"""The down payment proposed, in hundredths of a percent."""


class SupplyDialog(FileChangeDialog):
    """The counter asks for what must be paid before a sale; a reason lets one pass."""

    def __init__(self, shop: Shop, standing: Standing, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Supply control"), standing.number, standing.name, parent)
        self.setMinimumWidth(theme.px(620))
        self.standing = standing
        rule, decimals = standing.supply, shop.app.book.decimals
        self.supply: Choices = Choices([(each, supply_name(each)) for each in Supply], rule.supply)
        self.share = PercentEdit(rule.share or USUAL_SHARE)
        self.pay, self.bought = AmountEdit(decimals), AmountEdit(decimals)
        self.pay.set_value(rule.pay or 100 * 10**decimals)
        self.bought.set_value(rule.bought or 50 * 10**decimals)
        self.example = label("", wrap=True)
        self.why.setText(rule.reason)
        self._build()
        self.supply.changed.connect(self._touched)
        for field in (self.share, self.pay, self.bought):
            field.textChanged.connect(self._touched)
        self._touched()
        self.supply.setFocus()

    def _build(self) -> None:
        share = holder(row(self.share, label("%", "mute"), None, gap=6))
        share.setFocusProxy(self.share)
        self.form.add("supply", pgettext("supply", "Supplied"), self.supply)
        self.form.add("share", _("Down payment"), share)
        self.form.add("bought", pgettext("supply", "For each"), self.bought, hint=_("of what is bought"))
        self.form.add(
            "pay", pgettext("supply", "Pays"), self.pay, hint=_("what is bought, and the rest of what is owed")
        )
        self.form.add("reason", pgettext("credit", "Why"), self.why)
        words = label(_("For example"), "mute-small")
        self.sheet = Card(column(words, self.example, gap=4, margins=(16, 12, 16, 12)), "after")
        self.below.addWidget(self.sheet)

    def _touched(self, *_args: object) -> None:
        self.forgive()
        chosen = self.supply.value()
        self.form.show_row("share", shown=chosen is Supply.DOWN_PAYMENT)
        for name in ("pay", "bought"):
            self.form.show_row(name, shown=chosen is Supply.CATCH_UP)
        self.form.show_row("reason", shown=chosen is not Supply.FREE)
        self._show_example()
        self.grow()

    def _show_example(self) -> None:
        """Say what a sale of a round sum would ask for now."""
        amount = 100 * 10**self.shop.app.book.decimals
        try:
            need = needed(self._rule(), amount, self.standing.owed.total)
        except CounterbookError:
            need = None
        reason = need.reason if need is not None else None
        self.sheet.setVisible(reason is not None)
        self.example.setText(self.shop.sentence(reason) if reason is not None else "")

    def _rule(self) -> SupplyRule:
        chosen, reason = self.supply.value(), self.why.value()
        if chosen is Supply.DOWN_PAYMENT:
            return SupplyRule(chosen, share=self.share.value(), reason=reason)
        if chosen is Supply.CATCH_UP:
            return SupplyRule(chosen, pay=self.pay.value(), bought=self.bought.value(), reason=reason)
        return SupplyRule(chosen, reason="" if chosen is Supply.FREE else reason)

    def given(self) -> Mapping[str, Any]:
        """Return the rule as typed."""
        rule = self._rule()
        check_supply(rule)
        return {"supply": rule}
