"""What each setting takes, what it refuses, and that what is stored comes back."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.credit.incentives import Form, StreakRule
from app.core.credit.late import LateRule
from app.core.credit.rates import OwnRate
from app.core.credit.write_off import WriteOffRule
from app.core.envelope import WindowForm
from app.core.money import MAX_MINOR
from app.core.owing.limits import CreditGroup, Limits, Reaction
from app.core.owing.terms import Due, DueRule, Early, PaymentTerms
from app.core.requests import Order, Tender
from app.core.settings import (
    LIMITS,
    MAX_BLOCK,
    NAMES,
    Paper,
    ReceiptLanguage,
    Settings,
    UseCheck,
    as_json,
    changed,
    changes,
    from_json,
)
from app.core.statement import StatementKind
from app.core.statement_paper import Sheet, Slip
from app.core.vouchers import AccountCode
from app.errors import Refused

SHOP = Settings(shop_name="Shop")
FULL = Settings(
    shop_name="云溪造型 “Cloud” <Creek>",
    address="一楼\nGround floor",
    phone="0577-86001000",
    bank="Bank\n6200",
    tax_number="9133",
    receipt_footer="谢谢\n再来",
    language="zh_TW",
    money_sign=False,
    tenders=(Tender.WECHAT, Tender.CASH, Tender.OTHER),
    order=Order.BONUS_FIRST,
    customer_prefix="会",
    customer_digits=6,
    receipt_prefix="收-",
    receipt_digits=8,
    paper=Paper.ROLL_58,
    receipt_language=ReceiptLanguage.BOTH,
    print_at_once=True,
    use_check=UseCheck.PIN,
    expiring_days=0,
    birthday_days=366,
    sleeping_days=1,
    opening_float=MAX_MINOR,
    postcode="325000",
    statement_prefix="对-",
    statement_digits=12,
    statement_kind=StatementKind.OPEN_ITEM,
    statement_sheet=Sheet.FORM_140,
    statement_window=WindowForm.US_9_DOUBLE,
    statement_slip=Slip.REMITTANCE,
    statement_language=ReceiptLanguage.BOTH,
    statement_footer="本对账单仅确认本金余额，\n不影响合同约定的逾期付款责任。",
    statement_reply_days=0,
    letter_prefix="函-",
    letter_digits=4,
    letter_slip=False,
    letter_pay_days=30,
    payment_terms=(PaymentTerms("月结", Due(DueRule.MONTH_END), early=(Early(share=200, days=10),)),),
    credit_groups=(CreditGroup("王家", Limits(100, 5, on_total=Reaction.WARN)),),
    own_rates=(OwnRate("CN-LPR-1Y", date(2026, 1, 20), 310),),
    late_rule=LateRule(fixed=1200, free_days=3),
    streak_rule=StreakRule(6, amount=5000, most=5000),
    write_off_rule=WriteOffRule(most=5000, days=365),
    early_form=Form.REBATE,
    ageing_buckets=(15, 45),
    retention_years=10,
    account_codes=(AccountCode("tender.cash", "1001", "库存现金"), AccountCode("sales", "6001", tax="3%")),
)


def test_what_is_stored_comes_back():
    assert from_json("Other", as_json(FULL)) == FULL
    assert from_json("Shop", {}) == SHOP
    assert from_json("Shop", as_json(SHOP)) == SHOP
    assert all(getattr(FULL, name) != getattr(SHOP, name) for name in NAMES)  # nothing was left out above


def test_words_and_lists_may_be_given_as_they_are_stored():
    values = {name: json.loads(text) for name, text in as_json(FULL).items()}
    new = changed(SHOP, values)
    assert new == FULL
    assert isinstance(new.tenders[0], Tender)
    assert isinstance(new.paper, Paper)
    assert isinstance(new.statement_window, WindowForm)


@pytest.mark.parametrize(("name", "says"), [("address", "no text"), ("phone", "must be one line")])
def test_what_may_have_several_lines_is_not_told_to_be_one_line(name, says):
    with pytest.raises(Refused) as found:
        changed(SHOP, {name: "a cell\tof a spreadsheet"})
    assert (found.value.field, says in found.value.message.text) == (name, True)


def test_only_what_is_given_changes_and_the_log_names_it():
    new = changed(SHOP, {"tenders": ["cash"], "print_at_once": True, "opening_float": 500, "phone": " 1 "})
    assert new == replace(SHOP, tenders=(Tender.CASH,), print_at_once=True, opening_float=500, phone="1")
    assert changes(SHOP, new) == [
        ("settings.phone", "", "1"),
        ("settings.tenders", "cash, wechat, alipay, card, bank", "cash"),
        ("settings.print_at_once", "false", "true"),
        ("settings.opening_float", "0", "500"),
    ]
    assert changes(new, new) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("shop_name", ""),
        ("shop_name", " \n "),
        ("shop_name", "two\nlines"),
        ("shop_name", None),
        ("shop_name", "x" * 201),
        ("address", "bell\x07"),
        ("address", "nul\0"),
        ("address", "\ud800"),
        ("address", "x" * (MAX_BLOCK + 1)),
        ("phone", 577),
        ("language", "fr"),
        ("language", None),
        ("language", ["en"]),
        ("money_sign", 1),
        ("money_sign", "true"),
        ("tenders", []),
        ("tenders", "cash"),
        ("tenders", ["cash", "shells"]),
        ("tenders", ["cash", "cash"]),
        ("tenders", [["cash"]]),
        ("order", "random"),
        ("customer_prefix", "V I P"),
        ("receipt_prefix", "x" * 13),
        ("receipt_prefix", "R\tR"),
        ("paper", "A4"),
        ("paper", None),
        ("receipt_language", "en"),
        ("use_check", {}),
        ("postcode", "325000\n" * 2),
        ("postcode", 325000),
        ("statement_prefix", "S S"),
        ("statement_kind", "letter"),
        ("statement_sheet", "A4"),
        ("statement_window", None),
        ("statement_slip", ""),
        ("statement_language", "zh_CN"),
        ("statement_footer", "x" * (MAX_BLOCK + 1)),
        ("statement_footer", "bell\x07"),
        ("opening_float", -1),
        ("opening_float", 1.5),
        ("opening_float", True),
        ("opening_float", MAX_MINOR + 1),
        ("colour", "green"),
        *((name, least - 1) for name, (least, _) in LIMITS.items()),
        *((name, most + 1) for name, (_, most) in LIMITS.items()),
        *((name, value) for name in LIMITS for value in ("4", 4.0, True, None)),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_the_setting(name, value):
    with pytest.raises(Refused) as refused:
        changed(SHOP, {name: value})
    assert refused.value.field == name
    assert str(refused.value)


def test_texts_are_cleaned():
    new = changed(SHOP, {"address": "  a\r\nb  ", "shop_name": "cafe\u0301 "})
    assert (new.address, new.shop_name) == ("a\nb", "caf\u00e9")


@given(st.dictionaries(st.sampled_from([*NAMES, "later", ""]), st.text()))
def test_no_damage_to_what_is_stored_keeps_a_shop_from_working(stored):
    assert from_json("Shop", stored).shop_name


ANYTHING = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists)


@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING))
def test_anything_given_is_either_taken_so_that_it_can_be_stored_or_refused(asked):
    named = None
    try:
        new = changed(SHOP, asked)
    except Refused as refused:
        named = refused.field
    else:
        assert from_json("Shop", as_json(new)) == new
    assert named is None or named in asked
