"""Late interest, as far as it was agreed."""

import pytest

from app.core.interest import simple_interest


def test_f2_interest_and_fee_on_what_is_late():
    """ERPNext: 100 open, 15 days late, 10 % a year, fee 10."""
    interest = simple_interest(100_00, 10_00, 15)
    assert interest == 41
    assert 100_00 + interest + 10_00 == 110_41


@pytest.mark.parametrize(
    ("amount", "rate", "days", "interest"),
    [(100_00, 10_00, 0, 0), (0, 10_00, 15, 0), (100_00, 0, 15, 0), (100_00, 3_65, 365, 3_65), (36_500, 1_00, 366, 366)],
)
def test_by_the_day_and_in_proportion(amount, rate, days, interest):
    assert simple_interest(amount, rate, days) == interest
