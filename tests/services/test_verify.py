"""The proof of a book: what it finds, and that nothing in a file makes it stumble."""

import random
import shutil
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from app.core.journal import BONUS, BONUS_GRANTED, PRINCIPAL, SALES, Draft, EntryKind, Leg, Posting
from app.errors import BookUnusable
from app.services.verify import Verify
from app.storage.books import Book, genesis
from app.storage.engine import sqlite3
from app.storage.journal import Origin, Rows, load_head, seal, write_rows
from app.storage.store import open_store
from app.storage.triggers import trigger_statements
from app.storage.verify.book import check_requests
from app.storage.verify.findings import MOST_OF_A_KIND, Findings
from tests.services.helpers_customers import Shop

ON = date(2026, 3, 1)


def events(shop):
    """Record something of everything."""
    do = shop.do
    for number in ("C001", "C002", "C003"):
        shop.customer(number, name=f"name of {number}", phones=["13800004567"], credit_limit=None)
    do("top_up", id="t1", on="2026-01-05", customer="C001", paid="500.00", bonus="50.00", tender="wechat",
       expires_on="2026-12-31", reference="No. 1", note="第一次")  # fmt: skip
    do("sale", id="s1", on="2026-01-09", customer="C001", amount="700.00", description="剪发", note="n")
    do("pass_sale", id="p1", on="2026-01-09", customer="C001", service="洗车", count=10, paid="300.00", tender="cash")
    do("pass_use", id="u1", on="2026-01-12", customer="C001", service="洗车", count=1)
    do("pass_sale", id="p2", on="2026-01-09", customer="C002", service="游泳", days=365, paid="365.00", tender="cash")
    do("pass_use", id="u2", on="2026-01-12", customer="C002", service="游泳")
    do("payment", id="m1", on="2026-02-01", customer="C001", amount="80.00", tender="bank", against=["s1"])
    do("reschedule", id="e1", on="2026-02-02", charge="s1", due_on="2026-06-01", reason="r")
    do("write_off", id="w1", on="2026-02-03", charge="s1", amount="5.00", reason="r")
    do("opening", id="o1", on="2026-02-03", customer="C002", principal="10.00", bonus="1.00", owed="2.00")
    do("extend", id="e2", on="2026-02-04", lot="o1", expires_on="2027-01-01", reason="r")
    do("reverse", id="x1", on="2026-02-05", entry="e2", reason="r")
    do("transfer", id="x2", on="2026-02-06", customer="C002", to="C003")
    do("close_month", id="z1", month="2026-01")
    do("close_month", id="z2", month="2026-02")
    do("reopen_month", id="z3", month="2026-02", reason="r")
    do("sale", id="s2", on="2026-02-07", customer="C003", amount="1.00")
    do("reverse", id="x3", on="2026-02-08", entry="s2", reason="r")
    do("merge", id="g1", on="2026-05-01", customer="C003", into="C001", reason="r")
    shop.do("offer", id="f1", name="充500送50", paid="500.00", bonus="50.00")


@pytest.fixture(name="original", scope="module")
def original_book(tmp_path_factory):
    """Make the book once, whole and closed."""
    shop = Shop(tmp_path_factory.mktemp("original"))
    events(shop)
    assert Verify(shop.store).verify().problems == ()
    shop.store.dispose()
    return shop.path


@pytest.fixture(name="book")
def copied_book(original, tmp_path):
    path = tmp_path / "shop.cbook"
    shutil.copy(original, path)
    return path


@pytest.fixture(name="shop")
def open_shop(tmp_path):
    shop = Shop(tmp_path)
    yield shop
    shop.store.dispose()


def verify(path):
    """Prove a book; None if it is not even opened."""
    try:
        store = open_store(path)
    except (BookUnusable, UnicodeDecodeError):  # the latter where even the database's own complaint is damaged
        return None
    try:
        return Verify(store).verify()
    finally:
        store.dispose()


def kinds(path):
    """Return the kinds of problems found, or that the book was refused at opening."""
    report = verify(path)
    if report is None:
        return {"refused at opening"}
    assert report.ok == (not report.problems)
    for problem in report.problems:
        sentence = problem.message.text.format_map(problem.message.values)
        assert sentence.encode()
    return {problem.kind for problem in report.problems}


def tamper(path, *statements):
    """Change a book behind its guards, and put the guards back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute("PRAGMA synchronous = OFF")  # three hundred statements are not to wait for the disk each
        names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in names:
            raw.execute(f"DROP TRIGGER {name}")
        changed = sum(raw.execute(statement).rowcount for statement in statements)
        for statement in trigger_statements():
            raw.execute(statement)
    return changed


def query(path, statement):
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(statement).fetchall()


# ---- a whole book ---------------------------------------------------------------------------------------------------


def test_a_whole_book_is_whole(book):
    report = verify(book)
    [(number, digest)] = query(book, "SELECT entry_id, hash FROM head")
    assert (report.ok, report.entries, report.head, report.problems) == (True, number, digest.hex(), ())


def test_an_empty_book_is_whole(shop):
    report = Verify(shop.store).verify()
    assert (report.ok, report.entries) == (True, 0)
    [(uuid,)] = shop.sql("SELECT uuid FROM book")
    assert report.head == genesis(Book(uuid, "", "", 2, "", "", "")).hex()


def test_erased_texts_leave_the_book_whole_and_texts_that_vanish_do_not(book):
    counted = "UPDATE row_count SET rows = (SELECT count(*) FROM entry_text) WHERE name = 'entry_text'"
    for which in ("WHERE field <> 'note'", ""):
        assert tamper(book, f"DELETE FROM entry_text {which}") > 0
        assert kinds(book) == {"missing"}
        assert tamper(book, counted) == 1  # as the guards of a book count what is erased
        assert kinds(book) == set()


def test_progress_is_told_and_the_proof_can_be_called_off(book, monkeypatch):
    monkeypatch.setattr("app.storage.verify.chain.STEP", 1)
    store = open_store(book)
    told = []
    report = Verify(store).verify(lambda done, total: told.append((done, total)))
    assert told[0] == (0, report.entries)
    assert told[-1] == (report.entries, report.entries)
    assert not report.cancelled
    stopped = Verify(store).verify(cancelled=lambda: True)
    assert (stopped.ok, stopped.cancelled, stopped.problems) == (False, True, ())
    for later in (1, 2, 3, 10):
        answers = iter([False] * later)
        stopped = Verify(store).verify(cancelled=lambda answers=answers: next(answers, True))
        assert (stopped.ok, stopped.cancelled, stopped.problems) == (False, True, ())
    assert Verify(store).verify().ok
    store.dispose()


# ---- a changed book -------------------------------------------------------------------------------------------------

COLUMNS = {
    "entry": "id kind posted_on recorded_at customer_id staff_id request_id request_digest reverses concerns facts"
    " texts hash",
    "posting": "entry_id seq account customer_id item_id amount units posted_on",
    "item": "id kind name customer_id entry_id since_on expires_on due_on use_order priority service count days"
    " starts_on list_price price is_charge",
    "term_change": "entry_id item_id expires_on due_on",
    "entry_text": "entry_id field salt text",
    "item_balance": "item_id customer_id amount bonus units written_off expires_on due_on last_on is_open",
    "customer_balance": "customer_id principal bonus passes owed",
    "head": "id entry_id hash item_id closed_through first_on last_on",
    "book": "id uuid name currency decimals language pack created_at digest",
    "customer": "id no name closed merged_into terms_days credit_limit tier file created_at digest",
    "offer": "id name paid bonus digest",
}
EVERY_COLUMN = [(table, column) for table, columns in COLUMNS.items() for column in columns.split()]


KEYS = {"posting": ("entry_id", "seq"), "term_change": ("entry_id", "item_id"), "entry_text": ("entry_id", "field")}


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
def test_a_changed_value_in_any_column_is_found(book, tmp_path, table, column):
    keys = KEYS.get(table, tuple(COLUMNS[table].split()[:1]))
    rows = query(book, f"SELECT {column}, {', '.join(keys)} FROM {table}")
    for number, (value, *place) in enumerate((rows[0], rows[-1], rows[len(rows) // 2])):
        copy = tmp_path / f"{number}.cbook"
        shutil.copy(book, copy)
        where = " AND ".join(f"{name} = {part!r}" for name, part in zip(keys, place, strict=True))
        new = of_another_type(value) if number == 1 else flipped(value, column)
        try:
            assert tamper(copy, f"UPDATE {table} SET {column} = {new} WHERE {where}") == 1
        except sqlite3.IntegrityError:
            assert number == 1  # a number that must be one
            continue
        assert kinds(copy), (table, column, value, new)


def flipped(value, column):
    """Return another value of the same kind, as SQL."""
    if isinstance(value, int):
        return str(1 - value) if column.startswith("is_") else str(value + 1000)
    if isinstance(value, bytes):
        return "x'" + bytes([value[0] ^ 1, *value[1:]]).hex() + "'" if value else "x'00'"
    if value is None:
        return "'2026-01-01'" if column.endswith("_on") or column == "closed_through" else "1"
    return "'" + (value[:-1] + ("~" if value[-1] != "~" else "!") if value else "x").replace("'", "''") + "'"


def of_another_type(value):
    """Return what may look the same, as SQL: a text as bytes, bytes as their digits, nothing as an empty text."""
    if isinstance(value, bytes):
        return f"'{value.hex()}'"
    if isinstance(value, str):
        return f"x'{value.encode().hex()}'"
    return "''" if value is None else f"x'{str(value).encode().hex()}'"


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("DELETE FROM posting WHERE entry_id = 3 AND seq = 0", "balance"),
        ("DELETE FROM posting WHERE entry_id = 3", "chain"),
        ("DELETE FROM posting", "chain"),
        ("DELETE FROM entry WHERE id = 4", "number"),
        ("DELETE FROM entry WHERE id = 4", "journal"),
        ("DELETE FROM item WHERE id = 2", "item"),
        ("DELETE FROM term_change WHERE item_id > 0", "chain"),
        ("DELETE FROM item_balance WHERE item_id = 1", "item_balance"),
        ("INSERT INTO item_balance SELECT 99, 1, 0, 0, 0, 0, NULL, NULL, '2026-01-01', 0", "item_balance"),
        ("DELETE FROM customer_balance WHERE customer_id = 1", "customer_balance"),
        ("UPDATE item_balance SET amount = amount + 1, units = units - 1 WHERE item_id = 3", "item_balance"),
        ("UPDATE posting SET amount = amount * 2 WHERE entry_id = 1", "chain"),
        ("UPDATE posting SET account = 'prepaid.nothing' WHERE entry_id = 1 AND seq = 0", "chain"),
        ("UPDATE posting SET posted_on = '2026-01-06' WHERE entry_id = 1", "posting"),
        ("UPDATE entry SET facts = x'' WHERE facts = ''", "chain"),
        ("UPDATE entry_text SET text = CAST(x'ff' AS TEXT) WHERE entry_id = 1 AND field = 'note'", "chain"),
        ("UPDATE entry_text SET text = text || 'x' WHERE entry_id = 1 AND field = 'note'", "text"),
        (("UPDATE entry_text SET salt = salt || substr(CAST(text AS BLOB), 1, 1),"
         " text = substr(text, 2) WHERE field = 'reference'"), "text"),
        ("UPDATE entry_text SET field = 'reason' WHERE entry_id = 1 AND field = 'note'", "text"),
        ("INSERT INTO entry_text SELECT 4, field, salt, text FROM entry_text LIMIT 1", "text"),
        ("INSERT INTO entry_text SELECT 999, field, salt, text FROM entry_text LIMIT 1", "journal"),
        ("INSERT INTO term_change SELECT 'never', 1, NULL, NULL", "journal"),
        ("UPDATE posting SET amount = 9223372036854775807 WHERE entry_id = 1 AND seq = 1", "chain"),
        ("UPDATE customer SET name = CAST(x'c328' AS TEXT) WHERE id = 1", "row"),
        ("UPDATE book SET name = CAST(x'c328' AS TEXT)", "book"),
        ("DELETE FROM book", "book"),
        ("DELETE FROM customer WHERE no = 'C002'", "reference"),
        ("DELETE FROM customer_key WHERE customer_id = 1", "row"),
        ("DELETE FROM staff", "reference"),
        ("UPDATE customer_phone SET customer_id = 999 WHERE customer_id = 1", "reference"),
        ("UPDATE head SET closed_through = NULL", "head"),
        ("UPDATE item SET id = id + 5000 WHERE id = 3", "item"),
        ("UPDATE item SET id = id + 500 WHERE id = (SELECT max(id) FROM item)", "item"),
    ],
)  # fmt: skip
def test_damage_is_found_and_named(book, statement, kind):
    assert tamper(book, statement) > 0
    assert kinds(book) & {kind, "refused at opening"}


def test_only_the_changed_entry_is_named(book):
    tamper(book, "UPDATE posting SET units = units + 1 WHERE entry_id = 2 AND seq = 0")
    chain = [problem.where for problem in verify(book).problems if problem.kind == "chain"]
    assert chain == ["entry 2"]


def test_a_book_that_was_cut_off_is_found_by_its_balances(book):
    [(last,)] = query(book, "SELECT max(id) FROM entry")
    tamper(
        book,
        *(
            f"DELETE FROM {table} WHERE {name} = {last}"
            for table, name in (
                ("posting", "entry_id"),
                ("item", "entry_id"),
                ("entry_text", "entry_id"),
                ("entry", "id"),
            )
        ),
        "UPDATE head SET entry_id = (SELECT max(id) FROM entry), hash = (SELECT hash FROM entry ORDER BY id DESC)",
    )
    assert {"item_balance", "customer_balance"} <= kinds(book)


def test_missing_changed_and_strange_guards_are_found(book):
    with closing(sqlite3.connect(book)) as raw:
        raw.execute("DROP TRIGGER entry_no_update")
        raw.execute("DROP TRIGGER posting_no_delete")
        raw.execute("CREATE TRIGGER posting_no_delete BEFORE DELETE ON posting BEGIN SELECT 1; END")
        raw.execute("CREATE TRIGGER helpful AFTER INSERT ON posting BEGIN DELETE FROM entry_text; END")
        raw.commit()
    problems = verify(book).problems
    assert {problem.where for problem in problems} == {
        "trigger entry_no_update",
        "trigger posting_no_delete",
        "trigger helpful",
    }


def test_no_byte_of_the_file_makes_the_proof_stumble(book, tmp_path):
    rng = random.Random(5)
    whole = book.read_bytes()
    for number in range(120):
        damaged = bytearray(whole)
        start = rng.randrange(100, len(damaged))
        for position in range(start, min(start + rng.choice((1, 1, 4, 300)), len(damaged))):
            damaged[position] ^= rng.randrange(1, 256)
        copy = tmp_path / f"{number}.cbook"
        copy.write_bytes(damaged)
        kinds(copy)  # whatever it says, it says it
        for leftover in tmp_path.glob(f"{number}.cbook*"):
            leftover.unlink()


def test_a_file_cut_short_is_refused(book):
    book.write_bytes(book.read_bytes()[:-5000])
    assert kinds(book) == {"refused at opening"}


def test_so_many_problems_are_kept_and_the_rest_counted():
    findings = Findings()
    for number in range(MOST_OF_A_KIND + 3):
        findings.add("chain", f"entry {number}", "Entry {entry}", entry=number)
    findings.add("text", "bad \udcff", "{text}", text="\udcff")
    found = findings.all()
    assert len(found) == MOST_OF_A_KIND + 2
    assert found[-1].message.values == {"count": 3, "kind": "chain"}
    assert found[-2].where.encode()
    assert findings.has("text")
    assert not findings.has("head")


# ---- entries no rule would make -------------------------------------------------------------------------------------


def forge(shop, fill, kind=EntryKind.SALE, on=ON):
    """Chain an entry into the book that no rule would make, with derived tables that fit it."""
    with shop.store.write() as session:
        head = load_head(session)
        draft = Draft(kind, on, f"forged {head.entry}", head.entry + 1, head.item + 1, 1)
        fill(draft)
        rows = Rows()
        seal(draft, Origin(datetime(2026, 3, 1, tzinfo=UTC), 1, b"", {}), head.hash, rows)
        write_rows(session, rows)
    Verify(shop.store).rebuild()
    return {problem.kind for problem in Verify(shop.store).verify().problems}


@pytest.fixture(name="lot")
def one_lot(shop):
    shop.customer("C001", name="n")
    shop.do("top_up", id="t1", on="2026-03-10", customer="C001", paid="10.00", bonus="1.00", tender="cash")
    return 1


def test_an_overdrawn_lot_is_found(shop, lot):
    assert forge(shop, lambda d: d.move(Leg(PRINCIPAL, lot), Leg(SALES), 1001), on=date(2026, 3, 10)) == {"below_zero"}


def test_a_lot_below_zero_on_a_past_day_is_found(shop, lot):
    assert forge(shop, lambda d: d.move(Leg(PRINCIPAL, lot), Leg(SALES), 1), on=date(2026, 3, 9)) == {"below_zero"}


def test_moves_within_a_day_may_come_in_any_order(shop, lot):
    def fill(draft):
        draft.move(Leg(PRINCIPAL, lot), Leg(SALES), 1001)
        draft.move(Leg(SALES), Leg(PRINCIPAL, lot), 1001)

    assert forge(shop, fill, on=date(2026, 3, 10)) == set()


def test_a_lone_posting_is_found(shop, lot):
    assert forge(shop, lambda d: d.postings.append(Posting(SALES, 1, None, 5))) == {"balance"}


def test_a_pair_of_two_amounts_is_found(shop, lot):
    def fill(draft):
        draft.postings += [Posting(SALES, 1, None, 5), Posting("tender.cash", 1, None, -4)]

    assert forge(shop, fill) == {"balance"}


@pytest.mark.parametrize(
    ("debit", "credit"),
    [
        (Leg(BONUS, 1), Leg(SALES)),
        (Leg(BONUS_GRANTED), Leg(SALES)),
        (Leg("tender.gold"), Leg(SALES)),
        (Leg(PRINCIPAL), Leg(SALES)),
        (Leg(SALES, 1), Leg(SALES)),
        (Leg("receivable", 1), Leg(SALES)),
    ],
)
def test_a_posting_that_stands_nowhere_is_found(shop, lot, debit, credit):
    assert "posting" in forge(shop, lambda d: d.move(debit, credit, 1), on=date(2026, 4, 1))


def test_a_reversal_that_is_not_the_opposite_is_found(shop, lot):
    def fill(draft):
        draft.reverses = 1
        draft.move(Leg(SALES), Leg("tender.cash"), 1)

    assert forge(shop, fill, EntryKind.REVERSE, date(2026, 4, 1)) == {"reversal"}


def test_a_sale_that_reverses_is_found(shop, lot):
    def fill(draft):
        draft.reverses = 1
        draft.postings = [
            Posting(*row)
            for row in shop.sql("SELECT account, customer_id, item_id, -amount, -units FROM posting ORDER BY seq")
        ]

    assert forge(shop, fill, EntryKind.SALE, date(2026, 4, 1)) == {"reference"}


def test_requests_and_reversals_recorded_twice_are_found():
    findings = Findings()
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute("CREATE TABLE entry (id, kind, posted_on, request_id, reverses)")
        raw.execute("CREATE TABLE posting (entry_id, seq, account, customer_id, item_id, amount, units)")
        raw.executemany(
            "INSERT INTO entry VALUES (?, ?, '2026-01-01', ?, ?)",
            [(1, "sale", "a", None), (2, "sale", "a", None), (3, "reverse", "b", 1), (4, "reverse", "c", 1),
             (5, "reverse", "d", 3)],
        )  # fmt: skip
        check_requests(raw, findings)
    assert [(problem.kind, problem.where) for problem in findings.all()] == [
        ("request", "entry 1"),
        ("reversal", "entry 3"),
        ("reversal", "entry 5"),
    ]


# ---- made anew ------------------------------------------------------------------------------------------------------

DERIVED = ("item_balance", "customer_balance", "head")


def test_the_derived_tables_can_be_made_anew(book):
    before = {table: query(book, f"SELECT * FROM {table} ORDER BY 1") for table in DERIVED}
    tamper(
        book,
        "UPDATE item_balance SET amount = amount + 1, expires_on = '2030-01-01', last_on = '2020-01-01'",
        "DELETE FROM customer_balance",
        "UPDATE head SET closed_through = NULL, first_on = NULL, item_id = 0",
    )
    assert len(kinds(book)) == 3
    store = open_store(book)
    Verify(store).rebuild()
    assert Verify(store).verify().problems == ()
    store.dispose()
    assert {table: query(book, f"SELECT * FROM {table} ORDER BY 1") for table in DERIVED} == before


def test_an_empty_book_can_be_made_anew(shop):
    before = shop.sql("SELECT * FROM head")
    Verify(shop.store).rebuild()
    assert shop.sql("SELECT * FROM head") == before
    assert Verify(shop.store).verify().ok
