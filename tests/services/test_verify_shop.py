"""The proof of what stands beside the journal: settings, prices, terms, cards, PINs, receipts, the drawer."""

import shutil
from contextlib import closing
from datetime import UTC, datetime

import pytest

from app.services.verify import Verify
from app.storage import tables as t
from app.storage.credit_rows import CREDIT_TABLES
from app.storage.engine import sqlite3
from app.storage.pins import save_pin
from app.storage.receipts import Issued, NewCopy, add_copy, add_receipt
from tests.documents.helpers_pictures import png
from tests.services.helpers_customers import Shop
from tests.services.test_reminder_rows import DIGESTED as REMINDERS
from tests.services.test_verify import flipped, kinds, of_another_type, query, tamper, verify
from tests.services.test_verify_safety import EXCHANGE, SAFETY

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
TABLES = {
    "setting": "key value digest",
    "service": "id request_id name kind count days valid_days covers ended_on digest",
    "service_price": "service_id starts_on amount digest",
    "terms_text": "id request_id kind language starts_on text sha256 staff_id recorded_at digest",
    "customer_card": "no customer_id lost_on",
    "receipt": "id no entry_id made_at digest",
    "receipt_copy": "receipt_id nth paper made_as staff_id made_at digest",
    "drawer": "id request_id on_day kind amount reason staff_id recorded_at digest",
    "day_end": "id request_id on_day content staff_id recorded_at digest",
    "shop_picture": "id request_id kind media_type sha256 staff_id added_at digest content",
}
EVERY_COLUMN = [(table, column) for table, columns in TABLES.items() for column in columns.split()]


def fill(shop):
    """Write two rows into every table there is beside the journal."""
    do = shop.do
    for number in ("1", "2"):
        shop.customer(f"C00{number}", name="n")
        do("card", customer=f"C00{number}", no=f"66000{number}", on="2026-05-20")
        do("settings", **({"phone": "1"} if number == "1" else {"paper": "80mm"}))
        do("price_item", id=f"i{number}", name=f"洗车 {number}", kind="session_pass", price="300.00", count=10,
           starts_on="2026-05-01", valid_days=365, covers="洗车")  # fmt: skip
        do("terms", id=f"v{number}", kind="top_up", language="zh_CN", starts_on=f"2026-05-0{number}", text="本店 terms")
        do("top_up", id=f"t{number}", on="2026-05-20", customer="C001", paid="5.00", tender="cash")
        do("drawer_in", on="2026-05-20", amount="5.00", reason="零钱")
        do("day_end", id=f"d{number}", on="2026-05-20", counted="10.00")
        logo = shop.path.with_name(f"logo {number}.png")
        logo.write_bytes(png(size=(10, int(number))))
        do("picture", kind="logo", file=str(logo))
    do("end_price_item", item="i1", on="2026-12-31")
    do("card_lost", customer="C001", no="660001", on="2026-05-20")
    with shop.store.write() as session:
        for number in (1, 2):
            save_pin(session, number, bytes(16), bytes(32))
            add_receipt(session, Issued(number, f"R00000{number}", number, 0), NOW)
            add_copy(session, number, NewCopy(1, "a5", "print", 1, NOW))
            add_copy(session, number, NewCopy(2, "a5", "pdf", 1, NOW))


@pytest.fixture(name="original", scope="module")
def original_book(tmp_path_factory):
    shop = Shop(tmp_path_factory.mktemp("original"))
    fill(shop)
    assert Verify(shop.store).verify().problems == ()
    shop.store.dispose()
    return shop.path


@pytest.fixture(name="book")
def copied_book(original, tmp_path):
    path = tmp_path / "shop.cbook"
    shutil.copy(original, path)
    return path


def test_no_table_with_a_digest_is_left_out():
    elsewhere = {"book", "offer", "customer", "customer_key", "attachment", "file_request"}
    elsewhere |= {"statement_reply", "dispute", "dispute_end"}
    elsewhere |= {"statement_run", "statement_skip", "statement_run_end", "statement", "statement_copy"}
    elsewhere |= {*REMINDERS, "letter", "reminder_text", *(table.name for table in CREDIT_TABLES), *SAFETY, *EXCHANGE}
    with_digest = {table.name for table in t.metadata.tables.values() if "digest" in table.c}
    assert with_digest - elsewhere == set(TABLES) - {"customer_card"}
    assert all([column.name for column in t.metadata.tables[name].c] == text.split() for name, text in TABLES.items())


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
def test_a_changed_value_in_any_column_is_found(book, tmp_path, table, column):
    for number, change in enumerate((flipped, of_another_type)):
        copy = tmp_path / f"{number}.cbook"
        shutil.copy(book, copy)
        [(row, value)] = query(copy, f"SELECT rowid, {column} FROM {table} ORDER BY rowid LIMIT 1")
        new = change(value, column) if change is flipped else change(value)
        try:
            assert tamper(copy, f"UPDATE {table} SET {column} = {new} WHERE rowid = {row}") == 1
        except sqlite3.IntegrityError:
            assert change is of_another_type  # a number that must be one
            continue
        assert kinds(copy) & {"row", "unreadable", "missing", "reference"}, (value, new)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("DELETE FROM service_price WHERE service_id = 1", "service 1"),
        ("DELETE FROM service WHERE id = 1", "service"),
        ("DELETE FROM terms_text WHERE id = 1", "terms_text"),
        ("DELETE FROM receipt WHERE id = 1", "receipt"),
        ("DELETE FROM receipt_copy WHERE nth = 1", "receipt_copy 1"),
        ("DELETE FROM drawer WHERE id = 1", "drawer"),
        ("DELETE FROM day_end WHERE id = 1", "day_end"),
        ("DELETE FROM shop_picture WHERE id = 1", "shop_picture"),
        ("DELETE FROM customer_card WHERE customer_id = 2", "customer_card 2"),
        ("UPDATE customer_pin SET salt = x'00' WHERE customer_id = 2", "customer_pin 2"),
        ("UPDATE customer_pin SET hash = 'plain' WHERE customer_id = 2", "customer_pin 2"),
        ("UPDATE customer_pin SET wrong = -1 WHERE customer_id = 2", "customer_pin 2"),
        ("UPDATE customer_pin SET customer_id = 99 WHERE customer_id = 2", "customer_pin 99"),
        ("INSERT INTO customer_card SELECT 'X', 1, NULL", "customer_card 1"),
    ],
)
def test_what_is_missing_or_slipped_in_is_found_and_named(book, statement, where):
    assert tamper(book, statement) > 0
    assert where in {problem.where for problem in verify(book).problems}


def test_one_table_that_cannot_be_read_does_not_hide_another(book):
    tamper(book, "UPDATE drawer SET amount = 1 WHERE id = 1")
    with closing(sqlite3.connect(book)) as raw:
        raw.execute("DROP TABLE terms_text")
    problems = verify(book).problems
    assert ("drawer 1" in {p.where for p in problems}, "unreadable" in {p.kind for p in problems}) == (True, True)
