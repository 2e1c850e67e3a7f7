"""The code on a slip as scanner guns type it, and what of a reply can be told without a book."""

import hashlib
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import Money
from app.core.statement_reply import (
    Answered,
    Charged,
    Claim,
    Means,
    MonthRow,
    OpenDispute,
    Outcome,
    RecordReply,
    check_reply,
    claimed,
    code_of,
    disputed,
    number_key,
    read_code,
)
from app.errors import Refused

DIGEST = bytes.fromhex("1a2b3c4d") + bytes(28)
TODAY = date(2026, 5, 20)
SENT = Answered("S000001", date(2026, 5, 2), date(2026, 4, 30), "", frozenset({17, 18}))

# ---- the code -------------------------------------------------------------------------------------------------------


def test_the_code_of_a_statement():
    assert code_of(123, DIGEST) == "CBS-123-1A2B3C4D"


@pytest.mark.parametrize(
    "typed",
    [
        "CBS-123-1A2B3C4D",
        "cbs-123-1a2b3c4d",  # Caps Lock was on
        " CBS-123-1A2B3C4D\r\n",
        "ＣＢＳ－１２３－１Ａ２Ｂ３Ｃ４Ｄ",  # a Chinese input method in full width
        "CBSß123ß1A2B3C4D",  # a German keyboard
        "CBS'123'1A2B3C4D",  # a Spanish one
        "CBS/123/1A2B3C4D",  # a Canadian one
        "CBS)123)1A2B3C4D",
        "CBS+123+1A2B3C4D",
        "CBS–123—1A2B3C4D",  # a word processor has been at it
        "CBS−123‑1A2B3C4D",
        "CBSー123ー1A2B3C4D",  # kana were being typed
        "CBS_123_1A2B3C4D",
        "CBS 123 1A2B3C4D",
        "CBS1231A2B3C4D",  # a gun that leaves out what it does not know
    ],
)
def test_a_code_as_a_scanner_gun_types_it(typed):
    code = read_code(typed)
    assert code is not None
    assert (code.statement, code.fits(DIGEST)) == (123, True)


@pytest.mark.parametrize(
    "typed",
    ["", "S000123", "CBS", "CBS-123", "CBS-1A2B3C4D", "CBS-12X-1A2B3C4D", "XBS-123-1A2B3C4D",
     "CBS-123-1A2B3C4G", "CBS-中123-1A2B3C4D", "CBS-" + "9" * 30 + "-1A2B3C4D", "CBS-123-1A2B3C4D" * 100,
     "https://example.com/CBS-123-1A2B3C4D"],
)  # fmt: skip
def test_what_is_no_code(typed):
    assert read_code(typed) is None


@given(st.integers(1, 10**15), st.binary(max_size=64))
def test_every_code_is_read_back_and_fits_its_own_content_only(statement, content):
    digest = hashlib.sha256(content).digest()
    text = code_of(statement, digest)
    assert re.fullmatch(r"[A-Z0-9-]+", text)  # what the smallest QR codes and every keyboard know
    code = read_code(text.lower())
    assert code is not None
    assert (code.statement, code.fits(digest)) == (statement, True)
    assert not code.fits(hashlib.sha256(b"x" + content).digest())


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text):
    code = read_code(text)
    assert code is None or code.statement >= 0
    number_key(text)


def test_one_digit_typed_wrong_is_found():
    text = code_of(123, DIGEST)
    for place in range(8, len(text)):
        wrong = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
        code = read_code(wrong)
        assert code is not None
        assert not code.fits(DIGEST)


def test_a_code_cut_short_never_fits():
    text = code_of(123, DIGEST)
    for length in range(len(text)):
        code = read_code(text[:length])
        assert code is None or not code.fits(DIGEST)


def test_numbers_are_compared_without_case_width_and_blanks():
    assert number_key(" ｓ００ ０００１ ") == number_key("S000001") == "s000001"
    assert number_key("S000001") != number_key("S00001")


# ---- replies --------------------------------------------------------------------------------------------------------


def reply(**fields):
    given = {"id": "r1", "statement": "S000001", "outcome": Outcome.CONFIRMED, "on": TODAY, **fields}
    return RecordReply(**given)


@pytest.mark.parametrize(
    "request_",
    [
        reply(),
        reply(on=SENT.issued_on, means=Means.SPOKEN),
        reply(outcome=Outcome.DISPUTED),
        reply(outcome=Outcome.DISPUTED, claims=(Claim(text="all of it"), Claim(entry=17), Claim(entry=18))),
    ],
)
def test_a_reply_that_can_be(request_):
    check_reply(request_, SENT, TODAY)


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (reply(on=date(2026, 5, 1)), "on"),
        (reply(on=date(2026, 5, 21)), "on"),
        (reply(outcome=Outcome.NONE), "outcome"),
        (reply(claims=(Claim(entry=17),)), "claims"),
        (reply(outcome=Outcome.DISPUTED, claims=(Claim(entry=19),)), "claims.entry"),
        (reply(outcome=Outcome.DISPUTED, claims=(Claim(entry=-1),)), "claims.entry"),
        (reply(outcome=Outcome.DISPUTED, claims=(Claim(charge="s1"), Claim(entry=17, charge="s1"))), "claims.charge"),
    ],
)
def test_a_reply_that_cannot_be(request_, field):
    with pytest.raises(Refused) as caught:
        check_reply(request_, SENT, TODAY)
    assert caught.value.field == field


def test_only_what_came_back_can_be_taken_back():
    check_reply(reply(outcome=Outcome.NONE), SENT._replace(outcome="confirmed"), TODAY)
    with pytest.raises(Refused):
        check_reply(reply(outcome=Outcome.NONE), SENT._replace(outcome="none"), TODAY)


def charge(amount, left, on=date(2026, 4, 9)):
    return Charged("s1", on, amount, left)


@pytest.mark.parametrize(
    ("says", "amount", "left", "listed", "in_dispute"),
    [
        (None, 10000, 10000, None, 10000),
        (None, 10000, 6000, None, 6000),
        (None, 10000, 0, None, 10000),  # paid, and disputed nevertheless
        (4000, 10000, 10000, None, 6000),
        (0, 10000, 10000, None, 10000),
        (9000, 10000, 6000, None, 1000),
        (3000, 10000, 6000, None, 6000),  # settled by then and open again: 70.00 too much, of which 60.00 are open
        (1000, 10000, 6000, 6000, 5000),  # 60.00 were open by the statement, and that is what they answer
        (1000, 10000, 3000, 6000, 3000),  # half of it was paid since
        (4000, 10000, 0, None, 6000),
    ],
)
def test_what_a_claim_puts_in_dispute(says, amount, left, listed, in_dispute):
    sent = SENT._replace(listed={} if listed is None else {"s1": listed})
    assert claimed(Claim(charge="s1", amount=says), charge(amount, left), sent) == in_dispute


@pytest.mark.parametrize(
    ("says", "listed", "shown"), [(10000, {}, 10000), (10001, {}, 10000), (6000, {"s1": 6000}, 6000)]
)
def test_a_claim_that_claims_nothing(says, listed, shown):
    with pytest.raises(Refused) as caught:
        claimed(Claim(charge="s1", amount=says), charge(10000, 6000), SENT._replace(listed=listed))
    assert (caught.value.field, caught.value.message.values["amount"]) == ("claims.amount", Money(shown))


def test_a_charge_of_a_later_day_is_not_on_the_statement():
    with pytest.raises(Refused) as caught:
        claimed(Claim(charge="s1"), charge(100, 100, date(2026, 5, 1)), SENT)
    assert caught.value.field == "claims.charge"


def opening(**fields):
    return OpenDispute(**{"id": "d1", "customer": "C001", "charge": "s1", "on": TODAY, "reason": "why", **fields})


def test_a_charge_is_disputed_in_part_or_wholly():
    assert disputed(opening(), charge(10000, 6000)) == 6000
    assert disputed(opening(amount=1), charge(10000, 6000)) == 1
    assert disputed(opening(), charge(10000, 0)) == 10000
    for wrong, field in ((6001, "amount"), (0, "amount"), (-5, "amount")):
        with pytest.raises(Refused) as caught:
            disputed(opening(amount=wrong), charge(10000, 6000))
        assert caught.value.field == field
    with pytest.raises(Refused):
        disputed(opening(on=date(2026, 4, 8)), charge(10000, 6000))


# ---- months ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sent", "confirmed", "share"), [(0, 0, 0), (100, 99, 99), (1000, 999, 99), (3, 3, 100)])
def test_the_share_never_claims_what_is_not(sent, confirmed, share):
    assert MonthRow(sent=sent, confirmed=confirmed).share == share
