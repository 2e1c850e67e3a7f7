"""The benchmarks run to their end; how fast anything is, is never tested."""

import pytest

from tests.bench.__main__ import main
from tests.bench.books import benchmark_book
from tests.bench.lines import LINES

SMALL = [
    *("--customers", "20", "--entries", "200", "--rounds", "1"),
    *("--postings", "3", "--events", "60", "--questions", "20", "--statements", "40"),
]


def test_every_line_below_the_window_can_be_measured(tmp_path, capsys):
    assert main([*SMALL, "--cache", str(tmp_path), *(name for name in LINES if name != "window")]) == 0
    table = capsys.readouterr().out
    for words in ("one posting, FULL", "one posting, OFF", "bulk apply", "all balances", "ageing", "search", "verify"):
        assert words in table
    assert [path.suffix for path in tmp_path.iterdir()] == [".cbook"]


@pytest.mark.slow
def test_the_window_can_be_measured(tmp_path, capsys):
    assert main([*SMALL, "--cache", str(tmp_path), "window"]) == 0
    table = capsys.readouterr().out
    for words in ("first frame", "list shown", "memory", "search in the window", "gap, sorting", "gap, exporting"):
        assert words in table


def test_the_book_is_made_once(tmp_path):
    book = benchmark_book(20, 100, tmp_path)
    before = book.stat().st_mtime_ns
    assert benchmark_book(20, 100, tmp_path) == book
    assert book.stat().st_mtime_ns == before


def test_an_unknown_line_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["nothing"])
    said = capsys.readouterr().err
    assert all(name in said for name in LINES)
