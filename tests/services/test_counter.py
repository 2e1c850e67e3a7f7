"""The counter: a customer at one glance, what must not be overlooked, what has to be reversed first."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from app.core.counter import NoticeKind
from app.core.journal import EntryKind
from app.errors import Refused
from app.services.counter import Counter
from tests.services import test_cases

shop = test_cases.shop

TODAY = test_cases.TODAY
C = {"customer": "C001"}


def counter(shop):
    return Counter(shop.store, shop.around)


def card(shop, number="C001", **fields):
    return counter(shop).card(number, **fields)


def days(count):
    return (TODAY + timedelta(days=count)).isoformat()


def top_up(shop, name, on="2025-09-01", paid="500.00", **fields):
    shop.do("top_up", name, **{**C, "on": on, "paid": paid, "tender": "wechat", **fields})


def sale(shop, name, amount, on="2025-09-10", **fields):
    shop.do("sale", name, **{**C, "on": on, "amount": amount, **fields})


def noticed(shop, *kinds, number="C001"):
    return [notice for notice in card(shop, number).notices if not kinds or notice.kind in kinds]


# ---- the card -------------------------------------------------------------------------------------------------------


def test_who_it_is_and_what_there_is(shop):
    fields = {"phones": ["13800004567"], "plates": ["沪A12345"], "tags": ["常客"], "tier": "金卡", "terms_days": 30}
    shop.do("customer", no="C001", name="王小明", language="zh_CN", credit_limit="5000.00", **fields)
    top_up(shop, "t1", bonus="50.00", expires_on="2026-09-01")
    sale(shop, "s1", "600.00", on="2025-10-01")
    fields = {"service": "洗车", "count": 10, "paid": "300.00", "tender": "cash"}
    shop.do("pass_sale", "p1", **C, on="2025-10-02", **fields)
    found = card(shop)
    assert (found.number, found.name, found.kind, found.language) == ("C001", "王小明", "person", "zh_CN")
    assert (found.phones, found.plates, found.tags) == (("13800004567",), ("沪A12345",), ("常客",))
    assert (found.tier, found.credit_limit, found.terms_days) == ("金卡", 500000, 30)
    assert (found.closed, found.merged_into, found.hold, found.has_pin) == (False, "", "", False)
    assert found.balance == shop.views.balance("C001")
    assert list(found.lots) == shop.views.lots("C001") == []
    assert list(found.passes) == shop.views.passes("C001")
    assert list(found.charges) == shop.views.charges("C001")
    assert (found.balance.owed, found.balance.overdue) == (5000, 5000)


def test_a_customer_there_is_none_of_is_refused(shop):
    with pytest.raises(Refused) as caught:
        card(shop, "C999")
    assert caught.value.field == "customer"


def test_a_new_customer_has_an_empty_card(shop):
    found = card(shop)
    assert (found.lines, found.notices, found.lots, found.balance.principal) == ((), (), (), 0)


# ---- the last entries -----------------------------------------------------------------------------------------------


def a_busy_year(shop):
    top_up(shop, "t1", bonus="50.00", note="with the summer offer")
    sale(shop, "s1", "110.00", description="剪发")
    sale(shop, "s2", "600.00", on="2025-09-12", pay=[{"with": "prepaid", "amount": "300.00"}, {"with": "account"}])
    shop.do("payment", "m1", **C, on="2025-09-20", amount="100.00", tender="bank", against=["s2"])
    shop.do("reschedule", "e1", on="2025-09-21", charge="s2", due_on="2025-12-01", reason="asked")
    fields = {"service": "洗车", "count": 10, "paid": "300.00"}
    shop.do(
        "pass_sale", "p1", **C, on="2025-09-22", pay=[{"with": "cash", "amount": "200.00"}, {"with": "card"}], **fields
    )
    shop.do("pass_use", "u1", **C, on="2025-09-23", service="洗车", count=2)
    shop.do("pass_sale", "y1", **C, on="2025-09-24", service="健身", days=365, paid="3650.00", tender="cash")
    shop.do("pass_use", "u2", **C, on="2025-09-25", service="健身")
    shop.do("reverse", "x1", on="2025-09-26", entry="u2", reason="did not come")
    shop.do("reverse", "x2", on="2025-09-26", entry="m1", reason="bounced")
    shop.do("transfer", "g1", **C, to="C002", on="2025-09-27", amount="20.00", reason="a gift")
    sale(shop, "s0", "11.00", on="2025-09-05")  # recorded last, dated before the others
    shop.do("extend", "e2", on="2025-10-01", lot="t1", expires_on="2027-01-01", reason="ill")


def test_lines_are_the_ledger_newest_first(shop):
    a_busy_year(shop)
    shop.do("merge", "mm", customer="C002", into="C001", on="2025-10-10", reason="same person")
    for number in ("C001", "C002"):
        lines = card(shop, number, lines=100).lines
        ledger = shop.views.ledger(number)
        names = ("entry", "id", "on", "kind", "text", "principal", "bonus", "owed")
        names += ("principal_after", "bonus_after", "owed_after")
        assert [[getattr(line, name) for name in names] for line in reversed(lines)] == [
            [getattr(line, name) for name in names] for line in ledger
        ]
        assert card(shop, number, lines=3).lines == lines[:3]


def test_what_a_line_tells(shop):
    a_busy_year(shop)
    lines = {line.id: line for line in card(shop).lines}
    assert (lines["t1"].tenders, lines["t1"].paid, lines["t1"].text) == (("wechat",), 50000, "with the summer offer")
    assert (lines["s1"].tenders, lines["s1"].paid, lines["s1"].due_on) == ((), 0, None)
    assert (lines["s2"].due_on, lines["s2"].owed) == (date(2025, 12, 1), 30000)
    assert lines["m1"].reversed_by == lines["x2"].entry
    assert (lines["x2"].reverses, lines["x2"].paid, lines["x2"].tenders) == (lines["m1"].entry, -10000, ("bank",))
    assert (lines["p1"].tenders, lines["p1"].paid) == (("cash", "card"), 30000)
    moved = {name: (line.service, line.units) for name, line in lines.items() if line.service}
    assert moved == {
        "p1": ("洗车", 10),
        "u1": ("洗车", -2),
        "y1": ("健身", 1),
        "u2": ("健身", -1),
        "x1": ("健身", 1),
    }
    assert {name: line.counted for name, line in lines.items() if line.counted} == {"p1": 10, "u1": -2}
    assert lines["g1"].kind is EntryKind.TRANSFER
    assert (lines["g1"].principal, lines["g1"].bonus) == (-1818, -182)
    assert (lines["e1"].principal, lines["e1"].owed, lines["e1"].text) == (0, 0, "asked")
    assert lines["e1"].due_on == date(2025, 12, 1)


def test_an_entry_of_tomorrow_stands_in_the_lines_but_not_in_the_balance(shop):
    top_up(shop, "t1", on=days(1))
    found = card(shop)
    assert ([line.id for line in found.lines], found.lines[0].principal_after) == (["t1"], 50000)
    assert (found.balance.principal, found.lots) == (0, ())


# ---- notices --------------------------------------------------------------------------------------------------------


def test_hold_notes_and_merging(shop):
    notes = [{"text": "怕烫", "counter": True}, {"text": "quiet"}]
    shop.do("customer", no="C001", hold="cheque bounced", notes=notes)
    assert [(n.kind, n.text) for n in noticed(shop)] == [
        (NoticeKind.HOLD, "cheque bounced"),
        (NoticeKind.NOTE, "怕烫"),
    ]
    shop.do("merge", "mm", **C, into="C002", on="2025-10-10", reason="same person")
    found = card(shop)
    assert (found.merged_into, found.closed, found.notices[0].kind, found.notices[0].text) == (
        *("C002", True, NoticeKind.MERGED),
        "C002",
    )


def test_overdue_says_how_much_and_since_when(shop):
    account = [{"with": "account", "due_on": "2025-11-01"}]
    sale(shop, "s1", "30.00", pay=account)
    sale(shop, "s2", "40.00", pay=[{"with": "account", "due_on": "2025-11-10"}])
    sale(shop, "s3", "50.00", pay=[{"with": "account", "due_on": TODAY.isoformat()}])  # due today is not overdue
    (notice,) = noticed(shop)
    assert (notice.kind, notice.amount, notice.on, notice.days) == (NoticeKind.OVERDUE, 7000, date(2025, 11, 1), 19)


def test_what_expires_is_told_as_far_ahead_as_the_shop_wants(shop):
    top_up(shop, "t1", paid="100.00", bonus="10.00", expires_on=days(30))
    top_up(shop, "t2", paid="200.00", expires_on=days(31))
    top_up(shop, "t3", paid="50.00", bonus="5.00", expires_on=days(0))
    shop.do(
        "pass_sale",
        "p1",
        **C,
        on="2025-09-22",
        service="洗车",
        count=10,
        paid="300.00",
        tender="cash",
        expires_on=days(3),
    )
    shop.do("pass_sale", "y1", **C, on="2025-09-24", service="健身", days=60, paid="600.00", tender="cash")
    found = [(n.service, n.units, n.amount, n.days) for n in noticed(shop, NoticeKind.EXPIRING)]
    assert found == [("", 0, 5500, 0), ("健身", 0, 60000, 2), ("洗车", 10, 30000, 3), ("", 0, 11000, 30)]
    shop.do("settings", expiring_days=2)
    assert [n.days for n in noticed(shop, NoticeKind.EXPIRING)] == [0, 2]


def test_what_has_expired_waits_for_the_owner(shop):
    top_up(shop, "t1", paid="100.00", bonus="10.00", expires_on="2025-10-01")
    top_up(shop, "t2", paid="200.00", expires_on="2025-11-19")
    fields = {"service": "洗车", "count": 10, "paid": "300.00", "tender": "cash", "expires_on": "2025-10-31"}
    shop.do("pass_sale", "p1", **C, on="2025-09-22", **fields)
    shop.do("pass_sale", "y1", **C, on="2025-09-24", service="健身", days=30, paid="300.00", tender="cash")
    found = [(n.kind, n.service, n.units, n.amount, n.on, n.days) for n in noticed(shop)]
    assert found == [
        (NoticeKind.EXPIRED, "", 0, 31000, date(2025, 10, 1), 50),
        (NoticeKind.EXPIRED, "洗车", 10, 30000, date(2025, 10, 31), 20),
    ]
    for lot in ("t1", "t2", "p1"):
        shop.do("expire", on=TODAY.isoformat(), lot=lot)
    assert noticed(shop) == []


@pytest.mark.parametrize(
    ("birthday", "calendar", "expected"),
    [
        ("1990-11-20", "solar", 0),
        ("11-27", "solar", 7),
        ("11-28", "solar", None),
        ("11-19", "solar", None),  # yesterday: not until next year
        ("1990-10-01", "lunar", 0),  # 农历十月初一 of 2025 is 2025-11-20
        ("10-08", "lunar", 7),
        ("09-30", "lunar", None),  # yesterday, and the next is a year away
    ],
)
def test_birthdays(shop, birthday, calendar, expected):
    shop.do("customer", no="C001", birthday=birthday, birthday_calendar=calendar)
    found = [(n.days, n.on) for n in noticed(shop, NoticeKind.BIRTHDAY)]
    assert found == ([] if expected is None else [(expected, TODAY + timedelta(days=expected))])


def test_a_closed_file_has_no_birthday_but_may_owe(shop):
    sale(shop, "s1", "30.00")
    shop.do("customer", no="C001", birthday="11-20", closed=True)
    assert [n.kind for n in noticed(shop)] == [NoticeKind.OVERDUE]


def test_a_lost_card_is_told_until_it_is_replaced(shop):
    shop.do("card", **C, no="88001", on="2025-09-01")
    assert noticed(shop) == []
    shop.do("card_lost", **C, no="88001", on="2025-10-01")
    (notice,) = noticed(shop)
    assert (notice.kind, notice.text, notice.on) == (NoticeKind.CARD_LOST, "88001", date(2025, 10, 1))
    shop.do("card", **C, no="88002", on="2025-10-02")
    assert noticed(shop) == []
    shop.do("card_lost", **C, no="88002", on="2025-10-05", replaced_by="88003")
    assert noticed(shop) == []


# ---- what must be reversed first ------------------------------------------------------------------------------------


def blockers(shop, entry):
    return [each.id for each in counter(shop).blockers(entry)]


def reverse_in_order(shop, entry, on=TODAY):
    for name in [*blockers(shop, entry), entry]:
        shop.do("reverse", f"undo {name}", on=on.isoformat(), entry=name, reason="all wrong")


def test_nothing_stands_in_the_way(shop):
    top_up(shop, "t1")
    before = shop.dump()
    assert blockers(shop, "t1") == []
    assert shop.dump() == before


def test_everything_that_used_the_money_newest_first(shop):
    top_up(shop, "t1")
    sale(shop, "s1", "100.00")
    sale(shop, "s2", "200.00", pay=[{"with": "cash"}])
    sale(shop, "s3", "300.00", on="2025-09-02", description="染发")
    (first, second) = counter(shop).blockers("t1")
    assert (first.id, first.kind, first.on, first.text) == ("s3", EntryKind.SALE, date(2025, 9, 2), "染发")
    assert (second.id, counter(shop).blockers(second.entry)) == ("s1", ())
    reverse_in_order(shop, "t1")
    assert shop.lot("t1") == ("0.00", "0.00")


def test_what_stands_in_the_way_of_those_that_do(shop):
    top_up(shop, "t1")
    sale(shop, "s1", "600.00")
    shop.do("payment", "m1", **C, on="2025-09-20", amount="150.00", tender="bank")  # 50.00 over: a lot
    sale(shop, "s2", "50.00", on="2025-09-25")
    shop.do("credit", "d1", on="2025-10-01", sale="s1", amount="20.00", reason="returned")
    assert blockers(shop, "t1") == ["d1", "s2", "m1", "s1"]
    reverse_in_order(shop, "t1")
    assert shop.views.balance("C001").principal == 0


def test_a_merge_and_what_was_there_before_it(shop):
    top_up(shop, "t1")
    sale(shop, "s1", "100.00")
    shop.do("merge", "mm", **C, into="C002", on="2025-10-10", reason="same person")
    sale(shop, "s2", "50.00", on="2025-10-11", customer="C002")
    assert blockers(shop, "t1") == ["s2", "mm", "s1"]
    assert not shop.sql("SELECT 1 FROM customer WHERE no = 'C001' AND closed = 0")  # it was only tried
    reverse_in_order(shop, "t1")


def test_an_entry_of_tomorrow_is_reversed_tomorrow(shop):
    top_up(shop, "t1", on=TODAY.isoformat())
    sale(shop, "s1", "100.00", on=days(1))
    assert blockers(shop, "t1") == ["s1"]


@pytest.mark.parametrize("entry", ["x1", "t2", "nothing", 99, "cm"])
def test_what_no_reversing_helps_against_is_refused(shop, entry):
    top_up(shop, "t1")
    top_up(shop, "t2")
    shop.do("reverse", "x1", on="2025-09-02", entry="t2", reason="wrong")
    shop.do("close_month", "cm", month="2025-09")
    with pytest.raises(Refused):
        counter(shop).blockers(entry)


# ---- speed ----------------------------------------------------------------------------------------------------------


def a_thousand_entries(shop, count=1000):
    top_up(shop, "t0", paid="90000.00", bonus="9000.00")
    for number in range(count - 1):
        on = (date(2025, 9, 2) + timedelta(days=number % 60)).isoformat()
        if number % 10 == 5:
            top_up(shop, f"n{number}", on=on, paid="10.00")
        else:
            sale(shop, f"n{number}", "11.00", on=on, description="洗车")


def statements(shop, question):
    found = []
    engine = shop.store._engine

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        question()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return found


def test_a_card_takes_few_statements_whatever_the_history(shop):
    a_busy_year(shop)
    few = statements(shop, lambda: card(shop))
    a_thousand_entries(shop, 200)
    many = statements(shop, lambda: card(shop))
    assert len(few) == len(many) <= 13  # one of them asks whether anybody has a payment plan at all


# ---- what was bought at any time ------------------------------------------------------------------------------------


def test_sales_of_any_age_are_found(shop):
    top_up(shop, "t1", paid="900.00")
    sale(shop, "old", "12.34", on="2025-09-02", description="真皮沙发 深度清洁")
    for number in range(130):
        sale(shop, f"s{number}", "1.00", on="2025-10-01", description=f"wash {number}")
    shop.do("reverse", "r", entry="s129", reason="x", on="2025-10-02")
    fields = {"service": "洗车", "count": 2, "paid": "20.00", "pay": [{"with": "account"}]}
    shop.do("pass_sale", "p1", **C, on="2025-10-03", **fields)
    assert card(shop).more
    assert "old" not in {line.id for line in card(shop).lines}

    found = counter(shop).sales("C001")
    assert len(found) == 100
    assert [each.reference for each in found[:3]] == ["p1", "s128", "s127"]
    assert (found[0].text, found[0].amount, found[0].kind) == ("洗车", 2000, EntryKind.PASS_SALE)
    for words in ("深度", "沙发 2025-09", "12.34", "2025-09-02", "真皮 12.34"):
        assert [each.reference for each in counter(shop).sales("C001", words)] == ["old"], words
    assert counter(shop).sales("C001", "沙发 13") == []
    assert [each.reference for each in counter(shop).sales("C001", "WASH 128")] == ["s128"]
    assert counter(shop).sales("C001", first="old")[0].reference == "old"
    assert len(counter(shop).sales("C001", first="old")) == 101
    shop.do("credit", "d1", **C, on="2025-11-01", sale="old", amount="2.34", reason="scratched")
    shop.do("credit", "d2", **C, on="2025-11-01", sale=found[0].reference, amount="20.00", reason="not wanted")


def test_sales_of_nobody_are_refused(shop):
    with pytest.raises(Refused) as refused:
        counter(shop).sales("C999")
    assert refused.value.field == "customer"


def test_a_large_amount_is_found_as_it_is_written(shop):
    top_up(shop, "t1", paid="5000.00")
    sale(shop, "s1", "1234.50")
    assert [each.reference for each in counter(shop).sales("C001", "1,234.50")] == ["s1"]


def test_what_is_owed_says_what_was_sold_however_long_ago(shop):
    top_up(shop, "t1", paid="900.00")
    sale(shop, "s1", "30.00", on="2025-09-02", description="补漆", pay=[{"with": "account"}])
    for number in range(70):
        sale(shop, f"x{number}", "1.00", on="2025-10-01", description=f"wash {number}")
    assert [(each.charge, each.text) for each in card(shop).charges] == [("s1", "补漆")]
    assert [each.text for each in shop.views.charges("C001", settled=True)] == ["补漆"]
