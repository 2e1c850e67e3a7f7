"""Who gets a statement: each rule by itself, the order of the papers, and options that survive being kept."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import statement_plan as rules
from app.core.customer import Address, StatementBy
from app.core.envelope import WindowForm
from app.core.settings import ReceiptLanguage
from app.core.statement import Period, StatementKind, month_of
from app.core.statement_paper import Sheet, Slip
from app.core.statement_plan import Candidate, Standing, choose, options_json, read_options
from app.core.statement_run import Concern, RunOptions, RunOrder
from app.errors import Refused

MAY = month_of(date(2026, 5, 1))
HOME = Address(street="滨江大道 88 号", postcode="320001")


def someone(number="C001", **given):
    plain = {
        "customer": 1,
        "number": number,
        "name": "王小明",
        "closed": False,
        "tier": "",
        "tags": (),
        "delivery": StatementBy.PRINT,
        "language": "zh_CN",
        "address": HOME,
        "email": "",
        "standing": Standing(owed=100, charges=100),
    }
    return Candidate(**(plain | given))


def why_not(candidate, **options):
    """Return why a customer gets none, a blank if they get one."""
    found = choose(RunOptions(period=MAY, **options), [candidate])
    assert len(found.rows) + sum(found.left_out.values()) == 1
    return next(iter(found.left_out), "")


def standing(**figures):
    return someone(standing=Standing(**({"charges": figures.get("owed", 0)} | figures)))


# ---- who ------------------------------------------------------------------------------------------------------------


def test_a_balance_without_any_movement_gets_a_statement():
    assert why_not(standing(owed=1, lines=0)) == ""
    assert why_not(standing(principal=1, lines=0)) == ""
    assert why_not(standing(bonus=1)) == ""
    assert why_not(standing(has_pass=True)) == ""


def test_who_owes_nothing_and_has_nothing_gets_one_only_if_asked_and_something_moved():
    assert why_not(standing(lines=3)) == rules.NOTHING
    assert why_not(standing(lines=3), zero=True) == ""
    assert why_not(standing(lines=0), zero=True) == rules.NOTHING


def test_who_only_has_money_with_us_may_be_left_out():
    assert why_not(standing(principal=500), credit=False) == rules.ONLY_HELD
    assert why_not(standing(has_pass=True), credit=False) == rules.ONLY_HELD
    assert why_not(standing(owed=1, principal=500), credit=False) == ""


def test_the_least_amount_leaves_out_small_debts_unless_money_is_held():
    assert why_not(standing(owed=999), least=1000) == rules.TOO_LITTLE
    assert why_not(standing(owed=1000), least=1000) == ""
    assert why_not(standing(owed=999, principal=1), least=1000) == ""
    assert why_not(standing(lines=2), least=1, zero=True) == rules.TOO_LITTLE


def test_only_those_for_whom_something_moved():
    assert why_not(standing(owed=5, lines=0), only_movement=True) == rules.NO_MOVEMENT
    assert why_not(standing(owed=5, lines=1), only_movement=True) == ""


def test_closed_files_and_those_that_want_none_get_none_even_by_name():
    assert why_not(someone(closed=True)) == rules.CLOSED
    assert why_not(someone(closed=True), customers=("C001",)) == rules.CLOSED
    assert why_not(someone(delivery=StatementBy.NONE), customers=("C001",)) == rules.NO_STATEMENT


def test_by_way_tag_tier_and_language():
    assert why_not(someone(delivery=StatementBy.EMAIL), delivery=(StatementBy.POST,)) == rules.OTHER_WAY
    assert why_not(someone(tags=("VIP", "车")), tags=("车", "船")) == ""
    assert why_not(someone(tags=("VIP",)), tags=("车",)) == rules.OTHER_TAGS
    assert why_not(someone(tier="gold"), tiers=("gold", "silver")) == ""
    assert why_not(someone(tier=""), tiers=("gold",)) == rules.OTHER_TIER
    assert why_not(someone(language="en"), language="zh_CN") == rules.OTHER_LANGUAGE


def test_one_statement_for_a_period_unless_asked_again():
    assert why_not(someone(issued=True)) == rules.ISSUED_BEFORE
    [row] = choose(RunOptions(period=MAY, again=True), [someone(issued=True)]).rows
    assert Concern.ISSUED_BEFORE in row.concerns


def test_those_named_get_one_whatever_their_balance_but_all_other_filters_count():
    nothing = someone(standing=Standing())
    assert why_not(nothing, customers=("C001",)) == ""
    assert why_not(standing(principal=1), customers=("C001",), credit=False) == ""
    assert why_not(nothing, customers=("C001",), least=1) == rules.TOO_LITTLE
    assert why_not(nothing, customers=("C001",), tiers=("gold",)) == rules.OTHER_TIER
    found = choose(RunOptions(period=MAY, customers=("C002",)), [someone(), someone("C002", customer=2)])
    assert [row.number for row in found.rows] == ["C002"]
    assert found.left_out == {}


# ---- what to look at ------------------------------------------------------------------------------------------------


def concerns(candidate):
    [row] = choose(RunOptions(period=MAY), [candidate]).rows
    return set(row.concerns)


def test_an_address_matters_by_post_and_an_address_for_e_mail_by_e_mail():
    nowhere = Address()
    assert concerns(someone(delivery=StatementBy.POST, address=nowhere)) == {Concern.NO_ADDRESS}
    assert concerns(someone(delivery=StatementBy.POST)) == set()
    assert concerns(someone(delivery=StatementBy.EMAIL)) == {Concern.NO_EMAIL}
    assert concerns(someone(delivery=StatementBy.EMAIL, email="a@b.example")) == set()
    assert concerns(someone(address=nowhere)) == set()


def test_a_payment_since_matters_where_the_paper_asks_for_money():
    assert concerns(standing(owed=5, paid_since=True)) == {Concern.PAID_SINCE}
    assert concerns(standing(principal=5, paid_since=True)) == set()


def test_charges_that_are_not_what_is_owed_are_unsound():
    assert concerns(standing(owed=5, charges=4)) == {Concern.UNSOUND}
    assert concerns(someone(disputed=True)) == {Concern.DISPUTED}


# ---- order ----------------------------------------------------------------------------------------------------------


def in_order(order, people):
    return [row.number for row in choose(RunOptions(period=MAY, order=order), people).rows]


def test_numbers_as_people_count_and_names_by_their_place():
    people = [someone("C10", name_place=1), someone("C2", name_place=2), someone("c1", name_place=2)]
    assert in_order(RunOrder.NUMBER, people) == ["c1", "C2", "C10"]
    assert in_order(RunOrder.NAME, people) == ["C10", "c1", "C2"]


def test_by_postcode_then_street_and_those_without_one_last():
    def at(number, code, street):
        return someone(number, address=Address(street=street, postcode=code))

    people = [
        at("C4", "", "x"), at("C3", "200040", "南京路 10 号"), at("C2", "200040", "南京路 9 号"),
        at("C5", "100000", "z"),
    ]  # fmt: skip
    assert in_order(RunOrder.POSTCODE, people) == ["C5", "C2", "C3", "C4"]


# ---- periods --------------------------------------------------------------------------------------------------------


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(Refused) as caught:
        rules.check_period(Period(date(2026, 5, 2), date(2026, 5, 1)))
    assert caught.value.field == "period"
    rules.check_period(Period(date(2026, 5, 1), date(2026, 5, 1)))


def test_a_period_is_over_only_after_its_last_day():
    assert rules.is_unfinished(MAY, date(2026, 5, 31))
    assert not rules.is_unfinished(MAY, date(2026, 6, 1))


# ---- options as they are kept ---------------------------------------------------------------------------------------

texts = st.lists(st.text(max_size=5), max_size=3, unique=True).map(tuple)
all_options = st.builds(
    RunOptions,
    period=st.builds(Period, st.dates(), st.dates()),
    kind=st.sampled_from(StatementKind),
    customers=texts,
    delivery=st.lists(st.sampled_from(StatementBy), unique=True).map(tuple),
    zero=st.booleans(),
    credit=st.booleans(),
    least=st.integers(0, 10**15),
    only_movement=st.booleans(),
    tags=texts,
    tiers=texts,
    language=st.text(max_size=5),
    again=st.booleans(),
    order=st.sampled_from(RunOrder),
    sheet=st.sampled_from(Sheet),
    window=st.sampled_from(WindowForm),
    slip=st.sampled_from(Slip),
    paper_language=st.sampled_from(ReceiptLanguage),
    reply_days=st.none() | st.integers(0, 366),
)


@given(all_options)
def test_options_come_back_as_they_were_kept(options):
    again = read_options(options_json(options))
    assert options_json(again) == options_json(options)
    assert set(again.customers) == set(options.customers)
    plain = {"customers": (), "delivery": (), "tags": (), "tiers": ()}
    assert replace(again, **plain) == replace(options, **plain)


def test_the_same_wishes_in_another_order_are_the_same_options():
    one, other = (RunOptions(period=MAY, tags=tags, customers=names) for tags, names in (
        (("a", "b"), ("C2", "C1")), (("b", "a"), ("C1", "C2")),
    ))  # fmt: skip
    assert options_json(one) == options_json(other)


def test_every_combination_of_switches_counts_everybody_once():
    people = [
        someone(f"C{n}", customer=n, standing=Standing(owed, owed, 0, principal, 0, False, lines), issued=issued)
        for n, (owed, principal, lines, issued) in enumerate(product((0, 50), (0, 50), (0, 1), (False, True)))
    ]
    switch = (False, True)
    for zero, credit, moving, again, least in product(switch, switch, switch, switch, (0, 60)):
        options = RunOptions(period=MAY, zero=zero, credit=credit, only_movement=moving, again=again, least=least)
        found = choose(options, people)
        assert len(found.rows) + sum(found.left_out.values()) == len(people)
