"""Tables of banks and of those who collect for shops, as each writes them: what came in, what went out."""

import pytest

from app.core.incoming import PayKind, in_currency
from app.core.requests import Tender
from app.errors import Refused
from app.exchange.bills import Layout, NeedsLayout, read_bill
from tests.exchange.test_bills import write

BOCOM = (
    "交易时间,交易地点,借贷状态,交易金额,对方户名\n"
    "2024-03-01 10:00:01,网银,贷,100.00,李四\n"
    "2024-03-02 11:00:00,柜面,借,30.50,王五\n"
)
CAPITAL_ONE = (
    "Account Number,Transaction Description,Transaction Date,Transaction Type,Transaction Amount\n"
    "1234,ANN LEE,03/15/24,Credit,100.00\n"
    "1234,ENERGY,03/16/24,Debit,30.50\n"
)
ING_NL = (
    '"Datum";"Naam / Omschrijving";"Rekening";"Tegenrekening";"Code";"Af Bij";"Bedrag";"Mededelingen"\n'
    '"20240315";"Ann";"NL99";"NL12";"OV";"Bij";"100,00";"Factuur 7"\n'
    '"20240316";"E";"NL99";"NL13";"IC";"Af";"30,50";"x"\n'
)
LAKALA = (
    "交易日期,交易时间,终端号,交易类型,交易金额(元),手续费(元),流水号,交易状态\n"
    "2024-03-01,10:00:00,T1,扫码消费,100.00,0.38,1,成功\n"
    "2024-03-01,11:00:00,T1,扫码退货,30.50,0.11,2,成功\n"
    "2024-03-01,12:00:00,T1,扫码消费,55.00,0.11,3,失败\n"
)
CAMT_V8 = (
    '"Buchungstag";"Verwendungszweck";"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"Betrag";"Waehrung";"Info"\n'
    '"05.03.24";"Rechnung 7";"Müller, Ann";"DE12";"100,00";"CNY";"Umsatz gebucht"\n'
    '"06.03.24";"Strom";"Stadtwerke";"DE13";"-30,50";"CNY";"Umsatz gebucht"\n'
    '"07.03.24";"x";"Bob";"DE14";"77,00";"CNY";"Umsatz vorgemerkt"\n'
)
REVOLUT = (
    "Type,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
    "TOPUP,2024-03-01 10:00:01,Ann,100.00,0,CNY,COMPLETED,100.00\n"
    "TRANSFER,,Bob,-20.00,0,CNY,PENDING,\n"
    "TRANSFER,2024-03-02 10:00:00,Eve,-30.50,0.40,CNY,COMPLETED,69.10\n"
    "CARD_PAYMENT,2024-03-02 11:00:00,Shop,-20.00,0.50,CNY,REVERTED,\n"
)
CATHAY = (
    "交易日期,帳務日期,說明,提出,存入,餘額,備註\n"
    '2024/03/15,2024/03/15,跨行轉入,,"1,100","2,100",王小明\n'
    '2024/03/16,2024/03/16,電費,"1,030",,"1,070",\n'
)
QIF = "!Type:Bank\nD3/15'24\nT100.00\nPAnn Lee\nMINV7\n^\nD 3/16'24\nT-30.50\nPEnergy\n^\n"


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        (BOCOM, (10000, -3050)),
        (CAPITAL_ONE, (10000, -3050)),
        (ING_NL, (10000, -3050)),
        (LAKALA, (10000, -3050)),
        (CAMT_V8, (10000, -3050)),
        (REVOLUT, (10000, -3050)),
        (CATHAY, (110000, -103000)),
        (QIF, (10000, -3050)),
    ],
)
def test_what_came_and_what_went_is_told_as_each_bank_writes_it(tmp_path, text, sums):
    bill = read_bill(write(tmp_path, text), 2)
    assert tuple(each.amount for each in bill.payments) == sums
    assert not bill.refused
    assert all(each.right for each in bill.controls)


@pytest.mark.parametrize(("text", "left_out"), [(LAKALA, 1), (CAMT_V8, 1), (REVOLUT, 2)])
def test_lines_that_moved_no_money_are_left_out_and_counted(tmp_path, text, left_out):
    assert read_bill(write(tmp_path, text), 2).left_out == left_out


def test_what_is_kept_of_a_payment_is_its_fee_however_it_is_signed(tmp_path):
    paypal = (
        "Date,Time,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID,Balance\n"
        "13/03/2024,10:00:00,Ann,Payment,Completed,CNY,100.00,-3.20,96.80,8X1,96.80\n"
        "14/03/2024,10:00:00,Ann,Payment Refund,Completed,CNY,-40.00,1.10,-38.90,8X2,57.90\n"
    )
    bill = read_bill(write(tmp_path, paypal), 2)
    assert [(each.kind, each.amount, each.fee) for each in bill.payments] == [
        (PayKind.PAYMENT, 10000, 320),
        (PayKind.REFUND, -4000, -110),
    ]
    assert [(each.stated, each.counted) for each in bill.controls] == [(1, 1)]
    collected = read_bill(write(tmp_path, LAKALA, "lakala.csv"), 2)
    assert [(each.kind, each.fee) for each in collected.payments] == [(PayKind.PAYMENT, 38), (PayKind.REFUND, -11)]


def test_a_table_that_says_nowhere_what_came_in_is_told_of(tmp_path):
    text = "日期,金额,摘要\n2024-03-01,900.00,x\n2024-03-02,800.00,y\n"
    assert "No amount has a sign" in str(read_bill(write(tmp_path, text), 2).said[0])
    assert not read_bill(write(tmp_path, text.replace("800", "-800"), "signed.csv"), 2).said


def test_money_given_back_by_an_account_without_any_sign_is_not_guessed(tmp_path):
    text = "日期,金额,交易类型\n2024-03-01,900.00,转账\n2024-03-02,800.00,退款\n"
    bill = read_bill(write(tmp_path, text), 2)
    assert [(bad.line, bad.column, bad.value) for bad in bill.refused] == [(3, "交易类型", "退款")]


def test_balances_that_fall_without_a_sign_ask_for_the_column_that_says_it(tmp_path):
    text = (
        "日期,金额,余额,方向\n2024-03-01,100.00,1100.00,甲\n2024-03-02,30.00,1070.00,乙\n2024-03-03,5.00,1065.00,乙\n"
    )
    with pytest.raises(NeedsLayout) as asked:
        read_bill(write(tmp_path, text), 2)
    assert asked.value.asked == "sign"
    assert asked.value.guess.amount == "金额"


NO_HEADER = '15/03/2024,"+100.00","ANN LEE INV7","+1100.00"\n16/03/2024,"-30.50","ENERGY","+1069.50"\n'


def test_the_first_line_of_a_table_without_a_header_is_not_lost(tmp_path):
    path = write(tmp_path, NO_HEADER)
    with pytest.raises(NeedsLayout) as asked:
        read_bill(path, 2)
    guess = asked.value.guess
    assert asked.value.header == ("1/4", "2/4", "3/4", "4/4")
    assert len(asked.value.sample) == 2
    assert (guess.date, guess.amount, guess.balance) == ("1/4", "2/4", "4/4")
    bill = read_bill(path, 2, guess._replace(text=("3/4",)))
    assert [(each.line, each.amount, each.text) for each in bill.payments] == [
        (1, 10000, "ANN LEE INV7"),
        (2, -3050, "ENERGY"),
    ]


def test_a_header_whose_names_are_not_known_stays_one(tmp_path):
    with pytest.raises(NeedsLayout) as asked:
        read_bill(write(tmp_path, "Wann;Wer;Wieviel\n15.03.2024;Ann;12,50\n16.03.2024;Bob;13,50\n"), 2)
    assert asked.value.header == ("Wann", "Wer", "Wieviel")
    assert asked.value.guess == Layout(date="Wann", amount="Wieviel")


def test_the_shops_own_account_is_no_payers(tmp_path):
    assert [each.account for each in read_bill(write(tmp_path, CAPITAL_ONE), 2).payments] == ["", ""]
    others = CAPITAL_ONE.replace("1234,ENERGY", "5678,ENERGY")
    assert [each.account for each in read_bill(write(tmp_path, others, "b.csv"), 2).payments] == ["1234", "5678"]


def test_words_that_go_on_in_the_next_row_belong_to_their_line(tmp_path):
    text = (
        "Transaction date,Value date,Description,Withdrawals,Deposits\n15/03/2024,15/03/2024,FAST PAYMENT,,100.00\n"
        ",,from ANN LEE INV7,,\n16/03/2024,16/03/2024,GIRO,30.50,\n,,ENERGY,,\n"
    )
    texts = [each.text for each in read_bill(write(tmp_path, text), 2).payments]
    assert texts == ["FAST PAYMENT from ANN LEE INV7", "GIRO ENERGY"]


def test_the_currency_behind_the_name_of_a_column_counts(tmp_path):
    text = "Date,Payee,Amount (EUR)\n2024-03-01,Ann,100.0\n2024-03-02,Shop,-30.5\n"
    assert read_bill(write(tmp_path, text), 2).currency == "EUR"


def test_the_day_comes_first_where_the_column_is_german(tmp_path):
    assert [each.on.isoformat() for each in read_bill(write(tmp_path, CAMT_V8), 2).payments] == [
        "2024-03-05",
        "2024-03-06",
    ]


def test_the_sums_alipay_packs_beside_its_bill_are_refused_with_the_way_out(tmp_path):
    text = "#支付宝业务汇总查询\n#账号：[20880001]\n门店编号,交易订单总笔数,订单金额（元）\n合计,2,100.00\n"
    with pytest.raises(Exception, match="summary") as refused:
        read_bill(write(tmp_path, text), 2)
    assert not isinstance(refused.value, NeedsLayout)


def test_qif_that_ends_in_the_middle_of_a_movement_is_refused(tmp_path):
    with pytest.raises(Exception, match="line 7"):
        read_bill(write(tmp_path, QIF.rstrip("^\n")), 2)


CAMT = (
    '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
    '<Acct><Id><IBAN>DE99</IBAN></Id><Ccy>CNY</Ccy></Acct><Ntry><Amt Ccy="CNY">69.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    "<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2024-03-15</Dt></BookgDt><NtryDtls>"
    '<TxDtls><Amt Ccy="CNY">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    "<RltdPties><Dbtr><Pty><Nm>Ann</Nm></Pty></Dbtr></RltdPties></TxDtls>"
    '<TxDtls><Amt Ccy="CNY">30.50</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>'
    "</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"
)


def test_a_batch_with_payments_both_ways_is_shared_out_by_its_signs(tmp_path):
    bill = read_bill(write(tmp_path, CAMT, "a.xml"), 2)
    assert [(each.amount, each.name, each.payment) for each in bill.payments] == [(10000, "Ann", ""), (-3050, "", "")]


def test_mt940_as_citibank_writes_who_paid(tmp_path):
    text = (
        ":20:1\n:25:10001234\n:28C:1/1\n:60F:C240314CNY1000,00\n:61:2403150315CY100,00NTRF7001//0123\n"
        ":86:/PT/FT/PY/INV7/BN/ANN LEE/BN1/LONDON\n:62F:C240315CNY1100,00\n"
    )
    paid = read_bill(write(tmp_path, text, "a.940"), 2).payments[0]
    assert (paid.name, paid.text) == ("ANN LEE", "INV7")


VOLKSBANK = (
    "Buchungstag;Empfänger;VWZ;Währung;Umsatz; \n15.03.2024;Ann;INV7;CNY;100,00;H\n16.03.2024;Energy;x;CNY;30,50;S\n"
)


def test_a_column_without_a_name_may_say_in_or_out(tmp_path):
    bill = read_bill(write(tmp_path, VOLKSBANK), 2)
    assert [each.amount for each in bill.payments] == [10000, -3050]
    assert bill.header[-1] == "(6)"


def test_amounts_with_their_money_beside_them(tmp_path):
    text = (
        "Buchungstag;Empfänger;Betrag (€);Saldo (€)\n15.03.2024;Ann;100,00 €;1.100,00 €\n"
        "16.03.2024;E;-30,50 €;1.069,50 €\n"
    )
    bill = read_bill(write(tmp_path, text), 2)
    assert [(each.amount, each.currency) for each in bill.payments] == [(10000, "EUR"), (-3050, "EUR")]
    dollars = read_bill(write(tmp_path, "Date,Amount\n2024-03-15,$100.00\n2024-03-16,-$30.50\n", "b.csv"), 2)
    assert [each.amount for each in in_currency(dollars, "HKD").payments] == [10000, -3050]
    with pytest.raises(Refused):
        in_currency(dollars, "CNY")


def test_money_that_was_transferred_in_is_no_payout_whatever_the_bank_calls_it(tmp_path):
    """The Agricultural Bank calls every transfer that comes in 转存."""
    text = (
        "交易日期,交易金额,本次余额,对方户名,交易摘要\n20240301,+100.00,1100.00,李四,转存\n"
        "20240302,-30.50,1069.50,王五,转支\n"
    )
    assert [each.kind for each in read_bill(write(tmp_path, text), 2).payments] == [PayKind.PAYMENT, PayKind.SPENT]


def test_one_who_collects_for_a_shop_by_several_services_tells_of_each(tmp_path):
    text = (
        "交易日期,交易时间,收钱吧订单号,交易类型,支付方式,交易金额,手续费,交易状态\n"
        "2024-03-01,10:00:00,S1,收款,微信,100.00,0.38,成功\n2024-03-01,11:00:00,S2,退款,支付宝,-30.50,-0.11,成功\n"
        "2024-03-01,12:00:00,S3,收款,银行卡,55.00,free,成功\n"
    )
    bill = read_bill(write(tmp_path, text), 2)
    assert [(each.way, each.amount, each.fee) for each in bill.payments] == [
        (Tender.WECHAT, 10000, 38),
        (Tender.ALIPAY, -3050, -11),
        (Tender.BANK, 5500, 0),
    ]
    assert set(bill.ways) == {Tender.WECHAT, Tender.ALIPAY, Tender.BANK}
    alone = read_bill(write(tmp_path, "".join(text.splitlines(keepends=True)[:2]), "b.csv"), 2)
    assert alone.way is Tender.WECHAT


def test_words_with_commas_are_no_table_to_be_explained(tmp_path):
    text = "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION\n1. Definitions.\nYou may, if you like.\n"
    with pytest.raises(Refused) as refused:
        read_bill(write(tmp_path, text, "license.txt"), 2)
    assert not isinstance(refused.value, NeedsLayout)


def test_the_other_side_is_the_payer_of_what_came_and_the_payee_of_what_went(tmp_path):
    text = (
        "交易类型[ Transaction Type ],付款人账号[ Debit Account No. ],付款人名称[ Payer's Name ],"
        "收款人账号[ Payee's Account Number ],收款人名称[ Payee's Name ],交易日期[ Date ],交易金额[ Amount ]\n"
        "来账,6222,李四,123,本店,20240301,100.00\n往账,123,本店,6223,王五,20240302,-30.50\n"
    )
    sides = [(each.name, each.account) for each in read_bill(write(tmp_path, text), 2).payments]
    assert sides == [("李四", "6222"), ("王五", "6223")]


def test_mt940_with_blanks_between_its_days(tmp_path):
    text = (
        ":20:X\n:25:123\n:28C:1/1\n:60F:C240314CNY1000,00\n:61:240315 0315C100,00NTRFINV7\n:86:ANN LEE\n"
        ":62F:C240315CNY1100,00\n"
    )
    bill = read_bill(write(tmp_path, text, "a.940"), 2)
    assert [(each.amount, each.reference) for each in bill.payments] == [(10000, "INV7")]
