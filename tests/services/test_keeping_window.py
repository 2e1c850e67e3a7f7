"""What the window asks of the services that keep a book safe: the state of places, an open book beside a backup."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import App
from app.core.requests import Tender, TopUp
from app.errors import BookUnusable, Refused
from app.services import clear_copies, protection
from app.services.closed_books import ask
from app.services.restore import backups_for_open, preview_open
from tests.gui.shop_book import TODAY, open_on, small_shop
from tests.system.helpers_keyring import MemoryKeyring

SECRET = "four horses eat 草"


@pytest.fixture(scope="session")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shop") / "shop.cbook"
    small_shop(path).close()
    return path


@pytest.fixture
def app(shop_file: Path, tmp_path: Path) -> Iterator[App]:
    opened = open_on(Path(shutil.copy(shop_file, tmp_path / "shop.cbook")))
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


def record(app: App, id_: str = "late") -> None:
    app.journal.record(TopUp(id=id_, on=TODAY, customer="0042", paid=5_000, tender=Tender.CASH))


def test_a_look_tells_of_each_place_what_state_it_is_in(app: App, folder: Path, tmp_path: Path):
    gone = tmp_path / "gone"
    before = app.backups.look([folder, gone], 7)
    assert [each.path for each in before.due] == [folder]
    assert before.news is not None
    assert before.missing == (gone,)
    app.backups.run([folder])
    after = app.backups.look([folder, gone], 7)
    here, away = after.places
    assert here.there
    assert here.free
    assert here.same_drive
    assert here.last is not None
    assert not away.there
    assert away.why is not None
    assert not after.due
    assert after.news is None
    assert after.last == here.last


def test_a_file_in_the_place_of_a_folder_is_no_place(app: App, tmp_path: Path):
    file = tmp_path / "file"
    file.write_text("")
    assert not app.backups.look([file, Path("bad\0name")], 7).places[0].there


def test_something_was_written_since_the_last_backup_or_not(app: App, folder: Path):
    assert not app.backups.is_changed()
    record(app)
    assert app.backups.is_changed()
    app.backups.run([folder / "gone"])
    assert app.backups.is_changed()
    app.backups.run([folder])
    assert not app.backups.is_changed()


def test_an_open_book_is_held_against_its_backup_and_keeps_its_locks(app: App, folder: Path):
    [made] = app.backups.run([folder]).made
    record(app)
    seen = preview_open(made, app.store)
    assert seen.lost is not None
    assert (seen.lost.entries, seen.lost.common) == (1, 14)
    assert [line.entry for line in seen.lost.newest] == [15]
    assert seen.ahead == 0
    assert [each.path for each in backups_for_open(app.store, [folder])] == [made]
    record(app, "later")  # the book is as usable as before


def test_the_open_book_itself_is_no_backup_of_it(app: App):
    with pytest.raises(Refused, match="the book itself"):
        preview_open(app.store.path, app.store)


def test_what_is_no_backup_is_refused(app: App, folder: Path):
    (folder / "x.cbackup").write_bytes(b"nothing")
    with pytest.raises(BookUnusable):
        preview_open(folder / "x.cbackup", app.store)


def test_nobody_is_asked_for_a_right_while_staff_are_not_told_apart(app: App):
    from app.core.staff.rights import Act

    ask(app.store, app.around, Act.RESTORE)


def test_copies_in_clear_of_an_encrypted_book_and_of_no_other_are_found_and_deleted(
    shop_file: Path, tmp_path: Path, folder: Path
):
    path = Path(shutil.copy(shop_file, tmp_path / "shop.cbook"))
    plain = open_on(path)
    [made] = plain.backups.run([folder]).made
    assert clear_copies.delete(plain.store, plain.book.uuid, plain.around, [made]) == []
    assert made.exists()  # in a book that is not encrypted, copies in clear are what they should be
    plain.close()
    beside = Path(shutil.copy(path, tmp_path / "shop-before.cbook"))
    key = protection.new_key(SECRET)
    protection.encrypt(path, None, key, keep=False)
    from app import bootstrap

    locked = bootstrap.open_app(path, key)
    [safe] = locked.backups.run([folder]).made
    assert {each.path for each in clear_copies.find(locked.store, locked.book.uuid, [folder, folder / "gone"])} == {
        made,
        beside,
    }
    assert clear_copies.delete(locked.store, locked.book.uuid, locked.around, [made, safe, path]) == []
    assert not made.exists()
    assert safe.exists()
    assert path.exists()
    locked.close()


def test_a_key_is_known_by_its_passphrase_or_its_paper_alone():
    key = protection.new_key(SECRET)
    assert protection.is_passphrase(key, SECRET)
    assert protection.is_passphrase(key, protection.recovery_key(key).lower())
    assert not protection.is_passphrase(key, SECRET + "!")
    assert not protection.is_passphrase(key, "0" * 65)
    other = protection.new_key(None)
    assert not protection.is_passphrase(other, SECRET)


def test_this_computer_keeps_a_key_and_forgets_it():
    ring, key = MemoryKeyring(), protection.new_key(None)
    assert protection.keeps_keys(lambda: ring)
    assert not protection.keeps_keys(lambda: None)
    assert protection.remember(key, lambda: ring) is None
    assert protection.is_kept(key, lambda: ring)
    protection.forget(key, lambda: ring)
    assert not protection.is_kept(key, lambda: ring)
