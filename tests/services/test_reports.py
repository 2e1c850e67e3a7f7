"""Reports by month: every figure ties to the trial balance, whatever happened and whatever period is asked for."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.credit.ageing_list import AgeingAsk
from app.core.report import COLUMNS, Figure, ReportName
from app.documents.reading import texts
from app.errors import Refused
from app.services.receivables import Receivables
from app.services.reports import Reports
from app.services.views import Views
from tests.services.helpers_customers import open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


def day(number):
    """Return a day of 2026 by its number."""
    return date(2025, 12, 31) + timedelta(days=number)


def iso(number):
    return day(number).isoformat()


@pytest.fixture(name="desk")
def reports_of(shop):
    shop.customer("C001", name="王", credit_limit=None)
    return Reports(shop.store, shop.around)


def values(report):
    names = [column.name for column in report.columns]
    return [dict(zip(names, row.values, strict=True)) for row in report.rows]


# ---- one at a time --------------------------------------------------------------------------------------------------


def test_what_is_held_at_the_end_of_each_month_with_what_expired_of_it(shop, desk):
    shop.do("top_up", id="t1", on=iso(5), customer="C001", paid="500.00", bonus="50.00", tender="cash",
            expires_on=iso(70))  # fmt: skip
    shop.do("pass_sale", id="p1", on=iso(40), customer="C001", service="洗车", count=3, paid="90.00", tender="cash")
    shop.do("sale", id="s1", on=iso(45), customer="C001", amount="110.00")
    shop.do("extend", id="x1", on=iso(95), lot="t1", expires_on=iso(200), reason="老客户")
    found = values(desk.report(ReportName.HELD, day(10), day(100)))
    assert [(v["principal"], v["bonus"], v["passes"], v["total"], v["expired"]) for v in found] == [
        (50_000, 5_000, 0, 55_000, 0),
        (40_000, 4_000, 9_000, 53_000, 0),
        (40_000, 4_000, 9_000, 53_000, 44_000),
        (40_000, 4_000, 9_000, 53_000, 0),
    ]


def test_what_was_taken_and_earned_and_given_up_by_month(shop, desk):
    shop.do("sale", id="s1", on=iso(5), customer="C001", amount="100.00", pay=[{"with": "account"}])
    shop.do("sale", id="s2", on=iso(6), customer="C001", amount="30.00", pay=[{"with": "wechat"}])
    shop.do("payment", id="m1", on=iso(40), customer="C001", amount="90.00", tender="bank", discount="6.00",
            rounding="0.50")  # fmt: skip
    shop.do("write_off", id="w1", on=iso(70), charge="s1", reason="坏账")
    ask = (day(1), day(80))
    assert [v["total"] for v in values(desk.report(ReportName.EARNED, *ask))] == [13_000, 0, 0]
    tenders = desk.report(ReportName.TENDERS, *ask)
    assert [column.name for column in tenders.columns] == ["bank", "wechat", "total"]
    assert tenders.foot == (9_000, 3_000, 12_000)
    assert [v["total"] for v in values(desk.report(ReportName.DISCOUNTS, *ask))] == [0, 650, 0]
    assert [v["bad_debts"] for v in values(desk.report(ReportName.BAD_DEBTS, *ask))] == [0, 0, 350]
    owed = values(desk.report(ReportName.OWED, *ask))
    assert [(v["owed"], v["overdue"]) for v in owed] == [(10_000, 10_000), (350, 350), (0, 0)]
    glance = desk.overview(day(80))
    assert (glance.bad_debts, glance.owed, glance.earned, glance.tenders) == (350, 0, 0, 0)


def test_a_month_that_is_not_over_counts_through_its_day(shop, desk):
    shop.do("sale", id="s1", on=iso(40), customer="C001", amount="10.00", pay=[{"with": "cash"}])
    shop.do("sale", id="s2", on=iso(50), customer="C001", amount="1.00", pay=[{"with": "cash"}])
    found = desk.report(ReportName.EARNED, day(33), day(45))
    assert [(row.start, row.end, row.values[-1]) for row in found.rows] == [(date(2026, 2, 1), day(45), 1000)]


def test_an_empty_book_has_reports_of_nothing(shop, desk, tmp_path):
    for name in ReportName:
        found = desk.report(name, day(1), day(60))
        assert not any(found.foot)
        assert len(found.rows) == 3
        assert desk.pdf(found, "en").startswith(b"%PDF")


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [(day(2), day(1), "lies after"), (date(1900, 1, 1), day(1), "at most 240 months")],
)
def test_a_period_that_is_none_is_refused(desk, start, end, says):
    with pytest.raises(Refused, match=says):
        desk.report(ReportName.EARNED, start, end)


def test_the_last_month_there_is_does_no_harm(desk):
    assert len(desk.report(ReportName.HELD, date(9999, 11, 1), date.max).rows) == 2


def test_a_report_is_printed_and_exported(shop, desk, tmp_path):
    shop.do("sale", id="s1", on=iso(5), customer="C001", amount="100.00", pay=[{"with": "cash"}])
    found = desk.report(ReportName.EARNED, day(1), day(45))
    desk.save(found, tmp_path / "r.pdf", "zh_CN")
    [sheet] = texts((tmp_path / "r.pdf").read_bytes())
    assert "2026-02 (–14)" in sheet
    assert sheet.count("100.00") >= 3
    assert desk.export(found, tmp_path / "r.csv", "en") == 2
    lines = (tmp_path / "r.csv").read_text("utf-8-sig").splitlines()
    assert lines[1] == "2026-01,100.00,0.00,0.00,0.00,100.00"


# ---- every figure ties ----------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["top_up", "pass", "sale", "cash", "pay", "reverse", "expire", "refund", "write_off", "credit"]
        ),
        st.integers(1, 20_000),
        st.integers(1, 130),
        st.integers(0, 40),
    ),
    min_size=1,
    max_size=12,
)


def _try(shop, n, step):
    """Record a step if the rules allow it."""
    kind, amount, on, later = step
    major, last = f"{amount // 100}.{amount % 100:02}", f"e{n - 1}"
    do, fields = {
        "top_up": ("top_up", {"paid": major, "bonus": "1.00", "tender": "cash", "expires_on": iso(on + later)}),
        "pass": ("pass_sale", {"service": "x", "count": 3, "paid": major, "tender": "wechat"}),
        "sale": ("sale", {"amount": major, "pay": [{"with": "account", "due_on": iso(on + later)}]}),
        "cash": ("sale", {"amount": major}),
        "pay": ("payment", {"amount": major, "tender": "bank", "rounding": "0.10"}),
        "reverse": ("reverse", {"entry": last, "reason": "r"}),
        "expire": ("expire", {"lot": last, "reason": "r"}),
        "refund": ("refund", {"amount": major, "tender": "cash", "reason": "r"}),
        "write_off": ("write_off", {"charge": last, "reason": "r"}),
        "credit": ("credit", {"sale": last, "amount": major, "reason": "r"}),
    }[kind]
    if kind in {"top_up", "pass", "sale", "cash", "pay", "refund"}:
        fields["customer"] = "C001"
    with contextlib.suppress(Refused):
        shop.do(do, id=f"e{n}", on=iso(on), **fields)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, first=st.integers(0, 140), length=st.integers(0, 140))
def test_every_figure_of_every_report_ties_to_the_trial_balance(tmp_path_factory, steps, first, length):
    for shop in open_shop(tmp_path_factory.mktemp("ties")):
        shop.customer("C001", name="n", credit_limit=None)
        for n, step in enumerate(steps, start=1):
            _try(shop, n, step)
        desk, views = Reports(shop.store, shop.around), Views(shop.store, shop.around.today)
        for name in ReportName:
            report = desk.report(name, day(first), day(first + length))
            for row in report.rows:
                lines = views.trial_balance(row.end, from_=None if report.balances else row.start)
                sums = {line.account: line.debit - line.credit for line in lines}
                for column, value in zip(report.columns, row.values, strict=True):
                    if not column.part:
                        assert value == column.sign * sum(sums.get(account, 0) for account in column.accounts)
            if not report.balances:
                lines = views.trial_balance(report.end, from_=report.start)
                sums = {line.account: line.debit - line.credit for line in lines}
                shown = {account for column in report.columns for account in column.accounts}
                assert all(sums.get(a, 0) == 0 for c in COLUMNS[name] for a in c.accounts if a not in shown)
        _check_parts(shop, desk, views, day(first + length))


def _check_parts(shop, desk, views, on):
    """What expired and what is overdue are the same wherever they are told."""
    ageing = Receivables(shop.store, shop.around, shop.search).ageing(AgeingAsk(on=on)).whole
    balances = views.balances(on)
    held, owed = (desk.report(name, on, on) for name in (ReportName.HELD, ReportName.OWED))
    glance = desk.overview(on)
    assert values(owed)[-1][Figure.OVERDUE.value] == sum(ageing.overdue) == glance.overdue
    expired = values(held)[-1][Figure.EXPIRED.value]
    passes = sum(p.value for p in views.passes("C001", on) if p.expires_on is not None and p.expires_on < on)
    assert expired == glance.expired == sum(b.expired for b in balances) + passes
    assert (glance.principal, glance.bonus) == (sum(b.principal for b in balances), sum(b.bonus for b in balances))
