"""Vouchers of a real book tie to its trial balance; every layout is written, read back, and balances."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
import python_calamine as calamine

from app.core.journal import ACCOUNTS, BONUS, BONUS_GRANTED
from app.core.settings import ChangeSettings
from app.errors import BookUnusable, Refused
from app.services.exports import Exports
from app.services.settings import SettingsDesk
from app.services.views import Views
from app.services.vouchers import Vouchers
from tests.services.helpers_customers import TODAY, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path / "book")))
FIRST, LAST = date(2026, 1, 1), date(2026, 5, 20)
CODES = [{"account": a, "code": f"{1000 + n}", "name": f"账 {n}", "tax": "None"} for n, a in enumerate(ACCOUNTS)]


@pytest.fixture(name="full")
def shop_with_business(shop):
    shop.customer("C1", name="C1", credit_limit=None)
    shop.do("top_up", id="t1", on="2026-01-05", customer="C1", paid="500.00", bonus="50.00", tender="wechat")
    shop.do("sale", id="s1", on="2026-01-05", customer="C1", amount="110.00")
    shop.do("sale", id="s2", on="2026-02-01", customer="C1", amount="70.00", pay=[{"with": "account"}])
    shop.do("payment", id="p1", on="2026-02-03", customer="C1", amount="69.00", discount="1.00", tender="bank")
    shop.do("reverse", id="x1", on="2026-02-03", entry="s1", reason="r")
    return shop


def coded(shop, codes=CODES):
    SettingsDesk(shop.store, shop.around).change(ChangeSettings(id=f"c{len(codes)}", given={"account_codes": codes}))
    return Vouchers(shop.store, shop.around)


def test_the_vouchers_tie_to_the_trial_balance(full):
    made = coded(full).made(FIRST, LAST)
    assert [each.on.isoformat() for each in made] == ["2026-01-05", "2026-02-01", "2026-02-03"]
    sums: dict[str, int] = {}
    for voucher in made:
        assert sum(line.debit - line.credit for line in voucher.lines) == 0
        for line in voucher.lines:
            sums[line.code.account] = sums.get(line.code.account, 0) + line.debit - line.credit
    balance = {line.account: line.debit - line.credit for line in Views(full.store, lambda: TODAY).trial_balance()}
    assert {name: amount for name, amount in sums.items() if amount} == {n: a for n, a in balance.items() if a}


def test_a_month_in_two_parts_has_each_number_once(full):
    vouchers = coded(full)
    whole = vouchers.made(date(2026, 2, 1), date(2026, 2, 28))
    parts = [*vouchers.made(date(2026, 2, 1), date(2026, 2, 2)), *vouchers.made(date(2026, 2, 3), date(2026, 2, 28))]
    assert parts == list(whole)
    assert [each.number for each in parts] == [1, 2]


def test_without_bonus_codes_the_rest_still_balances(full):
    made = coded(full, [code for code in CODES if code["account"] not in (BONUS, BONUS_GRANTED)]).made(FIRST, LAST)
    assert all(sum(line.debit - line.credit for line in each.lines) == 0 for each in made)


def test_missing_codes_and_odd_periods_are_refused(full, tmp_path):
    vouchers = Vouchers(full.store, full.around)
    with pytest.raises(Refused, match=r"tender\.wechat, receivable, prepaid\.principal, sales"):
        vouchers.made(date(2026, 1, 1), date(2026, 2, 2))
    for first, last in ((LAST, FIRST), (date(1900, 1, 1), LAST)):
        with pytest.raises(Refused):
            vouchers.made(first, last)
    with pytest.raises(Refused, match="plain"):
        vouchers.save("none", FIRST, LAST, tmp_path / "v")
    with pytest.raises(Refused):
        vouchers.save("plain", FIRST, LAST, full.path)


def test_every_layout_is_written_and_balances(full, tmp_path):
    vouchers = coded(full, [{**code, "name": f"Account {n}"} for n, code in enumerate(CODES)])
    for layout in vouchers.layouts():
        path = tmp_path / f"{layout.name}{layout.ending}"
        assert vouchers.save(layout.name, FIRST, LAST, path) == 3
        if layout.form == "xlsx":
            rows = calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
        else:
            text = path.read_bytes().decode(layout.encoding)
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=layout.separator))
            rows = rows[len(layout.preface) + layout.heads :]
        values = [column.value for column in layout.columns]
        body = [row for row in rows if len(row) == len(values)]
        total = Decimal(0)
        for row in body:
            if "{jd_jc}" in values:
                sign = {"JD": 1, "JC": -1}[row[values.index("{jd_jc}")]]
                total += sign * Decimal(row[values.index("{absolute}")])
            for word, sign in (("amount", 1), ("debit", 1), ("debit_zero", 1), ("credit", -1), ("credit_zero", -1)):
                if f"{{{word}}}" in values:
                    total += sign * Decimal(str(row[values.index(f"{{{word}}}")] or 0))
        assert body
        assert total == 0
    logged = full.sql("SELECT what, form FROM export_log ORDER BY id")
    assert {form for what, form in logged if what == "vouchers"} == {layout.name for layout in vouchers.layouts()}


def test_a_name_an_encoding_has_no_place_for_is_refused_and_nothing_is_written(full, tmp_path):
    with pytest.raises(Refused, match="账"):
        coded(full).save("quickbooks_iif", FIRST, LAST, tmp_path / "v.iif")
    assert not (tmp_path / "v.iif").exists()


def test_a_workbook_layout_may_be_had_as_csv_and_nothing_is_written_under_a_name_of_another_kind(full, tmp_path):
    vouchers = coded(full)
    assert vouchers.save("plain", FIRST, LAST, tmp_path / "v.csv") == 3
    assert vouchers.save("plain", FIRST, LAST, tmp_path / "v.xlsx") == 3
    rows = list(csv.reader(io.StringIO((tmp_path / "v.csv").read_text(encoding="utf-8-sig"), newline="")))
    sheet = calamine.CalamineWorkbook.from_path(tmp_path / "v.xlsx").get_sheet_by_index(0).to_python()
    assert [[Decimal(x) if x else None for x in row[5:]] for row in rows[1:]] == [
        [Decimal(str(x)) if x else None for x in row[5:]] for row in sheet[1:]
    ]
    for layout, name in (("plain", "w.pdf"), ("yonyou_u8", "w.xlsx"), ("xero", "w.XLS"), ("quickbooks_iif", "w.csv")):
        with pytest.raises(Refused, match=r"end in \."):
            vouchers.save(layout, FIRST, LAST, tmp_path / name)
        assert not (tmp_path / name).exists()


def test_days_on_which_something_may_still_be_recorded_are_told(full):
    vouchers = coded(full)
    assert vouchers.changeable(FIRST, LAST) == FIRST
    full.do("close_month", id="z1", month="2026-01")
    assert vouchers.changeable(FIRST, LAST) == date(2026, 2, 1)
    assert vouchers.changeable(FIRST, date(2026, 1, 31)) is None
    assert vouchers.changeable(date(2026, 2, 10), LAST) == date(2026, 2, 10)


OWN = """
title = "我们会计的软件"
form = "csv"
day = "%Y/%m/%d"
summary = "门店 {date}"
source = "会计给的模板"
confidence = "H"
columns = [
    ["凭证日期", "{date}"], ["凭证号", "记-{number}"], ["科目编码", "{code}"], ["借", "{debit}"], ["贷", "{credit}"],
]
"""


def test_a_layout_of_the_shops_own_stands_beside_the_book(full, tmp_path):
    vouchers = coded(full)
    brought = [each.name for each in vouchers.layouts()]
    folder = full.path.parent / "vouchers"
    folder.mkdir()
    (folder / "ours.toml").write_text(OWN, encoding="utf-8-sig")  # as Windows' editor saves it
    assert [each.name for each in vouchers.layouts()] == sorted([*brought, "ours"])
    vouchers.save("ours", FIRST, LAST, tmp_path / "v.csv")
    first, *lines = (tmp_path / "v.csv").read_text(encoding="utf-8-sig").splitlines()
    assert (first, lines[0].split(",")[:2]) == ("凭证日期,凭证号,科目编码,借,贷", ["2026/01/05", "记-1"])
    (folder / "plain.toml").write_text(OWN, encoding="utf-8")
    assert {each.name: each.title for each in vouchers.layouts()}["plain"] == "我们会计的软件"
    (folder / "broken.toml").write_text("title = ", encoding="utf-8")
    with pytest.raises(BookUnusable, match="broken"):
        vouchers.layouts()


def test_what_is_taken_back_is_red_for_chinese_programs_and_on_the_other_side_for_others(full, tmp_path):
    vouchers = coded(full)
    for layout, sides in (("common_cn", ("", "-100.00")), ("plain", ("100.00", ""))):
        vouchers.save(layout, date(2026, 2, 3), date(2026, 2, 3), tmp_path / f"{layout}.csv")
        rows = list(csv.DictReader(io.StringIO((tmp_path / f"{layout}.csv").read_text(encoding="utf-8-sig"))))
        sales = [row for row in rows if f"账 {ACCOUNTS.index('sales')}" in row.values()]
        assert [tuple(row.values())[-2:] for row in sales] == [sides]


def test_the_journal_as_a_workbook_is_for_people(full, tmp_path):
    """Its heads, kinds and accounts were the program's own English words, without names, in a Chinese shop too."""
    coded(full)
    path = tmp_path / "j.xlsx"
    count = Exports(full.store, full.around).journal(path, "xlsx", language="zh_CN")
    heads, *rows = calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert heads[:7] == ["单号", "日期", "类型", "摘要", "客户", "名称", "科目"]
    assert {row[0] for row in rows} == set(range(1, count + 1))
    assert {row[2] for row in rows} >= {"充值", "消费", "冲正"}
    wechat = [row for row in rows if row[6] == "微信支付"]
    assert [(row[4], row[5], row[7], row[9], row[10]) for row in wechat] == [("C1", "C1", "1002", 500, "")]
    sums: dict[str, Decimal] = {}
    for row in rows:
        amount = Decimal(str(row[9] or 0)) - Decimal(str(row[10] or 0))
        sums[row[7]] = sums.get(row[7], Decimal(0)) + amount
    lines = Views(full.store, lambda: TODAY).trial_balance()
    balance = {f"{1000 + ACCOUNTS.index(x.account)}": Decimal(x.debit - x.credit) / 100 for x in lines}
    assert {code: sums.get(code, Decimal(0)) for code in balance} == balance
