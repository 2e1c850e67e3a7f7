"""Terms of payment as data: by when something is to be paid, in which parts, and what is given up for paying early.

A customer has terms, a sale may bring its own. Nothing is posted here: a schedule becomes the instalments of a sale
(`Instalment`), a discount is proposed at the payment (`core.credit.incentives`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from app.core.dates import days_later, month_end, months_later
from app.core.money import Money, portion
from app.core.owing.checks import MAX_TERMS_DAYS, WHOLE, check_share, percent
from app.errors import refuse
from app.i18n.mark import N_

MAX_MONTHS = MAX_TERMS_DAYS // 30
"""The longest terms of payment in months."""

MAX_SLICES = 60
"""The most instalments terms may give."""

_MONTH_DAYS = 31


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a sale on account with its own due date."""

    due_on: date
    amount: int


class DueRule(StrEnum):
    """What a due date is counted from: the sale itself, the end of its month, or the shop's settlement day."""

    NET = "net"
    MONTH_END = "month_end"
    SETTLEMENT_DAY = "settlement_day"


@dataclass(frozen=True, slots=True)
class Due:
    """How a due date follows from the date of a sale: so many `months`, then so many `days` later.

    With `MONTH_END` both count from the end of the month of the sale. With `SETTLEMENT_DAY` the due date is that `day`
    (the month's last one where there is no such day), the first one on or after the sale, `months` later; what is sold
    after the `cutoff` day of a month counts to the next month, 0 for no such day.
    """

    rule: DueRule = DueRule.NET
    days: int = 0
    months: int = 0
    day: int = 0
    cutoff: int = 0

    def on(self, sold_on: date) -> date:
        """Return the due date of what was sold on a day; never before that day."""
        if self.rule is DueRule.MONTH_END:
            return days_later(month_end(sold_on, self.months), self.days)
        if self.rule is DueRule.SETTLEMENT_DAY:
            return self._settlement(sold_on)
        return days_later(months_later(sold_on, self.months), self.days)

    def _settlement(self, sold_on: date) -> date:
        late = 1 if self.cutoff and sold_on.day > self.cutoff else 0
        found = _day_of_month(sold_on, self.months + late, self.day)
        if found < sold_on:
            found = _day_of_month(sold_on, self.months + late + 1, self.day)
        return days_later(found, self.days)


def _day_of_month(day: date, months: int, wanted: int) -> date:
    last = month_end(day, months)
    return last.replace(day=min(wanted, last.day))


class Slice(NamedTuple):
    """One instalment: its share of the whole in hundredths of a percent, and by when it is to be paid."""

    share: int
    due: Due


class Early(NamedTuple):
    """What is given up for paying within so many days of the sale: a share (1/100 %) or an amount (minor units).

    `until` names a last day instead of a number of days. Exactly one of `share` and `amount` is not zero.
    """

    share: int = 0
    amount: int = 0
    days: int = 0
    until: date | None = None

    def last_on(self, sold_on: date) -> date:
        """Return the last day on which paying counts as early."""
        return self.until or days_later(sold_on, self.days)

    def worth(self, amount: int) -> int:
        """Return what is given up of an amount, never more than all of it; rounded half up."""
        return min(amount, self.amount or portion(amount, self.share, WHOLE))


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """Terms by their name: one due date, or the `slices` of a payment by instalments; steps for paying early.

    Early steps stand in the order of their days, and give less the later they are.
    """

    name: str = ""
    due: Due = Due()
    slices: tuple[Slice, ...] = ()
    early: tuple[Early, ...] = ()

    def due_on(self, sold_on: date) -> date:
        """Return the day by which all is to be paid."""
        if self.slices:
            return max(each.due.on(sold_on) for each in self.slices)
        return self.due.on(sold_on)

    def schedule(self, sold_on: date, amount: int) -> tuple[Instalment, ...]:
        """Return what is to be paid by when; the parts come to the amount exactly, and none of them is nothing."""
        if not self.slices:
            return (Instalment(self.due.on(sold_on), amount),)
        parts: list[Instalment] = []
        share = given = 0
        for each in self.slices:
            share += each.share
            reached = portion(amount, share, WHOLE)
            if reached > given:
                parts.append(Instalment(each.due.on(sold_on), reached - given))
            given = reached
        return tuple(parts)

    def early_on(self, sold_on: date, paid_on: date) -> Early | None:
        """Return the step for paying early that a payment on a day still reaches; None after the last one."""
        reached = (each for each in self.early if paid_on <= each.last_on(sold_on))
        return min(reached, key=lambda each: each.last_on(sold_on), default=None)


AT_ONCE = PaymentTerms()
"""Terms of who has none: everything is due on the day of the sale."""


def plain_terms(days: int) -> PaymentTerms:
    """Return the terms of a customer's file: so many days after the sale."""
    return PaymentTerms(due=Due(days=days))


# ---- what may be agreed on ------------------------------------------------------------------------------------------


def check_terms(terms: PaymentTerms, amount: int | None = None) -> None:
    """Refuse terms that make no sense by the field that is wrong; with the amount of a sale as far as it goes, too."""
    _check_due(terms.due, "due")
    if terms.slices:
        _check_slices(terms.slices)
    for step in terms.early:
        _check_early(step, amount)
    for earlier, later in pairwise(terms.early):
        if not _rises(earlier, later):
            refuse("early", N_("early: the steps must stand in the order of their last days."))


def _check_due(due: Due, field: str) -> None:
    if not 0 <= due.days <= MAX_TERMS_DAYS or not 0 <= due.months <= MAX_MONTHS:
        refuse(
            field,
            N_("{field}: something must be due from 0 to {days} days or {months} months after the sale."),
            field=field,
            days=MAX_TERMS_DAYS,
            months=MAX_MONTHS,
        )
    if due.rule is DueRule.SETTLEMENT_DAY and not 1 <= due.day <= _MONTH_DAYS:
        refuse(field, N_("{field}: the settlement day must be a day of the month, from 1 to 31."), field=field)
    if not 0 <= due.cutoff <= _MONTH_DAYS:
        refuse(field, N_("{field}: the last day that counts must be a day of the month, from 1 to 31."), field=field)


def _check_slices(slices: tuple[Slice, ...]) -> None:
    if len(slices) > MAX_SLICES:
        refuse("instalments", N_("instalments: there must not be more than {most}."), most=MAX_SLICES)
    for each in slices:
        check_share(each.share, "instalments")
        _check_due(each.due, "instalments")
    total = sum(each.share for each in slices)
    if total != WHOLE:
        refuse(
            "instalments",
            N_("instalments: the shares come to {total} %, not to 100 %."),
            total=percent(total),
        )
    for earlier, later in pairwise(slices):
        if _length(later.due) < _length(earlier.due):
            refuse("instalments", N_("instalments: each must be due no sooner than the one before it."))


def _length(due: Due) -> tuple[date, ...]:
    """Return due dates that stand for how long a rule takes: two sales, early and late in a month."""
    return due.on(date(2023, 1, 1)), due.on(date(2024, 2, 29))


def _check_early(step: Early, amount: int | None) -> None:
    if bool(step.share) == bool(step.amount):
        refuse("early", N_("early: give either a share or an amount for paying early."))
    if step.share:
        check_share(step.share, "early")
    if not 0 <= step.days <= MAX_TERMS_DAYS:
        refuse("early", N_("early: paying early must end from 0 to {most} days after the sale."), most=MAX_TERMS_DAYS)
    if amount is not None and step.amount > amount:
        refuse(
            "early",
            N_("early: a discount of {discount} is more than the {amount} it is given on."),
            discount=Money(step.amount),
            amount=Money(amount),
        )
    if step.amount < 0:
        refuse("early", N_("early: a discount cannot be negative."))


def _rises(earlier: Early, later: Early) -> bool:
    if earlier.until and later.until:
        return earlier.until < later.until
    return bool(earlier.until) == bool(later.until) and earlier.days < later.days
