"""Cells as shops' files have them, each with what it says or that nobody can tell: never another figure than meant."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cells import Figure, Row
from app.core.intake.columns import match
from app.core.intake.findings import Weight
from app.core.intake.guesses import days_of, decimal_of
from app.core.intake.layout import Layout
from app.core.intake.phones import read_phones
from app.core.intake.rows import RowReader
from app.core.intake.targets import Target
from app.core.intake.units import currency_of, is_units, tens_of, unit_above, unit_of
from app.core.intake.values import (
    DayOrder,
    DecimalMark,
    Style,
    Unread,
    amount_of,
    birthday_of,
    code_of,
    count_of,
    day_of,
    line_of,
    number_of,
    phones_of,
    text_of,
    until_of,
)

YUAN = Style(currency="CNY")
COMMA = Style(DecimalMark.COMMA, currency="EUR")
JAN_31 = date(2024, 1, 31)


def unread(read, *args):
    with pytest.raises(Unread) as told:
        read(*args)
    return str(told.value)


# ---- amounts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1,234.50", 123_450),
        ("１，２３４．５０", 123_450),
        ("12,34,567.50", 123_456_750),  # lakh and crore
        ("1'234.50", 123_450),
        ("1’234.50", 123_450),
        ("1\u202f234.50", 123_450),
        ("1,000.-", 100_000),
        ("(100.00)", -10_000),
        ("（100.00）", -10_000),
        ("100.00-", -10_000),
        ("−50", -5_000),
        ("–50", -5_000),
        ("-¥100", -10_000),
        ("¥-100", -10_000),
        ("(¥100)", -10_000),
        ("￥1,234.5元", 123_450),
        ("1000元整", 100_000),
        ("人民币100", 10_000),
        ("100块", 10_000),
        ("1.5万", 1_500_000),
        ("12.345万元", 12_345_000),
        ("100 Cr", 10_000),
        ("Dr 100", -10_000),
        ("100.00贷", 10_000),
        ("\u202d1\u200b00\u202c", 10_000),
        ("'100", 10_000),
        ("100.", 10_000),
    ],
)
def test_an_amount_is_what_it_says(text, minor):
    assert amount_of(text, YUAN) == minor


@pytest.mark.parametrize("text", ["", "-", "——", "/", "\\", "无", "暂无", "未填", "null", "(null)", "N/A", "None"])
def test_a_word_for_nothing_is_nothing(text):
    assert amount_of(text, YUAN) is None
    assert (text_of(text), phones_of(text), day_of(text, YUAN)) == ("", (), None)


@pytest.mark.parametrize(
    "text",
    [
        *("(-100)", "-(100)", "--5", "5--", "-100 Dr", "100+20", "100/20", "1e3", "0x10", "NaN", "∞", "=1+2", "100%"),
        *("1 234,567", "1,234 567", "1,234,5", "12,34", "1.234,56", "1.234.567", "0.1.2", "约100", "余100", "一百"),
    ],
)
def test_what_can_be_read_two_ways_is_no_amount(text):
    unread(amount_of, text, YUAN)


@pytest.mark.parametrize("text", ["$100", "100 USD", "US$5", "€5", "HK$ 5", "5美元", "NT$100", "(USD 5)"])
def test_money_of_another_currency_is_never_the_books(text):
    assert "CNY" in unread(amount_of, text, YUAN)


@pytest.mark.parametrize(
    ("text", "currency"), [("$100", "USD"), ("$100", "HKD"), ("¥100", "JPY"), ("100 EUR", "EUR"), ("Fr. 100", "CHF")]
)
def test_a_sign_that_may_be_the_books_is(text, currency):
    assert amount_of(text, Style(currency=currency)) == 10_000


@pytest.mark.parametrize(("text", "hint"), [("1.234", True), ("0.105", False), ("12.3456", False)])
def test_three_decimals_may_be_thousands_and_that_is_said(text, hint):
    assert ("thousands" in unread(amount_of, text, YUAN)) == hint


def test_debits_count_up_what_is_owed_and_down_what_is_held():
    assert amount_of("100 Dr", YUAN._replace(debit=True)) == 10_000
    assert amount_of("100 Cr", YUAN._replace(debit=True)) == -10_000


@given(st.integers(-(10**6), 10**6), st.integers(-2, 4))
def test_a_unit_moves_the_decimal_point_and_loses_nothing(number, tens):
    assert amount_of(Figure(str(number)), YUAN._replace(tens=tens)) == number * 10 ** (2 + tens)
    assert amount_of(str(number), YUAN._replace(tens=tens)) == number * 10 ** (2 + tens)


@pytest.mark.parametrize(
    ("text", "style", "found"),
    [
        ("2.50", YUAN, (250, 2)),
        ("1,234.5", YUAN, (12_345, 1)),
        ("1.234,5", COMMA, (12_345, 1)),
        ("2,50", COMMA, (250, 2)),
        ("¥2.50", YUAN, (250, 2)),
    ],
)
def test_a_price_is_what_it_says(text, style, found):
    assert number_of(text, style) == found


@pytest.mark.parametrize(("text", "style"), [("1,5", YUAN), ("2,50", YUAN), ("1.5", COMMA), ("2.50", COMMA)])
def test_a_decimal_mark_is_never_dropped_from_a_price(text, style):
    unread(number_of, text, style)


@pytest.mark.parametrize(("text", "count"), [("3次", 3), ("3 节", 3), ("30天", 30), ("3.0", 3), ("1,000", 1000)])
def test_a_count_may_have_its_unit(text, count):
    assert count_of(text, YUAN) == count


# ---- days -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("20240131", "2024.1.31", "2024. 1. 31", "2024/01/31", "2024年1月31日", "2024 01 31", "2024–01–31"),
        *("２０２４－０１－３１", "2024-01-31 24:00", "2024-01-31T12:30:00+08:00", "20240131123000"),
        *("2024-01-31 下午 3:20", "2024年1月31日 12时30分", "2024-01-31(周三)", "2024-01-31 星期三 08:00"),
        *("31 Jan 2024", "Jan 31, 2024", "31-Jan-24", "民国113年1月31日", "民國113/01/31", "113年1月31日"),
    ],
)
@pytest.mark.parametrize("order", [DayOrder.YMD, DayOrder.DMY, DayOrder.MDY])
def test_a_day_that_is_written_clearly_is_read_in_any_order(text, order):
    assert day_of(text, Style(days=order)) == JAN_31


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("31/01/24", DayOrder.DMY),
        ("31.1.2024", DayOrder.DMY),
        ("1/31/24", DayOrder.MDY),
        ("24-01-31", DayOrder.YY),
        ("24年1月31日", DayOrder.YY),
        ("240131", DayOrder.YY),
        ("113/01/31", DayOrder.ROC),
        ("1130131", DayOrder.ROC),
        ("45322", DayOrder.SERIAL),
        ("45322.75", DayOrder.SERIAL),
    ],
)
def test_a_day_that_is_written_short_is_read_as_was_said(text, order):
    assert day_of(text, Style(days=order)) == JAN_31
    if order is not DayOrder.YMD:
        unread(day_of, text, Style(days=DayOrder.YMD))


@pytest.mark.parametrize(
    "text",
    [
        *("1900-02-29", "2023-02-29", "2024-02-30", "2024-13-01", "9999-12-31", "0001-01-01", "2024-01-31 99:99"),
        *("1月31日", "31/1", "2024年1月", "2024-01", "202401", "1706630400", "今天", "正月初一", "2024-1-31x"),
    ],
)
def test_what_no_calendar_has_is_no_day(text):
    for order in DayOrder:
        unread(day_of, text, Style(days=order))


@pytest.mark.parametrize("number", ["0", "60", "-1", "202401", "9999999"])
def test_a_workbooks_number_of_no_day_is_none(number):
    unread(day_of, Figure(number), YUAN)


@pytest.mark.parametrize("text", ["0000-00-00", "0000-00-00 00:00:00", "1900-01-00", "1900/1/0"])
def test_the_zero_of_databases_is_no_day(text):
    assert day_of(text, YUAN) is None


@pytest.mark.parametrize("text", ["永久有效", "长期", "不限", "never", "9999-12-31"])
def test_what_never_expires_has_no_last_day(text):
    assert until_of(text, YUAN) is None
    unread(day_of, text, YUAN)


@pytest.mark.parametrize(("text", "day"), [("5月1日", "05-01"), ("5-1", "05-01"), ("2-29", "02-29")])
def test_a_birthday_needs_no_year(text, day):
    assert birthday_of(text, YUAN) == day


@pytest.mark.parametrize(
    ("days", "order", "ask"),
    [
        (["24/1/5", "25/2/11"], DayOrder.YY, False),  # 5 is no year
        (["85-01-31"], DayOrder.YY, False),  # 85 is no day
        (["24-01-31", "24-02-05"], DayOrder.YY, True),
        (["13/01/24", "31/01/24", "15/02/24"], DayOrder.DMY, False),
        (["01/02/24", "05/06/24"], DayOrder.DMY, None),
        (["01/02/2024"], DayOrder.DMY, True),
        (["12/31/2024", "31/12/2024"], DayOrder.DMY, True),
        (["113/01/31"], DayOrder.ROC, False),
        (["45322", "45351"], DayOrder.SERIAL, False),
        (["2024-01-31"], DayOrder.YMD, False),
    ],
)
def test_the_order_of_dates_is_asked_for_where_the_file_does_not_show_it(days, order, ask):
    guess = days_of([Row(n, ["1", day]) for n, day in enumerate(days, 2)], {"no": 0, "on": 1}, Target.OPENINGS)
    assert guess.value == order
    assert ask is None or guess.ask == ask


def test_a_comma_before_the_decimals_is_asked_for():
    rows = [Row(2, ["1", "1,7"]), Row(3, ["2", "200.000.000"])]
    guess = decimal_of(rows, {"no": 0, "owed": 1}, Target.OPENINGS)
    assert (guess.value, guess.ask) == (DecimalMark.COMMA, True)


# ---- codes, phones, texts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["1.38001E+10", "1.23457e+11", "6E+18", "1.38E10"])
def test_a_number_cut_short_is_neither_code_nor_phone(text):
    unread(code_of, text)
    unread(phones_of, text)


@pytest.mark.parametrize("text", ["5E10", "12E3", "1E5", "00012", "0 01"])
def test_a_code_that_only_looks_short_is_kept(text):
    assert code_of(text) == text


@pytest.mark.parametrize("text", ["\ufeff001", "00\u200b1", "\u202d001\u202c", "00\u200d1", "\t001", '="001"', "'001"])
def test_what_nobody_sees_is_not_part_of_a_code(text):
    assert code_of(text) == "001"


def test_what_nobody_sees_is_not_part_of_a_name_but_signs_made_of_several_are():
    assert line_of("王\u200b小\u00ad明\ufeff") == "王小明"
    assert line_of("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "numbers", "beside"),
    [
        ("13800001111", ("13800001111",), ""),
        ("+86 138 0000 1111", ("+86 138 0000 1111",), ""),
        ("13800001111 13900002222", ("13800001111", "13900002222"), ""),
        ("13800001111/13900002222", ("13800001111", "13900002222"), ""),
        ("13800001111 或 13900002222", ("13800001111", "13900002222"), ""),
        ("010-88889999转801", ("010-88889999转801",), ""),
        ("+1 555.123.4567 ext. 12", ("+1 555.123.4567 ext. 12",), ""),
        ("13800001111.0", ("13800001111",), ""),  # a number that was a floating one
        ("0", (), ""),
        ("13800001111（妻）", ("13800001111",), "(妻)"),
        ("王姐：13800001111", ("13800001111",), "王姐:"),
        ("\u202d13800001111\u202c", ("13800001111",), ""),
    ],
)
def test_the_phones_of_a_cell(text, numbers, beside):
    assert read_phones(text) == (numbers, beside)


@pytest.mark.parametrize("text", ["138****1111", "138xxxx1111", "y", "a13800001111@qq.com", "王小明", "5号楼"])
def test_what_is_no_whole_phone_is_refused(text):
    unread(phones_of, text)


# ---- units ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "tens"),
    [
        ("余额", 0),
        ("余额（元）", 0),
        ("余额（万元）", 4),
        ("余额[万]", 4),
        ("金额(分)", -2),
        ("金额（单位：千元）", 3),
        ("Amount (in thousands)", 3),
        ("余额(含赠送)", 0),
        ("手机(必填)", 0),
    ],
)
def test_the_name_of_a_column_says_its_unit(name, tens):
    assert tens_of(unit_of(name)) == tens


def test_units_stand_above_and_below_the_names_too():
    assert unit_above(["某店会员表", "单位：万元"]) == "万元"
    assert unit_above(["单位：某某美容院"]) == ""
    assert is_units(["", "", "（元）"])
    assert not is_units(["001", "", "元"])
    assert not is_units(["-", "-"])
    assert (currency_of("余额(USD)"), currency_of("余额（人民币）"), currency_of("价格（美元）")) == ("USD", "", "USD")


# ---- rows -----------------------------------------------------------------------------------------------------------

_NAMES = ("卡号", "姓名", "手机", "余额")
_COLUMNS = {"no": 0, "name": 1, "phones": 2, "principal": 3}


def read(cells, names=_NAMES):
    reader = RowReader(Layout(Target.CUSTOMERS, columns=_COLUMNS), names, 2, strict=True, currency="CNY")
    return reader.read(Row(9, cells))


@pytest.mark.parametrize(
    "cells",
    [
        *(["合计", "", "", "175.50"], ["", "合计", "", "175.50"], ["小计：", "", "", "1"], ["本页小计", "", "", "1"]),
        *(["合　计", "3人", "", "1"], ["合计：175.50元", "", "", ""], ["余额合计", "", "", "1"], ["平均", "", "", "1"]),
        *(["Total", "", "", "1"], ["Grand Total:", "", "", "1"], ["Sub-total", "", "", "1"], ["总计(3)", "", "", "1"]),
        *(["共 12 条"], ["共3条记录", "", "", ""], ["第 1 页 共 3 页", "", "", ""], ["人数", "3", "", ""]),
        *(["总人数：3", "", "", ""], ["制表人：小王", "", "审核：", ""], ["打印时间：2024-1-1", "", "", ""]),
        *(["以下空白", "", "", ""], ["备注：仅供参考", "", "", ""], ["# end"], ["=====", "", "", ""]),
        *(["", "", "", "（元）"], ["卡号", "姓名", "手机", "余额"], [" 卡 号", "姓名", "手机", "余额"]),
    ],
)
def test_what_stands_under_a_table_or_again_in_it_is_no_customer(cells):
    found = read(cells)
    assert found.findings[0].weight is Weight.SKIPPED
    assert not found.cells


@pytest.mark.parametrize(
    "cells",
    [
        ["001", "合计 Fitness", "", "1"],
        ["7", "Total", "13800001111", "1"],
        ["8", "打印店小李", "", ""],
        ["打印店小李", "小李", "", "5"],
        ["人数科技", "人数科技公司", "", ""],
        ["#12", "Tom", "", ""],
        ["元", "张", "", ""],
        ["Sum", "Sum", "13800001113", "6"],
        ["page 1", "Page, Jimmy", "13800001111", "5"],
    ],
)
def test_a_customer_who_is_only_called_so_is_one(cells):
    assert read(cells).good


@pytest.mark.parametrize(
    "cells", [["001", "王", "138", "￥1", "234.50"], ["001", "王"], ["001", "李", "四", "13800001111", "5"]]
)
def test_a_row_of_other_cells_than_the_columns_is_refused(cells):
    (finding,) = read(cells).findings
    assert "shifted" in finding.reason.text


def test_a_total_is_told_by_where_it_stands():
    layout = Layout(Target.CUSTOMERS, columns={"no": 0, "name": 1, "tier": 2})
    reader = RowReader(layout, ("卡号", "姓名", "等级"), 2, strict=True)
    assert reader.read(Row(2, ["1", "王", "累计"])).good
    assert not reader.read(Row(3, ["", "", "合计"])).good


def test_blank_cells_at_the_end_shift_nothing():
    assert read(["001", "王", "", "5", "", ""]).good


def test_a_card_number_a_spreadsheet_may_have_rounded_is_told_and_kept():
    found = read(["6222020000000000000", "王", "", ""])
    assert [(each.field, each.weight) for each in found.findings] == [("no", Weight.WARNED)]
    assert found.text("no") == "6222020000000000000"
    assert not read(["6222020000000000123", "王", "", ""]).findings


def test_strokes_for_nothing_do_not_hide_a_column():
    rows = [Row(n, [f"00{n}", "王", "/", "-"]) for n in range(2, 9)]
    assert {each.field for each in match(Target.CUSTOMERS, _NAMES, rows)} == set(_COLUMNS)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5. März 2024", date(2024, 3, 5)),
        ("31. Dezember 2024", date(2024, 12, 31)),
        ("3 Okt 24", date(2024, 10, 3)),
        ("15 févr. 2024", date(2024, 2, 15)),
        ("1er août 2024", date(2024, 8, 1)),
        ("3 juin 2024", date(2024, 6, 3)),
        ("4 juil. 2024", date(2024, 7, 4)),
        ("5 de marzo de 2024", date(2024, 3, 5)),
        ("4-abr-2024", date(2024, 4, 4)),
        ("29 febbraio 2024", date(2024, 2, 29)),
        ("5 gennaio 2024", date(2024, 1, 5)),
        ("5 maart 2024", date(2024, 3, 5)),
        ("March 5th, 2024", date(2024, 3, 5)),
        ("二〇二四年三月五日", date(2024, 3, 5)),
        ("二零二四年十二月三十一日", date(2024, 12, 31)),
        ("一九九〇年十月二十日", date(1990, 10, 20)),
        ("二○二四年二月廿九日", date(2024, 2, 29)),
    ],
)
def test_months_by_their_names_and_years_in_words(text, day):
    assert day_of(text, Style()) == day


@pytest.mark.parametrize("text", ["二〇二四年十三月一日", "二〇二四年二月三十日", "12 lunedì 2024", "31 Foo 2024"])
def test_days_in_words_that_are_none(text):
    assert unread(day_of, text, Style()).startswith("There is no such date")


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1 234,50 zł", "0,00 zł"], DecimalMark.COMMA),
        (["CHF 1'234.50"], DecimalMark.POINT),
        (["(1.234,56)", "12,50 €"], DecimalMark.COMMA),
        (["1.234,56-"], DecimalMark.COMMA),
        (["1,234.50 CR"], DecimalMark.POINT),
    ],
)
def test_how_decimals_are_written_shows_beside_signs_and_brackets_too(cells, mark):
    rows = [Row(2 + at, ["1", cell]) for at, cell in enumerate(cells)]
    assert decimal_of(rows, {"no": 0, "owed": 1}, Target.OPENINGS).value == mark


@pytest.mark.parametrize(("text", "count"), [("Net 30", 30), ("月结30天", 30), ("30 days", 30), ("net30", 30)])
def test_days_to_pay_as_programs_write_them(text, count):
    assert count_of(text, Style()) == count


@pytest.mark.parametrize("year", ["1990", "2024", "2024.0"])
def test_a_year_alone_is_no_day_of_a_spreadsheet(year):
    assert unread(day_of, Figure(year), Style()) == "The day is missing; write the date in full."
    assert unread(birthday_of, Figure(year), Style()) == "The day is missing; write the date in full."
