"""Who may do what: ceilings, second persons, what a request contains beyond its verb."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.credit.requests import ApproveWriteOffs
from app.core.customer import CustomerChange
from app.core.drawer import CashOut, CloseDay
from app.core.money import Money
from app.core.owing.terms import Early, PaymentTerms
from app.core.requests import Part, PassSale, Payment, Refund, Reverse, Sale, Tender, TopUp, WriteOff
from app.core.staff.may import Facts, may, wanted
from app.core.staff.rights import Act, Right
from app.core.staff.roles import ALONE, NO, SECOND, YES, Grant, Member, Policy, Role, up_to
from app.core.staff.verdicts import Allowed, NeedsSecond, NotAllowed, Wanted, approvers, barred, enforce
from app.core.statement_reply import DisputeOutcome, EndDispute
from app.errors import Refused

ON = date(2026, 3, 31)
TODAY = Facts(today=ON)
STAFF_ON = Policy(on=True)
OWNER = Member(id=1, name="王芳", role=Role.OWNER)
CASHIER = Member(id=2, name="Li", role=Role.CASHIER)
BOOKS = Member(id=3, name="Chen", role=Role.BOOKKEEPER)
READER = Member(id=4, name="Wu", role=Role.READER)
EVERYBODY = (OWNER, CASHIER, BOOKS, READER)

TOP_UP = TopUp(id="t1", on=ON, customer="C001", paid=500_00, tender=Tender.CASH)
SALE = Sale(id="s1", on=ON, customer="C001", amount=110_00)
REFUND = Refund(id="r1", on=ON, customer="C001", amount=50_00, tender=Tender.CASH, reason="moved away")
PAYMENT = Payment(id="m1", on=ON, customer="C001", amount=80_00, tender=Tender.CASH)
REVERSE = Reverse(id="x1", on=ON, entry="t1", reason="typed twice")


def cashier(**own):
    return replace(CASHIER, own={Right(name): grant for name, grant in own.items()})


# ---- the shop of one person -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("member", EVERYBODY)
@pytest.mark.parametrize("asked", [TOP_UP, REFUND, REVERSE, Act.ENCRYPT, Act.EXPORT_JOURNAL])
def test_before_staff_are_switched_on_nobody_is_asked_anything(member, asked):
    assert may(member, asked, TODAY, ALONE) == Allowed()


@pytest.mark.parametrize("asked", [TOP_UP, REFUND, REVERSE, PAYMENT, *Act])
def test_an_owner_may_do_everything(asked):
    assert may(OWNER, asked, TODAY, STAFF_ON) == Allowed()


def test_an_owner_cannot_be_limited_by_rights_of_their_own():
    limited = replace(OWNER, own={Right.REFUND: NO})
    assert may(limited, REFUND, TODAY, STAFF_ON) == Allowed()


# ---- roles ----------------------------------------------------------------------------------------------------------


def test_a_cashier_takes_money_and_needs_a_second_person_to_give_it_back():
    assert may(CASHIER, TOP_UP, TODAY, STAFF_ON) == Allowed()
    assert may(CASHIER, SALE, TODAY, STAFF_ON) == Allowed()
    assert may(CASHIER, PAYMENT, TODAY, STAFF_ON) == Allowed()
    for asked in (REFUND, REVERSE):
        assert isinstance(may(CASHIER, asked, TODAY, STAFF_ON), NeedsSecond)


def test_a_reader_records_nothing_and_is_told_what_is_not_allowed():
    verdict = may(READER, TOP_UP, TODAY, STAFF_ON)
    assert isinstance(verdict, NotAllowed)
    assert "Wu" in str(verdict.message)
    assert "Take top-ups" in str(verdict.message)
    with pytest.raises(Refused) as refused:
        enforce(verdict)
    assert refused.value.field == "staff"


def test_who_left_may_do_nothing_whatever_their_role():
    for member in EVERYBODY:
        gone = replace(member, active=False)
        assert isinstance(may(gone, Act.LOOK, TODAY, STAFF_ON), NotAllowed)


def test_an_owner_without_a_name_is_called_by_role():
    gone = Member(id=1, name="", role=Role.OWNER, active=False)
    assert str(may(gone, TOP_UP, TODAY, STAFF_ON).message).startswith("Owner")


def test_the_owners_changes_to_a_role_count_and_those_to_a_person_count_more():
    policy = Policy(on=True, roles={Role.CASHIER: {Right.REFUND: YES, Right.SELL: NO}})
    assert may(CASHIER, REFUND, TODAY, policy) == Allowed()
    assert isinstance(may(CASHIER, TOP_UP, TODAY, policy), NotAllowed)
    assert may(cashier(sell=YES), TOP_UP, TODAY, policy) == Allowed()
    assert may(CASHIER, PAYMENT, TODAY, policy) == Allowed()  # what the owner left alone stays usual


# ---- ceilings -------------------------------------------------------------------------------------------------------


def test_a_ceiling_is_reached_without_passing_it():
    clerk = cashier(refund=up_to(50_00))
    assert may(clerk, REFUND, TODAY, STAFF_ON) == Allowed()
    assert isinstance(may(clerk, replace(REFUND, amount=50_01), TODAY, STAFF_ON), NeedsSecond)


def test_beyond_a_ceiling_without_a_second_person_it_is_refused_with_the_amount():
    clerk = cashier(refund=up_to(30_00, second=False))
    verdict = may(clerk, REFUND, TODAY, STAFF_ON)
    assert isinstance(verdict, NotAllowed)
    assert verdict.message.values["most"] == Money(30_00)


def test_an_amount_nobody_knows_lies_beyond_every_ceiling():
    clerk = cashier(refund=up_to(10**9))
    everything = replace(REFUND, amount=None)
    assert isinstance(may(clerk, everything, TODAY, STAFF_ON), NeedsSecond)
    assert may(clerk, everything, replace(TODAY, amount=400_00), STAFF_ON) == Allowed()


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.booleans())
def test_more_is_never_easier_than_less(ceiling, amount, second):
    clerk = cashier(refund=up_to(ceiling, second=second))
    order = [Allowed, NeedsSecond, NotAllowed]
    less = order.index(type(may(clerk, replace(REFUND, amount=amount), TODAY, STAFF_ON)))
    more = order.index(type(may(clerk, replace(REFUND, amount=amount + 1), TODAY, STAFF_ON)))
    assert less <= more


@given(
    st.sampled_from([TOP_UP, SALE, REFUND, REVERSE, PAYMENT, Act.ENCRYPT, Act.IMPORT]),
    st.sampled_from([NO, SECOND, YES, up_to(10_00), up_to(10_00, second=False)]),
    st.sampled_from(list(Right)),
)
def test_a_wider_grant_never_takes_anything_away(asked, grant, right):
    order = {Allowed: 0, NeedsSecond: 1, NotAllowed: 2}
    narrow = may(replace(READER, own={right: grant}), asked, TODAY, STAFF_ON)
    wide = may(replace(READER, own={right: YES}), asked, TODAY, STAFF_ON)
    assert order[type(wide)] <= order[type(narrow)]


# ---- what a request contains beyond its verb ------------------------------------------------------------------------


def test_a_bonus_within_the_offers_is_part_of_the_top_up_and_one_beyond_them_is_not():
    offered = replace(TODAY, offered_bonus=50_00)
    assert wanted(replace(TOP_UP, bonus=50_00), offered) == (Wanted(Right.SELL, 500_00),)
    assert wanted(replace(TOP_UP, bonus=60_00), offered)[1:] == (Wanted(Right.BONUS, 10_00),)
    assert isinstance(may(CASHIER, replace(TOP_UP, bonus=60_00), offered, STAFF_ON), NeedsSecond)


def test_a_bonus_nobody_looked_up_counts_as_given_by_hand():
    assert Wanted(Right.BONUS, 1) in wanted(replace(TOP_UP, bonus=1), TODAY)


def test_giving_up_a_part_of_a_debt_is_asked_for_with_its_whole_amount():
    given_up = replace(PAYMENT, discount=5_00, rounding=40)
    assert wanted(given_up, TODAY)[1:] == (Wanted(Right.DISCOUNT, 5_40),)


def test_what_paying_early_earns_is_asked_for_where_the_terms_are_made():
    """A sale by its own terms with 90 % off for paying tomorrow would be a discount that nobody was asked about."""
    paid = replace(PAYMENT, discount=8_00, rounding=5)
    assert wanted(paid, replace(TODAY, earned=8_00))[1:] == (Wanted(Right.DISCOUNT, 5),)
    assert wanted(replace(paid, rounding=0), replace(TODAY, earned=8_00))[1:] == ()
    own = PaymentTerms(early=(Early(share=9000, days=1),))
    for terms, asks in ((own, True), (PaymentTerms(), False), ("10 days", False), (None, False)):
        sold = replace(SALE, pay=(Part("account", terms=terms),))
        assert (Wanted(Right.CREDIT) in wanted(sold, TODAY)) is asks
    assert isinstance(may(CASHIER, replace(SALE, pay=(Part("account", terms=own),)), TODAY, STAFF_ON), NotAllowed)


def test_passing_a_limit_is_asked_for_by_how_far_it_is_passed():
    over = replace(SALE, override="old customer", pay=(Part("account"),))
    assert wanted(over, replace(TODAY, passed={"over_limit": 30_00, "over_group": 90_00}))[1:] == (
        Wanted(Right.PASS_LIMIT, 90_00),
    )
    assert wanted(over, TODAY)[1:] == (Wanted(Right.PASS_LIMIT, None),)
    assert wanted(over, replace(TODAY, passed={}))[1:] == ()
    assert wanted(replace(over, override=""), replace(TODAY, passed={"over_limit": 1}))[1:] == ()


@pytest.mark.parametrize(
    ("asked", "facts", "below"),
    [
        (replace(SALE, list_amount=130_00), TODAY, 20_00),
        (replace(SALE, list_amount=110_00), TODAY, None),
        (SALE, replace(TODAY, listed=120_00), 10_00),
        (PassSale(id="p1", on=ON, customer="C1", service="wash", paid=300_00), replace(TODAY, listed=400_00), 100_00),
        (PassSale(id="p1", on=ON, customer="C1", service="wash", paid=300_00), TODAY, None),
        (TOP_UP, replace(TODAY, listed=10**9), None),
    ],
)
def test_a_price_below_the_list_is_asked_for_with_the_difference(asked, facts, below):
    found = [each.amount for each in wanted(asked, facts) if each.right is Right.PRICE]
    assert found == ([] if below is None else [below])


def test_an_earlier_day_is_asked_for_in_days():
    late = replace(TOP_UP, on=ON - timedelta(days=5))
    assert wanted(late, TODAY)[1:] == (Wanted(Right.EARLIER_DAY, 5),)
    assert wanted(late, Facts())[1:] == ()
    clerk = cashier(earlier_day=up_to(4, second=False))
    verdict = may(clerk, late, TODAY, STAFF_ON)
    assert isinstance(verdict, NotAllowed)
    assert verdict.message.values["days"] == 4
    assert may(cashier(earlier_day=up_to(5)), late, TODAY, STAFF_ON) == Allowed()


def test_a_day_ahead_is_no_earlier_day():
    assert wanted(replace(TOP_UP, on=ON + timedelta(days=1)), TODAY) == (Wanted(Right.SELL, 500_00),)


def test_what_a_request_about_files_enters_for_an_earlier_day_is_asked_for_too():
    """A book of the drawer for yesterday hides what is missing today; whoever ends yesterday's count may."""
    before = ON - timedelta(days=2)
    out = CashOut(id="o1", on=before, amount=5_00, reason="tea")
    assert wanted(out, TODAY) == (Wanted(Right.CASH_OUT, 5_00), Wanted(Right.EARLIER_DAY, 2))
    assert wanted(CloseDay(id="o2", on=before), TODAY) == (Wanted(Right.DRAWER),)
    given_up = ApproveWriteOffs(id="o3", on=before, charges=("s1",), reason="gone")
    assert wanted(given_up, TODAY)[1:] == (Wanted(Right.EARLIER_DAY, 2),)


def test_a_dispute_accepted_with_a_credit_is_the_credit_it_gives():
    """Else whoever issues statements could take off what anybody owes, without the right to credit."""
    end = EndDispute(id="e1", dispute="d1", outcome=DisputeOutcome.ACCEPTED, on=ON, reason="right", credit=70_00)
    assert wanted(end, TODAY)[1:] == (Wanted(Right.CREDIT_NOTE, 70_00),)
    assert isinstance(may(BOOKS, end, TODAY, STAFF_ON), NeedsSecond)
    assert may(BOOKS, replace(end, credit=None), TODAY, STAFF_ON) == Allowed()
    earlier = replace(end, on=ON - timedelta(days=1))
    assert Wanted(Right.EARLIER_DAY, 1) in wanted(earlier, TODAY)
    assert Wanted(Right.EARLIER_DAY, 1) not in wanted(replace(earlier, credit=None), TODAY)


def test_changing_how_much_a_customer_may_owe_is_more_than_changing_a_phone():
    phone = CustomerChange(id="c1", no="C001", given={"phones": ("13800004567",)})
    limit = CustomerChange(id="c2", no="C001", given={"phones": (), "credit_limit": 10**7})
    assert may(CASHIER, phone, TODAY, STAFF_ON) == Allowed()
    assert isinstance(may(CASHIER, limit, TODAY, STAFF_ON), NotAllowed)
    assert may(BOOKS, limit, TODAY, STAFF_ON) == Allowed()


def test_undoing_ones_own_slip_of_today_is_a_right_of_its_own():
    own = replace(TODAY, own=True, amount=20_00)
    assert wanted(REVERSE, own) == (Wanted(Right.UNDO, 20_00),)
    clerk = cashier(undo=up_to(20_00))
    assert may(clerk, REVERSE, own, STAFF_ON) == Allowed()
    assert isinstance(may(clerk, REVERSE, replace(own, own=False), STAFF_ON), NeedsSecond)


def test_an_act_asks_for_its_right_and_the_amount_a_service_knows():
    assert wanted(Act.EXPORT_LIST) == (Wanted(Right.EXPORT),)


def test_whatever_is_refused_outright_is_not_offered_to_a_second_person():
    over = replace(SALE, override="please")
    clerk = cashier(pass_limit=NO)
    assert isinstance(may(clerk, replace(over, on=ON - timedelta(days=1)), TODAY, STAFF_ON), NotAllowed)


# ---- four eyes ------------------------------------------------------------------------------------------------------


def test_four_eyes_hold_for_an_owner_too():
    policy = replace(STAFF_ON, four_eyes={Right.REFUND: 0})
    assert isinstance(may(OWNER, REFUND, TODAY, policy), NeedsSecond)


def test_four_eyes_begin_with_their_amount():
    policy = replace(STAFF_ON, four_eyes={Right.REFUND: 50_01})
    assert may(OWNER, REFUND, TODAY, policy) == Allowed()
    assert isinstance(may(OWNER, replace(REFUND, amount=50_01), TODAY, policy), NeedsSecond)
    assert isinstance(may(OWNER, replace(REFUND, amount=None), TODAY, policy), NeedsSecond)


def test_four_eyes_give_nobody_a_right_they_have_not():
    policy = replace(STAFF_ON, four_eyes={Right.WRITE_OFF: 0})
    asked = WriteOff(id="w1", on=ON, charge="s1", amount=1, reason="gone")
    assert isinstance(may(CASHIER, asked, TODAY, policy), NotAllowed)


def test_only_others_who_may_do_all_of_it_alone_can_approve():
    asked = replace(TOP_UP, bonus=100_00)
    verdict = may(CASHIER, asked, TODAY, STAFF_ON)
    rich = Member(id=5, name="Zhao", role=Role.CASHIER, own={Right.BONUS: up_to(100_00)})
    poor = Member(id=6, name="Qian", role=Role.CASHIER, own={Right.BONUS: up_to(99_99)})
    gone = Member(id=7, name="Sun", role=Role.OWNER, active=False)
    found = approvers(verdict, CASHIER, (*EVERYBODY, rich, poor, gone), STAFF_ON)
    assert [each.name for each in found] == ["王芳", "Zhao"]


def test_whoever_asks_is_not_among_those_who_approve():
    policy = replace(STAFF_ON, four_eyes={Right.REFUND: 0})
    verdict = may(OWNER, REFUND, TODAY, policy)
    assert approvers(verdict, OWNER, EVERYBODY, policy) == ()


def test_enforcing_lets_through_what_is_allowed_and_names_what_needs_a_second():
    enforce(Allowed())
    with pytest.raises(Refused) as refused:
        enforce(may(CASHIER, REFUND, TODAY, STAFF_ON))
    assert "Refund prepaid money" in str(refused.value)


def test_a_grant_of_nothing_is_the_grant_nobody_wrote():
    assert Grant() == NO


def test_a_guarantor_who_pays_is_a_payment_taken():
    kind = type("StepGuarantee", (CustomerChange,), {"__slots__": ("amount",)})
    step = kind(id="g1", no="x", given={})
    object.__setattr__(step, "amount", 70_00)
    assert wanted(step, TODAY)[1:] == (Wanted(Right.RECEIVE, 70_00),)


def test_what_bars_somebody_altogether_is_said_beforehand():
    """A ceiling or a second person leaves a part in it; no grant at all bars, and only while staff are told apart."""
    cashier = CASHIER
    on = STAFF_ON
    assert barred(cashier, Right.SELL, on) is None
    assert barred(cashier, Right.REFUND, on) is None
    why = barred(cashier, Right.EXPORT, on)
    assert why is not None
    assert why.values["name"] == "Li"
    assert barred(cashier, Right.EXPORT, Policy()) is None
    assert barred(replace(cashier, own={Right.EXPORT: up_to(5)}), Right.EXPORT, on) is None
    assert barred(replace(cashier, active=False), Right.SELL, on) is not None
