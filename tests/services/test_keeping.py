"""Backups, restoring, rescuing, encryption: on real files, through the services."""

import os
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app import bootstrap
from app.bootstrap import App
from app.core.backups import Keep
from app.core.requests import Tender, TopUp
from app.errors import BookUnusable, CounterbookError, Refused
from app.services import protection
from app.services.backup import Called, State, catalogue
from app.services.books import open_book
from app.services.rescue import rescue
from app.services.restore import backups_for, preview, preview_open, restore
from app.storage.engine import connect
from app.storage.swapping import finish_wiping
from tests.real.program import json_lines
from tests.system.helpers_keyring import MemoryKeyring

DAY = date(2026, 11, 22)
SECRET = "four horses eat 草"
NAME, NOTE, PHONE = "欧阳修竹", "颈部怕痒，只用茶树油", "13987654321"


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a customer who is easily found in it."""
    path = tmp_path_factory.mktemp("pattern") / "shop.cbook"
    app = bootstrap.demo_book(path, customers=25, entries=400, progress=lambda _done: None)
    post(app, "first")
    app.close()
    return path


@pytest.fixture
def book(pattern: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(pattern, tmp_path / "shop.cbook"))


@pytest.fixture
def app(book: Path) -> Iterator[App]:
    opened = bootstrap.open_app(book)
    yield opened
    opened.close()


def post(app: App, name: str) -> None:
    events = [
        {"do": "customer", "id": "who", "no": "K1", "name": NAME, "phones": [PHONE], "note": NOTE},
        {
            "do": "top_up",
            "id": name,
            "on": app.today().isoformat(),
            "customer": "K1",
            "paid": "5.00",
            "tender": "cash",
            "note": NOTE,
        },
    ]
    refused = []
    app.bulk.apply(json_lines(events[1 if name != "first" else 0 :]).encode().splitlines(), refused.append)
    assert all(result.ok for result in refused), refused


def proof(path: Path, key: protection.Key | None = None) -> tuple[int, str]:
    opened = bootstrap.build(*open_book(path, key=key), bootstrap.circumstances())
    try:
        report = opened.verify.verify()
    finally:
        opened.close()
    assert report.problems == ()
    return report.entries, report.head


def files(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


# ---- backups --------------------------------------------------------------------------------------------------------


def test_a_backup_made_while_somebody_posts_is_the_book_as_it_was_at_one_moment(app: App, tmp_path: Path) -> None:
    stop, posted = threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            post(app, f"while-{len(posted)}")
            posted.append(app.verify.verify().entries)

    writer = threading.Thread(target=work)
    writer.start()
    made = []
    try:
        while len(made) < 5:
            made.append(app.backups.make(tmp_path / f"b{len(made)}.cbackup"))
    finally:
        stop.set()
        writer.join()
    with connect(app.store.path, "ro") as raw:
        hashes = dict(raw.execute("SELECT id, hash FROM entry"))
    assert posted
    for backup in made:
        entries, head = proof(backup.path)
        assert head == hashes[entries].hex()
        assert backup.facts is not None
        assert (backup.facts.entry, backup.facts.head) == (entries, head)


def test_it_gets_its_name_once_it_is_whole(app: App, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    for limit in range(3):
        asked = iter(range(1000))
        with pytest.raises(Called):
            app.backups.make(place, cancelled=lambda limit=limit, asked=asked: next(asked) >= limit)
        assert files(place) == []


def test_a_backup_is_opened_for_reading_only(app: App, tmp_path: Path) -> None:
    made = app.backups.make(tmp_path / "b.cbackup")
    store, _book = open_book(made.path)
    store.dispose()
    assert store.read_only
    assert files(tmp_path) == ["b.cbackup", "shop.cbook", "shop.cbook-shm", "shop.cbook-wal"]


def test_a_backup_on_a_drive_that_knows_no_rights_is_never_worked_in(app: App, tmp_path: Path) -> None:
    made = app.backups.make(tmp_path / "b.cbackup").path
    made.chmod(0o600)
    before = made.read_bytes()
    opened = bootstrap.open_app(made)
    try:
        with pytest.raises(BookUnusable, match="is a backup"):
            opened.journal.record(TopUp(id="r", on=opened.today(), customer="K1", paid=500, tender=Tender.CASH))
    finally:
        opened.close()
    assert made.read_bytes() == before


def test_a_place_that_is_gone_is_told_and_hinders_no_other(app: App, tmp_path: Path) -> None:
    place = tmp_path / "drive"
    place.mkdir()
    run = app.backups.run([tmp_path / "pulled out", place])
    assert [path.parent for path in run.made] == [place]
    assert [str(trouble) for trouble in run.troubles] == [
        f"There is no folder {tmp_path / 'pulled out'}: it was moved, or its drive is not connected."
    ]
    assert not (tmp_path / "pulled out").exists()


def test_a_drive_pulled_out_while_it_is_written_to_is_named_and_not_the_book(app: App, tmp_path: Path) -> None:
    place = tmp_path / "stick"
    place.mkdir()

    def pulled(_done: int, _all: int) -> None:
        shutil.rmtree(place, ignore_errors=True)

    run = app.backups.run([place], progress=pulled)
    [trouble] = run.troubles
    assert Path(str(trouble.values["path"])).is_relative_to(place)
    assert ".part" not in str(trouble.values["path"])
    post(app, "the book goes on")


def test_old_ones_are_thinned_out_and_nothing_else_is_touched(book: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    others = ["notes.txt", "other-2026-01-01-120000.cbackup", "shop-2026-01-02-120000.cbackup"]
    for name in others:
        (place / name).write_text("not ours")
    for day in range(1, 15):
        around = bootstrap.circumstances()._replace(now=lambda day=day: datetime(2026, 11, day, 12, tzinfo=UTC))
        app = bootstrap.build(*open_book(book), around)
        run = app.backups.run([place], Keep(3, 2, 1))
        assert run.ok
        app.close()
    left = [each for each in files(place) if each not in others]
    # Three days (14, 13, 12), of two weeks their last (the 14th and the 8th), the last of the month.
    assert [name[5:15] for name in left] == ["2026-11-08", "2026-11-12", "2026-11-13", "2026-11-14"]
    assert [(place / name).read_text() for name in others] == ["not ours"] * 3


def test_what_an_older_state_of_the_book_has_not_stays_in_the_folder(book: Path, tmp_path: Path) -> None:
    """The old computer is switched on once more, after the book has moved and gone on elsewhere."""
    place = tmp_path / "place"
    place.mkdir()
    old = Path(shutil.copy(book, tmp_path / "old.cbook"))
    moved = bootstrap.open_app(book)
    post(moved, "on the new computer")
    run = moved.backups.run([place], Keep(1, 0, 0))
    moved.close()
    stale = bootstrap.open_app(old)
    stale.backups.run([place], Keep(1, 0, 0))
    post(stale, "on the old one")
    stale.backups.run([place], Keep(1, 0, 0))
    stale.close()
    assert run.made[0].exists()
    assert len(files(place)) == 2  # of the old computer's own, the last


def test_another_shops_backups_in_the_same_folder_stay(app: App, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    other = bootstrap.new_book(tmp_path / "other" / "shop.cbook", name="他", currency="CNY", language="en", pack="CN")
    kept = other.backups.make(place / "shop-2020-01-01-120000.cbackup")
    other.close()
    app.backups.run([place], Keep(1, 0, 0))
    app.backups.run([place], Keep(1, 0, 0))
    assert kept.path in {each.path for each in catalogue([place])}
    assert len(app.backups.own([place])) == 1


def test_keeping_nothing_is_refused_before_anything_is_removed(app: App, tmp_path: Path) -> None:
    place = tmp_path / "stick"
    place.mkdir()
    [kept] = app.backups.run([place]).made
    with pytest.raises(Refused) as refused:
        app.backups.run([place], Keep(0, 0, 0))
    assert refused.value.field == "keep"
    assert list(place.iterdir()) == [kept]


def test_the_open_book_is_never_written_over(app: App, book: Path) -> None:
    with pytest.raises(CounterbookError):
        app.backups.make(book)
    with pytest.raises(CounterbookError):
        app.backups.make(book.with_name("shop.cbook-wal"))


# ---- restoring ------------------------------------------------------------------------------------------------------


def test_a_preview_says_what_would_be_lost_and_restoring_gives_the_very_journal_back(
    book: Path, tmp_path: Path
) -> None:
    app = bootstrap.open_app(book)
    backup = app.backups.make(tmp_path / "b.cbackup")
    post(app, "later-1")
    post(app, "later-2")
    app.close()
    before = proof(book)
    seen = preview(backup.path, book)
    assert seen.lost is not None
    assert (seen.lost.entries, seen.lost.customers, seen.ahead) == (2, 0, 0)
    assert [line.amount for line in seen.lost.newest] == [500, 500]
    done = restore(seen, book, DAY)
    assert backup.facts is not None
    assert proof(book) == (backup.facts.entry, backup.facts.head)
    assert done.aside == book.with_name("shop-2026-11-22-before-restore.cbook")
    assert proof(done.aside) == before


def test_books_that_went_different_ways_say_where_they_parted(book: Path, tmp_path: Path) -> None:
    app = bootstrap.open_app(book)
    base = app.backups.make(tmp_path / "base.cbackup")
    post(app, "one-way")
    other = app.backups.make(tmp_path / "other.cbackup")
    app.close()
    restore(preview(base.path, book), book, DAY)
    app = bootstrap.open_app(book)
    post(app, "other-way-1")
    post(app, "other-way-2")
    app.close()
    seen = preview(other.path, book)
    assert seen.lost is not None
    assert base.facts is not None
    assert (seen.lost.common, seen.lost.entries, seen.ahead) == (base.facts.entry, 2, 1)


def test_on_a_new_computer_there_is_nothing_to_lose(app: App, tmp_path: Path) -> None:
    backup = app.backups.make(tmp_path / "b.cbackup")
    there = tmp_path / "new" / "shop.cbook"
    there.parent.mkdir()
    seen = preview(backup.path, there)
    assert (seen.present, seen.lost) == (None, None)
    assert restore(seen, there, DAY).aside is None
    assert proof(there) == proof(backup.path)


def test_a_book_that_is_open_is_not_replaced(app: App, book: Path, tmp_path: Path) -> None:
    backup = app.backups.make(tmp_path / "b.cbackup")
    with app.store.read() as session:
        session.connection().exec_driver_sql("SELECT count(*) FROM entry").scalar_one()
        with pytest.raises(BookUnusable, match="in use"):
            restore(preview(backup.path, book), book, DAY)
    assert "shop.cbook.part" not in files(tmp_path)


def test_what_is_no_backup_is_refused_and_nothing_changes(book: Path, tmp_path: Path) -> None:
    before = book.read_bytes()
    bad = tmp_path / "bad.cbackup"
    for content in (b"", b"hello", os.urandom(9000), before[:-5000], b"SQLite format 3\0" + bytes(9000)):
        bad.write_bytes(content)
        with pytest.raises(BookUnusable):
            preview(bad, book)
    with pytest.raises(BookUnusable):
        preview(tmp_path / "none.cbackup", book)
    with pytest.raises(Refused, match="the book itself"):
        preview(book, book)
    assert book.read_bytes() == before


def test_another_shops_backup_is_refused_unless_it_is_meant(book: Path, tmp_path: Path) -> None:
    other = bootstrap.new_book(tmp_path / "other.cbook", name="他", currency="CNY", language="en", pack="CN")
    backup = other.backups.make(tmp_path / "b.cbackup")
    other.close()
    seen = preview(backup.path, book)
    with pytest.raises(Refused, match="another book"):
        restore(seen, book, DAY)
    restore(seen, book, DAY, other_shop=True)
    assert proof(book)[0] == 0


def test_a_copy_damaged_since_it_was_proved_is_not_put_in_place(book: Path, tmp_path: Path) -> None:
    app = bootstrap.open_app(book)
    backup = app.backups.make(tmp_path / "b.cbackup")
    app.close()
    before = book.read_bytes()
    backup.path.chmod(0o600)
    data = backup.path.read_bytes()
    with connect(backup.path, "ro") as raw:
        [(stored,)] = raw.execute("SELECT hash FROM entry WHERE id = 7")
    assert stored in data
    backup.path.write_bytes(data.replace(stored, bytes(32)))
    with pytest.raises(BookUnusable):
        restore(preview(backup.path, book), book, DAY)
    assert book.read_bytes() == before
    assert "shop.cbook.part" not in files(tmp_path)


def test_a_damaged_book_is_offered_its_newest_backups_and_kept_when_one_is_restored(book: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    app = bootstrap.open_app(book)
    app.backups.run([place])
    app.close()
    damaged = b"SQLite format 3\0" + os.urandom(book.stat().st_size)
    book.write_bytes(damaged)
    with pytest.raises(BookUnusable):
        open_book(book)
    [offered] = backups_for(book, [place])
    seen = preview(offered.path, book)
    assert seen.unreadable is not None
    done = restore(seen, book, DAY)
    assert done.aside is not None
    assert done.aside.read_bytes() == damaged
    assert proof(book) == proof(offered.path)


def test_an_encrypted_book_that_is_damaged_is_offered_its_encrypted_backups(book: Path, tmp_path: Path) -> None:
    """No keyring: the owner types the passphrase, and nobody else opens the copies."""
    place = tmp_path / "place"
    place.mkdir()
    key = protection.new_key(SECRET)
    protection.encrypt(book, None, key, keep=False)
    app = bootstrap.open_app(book, key)
    made = app.backups.run([place]).made
    app.close()
    with book.open("r+b") as file:
        file.seek(8192)
        file.write(bytes(4096))
    offered = backups_for(book, [place], key)
    assert [(each.path, each.state) for each in offered] == [(made[0], State.GOOD)]
    with book.open("r+b") as file:
        file.write(bytes(4096))  # not even that it is encrypted can be told any more
    offered = backups_for(book, [place])
    assert [(each.path, each.state) for each in offered] == [(made[0], State.LOCKED)]


# ---- rescuing -------------------------------------------------------------------------------------------------------


def test_all_of_a_whole_book_is_saved(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "saved.cbook"
    found = rescue(book, out)
    assert (found.later, found.dropped, found.unreadable, found.problems) == ((), {}, 0, ())
    assert proof(out) == proof(book)


@pytest.mark.parametrize("seed", range(24))
def test_of_a_damaged_book_is_saved_what_the_chain_proves(book: Path, tmp_path: Path, seed: int) -> None:
    data = bytearray(book.read_bytes())
    pages = len(data) // 4096
    match seed % 4:
        case 0:
            page = 1 + seed * 7 % (pages - 1)
            data[page * 4096 : (page + 1) * 4096] = bytes(4096)
        case 1:
            del data[pages * 4096 * (60 + seed) // 100 :]
        case 2:
            data[4096 + seed * 9973 % (len(data) - 4096)] ^= 1 << seed % 8
        case _:
            data[:100] = bytes(100)
    book.write_bytes(data)
    out = tmp_path / "saved.cbook"
    try:
        found = rescue(book, out)
    except BookUnusable as unusable:
        assert "Nothing can be read" in str(unusable)  # noqa: PT017 - either may be
        assert files(tmp_path) == ["shop.cbook"]
        return
    assert book.read_bytes() == data
    with connect(out, "ro") as raw:
        hashes = dict(raw.execute("SELECT id, hash FROM entry"))
    assert list(hashes) == list(range(1, found.entries + 1))
    store, _book = open_book(out)
    store.dispose()


def test_nothing_is_written_over_by_saving(book: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    for out in (tmp_path / "there", book):
        with pytest.raises(Refused):
            rescue(book, out)


# ---- encryption -----------------------------------------------------------------------------------------------------


def clear_texts(folder: Path) -> list[str]:
    """Return the files of a folder in which anything of the customer stands in clear."""
    needles = [text.encode(code) for text in (NAME, NOTE, PHONE, "欧阳") for code in ("utf-8", "utf-16-le", "gb18030")]
    found = [each for each in folder.rglob("*") if each.is_file()]
    return [each.name for each in found if any(needle in each.read_bytes() for needle in needles)]


def test_nothing_stands_in_clear_in_an_encrypted_book_its_log_or_its_backups(book: Path, tmp_path: Path) -> None:
    assert clear_texts(tmp_path) == ["shop.cbook"]
    before = proof(book)
    key = protection.new_key(SECRET)
    assert protection.encrypt(book, None, key, keep=False).wiped
    assert proof(book, key) == before
    app = bootstrap.open_app(book, key)
    post(app, "in-secret")
    app.backups.make(tmp_path / "b.cbackup")
    assert {"shop.cbook-wal", "b.cbackup"} < set(files(tmp_path))
    assert clear_texts(tmp_path) == []
    app.close()
    assert clear_texts(tmp_path) == []
    with pytest.raises(protection.BookLocked):
        open_book(book)


@pytest.mark.parametrize("encrypted", [True, False])
def test_what_a_decryption_cut_short_leaves_in_clear_is_gone_with_the_next_opening(book: Path, encrypted: bool) -> None:
    part = book.with_name(book.name + ".part")
    key = protection.new_key(SECRET) if encrypted else None
    shutil.copy(book, part)
    if key is not None:
        protection.encrypt(book, None, key, keep=False)
        shutil.copy(book, part)
        bootstrap.open_app(book, key).close()
        assert part.exists()  # bears nothing in clear; the next work of its kind removes it
        part.write_bytes(b"SQLite format 3\0" + NAME.encode())
    bootstrap.open_app(book, key).close()
    assert part.exists() is not encrypted
    assert not encrypted or clear_texts(book.parent) == []


def test_a_passphrase_and_the_recovery_key_open_it_and_nothing_else(book: Path) -> None:
    old = protection.new_key(SECRET)
    protection.encrypt(book, None, old, keep=False)
    key = protection.new_key("nine dogs sleep")
    protection.encrypt(book, old, key, keep=False)
    assert protection.unlock(book, "nine dogs sleep") == key
    assert protection.unlock(book, protection.recovery_key(key).lower()) == key
    before = book.read_bytes()
    for wrong in (SECRET, "", "x", protection.recovery_key(old)):
        with pytest.raises(Refused, match="neither the passphrase nor the recovery key"):
            protection.unlock(book, wrong)
    with pytest.raises(protection.BookLocked):
        open_book(book, key=old)
    assert book.read_bytes() == before


def test_the_keyring_opens_it_and_without_one_there_is_no_random_key(book: Path) -> None:
    ring = MemoryKeyring()
    key = protection.new_key()
    protection.encrypt(book, None, key, keep=True, keyring=lambda: ring)
    assert protection.key_for(book, lambda: ring) == key
    assert protection.key_for(book, lambda: None) is None
    with pytest.raises(Refused, match="Group"):
        protection.unlock(book, "A" * 65)
    before = book.read_bytes()
    with pytest.raises(Refused, match="no keyring"):
        protection.encrypt(book, key, protection.new_key(), keep=True, keyring=lambda: None)
    assert book.read_bytes() == before


def test_off_again_it_is_the_same_book(book: Path) -> None:
    before = proof(book)
    key = protection.new_key(SECRET)
    protection.encrypt(book, None, key, keep=False)
    protection.decrypt(book, key)
    assert proof(book) == before
    assert not protection.is_encrypted(book)


def test_a_backup_of_an_encrypted_book_stays_encrypted_where_it_is_restored(book: Path, tmp_path: Path) -> None:
    key = protection.new_key(SECRET)
    protection.encrypt(book, None, key, keep=False)
    app = bootstrap.open_app(book, key)
    backup = app.backups.make(tmp_path / "shop-2026-11-22-120000.cbackup")
    post(app, "later")
    app.close()
    [seen] = catalogue([tmp_path])
    assert seen.state is State.LOCKED
    found = preview(backup.path, book, backup_key=protection.unlock(backup.path, SECRET), book_key=key)
    assert found.lost is not None
    assert found.lost.entries == 1
    restore(found, book, DAY)
    assert clear_texts(tmp_path) == []
    assert backup.facts is not None
    assert proof(book, key) == (backup.facts.entry, backup.facts.head)


def test_who_restores_is_told_that_the_book_will_be_opened_otherwise(book: Path, tmp_path: Path) -> None:
    """A backup in clear onto an encrypted book leaves it in clear; an earlier passphrase comes back with its backup."""
    app = bootstrap.open_app(book)
    clear = app.backups.make(tmp_path / "clear.cbackup").path
    app.close()
    key, later = protection.new_key(SECRET), protection.new_key(SECRET + " anew")
    protection.encrypt(book, None, key, keep=False)
    app = bootstrap.open_app(book, key)
    secret = app.backups.make(tmp_path / "secret.cbackup").path
    assert preview_open(clear, app.store).opened_by is not None
    assert preview_open(secret, app.store).opened_by is None
    app.close()
    assert preview(secret, book, backup_key=key, book_key=key).opened_by is None
    protection.encrypt(book, key, later, keep=False)
    said = [
        preview(secret, book, backup_key=key, book_key=later).opened_by,
        preview(clear, book, book_key=later).opened_by,
    ]
    assert [str(each and each.text).partition(":")[0] for each in said] == [
        "The backup has another passphrase or key",
        "The backup is not encrypted, so the book will not be either; encrypt it again after restoring.",
    ]


def test_a_wrong_key_is_told_from_damage(book: Path, tmp_path: Path) -> None:
    key = protection.new_key(SECRET)
    protection.encrypt(book, None, key, keep=False)
    data = book.read_bytes()
    for at in (100, len(data) // 2):
        book.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert protection.unlock(book, SECRET) == key
    book.write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:])
    with pytest.raises(BookUnusable, match="damaged"):
        open_book(book, key=key)
    with pytest.raises(protection.BookLocked):
        open_book(book, key=protection.Key(bytes(32), key.cipher))


def test_a_book_in_use_is_not_encrypted(app: App, book: Path, tmp_path: Path) -> None:
    with app.store.read() as session:
        session.connection().exec_driver_sql("SELECT count(*) FROM entry").scalar_one()
        with pytest.raises(BookUnusable, match="in use"):
            protection.encrypt(book, None, protection.new_key(SECRET), keep=False)
    assert "shop.cbook.part" not in files(tmp_path)


def test_wiping_never_touches_a_file_that_has_another_name(book: Path) -> None:
    before = book.read_bytes()
    os.link(book, book.with_name("shop.cbook.wipe"))
    finish_wiping(book)
    assert book.read_bytes() == before
    assert files(book.parent) == ["shop.cbook"]


def test_the_key_is_in_no_text_of_itself() -> None:
    key = protection.new_key(SECRET)
    assert key.raw.hex() not in repr(key)
    assert repr(key.raw) not in repr(key)
