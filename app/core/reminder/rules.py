"""The shop's rules for reminders: which kinds there are, from how many days on, by which ways and with which text.

One frozen value for each kind; a request says what shall change, `changed` gives the new rules or refuses it by the
name of the field, such as `expiring.days`. The steps after a due date stand in `core.reminder.ladder`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from app.core.readers import Reader, amount, read_fields, several, whole, yes_or_no
from app.core.reminder.kinds import FOR_OWNER, RuleKind, Way
from app.core.reminder.readers import MAX_DAYS, day_list, template_name
from app.core.ways import SENDABLE
from app.errors import Refused, refuse
from app.i18n.mark import N_

MAX_UNITS = 1000
"""The most visits left that may count as few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: `on` says whether it is used at all; amounts are minor units.

    `days` count down to a day ahead (`expiring` 90, 30, 7) or up from one past (`sleeping` 90); see `AHEAD`.
    Three kinds have one day only: for `promise_broken` it is the days of grace, for `low_balance` and `pass_low` how
    long after the last visit it is still worth saying. `least` is the lowest amount that is worth a reminder, `level`
    the balance and `units` the visits left at which they count as low. `apart` is how many days lie between two
    reminders of overdue money to one customer at least. The ways and texts of overdue money stand in its ladder.
    """

    kind: RuleKind
    on: bool = True
    days: tuple[int, ...] = ()
    ways: tuple[Way, ...] = (Way.OWNER,)
    template: str = ""
    least: int = 0
    level: int = 0
    units: int = 0
    apart: int = 0


Rules = Mapping[RuleKind, Rule]
"""A rule for every kind."""

AHEAD = frozenset(
    {
        RuleKind.DUE_SOON,
        RuleKind.INSTALMENT,
        RuleKind.EXPIRING,
        RuleKind.PROMISE_DUE,
        RuleKind.REVIEW,
        RuleKind.BIRTHDAY,
        RuleKind.LIMITATION,
        RuleKind.AGREEMENT,
        RuleKind.NOTE,
    }
)
"""The kinds whose days count down to a day ahead; those of the others count up."""

ONE_DAY = frozenset({RuleKind.PROMISE_BROKEN, RuleKind.LOW_BALANCE, RuleKind.PASS_LOW})
"""The kinds that have exactly one day."""

LEAST = frozenset({RuleKind.OVERDUE, RuleKind.DUE_SOON, RuleKind.INSTALMENT, RuleKind.EXPIRING, RuleKind.LIMITATION})
"""The kinds that have a lowest amount."""

_TEXT = (Way.MESSAGE,)

DEFAULT_RULES: Rules = MappingProxyType(
    {
        rule.kind: rule
        for rule in (
            Rule(kind=RuleKind.OVERDUE, least=100, apart=3),
            Rule(kind=RuleKind.DUE_SOON, days=(3,), ways=_TEXT, template="due_soon", least=100),
            Rule(kind=RuleKind.INSTALMENT, days=(3,), ways=_TEXT, template="instalment", least=100),
            Rule(kind=RuleKind.EXPIRING, days=(90, 30, 7), ways=_TEXT, template="expiring", least=100),
            Rule(kind=RuleKind.LOW_BALANCE, days=(30,), ways=_TEXT, template="low_balance", level=5000),
            Rule(kind=RuleKind.PASS_LOW, days=(30,), ways=_TEXT, template="pass_low", units=2),
            Rule(kind=RuleKind.PROMISE_DUE, days=(1,), ways=_TEXT, template="promise_due"),
            Rule(kind=RuleKind.PROMISE_BROKEN, days=(2,), ways=(Way.PHONE,), template="promise_broken"),
            Rule(kind=RuleKind.STATEMENT, days=(3,), ways=_TEXT, template="statement"),
            Rule(kind=RuleKind.REVIEW, days=(0,)),
            Rule(kind=RuleKind.SLEEPING, days=(90,), ways=_TEXT, template="sleeping"),
            Rule(kind=RuleKind.BIRTHDAY, days=(0,), ways=_TEXT, template="birthday"),
            Rule(kind=RuleKind.RETURN_VISIT, on=False, days=(0,), ways=_TEXT, template="return_visit"),
            Rule(kind=RuleKind.LIMITATION, days=(180, 90, 30), least=100),
            Rule(kind=RuleKind.AGREEMENT, days=(30,)),
            Rule(kind=RuleKind.NOTE, days=(0,)),
        )
    }
)
"""What a shop begins with."""


def changed(rules: Rules, given: Mapping[str, Mapping[str, Any]]) -> Rules:
    """Return the rules with what is given changed, by kind and field; refuses nonsense by `kind.field`.

    Words may be given as they are stored, lists as lists.
    """
    new = dict(rules)
    for name, values in given.items():
        kind = _kind(name)
        if not isinstance(values, Mapping):
            refuse(name, N_("{field} is not a setting."), field=name)
        rule = replace(rules[kind], **read_fields(_READERS[kind], values, within=name))
        new[kind] = _sound(name, rule)
    return MappingProxyType(new)


def _kind(name: object) -> RuleKind:
    for kind in RuleKind:
        if kind == name:
            return kind
    refuse(str(name), N_("{field} is not a setting."), field=name)


def _sound(name: str, rule: Rule) -> Rule:
    """Refuse a rule whose parts do not go together."""
    if rule.kind in ONE_DAY and len(rule.days) != 1:
        refuse(f"{name}.days", N_("{field} must be exactly one number of days."), field=f"{name}.days")
    if rule.on and rule.kind is not RuleKind.OVERDUE and not rule.days:
        refuse(f"{name}.days", N_("{field} must name at least one."), field=f"{name}.days")
    if not rule.template and not SENDABLE.isdisjoint(rule.ways):
        refuse(
            f"{name}.template",
            N_("{field}: choose a text, as these reminders go out in writing."),
            field=f"{name}.template",
        )
    return rule


# ---- as they are stored ---------------------------------------------------------------------------------------------


def as_json(rules: Rules) -> dict[str, str]:
    """Return every rule as the JSON text that is stored of it, by its kind."""
    return {
        kind.value: json.dumps({name: getattr(rule, name) for name in _READERS[kind]}) for kind, rule in rules.items()
    }


def from_json(stored: Mapping[str, str]) -> Rules:
    """Return the rules out of what is stored; a field that cannot be read, or is not known, has its default."""
    rules = DEFAULT_RULES
    for name, text in stored.items():
        try:
            values = json.loads(text)
        except (ValueError, TypeError, RecursionError):
            continue
        for each, value in values.items() if isinstance(values, dict) else ():
            try:
                rules = changed(rules, {name: {each: value}})
            except (Refused, TypeError):
                continue
    return rules


# ---- what each one takes --------------------------------------------------------------------------------------------


def _readers(kind: RuleKind) -> Mapping[str, Reader]:
    readers: dict[str, Reader] = {"on": yes_or_no}
    if kind in LEAST:
        readers["least"] = amount
    if kind is RuleKind.OVERDUE:
        return MappingProxyType({**readers, "apart": whole(0, MAX_DAYS)})
    readers["days"] = day_list(rising=kind not in AHEAD)
    if kind not in FOR_OWNER:
        readers |= {"ways": several(Way, least=1), "template": template_name}
    if kind is RuleKind.LOW_BALANCE:
        readers["level"] = amount
    if kind is RuleKind.PASS_LOW:
        readers["units"] = whole(0, MAX_UNITS)
    return MappingProxyType(readers)


_READERS: Mapping[RuleKind, Mapping[str, Reader]] = MappingProxyType({kind: _readers(kind) for kind in RuleKind})
"""How the value of each field of each kind is checked; a field that says nothing for a kind is not among them."""

FIELDS: Mapping[RuleKind, tuple[str, ...]] = MappingProxyType({kind: tuple(_READERS[kind]) for kind in RuleKind})
"""The fields that say something for each kind, in the order a form shows them."""
