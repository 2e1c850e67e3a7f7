"""Places: which are risky for a book, and moving a book without ever losing it."""

import os
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from app.config.preferences import Preferences
from app.errors import BookUnusable, Refused
from app.services import places
from app.services.books import open_book
from app.services.verify import Verify
from app.storage import moving
from app.storage.engine import sqlite3
from app.system import folders, paths
from app.system.folders import Drive, drive_by_mounts, drive_of, is_unc, linux_mounts, mac_mounts, synchroniser_of
from tests.services import test_cases

HOME = Path("/home/owner")


def names(folder):
    return sorted(each.name for each in folder.iterdir())


# ---- preferences ----------------------------------------------------------------------------------------------------


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "preferences", lambda: tmp_path / "config" / "preferences.json")
    return tmp_path / "config"


def test_preferences_are_kept_between_starts(config):
    assert places.load_preferences() == Preferences()
    assert places.save_preferences(Preferences(theme="dark"))
    assert places.load_preferences().theme == "dark"


def test_where_nothing_can_be_written_the_program_goes_on(config):
    config.write_text("a file where the folder should be")
    assert not places.save_preferences(Preferences(theme="dark"))
    assert places.load_preferences() == Preferences()


def test_books_that_are_gone_are_not_offered(tmp_path):
    there = tmp_path / "a.cbook"
    there.touch()
    preferences = Preferences(recent=(str(tmp_path / "gone"), str(there), str(tmp_path), "bad\0name"))
    assert places.recent_books(preferences) == [there]


def test_the_database_is_not_loaded_before_the_first_frame():
    code = "import sys, app.services.places; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ---- risky places ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("OneDrive/shop.cbook", "OneDrive"),
        ("OneDrive - 人民路店/Documents/shop.cbook", "OneDrive"),
        ("Library/CloudStorage/OneDrive-Personal/shop.cbook", "OneDrive"),
        ("Library/CloudStorage/GoogleDrive-me@example.com/My Drive/x", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs/x", "iCloud Drive"),
        ("iCloudDrive/x", "iCloud Drive"),
        ("Dropbox (Personal)/x", "Dropbox"),
        ("我的坚果云/x", "坚果云 (Nutstore)"),
        ("Nutstore Files/x", "坚果云 (Nutstore)"),
        ("BaiduSyncdisk/x", "百度网盘 (Baidu)"),
        ("BaiduNetdiskWorkspace/x", "百度网盘 (Baidu)"),
        ("Documents/shop.cbook", ""),
        ("Dropboxes/x", ""),
        ("about onedrive/x", ""),
    ],
)
def test_folders_of_synchronisers(path, service):
    assert synchroniser_of(HOME / path, HOME, {}) == service


def test_a_person_called_dropbox_is_no_synchroniser():
    home = Path("/home/dropbox")
    assert synchroniser_of(home / "shop.cbook", home, {}) == ""
    assert synchroniser_of(home / "Dropbox" / "shop.cbook", home, {}) == "Dropbox"


def test_a_folder_by_the_word_of_the_system_or_the_synchroniser(tmp_path):
    assert synchroniser_of(Path("/D/Wolke/x"), HOME, {"OneDriveCommercial": "/d/wolke"}) == "OneDrive"
    (tmp_path / ".stfolder").mkdir()
    assert synchroniser_of(tmp_path / "a" / "shop.cbook", HOME, {}) == "Syncthing"


def test_documents_kept_in_icloud(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "_platform", lambda: "darwin")
    assert synchroniser_of(tmp_path / "Documents" / "shop.cbook", tmp_path, {}) == ""
    (tmp_path / "Library/Mobile Documents/com~apple~CloudDocs/Documents").mkdir(parents=True)
    assert synchroniser_of(tmp_path / "Documents" / "shop.cbook", tmp_path, {}) == "iCloud Drive"
    assert synchroniser_of(tmp_path / "Shop" / "shop.cbook", tmp_path, {}) == ""


LINUX = r"""
/dev/sda1 / ext4 rw 0 0
server:/home /home/owner/net\040share nfs4 rw 0 0
/dev/sdb1 /run/media/owner/STICK vfat rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
tmpfs /run/user/1000 tmpfs rw 0 0
"""
MAC = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//me@nas._smb._tcp.local/shop on /Volumes/shop (smbfs, nodev, nosuid, mounted by me)
/dev/disk4s1 on /Volumes/USB (STICK) (msdos, local, nodev, nosuid, noowners)
"""


@pytest.mark.parametrize(
    ("path", "mounts", "expected"),
    [
        ("/home/owner/shop.cbook", linux_mounts(LINUX), Drive.HERE),
        ("/home/owner/net share/shop.cbook", linux_mounts(LINUX), Drive.NETWORK),
        ("/home/owner/net share2/shop.cbook", linux_mounts(LINUX), Drive.HERE),
        ("/run/media/owner/STICK/shop.cbook", linux_mounts(LINUX), Drive.REMOVABLE),
        ("/run/user/1000/gvfs/smb-share:server=nas/shop.cbook", linux_mounts(LINUX), Drive.NETWORK),
        ("/Volumes/shop/shop.cbook", mac_mounts(MAC), Drive.NETWORK),
        ("/Volumes/USB (STICK)/shop.cbook", mac_mounts(MAC), Drive.REMOVABLE),
        ("/Users/owner/shop.cbook", mac_mounts(MAC), Drive.HERE),
        ("/anywhere", linux_mounts("nonsense\n\n"), Drive.HERE),
    ],
)
def test_drives_by_what_is_mounted(path, mounts, expected):
    assert drive_by_mounts(PurePosixPath(path), mounts) is expected


@pytest.mark.parametrize("path", [r"\\server\share\shop.cbook", r"\\?\UNC\server\share\x", "//server/share/x"])
def test_the_name_of_another_machine(path):
    assert is_unc(PureWindowsPath(path))
    assert drive_of(PureWindowsPath(path)) is Drive.NETWORK


@pytest.mark.parametrize("path", [r"C:\shop.cbook", r"\\?\C:\shop.cbook", r"\\.\C:\x", "shop.cbook"])
def test_the_name_of_a_place_here(path):
    assert not is_unc(PureWindowsPath(path))


def test_a_risk_says_why(tmp_path, monkeypatch):
    assert places.risk_of(tmp_path / "shop.cbook") is None
    risk = places.risk_of(tmp_path / "OneDrive" / "shop.cbook")
    assert (risk.kind, "OneDrive" in risk.message.text.format_map(risk.message.values)) == ("synced", True)
    monkeypatch.setattr(folders, "drive_of", lambda _path: Drive.REMOVABLE)
    assert places.risk_of(tmp_path / "shop.cbook").kind == "removable"
    monkeypatch.setattr(folders, "drive_of", lambda _path: Drive.NETWORK)
    assert places.risk_of(tmp_path / "shop.cbook").kind == "network"


def test_where_a_folder_really_leads_counts(tmp_path):
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "books").symlink_to(tmp_path / "Dropbox")
    assert places.risk_of(tmp_path / "books" / "shop.cbook").kind == "synced"


@pytest.mark.parametrize("text", ["", ".", "~nobody-at-all/x", "bad\0name", "x" * 5000])
def test_whatever_is_typed_is_no_failure(text):
    places.risk_of(Path(text))


# ---- moving a book --------------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path):
    """A book with entries, closed."""
    made = test_cases.Shop(tmp_path)
    made.customer("C001")
    made.do("top_up", "t1", customer="C001", on="2025-09-01", paid="500.00", tender="cash")
    made.close()
    return made.path


def rows(path):
    return test_cases.dump(path)


def test_a_moved_book_is_the_book(book, tmp_path):
    before, new = rows(book), tmp_path / "新 folder" / "my shop.cbook"
    aside = places.move_book(book, new)
    assert (rows(new), rows(aside), aside.name) == (before, before, "shop-moved.cbook")
    assert names(tmp_path) == ["shop-moved.cbook", "新 folder"]
    assert names(new.parent) == [new.name]
    assert new.stat().st_mode & 0o777 == 0o600
    store, _ = open_book(new)
    assert Verify(store).verify().ok
    store.dispose()


def test_what_stands_in_the_log_only_moves_along(book, tmp_path):
    script = f"""
import os, sqlite3
connection = sqlite3.connect({str(book)!r})
connection.execute("INSERT INTO setting VALUES ('x', '1', x'00')")
connection.commit()
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    assert book.with_name("shop.cbook-wal").stat().st_size
    places.move_book(book, tmp_path / "new.cbook")
    assert ("setting", "x", "1", b"\0") in rows(tmp_path / "new.cbook")
    assert names(tmp_path) == ["new.cbook", "shop-moved.cbook"]


def test_a_second_move_keeps_the_first_copy(book, tmp_path):
    places.move_book(book, tmp_path / "a.cbook")
    (tmp_path / "a.cbook").rename(book)
    assert places.move_book(book, tmp_path / "b.cbook").name == "shop-moved-2.cbook"


def stays(book, tmp_path, new, error):
    before, listed = rows(book), names(tmp_path)
    with pytest.raises(error) as caught:
        places.move_book(book, new)
    assert str(caught.value)
    assert (rows(book), names(tmp_path)) == (before, listed)
    open_book(book)[0].dispose()


def test_no_file_is_overwritten(book, tmp_path):
    other = tmp_path / "other.cbook"
    other.write_text("mine")
    stays(book, tmp_path, other, Refused)
    assert other.read_text() == "mine"
    stays(book, tmp_path, book, Refused)
    stays(book, tmp_path, tmp_path, Refused)


def test_no_file_is_overwritten_that_comes_in_between(book, tmp_path, monkeypatch):
    new = tmp_path / "new.cbook"
    end = moving._end

    def slow(connection):
        new.write_text("mine")
        return end(connection)

    monkeypatch.setattr(moving, "_end", slow)
    with pytest.raises(BookUnusable):
        places.move_book(book, new)
    assert (new.read_text(), book.exists()) == ("mine", True)


def test_a_book_open_in_another_window_stays(book, tmp_path, monkeypatch):
    monkeypatch.setattr(moving, "_PATIENCE_S", 0.1)
    script = f"""
import sqlite3, sys
connection = sqlite3.connect({str(book)!r})
connection.execute("SELECT * FROM head").fetchall()
print("open", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with pytest.raises(BookUnusable, match="in use"):
            places.move_book(book, tmp_path / "new.cbook")
        other.stdin.close()
    assert not (tmp_path / "new.cbook").exists()
    places.move_book(book, tmp_path / "new.cbook")


def test_a_book_open_here_stays(book, tmp_path, monkeypatch):
    monkeypatch.setattr(moving, "_PATIENCE_S", 0.1)
    store, _ = open_book(book)
    with pytest.raises(BookUnusable, match="in use"):
        places.move_book(book, tmp_path / "new.cbook")
    store.dispose()


def test_nobody_opens_a_book_while_it_is_moved(book, tmp_path, monkeypatch):
    found = []
    end = moving._end

    def looking(connection):
        code = f"import sqlite3; sqlite3.connect({str(book)!r}, timeout=0).execute('SELECT * FROM head')"
        found.append(subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).stderr)
        return end(connection)

    monkeypatch.setattr(moving, "_end", looking)
    places.move_book(book, tmp_path / "new.cbook")
    assert found
    assert all(b"database is locked" in text for text in found)


def test_a_copy_that_differs_is_thrown_away(book, tmp_path, monkeypatch):
    answers = iter([[1], [2]])
    monkeypatch.setattr(moving, "_end", lambda _connection: next(answers))
    stays(book, tmp_path, tmp_path / "new.cbook", BookUnusable)


def test_an_old_file_that_cannot_be_renamed_stays_the_book(book, tmp_path, monkeypatch):
    def failing(self, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", failing)
    stays(book, tmp_path, tmp_path / "new.cbook", BookUnusable)


def test_a_system_that_renames_no_open_file(book, tmp_path, monkeypatch):
    before, rename, tries = rows(book), Path.rename, []

    def once(self, target):
        tries.append(target)
        if len(tries) == 1:
            raise PermissionError(13, "The process cannot access the file")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", once)
    aside = places.move_book(book, tmp_path / "new.cbook")
    assert (rows(tmp_path / "new.cbook"), rows(aside), book.exists()) == (before, before, False)


def test_a_drive_without_links(book, tmp_path, monkeypatch):
    def failing(source, target):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", failing)
    before = rows(book)
    places.move_book(book, tmp_path / "new.cbook")
    assert rows(tmp_path / "new.cbook") == before


def test_a_place_that_cannot_be(book, tmp_path):
    (tmp_path / "file").touch()
    stays(book, tmp_path, tmp_path / "file" / "new.cbook", BookUnusable)


@pytest.mark.parametrize("content", [b"", b"no book at all" * 100])
def test_what_is_no_book_is_not_moved(tmp_path, content):
    path = tmp_path / "x.cbook"
    path.write_bytes(content)
    with pytest.raises(BookUnusable):
        places.move_book(path, tmp_path / "new.cbook")
    assert names(tmp_path) == ["x.cbook"]


def test_a_book_that_is_not_there(tmp_path):
    with pytest.raises(BookUnusable):
        places.move_book(tmp_path / "x.cbook", tmp_path / "new.cbook")


def test_somebody_elses_database_is_not_touched(tmp_path):
    path = tmp_path / "x.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(BookUnusable, match="not a book"):
        places.move_book(path, tmp_path / "new.cbook")
    assert path.read_bytes() == before
