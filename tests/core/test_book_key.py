"""The key of an encrypted book on paper, and what a passphrase must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.book_key import GROUPS, check_passphrase, read_written, written
from app.core.groups import GROUP
from app.errors import Refused

KEYS = st.binary(min_size=32, max_size=32)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(KEYS, st.sampled_from(["-", " ", "\n", "", " - ", "·"]))
def test_a_key_is_read_as_it_was_written_whatever_stands_between_the_groups(key: bytes, between: str) -> None:
    paper = written(key)
    assert [len(group) for group in paper.split("-")] == [GROUP] * GROUPS
    assert read_written(between.join(paper.split("-")).lower()) == key


def test_letters_taken_for_others_are_read_all_the_same() -> None:
    paper = written(bytes(32))
    assert read_written(paper.replace("0", "O").replace("1", "l")) == bytes(32)


@given(KEYS, st.integers(0, GROUPS * GROUP - 1), st.sampled_from(LETTERS))
def test_one_wrong_character_is_found_and_its_group_named(key: bytes, at: int, other: str) -> None:
    plain = written(key).replace("-", "")
    if plain[at] == other:
        return
    with pytest.raises(Refused, match=f"Group {at // GROUP + 1} ") as refused:
        read_written(plain[:at] + other + plain[at + 1 :])
    assert refused.value.field == "recovery"


@given(KEYS, st.integers(0, GROUPS - 1), st.integers(0, GROUPS - 1))
def test_groups_in_the_wrong_order_are_found(key: bytes, one: int, other: int) -> None:
    groups = written(key).split("-")
    if groups[one] == groups[other]:
        return
    groups[one], groups[other] = groups[other], groups[one]
    with pytest.raises(Refused):
        read_written("-".join(groups))


@pytest.mark.parametrize("text", ["", "ABC", "王" * 65, "*" * 65, written(bytes(range(32))) + "A"])
def test_what_is_no_key_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused):
        read_written(text)


@pytest.mark.parametrize(
    "text", ["", "1", "1234567", "11111111", "12345678", "abcdefgh", "ababABAB", "password1", "Admin2026", "x" * 201]
)
def test_a_passphrase_that_is_short_or_easily_guessed_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        check_passphrase(text)
    assert refused.value.field == "passphrase"


def test_a_word_that_is_tried_first_may_stand_among_others() -> None:
    assert check_passphrase("the admin eats four horses") == "the admin eats four horses"


def test_a_passphrase_is_the_same_on_every_keyboard() -> None:
    assert check_passphrase("ｆｏｕｒ ｈｏｒｓｅｓ") == "four horses"
