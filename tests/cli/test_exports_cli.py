"""`export` in all its kinds, and a whole book there and back by the command line."""

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
import python_calamine as calamine

from app.cli.main import console


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "shop.cbook"
    assert console(["--book", str(path), "--json", "demo", "--customers", "20", "--entries", "300"]) == 0
    return path


@pytest.fixture
def book(demo: Path, process_language: None) -> Path:
    del process_language
    return demo


def said(capsys, book, *arguments, code=0):
    capsys.readouterr()
    assert console(["--book", str(book), "--json", "--lang", "en", *map(str, arguments)]) == code
    out = capsys.readouterr()
    return json.loads(out.out) if out.out.strip() else out.err


def table(path):
    if path.suffix == ".xlsx":
        return calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "what", ["customers", "open", "ageing", "audit --to 2026-10-31", "reminders", "statements", "report earned"]
)
def test_every_list_goes_out_as_workbook_and_as_csv_with_the_same_cells(book, capsys, tmp_path, what):
    found = {}
    for ending in (".xlsx", ".csv"):
        path = tmp_path / f"list{ending}"
        kind, *more = what.split()
        answer = said(capsys, book, "export", kind, *more, "--out", path)
        found[ending] = table(path)
        assert answer["rows"] == len(found[ending]) - 1 or answer["rows"] == 0
    heads, *rows = found[".csv"]
    assert found[".xlsx"][0] == heads
    for workbook, text in zip(found[".xlsx"][1:], rows, strict=True):
        for one, other in zip(workbook, text, strict=True):
            if isinstance(one, float):
                assert float(other) == one
            elif isinstance(one, str):
                assert other.removeprefix("'") == one
            elif not hasattr(one, "hour"):
                assert other == one.isoformat()


def test_the_journal_goes_out_for_every_program(book, capsys, tmp_path):
    for form in ("hledger", "beancount", "gnucash", "csv", "xlsx"):
        answer = said(capsys, book, "export", "journal", "--format", form, "--out", tmp_path / f"j.{form}")
        assert answer["entries"] == 300
    heads, *rows = table(tmp_path / "j.xlsx")
    assert sum(round((row[9] or 0) * 100) - round((row[10] or 0) * 100) for row in rows) == 0
    assert heads[:3] == ["Entry", "Date", "Kind"]
    assert {row[2] for row in rows} >= {"Sale", "Top-up"}
    exports = said(capsys, book, "show", "exports")
    assert {each["form"] for each in exports if each["what"] == "journal"} >= {"gnucash", "xlsx"}
    assert hashlib.sha256((tmp_path / "j.csv").read_bytes()).hexdigest() in [each["sha256"] for each in exports]
    assert all(each["at"] and {"who", "customer", "rows"} <= each.keys() for each in exports)
    heads, *rows = table(tmp_path / "j.csv")
    assert heads[-1] == "text"
    assert any(row[-1] for row in rows)


def test_gnucash_gets_balanced_transactions_of_full_account_names(book, capsys, tmp_path):
    said(capsys, book, "export", "journal", "--format", "gnucash", "--out", tmp_path / "j.csv")
    heads, *rows = table(tmp_path / "j.csv")
    assert heads[0] == "Date"
    assert heads[9] == "Full Account Name"
    sums: dict[str, int] = {}
    for row in rows:
        assert len(row) == len(heads)
        assert row[5] == "CURRENCY::CNY"
        assert row[9].split(":")[0] in {"Assets", "Liabilities", "Income", "Expenses", "Equity"}
        sums[row[1]] = sums.get(row[1], 0) + round(float(row[12]) * 100)
    assert set(sums.values()) == {0}


def test_cards_labels_layouts_and_facts(book, capsys, tmp_path):
    every = said(capsys, book, "export", "vcards", "--version", "3.0", "--out", tmp_path / "c.vcf")
    text = (tmp_path / "c.vcf").read_text(encoding="utf-8")
    assert text.count("X-COUNTERBOOK-NO:") == every["rows"] > 0
    number = said(capsys, book, "show", "balances")[0]["customer"]
    assert said(capsys, book, "export", "vcards", number, "--out", tmp_path / "one.vcf")["rows"] == 1
    assert "no customer" in said(capsys, book, "export", "vcards", "nobody", "--out", tmp_path / "x.vcf", code=1)
    assert not (tmp_path / "x.vcf").exists()
    assert {"plain", "xero"} <= {each["layout"] for each in said(capsys, book, "show", "layouts")}
    assert len(said(capsys, book, "show", "facts")["facts"]) == 64


def test_vouchers_want_codes_first(book, capsys, tmp_path):
    arguments = ("export", "vouchers", "--from", "2020-01-01", "--to", "2026-12-31", "--out", tmp_path / "v.xlsx")
    assert "Give these accounts a code first" in said(capsys, book, *arguments, code=1)


def test_the_whole_book_there_and_back(book, capsys, tmp_path):
    out = said(capsys, book, "export", "book", "--out", tmp_path / "folder")
    assert (tmp_path / "folder" / "README.md").exists()
    new = tmp_path / "new.cbook"
    done = said(capsys, new, "import-book", tmp_path / "folder")
    assert (done["facts"], done["entries"], done["staff_off"]) == (out["facts"], 300, False)
    noted = said(capsys, new, "show", "audit", "--what", "book_file")
    page = hashlib.sha256((tmp_path / "folder" / "manifest.json").read_bytes()).hexdigest()
    assert [(each["field"], each["old"], each["new"]) for each in noted] == [("file.taken_over", page, "300")]
    assert said(capsys, new, "show", "facts")["facts"] == out["facts"]
    assert said(capsys, new, "verify")["ok"] is True
    assert said(capsys, new, "show", "balances") == said(capsys, book, "show", "balances")
    assert said(capsys, new, "show", "facts")["facts"] == out["facts"]
    assert "import into a new book" in said(capsys, new, "import-book", tmp_path / "folder", code=1)
    assert said(capsys, tmp_path / "none.cbook", "import-book", tmp_path / "nowhere", code=1)
    assert said(capsys, book, "export", "book", "--out", tmp_path / "folder", code=1)
