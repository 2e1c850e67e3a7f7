"""The scenes of safe keeping: backups, restoring, damage, encryption, and what is said of them in the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.bootstrap import App
from app.core.backups import backup_name
from app.errors import Message
from app.gui.alerts import Alerts
from app.gui.dialogs.damage import DamageDialog
from app.gui.dialogs.damage_words import problem_words
from app.gui.dialogs.encrypt import DecryptDialog, EncryptDialog
from app.gui.dialogs.rescued import RescuedDialog
from app.gui.dialogs.restore import RestoreDialog
from app.gui.dialogs.unlock import UnlockDialog
from app.gui.dialogs.working import Working
from app.gui.keeper import Keeper
from app.gui.last_backup import LastBackupDialog
from app.services.backup import Run, catalogue
from app.services.books import create_book
from app.services.protection import Key
from app.services.rescue import Rescued
from app.services.restore import Line
from app.services.verify import Problem, Report
from app.storage.cipher import Kind, new_cipher
from tests.gui.shop_book import circumstances, open_on
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]

LINES = (
    Line(17, "top_up", "2026-11-21", "2026-11-21T06:31:02", "0023", "区美玲", 55_000),
    Line(16, "pass_use", "2026-11-21", "2026-11-21T06:30:40", "0019", "解晓东", 3_000),
)
PROBLEMS = (
    Problem("hash", "entry 12", Message("Entry {entry} is not as it was written.", {"entry": 12})),
    Problem("sum", "customer 0042", Message("The balance of customer {no} does not add up.", {"no": "0042"})),
)


def other_shop(path: Path) -> App:
    """Make the book of another shop, which is told apart by its number, and return it open."""
    around = circumstances()
    create_book(
        path,
        name="人民路便利店",
        currency="CNY",
        language="zh_CN",
        pack="CN",
        now=around.now,
        random=lambda: b"\x07" * 16,
    ).dispose()
    return open_on(path)


def _folder(stage: Stage) -> Path:
    """Return a folder with backups of the shop's book: one good, one of another shop, one damaged."""
    folder = stage.path.parent / "Backups"
    if not folder.is_dir():
        folder.mkdir()
        stage.app.backups.run([folder])
        other = other_shop(stage.path.parent / "other.cbook")
        other.backups.run([folder])
        other.close()
        (folder / backup_name(stage.path, datetime(2026, 11, 2, 21, 0, 5, tzinfo=UTC))).write_bytes(bytes(40_960))
    return folder


def _backup(stage: Stage, name: str = "shop") -> Path:
    return next(each.path for each in catalogue([_folder(stage)]) if each.path.name.startswith(f"{name}-2026-11-21"))


def _tab(stage: Stage, name: str) -> Any:
    stage.window.go("settings")
    page: Any = stage.window.pages["settings"]
    page.restore(name)
    stage.settle()
    return getattr(page, name)


def _backups(*folders: str, warn: bool = False) -> Scene:
    def scene(stage: Stage) -> QWidget:
        places = tuple(str(_folder(stage) if each == "there" else stage.path.parent / each) for each in folders)
        days = 7 if not warn else 1
        stage.shop.preferences = replace(stage.shop.preferences, backup_folders=places, backup_warn_days=days)
        _tab(stage, "backup").refresh()
        return stage.window

    return scene


def _backups_wrong(stage: Stage) -> QWidget:
    _backups("there")(stage)
    tab = _tab(stage, "backup")
    tab.automatic.days.setText("0")
    tab.automatic.store()
    text = "There is no folder {path}: it was moved, or its drive is not connected."
    tab.now._backed_up(Run((), (), (Message(text, {"path": "E:\\掌柜备份"}),)))
    return stage.window


def _restore(name: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        path = _backup(stage, name)
        return stage.dialog(lambda: RestoreDialog(stage.tasks, path, stage.path, shop=stage.shop, parent=stage.window))

    return scene


def _restore_losing(stage: Stage) -> QWidget:
    dialog: Any = _restore("shop")(stage)
    seen = dialog.seen
    lost = replace(seen.lost, entries=2, newest=LINES, customers=1, files=3)
    dialog._show((replace(seen, lost=lost), None))
    return _shown(dialog)


def _restore_locked(stage: Stage) -> QWidget:
    from app.services.protection import BookLocked

    dialog: Any = _restore("shop")(stage)
    dialog.seen = None
    dialog._not_shown(BookLocked(stage.path, new_cipher(Kind.PASSPHRASE, bytes), tried=False))
    return _shown(dialog)


def _shown(dialog: QWidget) -> QWidget:
    return dialog


def _locked(stage: Stage) -> Path:
    """Return an encrypted file; nothing of it but its beginning is looked at."""
    path = stage.path.parent / "locked.cbook"
    if not path.exists():
        path.write_bytes(new_cipher(Kind.PASSPHRASE, bytes).salt + bytes(8176))
    return path


def _unlock(then: Callable[[Any], None] | None = None) -> Scene:
    def scene(stage: Stage) -> QWidget:
        path = _locked(stage)
        dialog: Any = stage.dialog(lambda: UnlockDialog(stage.tasks, path, parent=stage.window))
        dialog.form.show_row("remember", shown=True)
        if then is not None:
            then(dialog)
        return _shown(dialog)

    return scene


def _wrong_passphrase(dialog: Any) -> None:
    dialog.submit()


def _damage(*, found: bool) -> Scene:
    def scene(stage: Stage) -> QWidget:
        path = stage.path.parent / ("shop.cbook" if found else "nowhere.cbook")
        folders = [_folder(stage)] if found else []
        shop = stage.shop if found else None
        problems = problem_words(PROBLEMS) if found else []
        return stage.dialog(
            lambda: DamageDialog(stage.tasks, path, folders, shop=shop, problems=problems, parent=stage.window)
        )

    return scene


def _rescued(stage: Stage) -> QWidget:
    found = Rescued(1_204, 1_209, LINES, {}, {}, 2, PROBLEMS)
    return stage.dialog(lambda: RescuedDialog(stage.shop, Path("shop saved.cbook"), found, parent=stage.window))


def _key() -> Key:
    return Key(bytes(range(32)), new_cipher(Kind.PASSPHRASE, bytes))


def _encrypted(stage: Stage, show: Callable[[], QWidget]) -> QWidget:
    """Show something as it is over an encrypted book; the book itself stays in clear."""
    _folder(stage)
    stage.app.store.key = _key()
    try:
        return show()
    finally:
        stage.settle()
        stage.app.store.key = None


def _encryption_on(stage: Stage) -> QWidget:
    def show() -> QWidget:
        stage.shop.preferences = replace(stage.shop.preferences, backup_folders=(str(_folder(stage)),))
        tab = _tab(stage, "encryption")
        tab.refresh()
        tab.copies.table.selectRow(0)
        return stage.window

    return _encrypted(stage, show)


def _encryption_off(stage: Stage) -> QWidget:
    _tab(stage, "encryption").refresh()
    return stage.window


def _encrypt(text: str, again: str = "") -> Scene:
    def scene(stage: Stage) -> QWidget:
        dialog: Any = stage.dialog(lambda: EncryptDialog(stage.shop, parent=stage.window))
        dialog._known(True)
        dialog.pass_.setText(text)
        if again:
            dialog.again.setText(again)
            dialog.submit()
        return _shown(dialog)

    return scene


def _by_computer(stage: Stage) -> QWidget:
    dialog: Any = _encrypt("")(stage)
    dialog.way.set_value("computer")
    dialog.way.changed.emit()
    return _shown(dialog)


def _encrypt_anew(stage: Stage) -> QWidget:
    return _encrypted(stage, lambda: stage.dialog(lambda: EncryptDialog(stage.shop, parent=stage.window)))


def _decrypt(stage: Stage) -> QWidget:
    return _encrypted(stage, lambda: stage.dialog(lambda: DecryptDialog(stage.shop, parent=stage.window)))


def _keeper(stage: Stage) -> Keeper:
    return Keeper(stage.app, stage.tasks, lambda: stage.shop.preferences, stage.window)


def _band(fill: Callable[[Stage, Keeper], None]) -> Scene:
    def scene(stage: Stage) -> QWidget:
        keeper = _keeper(stage)
        stage.window.show_customer("0042")
        fill(stage, keeper)
        alerts = Alerts(keeper, stage.shop, stage.window)
        alerts._is_new = lambda: False  # type: ignore[method-assign]
        alerts.show()
        stage.struck.append(alerts.leave)
        return stage.window

    return scene


def _found_damaged(_stage: Stage, keeper: Keeper) -> None:
    keeper.prover.report = Report(ok=False, entries=1_209, head="", problems=PROBLEMS)


def _old_backup(stage: Stage, keeper: Keeper) -> None:
    text = "The last good backup was made on {on}, {days} days ago; make one now."
    look = stage.app.backups.look([], 7)
    keeper.look = replace(look, news=Message(text, {"on": date(2026, 11, 2), "days": 19}))


def _last_backup(*, failed: bool) -> Scene:
    def scene(stage: Stage) -> QWidget:
        dialog: Any = LastBackupDialog(_keeper(stage), stage.window)
        dialog.open()
        text = "There is no folder {path}: it was moved, or its drive is not connected."
        if failed:
            dialog._explain(Message(text, {"path": "E:\\掌柜备份"}))
        else:
            dialog._begun()
        stage.settle()
        return _shown(dialog)

    return scene


def _working(stage: Stage) -> QWidget:
    from app.i18n.catalog import _

    return stage.dialog(lambda: Working(stage.tasks, _("Restoring the backup"), stage.window, stoppable=True))


KEEPING: dict[str, Scene] = {
    "settings-backup-empty": _backups(),
    "settings-backup": _backups("there", "弹出的U盘"),
    "settings-backup-missing": _backups("弹出的U盘", warn=True),
    "settings-backup-wrong": _backups_wrong,
    "settings-encryption-off": _encryption_off,
    "settings-encryption-on": _encryption_on,
    "dialog-restore": _restore("shop"),
    "dialog-restore-losing": _restore_losing,
    "dialog-restore-other": _restore("other"),
    "dialog-restore-locked": _restore_locked,
    "dialog-unlock": _unlock(),
    "dialog-unlock-wrong": _unlock(_wrong_passphrase),
    "dialog-unlock-paper": _unlock(lambda dialog: dialog.by_paper()),
    "dialog-damage": _damage(found=True),
    "dialog-damage-no-backup": _damage(found=False),
    "dialog-rescued": _rescued,
    "dialog-encrypt": _encrypt("correct horse"),
    "dialog-encrypt-wrong": _encrypt("王小明的洗车店2026", "不一样"),
    "dialog-encrypt-computer": _by_computer,
    "dialog-encrypt-anew": _encrypt_anew,
    "dialog-decrypt": _decrypt,
    "dialog-last-backup": _last_backup(failed=False),
    "dialog-last-backup-failed": _last_backup(failed=True),
    "dialog-working": _working,
    "window-damaged": _band(_found_damaged),
    "window-old-backup": _band(_old_backup),
}
