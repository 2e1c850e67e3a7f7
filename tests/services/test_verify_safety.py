"""The proof of the tables of safe keeping: staff, approvals, digests, exports, erasures, consents."""

import pytest

from app.storage import tables as t
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
EVERY_COLUMN = [(table, column.name) for table in SAFETY for column in t.metadata.tables[table].c]


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


@pytest.mark.parametrize("table", SAFETY)
def test_a_row_that_is_gone_is_missed(original, tmp_path, table):
    copy = filled.copy(original, tmp_path / "shop.cbook")
    assert tamper(copy, f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})") == 1
    assert kinds(copy)
