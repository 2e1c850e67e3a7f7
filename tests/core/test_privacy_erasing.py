"""Every column and every field has a fate; what is left of a person says nothing of them."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, String

from app.core.customer import (
    Address,
    Card,
    Channel,
    Contact,
    CustomerFile,
    Kind,
    Note,
    StatementBy,
    changes,
    file_text,
    phone_digits,
)
from app.core.journal import ACCOUNTS
from app.core.privacy.erasing import (
    EraseCustomer,
    anonymised,
    check_erase,
    is_pseudonym,
    pseudonym,
    set_aside,
    still_held,
    traces,
)
from app.core.privacy.fates import FILE, TABLES, Fate
from app.core.privacy.person_export import SECTIONS, WITHHELD
from app.core.ways import CreditClass, Way
from app.errors import Refused
from app.storage.tables import metadata
from app.storage.tables.columns import Day, Instant

FULL = CustomerFile(
    no="C001",
    name="王小明",
    phones=("138-0000-4567", "+86 10 6552 9988"),
    contacts=(Contact("李会计", "会计", "13911112222", decides=True),),
    address=Address("王小明", "CN", "北京", "北京", "朝阳区", "建国路88号", "100022"),
    email="wang@example.cn",
    channel=Channel.WECHAT,
    language="zh_CN",
    birthday="1990-05-01",
    industry="餐饮",
    tags=("老客户",),
    plates=("京A12345",),
    referrer="C002",
    tier="金卡",
    terms_days=30,
    credit_limit=5000_00,
    statement=StatementBy.POST,
    consents={"sms": date(2025, 1, 1), "wechat": None},
    fields={"发质": "细软, 对染膏过敏"},
    notes=(Note("喜欢靠窗的位子", counter=True),),
    pinyin="wang xiaoming",
    since=date(2020, 1, 1),
    cards=(Card("88001234", date(2020, 1, 1)),),
    hold="欠款未还",
    credit_class=CreditClass.AT_RISK,
    review_months=3,
    timezone="Asia/Shanghai",
    opted_out=(Way.LETTER,),
)
AT = datetime(2026, 3, 31, tzinfo=UTC)


# ---- nothing is forgotten -------------------------------------------------------------------------------------------


def test_every_table_has_a_fate_and_none_is_made_up():
    later = {"staff_pin", "charge_part", "customer_group"}  # of tables that come with receivables
    assert set(metadata.tables) - set(TABLES) == set()
    assert set(TABLES) - set(metadata.tables) <= later


def is_text(column):
    """Days and instants are texts of a length of their own and say nothing."""
    return isinstance(column.type, LargeBinary | String) and column.type.length not in {Day.length, Instant.length}


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_every_text_and_every_binary_column_of_a_table_is_named(name):
    fate, table = TABLES[name], metadata.tables[name]
    if fate.row is Fate.DROP:
        assert fate.person in table.c
        return
    named = {*fate.kept, *fate.changed}
    assert sorted(column.name for column in table.c if is_text(column) and column.name not in named) == []
    assert sorted(named - set(table.c.keys())) == []
    assert set(fate.kept).isdisjoint(fate.changed)
    assert not fate.person or fate.person in table.c


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_a_table_with_a_customer_says_by_which_column(name):
    columns = set(metadata.tables[name].c.keys())
    if "customer_id" in columns:
        assert TABLES[name].person == "customer_id"


def test_a_row_with_a_digest_that_changes_gets_a_new_one():
    for name, fate in TABLES.items():
        if name not in metadata.tables or not fate.changed or "digest" not in metadata.tables[name].c:
            continue
        if name != "statement_run":
            assert fate.changed.get("digest") is Fate.ANEW, name


def test_the_journal_stays_as_it_was_hashed():
    for name in ("entry", "posting", "item", "term_change", "head"):
        assert not TABLES[name].changed
        assert TABLES[name].row is Fate.KEEP
    assert TABLES["entry_text"].row is Fate.DROP


def test_every_field_of_a_file_has_a_fate():
    assert {each.name for each in fields(CustomerFile)} - set(FILE) == set()


def test_what_is_about_a_customer_is_given_out_or_said_to_be_withheld():
    told = {table for section in SECTIONS for table in section.tables}
    about = {name for name, fate in TABLES.items() if fate.person}
    assert about - told - set(WITHHELD) == set()
    assert told - set(TABLES) == set()
    assert told.isdisjoint(WITHHELD)


# ---- the file that is left ------------------------------------------------------------------------------------------


def test_what_is_left_of_a_file_says_nothing_of_the_person():
    left = anonymised(FULL, 17)
    assert (left.no, left.name, left.closed) == ("erased-17", "erased-17", True)
    text = json.dumps([file_text(left, frozenset()), left.no, left.name], ensure_ascii=False)
    found = traces(FULL)
    assert [trace for trace in (*found.sure, *found.shared) if trace in text] == []
    assert (left.terms_days, left.credit_limit, left.kind) == (30, 5000_00, Kind.PERSON)


def test_erasing_an_erased_file_changes_nothing_more():
    left = anonymised(FULL, 17)
    assert anonymised(left, 17) == left


def test_a_pseudonym_is_of_one_customer_and_known_as_one():
    assert len({pseudonym(number) for number in range(1, 500)}) == 499
    assert all(is_pseudonym(pseudonym(number)) for number in range(1, 500))
    for number in ("C001", "erased", "erased-", "erased-0", "erased-01", "erased-1x", " erased-1"):
        assert not is_pseudonym(number)


def test_a_file_set_aside_keeps_the_person_and_leaves_no_way_to_reach_them():
    aside = set_aside(FULL)
    assert (aside.name, aside.phones) == (FULL.name, FULL.phones)
    assert aside.closed
    assert set(aside.opted_out) == set(Way)
    assert set(aside.consents.values()) == {None}
    assert aside.statement is StatementBy.NONE
    assert {change.field for change in changes(FULL, aside)} >= {"closed", "consents.sms", "opted_out"}


# ---- what must not be found -----------------------------------------------------------------------------------------


def test_the_traces_of_a_person_are_all_there():
    sure = traces(FULL, ("今天来电说下周还",)).sure
    wanted = (
        *(
            "王小明",
            "138-0000-4567",
            "13800004567",
            phone_digits("+86 10 6552 9988"),
            "李会计",
            "13911112222",
            "wang@example.cn",
        ),
        *("京A12345", "88001234", "喜欢靠窗的位子", "细软, 对染膏过敏", "建国路88号", "C001", "今天来电说下周还"),
    )
    assert [each for each in wanted if each not in sure] == []


def test_what_may_be_anybodys_proves_nothing_by_being_there():
    found = traces(FULL)
    assert {"朝阳区", "老客户", "餐饮", "金卡"} <= set(found.shared)
    assert set(found.shared).isdisjoint(found.sure)
    assert {"sms", "zh_CN", "at_risk"}.isdisjoint((*found.sure, *found.shared))


def test_a_name_of_two_characters_is_looked_for_and_one_letter_is_not():
    assert "王芳" in traces(replace(FULL, name="王芳")).sure
    assert "X" not in traces(replace(FULL, name="X")).sure
    assert "" not in (*traces(CustomerFile(no="C9", name="")).sure,)


# ---- asking for it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more", [{"confirm": "C002"}, {"confirm": ""}, {"note": "moved"}, {"reference": "mail of 3/1"}]
)
def test_an_erasure_is_confirmed_and_bears_no_text(more):
    request = EraseCustomer(id="e1", customer="C001", confirm="C001", on=date(2026, 3, 31), asked=True)
    check_erase(request)
    with pytest.raises(Refused) as refused:
        check_erase(replace(request, **more))
    assert refused.value.field in more or refused.value.field == "note"
    assert "{" not in str(refused.value)


@given(st.lists(st.integers(0, 100), max_size=20), st.integers(0, 100), st.integers(0, 100))
def test_the_backups_that_still_have_the_person_are_those_made_in_between(days, since, erased):
    made = {f"b{at}": AT + timedelta(days=day) for at, day in enumerate(days)}
    first, last = (AT + timedelta(days=day) for day in (since, erased))
    found = still_held(made, since=first, erased_at=last)
    assert set(found) == {name for name, at in made.items() if first <= at < last}
    assert [made[name] for name in found] == sorted(made[name] for name in found)


def test_accounts_are_never_personal():
    assert all(not any(char.isdigit() for char in account) for account in ACCOUNTS)
