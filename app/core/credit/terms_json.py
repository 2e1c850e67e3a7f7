"""Terms of payment and late rules as they are kept: canonical JSON, and read again."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core.credit.late import LateRule
from app.core.owing.checks import PERCENT
from app.core.owing.terms import Due, DueRule, Early, PaymentTerms, Slice

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def terms_json(terms: PaymentTerms) -> str:
    """Write terms as canonical JSON; what has its default is left out."""
    content: dict[str, object] = {
        "name": terms.name,
        "due": _due_json(terms.due),
        "slices": [[each.share, _due_json(each.due)] for each in terms.slices],
        "early": [_early_json(each) for each in terms.early],
    }
    return _encode({name: value for name, value in content.items() if value})


def read_terms(text: str) -> PaymentTerms:
    """Read what `terms_json` wrote; ValueError, TypeError or LookupError for anything else."""
    content: dict[str, Any] = json.loads(text)
    return PaymentTerms(
        name=str(content.get("name", "")),
        due=_read_due(content.get("due", {})),
        slices=tuple(Slice(int(share), _read_due(due)) for share, due in content.get("slices", ())),
        early=tuple(_read_early(each) for each in content.get("early", ())),
    )


def late_json(rule: LateRule) -> str:
    """Write a late rule as canonical JSON; what has its default is left out."""
    content: dict[str, object] = {} if rule.fixed is None else {"fixed": rule.fixed}
    plain = LateRule()
    for name in ("table", "factor", "free_days", "fee"):
        if getattr(rule, name) != getattr(plain, name):
            content[name] = getattr(rule, name)
    return _encode(content)


def read_late(text: str) -> LateRule:
    """Read what `late_json` wrote; ValueError, TypeError or LookupError for anything else."""
    content: dict[str, Any] = json.loads(text)
    fixed = content.get("fixed")
    return LateRule(
        fixed=None if fixed is None else int(fixed),
        table=str(content.get("table", "")),
        factor=int(content.get("factor", PERCENT)),
        free_days=int(content.get("free_days", 0)),
        fee=int(content.get("fee", 0)),
    )


def _due_json(due: Due) -> dict[str, object]:
    content: dict[str, object] = {} if due.rule is DueRule.NET else {"rule": due.rule}
    counts = {"days": due.days, "months": due.months, "day": due.day, "cutoff": due.cutoff}
    return content | {name: value for name, value in counts.items() if value}


def _read_due(content: Mapping[str, Any]) -> Due:
    counts = {name: int(content.get(name, 0)) for name in ("days", "months", "day", "cutoff")}
    return Due(DueRule(content.get("rule", DueRule.NET)), **counts)


def _early_json(early: Early) -> dict[str, object]:
    counts = {"share": early.share, "amount": early.amount, "days": early.days}
    content: dict[str, object] = {name: value for name, value in counts.items() if value}
    return content if early.until is None else content | {"until": early.until.isoformat()}


def _read_early(content: Mapping[str, Any]) -> Early:
    until = content.get("until")
    return Early(
        share=int(content.get("share", 0)),
        amount=int(content.get("amount", 0)),
        days=int(content.get("days", 0)),
        until=None if until is None else date.fromisoformat(until),
    )
