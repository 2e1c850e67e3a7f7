"""Fund bills of WeChat Pay: what each line is, sums and balances, and what stands in a merchant bill too."""

import csv
import io
import zipfile
from datetime import date

import pytest

from app.core.incoming import PayKind, Source, keys
from app.core.list_file import FileColumn, ListFile
from app.core.requests import Tender
from app.errors import Refused
from app.exchange.bills import read_bill
from app.exchange.xlsx import xlsx_pieces
from tests.exchange.fund_bill import FOOT, HEAD, REFUND, ROWS, SUMS, TRADE, fund, merchant, row


def wrong(bill):
    return [(each.what, each.stated, each.counted) for each in bill.controls if not each.right]


def test_each_movement_is_told_and_the_sums_and_balances_agree(tmp_path):
    bill = read_bill(fund(tmp_path), 2)
    assert (bill.source, bill.way, bill.refused, bill.left_out) == (Source.WECHAT_FUND, Tender.WECHAT, (), 0)
    assert [(each.kind, each.amount, each.fee, each.payment) for each in bill.payments] == [
        (PayKind.PAYMENT, 50000, 0, TRADE),
        (PayKind.FEE, -300, 0, TRADE),
        (PayKind.REFUND, -10000, -60, REFUND),  # the customer got 100.00, the account paid 99.40
        (PayKind.PAYOUT, -100000, 0, "F4"),
    ]
    first = bill.payments[0]
    assert (first.on, first.at, first.line) == (date(2026, 5, 4), "10:00:01", 2)
    assert (first.reference, first.text) == ("S1", "储值, 500元 · 交易")
    assert bill.fees == 240
    assert (len(bill.controls), wrong(bill)) == (6, [])


def test_sums_and_balances_that_do_not_agree_are_told_and_nothing_is_adjusted(tmp_path):
    bill = read_bill(fund(tmp_path, ROWS[:1] + ROWS[2:]), 2)
    assert wrong(bill) == [
        ("Lines", 4, 3),
        ("Lines that went out", 3, 2),
        ("Went out", 110240, 109940),
        ("Running balance, lines that agree", 2, 1),
    ]


def test_the_same_bill_saved_by_a_spreadsheet_program_is_the_same(tmp_path):
    bill = read_bill(fund(tmp_path), 2)
    out = io.StringIO()
    table = [HEAD.split(","), *([f"`{cell}" for cell in each] for each in ROWS), FOOT.split(",")]
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([*table, [f"`{cell}" for cell in SUMS]])
    quoted = tmp_path / "quoted.csv"
    quoted.write_text(out.getvalue(), encoding="gbk")
    columns = tuple(FileColumn(each) for each in HEAD.split(","))
    rows = [*ROWS, (*FOOT.split(","), *[""] * 6), (*SUMS, *[""] * 6)]
    book = tmp_path / "fund.xlsx"
    book.write_bytes(b"".join(xlsx_pieces(ListFile("fund", columns, rows, 2))))
    for path in (quoted, book):
        again = read_bill(path, 2)
        assert [key for key, _ in keys(again)] == [key for key, _ in keys(bill)]
        assert (again.source, wrong(again)) == (Source.WECHAT_FUND, [])


def test_days_put_one_after_the_other_are_each_checked_by_their_own_sums(tmp_path):
    one = fund(tmp_path).read_text(encoding="utf-8")
    later = row("2026-05-09 09:00:00", "42009", "F9", "交易", "交易", "收入", "8.00", "8.00")
    other = fund(tmp_path, [later], ("1", "1", "8.00", "0", "0.00"), "b.csv").read_text(encoding="utf-8")
    path = tmp_path / "both.csv"
    path.write_text(one + other, encoding="utf-8")
    bill = read_bill(path, 2)
    assert [each.amount for each in bill.payments][-1] == 800
    assert (len(bill.payments), wrong(bill)) == (5, [])


@pytest.mark.parametrize(
    ("name", "sort", "way", "kind"),
    [
        ("交易", "退还交易手续费", "收入", PayKind.FEE),
        ("充值/提现", "充值", "收入", PayKind.PAYOUT),
        ("充值/提现", "提现退回", "收入", PayKind.SPENT),
        ("企业付款", "企业付款", "支出", PayKind.SPENT),
        ("分账", "分账", "支出", PayKind.SPENT),
        ("代金券/立减/折扣", "代金券", "收入", PayKind.SPENT),
        ("订单入账", "交易", "收入", PayKind.PAYMENT),
        ("交易", "撤销", "支出", PayKind.REFUND),
    ],
)
def test_what_a_line_is_stands_in_its_kind_of_business(tmp_path, name, sort, way, kind):
    each = row("2026-05-04 10:00:00", "42001", "F1", name, sort, way, "5.00", "95.00")
    (line,) = read_bill(fund(tmp_path, [each], ("1",)), 2).payments
    assert (line.kind, line.amount) == (kind, 500 if way == "收入" else -500)


def test_a_refund_that_never_reached_the_customer_moved_nothing(tmp_path):
    closed = row("2026-05-05 09:00:00", REFUND, "F5", "退款", "退款关闭", "收入", "99.40", "497.00", voucher="R1")
    bill = read_bill(fund(tmp_path, [*ROWS, closed], ("5", "2", "599.40", "3", "1102.40")), 2)
    assert [each.kind for each in bill.payments] == [PayKind.PAYMENT, PayKind.FEE, PayKind.PAYOUT]
    assert (bill.left_out, wrong(bill)) == (2, [])


def test_a_line_that_says_neither_in_nor_out_or_no_amount_is_named(tmp_path):
    odd = row("2026-05-04 10:00:00", "42001", "F1", "交易", "交易", "冻结", "5.00", "95.00")
    none = row("2026-05-04 10:00:00", "42002", "F2", "交易", "交易", "收入", "5.0O", "95.00")
    short = ROWS[0][:-1]
    bill = read_bill(fund(tmp_path, [odd, none, short, *ROWS]), 2)
    assert [(each.line, each.column, each.value) for each in bill.refused[:2]] == [
        (2, "收支类型", "冻结"),
        (3, "收支金额(元)", "5.0O"),
    ]
    assert [each.line for each in bill.refused] == [2, 3, 4]
    assert len(bill.payments) == len(ROWS)


def test_trades_and_refunds_are_known_again_in_the_merchant_bill(tmp_path):
    """By their numbers: the merchant bill says when, the fund bill when it was booked, perhaps a day later."""
    mine = {key: each.kind for key, each in keys(read_bill(fund(tmp_path), 2))}
    theirs = {key: each.kind for key, each in keys(read_bill(merchant(tmp_path), 2))}
    assert [mine.get(key) for key in theirs] == [PayKind.PAYMENT, PayKind.REFUND]


def test_numbers_a_spreadsheet_program_cut_are_refused(tmp_path):
    cut = row("2026-05-04 10:00:00", "4.2E+27", "F1", "交易", "交易", "收入", "5.00", "95.00")
    with pytest.raises(Refused, match="line 2"):
        read_bill(fund(tmp_path, [cut], ("1",)), 2)


# ---- packed ---------------------------------------------------------------------------------------------------------


def _zipped(tmp_path, *names):
    path = tmp_path / "bills.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, fund(tmp_path).read_bytes())
    return path


def test_the_summary_packed_beside_a_bill_is_passed_over(tmp_path):
    path = _zipped(tmp_path, "2088_20260504_账务明细.csv", "2088_20260504_账务明细(汇总).csv", "__MACOSX/._a.csv")
    assert len(read_bill(path, 2).payments) == len(ROWS)
    with pytest.raises(Refused, match="2 files"):
        read_bill(_zipped(tmp_path, "一月.csv", "二月.csv", "一月(汇总).csv"), 2)


def test_names_in_an_archive_that_are_not_unicode_are_read_as_chinese(tmp_path):
    path = _zipped(tmp_path, "bill.csv", "xxxx.csv")
    path.write_bytes(path.read_bytes().replace(b"xxxx", "汇总".encode("gb18030")))
    assert len(read_bill(path, 2).payments) == len(ROWS)
