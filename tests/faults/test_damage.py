"""Two hundred damaged copies of a full book: each found out, none crashes, none is written to; and what sees it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.errors import BookUnusable
from app.storage.engine import sqlite3
from tests.faults import filled, pages, postings, tracer
from tests.real.program import ROOT

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("damage")]

WITHOUT_ROWS = frozenset({"erasing"})
"""In `erasing` rows stand only within one transaction."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("full") / "shop.cbook"
    filled.make(path)
    return path


def test_every_table_has_rows(full: Path) -> None:
    """Whoever adds a table adds a step that writes to it: what has no rows is neither damaged nor killed here."""
    assert set(filled.empty_tables(full)) == WITHOUT_ROWS


def test_the_full_book_is_whole(full: Path) -> None:
    app = postings.opened(full)
    report = app.verify.verify()
    app.close()
    assert report.problems == ()


def test_the_layout_finds_the_text_of_every_row(full: Path) -> None:
    found = pages.layout(full)
    data = full.read_bytes()
    mine = b"".join(data[p.first : p.first + p.length] for p in found.pieces if p.owner == "customer")
    assert all(name.encode() in mine for name in ("王小明", "李海建材", "区美玲"))
    everything = sum(len(each) for each in found.pages.values())
    assert everything <= len(data) // found.page_size


@pytest.mark.skipif(not tracer.AVAILABLE, reason="copies are judged in forked processes")
def test_damage_is_noticed_or_does_no_harm() -> None:
    found = damaged("--copies", "200", "--seed", "1")
    assert found["runs"] == 200
    assert found["examples"] == []
    assert (found["unnoticed"], found["crashed"], found["written"]) == (0, 0, 0)
    assert found["refused"] > 10
    assert found["bad"] > 100


def damaged(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.faults.damage", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ}, capture_output=True, encoding="utf-8", timeout=600, check=False
    )
    assert done.stdout, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


SPOILED = {
    "file_change": "UPDATE file_change SET new = 'another' WHERE id = 1",
    "file_request": "UPDATE file_request SET recorded_at = '2000' WHERE rowid = 1",
    "customer_pin": "UPDATE customer_pin SET hash = zeroblob(32)",
    "staff_pin": "UPDATE staff_pin SET wrong = wrong + 1",
    "staff": "UPDATE staff SET name = 'another' WHERE id = 1",
    "table_sum": "DELETE FROM table_sum WHERE name = 'staff'",
}


@pytest.mark.parametrize("where", SPOILED)
def test_a_row_without_a_digest_of_its_own_is_seen_by_the_sum_of_its_table(
    where: str, full: Path, tmp_path: Path
) -> None:
    book = filled.copy(full, tmp_path / "shop.cbook")
    with sqlite3.connect(book) as raw:
        for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute(SPOILED[where])
    raw.close()
    app = postings.opened(book)
    found = {problem.where for problem in app.verify.verify().problems}
    app.close()
    assert ("staff" if where == "table_sum" else where) in found


def test_a_table_that_lost_what_it_refuses_is_seen(full: Path, tmp_path: Path) -> None:
    book = filled.copy(full, tmp_path / "shop.cbook")
    book.write_bytes(book.read_bytes().replace(b"CHECK (id = 1)", b"CHECK (id = 7)"))
    app = postings.opened(book)
    found = {problem.where for problem in app.verify.verify().problems}
    app.close()
    assert any(where.startswith("schema ") for where in found)


def test_once_damage_is_found_nothing_more_is_written(full: Path, tmp_path: Path) -> None:
    book = filled.copy(full, tmp_path / "shop.cbook")
    with sqlite3.connect(book) as raw:
        raw.execute("DROP TRIGGER posting_no_update")
        raw.execute("UPDATE posting SET amount = amount + 1 WHERE entry_id = 1 AND seq = 0")
    raw.close()
    app = postings.opened(book)
    assert not app.verify.verify().ok
    before = book.read_bytes()
    with pytest.raises(BookUnusable, match="is damaged; nothing was written"):
        app.pins.set("A", "8260")
    app.close()
    assert book.read_bytes() == before
