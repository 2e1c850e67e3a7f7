"""Everything a file's reading can be has words for it, in every language."""

import pytest

from app.core.incoming import PayKind
from app.core.incoming_names import pay_kind_name
from app.core.intake import names
from app.core.intake.findings import Weight
from app.core.intake.targets import Target
from app.core.intake.values import DayOrder
from app.errors import unnamed
from app.exchange.guess import ENCODINGS
from app.exchange.text_files import SEPARATORS
from app.i18n.catalog import ENGLISH


@pytest.mark.parametrize(
    ("name", "every"),
    [
        (names.target_name, Target),
        (names.days_name, DayOrder),
        (names.weight_name, Weight),
        (names.encoding_name, ENCODINGS),
        (names.separator_name, SEPARATORS),
        (pay_kind_name, PayKind),
    ],
)
def test_each_has_words_of_its_own(name, every):
    said = [name(each, ENGLISH) for each in every]
    assert not {*said} & {str(each) for each in every}
    assert len({*said}) >= len(said) - 1  # UTF-8 with a mark before it and without are the same to people


def test_what_nobody_knows_is_told_as_it_stands():
    assert names.stored_target("of a later program", ENGLISH) == "of a later program"
    assert names.stored_target("openings", ENGLISH) == "Opening balances"
    assert names.encoding_name("cp437", ENGLISH) == "cp437"
    assert names.sum_name("weight", ENGLISH) == "weight"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("on: this day lies ahead.", "This day lies ahead."),
        ("on：日期不对。", "日期不对。"),
        ("once: more.", "once: more."),
        ("on this day", "on this day"),
        ("", ""),
    ],
)
def test_a_sentence_loses_only_the_name_it_begins_with(text, bare):
    assert unnamed(text, ("", "on")) == bare
