"""A customer's file as a value: what changes, what is logged, what makes two files likely one customer's."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.customer import (
    Address,
    Calendar,
    Change,
    Channel,
    Contact,
    CustomerChange,
    CustomerFile,
    Kind,
    Note,
    StatementBy,
    changes,
    content_digest,
    file_text,
    is_birthday,
    likely_duplicate,
    number_key,
    phone_digits,
    read_file,
    updated,
)
from app.errors import Refused

WANG = CustomerFile(no="C001", name="王小明")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
words = st.lists(texts, max_size=3).map(tuple)
days = st.dates(min_value=date(1, 1, 1))
files = st.builds(
    CustomerFile,
    no=texts,
    name=texts,
    kind=st.sampled_from(Kind),
    phones=words,
    contacts=st.lists(st.builds(Contact, texts, texts, texts, st.booleans()), max_size=2).map(tuple),
    address=st.builds(Address, street=texts, city=texts, postcode=texts),
    email=texts,
    channel=st.sampled_from(Channel),
    language=st.sampled_from(["", "en", "zh_CN", "zh_TW"]),
    birthday=st.sampled_from(["", "1990-05-01", "02-29"]),
    birthday_calendar=st.sampled_from(Calendar),
    tags=words,
    plates=words,
    referrer=texts,
    terms_days=st.integers(0, 3650),
    credit_limit=st.none() | st.integers(0, 10**13),
    statement=st.sampled_from(StatementBy),
    consents=st.dictionaries(st.sampled_from(["sms", "email"]), st.none() | days),
    fields=st.dictionaries(texts, texts.filter(bool), max_size=3),
    notes=st.lists(st.builds(Note, texts, st.booleans()), max_size=2).map(tuple),
    pinyin=texts,
    since=st.none() | days,
    closed=st.booleans(),
)


# ---- changing -------------------------------------------------------------------------------------------------------


def test_only_the_fields_given_change():
    new = updated(replace(WANG, tier="gold", tags=("vip",)), {"tags": ("late",), "terms_days": 30})
    assert new == replace(WANG, tier="gold", tags=("late",), terms_days=30)


def test_an_address_changes_by_parts():
    old = replace(WANG, address=Address(city="杭州", street="文三路 1"))
    assert updated(old, {"address": {"street": ""}}).address == Address(city="杭州")
    assert updated(old, {"address": None}).address == Address()


def test_consents_and_the_shops_own_fields_change_one_by_one():
    old = replace(WANG, consents={"sms": date(2026, 1, 1)}, fields={"shoe": "42", "hair": "short"})
    new = updated(old, {"consents": {"email": date(2026, 2, 1), "sms": None}, "fields": {"shoe": "", "dog": "Fido"}})
    assert new.consents == {"sms": None, "email": date(2026, 2, 1)}
    assert new.fields == {"hair": "short", "dog": "Fido"}
    assert updated(old, {"fields": None}).fields == {}
    assert old.fields == {"shoe": "42", "hair": "short"}


@given(files, files)
def test_the_log_names_every_field_that_differs_and_no_other(old, new):
    logged = {change.field.partition(".")[0] for change in changes(old, new)}
    assert logged == {each.name for each in fields(old) if getattr(old, each.name) != getattr(new, each.name)}


@given(files)
def test_nothing_is_logged_where_nothing_changed(file):
    assert changes(file, updated(file, {})) == []


def test_how_values_are_written_in_the_log():
    new = updated(
        WANG,
        {
            "tier": "金",
            "phones": ("138 0000 4567",),
            "credit_limit": None,
            "closed": True,
            "since": date(2026, 1, 2),
            "address": {"city": "杭州"},
            "consents": {"sms": None},
            "fields": {"shoe size": "42"},
        },
    )
    assert changes(WANG, new) == [
        Change("phones", "", '["138 0000 4567"]'),
        Change("address.city", "", "杭州"),
        Change("tier", "", "金"),
        Change("credit_limit", "0", "null"),
        Change("since", "", "2026-01-02"),
        Change("closed", "false", "true"),
        Change("consents.sms", "", "null"),
        Change("fields.shoe size", "", "42"),
    ]


# ---- birthdays ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["1990-05-01", "05-01", "02-29", "2000-02-29"])
def test_days_of_the_solar_calendar(text):
    assert is_birthday(text, Calendar.SOLAR)


@pytest.mark.parametrize(
    "text", ["1990-02-29", "02-30", "13-01", "00-10", "1990-5-1", "19900501", "0000-05-01", "1990-05-01 ", "٠٥-٠١"]
)
def test_what_is_no_day_of_the_solar_calendar(text):
    assert not is_birthday(text, Calendar.SOLAR)


@pytest.mark.parametrize("text", ["1990-02-30", "12-30", "01-01"])
def test_days_of_the_lunar_calendar(text):
    assert is_birthday(text, Calendar.LUNAR)


@pytest.mark.parametrize("text", ["12-31", "13-01", "00-01", "05-00", "0000-01-01", "五月初一"])
def test_what_is_no_day_of_the_lunar_calendar(text):
    assert not is_birthday(text, Calendar.LUNAR)


def test_a_day_of_one_calendar_is_refused_when_only_the_calendar_changes():
    lunar = updated(WANG, {"birthday": "02-30", "birthday_calendar": Calendar.LUNAR})
    with pytest.raises(Refused) as caught:
        updated(lunar, {"birthday_calendar": Calendar.SOLAR})
    assert caught.value.field == "birthday"


def test_a_blank_birthday_stays_blank():
    assert updated(replace(WANG, birthday="05-01"), {"birthday": ""}).birthday == ""


# ---- as JSON --------------------------------------------------------------------------------------------------------


@given(files)
def test_a_file_comes_back_from_json_as_it_was(file):
    columns = ("no", "name", "closed", "terms_days", "credit_limit", "tier")
    text = file_text(file, without=frozenset(columns))
    assert read_file(text, **{name: getattr(file, name) for name in columns}) == file


def test_a_file_with_nothing_in_it_takes_no_room():
    assert file_text(WANG, without=frozenset({"no", "name"})) == "{}"


def test_the_digest_of_a_request_knows_its_content_and_needs_its_salt():
    request = CustomerChange(id="c1", no="C001", given={"contacts": (Contact("李四"),), "since": date(2026, 1, 1)})
    same = CustomerChange(id="c1", no="C001", given={"since": date(2026, 1, 1), "contacts": (Contact("李四"),)})
    assert content_digest(b"salt", request) == content_digest(b"salt", same)
    assert content_digest(b"salt", request) != content_digest(b"pepper", request)
    for other in (replace(request, no="C002"), replace(request, note="x"), replace(request, given={})):
        assert content_digest(b"salt", other) != content_digest(b"salt", request)


# ---- likely duplicates ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phone", "digits"),
    [
        ("138-0000 4567", "13800004567"),
        ("+86 138 0000 4567", "13800004567"),
        ("008613800004567", "13800004567"),
        ("8613800004567", "13800004567"),
        ("１３８００００４５６７", "13800004567"),
        ("+86 571 8888 7777", "057188887777"),
        ("(0571) 8888-7777", "057188887777"),
        ("+1 415 555 0100", "14155550100"),
        ("86123", "86123"),
        ("电话", ""),
    ],
)
def test_the_digits_of_a_phone(phone, digits):
    assert phone_digits(phone) == digits


@pytest.mark.parametrize("no", ["C001", "c001", "C1", "Ｃ０１", "c0001"])
def test_numbers_alike(no):
    assert number_key(no) == number_key("C01")


@pytest.mark.parametrize("no", ["C10", "C", "1", "C-1", "C1a"])
def test_numbers_not_alike(no):
    assert number_key(no) != number_key("C01")


def test_what_makes_two_files_likely_one_customers():
    other = CustomerFile(no="D7", name="王小明", phones=("13800004567",))
    assert likely_duplicate(replace(WANG, phones=("+86 138 0000 4567",)), other) == "phone"
    assert likely_duplicate(WANG, replace(other, no="c1")) == "number"
    assert likely_duplicate(WANG, other) == ""
    assert likely_duplicate(replace(WANG, phones=("110",)), replace(other, phones=("110",))) == ""
