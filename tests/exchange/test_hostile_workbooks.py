"""Workbooks that unpack to far more than they are: each is refused in words, in little memory and little time."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app.errors import Refused
from app.exchange.html_tables import html_rows
from app.exchange.sheets import open_file
from tests.exchange import bombs

ROOT = Path(__file__).resolve().parents[2]
MOST_MB = 130
MOST_S = 60
"""Of the processor, however busy the machine is."""

_CHILD = """
import resource, sys
from itertools import islice
from pathlib import Path
from app.exchange.sheets import open_file
from app.errors import Refused
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]), int(sys.argv[2])))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    said = str(sum(1 for _row in open_file(Path(sys.argv[1])).rows()))
except Refused as refused:
    said = refused.message.text
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, said)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts memory and time otherwise")
@pytest.mark.parametrize("name", bombs.BOMBS)
def test_what_would_unpack_to_too_much_is_refused_before_it_does(name: str, tmp_path: Path) -> None:
    bombs.BOMBS[name](tmp_path / name)
    command = [sys.executable, "-c", _CHILD, str(tmp_path / name), str(MOST_S)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    grown, _, said = done.stdout.strip().partition(" ")
    assert "too large" in said
    assert int(grown) < MOST_MB


def test_rows_that_are_repeated_come_with_their_lines_and_what_is_merged(tmp_path: Path) -> None:
    deep = 'table:number-rows-spanned="2"'
    rows = (
        f"<table:table-row><table:table-cell {deep}><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:covered-table-cell/><table:table-cell><text:p>2</text:p></table:table-cell>"
        "</table:table-row>"
        '<table:table-row table:number-rows-repeated="3"><table:table-cell><text:p>b</text:p></table:table-cell>'
        "</table:table-row>"
    )
    bombs.ods(tmp_path / "small.ods", iter([rows]))
    found = [(row.line, list(row.values)) for row in open_file(tmp_path / "small.ods").rows()]
    assert found == [(1, ["a", "1"]), (2, ["a", "2"]), (3, ["b"]), (4, ["b"]), (5, ["b"])]


def test_a_tag_of_a_page_that_never_ends_is_refused() -> None:
    with pytest.raises(Refused, match="too large"):
        list(html_rows(iter(["<table><tr><td>1</td></tr><td ", *["x" * 65_536] * 200])))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_packed_as_no_workbook_may_be_is_refused(packing: int, tmp_path: Path) -> None:
    bombs.workbook(tmp_path / "plain.xlsx", {})
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(tmp_path / "odd.xlsx", "w", packing) as odd:
        for name in plain.namelist():
            odd.writestr(name, plain.read(name))
    assert [list(row.values) for row in open_file(tmp_path / "plain.xlsx").rows()] == [["1"]]
    with pytest.raises(Refused, match="damaged"):
        open_file(tmp_path / "odd.xlsx")
