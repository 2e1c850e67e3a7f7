"""Files as other programs write them: columns called otherwise, totals that count what stands beside them."""

import pytest

from app import bootstrap
from app.core.intake.targets import Target
from app.errors import Refused
from app.services.intake import Choices, Way


@pytest.fixture
def app(tmp_path):
    made = bootstrap.new_book(tmp_path / "shop.cbook", name="Shop", currency="CNY", language="en", pack="CN")
    yield made
    assert made.verify.verify().ok
    made.close()


@pytest.fixture
def take(app, tmp_path):
    """Return how a text is taken in as a file of its own: its layout, and what was said, by line and weight."""

    def take(text, target=None, **given):
        path = tmp_path / f"{len(list(tmp_path.glob('*.csv')))}.csv"
        path.write_text(text, encoding="utf-8")
        source = app.intake.open(path)
        layout = app.intake.propose(source, Choices(target=target), given).layout
        tried = app.intake.dry_run(source, layout)
        done = app.intake.carry_out(source, layout, Way.GOOD_ROWS).report
        assert (tried.good, tried.sums, tried.counts) == (done.good, done.sums, done.counts)
        return layout, {(each.line, each.weight.value) for each in tried.findings}

    return take


def held(app):
    return {each.customer: (each.principal, each.bonus, each.owed) for each in app.views.balances(app.today())}


# ---- members and balances -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        ("会员卡号,会员姓名,储值本金余额,储值赠送余额,储值总余额", "1,王,100,20,120"),
        ("卡号,会员名,卡内余额,其中本金,其中赠送", "1,王,120,100,20"),
        ("卡号,会员名,卡内余额,其中赠送", "1,王,120,20"),
        ("顾客ID,姓名,实储余额,赠储余额,总余额", "1,王,100,20,120"),
        ("卡号,会员名,总余额,赠金", "1,王,120,20"),
        ("member_id,name,balance_cents,bonus_cents", "1,Ann,10000,2000"),
    ],
)
def test_what_was_paid_in_and_what_was_given_are_told_apart(heads, cells, app, take):
    take(f"{heads}\n{cells}\n")
    assert held(app) == {"1": (10_000, 2_000, 0)}


def test_a_balance_that_is_not_what_its_parts_come_to_is_told(app, take):
    assert (2, "warned") in take("卡号,姓名,本金余额,赠送余额,总余额\n1,王,100,20,130\n")[1]
    assert (2, "refused") in take("卡号,姓名,总余额,赠金\n2,李,10,20\n")[1]
    assert held(app) == {"1": (10_000, 2_000, 0)}


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        ("Account Reference,Account Name,Balance,Credit Limit", "1,A1 Design,100.00,4000"),
        ("客户编码,客户简称,余额方向,期末余额", "1,宏达,借,100"),
        ("单位编号,单位全名,累计应收,累计应付", "1,宏达,100,0"),
        ("Customer,Company,Terms,Open Balance", "1,Acme,Net 30,100.00"),
        ("id,Nom,Solde,Échéance", "1,Lefèvre,100,2024-02-15"),
    ],
)
def test_what_customers_on_account_have_as_balance_is_owed(heads, cells, app, take):
    take(f"{heads}\n{cells}\n")
    assert [*held(app).values()] == [(0, 0, 10_000)]


def test_a_balance_on_the_credit_side_is_held(app, take):
    text = "客户编码,客户简称,余额方向,期末余额\n1,宏达,借,10\n2,鑫源,贷,20\n3,平安,平,0\n4,四海,?,5\n"
    assert (5, "refused") in take(text)[1]
    assert held(app) == {"1": (0, 0, 1_000), "2": (2_000, 0, 0), "3": (0, 0, 0)}


def test_what_is_owed_below_zero_is_held_where_somebody_says_so(app, take):
    text = "No,Name,Balance,Credit Limit\n1,Ann,-120.00,1000\n"
    assert take(text)[1] == {(0, "warned"), (2, "refused")}
    take(text, negative_owed="yes")
    assert held(app) == {"1": (12_000, 0, 0)}


def test_when_a_card_ends_is_no_due_date_unless_something_is_owed(app, take):
    assert take("卡号,姓名,余额,到期日期\n1,王,10,2099-01-05\n")[0].columns.keys() >= {"expires_on"}
    assert app.views.lots("1", app.today())[0].expires_on.isoformat() == "2099-01-05"
    assert take("客户编号,客户名称,欠款,到期日期\n2,李,10,2026-01-05\n")[0].columns.keys() >= {"due_on"}


def test_money_that_expired_before_is_held_as_expired_and_what_is_owed_stays_of_the_day(app, take):
    said = take("卡号,姓名,本金,赠金,欠款,有效期至\n1,王,100,10,,2020-01-01\n2,李,50,,7,2020-01-01\n", on="2026-01-05")
    assert said[1] == {(2, "warned"), (3, "warned")}
    assert held(app) == {"1": (10_000, 1_000, 0), "2": (5_000, 0, 700)}
    assert {each.customer: each.expired for each in app.views.balances(app.today())} == {"1": 11_000, "2": 5_000}
    lot = app.views.lots("1", app.today())[0]
    assert (lot.on.isoformat(), lot.expires_on.isoformat()) == ("2026-01-04", "2026-01-04")  # no month of 2020 is open
    take("卡号,姓名,本金,有效期至\n3,赵,5,2026-01-03\n", on="2026-01-05")
    assert app.views.lots("3", app.today())[0].expires_on.isoformat() == "2026-01-03"


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("客户编号,客户名称,余额\n1,王,10\n", True),
        ("id,name,Balance,Credit Limit\n1,Ann,10,5\n", True),
        ("会员号,姓名,余额\n1,王,10\n", False),
        ("id,name,balance,bonus,tier\n1,Ann,10,0,Gold\n", False),
        ("会员号,姓名,余额,赠送金额\n1,王,120,20\n", True),
        ("会员号,姓名,本金余额,赠送余额\n1,王,100,20\n", False),
        ("会员号,姓名,余额,储值卡欠费,1月,2024-02\n1,王,10,5,7,8\n", True),
        ("会员号,姓名,余额,累计消费,车牌\n1,王,10,5,A1\n", False),
        ("会员号,姓名,余额,有效期\n1,王,10,12个月\n", True),
        ("会员号,姓名,余额,,会员号,姓名,余额\n1,王,10,,2,李,20\n", True),
    ],
)
def test_what_a_balance_is_and_what_of_the_money_is_left_out_is_said(text, warned, take):
    assert ((0, "warned") in take(text)[1]) is warned


@pytest.mark.parametrize(
    "text",
    [
        "编号,001,002,003\n姓名,王,李,张\n手机,13800001111,13800001112,13800001113\n余额,10,20,30\n",
        "Name,Ann,Bob\nPhone,0211234567,0217654321\nBalance,10,20\n",
    ],
)
def test_a_table_whose_customers_are_columns_is_refused_in_words(text, app, tmp_path):
    path = tmp_path / "turned.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="transposed"):
        app.intake.propose(app.intake.open(path))
    app.intake.propose(app.intake.open(path), Choices(header=1))  # who knows better says so


# ---- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heads", "cells", "name"),
    [
        ("First Name,Last Name,Company Name", "Ann,Smith,", "Ann Smith"),
        ("First Name,Last Name,Company Name", "Ann,Smith,Ann's Cafe", "Ann's Cafe"),
        ("Kundennummer,Name,Vorname", "1,Müller,Jörg", "Jörg Müller"),
        ("id,Nom,Prénom", "1,Lefèvre,Zoé", "Zoé Lefèvre"),
        ("id,Nombre,Apellidos", "1,Ana,Peña", "Ana Peña"),
        ("编号,姓,名", "1,欧阳,小明", "欧阳小明"),
        ("id,Name,Last Name", "1,Ann Smith,Smith", "Ann Smith"),
        ("Customer,Phone", "Acme Ltd,555 010 0100", "Acme Ltd"),
        ("*ContactName,AccountNumber,FirstName,LastName", "Bayside Club,BC01,Bob,Partridge", "Bayside Club"),
    ],
)
def test_names_are_put_together_in_the_order_they_are_spoken_in(heads, cells, name, app, take):
    take(f"{heads}\n{cells}\n", Target.CUSTOMERS)
    assert [app.files.file(no).name for no in held(app)] == [name]


def test_a_second_column_of_phones_is_taken_too(app, take):
    take("no,name,phone,mobile\n1,Ann,0211234567,021 765 4321\n")
    assert app.files.file("1").phones == ("0211234567", "021 765 4321")


# ---- bills, payments and ledgers ------------------------------------------------------------------------------------

LEDGER = (
    "日期,凭证号,客户编码,客户名称,摘要,借方金额,贷方金额,方向,余额\n"
    "2026-01-01,,C01,宏达,期初余额,,,借,500\n"
    "2026-01-05,记-1,C01,宏达,销售,1000,,借,1500\n"
    "2026-01-08,记-2,C01,宏达,收款,,700,借,800\n"
    "2026-01-31,,C01,宏达,本月合计,1000,700,借,800\n"
    "2026-01-31,,C01,宏达,本年累计,1000,700,借,800\n"
)
NEXT = LEDGER.splitlines()[0] + "\n2026-02-01,,C01,宏达,期初余额,,,借,800\n2026-02-03,记-3,C01,宏达,销售,50,,借,850\n"


def test_a_customers_ledger_ends_at_its_own_balance_and_its_sums_are_no_rows(app, take):
    layout, said = take(LEDGER, new_customers="yes")
    assert (layout.target, said) == (Target.BILLS, {(5, "skipped"), (6, "skipped")})
    assert held(app) == {"C01": (0, 0, 80_000)}


def test_the_ledger_of_the_next_month_does_not_bring_the_balance_forward_twice(app, take):
    take(LEDGER, new_customers="yes")
    assert take(LEDGER + NEXT.splitlines()[1] + "\n")[1] == {(line, "skipped") for line in range(2, 8)}
    assert take(NEXT)[1] == {(2, "skipped")}
    assert held(app) == {"C01": (0, 0, 85_000)}
    assert (2, "warned") in take(NEXT.replace("800", "900").replace("850", "950").replace("记-3", "记-4"))[1]


def test_a_ledger_whose_balances_do_not_fit_is_told(take):
    assert (4, "warned") in take(LEDGER.replace("借,800", "借,900"), new_customers="yes")[1]


@pytest.mark.parametrize(
    "heads",
    [
        "客户编码,单据编号,单据日期,到期日,应收金额,已核销金额,未核销金额",
        "Customer No,Invoice Number,Invoice Date,Due Date,Total,Invoice Amount Paid,Invoice Amount Due",
    ],
)
def test_what_was_paid_on_a_bill_is_taken_off_it(heads, app, take):
    row = "C1,R1,2026-01-05,2026-02-04,1000,400,600\n"
    assert take(f"{heads}\n{row}", new_customers="yes")[1] == set()
    names, cells = heads.split(","), row.strip().split(",")
    without = ",".join(names[:5] + names[6:]) + "\n" + ",".join(["C2", "R2", *cells[2:5], cells[6]]) + "\n"
    take(without, new_customers="yes")
    assert held(app) == {"C1": (0, 0, 60_000), "C2": (0, 0, 60_000)}
    assert (2, "warned") in take(f"{heads}\n{row}".replace(",600", ",700").replace("R1", "R3"))[1]


def test_debts_that_come_again_are_not_added_to_those_there(app, take):
    take("客户编号,客户名称,欠款\n1,王,50\n")
    assert (2, "warned") in take("客户编号,客户名称,欠款\n1,王,60\n", existing="keep")[1]
    assert take("客户编号,欠款\n1,60\n", Target.OPENINGS)[1] == {(2, "refused")}
    assert held(app) == {"1": (0, 0, 5_000)}


def test_one_customer_with_two_balances_in_a_list_is_told(app, take):
    assert take("客户编号,余额\n1,10\n1,20\n", Target.OPENINGS, new_customers="yes")[1] >= {(3, "warned")}


# ---- other tables ---------------------------------------------------------------------------------------------------


def test_a_table_below_another_is_not_taken_for_its_rows(app, take):
    said = take("卡号,姓名,余额\n001,王,100\n\n单号,日期,金额\nA1,2026-01-01,30\nA2,2026-01-02,20\n")[1]
    assert said == {(4, "refused"), (5, "refused"), (6, "refused")}
    assert held(app) == {"001": (10_000, 0, 0)}


@pytest.mark.parametrize("row", ["2,会员,13800001111", "3,备注,", "商品,项目,"])
def test_customers_may_be_called_as_columns_are(row, app, take):
    take(f"卡号,姓名,手机\n1,王,13800002222\n{row}\n")
    assert len(held(app)) == (1 if row.startswith("商品") else 2)


@pytest.mark.parametrize(
    "heads", ["code,name,price", "编号,名称,价格", "SKU,Item Name,Retail Price", "No,Service,Price"]
)
def test_a_list_with_prices_is_no_list_of_customers(heads, take):
    assert take(f"{heads}\n01,Haircut,38\n")[0].target is Target.PRICES


def test_prices_under_other_names_and_categories_of_the_shops_own(app, take):
    layout, said = take("项目编号,项目名称,分类,标准价,会员价\n01,洗剪吹,美发,38,30\n,合计,,38,\n")
    assert (layout.target, (3, "skipped") in said) == (Target.PRICES, True)
    assert not {"kind"} & layout.columns.keys()


def test_names_are_found_beside_hundreds_of_columns_of_months(take):
    months = [f"{2000 + at // 12}-{at % 12 + 1:02}" for at in range(297)]
    text = (
        ",".join(["会员卡号", "姓名", "储值余额", *months]) + "\n" + ",".join(["001", "王", "50", *["7"] * 297]) + "\n"
    )
    layout, said = take(text)
    assert (layout.header, said) == (1, {(0, "warned")})


def test_the_ageing_of_another_program_is_not_left_out_in_silence(app, take):
    heads = "Contact,Current,< 1 Month,1 Month,Older,Total\n"
    rows = "Bayside Club,100.00,0,0,0,100.00\nTotal,100.00,0,0,0,100.00\nPercentage of total,100%,0%,0%,0%,100%\n"
    assert take(heads + rows, Target.CUSTOMERS)[1] >= {(0, "warned"), (3, "skipped"), (4, "skipped")}


# ---- rows that are none ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    ["cardno,name,balance", "示例：001,张三,100", "必填,必填,选填", "卡号,姓名,余额", "Example,Ann,5"],
)
def test_lines_of_a_template_are_no_customers(row, app, take):
    assert take(f"卡号,姓名,余额\n{row}\n001,王,100\n")[1] == {(2, "skipped")}
    assert held(app) == {"001": (10_000, 0, 0)}


def test_a_table_that_begins_by_the_same_number_is_another(app, take):
    assert take("卡号,姓名,余额\n001,王,100\n卡号,积分\n001,5\n")[1] == {(3, "refused"), (4, "refused")}


def test_who_has_no_number_among_others_who_have_is_told_so(app, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("卡号,姓名\n,王\n2,李\n", encoding="utf-8")
    source = app.intake.open(path)
    report = app.intake.dry_run(source, app.intake.propose(source).layout)
    assert "Write one in" in str(report.findings[0].reason)


def test_bills_said_to_be_void_or_paid_are_not_open(app, take):
    text = (
        "Invoice,Customer,Date,Amount,Status\nR1,A,2026-01-03,100,Open\nR2,A,2026-01-04,200,Paid\nR3,A,2026-01-05,300,Void\n"
        "R4,A,2026-01-05,40,未支付\n"
    )
    assert take(text, Target.BILLS, new_customers="yes")[1] == {(3, "warned"), (4, "skipped")}
    assert held(app) == {"A": (0, 0, 14_000)}


def test_movements_that_failed_move_nothing(app, take):
    text = (
        "会员卡号,交易时间,充值金额,交易状态\n1,2026-01-03 10:00,100,成功\n1,2026-01-04 10:00,50,失败\n"
        "1,2026-01-05 10:00,5,待支付\n"
    )
    layout, said = take(text, new_customers="yes")
    assert (layout.target, said) == (Target.MOVEMENTS, {(3, "skipped"), (4, "skipped")})
    assert held(app) == {"1": (10_000, 0, 0)}


def test_a_list_of_payments_is_payments(app, take):
    take("客户编号,客户名称,欠款\n1,王,50\n")
    layout, _said = take("收款日期,客户编号,收款金额,备注\n2026-11-01,1,20,微信\n", Target.BILLS)
    assert {"paid", "paid_on"} <= layout.columns.keys()


def test_a_list_with_a_row_for_each_pass_is_balances(app, take):
    text = "卡号,姓名,项目,剩余次数,剩余金额\n001,王,洗车,3,90\n001,王,打蜡,2,200\n002,李,洗车,0,0\n"
    layout, said = take(text, new_customers="yes")
    assert (layout.target, said) == (Target.OPENINGS, {(4, "skipped")})
    assert sorted((each.service, each.left) for each in app.views.balances(app.today())[0].passes) == [
        ("打蜡", 2),
        ("洗车", 3),
    ]


@pytest.mark.parametrize(
    "heads",
    [
        "卡号 Card No.,姓名 Name,储值余额 Balance",
        "卡号/Card No,姓名/Name,储值余额/Balance",
        "Card No (卡号),Name (姓名),本金 (RMB)",
    ],
)
def test_columns_named_in_two_languages_are_known_by_either(heads, app, take):
    take(f"{heads}\n001,王,5\n")
    assert held(app) == {"001": (500, 0, 0)}


def test_rows_of_another_currency_are_refused_one_by_one(app, take):
    text = "Invoice,Customer,Date,Currency,Amount\n1,A,2026-01-05,{},100\n"
    assert (2, "refused") in take(text.format("USD"), new_customers="yes")[1]
    assert (2, "refused") in take(text.format("美元"), new_customers="yes")[1]
    for name in ("CNY", "人民币", "RMB", "￥", ""):
        take(text.format(name).replace("1,A", f"{name}1,A"), new_customers="yes")
    assert held(app) == {"A": (0, 0, 50_000)}


def test_a_bill_of_several_lines_that_each_give_its_total_is_charged_once(app, take):
    text = (
        "Invoice Number,Customer,Invoice Date,Item,Quantity,Unit Price,Invoice Total\n"
        "R1,A,2026-01-05,x,2,10,50\nR1,A,2026-01-05,y,3,10,50\nR2,B,2026-01-06,x,1,10,10\nR2,B,2026-01-06,x,1,10,10\n"
    )
    assert take(text, Target.BILLS, new_customers="yes")[1] == {(3, "skipped"), (5, "warned")}
    assert held(app) == {"A": (0, 0, 5_000), "B": (0, 0, 2_000)}


def test_the_same_document_twice_in_a_list_of_balances_is_told(take):
    text = "单据编号,客户编码,单据日期,应收金额\nA1,C1,2026-01-05,100\nA1,C1,2026-01-05,100\n"
    assert take(text, Target.OPENINGS, new_customers="yes")[1] == {(3, "warned")}


def test_what_is_owed_and_what_was_paid_ahead_stand_side_by_side(app, take):
    take("客户编号,客户名称,应收余额,预收余额\n1,甲,100,0\n2,乙,0,50\n")
    take("客户,期初余额,本期应收,本期收款,期末余额\n宏达,1000,500,300,1200\n")
    assert sorted(held(app).values()) == [(0, 0, 10_000), (0, 0, 120_000), (5_000, 0, 0)]
