"""Money as integers: reading, writing, splitting, rounding half up."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import MAX_MINOR, first_shares, parse_amount, plain, portion, split
from app.errors import Refused

minor = st.integers(0, MAX_MINOR)


@pytest.mark.parametrize(
    ("text", "decimals", "expected"),
    [
        ("12.30", 2, 1230),
        ("12.3", 2, 1230),
        ("12", 2, 1200),
        ("12", 0, 12),
        ("0.001", 3, 1),
        ("１２．３４", 2, 1234),
        ("0000012.30", 2, 1230),
        ("100000000000", 2, MAX_MINOR),
    ],
)
def test_amounts_are_read(text, decimals, expected):
    assert parse_amount(text, decimals, "paid") == expected


@pytest.mark.parametrize(
    ("text", "decimals"),
    [
        ("12.345", 2),
        ("1.0", 0),
        ("-1", 2),
        ("+1", 2),
        ("1e2", 2),
        ("1,5", 2),
        ("1 ", 2),
        ("", 2),
        (".5", 2),
        ("5.", 2),
        ("0", 2),
        ("0.00", 2),
        ("NaN", 2),
        ("100000000000.01", 2),
        ("9" * 10_000, 2),
        ("١٢", 2),
        ("1\n", 2),
        (12, 2),
        (12.5, 2),
        (None, 2),
    ],
)
def test_anything_else_is_refused_by_name(text, decimals):
    with pytest.raises(Refused) as caught:
        parse_amount(text, decimals, "paid")
    assert caught.value.field == "paid"
    assert len(str(caught.value)) < 200


def test_zero_is_read_where_it_is_allowed():
    assert parse_amount("0.00", 2, "bonus", zero=True) == 0


@given(minor, st.sampled_from((0, 2, 3)))
def test_what_is_written_is_read_back(amount, decimals):
    assert parse_amount(plain(amount, decimals), decimals, "paid", zero=True) == min(amount, MAX_MINOR)


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [
        (1230, 2, "12.30"),
        (-1230, 2, "-12.30"),
        (5, 2, "0.05"),
        (-5, 3, "-0.005"),
        (0, 2, "0.00"),
        (7, 0, "7"),
        (-7, 0, "-7"),
    ],
)
def test_amounts_are_written_plainly(amount, decimals, text):
    assert plain(amount, decimals) == text


@pytest.mark.parametrize(
    ("amount", "parts", "expected"),
    [(10000, 3, [3334, 3333, 3333]), (2, 3, [1, 1, 0]), (0, 2, [0, 0]), (1000, 1, [1000]), (11, 4, [3, 3, 3, 2])],
)
def test_an_amount_is_split_the_larger_shares_first(amount, parts, expected):
    assert split(amount, parts) == expected


@given(minor, st.integers(1, 400), st.data())
def test_no_cent_is_lost_in_a_split_however_it_is_taken(amount, parts, data):
    shares = split(amount, parts)
    taken = data.draw(st.integers(0, parts))
    assert sum(shares) == amount
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares, reverse=True)
    assert first_shares(amount, parts, taken) == sum(shares[:taken])
    # What is left splits into the very shares that were left.
    if taken < parts:
        assert split(amount - sum(shares[:taken]), parts - taken) == shares[taken:]


@pytest.mark.parametrize(
    ("amount", "numerator", "denominator", "expected"),
    [
        (5000, 3300, 13300, 1241),  # 12.406…
        (1, 1, 2, 1),  # half a cent goes up
        (1, 1, 3, 0),
        (3, 1, 2, 2),
        (0, 5, 7, 0),
        (7, 0, 7, 0),
        (7, 7, 7, 7),
    ],
)
def test_a_portion_is_rounded_half_up(amount, numerator, denominator, expected):
    assert portion(amount, numerator, denominator) == expected


@given(minor, minor, st.integers(1, MAX_MINOR))
def test_a_portion_agrees_with_exact_arithmetic(amount, numerator, denominator):
    exact = Fraction(amount * numerator, denominator)
    found = portion(amount, numerator, denominator)
    assert Fraction(-1, 2) < found - exact <= Fraction(1, 2)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_portion_agrees_with_decimal(amount, numerator, denominator):
    exact = (Decimal(amount) * numerator / denominator).quantize(Decimal(1), ROUND_HALF_UP)
    assert portion(amount, numerator, denominator) == exact
