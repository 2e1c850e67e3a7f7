"""Agreements with customers: kept, never changed, in force one at a time, warned of before they run out."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from app.core.credit.late import LateRule
from app.core.owing.terms import Due, Early, PaymentTerms
from app.core.reminder.kinds import RuleKind
from app.core.reminder.plan import plan
from app.core.settings import Settings, changed
from app.errors import Refused
from app.services.agreements import Agreements
from app.services.bulk import Bulk
from app.services.rates import OwnRate, Rates
from app.services.reminder_facts import facts_of, policy_of
from app.services.verify import Verify
from tests.services.helpers_customers import TODAY, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


def ago(days):
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture(name="desk")
def desk_of(shop):
    shop.customer("C001", name="n", credit_limit=None)
    yield Agreements(shop.store, shop.around)
    assert Verify(shop.store).verify().problems == ()


AGREED = {
    "customer": "C001",
    "agreed_on": ago(10),
    "ends_on": ago(-20),
    "terms": {"name": "月结", "due": {"rule": "month_end", "days": 10}, "early": [{"share": "2", "days": 5}]},
    "place": "店内",
    "way": "银行转账",
    "late": {"table": "CN-LPR-1Y", "times": "1.5", "free_days": 3, "fee": "5.00"},
    "recourse": "逾期六十天以上停止供货",
}


# ---- kept -----------------------------------------------------------------------------------------------------------


def test_what_was_agreed_on_is_read_again(shop, desk):
    shop.do("agreement", id="a1", note="当面签的", **AGREED)
    assert shop.do("agreement", id="a1", note="当面签的", **AGREED).repeated
    [line] = desk.of_customer("C001")
    agreement = line.agreement
    early = (Early(share=200, days=5),)
    assert agreement.terms == PaymentTerms("月结", Due(rule="month_end", days=10), early=early)
    assert agreement.late == LateRule(table="CN-LPR-1Y", factor=150, free_days=3, fee=500)
    assert (agreement.place, agreement.way, agreement.recourse) == ("店内", "银行转账", "逾期六十天以上停止供货")
    assert (line.id, line.customer, line.in_force, line.attachment, line.note) == ("a1", "C001", True, None, "当面签的")
    assert (agreement.starts_on, agreement.ends_on) == (TODAY - timedelta(days=10), TODAY + timedelta(days=20))
    assert shop.refused("agreement", id="a1", **{**AGREED, "place": "elsewhere"}).field == "id"


def test_the_signed_paper_stands_beside_it(shop, desk, tmp_path):
    paper = tmp_path / "signed.txt"
    paper.write_text("signed", encoding="utf-8")
    shop.customer("C002", name="other")
    shop.do("attach", id="p1", customer="C001", file=str(paper))
    shop.do("attach", id="p2", customer="C002", file=str(paper))
    shop.do("agreement", id="a1", attachment="p1", **AGREED)
    [line] = desk.of_customer("C001")
    assert line.attachment == 1
    assert shop.refused("agreement", attachment="p2", **AGREED).field == "attachment"
    assert shop.refused("agreement", attachment=77, **AGREED).field == "attachment"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ends_on": ago(11)}, "ends_on"),
        ({"agreed_on": ago(-1), "starts_on": ago(10)}, "agreed_on"),
        ({"late": {"rate": "400"}}, "late"),
        ({"late": {"rate": "24"}}, "late"),  # four times the LPR of 3.10 % is what the law allows at most
        ({"late": {"fee": "5.00"}}, "late"),
        ({"late": {"rate": "5", "table": "CN-LPR-1Y"}}, "late"),
        ({"late": {"table": "no such", "times": "1"}}, "late"),
        ({"late": {"table": "CN-LPR-1Y", "times": "11"}}, "late"),
        ({"late": {"rate": "five"}}, "rate"),
        ({"terms": {"slices": [{"share": "50"}, {"share": "40"}]}}, "instalments"),
        ({"terms": {"early": [{"share": "101", "days": 1}]}}, "early"),
        ({"terms": {"due": {"days": 100_000}}}, "due.days"),
        ({"customer": "C009"}, "customer"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_cannot_be_agreed_on(shop, desk, fields, field):
    assert shop.refused("agreement", **{**AGREED, **fields}).field.endswith(field)


def test_ended_by_a_person_it_holds_no_more(shop, desk):
    shop.do("agreement", id="a1", **AGREED)
    assert shop.refused("end_agreement", agreement="a9", on=ago(0), reason="r").field == "agreement"
    assert shop.refused("end_agreement", agreement="a1", on=ago(11), reason="r").field == "on"
    assert shop.refused("end_agreement", agreement="a1", on=ago(-21), reason="r").field == "on"
    assert shop.refused("end_agreement", agreement="a1", on=ago(0), reason=" ").field == "reason"
    shop.do("end_agreement", id="e1", agreement="a1", on=ago(0), reason="客户换了东家")
    [line] = desk.of_customer("C001")
    assert (line.in_force, line.ended_on, line.why) == (False, TODAY, "客户换了东家")
    assert line.agreement.ends_on == TODAY - timedelta(days=1)
    assert desk.current("C001", TODAY - timedelta(days=1)) is not None
    assert shop.refused("end_agreement", agreement="a1", on=ago(0), reason="again").field == "agreement"
    assert desk.running_out() == ()


def test_a_later_one_takes_its_place(shop, desk):
    shop.do("agreement", id="a1", **{**AGREED, "ends_on": None})
    shop.do("agreement", id="a2", **{**AGREED, "starts_on": ago(5), "ends_on": None})
    assert [(line.id, line.in_force) for line in desk.of_customer("C001")] == [("a2", True), ("a1", False)]
    assert desk.current("C001", TODAY - timedelta(days=6)).id == "a1"


def test_of_two_from_the_same_day_the_one_kept_last_counts(shop, desk):
    """Whoever typed something wrong types it again."""
    shop.do("agreement", id="a1", **AGREED)
    shop.do("agreement", id="a2", **{**AGREED, "late": {"rate": "5"}})
    assert [(line.id, line.in_force) for line in desk.of_customer("C001")] == [("a2", True), ("a1", False)]


def test_sales_of_one_transaction_go_by_what_was_agreed_on_between_them(shop, desk):
    shop.customer("C002", name="m", credit_limit=None, terms_days=5)
    sale = {"do": "sale", "on": ago(0), "amount": "10.00", "pay": [{"with": "account"}]}
    agreed = {"do": "agreement", "agreed_on": ago(3), "terms": {"due": {"days": 30}}}
    lines = [
        {**sale, "id": "s1", "customer": "C001"},
        {**sale, "id": "s2", "customer": "C002"},
        {**agreed, "id": "a1", "customer": "C001"},
        {**sale, "id": "s3", "customer": "C001"},
        {**sale, "id": "s4", "customer": "C002"},
        {"do": "merge", "id": "g1", "on": ago(0), "customer": "C001", "into": "C002", "reason": "one person"},
        {**sale, "id": "s5", "customer": "C002"},
        {"do": "end_agreement", "id": "e1", "agreement": "a1", "on": ago(0), "reason": "r"},
        {**sale, "id": "s6", "customer": "C002"},
    ]
    assert Bulk(shop.store, shop.around, 2).apply_all_or_nothing([json.dumps(line).encode() for line in lines], print)
    due = dict(shop.sql("SELECT name, due_on FROM item WHERE is_charge = 1 AND name NOT LIKE 'g1%'"))
    days = {name: (date.fromisoformat(on) - TODAY).days for name, on in due.items()}
    assert days == {"s1": 0, "s2": 5, "s3": 30, "s4": 5, "s5": 30, "s6": 5}


def test_a_file_merged_away_in_the_same_transaction_takes_no_agreement_with_it(shop, desk):
    shop.customer("C002", name="m", credit_limit=None, terms_days=5)
    shop.do("agreement", customer="C001", agreed_on=ago(3), terms={"due": {"days": 30}})
    lines = [
        {"do": "merge", "id": "g1", "on": ago(0), "customer": "C001", "into": "C002", "reason": "one person"},
        {"do": "sale", "id": "s1", "on": ago(0), "customer": "C002", "amount": "9.00", "pay": [{"with": "account"}]},
    ]
    assert Bulk(shop.store, shop.around, 2).apply_all_or_nothing([json.dumps(line).encode() for line in lines], print)
    assert shop.sql("SELECT due_on FROM item WHERE name = 's1'") == [((TODAY + timedelta(days=30)).isoformat(),)]


def test_many_sales_look_agreements_up_together(shop, desk):
    for number in range(20):
        shop.customer(f"D{number:03}", name="n", credit_limit=None)
        shop.do("agreement", customer=f"D{number:03}", agreed_on=ago(3), terms={"due": {"days": 30}})
    sale = {"do": "sale", "on": ago(0), "amount": "10.00", "pay": [{"with": "account"}]}
    lines = [{**sale, "id": f"x{n}", "customer": f"D{n % 20:03}"} for n in range(100)]
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        told = "FROM agreement" in statement or statement.startswith("INSERT INTO entry ")
        asked.extend([statement] if told else [])

    engine = shop.store._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        Bulk(shop.store, shop.around, 2).apply_all_or_nothing([json.dumps(line).encode() for line in lines], print)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(asked) == 3  # is there any, which are they, and all entries in one go


def test_it_goes_with_the_file_it_is_merged_into(shop, desk):
    shop.customer("C002", name="the same")
    shop.do("agreement", id="a1", **AGREED)
    shop.do("merge", id="g1", on=ago(0), customer="C001", into="C002", reason="one person")
    assert desk.current("C002").id == "a1"
    assert [(each.customer, each.agreement) for each in desk.running_out()] == [("C002", "a1")]


# ---- running out ----------------------------------------------------------------------------------------------------


def test_it_is_said_before_it_runs_out(shop, desk):
    shop.do("agreement", id="a1", **AGREED)
    assert desk.warning("C001").values == {"on": TODAY + timedelta(days=20), "days": 20}
    assert desk.warning("C001", TODAY - timedelta(days=11)) is None
    [found] = desk.running_out()
    assert (found.customer, found.agreement, found.ends_on) == ("C001", "a1", TODAY + timedelta(days=20))
    assert desk.running_out(ahead_days=19) == ()
    assert desk.running_out(TODAY + timedelta(days=400)) != ()
    shop.do("agreement", id="a2", **{**AGREED, "starts_on": ago(-21), "ends_on": None})
    assert (desk.warning("C001"), desk.running_out()) == (None, ())


def reminders(shop, on=TODAY):
    with shop.store.read() as session:
        facts = facts_of(session, 1, on)
        return [wish.due_on for wish in plan(facts, policy_of(session), on) if wish.rule is RuleKind.AGREEMENT]


def test_the_owner_is_reminded_of_it(shop, desk):
    shop.do("agreement", id="a1", **{**AGREED, "ends_on": ago(-40)})
    assert reminders(shop) == []
    soon = TODAY + timedelta(days=10)
    assert reminders(shop, soon) == [soon]
    assert reminders(shop, TODAY + timedelta(days=50)) == [soon]  # it stays until somebody has seen to it
    shop.do("agreement", id="a2", **{**AGREED, "starts_on": ago(-41), "ends_on": None})
    assert reminders(shop, soon) == []


# ---- the tables of rates --------------------------------------------------------------------------------------------


def test_a_row_of_the_shops_own_is_gone_by_at_once(shop, desk):
    rates = Rates(shop.store, shop.around)
    before = {table.name: table.rates for table in rates.tables()}
    assert set(before) == {"CN-LPR-1Y", "CN-LPR-5Y"}
    on = TODAY - timedelta(days=30)
    rates.set_own("r1", [OwnRate("own", on, 600), OwnRate("CN-LPR-1Y", on, 300)])
    assert rates.table("CN-LPR-1Y").at(TODAY) == 300
    assert rates.table("CN-LPR-1Y").at(on - timedelta(days=1)) == 310
    assert rates.table("own").rates == ((on, 600),)
    assert [each.table for each in rates.own()] == ["CN-LPR-1Y", "own"]
    assert desk.cap().rate == 1200
    rates.set_own("r2", [])
    assert {table.name: table.rates for table in rates.tables()} == before


@pytest.mark.parametrize("rows", [[("CN", 1)] * 2, [("", 1)], [("CN", -1)], [("CN", 10_001)], [("C" * 41, 1)]])
def test_rows_that_make_no_sense(rows):
    given = [{"table": table, "starts_on": ago(0), "value": value} for table, value in rows]
    with pytest.raises(Refused) as caught:
        changed(Settings(shop_name="n"), {"own_rates": given})
    assert caught.value.field == "own_rates"
