"""Payment plans in a book: due dates replaced and given back, nothing made or lost, reminders that follow."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.credit.requests import EndPlan, MakePlan, PlanOutcome
from app.core.money import split
from app.core.owing.plans import PartState, PlanState, Rhythm
from app.core.owing.terms import Instalment
from app.core.reminder.kinds import RuleKind
from app.core.reminder.requests import MarkSent
from app.documents.reading import texts
from app.errors import Refused
from app.services.plans import Plans
from app.services.verify import Verify
from app.services.views import Views
from app.storage.plans import due_parts
from tests.services.helpers_customers import TODAY, open_shop
from tests.services.helpers_reminders import Reminders

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


def day(days):
    return (TODAY + timedelta(days=days)).isoformat()


def sell(shop, name, amount, *, ago, due, customer="C001"):
    shop.do("sale", id=name, on=day(-ago), customer=customer, amount=amount,
            pay=[{"with": "account", "due_on": day(due)}])  # fmt: skip


@pytest.fixture(name="owing")
def owing_shop(shop):
    """Make a shop of which C001 owes 100.00 due 30 days ago and 50.00 due 10 days ago."""
    shop.customer("C001", name="王", credit_limit=None)
    sell(shop, "s1", "100.00", ago=60, due=-30)
    sell(shop, "s2", "50.00", ago=40, due=-10)
    yield shop
    assert Verify(shop.store).verify().problems == ()


PARTS = [{"due_on": day(7 * n), "amount": "50.00"} for n in (1, 2, 3)]


def plan(shop, **fields):
    return shop.do("plan", **{"id": "p1", "customer": "C001", "on": day(0), "charges": ["s1", "s2"],
                              "instalments": PARTS, **fields})  # fmt: skip


def dues(shop, customer="C001"):
    return {c.charge: (c.due_on - TODAY).days for c in Views(shop.store, shop.around.today).charges(customer)}


def plans(shop):
    return Plans(shop.store, shop.around)


# ---- made and ended -------------------------------------------------------------------------------------------------


def test_the_charges_stay_and_only_their_due_dates_are_replaced(owing):
    before = Views(owing.store, owing.around.today).balance("C001")
    plan(owing, note="voice")
    assert dues(owing) == {"s1": 14, "s2": 21}
    after = Views(owing.store, owing.around.today).balance("C001")
    assert (after.owed, before.owed) == (15000, 15000)
    [view] = plans(owing).of_customer("C001")
    assert (view.open, view.progress.state, view.note, view.is_signed) == (15000, PlanState.RUNNING, "voice", False)


def test_the_same_plan_sent_twice_is_made_once_and_another_content_is_refused(owing):
    plan(owing)
    before = owing.dump()
    assert plan(owing).repeated
    assert owing.dump() == before
    assert owing.refused("plan", id="p1", customer="C001", on=day(0), charges=["s1"], instalments=PARTS).field == "id"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"instalments": PARTS[:2]}, "instalments"),
        ({"instalments": []}, "instalments"),
        ({"instalments": [PARTS[1], PARTS[0], PARTS[2]]}, "instalments"),
        ({"instalments": [{**PARTS[0], "due_on": day(-1)}, *PARTS[1:]]}, "instalments"),
        ({"charges": ["s1", "s1"]}, "charges"),
        ({"charges": []}, "charges"),
        ({"charges": ["s1", "x"]}, "charges"),
        ({"on": day(1)}, "on"),
        ({"on": day(-50)}, "charges"),
        ({"customer": "C009"}, "customer"),
    ],
)
def test_a_plan_that_does_not_sum_or_fit_is_refused_and_nothing_is_recorded(owing, change, field):
    event = {"id": "p1", "customer": "C001", "on": day(0), "charges": ["s1", "s2"], "instalments": PARTS, **change}
    assert owing.refused("plan", **event).field == field


def test_a_charge_is_in_one_plan_at_a_time_and_its_date_moves_by_the_plan_only(owing):
    plan(owing)
    assert owing.refused("plan", id="p2", customer="C001", on=day(0), charges=["s2"],
                         instalments=[{"due_on": day(9), "amount": "50.00"}]).field == "charges"  # fmt: skip
    assert owing.refused("reschedule", on=day(0), charge="s1", due_on=day(90), reason="x").field == "charge"
    assert owing.refused("reverse", on=day(0), entry="p1/s1", reason="x").field == "entry"


def test_a_plan_that_is_called_off_gives_the_charges_their_own_dates_back(owing):
    plan(owing)
    owing.do("payment", id="m1", on=day(0), customer="C001", amount="60.00", tender="cash")
    owing.do("end_plan", id="e1", plan="p1", on=day(0), reason="moved away")
    assert dues(owing) == {"s1": -30, "s2": -10}
    [view] = plans(owing).of_customer("C001")
    assert (view.ended, view.why, view.open) == (PlanOutcome.CALLED_OFF, "moved away", 9000)
    assert owing.refused("end_plan", id="e2", plan="p1", on=day(0), reason="x").field == "plan"
    assert plans(owing).running() == []


def test_a_plan_may_end_and_leave_the_dates_as_they_are(owing):
    plan(owing)
    owing.do("end_plan", id="e1", plan="p1", on=day(0), reason="new ones follow", fall_back=False)
    assert dues(owing) == {"s1": 14, "s2": 21}


def test_a_plan_paid_in_full_is_done_and_one_with_too_many_missed_falls_back(owing):
    plan(owing, missed_most=1, grace_days=0)
    later = plans(owing).of_customer("C001", TODAY + timedelta(days=8))[0]
    assert later.progress.state is PlanState.MISSED
    fallen = plans(owing).of_customer("C001", TODAY + timedelta(days=15))[0]
    assert fallen.progress.state is PlanState.FALLEN
    owing.do("payment", id="m1", on=day(0), customer="C001", amount="150.00", tender="cash")
    done = plans(owing).of_customer("C001")[0]
    assert (done.progress.state, done.next, done.open) == (PlanState.DONE, None, 0)
    owing.do("end_plan", id="e1", plan="p1", on=day(0), reason="paid")
    assert plans(owing).of_customer("C001")[0].ended is PlanOutcome.DONE


def test_nothing_is_done_in_a_closed_month(owing):
    plan(owing)
    last = TODAY.replace(day=1) - timedelta(days=1)
    year, month = map(int, owing.sql("SELECT MIN(posted_on) FROM entry")[0][0][:7].split("-"))
    while (year, month) <= (last.year, last.month):
        owing.do("close_month", month=f"{year}-{month:02}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    on = last.isoformat()
    assert owing.refused("plan", id="p9", customer="C001", on=on, charges=["s1"], instalments=PARTS).field == "on"
    assert owing.refused("end_plan", id="e1", plan="p1", on=on, reason="x").field == "on"


def test_a_plan_follows_its_charges_when_files_are_merged(owing):
    owing.customer("C002", name="王先生", credit_limit=None)
    plan(owing)
    owing.do("merge", id="g1", on=day(0), customer="C001", into="C002", reason="one person")
    [view] = plans(owing).of_customer("C002")
    assert (view.customer, view.open) == ("C002", 15000)
    owing.do("payment", id="m1", on=day(0), customer="C002", amount="60.00", tender="cash")
    [view] = plans(owing).of_customer("C001")
    assert [part.state for part in view.progress.parts] == [PartState.PAID, PartState.OPEN, PartState.OPEN]
    owing.do("end_plan", id="e1", plan="p1", on=day(0), reason="x")
    assert sorted(dues(owing, "C002").values()) == [-30, -10]


# ---- nothing made, nothing lost -------------------------------------------------------------------------------------


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(st.integers(1, 50_000), min_size=1, max_size=4),
    parts=st.integers(1, 6),
    paid=st.lists(st.integers(1, 60_000), max_size=4),
    fall_back=st.booleans(),
)
def test_a_plan_and_its_payments_never_make_or_lose_money(tmp_path_factory, amounts, parts, paid, fall_back):
    made = open_shop(tmp_path_factory.mktemp("plan"))
    shop = next(made)
    shop.customer("C001", name="n", credit_limit=None)
    for n, amount in enumerate(amounts):
        sell(shop, f"s{n}", f"{amount / 100:.2f}", ago=60, due=-n)
    total = sum(amounts)
    parts = min(parts, total)
    service = plans(shop)
    names = [f"s{n}" for n in range(len(amounts))]
    instalments = service.propose("C001", names, parts, TODAY + timedelta(days=7), Rhythm.WEEKLY)
    assert sum(each.amount for each in instalments) == total
    service.make(MakePlan(id="p1", customer="C001", on=TODAY, charges=tuple(names), instalments=instalments))
    for n, amount in enumerate(paid):
        shop.do("payment", id=f"m{n}", on=day(0), customer="C001", amount=f"{amount / 100:.2f}", tender="cash")
        check_parts(shop, total, sum(paid[: n + 1]))
    service.end(EndPlan(id="e1", plan="p1", on=TODAY, reason="x", fall_back=fall_back))
    left = Views(shop.store, shop.around.today)
    assert left.balance("C001").owed == max(total - sum(paid), 0)
    assert left.balance("C001").principal == max(sum(paid) - total, 0)
    if fall_back:
        assert all(due == -int(name[1:]) for name, due in dues(shop).items())
    trial = left.trial_balance()
    assert sum(line.debit for line in trial) == sum(line.credit for line in trial)
    assert Verify(shop.store).verify().problems == ()
    made.close()


def check_parts(shop, total, paid):
    """Prove that the parts reminders and ageing go by come to what is open, charge by charge."""
    with shop.store.read() as session:
        open_now = dict(shop.sql("SELECT item_id, amount FROM item_balance WHERE amount > 0"))
        found = due_parts(session, open_now, TODAY)
    charges = {c.charge: c.open for c in Views(shop.store, shop.around.today).charges("C001")}
    assert sum(part.amount for parts in found.values() for part in parts) == sum(charges.values())
    assert sum(charges.values()) == max(total - paid, 0)
    for item, parts in found.items():
        assert sum(part.amount for part in parts) == open_now[item]


def test_equal_instalments_come_to_what_is_open(owing):
    owing.do("payment", id="m1", on=day(0), customer="C001", amount="49.99", tender="cash", against=["s1"])
    found = plans(owing).propose("C001", ["s1", "s2"], 3, TODAY, Rhythm.MONTHLY)
    assert [each.amount for each in found] == split(10001, 3)
    with pytest.raises(Refused, match="open"):
        plans(owing).propose("C001", [], 3, TODAY, Rhythm.MONTHLY)


# ---- reminders follow -----------------------------------------------------------------------------------------------


@pytest.fixture(name="desk")
def desk_of(tmp_path):
    desk = Reminders(tmp_path)
    desk.customer()
    desk.charge("C001", "s1", 30, "100.00")
    desk.charge("C001", "s2", 10, "50.00")
    yield desk
    assert desk.problems() == ()


def test_reminders_ask_for_what_is_due_by_the_plan_and_begin_anew_with_a_missed_instalment(desk):
    desk.plan()
    assert desk.overdue().amount == 15000
    desk.queue.mark_sent(MarkSent(id="sent1", reminder=desk.overdue().id, text="pay"))
    desk.go(1)
    desk.shop.do("plan", id="p1", customer="C001", on=desk.day(0), charges=["s1", "s2"], grace_days=0, missed_most=1,
                 instalments=[{"due_on": desk.day(20 * n), "amount": "50.00"} for n in (1, 2, 3)])  # fmt: skip
    desk.plan()
    assert [row.rule for row in desk.rows("C001")] == []
    desk.go(17)
    desk.plan()
    [soon] = desk.rows("C001")
    assert (soon.rule, soon.amount) == (RuleKind.INSTALMENT, 5000)
    desk.go(3 + 4)
    desk.plan()
    late = desk.overdue()
    assert (late.amount, late.stage) == (5000, 1)


def test_what_is_before_a_court_is_not_asked_for(desk):
    desk.plan()
    assert desk.overdue().amount == 15000
    desk.shop.do("case", id="k1", customer="C001", on=desk.day(0), charges=["s1"])
    desk.go(1)
    desk.plan()
    assert desk.overdue().amount == 5000


# ---- on paper -------------------------------------------------------------------------------------------------------


def test_the_sheet_has_every_charge_every_instalment_and_what_is_agreed(owing):
    owing.do("settings", shop_name="云溪造型", bank="Bank 1")
    plan(owing)
    drawn = plans(owing).sheet("p1", ["en"])
    assert (drawn.pages, drawn.missing) == (1, ())
    [page] = texts(drawn.pdf)
    for text in ("王", "150.00", "100.00", "50.00", *(each["due_on"] for each in PARTS), "starts anew", "Bank 1"):
        assert text in page
    assert "Draft" not in page
    with pytest.raises(Refused, match="p9"):
        plans(owing).sheet("p9")


def test_a_draft_says_that_it_is_one_and_writes_nothing(owing):
    before = owing.dump()
    many = tuple(Instalment(TODAY + timedelta(days=n), 100) for n in range(1, 101))
    request = MakePlan(id="p1", customer="C001", on=TODAY, charges=("s1",), instalments=many)
    drawn = plans(owing).draft_sheet(request, ["en"])
    pages = texts(drawn.pdf)
    assert len(pages) > 1
    assert "Draft" in pages[0]
    assert f"Page 2 of {len(pages)}" in pages[1]
    assert plans(owing).check(request).due_dates == {"s1": TODAY + timedelta(days=100)}
    assert owing.dump() == before
