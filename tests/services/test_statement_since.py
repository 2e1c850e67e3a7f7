"""A statement that cannot begin where the last one ended says so: what was entered since, with which dates."""

from datetime import date

import pytest
from sqlalchemy import event

from app.core.journal import EntryKind as K
from app.core.settings import ReceiptLanguage
from app.core.statement import Balances, Period, month_of
from app.core.statement_run import RunOptions, StartRun
from app.services.statement_papers import Look
from app.services.statement_runs import StatementRuns
from app.services.statements import Statements
from tests.documents.helpers_paper import read_text, squeezed
from tests.services.helpers_customers import open_shop
from tests.services.test_statement_runs import fill, issued

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))
MARCH, APRIL = (month_of(date(2026, month, 1)) for month in (3, 4))
MAY = Period(date(2026, 5, 1), date(2026, 5, 19))  # as much of it as is over
ACCOUNT = [{"with": "account"}]


@pytest.fixture(name="runs")
def runs_of(shop):
    """Three customers who owed 100.00, 200.00 and 300.00 at the end of April, and were told so."""
    fill(shop, 3)
    runs = StatementRuns(shop.store, shop.around)
    run(runs, "april", APRIL)
    return runs


def run(runs, request, period, **given):
    """Issue a run; return its papers by customer."""
    number = runs.start(StartRun(id=request, options=RunOptions(period=period, **given)))
    issued(runs, number)
    return {each.number: runs.paper(each.no) for each in runs.issued(run=number)}


def since(shop, period=MAY, customer="C1"):
    """Return what the preview says, having proved that it leads from the one statement to the other."""
    paper = Statements(shop.store, shop.around).paper(customer, period)
    found, statement = paper.since_last, paper.statement
    if found is not None:
        sums = [sum(each.change[n] for each in found.entries) for n in range(3)]
        if found.entries:
            assert [a + b for a, b in zip(found.ended, sums, strict=True)] == list(found.stands)
        if (period.start - found.end).days == 1:
            opening = (statement.account.opening, statement.prepaid.principal.opening, statement.prepaid.bonus.opening)
            assert opening == found.stands
    return found


def told(found):
    return [(each.on, each.kind, each.document or each.text, *each.change) for each in found.entries]


def test_nothing_is_said_where_both_join(shop, runs):
    shop.do("payment", on="2026-05-02", customer="C1", amount="30.00", tender="cash")
    assert since(shop) is None
    assert since(shop, APRIL) is None
    assert all(paper.since_last is None for paper in run(runs, "may", MAY).values())


def test_nothing_is_said_where_no_statement_was_issued_before(shop):
    fill(shop, 1)
    shop.do("payment", on="2026-04-12", customer="C1", amount="30.00", tender="cash")
    assert since(shop) is None


def test_entries_made_afterwards_are_named_with_what_they_did(shop, runs):
    shop.do("payment", on="2026-04-28", customer="C1", amount="20.00", tender="cash")
    shop.do("sale", id="late", on="2026-04-12", customer="C1", amount="7.00", description="迟到", pay=ACCOUNT)
    shop.do("sale", on="2026-05-03", customer="C1", amount="9.00", pay=ACCOUNT)
    found = since(shop)
    assert (found.no, found.end) == ("S000003", APRIL.end)
    assert (found.ended, found.stands) == (Balances(10_000), Balances(8700))
    assert told(found) == [
        (date(2026, 4, 12), K.SALE, "迟到", 700, 0, 0),
        (date(2026, 4, 28), K.PAYMENT, "", -2000, 0, 0),
    ]
    assert since(shop, customer="C2") is None


def test_what_was_paid_ahead_counts_as_well(shop, runs):
    shop.do("top_up", on="2026-04-30", customer="C1", paid="50.00", bonus="5.00", tender="cash")
    found = since(shop)
    assert (found.ended, found.stands) == (Balances(10_000), Balances(10_000, 5000, 500))
    assert told(found) == [(date(2026, 4, 30), K.TOP_UP, "", 0, 5000, 500)]


def test_a_reversal_names_what_it_took_back(shop, runs):
    shop.do("sale", id="named", on="2026-04-20", customer="C1", amount="1.00", reference="SO-7", pay=ACCOUNT)
    run(runs, "again", APRIL, again=True, customers=("C1",))
    shop.do("reverse", on="2026-04-29", entry="named", reason="录错")
    shop.do("reverse", on="2026-04-29", entry="s1", reason="录错")
    found = since(shop)
    assert (found.ended, found.stands) == (Balances(10_100), Balances())
    [(number,)] = shop.sql("SELECT id FROM entry WHERE request_id = 's1'")
    assert told(found) == [
        (date(2026, 4, 29), K.REVERSE, "SO-7", -100, 0, 0),
        (date(2026, 4, 29), K.REVERSE, str(number), -10_000, 0, 0),
    ]


def test_what_was_made_and_taken_back_since_is_left_out(shop, runs):
    shop.do("sale", id="wrong", on="2026-04-20", customer="C1", amount="5.00", pay=ACCOUNT)
    shop.do("reverse", on="2026-04-20", entry="wrong", reason="录错")
    assert since(shop) is None
    shop.do("payment", on="2026-04-28", customer="C1", amount="20.00", tender="cash")
    assert told(since(shop)) == [(date(2026, 4, 28), K.PAYMENT, "", -2000, 0, 0)]


def test_what_was_taken_back_in_the_next_period_still_counts(shop, runs):
    shop.do("sale", id="wrong", on="2026-04-20", customer="C1", amount="5.00", pay=ACCOUNT)
    shop.do("reverse", on="2026-05-04", entry="wrong", reason="录错")
    assert told(since(shop)) == [(date(2026, 4, 20), K.SALE, "", 500, 0, 0)]


def test_of_many_only_the_number_is_told(shop, runs):
    for n in range(6):
        shop.do("sale", on=f"2026-04-{n + 11}", customer="C1", amount="1.00", pay=ACCOUNT)
        found = since(shop)
        assert (found.late, len(found.entries)) == (n + 1, n + 1 if n < 5 else 0)
    assert found.stands == Balances(10_600)


def test_closing_the_month_is_nothing_to_tell(shop, runs):
    shop.do("pass_sale", on="2026-04-05", customer="C1", service="健身", days=60, paid="600.00", tender="cash")
    run(runs, "again", APRIL, again=True)
    for month in ("2026-03", "2026-04"):
        shop.do("close_month", month=month)
    assert shop.sql("SELECT count(*) FROM entry WHERE kind = 'earn'") == [(1,)]
    assert since(shop) is None
    shop.do("reopen_month", month="2026-04", reason="漏记")
    assert since(shop) is None


def test_what_lapsed_at_the_end_of_the_month_is_told_once_it_is_booked(shop, runs):
    lapses = {"expires_on": "2026-04-29", "paid": "50.00", "bonus": "5.00", "tender": "cash"}
    shop.do("top_up", id="lot", on="2026-04-02", customer="C1", **lapses)
    run(runs, "again", APRIL, again=True, customers=("C1",))
    shop.do("expire", on="2026-04-30", lot="lot")
    found = since(shop)
    assert [(each.on, each.kind) for each in found.entries] == [(date(2026, 4, 30), K.EXPIRE)]
    assert found.ended == Balances(10_000, 5000, 500)


def test_only_the_latest_statement_for_the_days_before_counts(shop, runs):
    shop.do("payment", on="2026-04-28", customer="C1", amount="20.00", tender="cash")
    assert since(shop).no == "S000003"
    run(runs, "again", APRIL, again=True, customers=("C1",))
    assert since(shop) is None
    shop.do("payment", on="2026-04-28", customer="C1", amount="10.00", tender="cash")
    found = since(shop)
    assert (found.no, found.ended.owed, found.stands.owed) == ("S000004", 8000, 7000)
    run(runs, "march", MARCH, customers=("C1",))  # issued last, but for earlier days
    assert since(shop).no == "S000004"


def test_over_a_gap_the_end_of_the_earlier_one_is_compared(shop, runs):
    shop.do("sale", on="2026-05-01", customer="C1", amount="3.00", pay=ACCOUNT)
    later = Period(date(2026, 5, 5), date(2026, 5, 15))
    assert since(shop, later) is None
    shop.do("payment", on="2026-04-30", customer="C1", amount="20.00", tender="cash")
    found = since(shop, later)
    assert (found.ended.owed, found.stands.owed) == (10_000, 8000)
    paper = Statements(shop.store, shop.around).paper("C1", later)
    assert paper.statement.account.opening == 8300
    text = read_text(Statements(shop.store, shop.around).preview("C1", later).pdf)
    assert squeezed("That day therefore ends with 80.00 owed now.") in text


def test_a_statement_that_overlaps_is_none_before(shop, runs):
    shop.do("payment", on="2026-04-20", customer="C1", amount="20.00", tender="cash")
    assert since(shop, Period(APRIL.end, MAY.end)) is None


def test_a_merged_file_compares_with_its_own_statements_only(shop, runs):
    shop.do("merge", on="2026-05-10", customer="C2", into="C1", reason="同一人")
    assert since(shop) is None
    shop.do("payment", on="2026-04-28", customer="C1", amount="20.00", tender="cash")
    found = since(shop)
    assert (found.no, found.ended, found.stands) == ("S000003", Balances(10_000), Balances(8000))


def test_what_came_from_another_file_is_told_without_its_words(shop, runs):
    shop.do("top_up", on="2026-04-02", customer="C2", paid="50.00", tender="cash")
    shop.do("transfer", on="2026-04-30", customer="C2", to="C1", amount="20.00", note="私", reference="SECRET")
    assert told(since(shop)) == [(date(2026, 4, 30), K.TRANSFER, "", 0, 2000, 0)]


def test_it_is_on_the_issued_paper_and_stays_there(shop, runs):
    shop.do("payment", on="2026-04-28", customer="C1", amount="20.00", tender="cash")
    expected = since(shop)
    papers = run(runs, "may", MAY, paper_language=ReceiptLanguage.BOTH)
    assert {number: paper.since_last for number, paper in papers.items()} == {"C1": expected, "C2": None, "C3": None}
    no = papers["C1"].number
    remark = (
        "Statement S000003 ended on 2026-04-30 with 100.00 owed. Entered since then with dates up to that day:"
        " 2026-04-28 Payment: -20.00. This statement therefore opens with 80.00 owed."
    )
    assert squeezed(remark) in read_text(runs.pdf(no))
    preview = Statements(shop.store, shop.around).preview("C1", MAY, look=Look(language=ReceiptLanguage.BOTH))
    assert squeezed(remark) in read_text(preview.pdf)
    shop.do("payment", on="2026-04-28", customer="C1", amount="10.00", tender="cash")
    runs.copy([no])
    assert squeezed(remark) in read_text(runs.copy([no]))  # a reprint, drawn anew
    assert runs.paper(no).since_last == expected


def test_many_take_no_more_questions_than_few(shop, runs):
    for n in (1, 2, 3):
        shop.do("payment", on="2026-04-28", customer=f"C{n}", amount="1.00", tender="cash")

    def selects(request, customers):
        count = 0

        def note(_connection, _cursor, text, *_rest):
            nonlocal count
            count += "row_number" in text.lower()

        engine = shop.store._engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            papers = run(runs, request, MAY, again=True, customers=customers)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        assert all(paper.since_last.late == 1 for paper in papers.values())
        assert len(papers) == len(customers)
        return count

    assert selects("one", ("C1",)) == selects("all", ("C1", "C2", "C3"))
