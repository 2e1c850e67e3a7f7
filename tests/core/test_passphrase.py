"""How hard a passphrase is to guess: what everybody takes is weak, several words are strong, in any script."""

import hashlib

import pytest

from app.core.passphrase import Strength, strength
from app.storage.cipher import Kind, derive, new_cipher


@pytest.mark.parametrize("text", ["", "a", "1234567", "小明"])
def test_what_is_refused_is_too_short(text):
    assert strength(text) is Strength.TOO_SHORT


@pytest.mark.parametrize("text", ["12345678", "aaaaaaaa", "abcdefghij", "20261122", "13800004567", "password"])
def test_runs_repetitions_dates_and_phones_are_weak(text):
    assert strength(text) is Strength.WEAK


@pytest.mark.parametrize(
    "text", ["four horses eat 草", "车内有儿童座椅勿动", "Tr4ctor & seven lamps", "correct horse battery"]
)
def test_several_words_are_strong(text):
    assert strength(text) is Strength.STRONG


def test_more_of_the_same_kind_never_makes_it_weaker():
    order = list(Strength)
    text = "purple lamp seven stairs"
    grades = [order.index(strength(text[:end])) for end in range(1, len(text) + 1)]
    assert grades == sorted(grades)


def test_full_width_letters_count_as_the_plain_ones_they_are_read_as():
    assert strength("ｐａｓｓｗｏｒｄ") is strength("password")


def test_to_try_one_costs_what_is_said():
    # OWASP, "Password Storage Cheat Sheet": scrypt with N = 2^17, r = 8, p = 1.
    salt = new_cipher(Kind.PASSPHRASE, bytes)
    wanted = hashlib.scrypt(b"correct horse", salt=salt.salt, n=2**17, r=8, p=1, maxmem=2**28, dklen=32)
    assert derive("correct horse", salt).raw == wanted
