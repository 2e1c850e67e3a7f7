"""On what terms goods leave the shop: terms of payment, limits of customers and groups, holds, supply control."""

import hashlib
import json
import threading
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.credit.standing import Source
from app.core.holds import EndHold, PutHold
from app.core.owing.limits import Cause, Exposure, Limits, Reaction, Scope
from app.core.owing.terms import Due, DueRule, Early, Instalment, PaymentTerms, Slice
from app.core.requests import Part, Sale
from app.errors import Refused
from app.services.bulk import Bulk
from app.services.counter import Counter
from app.services.credit import Credit
from app.services.desk import Circumstances
from app.services.fingerprint import fingerprint
from app.services.journal import Journal
from app.services.verify import Verify
from app.storage.charge_terms import terms_of_charges
from app.storage.groups import rebuild_groups
from app.storage.store import open_store
from tests.services.helpers_customers import open_shop

ON = "2026-05-01"
EARLY = {"name": "2/10 net 30", "due": {"days": 30}, "early": [{"share": "2", "days": 10}]}
MONTHLY = {"name": "月结", "due": {"rule": "month_end", "days": 15}}
IN_THREE = {
    "name": "三期",
    "slices": [
        {"share": "33.33", "due": {}},
        {"share": "33.33", "due": {"months": 1}},
        {"share": "33.34", "due": {"months": 2}},
    ],
}


@pytest.fixture
def shop(tmp_path):
    for shop in open_shop(tmp_path):
        shop.customer("C1", name="A", credit_limit=None)
        yield shop


@pytest.fixture
def credit(shop):
    return Credit(shop.store, shop.around)


def sell(shop, amount, customer="C1", on=ON, **fields):
    return shop.do("sale", customer=customer, on=on, amount=amount, **fields)


def refused_sale(shop, amount, customer="C1", on=ON, **fields):
    return shop.refused("sale", customer=customer, on=on, amount=amount, **fields)


def on_account(**fields):
    return [{"with": "account", **fields}]


def facts(shop, entry):
    (text,) = shop.sql("SELECT facts FROM entry WHERE id = ?", entry)[0]
    return json.loads(text) if text else {}


def due(shop):
    return shop.sql("SELECT name, due_on, price FROM item WHERE is_charge = 1 ORDER BY id")


# ---- terms of payment -----------------------------------------------------------------------------------------------


def test_a_sale_names_some_of_the_shops_terms(shop):
    shop.do("settings", payment_terms=[EARLY, MONTHLY, IN_THREE])
    sell(shop, "100.00", id="a", pay=on_account(terms="月结"))
    sell(shop, "100.00", id="b", pay=on_account(terms="三期"))
    assert due(shop) == [
        ("a", "2026-06-15", 10000),
        ("b", "2026-05-01", 3333),
        ("b/2", "2026-06-01", 3333),
        ("b/3", "2026-07-01", 3334),
    ]
    assert refused_sale(shop, "1.00", pay=on_account(terms="unheard of")).field == "pay"


def test_a_sale_brings_terms_of_its_own(shop):
    end_of_next = {"due": {"rule": "month_end", "months": 1}}
    sell(shop, "1.00", on="2016-01-22", id="f15", pay=on_account(terms=end_of_next))  # CASES F15
    sell(shop, "1.00", on="2016-01-22", id="net", pay=on_account(terms={"due": {"days": 30}}))
    sell(shop, "1.00", on="2016-01-22", id="none")
    assert [day for _, day, _ in due(shop)] == ["2016-02-29", "2016-02-21", "2016-01-22"]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"slices": [{"share": "50"}, {"share": "49.99"}]}, "instalments"),
        ({"slices": [{"share": "50", "due": {"days": 9}}, {"share": "50"}]}, "instalments"),
        ({"slices": [{"share": "400"}]}, "instalments"),
        ({"due": {"rule": "settlement_day"}}, "due"),
        ({"early": [{"amount": "100.01", "days": 10}]}, "early"),
        ({"early": [{"share": "101", "days": 10}]}, "early"),
        ({"early": [{"days": 10}]}, "early"),
        ({"due": {"days": -1}}, "pay.terms.due.days"),
        ({"due": {"day": 32}}, "pay.terms.due.day"),
        ({"early": [{"share": "2%", "days": 10}]}, "pay.terms.early.share"),
        ({"colour": "red"}, "pay.terms.colour"),
    ],
)
def test_terms_that_make_no_sense_are_refused_and_nothing_is_recorded(shop, terms, field):
    assert refused_sale(shop, "100.00", pay=on_account(terms=terms)).field == field


def test_terms_stand_alone_and_on_account(shop):
    both = on_account(terms=EARLY, due_on="2026-06-01")
    assert refused_sale(shop, "1.00", pay=both).field == "pay"
    parts = on_account(terms=EARLY, instalments=[{"due_on": "2026-06-01", "amount": "1.00"}])
    assert refused_sale(shop, "1.00", pay=parts).field == "pay"
    assert refused_sale(shop, "1.00", pay=[{"with": "cash", "terms": EARLY}]).field == "pay"


def test_the_customers_own_terms_count_and_stay_when_the_shop_changes_its_own(shop, credit):
    shop.do("settings", payment_terms=[EARLY])
    shop.customer("C1", payment_terms="2/10 net 30", terms_days=7)
    shop.do("settings", payment_terms=[MONTHLY])
    sell(shop, "100.00")
    assert due(shop)[0][1] == "2026-05-31"
    known = credit.standing("C1")
    assert (known.terms.name, known.source) == ("2/10 net 30", Source.FILE)
    shop.customer("C1", payment_terms=None)
    assert credit.standing("C1").terms.due == Due(days=7)
    assert shop.refused("customer", no="C1", payment_terms="2/10 net 30").field == "payment_terms"


def test_the_agreement_in_force_gives_the_terms(shop, credit):
    shop.customer("C1", terms_days=7)
    agreed = {"customer": "C1", "agreed_on": "2026-04-01", "starts_on": "2026-05-02", "ends_on": "2026-06-01"}
    shop.do("agreement", **agreed, terms=MONTHLY)
    sell(shop, "1.00", id="before", on="2026-05-01")
    sell(shop, "1.00", id="during", on="2026-05-02")
    sell(shop, "1.00", id="own", on="2026-05-02", pay=on_account(terms=EARLY))
    assert [day for _, day, _ in due(shop)] == ["2026-05-08", "2026-06-15", "2026-06-01"]
    assert credit.standing("C1", date(2026, 5, 2)).source is Source.AGREEMENT
    assert credit.standing("C1", date(2026, 5, 1)).source is Source.FILE


def test_which_terms_a_charge_was_made_by_is_known_later_and_after_a_merge(shop):
    shop.do("settings", payment_terms=[EARLY, IN_THREE])
    plain = sell(shop, "100.00", id="plain").entry
    sell(shop, "100.00", id="early", pay=on_account(terms="2/10 net 30"))
    sell(shop, "90.00", id="parts", pay=on_account(terms="三期"))
    assert "payment_terms" not in facts(shop, plain)
    shop.customer("C2", name="B", credit_limit=None)
    shop.do("merge", on=ON, customer="C1", into="C2", reason="one person")
    items = [row[0] for row in shop.sql("SELECT id FROM item WHERE customer_id = 2 ORDER BY id")]
    with shop.store.read() as session:
        found = terms_of_charges(session, items)
    assert [found[item].early for item in items if item in found] == [(Early(share=200, days=10),), (), (), ()]
    assert {len(found[item].slices) for item in items if item in found} == {0, 3}
    assert Verify(shop.store).verify().ok


def test_a_settlement_day_with_a_cutoff(shop):
    terms = {"due": {"rule": "settlement_day", "day": 10, "months": 1, "cutoff": 25}}
    sell(shop, "1.00", on="2026-01-25", pay=on_account(terms=terms))
    sell(shop, "1.00", on="2026-01-26", pay=on_account(terms=terms))
    assert [day for _, day, _ in due(shop)] == ["2026-02-10", "2026-03-10"]


def test_the_same_sale_with_terms_again_is_the_same_sale(shop):
    fields = {"id": "s", "pay": on_account(terms=EARLY)}
    first = sell(shop, "5.00", **fields)
    assert sell(shop, "5.00", **fields) == replace(first, repeated=True)
    assert refused_sale(shop, "5.00", id="s", pay=on_account(terms=MONTHLY)).field == "id"
    assert refused_sale(shop, "5.00", id="s", pay=on_account()).field == "id"


def test_a_sale_recorded_before_there_were_terms_is_known_again():
    sale = Sale(id="s", on=date(2026, 1, 2), customer="C1", amount=500, pay=(Part("account", 500),))
    part = {"with_": "account", "amount": 500, "due_on": None, "instalments": []}
    written = ["Sale", ["on", "2026-01-02"], ["customer", 7], ["amount", 500], ["pay", [part]]]
    text = json.dumps(written, separators=(",", ":"))
    assert fingerprint(sale, lambda _: 7) == hashlib.sha256(text.encode()).digest()


def test_named_terms_are_checked_as_a_setting(shop):
    for wrong in ([EARLY, EARLY], [{"due": {"days": 3}}], [{"name": "x", "slices": [{"share": "1"}]}], "x", [1]):
        shop.refused("settings", payment_terms=wrong)
    shop.do("settings", payment_terms=[EARLY, MONTHLY, IN_THREE])
    kept = shop.sql("SELECT value FROM setting WHERE key = 'settings.payment_terms'")[0][0]
    assert json.loads(kept)[1] == {"name": "月结", "due": {"rule": "month_end", "days": 15}}


# ---- limits ---------------------------------------------------------------------------------------------------------


def test_warned_or_refused_as_the_shop_chose(shop):  # CASES G1
    shop.customer("C1", credit_limit="100.00", on_total="warn")
    posted = sell(shop, "550.00")
    [said] = posted.said
    assert said.text == "{amount} more would bring what is owed to {owed}; the limit is {limit}."
    assert [value.minor for value in said.values.values()] == [55000, 55000, 10000]
    assert facts(shop, posted.entry)["over_limit"] == 45000
    shop.customer("C1", credit_limit="1100.00", on_total="refuse")
    assert sell(shop, "550.00").said == ()
    assert refused_sale(shop, "0.01").field == "amount"


def test_what_is_overdue_is_a_limit_of_its_own(shop):
    shop.customer("C1", terms_days=10, overdue_limit="50.00", grace_days=5, on_overdue="refuse")
    sell(shop, "60.00", on="2026-05-01")
    sell(shop, "1.00", on="2026-05-16")
    assert refused_sale(shop, "1.00", on="2026-05-17").field == "credit_limit"
    entry = sell(shop, "1.00", on="2026-05-17", override="their mother called").entry
    assert facts(shop, entry)["over_overdue"] == 1000
    sell(shop, "1.00", on="2026-05-17", pay=[{"with": "cash"}])
    shop.customer("C1", on_overdue="warn")
    assert len(sell(shop, "1.00", on="2026-05-17").said) == 1
    shop.do("payment", customer="C1", on="2026-05-17", amount="10.00", tender="cash")
    assert sell(shop, "1.00", on="2026-05-17").said == ()


def group(shop, limit="1000.00", **fields):
    shop.do("settings", credit_groups=[{"name": "王家", "credit_limit": limit, **fields}])
    shop.customer("C1", credit_group="王家")
    shop.customer("C2", name="B", credit_limit=None, credit_group="王家")
    shop.customer("C3", name="C", credit_limit=None)


def test_a_group_counts_as_one(shop, credit):
    group(shop)
    sell(shop, "600.00", "C1")
    sell(shop, "600.00", "C3")
    sell(shop, "400.00", "C2")
    assert refused_sale(shop, "0.01", "C2").field == "credit_limit"
    known = credit.standing("C2")
    assert (known.room, known.group.owed, known.owed) == (0, Exposure(100000, 100000), Exposure(40000, 40000))
    assert known.group.members == (("C1", "A"), ("C2", "B"))
    assert facts(shop, sell(shop, "1.00", "C2", override="the aunt pays").entry)["over_group"] == 100
    shop.do("payment", customer="C1", on=ON, amount="100.00", tender="cash")
    sell(shop, "99.00", "C2")
    shop.customer("C2", credit_group="")
    sell(shop, "1000.00", "C2")


def test_a_group_beyond_its_limit_says_so(shop, credit):
    sell(shop, "600.00", "C1")
    group(shop, "500.00")
    [message] = credit.standing("C2").messages
    assert message.text.startswith("The group {group} owes {owed}, more than its limit of {limit}")
    assert credit.standing("C2").room == -10000


def test_one_reason_passes_everything_at_once(shop):
    group(shop, "1.00")
    shop.customer("C1", credit_limit="2.00", supply={"supply": "against_payment", "reason": "x"})
    shop.do("promise", customer="C1", amount="6.00", due_on="2026-05-02", on="2026-05-01")
    for cause in ("promise", "agreement", "owner"):
        hold(shop, cause=cause)
    shop.do("agreement", customer="C2", agreed_on=ON, starts_on=ON)
    posted = sell(shop, "10.00", on="2026-05-03", override="the owner is here")
    kept = facts(shop, posted.entry)
    assert {name: kept[name] for name in ("on_hold", "over_limit", "over_group", "unpaid")} == {
        "on_hold": 1000,
        "over_limit": 800,
        "over_group": 900,
        "unpaid": 1000,
    }
    assert len(posted.said) == 2


def test_a_groups_overdue_limit_has_days_of_its_own(shop):
    group(shop, None, overdue_limit="0.00", grace_days=10, on_overdue="refuse")
    sell(shop, "5.00", "C2", on="2026-05-01")
    sell(shop, "5.00", "C1", on="2026-05-11")
    assert refused_sale(shop, "5.00", "C1", on="2026-05-12").field == "credit_limit"


def test_groups_that_are_none(shop):
    assert shop.refused("customer", no="C1", credit_group="unheard of").field == "credit_group"
    group(shop)
    assert shop.refused("settings", credit_groups=[]).field == "credit_groups"
    assert shop.refused("settings", credit_groups=[{"name": ""}]).field == "credit_groups.name"
    assert shop.refused("settings", credit_groups=[{"name": "a"}, {"name": "a"}]).field == "credit_groups"
    assert shop.refused("settings", credit_groups=[{"name": "a", "credit_limit": "-1"}])
    shop.customer("C1", credit_group=None)
    shop.customer("C2", credit_group=None)
    shop.do("settings", credit_groups=[])


def test_within_one_transaction_a_group_counts_what_was_just_sold(shop):
    group(shop)
    lines = [{"do": "sale", "id": f"x{n}", "on": ON, "customer": f"C{n % 2 + 1}", "amount": "300.00"} for n in range(5)]
    results = []
    Bulk(shop.store, shop.around, 2).apply([json.dumps(line).encode() for line in lines], results.append)
    assert [result.ok for result in results] == [True, True, True, False, False]


def test_a_limit_below_what_is_owed_is_allowed_and_said(shop, credit):
    sell(shop, "250.00")
    done = shop.do("customer", no="C1", credit_limit="100.00")
    [said] = done.said
    assert said.text.startswith("{owed} is owed already, more than the limit of {limit}")
    assert [value.minor for value in said.values.values()] == [25000, 10000, 15000]
    assert credit.standing("C1").messages == (said,)
    assert credit.standing("C1").room == -15000
    assert shop.do("customer", no="C1", tier="gold").said == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"overdue_limit": "-1"},
        {"grace_days": -1},
        {"on_total": "perhaps"},
        {"supply": {"supply": "catch_up", "pay": "50.00", "bought": "100.00", "reason": "x"}},
        {"supply": {"supply": "down_payment", "share": "0", "reason": "x"}},
        {"supply": {"supply": "down_payment", "share": "400", "reason": "x"}},
        {"supply": {"supply": "against_payment"}},
        {"supply": {"supply": "x"}},
        {"payment_terms": {"slices": [{"share": "99"}]}},
        {"holds": []},
    ],
)
def test_a_file_takes_nothing_that_makes_no_sense(shop, wrong):
    shop.refused("customer", no="C1", **wrong)


def test_how_limits_came_to_be(shop, credit):
    shop.customer("C1", credit_limit="100.00", note="first order")
    shop.customer("C1", tier="gold", note="nothing of limits")
    shop.customer("C1", overdue_limit="5.00", on_total="warn", note="trusted")
    group(shop)
    shop.do("settings", credit_groups=[{"name": "王家", "credit_limit": "5.00"}], note="all of them late")
    found = credit.limit_history("C1")
    assert [(line.group, line.joined, line.old.total, line.new.total, line.reason) for line in found] == [
        ("王家", "", 100000, 500, "all of them late"),
        ("", "王家", 10000, 10000, ""),
        ("王家", "", None, 100000, ""),
        ("", "", 10000, 10000, "trusted"),
        ("", "", None, 10000, "first order"),
        ("", "", 0, None, ""),
    ]
    assert found[3].new == Limits(10000, 500, 0, Reaction.WARN, Reaction.WARN)


def test_two_tills_at_once_cannot_pass_a_limit_together(shop):
    group(shop, "1000.00")
    shop.customer("C1", credit_limit="600.00")
    start, passed = threading.Barrier(4), []

    def till(number):
        store = open_store(shop.path)
        own = Circumstances(shop.around.now, shop.around.today, shop.around.salt)
        journal = Journal(store, own)
        start.wait()
        for turn in range(8):
            customer = "C1" if (number + turn) % 2 else "C2"
            try:
                request = Sale(id=f"t{number}-{turn}", on=date(2026, 5, 1), customer=customer, amount=9000)
                passed.append((customer, journal.record(request).entry))
            except Refused:
                continue
        store.dispose()

    tills = [threading.Thread(target=till, args=(number,)) for number in range(4)]
    for thread in tills:
        thread.start()
    for thread in tills:
        thread.join()
    owed = dict(shop.sql("SELECT customer_id, owed FROM customer_balance"))
    assert sum(owed.values()) == 9000 * len(passed) == 99000
    assert owed[1] <= 60000


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["C1", "C2"]), st.integers(1, 70000), st.booleans()), max_size=12))
def test_no_order_of_sales_and_payments_passes_a_limit(tmp_path_factory, moves):
    for shop in open_shop(tmp_path_factory.mktemp("shop")):
        shop.customer("C1", name="A", credit_limit="500.00")
        group(shop, "900.00")
        for number, (customer, amount, pays) in enumerate(moves):
            verb = "payment" if pays else "sale"
            tender = {"tender": "cash"} if pays else {"pay": on_account()}
            try:
                shop.do(verb, id=f"m{number}", on=ON, customer=customer, amount=f"{amount / 100:.2f}", **tender)
            except Refused:
                continue
            owed = dict(shop.sql("SELECT customer_id, owed FROM customer_balance"))
            assert owed.get(1, 0) <= 50000
            assert sum(owed.values()) <= 90000


def test_the_table_of_groups_is_proved_and_made_anew(shop):
    group(shop)
    for damage in ("DELETE FROM customer_group", "UPDATE customer_group SET name = 'x' WHERE customer_id = 2"):
        shop.sql(damage)
        assert ("customer_group", 2) in shop.problems()
        with shop.store.write() as session:
            rebuild_groups(session)
        assert shop.problems() == []


# ---- holds ----------------------------------------------------------------------------------------------------------


def hold(shop, **fields):
    return shop.do("hold", customer="C1", **{"reason": "too much open", "starts_on": ON, **fields})


def test_a_hold_from_a_day_through_another_one(shop):
    hold(shop, starts_on="2026-05-05", ends_on="2026-05-10")
    sell(shop, "1.00", on="2026-05-04")
    for day in ("2026-05-05", "2026-05-10"):
        assert refused_sale(shop, "1.00", on=day).field == "hold"
        sell(shop, "1.00", on=day, pay=[{"with": "cash"}])
    sell(shop, "1.00", on="2026-05-11")


def test_a_hold_on_all_sales(shop):
    shop.do("top_up", on=ON, customer="C1", paid="10.00", tender="cash")
    shop.do("pass_sale", on=ON, customer="C1", service="洗车", count=5, paid="50.00", tender="cash")
    hold(shop, scope="all", reason="bounced cheque")
    refused = refused_sale(shop, "1.00", pay=[{"with": "cash"}])
    assert (refused.field, "bounced cheque" in str(refused)) == ("hold", True)
    assert refused_sale(shop, "1.00").field == "hold"
    assert shop.refused("pass_sale", on=ON, customer="C1", service="x", count=1, paid="1.00", tender="cash")
    shop.do("pass_use", on=ON, customer="C1", service="洗车")  # it has been paid for
    shop.do("payment", on=ON, customer="C1", amount="1.00", tender="cash")
    entry = sell(shop, "1.00", override="last time").entry
    assert facts(shop, entry)["on_hold"] == 100


def test_a_hold_is_ended_with_a_reason_once(shop, credit):
    hold(shop, id="h")
    assert shop.refused("end_hold", customer="C1", hold="x", on="2026-05-06", reason="paid").field == "hold"
    assert shop.refused("end_hold", customer="C1", hold="h", on="2026-05-06", reason=" ").field == "reason"
    shop.do("end_hold", customer="C1", hold="h", on="2026-05-06", reason="paid")
    assert shop.sql("SELECT new FROM file_change WHERE field = 'reason'") == [("paid",)], "why it ended is kept"
    assert refused_sale(shop, "1.00", on="2026-05-05").field == "hold"
    sell(shop, "1.00", on="2026-05-06")
    [line] = credit.standing("C1", date(2026, 5, 6)).holds
    assert (line.stands, str(line.lifted)) == (False, "The hold ended on 2026-05-05.")
    assert shop.refused("end_hold", customer="C1", hold="h", on="2026-05-07", reason="again").field == "hold"
    hold(shop, id="later", starts_on="2026-05-18")
    shop.do("end_hold", customer="C1", hold="later", on="2026-05-18", reason="a mistake")
    assert [each.hold.id for each in credit.standing("C1").holds] == ["h"]
    logged = shop.sql("SELECT new FROM file_change WHERE field = 'holds'")
    assert len(logged) == 4


def test_holds_by_their_own_door(shop, credit):
    request = PutHold(id="h", customer="C1", reason="late", starts_on=date(2026, 5, 1), scope=Scope.ALL)
    assert not credit.put_hold(request).repeated
    assert credit.put_hold(request).repeated
    with pytest.raises(Refused):
        credit.put_hold(replace(request, reason="other"))
    credit.end_hold(EndHold(id="e", customer="C1", hold="h", on=date(2026, 5, 3), reason="paid"))
    assert credit.standing("C1").hold is None
    shop.do("top_up", on=ON, customer="C1", paid="1.00", tender="cash")
    for number in range(49):
        hold(shop, id=f"n{number}")
    assert shop.refused("hold", customer="C1", reason="x", starts_on=ON).field == "holds"


def test_a_hold_to_come_does_not_stand_yet(shop, credit):
    hold(shop, starts_on="2026-05-30")
    [line] = credit.standing("C1").holds
    assert (line.stands, line.lifted, credit.standing("C1").hold) == (False, None, None)


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"ends_on": "2026-04-30"}, {"cause": "x"}, {"scope": "x"}])
def test_holds_that_make_no_sense_are_refused(shop, wrong):
    fields = {"reason": "x", "starts_on": ON, **wrong}
    shop.refused("hold", customer="C1", **fields)
    shop.refused("hold", **{**fields, "customer": "nobody"})


def test_a_hold_for_what_is_overdue_lifts_when_it_is_paid_and_comes_back_with_it(shop, credit):
    shop.customer("C1", terms_days=3)
    sell(shop, "10.00", on="2026-05-01")
    hold(shop, cause="overdue")
    sell(shop, "1.00", on="2026-05-04")
    assert refused_sale(shop, "1.00", on="2026-05-05").field == "hold"
    shop.do("payment", id="p", customer="C1", on="2026-05-05", amount="11.00", tender="cash")
    sell(shop, "1.00", on="2026-05-05", pay=on_account(due_on="2026-05-30"))
    known = credit.standing("C1")
    assert known.hold is None
    assert str(known.holds[0].lifted) == "The hold is lifted: nothing is overdue on 2026-05-20."
    shop.do("reverse", entry="p", on="2026-05-06", reason="bounced")
    assert refused_sale(shop, "1.00", on="2026-05-06").field == "hold"
    assert credit.standing("C1").hold.cause is Cause.OVERDUE


def test_a_hold_for_the_limit_lifts_with_it(shop):
    sell(shop, "10.00")
    shop.customer("C1", credit_limit="5.00", on_total="warn")
    hold(shop, cause="limit")
    assert refused_sale(shop, "1.00").field == "hold"
    shop.customer("C1", credit_limit="11.00")
    sell(shop, "1.00")


def test_a_hold_for_a_broken_promise_lifts_when_it_is_paid(shop):
    sell(shop, "10.00")
    shop.do("promise", customer="C1", amount="6.00", due_on="2026-05-06", on="2026-05-02")
    hold(shop, cause="promise")
    sell(shop, "1.00", on="2026-05-06")
    assert refused_sale(shop, "1.00", on="2026-05-07").field == "hold"
    shop.do("payment", customer="C1", on="2026-05-07", amount="5.99", tender="cash")
    assert refused_sale(shop, "1.00", on="2026-05-07").field == "hold"
    shop.do("payment", customer="C1", on="2026-05-07", amount="0.01", tender="cash")
    sell(shop, "1.00", on="2026-05-07")


def test_a_hold_without_an_agreement_lifts_with_one(shop):
    hold(shop, cause="agreement")
    assert refused_sale(shop, "1.00", on="2026-05-05").field == "hold"
    shop.do("agreement", customer="C1", agreed_on="2026-05-05", starts_on="2026-05-05", ends_on="2026-05-09")
    sell(shop, "1.00", on="2026-05-05")
    assert refused_sale(shop, "1.00", on="2026-05-10").field == "hold"


def test_the_older_kind_of_hold_is_one_of_the_owners(shop, credit):
    shop.customer("C1", hold="old debts")
    known = credit.standing("C1")
    assert (known.hold.cause, known.hold.scope, known.hold.reason) == (Cause.OWNER, Scope.ACCOUNT, "old debts")
    hold(shop, scope="all", reason="everything")
    assert credit.standing("C1").hold.reason == "everything"
    assert shop.refused("end_hold", customer="C1", on=ON, reason="").field == "reason"
    shop.do("end_hold", customer="C1", on=ON, reason="paid")
    assert [line.hold.reason for line in credit.standing("C1").holds] == ["everything"]
    assert shop.refused("end_hold", customer="C1", on=ON, reason="paid").field == "hold"


def test_the_counter_shows_the_hold_that_stands(shop):
    counter = Counter(shop.store, shop.around)
    shop.customer("C1", terms_days=10)
    sell(shop, "1.00", on="2026-05-01")
    hold(shop, cause="overdue", scope="all", reason="late again")
    card = counter.card("C1")
    assert (card.hold, card.hold_all, card.notices[0].text) == ("late again", True, "late again")
    shop.do("payment", customer="C1", on="2026-05-19", amount="1.00", tender="cash")
    card = counter.card("C1")
    assert (card.hold, card.hold_all, card.notices) == ("", False, ())


def merge(shop, gone, into, name):
    shop.do("merge", id=name, on=ON, customer=gone, into=into, reason="one person")


def test_a_merging_shakes_off_no_hold(shop, credit):
    """Nor supply control, nor the group that a customer counts in."""
    group(shop)
    for number in ("D1", "D2"):
        shop.customer(number, name="A", credit_limit=None)
    shop.customer("C1", supply={"supply": "against_payment", "reason": "cheques came back"})
    shop.do("hold", id="h1", customer="C1", reason="owes everybody", starts_on=ON, scope="all")
    merge(shop, "C1", "D1", "m1")
    merge(shop, "D1", "D2", "m2")
    now = credit.standing("D2", date(2026, 5, 1))
    assert (now.hold.id, now.supply.reason, now.group.name) == ("h1", "cheques came back", "王家")
    assert refused_sale(shop, "1.00", customer="D2", pay=[{"with": "cash"}]).field == "hold"


def test_what_came_with_a_merging_goes_back_with_it(shop, credit):
    shop.customer("D1", name="A", credit_limit=None, supply={"supply": "against_payment", "reason": "of its own"})
    shop.do("hold", id="h1", customer="C1", reason="first", starts_on=ON)
    shop.do("hold", id="h2", customer="C1", reason="second", starts_on=ON)
    shop.do("hold", id="h3", customer="D1", reason="its own", starts_on=ON)
    merge(shop, "C1", "D1", "m1")
    shop.do("end_hold", customer="D1", hold="h1", on="2026-05-02", reason="paid")
    shop.do("reverse", on=ON, entry="m1", reason="two persons")
    day = date(2026, 5, 3)
    assert [(line.hold.id, line.stands) for line in credit.standing("C1", day).holds] == [("h1", False), ("h2", True)]
    assert [line.hold.id for line in credit.standing("D1", day).holds] == ["h3"]
    assert (credit.standing("C1").supply.reason, credit.standing("D1").supply.reason) == ("", "of its own")


def test_a_hold_reaches_the_very_next_sale_of_a_transaction(shop):
    shop.customer("D1", name="A", credit_limit=None)
    shop.do("hold", id="h1", customer="C1", reason="first", starts_on=ON)
    lines = [
        {"do": "sale", "id": "x1", "on": ON, "customer": "D1", "amount": "1.00"},
        {"do": "merge", "id": "m1", "on": ON, "customer": "C1", "into": "D1", "reason": "one person"},
        {"do": "sale", "id": "x2", "on": ON, "customer": "D1", "amount": "1.00"},
    ]
    results = []
    Bulk(shop.store, shop.around, 2).apply([json.dumps(line).encode() for line in lines], results.append)
    assert [result.ok for result in results] == [True, True, False]


def test_nothing_is_put_into_a_file_that_was_merged_away(shop):
    shop.customer("D1", name="A", credit_limit=None)
    merge(shop, "C1", "D1", "m1")
    refused = shop.refused("hold", customer="C1", reason="late", starts_on=ON)
    assert (refused.field, refused.message.values["into"]) == ("customer", "D1")


# ---- supply control -------------------------------------------------------------------------------------------------


def test_only_against_payment(shop):
    shop.customer("C1", supply={"supply": "against_payment", "reason": "three times late"})
    assert refused_sale(shop, "1.00").field == "pay"
    assert refused_sale(shop, "10.00", pay=[{"with": "cash", "amount": "9.99"}, {"with": "account"}]).field == "pay"
    sell(shop, "10.00", pay=[{"with": "cash"}])
    shop.do("top_up", on=ON, customer="C1", paid="10.00", tender="cash")
    sell(shop, "10.00")
    assert facts(shop, sell(shop, "10.00", override="once").entry)["unpaid"] == 1000


def test_a_down_payment(shop):
    shop.customer("C1", supply={"supply": "down_payment", "share": "30", "reason": "new"})
    short = [{"with": "cash", "amount": "29.99"}, {"with": "account"}]
    assert refused_sale(shop, "100.00", pay=short).field == "pay"
    sell(shop, "100.00", pay=[{"with": "cash", "amount": "30.00"}, {"with": "account"}])
    event = {"on": ON, "customer": "C1", "service": "洗车", "count": 10, "paid": "100.00"}
    assert shop.refused("pass_sale", **event).field == "pay"
    shop.do("pass_sale", **event, pay=[{"with": "cash", "amount": "30.00"}, {"with": "account"}])
    shop.customer("C1", supply=None)
    sell(shop, "100.00")


def catch_up(shop, owed="200.00"):
    sell(shop, owed, on="2026-04-01")
    rule = {"supply": "catch_up", "pay": "100.00", "bought": "50.00", "reason": "old debts"}
    shop.customer("C1", supply=rule)


CASH = [{"with": "cash"}]


def pay(shop, amount, on=ON, **fields):
    return shop.do("payment", customer="C1", on=on, amount=amount, tender="cash", **fields)


def test_pay_100_for_each_50_bought(shop):
    catch_up(shop)
    assert refused_sale(shop, "50.00", pay=CASH).field == "pay"
    assert refused_sale(shop, "50.00").field == "pay"
    pay(shop, "50.00")
    assert facts(shop, sell(shop, "50.00", pay=CASH).entry)["catch_up"] == 5000
    assert refused_sale(shop, "50.00", pay=CASH).field == "pay"  # that payment has been used
    pay(shop, "60.00")
    sell(shop, "60.00", pay=CASH)


def test_paying_a_part_of_what_is_asked_for_does_not_make_the_rest_less(shop):
    catch_up(shop, "30.00")
    pay(shop, "20.00")
    assert refused_sale(shop, "50.00", pay=CASH).field == "pay"
    pay(shop, "10.00")
    sell(shop, "50.00", pay=CASH)
    sell(shop, "50.00", pay=CASH)  # nothing is owed any more


def test_only_what_was_paid_on_the_day_counts_and_what_was_not_reversed(shop):
    catch_up(shop)
    pay(shop, "50.00", on="2026-04-30")
    pay(shop, "50.00", id="p")
    shop.do("reverse", entry="p", on=ON, reason="bounced")
    assert refused_sale(shop, "50.00", pay=CASH).field == "pay"
    pay(shop, "50.00")
    sold = sell(shop, "50.00", id="s", pay=CASH)
    shop.do("reverse", entry="s", on=ON, reason="brought back")
    assert sell(shop, "50.00", pay=CASH).entry > sold.entry


# ---- what the dialog asks -------------------------------------------------------------------------------------------


def sale(amount, *parts, **fields):
    return Sale(id="?", on=date(2026, 5, 1), customer="C1", amount=amount, pay=parts or None, **fields)


def test_a_preview_says_what_recording_would_refuse(shop, credit):
    shop.customer("C1", credit_limit="100.00", hold="late", supply={"supply": "against_payment", "reason": "x"})
    found = credit.preview(sale(15000, override="it does not count here"))
    assert (found.on_account, found.hold.reason, found.needed.total, found.paid) == (15000, "late", 15000, 0)
    assert [str(message).split(":")[0] for message in found.refused] == ["hold", "pay", "amount"]
    before = shop.dump()
    assert credit.preview(sale(15000, Part("cash"))).refused == ()
    assert shop.dump() == before


def test_a_preview_shows_instalments_and_warnings(shop, credit):
    terms = PaymentTerms(slices=(Slice(5000, Due()), Slice(5000, Due(DueRule.MONTH_END))))
    shop.customer("C1", credit_limit="1.00", on_total="warn")
    found = credit.preview(sale(301, Part("cash", 100), Part("account", terms=terms)))
    assert found.instalments == (Instalment(date(2026, 5, 1), 101), Instalment(date(2026, 5, 31), 100))
    assert (found.terms, found.refused, len(found.said)) == (terms, (), 1)


def test_a_preview_refuses_what_makes_no_sense(shop, credit):
    for parts in ([Part("cash", 1)], [Part("account", terms="unheard of")]):
        with pytest.raises(Refused):
            credit.preview(sale(500, *parts))
    with pytest.raises(Refused):
        credit.standing("nobody")


def test_what_a_customer_may_owe_at_a_glance(shop, credit):
    shop.customer("C1", credit_limit="100.00", overdue_limit="0.00")
    sell(shop, "30.00")
    known = credit.standing("C1")
    assert (known.limits.total, known.owed, known.room) == (10000, Exposure(3000, 3000), 7000)
    assert [message.text for message in known.messages] == ["{overdue} is overdue, more than the {limit} that may be."]
    assert credit.standing("C1", date(2026, 4, 30)).owed.overdue == 0
    shop.customer("C2", name="B", credit_limit=None)
    shop.do("merge", on=ON, customer="C1", into="C2", reason="one")
    assert credit.standing("C1").number == "C2"
