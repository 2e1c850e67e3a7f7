"""Guarantees, cases, proof, disputes that end with a credit, and bad debts: in a book, with bad input."""

from datetime import timedelta

import pytest

from app.core.credit.requests import CaseStepKind, ProofKind, ProofOf
from app.core.reminder.kinds import RuleKind
from app.services.cases import Cases
from app.services.guarantees import Guarantees, GuaranteeState
from app.services.proof import Proofs
from app.services.statement_replies import Disputes
from app.services.views import Views
from app.services.write_offs import WriteOffs
from app.storage.engine import sqlite3
from tests.services.helpers_customers import TODAY
from tests.services.helpers_reminders import Reminders


def day(days):
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.fixture(name="desk")
def desk_of(tmp_path):
    """Make a shop of which C001 owes 100.00 and 50.00, long overdue."""
    desk = Reminders(tmp_path)
    desk.customer()
    desk.charge("C001", "s1", 400, "100.00")
    desk.charge("C001", "s2", 10, "50.00")
    yield desk
    assert desk.problems() == ()


@pytest.fixture(name="shop")
def shop_of(desk):
    """Return the shop of the desk."""
    return desk.shop


def owed(shop, customer="C001"):
    return Views(shop.store, shop.around.today).balance(customer).owed


def attach(shop, tmp_path, name="scan.txt", text="signed"):
    path = tmp_path / name
    path.write_text(text)
    shop.do("attach", id=f"att-{name}", customer="C001", file=str(path))
    return f"att-{name}"


# ---- guarantees -----------------------------------------------------------------------------------------------------


def take(shop, **fields):
    return shop.do(
        "guarantee", **{"id": "g1", "customer": "C001", "kind": "person", "who": "李叔", "on": day(0), **fields}
    )


def guarantee(shop, on=None):
    [found] = Guarantees(shop.store, shop.around).of_customer("C001", on)
    return found


def test_what_a_guarantor_pays_is_the_payment_it_is_of_the_charge_it_is_for(shop):
    take(shop, charge="s2", amount="50.00", reach="138", terms="two years", note="friend")
    shop.do("guarantee_step", id="g1a", guarantee="g1", what="claimed", on=day(0), amount="50.00")
    assert guarantee(shop).state is GuaranteeState.CLAIMED
    step = {"id": "g1b", "guarantee": "g1", "what": "paid", "on": day(0), "amount": "30.00", "tender": "bank"}
    shop.do("guarantee_step", **step)
    before = shop.dump()
    assert shop.do("guarantee_step", **step).repeated
    assert shop.dump() == before
    found = guarantee(shop)
    assert (found.paid, found.claimed, found.state, found.charge) == (3000, 5000, GuaranteeState.PAID, "s2")
    assert (found.who, found.reach, found.terms, found.note) == ("李叔", "138", "two years", "friend")
    assert {c.charge: c.open for c in Views(shop.store, shop.around.today).charges("C001")} == {"s1": 10000, "s2": 2000}


def test_a_payout_that_was_taken_back_leaves_the_guarantee_claimed(shop):
    shop.do("guarantee", id="g1", customer="C001", kind="person", who="Zhao", on=day(-50), amount="60.00", charge="s1")
    shop.do("guarantee_step", id="g1/a", guarantee="g1", what="claimed", on=day(-3))
    shop.do("guarantee_step", id="g1/b", guarantee="g1", what="paid", on=day(0), amount="60.00", tender="bank")
    shop.do("reverse", on=day(0), entry="g1/b/payment", reason="the transfer came back")
    view = guarantee(shop)
    assert (view.state, view.paid, [step.undone for step in view.steps]) == (GuaranteeState.CLAIMED, 0, [False, True])
    shop.do("guarantee_step", id="g1/c", guarantee="g1", what="paid", on=day(0), amount="60.00", tender="bank")
    view = guarantee(shop)
    assert (view.state, view.paid) == (GuaranteeState.PAID, 6000)


def test_a_guarantee_goes_with_a_merged_file(shop):
    shop.do("guarantee", id="g1", customer="C001", kind="person", who="Zhao", on=day(-50), charge="s1")
    shop.customer("C002", name="Wang")
    shop.do("merge", on=day(0), customer="C001", into="C002", reason="the same man")
    [view] = Guarantees(shop.store, shop.around).of_customer("C002")
    assert (view.id, view.customer) == ("g1", "C002")


def test_a_guarantee_runs_out_and_can_then_not_be_claimed(shop):
    take(shop, on=day(-30), ends_on=day(-1))
    assert guarantee(shop).state is GuaranteeState.RUN_OUT
    step = {"id": "x", "guarantee": "g1", "what": "claimed", "on": day(0)}
    assert shop.refused("guarantee_step", **step).field == "on"
    shop.do("guarantee_step", **{**step, "on": day(-1)})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ends_on": day(-1)}, "ends_on"),
        ({"on": day(1)}, "on"),
        ({"charge": "s9"}, "charge"),
        ({"customer": "C009"}, "customer"),
    ],
)
def test_a_guarantee_that_cannot_be_is_refused(shop, fields, field):
    event = {"id": "g1", "customer": "C001", "kind": "person", "who": "李叔", "on": day(0), **fields}
    assert shop.refused("guarantee", **event).field == field


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"guarantee": "g9"}, "guarantee"),
        ({"what": "paid"}, "amount"),
        ({"what": "paid", "amount": "5.00"}, "tender"),
        ({"what": "paid", "amount": "50.01", "tender": "cash"}, "amount"),
        ({"what": "refused", "amount": "5.00"}, "amount"),
        ({"what": "claimed", "on": day(-9)}, "on"),
        ({"what": "claimed", "on": day(1)}, "on"),
    ],
)
def test_a_step_of_a_guarantee_that_cannot_be_is_refused(shop, fields, field):
    take(shop, amount="50.00")
    event = {"id": "x", "guarantee": "g1", "what": "ended", "on": day(0), **fields}
    assert shop.refused("guarantee_step", **event).field == field


def test_nothing_follows_the_end_of_a_guarantee(shop):
    take(shop)
    shop.do("guarantee_step", id="g1a", guarantee="g1", what="ended", on=day(0), note="moved")
    assert guarantee(shop).state is GuaranteeState.ENDED
    assert shop.refused("guarantee_step", guarantee="g1", what="claimed", on=day(0)).field == "guarantee"


# ---- cases ----------------------------------------------------------------------------------------------------------


def case(shop):
    [found] = Cases(shop.store, shop.around).of_customer("C001")
    return found


def test_the_next_day_of_a_case_comes_into_the_queue_until_the_next_step(desk):
    shop = desk.shop
    shop.do("case", id="k1", customer="C001", on=desk.day(0), note="Lawyer Zhou")
    shop.do("case_step", id="k1a", case="k1", what="filed", on=desk.day(0), next_on=desk.day(5), note="hearing, room 3")
    desk.go(5)
    desk.plan()
    [row] = [row for row in desk.rows("C001") if row.rule is RuleKind.NOTE]
    shop.do("case_step", id="k1b", case="k1", what="hearing", on=desk.day(0), next_on=desk.day(30))
    desk.plan()
    assert [each for each in desk.rows("C001") if each.id == row.id] == []
    desk.go(1)
    shop.do("case_step", id="k1c", case="k1", what="settled", on=desk.day(0), amount="120.00")
    found = case(shop)
    assert (found.is_open, found.state, found.next_on) == (False, CaseStepKind.SETTLED, None)
    assert [c.amount for c in found.charges] == [10000, 5000]
    assert desk.contacts.agreed("C001").notes == ()
    assert Cases(shop.store, shop.around).running() == []
    assert shop.refused("case_step", case="k1", what="closed", on=desk.day(0)).field == "case"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"case": "k9"}, "case"),
        ({"on": day(1)}, "on"),
        ({"on": day(-1)}, "on"),
        ({"next_on": day(-1)}, "next_on"),
        ({"what": "closed", "next_on": day(3)}, "next_on"),
    ],
)
def test_a_step_of_a_case_that_cannot_be_is_refused(shop, fields, field):
    shop.do("case", id="k1", customer="C001", on=day(0))
    event = {"id": "x", "case": "k1", "what": "filed", "on": day(0), **fields}
    assert shop.refused("case_step", **event).field == field


def test_a_charge_is_in_one_case_at_a_time_and_paid_ones_are_in_none(shop):
    shop.do("case", id="k1", customer="C001", on=day(0), charges=["s1"])
    assert shop.refused("case", customer="C001", on=day(0), charges=["s1"]).field == "charges"
    assert shop.refused("case", customer="C001", on=day(0)).field == "charges"
    shop.do("payment", id="m", on=day(0), customer="C001", amount="50.00", tender="cash", against=["s2"])
    assert shop.refused("case", customer="C001", on=day(0), charges=["s2"]).field == "charges"
    assert shop.refused("case", customer="C001", on=day(0), charges=["s2", "s2"]).field == "charges"
    shop.do("case_step", id="k1a", case="k1", what="closed", on=day(0))
    shop.do("case", id="k2", customer="C001", on=day(0), charges=["s1"])


# ---- proof ----------------------------------------------------------------------------------------------------------


def test_proof_stands_with_what_it_proves_and_only_an_admitted_debt_needs_no_paper(shop, tmp_path):
    shop.do("plan", id="p1", customer="C001", on=day(0), charges=["s1"],
            instalments=[{"due_on": day(9), "amount": "100.00"}])  # fmt: skip
    scan = attach(shop, tmp_path)
    signed = {"customer": "C001", "about": "plan", "of": "p1", "what": "signed", "on": day(0)}
    assert shop.refused("proof", **signed).field == "attachment"
    assert shop.refused("proof", **signed, attachment="att-9").field == "attachment"
    assert shop.refused("proof", **{**signed, "of": "p9"}, attachment=scan).field == "of"
    assert shop.refused("proof", **{**signed, "on": day(1)}, attachment=scan).field == "on"
    shop.do("proof", id="x1", **signed, attachment=scan)
    shop.do("proof", id="x2", **{**signed, "about": "charge", "of": "s2", "what": "acknowledged"}, note="by phone")
    proofs = Proofs(shop.store, shop.around)
    [kept] = proofs.of(ProofOf.PLAN, "p1")
    assert (kept.file, kept.what, kept.of) == ("scan.txt", ProofKind.SIGNED, "p1")
    assert [(each.id, each.of, each.text) for each in proofs.of_customer("C001")] == [
        ("x1", "p1", ""),
        ("x2", "s2", "by phone"),
    ]
    assert proofs.of(ProofOf.CASE, "k9") == []


def test_proof_of_another_customer_is_refused(shop, tmp_path):
    shop.customer("C002", name="n")
    scan = attach(shop, tmp_path)
    refused = shop.refused(
        "proof", customer="C002", about="charge", of="s1", what="evidence", on=day(0), attachment=scan
    )
    assert refused.field == "of"


@pytest.mark.parametrize(
    ("change", "table"),
    [("amount = 1", "guarantee"), ("on_day = '2020-01-01'", "legal_case"), ("what = 'paid'", "guarantee_step")],
)
def test_rows_that_were_tampered_with_are_named(shop, change, table):
    take(shop)
    shop.do("guarantee_step", id="g1a", guarantee="g1", what="claimed", on=day(0))
    shop.do("case", id="k1", customer="C001", on=day(0), charges=["s1"])
    with pytest.raises(sqlite3.IntegrityError):  # the book itself lets nobody change them
        shop.sql(f"UPDATE {table} SET {change}")


# ---- disputes -------------------------------------------------------------------------------------------------------


def dispute(shop, **fields):
    shop.do("dispute", id="d1", customer="C001", charge="s1", on=day(0), amount="30.00", reason="broken")
    return {"id": "d1e", "dispute": "d1", "on": day(0), "outcome": "accepted", "reason": "it was", **fields}


def test_a_dispute_that_is_accepted_takes_the_amount_off_in_the_same_transaction(shop):
    end = dispute(shop, credit="30.00")
    shop.do("end_dispute", **end)
    assert owed(shop) == 12000
    before = shop.dump()
    assert shop.do("end_dispute", **end).repeated
    assert shop.dump() == before
    [found] = Disputes(shop.store, shop.around).of_customer("C001", ended=True)
    assert (found.ended, found.end_reason) == ("accepted", "it was")


@pytest.mark.parametrize("change", [{"outcome": "rejected", "credit": "30.00"}, {"credit": "100.01"}])
def test_nothing_is_credited_where_the_customer_was_not_right_or_more_than_was_sold(shop, change):
    refused = shop.refused("end_dispute", **{**dispute(shop), **change})
    assert refused.field in {"credit", "amount"}
    assert owed(shop) == 15000


# ---- bad debts ------------------------------------------------------------------------------------------------------


@pytest.fixture(name="debts")
def debts_of(shop):
    """Return the door to bad debts of a shop that gives up at most 100.00 after a year."""
    shop.do("settings", write_off_rule={"most": "100.00", "days": 365})
    return WriteOffs(shop.store, shop.around)


def test_the_rule_proposes_small_old_debts_and_the_owner_gives_them_up(shop, debts):
    [found] = debts.proposals()
    assert (found.charge, found.amount, found.days, found.customer) == ("s1", 10000, 400, "C001")
    shop.do("write_offs", id="w1", charges=["s1"], on=day(0), reason="moved")
    assert debts.proposals() == []
    assert owed(shop) == 5000
    shop.do("payment", id="m", on=day(0), customer="C001", amount="25.00", tender="cash", against=["s1"])
    [row] = debts.written_off("C001")
    assert (row.charge, row.amount, row.recovered, row.left, row.reason) == ("s1", 10000, 2500, 7500, "moved")
    assert debts.written_off() == [row]


def test_what_is_in_dispute_a_plan_or_a_case_is_not_proposed(shop, debts):
    shop.do("dispute", id="d1", customer="C001", charge="s1", on=day(0), reason="x")
    assert debts.proposals() == []
    shop.do("end_dispute", id="d2", dispute="d1", on=day(0), outcome="withdrawn", reason="x")
    shop.do("case", id="k1", customer="C001", on=day(0), charges=["s1"])
    assert debts.proposals() == []
    shop.do("case_step", id="k2", case="k1", what="closed", on=day(0))
    assert len(debts.proposals()) == 1
    shop.do("plan", id="p1", customer="C001", on=day(0), charges=["s1"],
            instalments=[{"due_on": day(9), "amount": "100.00"}])  # fmt: skip
    assert debts.proposals() == []


@pytest.mark.parametrize(("charges", "field"), [([], "charges"), (["s1", "s1"], "charges"), (["s1", "s9"], "charge")])
def test_all_are_given_up_or_none(shop, charges, field):
    assert shop.refused("write_offs", id="w1", charges=charges, on=day(0), reason="x").field == field


def test_a_reversed_write_off_is_none_and_recovery_goes_with_a_merged_file(shop, debts):
    shop.do("write_offs", id="w1", charges=["s1", "s2"], on=day(0), reason="x")
    shop.do("reverse", id="r1", on=day(0), entry="w1/s2", reason="paid after all")
    assert [row.charge for row in debts.written_off()] == ["s1"]
    shop.customer("C002", name="n", credit_limit=None)
    shop.do("merge", id="g1", on=day(0), customer="C001", into="C002", reason="one person")
    charges = Views(shop.store, shop.around.today).charges("C002", settled=True)
    lost = next(c.charge for c in charges if c.written_off)
    shop.do("payment", id="m", on=day(0), customer="C002", amount="10.00", tender="cash", against=[lost])
    [row] = debts.written_off("C002")
    assert (row.amount, row.recovered, row.left) == (10000, 1000, 9000)


@pytest.mark.parametrize("rule", [{"most": "0.00", "days": 30}, {"most": "1.00", "days": 0}, {"most": "1.00"}])
def test_a_rule_that_makes_no_sense_is_refused(shop, rule):
    assert shop.refused("settings", write_off_rule=rule).field.startswith("write_off_rule")
