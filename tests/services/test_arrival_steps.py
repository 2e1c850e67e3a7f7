"""What was made of payments, what proves an entry, what could be made of one; and by which rights it is recorded."""

import csv
from datetime import date, datetime, timedelta

import pytest

from app.bootstrap import new_book
from app.core.customer import CustomerChange
from app.core.incoming import PayKind
from app.core.incoming_requests import ExplainEntry, IgnoreIncoming, PostPayment, PostTopUp, TieIncoming, UndoStep
from app.core.requests import Allocation, Tender
from app.core.review_requests import NoteFinding, Point, StartReview, Verdict
from app.core.staff.members import AddMember
from app.core.staff.roles import Role
from app.documents.reading import texts
from app.errors import Refused
from app.exchange.bills import NeedsLayout, read_bill
from app.services.arrival_lists import ArrivalLists
from app.services.arrival_sources import fees
from app.services.arrival_steps import ArrivalSteps
from app.services.incoming import Does, Incomings
from app.services.prepaid_review import PrepaidReview
from app.services.verify import Verify
from app.storage.incoming import StoredPayment
from tests.gui.bill_book import day, wechat_bill
from tests.gui.shop_book import TODAY
from tests.services.helpers_customers import Shop
from tests.services.test_incoming import balance, bank, refused, top_up


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
    return Incomings(shop.store, shop.around)


@pytest.fixture(name="steps")
def steps_of(shop):
    return ArrivalSteps(shop.store)


def test_what_was_made_is_listed_until_it_is_undone(shop, incoming, steps, tmp_path):
    entry, other = top_up(shop, "t1", "500.00"), top_up(shop, "t2", "70.00")
    rows = [("2026-05-04", "充值", "王小明", "6222", "N1", "500.00"), ("2026-05-04", "利息", "银行", "", "N2", "0.30")]
    incoming.read(bank(tmp_path, *rows))
    incoming.record(TieIncoming(id="s1", incoming=1, entry=entry))
    incoming.record(IgnoreIncoming(id="s2", incoming=2, reason="利息"))
    incoming.record(ExplainEntry(id="s3", entry=other, reason="另一个账户"))
    assert [(e.step.what, e.amount, e.customer) for e in steps.done()] == [
        ("explain", 7000, "C001"),
        ("ignore", 30, ""),
        ("tie", 50000, "C001"),
    ]
    assert steps.done(shop.around.today(), None) == []
    incoming.record(UndoStep(id="u", step="s1", reason="错了"))
    assert [each.step.request for each in steps.done()] == ["s3", "s2"]


def test_an_entry_tells_which_payments_prove_it(shop, incoming, steps, tmp_path):
    entry = top_up(shop, "t1", "500.00")
    rows = [
        ("2026-05-04", "一", "王小明", "6222", "N1", "300.00"),
        ("2026-05-05", "二", "王小明", "6222", "N2", "200.00"),
    ]
    incoming.read(bank(tmp_path, *rows))
    assert steps.proofs(entry) == []
    for nth in (1, 2):
        incoming.record(TieIncoming(id=f"s{nth}", incoming=nth, entry=entry))
    assert [(e.step.amount, e.payment.text) for e in steps.proofs(entry) if e.payment] == [(30000, "一"), (20000, "二")]


def test_all_that_could_be_made_of_a_payment_begins_with_what_is_proposed(shop, incoming, steps, tmp_path):
    entries = {top_up(shop, "t1", "500.00"), top_up(shop, "t2", "500.00", customer="C002", on="2026-05-05")}
    incoming.read(bank(tmp_path, ("2026-05-04", "13800004567", "王小明", "6222", "N1", "500.00")))
    (proposed,) = incoming.propose()
    found = steps.candidates(1)
    assert found[0] == proposed
    assert {each.proposal.entry for each in found if each.proposal.does is Does.TIE} == entries
    assert [each.customer for each in found if each.proposal.does is Does.TOP_UP] == ["C001"]
    confidences = [each.proposal.confidence for each in found]
    assert confidences == sorted(confidences, reverse=True)


def test_a_payout_of_a_service_is_told_from_a_payment(shop, steps, tmp_path):
    incoming = Incomings(shop.store, shop.around._replace(today=lambda: TODAY))
    incoming.read(wechat_bill(tmp_path, ("120.00", "80.00"), 3, "200.00"))
    incoming.read(bank(tmp_path, (day(2), "财付通清算款", "财付通支付科技有限公司", "", "N1", "198.00")))
    (found,) = steps.payouts()
    assert (found.incoming, found.first, found.amount) == (3, TODAY - timedelta(days=3), 19800)
    incoming.record(IgnoreIncoming(id="s", incoming=3, reason="结算"))
    assert steps.payouts() == []


def test_a_top_up_from_a_bill_bears_what_the_counter_would_give(shop, incoming, steps, tmp_path):
    incoming.read(bank(tmp_path, ("2026-05-04", "充值", "王小明", "6222", "N1", "500.00")))
    incoming.record(PostTopUp(id="p", incoming=1, customer="C001", bonus=5000, note="五一"))
    held = balance(shop, "C001")
    assert (held.principal, held.bonus) == (50000, 5000)
    assert [each.step.request for each in steps.proofs(steps.posted("p").entry)] == ["p"]


def test_a_payment_from_a_bill_pays_each_charge_as_said(shop, incoming, tmp_path):
    for name in ("s1", "s2"):
        shop.do("sale", id=name, on="2026-05-01", customer="C002", amount="300.00", pay=[{"with": "account"}])
    incoming.read(bank(tmp_path, ("2026-05-04", "货款", "李海建材", "6222", "N1", "350.00")))
    parts = (Allocation("s2", 30000), Allocation("s1", 5000))
    incoming.record(PostPayment(id="p", incoming=1, customer="C002", parts=parts, rounding=0))
    assert balance(shop, "C002").owed == 25000


def test_an_earlier_day_and_a_bonus_by_hand_are_asked_for_as_at_the_counter(tmp_path):
    app = new_book(tmp_path / "staff.cbook", name="店", currency="CNY", language="zh_CN", pack="CN")
    app.files.record(CustomerChange(id="c", no="C001", given={"name": "王小明"}))
    app.staff.switch_on("on", name="店主", secret="8260-secret")
    app.staff.add(AddMember(id="b", name="小李", role=Role.BOOKKEEPER), "7305")
    app.staff.add(AddMember(id="c2", name="小陈", role=Role.CASHIER), "7306")
    early = str(app.today() - timedelta(days=40))
    rows = [(early, "充值", "王小明", "6222", "N1", "500.00"), (str(app.today()), "充值", "王", "6222", "N2", "500.00")]
    app.staff.sign_in("小李", "7305")
    app.incoming.read(bank(tmp_path, *rows))
    app.staff.sign_in("小陈", "7306")
    refused(lambda: app.incoming.record(PostTopUp(id="p", incoming=1, customer="C001")), "staff")
    refused(lambda: app.incoming.record(PostTopUp(id="q", incoming=2, customer="C001", bonus=999_00)), "staff")
    app.incoming.record(PostTopUp(id="r", incoming=2, customer="C001"))
    app.close()


def line(number: int, amount: int, fee: int, trade: str) -> StoredPayment:
    """Return a line of a bill of Alipay: a payment, or where money went out a fee."""
    kind = PayKind.PAYMENT if amount > 0 else PayKind.FEE
    day = date(2026, 5, 4)
    return StoredPayment(number, 1, number, kind, Tender.ALIPAY, day, "", amount, fee, "", {"reference": trade})


def test_fees_of_a_trade_that_stands_in_two_bills_are_counted_once():
    trade, twin, other = line(1, 500, 3, "S1"), line(2, -3, 0, "S1"), line(3, -7, 0, "S2")
    assert fees([trade, twin, other]) == {Tender.ALIPAY: 10}


def test_who_explains_a_banks_table_sees_its_first_rows(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("Posted,Party,Sum\n03/04/2026,Li,1.200\n05/06/2026,Wang,500\n", encoding="utf-8")
    with pytest.raises(NeedsLayout) as caught:
        read_bill(path, 2)
    assert caught.value.sample == (("03/04/2026", "Li", "1.200"), ("05/06/2026", "Wang", "500"))
    path.write_text("nothing of a bill\nat all\n", encoding="utf-8")
    with pytest.raises(Refused) as none:
        read_bill(path, 2)
    assert not isinstance(none.value, NeedsLayout)


def test_a_round_of_reviews_goes_on_paper(shop, tmp_path):
    top_up(shop, "t1", "500.00", tender="cash")
    PrepaidReview(shop.store, shop.around).start(StartReview(id="r", on=shop.around.today()))
    lists = ArrivalLists(shop.store, shop.around)
    assert lists.review_pdf("r", "zh_CN").startswith(b"%PDF-")
    lists.save_review_pdf(tmp_path / "review.pdf", "r", "en")
    assert (tmp_path / "review.pdf").read_bytes().startswith(b"%PDF-")


def test_a_round_as_evidence_tells_what_the_book_says_from_what_a_person_found(shop, tmp_path):
    """The book's verdict stood as if somebody had looked, without a name or time, and only the last finding."""
    top_up(shop, "t1", "500.00", tender="wechat")
    desk = PrepaidReview(shop.store, shop.around)
    desk.start(StartReview(id="r", on=shop.around.today()))
    for at, (verdict, text) in enumerate([(Verdict.WRONG, "no paper"), (Verdict.RIGHT, "paper found")]):
        desk.record(
            NoteFinding(id=f"f{at}", review="r", customer="C001", point=Point.TERMS, verdict=verdict, text=text)
        )
    ArrivalLists(shop.store, shop.around).save_review(tmp_path / "r.csv", "r", "en")
    rows = list(csv.DictReader((tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()))
    by_point = {row["Point"]: row for row in rows}
    assert (len(rows), len(by_point)) == (6, 5)
    terms = [row for row in rows if row["Found"]]
    assert [(row["By the book"], row["By a person"], row["Found"]) for row in terms] == [
        ("to look into", "wrong", "no paper"),
        ("to look into", "right", "paper found"),
    ]
    assert all(row["Who"] == "Owner" and datetime.fromisoformat(row["When"]).tzinfo for row in terms)
    untouched = [row for row in rows if not row["Found"]]
    assert all(row["By the book"] and not (row["By a person"] or row["Who"] or row["When"]) for row in untouched)


def test_what_was_found_stands_whole_on_paper(shop):
    top_up(shop, "t1", "500.00", tender="cash")
    desk = PrepaidReview(shop.store, shop.around)
    desk.start(StartReview(id="r", on=shop.around.today()))
    words = "查" * 120
    note = NoteFinding(id="f", review="r", customer="C001", point=Point.TERMS, verdict=Verdict.WRONG, text=words)
    desk.record(note)
    pages = texts(ArrivalLists(shop.store, shop.around).review_pdf("r", "zh_CN"))
    assert sum(page.count("查") for page in pages) >= len(words)
    assert not any("…" in page for page in pages)
