"""Late interest: previewed by what was agreed on, charged once by the owner's act, paid before what it is for."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from app.core.requests import InterestKind, Reverse
from app.core.statement import StatementKind
from app.core.statement_check import check
from app.errors import Refused
from app.services.interest import Interest, Pick
from app.services.statements import Statements
from app.services.verify import Verify
from app.services.views import Views
from tests.services.helpers_customers import TODAY, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


def ago(days):
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture(name="late")
def late_shop(shop):
    """Make a shop that sold 100.00 to C001, which was due 15 days ago, by an agreement of 10 % a year and a fee."""
    shop.customer("C001", name="n", credit_limit=None, terms_days=0)
    shop.do("agreement", id="a1", customer="C001", agreed_on=ago(400), late={"rate": "10", "fee": "10.00"})
    shop.do("sale", id="s1", on=ago(15), customer="C001", amount="100.00", pay=[{"with": "account"}])
    yield shop
    assert Verify(shop.store).verify().problems == ()


def desk(shop):
    return Interest(shop.store, shop.around)


def charges(shop, customer="C001"):
    views = Views(shop.store, shop.around.today)
    return {line.charge: (line.open, line.part) for line in views.charges(customer, None, settled=False)}


def trial(shop):
    return {line.account: line.debit - line.credit for line in Views(shop.store, shop.around.today).trial_balance(None)}


# ---- the preview ----------------------------------------------------------------------------------------------------


def test_the_case_of_a_hundred_for_fifteen_days(late):
    """CASES F2 (ERPNext): 100 open, 15 days overdue, 10 % a year, fee 10: interest 0.41, 110.41 in all."""
    before = late.dump()
    [found] = desk(late).previews()
    assert (found.customer, found.charge, found.amount, found.agreement) == ("C001", "s1", 10000, "a1")
    assert (found.preview.open, found.preview.interest, found.preview.fee) == (10000, 41, 1000)
    assert found.preview.total == 11041
    assert [(each.days, each.amount) for each in found.preview.stretches] == [(15, 10000)]
    assert late.dump() == before  # a preview charges nothing


def test_nothing_is_asked_for_where_nothing_was_agreed_on(shop):
    shop.customer("C001", name="n", credit_limit=None, terms_days=0)
    shop.do("sale", id="s1", on=ago(300), customer="C001", amount="100.00", pay=[{"with": "account"}])
    assert desk(shop).previews() == ()
    shop.do("agreement", id="a1", customer="C001", agreed_on=ago(100), late={"rate": "10"})
    assert desk(shop).previews() == ()  # what was sold before it is not covered
    assert shop.refused("interest", on=ago(0), charge="s1").field == "charge"


def test_what_was_paid_late_still_bears_the_interest_of_the_days_it_was_late(late):
    """Interest is not lost when the principal is paid (frappe/erpnext#58220)."""
    late.do("payment", id="m1", on=ago(5), customer="C001", amount="100.00", tender="cash")
    [found] = desk(late).previews()
    assert (found.preview.open, found.preview.interest) == (0, 27)  # ten days
    late.do("sale", id="s2", on=ago(4), customer="C001", amount="50.00", pay=[{"with": "account"}])
    late.do("payment", id="m2", on=ago(4), customer="C001", amount="50.00", tender="cash", against=["s2"])
    assert [each.charge for each in desk(late).previews()] == ["s1"]


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("reverse", {"entry": "s1", "reason": "typed twice"}),
        ("credit", {"sale": "s1", "amount": "100.00", "reason": "all of it came back"}),
    ],
)
def test_what_was_never_owed_bears_none(late, do, fields):
    late.do(do, id="x1", on=ago(5), **fields)
    assert desk(late).previews() == ()
    assert late.refused("interest", on=ago(0), charge="s1", amount="0.01").field == "charge"


def test_nothing_is_proposed_for_what_was_given_up(late):
    late.do("write_off", id="x1", on=ago(5), charge="s1", amount="100.00", reason="gone")
    assert desk(late).previews() == ()


def test_a_price_lowered_later_was_owed_that_low_from_the_start(late):
    late.do("credit", id="x1", on=ago(5), sale="s1", amount="60.00", reason="scratched")
    [found] = desk(late).previews()
    assert [(each.days, each.amount) for each in found.preview.stretches] == [(15, 4000)]
    late.do("reverse", id="x2", on=ago(1), entry="x1", reason="it was not")
    [found] = desk(late).previews()
    assert [(each.days, each.amount) for each in found.preview.stretches] == [(15, 10000)]


def test_a_table_of_rates_is_gone_by_day_by_day(shop):
    shop.customer("C001", name="n", credit_limit=None, terms_days=0)
    late = {"table": "CN-LPR-1Y", "times": "1.5"}
    shop.do("agreement", id="a1", customer="C001", agreed_on="2024-01-02", late=late)
    shop.do("sale", id="s1", on="2024-07-12", customer="C001", amount="100000.00", pay=[{"with": "account"}])
    [found] = desk(shop).previews(date(2024, 7, 31))
    # 3.45 % through 21 July, 3.35 % from the 22nd on: 9 days and 10 days, one and a half times
    assert [(each.days, each.ppm) for each in found.preview.stretches] == [(9, 51750), (10, 50250)]
    assert found.preview.interest == round(100000_00 * (9 * 0.05175 + 10 * 0.05025) / 365)


def test_everybody_is_looked_at_in_one_go(late):
    for number in range(2, 5):
        late.customer(f"C00{number}", name=f"n{number}", credit_limit=None, terms_days=0)
        late.do(
            "sale", id=f"s{number}", on=ago(20), customer=f"C00{number}", amount="100.00", pay=[{"with": "account"}]
        )
    late.do("agreement", id="a3", customer="C003", agreed_on=ago(30), late={"rate": "10"})
    assert [(each.customer, each.name) for each in desk(late).previews()] == [("C003", "n3"), ("C001", "n")]
    assert [each.customer for each in desk(late).of_customer("C003")] == ["C003"]


# ---- charging -------------------------------------------------------------------------------------------------------


def test_charged_in_one_act_and_never_twice(late):
    [first, second] = desk(late).charge("i1", [Pick("s1", 41, 1000)])
    assert charges(late) == {"s1": (10000, ""), "i1": (1000, "fee"), "i1-2": (41, "interest")}
    assert (trial(late)["fee"], trial(late)["interest"], trial(late)["receivable"]) == (-1000, -41, 11041)
    again = desk(late).charge("i1", [Pick("s1", 41, 1000)])
    assert [each.entry for each in again] == [first.entry, second.entry]
    assert all(each.repeated for each in again)
    with pytest.raises(Refused) as caught:
        desk(late).charge("i1", [Pick("s1", 40, 1000)])
    assert caught.value.field == "id"
    with pytest.raises(Refused):
        desk(late).charge("i2", [Pick("s1", 1)])
    assert desk(late).previews() == ()
    assert desk(late).previews(TODAY + timedelta(days=1))[0].preview.interest == 3  # one day more


def test_all_of_an_act_or_nothing(late):
    before = late.dump()
    with pytest.raises(Refused):
        desk(late).charge("i1", [Pick("s1", 41), Pick("s9", 1)])
    with pytest.raises(Refused):
        desk(late).charge("i1", [Pick("s1", 41), Pick("s1", 1)])
    with pytest.raises(Refused):
        desk(late).charge("i1", [Pick("s1")])
    assert late.dump() == before


def test_what_the_chain_says_of_it(late):
    late.do("interest", id="i1", on=ago(0), charge="s1")
    [(facts,)] = late.sql("SELECT facts FROM entry WHERE request_id = 'i1'")
    assert json.loads(facts) == {
        "of": 1,
        "part": "interest",
        "through": TODAY.isoformat(),
        "agreement": "a1",
        "rule": {"fixed": 1000, "fee": 1000},
    }
    [line] = desk(late).charged_on("C001")
    assert (line.id, line.charge, line.kind, line.amount, line.through) == (
        "i1",
        "s1",
        InterestKind.INTEREST,
        41,
        TODAY,
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": "0.42"}, "amount"),
        ({"kind": "fee", "amount": "10.01"}, "amount"),
        ({"through": ago(-1)}, "through"),
        ({"due_on": ago(1)}, "due_on"),
        ({"charge": "s9"}, "charge"),
        ({"kind": "cost"}, "amount"),
        ({"kind": "cost", "amount": "5.00"}, "reason"),
        ({"on": ago(16)}, "on"),
        ({"customer": "C002"}, "customer"),
    ],
)
def test_what_may_not_be_charged(late, fields, field):
    late.customer("C002", name="other")
    assert late.refused("interest", **{"on": ago(0), "charge": "s1", **fields}).field == field


def test_no_interest_on_interest(late):
    late.do("interest", id="i1", on=ago(10), charge="s1")
    assert late.refused("interest", on=ago(0), charge="i1").field == "charge"
    assert late.refused("interest", on=ago(0), charge="i1", kind="cost", amount="1.00", reason="r").field == "charge"
    assert [each.charge for each in desk(late).previews()] == ["s1"]


def test_costs_need_no_agreement_but_a_reason(shop):
    shop.customer("C001", name="n", credit_limit=None, terms_days=0)
    shop.do("sale", id="s1", on=ago(300), customer="C001", amount="100.00", pay=[{"with": "account"}])
    shop.do("interest", id="c1", on=ago(0), charge="s1", kind="cost", amount="50.00", reason="法院受理费")
    assert charges(shop) == {"s1": (10000, ""), "c1": (5000, "cost")}


# ---- paying ---------------------------------------------------------------------------------------------------------


@pytest.fixture(name="debt")
def debt_of_all_parts(late):
    """Add interest 0.41, the fee 10.00 and costs 5.00 to the debt of 100.00, and a sale that is due later."""
    late.do("interest", id="i1", on=ago(0), charge="s1")
    late.do("interest", id="f1", on=ago(0), charge="s1", kind="fee")
    late.do("interest", id="c1", on=ago(0), charge="s1", kind="cost", amount="5.00", reason="挂号信")
    late.do("sale", id="s2", on=ago(14), customer="C001", amount="30.00", pay=[{"with": "account"}])
    return late


@pytest.mark.parametrize("against", [[], ["s1"]])
@pytest.mark.parametrize(
    ("paid", "left"),
    [
        ("4.00", {"c1": 100, "f1": 1000, "i1": 41, "s1": 10000}),
        ("15.20", {"i1": 21, "s1": 10000}),
        ("15.41", {"s1": 10000}),
        ("20.00", {"s1": 9541}),
    ],
)
def test_a_payment_pays_costs_then_interest_then_the_principal(debt, against, paid, left):
    """民法典 Art. 561."""
    debt.do("payment", id="m1", on=ago(0), customer="C001", amount=paid, tender="cash", against=against)
    assert {name: open_ for name, (open_, _) in charges(debt).items()} == {"s2": 3000, **left}


def test_a_debt_is_paid_before_a_later_one_though_its_interest_is_newer(debt):
    debt.do("payment", id="m1", on=ago(0), customer="C001", amount="120.41", tender="cash")
    assert {name: open_ for name, (open_, _) in charges(debt).items()} == {"s2": 2500}


@pytest.mark.parametrize(
    ("against", "left"),
    [
        ([{"charge": "s1", "amount": "20.00"}], {"s1": 8000, "s2": 3000}),
        (["i1"], {"s1": 9541, "s2": 3000}),
        (["s2"], {"s2": 1000, "s1": 10000}),
        ([{"charge": "i1", "amount": "0.41"}, {"charge": "s1", "amount": "19.00"}], {"s1": 8100}),
    ],
)
def test_what_a_payment_names_is_paid(debt, against, left):
    debt.do("payment", id="m1", on=ago(0), customer="C001", amount="20.00", tender="cash", against=against)
    found = charges(debt)
    assert {name: open_ for name, (open_, _) in found.items()} | left == {n: o for n, (o, _) in found.items()}


def test_a_sale_is_not_undone_beneath_its_interest(late):
    """Else interest would be owed for what was never sold."""
    desk(late).charge("i1", [Pick("s1", 41, 1000)])
    refused = late.refused("reverse", on=ago(0), entry="s1", reason="typed twice")
    assert refused.entries == ("i1-2", "i1")
    for number, entry in enumerate((*refused.entries, "s1")):
        late.do("reverse", id=f"r{number}", on=ago(0), entry=entry, reason="typed twice")
    assert charges(late) == {}
    assert trial(late)["receivable"] == 0


def test_many_are_charged_with_no_more_looking_up_than_one(shop):
    """A shop charges everybody at once at the end of a quarter."""
    for number in range(20):
        shop.customer(f"C{number:03}", name="n", credit_limit=None, terms_days=0)
        shop.do("agreement", id=f"a{number}", customer=f"C{number:03}", agreed_on=ago(400), late={"rate": "10"})
        pay = [{"with": "account"}]
        shop.do("sale", id=f"s{number}", on=ago(99), customer=f"C{number:03}", amount="100.00", pay=pay)
    with asked(shop) as one:
        desk(shop).charge("one", [Pick("s0", 1)])
    with asked(shop) as many:
        desk(shop).charge("many", [Pick(f"s{number}", 1) for number in range(1, 20)])
    assert len(many) == len(one) > 0


@contextmanager
def asked(shop) -> Iterator[list[str]]:
    """Collect what is asked of the tables of agreements."""
    found: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        found.extend([statement] if "agreement" in statement else [])

    engine = shop.store._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_undone_it_may_be_charged_again(late):
    late.do("interest", id="i1", on=ago(0), charge="s1")
    late.do("reverse", id="r1", on=ago(0), entry="i1", reason="kind to an old customer")
    assert charges(late) == {"s1": (10000, "")}
    assert desk(late).previews()[0].preview.interest == 41
    assert desk(late).charged_on("C001")[0].reversed_on == TODAY
    assert "interest" not in {name for name, amount in trial(late).items() if amount}


def test_what_pays_it_bars_its_reversal(late):
    late.do("interest", id="i1", on=ago(0), charge="s1")
    late.do("payment", id="m1", on=ago(0), customer="C001", amount="1.00", tender="cash")
    with pytest.raises(Refused) as caught:
        late.journal.record(Reverse(id="r1", on=TODAY, entry="i1", reason="r"))
    assert caught.value.entries == ("m1",)


def test_giving_it_up_in_part_lowers_the_interest_earned(late):
    late.do("interest", id="i1", on=ago(0), charge="s1")
    late.do("interest", id="f1", on=ago(0), charge="s1", kind="fee")
    late.do("credit", id="g1", on=ago(0), sale="i1", amount="0.21", reason="half")
    late.do("payment", id="m1", on=ago(0), customer="C001", amount="10.00", tender="cash", against=["f1"])
    late.do("credit", id="g2", on=ago(0), sale="f1", amount="10.00", reason="all of it, though it was paid")
    sums = trial(late)
    assert (sums["interest"], sums.get("fee", 0), sums["sales"], sums.get("tender.cash", 0)) == (-20, 0, -10000, 0)
    assert desk(late).previews() == ()  # what was given up is not asked for again


def test_it_counts_in_what_is_owed_up_to_the_limit(late):
    late.customer("C001", credit_limit="100.00")
    late.do("interest", id="i1", on=ago(0), charge="s1")
    late.do("payment", id="m1", on=ago(0), customer="C001", amount="50.00", tender="cash")
    sale = {"on": ago(0), "customer": "C001", "pay": [{"with": "account"}]}
    assert late.refused("sale", id="s3", amount="50.00", **sale).field == "amount"
    late.do("sale", id="s3", amount="49.59", **sale)


# ---- mergings -------------------------------------------------------------------------------------------------------


def test_a_debt_stays_one_when_its_file_is_merged(late):
    late.customer("C002", name="the same", credit_limit=None)
    late.do("interest", id="i1", on=ago(5), charge="s1")
    late.do("merge", id="g1", on=ago(3), customer="C001", into="C002", reason="one person")
    assert sorted(part for _, part in charges(late, "C002").values()) == ["", "interest"]
    [found] = desk(late).previews()
    assert (found.customer, found.preview.interest, found.charged) == ("C002", 41 - 27, 27)
    late.do("interest", id="i2", on=ago(0), charge=found.charge)
    assert [each.id for each in desk(late).charged_on("C002")] == ["i2", "i1"]
    late.do("payment", id="m1", on=ago(0), customer="C002", amount="0.41", tender="cash")
    assert {part for _, part in charges(late, "C002").values()} == {""}
    Verify(late.store).rebuild()


def test_a_merging_is_not_undone_beneath_interest_charged_since(late):
    """Else the debt would go back, and its interest stay with somebody else."""
    late.customer("C002", name="the same", credit_limit=None)
    late.do("merge", id="g1", on=ago(3), customer="C001", into="C002", reason="one person")
    [found] = desk(late).previews()
    late.do("interest", id="i1", on=ago(0), charge=found.charge)
    assert late.refused("reverse", on=ago(0), entry="g1", reason="two persons").entries == ("i1",)
    late.do("reverse", id="r1", on=ago(0), entry="i1", reason="r")
    late.do("reverse", id="r2", on=ago(0), entry="g1", reason="two persons")
    assert charges(late) == {"s1": (10000, "")}


def test_the_debt_goes_back_with_the_merging(late):
    late.customer("C002", name="the same", credit_limit=None)
    late.do("interest", id="i1", on=ago(5), charge="s1")
    late.do("merge", id="g1", on=ago(3), customer="C001", into="C002", reason="one person")
    late.do("reverse", id="r1", on=ago(2), entry="g1", reason="two after all")
    [found] = desk(late).previews()
    assert (found.customer, found.charge, found.preview.interest) == ("C001", "s1", 41 - 27)


# ---- how it reads ---------------------------------------------------------------------------------------------------


def test_a_statement_says_what_it_is(debt):
    desk_of = Statements(debt.store, debt.around)
    made = desk_of.statement("C001", TODAY - timedelta(days=30), TODAY, StatementKind.OPEN_ITEM)
    assert check(made) == ()
    assert {each.charge: (each.part, each.text) for each in made.charges} == {
        "s1": ("", ""),
        "i1": ("interest", ""),
        "f1": ("fee", ""),
        "c1": ("cost", "挂号信"),
        "s2": ("", ""),
    }


# ---- proof, and two tills -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE charge_part SET of_item_id = 2",
        "UPDATE charge_part SET part = 'fee'",
        "DELETE FROM charge_part",
        "INSERT INTO charge_part VALUES (1, 2, 'fee')",
    ],
)
def test_a_charge_that_belongs_elsewhere_is_found_and_mended(late, damage):
    late.do("interest", id="i1", on=ago(0), charge="s1")
    whole = late.sql("SELECT * FROM charge_part")
    late.sql(damage)
    assert [problem.kind for problem in Verify(late.store).verify().problems] == ["charge_part"]
    Verify(late.store).rebuild()
    assert late.sql("SELECT * FROM charge_part") == whole


def test_two_tills_do_not_charge_the_same_days(late):
    """Both saw the preview; what may be charged is reckoned anew where it is written."""
    other = late.second()
    try:
        first, second = desk(late), Interest(other, late.around)
        amounts = [till.previews()[0].preview.interest for till in (first, second)]
        first.charge("till-1", [Pick("s1", amounts[0])])
        with pytest.raises(Refused) as caught:
            second.charge("till-2", [Pick("s1", amounts[1])])
        assert caught.value.field == "charge"
    finally:
        other.dispose()


# ---- properties -----------------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(
    rate=st.integers(0, 100),
    acts=st.lists(st.tuples(st.sampled_from(["pay", "charge"]), st.integers(0, 60)), max_size=6),
)
def test_interest_charged_in_steps_comes_to_no_more_than_the_law_allows(tmp_path_factory, rate, acts):
    """Whatever is charged when, it is never more than the cap for the days the money was open."""
    for shop in open_shop(tmp_path_factory.mktemp("cap")):
        shop.customer("C001", name="n", credit_limit=None, terms_days=0)
        late = {"table": "CN-LPR-1Y", "times": f"{rate / 10}"} if rate else {"rate": "0"}
        shop.do("agreement", id="a1", customer="C001", agreed_on=ago(400), late=late)
        shop.do("sale", id="s1", on=ago(360), customer="C001", amount="5000.00", pay=[{"with": "account"}])
        day = 360
        for number, (act, days) in enumerate(acts):
            day -= days
            if act == "pay":
                shop.do("payment", id=f"m{number}", on=ago(day), customer="C001", amount="300.00", tender="cash")
            elif desk(shop).previews(TODAY - timedelta(days=day)):
                shop.do("interest", id=f"i{number}", on=ago(day), charge="s1")
        charged = sum(each.amount for each in desk(shop).charged_on("C001"))
        most = 5000_00 * (310 * 4) * 360 // 10_000 // 365 + len(acts)  # LPR of 3.10 % since the end of 2024
        assert charged <= most
        whole = desk(shop).previews()
        assert charged + sum(each.preview.interest for each in whole) <= most + 1
        assert Verify(shop.store).verify().problems == ()
