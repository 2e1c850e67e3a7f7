"""Terms of payment in words: by when, in which parts, and what paying early brings."""

from __future__ import annotations

from datetime import date

from app.core.owing.checks import percent
from app.core.owing.terms import Due, DueRule, Early, PaymentTerms
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext

BETWEEN = "  ·  "


def terms_words(shop: Shop, terms: PaymentTerms) -> str:
    """Return what was agreed in a few words, its name first if it has one."""
    return BETWEEN.join([*([terms.name] if terms.name else []), *rule_words(shop, terms)])


def rule_words(shop: Shop, terms: PaymentTerms) -> list[str]:
    """Return what terms say, one short text for each part of them."""
    count = len(terms.slices)
    if count:
        found = [ngettext("in {n} instalment", "in {n} instalments", count).format(n=count)]
        found += [_share_words(each.share, each.due) for each in terms.slices]
    else:
        found = [due_words(terms.due)]
    return found + [early_words(shop, each) for each in terms.early]


def due_words(due: Due) -> str:
    """Return when something is due, counted from the sale."""
    match due.rule:
        case DueRule.MONTH_END:
            return _month_end(due)
        case DueRule.SETTLEMENT_DAY:
            return _settlement(due)
    if due.months and due.days:
        return _("{months} months and {days} days after the sale").format(months=due.months, days=due.days)
    if due.months:
        words = ngettext("{n} month after the sale", "{n} months after the sale", due.months)
        return words.format(n=due.months)
    if due.days:
        return ngettext("{n} day after the sale", "{n} days after the sale", due.days).format(n=due.days)
    return pgettext("terms", "at once")


def _month_end(due: Due) -> str:
    if due.months and due.days:
        words = _("{months} months and {days} days after the end of the month")
        return words.format(months=due.months, days=due.days)
    if due.months:
        words = ngettext("end of the next month", "end of the month, {n} months later", due.months)
        return words.format(n=due.months)
    if due.days:
        words = ngettext("{n} day after the end of the month", "{n} days after the end of the month", due.days)
        return words.format(n=due.days)
    return pgettext("terms", "end of the month")


def _settlement(due: Due) -> str:
    found = _("on day {day} of the month").format(day=due.day)
    if due.months:
        words = ngettext(
            "on day {day} of the month, {n} month later", "on day {day} of the month, {n} months later", due.months
        )
        found = words.format(day=due.day, n=due.months)
    if due.days:
        words = ngettext("{due}, and {n} day more", "{due}, and {n} days more", due.days)
        found = words.format(due=found, n=due.days)
    if due.cutoff:
        found = _("{due}; sold after day {cutoff} counts to the next month").format(due=found, cutoff=due.cutoff)
    return found


def _share_words(share: int, due: Due) -> str:
    return _("{share} %: {due}").format(share=percent(share), due=due_words(due))


def early_words(shop: Shop, early: Early) -> str:
    """Return what is given up for paying early, and until when."""
    worth = f"{percent(early.share)} %" if early.share else shop.money(early.amount)
    if early.until is not None:
        return _("{worth} off if paid by {date}").format(worth=worth, date=form.short_date(early.until))
    words = ngettext("{worth} off if paid within {n} day", "{worth} off if paid within {n} days", early.days)
    return words.format(worth=worth, n=early.days)


def example_words(shop: Shop, terms: PaymentTerms, amount: int, on: date) -> list[str]:
    """Return what terms would mean for a sale of an amount on a day, one sentence a line."""
    found = []
    parts = terms.schedule(on, amount)
    for part in parts:
        words = _("{amount} is due on {date}.")
        found.append(words.format(amount=shop.money(part.amount), date=form.short_date(part.due_on)))
    for step in terms.early:
        words = _("{amount} settles it until {date}.")
        left = amount - step.worth(amount)
        found.append(words.format(amount=shop.money(left), date=form.short_date(step.last_on(on))))
    return found
