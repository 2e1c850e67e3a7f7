"""Codes on paper: read back from any writing, a slip named by its group; the recovery code, good once."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import book_key
from app.core.groups import MistypedError, groups_of, in_groups, read_groups
from app.core.staff import recovery
from app.core.staff.recovery import made, read_written, used, written
from app.errors import Refused

NOW = datetime(2026, 3, 31, 8, tzinfo=UTC)
RAW = bytes.fromhex("00112233445566778899")
OTHER = RAW[::-1]
SALT = bytes(16)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(st.binary(min_size=1, max_size=40))
def test_what_was_written_is_read(raw):
    text = in_groups(raw)
    assert read_groups(text, len(raw)) == raw
    assert len(text.split("-")) == groups_of(len(raw))
    assert all(len(group) == 5 for group in text.split("-"))


@given(st.binary(min_size=10, max_size=10), st.sampled_from(["", " ", "-", "—", "\n", " . "]), st.booleans())
def test_it_is_read_however_it_is_set_out(raw, between, small):
    text = in_groups(raw).replace("-", between)
    assert read_groups(text.lower() if small else text, 10) == raw


def test_letters_taken_for_digits_are_read_as_such():
    text = next(text for number in range(999) if set("01") <= set(text := in_groups(number.to_bytes(10, "big"))))
    assert read_groups(text.replace("0", "o").replace("1", "l"), 10) == read_groups(text, 10)


@given(st.binary(min_size=10, max_size=10), st.integers(0, 19), st.sampled_from(LETTERS))
def test_one_wrong_character_names_its_group(raw, at, letter):
    plain = in_groups(raw).replace("-", "")
    wrong = plain[:at] + letter + plain[at + 1 :]
    if wrong == plain:
        return
    with pytest.raises(MistypedError) as mistyped:
        read_groups(wrong, 10)
    assert mistyped.value.group == at // 5 + 1


@given(st.binary(min_size=10, max_size=10), st.integers(0, 18))
def test_two_characters_exchanged_show(raw, at):
    plain = in_groups(raw).replace("-", "")
    wrong = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
    if wrong != plain:
        with pytest.raises(MistypedError):
            read_groups(wrong, 10)


@given(st.binary(min_size=10, max_size=10), st.permutations(range(4)))
def test_groups_in_another_order_show(raw, order):
    groups = in_groups(raw).split("-")
    if order != [0, 1, 2, 3]:
        with pytest.raises(MistypedError):
            read_groups("-".join(groups[at] for at in order), 10)


def test_bits_beyond_the_end_are_not_lost_silently():
    whole = in_groups(b"\x01\xff")
    with pytest.raises(MistypedError) as mistyped:
        read_groups(in_groups(b"\x01\xff\x80\x00\x00")[:5], 2)
    assert mistyped.value.group == 1
    assert read_groups(whole, 2) == b"\x01\xff"


def test_the_groups_are_those_of_the_key_of_a_book():
    key = bytes(range(32))
    assert in_groups(key).split("-")[:12] == book_key.written(key).split("-")[:12]


# ---- the recovery code ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept():
    return made(RAW, SALT, NOW)


def refusal(kept, text):
    with pytest.raises(Refused) as refused:
        used(kept, text, NOW)
    assert refused.value.field == "recovery"
    said = str(refused.value)
    assert said.endswith(".")
    assert "{" not in said
    return said


def test_the_code_has_four_groups_and_is_not_in_what_is_kept(kept):
    assert len(written(RAW)) == 4 * 5 + 3
    assert written(RAW) not in kept.kept
    assert RAW.hex() not in kept.kept
    assert read_written(written(RAW).lower()) == RAW


def test_it_lets_the_owner_in_once(kept):
    after = used(kept, written(RAW), NOW)
    assert after.used_at == NOW
    assert str(date(2026, 3, 31)) in refusal(after, written(RAW))


def test_a_wrong_one_a_mistyped_one_and_none_are_told_apart(kept):
    assert "paper" in refusal(kept, written(OTHER))
    assert "Group 1" in refusal(kept, "X" + written(RAW)[1:])
    assert "4 groups" in refusal(kept, "12345")
    assert "ever printed" in refusal(None, written(RAW))


def test_a_new_code_ends_the_one_before(kept):
    later = made(OTHER, SALT, NOW)
    assert "paper" in refusal(later, written(RAW))
    assert used(later, written(OTHER), NOW).used_at == NOW
    assert recovery.SIZE * 8 >= 80
