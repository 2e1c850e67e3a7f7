"""Reading the events about agreements: `agreement` and `end_agreement`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.core.credit.late import LateRule
from app.core.credit.requests import CreditRequest, EndAgreement, MakeAgreement
from app.core.owing.checks import PERCENT
from app.core.owing.terms import AT_ONCE
from app.services.credit_fields import read_payment_terms, read_percent
from app.services.fields import Fields, common_fields, read_attachment, whole

_MAX_LINE = 200
_MAX_REASON = 500
_MAX_TEXT = 2000
_MAX_DAYS = 3660


def _agreement(f: Fields) -> MakeAgreement:
    agreed_on = f.day("agreed_on")
    return MakeAgreement(
        **common_fields(f),
        customer=f.key("customer"),
        agreed_on=agreed_on,
        starts_on=f.day_or_none("starts_on") or agreed_on,
        ends_on=f.day_or_none("ends_on"),
        terms=read_payment_terms(f, "terms") or AT_ONCE,
        place=f.text("place", "", most=_MAX_LINE),
        way=f.text("way", "", most=_MAX_LINE),
        late=read_late_rule(f, "late"),
        recourse=f.text("recourse", "", most=_MAX_TEXT),
        attachment=read_attachment(f),
    )


def read_late_rule(f: Fields, name: str) -> LateRule | None:
    """Take what is agreed on for paying late: `rate`, or `table` with `times`; `free_days` and `fee`; null is None.

    A rate is percent a year in text, times how often the table's rate is taken: "18.25", "1.5".
    """
    inner = f.object_or_none(name)
    if inner is None:
        return None
    rule = LateRule(
        fixed=read_percent(inner, "rate") if inner.given("rate") else None,
        table=inner.key_or_none("table", most=_MAX_LINE) or "",
        factor=read_percent(inner, "times", PERCENT),
        free_days=inner.integer("free_days", 0, most=_MAX_DAYS),
        fee=inner.amount("fee", 0),
    )
    inner.done()
    return rule


def _end_agreement(f: Fields) -> EndAgreement:
    return EndAgreement(
        **common_fields(f), agreement=f.key("agreement"), on=f.day("on"), reason=f.text("reason", most=_MAX_REASON)
    )


AGREEMENT_READERS: Mapping[str, Callable[[Fields], CreditRequest]] = MappingProxyType(
    {"agreement": whole(_agreement), "end_agreement": whole(_end_agreement)}
)
"""The verbs of agreements, and how each is read; unknown fields are refused."""
