"""The book kept safe at the window: locked and damaged books at opening, backups, restoring, encryption."""

import shutil
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from app.core.code_page import CodeKind
from app.core.requests import Tender, TopUp
from app.errors import BookUnusable, Message
from app.gui.app import Program
from app.gui.dialogs import books
from app.gui.dialogs.ask import Question
from app.gui.dialogs.code_shown import CodeShownDialog
from app.gui.dialogs.damage import DamageDialog
from app.gui.dialogs.encrypt import DecryptDialog, EncryptDialog
from app.gui.dialogs.rescued import RescuedDialog
from app.gui.dialogs.restore import RestoreDialog
from app.gui.dialogs.unlock import UnlockDialog
from app.gui.last_backup import LastBackupDialog
from app.gui.pages.settings.backup import BackupTab
from app.gui.pages.welcome import WelcomePage
from app.services import backup, protection
from app.services.backup import catalogue
from app.storage.backup import copy_book
from app.storage.engine import sqlite3
from tests.gui.programs import Home, dialog, dialogs, settle, window_of
from tests.gui.shop_book import TODAY, open_on
from tests.shots.keeping_scenes import other_shop

SECRET = "four horses eat 草"
WANG = "0042"


@pytest.fixture(scope="module")
def locked_book(small_book: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The small shop's book, encrypted by a passphrase, and its recovery key."""
    path = tmp_path_factory.mktemp("locked") / "shop.cbook"
    shutil.copy(small_book, path)
    key = protection.new_key(SECRET)
    protection.encrypt(path, None, key, keep=False)
    return path, protection.recovery_key(key)


def locked(home: Home, locked_book: tuple[Path, str]) -> Path:
    return Path(shutil.copy(locked_book[0], home.folder / "Documents" / "shop.cbook"))


def shown(kind: type) -> object:
    """Return the dialog of a kind that stands over the window."""
    [found] = [each for each in dialogs() if isinstance(each, kind)]
    return found


def said(widget: object) -> str:
    assert isinstance(widget, Question)
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def record(program: Program, id_: str = "late") -> None:
    assert program.opened is not None
    request = TopUp(id=id_, on=TODAY, customer=WANG, paid=5_000, tender=Tender.CASH)
    program.opened.app.journal.record(request)


def entries(program: Program) -> int:
    assert program.opened is not None
    with program.opened.app.store.read() as session:
        return session.connection().exec_driver_sql("SELECT count(*) FROM entry").scalar_one()


def spoil(path: Path) -> None:
    """Damage a closed book so that it opens, and only a proof notices: an amount is another one."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        [(name, text)] = raw.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'trigger' AND tbl_name = 'posting' AND sql LIKE '%UPDATE%'"
        ).fetchmany(1)
        raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE posting SET amount = amount + 1 WHERE entry_id = 1")
        raw.execute(text)


def tear(path: Path) -> None:
    """Cut a closed book short, so that it does not open."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def backed_up(home: Home, program: Program) -> Path:
    """Make a backup in a folder of its own, and have the program know the folder."""
    folder = home.folder / "Backups"
    folder.mkdir(exist_ok=True)
    program.looks.keep(replace(program.looks.preferences, backup_folders=(str(folder),)))
    assert program.opened is not None
    run = program.opened.app.backups.run([folder])
    assert run.ok
    return run.made[0]


def tab(program: Program) -> BackupTab:
    window = window_of(program)
    window.go("settings")
    page = window.pages["settings"]
    page.restore("backup")
    return page.backup


# ---- an encrypted book at opening -----------------------------------------------------------------------------------


def test_an_encrypted_book_is_asked_its_passphrase_and_a_wrong_one_is_said_at_its_field(
    home: Home, locked_book: tuple[Path, str]
):
    program = home.start(locked(home, locked_book))
    asked = shown(UnlockDialog)
    asked.secret.setText("four horses eat 土")
    asked.submit()
    assert asked.isVisible()
    assert "neither the passphrase" in asked.form.wrong("passphrase").text()
    asked.secret.setText(SECRET)
    asked.submit()
    settle()
    assert program.opened is not None
    assert window_of(program).current_page() == "counter"
    assert program.opened.app.store.key is not None


def test_it_opens_by_the_recovery_key_from_the_paper_too(home: Home, locked_book: tuple[Path, str]):
    program = home.start(locked(home, locked_book))
    asked = shown(UnlockDialog)
    asked.by_paper()
    asked.secret.setText(locked_book[1].lower().replace("-", " "))
    asked.submit()
    settle()
    assert program.opened is not None


def test_whoever_does_not_know_it_comes_to_the_welcome_page(home: Home, locked_book: tuple[Path, str]):
    program = home.start(locked(home, locked_book))
    shown(UnlockDialog).reject()
    settle()
    assert program.opened is None
    assert isinstance(window_of(program).welcome, WelcomePage)


def test_another_book_that_is_encrypted_is_asked_for_over_the_open_one_which_stays(
    home: Home, locked_book: tuple[Path, str]
):
    program = home.start(home.book("first.cbook"))
    program.switch_book(locked(home, locked_book))
    shown(UnlockDialog).reject()
    settle()
    assert program.opened is not None
    assert program.book == home.folder / "Documents" / "first.cbook"
    assert window_of(program).isEnabled()


def test_an_encrypted_book_is_moved_with_its_key(home: Home, locked_book: tuple[Path, str]):
    program = home.start(locked(home, locked_book))
    asked = shown(UnlockDialog)
    asked.secret.setText(SECRET)
    asked.submit()
    settle()
    new = home.folder / "new place.cbook"
    books.move_to(program, window_of(program), new)
    settle()
    assert program.book == new
    assert program.opened is not None
    assert protection.is_encrypted(new)


# ---- a damaged book at opening --------------------------------------------------------------------------------------


def damaged_with_backup(home: Home) -> Path:
    """Leave a torn book behind, and a good backup of it in the folder of backups."""
    path = home.book()
    program = home.start(path)
    backed_up(home, program)
    program.end()
    tear(path)
    return path


def test_a_damaged_book_offers_its_newest_backup_which_takes_its_place(home: Home):
    path = damaged_with_backup(home)
    program = home.start(path)
    help_ = shown(DamageDialog)
    assert help_.table.rows_model.rowCount() == 1
    help_.submit()
    look = shown(RestoreDialog)
    assert "14 entries" in look.has._words.text()
    look.submit()
    settle()
    assert program.opened is not None
    assert entries(program) == 14
    aside = list(path.parent.glob("shop-*before-restore*"))
    assert len(aside) == 1  # the damaged file is kept
    assert aside[0].name in window_of(program).toasts.text()


def test_an_encrypted_book_that_is_damaged_offers_its_backups_by_the_passphrase_just_typed(
    home: Home, locked_book: tuple[Path, str]
):
    path = locked(home, locked_book)
    shutil.copy(path, path.with_name("shop-2026-11-20-180000.cbackup"))
    tear(path)
    home.start(path)
    ask = shown(UnlockDialog)
    ask.secret.setText(SECRET)
    ask.submit()
    settle()
    help_ = shown(DamageDialog)
    assert help_.table.rows_model.rowCount() == 1
    help_.submit()
    settle()
    look = shown(RestoreDialog)
    assert "14 entries" in look.has._words.text()  # nothing is asked twice


def test_an_encrypted_book_whose_beginning_is_destroyed_comes_back_by_its_backup_s_passphrase(
    home: Home, locked_book: tuple[Path, str]
):
    path = locked(home, locked_book)
    shutil.copy(path, path.with_name("shop-2026-11-20-180000.cbackup"))
    program = home.start(path)
    shown(UnlockDialog).secret.setText(SECRET)
    shown(UnlockDialog).submit()
    settle()
    program.end()
    path.write_bytes(bytes(8192) + path.read_bytes()[8192:])
    program = home.start(path)
    help_ = shown(DamageDialog)
    help_.submit()
    look = shown(RestoreDialog)
    look.secret.setText(SECRET)
    look.submit()
    settle()
    assert "14 entries" in look.has._words.text()
    look.submit()
    settle()
    assert program.opened is not None
    assert entries(program) == 14
    assert protection.is_encrypted(path)


def test_closing_that_dialog_leads_to_the_welcome_page_with_the_reason(home: Home):
    program = home.start(damaged_with_backup(home))
    shown(DamageDialog).reject()
    settle()
    welcome = window_of(program).welcome
    assert isinstance(welcome, WelcomePage)
    assert "damaged" in welcome.problem.text()


def test_what_can_be_read_of_it_is_saved_into_another_book_that_opens(home: Home):
    path = home.book()
    path.write_bytes(path.read_bytes()[:-4096])
    program = home.start(path)
    help_ = shown(DamageDialog)
    out = path.with_stem("saved")
    help_.rescue_to(out)
    told = shown(RescuedDialog)
    assert out.exists()
    told.submit()
    settle()
    assert program.book == out
    assert entries(program) > 0


# ---- damage found while the book is open ----------------------------------------------------------------------------


def test_the_proof_in_the_background_bars_recording_and_says_so_on_every_page(home: Home):
    path = home.book()
    spoil(path)
    program = home.start(path)
    assert program.keeper is not None
    window = window_of(program)
    assert window.alert.text() == ""
    program.keeper.prover.prove()
    for page in ("counter", "customers", "settings"):
        window.go(page)
        assert "damaged" in window.alert.text()
    with pytest.raises(Exception, match="damaged"):
        record(program)
    settle()
    [way] = window.alert.findChildren(QPushButton)
    way.click()
    assert isinstance(dialog(), DamageDialog)


def test_a_whole_book_is_proved_in_silence(home: Home):
    program = home.start(home.book())
    assert program.keeper is not None
    program.keeper.prover.prove()
    assert program.keeper.prover.report is not None
    assert program.keeper.prover.report.ok
    assert window_of(program).alert.text() == ""
    record(program)


# ---- backups --------------------------------------------------------------------------------------------------------


def test_a_backup_now_goes_to_every_folder_and_a_missing_one_is_named(home: Home):
    program = home.start(home.book())
    here, gone = home.folder / "here", home.folder / "gone"
    here.mkdir()
    gone.mkdir()
    page = tab(program)
    page.folders.take(here)
    page.folders.take(gone)
    gone.rmdir()
    page.now.back_up_now()
    assert len(catalogue([here])) == 1
    assert str(gone) in page.now.said.text()
    assert page.found.table.rows_model.rowCount() == 1
    assert any("Not there" in text for text in page.folders.texts)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    shown = page.folders.findChildren(QPushButton)
    assert [each.accessibleName() for each in shown if each.text() == "Open folder"] == [f"Open {here}"]
    assert "last good backup" in page.state.text()


def test_the_day_s_backup_is_made_by_itself_once(home: Home):
    program = home.start(home.book())
    folder = home.folder / "Backups"
    folder.mkdir()
    program.looks.keep(replace(program.looks.preferences, backup_folders=(str(folder),)))
    assert program.keeper is not None
    program.keeper.look_around()
    program.keeper.look_around()
    assert len(catalogue([folder])) == 1


def test_a_window_left_open_over_midnight_backs_up_on_the_new_day(home: Home):
    program = home.start(home.book())
    folder = home.folder / "Backups"
    folder.mkdir()
    program.looks.keep(replace(program.looks.preferences, backup_folders=(str(folder),)))
    keeper = program.keeper
    assert keeper is not None
    keeper.beat()
    assert catalogue([folder]) == []  # the same day: nobody looks so soon
    keeper._day -= timedelta(days=1)
    keeper.beat()
    assert len(catalogue([folder])) == 1


def test_a_place_without_room_is_not_tried_all_day_nor_the_others_because_of_it(home: Home, monkeypatch):
    program = home.start(home.book())
    good, full = home.folder / "good", home.folder / "full"
    for folder in (good, full):
        folder.mkdir()
    program.looks.keep(replace(program.looks.preferences, backup_folders=(str(good), str(full))))
    tried: list[Path] = []

    def copy(book: Path, key: object, target: Path, progress: object) -> object:
        tried.append(target.parent)
        if target.parent == full:
            raise BookUnusable(Message("no room"))
        return copy_book(book, key, target, progress)

    monkeypatch.setattr(backup, "copy_book", copy)
    room = SimpleNamespace(free=0)
    monkeypatch.setattr(backup.shutil, "disk_usage", lambda _path: room)
    for _turn in range(4):
        program.keeper.look_around()
    assert tried == [good, full]
    room = SimpleNamespace(free=50)
    program.keeper.look_around()
    assert tried == [good, full, full]


def test_the_demo_shop_is_never_backed_up_by_itself_nor_is_anybody_warned(home: Home):
    program = home.start(home.book())
    assert program.keeper is not None
    assert program.opened is not None
    program.opened.app.demo = True
    folder = home.folder / "Backups"
    folder.mkdir()
    program.looks.keep(replace(program.looks.preferences, backup_folders=(str(folder),)))
    record(program)
    program.keeper.look_around()
    assert not program.keeper.wants_backup()
    assert catalogue([folder]) == []
    assert window_of(program).alert.text() == ""


def test_a_book_without_a_backup_is_spoken_of_at_the_counter_and_not_today_is_heard(home: Home, monkeypatch):
    program = home.start(home.book())
    assert program.keeper is not None
    assert program.opened is not None
    monkeypatch.setattr(program.opened.app, "book", replace(program.opened.app.book, created_at="2026-01-01T00:00:00"))
    window = window_of(program)
    program.keeper.look_around()
    assert "no good backup" in window.alert.text()
    window.go("customers")
    assert window.alert.text() == ""
    window.go("counter")
    settle()
    [_choose, later] = window.alert.findChildren(QPushButton)
    later.click()
    assert window.alert.text() == ""


def test_closing_backs_up_what_was_written_and_then_closes(home: Home):
    program = home.start(home.book())
    backed_up(home, program)
    window = window_of(program)
    record(program)
    window.close()
    settle()
    assert not window.isVisible()
    newest = catalogue([home.folder / "Backups"])[0]
    assert newest.facts is not None
    assert newest.facts.counts.entries == 15


def test_closing_waits_for_nothing_where_nothing_was_written(home: Home):
    program = home.start(home.book())
    backed_up(home, program)
    before = catalogue([home.folder / "Backups"])
    window_of(program).close()
    assert catalogue([home.folder / "Backups"]) == before


def test_a_backup_that_cannot_be_made_never_keeps_anybody_in(home: Home):
    program = home.start(home.book())
    backed_up(home, program)
    record(program)
    shutil.rmtree(home.folder / "Backups")
    window = window_of(program)
    window.close()
    settle()
    assert window.isVisible()
    asked = shown(LastBackupDialog)
    assert "There is no folder" in asked.words.text()
    asked.stay.click()
    settle()
    assert window.isVisible()
    window.close()
    shown(LastBackupDialog).leave.click()
    settle()
    assert not window.isVisible()


# ---- restoring onto the open book -----------------------------------------------------------------------------------


def test_restoring_says_what_would_be_lost_and_reopens_the_window_over_the_backup(home: Home):
    path = home.book()
    program = home.start(path)
    made = backed_up(home, program)
    record(program)
    look = tab(program).restore(made)
    assert look.losses.itemAt(0).widget().text().startswith("1 entry recorded since then")
    assert look.table.rows_model.rowCount() == 1
    look.submit()
    settle()
    assert program.opened is not None
    assert entries(program) == 14
    window = window_of(program)
    assert window.isEnabled()
    assert "kept beside it" in said(dialog())
    [aside] = path.parent.glob("shop-*before-restore*")
    kept = open_on(aside)
    with kept.store.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM entry").scalar_one() == 15
    kept.close()


def test_another_shop_s_backup_does_not_take_the_open_book_s_place(home: Home):
    program = home.start(home.book())
    folder = home.folder / "Backups"
    folder.mkdir()
    other = other_shop(home.folder / "other.cbook")
    [made] = other.backups.run([folder]).made
    other.close()
    look = tab(program).restore(made)
    assert not look.primary.isEnabled()
    assert "another book" in look.general.text()


def test_a_restore_that_fails_leaves_the_book_open_as_it_was(home: Home):
    program = home.start(home.book())
    made = backed_up(home, program)
    record(program)
    look = tab(program).restore(made)
    made.unlink()
    look.submit()
    settle()
    assert program.opened is not None
    assert entries(program) == 15
    assert "Nothing was restored" in said(dialog())


def test_a_backup_becomes_a_book_on_another_computer(home: Home, monkeypatch):
    source = home.start(home.book("source.cbook"))
    made = backed_up(home, source)
    source.end()
    home.prefer(language="en", theme="light")
    program = home.start()
    welcome = window_of(program).welcome
    assert isinstance(welcome, WelcomePage)
    place = home.folder / "Documents" / "ours.cbook"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(made), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(place), ""))
    welcome.choose_backup()
    shown(RestoreDialog).submit()
    settle()
    assert program.book == place
    assert entries(program) == 14


# ---- encryption -----------------------------------------------------------------------------------------------------


def test_a_book_is_encrypted_only_after_its_key_is_on_paper_and_decrypted_again_by_who_knows_it(home: Home):
    path = home.book()
    program = home.start(path)
    window = window_of(program)
    window.go("settings")
    page = window.pages["settings"]
    page.restore("encryption")
    asked = page.encryption.encrypt()
    asked.pass_.setText(SECRET)
    asked.again.setText(SECRET)
    asked.submit()
    paper = shown(CodeShownDialog)
    assert paper.kind is CodeKind.BOOK
    assert not protection.is_encrypted(path)
    paper.last.setText(paper.code.split("-")[-1])
    paper.submit()
    settle()
    assert protection.is_encrypted(path)
    assert program.opened is not None
    assert program.opened.app.store.key is not None
    record(program)
    assert "encrypted" in said(dialog())
    dialog().accept()
    window = window_of(program)
    window.go("settings")
    page = window.pages["settings"]
    page.restore("encryption")
    off = page.encryption.decrypt()
    assert isinstance(off, DecryptDialog)
    off.now.setText("something else entirely")
    off.submit()
    assert off.isVisible()
    off.now.setText(SECRET)
    off.submit()
    settle()
    assert not protection.is_encrypted(path)
    assert entries(program) == 15


def test_passphrases_that_differ_or_are_weak_are_said_and_nothing_is_changed(home: Home):
    path = home.book()
    program = home.start(path)
    assert window_of(program).shop is not None
    asked = EncryptDialog(window_of(program).shop)
    asked.open()
    for first, second, name in (("short", "short", "passphrase"), (SECRET, SECRET + "!", "again")):
        asked.pass_.setText(first)
        asked.again.setText(second)
        asked.submit()
        assert asked.form.wrong(name).isVisible()
    assert not protection.is_encrypted(path)


def test_copies_in_clear_are_listed_and_only_those_picked_are_deleted(home: Home, locked_book: tuple[Path, str]):
    clear = home.start(home.book("clear.cbook"))
    made = backed_up(home, clear)
    kept = made.with_name(made.name.replace("063", "053"))
    shutil.copy(made, kept)
    clear.end()
    program = home.start(locked(home, locked_book))
    asked = shown(UnlockDialog)
    asked.secret.setText(SECRET)
    asked.submit()
    settle()
    window = window_of(program)
    window.go("settings")
    page = window.pages["settings"]
    page.restore("encryption")
    names = {each.path.name for each in page.encryption.copies.table.rows_model.rows}
    assert names == {made.name, kept.name, "clear.cbook"}
    chosen = [each for each in page.encryption.copies.table.rows_model.rows if each.path == made]
    page.encryption.delete_copies(chosen)
    shown(Question).accept()
    settle()
    assert not made.exists()
    assert kept.exists()
