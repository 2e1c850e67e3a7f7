"""Bills of WeChat Pay, Alipay and banks: real files read to their sums, standards' shapes, broken files."""

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from app.core.incoming import PayKind, Source, keys
from app.core.list_file import FileColumn, Kind, ListFile
from app.core.requests import Tender
from app.errors import BookUnusable, Refused
from app.exchange.bills import Layout, NeedsLayout, read_bill
from app.exchange.bills.reading import MAX_BYTES
from app.exchange.xlsx import xlsx_pieces

PAYMENTS = Path(__file__).parents[3] / "shared" / "data" / "payments"
real = pytest.mark.skipif(not PAYMENTS.exists(), reason="the bills are not kept with the program")


def write(tmp_path, text, name="bill.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def wrong(bill):
    return [(each.what, each.stated, each.counted) for each in bill.controls if not each.right]


# ---- real files -----------------------------------------------------------------------------------------------------


@real
def test_a_merchant_bill_of_wechat_has_three_rows_of_three_cents():
    bill = read_bill(PAYMENTS / "wechatpay_merchant_bill_v3_2021.csv", 2)
    assert (bill.source, bill.way, bill.account) == (Source.WECHAT_MERCHANT, Tender.WECHAT, "1601959334")
    assert [each.amount for each in bill.payments] == [1, 1, 1]
    assert bill.total(PayKind.PAYMENT) == 3
    assert len(bill.controls) == 4
    assert wrong(bill) == []
    first = bill.payments[0]
    assert (first.payment, first.reference) == ("4200000925202101284997714292", "S20210128170702357723")
    assert (first.on, first.at, first.line) == (date(2021, 1, 28), "17:07:11", 2)
    assert not any("`" in cell for cell in first.raw)


@real
def test_refunds_of_alipay_printed_as_positive_amounts_come_out_negative():
    bill = read_bill(PAYMENTS / "alipay_merchant_detail_gbk.csv", 2)
    assert bill.source is Source.ALIPAY_DETAIL
    assert [(each.kind, each.amount) for each in bill.payments] == [
        (PayKind.PAYMENT, 1),
        (PayKind.PAYMENT, 990),
        (PayKind.REFUND, -2),
    ]
    assert (bill.first, bill.last) == (date(2026, 6, 5), date(2026, 6, 5))  # it ends at midnight
    assert (bill.payments[0].name, bill.payments[0].account) == ("**博", "156******89")
    # The sum below the lines adds the refund: it is told, not adjusted.
    assert wrong(bill) == [("Received by the shop", 993, 989)]
    assert next(each.hint for each in bill.controls if not each.right)


@real
def test_movements_of_an_alipay_account_agree_with_their_sums():
    bill = read_bill(PAYMENTS / "alipay_fund_flow_gbk.csv", 2)
    assert (bill.source, bill.encoding) == (Source.ALIPAY_FLOW, "gb18030")
    assert [(each.amount, each.reference, each.kind) for each in bill.payments] == [(8800, "M-1", PayKind.PAYMENT)]
    assert bill.controls
    assert wrong(bill) == []


@real
def test_of_a_persons_bill_of_alipay_only_what_came_in_is_a_payment():
    bill = read_bill(PAYMENTS / "alipay_personal_bill.csv", 2)
    assert [each.amount for each in bill.payments if each.kind is PayKind.PAYMENT] == [22222850]
    assert bill.left_out == 1  # a trade that was closed
    assert bill.refused == ()
    assert all(each.meant for each in bill.controls)  # the bill says itself that its sums need not agree


@real
def test_a_persons_bill_of_wechat_in_a_workbook():
    bill = read_bill(PAYMENTS / "wechat_personal_bill.xlsx", 2)
    assert bill.source is Source.WECHAT_PERSONAL
    assert sum(1 for each in bill.payments if each.kind is not PayKind.REFUND) == 27
    assert bill.payments[1].amount == 35
    assert bill.payments[6].fee == 10  # 服务费¥0.10 of money taken out
    assert ("Lines", 43, 27) in wrong(bill)  # the sample has been cut, and that is told


@real
def test_a_bank_table_with_a_title_row_and_grouped_amounts():
    bill = read_bill(PAYMENTS / "boc_debit.csv", 2)
    assert (bill.source, bill.currency, bill.refused) == (Source.BANK_TABLE, "CNY", ())
    assert len(bill.payments) == 17
    assert sum(each.amount for each in bill.payments) == 324028 - (381358 - 100000)  # last balance less the first
    assert wrong(bill) == []  # each running balance is the one before with the amount
    assert [each.amount for each in bill.payments if each.kind is PayKind.PAYMENT] == [577100, 100000]


# ---- WeChat and Alipay, lines that are rarer ------------------------------------------------------------------------

_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
_PAID = (
    "`2026-03-01 10:00:00,`wx1,`160,`0,`,`4200001,`S1,`openid1,`NATIVE,`SUCCESS,`OTHERS,`CNY,`500.00,`0.00,`0,`0,`0.00,"
    "`0.00,`,`,`储值, 500元,`,`3.00000,`0.60%,`500.00,`0.00,`"
)
_BACK = (
    "`2026-03-02 11:00:00,`wx1,`160,`0,`,`4200001,`S1,`openid1,`NATIVE,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`5000001,`R1,"
    "`100.00,`0.00,`ORIGINAL,`SUCCESS,`储值, 500元,`,`-0.60000,`0.60%,`0.00,`100.00,`"
)
_FOOT = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"


def merchant(*rows, sums="`2,`500.00,`100.00,`0.00,`2.40000,`500.00,`100.00"):
    return "\n".join([_HEAD, *rows, _FOOT, sums])


def test_a_comma_within_backticks_shifts_nothing_and_fees_are_told_apart(tmp_path):
    bill = read_bill(write(tmp_path, "\ufeff" + merchant(_PAID, _BACK)), 2)
    assert [(each.kind, each.amount, each.fee) for each in bill.payments] == [
        (PayKind.PAYMENT, 50000, 300),
        (PayKind.REFUND, -10000, -60),
    ]
    assert bill.payments[0].text == "储值, 500元"
    assert bill.payments[1].payment == "5000001"
    assert bill.fees == 240
    assert wrong(bill) == []


def test_a_row_that_lacks_a_cell_is_named_and_the_sums_tell(tmp_path):
    bill = read_bill(write(tmp_path, merchant(_PAID.replace("`OTHERS,", ""), _BACK)), 2)
    assert [(each.line, each.column) for each in bill.refused] == [(2, "")]
    assert ("Lines", 2, 1) in wrong(bill)
    assert ("Payments", 50000, 0) in wrong(bill)


def test_an_amount_that_is_none_is_named_with_its_column(tmp_path):
    bill = read_bill(write(tmp_path, merchant(_PAID.replace("`500.00,`0.00,`0,", "`5OO.00,`0.00,`0,"), _BACK)), 2)
    assert [(each.line, each.column, each.value) for each in bill.refused] == [(2, "应结订单金额", "5OO.00")]


def test_a_state_that_is_not_known_is_not_guessed(tmp_path):
    bill = read_bill(write(tmp_path, merchant(_PAID.replace("SUCCESS", "MAYBE"))), 2)
    assert [(each.column, each.value) for each in bill.refused] == [("交易状态", "MAYBE")]


def test_what_a_shopkeeper_gave_back_on_their_own_account_is_a_refund(tmp_path):
    text = (
        "微信支付账单明细,,,,,,,,,,\n微信昵称：[小店],,,,,,,,,,\n"
        "起始时间：[2026-03-01 00:00:00] 终止时间：[2026-03-31 23:59:59],,,,,,,,,,\n共3笔记录,,,,,,,,,,\n"
        "收入：2笔 80.00元,,,,,,,,,,\n支出：1笔 8.00元,,,,,,,,,,\n"
        "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"
        '2026-03-02 10:00:00,二维码收款,王小明,"洗车",收入,¥50.00,/,已全额退款,1000\t,/,/\n'
        "2026-03-03 10:00:00,二维码收款,李海,洗车,收入,¥30.00,/,已退款(￥5.00),1001\t,/,/\n"
        "2026-03-04 10:00:00,商户消费,面馆,面,支出,¥8.00,零钱,支付成功,1002\t,/,/\n"
    )
    bill = read_bill(write(tmp_path, text), 2)
    assert [(each.kind, each.amount) for each in bill.payments] == [
        (PayKind.PAYMENT, 5000),
        (PayKind.REFUND, -5000),
        (PayKind.PAYMENT, 3000),
        (PayKind.REFUND, -500),
        (PayKind.SPENT, -800),
    ]
    assert wrong(bill) == []


def test_a_trade_in_both_files_of_an_alipay_merchant_is_one_payment(tmp_path):
    flow = (
        "#支付宝账务汇总查询\n账务流水号,商户订单号,业务流水号,收入金额（+元）,支出金额（-元）,账户余额（元）,发生时间,备注\n"
        "9001,M-1,2026T1,88.00,,188.00,2026-05-08 10:00:00,订单收款\n"
        "9002,M-1,2026T1,,0.53,187.47,2026-05-08 10:00:01,服务费\n"
        "9003,,2026X,,100.00,87.47,2026-05-08 23:00:00,提现\n"
        "#支出合计：2笔，共100.53元\n#收入合计：1笔，共88.00元\n"
    )
    detail = (
        "#支付宝业务明细查询\n支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,对方账户,商家实收（元）,服务费（元）,备注\n"
        "2026T1\t,M-1\t,交易\t,充值,2026-05-08 09:59:58,2026-05-08 10:00:00,王*(138******67),88.00,0.53,\n"
    )
    one = read_bill(write(tmp_path, flow, "flow.csv", "gbk"), 2)
    two = read_bill(write(tmp_path, detail, "detail.csv", "gbk"), 2)
    assert [each.kind for each in one.payments] == [PayKind.PAYMENT, PayKind.FEE, PayKind.PAYOUT]
    assert wrong(one) == []
    assert {key for key, _ in keys(two)} < {key for key, _ in keys(one)}


# ---- tables of banks ------------------------------------------------------------------------------------------------


def test_a_table_whose_dates_could_be_read_either_way_asks(tmp_path):
    path = write(tmp_path, "Date,Description,Amount\n03/04/2026,Wang,12.50\n05/06/2026,Li,-1.00\n")
    with pytest.raises(NeedsLayout) as asked:
        read_bill(path, 2)
    assert asked.value.asked == "dates"
    by_day = read_bill(path, 2, asked.value.guess._replace(dates="dmy"))
    by_month = read_bill(path, 2, asked.value.guess._replace(dates="mdy"))
    assert [each.on for each in by_day.payments] == [date(2026, 4, 3), date(2026, 6, 5)]
    assert [each.on for each in by_month.payments] == [date(2026, 3, 4), date(2026, 5, 6)]
    assert by_day.total(PayKind.PAYMENT) == by_month.total(PayKind.PAYMENT) == 1250


def test_one_day_above_twelve_tells_the_order(tmp_path):
    bill = read_bill(write(tmp_path, "Date;Payee;Amount\n03/04/2026;Wang;12,50\n25/06/2026;Li;1.000,00\n"), 2)
    assert [(each.on, each.amount) for each in bill.payments] == [
        (date(2026, 4, 3), 1250),
        (date(2026, 6, 25), 100000),
    ]


def test_amounts_that_could_be_read_either_way_are_asked_for(tmp_path):
    with pytest.raises(NeedsLayout) as asked:
        read_bill(write(tmp_path, "Date;Payee;Amount\n2026-04-03;Wang;1.250\n2026-04-04;Li;3.000\n"), 3)
    assert asked.value.asked == "point"


def test_a_table_without_names_we_know_asks_which_column_is_what(tmp_path):
    path = write(tmp_path, "Wann;Wer;Wieviel\n2026-04-03;Wang;12,50\n")
    with pytest.raises(NeedsLayout) as asked:
        read_bill(path, 2)
    assert (asked.value.asked, asked.value.header) == ("columns", ("Wann", "Wer", "Wieviel"))
    bill = read_bill(path, 2, Layout(date="Wann", amount="Wieviel", name="Wer"))
    assert [(each.name, each.amount) for each in bill.payments] == [("Wang", 1250)]


def test_two_columns_of_amounts_and_rows_that_are_shifted(tmp_path):
    text = (
        "交易日期,摘要,贷方发生额,借方发生额,账户余额\n2026-04-03,转账,100.00,,100.00\n"
        "2026-04-04,手续费,,1.00,99.00\n2026-04-05,a,b,c,5.00,1.00\n"
    )
    bill = read_bill(write(tmp_path, text), 2)
    assert [(each.kind, each.amount) for each in bill.payments] == [(PayKind.PAYMENT, 10000), (PayKind.FEE, -100)]
    assert [each.line for each in bill.refused] == [4]


# ---- OFX, MT940, CAMT.053 -------------------------------------------------------------------------------------------

_OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
ENCODING:USASCII
CHARSET:936

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>CNY
<BANKACCTFROM><BANKID>104<ACCTID>6222001<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260331
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260305101500[+8:CST]<TRNAMT>500.00<FITID>F1<NAME>王小明<MEMO>A&amp;B 充值</STMTTRN>
<STMTTRN><TRNTYPE>SRVCHG<DTPOSTED>20260306<TRNAMT>-2.50<FITID>F2<NAME>Bank</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260332<TRNAMT>1.00<FITID>F3</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>497.50<DTASOF>20260331</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def test_ofx_with_tags_that_are_never_closed(tmp_path):
    bill = read_bill(write(tmp_path, _OFX, "bank.ofx", "gbk"), 2)
    assert (bill.source, bill.account, bill.currency) == (Source.OFX, "6222001", "CNY")
    assert [(each.payment, each.kind, each.amount) for each in bill.payments] == [
        ("F1", PayKind.PAYMENT, 50000),
        ("F2", PayKind.FEE, -250),
    ]
    assert (bill.payments[0].name, bill.payments[0].text) == ("王小明", "A&B 充值")
    assert [(each.line, each.column) for each in bill.refused] == [(12, "DTPOSTED")]


def test_ofx_that_ends_in_the_middle_is_refused(tmp_path):
    with pytest.raises(Refused):
        read_bill(write(tmp_path, _OFX[: _OFX.index("</STMTTRN>")], "bank.ofx", "gbk"), 2)


_MT940 = """:20:STARTUMS
:25:50880050/0194777700888
:28C:8/1
:60F:C260504EUR55,43
:61:2605060506CR90,00N051PRASHNR.//B6E6
:86:051?00AUSLANDSUEBERWEISUNG?20SVWZ+RNR.A00204?21 KNR.10048?30DRESDEFFXXX?31DE1499999?32JOHN DOE
:61:260506D1,50NCHGNONREF
:86:KONTOGEBUEHR
:61:2601021231RC20,NTRFNONREF//R9
:86:/EREF/E-77/NAME/Li Hai/REMI/refund of
 order 12/IBAN/NL02ABNA0123456789/
:62F:C260506EUR123,93
-
"""


def test_mt940_with_both_kinds_of_words(tmp_path):
    bill = read_bill(write(tmp_path, _MT940, "bank.sta"), 2)
    assert (bill.source, bill.account, bill.currency) == (Source.MT940, "50880050/0194777700888", "EUR")
    assert [(each.kind, each.amount, each.on) for each in bill.payments] == [
        (PayKind.PAYMENT, 9000, date(2026, 5, 6)),
        (PayKind.FEE, -150, date(2026, 5, 6)),
        (PayKind.REFUND, -2000, date(2025, 12, 31)),
    ]
    first, _, last = bill.payments
    assert (first.name, first.account, first.payment) == ("JOHN DOE", "DE1499999", "B6E6")
    assert first.text == "RNR.A00204 KNR.10048"
    assert (last.name, last.reference, last.account) == ("Li Hai", "E-77", "NL02ABNA0123456789")
    assert wrong(bill) == []


def test_mt940_whose_balance_does_not_agree_or_is_missing(tmp_path):
    bill = read_bill(write(tmp_path, _MT940.replace("EUR123,93", "EUR124,93")), 2)
    assert wrong(bill) == [("Closing balance", 12493, 12393)]
    with pytest.raises(Refused):
        read_bill(write(tmp_path, _MT940[: _MT940.index(":62F")]), 2)


_CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>DE40</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">170.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<TxsSummry><TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries></TxsSummry>
<Ntry><Amt Ccy="EUR">80.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-05-06</Dt></BookgDt>
<AcctSvcrRef>B1</AcctSvcrRef><NtryDtls>
<TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><Amt Ccy="EUR">50.00</Amt>
<RltdPties><Dbtr><Pty><Nm>Wang</Nm></Pty></Dbtr>
<DbtrAcct><Id><IBAN>DE77</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>C001</Ustrd></RmtInf></TxDtls>
<TxDtls><Refs><EndToEndId>E2</EndToEndId></Refs><Amt Ccy="EUR">30.00</Amt></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-05-07</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="EUR">99.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts>
<BookgDt><Dt>2026-05-08</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""


def test_camt_shares_a_batch_out_and_leaves_out_what_is_not_booked(tmp_path):
    bill = read_bill(write(tmp_path, _CAMT, "bank.xml"), 2)
    assert (bill.source, bill.account, bill.currency, bill.left_out) == (Source.CAMT053, "DE40", "EUR", 1)
    assert [(each.kind, each.amount) for each in bill.payments] == [
        (PayKind.PAYMENT, 5000),
        (PayKind.PAYMENT, 3000),
        (PayKind.REFUND, -1000),
    ]
    first = bill.payments[0]
    assert (first.name, first.account, first.reference, first.text) == ("Wang", "DE77", "E1", "C001")
    assert wrong(bill) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_anything_is_expanded(tmp_path, encoding):
    lol = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
    text = _CAMT.replace("\n<Document", f"\n{lol}<Document", 1).replace("Wang", "&c;").replace("UTF-8", encoding)
    with pytest.raises(Refused, match="document type"):
        read_bill(write(tmp_path, text, "bank.xml", encoding), 2)


# ---- workbooks and packed files -------------------------------------------------------------------------------------


def test_a_banks_table_in_a_workbook_with_typed_cells(tmp_path):
    columns = (FileColumn("交易日期", Kind.DAY), FileColumn("对方户名"), FileColumn("金额", Kind.MONEY))
    rows = [(date(2026, 5, 4), "王小明", 50000), (date(2026, 5, 5), "李海", -1250)]
    path = write(tmp_path, b"".join(xlsx_pieces(ListFile("bank", columns, rows, 2))), "bank.xlsx")
    bill = read_bill(path, 2)
    assert [(each.on, each.name, each.amount) for each in bill.payments] == rows
    assert [each.line for each in bill.payments] == [2, 3]


def zipped(*names, content=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, merchant(_PAID, _BACK) if content is None else content)
    return out.getvalue()


def test_a_bill_as_it_is_downloaded_need_not_be_unpacked(tmp_path):
    plain = read_bill(write(tmp_path, merchant(_PAID, _BACK)), 2)
    for content in (zipped("账单.csv"), gzip.compress(merchant(_PAID, _BACK).encode())):
        assert read_bill(write(tmp_path, content, "bill.zip"), 2).payments == plain.payments


def test_what_is_packed_oddly_is_refused_without_unpacking_all_of_it(tmp_path):
    locked = bytearray(zipped("a.csv"))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    bomb = zipped("a.csv", content=b"0" * (MAX_BYTES + 10))
    squeezed = gzip.compress(b"0" * (MAX_BYTES + 10))
    assert len(bomb) < 200_000
    half = gzip.compress(merchant(_PAID).encode())[:-20]
    for content in (zipped("a.csv", "b.csv"), zipped(), bytes(locked), bomb, squeezed, half, zipped("a.csv")[:60]):
        with pytest.raises(Refused):
            read_bill(write(tmp_path, content, "bill.zip"), 2)


# ---- broken files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n \n",
        b"\x00\x01\x02\x03",
        b"\xff\xfe\x00",
        b"\xff\xff\xff",
        b"<Document>camt.05",
        b"PK\x03\x04broken",
        b"hello",
    ],
)
def test_what_is_no_bill_is_refused_in_words(tmp_path, content):
    with pytest.raises((Refused, BookUnusable)) as caught:
        read_bill(write(tmp_path, content), 2)
    assert str(caught.value)


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(BookUnusable):
        read_bill(tmp_path / "none.csv", 2)


def test_a_quote_that_is_never_closed_swallows_nothing(tmp_path):
    text = 'Date,Payee,Amount\n2026-04-03,"Wang,12.50\n2026-04-04,Li,1.00\n'
    with pytest.raises(Refused, match="line 2"):
        read_bill(write(tmp_path, text), 2)
