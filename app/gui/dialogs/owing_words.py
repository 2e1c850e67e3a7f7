"""Credit in words: limits and what passing them brings, holds, how a customer is supplied, what a rating expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.owing.checks import percent
from app.core.owing.limits import Cause, Limits, Reaction, Scope
from app.core.owing.supply import Supply, SupplyRule
from app.core.ways import CreditClass
from app.gui.shop import Shop
from app.i18n.catalog import _, ngettext, pgettext

if TYPE_CHECKING:
    from app.core.credit.rating import Rating
    from app.services.ratings import Rated

BETWEEN = "  ·  "

TONES = {CreditClass.GOOD: "accent", CreditClass.NORMAL: "", CreditClass.AT_RISK: "owed"}
"""The colour of a class; the word says it too."""


def reaction_name(reaction: Reaction) -> str:
    """Return what the counter does beyond a limit."""
    if reaction is Reaction.WARN:
        return pgettext("limit", "Only say so")
    return pgettext("limit", "Refuse the sale")


def limits_words(shop: Shop, limits: Limits) -> list[str]:
    """Return what limits say, one short text for each of them."""
    found = [total_words(shop, limits)]
    if limits.overdue is not None:
        found.append(overdue_words(shop, limits))
    return found


def total_words(shop: Shop, limits: Limits) -> str:
    """Return how much may be owed in all."""
    if limits.total is None:
        return _("without limit")
    if not limits.total:
        return _("nothing on account")
    amount = shop.money(limits.total)
    if limits.on_total is Reaction.WARN:
        return _("up to {amount}, beyond it the counter only says so").format(amount=amount)
    return _("up to {amount}, beyond it a sale is refused").format(amount=amount)


def overdue_words(shop: Shop, limits: Limits) -> str:
    """Return how much may be overdue."""
    if limits.overdue is None:
        return _("whatever is overdue")
    values = {"amount": shop.money(limits.overdue), "n": limits.grace_days}
    if limits.on_overdue is Reaction.WARN:
        text = ngettext(
            "the counter says so when more than {amount} is overdue for more than {n} day",
            "the counter says so when more than {amount} is overdue for more than {n} days",
            limits.grace_days,
        )
        plain = _("the counter says so when more than {amount} is overdue")
    else:
        text = ngettext(
            "nothing more when over {amount} is overdue for more than {n} day",
            "nothing more when over {amount} is overdue for more than {n} days",
            limits.grace_days,
        )
        plain = _("nothing more when over {amount} is overdue")
    return (text if limits.grace_days else plain).format(**values)


# ---- holds and supply -----------------------------------------------------------------------------------------------


def scope_name(scope: Scope) -> str:
    """Return what a hold stops."""
    if scope is Scope.ALL:
        return pgettext("hold", "All sales")
    return pgettext("hold", "Sales on account")


def cause_name(cause: Cause) -> str:
    """Return how long a hold lasts, by its cause."""
    return {
        Cause.OWNER: pgettext("hold", "Until I end it"),
        Cause.OVERDUE: pgettext("hold", "While anything is overdue"),
        Cause.LIMIT: pgettext("hold", "While more is owed than the limit"),
        Cause.PROMISE: pgettext("hold", "While a promise is broken"),
        Cause.AGREEMENT: pgettext("hold", "While there is no agreement"),
    }[cause]


def supply_name(supply: Supply) -> str:
    """Return how a customer is supplied."""
    return {
        Supply.FREE: pgettext("supply", "As agreed"),
        Supply.AGAINST_PAYMENT: pgettext("supply", "Against payment only"),
        Supply.DOWN_PAYMENT: pgettext("supply", "With a down payment"),
        Supply.CATCH_UP: pgettext("supply", "Paying old debts as well"),
    }[supply]


def supply_words(shop: Shop, rule: SupplyRule) -> str:
    """Return what a customer must pay to be supplied."""
    match rule.supply:
        case Supply.AGAINST_PAYMENT:
            return _("Everything is paid when it is bought; nothing goes on account.")
        case Supply.DOWN_PAYMENT:
            return _("{share} % of what is bought is paid at once.").format(share=percent(rule.share))
        case Supply.CATCH_UP:
            words = _("For each {bought} bought {pay} is paid: what is bought, and the rest of what is owed.")
            return words.format(bought=shop.money(rule.bought), pay=shop.money(rule.pay))
    return _("What is bought may go on account, as far as the limits go.")


# ---- the rating -----------------------------------------------------------------------------------------------------


def known_class(credit: CreditClass | None) -> str:
    """Return what a class is called; no data is never shown as any of them."""
    from app.gui.dialogs.reminder_words import class_name

    return pgettext("credit class", "No data") if credit is None else class_name(credit)


def class_words(rated: Rated) -> str:
    """Return the class that counts; where nobody has decided yet, the one suggested, and that it is no more."""
    if rated.effective.known or rated.rating.credit is None:
        return known_class(rated.effective.credit if rated.effective.known else None)
    return _("{class_name}, suggested").format(class_name=known_class(rated.rating.credit))


def expected_words(rating: Rating) -> str:
    """Return when the next charge is likely to be paid, with how sure that is."""
    first, last = rating.earliest, rating.latest
    if first is None or last is None:
        return ""
    if first > 0 and last > first:
        return _("As likely as not it is paid {first} to {last} days late.").format(first=first, last=last)
    if last < 0 and last > first:
        return _("As likely as not it is paid {last} to {first} days early.").format(first=-first, last=-last)
    if first == last:
        return _("As likely as not it is paid {day}.").format(day=day_words(first))
    words = _("As likely as not it is paid between {first} and {last}.")
    return words.format(first=day_words(first), last=day_words(last))


def day_words(days: int) -> str:
    """Return a day counted from the due date."""
    if days > 0:
        return ngettext("{n} day late", "{n} days late", days).format(n=days)
    if days < 0:
        return ngettext("{n} day early", "{n} days early", -days).format(n=-days)
    return pgettext("due", "on the due date")
