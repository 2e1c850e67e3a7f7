"""How the shop's own rules of credit are checked: rows of rates, late rule, rewards, old debts."""

from typing import Any

from app.core.credit.incentives import StreakRule, check_streak
from app.core.credit.late import LateRule, check_rule
from app.core.credit.rates import OwnRate, check_own_rates
from app.core.credit.write_off import WriteOffRule
from app.core.credit.write_off import check_rule as check_write_off
from app.core.plain import reader
from app.core.readers import listed

_read_rate = reader(OwnRate)
_read_streak = reader(StreakRule, check_streak)
_read_late = reader(LateRule, check_rule)
_read_write_off = reader(WriteOffRule, check_write_off)


def own_rates(name: str, value: Any) -> tuple[OwnRate, ...]:  # noqa: ANN401 - a setting as it comes
    """Return the rows the shop has added to tables of rates."""
    rows = tuple(_read_rate(name, each) for each in listed(name, value))
    check_own_rates(rows, name)
    return rows


def streak_rule(name: str, value: Any) -> StreakRule | None:  # noqa: ANN401
    """Return the shop's reward for paying on time again and again, None for none."""
    return None if value is None else _read_streak(name, value)


def late_rule(name: str, value: Any) -> LateRule | None:  # noqa: ANN401
    """Return what a new agreement begins with for paying late, None for nothing."""
    return None if value is None else _read_late(name, value)


def write_off_rule(name: str, value: Any) -> WriteOffRule | None:  # noqa: ANN401
    """Return which small old debts are proposed to be given up, None for none."""
    return None if value is None else _read_write_off(name, value)
