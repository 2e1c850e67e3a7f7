"""What helps customers pay: proposed at the payment, posted as a discount; rewards given once each, as bonus."""

from datetime import timedelta

import pytest

from app.core.credit.incentives import Form, StreakRule
from app.core.requests import Allocation, Payment, Tender
from app.core.settings import ChangeSettings
from app.errors import Refused
from app.services.incentives import Incentives
from app.services.verify import Verify
from app.services.views import Views
from tests.services.helpers_customers import TODAY, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


def ago(days):
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture(name="desk")
def desk_of(shop):
    shop.customer("C001", name="n", credit_limit=None)
    yield Incentives(shop.store, shop.around)
    assert Verify(shop.store).verify().problems == ()


def sell(shop, name, amount, days, early, due=0):
    terms = {"due": {"days": due}, "early": early}
    shop.do("sale", id=name, on=ago(days), customer="C001", amount=amount, pay=[{"with": "account", "terms": terms}])


def pay(shop, name, paid, taken, against=()):
    names = tuple(Allocation(each) for each in against)
    request = Payment(
        id=name, on=TODAY, customer="C001", amount=paid, tender=Tender.CASH, against=names, discount=taken.discount
    )
    shop.journal.record(request)


def left(shop):
    charges = Views(shop.store, shop.around.today).charges("C001", None, settled=False)
    return {line.charge: line.open for line in charges}


# ---- paying early ---------------------------------------------------------------------------------------------------


def test_ten_percent_for_paying_within_a_day(shop, desk):
    """CASES E1 (ERPNext): 236, 10 % if paid within 1 day: 212.40 closes it, 23.60 is given up."""
    sell(shop, "s1", "236.00", 1, [{"share": "10", "days": 1}])
    [offer] = desk.proposals("C001")
    assert (offer.charge, offer.to_pay, offer.saved, offer.last_on) == ("s1", 21240, 2360, TODAY)
    taken = desk.taken("C001", 21240)
    assert (taken.discount, taken.left) == (2360, 0)
    pay(shop, "m1", 21240, taken)
    assert left(shop) == {}
    trial = {
        line.account: line.debit - line.credit for line in Views(shop.store, shop.around.today).trial_balance(None)
    }
    assert (trial["discount"], trial["tender.cash"]) == (2360, 21240)


def test_a_day_too_late(shop, desk):
    """CASES E3: 236, no discount."""
    sell(shop, "s1", "236.00", 2, [{"share": "10", "days": 1}])
    assert desk.proposals("C001") == ()
    assert desk.taken("C001", 23600).discount == 0


def test_only_what_closes_a_charge_earns_it(shop, desk):
    sell(shop, "s1", "100.00", 1, [{"share": "10", "days": 5}])
    sell(shop, "s2", "50.00", 0, [{"share": "2", "days": 5}])
    assert desk.taken("C001", 8999).discount == 0
    assert desk.taken("C001", 9000).discount == 1000
    assert desk.taken("C001", 4900, charges=["s2"]).discount == 100
    everything = desk.taken("C001", 9000 + 4900)
    assert [each.charge for each in everything.charges] == ["s1", "s2"]
    pay(shop, "m1", 13900, everything)
    assert left(shop) == {}


def test_interest_of_another_debt_is_paid_first(shop, desk):
    shop.do("agreement", id="a1", customer="C001", agreed_on=ago(300), late={"rate": "10"})
    sell(shop, "s0", "10.00", 200, [])
    shop.do("interest", id="i1", on=ago(0), charge="s0")
    sell(shop, "s1", "100.00", 1, [{"share": "10", "days": 5}])
    assert left(shop) == {"s0": 1000, "i1": 55, "s1": 10000}
    assert desk.taken("C001", 10054).discount == 0
    taken = desk.taken("C001", 10055)
    pay(shop, "m1", 10055, taken)
    assert (taken.discount, left(shop)) == (1000, {})


def test_an_amount_agreed_on_is_given_once(shop, desk):
    sell(shop, "s1", "100.00", 1, [{"amount": "8.00", "days": 5}])
    pay(shop, "m1", 3000, desk.taken("C001", 3000)._replace(discount=500))
    assert desk.proposals("C001")[0].saved == 300


def test_a_rebate_is_credit_afterwards(shop, desk):
    sell(shop, "s1", "236.00", 1, [{"share": "10", "days": 1}])
    [offer] = desk.proposals("C001", form=Form.REBATE)
    assert (offer.to_pay, offer.saved) == (23600, 2360)
    taken = desk.taken("C001", 23600, form=Form.REBATE)
    pay(shop, "m1", 23600, taken)
    [balance] = Views(shop.store, shop.around.today).balances(None)
    assert (balance.owed, balance.principal) == (0, 2360)
    shop.files.record(ChangeSettings(id="set", given={"early_form": "rebate"}))
    sell(shop, "s2", "100.00", 0, [{"share": "10", "days": 1}])
    assert desk.proposals("C001")[0].form is Form.REBATE


def test_terms_stay_with_a_charge_when_files_are_merged(shop, desk):
    shop.customer("C002", name="the same")
    sell(shop, "s1", "236.00", 1, [{"share": "10", "days": 1}])
    shop.do("merge", id="g1", on=ago(0), customer="C001", into="C002", reason="one person")
    assert [each.saved for each in desk.proposals("C002")] == [2360]


# ---- paying on time -------------------------------------------------------------------------------------------------


def on_time(shop, *names):
    for name in names:
        sale = {"with": "account", "due_on": ago(5)}
        shop.do("sale", id=name, on=ago(20), customer="C001", amount="100.00", pay=[sale])
        shop.do("payment", id=f"m{name}", on=ago(10), customer="C001", amount="100.00", tender="cash", against=[name])


@pytest.fixture(name="rewarding")
def rewarding_shop(shop, desk):
    rule = StreakRule(length=3, share=200, most=500)
    shop.files.record(ChangeSettings(id="set", given={"streak_rule": rule}))
    return shop


def test_nothing_is_rewarded_where_there_is_no_rule(shop, desk):
    on_time(shop, "s1", "s2", "s3")
    assert (desk.rewards_due(), desk.streak("C001")) == ((), None)


def test_three_in_a_row_earn_a_bonus_once(rewarding, desk):
    on_time(rewarding, "s1", "s2")
    assert (desk.rewards_due(), desk.streak("C001").running) == ((), 2)
    on_time(rewarding, "s3", "s4")
    [due] = desk.rewards_due()
    assert (due.customer, due.number_of, due.reward.amount, due.running) == ("C001", 1, 500, 1)
    given = desk.give("b1", "C001", 1)
    assert desk.give("b1", "C001", 1) == given.__class__(given.entry, repeated=True)
    [balance] = Views(rewarding.store, rewarding.around.today).balances(None)
    assert (balance.principal, balance.bonus) == (0, 500)
    assert desk.rewards_due() == ()
    for request, number in (("b2", 1), ("b2", 2), ("b1", 2)):
        with pytest.raises(Refused):
            desk.give(request, "C001", number)
    rewarding.do("sale", id="s9", on=ago(0), customer="C001", amount="5.00", pay=[{"with": "prepaid"}])  # it is money


def test_taken_back_it_can_be_given_again(rewarding, desk):
    on_time(rewarding, "s1", "s2", "s3")
    desk.give("b1", "C001", 1)
    rewarding.do("reverse", id="r1", on=ago(0), entry="b1", reason="the wrong customer")
    assert [each.number_of for each in desk.rewards_due()] == [1]
    desk.give("b2", "C001", 1)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reward": 2, "bonus": "1.00"}, "reward"),
        ({"reward": 1}, "paid"),
        ({"reward": 1, "bonus": "1.00", "paid": "1.00"}, "paid"),
        ({"bonus": "1.00", "paid": "0.00"}, "paid"),
        ({"bonus": "1.00"}, "paid"),
    ],
)
def test_rewards_that_make_no_sense(rewarding, desk, fields, field):
    assert rewarding.refused("top_up", on=ago(0), customer="C001", **{"tender": "cash", **fields}).field == field


def test_what_is_settled_in_dispute_or_late_begins_anew(rewarding, desk):
    on_time(rewarding, "s1", "s2")
    rewarding.do(
        "sale", id="s3", on=ago(20), customer="C001", amount="1.00", pay=[{"with": "account", "due_on": ago(12)}]
    )
    rewarding.do("payment", id="m3", on=ago(9), customer="C001", amount="1.00", tender="cash", against=["s3"])
    assert desk.streak("C001").running == 0
