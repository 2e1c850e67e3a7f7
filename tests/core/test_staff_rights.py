"""Every verb and every act stands under exactly one right, and every right has a name and somebody who has it."""

import importlib
import pkgutil
import sys

import pytest

import app.core
from app.core.customer import FileRequest
from app.core.requests import Request
from app.core.staff.rights import _ASKED, BY_AMOUNT, BY_DAYS, LABELS, RIGHT_OF, Act, Right, right_of
from app.core.staff.roles import DEFAULTS, ROLES, SECOND, YES, Role


def subclasses(kind):
    """A dataclass with slots is made twice; only the one its module shows is the verb."""
    found = set()
    for each in kind.__subclasses__():
        found |= subclasses(each)
        if getattr(sys.modules[each.__module__], each.__name__, None) is each:
            found.add(each)
    return found


def verbs():
    for module in pkgutil.walk_packages(app.core.__path__, "app.core."):
        importlib.import_module(module.name)
    every = subclasses(Request) | subclasses(FileRequest)
    return {verb for verb in every if verb.__module__.startswith("app.core") and not subclasses(verb) & every}


def test_no_verb_is_without_a_right():
    found = verbs()
    assert len(found) > 60
    assert sorted(verb.__name__ for verb in found if verb.__name__ not in RIGHT_OF) == []


def test_no_two_verbs_share_a_name_so_that_a_name_is_one_verb():
    names = [verb.__name__ for verb in verbs()]
    assert len(names) == len(set(names))


def test_no_act_is_without_a_right():
    assert {act for act in Act if act not in RIGHT_OF} == set()


def test_each_stands_under_one_right_only():
    named = [name for names in _ASKED.values() for name in names]
    assert len(named) == len(set(named))


def test_acts_and_verbs_cannot_be_taken_for_each_other():
    assert {act.value for act in Act}.isdisjoint(verb.__name__ for verb in verbs())


def test_a_verb_under_no_right_is_never_let_through():
    class Unheard(Request):
        pass

    with pytest.raises(LookupError):
        right_of(Unheard(id="x"))


def test_every_right_is_called_something_and_asked_for_by_something():
    beyond = {Right.BONUS, Right.DISCOUNT, Right.PRICE, Right.PASS_LIMIT, Right.UNDO, Right.EARLIER_DAY}
    assert set(LABELS) == set(Right)
    assert set(RIGHT_OF.values()) | beyond == set(Right)
    assert len(set(LABELS.values())) == len(LABELS)


def test_the_verbs_named_in_the_issue_stand_where_an_owner_looks_for_them():
    wanted = {
        "Refund": Right.REFUND,
        "Reverse": Right.REVERSE,
        "WriteOff": Right.WRITE_OFF,
        "ApproveWriteOffs": Right.WRITE_OFF,
        "ChangeSettings": Right.SETTINGS,
        "ChargeInterest": Right.INTEREST,
        "SetOverride": Right.CREDIT,
        "PutHold": Right.CREDIT,
        "export_list": Right.EXPORT,
    }
    assert {name: RIGHT_OF[name] for name in wanted} == wanted


# ---- what roles may do before anybody changes it --------------------------------------------------------------------


def test_an_owner_has_every_right_and_each_role_has_a_name():
    assert set(DEFAULTS[Role.OWNER]) == set(Right)
    assert set(ROLES) == set(DEFAULTS) == set(Role)


def test_who_takes_the_money_may_not_give_any_back_alone():
    cashier = DEFAULTS[Role.CASHIER]
    for right in (Right.REFUND, Right.REVERSE, Right.UNDO, Right.BONUS, Right.DISCOUNT, Right.CASH_OUT):
        assert cashier[right] == SECOND


def test_nobody_but_an_owner_touches_staff_keys_settings_or_what_cannot_be_brought_back():
    for role in (Role.CASHIER, Role.BOOKKEEPER, Role.READER):
        for right in (Right.STAFF, Right.KEYS, Right.SETTINGS, Right.ERASE, Right.RESTORE):
            assert right not in DEFAULTS[role]


def test_a_reader_only_reads():
    assert dict(DEFAULTS[Role.READER]) == {Right.VIEW: YES}


def test_amounts_and_days_are_different_things():
    assert BY_AMOUNT.isdisjoint(BY_DAYS)
