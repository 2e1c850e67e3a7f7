"""Amounts in Chinese capitals, after the rules of 支付结算办法 附一 and the amounts those give as examples."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.capitals import capitals, has_capitals, read_capitals, words

# Amount in 分, the form written, and the other permitted forms; those marked official stand in the rules themselves.
TABLE = [
    (0, "零元整", []),
    (5, "伍分", ["零元零伍分"]),
    (50, "伍角", ["伍角整"]),
    (100, "壹元整", ["壹元正"]),
    (1000, "壹拾元整", []),
    (2007, "贰拾元零柒分", []),
    (10100, "壹佰零壹元整", []),
    (32504, "叁佰贰拾伍元零肆分", []),  # official
    (101000, "壹仟零壹拾元整", []),
    (140950, "壹仟肆佰零玖元伍角", ["壹仟肆佰零玖元伍角整"]),  # official
    (168032, "壹仟陆佰捌拾元零叁角贰分", ["壹仟陆佰捌拾元叁角贰分"]),  # official, both
    (600714, "陆仟零柒元壹角肆分", []),  # official
    (1000100, "壹万零壹元整", []),
    (1640902, "壹万陆仟肆佰零玖元零贰分", []),  # official
    (10000000, "壹拾万元整", []),
    (10700053, "壹拾万柒仟元零伍角叁分", ["壹拾万零柒仟元伍角叁分"]),  # official, both
    (100000100, "壹佰万零壹元整", []),
    (1000100000, "壹仟万壹仟元整", ["壹仟万零壹仟元整"]),
    (10001000000, "壹亿零壹万元整", []),
    (10010000030, "壹亿零壹拾万元零叁角", []),
]


@pytest.mark.parametrize(("minor", "text"), [row[:2] for row in TABLE])
def test_an_amount_is_written(minor, text):
    assert words(minor) == text
    assert capitals(minor, "CNY") == f"人民币{text}"


@pytest.mark.parametrize(
    ("minor", "text"), [(minor, text) for minor, *forms in TABLE for text in (forms[0], *forms[1])]
)
def test_every_permitted_form_is_read(minor, text):
    assert read_capitals(text) == read_capitals(f"人民币{text}") == minor


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (168032, "CNY", "人民幣壹仟陸佰捌拾圓零參角貳分"),
        (1000000000000, "TWD", "新臺幣壹佰億圓整"),
        (1000100, "HKD", "港幣壹萬零壹圓整"),
    ],
)
def test_traditional_characters(minor, currency, text):
    assert capitals(minor, currency, "zh_TW") == text
    assert read_capitals(text) == minor


def test_other_currencies_have_none():
    assert [code for code in ("CNY", "HKD", "TWD", "USD", "JPY", "EUR") if has_capitals(code)] == ["CNY", "HKD", "TWD"]
    with pytest.raises(ValueError, match="USD"):
        capitals(100, "USD")


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="negative"):
        words(-1)


@pytest.mark.parametrize("amount", [1.0, 12.34, "100", None])
def test_nothing_but_an_integer_is_an_amount(amount):
    with pytest.raises(TypeError):
        words(amount)


@given(st.integers(0, 10**18))
@example(10**13)
@example(100000000000001)
@example(10**8 * 10**8 * 100)
def test_what_is_written_reads_back(minor):
    text = words(minor)
    assert read_capitals(text) == minor
    assert read_capitals(capitals(minor, "CNY", "zh_TW")) == minor
    assert "零零" not in text
    assert text.endswith("整") == (minor % 100 == 0)


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_two_amounts_never_look_alike(one, other):
    assert (words(one) == words(other)) == (one == other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "元",
        "整",
        "零",
        "人民币",
        "壹",
        "壹元",
        "拾元整",
        "壹佰壹元整",
        "壹零元整",
        "壹元零伍角",
        "伍分整",
        "壹万零壹仟元整",
        "壹亿壹仟元整",
        "万元整",
        "12元整",
        "一百元整",
        "壹元整壹元整",
        "負壹元整",
    ],
)
def test_anything_else_is_not_read(text):
    with pytest.raises(ValueError, match="not an amount"):
        read_capitals(text)
