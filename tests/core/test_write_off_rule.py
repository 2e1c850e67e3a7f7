"""Which small old debts are proposed to be given up, and rules that propose nothing."""

from datetime import date, timedelta

import pytest

from app.core.credit.write_off import MAX_DAYS, OldCharge, WriteOffRule, check_rule, proposed
from app.errors import Refused

ON = date(2026, 6, 30)
RULE = WriteOffRule(most=2000, days=365)


def old(days, amount=1000, **fields):
    return OldCharge("s1", ON - timedelta(days=days), amount, **fields)


@pytest.mark.parametrize(("days", "amount", "is_proposed"), [(366, 2000, True), (365, 2000, False), (366, 2001, False)])
def test_at_most_so_much_and_overdue_for_longer_than_so_long(days, amount, is_proposed):
    found = proposed([old(days, amount)], RULE, ON)
    assert bool(found) is is_proposed


def test_what_is_decided_elsewhere_is_left_out_and_without_a_rule_there_is_nothing():
    assert proposed([old(800, held=True), old(800, 0)], RULE, ON) == []
    assert proposed([old(800)], None, ON) == []


def test_the_reason_names_amount_days_and_rule():
    [(_, why)] = proposed([old(400)], RULE, ON)
    assert {why.values["days"], why.values["after"]} == {400, 365}


@pytest.mark.parametrize(
    "rule", [WriteOffRule(0, 30), WriteOffRule(-1, 30), WriteOffRule(1, 0), WriteOffRule(1, MAX_DAYS + 1)]
)
def test_a_rule_that_proposes_nothing_or_too_soon_is_refused(rule):
    with pytest.raises(Refused, match="write_off_rule"):
        check_rule(rule)
