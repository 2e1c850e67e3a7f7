"""Signing in: PINs nobody tries first, hashes that name how they were made, slower and slower after wrong tries."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.staff import proof
from app.core.staff.proof import Cost, Tries, check_password, check_pin, check_wait, is_idle, settled, tried, wait
from app.errors import Refused

NOW = datetime(2026, 3, 31, 8, tzinfo=UTC)
CHEAP = Cost(4, 8, 1)
SALT = bytes(range(16))
MINUTE = timedelta(minutes=1)


def refusal(check, secret):
    with pytest.raises(Refused) as refused:
        check(secret)
    text = str(refused.value)
    assert text.endswith(".")
    assert "{" not in text
    assert secret == "" or len(secret) < 3 or secret not in text  # a sentence is shown and logged
    return refused.value.field


# ---- PINs and passwords ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pin", ["", "1", "123", "1" * 13, "12a4", "12 34", "-1234", "١٢٣٤x", "12.4"])
def test_a_pin_is_four_to_twelve_digits(pin):
    assert refusal(check_pin, pin) == "pin"


@pytest.mark.parametrize(
    "pin",
    [
        *("1111", "0000", "888888", "1234", "12345678", "4321", "9876", "7890", "0987", "3210", "0123"),
        *("1212", "6969", "123123", "520520", "2580", "1314", "1990", "2026", "1004"),
    ],
)
def test_a_pin_that_is_tried_first_is_refused(pin):
    assert refusal(check_pin, pin) == "pin"


@pytest.mark.parametrize("pin", ["4071", "8264", "90173", "482910", "135790"])
def test_a_pin_without_a_pattern_is_taken(pin):
    assert check_pin(pin) == pin


def test_full_width_digits_are_digits():
    assert check_pin("４０７１") == "4071"


def test_most_pins_of_four_digits_may_be_taken():
    taken = 0
    for number in range(10_000):
        try:
            check_pin(f"{number:04}")
            taken += 1
        except Refused:
            pass
    assert taken > 9_500


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "1234567",
        "aaaaaaaa",
        "abcdefgh",
        "87654321",
        "password1",
        "PassW0rd!",
        "abababab",
        "x" * 201,
        "woaini520",
    ],
)
def test_a_password_that_is_short_or_easily_guessed_is_refused(password):
    assert refusal(check_password, password) == "password"


@pytest.mark.parametrize("password", ["绿色的三轮车在唱歌", "correct horse", "T9#kd02l", "ｆｕｌｌ　ｗｉｄｅ words"])
def test_a_password_of_words_is_taken_in_any_script(password):
    check_password(password)


# ---- hashes ---------------------------------------------------------------------------------------------------------


def test_what_is_kept_names_how_it_was_made_and_not_the_secret():
    text = proof.kept("4071", SALT)
    assert text.startswith("scrypt$15$8$1$")
    assert "4071" not in text
    assert proof.is_right("4071", text)
    assert not proof.is_right("4072", text)
    assert not proof.is_old(text)


def test_scrypt_as_rfc_7914_has_it():
    # RFC 7914, 12: scrypt("password", "NaCl", N=1024, r=8, p=16) begins with these bytes.
    text = proof.kept("password", b"NaCl", Cost(10, 8, 16))
    assert text.rpartition("$")[2] == "/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWI="


def test_one_made_with_less_is_known_as_old_and_still_right():
    text = proof.kept("4071", SALT, CHEAP)
    assert proof.is_old(text)
    assert proof.is_right("4071", text)


def test_two_people_with_one_pin_have_different_hashes():
    assert proof.kept("4071", SALT, CHEAP) != proof.kept("4071", SALT[::-1], CHEAP)


@settings(max_examples=50)
@given(st.text(max_size=30), st.text(max_size=30))
def test_only_the_very_secret_is_right(secret, other):
    text = proof.kept(unicodedata.normalize("NFKC", secret), SALT, CHEAP)
    assert proof.is_right(secret, text)
    same = unicodedata.normalize("NFKC", secret) == unicodedata.normalize("NFKC", other)
    assert proof.is_right(other, text) == same


@pytest.mark.parametrize(
    "text",
    [
        *("", "scrypt", "scrypt$15$8$1$AA==", "md5$15$8$1$AA==$AA==", "scrypt$x$8$1$AA==$AA=="),
        *("scrypt$0$8$1$AA==$AA==", "scrypt$63$8$1$AA==$AA==", "scrypt$15$999$1$AA==$AA==", "scrypt$15$8$1$!!$AA=="),
        "scrypt$15$8$1$AA==$AA==$AA==",
    ],
)
def test_what_is_no_hash_lets_nobody_in_and_does_not_stall_the_program(text):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever reader found it
        proof.is_right("4071", text)


# ---- wrong tries ----------------------------------------------------------------------------------------------------


def test_three_wrong_tries_make_slower_and_each_more_twice_as_slow_up_to_an_hour():
    waits = [wait(Tries(wrong, NOW), NOW).total_seconds() for wrong in range(13)]
    assert waits == [0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


@given(st.integers(0, 10**9), st.timedeltas(min_value=timedelta(days=-9000), max_value=timedelta(days=9000)))
def test_the_wait_is_never_negative_and_never_more_than_an_hour(wrong, passed):
    assert timedelta() <= wait(Tries(wrong, NOW), NOW + passed) <= 60 * MINUTE


@given(st.integers(3, 50), st.integers(0, 7200))
def test_the_wait_runs_off(wrong, seconds):
    tries = Tries(wrong, NOW)
    passed = timedelta(seconds=seconds)
    assert wait(tries, NOW + passed) == max(wait(tries, NOW) - passed, timedelta())


def test_a_clock_set_back_gains_nothing_and_costs_one_wait():
    tries = Tries(5, NOW + timedelta(days=3000))
    assert wait(tries, NOW) == 2 * MINUTE
    again = settled(tries, NOW)
    assert wait(again, NOW + 2 * MINUTE) == timedelta()
    assert settled(Tries(5, NOW), NOW + MINUTE) == Tries(5, NOW)
    assert settled(Tries(), NOW) == Tries()


def test_ten_thousand_pins_take_more_than_a_year_of_guessing():
    tries, at = Tries(), NOW
    for _ in range(10_000):
        at += wait(tries, at)
        tries = tried(tries, at)
    assert at - NOW > timedelta(days=365)


@pytest.mark.parametrize(
    ("wrong", "passed", "said"), [(3, 1, "29 s."), (4, 0, "1 min."), (5, 1, "2 min."), (99, 0, "60 min.")]
)
def test_the_sentence_says_how_long_to_wait(wrong, passed, said):
    with pytest.raises(Refused) as refused:
        check_wait(Tries(wrong, NOW), NOW + timedelta(seconds=passed))
    assert str(refused.value).endswith(said)
    assert str(wrong) in str(refused.value)


def test_the_first_tries_are_free():
    for wrong in range(3):
        check_wait(Tries(wrong, NOW), NOW)
    check_wait(Tries(4, NOW), NOW + MINUTE)


# ---- locking --------------------------------------------------------------------------------------------------------


def test_the_program_locks_after_its_minutes_and_when_the_clock_goes_back():
    assert not is_idle(NOW, NOW + 10 * MINUTE - timedelta(seconds=1), 10)
    assert is_idle(NOW, NOW + 10 * MINUTE, 10)
    assert is_idle(NOW, NOW - timedelta(seconds=1), 10)
    assert not is_idle(NOW, NOW + timedelta(days=99), 0)
