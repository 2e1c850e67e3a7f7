"""Letters as values: the template parted at its table, and the JSON that is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.letter import IssuedLetter, LetterPaper, by_route, letter_json, letter_no, parted, read_letter
from app.core.receipt import Party
from app.core.reminder.kinds import Tone
from app.core.reminder.template import Template
from app.core.settings import Settings
from tests.documents.helpers_letter import letter
from tests.documents.helpers_statement import paper


@pytest.mark.parametrize(
    ("body", "before", "after", "lead"),
    [
        ("a\n\n{charges}\n\nb", "a", "b", ""),
        ("a\n  {charges} \n　　b\n\nc\n", "a", "b\n\nc", "　　"),
        ("{charges}", "", "", ""),
        ("a", "a", "", ""),
        ("due: {charges}", "due: {charges}", "", ""),
        ("a\n{charges}\nb\n{charges}\nc", "a", "b\n{charges}\nc", ""),
    ],
)
def test_the_table_stands_where_the_line_of_charges_was(body, before, after, lead):
    found = parted(Template("s", body))
    assert (found.before.body, found.after, found.lead) == (before, after, lead)


def test_a_letter_comes_back_from_what_was_kept():
    for value in (letter(), letter(charges=(), slip=False, pay_by=None), letter(statement=paper())):
        assert read_letter(letter_json(value)) == value
        assert letter_json(read_letter(letter_json(value))) == letter_json(value)


@given(st.text(), st.text(), st.text())
def test_any_text_comes_back(name, before, subject):
    value = letter(customer=Party(name, name), before=before, subject=subject)
    assert read_letter(letter_json(value)) == value


def test_what_is_no_letter_is_refused():
    for text in ("", "[]", "{}", "{" * 3, '{"customer":1}', "[" * 100_000):
        with pytest.raises(ValueError):  # noqa: PT011 - whichever reader found it
            read_letter(text)


def test_a_field_a_later_version_has_gets_its_default():
    whole = letter_json(replace(letter(), statement=None))
    assert read_letter(whole.replace('"statement":null,', "")) == letter()
    assert isinstance(read_letter(whole), LetterPaper)


def test_numbers_are_written_as_the_shop_wants_them():
    assert letter_no(Settings(shop_name="s"), 7) == "L000007"
    assert letter_no(Settings(shop_name="s", letter_prefix="函", letter_digits=2), 123) == "函123"


def test_the_post_sorts_by_postcode_and_those_without_one_come_last():
    at = datetime(2026, 5, 20, tzinfo=UTC)

    def issued(id_, postcode):
        return IssuedLetter(id_, f"L{id_}", 1, "C", "N", Tone.FIRM, 1, postcode, True, 1, at, date(2026, 5, 21))

    found = by_route([issued(1, ""), issued(2, "3"), issued(3, "1"), issued(4, "3")])
    assert [each.id for each in found] == [3, 2, 4, 1]
