"""The proof of the tables of safe keeping and of what came in from elsewhere: imports, bills, account reviews."""

from contextlib import closing

import pytest

from app.storage import tables as t
from app.storage.engine import sqlite3
from tests.faults import filled
from tests.services.test_verify import flipped, kinds, query, tamper

SAFETY = (
    "approval",
    "consent",
    "day_digest",
    "erasure",
    "export_log",
    "staff_recovery",
    "staff_secret",
    "staff_member",
)
EXCHANGE = (
    *("bill", "import_layout", "import_run", "import_step", "incoming", "incoming_payer", "incoming_step", "payer"),
    *("prepaid_review", "prepaid_review_finding", "prepaid_review_pick"),
)
EVERY_COLUMN = [(table, column.name) for table in SAFETY + EXCHANGE for column in t.metadata.tables[table].c]


@pytest.fixture(name="original", scope="module")
def original_book(tmp_path_factory):
    path = tmp_path_factory.mktemp("original") / "shop.cbook"
    filled.make(path)
    return path


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
def test_a_changed_value_in_any_column_is_found(original, tmp_path, table, column):
    copy = filled.copy(original, tmp_path / "shop.cbook")
    [(row, value)] = query(copy, f"SELECT rowid, {column} FROM {table} ORDER BY rowid LIMIT 1")
    new = flipped(value, column)
    assert tamper(copy, f"UPDATE {table} SET {column} = {new} WHERE rowid = {row}") == 1
    assert kinds(copy) & {"row", "unreadable", "missing", "reference"}, (value, new)


@pytest.mark.parametrize("table", SAFETY + EXCHANGE)
def test_a_row_that_is_gone_is_missed(original, tmp_path, table):
    copy = filled.copy(original, tmp_path / "shop.cbook")
    assert tamper(copy, f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})") == 1
    assert kinds(copy)


@pytest.mark.parametrize("column", ["name", "tbl_name"])
def test_a_changed_name_of_an_index_a_table_brought_along_is_found(original, tmp_path, column):
    """One bit of it: the database itself does not mind the case."""
    copy = filled.copy(original, tmp_path / "shop.cbook")
    changed = f"UPDATE sqlite_master SET {column} = replace({column}, 'incoming', 'incomiNg')"
    with closing(sqlite3.connect(copy)) as raw:
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute(f"{changed} WHERE name = 'sqlite_autoindex_incoming_1'")
        raw.commit()
    assert "schema" in kinds(copy)
