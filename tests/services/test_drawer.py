"""The drawer and the day's end: sums that are those of the ledger, records that stay as they were signed."""

import json
import os
import time
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.day_end import content
from app.core.day_words import ENTRY_NAMES, LABELS
from app.core.drawer import CashIn, CashOut, CloseDay, OpenDrawer, denominations
from app.core.journal import TENDERS, EntryKind
from app.core.money import MAX_MINOR
from app.core.requests import Tender
from app.errors import Refused
from app.i18n.format import currency_decimals
from app.services.bulk import Bulk
from app.services.drawer import DrawerDesk
from app.services.file_desk import Filed
from app.services.views import Views
from app.storage.drawer import verify_drawer
from app.storage.triggers import trigger_statements
from app.storage.verify import examine
from tests.services.helpers_customers import TODAY, Shop, naughty_strings, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))
ON = TODAY.isoformat()


@pytest.fixture(name="drawer")
def drawer_of(shop):
    yield DrawerDesk(shop.store, shop.around)
    with shop.store.read() as session:
        assert verify_drawer(session) == []


def on(days):
    return (TODAY + timedelta(days=days)).isoformat()


def work(shop):
    """Record a day of the shop whose sums are worked out by hand below."""
    shop.customer("C001", name="王小明", credit_limit=None, terms_days=30)
    do = shop.do
    do("drawer_open", id="d1", on=ON, amount="300.00")
    do("top_up", id="t1", on=ON, customer="C001", paid="500.00", bonus="50.00", tender="cash")
    do("top_up", id="t2", on=ON, customer="C001", paid="200.00", tender="wechat")
    do("sale", id="s1", on=ON, customer="C001", amount="110.00",
       pay=[{"with": "prepaid", "amount": "66.00"}, {"with": "cash", "amount": "14.00"},
            {"with": "account"}])  # fmt: skip
    do("pass_sale", id="p1", on=ON, customer="C001", service="洗车", count=10, paid="300.00", tender="cash")
    do("pass_use", id="u1", on=ON, customer="C001", service="洗车", count=2)
    do("reverse", id="x1", on=ON, entry="t2", reason="输错了")
    do("refund", id="r1", on=ON, customer="C001", amount="50.00", tender="cash", **{"from": ["t1"]}, reason="不来了")
    do("drawer_in", id="d2", on=ON, amount="100.00", reason="换零钱")
    do("drawer_out", id="d3", on=ON, amount="600.00", reason="存银行")
    do("payment", id="m1", on=ON, customer="C001", amount="40.00", tender="cash")


# ---- a day ----------------------------------------------------------------------------------------------------------


def test_a_day_worked_out_by_hand(shop, drawer):
    work(shop)
    day = drawer.day(TODAY)
    assert (day.opening, day.opened, day.cash_in, day.cash_out) == (30000, True, 10000, 60000)
    assert [(t.tender, t.came_in, t.went_out, t.net) for t in day.tenders] == [
        (Tender.CASH, 50000 + 1400 + 30000 + 4000, 5000, 80400),
        (Tender.WECHAT, 20000, 20000, 0),
    ]
    assert day.expected_cash == 30000 + 10000 - 60000 + 80400
    # 66 of 500 + 50 by proportion: 60 principal, 6 bonus; the refund of 50 of 440 forfeits 44 x 50 / 440 = 5 of bonus;
    # 30 are owed, so 10 of the payment are overpaid.
    assert {line.kind: (line.count, line.amount) for line in day.by_kind} == {
        "top_up": (2, 70000),
        "top_up.bonus": (1, 5000),
        "sale": (1, 11000),
        "sale.prepaid": (1, 6000),
        "sale.bonus": (1, 600),
        "sale.account": (1, 3000),
        "sale.tender": (1, 1400),
        "pass_sale": (1, 30000),
        "pass_sale.tender": (1, 30000),
        "pass_use": (2, 6000),
        "payment": (1, 4000),
        "payment.lot": (1, 1000),
        "refund": (1, 5000),
        "refund.bonus": (1, 500),
        "reverse": (1, -20000),
    }
    [reversal] = day.reversals
    assert (reversal.kind, reversal.amount, reversal.paid) == (EntryKind.TOP_UP, -20000, -20000)
    assert (reversal.name, reversal.no, reversal.reason) == ("王小明", "C001", "输错了")
    [staff] = day.by_staff
    assert (staff.entries, staff.came_in, staff.went_out) == (8, day.came_in, day.went_out)
    assert (day.entries, day.first, day.last) == (8, 1, 8)
    assert [(line.kind, line.amount, line.reason) for line in day.movements] == [
        ("float", 30000, ""),
        ("in", 10000, "换零钱"),
        ("out", 60000, "存银行"),
    ]


def test_a_day_without_anything(drawer):
    day = drawer.day(TODAY)
    assert day.expected_cash == day.entries == day.first == day.last == day.head == 0
    assert [(line.tender, line.net) for line in day.tenders] == [(Tender.CASH, 0)]
    assert day.by_kind == day.reversals == day.by_staff == day.movements == day.elsewhere == ()
    for edge in (date.min, date.max):
        assert drawer.day(edge).entries == 0


def test_the_float_is_the_last_one_counted_else_the_usual_one(shop, drawer):
    shop.do("settings", opening_float="200.00")
    assert (drawer.day(TODAY).opening, drawer.day(TODAY).opened) == (20000, False)
    shop.do("drawer_open", on=ON, amount="5000.00")
    shop.do("drawer_open", on=ON, amount="500.00")
    assert (drawer.day(TODAY).opening, drawer.day(TODAY).opened) == (50000, True)
    shop.do("drawer_open", on=ON, amount="0.00")
    assert drawer.day(TODAY).expected_cash == 0
    assert drawer.day(TODAY - timedelta(days=1)).opening == 20000


def test_more_cash_may_go_out_than_there_was(shop, drawer):
    shop.customer("C001", name="x")
    shop.do("top_up", id="t1", on=on(-1), customer="C001", paid="80.00", tender="wechat")
    shop.do("refund", on=ON, customer="C001", amount="80.00", tender="cash", reason="r")
    assert drawer.day(TODAY).expected_cash == -8000
    end = drawer.close_day(CloseDay(id="z", on=TODAY, counted=0))
    assert end.difference == 8000


def test_every_kind_of_entry_has_a_line_and_a_name(shop, drawer):
    assert set(ENTRY_NAMES) == set(EntryKind)
    assert {name for name in LABELS if "." not in name} == {kind.value for kind in EntryKind}
    shop.customer("C1", name="a", credit_limit=None)
    shop.customer("C2", name="b")
    shop.customer("C3", name="c")
    past = date(2026, 3, 31).isoformat()
    do = shop.do
    do("opening", id="o", on=past, customer="C1", principal="90.00", owed="30.00", bonus="9.00")
    do("settle", on=past, customer="C1", amount="10.00")
    do("sale", id="s", on=past, customer="C1", amount="20.00", pay=[{"with": "account"}])
    do("credit", on=past, sale="s", amount="5.00", reason="r")
    do("payment", on=past, customer="C1", amount="1.00", discount="0.50", rounding="0.50", tender="cash")
    do("write_off", on=past, charge="s", amount="2.00", reason="r")
    do("reschedule", on=past, charge="s", due_on=ON, reason="r")
    do("extend", on=past, lot="o", expires_on=past, reason="r")
    do("transfer", id="x", on=past, customer="C1", to="C2", amount="11.00")
    do("merge", on=past, customer="C2", into="C3", reason="r")
    do("pass_sale", on="2026-03-01", customer="C1", service="y", days=31, paid="31.00", tender="cash")
    do("expire", on="2026-04-01", lot="o")
    do("close_month", month="2026-03")
    do("reopen_month", month="2026-03", reason="r")
    kinds = {line.kind: line for line in drawer.day(date(2026, 3, 31)).by_kind}
    assert {name for name in kinds if "." not in name} >= {
        *("opening", "settle", "sale", "credit", "payment", "write_off", "reschedule", "extend"),
        *("transfer", "merge", "earn", "close_month", "reopen_month", "reverse"),
    }
    assert kinds["opening"].amount == 9000 - 3000
    assert kinds["settle"].amount == 1000
    assert kinds["credit"].amount == 500
    assert (kinds["payment"].amount, kinds["payment.given_up"].amount) == (100, 100)
    assert kinds["write_off"].amount == 200
    assert kinds["transfer"].amount == 1000  # of 11.00 one is bonus
    assert kinds["earn"].amount == 3100
    [expired] = [line for line in drawer.day(date(2026, 4, 1)).by_kind if line.kind == "expire"]
    assert expired.amount > 0


# ---- against the ledger ---------------------------------------------------------------------------------------------

FIRST = TODAY - timedelta(days=4)
AMOUNTS = st.integers(1, 20_000)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "top_up",
                "sale",
                "account",
                "pass_sale",
                "pass_use",
                "payment",
                "refund",
                "reverse",
                "credit",
                "in",
                "out",
            ]
        ),
        st.integers(0, 5),
        AMOUNTS,
        st.sampled_from([tender.value for tender in Tender]),
        st.integers(0, 30),
    ),
    min_size=5,
    max_size=40,
)


FIELDS = {
    "top_up": lambda text, tender: {"paid": text, "bonus": "1.00", "tender": tender},
    "sale": lambda text, tender: {"amount": text, "pay": [{"with": "prepaid"}, {"with": tender}]},
    "account": lambda text, _: {"amount": text, "pay": [{"with": "account"}]},
    "pass_sale": lambda text, tender: {"service": "w", "count": 5, "paid": text, "tender": tender},
    "pass_use": lambda _, __: {"service": "w"},
    "payment": lambda text, tender: {"amount": text, "tender": tender},
    "refund": lambda text, tender: {"amount": text, "tender": tender, "reason": "r"},
}


def event(number, step):
    """Return the event of a step; what names an earlier one may name one that was refused, and is refused too."""
    what, day, amount, tender, which = step
    text = f"{amount // 100}.{amount % 100:02}"
    dated = {"on": (FIRST + timedelta(days=day)).isoformat(), "id": f"e{number}"}
    earlier = f"e{which % number}" if number else "none"
    if what in FIELDS:
        do = "sale" if what == "account" else what
        return {"do": do, **dated, "customer": "C001", **FIELDS[what](text, tender)}
    if what == "reverse":
        return {"do": "reverse", **dated, "entry": earlier, "reason": "r"}
    if what == "credit":
        return {"do": "credit", **dated, "sale": earlier, "amount": text, "reason": "r"}
    return {"do": f"drawer_{what}", **dated, "amount": text, "reason": "r"}


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_the_sums_of_every_day_are_those_of_the_ledger(steps):
    with TemporaryDirectory() as folder:
        shop = Shop(Path(folder))
        shop.customer("C001", name="x", credit_limit=None)
        results = []
        lines = [json.dumps(event(number, step)).encode() for number, step in enumerate(steps)]
        Bulk(shop.store, shop.around, 2).apply(lines, results.append)
        moved = dict.fromkeys(range(6), 0)
        for (what, day, amount, *_), result in zip(steps, results, strict=True):
            if result.ok and what in ("in", "out"):
                moved[day] += amount if what == "in" else -amount
        drawer, views = DrawerDesk(shop.store, shop.around), Views(shop.store, lambda: TODAY)
        days = [drawer.day(FIRST + timedelta(days=day)) for day in moved]
        for day, by_hand in zip(days, moved.values(), strict=True):
            check_day(day, views, by_hand)
        assert sum(day.entries for day in days) == sum(result.entry is not None for result in results)
        shop.store.dispose()


def check_day(day, views, moved):
    """Compare a day with the trial balance of that day alone."""
    ledger = {line.account: line.debit - line.credit for line in views.trial_balance(day.on, from_=day.on)}
    shown = {f"tender.{line.tender.value}": line.net for line in day.tenders}
    assert {name: net for name, net in shown.items() if net} == {
        name: net for name, net in ledger.items() if name in TENDERS and net
    }
    assert day.expected_cash == moved + ledger.get("tender.cash", 0)
    assert sum(line.came_in for line in day.by_staff) == day.came_in
    assert sum(line.went_out for line in day.by_staff) == day.went_out
    assert sum(line.entries for line in day.by_staff) == day.entries
    kinds = {line.kind: line for line in day.by_kind}
    counted = sum(line.count for name, line in kinds.items() if "." not in name and name != "pass_use")
    assert counted <= day.entries
    net = {name: line.amount for name, line in kinds.items()}
    for sold in ("sale", "pass_sale"):
        parts = sum(net.get(f"{sold}.{part}", 0) for part in ("prepaid", "bonus", "account", "tender"))
        assert net.get(sold, 0) == parts
    assert len(day.reversals) == (kinds["reverse"].count if "reverse" in kinds else 0)
    assert sum(line.paid for line in day.reversals) == net.get("reverse", 0)


# ---- dates ----------------------------------------------------------------------------------------------------------


def test_an_entry_dated_back_is_of_its_own_day_and_listed_today(shop, drawer):
    shop.customer("C001", name="x")
    shop.do("top_up", id="t1", on=on(-3), customer="C001", paid="20.00", tender="cash")
    shop.do("top_up", id="t2", on=on(0), customer="C001", paid="30.00", tender="cash")
    today, then = drawer.day(TODAY), drawer.day(TODAY - timedelta(days=3))
    assert (today.expected_cash, then.expected_cash) == (3000, 2000)
    [line] = today.elsewhere
    assert (line.entry, line.on, line.amount, line.no) == (1, TODAY - timedelta(days=3), 2000, "C001")
    assert then.elsewhere == ()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system has one time zone only")
def test_a_day_is_that_of_the_shops_own_calendar(shop, monkeypatch):
    # 09:00 UTC on the 20th is 17:00 in Shanghai and 23:00 on the 19th in Honolulu.
    shop.customer("C001", name="x")
    shop.do("top_up", on=on(-3), customer="C001", paid="20.00", tender="cash")
    before = os.environ.get("TZ")
    try:
        for zone, day in (("Asia/Shanghai", TODAY), ("Pacific/Honolulu", TODAY - timedelta(days=1))):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            drawer = DrawerDesk(shop.store, shop.around)
            found = [days for days in range(-2, 2) if drawer.day(TODAY + timedelta(days=days)).elsewhere]
            assert [TODAY + timedelta(days=days) for days in found] == [day]
    finally:
        monkeypatch.undo()
        assert os.environ.get("TZ") == before
        time.tzset()


# ---- the day's end --------------------------------------------------------------------------------------------------


def test_the_difference_is_what_was_counted_less_what_should_be_there(shop, drawer):
    work(shop)
    end = drawer.close_day(
        CloseDay(id="z1", on=TODAY, denominations=((10000, 5), (1000, 10), (100, 0)), note="少 4 元")
    )
    assert (end.counted, end.figures.expected_cash, end.difference) == (60000, 60400, -400)
    assert end.denominations == ((10000, 5), (1000, 10), (100, 0))
    assert (end.note, end.superseded, end.changed) == ("少 4 元", False, False)
    assert drawer.ends(TODAY) == [end]
    assert drawer.ends(TODAY + timedelta(days=1)) == []
    assert drawer.close_day(CloseDay(id="z2", on=TODAY)).difference is None
    assert drawer.close_day(CloseDay(id="z3", on=TODAY, counted=60400)).difference == 0


def test_a_days_end_stays_as_it_was_and_tells_what_came_later(shop, drawer):
    work(shop)
    first = drawer.close_day(CloseDay(id="z1", on=TODAY, counted=60000))
    assert first.figures == drawer.day(TODAY)
    shop.do("sale", id="s2", on=ON, customer="C001", amount="5.00", pay=[{"with": "cash"}])
    shop.do("drawer_out", id="d4", on=ON, amount="1.00", reason="糖")
    shop.do("sale", id="s3", on=on(-1), customer="C001", amount="6.00", pay=[{"with": "cash"}])
    [now] = drawer.ends(TODAY)
    assert (now.figures, now.counted, now.difference) == (first.figures, 60000, -400)
    assert [(line.entry, line.amount) for line in now.later] == [(9, 500)]
    assert [(line.amount, line.reason) for line in now.later_movements] == [(100, "糖")]
    assert now.changed
    second = drawer.close_day(CloseDay(id="z2", on=TODAY, counted=60800))
    assert (second.figures.expected_cash, second.difference, second.changed) == (60800, 0, False)
    older, newer = drawer.ends(TODAY)
    assert (older.id, older.superseded, older.changed) == ("z1", True, True)
    assert (newer.id, newer.superseded) == ("z2", False)
    shop.do("settings", opening_float="999.00")
    shop.customer("C001", name="王大明")
    assert drawer.ends(TODAY)[0].figures.opening == 30000
    assert drawer.ends(TODAY)[0].figures.reversals[0].name == "王大明"


def test_it_is_tied_to_the_journal(shop, drawer):
    work(shop)
    end = drawer.close_day(CloseDay(id="z1", on=TODAY))
    [(number, digest)] = shop.sql("SELECT id, hex(hash) FROM entry ORDER BY id DESC LIMIT 1")
    assert (end.figures.head, end.figures.head_hash) == (number, digest.lower())


def test_what_is_kept_for_ever_names_nobody(shop, drawer):
    work(shop)
    shop.do("top_up", id="t9", on=on(-2), customer="C001", paid="1.00", tender="cash", note="王小明的")
    drawer.close_day(CloseDay(id="z1", on=TODAY, counted=60400))
    [(kept,)] = shop.sql("SELECT content FROM day_end")
    for text in ("王小明", "C001", "输错了", "不来了"):
        assert text not in kept
    shop.sql("DELETE FROM entry_text WHERE field = 'reason'")  # as erasing does
    [end] = drawer.ends(TODAY)
    assert [line.reason for line in end.figures.reversals] == [""]
    assert json.loads(kept)["expected_cash"] == 60400


def test_asked_for_twice(shop, drawer):
    request = CashOut(id="d1", on=TODAY, amount=100, reason="r")
    assert drawer.record(request) == Filed("d1")
    assert drawer.record(request) == Filed("d1", repeated=True)
    assert drawer.day(TODAY).cash_out == 100
    for other in (
        CashOut(id="d1", on=TODAY, amount=101, reason="r"),
        CashIn(id="d1", on=TODAY, amount=100, reason="r"),
        OpenDrawer(id="d1", on=TODAY, amount=100),
        CloseDay(id="d1", on=TODAY),
    ):
        with pytest.raises(Refused) as caught:
            drawer.close_day(other) if isinstance(other, CloseDay) else drawer.record(other)
        assert caught.value.field == "id"
    close = CloseDay(id="z1", on=TODAY, counted=5)
    end = drawer.close_day(close)
    shop.customer("C001", name="x")
    shop.do("top_up", id="t1", on=ON, customer="C001", paid="20.00", tender="cash")
    again = drawer.close_day(close)
    assert (again.figures, again.recorded_at, len(again.later)) == (end.figures, end.recorded_at, 1)
    assert len(drawer.ends(TODAY)) == 1
    with pytest.raises(Refused):
        drawer.close_day(CloseDay(id="z1", on=TODAY, counted=6))
    with pytest.raises(Refused):
        drawer.record(CashIn(id="t1", on=TODAY, amount=1, reason="r"))


def test_entries_of_one_batch_are_in_the_days_end_after_them(shop, drawer):
    shop.customer("C001", name="x")
    top_up = {"do": "top_up", "id": "t1", "on": ON, "customer": "C001", "paid": "20.00", "tender": "cash"}
    lines = [top_up, {"do": "day_end", "id": "z1", "on": ON, "counted": "20.00"}, {**top_up, "id": "t2"}]
    for apply in ("apply", "apply_all_or_nothing"):
        renamed = [{**line, "id": f"{line['id']}-{apply}"} for line in lines]
        ok = getattr(Bulk(shop.store, shop.around, 2), apply)(
            [json.dumps(line).encode() for line in renamed], lambda _: None
        )
        assert ok
    ends = drawer.ends(TODAY)
    assert [end.figures.expected_cash for end in ends] == [2000, 6000]
    assert [len(end.later) for end in ends] == [3, 1]


# ---- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("do", "fields", "named"),
    [
        ("drawer_open", {"amount": None}, "amount"),
        ("drawer_open", {"amount": "-1"}, "amount"),
        ("drawer_open", {"amount": 5}, "amount"),
        ("drawer_open", {"amount": "1.001"}, "amount"),
        ("drawer_open", {"amount": "1", "on": "2026-02-30"}, "on"),
        ("drawer_open", {"amount": "1", "on": on(2)}, "on"),
        ("drawer_open", {"amount": "1", "reason": "x"}, "reason"),
        ("drawer_in", {"amount": "0.00", "reason": "x"}, "amount"),
        ("drawer_in", {"amount": "1.00"}, "reason"),
        ("drawer_in", {"amount": "1.00", "reason": "  "}, "reason"),
        ("drawer_out", {"amount": "1.00", "reason": "x" * 501}, "reason"),
        ("drawer_out", {"amount": "1.00", "reason": "a\x00b"}, "reason"),
        ("drawer_out", {"amount": "99999999999999.00", "reason": "x"}, "amount"),
        ("day_end", {"on": on(1)}, "on"),
        ("day_end", {"counted": "-1.00"}, "counted"),
        ("day_end", {"counted": "NaN"}, "counted"),
        ("day_end", {"denominations": [{"value": "1.00"}]}, "denominations.count"),
        ("day_end", {"denominations": [{"value": "0", "count": 1}]}, "denominations.value"),
        ("day_end", {"denominations": [{"value": "1.00", "count": -1}]}, "denominations.count"),
        ("day_end", {"denominations": [{"value": "1.00", "count": 1.5}]}, "denominations.count"),
        ("day_end", {"denominations": [{"value": "1.00", "count": 1, "x": 1}]}, "denominations.x"),
        ("day_end", {"denominations": [{"value": "1.00", "count": 1}] * 2}, "denominations"),
        ("day_end", {"denominations": "many"}, "denominations"),
        ("day_end", {"counted": "2.00", "denominations": [{"value": "1.00", "count": 1}]}, "counted"),
        ("day_end", {"denominations": [{"value": "99999999999", "count": 1000000}]}, "denominations"),
        ("day_end", {"note": "x" * 10_001}, "note"),
        ("day_end", {"why": "x"}, "why"),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_field(shop, do, fields, named):
    assert shop.refused(do, **{"on": ON, **fields}).field == named


@pytest.mark.parametrize("pieces", [((100, 1), (100, 2)), ((-100, 1),), ((0, 1),), ((100, -1),), ((MAX_MINOR, 2),)])
def test_denominations_that_are_none(drawer, pieces):
    with pytest.raises(Refused) as caught:
        drawer.close_day(CloseDay(id="z", on=TODAY, denominations=pieces))
    assert caught.value.field == "denominations"
    assert drawer.ends(TODAY) == []


def test_a_closed_month_takes_no_cash_and_still_a_days_end(shop, drawer):
    shop.customer("C001", name="x")
    shop.do("top_up", on="2026-04-10", customer="C001", paid="20.00", tender="cash")
    shop.do("close_month", month="2026-04")
    assert shop.refused("drawer_in", on="2026-04-10", amount="1.00", reason="x").field == "on"
    assert drawer.close_day(CloseDay(id="z", on=date(2026, 4, 10), counted=2000)).difference == 0


def test_any_text_is_a_reason_and_a_note(shop, drawer):
    texts = [text for text in naughty_strings() if text.strip() and len(text) < 500 and "\0" not in text]
    kept = []
    for n, text in enumerate(texts):
        try:
            shop.do("drawer_in", id=f"n{n}", on=ON, amount="1.00", reason=text, note=text)
        except Refused:
            continue
        kept.append(n)
    assert [line.number for line in drawer.day(TODAY).movements] == list(range(1, len(kept) + 1))


# ---- damage ---------------------------------------------------------------------------------------------------------


def test_what_was_recorded_cannot_be_changed(shop):
    shop.do("drawer_in", on=ON, amount="1.00", reason="x")
    shop.do("day_end", on=ON)
    for table in ("drawer", "day_end"):
        for statement in (f"UPDATE {table} SET on_day = '2020-01-01'", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match="kept as it was"):
                shop.sql(statement)


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("drawer", "UPDATE drawer SET amount = amount - 1"),
        ("drawer", "UPDATE drawer SET reason = 'y'"),
        ("drawer", "UPDATE drawer SET amount = x'00'"),
        ("day_end", "UPDATE day_end SET content = replace(content, '\"counted\":100', '\"counted\":999')"),
        ("day_end", "UPDATE day_end SET content = NULL"),
        ("day_end", "UPDATE day_end SET content = '[]'"),
    ],
)
def test_damage_shows(tmp_path, table, statement):
    shop = Shop(tmp_path)
    work(shop)
    shop.do("day_end", on=ON, counted="1.00")
    names = [name.split()[2] for name in trigger_statements() if f" ON {table} " in name]
    for name in names:
        shop.sql(f"DROP TRIGGER {name}")
    if "NULL" in statement:
        shop.sql("PRAGMA ignore_check_constraints = ON")
        statement = statement.replace("NULL", "'null'")
    shop.sql(statement)
    with shop.store.read() as session:
        assert {problem.table for problem in verify_drawer(session)} == {table}
        found = examine(session).problems
    assert any(problem.where.startswith(table) for problem in found)
    shop.store.dispose()


def test_a_days_end_bears_witness_of_the_journal(tmp_path):
    """Whoever writes the whole journal anew, hashes and all, is betrayed by the days' ends."""
    shop = Shop(tmp_path)
    work(shop)
    shop.do("day_end", on=ON)
    shop.sql("DROP TRIGGER entry_no_update")
    shop.sql("UPDATE entry SET hash = zeroblob(32) WHERE id = (SELECT max(id) FROM entry)")
    with shop.store.read() as session:
        assert [(problem.table, problem.id) for problem in verify_drawer(session)] == [("day_end", 1)]
    shop.store.dispose()


# ---- small things ---------------------------------------------------------------------------------------------------


def test_a_glance_reads_only_what_is_new_and_is_never_behind(shop, drawer):
    assert drawer.glance(TODAY) == (0, 0)
    work(shop)
    assert drawer.glance(TODAY) == (1, 80400)
    shop.customer("C002", name="y")
    shop.do("top_up", on=ON, customer="C002", paid="1.00", tender="card")
    shop.do("top_up", on=on(-1), customer="C002", paid="7.00", tender="card")
    assert drawer.glance(TODAY) == (2, 80500)
    assert drawer.glance(TODAY - timedelta(days=1)) == (2, 700)
    assert drawer.glance(TODAY) == (2, 80500)
    shop.customer("C002", closed=True)
    assert drawer.glance(TODAY) == (1, 80500)


def test_notes_and_coins_fall_and_are_those_of_the_currency():
    for currency in ("CNY", "HKD", "TWD", "USD", "EUR", "JPY", "KRW", "GBP"):
        found = denominations(currency)
        assert list(found) == sorted(set(found), reverse=True)
        assert found[0] >= 10 ** (currency_decimals(currency) + 1)
    assert denominations("CNY")[0] == 100 * 10 ** currency_decimals("CNY")
    assert denominations("JPY")[0] == 10_000
    assert denominations("XXX") == ()


def test_the_record_is_canonical(drawer):
    kept = content(drawer.day(TODAY), None, (), "")
    assert json.loads(json.dumps(kept)) == kept
