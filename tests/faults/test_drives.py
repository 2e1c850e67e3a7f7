"""A book whose drive is pulled out, whose folder is moved, whose file is replaced, emptied or deleted while it is open.

What is told is true, nothing is made where the book was, no answered entry goes into a file that nobody finds again,
and where the book comes back it goes on.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.bootstrap import App
from app.errors import BookUnusable
from tests.faults import postings
from tests.faults.disks import mounted
from tests.gui.shop_book import new_shop

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(sys.platform == "win32", reason="there no file is moved or replaced that is open"),
]


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pattern") / "shop.cbook"
    new_shop(path).close()
    app = postings.opened(path)
    postings.post(app, postings.beginning(), "together", lambda _place, _entry: None)
    app.close()
    return path


@pytest.fixture
def book(pattern: Path, tmp_path: Path) -> Path:
    (tmp_path / "drive").mkdir()
    return Path(shutil.copyfile(pattern, tmp_path / "drive" / "shop.cbook"))


@pytest.fixture
def app(book: Path) -> Iterator[App]:
    made = postings.opened(book)
    yield made
    made.close()


def post(app: App, name: str) -> int:
    answered: list[int] = []
    event = {"do": "top_up", "id": name, "on": "2026-03-01", "customer": "A", "paid": "1.00", "tender": "cash"}
    postings.post(app, [event], "single", lambda _place, entry: answered.append(entry))
    return answered[0]


def entries(path: Path) -> int:
    """Open a book and prove it; return how many entries it has."""
    app = postings.opened(path)
    try:
        report = app.verify.verify()
    finally:
        app.close()
    assert report.problems == ()
    return report.entries


def test_a_folder_that_is_moved_away_and_back(app: App, book: Path) -> None:
    before = post(app, "first")
    elsewhere = book.parent.with_name("elsewhere")
    book.parent.rename(elsewhere)
    book.parent.mkdir()
    with pytest.raises(BookUnusable, match="moved or renamed, or its drive is not connected"):
        post(app, "away")
    assert list(book.parent.iterdir()) == []
    book.parent.rmdir()
    elsewhere.rename(book.parent)
    assert post(app, "back") == before + 1
    app.close()
    assert entries(book) == before + 1


def test_a_drive_that_is_pulled_out_and_put_in_again(pattern: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "drive", size="9m") as drive:
        book = Path(shutil.copyfile(pattern, drive / "shop.cbook"))
        app = postings.opened(book)
        first = post(app, "first")
        subprocess.run(["mount", "--bind", str(tmp_path), str(drive)], check=True)  # something else stands there now
        try:
            with pytest.raises(BookUnusable, match="drive is not connected"):
                post(app, "away")
            assert not book.exists()
        finally:
            subprocess.run(["umount", str(drive)], check=True)
        assert post(app, "back") == first + 1
        app.close()
        assert entries(book) == first + 1


def replaced(book: Path, older: Path) -> None:
    """What a program does that keeps a folder the same on two computers."""
    shutil.copyfile(older, book.with_name("shop.tmp"))
    book.with_name("shop.tmp").replace(book)


def test_a_file_that_is_replaced_takes_no_entry_that_nobody_finds(app: App, book: Path, pattern: Path) -> None:
    post(app, "first")
    replaced(book, pattern)
    with pytest.raises(BookUnusable, match="replaced by another file"):
        post(app, "into nowhere")
    app.close()
    for old in book.parent.glob("shop.cbook-*"):
        old.unlink()
    assert entries(book) == entries(pattern)


def emptied(book: Path) -> None:
    os.truncate(book, 0)


def halved(book: Path) -> None:
    os.truncate(book, book.stat().st_size // 2)


def deleted(book: Path) -> None:
    book.unlink()


@pytest.mark.parametrize("do", [emptied, halved, deleted])
def test_a_file_that_is_cut_off_or_deleted_is_told(app: App, book: Path, do: Callable[[Path], None]) -> None:
    """The log may have what the file has not: then an entry is kept there, and is in the book that is left."""
    do(book)
    there = book.exists()
    try:
        post(app, "late")
    except BookUnusable as error:
        said = str(error)
    else:  # the log may have what the file has not
        assert there
        assert app.verify.verify().problems or entries(book)
        return
    assert str(book) in said
    assert book.exists() == there


def test_a_log_that_is_deleted_loses_nothing_that_was_answered(app: App, book: Path) -> None:
    first = post(app, "first")
    book.with_name("shop.cbook-wal").unlink()
    try:
        post(app, "second")
    except BookUnusable:
        app.close()
        assert entries(book) == first
    else:
        app.close()
        assert entries(book) == first + 1
