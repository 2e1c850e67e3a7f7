"""A drive for backups that fills up: nothing under a backup's name, the backups there are stay, and it is told."""

import contextlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import bootstrap
from app.bootstrap import App
from app.errors import BookUnusable
from app.services import protection
from app.services.backup import Keep, State, catalogue
from app.services.restore import preview, restore
from tests.faults.disks import mounted, remount_read_only

pytestmark = [
    pytest.mark.faults,
    pytest.mark.xdist_group("full disk"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="disks are mounted the Linux way"),
]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    made = bootstrap.demo_book(tmp_path / "shop.cbook", customers=25, entries=400, progress=lambda _done: None)
    yield made
    made.close()


def test_a_full_drive_keeps_what_it_has_and_nothing_half(app: App, tmp_path: Path) -> None:
    with mounted(tmp_path / "drive", size="3m") as drive:
        keep = Keep(999, 0, 0)
        first = app.backups.run([drive], keep)
        assert first.ok
        # Filled up by something else, to less than one more backup.
        with (drive / "video.mp4").open("wb") as other, contextlib.suppress(OSError):
            other.write(bytes(shutil.disk_usage(drive).free - 500_000))
        runs = [app.backups.run([drive], keep) for _ in range(3)]
        full = [str(trouble) for run in runs for trouble in run.troubles]
        assert full
        assert all("is full" in text for text in full)
        left = catalogue([drive])
        assert [(each.path, each.state) for each in left] == [(first.made[0], State.GOOD)]
        assert sorted(each.suffix for each in drive.iterdir()) == [".cbackup", ".mp4"]
    assert app.verify.verify().ok


def test_a_drive_that_can_only_be_read_is_told(app: App, tmp_path: Path) -> None:
    with mounted(tmp_path / "drive", size="3m") as drive:
        remount_read_only(drive)
        [trouble] = app.backups.run([drive]).troubles
    assert str(drive) in str(trouble)


def test_no_room_for_restoring_or_encrypting_leaves_the_book_as_it_was(app: App, tmp_path: Path) -> None:
    backup = app.backups.make(tmp_path / "b.cbackup")
    size = app.store.path.stat().st_size
    with mounted(tmp_path / "disk", size=f"{size * 3 // 2}") as disk:
        book = disk / "shop.cbook"
        restore(preview(backup.path, book), book, app.today())
        before = preview(backup.path, book).present
        works = (
            lambda: restore(preview(backup.path, book), book, app.today()),
            lambda: protection.encrypt(book, None, protection.new_key("four horses eat"), keep=False),
        )
        for work in works:
            with pytest.raises(BookUnusable, match="is full"):
                work()
            assert preview(backup.path, book).present == before
            assert [each.name for each in disk.iterdir()] == ["shop.cbook"], work
