"""Approvals: two different people, this very request, in time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.requests import Refund, Tender
from app.core.staff.approval import HOLDS, approve, check_approval
from app.core.staff.may import Facts, may
from app.core.staff.rights import Right
from app.core.staff.roles import SECOND, Member, Policy, Role, up_to
from app.errors import Refused

NOW = datetime(2026, 3, 31, 8, tzinfo=UTC)
POLICY = Policy(on=True)
OWNER = Member(id=1, name="王芳", role=Role.OWNER)
CASHIER = Member(id=2, name="Li", role=Role.CASHIER)
OTHER = Member(id=3, name="Wu", role=Role.CASHIER)
ASKED = Refund(id="r1", on=date(2026, 3, 31), customer="C1", amount=50_00, tender=Tender.CASH, reason="x")
VERDICT = may(CASHIER, ASKED, Facts(), POLICY)
DIGEST = b"d" * 32


def refusal(*args, **changed):
    given_ = dict(zip(("approval", "asker", "approver", "digest", "now"), args, strict=True)) | changed
    with pytest.raises(Refused) as refused:
        check_approval(
            given_["approval"], VERDICT, given_["asker"], given_["approver"], given_["digest"], POLICY, given_["now"]
        )
    text = str(refused.value)
    assert text.endswith(".")
    assert "{" not in text
    return refused.value.field


def given_by_the_owner():
    return approve(VERDICT, CASHIER, OWNER, DIGEST, POLICY, NOW)


def test_an_approval_bears_both_names_and_lets_the_request_through():
    approval = given_by_the_owner()
    assert (approval.asked_by, approval.approved_by, approval.digest) == (2, 1, DIGEST)
    check_approval(approval, VERDICT, CASHIER, OWNER, DIGEST, POLICY, NOW + HOLDS)


def test_without_one_the_request_says_what_it_lacks():
    assert refusal(None, CASHIER, None, DIGEST, NOW) == "staff"
    assert refusal(given_by_the_owner(), CASHIER, None, DIGEST, NOW) == "staff"


def test_nobody_approves_what_they_ask_for():
    both = replace(CASHIER, own={Right.REFUND: up_to(10**6)})
    with pytest.raises(Refused):
        approve(VERDICT, both, both, DIGEST, POLICY, NOW)


def test_who_may_not_do_it_cannot_let_others_do_it():
    with pytest.raises(Refused) as refused:
        approve(VERDICT, CASHIER, OTHER, DIGEST, POLICY, NOW)
    assert "Wu" in str(refused.value)
    for short in (up_to(49_99), SECOND):
        with pytest.raises(Refused):
            approve(VERDICT, CASHIER, replace(OTHER, own={Right.REFUND: short}), DIGEST, POLICY, NOW)
    approve(VERDICT, CASHIER, replace(OTHER, own={Right.REFUND: up_to(50_00)}), DIGEST, POLICY, NOW)


def test_an_approval_is_for_one_request_and_one_person():
    assert refusal(given_by_the_owner(), CASHIER, OWNER, b"e" * 32, NOW) == "approval"
    assert refusal(given_by_the_owner(), OTHER, OWNER, DIGEST, NOW) == "approval"
    someone = replace(OWNER, id=9)
    assert refusal(given_by_the_owner(), CASHIER, someone, DIGEST, NOW) == "approval"


@given(st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(days=10_000)))
def test_an_approval_grows_old_and_does_not_come_from_tomorrow(much):
    assert refusal(given_by_the_owner(), CASHIER, OWNER, DIGEST, NOW + HOLDS + much) == "approval"
    assert refusal(given_by_the_owner(), CASHIER, OWNER, DIGEST, NOW - much) == "approval"


def test_who_lost_the_right_meanwhile_has_approved_nothing():
    assert refusal(given_by_the_owner(), CASHIER, replace(OWNER, active=False), DIGEST, NOW) == "approval"
    assert refusal(given_by_the_owner(), CASHIER, replace(OWNER, role=Role.READER), DIGEST, NOW) == "approval"
