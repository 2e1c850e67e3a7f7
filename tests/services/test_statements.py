"""Statements of real entries: each kind where it belongs, periods that join, papers as the shop has set them."""

from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event

from app.core.envelope import WindowForm
from app.core.journal import EntryKind as K
from app.core.picture import PictureKind, SetPicture
from app.core.settings import ChangeSettings, ReceiptLanguage
from app.core.statement import Flow, Period, Statement, StatementKind, month_of
from app.core.statement_json import paper_json, read_paper
from app.core.statement_make import check, make_statement
from app.core.statement_paper import Letterhead, Sheet, Slip
from app.errors import Refused
from app.services.pictures import Pictures
from app.services.settings import SettingsDesk
from app.services.statement_papers import Marks, paper_languages, paper_of, read_shop
from app.services.statements import Look, Statements
from app.storage.customers import load_file
from app.storage.engine import sqlite3
from app.storage.statement_source import sources
from tests.documents.helpers_pictures import png
from tests.quick import folder_in_memory
from tests.services.test_cases import TODAY, Shop

FEBRUARY = month_of(date(2025, 2, 1))
MARCH = month_of(date(2025, 3, 1))
APRIL = month_of(date(2025, 4, 1))
ACCOUNT = [{"with": "account"}]
C = {"customer": "C001"}


@pytest.fixture
def shop():
    with folder_in_memory() as folder:
        made = Shop(folder)
        made.customer("C001", "C002", terms_days=30)
        yield made
        made.close()


def statement(shop: Shop, period: Period = MARCH, number: str = "C001", kind: StatementKind | None = None) -> Statement:
    """Return a statement, which is sound whatever happened."""
    found = Statements(shop.store, shop.around).statement(number, *period, kind)
    assert check(found) == ()
    return found


def lines(found: Statement) -> list[tuple[str, int, int, int]]:
    return [(line.kind.value, line.debit, line.credit, line.balance) for line in found.account.lines]


def held(found: Statement) -> list[tuple[str, int, int, int, int]]:
    return [
        (line.kind.value, line.debit, line.credit, line.bonus_debit, line.bonus_credit) for line in found.prepaid.lines
    ]


def owed(shop: Shop, id_: str, on: str, amount: str, **fields: object) -> None:
    shop.do("sale", id=id_, on=on, **C, amount=amount, pay=ACCOUNT, **fields)


# ---- what each kind of entry does -----------------------------------------------------------------------------------


def test_the_day_of_the_design(shop):
    shop.do("top_up", id="t1", on="2025-03-05", **C, paid="500.00", bonus="50.00", tender="wechat")
    shop.do("sale", id="s1", on="2025-03-09", **C, amount="110.00", description="剪发", reference="SO-7",
            pay=[{"with": "prepaid", "amount": "66.00"}, {"with": "cash", "amount": "14.00"},
                 {"with": "account", "due_on": "2025-04-08"}])  # fmt: skip
    shop.do("pass_sale", id="p1", on="2025-03-09", **C, service="洗车", count=10, paid="300.00", tender="cash")
    shop.do("pass_use", id="u1", on="2025-03-12", **C, service="洗车")
    found = statement(shop)
    [line] = found.account.lines
    assert (line.id, line.kind, line.text, line.reference, line.debit) == ("s1", K.SALE, "剪发", "SO-7", 3000)
    assert (line.credit, line.balance, line.due_on) == (0, 3000, date(2025, 4, 8))
    assert held(found) == [("top_up", 0, 50_000, 0, 5000), ("sale", 6000, 0, 600, 0)]
    assert found.prepaid.principal == Flow(came_in=50_000, used=6000, closing=44_000)
    assert found.prepaid.bonus == Flow(came_in=5000, used=600, closing=4400)
    assert [(x.service, x.flow) for x in found.prepaid.passes] == [("洗车", Flow(came_in=10, used=1, closing=9))]
    assert (found.ageing.prepaid, found.ageing.current, found.ageing.total) == (-44_000, 3000, -41_000)


def test_instalments_paid_in_part_stand_each_by_itself(shop):
    due = [(date(2025, 1, 1) + timedelta(days=n)).isoformat() for n in (30, 60, 90)]
    parts = [{"due_on": on, "amount": f"{n}.00"} for on, n in zip(due, (30, 50, 20), strict=True)]
    shop.do("sale", id="s1", on="2025-01-01", **C, amount="100.00", description="沙发",
            pay=[{"with": "account", "instalments": parts}])  # fmt: skip
    shop.do("payment", id="m1", on="2025-02-10", **C, amount="40.00", tender="bank")
    found = statement(shop, FEBRUARY)
    assert [(c.charge, c.amount, c.open, c.nth, c.of) for c in found.charges] == [
        ("s1/2", 5000, 4000, 2, 3),
        ("s1/3", 2000, 2000, 3, 3),
    ]
    assert {(c.text, c.on) for c in found.charges} == {("沙发", date(2025, 1, 1))}
    assert found.account.opening == 10_000


def test_an_overpayment_is_held_and_a_settlement_moves_both_parts(shop):
    owed(shop, "s1", "2025-03-01", "50.00")
    shop.do("payment", id="m1", on="2025-03-02", **C, amount="80.00", tender="bank")
    owed(shop, "s2", "2025-03-03", "20.00")
    shop.do("settle", id="k1", on="2025-03-04", **C, amount="20.00")
    found = statement(shop)
    assert lines(found) == [("sale", 5000, 0, 5000), ("payment", 0, 5000, 0), ("sale", 2000, 0, 2000),
                            ("settle", 0, 2000, 0)]  # fmt: skip
    assert held(found) == [("payment", 0, 3000, 0, 0), ("settle", 2000, 0, 0, 0)]
    assert found.prepaid.principal == Flow(came_in=3000, used=2000, closing=1000)


def test_a_payment_tells_what_of_it_no_money_came_in_for(shop):
    shop.do("top_up", id="t1", on="2025-03-01", **C, paid="10.00", bonus="10.00", tender="cash")
    owed(shop, "s1", "2025-03-01", "100.00")
    shop.do("payment", id="m1", on="2025-03-02", **C, amount="75.00", tender="bank", discount="4.50", rounding="0.50")
    shop.do("settle", id="k1", on="2025-03-03", **C, amount="20.00")  # half of it with bonus
    shop.do("reverse", id="x1", on="2025-03-04", entry="m1", reason="bounced")
    found = statement(shop).account.lines
    assert [(line.id, line.debit, line.credit, line.discount) for line in found] == [
        ("s1", 10_000, 0, 0),
        ("m1", 0, 8_000, 500),
        ("k1", 0, 2_000, 0),
        ("x1", 8_000, 0, 500),
    ]


def test_a_return_lowers_the_debt_first_and_then_gives_back_what_was_used(shop):
    shop.do("top_up", id="t1", on="2025-03-01", **C, paid="100.00", bonus="20.00", tender="cash")
    shop.do("sale", id="s1", on="2025-03-02", **C, amount="150.00",
            pay=[{"with": "prepaid", "amount": "120.00"}, {"with": "account"}])  # fmt: skip
    shop.do("credit", id="d1", on="2025-04-02", sale="s1", amount="90.00", reason="two came back")
    found = statement(shop, APRIL)
    assert lines(found) == [("credit", 0, 3000, 0)]
    assert found.account.lines[0].text == "two came back"
    assert held(found) == [("credit", 0, 5000, 0, 1000)]
    assert found.prepaid.principal == Flow(opening=0, used=-5000, closing=5000)
    assert found.prepaid.bonus == Flow(opening=0, used=-1000, closing=1000)


def test_a_refund_forfeits_bonus_and_the_shop_keeps_its_part(shop):
    shop.do("top_up", id="t1", on="2025-03-01", **C, paid="500.00", bonus="50.00", tender="cash")
    shop.do("refund", id="r1", on="2025-03-20", **C, amount="90.00", kept="10.00", tender="cash", reason="moves away")
    found = statement(shop)
    assert found.prepaid.principal == Flow(came_in=50_000, used=1000, paid_back=9000, closing=40_000)
    assert found.prepaid.bonus == Flow(came_in=5000, expired=1000, closing=4000)
    assert found.prepaid.lines[-1].text == "moves away"


def test_write_off_and_recovery(shop):
    owed(shop, "s1", "2025-02-01", "50.00")
    shop.do("write_off", id="w1", on="2025-03-02", charge="s1", reason="bankrupt")
    shop.do("payment", id="m1", on="2025-03-20", **C, amount="20.00", tender="bank", against=["s1"])
    found = statement(shop)
    assert lines(found) == [("write_off", 0, 5000, 0), ("payment", 2000, 2000, 0)]
    assert {line.text for line in found.account.lines} == {""}
    assert found.charges == ()


def test_opening_balances_expiry_and_extension(shop):
    shop.do("opening", id="o1", on="2025-02-01", **C, principal="200.00", bonus="10.00", owed="30.00",
            expires_on="2025-02-20", passes=[{"service": "洗车", "count": 4, "value": "80.00"}])  # fmt: skip
    shop.do("extend", id="x1", on="2025-03-05", lot="o1", expires_on="2025-03-20", reason="asked for")
    shop.do("expire", id="x2", on="2025-03-21", lot="o1")
    first, second = statement(shop, FEBRUARY), statement(shop)
    assert lines(first) == [("opening", 3000, 0, 3000)]
    assert first.prepaid.principal == Flow(came_in=20_000, closing=20_000)
    assert first.prepaid.passes[0].flow == Flow(came_in=4, closing=4)
    assert first.prepaid.expired == 21_000  # the extension came in March
    assert second.prepaid.principal == Flow(opening=20_000, expired=20_000)
    assert second.prepaid.bonus == Flow(opening=1000, expired=1000)
    assert (second.prepaid.expired, lines(second)) == (0, [])


def test_terms_as_they_were_known(shop):
    owed(shop, "s1", "2025-02-01", "50.00")
    shop.do("reschedule", id="x1", on="2025-04-01", charge="s1", due_on="2025-06-30", reason="asked for")
    assert statement(shop).ageing.overdue == (5000, 0, 0, 0)  # due on March 3
    assert statement(shop, APRIL).ageing.current == 5000
    assert statement(shop, APRIL).charges[0].due_on == date(2025, 6, 30)


def test_transfers_show_on_both_accounts_and_no_remark_crosses(shop):
    shop.do("top_up", id="t1", on="2025-03-01", **C, paid="100.00", bonus="10.00", tender="cash")
    shop.do("pass_sale", id="p1", on="2025-03-01", **C, service="洗车", count=3, paid="30.00", tender="cash")
    shop.do("transfer", id="x1", on="2025-03-10", **C, to="C002", note="for my brother, the lazy one", reference="F-1")
    giver, receiver = statement(shop), statement(shop, number="C002")
    assert giver.prepaid.principal == Flow(came_in=10_000, moved=-10_000)
    assert receiver.prepaid.principal == Flow(moved=10_000, closing=10_000)
    assert receiver.prepaid.bonus == Flow(moved=1000, closing=1000)
    assert [x.flow for x in giver.prepaid.passes] == [Flow(came_in=3, moved=-3)]
    assert [x.flow for x in receiver.prepaid.passes] == [Flow(moved=3, closing=3)]
    assert giver.prepaid.lines[-1].text == "for my brother, the lazy one"
    assert [(line.text, line.reference) for line in receiver.prepaid.lines] == [("", "")]


def test_merged_files_go_on_in_the_one_that_lives(shop):
    shop.customer("C003")
    shop.do("top_up", id="t1", on="2025-02-01", **C, paid="100.00", tender="cash")
    shop.do("sale", id="s1", on="2025-02-02", **C, amount="90.00", description="沙发", reference="SO-9",
            pay=[{"with": "account", "instalments": [{"due_on": "2025-02-28", "amount": "40.00"},
                                                     {"due_on": "2025-03-31", "amount": "50.00"}]}])  # fmt: skip
    shop.do("payment", id="m0", on="2025-02-03", **C, amount="40.00", tender="cash")
    shop.do("merge", id="g1", on="2025-03-10", **C, into="C002", reason="one person")
    shop.do("merge", id="g2", on="2025-03-11", customer="C002", into="C003", reason="one person")
    gone, lives = statement(shop), statement(shop, number="C003")
    assert lines(gone) == [("merge", 0, 5000, 0)]
    assert (gone.account.opening, gone.prepaid.principal) == (5000, Flow(opening=10_000, moved=-10_000))
    assert lines(lives) == [("merge", 5000, 0, 5000)]
    assert lives.prepaid.principal == Flow(moved=10_000, closing=10_000)
    [charge] = lives.charges
    assert (charge.text, charge.reference, charge.on, charge.due_on) == (
        *("沙发", "SO-9"),
        *(date(2025, 2, 2), date(2025, 3, 31)),
    )
    assert (charge.nth, charge.of, charge.open) == (2, 2, 5000)
    shop.do("payment", id="m1", on="2025-04-02", customer="C003", amount="50.00", tender="cash")
    assert lines(statement(shop, APRIL, "C003")) == [("payment", 0, 5000, 0)]
    assert statement(shop, number="C003").paid_since == 5000


def test_a_reversal_counts_from_its_own_day(shop):
    owed(shop, "s1", "2025-03-01", "50.00")
    shop.do("payment", id="m1", on="2025-03-02", **C, amount="50.00", tender="bank")
    entry = shop.do("reverse", id="x1", on="2025-04-03", entry="m1", reason="bounced")
    march, april = statement(shop), statement(shop, APRIL)
    assert lines(march) == [("sale", 5000, 0, 5000), ("payment", 0, 5000, 0)]
    assert march.account.lines[1].reversed_by is None
    assert lines(april) == [("reverse", 5000, 0, 5000)]
    assert (april.account.lines[0].reverses, april.account.lines[0].text) == (2, "bounced")
    both = statement(shop, Period(MARCH.start, APRIL.end))
    assert [(x.reverses, x.reversed_by) for x in both.account.lines] == [(None, None), (None, entry), (2, None)]
    assert statement(shop, APRIL).account.opening == march.account.closing == 0


def test_period_passes_and_what_they_earn(shop):
    shop.do("pass_sale", id="p1", on="2025-03-01", **C, service="健身", days=60, paid="60.00", tender="cash")
    for n, on in enumerate(("2025-03-05", "2025-03-06", "2025-04-01")):
        shop.do("pass_use", id=f"u{n}", on=on, **C, service="健身", count=2)
    shop.do("close_month", id="z1", month="2025-03")
    found = statement(shop)
    assert [(x.service, x.flow, x.visits, x.expires_on) for x in found.prepaid.passes] == [
        ("健身", None, 4, date(2025, 4, 29))
    ]
    assert (found.prepaid.lines, found.account.lines) == ((), ())
    shop.do("refund", id="r1", on="2025-04-10", **C, tender="cash", from_=["p1"], reason="moves away")
    assert [(x.visits, x.expires_on) for x in statement(shop, APRIL).prepaid.passes] == [(2, date(2025, 4, 10))]


def test_a_period_pass_is_told_wherever_it_moved(shop):
    shop.do("pass_sale", id="p1", on="2025-03-05", **C, service="年卡", days=365, paid="365.00", tender="cash")
    shop.do("transfer", id="x1", on="2025-03-20", **C, to="C002", from_=["p1"])
    shop.do("pass_sale", id="p2", on="2025-03-05", **C, service="月卡", days=10, paid="10.00", tender="cash")
    shop.do("reverse", id="r1", on="2025-04-25", entry="p2", reason="was ill")
    given = [(part.lot, part.visits, part.expires_on) for part in statement(shop).prepaid.passes]
    assert given == [("p1", 0, date(2025, 3, 20)), ("p2", 0, date(2025, 3, 14))]
    assert [part.lot for part in statement(shop, APRIL).prepaid.passes] == ["p2"]
    assert statement(shop, month_of(date(2025, 5, 1))).prepaid.passes == ()
    assert [part.service for part in statement(shop, APRIL, "C002").prepaid.passes] == ["年卡"]


def test_a_pass_on_account_is_known_by_its_service_for_ever(shop):
    shop.do("pass_sale", id="p1", on="2025-02-01", **C, service="洗车", count=1, paid="30.00", pay=ACCOUNT)
    shop.do("pass_use", id="u1", on="2025-02-02", **C, service="洗车")
    found = statement(shop)
    assert [c.text for c in found.charges] == ["洗车"]
    assert found.prepaid.passes == ()
    assert [x.text for x in statement(shop, FEBRUARY).account.lines] == ["洗车"]


def test_lines_of_a_sale_name_it_and_what_is_the_shops_own_stays_there(shop):
    sold = [{"text": "剪发", "quantity": "1", "price": "30.00"}, {"text": "染发", "quantity": "1", "price": "20.00"}]
    owed(shop, "s1", "2025-03-01", "50.00", lines=sold, override="an old friend")
    shop.do("customer", no="C004", name="Li", credit_limit="0.00")
    shop.do("sale", id="s2", on="2025-03-02", customer="C004", amount="5.00", pay=ACCOUNT, override="a cousin's")
    assert [x.text for x in statement(shop).account.lines] == ["剪发 + 染发"]
    assert [x.text for x in statement(shop, number="C004").account.lines] == [""]


@pytest.mark.parametrize(("currency", "paid", "minor"), [("JPY", "1200", 1200), ("KWD", "1.205", 1205)])
def test_currencies_of_any_number_of_decimals(currency, paid, minor):
    with folder_in_memory() as folder:
        shop = Shop(folder, currency=currency)
        shop.customer("C001")
        shop.do("sale", id="s1", on="2025-03-01", **C, amount=paid, pay=ACCOUNT)
        assert statement(shop).account.closing == minor
        shop.close()


# ---- periods --------------------------------------------------------------------------------------------------------


def test_periods_join_and_a_long_one_holds_the_short_ones(shop):
    for n in range(20):
        on = (date(2025, 1, 15) + timedelta(days=5 * n)).isoformat()
        owed(shop, f"s{n}", on, f"{n + 1}.00")
        shop.do("top_up", id=f"t{n}", on=on, **C, paid="10.00", bonus="1.00", tender="cash")
        shop.do("payment", id=f"m{n}", on=on, **C, amount="3.00", tender="bank")
    months = [month_of(date(2025, month, 1)) for month in range(1, 6)]
    found = [statement(shop, month) for month in months]
    whole = statement(shop, Period(months[0].start, months[-1].end))
    for one, other in pairwise(found):
        assert one.account.closing == other.account.opening
        assert one.prepaid.principal.closing == other.prepaid.principal.opening
    assert [x.entry for x in whole.account.lines] == [x.entry for one in found for x in one.account.lines]
    assert whole.account.closing == found[-1].account.closing == shop.views.balance("C001", months[-1].end).owed


def test_a_statement_needs_a_customer_and_a_period_there_was(shop):
    service = Statements(shop.store, shop.around)
    owed(shop, "s1", "2025-03-10", "1.00")
    for number, start, end, field in (
        ("C009", MARCH.start, MARCH.end, "customer"),
        ("C001", MARCH.end, MARCH.start, "from"),
        ("C001", FEBRUARY.start, date(2025, 3, 9), "to"),
    ):
        with pytest.raises(Refused) as caught:
            service.statement(number, start, end)
        assert caught.value.field == field
        assert str(caught.value).endswith(".")
    first = service.statement("C001", date(2025, 1, 1), date(2025, 3, 10))  # it begins before the book does
    assert (first.account.opening, first.account.closing) == (0, 100)
    draft = service.statement("C001", TODAY, TODAY + timedelta(days=40))
    assert (draft.account.opening, draft.account.lines) == (100, ())


def test_of_a_book_without_entries_there_is_nothing_to_say(shop):
    found = statement(shop)
    assert (found.account.closing, found.charges, found.expiring) == (0, (), ())


def test_the_kind_is_the_shops_unless_another_is_asked_for(shop):
    assert statement(shop).kind is StatementKind.BALANCE_FORWARD
    change(shop, statement_kind="open-item")
    assert statement(shop).kind is StatementKind.OPEN_ITEM
    assert statement(shop, kind=StatementKind.BALANCE_FORWARD).kind is StatementKind.BALANCE_FORWARD


# ---- many at once ---------------------------------------------------------------------------------------------------


def read_all(shop: Shop, ids: list[int], period: Period = MARCH) -> list[Statement]:
    with shop.store.read() as session:
        return [
            make_statement(each, period, StatementKind.OPEN_ITEM, expiring_days=30, made_on=TODAY)
            for each in sources(session, ids, period.end, start=period.start)
        ]


def test_many_customers_take_few_statements_of_sql_and_come_in_their_order(shop):
    shop.customer(*(f"K{n:03}" for n in range(60)))
    for n in range(60):
        customer = {"customer": f"K{n:03}"}
        shop.do("sale", id=f"a{n}", on="2025-03-02", **customer, amount="7.00", description=f"no. {n}", pay=ACCOUNT)
        shop.do("top_up", id=f"b{n}", on="2025-03-03", **customer, paid="5.00", tender="cash", expires_on="2025-04-01")
        shop.do("extend", id=f"c{n}", on="2025-03-04", lot=f"b{n}", expires_on="2025-04-11", reason="asked for")
    ids = [row[0] for row in shop.sql("SELECT id FROM customer WHERE no LIKE 'K%' ORDER BY no DESC")]
    found: list[Statement] = []
    few = statements_of_sql(shop, lambda: read_all(shop, ids[:2]))
    many = statements_of_sql(shop, lambda: found.extend(read_all(shop, [*ids, 999_999])))
    assert many == few <= 11  # one of them asks whether anybody has a payment plan at all
    assert [x.customer.number for x in found] == [f"K{n:03}" for n in reversed(range(60))]
    assert {x.account.lines[0].text for x in found} == {f"no. {n}" for n in range(60)}
    assert {x.expiring[0].expires_on for x in found} == {date(2025, 4, 11)}
    assert all(check(x) == () for x in found)
    alone = [statement(shop, number=x.customer.number, kind=StatementKind.OPEN_ITEM) for x in found]
    assert alone == found


def statements_of_sql(shop: Shop, question):
    """Return how many selects a question takes."""
    seen: list[str] = []

    def note(_connection, _cursor, text, *_rest):
        seen.append(text)

    engine = shop.store._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        question()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sum(text.startswith("SELECT") for text in seen)


def test_a_source_serves_every_period_up_to_its_day(shop):
    owed(shop, "s1", "2025-02-01", "50.00", description="old")
    shop.do("payment", id="m1", on="2025-02-20", **C, amount="50.00", tender="bank", reference="TT")
    with shop.store.read() as session:
        [source] = sources(session, [1], MARCH.end)
    for period in (FEBRUARY, MARCH, Period(date(2025, 2, 1), date(2025, 2, 10))):
        made = make_statement(source, period, StatementKind.BALANCE_FORWARD, expiring_days=30, made_on=TODAY)
        assert made == statement(shop, period)


def test_a_charge_in_dispute_is_named_through_all_mergings(shop):
    owed(shop, "s1", "2025-02-01", "50.00")
    owed(shop, "s2", "2025-02-01", "20.00")
    with closing(sqlite3.connect(shop.path)) as raw, raw:
        item = raw.execute("SELECT id FROM item WHERE name = 's1'").fetchone()[0]
        row = (1, "q1", b"", 1, item, None, 5000, "2025-02-02", b"", 1, "2025-02-02T00:00:00.000000Z", b"")
        raw.execute(f"INSERT INTO dispute VALUES ({', '.join('?' * len(row))})", row)
    assert statement(shop).disputed == ("s1",)
    shop.do("merge", id="g1", on="2025-03-10", **C, into="C002", reason="one person")
    found = statement(shop, number="C002")
    assert [c.open for c in found.charges if c.charge in found.disputed] == [5000]
    with closing(sqlite3.connect(shop.path)) as raw, raw:
        row = (1, "q2", b"", "rejected", "2025-03-11", b"", 1, "2025-03-11T00:00:00.000000Z", b"")
        raw.execute(f"INSERT INTO dispute_end VALUES ({', '.join('?' * len(row))})", row)
    assert statement(shop, number="C002").disputed == ()


# ---- the paper ------------------------------------------------------------------------------------------------------


def change(shop: Shop, **given: object) -> None:
    SettingsDesk(shop.store, shop.around).change(ChangeSettings(id=f"set-{given}", given=given))


def test_a_paper_is_as_the_shop_has_set_it(shop):
    change(shop, shop_name="花语沙龙", address="长安街 1 号", phone="010-1", bank="工行 62", tax_number="91",
           postcode="100000", statement_footer="谢谢", statement_sheet="letter", statement_window="us-10",
           statement_slip="remittance", statement_reply_days=7, money_sign=False)  # fmt: skip
    owed(shop, "s1", "2025-03-01", "50.00")
    service = Statements(shop.store, shop.around)
    paper = service.paper("C001", MARCH)
    assert paper.shop == Letterhead("花语沙龙", "长安街 1 号", "010-1", "工行 62", "91", "谢谢", "100000")
    assert (paper.sheet, paper.window, paper.slip) == (Sheet.LETTER, WindowForm.US_10, Slip.REMITTANCE)
    assert (paper.number, paper.code, paper.copy, paper.request) == ("", "", None, 1)
    assert (paper.made_on, paper.reply_by, paper.money_sign) == (TODAY, TODAY + timedelta(days=7), False)
    assert paper.statement == statement(shop)
    look = Look(sheet=Sheet.FORM_140, window=WindowForm.NONE, slip=Slip.NONE)
    other = service.paper("C001", MARCH, StatementKind.OPEN_ITEM, look)
    assert (other.sheet, other.window, other.slip) == (Sheet.FORM_140, WindowForm.NONE, Slip.NONE)
    assert other.statement.kind is StatementKind.OPEN_ITEM
    for each in (paper, other):
        assert read_paper(paper_json(each)) == each
        assert paper_json(read_paper(paper_json(each))) == paper_json(each)


def test_no_reply_is_asked_for_where_the_shop_wants_none(shop):
    change(shop, statement_reply_days=0)
    assert Statements(shop.store, shop.around).paper("C001", MARCH).reply_by is None


def test_whom_a_paper_goes_to(shop):
    address = {
        "province": "北京市",
        "city": "北京市",
        "district": "东城区",
        "street": "王府井 1 号",
        "postcode": "100006",
    }
    contacts = [{"name": "前台"}, {"name": "张总", "decides": True}]
    shop.do(
        "customer", no="K1", name="王小明", language="zh_CN", email="w@example.com", address=address, contacts=contacts
    )
    shop.customer("K2", address={"city": "北京市"})
    to = Statements(shop.store, shop.around).paper("K1", MARCH).to
    assert (to.lines[0], to.lines[-1].startswith("王小明"), to.contact) == ("100006", True, "张总")
    assert (to.email, to.postcode) == ("w@example.com", "100006")
    assert Statements(shop.store, shop.around).paper("K2", MARCH).to.lines == ()


@pytest.mark.parametrize(
    ("customer", "wanted", "expected"),
    [
        ("", None, ("en",)),
        ("zh_CN", None, ("zh_CN",)),
        ("zh_CN", ReceiptLanguage.SHOP, ("en",)),
        ("zh_CN", ReceiptLanguage.BOTH, ("zh_CN", "en")),
        ("", ReceiptLanguage.BOTH, ("en", "zh_CN")),
    ],
)
def test_the_languages_of_a_paper(shop, customer, wanted, expected):
    shop.customer("K1", language=customer)
    with shop.store.read() as session:
        file = load_file(session, "K1")
        assert file is not None
        assert paper_languages(file.file, read_shop(session), Look(language=wanted)) == expected


def test_an_issued_paper_bears_its_marks(shop):
    with shop.store.read() as session:
        file, head = load_file(session, "C001"), read_shop(session)
    assert file is not None
    made = paper_of(
        statement(shop), file.file, head, Look(), Marks("S000001", "CBS-1-AAAA"), made_on=TODAY, reply_days=0
    )
    assert (made.number, made.code, made.reply_by) == ("S000001", "CBS-1-AAAA", None)


def test_the_pictures_of_the_letterhead_are_those_of_the_shop(shop, tmp_path):
    logo = tmp_path / "logo.png"
    logo.write_bytes(png())
    Pictures(shop.store, shop.around).record(SetPicture(id="l1", kind=PictureKind.LOGO, file=str(logo)))
    paper = Statements(shop.store, shop.around).paper("C001", MARCH)
    assert len(paper.shop.logo) == 64
    assert paper.shop.payment_qr == ""
    assert logo.read_bytes() == Pictures(shop.store, shop.around).content(paper.shop.logo)
