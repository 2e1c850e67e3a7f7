"""The bad input of issue 2: each time one clear sentence naming the field, and nothing recorded."""

import pytest

from tests import quick
from tests.services import test_cases

shop = test_cases.shop

C = {"customer": "C001"}
TOP_UP = {**C, "on": "2025-01-05", "paid": "100.00", "tender": "cash"}
SALE = {**C, "on": "2025-01-05", "amount": "100.00"}

BAD_AMOUNTS = [
    "1.001",  # more decimals than the currency has
    "17.9699999999999988631316",
    "-1.00",
    "+1.00",
    "0",
    "0.00",
    "NaN",
    "Infinity",
    "1e3",
    "1,000.00",
    "1 000",
    " 1.00",
    "1.00 ",
    "",
    ".",
    ".5",
    "5.",
    "1.0.0",
    "100000000000.01",  # above 10^13 minor units
    "9" * 5000,
    "一百",
    "٣",  # digits of other scripts are not guessed at
    "¥1",
    100,
    1.5,
    None,
    True,
    ["1.00"],
    {"amount": "1.00"},
]


def as_text(value):
    return repr(value)[:30]


@pytest.mark.parametrize("amount", BAD_AMOUNTS, ids=as_text)
@pytest.mark.parametrize(
    ("verb", "fields", "name"),
    [("top_up", TOP_UP, "paid"), ("sale", SALE, "amount"), ("payment", {**SALE, "tender": "cash"}, "amount")],
)
def test_amounts_that_are_none(shop, verb, fields, name, amount):
    assert shop.refused(verb, **fields | {name: amount}).field == name


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("１２３．４５", "123.45"),  # full-width digits
        ("１2.5", "12.50"),
        ("007", "7.00"),
        ("0.01", "0.01"),
        ("100000000000.00", "100000000000.00"),  # 10^13 minor units exactly
    ],
)
def test_amounts_that_are_read(shop, text, left):
    shop.do("top_up", "t1", **TOP_UP | {"paid": text})
    assert shop.lot("t1")[0] == left


@pytest.mark.parametrize(
    "on",
    [
        "2025-02-29",
        "2025-1-5",
        "05.01.2025",
        "20250105",
        "2025-W01-1",
        "２０２５-01-05",
        "",
        None,
        20250105,
        "2025-01-05T00:00",
    ],
    ids=as_text,
)
def test_dates_that_are_none(shop, on):
    assert shop.refused("top_up", **TOP_UP | {"on": on}).field == "on"


WRONG = {
    "a day too far ahead": ("top_up", TOP_UP | {"on": "2025-11-22"}, "on"),
    "an unknown customer": ("top_up", TOP_UP | {"customer": "C999"}, "customer"),
    "a customer that is no text": ("top_up", TOP_UP | {"customer": 1}, "customer"),
    "an unknown field": ("top_up", TOP_UP | {"bonsu": "5.00"}, "bonsu"),
    "an unknown field inside a part": ("sale", SALE | {"pay": [{"with": "cash", "colour": "red"}]}, "pay.colour"),
    "an unknown tender": ("top_up", TOP_UP | {"tender": "gold"}, "tender"),
    "a missing field": ("top_up", {**C, "on": "2025-01-05", "tender": "cash"}, "paid"),
    "a missing customer": ("top_up", {"on": "2025-01-05", "paid": "1.00", "tender": "cash"}, "customer"),
    "an unknown order": ("top_up", TOP_UP | {"order": "random"}, "order"),
    "a priority that is text": ("top_up", TOP_UP | {"priority": "1"}, "priority"),
    "a priority that is true": ("top_up", TOP_UP | {"priority": True}, "priority"),
    "a list that is none": ("sale", SALE | {"pay": "cash"}, "pay"),
    "a part that is none": ("sale", SALE | {"pay": ["cash"]}, "pay"),
    "a blank reason": ("refund", {**SALE, "tender": "cash", "reason": "  "}, "reason"),
    "no reason": ("reverse", {"on": "2025-01-05", "entry": "t1"}, "reason"),
    "an id with a line break": ("top_up", TOP_UP | {"id_": "t\n1"}, "id"),
    "an unknown verb": ("topup", TOP_UP, "do"),
    "a reversal of nothing": ("reverse", {"on": "2025-01-05", "entry": "t9", "reason": "wrong"}, "entry"),
    "more than is there": ("sale", SALE | {"pay": [{"with": "prepaid"}]}, "pay"),
    "a note that is a number": ("top_up", TOP_UP | {"note": 5}, "note"),
    "a note beyond all bounds": ("top_up", TOP_UP | {"note": "x" * 10_001}, "note"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_named(shop, what):
    verb, fields, name = WRONG[what]
    assert shop.refused(verb, **fields).field == name


def test_a_currency_without_decimals_takes_none(tmp_path):
    with quick.folder_in_memory() as folder:
        yen = test_cases.Shop(folder, currency="JPY")
        yen.customer("C001")
        assert yen.refused("top_up", **TOP_UP | {"paid": "100.0"}).field == "paid"
        yen.do("top_up", "t1", **TOP_UP | {"paid": "100"})
        assert yen.sql("SELECT amount FROM item_balance") == [(100,)]
        yen.close()


def test_a_currency_with_three_decimals_takes_three(tmp_path):
    with quick.folder_in_memory() as folder:
        dinar = test_cases.Shop(folder, currency="KWD")
        dinar.customer("C001")
        assert dinar.refused("top_up", **TOP_UP | {"paid": "1.0001"}).field == "paid"
        dinar.do("top_up", "t1", **TOP_UP | {"paid": "1.001"})
        assert dinar.sql("SELECT amount FROM item_balance") == [(1001,)]
        dinar.close()
