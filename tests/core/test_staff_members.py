"""The staff: never without an owner, names that tell people apart, policies that can be kept to."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.staff.members import (
    AddMember,
    ChangeMember,
    EndMember,
    added,
    changed,
    changes,
    check_recovery_change,
    check_rights_change,
    check_secret_change,
    checked_name,
    ended,
)
from app.core.staff.rights import BY_AMOUNT, Right
from app.core.staff.roles import (
    ALONE,
    NO,
    SECOND,
    YES,
    Grant,
    Member,
    Policy,
    Role,
    check_grant,
    check_members,
    check_policy,
    policy_json,
    read_policy,
    said,
    up_to,
)
from app.errors import Refused

OWNER = Member(id=1, name="王芳", role=Role.OWNER)
CASHIER = Member(id=2, name="Li", role=Role.CASHIER)
STAFF = (OWNER, CASHIER)
ON = Policy(on=True)


def sentence(refused):
    text = str(refused.value)
    assert text.endswith(".")
    assert "{" not in text
    return text


def test_somebody_joins_changes_and_leaves_and_stays_in_the_book():
    staff = added((OWNER,), AddMember(id="a", name=" Li  Na ", role=Role.CASHIER), 2, ON, OWNER)
    assert staff[1] == Member(id=2, name="Li Na", role=Role.CASHIER)
    staff = changed(staff, ChangeMember(id="b", member=2, given={"role": Role.BOOKKEEPER}), ON, OWNER)
    assert staff[1].role is Role.BOOKKEEPER
    staff = ended(staff, EndMember(id="c", member=2), ON, OWNER)
    assert [member.active for member in staff] == [True, False]


@pytest.mark.parametrize("role", [Role.CASHIER, Role.BOOKKEEPER, Role.READER])
def test_the_last_owner_cannot_become_anything_else(role):
    with pytest.raises(Refused) as refused:
        changed(STAFF, ChangeMember(id="x", member=1, given={"role": role}), ON, OWNER)
    assert refused.value.field == "role"
    assert "owner" in sentence(refused)


def test_the_last_owner_cannot_leave_and_one_of_two_can():
    with pytest.raises(Refused):
        ended(STAFF, EndMember(id="x", member=1), ON, OWNER)
    two = (OWNER, replace(CASHIER, role=Role.OWNER))
    assert [each.active for each in ended(two, EndMember(id="x", member=1), ON, OWNER)] == [False, True]


@given(st.lists(st.sampled_from([Role.OWNER, Role.CASHIER, Role.READER]), max_size=5), st.data())
def test_whatever_is_done_there_is_an_owner(roles, data):
    staff = (OWNER, *(Member(id=2 + at, name=f"m{at}", role=role) for at, role in enumerate(roles)))
    for at in range(8):
        number = data.draw(st.integers(1, len(staff)))
        role = data.draw(st.sampled_from(list(Role)))
        leaves = data.draw(st.booleans())
        try:
            if leaves:
                staff = ended(staff, EndMember(id=str(at), member=number), ON, OWNER)
            else:
                staff = changed(staff, ChangeMember(id=str(at), member=number, given={"role": role}), ON, OWNER)
        except Refused:
            pass
        assert any(each.active and each.role is Role.OWNER for each in staff)


@pytest.mark.parametrize("name", ["Li", "LI", "ｌｉ", " li "])
def test_a_name_that_is_taken_is_refused_however_it_is_written(name):
    with pytest.raises(Refused) as refused:
        added(STAFF, AddMember(id="a", name=name, role=Role.READER), 3, ON, OWNER)
    assert refused.value.field == "name"
    sentence(refused)


def test_the_name_of_who_left_is_free_again():
    staff = ended(STAFF, EndMember(id="x", member=2), ON, OWNER)
    assert len(added(staff, AddMember(id="a", name="Li", role=Role.READER), 3, ON, OWNER)) == 3


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b", "a\u202eb"])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(Refused) as refused:
        checked_name(name)
    assert refused.value.field == "name"


def test_the_owner_needs_a_name_once_there_is_anybody_else():
    alone = Member(id=1, name="", role=Role.OWNER)
    check_members([alone])
    with pytest.raises(Refused) as refused:
        added((alone,), AddMember(id="a", name="Li", role=Role.CASHIER), 2, ON, OWNER)
    assert "the owner too" in sentence(refused)


def test_nobody_can_be_changed_who_is_not_there_or_in_what_there_is_not():
    for request in (ChangeMember(id="a", member=9, given={}), ChangeMember(id="a", member=2, given={"id": 1})):
        with pytest.raises(Refused) as refused:
            changed(STAFF, request, ON, OWNER)
        sentence(refused)


def test_changes_go_into_the_log_by_number_and_field():
    new = replace(CASHIER, role=Role.READER, own={Right.REFUND: up_to(100)})
    assert [(each.field, each.old, each.new) for each in changes(CASHIER, new)] == [
        ("staff.2.role", "cashier", "reader"),
        ("staff.2.own", "", "refund: [True, 100, True]"),
    ]
    assert [each.field for each in changes(None, CASHIER)] == ["staff.2.name", "staff.2.role", "staff.2.active"]


def test_who_has_no_name_is_said_by_role():
    assert str(said(Member(id=1, name="", role=Role.OWNER))) == "Owner"
    assert said(CASHIER) == "Li"


# ---- who manages staff without being an owner -----------------------------------------------------------------------

MANAGER = Member(id=5, name="Sun", role=Role.BOOKKEEPER, own={Right.STAFF: YES, Right.REFUND: up_to(50_00)})
MANAGED = (*STAFF, MANAGER)


def refused_to_the_manager(act, request, *more):
    with pytest.raises(Refused) as refused:
        act(MANAGED, request, *more, ON, MANAGER)
    sentence(refused)
    return refused.value.field


def test_a_manager_makes_nobody_an_owner_and_touches_none():
    assert refused_to_the_manager(added, AddMember(id="a", name="Friend", role=Role.OWNER), 6) == "role"
    assert refused_to_the_manager(changed, ChangeMember(id="a", member=2, given={"role": Role.OWNER})) == "role"
    assert refused_to_the_manager(changed, ChangeMember(id="a", member=1, given={"name": "Boss"})) == "role"
    assert refused_to_the_manager(ended, EndMember(id="a", member=1)) == "role"


def test_a_manager_does_not_raise_themselves():
    assert refused_to_the_manager(changed, ChangeMember(id="a", member=5, given={"own": {Right.KEYS: YES}})) == "member"


@pytest.mark.parametrize(
    "own",
    [
        {Right.KEYS: YES},
        {Right.REFUND: YES},
        {Right.REFUND: up_to(50_01)},
        {Right.ERASE: SECOND},
        {Right.WRITE_OFF: up_to(0)},
    ],
)
def test_a_manager_gives_nothing_they_have_not(own):
    assert refused_to_the_manager(changed, ChangeMember(id="a", member=2, given={"own": own})) == "rights"


@pytest.mark.parametrize(
    "own", [{Right.REFUND: up_to(50_00)}, {Right.REFUND: up_to(1, second=False)}, {Right.EXPORT: YES}, {Right.SELL: NO}]
)
def test_a_manager_gives_what_they_have_and_takes_away(own):
    staff = changed(MANAGED, ChangeMember(id="a", member=2, given={"own": own}), ON, MANAGER)
    assert staff[1].own == own
    assert ended(staff, EndMember(id="b", member=2), ON, MANAGER)[1].active is False


def test_a_manager_signs_in_as_nobody_who_may_do_more():
    """Whoever sets a PIN knows it: a new one for somebody with more rights would give those rights to the manager."""
    reader = Member(id=4, name="Wu", role=Role.READER)
    check_secret_change(MANAGER, reader, ON)
    check_secret_change(OWNER, MANAGER, ON)
    for whose in (OWNER, Member(id=2, name="Li", role=Role.CASHIER), replace(reader, own={Right.REFUND: YES})):
        with pytest.raises(Refused) as refused:
            check_secret_change(MANAGER, whose, ON)
        sentence(refused)


def test_a_manager_has_no_recovery_code_made_that_would_make_them_an_owner():
    check_recovery_change(OWNER)
    with pytest.raises(Refused) as refused:
        check_recovery_change(MANAGER)
    assert refused.value.field == "recovery"


def test_only_an_owner_says_what_roles_may_do():
    check_rights_change(OWNER)
    with pytest.raises(Refused) as refused:
        check_rights_change(MANAGER)
    assert refused.value.field == "rights"


def test_a_new_name_is_kept_in_one_line():
    staff = changed(STAFF, ChangeMember(id="a", member=2, given={"name": " Li \n Na"}), ON, OWNER)
    assert staff[1].name == "Li Na"


# ---- policies -------------------------------------------------------------------------------------------------------


def test_four_eyes_need_two_who_can():
    policy = replace(ON, four_eyes={Right.REFUND: 100_00})
    with pytest.raises(Refused) as refused:
        check_policy(policy, STAFF)
    assert refused.value.field == "four_eyes"
    assert "Refund prepaid money" in sentence(refused)
    check_policy(policy, (*STAFF, Member(id=3, name="Wu", role=Role.OWNER)))
    check_policy(replace(policy, on=False), STAFF)


def test_who_could_approve_only_a_part_does_not_count():
    policy = replace(ON, four_eyes={Right.REFUND: 0})
    part = Member(id=3, name="Wu", role=Role.CASHIER, own={Right.REFUND: up_to(10**9)})
    with pytest.raises(Refused):
        check_policy(policy, (OWNER, part))
    check_policy(policy, (OWNER, replace(part, own={Right.REFUND: Grant(alone=True, second=True)})))


def test_the_last_who_could_approve_cannot_leave():
    policy = replace(ON, four_eyes={Right.REFUND: 0})
    staff = (OWNER, replace(CASHIER, own={Right.REFUND: YES}))
    check_policy(policy, staff)
    with pytest.raises(Refused) as refused:
        ended(staff, EndMember(id="x", member=2), policy, OWNER)
    assert refused.value.field == "four_eyes"


@pytest.mark.parametrize(
    ("right", "grant"),
    [
        (Right.SETTINGS, up_to(100)),
        (Right.REFUND, up_to(-1)),
        (Right.REFUND, Grant(alone=False, ceiling=100, second=True)),
    ],
)
def test_a_grant_that_cannot_be_meant_is_refused(right, grant):
    with pytest.raises(Refused) as refused:
        check_grant(right, grant)
    sentence(refused)
    with pytest.raises(Refused):
        check_policy(Policy(roles={Role.CASHIER: {right: grant}}), STAFF)
    with pytest.raises(Refused):
        check_policy(ALONE, (OWNER, replace(CASHIER, own={right: grant})))


def test_roles_may_be_given_more_and_less():
    roles = {Role.CASHIER: {Right.REFUND: up_to(50_00), Right.SHOP: YES}, Role.READER: {}}
    check_policy(Policy(on=True, roles=roles), STAFF)


def test_four_eyes_from_an_amount_need_something_that_has_one():
    for least, right in ((1, Right.SETTINGS), (-1, Right.REFUND)):
        with pytest.raises(Refused):
            check_policy(Policy(four_eyes={right: least}), STAFF)
    check_policy(Policy(four_eyes={Right.SETTINGS: 0}), STAFF)


def test_no_rights_are_taken_from_the_role_of_the_owner():
    with pytest.raises(Refused) as refused:
        check_policy(Policy(roles={Role.OWNER: {Right.REFUND: NO}}), STAFF)
    assert refused.value.field == "rights"


@pytest.mark.parametrize("minutes", [-1, 241])
def test_locking_has_a_time_that_can_be_meant(minutes):
    with pytest.raises(Refused) as refused:
        check_policy(Policy(idle_minutes=minutes), STAFF)
    assert refused.value.field == "idle_minutes"


GRANTS = st.one_of(st.sampled_from([NO, YES, SECOND]), st.builds(up_to, st.integers(0, 10**12), second=st.booleans()))


@given(
    st.booleans(),
    st.dictionaries(
        st.sampled_from([Role.CASHIER, Role.READER]), st.dictionaries(st.sampled_from(list(Right)), GRANTS)
    ),
    st.dictionaries(st.sampled_from(sorted(BY_AMOUNT)), st.integers(0, 10**12)),
    st.integers(0, 240),
)
def test_a_policy_is_read_as_it_was_written(on, roles, four_eyes, minutes):
    policy = Policy(on=on, roles=roles, four_eyes=four_eyes, idle_minutes=minutes)
    assert read_policy(policy_json(policy)) == policy


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", "null"),
        '{"four_eyes":{},"idle_minutes":1,"on":true,"roles":{"cashier":{"refund":[1,null,true]}}}',
        '{"four_eyes":{},"idle_minutes":1,"on":true,"roles":{"cashier":{"refund":[true,true,true]}}}',
        '{"four_eyes":{},"idle_minutes":1,"on":true,"roles":{"cashier":{"fly":[true,null,true]}}}',
        '{"four_eyes":{"fly":1},"idle_minutes":1,"on":true,"roles":{}}',
        '{"four_eyes":{},"idle_minutes":1,"on":true,"roles":{"king":{}}}',
    ],
)
def test_a_policy_that_is_none_opens_no_door(text):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever reader found it
        read_policy(text)
