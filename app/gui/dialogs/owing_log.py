"""What the log of a customer's file holds of credit, as a person reads it: terms, holds, supply control, a class."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from app.core.owing.limits import Hold, Reaction
from app.core.owing.override import Override
from app.core.owing.supply import Supply, SupplyRule
from app.core.owing.terms import PaymentTerms
from app.core.plain import built
from app.gui.dialogs.owing_words import known_class, reaction_name, scope_name, supply_name
from app.gui.shop import Shop
from app.gui.widgets.terms_words import terms_words
from app.i18n import format as form
from app.i18n.catalog import _, ngettext


def logged(shop: Shop, field: str, text: str) -> str | None:
    """Return a value the log holds of one of credit's fields in words; None for any other field, or what is none."""
    words = _WORDS.get(field)
    if words is None:
        return None
    try:
        return words(shop, text)
    except (ValueError, TypeError):
        return None


def _limit(shop: Shop, text: str) -> str:
    return _("no limit") if text == "null" else shop.amount(int(text))


def _days(_shop: Shop, text: str) -> str:
    return ngettext("{n} day", "{n} days", int(text)).format(n=int(text))


def _reaction(_shop: Shop, text: str) -> str:
    return reaction_name(Reaction(text))


def _terms(shop: Shop, text: str) -> str:
    return terms_words(shop, built(PaymentTerms, json.loads(text)))


def _supply(_shop: Shop, text: str) -> str:
    rule = built(SupplyRule, json.loads(text))
    if rule.supply is Supply.FREE:
        return supply_name(rule.supply)
    return _("{what}: {reason}").format(what=supply_name(rule.supply), reason=rule.reason)


def _holds(_shop: Shop, text: str) -> str:
    rows: list[Any] = json.loads(text)
    return _(", ").join(_hold(built(Hold, row)) for row in rows)


def _hold(hold: Hold) -> str:
    words = _("{what}: {reason}").format(what=scope_name(hold.scope), reason=hold.reason)
    return words if hold.ends_on is None else _("{what} until {date}").format(what=words, date=_short(hold.ends_on))


def _class(_shop: Shop, text: str) -> str:
    given = built(Override, json.loads(text))
    words = _("{class_name} until {date}: {reason}")
    return words.format(class_name=known_class(given.credit), date=_short(given.ends_on), reason=given.reason)


def _short(day: date) -> str:
    return form.short_date(day)


_WORDS: Mapping[str, Callable[[Shop, str], str]] = MappingProxyType(
    {
        "overdue_limit": _limit,
        "grace_days": _days,
        "on_total": _reaction,
        "on_overdue": _reaction,
        "payment_terms": _terms,
        "supply": _supply,
        "holds": _holds,
        "override": _class,
    }
)
