"""Copies of statements, what changed since they were issued, and the proof that they are what was issued."""

import errno
import os
import shutil
from contextlib import closing
from datetime import date, timedelta

import pytest

from app.core.statement_run import RunOptions, StartRun
from app.documents.statement import StatementPress
from app.errors import Refused
from app.services.exports import ExportCancelled
from app.services.statement_runs import StatementRuns
from app.storage.engine import sqlite3
from app.storage.statement_runs import verify_runs
from app.storage.statements import verify_statements
from app.storage.store import open_store
from app.storage.triggers import trigger_statements
from tests.documents.helpers_paper import read_pages, read_text, squeezed
from tests.services.helpers_customers import TODAY, Shop, naughty_strings, open_shop
from tests.services.test_statement_runs import APRIL, fill, issued, started
from tests.services.test_verify import flipped, kinds, of_another_type, query, tamper, verify

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))

REPRINT = "reprint"


@pytest.fixture(name="runs")
def runs_of(shop):
    """Three statements, S000001 to S000003, of C3, C2 and C1."""
    fill(shop, 3)
    runs = StatementRuns(shop.store, shop.around)
    issued(runs, started(runs))
    return runs


def numbers(runs):
    return [each.no for each in runs.issued()]


def made(runs, no):
    found = runs.find(no)
    return (found.copies, found.last_made_as, found.requests)


# ---- looking --------------------------------------------------------------------------------------------------------


def test_a_statement_is_found_however_its_number_is_typed(runs):
    for typed in ("S000002", " s000002 ", "Ｓ０００００２", "S 000002"):
        found = runs.find(typed)
        assert (found.no, found.number) == ("S000002", "C2")
    assert runs.find("S000009") is None
    for ask in (runs.paper, runs.pdf, lambda no: runs.copy([no])):
        with pytest.raises(Refused) as caught:
            ask("S000009")
        assert caught.value.field == "statement"


def test_by_period_customer_and_run(shop, runs):
    assert [each.no for each in runs.issued(APRIL)] == ["S000001", "S000002", "S000003"]
    assert [each.no for each in runs.issued(customer="C2")] == ["S000002"]
    assert runs.issued(APRIL, "C404") == []
    assert runs.issued(run=2) == []


# ---- copies ---------------------------------------------------------------------------------------------------------


def test_nothing_was_printed_by_issuing(runs):
    assert made(runs, "S000001") == (0, "", 1)
    assert runs.find("S000001").last_made_at is None


def test_the_first_copy_on_paper_is_the_frozen_one_and_later_ones_say_what_they_are(runs):
    assert runs.copy(["S000001"]) == runs.pdf("S000001")
    again = read_text(runs.copy(["S000001"]))
    assert REPRINT in again
    assert squeezed("300.00") in again
    assert REPRINT not in read_text(runs.pdf("S000001"))
    assert made(runs, "S000001") == (2, "print", 1)
    assert runs.find("S000001").last_made_at is not None


def test_a_pdf_is_the_same_however_often_it_is_saved(runs):
    frozen = runs.pdf("S000001")
    assert runs.copy(["S000001"], "pdf") == frozen
    assert runs.copy(["S000001"]) == frozen  # on paper for the first time
    assert runs.copy(["S000001"], "mail") == frozen
    assert made(runs, "S000001") == (3, "mail", 1)


def test_a_second_request_says_so_and_gives_as_much_time(runs):
    runs.copy(["S000001"])
    second = read_text(runs.copy(["S000001"], "second"))
    assert squeezed("Second request") in second
    assert squeezed((TODAY + timedelta(days=14)).isoformat()) in second
    assert made(runs, "S000001") == (2, "second", 2)
    assert runs.paper("S000001").request == 1
    runs.copy(["S000001"], "second")
    assert made(runs, "S000001") == (3, "second", 3)


def test_several_in_one_file_in_the_order_of_their_numbers(runs, tmp_path):
    steps = []
    path = tmp_path / "print.pdf"
    pages = runs.print_file(["S000003", "S000001", "S000003"], path, progress=lambda n, of: steps.append((n, of)))
    found = read_pages(path.read_bytes())
    assert pages == len(found) == 2
    assert [no for page in found for no in ("S000001", "S000003") if no in page] == ["S000001", "S000003"]
    assert not any(REPRINT in page for page in found)
    assert steps[0] == (0, 2)
    assert steps[-1] == (2, 2)
    assert [made(runs, no)[0] for no in numbers(runs)] == [1, 0, 1]
    runs.print_file(numbers(runs), path)
    assert [REPRINT in page for page in read_pages(path.read_bytes())] == [True, False, True]


def test_one_drawn_among_many_says_what_the_frozen_one_says(runs):
    for page, no in zip(read_pages(runs.copy(numbers(runs))), numbers(runs), strict=True):
        assert squeezed(page) == read_text(runs.pdf(no))


def test_none_counts_when_it_is_called_off(runs, tmp_path):
    path = tmp_path / "print.pdf"
    with pytest.raises(ExportCancelled):
        runs.print_file(numbers(runs), path, cancelled=lambda: True)
    with pytest.raises(ExportCancelled):
        runs.copy(numbers(runs), cancelled=lambda: True)
    assert list(tmp_path.glob("*.pdf")) == []
    assert made(runs, "S000001")[0] == 0


def test_none_counts_when_the_file_cannot_be_written(shop, runs, tmp_path, monkeypatch):
    for path in (tmp_path / "no" / "where.pdf", shop.path, tmp_path):
        with pytest.raises(Refused) as caught:
            runs.print_file(numbers(runs), path)
        assert caught.value.field == "out"

    def full(_file):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(Refused):
            runs.print_file(numbers(runs), tmp_path / "print.pdf")
    assert not (tmp_path / "print.pdf").exists()
    assert made(runs, "S000001")[0] == 0


def test_a_copy_another_till_makes_meanwhile_is_not_overlooked(runs, monkeypatch):
    add = StatementPress.add
    once = []

    def slow(press, paper, *rest):
        if not once:
            once.append(True)
            runs.copy(["S000001"])
        return add(press, paper, *rest)

    monkeypatch.setattr(StatementPress, "add", slow)
    both = read_pages(runs.copy(["S000001", "S000002"]))
    assert [REPRINT in page for page in both] == [True, False]
    assert made(runs, "S000001")[0] == 2


def test_a_word_that_is_no_way_of_copying_and_an_empty_choice(runs):
    for nos, made_as in ((["S000001"], "fax"), ([], "print")):
        with pytest.raises(Refused):
            runs.copy(nos, made_as)


# ---- single files ---------------------------------------------------------------------------------------------------


def test_each_in_a_file_of_its_own(runs, tmp_path):
    folder = tmp_path / "out" / "here"
    files = runs.save_singles(numbers(runs), folder)
    assert [file.name for file in files] == [f"S00000{n} 顾客 {4 - n} 2026-04.pdf" for n in (1, 2, 3)]
    assert [file.read_bytes() for file in files] == [runs.pdf(no) for no in numbers(runs)]
    assert made(runs, "S000002") == (1, "pdf", 1)
    assert runs.save_singles(numbers(runs), folder) == files
    assert len(list(folder.iterdir())) == 3


def test_hostile_names_become_files_all_the_same(shop, tmp_path):
    texts = [*[text for text in naughty_strings() if text.strip()][:30], "CON", "a/b:c", "..\\x", "名" * 200]
    texts = [text for text in ("".join(c for c in each if c.isprintable()) for each in texts) if text.strip()]
    shop.all_at_once([{"no": f"N{n}", "name": text, "credit_limit": None} for n, text in enumerate(texts)])
    for n in range(len(texts)):
        shop.do("sale", on="2026-04-10", customer=f"N{n}", amount="1.00", pay=[{"with": "account"}])
    runs = StatementRuns(shop.store, shop.around)
    run = started(runs)
    report = issued(runs, run)
    assert report.info.issued == len(texts)
    files = runs.save_singles(numbers(runs), tmp_path / "out")
    assert len(set(files)) == len(list((tmp_path / "out").iterdir())) == len(texts)


def test_a_folder_that_cannot_be_made_or_is_called_off(shop, runs, tmp_path):
    with pytest.raises(Refused) as caught:
        runs.save_singles(numbers(runs), shop.path / "inside")
    assert caught.value.field == "out"
    calls = iter((False, True))
    with pytest.raises(ExportCancelled):
        runs.save_singles(numbers(runs), tmp_path / "out", cancelled=lambda: next(calls))
    assert [path.name[:7] for path in (tmp_path / "out").iterdir()] == ["S000001"]
    assert [made(runs, no)[0] for no in numbers(runs)] == [1, 0, 0]


# ---- the post -------------------------------------------------------------------------------------------------------


def test_the_posting_list_has_those_that_go_by_post_sorted_by_postcode(shop, tmp_path):
    fill(shop, 4)
    for n in (1, 3):
        shop.customer(f"C{n}", statement="post")
    shop.customer("C4", statement="post", address={"street": "", "postcode": ""})
    runs = StatementRuns(shop.store, shop.around)
    run = started(runs)
    issued(runs, run)
    drawn = runs.posting_list(run)
    text = read_text(drawn.pdf)
    by_number = {each.number: each.no for each in runs.issued(run=run)}
    assert text.index(by_number["C3"]) < text.index(by_number["C1"]) < text.index(by_number["C4"])
    assert by_number["C2"] not in text
    assert {"319997", "319999"} <= {text[at : at + 6] for at in range(len(text))}
    assert squeezed("滨江大道 3 号") in text
    assert squeezed("3 letters in all") in text
    assert squeezed("1 without an address") in text
    assert (drawn.pages, drawn.missing) == (1, ())
    assert runs.save_posting_list(run, tmp_path / "list.pdf") == 3
    assert (tmp_path / "list.pdf").read_bytes() == drawn.pdf


def test_a_run_without_letters_has_no_posting_list(runs):
    with pytest.raises(Refused) as caught:
        runs.posting_list(1)
    assert caught.value.field == "run"


# ---- changed since --------------------------------------------------------------------------------------------------


def test_entries_dated_into_an_issued_period_are_listed(shop, runs):
    assert runs.changed_since() == []
    shop.do("sale", id="late", on="2026-04-30", customer="C1", amount="7.00", description="迟到",
            pay=[{"with": "account"}])  # fmt: skip
    shop.do("top_up", on="2026-03-01", customer="C2", paid="50.00", bonus="5.00", tender="cash")
    shop.do("sale", on="2026-05-01", customer="C3", amount="9.00", pay=[{"with": "account"}])
    found = runs.changed_since()
    assert [(each.no, each.customer, each.on, each.kind) for each in found] == [
        ("S000002", "C2", date(2026, 3, 1), "top_up"),
        ("S000003", "C1", date(2026, 4, 30), "sale"),
    ]
    assert [(each.owed, each.principal, each.bonus, each.text) for each in found] == [
        (0, 5000, 500, ""),
        (700, 0, 0, "迟到"),
    ]
    assert [each.changed for each in runs.issued(APRIL)] == [0, 1, 1]
    assert [each.changed for each in runs.issued(customer="C1")] == [1]
    assert [each.changed for each in runs.issued()] == [0, 1, 1]
    assert runs.find("S000003").changed == 1


def test_what_touches_the_account_from_another_file_counts(shop, runs):
    shop.do("top_up", on="2026-04-01", customer="C2", paid="50.00", tender="cash")
    shop.do("transfer", on="2026-04-02", customer="C2", to="C1", amount="20.00")
    assert [(each.customer, each.kind, each.principal) for each in runs.changed_since()] == [
        ("C2", "top_up", 5000),
        ("C2", "transfer", -2000),
        ("C1", "transfer", 2000),
    ]


def test_closing_the_month_changes_no_statement(shop, runs):
    """What a pass by days earns by the month's end moves nothing a customer was told, nor does taking it back."""
    shop.do("pass_sale", on="2026-04-05", customer="C1", service="健身", days=60, paid="600.00", tender="cash")
    issued(runs, started(runs, "again", again=True, customers=("C1",)))
    for month in ("2026-03", "2026-04"):
        shop.do("close_month", month=month)
    assert shop.sql("SELECT count(*) FROM entry WHERE kind = 'earn'") == [(1,)]
    assert runs.changed_since() == []
    shop.do("reopen_month", month="2026-04", reason="漏记")
    assert shop.sql("SELECT count(*) FROM entry WHERE kind = 'reverse'") == [(1,)]
    assert runs.changed_since() == []
    assert runs.find("S000004").changed == 0
    shop.do("pass_sale", on="2026-04-06", customer="C1", service="游泳", count=10, paid="300.00", tender="cash")
    assert [(each.no, each.kind) for each in runs.changed_since()] == [("S000004", "pass_sale")]


def test_only_the_last_statement_for_a_period_counts(shop, runs):
    shop.do("sale", on="2026-04-30", customer="C1", amount="7.00", pay=[{"with": "account"}])
    again = started(runs, "again", again=True, customers=("C1",))
    issued(runs, again)
    assert runs.changed_since() == []
    assert [each.changed for each in runs.issued(customer="C1")] == [1, 0]
    shop.do("sale", on="2026-04-30", customer="C1", amount="8.00", pay=[{"with": "account"}])
    assert [each.no for each in runs.changed_since()] == ["S000004"]
    assert [each.changed for each in runs.issued(customer="C1")] == [2, 1]


def test_several_months_each_by_its_own_end(shop, runs):
    march = APRIL._replace(start=date(2026, 3, 1), end=date(2026, 3, 31))
    shop.do("sale", on="2026-03-05", customer="C1", amount="1.00", pay=[{"with": "account"}])
    run = runs.start(StartRun(id="march", options=RunOptions(period=march)))
    issued(runs, run)
    shop.do("sale", on="2026-04-05", customer="C1", amount="2.00", pay=[{"with": "account"}])
    shop.do("sale", on="2026-03-06", customer="C1", amount="3.00", pay=[{"with": "account"}])
    assert [(each.no, each.owed) for each in runs.changed_since()] == [
        ("S000003", 100),
        ("S000003", 200),
        ("S000003", 300),
        ("S000004", 300),
    ]


# ---- proof ----------------------------------------------------------------------------------------------------------

TABLES = {
    "statement_run": "id request_id request_digest period_from period_to options plan_digest staff_id started_at"
    " digest",
    "statement_skip": "run_id customer_id reason skipped_at digest",
    "statement_run_end": "run_id outcome staff_id ended_at digest",
    "statement": "id no run_id customer_id period_from period_to kind language delivery owed principal bonus reply_by"
    " head_entry content_digest pdf_sha256 pages staff_id issued_at digest",
    "statement_paper": "statement_id salt content pdf",
    "statement_copy": "statement_id nth made_as staff_id made_at digest",
    "statement_plan": "run_id seq customer_id",
}
TWO_KEYS = ("statement_plan", "statement_skip", "statement_copy")
EVERY_COLUMN = [(table, column) for table, columns in TABLES.items() for column in columns.split()]


@pytest.fixture(name="original", scope="module")
def full_book(tmp_path_factory):
    """A book with every row there may be of runs and statements, two of each."""
    shop = Shop(tmp_path_factory.mktemp("statements"))
    fill(shop, 5)
    runs = StatementRuns(shop.store, shop.around)
    first, second = started(runs), started(runs, "second", again=True)
    for n in (4, 5):
        shop.do("payment", on="2026-05-10", customer=f"C{n}", amount=f"{n}00.00", tender="cash")
        shop.customer(f"C{n}", closed=True)
    issued(runs, first)
    issued(runs, second)
    runs.copy(["S000001", "S000002"])
    runs.copy(["S000001"], "pdf")
    shop.store.dispose()
    return shop.path


@pytest.fixture(name="book")
def book_of(original, tmp_path):
    path = tmp_path / "shop.cbook"
    shutil.copyfile(original, path)
    return path


def test_a_book_with_runs_is_whole(book):
    assert kinds(book) == set()


def wrong_rows(path):
    """Return what the checks of these rows alone find."""
    store = open_store(path)
    try:
        with store.read() as session:
            return [*verify_runs(session), *verify_statements(session)]
    except ValueError:  # what cannot even be read is damage enough
        return ["unreadable"]
    finally:
        store.dispose()


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
def test_every_column_changed_shows(book, tmp_path, table, column):
    keys = TABLES[table].split()[: 2 if table in TWO_KEYS else 1]
    value, *place = query(book, f"SELECT {column}, {', '.join(keys)} FROM {table} LIMIT 1")[0]
    where = " AND ".join(f"{name} = {part!r}" for name, part in zip(keys, place, strict=True))
    for number, new in enumerate((flipped(value, column), of_another_type(value))):
        copy = tmp_path / f"{number}.cbook"
        shutil.copyfile(book, copy)
        try:
            assert tamper(copy, f"UPDATE {table} SET {column} = {new} WHERE {where}") > 0
        except sqlite3.IntegrityError:
            assert number == 1  # a number that must be one
            continue
        assert wrong_rows(copy) or kinds(copy) & {"missing", "reference", "unreadable"}, (value, new)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("DELETE FROM statement WHERE id = 1", "statement"),
        ("DELETE FROM statement_run WHERE id = 1", "statement_run"),
        ("DELETE FROM statement_copy WHERE statement_id = 1 AND nth = 1", "statement_copy 1"),
        ("DELETE FROM statement_plan WHERE run_id = 1 AND seq = 2", "statement_plan 1"),
        ("UPDATE statement_plan SET seq = 100 - seq WHERE run_id = 1", "statement_plan 1"),
        ("UPDATE statement_paper SET content = replace(content, '10000', '20000') WHERE statement_id = 3",
         "statement_paper 3"),
        ("UPDATE statement_paper SET pdf = pdf || x'0a' WHERE statement_id = 3", "statement_paper 3"),
        ("UPDATE statement_paper SET salt = x'00' WHERE statement_id = 3", "statement_paper 3"),
    ],
)  # fmt: skip
def test_what_is_missing_or_altered_is_found_and_named(book, statement, where):
    assert tamper(book, statement) > 0
    assert where in {problem.where for problem in verify(book).problems}


def test_a_paper_that_vanished_is_missed_one_that_was_erased_is_no_damage(book, tmp_path):
    vanished = shutil.copy(book, tmp_path / "vanished.cbook")
    assert tamper(vanished, "DELETE FROM statement_paper WHERE statement_id = 1") == 1
    assert kinds(vanished) == {"missing"}
    with closing(sqlite3.connect(book)) as raw, raw:
        assert raw.execute("DELETE FROM statement_paper WHERE statement_id = 1").rowcount == 1
    assert kinds(book) == set()


def test_an_erased_paper_is_told_of_in_words(shop, runs):
    shop.sql("DELETE FROM statement_paper WHERE statement_id = 1")
    for ask in (runs.paper, runs.pdf, lambda no: runs.copy([no]), lambda no: runs.copy([no, "S000002"])):
        with pytest.raises(Refused) as caught:
            ask("S000001")
        assert "S000001" in str(caught.value)
    assert runs.find("S000001").number == "C3"


@pytest.mark.parametrize("column", ["content", "pdf"])
def test_an_altered_paper_is_never_given_out(shop, runs, column):
    with closing(sqlite3.connect(shop.path)) as connection, connection:
        for statement in trigger_statements():
            connection.execute(f"DROP TRIGGER {statement.split()[2]}")
        value = {"content": "replace(content, '30000', '20000')", "pdf": "CAST(x'25504446' AS BLOB)"}[column]
        connection.execute(f"UPDATE statement_paper SET {column} = {value} WHERE statement_id = 1")
    ask = {"content": runs.paper, "pdf": runs.pdf}[column]
    with pytest.raises(Refused) as caught:
        ask("S000001")
    assert caught.value.field == "statement"
