"""vCards: what RFC 6350 and RFC 2426 ask of every card, whatever was typed into a file."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.customer import Address, Calendar, Contact, CustomerFile, Kind
from app.core.vcard import VCardVersion, vcards

BOOK = "b"
BOTH = pytest.mark.parametrize("version", list(VCardVersion))


def properties(text):
    """Return the properties of each card: unfolded, name and value."""
    assert text.endswith("\r\n")
    assert not re.search(r"(?<!\r)\n", text)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").rstrip("\r\n").split("\r\n")
    cards, card = [], None
    for line in lines:
        name, colon, value = line.partition(":")
        assert colon
        if line == "BEGIN:VCARD":
            card = {}
        elif line == "END:VCARD":
            cards.append(card)
        else:
            card.setdefault(name, []).append(value)
    return cards


def unescaped(value):
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


@BOTH
def test_a_person_has_what_every_card_needs(version):
    file = CustomerFile(no="C1", name="王小明", phones=("138 0000 4567",), email="w@example.com", birthday="1988-11-24")
    [card] = properties(vcards(file, version, BOOK))
    assert card["VERSION"] == [version.value]
    assert card["FN"] == ["王小明"]
    assert card["N"] == [";王小明;;;"]
    assert card["TEL;TYPE=voice"] == ["138 0000 4567"]
    assert card["BDAY"] == ["19881124" if version is VCardVersion.FOUR else "1988-11-24"]
    assert ("KIND" in card) == (version is VCardVersion.FOUR)


@BOTH
def test_a_firm_has_a_card_and_one_for_each_of_its_people(version):
    people = (Contact("周", "Accounts", "1"), Contact("陈"))
    file = CustomerFile(no="C2", name="Firm; Ltd, Co", kind=Kind.COMPANY, contacts=people)
    firm, first, second = properties(vcards(file, version, BOOK))
    assert firm["ORG"] == first["ORG"] == second["ORG"] == ["Firm\\; Ltd\\, Co"]
    assert first["TITLE"] == ["Accounts"]
    uids = [next(v for k, v in card.items() if k.startswith("UID")) for card in (firm, first, second)]
    assert len({tuple(uid) for uid in uids}) == 3


def test_birthdays_without_a_year_go_out_only_where_there_is_a_form_for_them_and_lunar_ones_never():
    file = CustomerFile(no="C", name="n", birthday="05-01")
    assert properties(vcards(file, VCardVersion.FOUR, BOOK))[0]["BDAY"] == ["--0501"]
    assert "BDAY" not in properties(vcards(file, VCardVersion.THREE, BOOK))[0]
    lunar = CustomerFile(no="C", name="n", birthday="05-01", birthday_calendar=Calendar.LUNAR)
    assert "BDAY" not in properties(vcards(lunar, VCardVersion.FOUR, BOOK))[0]


@BOTH
@pytest.mark.parametrize("name", ["张\u3000三", "می\u200cخواهم", "👨\u200d👩\u200d👧", "a\u00a0b", "🇨🇳 🫨"])
def test_a_name_keeps_its_spaces_and_what_joins_its_letters(name, version):
    assert properties(vcards(CustomerFile(no="C", name=name), version, BOOK))[0]["FN"] == [name]


@settings(max_examples=120, derandomize=True, database=None)
@given(st.text(min_size=1), st.text(), st.sampled_from(list(VCardVersion)))
def test_nothing_typed_breaks_a_card(name, street, version):
    name, street = (text.encode(errors="ignore").decode() for text in (name, street))
    file = CustomerFile(no="C", name=name, address=Address(street=street, city="上海"), tags=(name,))
    [card] = properties(vcards(file, version, BOOK))
    shown = "".join(c for c in "\n".join(name.splitlines()) if unicodedata.category(c) != "Cc" or c == "\n")
    assert unescaped(card["FN"][0]) == shown
    assert re.sub(r"\\.", "", card["ADR"][0]).count(";") == 6
