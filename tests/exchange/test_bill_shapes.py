"""Bills as banks and spreadsheet programs really write them: no sign guessed, no line lost, nothing known twice."""

import random
from datetime import date

import pytest

from app.core.incoming import PayKind, Source, in_currency, keys, on_real_days
from app.core.list_file import FileColumn, ListFile
from app.errors import Refused
from app.exchange.bills import Layout, NeedsLayout, read_bill
from app.exchange.xlsx import xlsx_pieces
from tests.exchange.test_bills import _BACK, _CAMT, _FOOT, _HEAD, _MT940, _OFX, _PAID, merchant, write, wrong

_SHAPES = {
    "two columns of the account's money, a foot of sums": (
        "明细查询文件下载\n卡号: 6222****1234\n"
        "交易日期,摘要,交易金额(收入),交易金额(支出),记账金额(收入),记账金额(支出),记账币种,余额,对方户名\n"
        '2026-05-04\t,转账\t,500.00,,500.00,,人民币,"1,500.00",王小明\n'
        '2026-05-05\t,消费\t,,20.00,,20.00,人民币,"1,480.00",超市\n\n合计金额：,,500.00,20.00,,,,,\n'
    ),
    "debit and credit in one cell, days without dashes": (
        "交易时间,借方发生额/元(支取),贷方发生额/元(收入),余额,币种,对方户名,记账日期,摘要\n"
        "20260504 10:15:00,0.00,500.00,1500.00,人民币,王小明,20260504,转账\n"
        "20260505 11:15:00,20.00,0.00,1480.00,人民币,供货商,20260505,货款\n"
    ),
    "marked lines, tabs before the day": (
        '# 交易记录\n# 账号: [6214****]\n\n"交易日期","交易时间","收入","支出","余额","交易类型","交易备注"\n'
        '"\t20260504","10:15:00","500.00","","1500.00","转账","王小明"\n'
        '"20260505","11:15:00","","20.00","1480.00","货款",""\n\n"# 合计","","500.00","20.00","","",""\n'
    ),
    "signs in two columns, dashes for nothing": (
        "账户明细\n交易时间,收入金额,支出金额,账户余额,对方户名,交易用途\n"
        "2026-05-04 10:15:00,+500.00,--,1500.00,王小明,储值\n2026-05-05 11:00:00,-,-20.00,1480.00,水电,水费\n"
    ),
    "a word for in and out, amounts without signs": (
        "交易日期,借贷标志,发生额,余额,对方户名\n20260504,贷,500.00,1500.00,王小明\n20260505,借,20.00,1480.00,水电\n"
    ),
    "a word for in and out, and signs too": (
        "交易日期,借/贷,交易金额,余额,对方户名\n20260504,贷,500.00,1500.00,王小明\n20260505,借,-20.00,1480.00,水电\n"
    ),
    "names in two languages": (
        "交易类型[ Transaction Type ],付款人名称[ Payer's Name ],交易日期[ Transaction Date ],"
        "交易时间[ Transaction time ],交易货币[ Trade Currency ],交易金额[ Trade Amount ],"
        "交易后余额[ After-transaction balance ]\n"
        "来账,王小明,20260504,101500,CNY,500.00,1500.00\n往账,某店,20260505,111500,CNY,-20.00,1480.00\n"
    ),
    "months by name, CR and DR": (
        "Date,Type,Description,Amount,Balance\n04 May 2026,CR,WANG,500.00,1500.00\n05-May-26,DR,BILL,20.00,1480.00\n"
    ),
    "CR and DR behind the amounts, a line that brings a balance": (
        "Date,Description,Amount,Balance\n04/05/2026,Balance brought forward,,1000.00\n"
        "04/05/2026,WANG,500.00 CR,1500.00\n13/05/2026,BILL,20.00DR,1480.00\n"
    ),
}


@pytest.mark.parametrize("text", _SHAPES.values(), ids=_SHAPES.keys())
def test_what_went_out_is_never_taken_for_what_came_in(tmp_path, text):
    bill = read_bill(write(tmp_path, text, encoding="gb18030"), 2)
    assert [each.amount for each in bill.payments] == [50000, -2000]
    assert [each.on.isoformat()[:7] for each in bill.payments] == ["2026-05", "2026-05"]
    assert bill.refused == ()
    assert [each.right for each in bill.controls] == [True]


def test_amounts_without_any_sign_are_refused_where_balances_say_that_some_went_out(tmp_path):
    text = "交易日期,金额,余额,对方户名\n20260504,500.00,1500.00,王小明\n20260505,20.00,1480.00,水电\n"
    with pytest.raises(Refused, match="no column says"):
        read_bill(write(tmp_path, text), 2)
    only_in = text.replace("1480.00", "1520.00")
    assert read_bill(write(tmp_path, only_in), 2).total(PayKind.PAYMENT) == 52000


def test_a_booking_taken_back_goes_the_other_way(tmp_path):
    rows = "20260504,贷,-500.00,王小明,冲正\n20260505,借,20.00,a,b\n20260506,借,-20.00,a,b\n"
    text = f"交易日期,借贷标志,发生额,对方户名,摘要\n{rows}"
    bill = read_bill(write(tmp_path, text), 2)
    assert [(each.kind, each.amount) for each in bill.payments] == [
        (PayKind.REFUND, -50000),
        (PayKind.SPENT, -2000),
        (PayKind.PAYMENT, 2000),
    ]
    unknown = read_bill(
        write(tmp_path, text.replace("借,-20", "转,-20")), 2, Layout("交易日期", "发生额", sign="借贷标志")
    )
    assert [(each.line, each.column, each.value) for each in unknown.refused] == [(4, "借贷标志", "转")]


def test_a_line_with_few_cells_is_a_line_all_the_same(tmp_path):
    text = "Date,Amount,Payee\n2026-04-03,100.00,\n2026-04-04,,Li\n,5.00,Wang\nTotal,105.00,\n2 lines,,\n"
    bill = read_bill(write(tmp_path, text), 2)
    assert [each.amount for each in bill.payments] == [10000]
    assert [(each.line, each.column) for each in bill.refused] == [(3, "Amount"), (4, "Date")]


def test_a_year_of_two_figures_is_not_guessed(tmp_path):
    path = write(tmp_path, "Date,Payee,Amount\n26/03/05,Wang,5.00\n")
    with pytest.raises(NeedsLayout) as asked:
        read_bill(path, 2)
    assert asked.value.asked == "dates"
    days = [read_bill(path, 2, asked.value.guess._replace(dates=each)).payments[0].on for each in ("ymd", "dmy")]
    assert days == [date(2026, 3, 5), date(2005, 3, 26)]


def test_letters_of_western_banks_are_not_read_as_chinese(tmp_path):
    head = "Buchungstag;Auftraggeber/Beguenstigter;Verwendungszweck;Betrag\n"
    text = f"{head}25.03.2026;Jürgen Müller;Übung für März;1.234,50\n"
    (paid,) = read_bill(write(tmp_path, text, encoding="cp1252"), 2).payments
    assert (paid.name, paid.text, paid.amount) == ("Jürgen Müller", "Übung für März", 123450)


def test_what_a_customer_writes_does_not_make_a_payment_something_else(tmp_path):
    flow = (
        "账务流水号,业务流水号,收入金额（+元）,支出金额（-元）,发生时间,业务类型,备注\n"
        "1,T1,500.00,,2026-05-08 10:00:00,在线支付,会员充值 服务费\n2,T2,,3.00,2026-05-08 10:00:01,收费,服务费\n"
        "3,T3,,88.00,2026-05-08 11:00:00,提现,\n4,T1,,20.00,2026-05-09 11:00:00,交易退款,\n"
    )
    kinds = [each.kind for each in read_bill(write(tmp_path, flow), 2).payments]
    assert kinds == [PayKind.PAYMENT, PayKind.FEE, PayKind.PAYOUT, PayKind.REFUND]
    bank = "Date,Payee,Amount,Memo\n2026-05-04,王小明,500.00,本人充值\n"
    assert read_bill(write(tmp_path, bank), 2).payments[0].kind is PayKind.PAYMENT


def test_parts_of_a_trade_given_back_on_several_days_are_several(tmp_path):
    head = "支付宝交易号,商户订单号,业务类型,完成时间,对方账户,商家实收（元）,服务费（元）\n"
    row = "2026T1,M-1,退款,{} 10:00:00,王*,10.00,0.00\n"
    one, two = (read_bill(write(tmp_path, head + row.format(on)), 2) for on in ("2026-05-08", "2026-05-09"))
    assert not {key for key, _ in keys(one)} & {key for key, _ in keys(two)}


def test_a_merchant_bill_saved_by_a_spreadsheet_program_is_the_same_bill(tmp_path):
    plain = read_bill(write(tmp_path, merchant(_PAID, _BACK)), 2)
    saved = merchant(_PAID, _BACK).replace("`储值, 500元", '"`储值, 500元"')
    tabbed = merchant(_PAID, _BACK).replace(",`", "\t`").replace(_HEAD, _HEAD.replace(",", "\t"))
    tabbed = tabbed.replace(_FOOT, _FOOT.replace(",", "\t"))
    names = _HEAD.split(",")
    cells = [[cell.strip("`") for cell in row.split(",`")] for row in (_PAID, _BACK)]
    turned = tuple(FileColumn(name) for name in names[::-1])
    book = b"".join(xlsx_pieces(ListFile("bill", turned, [tuple(row[::-1]) for row in cells], 2)))
    for content, name in ((saved, "a.csv"), (tabbed, "b.csv"), (book, "c.xlsx")):
        bill = read_bill(write(tmp_path, content, name), 2)
        assert bill.source is Source.WECHAT_MERCHANT
        assert [key for key, _ in keys(bill)] == [key for key, _ in keys(plain)]
        assert (bill.total(PayKind.PAYMENT), bill.total(PayKind.REFUND), bill.fees) == (50000, -10000, 240)


def test_bills_of_several_days_put_one_after_the_other_lose_nothing(tmp_path):
    other = _PAID.replace("4200001", "4200002").replace("2026-03-01", "2026-03-03")
    text = merchant(_PAID, _BACK) + "\n" + merchant(other, sums="`1,`500.00,`0.00,`0.00,`3.00000,`500.00,`0.00")
    bill = read_bill(write(tmp_path, text), 2)
    assert (len(bill.payments), bill.total(PayKind.PAYMENT), wrong(bill)) == (3, 100000, [])
    flow = "账务流水号,业务流水号,收入金额（+元）,支出金额（-元）,发生时间\n"
    flow += "{},T{},5.00,,2026-05-0{} 10:00:00\n#收入合计：1笔，共5.00元\n"
    both = read_bill(write(tmp_path, flow.format(1, 1, 1) + flow.format(2, 2, 2)), 2)
    assert (both.total(PayKind.PAYMENT), wrong(both), len(both.controls)) == (1000, [], 2)


def test_numbers_cut_by_a_spreadsheet_program_are_refused_where_a_payment_is_known_by_them(tmp_path):
    for cut in ("4.2E+27", "420000123456789000000000000"):
        with pytest.raises(Refused, match="line 2"):
            read_bill(write(tmp_path, merchant(_PAID.replace("4200001", cut), _BACK)), 2)
    table = "交易日期,交易流水号,金额\n2026-05-04,4.2E+27,5.00\n2026-05-04,4.2E+27,5.00\n"
    assert [each.payment for each in read_bill(write(tmp_path, table), 2).payments] == ["", ""]


def test_a_refund_that_failed_moved_nothing_and_is_counted_as_left_out(tmp_path):
    bill = read_bill(write(tmp_path, merchant(_PAID, _BACK.replace("ORIGINAL,`SUCCESS", "ORIGINAL,`FAIL"))), 2)
    assert (len(bill.payments), bill.left_out, bill.total(PayKind.REFUND), bill.fees) == (1, 1, 0, 300)
    under_way = read_bill(
        write(tmp_path, merchant(_PAID, _BACK.replace("ORIGINAL,`SUCCESS", "ORIGINAL,`PROCESSING"))), 2
    )
    assert under_way.total(PayKind.REFUND) == -10000


def test_a_table_saved_anew_is_known_again_whatever_its_cells_look_like(tmp_path):
    plain = "交易日期,交易时间,对方户名,对方账号,金额,余额\n"
    plain += "2026-05-04,10:15:07,王小明,6222021234567890123,1000.00,1500.00\n"
    saved = '对方户名,余额,交易日期,交易时间,对方账号,金额\n王小明,1500,2026/5/4,10:15,6.22202E+18,"1,000.00"\n'
    first, again = (list(keys(read_bill(write(tmp_path, each), 2))) for each in (plain, saved))
    assert [key for key, _ in first] == [key for key, _ in again]
    other = list(keys(read_bill(write(tmp_path, plain.replace("王小明", "李海")), 2)))
    assert first[0][0] != other[0][0]


def test_each_statement_of_an_ofx_file_keeps_its_own_account_and_currency(tmp_path):
    two = _OFX.replace("</STMTRS>", "").split("</OFX>", maxsplit=1)[0]
    second = (
        "<STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><ACCTID>777</BANKACCTFROM><BANKTRANLIST>"
        "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260307<TRNAMT>9.00<FITID>F1<BANKACCTTO><ACCTID>999</BANKACCTTO></STMTTRN>"
        "</BANKTRANLIST></STMTRS></STMTTRNRS></OFX>"
    )
    bill = read_bill(write(tmp_path, two + second, "bank.ofx", "gbk"), 2)
    assert [(each.own, each.currency) for each in bill.payments] == [("6222001", "CNY")] * 2 + [("777", "USD")]
    assert bill.account == "6222001"
    kept = in_currency(bill, "CNY")
    assert [each.amount for each in kept.payments] == [50000, -250]
    assert [each.value for each in kept.refused] == ["20260332", "USD"]
    with pytest.raises(Refused, match="CNY"):
        in_currency(bill, "EUR")


def test_a_shopkeeper_who_is_called_otherwise_now_has_the_same_payments(tmp_path):
    named = _PERSONAL.replace("起始时间", "微信昵称：[小店],,,,,,,,,,\n起始时间", 1)
    first, later = (
        [key for key, _ in keys(read_bill(write(tmp_path, each), 2))] for each in (named, named.replace("小店", "大店"))
    )
    assert first == later
    assert len(first) == 2


# ---- the days a bill tells of, and the words of several banks -------------------------------------------------------


def test_a_statement_without_lines_tells_of_its_days_all_the_same(tmp_path):
    quiet = ":20:1\n:25:DE1\n:60F:C260504EUR5,00\n:62F:C260505EUR5,00\n-\n"
    bill = read_bill(write(tmp_path, quiet, "a.sta"), 2)
    assert (bill.payments, bill.days) == ((), (date(2026, 5, 5), date(2026, 5, 5)))
    camt = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><FrToDt>'
        "<FrDtTm>2026-05-04T00:00:00</FrDtTm><ToDtTm>2026-05-06T00:00:00</ToDtTm></FrToDt>{}</Stmt></BkToCstmrStmt>"
        "</Document>"
    )
    assert read_bill(write(tmp_path, camt.format(""), "a.xml"), 2).days == (date(2026, 5, 4), date(2026, 5, 5))
    entry = '<Ntry><Amt Ccy="EUR">5.00</Amt>{}<Sts>BOOK</Sts><BookgDt><Dt>2026-05-04</Dt></BookgDt></Ntry>'
    unsigned = read_bill(write(tmp_path, camt.format(entry.format("")), "b.xml"), 2)
    assert [(each.line, each.column) for each in unsigned.refused] == [(1, "CdtDbtInd")]
    signed = entry.format("<CdtDbtInd>CRDT</CdtDbtInd>")
    assert read_bill(write(tmp_path, camt.format(signed), "c.xml"), 2).total(PayKind.PAYMENT) == 500


_WORDS_OF_BANKS = {
    "?20 and ?32": (
        ":86:166?00GUTSCHRIFT?20SVWZ+C001?21 top up?31DE77?32WANG?33 XIAO",
        ("WANG XIAO", "DE77", "C001 top up"),
    ),
    "/NAME/": (":86:/TRTP/SEPA/IBAN/NL91/BIC/ABNANL2A/NAME/Wang/REMI/C001/EREF/NOTPROVIDED", ("Wang", "NL91", "C001")),
    "/CNTP/": (":86:/EREF/E1//CNTP/NL32/INGBNL2A/Wang///REMI/USTD//C001/", ("Wang", "NL32", "C001")),
    "words alone": (":86:FROM WANG\nC001", ("", "", "FROM WANG C001")),
}


@pytest.mark.parametrize("words", _WORDS_OF_BANKS.values(), ids=_WORDS_OF_BANKS.keys())
def test_who_paid_is_read_as_each_bank_writes_it(tmp_path, words):
    moved = f":61:2605050505CR000000000005,00NTRFEREF//B1\n{words[0]}\n"
    text = f":20:1\n:25:NL1\n:60F:C260504EUR0,00\n{moved}:62F:C260505EUR5,00\n-\n"
    (paid,) = read_bill(write(tmp_path, "{1:F01BANK}{4:\n" + text + "-}", "a.sta"), 2).payments
    assert (paid.name, paid.account, paid.text) == words[1]
    assert (paid.amount, paid.payment) == (500, "B1")


# ---- damage ---------------------------------------------------------------------------------------------------------

_PERSONAL = (
    "微信支付账单明细,,,,,,,,,,\n起始时间：[2026-05-01 00:00:00] 终止时间：[2026-05-31 23:59:59],,,,,,,,,,\n"
    "共1笔记录,,,,,,,,,,\n"
    "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"
    "2026-05-02 10:00:00,二维码收款,王,洗车,收入,¥50.00,/,已退款(￥5.00),1001,/,服务费¥0.10\n"
)
_FLOW = (
    "#账号：[2088]\n#起始日期：[2026年05月08日 00:00:00]   终止日期：[2026年05月09日 00:00:00]\n"
    "账务流水号,业务流水号,收入金额（+元）,支出金额（-元）,账户余额（元）,发生时间,业务类型,备注\n"
    "1,T1,88.00,,188.00,2026-05-08 10:00:00,在线支付,x\n2,T2,,0.53,187.47,2026-05-08 10:00:01,收费,y\n"
    "#支出合计：1笔，共0.53元\n#收入合计：1笔，共88.00元\n"
)


@pytest.mark.parametrize(
    "text",
    [merchant(_PAID, _BACK), _PERSONAL, _FLOW, _OFX, _MT940, _CAMT, *_SHAPES.values()],
)
def test_a_damaged_bill_is_read_or_refused_in_words(tmp_path, text):
    """Characters taken out, doubled and exchanged anywhere: never anything but lines, lines refused, or a sentence."""
    chance = random.Random(9)
    for _ in range(60):
        cells = list(text)
        for _ in range(chance.choice((1, 2, 12))):
            at = chance.randrange(len(cells))
            cells[at] = chance.choice(("", cells[at] * 2, "\n", ",", "0", "-", ":", "}", "<", '"', "\x00", "年"))
        try:
            bill = on_real_days(read_bill(write(tmp_path, "".join(cells)), 2), date(2026, 6, 1))
            in_currency(bill, "CNY")
        except Refused:
            continue
        assert all(each.amount or each.fee for each in bill.payments)
        assert len(list(keys(bill))) == len(bill.payments)


def test_tables_of_taiwan_and_tables_of_web_pages(tmp_path):
    text = "交易日期,存入,支出,餘額,對方戶名\n113/05/04,500,,1500,王\n113/05/25,,20,1480,費用\n"
    bill = read_bill(write(tmp_path, text, encoding="big5"), 2)
    assert [(each.on, each.amount) for each in bill.payments] == [(date(2024, 5, 4), 50000), (date(2024, 5, 25), -2000)]
    row = "<tr><td>{}</td><td>{}</td><td>{}</td></tr>"
    rows = row.format("交易日期", "金额", "对方户名") + row.format("2026-05-04", "5.00", "王")
    page = f"<html><table>{rows}</table></html>"
    (paid,) = read_bill(write(tmp_path, page, "bank.xls"), 2).payments
    assert (paid.on, paid.amount, paid.name) == (date(2026, 5, 4), 500, "王")


def test_lines_of_days_that_cannot_be_are_refused(tmp_path):
    text = "交易日期,金额,对方户名\n2126-05-04,5.00,王\n0026-05-04,5.00,王\n2026-05-04,5.00,王\n"
    bill = on_real_days(read_bill(write(tmp_path, text), 2), date(2026, 5, 10))
    assert [each.line for each in bill.payments] == [4]
    assert [(each.line, each.value) for each in bill.refused] == [(2, "2126-05-04"), (3, "0026-05-04")]
    assert bill.days == (date(2026, 5, 4), date(2026, 5, 4))
