"""Bills in a book: read once, tied to what was recorded, undone; what never arrived and what nobody recorded."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import new_book
from app.core.customer import CustomerChange
from app.core.incoming_requests import (
    ExplainEntry,
    ForgetPayer,
    IgnoreIncoming,
    PostPayment,
    PostTopUp,
    TieIncoming,
    UndoStep,
)
from app.core.requests import Tender
from app.core.review_requests import StartReview
from app.core.staff.members import AddMember
from app.core.staff.roles import Role
from app.errors import Refused
from app.exchange.bills.reading import plain_cell
from app.services.arrival_lists import ArrivalLists
from app.services.incoming import Does, Incomings, NeedsLayout, PayKind
from app.services.privacy import EraseCustomer, Privacy
from app.services.verify import Verify
from app.services.views import Views
from app.storage.tender_entries import tender_entries
from tests.services.helpers_customers import Shop, naughty_strings

PAYMENTS = Path(__file__).parents[3] / "shared" / "data" / "payments"
real = pytest.mark.skipif(not PAYMENTS.exists(), reason="the bills are not kept with the program")
_HEAD = "交易日期,交易时间,摘要,对方户名,对方账号,交易流水号,金额\n"


@pytest.fixture(name="shop")
def shop_of(tmp_path):
    """Make a shop with two customers; in the end the whole book must be proven."""
    shop = Shop(tmp_path)
    shop.customer("C001", name="王小明", phones=["13800004567"])
    shop.customer("C002", name="李海建材", credit_limit=None)
    yield shop
    assert Verify(shop.store).verify().problems == ()
    shop.store.dispose()


@pytest.fixture(name="incoming")
def incoming_of(shop):
    """Return the door to bills."""
    return Incomings(shop.store, shop.around)


def bank(tmp_path, *rows, name="bank.csv"):
    """Write a bank's table: day, text, payer, account, number, amount."""
    path = tmp_path / name
    lines = [
        f"{on},10:00:00,{text},{payer},{account},{number},{amount}\n"
        for on, text, payer, account, number, amount in rows
    ]
    path.write_text(_HEAD + "".join(lines), encoding="utf-8")
    return path


def top_up(shop, name, amount, on="2026-05-04", tender="bank", customer="C001", **fields):
    return shop.do("top_up", id=name, on=on, customer=customer, paid=amount, tender=tender, **fields).entry


def balance(shop, customer):
    return Views(shop.store, shop.around.today).balance(customer)


def unproven(incoming):
    found = incoming.arrivals()
    return (*found.never_arrived, *found.awaited)


def refused(call, field):
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    assert str(caught.value)


# ---- reading --------------------------------------------------------------------------------------------------------


def test_the_same_bill_twice_adds_nothing(shop, incoming, tmp_path):
    path = bank(tmp_path, ("2026-05-04", "充值", "王小明", "6222", "N1", "500.00"))
    first = incoming.read(path)
    assert (first.new, first.known, first.repeated) == (1, 0, False)
    before = shop.dump()
    again = incoming.read(path)
    assert (again.id, again.new, again.repeated) == (first.id, 0, True)
    assert shop.dump() == before


def test_a_payment_in_two_bills_is_one(incoming, tmp_path):
    row = ("2026-05-04", "充值", "王小明", "6222", "N1", "500.00")
    incoming.read(bank(tmp_path, row))
    longer = incoming.read(bank(tmp_path, row, ("2026-05-05", "充值", "", "", "N2", "20.00"), name="longer.csv"))
    assert (longer.new, longer.known) == (1, 1)
    assert [each.amount for each in incoming.payments()] == [50000, 2000]


def test_looking_writes_nothing_and_another_currency_is_refused(shop, incoming, tmp_path):
    path = bank(tmp_path, ("2026-05-04", "充值", "王小明", "6222", "N1", "500.00"))
    before = shop.dump()
    incoming.look(path)
    assert shop.dump() == before
    foreign = tmp_path / "eur.csv"
    foreign.write_text("Date,Payee,Amount,Currency\n2026-05-04,Wang,5.00,EUR\n", encoding="utf-8")
    refused(lambda: incoming.read(foreign), "file")


def test_a_layout_explained_once_is_remembered(incoming, tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("Date,Payee,Amount\n03/04/2026,Wang,5.00\n", encoding="utf-8")
    two.write_text("Date,Payee,Amount\n05/05/2026,Li,6.00\n01/05/2026,Wang,7.00\n", encoding="utf-8")
    with pytest.raises(NeedsLayout) as asked:
        incoming.read(one)
    incoming.read(one, asked.value.guess._replace(dates="dmy"))
    incoming.read(two)
    assert [each.on for each in incoming.payments()] == [date(2026, 4, 3), date(2026, 5, 1), date(2026, 5, 5)]


def test_reading_called_off_keeps_nothing(shop, incoming, tmp_path):
    path = bank(tmp_path, ("2026-05-04", "充值", "王小明", "6222", "N1", "500.00"))
    before = shop.dump()
    refused(lambda: incoming.read(path, cancelled=lambda: True), "")
    assert shop.dump() == before
    seen = []
    incoming.read(path, progress=lambda done, every: seen.append((done, every)))
    assert seen == [(0, 1), (1, 1)]


# ---- what arrived and what did not ----------------------------------------------------------------------------------


def test_the_two_lists_the_page_is_for(shop, incoming, tmp_path):
    arrived = top_up(shop, "t1", "500.00")
    missing = top_up(shop, "t2", "300.00")
    top_up(shop, "t3", "70.00", tender="cash")
    undone = top_up(shop, "t4", "90.00")
    shop.do("reverse", id="r4", on="2026-05-04", entry="t4", reason="录错")
    late = top_up(shop, "t5", "60.00", on="2026-05-11")
    top_up(shop, "t6", "80.00", on="2026-04-01")  # of that day no bill tells
    incoming.read(
        bank(
            tmp_path,
            ("2026-05-03", "利息", "", "", "N0", "0.31"),
            ("2026-05-04", "充值", "王小明", "6222", "N1", "500.00"),
            ("2026-05-05", "货款", "李海建材", "6333", "N2", "800.00"),
            ("2026-05-06", "手续费", "", "", "N3", "-2.00"),
            ("2026-05-12", "退款", "王小明", "6222", "N4", "-50.00"),
        )
    )
    done, not_done = incoming.accept_sure(80)
    assert [each.proposal.entry for each in done] == [arrived]
    assert not_done == []
    found = incoming.arrivals()
    assert [each.entry for each in found.never_arrived] == [missing]
    assert [each.entry for each in found.awaited] == [late]
    assert [each.amount for each in found.never_recorded] == [31, 80000]
    assert [each.amount for each in found.refunds] == [-5000]
    assert [each.payment for each in found.tied] == ["N1"]
    assert found.fees == {Tender.BANK: 200}
    assert undone not in {each.entry for each in (*found.never_arrived, *found.awaited)}


def test_running_the_match_twice_changes_nothing(shop, incoming, tmp_path):
    for nth in range(3):
        top_up(shop, f"t{nth}", "500.00", on=f"2026-05-0{nth + 1}")
    rows = [(f"2026-05-0{nth + 1}", "充值", "王小明", "6222", f"N{nth}", "500.00") for nth in range(3)]
    incoming.read(bank(tmp_path, *rows))
    done, _ = incoming.accept_sure(50)
    assert len(done) == 3
    after = shop.dump()
    assert incoming.accept_sure(0) == ([], [])
    assert incoming.propose() == []
    assert shop.dump() == after
    assert incoming.arrivals().never_arrived == ()


@real
def test_real_bills_against_a_book_made_for_them(shop, incoming):
    at = {"customer": "C001", "bonus": "0.00"}
    for nth in range(3):
        top_up(shop, f"w{nth}", "0.01", on="2021-01-28", tender="wechat")
    shop.do("top_up", id="a1", on="2026-05-08", paid="88.00", tender="alipay", reference="M-1", **at)
    for name in ("wechatpay_merchant_bill_v3_2021.csv", "alipay_fund_flow_gbk.csv"):
        incoming.read(PAYMENTS / name)
    proposals = incoming.propose()
    assert {each.proposal.does for each in proposals} == {Does.TIE}
    assert proposals[0].proposal.confidence == 99  # the reference is that of the bill
    done, _ = incoming.accept_sure(0)
    assert len(done) == 4
    found = incoming.arrivals()
    assert (found.never_arrived, found.never_recorded) == ((), ())
    assert found.arrived == found.recorded == {Tender.WECHAT: 3, Tender.ALIPAY: 8800}
    after = shop.dump()
    assert incoming.accept_sure(0) == ([], [])
    assert shop.dump() == after


# ---- ties -----------------------------------------------------------------------------------------------------------


@pytest.fixture(name="one")
def one_of(shop, incoming, tmp_path):
    """Read a bill with one payment of 500.00; return its number."""
    incoming.read(bank(tmp_path, ("2026-05-04", "充值", "张三", "6222", "N1", "500.00")))
    (payment,) = incoming.payments()
    return payment.id


def test_one_payment_may_prove_two_entries_but_never_more_than_it_is(shop, incoming, one):
    first, second = top_up(shop, "t1", "300.00"), top_up(shop, "t2", "250.00")
    incoming.record(TieIncoming(id="a", incoming=one, entry=first))
    assert incoming.payment(one).left == 20000
    incoming.record(TieIncoming(id="b", incoming=one, entry=second))
    assert incoming.payment(one).left == 0
    assert [each.left for each in unproven(incoming)] == [5000]
    third = top_up(shop, "t3", "10.00")
    refused(lambda: incoming.record(TieIncoming(id="c", incoming=one, entry=third)), "incoming")


def test_one_sum_from_the_card_company_proves_what_was_paid_by_card(shop, incoming, one):
    first = top_up(shop, "t1", "300.00", tender="card")
    second = top_up(shop, "t2", "200.00", tender="card")
    for entry in (first, second):
        incoming.record(TieIncoming(id=f"a{entry}", incoming=one, entry=entry))
    assert incoming.payment(one).left == 0
    with shop.store.read() as session:
        assert [each.left for each in tender_entries(session, [Tender.CARD])] == [0, 0]


def test_what_cannot_be_tied_is_refused(shop, incoming, one):
    cash, wechat = top_up(shop, "t1", "500.00", tender="cash"), top_up(shop, "t2", "500.00", tender="wechat")
    fine = top_up(shop, "t3", "500.00")
    for entry, field in ((cash, "entry"), (wechat, "entry"), (99, "entry")):
        refused(lambda e=entry: incoming.record(TieIncoming(id="a", incoming=one, entry=e)), field)
    refused(lambda: incoming.record(TieIncoming(id="a", incoming=77, entry=fine)), "incoming")
    for amount in (0, -1, 50001):
        refused(lambda a=amount: incoming.record(TieIncoming(id="a", incoming=one, entry=fine, amount=a)), "amount")


def test_the_same_request_again_changes_nothing_and_another_content_is_refused(shop, incoming, one):
    entry = top_up(shop, "t1", "500.00")
    incoming.record(TieIncoming(id="a", incoming=one, entry=entry))
    after = shop.dump()
    assert incoming.record(TieIncoming(id="a", incoming=one, entry=entry)).repeated
    refused(lambda: incoming.record(TieIncoming(id="a", incoming=one, entry=entry, amount=5)), "id")
    assert shop.dump() == after


def test_a_tie_is_undone_and_made_again(shop, incoming, one):
    entry = top_up(shop, "t1", "500.00")
    incoming.record(TieIncoming(id="a", incoming=one, entry=entry))
    incoming.record(UndoStep(id="u", step="a", reason="错了"))
    assert incoming.payment(one).left == 50000
    assert [each.entry for each in unproven(incoming)] == [entry]
    refused(lambda: incoming.record(UndoStep(id="v", step="a", reason="再来")), "step")
    incoming.record(TieIncoming(id="b", incoming=one, entry=entry))
    assert incoming.payment(one).left == 0


def test_a_tie_to_an_entry_that_is_reversed_proves_nothing(shop, incoming, one):
    entry = top_up(shop, "t1", "500.00")
    incoming.record(TieIncoming(id="a", incoming=one, entry=entry))
    shop.do("reverse", id="r", on="2026-05-05", entry="t1", reason="录错")
    assert [each.id for each in incoming.arrivals().never_recorded] == [one]
    again = top_up(shop, "t2", "500.00")
    incoming.record(TieIncoming(id="b", incoming=one, entry=again))
    assert incoming.arrivals().never_recorded == ()


def test_a_tie_that_follows_an_undone_one_is_carried_out_by_accepting_again(shop, incoming, one):
    top_up(shop, "t1", "500.00")
    (step,) = (each.payment.id for each in incoming.accept_sure(0)[0])
    (made,) = incoming.payment(step).steps
    incoming.record(UndoStep(id="u", step=made.request, reason="看一下"))
    assert len(incoming.accept_sure(0)[0]) == 1


# ---- recorded by the bill -------------------------------------------------------------------------------------------


def test_a_payment_nobody_recorded_becomes_a_payment_of_charges(shop, incoming, tmp_path):
    sale = {"customer": "C002", "pay": [{"with": "account", "due_on": "2026-05-01"}]}
    shop.do("sale", id="s1", on="2026-04-01", amount="800.00", description="水泥", **sale)
    incoming.read(bank(tmp_path, ("2026-05-05", "货款", "李海建材", "6333", "N2", "800.00")))
    (found,) = incoming.propose()
    assert (found.proposal.does, found.customer, found.proposal.charges) == (Does.PAYMENT, "C002", ("s1",))
    incoming.accept(found.proposal, "acc", remember=True)
    assert balance(shop, "C002").owed == 0
    assert incoming.payment(found.payment.id).left == 0
    assert incoming.arrivals().never_arrived == ()
    assert incoming.arrivals().never_recorded == ()
    after = shop.dump()
    assert incoming.accept(found.proposal, "acc", remember=True).repeated
    assert shop.dump() == after


def test_a_top_up_nobody_recorded_and_the_payer_is_known_from_then_on(shop, incoming, one, tmp_path):
    incoming.record(PostTopUp(id="p", incoming=one, customer="C001", remember=True))
    assert balance(shop, "C001").principal == 50000
    (payer,) = incoming.payers()
    assert (payer.customer, payer.payer, payer.account) == ("C001", "张三", "6222")
    incoming.read(bank(tmp_path, ("2026-05-06", "", "张三", "6222", "N9", "20.00"), name="next.csv"))
    (found,) = incoming.propose()
    assert (found.customer, found.proposal.does) == ("C001", Does.TOP_UP)
    incoming.record(ForgetPayer(id="f", payer=payer.id))
    assert incoming.payers() == []
    assert incoming.propose() == []


def test_a_posting_that_is_refused_leaves_nothing_behind(shop, incoming, one):
    before = shop.dump()
    refused(lambda: incoming.record(PostPayment(id="p", incoming=one, customer="nobody")), "customer")
    refused(lambda: incoming.record(PostPayment(id="p", incoming=one, customer="C001", against=("s9",))), "against")
    assert shop.dump() == before


def test_what_is_no_payment_of_a_customer_is_put_aside_with_a_reason(shop, incoming, one):
    refused(lambda: incoming.record(IgnoreIncoming(id="i", incoming=one, reason="  ")), "reason")
    incoming.record(IgnoreIncoming(id="i", incoming=one, reason="房东退押金"))
    found = incoming.arrivals()
    assert found.never_recorded == ()
    assert [each.steps[-1].text for each in found.aside] == ["房东退押金"]
    entry = top_up(shop, "t1", "500.00")
    refused(lambda: incoming.record(TieIncoming(id="a", incoming=one, entry=entry)), "incoming")
    incoming.record(UndoStep(id="u", step="i", reason="是客户的"))
    incoming.record(TieIncoming(id="a", incoming=one, entry=entry))


def test_an_entry_whose_money_came_another_way_is_explained(shop, incoming, one):
    entry = top_up(shop, "t1", "120.00")
    incoming.record(ExplainEntry(id="e", entry=entry, reason="存到老板的卡"))
    assert unproven(incoming) == ()
    refused(lambda: incoming.record(ExplainEntry(id="f", entry=entry, reason="再")), "entry")
    incoming.record(UndoStep(id="u", step="e", reason="没有"))
    assert [each.entry for each in unproven(incoming)] == [entry]


def test_a_refund_is_tied_to_the_refund_that_was_recorded(shop, incoming, tmp_path):
    top_up(shop, "t1", "500.00")
    entry = shop.do(
        "refund", id="r1", on="2026-05-06", customer="C001", amount="50.00", tender="bank", reason="退"
    ).entry
    incoming.read(bank(tmp_path, ("2026-05-06", "退款", "王小明", "6222", "N4", "-50.00")))
    (found,) = incoming.propose()
    assert (found.proposal.does, found.proposal.entry, found.proposal.amount) == (Does.TIE, entry, -5000)
    incoming.accept(found.proposal, "x")
    assert incoming.arrivals().refunds == ()
    refused(lambda: incoming.record(PostTopUp(id="p", incoming=found.payment.id, customer="C001")), "incoming")


def test_a_merged_customers_entries_are_those_of_who_lives_on(shop, incoming, one):
    shop.customer("C003", name="张三")
    top_up(shop, "t1", "500.00", customer="C003")
    shop.do("merge", id="m", on="2026-05-10", customer="C003", into="C001", reason="同一人")
    (found,) = incoming.propose()
    assert found.customer == "C001"
    incoming.accept(found.proposal, "x", remember=True)
    assert incoming.payers()[0].customer == "C001"


# ---- hostile --------------------------------------------------------------------------------------------------------


def test_any_text_of_a_payer_comes_back_as_itself_and_matches_nobody_by_chance(shop, incoming, tmp_path):
    texts = [each for each in naughty_strings() if each.strip() and "\x00" not in each and "\r" not in each]
    path = tmp_path / "bank.csv"
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["交易日期", "摘要", "对方户名", "交易流水号", "金额"])
        for nth, text in enumerate(texts):
            rows.writerow(["2026-05-04", text, text, f"N{nth}", f"{nth + 1}.00"])
    if not texts or _unreadable(path):
        pytest.skip("the hostile texts are not kept with the program")
    incoming.read(path)
    found = {each.payment: each.name for each in incoming.payments()}
    odd = [nth for nth, text in enumerate(texts) if found[f"N{nth}"] != plain_cell(text) and found[f"N{nth}"]]
    assert odd == []
    assert len(found) == len(texts)
    assert [each for each in incoming.propose() if each.proposal.confidence >= 60] == []
    ArrivalLists(shop.store, shop.around).save_arrivals(tmp_path / "out.csv", None, None, "en")
    text = (tmp_path / "out.csv").read_bytes().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r")]


def _unreadable(path):
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return True
    return False


def test_each_may_do_what_their_rights_let_them(tmp_path):
    """A bookkeeper reads bills and ties, but sells nothing; a cashier takes in no files; both by default."""
    app = new_book(tmp_path / "b.cbook", name="Shop", currency="CNY", language="en", pack="CN")
    app.files.record(CustomerChange(id="c", no="C001", given={"name": "王小明"}))
    app.staff.switch_on("on", name="店主", secret="8260-secret")
    app.staff.add(AddMember(id="b", name="小李", role=Role.BOOKKEEPER), "7305")
    app.staff.add(AddMember(id="c2", name="小陈", role=Role.CASHIER), "7306")
    path = bank(tmp_path, (str(app.today()), "充值", "王小明", "6222", "N1", "500.00"))
    app.staff.sign_in("小陈", "7306")
    refused(lambda: app.incoming.read(path), "staff")
    app.staff.sign_in("小李", "7305")
    app.incoming.read(path)
    refused(lambda: app.incoming.record(PostTopUp(id="p", incoming=1, customer="C001")), "staff")
    app.incoming.record(PostPayment(id="q", incoming=1, customer="C001"))
    app.staff.sign_in("小陈", "7306")
    refused(lambda: app.prepaid_review.start(StartReview(id="r", on=app.today())), "staff")
    app.close()


# ---- people ---------------------------------------------------------------------------------------------------------


def test_who_paid_goes_with_the_customer_and_the_amounts_stay(shop, incoming, one):
    incoming.record(PostTopUp(id="p", incoming=one, customer="C001", remember=True, note="张三代付"))
    shop.do("refund", id="r", on="2026-05-05", customer="C001", amount="500.00", tender="bank", reason="退卡")
    far = shop.around._replace(today=lambda: date(2060, 1, 1))
    Privacy(shop.store, far).erase(
        EraseCustomer(id="e", customer="C001", confirm="C001", asked=True, on=date(2060, 1, 1))
    )
    (payment,) = incoming.payments()
    assert (payment.amount, payment.left, payment.name, payment.account, payment.payment) == (50000, 0, "", "", "")
    assert incoming.payers() == []
    assert "张三".encode() not in shop.path.read_bytes()


def test_damage_to_any_row_of_them_is_found(shop, incoming, one):
    entry = top_up(shop, "t1", "500.00")
    incoming.record(TieIncoming(id="a", incoming=one, entry=entry, remember=True))
    shop.sql("UPDATE incoming_payer SET text = replace(text, '张三', '张四')")
    found = {each.where for each in Verify(shop.store).verify().problems}
    assert any("incoming_payer" in each for each in found)
    shop.sql("UPDATE incoming_payer SET text = replace(text, '张四', '张三')")
    shop.sql("UPDATE incoming_payer SET customer_id = 2")
    assert Verify(shop.store).verify().problems
    shop.sql("UPDATE incoming_payer SET customer_id = 1")


def test_lines_that_are_none_of_a_customer_cannot_be_tied(shop, incoming, tmp_path):
    entry = top_up(shop, "t1", "2.00")
    incoming.read(bank(tmp_path, ("2026-05-06", "手续费", "", "", "N3", "-2.00")))
    (fee,) = incoming.payments()
    assert fee.kind is PayKind.FEE
    refused(lambda: incoming.record(TieIncoming(id="a", incoming=fee.id, entry=entry)), "incoming")


# ---- bills that overlap, and days that are not over -----------------------------------------------------------------

_WECHAT = "微信支付账单明细,,,,,,,,,,\n起始时间：[2026-05-01 00:00:00] 终止时间：[{end} 23:59:59],,,,,,,,,,\n"
_WECHAT += "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"


def wechat(tmp_path, *rows, end="2026-05-31", name="wechat.csv"):
    """Write a person's bill of WeChat: time, amount, state, number."""
    lines = [f"{at},二维码收款,晴天,洗车,收入,¥{amount},/,{state},{no},/,/\n" for at, amount, state, no in rows]
    path = tmp_path / name
    path.write_text(_WECHAT.format(end=end) + "".join(lines), encoding="utf-8")
    return path


def test_a_bill_of_today_read_again_with_more_rows_adds_these(incoming, tmp_path):
    same = ("2026-05-20 09:10:00", "50.00", "已收钱")
    first = incoming.read(wechat(tmp_path, (*same, 1001), (*same, 1002)))
    again = incoming.read(wechat(tmp_path, (*same, 1003), (*same, 1001), (*same, 1002), name="later.csv"))
    assert (first.new, again.new, again.known) == (2, 1, 2)
    rows = [("2026-05-04", "洗车", "", "", "", "35.00")] * 3
    incoming.read(bank(tmp_path, *rows[:2]))
    thrice = incoming.read(bank(tmp_path, *rows, name="more.csv"))
    assert (thrice.new, thrice.known) == (1, 2)


def test_what_is_given_back_bit_by_bit_is_counted_once(incoming, tmp_path):
    at = "2026-05-04 09:10:00"
    for nth, (state, sums) in enumerate(
        (("已退款(￥5.00)", 2500), ("已退款(￥8.00)", 2200), ("已退款(￥8.00)", 2200), ("已全额退款", 0))
    ):
        incoming.read(
            wechat(tmp_path, (at, "30.00", state, 1001), (at, "1.00", "已收钱", 2000 + nth), name=f"{nth}.csv")
        )
        assert sum(each.amount for each in incoming.payments()) == sums + (nth + 1) * 100


def test_no_bill_tells_of_days_after_it_was_read_and_its_own_day_is_not_over(shop, incoming, tmp_path):
    """A bill may say that it reaches to the end of the month; what is recorded after it may well be in the next one."""
    early = top_up(shop, "t1", "300.00", on="2026-05-19", tender="wechat")
    today = top_up(shop, "t2", "200.00", on=str(shop.around.today()), tender="wechat")
    incoming.read(wechat(tmp_path, ("2026-05-04 09:10:00", "50.00", "已收钱", 1001)))
    found = incoming.arrivals()
    assert found.covered == {Tender.WECHAT: ((date(2026, 5, 1), shop.around.today()),)}
    assert [each.entry for each in found.never_arrived] == [early]
    assert [each.entry for each in found.awaited] == [today]


def test_lines_in_another_currency_are_refused_one_by_one(incoming, tmp_path):
    path = tmp_path / "bank.csv"
    path.write_text(
        "交易日期,币种,金额,对方户名\n20260504,人民币,500.00,王小明\n20260505,美元,20.00,Tom\n", encoding="utf-8"
    )
    read = incoming.read(path)
    assert (read.new, [(each.line, each.value) for each in read.bill.refused]) == (1, [(3, "USD")])


def test_a_month_of_a_shop_comes_out_as_it_was(shop, incoming, tmp_path):
    """Recorded and arrived, invented, forgotten, given back; two bills that overlap: both lists are what is true."""
    rows, invented, forgotten = [], set(), []
    for number in range(1, 61):
        on, at = f"2026-05-{1 + number // 4:02}", f"{9 + number % 9:02}:{number % 60:02}:00"
        amount, who = ("300.00", "500.00", "1000.00")[number % 3], ("C001", "C002")[number % 2]
        if number % 10 != 7:
            entry = top_up(shop, f"t{number}", amount, on=on, tender="wechat", customer=who)
            if number % 10 == 3:
                invented.add(entry)
        if number % 10 != 3:
            rows.append((f"{on} {at}", amount, "已收钱", 5000 + number))
            forgotten += [5000 + number] if number % 10 == 7 else []
    incoming.read(wechat(tmp_path, *rows[:30], end="2026-05-09"))
    incoming.read(wechat(tmp_path, *rows[20:], end="2026-05-16", name="b.csv"))
    assert len(incoming.payments()) == len(rows)
    truth = {each.payment: int(each.payment) - 5000 for each in incoming.payments()}
    for each in incoming.payments():
        if int(each.payment) not in forgotten:
            (entry,) = (e.entry for e in incoming.arrivals().never_arrived if e.request == f"t{truth[each.payment]}")
            incoming.record(TieIncoming(id=f"tie-{each.payment}", incoming=each.id, entry=entry))
    found = incoming.arrivals()
    assert {each.entry for each in found.never_arrived} == invented
    assert [int(each.payment) for each in found.never_recorded] == forgotten
    left = sum(each.left for each in found.never_recorded) - sum(each.left for each in found.never_arrived)
    assert found.arrived[Tender.WECHAT] - found.recorded[Tender.WECHAT] == left


# ---- the customer's timeline ----------------------------------------------------------------------------------------


def test_what_proves_an_entry_stands_in_the_customers_timeline(shop, incoming, one):
    entry = top_up(shop, "t1", "500.00")
    explained = top_up(shop, "t2", "20.00")
    incoming.record(TieIncoming(id="a", incoming=one, entry=entry))
    incoming.record(ExplainEntry(id="e", entry=explained, reason="另一个账户"))
    incoming.record(UndoStep(id="u", step="a", reason="错了"))
    told = {each.kind: each for each in shop.files.timeline("C001")}
    assert (told["arrived"].field, told["arrived"].old, told["arrived"].on) == ("bank", "50000", date(2026, 5, 4))
    assert (told["arrival_explained"].text, told["arrival_undone"].text) == ("另一个账户", "错了")
    assert "arrived" not in {each.kind for each in shop.files.timeline("C002")}


def test_what_no_bill_tells_of_is_said_and_not_passed_over(shop, incoming, tmp_path):
    """Whoever reads the bank's bill alone must not think that what came by WeChat is settled."""
    top_up(shop, "t1", "300.00", on="2026-05-05", tender="wechat")
    top_up(shop, "t2", "40.00", on="2026-05-05", tender="card")
    top_up(shop, "t3", "20.00", on="2026-05-19", tender="alipay")
    rows = [(on, "x", "", "", number, "1.00") for on, number in (("2026-05-04", "N1"), ("2026-05-08", "N2"))]
    incoming.read(bank(tmp_path, *rows))
    assert incoming.arrivals().untold == {Tender.WECHAT: 30000}
