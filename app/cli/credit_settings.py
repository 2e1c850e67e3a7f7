"""The shop's settings of credit as `show settings` shows them: in the form of the event, and in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.cli.agreements import late_answer, late_words
from app.cli.output import Output
from app.cli.owing import limits_answer, terms_answer
from app.core.credit.incentives import StreakRule
from app.core.credit.rates import OwnRate
from app.core.credit.write_off import WriteOffRule
from app.core.owing.checks import percent
from app.core.owing.limits import CreditGroup
from app.core.owing.terms import PaymentTerms
from app.core.vouchers import AccountCode
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_

FORMS = {"discount": N_("less to pay"), "rebate": N_("credited afterwards")}
"""How paying early is rewarded, in words."""


def answer(name: str, value: Any, output: Output) -> object:  # noqa: ANN401 - of many kinds
    """Return a setting of credit in the form of the `settings` event."""
    found: object = list(value) if isinstance(value, tuple) else value
    if value is not None and name in _ANSWERS:
        found = _ANSWERS[name](value, output)
    return found


def _terms(value: Sequence[PaymentTerms], output: Output) -> object:
    return [terms_answer(terms, output) for terms in value]


def _groups(value: Sequence[CreditGroup], output: Output) -> object:
    return [{"name": group.name, **limits_answer(group.limits, output)} for group in value]


def _rates(value: Sequence[OwnRate], _output: Output) -> object:
    return [{"table": row.table, "from": row.starts_on.isoformat(), "rate": percent(row.value)} for row in value]


def _codes(value: Sequence[AccountCode], _output: Output) -> object:
    return [code._asdict() for code in value]


def _write_off(rule: WriteOffRule, output: Output) -> object:
    return {"most": output.major(rule.most), "days": rule.days}


def words(name: str, value: Any, output: Output) -> str:  # noqa: ANN401 - of many kinds
    """Return a setting of credit as people read it; blank where nothing is set."""
    match value:
        case None:
            return ""
        case StreakRule():
            return _streak_words(value, output)
        case WriteOffRule():
            text = _("up to {most}, overdue for {days} days")
            return text.format(most=output.money(value.most), days=value.days)
        case tuple():
            return _(", ").join(map(_named, value))
    return late_words(value, output) if name == "late_rule" else _(FORMS[value])


def _named(value: object) -> str:
    if isinstance(value, OwnRate):
        rate = _("{rate} % a year").format(rate=percent(value.value))
        return _("{table} from {date}: {rate}").format(table=value.table, date=value.starts_on.isoformat(), rate=rate)
    if isinstance(value, AccountCode):
        return _("{account} is {code}").format(account=value.account, code=value.code)
    return value.name if isinstance(value, CreditGroup) else str(getattr(value, "name", value))


def _streak(rule: StreakRule, output: Output) -> dict[str, object]:
    found: dict[str, object] = {"length": rule.length}
    found |= {"share": percent(rule.share)} if rule.share else {"amount": output.major(rule.amount)}
    most = None if rule.most is None else output.major(rule.most)
    return {**found, "least": output.major(rule.least), "most": most}


def _streak_words(rule: StreakRule, output: Output) -> str:
    worth = _("{rate} %").format(rate=percent(rule.share)) if rule.share else output.money(rule.amount)
    text = ngettext("{worth} for {n} charge paid on time", "{worth} for {n} charges in a row paid on time", rule.length)
    return text.format(worth=worth, n=rule.length)


_ANSWERS: Mapping[str, Callable[[Any, Output], object]] = {
    "payment_terms": _terms,
    "credit_groups": _groups,
    "own_rates": _rates,
    "late_rule": late_answer,
    "streak_rule": _streak,
    "write_off_rule": _write_off,
    "account_codes": _codes,
}
