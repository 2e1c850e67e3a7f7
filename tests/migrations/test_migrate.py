"""Bringing a book of version 1 up to date: the same book afterwards, a copy from before, and nothing by halves."""

import ast
import errno
import os
import shutil
import stat
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from sqlite3.dump import _iterdump

import pytest

from app import bootstrap
from app.core.requests import Tender, TopUp
from app.core.settings import ChangeSettings
from app.errors import BookUnusable
from app.services.books import open_book
from app.storage import migrate as module
from app.storage.engine import sqlite3
from app.storage.migrations import STEPS
from app.storage.store import BookOutdated, open_store
from app.storage.tables import SCHEMA_VERSION
from app.system import logs
from tests.faults.disks import mounted, remount_read_only
from tests.real.program import Program

FROZEN = {version: Path(__file__).with_name(f"version_{version}.sql") for version in range(1, SCHEMA_VERSION)}
DAY = date(2026, 11, 22)


def kept_name(book, number=1):
    """Return what the copy of a book made on `DAY` is called."""
    ((version,),) = query(book, "PRAGMA user_version")
    return f"shop-2026-11-22-v{version}" + (f"-{number}" if number > 1 else "") + ".cbook"


def frozen(path, version=1):
    """Make a book as it was frozen when its version was the newest."""
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(FROZEN[version].read_text(encoding="utf-8"))
        raw.execute("PRAGMA journal_mode = WAL")  # as every book; a dump says nothing of it
    return path


@pytest.fixture(name="book", params=FROZEN, ids="version {}".format)
def older_book(tmp_path, request):
    return frozen(tmp_path / "shop.cbook", request.param)


def query(path, statement):
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(statement).fetchall()


def dump(path):
    """Return a book as text, one statement a line."""
    with closing(sqlite3.connect(path)) as raw:
        return [*_iterdump(raw), str(raw.execute("PRAGMA user_version").fetchone())]


def rows(path):
    """Return every row, but for sums and counts of them, which older books do not have."""
    found = (line for line in dump(path) if line.startswith("INSERT"))
    return sorted(line for line in found if not line.startswith(('INSERT INTO "table_sum"', 'INSERT INTO "row_count"')))


def schema(path):
    found = query(path, "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
    return {(kind, name, table, " ".join(sql.split())) for kind, name, table, sql in found}


def files(path):
    return sorted(each.name for each in path.parent.iterdir())


def up_to_date(path, day=DAY):
    """Open a book on a day, close it, and return what was said of it."""
    said = []
    store, _ = open_book(path, said.append, today=lambda: day)
    store.dispose()
    return said


def opened(path):
    """Open a book as the program does on `DAY`, prove it, and close it."""
    up_to_date(path)
    app = bootstrap.open_app(path)
    report = app.verify.verify()
    app.close()
    return report


# ---- what comes out -------------------------------------------------------------------------------------------------


def test_an_older_book_is_the_same_afterwards_and_whole(book):
    before, head = rows(book), query(book, "SELECT entry_id, hex(hash) FROM head")[0]
    report = opened(book)
    assert (report.problems, report.entries, report.head.upper()) == ((), *head)
    assert rows(book) == before
    assert query(book, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert query(book, "PRAGMA foreign_key_check") == []


def test_its_tables_indexes_and_guards_are_those_of_a_new_book(book, tmp_path):
    opened(book)
    new = tmp_path / "new.cbook"
    bootstrap.new_book(new, name="n", currency="CNY", language="en", pack="CN").close()
    assert schema(book) == schema(new)


def test_a_copy_of_it_as_it_was_stands_beside_it(book):
    before, copy = dump(book), book.with_name(kept_name(book))
    (said,) = up_to_date(book)
    assert (said.copy, said.findings) == (copy, 0)
    assert "brought up to date and proved whole" in str(said.message())
    assert str(copy) in str(said.message())
    assert files(book) == [copy.name, "shop.cbook"]
    assert dump(copy) == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert up_to_date(book) == []  # once is enough
    assert files(book) == [copy.name, "shop.cbook"]


def test_no_file_is_overwritten_by_the_copy(book):
    mine, second, third = (book.with_name(kept_name(book, number)) for number in (1, 2, 3))
    mine.write_bytes(b"mine")
    second.mkdir()
    up_to_date(book)
    assert mine.read_bytes() == b"mine"
    assert third.is_file()


def test_one_can_go_on_working_in_it(book):
    app = bootstrap.open_app(book)
    app.settings.change(ChangeSettings(id="today-1", given={"phone": "0577-86001000"}))
    number = app.files.customers()[0].no
    app.journal.record(TopUp(id="today-3", on=app.today(), customer=number, paid=100, tender=Tender.CASH))
    assert app.settings.current().phone == "0577-86001000"
    assert app.verify.verify().problems == ()
    app.close()
    with closing(sqlite3.connect(book)) as raw, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute("UPDATE posting SET amount = 0")


@pytest.mark.parametrize("version", FROZEN)
def test_what_stands_only_in_the_log_is_not_lost(version, tmp_path):
    """The program was killed with its last rows in the write-ahead log; the file alone is older."""
    whole, crashed = frozen(tmp_path / "whole.cbook", version), tmp_path / "crashed" / "shop.cbook"
    lines = FROZEN[version].read_text(encoding="utf-8").splitlines(keepends=True)
    last = max(number for number, line in enumerate(lines) if line.startswith("INSERT INTO "))
    written, killed = "".join(lines[:last]) + "COMMIT;", "BEGIN;" + "".join(lines[last:])
    crashed.parent.mkdir()
    with closing(sqlite3.connect(tmp_path / "killed.cbook")) as raw:
        raw.executescript(written)
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA wal_autocheckpoint = 0")
        raw.executescript(killed)
        for end in ("", "-wal"):
            shutil.copy(tmp_path / f"killed.cbook{end}", f"{crashed}{end}")
    copy = crashed.with_name(kept_name(whole))
    assert opened(crashed).ok
    for path in (crashed, copy):
        assert rows(path) == rows(whole)


def test_a_book_of_this_version_never_meets_alembic(tmp_path):
    path = tmp_path / "new.cbook"
    bootstrap.new_book(path, name="n", currency="CNY", language="en", pack="CN").close()
    code = (
        "import sys; from pathlib import Path; from app import bootstrap;"
        f"bootstrap.open_app(Path({str(path)!r})).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_steps_lead_from_version_to_version_and_know_no_table_of_today():
    assert [number for number, _ in STEPS] == list(range(2, SCHEMA_VERSION + 1))
    for path in Path(module.__file__).with_name("migrations").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.startswith("app.") and "migrations" not in name for name in names), (path, names)


# ---- books that stay as they are ------------------------------------------------------------------------------------


def test_a_read_only_older_book_is_refused_in_words(book, tmp_path):
    whole = book.read_bytes()
    book.chmod(0o444)
    with pytest.raises(BookUnusable, match="older version of the program and is read-only"):
        open_book(book)
    answer = Program(book, tmp_path).run("show", "balances")
    assert (answer.code, answer.out) == (2, "")
    assert "Allow writing to it" in answer.err
    assert book.read_bytes() == whole
    assert files(book) == ["shop.cbook"]


def test_an_older_book_in_a_folder_nobody_may_write_to_is_refused_in_words(tmp_path):
    """A copy could not be kept beside it; a book of this version in such a folder can still be read."""
    with mounted(tmp_path / "disk", size="2m") as place:
        book = frozen(place / "shop.cbook")
        book.chmod(0o644)
        remount_read_only(place)
        with pytest.raises(BookUnusable, match="Allow writing to it and its folder"):
            open_book(book)
        with pytest.raises(BookUnusable, match="Choose another place"):
            bootstrap.new_book(place / "new.cbook", name="n", currency="CNY", language="en", pack="CN")


def test_a_book_of_somebody_else_is_refused_in_words(book, monkeypatch):
    """Its folder does not even say what is in it."""

    def stat(*_arguments, **_named):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "stat", stat)
    with pytest.raises(BookUnusable, match=r"you may not do that there\. Choose another place, or ask"):
        open_book(book)


def test_the_store_alone_opens_no_older_book(book):
    with pytest.raises(BookOutdated):
        open_store(book)
    assert files(book) == ["shop.cbook"]


@pytest.mark.parametrize("version", [0, -1, SCHEMA_VERSION + 1])
def test_a_version_there_never_was_is_refused(book, version):
    with closing(sqlite3.connect(book)) as raw:
        raw.execute(f"PRAGMA user_version = {version}")
    whole = book.read_bytes()
    with pytest.raises(BookUnusable):
        open_book(book)
    assert book.read_bytes() == whole


def forget_a_posting(op):
    op.execute("DELETE FROM posting WHERE entry_id = 3")


def change_an_amount(op):
    op.execute("UPDATE posting SET amount = amount + 1 WHERE entry_id = 3 AND seq = 0")


def name_what_is_not_there(op):
    op.execute("UPDATE item SET customer_id = 999 WHERE id = 1")


def empty_a_table_by_making_its_parent_anew(op):
    op.execute("ALTER TABLE customer_phone RENAME TO old")
    op.execute("CREATE TABLE customer_phone (customer_id INTEGER NOT NULL, digits VARCHAR NOT NULL)")
    op.execute("DROP TABLE old")


def fail(_op):
    raise RuntimeError("gone wrong")


def last_step(monkeypatch, more):
    """Have the last step do something more."""
    version, last = STEPS[-1]
    monkeypatch.setattr(module, "STEPS", (*STEPS[:-1], (version, lambda op: (last(op), more(op)))))


@pytest.mark.parametrize(
    "step",
    [forget_a_posting, change_an_amount, name_what_is_not_there, empty_a_table_by_making_its_parent_anew, fail],
)
def test_a_step_that_changes_more_than_it_may_changes_nothing(book, tmp_path, monkeypatch, step):
    """Its copy is kept and named, once however often it is tried, and a report is left for whoever mends it."""
    monkeypatch.setattr(logs, "log_folder", lambda: tmp_path / "reports")
    last_step(monkeypatch, step)
    before, copy = dump(book), book.with_name(kept_name(book))
    for _ in range(2):
        with pytest.raises(BookUnusable, match="could not be brought up to date and is as it was before") as refused:
            up_to_date(book)
        assert str(copy) in str(refused.value)
        assert dump(book) == dump(copy) == before
    assert [name for name in files(book) if name.endswith(".cbook")] == [copy.name, "shop.cbook"]
    reports = sorted((tmp_path / "reports").iterdir())
    assert len(reports) == 2
    assert str(reports[-1]) in str(refused.value)


def test_a_drive_that_fails_on_the_way_is_named_with_the_copy(book, monkeypatch):
    def drive(_op):
        raise OSError(errno.EIO, "gone")

    last_step(monkeypatch, drive)
    before, copy = dump(book), book.with_name(kept_name(book))
    with pytest.raises(BookUnusable, match="the drive does not answer as it should") as refused:
        up_to_date(book)
    assert str(copy) in str(refused.value)
    assert dump(book) == dump(copy) == before


def test_room_that_gives_out_on_the_way_is_not_taken_by_the_copy(book, monkeypatch):
    def full(_op):
        raise OSError(errno.ENOSPC, "full")

    last_step(monkeypatch, full)
    before = dump(book)
    with pytest.raises(BookUnusable, match="the disk is full"):
        up_to_date(book)
    assert dump(book) == before
    assert files(book) == ["shop.cbook"]


def test_a_guard_that_is_not_ours_stays_and_is_reported(book):
    with closing(sqlite3.connect(book)) as raw:
        raw.execute("CREATE TRIGGER helpful AFTER INSERT ON posting BEGIN DELETE FROM entry_text; END")
    (said,) = up_to_date(book)
    assert (said.findings, "helpful" in str(said.message())) == (1, True)
    assert [problem.where for problem in opened(book).problems] == ["trigger helpful"]


def test_what_was_broken_before_is_reported_not_made_a_reason_to_lock_the_owner_out(book):
    with closing(sqlite3.connect(book)) as raw:
        raw.execute("UPDATE customer_phone SET customer_id = 999 WHERE customer_id = 1")
        raw.commit()
    assert "reference" in {problem.kind for problem in opened(book).problems}


def test_a_program_that_has_the_book_open_writes_nothing_more_once_a_newer_one_has_changed_it(tmp_path):
    path = tmp_path / "shop.cbook"
    app = bootstrap.new_book(path, name="n", currency="CNY", language="en", pack="CN")
    app.settings.change(ChangeSettings(id="today-1", given={"phone": "1"}))
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    for _ in range(2):
        with pytest.raises(BookUnusable, match="open the book with the newer one"):
            app.settings.change(ChangeSettings(id="today-2", given={"phone": "2"}))
    assert app.settings.current().phone == "1"
    app.close()


# ---- interrupted, crowded, cramped ----------------------------------------------------------------------------------

KILLED = """
import os, sys
from datetime import date
from pathlib import Path
from app.storage import migrate
*others, (version, last) = migrate.STEPS
migrate.STEPS = (*others, (version, lambda op: (last(op), os._exit(9))))
migrate.migrate(Path(sys.argv[1]), date(2026, 11, 22))
"""


def test_a_program_killed_in_the_middle_leaves_the_book_as_it_was(book):
    before, copy = dump(book), book.with_name(kept_name(book))
    assert subprocess.run([sys.executable, "-c", KILLED, str(book)], check=False).returncode == 9
    assert dump(book) == dump(copy) == before
    assert opened(book).ok
    assert [name for name in files(book) if name.endswith(".cbook")] == [copy.name, "shop.cbook"]


def test_a_copy_cut_short_never_bears_the_name_of_one(book):
    """What a program killed while copying leaves behind is done away with by the next."""
    copy = kept_name(book)
    for end in (".part", ".part-journal"):
        book.with_name(f"{book.name}{end}").write_bytes(b"half")
    assert opened(book).ok
    assert files(book) == [copy, "shop.cbook"]


@pytest.mark.parametrize("book", [min(FROZEN), max(FROZEN)], indirect=True)
def test_eight_programs_at_once_bring_it_up_to_date_once(book, tmp_path):
    home = tmp_path / "home"
    ending = kept_name(book).rpartition("-")[2]
    program = Program(book, home)
    started = [program.start("--json", "show", "settings") for _ in range(8)]
    answers = [program.finish(each) for each in started]
    assert [answer.code for answer in answers] == [0] * 8
    said = [answer.err for answer in answers if answer.err]
    assert len(said) == 1
    (copy,) = [name for name in files(book) if name.startswith("shop-")]
    assert copy.endswith(ending)
    assert copy in said[0]
    assert opened(book).ok


def test_a_full_disk_leaves_the_book_as_it_was(tmp_path):
    with mounted(tmp_path / "disk", size="320k") as place:
        book = frozen(place / "shop.cbook")
        before = dump(book)
        with pytest.raises(BookUnusable, match=r"disk of .* is full"):
            open_book(book)
        assert dump(book) == before
        assert files(book) == ["shop.cbook"]


def test_a_journal_of_huge_amounts_can_be_summed(book):
    """The sums compared must not overflow, whatever the currency."""
    with closing(sqlite3.connect(book)) as raw:
        for name in ("posting_no_update", "posting_in_order"):
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE posting SET amount = 9223372036854775807 WHERE amount > 0")
        raw.commit()
    store, _ = open_book(book)
    store.dispose()
    assert query(book, "PRAGMA user_version") == [(SCHEMA_VERSION,)]


def test_the_books_in_the_dumps_have_something_in_every_table_that_may_be_lost(book):
    entries = query(book, "SELECT count(*) FROM entry")[0][0]
    assert entries > 10
    assert date.fromisoformat(query(book, "SELECT first_on FROM head")[0][0])
    assert all(path.stat().st_size < 150_000 for path in FROZEN.values())
