"""A real year of bills in the reminder queue: every reminder has its reason in the file, and none is missing."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.core.reminder.kinds import RuleKind, Way
from tests.real import ibm
from tests.real.ibm_reminders import APART, FIRST, STAGES, expected, replay, report

pytestmark = [
    pytest.mark.xdist_group("ibm"),
    pytest.mark.skipif(not ibm.FILE.exists(), reason=f"there is no real data at {ibm.FILE}"),
]

UNTIL = date(2013, 3, 31)
"""A quarter is enough for every test run; the script lives through the whole year."""


@pytest.fixture(scope="module")
def bills():
    return ibm.read()


@pytest.fixture(scope="module")
def reminders(bills, tmp_path_factory):
    return list(replay(tmp_path_factory.mktemp("ibm") / "ibm.cbook", bills, FIRST, UNTIL))


@pytest.fixture(scope="module")
def overdue(reminders):
    return [each for each in reminders if each.rule is RuleKind.OVERDUE]


def test_the_stages_are_those_the_file_asks_for_and_no_others(bills, overdue):
    found = {(each.on, bill, nth): each.amount for each in overdue for bill, nth in each.charges if nth}
    assert found == expected(bills, FIRST, UNTIL)
    assert sum(1 for each in overdue for _, nth in each.charges if nth) == len(found)  # none twice
    assert {each.stage for each in overdue} >= {1, 2, 3}


def test_none_asks_for_a_bill_that_was_paid_or_is_not_due(bills, reminders):
    by_number = {bill.number: bill for bill in bills}
    for each in reminders:
        for number, _ in each.charges:
            bill = by_number[number]
            assert bill.customer == each.customer
            assert bill.on <= each.on < bill.settled_on
            assert (bill.due_on < each.on) == (each.rule is RuleKind.OVERDUE)


def test_all_overdue_bills_of_a_customer_are_in_one_reminder(bills, overdue):
    for each in overdue:
        late = {b.number: b for b in bills if b.customer == each.customer and b.due_on < each.on < b.settled_on}
        assert {number for number, _ in each.charges} == late.keys()
        assert each.amount == sum(int(bill.amount * 100) for bill in late.values())


def test_stages_come_in_order_each_after_its_days_and_not_too_often(bills, overdue):
    due = {bill.number: bill.due_on for bill in bills}
    stages = defaultdict(list)
    for each in overdue:
        for number, nth in each.charges:
            if nth:
                stages[number].append((nth, each.on))
    for number, done in stages.items():
        assert [nth for nth, _ in done] == list(range(1, len(done) + 1))
        assert all(on >= due[number] + timedelta(days=STAGES[nth]) for nth, on in done)
    asked = defaultdict(list)
    for each in overdue:
        if each.ways != (Way.OWNER,):
            asked[each.customer].append(each.on)
    assert all(b - a >= timedelta(days=APART) for days in asked.values() for a, b in pairwise(days))


def test_each_is_explained_by_its_bills_days_and_stage(bills, overdue):
    due = {bill.number: bill.due_on for bill in bills}
    for each in overdue:
        said = "\n".join(each.why)
        for number, nth in each.charges:
            assert f"{number}: " in said
            assert f"was due on {due[number]}, {(each.on - due[number]).days} days ago" in said
            if nth:
                assert f"{number}: step {nth} comes" in said


def test_the_script_prints_the_numbers_of_each_stage(overdue):
    lines = list(report(overdue, numbers=True))
    for stage, number in Counter(each.stage for each in overdue).items():
        assert f"  overdue    stage {stage}: {number:>5}" in lines
