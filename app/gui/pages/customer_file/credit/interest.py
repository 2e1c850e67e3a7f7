"""What paying late costs a customer: what could be charged today, and what was."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from app.core.staff.rights import Right
from app.gui.dialogs.credit_words import late_since, rate_words
from app.gui.models.rows import Column
from app.gui.pages.customer_file.credit.part import CreditPart
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.interest import ChargedLine, LatePreview


class _Read(NamedTuple):
    """What one reading gives."""

    previews: tuple[LatePreview, ...]
    charged: tuple[ChargedLine, ...]


class InterestPart(CreditPart):
    """The late charges an agreement covers, with what each could bear; below them what was charged already."""

    def __init__(self, shop: Shop, number: str) -> None:
        self.charge = button(_("Charge late interest…"), icon="plus", on=self.charge_it)
        self.costs = button(_("Charge costs…"), on=self.charge_costs)
        guard(shop, Right.INTEREST, self.charge, self.costs)
        super().__init__(
            shop,
            number,
            (
                _("Late interest"),
                _("Nothing is late that an agreement with late interest covers."),
            ),
            _columns(shop),
            ((self.costs,), (self.charge,)),
        )
        self.before = label(_("Charged before"), "mute-small")
        self.charged = SmallTable(self.before.text(), _charged_columns(shop), most=4)
        for part in (self.before, self.charged):
            self.body().addWidget(part)
            part.hide()

    def read(self) -> _Read:
        """Read what could be charged, and what was."""
        interest = self.shop.app.interest
        return _Read(interest.of_customer(self.number), interest.charged_on(self.number))

    def show_found(self, found: _Read) -> None:
        """Show both."""
        rows = [each for each in found.previews if each.preview.interest or each.preview.fee]
        total = sum(each.preview.interest + each.preview.fee for each in rows)
        words = _("{amount} could be charged today").format(amount=self.shop.money(total))
        self.show_rows(rows, words)
        self.charged.show_rows(found.charged)
        for part in (self.before, self.charged):
            part.setVisible(bool(found.charged))

    def charge_it(self) -> None:
        """Look at what could be charged, and charge it."""
        from app.gui.dialogs.credit_interest import LateInterestDialog

        LateInterestDialog(self.shop, self.number, self.name(), self.window()).open()

    def charge_costs(self) -> None:
        """Charge what it cost to pursue a charge."""
        from app.gui.dialogs.credit_cost import CostDialog

        if self.card is not None:
            CostDialog(self.shop, self.card, parent=self.window()).open()


def _columns(shop: Shop) -> list[Column]:
    return [
        Column("text", N_("What"), lambda p: p.text, stretch=True, tip=lambda p: p.text),
        Column("due", N_("Due"), partial(late_since, shop), width=200, tone=lambda _p: "owed"),
        Column("open", N_("Open"), lambda p: shop.amount(p.preview.open), right=True, width=110),
        Column("rate", N_("Agreed"), lambda p: rate_words(p.rule), width=150),
        Column("interest", N_("Interest"), lambda p: shop.amount(p.preview.interest), right=True, bold=True, width=100),
        Column("fee", N_("Fee"), lambda p: shop.amount(p.preview.fee), right=True, width=90),
    ]


def _charged_columns(shop: Shop) -> list[Column]:
    def state(line: Any) -> str:
        if line.reversed_on is not None:
            return pgettext("interest", "Reversed")
        return _("Open") if line.open else pgettext("interest", "Settled")

    def tone(line: Any) -> str:
        return "mute" if line.reversed_on is not None else ""

    def kind(line: Any) -> str:
        return {
            "interest": pgettext("charge what", "Interest"),
            "fee": pgettext("charge what", "Fee"),
            "cost": pgettext("charge what", "Costs"),
        }.get(str(line.kind), str(line.kind))

    return [
        Column("on", N_("Date"), lambda each: form.short_date(each.on), width=110),
        Column("kind", N_("What"), kind, width=120),
        Column(
            "through",
            N_("Reckoned through"),
            lambda each: form.short_date(each.through) if each.through is not None else "",
            width=160,
        ),
        Column("amount", N_("Amount"), lambda each: shop.amount(each.amount), right=True, width=110),
        Column("open", N_("Open"), lambda each: shop.amount(each.open), right=True, width=110),
        Column("state", N_("State"), state, stretch=True, tone=tone),
    ]
