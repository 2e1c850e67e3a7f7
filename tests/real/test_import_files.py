"""The 33 awkward files, each handled as EXPECTATIONS.tsv says, through the service; hostile workbooks in bounds."""

import csv
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app import bootstrap
from app.core.cells import Broken
from app.core.intake.targets import Target
from app.core.intake.values import DayOrder, DecimalMark
from app.errors import Refused
from app.services.intake import Choices, Intake, Way
from tests.real import DATA

FOLDER = DATA / "import"
HOSTILE = DATA / "hostile"
ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason=f"there is no real data at {FOLDER}")


@pytest.fixture
def app(tmp_path):
    made = bootstrap.new_book(tmp_path / "shop.cbook", name="Trial", currency="CNY", language="en", pack="CN")
    yield made
    made.close()


class Seen(NamedTuple):
    """A file as the service shows and judges it."""

    intake: Intake
    path: Path
    names: tuple[str, ...] = ()
    rows: tuple[list[Any], ...] = ()
    report: Any = None
    proposal: Any = None
    app: Any = None

    @property
    def reasons(self):
        return {finding.line: finding.reason.text for finding in self.report.findings}


def seen(app, name, chosen=None, given=None):
    """Open a file, propose, try; without columns that could be customers the rows are only looked at."""
    source = app.intake.open(FOLDER / name)
    proposal = app.intake.propose(source, chosen, given)
    report = None if proposal.missing else app.intake.dry_run(source, proposal.layout)
    rows = tuple(list(row.values) for row in proposal.preview)
    return Seen(app.intake, FOLDER / name, proposal.names, rows, report, proposal, app)


def as_customers(app, name, /, **columns):
    return seen(app, name, Choices(target=Target.CUSTOMERS, columns=columns))


def taken(seen_, way=Way.GOOD_ROWS):
    """Take a file in and return its customers by number: name, principal and owed."""
    app = seen_.app
    done = app.intake.carry_out(app.intake.open(seen_.path), seen_.proposal.layout, way)
    assert done.report.good == seen_.report.good
    found = {line.customer: line for line in app.views.balances(app.today())}
    return {no: (app.files.file(no).name, found[no].principal, found[no].owed) for no in found}


def refused(app, name, text):
    with pytest.raises(Refused) as why:
        seen(app, name)
    assert text in str(why.value.message)


# ---- one by one -----------------------------------------------------------------------------------------------------


def utf16(app):
    found = seen(app, "02_utf16le.csv")
    assert (found.names, found.rows) == (("a", "b", "c"), (["1", "2", "3"], ["4", "5", "ʤ"]))


def utf8_bom(app):
    assert seen(app, "04_utf8_bom.csv").names[0] == "foo"


def spanish(app):
    source = app.intake.open(FOLDER / "06_spanish_latin1.csv")
    found = seen(app, "06_spanish_latin1.csv", Choices(target=Target.OPENINGS, columns={"no": 3, "principal": 6}))
    assert found.proposal.layout.encoding == "cp1252"
    assert not next(guess for guess in found.proposal.guesses if guess.name == "encoding").sure  # somebody has to look
    assert len({each.encoding for each in found.proposal.encodings}) > 1
    assert any("Descripción" in line for line in found.proposal.encodings[0].sample)
    rows = list(source.opened.rows(0))
    assert (len(rows) - 1, {len(row.values) for row in rows}) == (116, {8})
    assert found.rows[0][6] == "229,932.50"
    other = app.intake.propose(source, Choices(encoding="gb18030"))
    assert other.names[7] != found.names[7]  # the choice is the person's, and shows at once


def nul(app):
    found = as_customers(app, "08_nul_byte.csv", no=0, name=1)
    assert (found.report.rows, found.report.good) == (1, 0)
    assert "NUL" in found.reasons[2]


def ragged(app, name="10_ragged_bad_rows.csv", lines=(2, 3, 4)):
    found = as_customers(app, name, no=0, name=1)
    assert {line for line, reason in found.reasons.items() if "cells" in reason} == set(lines[:2])
    assert taken(found) == {"0": ("mixed types.... uh oh", 0, 0)}


def preamble(app):
    assert as_customers(app, "11_preamble_lines.csv", no=0, name=1).proposal.layout.header == 4
    ragged(app, "11_preamble_lines.csv", (5, 6, 7))


def locale_numbers(app):
    def judged(mark):
        given = {"on": "2026-01-01", "new_customers": "yes"}
        columns = {"no": 2, "principal": 0, "owed": 1}
        source = app.intake.open(FOLDER / "12_locale_numbers.csv")
        chosen = Choices(target=Target.CUSTOMERS, columns=columns, decimal=mark, header=1)
        layout = app.intake.propose(source, chosen, {**given, "number_first": "1"}).layout
        return app.intake.dry_run(source, layout)

    point, comma = judged(DecimalMark.POINT), judged(DecimalMark.COMMA)
    assert {finding.field for finding in point.findings} == {"principal", "owed"}
    assert not {finding.field for finding in comma.findings} & {"principal", "owed"}
    layout = app.intake.propose(
        app.intake.open(FOLDER / "12_locale_numbers.csv"),
        Choices(
            target=Target.CUSTOMERS, columns={"no": 1, "name": 1, "principal": 0, "owed": 1}, decimal=DecimalMark.COMMA
        ),
    ).layout
    report = app.intake.dry_run(app.intake.open(FOLDER / "12_locale_numbers.csv"), layout)
    assert report.sums == {"principal": 170, "owed": 20_000_000_000}


def leading_zero(app):
    found = as_customers(app, "13_leading_zero.csv", no=0, principal=1)
    assert taken(found) == {"01": ("01", 11, 0)}


def empty_columns(app):
    found = as_customers(app, "16_empty_columns.csv", name=0, tier=2)
    assert found.names == ("a", "b", "c", "", "")
    assert (found.report.rows, found.report.good) == (2, 1)  # the all-empty one is no row; `,,c` has nobody's name


def stacked_titles(app):
    found = seen(app, "19_dutch_budget_semicolon.csv", Choices(header=6))
    assert found.names[2:5] == ("Groningen", "Friesland", "Drenthe")
    source = app.intake.open(FOLDER / "19_dutch_budget_semicolon.csv")
    lines = list(source.opened.rows(0))
    assert (len(lines), {len(row.values) for row in lines}) == (43, {20})


def null_words(app):
    found = as_customers(app, "27_null_words.csv", no=0, name=1)
    assert not found.proposal.layout.header
    assert set(taken(found)) == {"2", "5", "6", "8", "9"}
    for no in ("1", "3", "4", "7", "10"):
        with pytest.raises(Refused):
            app.files.file(no)


def from_1904(app):
    assert seen(app, "31_date_1904.xlsx").rows[0][0] == date(2021, 1, 1)


def formula_errors(app):
    found = seen(
        app, "34_formula_errors.xlsx", Choices(target=Target.CUSTOMERS, columns={"no": 0, "name": 0}, header=0)
    )
    assert all(isinstance(row[0], Broken) for row in found.rows)
    assert (found.report.good, found.report.refused) == (0, 7)


def float_noise(app):
    chosen = Choices(target=Target.CUSTOMERS, columns={"no": 0, "principal": 2, "owed": 3})
    found = seen(app, "44_float_noise.xlsx", chosen)
    assert taken(found)["P-1-94-AR P21 16-20cm Pi split 3"][1:] == (24226, 24226)
    assert all(held == owed for _name, held, owed in taken(found).values())


def codes(app):
    found = seen(app, "48_leading_zeros.csv")
    assert sorted(taken(found)) == ["00003", "002", "01"]


def twice_named(app):
    found = seen(app, "49_duplicate_headers.csv")
    assert found.names == ("id", "name", "id 2", "age", "id 3")
    assert {no: name for no, (name, *_) in taken(found).items()} == {"1101": "John", "1102": "Julie"}


def blank_rows(app):
    assert seen(app, "51_blank_rows.csv").report.rows == 2


def semicolons(app):
    found = as_customers(app, "53_semicolon.csv", no=0, name=1)
    assert found.names == ("fieldNameA", "fieldNameB")
    assert taken(found) == {"0123": ("c", 0, 0)}


def quoted_lines(app):
    found = as_customers(app, "58_quoted_newlines_crlf.csv", no=0)
    assert (found.report.rows, found.rows[1][0].split()) == (3, ["Once", "upon", "a", "time"])


def open_quote(app):
    found = as_customers(app, "61_missing_quote.csv", no=0)
    assert "never closed" in found.reasons[2]


def messy_chinese(app):
    found = seen(app, "64_cn_customers_messy.csv")
    assert (found.report.rows, sorted(taken(found))[:2]) == (10, ["001", "002"])
    assert set(found.proposal.layout.columns.values()) <= {0, 1, 2}


def northwind(app):
    found = seen(app, "65_northwind_unquoted_commas.csv")
    assert (found.report.rows, found.report.good, found.report.refused) == (91, 67, 24)
    with (FOLDER / "65_northwind_unquoted_commas.csv").open(encoding="utf-8", newline="") as file:
        wrong = {number for number, cells in enumerate(csv.reader(file), 1) if len(cells) != 11}
    assert {finding.line for finding in found.report.findings if finding.line} == wrong
    assert [str(finding.reason) for finding in found.report.findings if not finding.line] == [
        "Nothing is taken from these columns: “fax”."
    ]
    for no in taken(found):
        assert not any(char.isdigit() for char in app.files.file(no).address.country)


def text_called_xls(app):
    chosen = Choices(target=Target.MOVEMENTS, columns={"on": 0, "no": 24, "amount": 10, "balance": 11})
    found = seen(app, "67_tsv_named_xls_gbk.xls", chosen, {"new_customers": "yes"})
    assert found.proposal.layout.encoding == "gb18030"
    assert found.names[0] == "交收日期"
    assert {finding.field for finding in found.report.findings} & {"on"} == set()
    assert found.rows[0][0] == '="20230212"'


def canteen(app):
    found = seen(app, "70_cn_template_leading_zero_id.xlsx", None, {"new_customers": "yes"})
    assert taken(found) == {"00000004": ("00000004", 1000, 0), "00000005": ("00000005", 2000, 0)}


def full_width(app):
    found = seen(app, "s1_fullwidth_digits_gbk.csv", None, {"on": "2024-01-01"})
    assert "6 cells" in str(next(each.reason for each in found.report.findings if each.line == 3))
    assert taken(found) == {"001": ("张三", 0, 123450), "003": ("单雄信", 0, 300000)}


def serial_dates(app):
    found = seen(app, "s3_excel_serial_dates.csv", None, {"new_customers": "yes", "on": "1900-01-01"})
    assert found.proposal.layout.days is DayOrder.SERIAL
    assert not next(guess for guess in found.proposal.guesses if guess.name == "days").sure
    assert [finding.value for finding in found.report.findings if finding.weight == "refused"] == ["60"]
    assert "C3" not in taken(found)
    due = {no: app.views.charges(no)[0].due_on for no in ("C1", "C2")}
    assert due == {"C1": date(2024, 1, 31), "C2": date(2024, 2, 29)}


def damaged_phones(app):
    found = seen(app, "s4_scientific_phones.csv")
    told = {(finding.line, finding.field) for finding in found.report.findings}
    assert told == {(2, "phones"), (2, "no"), (0, "")}  # the last: nothing is taken from the column of identity cards
    assert list(taken(found)) == ["6222020000000000001"]
    assert app.files.file("6222020000000000001").phones == ("13800138001",)


def same_person(app):
    found = seen(app, "s8_dup_customers.csv")
    assert [(pair.line, pair.other_line) for pair in found.report.pairs] == [(line, 2) for line in range(3, 8)]
    assert len(taken(found)) == 6  # suggested, not merged


def precision(app):
    chosen = Choices(target=Target.CUSTOMERS, columns={"no": 0, "principal": 1})
    found = seen(app, "s9_amount_precision.csv", chosen)
    wrong = {finding.value for finding in found.report.findings}
    assert wrong == {"0.105", "1.005", "99999999999999.99", "1e5", "NaN", "∞", "0x1F"}
    assert {no: held for no, (_, held, _) in taken(found).items()} == {"C1": 10, "C8": 0, "C9": 0}


CASES: dict[str, Callable[[Any], None]] = {
    "02_utf16le.csv": utf16,
    "04_utf8_bom.csv": utf8_bom,
    "06_spanish_latin1.csv": spanish,
    "08_nul_byte.csv": nul,
    "10_ragged_bad_rows.csv": ragged,
    "11_preamble_lines.csv": preamble,
    "12_locale_numbers.csv": locale_numbers,
    "13_leading_zero.csv": leading_zero,
    "16_empty_columns.csv": empty_columns,
    "17_empty_file.csv": lambda app: refused(app, "17_empty_file.csv", "has no data"),
    "19_dutch_budget_semicolon.csv": stacked_titles,
    "24_encrypted.xls": lambda app: refused(app, "24_encrypted.xls", "password protected"),
    "27_null_words.csv": null_words,
    "31_date_1904.xlsx": from_1904,
    "34_formula_errors.xlsx": formula_errors,
    "36_empty_sheet.xlsx": lambda app: refused(app, "36_empty_sheet.xlsx", "has no data"),
    "38_truncated_68bytes.xls": lambda app: refused(app, "38_truncated_68bytes.xls", "not a workbook"),
    "44_float_noise.xlsx": float_noise,
    "48_leading_zeros.csv": codes,
    "49_duplicate_headers.csv": twice_named,
    "51_blank_rows.csv": blank_rows,
    "53_semicolon.csv": semicolons,
    "58_quoted_newlines_crlf.csv": quoted_lines,
    "61_missing_quote.csv": open_quote,
    "64_cn_customers_messy.csv": messy_chinese,
    "65_northwind_unquoted_commas.csv": northwind,
    "67_tsv_named_xls_gbk.xls": text_called_xls,
    "70_cn_template_leading_zero_id.xlsx": canteen,
    "s1_fullwidth_digits_gbk.csv": full_width,
    "s3_excel_serial_dates.csv": serial_dates,
    "s4_scientific_phones.csv": damaged_phones,
    "s8_dup_customers.csv": same_person,
    "s9_amount_precision.csv": precision,
}


def test_every_file_that_something_is_expected_of_is_here():
    lines = (FOLDER / "EXPECTATIONS.tsv").read_text(encoding="utf-8").splitlines()
    assert {line.split("\t")[0] for line in lines[1:]} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_handled_as_expected(name, app):
    CASES[name](app)


# ---- hostile workbooks ----------------------------------------------------------------------------------------------

_CHILD = """
import resource, sys
from pathlib import Path
from app.exchange.sheets import open_file
from app.errors import Refused
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    rows = sum(1 for row in open_file(Path(sys.argv[1])).rows())
    said = str(rows)
except Refused as refused:
    said = str(refused.message)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, said)
"""


def read_apart(path):
    """Read a file in a process of its own; return by how many MB it grew at most, and what came of it."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    grown, _, said = done.stdout.strip().partition(" ")
    return int(grown), said


@pytest.mark.parametrize(
    ("name", "said"),
    [("million_rows.xlsx", "2"), ("xxe.xlsx", "document type"), ("formula_cells.xlsx", "12")],
)
def test_a_hostile_workbook_is_read_in_bounds(name, said):
    grown, found = read_apart(HOSTILE / name)
    assert said in found
    assert grown < 30


def test_formulas_stay_text_and_become_nothing(app):
    source = app.intake.open(HOSTILE / "formula_cells.xlsx")
    chosen = Choices(target=Target.CUSTOMERS, columns={"name": 0, "principal": 1})
    app.intake.carry_out(source, app.intake.propose(source, chosen).layout, Way.GOOD_ROWS)
    names = {app.files.file(each.customer).name for each in app.views.balances(app.today())}
    assert '=HYPERLINK("http://127.0.0.1/","click")' in names
