"""Lists written as workbooks and CSV: read back by a reader of others, every cell what it was, nothing alive in it."""

import csv
import io
import time
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
import python_calamine as calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.list_file import FileColumn, Kind, ListFile
from app.errors import Refused
from app.exchange import xlsx
from app.exchange.csv_list import csv_pieces
from app.exchange.xlsx import MAX_TEXT, xlsx_pieces

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVERY = (("No", Kind.TEXT), ("Amount", Kind.MONEY), ("Visits", Kind.COUNT), ("Day", Kind.DAY), ("At", Kind.INSTANT))


def listed(rows, columns=EVERY, decimals=2, title="List"):
    return ListFile(title, tuple(FileColumn(*column) for column in columns), rows, decimals)


def workbook(file):
    return b"".join(xlsx_pieces(file))


def cells(content):
    return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def sheet(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            ET.fromstring(archive.read(name))
        return ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))


def test_every_kind_of_cell_comes_back_as_its_kind():
    rows = [("007", -12345, 3, date(2026, 1, 31), None), ("王小明", 0, None, None, None)]
    assert cells(workbook(listed(rows))) == [
        ["No", "Amount", "Visits", "Day", "At"],
        ["007", -123.45, 3.0, date(2026, 1, 31), ""],
        ["王小明", 0.0, "", "", ""],
    ]


def test_an_instant_is_the_local_time_of_this_computer():
    at = datetime(2026, 7, 1, 12, 34, 56, tzinfo=UTC)
    [[found]] = cells(workbook(listed([(at,)], [("At", Kind.INSTANT)])))[1:]
    assert found == at.astimezone().replace(tzinfo=None)


def test_an_instant_in_csv_is_the_local_time_and_still_the_instant(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    if hasattr(time, "tzset"):
        time.tzset()
    at = datetime(2026, 7, 1, 20, 34, 56, tzinfo=UTC)
    try:
        text = "".join(csv_pieces(listed([(at,)], [("At", Kind.INSTANT)]))).split("\r\n")[1]
    finally:
        monkeypatch.undo()
        if hasattr(time, "tzset"):
            time.tzset()
    assert datetime.fromisoformat(text) == at
    if hasattr(time, "tzset"):
        assert text == "2026-07-02T04:34:56+08:00"


def test_amounts_have_the_decimals_of_their_currency():
    for decimals, written in ((0, "1234567"), (2, "12345.67"), (3, "1234.567")):
        root = sheet(workbook(listed([(1234567,)], [("A", Kind.MONEY)], decimals)))
        assert [each.text for each in root.iter(f"{MAIN}v")] == [written]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@x", "\t=1", '=HYPERLINK("http://x")', "＝1"])
def test_what_begins_like_a_formula_is_a_text_marked_as_one(text):
    root = sheet(workbook(listed([(text,)], [("A", Kind.TEXT)])))
    assert not list(root.iter(f"{MAIN}f"))
    [cell] = [each for each in root.iter(f"{MAIN}c") if each.get("r") == "A2"]
    assert (cell.get("t"), cell.get("s")) == ("inlineStr", str(xlsx._QUOTED))
    assert cells(workbook(listed([(text,)], [("A", Kind.TEXT)])))[1] == [text]
    [_, row] = csv.reader(io.StringIO("".join(csv_pieces(listed([(text,)], [("A", Kind.TEXT)]))), newline=""))
    assert row == [f"'{text}"]


def test_the_heads_are_frozen_filtered_and_repeated_on_paper():
    content = workbook(listed([("1", 1, 1, None, None)] * 3, title="客户 [a]/b:c" * 5))
    root = sheet(content)
    [pane] = root.iter(f"{MAIN}pane")
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert next(root.iter(f"{MAIN}autoFilter")).get("ref") == "A1:E4"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))
    name = next(book.iter(f"{MAIN}sheet")).get("name")
    assert len(name) <= 31
    assert not set(name) & set("[]:*?/\\")
    assert next(book.iter(f"{MAIN}definedName")).text.endswith("!$1:$1")


@settings(max_examples=60, derandomize=True, database=None)
@given(st.lists(st.tuples(st.text(), st.integers(-(10**17), 10**17)), max_size=8))
def test_any_text_and_any_amount_read_back(rows):
    found = cells(workbook(listed(rows, [("T", Kind.TEXT), ("M", Kind.MONEY)])))[1:]
    found += [["", ""]] * (len(rows) - len(found))  # the reader drops blank rows at the end
    for (text, amount), (read_text, read_amount) in zip(rows, found, strict=True):
        plain = "".join(c for c in text if c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff")
        if all(c >= " " or c in "\t\n" for c in plain) and plain == text and "_x" not in text:
            assert read_text == text
        exact = len(str(abs(amount))) <= 15
        assert isinstance(read_amount, float) == exact
        if exact:
            assert round(read_amount * 100) == amount


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    [[found]] = cells(workbook(listed([("长" * 40_000,)], [("A", Kind.TEXT)])))[1:]
    assert (len(found), found[-1]) == (MAX_TEXT, "…")


@pytest.mark.parametrize("title", ["History", "HISTORY", "😀" * 40, "x" * 31 + "'", "[]:*?/\\", "''", "王" * 32])
def test_a_sheet_has_a_name_that_spreadsheets_take(title):
    with zipfile.ZipFile(io.BytesIO(workbook(listed([], title=title)))) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))
    [name] = [each.get("name") for each in book.iter(f"{MAIN}sheet")]
    assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
    assert name.casefold() != "history"
    assert not set(name) & set("[]:*?/\\")
    assert not name.startswith("'")
    assert not name.endswith("'")


def test_lines_of_a_text_end_as_spreadsheets_end_them():
    rows = cells(workbook(listed([("a\r\nb\rc\nd",)], [("Note", Kind.TEXT)])))
    assert rows[1] == ["a\nb\nc\nd"]


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_ROWS", 10)
    assert len(cells(workbook(listed([("1",)] * 10, [("A", Kind.TEXT)])))) == 11
    with pytest.raises(Refused) as caught:
        workbook(listed([("1",)] * 11, [("A", Kind.TEXT)]))
    assert caught.value.field == "out"


def test_a_long_list_takes_little_memory_and_is_the_same_each_time():
    def rows(count):
        return ((f"C{n:06}", n, n, date(2026, 1, 1), None) for n in range(count))

    tracemalloc.start()
    for _piece in xlsx_pieces(listed(rows(20_000))):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000
    assert workbook(listed(rows(50))) == workbook(listed(rows(50)))
