"""Late interest: simple, by day, by dated rates, capped by the law, and in which order a payment pays."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.credit.late import (
    Cap,
    LateCharge,
    LateRule,
    Open,
    Rate,
    RateTable,
    Shares,
    cap_by_law,
    check_rule,
    extended,
    in_order,
    preview,
    read_table,
)
from app.core.interest import simple_interest
from app.core.lawpack import LawPack, read_pack
from app.errors import BookUnusable, Refused

RESOURCES = Path(__file__).parents[2] / "resources"
DUE = date(2024, 3, 31)
CAP = Cap(15_40, "民间借贷司法解释 第二十五条")


@pytest.fixture(scope="module")
def lpr():
    return read_table("CN-LPR-1Y", (RESOURCES / "rates" / "CN-LPR-1Y.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def china():
    return read_pack("CN", (RESOURCES / "law" / "CN.toml").read_text(encoding="utf-8"))


def charge(amount=100_00, *paid, due=DUE, **fields):
    """A charge made a month before it was due, and what was left after each payment (days after the due date)."""
    steps = [Open(due - timedelta(days=30), amount)]
    for days, part in paid:
        steps.append(Open(due + timedelta(days=days), steps[-1].amount - part))
    return LateCharge("s1", due, tuple(steps), **fields)


def after(days):
    return DUE + timedelta(days=days)


def test_f2_interest_and_fee_on_what_is_late():
    """ERPNext: 100 open, 15 days overdue, 10 % a year simple interest, fee 10."""
    found = preview(charge(), LateRule(fixed=10_00, fee=10_00), None, None, after(15))
    assert (found.open, found.interest, found.fee, found.total) == (100_00, 41, 10_00, 110_41)
    assert not found.capped


@pytest.mark.parametrize("days", [-5, 0])
def test_nothing_is_late_by_the_due_date(days):
    found = preview(charge(), LateRule(fixed=10_00, fee=10_00), None, CAP, after(days))
    assert (found.interest, found.fee, found.total, found.stretches) == (0, 0, 100_00, ())


def test_a_part_paid_bears_interest_until_it_was_paid():
    """Interest is not lost when the principal is paid (ERPNext #58220)."""
    rule = LateRule(fixed=3_65)
    found = preview(charge(1000_00, (10, 600_00), (20, 400_00)), rule, None, None, after(100))
    assert found.interest == 1_00 + 40  # 1,000 for 10 days and 400 for 10 days at 0.01 % a day
    assert [(each.days, each.amount) for each in found.stretches] == [(10, 1000_00), (10, 400_00)]
    assert found.open == 0


def test_what_was_charged_before_is_not_charged_again():
    found = preview(charge(charged=30, fees=10_00), LateRule(fixed=10_00, fee=10_00), None, None, after(15))
    assert (found.interest, found.fee) == (11, 0)
    more = preview(charge(charged=50), LateRule(fixed=10_00), None, None, after(15))
    assert more.interest == 0


def test_the_first_days_may_be_free():
    rule = LateRule(fixed=10_00, free_days=5, fee=1_00)
    assert preview(charge(), rule, None, None, after(5)).total == 100_00
    found = preview(charge(), rule, None, None, after(20))
    assert (found.interest, found.fee) == (41, 1_00)
    assert preview(charge(100_00, (4, 100_00)), rule, None, None, after(20)).total == 0


# ---- rates by date --------------------------------------------------------------------------------------------------


def test_the_loan_prime_rate_is_shipped_to_january_2025(lpr):
    assert len(lpr.rates) == 66
    assert lpr.known_through == date(2025, 1, 20)
    assert lpr.at(date(2019, 8, 19)) is None
    assert lpr.at(date(2019, 8, 20)) == 425
    assert lpr.at(date(2021, 12, 19)) == 385
    assert lpr.at(date(2021, 12, 20)) == 380
    assert lpr.at(date(2030, 1, 1)) == 310
    five = read_table("CN-LPR-5Y", (RESOURCES / "rates" / "CN-LPR-5Y.toml").read_text(encoding="utf-8"))
    assert (five.at(date(2019, 8, 20)), five.at(date(2025, 1, 20))) == (485, 360)


def test_each_day_bears_the_rate_that_holds_on_it(lpr):
    """From 2024-10-11 through 2024-10-31 the 1-year rate is 3.35 % for 10 days and 3.10 % for 11 (from the 21st)."""
    found = preview(charge(36_500_00, due=date(2024, 10, 10)), LateRule(table=lpr.name), lpr, None, date(2024, 10, 31))
    assert [(each.first_on, each.last_on, each.days, each.ppm) for each in found.stretches] == [
        (date(2024, 10, 11), date(2024, 10, 20), 10, 33_500),
        (date(2024, 10, 21), date(2024, 10, 31), 11, 31_000),
    ]
    assert found.interest == 33_50 + 34_10
    assert found.notes == ()


def test_a_multiple_of_the_table(lpr):
    """买卖合同解释 Art. 18(4): 1.3 times the 1-year rate: 3.45 % × 1.3 = 4.485 %, none of it rounded."""
    found = preview(charge(3_650_000_00), LateRule(table=lpr.name, factor=130), lpr, None, after(10))
    assert found.stretches[0].ppm == 44_850
    assert found.interest == 4_485_00


def test_days_before_the_table_bear_nothing_and_old_tables_are_said(lpr):
    old = preview(charge(due=date(2019, 8, 1)), LateRule(table=lpr.name), lpr, None, date(2019, 8, 30))
    assert sum(each.days for each in old.stretches) == 11
    assert str(old.notes[0]) == "The table of rates begins on 2019-08-20; the days before it bear no interest."
    new = preview(charge(due=date(2025, 1, 31)), LateRule(table=lpr.name), lpr, None, date(2025, 6, 30))
    assert "brought up to date on 2025-01-20" in str(new.notes[0])


def test_the_shop_adds_rates_of_its_own_and_mends_others(lpr):
    mine = extended(lpr, [Rate(date(2025, 5, 20), 300), Rate(date(2025, 1, 20), 311)])
    assert (mine.at(date(2025, 5, 19)), mine.at(date(2025, 5, 20))) == (311, 300)
    assert (len(mine.rates), mine.known_through) == (67, date(2025, 5, 20))
    with pytest.raises(Refused, match="400 % a year"):
        extended(lpr, [Rate(date(2025, 5, 20), 400_00)])


@pytest.mark.parametrize(
    "text",
    [
        "rates = 3",
        "source = 'x'",
        "source = 'x'\nrates = [{ from = 2024-01-01 }]",
        "source = 'x'\nrates = [{ from = '2024', value = 3 }]",
        "source = 'x'\nrates = [{ from = 2024-01-01, value = 3.45 }]",
        "source = 'x'\nrates = [{ from = 2024-01-01, value = 40000 }]",
        "source = 'x'\nrates = [{ from = 2024-01-01, value = 3 }, { from = 2024-01-01, value = 4 }]",
        "not toml",
    ],
)
def test_a_table_that_cannot_be_read_says_so(text):
    with pytest.raises(BookUnusable, match="The table of rates mine cannot be read"):
        read_table("mine", text)


# ---- the cap --------------------------------------------------------------------------------------------------------


def test_the_pack_caps_at_four_times_the_rate_of_the_agreement(lpr, china):
    cap = cap_by_law(china, lpr, date(2024, 1, 1))
    assert (cap.rate, cap.source) == (4 * 345, china.value("late_rate_most_lpr", date(2024, 1, 1)).source)
    assert not cap.with_fees
    assert cap_by_law(china, lpr, date(2019, 8, 1)) is None
    assert cap_by_law(LawPack("HK"), lpr, date(2024, 1, 1)) is None


def test_what_a_court_would_lower_is_said(lpr, china):
    """130 % of a loss of 1.5 times the 1-year rate: 3.45 % × 1.95 = 6.7275 %."""
    cap = cap_by_law(china, lpr, date(2024, 1, 1))
    assert cap.excessive == 672
    assert preview(charge(), LateRule(fixed=6_72), None, cap, after(15)).notes == ()
    (said,) = preview(charge(), LateRule(fixed=6_73), None, cap, after(15)).notes
    assert str(said).startswith("More than 6.72 % a year is generally excessive (民法典合同编通则司法解释 第六十五条)")
    assert cap_by_law(china, lpr, date(2020, 9, 1)).excessive is None


def test_f2_holds_under_the_law_of_the_shop(lpr, china):
    found = preview(charge(), LateRule(fixed=10_00, fee=10_00), None, cap_by_law(china, lpr, DUE), after(15))
    assert found.total == 110_41


def test_more_than_the_law_allows_is_capped_and_said():
    found = preview(charge(1_000_00), LateRule(fixed=24_00), None, CAP, after(365))
    assert found.capped
    assert found.interest == 154_00
    assert "more than the 15.4 % a year the law allows" in str(found.notes[0])


def test_fees_count_in_the_cap_where_the_pack_says_so():
    rule = LateRule(fixed=10_00, fee=10_00)
    alone = preview(charge(), rule, None, CAP, after(15))
    together = preview(charge(), rule, None, CAP._replace(with_fees=True), after(15))
    assert (alone.interest, alone.fee, alone.capped) == (41, 10_00, False)
    assert (together.interest, together.fee, together.capped) == (41, 63 - 41, True)


def test_an_agreement_above_the_cap_is_refused_in_words():
    check_rule(LateRule(fixed=15_40), CAP)
    with pytest.raises(Refused, match=r"late: 24 % a year is more than the 15\.4 % the law allows"):
        check_rule(LateRule(fixed=24_00), CAP)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (LateRule(fixed=400_00), "400 % a year is no rate to agree on"),
        (LateRule(), "either a fixed rate or a table"),
        (LateRule(fixed=1, table="CN-LPR-1Y"), "either a fixed rate or a table"),
        (LateRule(table="CN-LPR-1Y", factor=1_001), "up to 10 times"),
        (LateRule(table="CN-LPR-1Y", factor=0), "up to 10 times"),
        (LateRule(fixed=1, fee=-1), "cannot be negative"),
        (LateRule(fixed=1, free_days=-1), "cannot be negative"),
    ],
)
def test_a_rule_nobody_can_agree_on_is_refused(rule, says):
    with pytest.raises(Refused, match=says):
        check_rule(rule)


AMOUNTS = st.integers(1, 10**9)
RULES = st.builds(LateRule, fixed=st.integers(0, 10_000), free_days=st.integers(0, 30), fee=st.integers(0, 10**5))
TABLES = st.lists(st.tuples(st.integers(-400, 400), st.integers(0, 10_000)), max_size=6, unique_by=lambda r: r[0])
PARTS = st.lists(st.tuples(st.integers(-20, 300), st.integers(1, 10**8)), max_size=4, unique_by=lambda p: p[0])


def paid_off(amount, parts):
    """Parts that never come to more than the amount, in the order of their days."""
    left, found = amount, []
    for days, part in sorted(parts):
        found.append((days, min(part, left)))
        left -= found[-1][1]
    return found


@given(AMOUNTS, PARTS, TABLES, st.integers(1, 1_000), st.integers(0, 2_000), st.integers(0, 400), RULES)
def test_interest_and_fees_never_exceed_the_cap(amount, parts, rates, factor, most, days, rule):
    table = RateTable("t", tuple(sorted(Rate(after(n), value) for n, value in rates)))
    late = charge(amount, *paid_off(amount, parts))
    by_table = LateRule(table="t", factor=factor, fee=rule.fee)
    full = preview(late, LateRule(fixed=most), None, None, after(days)).interest
    for each, dated in ((rule, None), (by_table, table)):
        found = preview(late, each, dated, Cap(most, with_fees=True), after(days))
        assert 0 <= found.interest + found.fee <= full
        free = preview(late, each, dated, None, after(days))
        assert found.interest <= free.interest


@given(AMOUNTS, st.integers(0, 10_000), st.integers(0, 3_000), st.integers(0, 3_000))
def test_interest_is_simple_and_never_falls(amount, rate, days, more):
    rule = LateRule(fixed=rate)
    found = preview(charge(amount), rule, None, None, after(days)).interest
    assert found == simple_interest(amount, rate, days)
    assert preview(charge(amount), rule, None, None, after(days + more)).interest >= found


@given(AMOUNTS, st.integers(0, 10_000), st.lists(st.integers(-400, 400), max_size=6, unique=True), st.integers(0, 400))
def test_a_table_that_does_not_change_is_a_fixed_rate(amount, rate, days, through):
    table = RateTable("t", tuple(Rate(after(n), rate) for n in (-500, *sorted(days))))
    by_table = preview(charge(amount), LateRule(table="t"), table, None, after(through))
    fixed = preview(charge(amount), LateRule(fixed=rate), None, None, after(through))
    assert (by_table.interest, by_table.stretches) == (fixed.interest, fixed.stretches)


# ---- the order of a payment -----------------------------------------------------------------------------------------


def test_a_payment_pays_costs_then_interest_then_principal():
    assert in_order(5_00, 10_00, 41, 100_00) == Shares(5_00, 0, 0, 0)
    assert in_order(10_20, 10_00, 41, 100_00) == Shares(10_00, 20, 0, 0)
    assert in_order(60_00, 10_00, 41, 100_00) == Shares(10_00, 41, 49_59, 0)
    assert in_order(120_00, 10_00, 41, 100_00) == Shares(10_00, 41, 100_00, 9_59)


@given(*[st.integers(0, 10**9)] * 4)
def test_sharing_a_payment_out_loses_nothing(paid, costs, interest, principal):
    found = in_order(paid, costs, interest, principal)
    assert sum(found) == paid
    assert min(found) >= 0
    assert found.principal == 0 or (found.costs, found.interest) == (costs, interest)
    assert found.interest == 0 or found.costs == costs
