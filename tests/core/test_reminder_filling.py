"""Filling in texts: what the shop has not set leaves no hole, and is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.reminder.filling import filled, names_in
from app.core.reminder.template import Template

VALUES = {"customer": "王小明", "shop": "洁净洗车", "phone": "021-5555", "bank": "工行\n123", "address": "人民路 88 号"}
LETTER = """{customer}：

请于明天付清。

收款账户：
{bank}

谢谢！
{shop}
电话：{phone}
地址：{address}"""


def body(text, **values):
    return filled(Template("{shop}", text), {**VALUES, **values}).text.body


def test_nothing_is_left_out_where_everything_is_set():
    found = filled(Template("{shop}", LETTER), VALUES)
    assert found.blanks == ()
    assert found.text.body.endswith("电话：021-5555\n地址：人民路 88 号")


def test_a_shop_without_a_phone_or_a_bank_account_leaves_no_label_behind():
    found = filled(Template("{shop}", LETTER), {**VALUES, "phone": "", "bank": " ", "address": ""})
    assert found.text.body == "王小明：\n\n请于明天付清。\n\n谢谢！\n洁净洗车"
    assert found.blanks == ("bank", "phone", "address")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Account:\n{bank}\nThanks", "Thanks"),
        ("Account:\n\n{bank}\n\nThanks", "Thanks"),
        ("Pay {customer}, in the shop or by transfer:\n{bank}", "Pay 王小明, in the shop or by transfer."),
        ("请付款，或转账：\n{bank}\n谢谢", "请付款，或转账。\n谢谢"),
        ("{shop} {bank}", "洁净洗车"),
        (f"Call {{bank}} {'whenever you like ' * 4}", f"Call  {'whenever you like ' * 4}".strip()),
        ("{bank}", ""),  # a text of nothing else: nothing is left to leave out
    ],
)
def test_labels_go_and_sentences_stay(text, wanted):
    assert body(text, bank="") == wanted


def test_a_subject_keeps_its_place_and_the_blank_is_told():
    found = filled(Template("{shop} {phone}", "x"), {**VALUES, "phone": ""})
    assert (found.text.subject, found.blanks) == ("洁净洗车", ("phone",))


def test_braces_that_are_written_twice_are_no_names():
    assert names_in("{{phone}} {shop} {{{bank}}}") == ["shop", "bank"]
    assert body("{{phone}}", phone="") == "{phone}"


@given(st.text(alphabet="ab：:，\n {}"), st.sets(st.sampled_from(["phone", "bank"])))
def test_what_has_a_value_is_never_left_out(text, blank):
    text = f"{text.replace('{', '').replace('}', '')}\n{{shop}}\n{{phone}}\n{{bank}}\nend"
    found = body(text, **dict.fromkeys(blank, ""))
    assert "洁净洗车" in found
    assert found.endswith("end")
    assert ("021-5555" in found) == ("phone" not in blank)
    assert ("工行\n123" in found) == ("bank" not in blank)
