"""Reading what events say of terms of payment, limits and supply control; shares and rates are percent in text."""

from app.core.owing.checks import PERCENT
from app.core.owing.limits import CreditGroup, Limits, Reaction
from app.core.owing.supply import AS_AGREED, Supply, SupplyRule
from app.core.owing.terms import MAX_MONTHS, Due, DueRule, Early, Instalment, PaymentTerms, Slice
from app.services.fields import Fields

MAX_DAYS = 36_600
MAX_NAME = 60
MAX_REASON = 500
_LAST_DAY = 31


def read_percent(f: Fields, name: str, default: int | None = None) -> int:
    """Take a percentage in text, `2` or `2.5`, as hundredths of a percent; a default makes it optional."""
    if default is not None and not f.given(name):
        return default
    whole, _, part = f.percentage(name).partition(".")
    return int(whole) * PERCENT + int(part.ljust(2, "0"))


# ---- terms of payment -----------------------------------------------------------------------------------------------


def read_payment_terms(f: Fields, name: str) -> PaymentTerms | None:
    """Take terms of payment given as an object; absent or null is None."""
    inner = f.object_or_none(name)
    return None if inner is None else payment_terms(inner)


def terms_or_name(f: Fields, name: str) -> str | PaymentTerms | None:
    """Take terms of payment: the name of some of the shop's, or an object."""
    return f.key(name, most=MAX_NAME) if f.is_text(name) else read_payment_terms(f, name)


def payment_terms(f: Fields) -> PaymentTerms:
    """Read terms of payment out of an object of their own."""
    due = f.object_or_none("due")
    terms = PaymentTerms(
        name=f.key_or_none("name", most=MAX_NAME) or "",
        due=Due() if due is None else _due(due),
        slices=tuple(map(_slice, f.objects("slices"))),
        early=tuple(map(_early, f.objects("early"))),
    )
    f.done()
    return terms


def _due(f: Fields) -> Due:
    due = Due(
        rule=f.choice("rule", DueRule, DueRule.NET),
        days=f.integer("days", 0, most=MAX_DAYS),
        months=f.integer("months", 0, most=MAX_MONTHS),
        day=f.integer("day", 0, most=_LAST_DAY),
        cutoff=f.integer("cutoff", 0, most=_LAST_DAY),
    )
    f.done()
    return due


def _slice(f: Fields) -> Slice:
    due = f.object_or_none("due")
    part = Slice(read_percent(f, "share"), Due() if due is None else _due(due))
    f.done()
    return part


def _early(f: Fields) -> Early:
    step = Early(
        share=read_percent(f, "share", 0),
        amount=f.amount_or_none("amount") or 0,
        days=f.integer("days", 0, most=MAX_DAYS),
        until=f.day_or_none("until"),
    )
    f.done()
    return step


def instalment(f: Fields) -> Instalment:
    """Read one of the parts something is paid in, by when and how much."""
    found = Instalment(f.day("due_on"), f.amount("amount"))
    f.done()
    return found


# ---- limits and supply ----------------------------------------------------------------------------------------------


def read_group(f: Fields) -> CreditGroup:
    """Read a group of customers and its limits; one that is not given is none."""
    plain = Limits()
    group = CreditGroup(
        f.key("name", most=MAX_NAME),
        Limits(
            total=f.amount_or_none("credit_limit", zero=True),
            overdue=f.amount_or_none("overdue_limit", zero=True),
            grace_days=f.integer("grace_days", 0, most=MAX_DAYS),
            on_total=f.choice("on_total", Reaction, plain.on_total),
            on_overdue=f.choice("on_overdue", Reaction, plain.on_overdue),
        ),
    )
    f.done()
    return group


def read_supply(f: Fields, name: str) -> SupplyRule:
    """Take a customer's supply control; null is none."""
    inner = f.object_or_none(name)
    if inner is None:
        return AS_AGREED
    rule = SupplyRule(
        supply=inner.choice("supply", Supply),
        share=read_percent(inner, "share", 0),
        pay=inner.amount_or_none("pay") or 0,
        bought=inner.amount_or_none("bought") or 0,
        reason=inner.text("reason", "", most=MAX_REASON),
    )
    inner.done()
    return rule
