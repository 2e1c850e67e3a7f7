"""A file somebody names may be the open book's own: it is refused in words, and the database keeps its locks."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.bootstrap import App
from app.core.customer import Attach
from app.core.customer_list import Column, CustomerFilter, SortKey
from app.errors import BookUnusable, CounterbookError, Refused
from app.storage.own_files import belongs_to
from tests.gui.shop_book import TODAY, open_on, small_shop

WANG = "0042"

Door = Callable[[App, Path], object]

DOORS: dict[str, Door] = {
    "attach": lambda app, path: app.files.record(Attach(id="a2", customer=WANG, file=str(path))),
    "save an attachment": lambda app, path: app.files.save(1, path),
    "save a receipt": lambda app, path: app.receipts.save("q1", path),
    "save a day": lambda app, path: app.drawer.save(app.drawer.day(TODAY), path, "en"),
    "export the journal": lambda app, path: app.exports.journal(path, "csv"),
    "export customers": lambda app, path: app.customer_list.export(
        CustomerFilter(), SortKey.NAME, [Column.NAME], path, "en"
    ),
    "apply events": lambda app, path: app.bulk.check_source(path),
}


@pytest.fixture(name="app")
def shop_through_a_link(tmp_path: Path) -> Iterator[App]:
    """A book in one folder, opened by a link in another, with an attachment in it."""
    (tmp_path / "real").mkdir()
    small_shop(tmp_path / "real" / "shop.cbook").close()
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "my shop.cbook").symlink_to(tmp_path / "real" / "shop.cbook")
    letter = tmp_path / "letter.txt"
    letter.write_text("dear customer", encoding="utf-8")
    app = open_on(tmp_path / "desk" / "my shop.cbook")
    app.files.record(Attach(id="a1", customer=WANG, file=str(letter)))
    yield app
    app.close()


def own(tmp_path: Path) -> list[Path]:
    """Return many names of the book's own files."""
    book = tmp_path / "real" / "shop.cbook"
    hard, soft, ring = tmp_path / "hard.pdf", tmp_path / "soft.pdf", tmp_path / "shm.pdf"
    os.link(book, hard)
    soft.symlink_to(book)
    ring.symlink_to(f"{book}-shm")
    beside = [book.with_name(book.name + tail) for tail in ("-wal", "-shm")]
    assert all(path.exists() for path in beside)
    roundabout = tmp_path / "desk" / ".." / "real" / "shop.cbook"
    return [book, tmp_path / "desk" / "my shop.cbook", roundabout, hard, soft, ring, *beside]


def locks(book: Path) -> set[str]:
    """Return the locks this process holds on the book and its shared memory.

    The system hands its list out a page at a time while other programs go on locking, so that one reading may meet
    a row twice or pass over it: it is asked until two readings agree.
    """
    files = {Path(f"{book}{tail}").stat().st_ino for tail in ("", "-shm")}

    def reading() -> set[str]:
        rows = [line.split() for line in Path("/proc/locks").read_text(encoding="ascii").splitlines()]
        return {
            " ".join((row[3], *row[5:]))
            for row in rows
            if row[1] != "->" and int(row[4]) == os.getpid() and int(row[5].split(":")[2]) in files
        }

    last, now = reading(), reading()
    while now != last:
        last, now = now, reading()
    return now


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lists locks")
@pytest.mark.parametrize("door", DOORS)
def test_the_book_s_own_files_are_refused_unopened(app: App, tmp_path: Path, door: str):
    book = tmp_path / "real" / "shop.cbook"
    names = own(tmp_path)
    before = locks(book)
    assert before
    for path in names:
        with pytest.raises(CounterbookError) as refused:
            DOORS[door](app, path)
        assert isinstance(refused.value, BookUnusable) or refused.value.field in {"file", "out"}
        assert "book itself" in str(refused.value)
        assert locks(book) == before
    assert app.verify.verify().ok
    assert [each.name for each in app.files.attachments(WANG)] == ["letter.txt"]


@pytest.mark.parametrize("door", ["save an attachment", "save a receipt", "export the journal"])
def test_a_log_that_is_not_there_yet_is_none_of_anybody_s_names(app: App, tmp_path: Path, door: str):
    with pytest.raises(Refused):
        DOORS[door](app, tmp_path / "real" / "shop.cbook-journal")
    assert not (tmp_path / "real" / "shop.cbook-journal").exists()


def test_other_files_are_nobody_s(tmp_path: Path):
    book = tmp_path / "shop.cbook"
    book.write_bytes(b"")
    ring = tmp_path / "ring"
    ring.symlink_to(ring)
    for name in ("shop.cbook.pdf", "shop", "other.cbook", "ring", "no/such/shop.cbook", "\0"):
        assert not belongs_to(tmp_path / name, book)
    assert belongs_to(book, book)


def test_an_attachment_is_saved_whole_or_not_at_all(app: App, tmp_path: Path):
    target = tmp_path / "saved.txt"
    app.files.save(1, target)
    assert target.read_text(encoding="utf-8") == "dear customer"
    with pytest.raises(Refused) as refused:
        app.files.save(1, tmp_path / "no such folder" / "saved.txt")
    assert refused.value.field == "out"


def test_what_has_no_name_of_its_own_is_no_file_of_a_book(tmp_path: Path) -> None:
    """As an empty `--book` gives: it is told of as a folder, not stumbled over."""
    for nameless in (Path(), Path("/")):
        assert not belongs_to(tmp_path / "backup.cbackup", nameless)
        assert not belongs_to(nameless, tmp_path / "shop.cbook")
