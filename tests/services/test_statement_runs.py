"""Runs of statements: planned as they will be, numbered without gaps, one for each, whatever happens in between."""

import hashlib
import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from app.core.customer import StatementBy
from app.core.requests import CloseMonth
from app.core.settings import ChangeSettings
from app.core.statement import Period, StatementKind, month_of
from app.core.statement_plan import CLOSED, ISSUED_BEFORE, NOTHING
from app.core.statement_reply import read_code
from app.core.statement_run import Concern, RunOptions, RunOrder, Skip, StartRun
from app.documents.statement import StatementPress
from app.errors import BookUnusable, Message, Refused
from app.services import statement_issue
from app.services.demo import Demo
from app.services.settings import SettingsDesk
from app.services.statement_runs import StatementRuns
from app.services.statements import Statements
from app.services.verify import Verify
from app.storage.statement_runs import verify_runs
from app.storage.statements import verify_statements
from app.storage.store import open_store
from tests.documents.helpers_paper import read_text
from tests.services.helpers_customers import TODAY, circumstances, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))
APRIL = month_of(date(2026, 4, 1))


@pytest.fixture(name="runs")
def runs_of(shop):
    runs = StatementRuns(shop.store, shop.around)
    yield runs
    with shop.store.read() as session:
        assert verify_statements(session) == []
        assert verify_runs(session) == []
    numbers = [each.no for each in runs.issued()]
    assert numbers == [f"S{n:06}" for n in range(1, len(numbers) + 1)]


def fill(shop, count=6):
    """Make customers who owe a sale of April each, in the reverse order of their postcodes."""
    shop.all_at_once(
        [
            {
                "no": f"C{n}",
                "name": f"顾客 {n}",
                "credit_limit": None,
                "terms_days": 30,
                "address": {"street": f"滨江大道 {n} 号", "postcode": f"{320000 - n}"},
            }
            for n in range(1, count + 1)
        ]
    )
    for n in range(1, count + 1):
        shop.do("sale", id=f"s{n}", on="2026-04-10", customer=f"C{n}", amount=f"{n}00.00", pay=[{"with": "account"}])


def options(**given):
    return RunOptions(**({"period": APRIL} | given))


def started(runs, request="run", **given):
    return runs.start(StartRun(id=request, options=options(**given)))


def issued(runs, run, stop_after=None):
    """Issue a run, to its end or until so many are done in all."""
    done = [0]
    stop = (lambda: False) if stop_after is None else (lambda: done[0] >= stop_after)
    return runs.issue(run, lambda n, _all: done.__setitem__(0, n), stop)


def owners(runs, run):
    return [each.number for each in runs.issued(run=run)]


# ---- the plan -------------------------------------------------------------------------------------------------------


def test_the_plan_shows_who_would_get_one_in_the_order_of_the_papers(shop, runs):
    fill(shop, 3)
    shop.customer("C9", name="无事")
    plan = runs.plan(options())
    assert [row.number for row in plan.rows] == ["C3", "C2", "C1"]
    assert [(row.owed, row.overdue, row.lines) for row in plan.rows] == [(30000, 0, 1), (20000, 0, 1), (10000, 0, 1)]
    assert plan.left_out == {NOTHING: 1}
    assert not plan.unfinished_period
    assert plan.last_payment_on is None
    assert [row.number for row in runs.plan(options(order=RunOrder.NUMBER)).rows] == ["C1", "C2", "C3"]
    assert runs.runs() == []


def test_what_happened_after_the_period_is_not_in_its_figures_but_a_payment_is_told(shop, runs):
    fill(shop, 2)
    shop.do("payment", on="2026-05-03", customer="C1", amount="100.00", tender="cash")
    shop.do("sale", on="2026-05-03", customer="C2", amount="5.00", pay=[{"with": "account"}])
    plan = runs.plan(options())
    assert {row.number: (row.owed, set(row.concerns)) for row in plan.rows} == {
        "C1": (10000, {Concern.PAID_SINCE}),
        "C2": (20000, set()),
    }
    assert plan.last_payment_on == date(2026, 5, 3)


def test_a_payment_taken_back_and_one_on_a_later_sale_are_no_concern(shop, runs):
    fill(shop, 2)
    shop.do("payment", id="m1", on="2026-05-03", customer="C1", amount="100.00", tender="cash")
    shop.do("reverse", on="2026-05-04", entry="m1", reason="输错了")
    shop.do("sale", id="late", on="2026-05-03", customer="C2", amount="5.00", pay=[{"with": "account"}])
    shop.do("payment", on="2026-05-05", customer="C2", amount="5.00", tender="cash", against=["late"])
    assert all(row.concerns == () for row in runs.plan(options()).rows)


def test_due_dates_count_as_they_were_known_in_the_period(shop, runs):
    fill(shop, 1)
    shop.do("sale", id="old", on="2026-03-01", customer="C1", amount="7.00",
            pay=[{"with": "account", "due_on": "2026-04-01"}])  # fmt: skip
    shop.do("reschedule", on="2026-05-02", charge="old", due_on="2026-06-01", reason="说好了")
    [row] = runs.plan(options()).rows
    assert row.overdue == 700
    [may] = runs.plan(options(period=Period(date(2026, 5, 1), date(2026, 5, 3)))).rows
    assert may.overdue == 0


@pytest.mark.parametrize("end", [TODAY, TODAY + timedelta(days=11)])
def test_a_period_that_is_not_over_can_be_looked_at_but_not_issued(shop, runs, end):
    fill(shop, 1)
    period = Period(date(2026, 5, 1), end)
    assert runs.plan(options(period=period)).unfinished_period
    with pytest.raises(Refused) as caught:
        started(runs, period=period)
    assert caught.value.field == "period"
    assert str(end) in str(caught.value)
    assert runs.runs() == []


def test_a_period_that_ends_before_it_starts_is_refused_in_words(shop, runs):
    for ask in (runs.plan, lambda asked: runs.start(StartRun(id="x", options=asked))):
        with pytest.raises(Refused) as caught:
            ask(options(period=Period(date(2026, 4, 30), date(2026, 4, 1))))
        assert caught.value.field == "period"


def test_a_customer_named_who_is_not_there_is_refused(shop, runs):
    fill(shop, 1)
    with pytest.raises(Refused) as caught:
        runs.plan(options(customers=("C1", "C404")))
    assert caught.value.field == "customers"
    assert "C404" in str(caught.value)


@pytest.fixture(name="demo", scope="module")
def demo_shop(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "shop.cbook"
    Demo(80, 1500, TODAY).make(path, lambda _done: None)
    return path


@pytest.mark.parametrize("months_ago", [1, 2, 5, 14])
def test_the_plan_of_a_year_of_business_says_what_the_statements_say(demo, months_ago):
    store = open_store(demo)
    around = circumstances()
    first = TODAY.replace(day=1)
    for _ in range(months_ago):
        first = (first - timedelta(days=1)).replace(day=1)
    period = month_of(first)
    try:
        plan = StatementRuns(store, around).plan(options(period=period, zero=True))
        statements = Statements(store, around)
        if not plan.rows:
            assert months_ago > 12
            return
        for row in plan.rows:
            found = statements.statement(row.number, *period)
            prepaid = found.prepaid
            assert row.owed == found.account.closing, row.number
            assert row.overdue == sum(found.ageing.overdue), row.number
            assert row.principal == prepaid.principal.closing, row.number
            assert (Concern.PAID_SINCE in row.concerns) == (found.paid_since != 0), row.number
            assert Concern.UNSOUND not in row.concerns
            entries = {line.entry for line in (*found.account.lines, *prepaid.lines)}
            assert row.lines >= len(entries)
            assert (row.lines > 0) >= bool(entries)
        assert len(plan.rows) + sum(plan.left_out.values()) == 80
    finally:
        store.dispose()


def test_a_plan_for_many_asks_no_more_often_than_for_few(shop, runs):
    def selects():
        count = 0

        def note(*_args):
            nonlocal count
            count += 1

        engine = shop.store._engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            runs.plan(options())
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return count

    fill(shop, 2)
    few = selects()
    shop.all_at_once([{"no": f"X{n}", "name": "n", "credit_limit": None} for n in range(600)])
    for n in range(30):
        shop.do("sale", on="2026-04-10", customer=f"X{n}", amount="1.00", pay=[{"with": "account"}])
        shop.do("payment", on="2026-05-10", customer=f"X{n}", amount="1.00", tender="cash")
    assert selects() == few


def test_a_merged_file_is_left_out_as_closed_though_it_owed_then(shop, runs):
    fill(shop, 2)
    shop.do("merge", on="2026-05-10", customer="C2", into="C1", reason="同一人")
    plan = runs.plan(options())
    assert [row.number for row in plan.rows] == ["C1"]
    assert plan.left_out == {CLOSED: 1}


# ---- starting -------------------------------------------------------------------------------------------------------


def test_the_same_request_is_the_same_run(shop, runs):
    fill(shop, 2)
    run = started(runs)
    assert started(runs) == run
    with pytest.raises(Refused) as caught:
        started(runs, kind=StatementKind.OPEN_ITEM)
    assert caught.value.field == "id"
    with pytest.raises(Refused) as caught:
        started(runs, request="s1")  # the id of a sale
    assert caught.value.field == "id"
    with pytest.raises(Refused):
        shop.do("settings", id="run", phone="1")
    assert [info.run for info in runs.runs()] == [run]


def test_a_run_for_nobody_is_refused(shop, runs):
    with pytest.raises(Refused) as caught:
        started(runs)
    assert caught.value.field == "customers"


def test_those_taken_out_by_hand_get_none(shop, runs):
    fill(shop, 3)
    run = runs.start(StartRun(id="run", options=options(), leave_out=("C2",)))
    assert issued(runs, run).info.planned == 2
    assert owners(runs, run) == ["C3", "C1"]


# ---- issuing --------------------------------------------------------------------------------------------------------


def test_a_run_from_beginning_to_end(shop, runs):
    fill(shop, 3)
    run = started(runs)
    steps = []
    report = runs.issue(run, lambda done, of: steps.append((done, of)), lambda: False)
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert (report.info.planned, report.info.issued, report.info.skipped, report.info.left) == (3, 3, 0, 0)
    assert (report.info.ended, report.error) == ("done", None)
    assert (report.first_no, report.last_no, report.pages) == ("S000001", "S000003", 3)
    assert report.by_delivery == {"print": 3}
    assert owners(runs, run) == ["C3", "C2", "C1"]
    assert runs.unfinished() == []
    assert runs.periods() == [APRIL]
    assert runs.report(run) == report
    again = issued(runs, run)
    assert again == report
    assert Verify(shop.store).verify().ok


def test_what_was_sent_is_kept_as_it_was(shop, runs):
    fill(shop, 1)
    run = started(runs)
    issued(runs, run)
    [statement] = runs.issued(run=run)
    before = runs.paper(statement.no)
    pdf = runs.pdf(statement.no)
    text = read_text(pdf)
    assert "S000001" in text
    assert "100.00" in text
    shop.customer("C1", name="改名")
    shop.do("sale", on="2026-04-11", customer="C1", amount="9.00", pay=[{"with": "account"}])
    SettingsDesk(shop.store, shop.around).change(ChangeSettings(id="set", given={"shop_name": "Other"}))
    assert runs.paper(statement.no) == before
    assert runs.pdf(statement.no) == pdf
    assert before.number == "S000001"
    assert before.statement.account.closing == 10000
    assert before.statement.customer.name == "顾客 1"
    [row] = shop.sql("SELECT s.content_digest, s.pdf_sha256, p.salt, p.content FROM statement s JOIN statement_paper p"
                     " ON p.statement_id = s.id")  # fmt: skip
    assert row[0] == hashlib.sha256(row[2] + row[3].encode()).digest()
    assert row[1] == hashlib.sha256(pdf).digest()
    code = read_code(before.code)
    assert code is not None
    assert (code.statement, code.fits(row[0])) == (statement.id, True)


def test_a_run_can_be_stopped_between_statements_and_goes_on_there(shop, runs):
    fill(shop, 6)
    run = started(runs)
    report = issued(runs, run, stop_after=2)
    assert (report.info.issued, report.info.left, report.info.ended) == (2, 4, "")
    assert [info.run for info in runs.unfinished()] == [run]
    assert runs.continuing(options()) == run
    assert runs.continuing(options(least=1)) is None
    assert issued(runs, run, stop_after=5).info.issued == 5
    assert issued(runs, run).info.ended == "done"
    assert owners(runs, run) == ["C6", "C5", "C4", "C3", "C2", "C1"]


def test_more_than_one_portion_is_read(shop, runs, monkeypatch):
    monkeypatch.setattr(statement_issue, "_PORTION", 2)
    fill(shop, 5)
    run = started(runs)
    issued(runs, run, stop_after=3)
    issued(runs, run)
    assert owners(runs, run) == ["C5", "C4", "C3", "C2", "C1"]


def test_an_abandoned_run_says_who_got_none(shop, runs):
    fill(shop, 3)
    run = started(runs)
    issued(runs, run, stop_after=1)
    report = runs.abandon(run)
    assert report.info.ended == "abandoned"
    assert [(each.number, each.reason) for each in report.skipped] == [("C2", Skip.ABANDONED), ("C1", Skip.ABANDONED)]
    assert issued(runs, run).info.issued == 1
    assert runs.unfinished() == []
    other = started(runs, "run 2")
    assert issued(runs, other).info.issued == 2
    assert owners(runs, other) == ["C2", "C1"]


def test_a_run_that_is_not_there(runs):
    for ask in (runs.report, runs.abandon, lambda run: issued(runs, run), runs.posting_list):
        with pytest.raises(Refused) as caught:
            ask(7)
        assert caught.value.field == "run"


# ---- what is not issued ---------------------------------------------------------------------------------------------


def test_files_merged_or_closed_since_the_plan_are_skipped(shop, runs):
    fill(shop, 4)
    run = started(runs)
    issued(runs, run, stop_after=1)  # C4
    shop.do("payment", on="2026-05-10", customer="C3", amount="300.00", tender="cash")
    shop.customer("C3", closed=True)
    shop.do("merge", on="2026-05-10", customer="C2", into="C1", reason="同一人")
    report = issued(runs, run)
    assert {(each.number, each.reason) for each in report.skipped} == {("C3", Skip.GONE), ("C2", Skip.GONE)}
    assert owners(runs, run) == ["C4", "C1"]
    assert report.info.ended == "done"


def test_a_file_closed_while_its_paper_is_drawn_is_skipped(shop, runs, monkeypatch):
    fill(shop, 2)
    run = started(runs)
    draw = StatementPress.draw

    def closing(press, paper, *rest):
        if paper.statement.customer.number == "C2":
            shop.sql("UPDATE customer SET closed = 1 WHERE no = 'C2'")
        return draw(press, paper, *rest)

    monkeypatch.setattr(StatementPress, "draw", closing)
    report = issued(runs, run)
    shop.sql("UPDATE customer SET closed = 0 WHERE no = 'C2'")
    assert [(each.number, each.reason) for each in report.skipped] == [("C2", Skip.GONE)]


def test_figures_that_do_not_agree_are_never_issued(shop, runs, monkeypatch):
    fill(shop, 3)
    run = started(runs)
    check = statement_issue.check

    def doubtful(statement):
        return (Message("wrong"),) if statement.customer.number == "C2" else check(statement)

    monkeypatch.setattr(statement_issue, "check", doubtful)
    report = issued(runs, run)
    assert [(each.number, each.reason) for each in report.skipped] == [("C2", Skip.UNSOUND)]
    assert owners(runs, run) == ["C3", "C1"]


def failing(monkeypatch, *numbers):
    """Let papers of some customers not be drawable."""
    draw = StatementPress.draw

    def sometimes(press, paper, *rest):
        if paper.statement.customer.number in numbers:
            raise ValueError("a stone in the press")
        return draw(press, paper, *rest)

    monkeypatch.setattr(StatementPress, "draw", sometimes)
    monkeypatch.setattr(statement_issue, "report_failure", lambda _error: None)


def test_a_paper_that_cannot_be_drawn_keeps_no_other_from_being_issued(shop, runs, monkeypatch):
    fill(shop, 4)
    run = started(runs)
    failing(monkeypatch, "C4", "C2")
    report = issued(runs, run)
    assert [(each.number, each.reason) for each in report.skipped] == [("C4", Skip.FAILED), ("C2", Skip.FAILED)]
    assert owners(runs, run) == ["C3", "C1"]
    assert (report.error, report.info.ended) == (None, "done")


def test_when_none_can_be_drawn_the_run_stops_and_nobody_is_skipped(shop, runs, monkeypatch):
    fill(shop, 8)
    run = started(runs)
    issued(runs, run, stop_after=1)
    with monkeypatch.context() as broken:
        failing(broken, *(f"C{n}" for n in range(1, 9)))
        report = issued(runs, run)
    assert report.error is not None
    assert (report.info.issued, report.info.skipped, report.info.left) == (1, 0, 7)
    assert issued(runs, run).info.issued == 8


def test_trouble_with_the_book_stops_the_run_with_a_report(shop, runs, monkeypatch):
    fill(shop, 4)
    run = started(runs)
    add = statement_issue.stored.add_statement

    def full(session, new, paper):
        if new.id == 3:
            raise BookUnusable(Message("The disk is full."))
        add(session, new, paper)

    with monkeypatch.context() as broken:
        broken.setattr(statement_issue.stored, "add_statement", full)
        report = issued(runs, run)
    assert report.error == Message("The disk is full.")
    assert (report.info.issued, report.info.left) == (2, 2)
    assert issued(runs, run).info.ended == "done"


def test_a_number_that_was_given_before_stops_the_run_in_words(shop, runs):
    fill(shop, 3)
    desk = SettingsDesk(shop.store, shop.around)
    run = started(runs)
    issued(runs, run, stop_after=1)  # S000001
    desk.change(ChangeSettings(id="set 1", given={"statement_prefix": "S00000", "statement_digits": 1}))
    shop.sql("DROP TRIGGER statement_no_update")
    shop.sql("UPDATE statement SET no = 'S000002' WHERE id = 1")
    report = issued(runs, run)
    assert report.error is not None
    assert "S000002" in report.error.text.format_map(report.error.values)
    assert report.info.issued == 1
    shop.sql("UPDATE statement SET no = 'S000001' WHERE id = 1")
    desk.change(ChangeSettings(id="set 2", given={"statement_prefix": "S", "statement_digits": 6}))
    assert issued(runs, run).info.ended == "done"


def test_characters_the_fonts_lack_are_reported_for_a_run_resumed_too(shop, runs):
    fill(shop, 2)
    shop.customer("C2", name="龑\U0001f600堃")
    run = started(runs)
    issued(runs, run, stop_after=1)
    report = issued(runs, run)
    assert [(each.number, each.characters) for each in report.unprintable] == [("C2", "\U0001f600")]


# ---- several at once ------------------------------------------------------------------------------------------------


def test_two_programs_issuing_one_run_do_no_harm(shop, runs):
    fill(shop, 12)
    run = started(runs)
    other_store = shop.second()
    reports = []

    def work(store):
        own = replace_salt(shop.around, str(id(store)))
        reports.append(issued(StatementRuns(store, own), run))

    threads = [threading.Thread(target=work, args=(store,)) for store in (shop.store, other_store)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other_store.dispose()
    assert [report.error for report in reports] == [None, None]
    assert sorted(owners(runs, run)) == sorted(f"C{n}" for n in range(1, 13))
    assert runs.report(run).info.ended == "done"


def replace_salt(around, text):
    return around._replace(salt=lambda: hashlib.sha256(text.encode()).digest()[:16])


def test_a_number_taken_while_a_paper_is_drawn_gives_the_next_one(shop, runs, monkeypatch):
    fill(shop, 3)
    first = started(runs, customers=("C1",))
    second = started(runs, "other", customers=("C2", "C3"))
    draw = StatementPress.draw
    once = []

    def slow(press, paper, *rest):
        if not once:
            once.append(paper.number)
            issued(runs, second, stop_after=1)
        return draw(press, paper, *rest)

    monkeypatch.setattr(StatementPress, "draw", slow)
    issued(runs, first)
    assert once == ["S000001"]
    assert [(each.no, each.number) for each in runs.issued()] == [("S000001", "C3"), ("S000002", "C1")]
    assert "S000002" in read_text(runs.pdf("S000002"))


def test_two_runs_for_one_period_give_nobody_two_statements(shop, runs):
    fill(shop, 3)
    first, second = started(runs), started(runs, "other", order=RunOrder.NUMBER)
    issued(runs, first, stop_after=1)
    report = issued(runs, second)
    assert [(each.number, each.reason) for each in report.skipped] == [("C3", Skip.ISSUED)]
    assert {each.reason for each in issued(runs, first).skipped} == {Skip.ISSUED}
    assert sorted(each.number for each in runs.issued(APRIL)) == ["C1", "C2", "C3"]


def test_a_second_statement_for_a_period_only_if_asked(shop, runs):
    fill(shop, 2)
    issued(runs, started(runs))
    assert runs.plan(options()).left_out == {ISSUED_BEFORE: 2}
    with pytest.raises(Refused):
        started(runs, "again")
    plan = runs.plan(options(again=True))
    assert {concern for row in plan.rows for concern in row.concerns} == {Concern.ISSUED_BEFORE}
    assert issued(runs, started(runs, "again", again=True)).info.issued == 2
    assert len(runs.issued(APRIL, "C1")) == 2


# ---- closing the month ----------------------------------------------------------------------------------------------


def test_closing_the_month_may_be_offered_once_its_runs_are_over(shop, runs):
    fill(shop, 2)
    assert runs.may_close(APRIL)
    run = started(runs)
    assert not runs.may_close(APRIL)
    issued(runs, run)
    assert runs.may_close(APRIL)
    assert not runs.may_close(month_of(TODAY))
    assert not runs.may_close(Period(date(2026, 4, 2), date(2026, 4, 30)))
    shop.do("sale", on="2026-02-01", customer="C1", amount="1.00", pay=[{"with": "cash"}])
    assert not runs.may_close(APRIL)  # February is to be closed first
    for month in (2, 3, 4):
        shop.journal.record(CloseMonth(id=f"z{month}", month=date(2026, month, 1)))
    assert not runs.may_close(APRIL)


def test_an_empty_book_offers_nothing(runs):
    assert not runs.may_close(APRIL)
    assert runs.plan(options()).rows == ()
    assert (runs.runs(), runs.periods(), runs.issued(), runs.changed_since()) == ([], [], [], [])
    assert runs.find("S000001") is None


def test_how_each_customer_gets_it_is_kept(shop, runs):
    fill(shop, 3)
    shop.customer("C1", statement="post")
    shop.customer("C2", statement="email", email="a@b.example", language="zh_CN")
    run = started(runs)
    assert issued(runs, run).by_delivery == {"print": 1, "post": 1, "email": 1}
    found = {each.number: each for each in runs.issued(run=run)}
    assert found["C1"].delivery is StatementBy.POST
    assert (found["C2"].language, found["C3"].language) == ("zh_CN", "en")
    assert found["C1"].reply_by == TODAY + timedelta(days=14)


def test_no_reply_is_asked_for_where_none_is_wanted(shop, runs):
    fill(shop, 1)
    run = started(runs, reply_days=None)
    issued(runs, run)
    assert runs.issued(run=run)[0].reply_by is None
    assert runs.paper("S000001").reply_by is None


def test_options_are_kept_with_the_run(shop, runs):
    fill(shop, 1)
    run = started(runs, kind=StatementKind.OPEN_ITEM, least=5)
    issued(runs, run)
    assert runs.paper("S000001").statement.kind is StatementKind.OPEN_ITEM
    assert runs.issued(run=run)[0].kind is StatementKind.OPEN_ITEM
