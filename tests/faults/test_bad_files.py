"""Books that are none, newer, damaged, locked, read-only: one clear sentence, exit code 2, the file as it was."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import bootstrap
from app.errors import BookUnusable
from app.storage.engine import sqlite3
from app.storage.tables import metadata
from tests.faults import postings
from tests.faults.disks import mounted, remount_read_only
from tests.gui.shop_book import small_shop
from tests.real.program import Answer, Program, json_lines

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("bad files")]

EVENT = {"do": "top_up", "id": "late", "on": "2026-03-01", "customer": "A", "paid": "1.00", "tender": "cash"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book without fault."""
    path = tmp_path_factory.mktemp("whole") / "shop.cbook"
    bootstrap.new_book(path, name="试", currency="CNY", language="en", pack="CN").close()
    app = postings.opened(path)
    postings.post(app, [*postings.beginning(), *postings.plan(3, 30)], "together", lambda _place, _entry: None)
    app.close()
    return path


# ---- what may be wrong with a file ----------------------------------------------------------------------------------


def missing(_whole: Path, _path: Path) -> None:
    """No book at all."""


def empty(_whole: Path, path: Path) -> None:
    path.write_bytes(b"")


def text(_whole: Path, path: Path) -> None:
    path.write_text("Dear diary\n" * 500, encoding="utf-8")


def short(_whole: Path, path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


def other(_whole: Path, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
        connection.execute("INSERT INTO recipe VALUES ('饺子')")
    connection.close()


def other_in_wal_mode(whole: Path, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    other(whole, path)


def pretender(whole: Path, path: Path) -> None:
    other(whole, path)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA application_id = {0x43424F4B}")
        connection.execute("PRAGMA user_version = 1")
    connection.close()


def newer(whole: Path, path: Path) -> None:
    shutil.copy(whole, path)
    with sqlite3.connect(path) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute(f"PRAGMA user_version = {version + 1}")
    connection.close()


def newer_in_another_journal_mode(whole: Path, path: Path) -> None:
    newer(whole, path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()


def half(whole: Path, path: Path) -> None:
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])


def one_byte_short(whole: Path, path: Path) -> None:
    path.write_bytes(whole.read_bytes()[:-1])


def half_with_a_log(whole: Path, path: Path) -> None:
    half(whole, path)
    path.with_name(path.name + "-wal").write_bytes(b"not a log" * 1000)


def garbled_magic(whole: Path, path: Path) -> None:
    path.write_bytes(b"Garbage format 3" + whole.read_bytes()[16:])


def garbled_header(whole: Path, path: Path) -> None:
    data = bytearray(whole.read_bytes())
    data[16:40] = random.Random(1).randbytes(24)
    path.write_bytes(data)


def no_head(whole: Path, path: Path) -> None:
    shutil.copy(whole, path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE head SET entry_id = entry_id - 1")
    connection.close()


def garbled_schema(whole: Path, path: Path) -> None:
    data = bytearray(whole.read_bytes())
    data[100:4096] = random.Random(2).randbytes(3996)
    path.write_bytes(data)


def garbled_statement(whole: Path, path: Path) -> None:
    statement = b"FOREIGN KEY(customer_id)"
    # All of them: the first may be one that a page has left behind when it was divided, and nobody reads.
    path.write_bytes(whole.read_bytes().replace(statement, statement.replace(b"o", b"\xd4")))


def folder(_whole: Path, path: Path) -> None:
    path.mkdir()


SPOILERS = {
    missing: "There is no book at",
    empty: "is not a book of this program",
    text: "is not a book of this program",
    short: "is damaged",
    other: "is not a book of this program",
    other_in_wal_mode: "is not a book of this program",
    pretender: "is damaged",
    newer: "was made by a newer version",
    newer_in_another_journal_mode: "was made by a newer version",
    half: "is damaged",
    one_byte_short: "is damaged",
    half_with_a_log: "is damaged",
    garbled_magic: "is not a book of this program",
    garbled_header: "is damaged",
    no_head: "is damaged",
    garbled_schema: "is damaged",
    garbled_statement: "is damaged",
    folder: "is not a file",
}


def snapshot(path: Path) -> dict[str, bytes]:
    """Every file of a folder and what is in it, the program's own home left out."""
    files = (file for file in path.parent.rglob("*") if file.is_file() and "home" not in file.parts)
    return {str(file.relative_to(path.parent)): file.read_bytes() for file in files}


def clear(answer: Answer, part: str = "", *, chinese: bool = False) -> None:
    """Check that an answer is one sentence on stderr and nothing else."""
    assert answer.code == 2, answer
    assert answer.out == ""
    assert answer.err.count("\n") == 1, answer.err
    assert "Traceback" not in answer.err
    if chinese:
        assert any("\u4e00" <= c <= "\u9fff" for c in answer.err), answer.err
        assert part not in answer.err
    else:
        assert part in answer.err


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda spoil: spoil.__name__)
def test_a_file_that_is_no_whole_book_is_refused_in_words(
    spoil: Callable[[Path, Path], None], whole: Path, tmp_path: Path
) -> None:
    program = at(tmp_path / "a b.cbook", tmp_path)
    spoil(whole, tmp_path / "a b.cbook")
    before = snapshot(tmp_path / "a b.cbook")
    part = SPOILERS[spoil]
    clear(program.run("--json", "show", "balances"), part)
    assert snapshot(tmp_path / "a b.cbook") == before
    clear(program.run("apply", "-", given=json_lines([EVENT]), lang="zh_CN"), part, chinese=True)
    assert snapshot(tmp_path / "a b.cbook") == before


def at(path: Path | str, folder: Path) -> Program:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return Program(path, home)


def test_an_address_is_refused_in_words(tmp_path: Path) -> None:
    program = at("postgresql://shop@till/book", tmp_path)
    clear(program.run("show", "balances"), "is an address")
    clear(program.run("apply", "-", given=json_lines([EVENT])), "is an address")
    clear(program.run("show", "balances", lang="zh_CN"), "is an address", chinese=True)


def test_a_path_through_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    program = at(tmp_path / "file" / "shop.cbook", tmp_path)
    clear(program.run("show", "balances"))
    clear(program.run("new", "--name", "N", "--currency", "CNY"))


def test_new_and_demo_leave_a_file_that_is_there_alone(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "shop.cbook"
    shutil.copy(whole, path)
    before = snapshot(path)
    clear(at(path, tmp_path).run("new", "--name", "N", "--currency", "CNY"), "There is a file at")
    clear(at(path, tmp_path).run("demo", "--customers", "2", "--entries", "5"), "There is a file at")
    clear(at(path, tmp_path).run("new", "--name", "N", "--currency", "CNY", lang="zh_CN"), "There is", chinese=True)
    assert snapshot(path) == before


# ---- damage within --------------------------------------------------------------------------------------------------


def contents(path: Path) -> dict[str, list[str]]:
    """Every row of a book whose structure is sound."""
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        names = [table.name for table in metadata.sorted_tables]
        rows = {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))) for name in names}
    connection.close()
    return rows


def judge(path: Path) -> str:
    """Open and prove a book in this process: refused, bad, or whole."""
    try:
        app = bootstrap.open_app(path)
    except BookUnusable as unusable:
        return verdict_of(unusable, "refused")
    try:
        return "whole" if app.verify.verify().ok else "bad"
    except BookUnusable as unusable:
        return verdict_of(unusable, "bad")
    finally:
        app.close()


def verdict_of(unusable: BookUnusable, verdict: str) -> str:
    assert any(part in str(unusable) for part in ("is damaged", "is not a book", "made by a newer")), unusable
    return verdict


def test_a_whole_book_is_whole(whole: Path) -> None:
    assert judge(whole) == "whole"


def test_a_flipped_page_is_noticed(whole: Path, tmp_path: Path) -> None:
    """Every page with something on it is spoiled in turn."""
    original, page = whole.read_bytes(), 4096
    chance = random.Random(4)
    found = []
    for first in range(page, len(original), page):
        if original[first + 3 : first + 5] != b"\0\0":  # how many cells there are on it
            data = bytearray(original)
            data[first + 8 : first + page] = bytes(b ^ chance.randint(1, 255) for b in data[first + 8 : first + page])
            found.append(judged(tmp_path, data, whole))
    assert len(found) > 20
    assert set(found) == {"bad", "refused"}


def test_a_flipped_bit_is_noticed_or_changes_nothing(whole: Path, tmp_path: Path) -> None:
    original = whole.read_bytes()
    used = [place for place, byte in enumerate(original) if byte]
    chance = random.Random(5)
    found = []
    for place in chance.sample(used, 120):
        data = bytearray(original)
        data[place] ^= 1 << chance.randrange(8)
        found.append(judged(tmp_path, data, whole))
    assert found.count("bad") > 20


def judged(folder: Path, data: bytearray, whole: Path) -> str:
    path = folder / "damaged.cbook"
    for old in folder.glob("damaged.cbook*"):
        old.unlink()
    path.write_bytes(data)
    verdict = judge(path)
    if verdict == "whole":
        assert contents(path) == contents(whole)
    return verdict


def test_verify_says_in_words_what_is_wrong(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "shop.cbook"
    shutil.copy(whole, path)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER posting_no_update")
        connection.execute("UPDATE posting SET amount = amount + 1 WHERE entry_id = 3 AND seq = 0")
    connection.close()
    for lang in ("en", "zh_CN"):
        answer = at(path, tmp_path).run("verify", lang=lang)
        assert answer.code == 1
        assert answer.out == ""
        assert "Traceback" not in answer.err
        assert len(answer.err.splitlines()) >= 2
        assert (lang == "zh_CN") == any("\u4e00" <= c <= "\u9fff" for c in answer.err), answer.err


# ---- locked, read-only ----------------------------------------------------------------------------------------------


def holding(path: Path, *statements: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    return connection


def test_a_book_another_program_writes_to_can_be_read_and_is_refused_for_writing(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "shop.cbook"
    shutil.copy(whole, path)
    program = at(path, tmp_path)
    other_program = holding(path, "BEGIN IMMEDIATE")
    try:
        started = [program.start("apply", "-", lang=lang) for lang in ("en", "zh_CN")]
        assert program.run("--json", "show", "balances").code == 0
        english, chinese = (program.finish(process, json_lines([EVENT])) for process in started)
        clear(english, "is in use by another program")
        clear(chinese, "is in use by another program", chinese=True)
    finally:
        other_program.close()
    answer = program.apply([EVENT])
    assert (answer.code, answer.lines()[0]["ok"]) == (0, True)
    assert judge(path) == "whole"


def test_a_book_another_program_keeps_to_itself_is_refused(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "shop.cbook"
    shutil.copy(whole, path)
    program = at(path, tmp_path)
    before = path.read_bytes()
    other_program = holding(path, "PRAGMA locking_mode = EXCLUSIVE", "BEGIN IMMEDIATE")
    try:
        commands = [("show", "balances"), ("apply", "-"), ("verify",)]
        started = [program.start(*command, lang=lang) for command in commands for lang in ("en", "zh_CN")]
        answers = [program.finish(process, json_lines([EVENT])) for process in started]
    finally:
        other_program.close()
    for number, answer in enumerate(answers):
        clear(answer, "is in use by another program", chinese=number % 2 == 1)
    assert path.read_bytes() == before
    assert judge(path) == "whole"


def reads_but_does_not_write(program: Program, path: Path) -> None:
    before = path.read_bytes()
    shown = program.run("--json", "show", "balances")
    assert (shown.code, shown.err) == (0, "")
    assert {row["customer"] for row in shown.json()} == {"A", "B"}
    assert program.run("--json", "verify").json()["ok"]
    clear(program.run("apply", "-", given=json_lines([EVENT])), "is read-only")
    clear(program.run("apply", "-", given=json_lines([EVENT]), lang="zh_CN"), "is read-only", chinese=True)
    assert path.read_bytes() == before
    assert sum(map(len, snapshot(path).values())) <= len(before) + 32768  # an index of an empty log may be left


def test_a_read_only_book_is_read_and_never_written_to(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "shop.cbook"
    shutil.copy(whole, path)
    path.chmod(0o444)
    reads_but_does_not_write(at(path, tmp_path), path)
    path.chmod(0o600)
    assert at(path, tmp_path).apply([EVENT]).code == 0


def test_a_refusal_ends_the_program_though_its_input_stays_open(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "shop.cbook"
    shutil.copy(whole, path)
    path.chmod(0o444)
    program = at(path, tmp_path)
    process = program.start("--json", "apply", "-")
    assert process.stdin is not None
    process.stdin.write(json_lines([EVENT]))
    process.stdin.flush()
    code = process.wait(timeout=60)
    clear(program.finish(process), "is read-only")
    assert code == 2


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk", size="4m") as place:
        yield place


def test_a_book_on_a_read_only_disk_is_read_and_never_written_to(whole: Path, disk: Path, tmp_path: Path) -> None:
    shutil.copy(whole, disk / "shop.cbook")
    remount_read_only(disk)
    program = at(disk / "shop.cbook", tmp_path)
    reads_but_does_not_write(program, disk / "shop.cbook")
    clear(at(disk / "new.cbook", tmp_path).run("new", "--name", "N", "--currency", "CNY"), "cannot be used")


def test_a_book_deleted_while_it_is_open_takes_no_entry(tmp_path):
    app = small_shop(tmp_path / "shop.cbook")
    for each in tmp_path.glob("shop.cbook*"):
        each.unlink()
    with pytest.raises(BookUnusable, match="no book at"):
        app.pins.set("0042", "1234")
    app.close()
