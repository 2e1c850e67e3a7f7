"""Terms of payment as data, agreements with their days, and everything that may not be agreed on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.credit.agreement import Agreement, check_agreement, in_force, warning
from app.core.credit.late import Cap, LateRule
from app.core.credit.terms_json import late_json, read_late, read_terms, terms_json
from app.core.owing.terms import Due, DueRule, Early, Instalment, PaymentTerms, Slice, check_terms, plain_terms
from app.errors import Refused

JANUARY = date(2016, 1, 22)
THREE = PaymentTerms(slices=(Slice(3000, Due(days=30)), Slice(5000, Due(days=60)), Slice(2000, Due(days=90))))


def settlement(day, months=0, cutoff=0):
    return Due(DueRule.SETTLEMENT_DAY, months=months, day=day, cutoff=cutoff)


def test_f9_terms_of_14_days():
    assert plain_terms(14).due_on(date(2024, 3, 1)) == date(2024, 3, 15)


def test_f15_net_30():
    assert plain_terms(30).due_on(JANUARY) == date(2016, 2, 21)


def test_f15_end_of_next_month():
    assert Due(DueRule.MONTH_END, months=1).on(JANUARY) == date(2016, 2, 29)


def test_f15_no_terms_mean_the_same_day():
    assert PaymentTerms().due_on(JANUARY) == JANUARY
    assert PaymentTerms().schedule(JANUARY, 500) == (Instalment(JANUARY, 500),)


def test_c4_instalments_at_30_60_and_90_days():
    assert THREE.schedule(date(2024, 1, 1), 100_00) == (
        Instalment(date(2024, 1, 31), 30_00),
        Instalment(date(2024, 3, 1), 50_00),
        Instalment(date(2024, 3, 31), 20_00),
    )
    assert THREE.due_on(date(2024, 1, 1)) == date(2024, 3, 31)


def test_end_of_month_and_some_days():
    assert Due(DueRule.MONTH_END, days=10).on(JANUARY) == date(2016, 2, 10)
    assert Due(DueRule.MONTH_END).on(date(2024, 2, 29)) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("due", "sold", "expected"),
    [
        (settlement(25), "2024-05-10", "2024-05-25"),
        (settlement(25), "2024-05-25", "2024-05-25"),
        (settlement(25), "2024-05-26", "2024-06-25"),
        (settlement(31), "2024-02-10", "2024-02-29"),
        (settlement(10, months=1), "2024-05-03", "2024-06-10"),
        (settlement(10, months=1, cutoff=25), "2024-05-25", "2024-06-10"),
        (settlement(10, months=1, cutoff=25), "2024-05-26", "2024-07-10"),
        (settlement(10, cutoff=25), "2024-12-31", "2025-01-10"),
    ],
)
def test_the_settlement_day_of_the_month(due, sold, expected):
    assert due.on(date.fromisoformat(sold)) == date.fromisoformat(expected)


DUES = st.builds(
    Due, st.sampled_from(DueRule), st.integers(0, 120), st.integers(0, 12), st.integers(1, 31), st.integers(0, 31)
)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DUES, DAYS)
def test_nothing_is_due_before_it_is_sold(due, sold):
    assert due.on(sold) >= sold


@given(DUES, DAYS, st.integers(0, 400))
def test_what_is_sold_later_is_never_due_sooner(due, sold, later):
    assert due.on(sold) <= due.on(sold + timedelta(days=later))


SHARES = st.lists(st.integers(1, 5000), min_size=1, max_size=5).filter(lambda shares: sum(shares) < 10_000)


@given(SHARES, st.integers(1, 10**10), DAYS)
def test_a_schedule_comes_to_the_amount_exactly(shares, amount, sold):
    slices = [Slice(share, Due(days=30 * n)) for n, share in enumerate([*shares, 10_000 - sum(shares)])]
    terms = PaymentTerms(slices=tuple(slices))
    check_terms(terms, amount)
    parts = terms.schedule(sold, amount)
    assert sum(part.amount for part in parts) == amount
    assert all(part.amount > 0 for part in parts)


# ---- bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        (replace(THREE, slices=THREE.slices[:2]), "instalments: the shares come to 80 %, not to 100 %."),
        (PaymentTerms(slices=(Slice(3333, Due()), Slice(6666, Due()))), "come to 99.99 %"),
        (PaymentTerms(slices=(Slice(0, Due()), Slice(10_000, Due()))), "0 % must be more than 0"),
        (PaymentTerms(slices=(Slice(20_000, Due()), Slice(-10_000, Due()))), "200 % must be more than 0 and at most"),
        (PaymentTerms(slices=(Slice(5000, Due(days=9)), Slice(5000, Due(days=2)))), "no sooner than the one before"),
        (PaymentTerms(slices=(Slice(100, Due()),) * 100), "not be more than 60"),
        (plain_terms(-1), "due: something must be due from 0 to 3650 days"),
        (PaymentTerms(due=Due(DueRule.SETTLEMENT_DAY, day=32)), "from 1 to 31"),
        (PaymentTerms(due=Due(cutoff=32)), "from 1 to 31"),
        (PaymentTerms(early=(Early(share=200, amount=5),)), "either a share or an amount"),
        (PaymentTerms(early=(Early(),)), "either a share or an amount"),
        (PaymentTerms(early=(Early(share=10_100),)), "101 % must be"),
        (PaymentTerms(early=(Early(share=100, days=-1),)), "paying early must end"),
        (PaymentTerms(early=(Early(amount=-1),)), "cannot be negative"),
        (PaymentTerms(early=(Early(amount=101_00),)), "a discount of"),
        (PaymentTerms(early=(Early(share=200, days=10), Early(share=100, days=10))), "in the order of their last days"),
        (PaymentTerms(early=(Early(share=200, until=JANUARY), Early(share=100, days=1))), "in the order of"),
    ],
)
def test_terms_that_make_no_sense_are_refused_in_a_sentence(terms, says):
    with pytest.raises(Refused, match=says):
        check_terms(terms, 100_00)


@pytest.mark.parametrize(
    "early",
    [
        (Early(share=300, days=10), Early(share=100, days=30)),
        (Early(share=300, until=date(2016, 2, 1)), Early(amount=100, until=date(2016, 3, 1))),
    ],
)
def test_steps_for_paying_early_rise(early):
    check_terms(PaymentTerms(early=early), 100_00)
    with pytest.raises(Refused, match="in the order of their last days"):
        check_terms(PaymentTerms(early=early[::-1]), 100_00)


AGREED = Agreement(id="a1", customer="C001", agreed_on=JANUARY, starts_on=date(2016, 2, 1), ends_on=date(2016, 12, 31))


def test_an_agreement_that_ends_before_it_starts_is_refused():
    check_agreement(AGREED)
    with pytest.raises(Refused, match="ends_on: 2016-01-31 lies before 2016-02-01, when it begins") as refused:
        check_agreement(replace(AGREED, ends_on=date(2016, 1, 31)))
    assert refused.value.field == "ends_on"


@pytest.mark.parametrize("rate", [400_00, -1])
def test_an_agreement_on_a_rate_of_400_percent_is_refused(rate):
    with pytest.raises(Refused, match="% a year is no rate to agree on; it must be from 0 to 100 %"):
        check_agreement(replace(AGREED, late=LateRule(fixed=rate)))


def test_an_agreement_on_more_than_the_law_allows_is_refused():
    with pytest.raises(Refused, match="more than the 13"):
        check_agreement(replace(AGREED, late=LateRule(fixed=24_00)), Cap(13_80))


def test_a_discount_above_the_amount_is_refused():
    terms = PaymentTerms(early=(Early(amount=50_01, days=3),))
    check_terms(terms)
    with pytest.raises(Refused) as refused:
        check_terms(terms, 50_00)
    assert refused.value.field == "early"


# ---- agreements -----------------------------------------------------------------------------------------------------


def test_the_agreement_that_started_last_counts():
    later = replace(AGREED, id="a2", starts_on=date(2016, 6, 1), ends_on=None)
    assert in_force([AGREED, later], date(2016, 1, 31)) is None
    assert in_force([later, AGREED], date(2016, 5, 31)) == AGREED
    assert in_force([later, AGREED], date(2016, 6, 1)) == later
    assert in_force([AGREED], date(2017, 1, 1)) is None


def test_a_warning_comes_before_an_agreement_runs_out():
    assert warning([AGREED], date(2016, 11, 30)) is None
    said = warning([AGREED], date(2016, 12, 1))
    assert str(said) == "The agreement runs out on 2016-12-31, in 30 days."
    assert str(warning([AGREED], date(2017, 3, 1))) == (
        "The last agreement ran out on 2016-12-31; sales on account have none since."
    )
    assert warning([], date(2017, 3, 1)) is None
    assert warning([AGREED], date(2016, 1, 1)) is None


def test_no_warning_where_the_next_agreement_follows():
    following = replace(AGREED, id="a2", starts_on=date(2017, 1, 1), ends_on=None)
    assert warning([AGREED, following], date(2016, 12, 20)) is None
    late = replace(following, starts_on=date(2017, 1, 2))
    assert warning([AGREED, late], date(2016, 12, 20)) is not None
    assert warning([replace(AGREED, ends_on=None)], date(2050, 1, 1)) is None


# ---- kept and read again --------------------------------------------------------------------------------------------

EARLY = st.builds(
    Early, st.integers(1, 10_000), st.just(0), st.integers(0, 60), st.none() | st.dates(date(2024, 1, 1))
) | st.builds(Early, st.just(0), st.integers(1, 10**6), st.integers(0, 60))
TERMS = st.builds(
    PaymentTerms,
    st.text(max_size=10),
    DUES,
    st.lists(st.builds(Slice, st.integers(1, 10_000), DUES), max_size=3).map(tuple),
    st.lists(EARLY, max_size=3).map(tuple),
)


@given(TERMS)
def test_terms_are_read_as_they_were_written(terms):
    assert read_terms(terms_json(terms)) == terms


@given(st.builds(LateRule, st.none() | st.integers(0, 10_000), st.text(max_size=5), *[st.integers(0, 500)] * 3))
def test_late_rules_are_read_as_they_were_written(rule):
    assert read_late(late_json(rule)) == rule


def test_plain_terms_are_kept_short():
    assert terms_json(PaymentTerms()) == "{}"
    assert terms_json(plain_terms(30)) == '{"due":{"days":30}}'
    assert late_json(LateRule(table="CN-LPR-1Y", factor=130)) == '{"factor":130,"table":"CN-LPR-1Y"}'
