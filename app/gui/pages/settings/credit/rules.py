"""What the shop does about paying late and paying on time: ages, late interest, old debts, discounts and rewards."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.core.credit.incentives import Form
from app.core.credit.late import LateRule, check_rule
from app.gui.dialogs.credit_agreement import LateEdit
from app.gui.pages.settings.base import Field, SettingsForm
from app.gui.pages.settings.credit.fields import BucketsEdit, StreakEdit, WriteOffEdit
from app.gui.pages.settings.forms import choice_field
from app.gui.shop import Shop
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.credit.late import Cap, RateTable


class _Known(NamedTuple):
    """The tables of rates there are, and the highest rate the law allows today."""

    tables: tuple[RateTable, ...]
    cap: Cap | None


class LateForm(SettingsForm):
    """Columns of the ageing list, what a new agreement begins with, which old debts are proposed to be given up."""

    def __init__(self, shop: Shop) -> None:
        decimals = shop.app.book.decimals
        self.buckets, self.late, self.old = BucketsEdit(), LateEdit(shop), WriteOffEdit(decimals)
        self._cap: Cap | None = None
        self._asked = 0
        hint = _("A new credit agreement begins with this. It never changes one that was made.")
        old = _("Each one is given up only when you approve it, and may still be paid afterwards.")
        fields = [
            Field("ageing_buckets", _("Age groups"), self.buckets, self.buckets.value, self.buckets.show_value),
            Field("late_rule", _("Late interest"), self.late, self._late_rule, self.late.show_value, hint),
            Field("write_off_rule", _("Small old debts"), self.old, self.old.value, self.old.show_value, old),
        ]
        super().__init__(shop, "", fields)
        self.form.also("buckets", "ageing_buckets", _("Last days"))
        self.form.also("late", "late_rule", _("Late interest"))

    def refresh(self) -> None:
        """Read which tables there are, and what the law allows today."""
        self._asked += 1
        number = self._asked
        app = self.shop.app

        def read() -> _Known:
            return _Known(tuple(app.rates.tables()), app.agreements.cap())

        def known(found: _Known) -> None:
            if number == self._asked:
                self._cap = found.cap
                self.late.show_tables(found.tables)
                self.late.show_cap(found.cap)

        self.shop.tasks.run(read, known, self.shop.complain, owner=self)

    def _late_rule(self) -> LateRule | None:
        """Return the rule as typed; more than the law allows is refused, as every agreement would refuse it."""
        rule = self.late.value()
        if rule is not None:
            check_rule(rule, self._cap)
        return rule


def rewards_form(shop: Shop) -> SettingsForm:
    """Return what the shop gives for paying early, and for paying on time again and again."""
    streak = StreakEdit(shop.app.book.decimals)
    form = SettingsForm(
        shop,
        "",
        [
            choice_field(
                "early_form",
                _("Paying early"),
                [
                    (Form.DISCOUNT, pgettext("early", "Less to pay at once")),
                    (Form.REBATE, pgettext("early", "Credit afterwards")),
                ],
                hint=_("How much, and until when, stands in the terms of payment."),
            ),
            Field(
                "streak_rule",
                _("Paying on time"),
                streak,
                streak.value,
                streak.show_value,
                _("The reward is bonus on the customer's account; you give it, it is never given by itself."),
            ),
        ],
    )
    for name in ("length", "share", "amount"):
        form.form.also(name, "streak_rule", _("Paying on time"))
    return form
