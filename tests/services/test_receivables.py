"""The ageing page: cases from elsewhere, as of any day, by either date, with plans; rows always sum to the ledger."""

import contextlib
import csv
import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.credit.ageing_list import AgeingAsk, AgeingSort, Only
from app.core.credit.buckets import Basis
from app.core.journal import PRINCIPAL, RECEIVABLE
from app.core.settings import ChangeSettings
from app.documents.reading import texts
from app.errors import Refused
from app.services.receivables import Receivables
from app.services.settings import SettingsDesk
from app.services.views import Views
from tests.services.helpers_customers import TODAY, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


def day(number):
    """Return a day of 2026 by its number."""
    return date(2025, 12, 31) + timedelta(days=number)


def iso(number):
    return day(number).isoformat()


@pytest.fixture(name="desk")
def receivables_of(shop):
    shop.customer("C001", name="王小明", credit_limit=None)
    return Receivables(shop.store, shop.around, shop.search)


def sell(shop, name, amount, on, due, customer="C001"):
    shop.do("sale", id=name, on=iso(on), customer=customer, amount=amount,
            pay=[{"with": "account", "due_on": iso(due)}])  # fmt: skip


def pay(shop, name, amount, on, customer="C001"):
    shop.do("payment", id=name, on=iso(on), customer=customer, amount=amount, tender="cash")


def row(desk, on, **ask):
    """Return the only row: prepaid, current, overdue by column."""
    rows = desk.ageing(AgeingAsk(on=on, **ask)).table.rows
    return (rows[0].prepaid, rows[0].current, *rows[0].overdue) if rows else None


# ---- cases from elsewhere -------------------------------------------------------------------------------------------


def test_instalments_are_paid_the_earliest_first(shop, desk):
    """ERPNext: 100 in 30/50/20 at +30/+60/+90 days; receipt 40."""
    parts = [{"due_on": iso(1 + n), "amount": a} for n, a in ((30, "30.00"), (60, "50.00"), (90, "20.00"))]
    shop.do(
        "sale", id="s1", on=iso(1), customer="C001", amount="100.00", pay=[{"with": "account", "instalments": parts}]
    )
    pay(shop, "m1", "40.00", 20)
    assert [(x.open, x.due_on) for x in desk.behind("C001", AgeingAsk(on=day(95)))] == [
        (4000, day(61)),
        (2000, day(91)),
    ]
    assert row(desk, day(95)) == (0, 0, 2000, 4000, 0, 0)


def test_a_cent_left_is_still_listed_and_a_paid_charge_is_not(shop, desk):
    sell(shop, "s1", "100.00", 1, 10)
    sell(shop, "s2", "50.00", 2, 10)
    pay(shop, "m1", "99.99", 5)
    shop.do("payment", id="m2", on=iso(6), customer="C001", amount="50.00", tender="cash", against=["s2"])
    assert [(x.charge, x.open) for x in desk.behind("C001")] == [("s1", 1)]
    pay(shop, "m3", "0.01", 7)
    assert desk.behind("C001") == ()
    assert desk.ageing().table.rows == ()


def test_an_advance_stands_in_the_prepaid_column_and_is_netted_into_no_bucket(shop, desk):
    pay(shop, "m1", "1000.00", 3)
    assert row(desk, TODAY) == (-100_000, 0, 0, 0, 0, 0)
    sell(shop, "s1", "300.00", 5, 6)
    assert row(desk, day(20)) == (-100_000, 0, 30_000, 0, 0, 0)
    assert desk.ageing(AgeingAsk(on=day(20))).whole.total == -70_000


def test_what_is_paid_later_does_not_count_yet(shop, desk):
    sell(shop, "s1", "100.00", 1, 10)
    pay(shop, "m1", "100.00", 40)
    assert row(desk, day(39)) == (0, 0, 10_000, 0, 0, 0)
    assert row(desk, day(40)) is None


def test_a_charge_is_current_on_its_due_date_and_overdue_the_day_after(shop, desk):
    sell(shop, "s1", "100.00", 1, 31)
    assert row(desk, day(31)) == (0, 10_000, 0, 0, 0, 0)
    assert row(desk, day(32)) == (0, 0, 10_000, 0, 0, 0)
    assert [row(desk, day(31 + n)).index(10_000) - 2 for n in (30, 31, 60, 61, 90, 91)] == [0, 1, 1, 2, 2, 3]


def test_by_document_date_the_due_date_has_no_say(shop, desk):
    sell(shop, "s1", "100.00", 1, 100)
    assert row(desk, day(50)) == (0, 10_000, 0, 0, 0, 0)
    assert row(desk, day(50), basis=Basis.DOCUMENT) == (0, 0, 0, 10_000, 0, 0)
    assert row(desk, TODAY, basis=Basis.DOCUMENT) == (0, 0, 0, 0, 0, 10_000)


# ---- buckets --------------------------------------------------------------------------------------------------------


def test_buckets_are_those_asked_for_or_those_the_shop_has_set(shop, desk):
    sell(shop, "s1", "100.00", 1, 10)
    page = desk.ageing(AgeingAsk(on=day(30), buckets=(7, 14)))
    assert (page.table.names, page.table.rows[0].overdue) == (("1-7", "8-14", "15+"), (0, 0, 10_000))
    SettingsDesk(shop.store, shop.around).change(ChangeSettings(id="b", given={"ageing_buckets": [10, 20, 40, 80]}))
    assert desk.ageing(AgeingAsk(on=day(30))).table.names == ("1-10", "11-20", "21-40", "41-80", "81+")


@pytest.mark.parametrize(
    ("buckets", "says"),
    [((30, 30), "must rise"), ((0,), "from day 1"), ((4000,), "from day 1"), (tuple(range(1, 14)), "more than 12")],
)
def test_buckets_that_make_no_sense_are_refused(shop, desk, buckets, says):
    with pytest.raises(Refused, match=says):
        desk.ageing(AgeingAsk(buckets=buckets))
    with pytest.raises(Refused):
        SettingsDesk(shop.store, shop.around).change(ChangeSettings(id="b", given={"ageing_buckets": list(buckets)}))


@pytest.mark.parametrize("wrong", ["30", [30, "60"], [True], 30, None])
def test_buckets_of_the_shop_are_numbers_of_days(shop, wrong):
    with pytest.raises(Refused, match="ageing_buckets"):
        SettingsDesk(shop.store, shop.around).change(ChangeSettings(id="b", given={"ageing_buckets": wrong}))


# ---- which rows, in what order --------------------------------------------------------------------------------------


@pytest.fixture(name="three")
def three_customers(shop, desk):
    for number, name in (("C010", "李娜"), ("C9", "安心")):
        shop.customer(number, name=name, credit_limit=None)
    sell(shop, "s1", "100.00", 1, 10)
    sell(shop, "s2", "300.00", 1, 150, "C010")
    shop.do("top_up", id="t1", on=iso(1), customer="C9", paid="50.00", tender="cash")
    shop.do("top_up", id="t2", on=iso(1), customer="C010", paid="20.00", tender="cash")
    return desk


@pytest.mark.parametrize(
    ("ask", "numbers"),
    [
        (AgeingAsk(), ["C001", "C9", "C010"]),
        (AgeingAsk(descending=True), ["C010", "C9", "C001"]),
        (AgeingAsk(sort=AgeingSort.NAME), ["C9", "C010", "C001"]),
        (AgeingAsk(sort=AgeingSort.TOTAL, descending=True), ["C010", "C001", "C9"]),
        (AgeingAsk(sort=AgeingSort.PREPAID, descending=True), ["C9", "C010", "C001"]),
        (AgeingAsk(sort=AgeingSort.OVERDUE, descending=True), ["C001", "C9", "C010"]),
        (AgeingAsk(sort=AgeingSort.BUCKET, bucket=3, descending=True), ["C001", "C9", "C010"]),
        (AgeingAsk(sort=AgeingSort.CURRENT), ["C001", "C9", "C010"]),
        (AgeingAsk(only=Only.OWING), ["C001", "C010"]),
        (AgeingAsk(only=Only.OVERDUE), ["C001"]),
        (AgeingAsk(only=Only.HELD), ["C9", "C010"]),
        (AgeingAsk(find="lina"), ["C010"]),
        (AgeingAsk(find="c001"), ["C001"]),
        (AgeingAsk(find="nobody"), []),
    ],
)
def test_rows_are_narrowed_and_sorted_and_the_foot_is_theirs(three, ask, numbers):
    page = three.ageing(ask)
    assert [line.customer for line in page.table.rows] == numbers
    assert page.table.foot.total == sum(line.total for line in page.table.rows)
    assert page.whole.total == 10_000 + 30_000 - 7_000


def test_what_is_in_dispute_is_told_beside(shop, desk):
    sell(shop, "s1", "100.00", 1, 10)
    shop.do("dispute", id="d1", customer="C001", charge="s1", amount="30.00", on=iso(20), reason="少送")
    assert desk.ageing().disputed == {"C001": 3000}
    assert desk.ageing(AgeingAsk(on=day(19))).disputed == {}
    assert [(x.open, x.disputed) for x in desk.behind("C001")] == [(10_000, 3000)]


def test_what_is_behind_a_figure_is_named_as_people_know_it(shop, desk):
    shop.do("opening", id="x9f3", on=iso(1), customer="C001", owed="60.00", due_on=iso(1), reference="旧账 17")
    shop.do("sale", id="s1", on=iso(2), customer="C001", amount="100.00", description="洗车", pay=[{"with": "account"}])
    shop.do("interest", id="c1", on=iso(20), charge="s1", kind="cost", amount="8.00", reason="律师函")
    told = {each.charge: (each.kind, each.text, each.of) for each in desk.behind("C001")}
    assert told == {"x9f3": ("", "旧账 17", ""), "s1": ("", "洗车", ""), "c1": ("cost", "洗车", "s1")}


def test_what_was_recorded_since_is_in_the_next_answer(shop, desk):
    sell(shop, "s1", "100.00", 1, 10)
    assert row(desk, day(12)) == (0, 0, 10_000, 0, 0, 0)
    assert desk.ageing(AgeingAsk(on=day(12), sort=AgeingSort.NAME, descending=True)).whole.total == 10_000
    pay(shop, "m1", "40.00", 12)
    assert row(desk, day(12)) == (0, 0, 6000, 0, 0, 0)
    shop.do("dispute", id="d1", customer="C001", charge="s1", amount="30.00", on=iso(12), reason="少送")
    assert desk.ageing(AgeingAsk(on=day(12))).disputed == {"C001": 3000}
    shop.customer("C001", name="王晓明")
    assert [line.name for line in desk.ageing(AgeingAsk(on=day(12))).table.rows] == ["王晓明"]


def test_charges_of_a_merged_file_stand_behind_the_one_that_lives_on(shop, desk):
    shop.customer("C002", name="王小明", credit_limit=None)
    sell(shop, "s1", "100.00", 1, 10, "C002")
    shop.do("merge", id="x1", on=iso(20), customer="C002", into="C001", reason="同一人")
    assert [(x.open, x.due_on) for x in desk.behind("C001")] == [(10_000, day(10))]
    assert desk.behind("C002") == desk.behind("C001")
    assert [line.customer for line in desk.ageing().table.rows] == ["C001"]
    assert [line.customer for line in desk.ageing(AgeingAsk(on=day(19))).table.rows] == ["C002"]


def test_a_customer_nobody_knows_is_refused(desk):
    with pytest.raises(Refused, match="there is no customer"):
        desk.behind("C999")


# ---- plans ----------------------------------------------------------------------------------------------------------


def test_while_a_plan_runs_its_instalments_are_what_is_due(shop, desk):
    sell(shop, "s1", "100.00", 1, 10)
    shop.do("plan", id="p1", customer="C001", on=iso(100), charges=["s1"],
            instalments=[{"due_on": iso(n), "amount": "50.00"} for n in (110, 170)])  # fmt: skip
    assert row(desk, day(99)) == (0, 0, 0, 0, 10_000, 0)
    assert row(desk, day(105)) == (0, 10_000, 0, 0, 0, 0)
    assert row(desk, TODAY) == (0, 5000, 5000, 0, 0, 0)
    assert [(x.open, x.part, x.column) for x in desk.behind("C001")] == [(5000, (1, 2), 0), (5000, (2, 2), None)]
    pay(shop, "m1", "50.00", 120)
    assert row(desk, TODAY) == (0, 5000, 0, 0, 0, 0)
    assert row(desk, TODAY, basis=Basis.DOCUMENT) == (0, 0, 0, 0, 0, 5000)


# ---- all dates ------------------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["top_up", "sale", "pay", "reverse", "write_off", "reschedule", "credit", "plan"]),
        st.integers(1, 20_000),
        st.integers(1, 130),
        st.integers(0, 60),
        st.integers(1, 2),
    ),
    min_size=1,
    max_size=12,
)


def _try(shop, n, step):
    """Record a step if the rules allow it; return its id."""
    kind, amount, on, later, customer = step
    no, major = f"C00{customer}", f"{amount // 100}.{amount % 100:02}"
    charge = f"e{n - 1}"
    fields = {
        "top_up": {"do": "top_up", "customer": no, "paid": major, "tender": "cash"},
        "sale": {"do": "sale", "customer": no, "amount": major,
                 "pay": [{"with": "account", "due_on": iso(on + later)}]},
        "pay": {"do": "payment", "customer": no, "amount": major, "tender": "bank"},
        "reverse": {"do": "reverse", "entry": charge, "reason": "r"},
        "write_off": {"do": "write_off", "charge": charge, "reason": "r"},
        "reschedule": {"do": "reschedule", "charge": charge, "due_on": iso(on + later)},
        "credit": {"do": "credit", "sale": charge, "amount": major, "reason": "r"},
        "plan": {"do": "plan", "customer": no, "charges": [charge],
                 "instalments": [{"due_on": iso(on + later), "amount": major}]},
    }[kind]  # fmt: skip
    with contextlib.suppress(Refused):
        shop.do(fields.pop("do"), id=f"e{n}", on=iso(on), **fields)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, buckets=st.sampled_from([(30, 60, 90), (1,), (), (7, 14, 28, 56)]), data=st.data())
def test_every_row_and_the_foot_sum_to_the_ledger_on_every_day(tmp_path_factory, steps, buckets, data):
    for shop in open_shop(tmp_path_factory.mktemp("sums")):
        for number in ("C001", "C002"):
            shop.customer(number, name="n", credit_limit=None)
        for n, step in enumerate(steps, start=1):
            _try(shop, n, step)
        desk, views = Receivables(shop.store, shop.around, shop.search), Views(shop.store, shop.around.today)
        for on in {day(data.draw(st.integers(0, 140))) for _ in range(3)} | {TODAY}:
            sums = {line.account: line.debit - line.credit for line in views.trial_balance(on)}
            for basis in Basis:
                table = desk.ageing(AgeingAsk(on=on, buckets=buckets, basis=basis)).table
                for line in table.rows:
                    balance = views.balance(line.customer, on)
                    assert line.prepaid + line.current + sum(line.overdue) == line.total
                    assert (line.prepaid, line.total) == (-balance.principal, balance.owed - balance.principal)
                    behind = desk.behind(line.customer, AgeingAsk(on=on, buckets=buckets, basis=basis))
                    for column, amount in enumerate((line.current, *line.overdue), start=-1):
                        assert amount == sum(x.open for x in behind if (-1 if x.column is None else x.column) == column)
                foot = table.foot
                assert foot.current + sum(foot.overdue) == sums.get(RECEIVABLE, 0)
                assert foot.prepaid == sums.get(PRINCIPAL, 0)


# ---- paper and files ------------------------------------------------------------------------------------------------


def test_the_printed_list_carries_its_totals_from_sheet_to_sheet(shop, desk, tmp_path):
    shop.all_at_once({"no": f"D{n:03}", "name": f"客户{n}", "credit_limit": None} for n in range(90))
    for n in range(90):
        sell(shop, f"s{n}", "10.00", 1, 10 + n % 3, f"D{n:03}")
    page = desk.ageing()
    desk.save(page, tmp_path / "a.pdf", "en")
    sheets = texts((tmp_path / "a.pdf").read_bytes())
    assert len(sheets) > 2
    assert all(f"Page {n} of {len(sheets)}" in text for n, text in enumerate(sheets, start=1))
    for before, after in itertools.pairwise(sheets):
        carried = before[before.index("Carried forward") :].split()[2:8]
        brought = after[after.index("Brought forward") :].split()[2:8]
        assert carried == brought
    assert "900.00" in sheets[-1]
    assert "Carried forward" not in sheets[-1]


def test_the_file_for_spreadsheets_has_the_rows_as_they_are_shown(three, tmp_path):
    page = three.ageing(AgeingAsk(sort=AgeingSort.TOTAL, descending=True, only=Only.OWING))
    assert three.export(page, tmp_path / "a.csv", "en") == 2
    text = (tmp_path / "a.csv").read_text("utf-8-sig")
    head, *lines = csv.reader(text.splitlines())
    assert head == ["No.", "Name", "Prepaid", "Not due", "1–30 days", "31–60 days", "61–90 days", "91+ days", "Total"]
    assert lines == [
        ["C010", "李娜", "-20.00", "300.00", "0.00", "0.00", "0.00", "0.00", "280.00"],
        ["C001", "王小明", "0.00", "0.00", "0.00", "0.00", "0.00", "100.00", "100.00"],
    ]


def test_a_name_that_is_a_formula_stays_text_in_the_file(shop, desk, tmp_path):
    shop.customer("C001", name="=1+1")
    sell(shop, "s1", "10.00", 1, 10)
    desk.export(desk.ageing(), tmp_path / "a.csv", "en")
    assert "\n=1+1" not in (tmp_path / "a.csv").read_text("utf-8-sig").replace(",", "\n")


def test_the_book_itself_is_not_written_over(shop, desk):
    for write in (desk.export, desk.save):
        with pytest.raises(Refused, match="the book itself"):
            write(desk.ageing(), shop.path, "en")


def test_re_sorting_a_page_asks_the_book_nothing(three):
    from app.core.credit.ageing_list import narrowed

    page = three.ageing()
    again = narrowed(page.table, replace(page.ask, sort=AgeingSort.TOTAL))
    assert [line.customer for line in again.rows] == ["C9", "C001", "C010"]
