"""The scenes of what goes out: the pane of files, account codes, and the dialogs that write and read a whole book."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.account_names import ACCOUNTS
from app.core.settings import ChangeSettings
from app.core.vouchers import AccountCode
from app.gui.dialogs.hand_over import HandOverDialog
from app.gui.dialogs.journal_out import JournalDialog
from app.gui.dialogs.take_over import TakeOverDialog
from app.gui.dialogs.vcards import VCardsDialog
from app.gui.dialogs.vouchers_out import VouchersDialog
from app.gui.widgets.save_table import save_table_to
from app.gui.widgets.table_out import Place, writer
from tests.gui.shop_book import TODAY
from tests.shots.audit_scenes import fill
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]

CODES = {
    "tender.cash": ("1001", "库存现金"),
    "tender.bank": ("1002", "银行存款"),
    "tender.wechat": ("101201", "其他货币资金—微信"),
    "tender.alipay": ("101202", "其他货币资金—支付宝"),
    "tender.card": ("1002", "银行存款"),
    "receivable": ("1122", "应收账款"),
    "prepaid.principal": ("2203", "预收账款"),
    "prepaid.pass": ("2203", "预收账款"),
    "sales": ("5001", "主营业务收入"),
}

FOLDER = "/Users/wang/Documents/明明洗车 2026-11-21"


def _give_codes(stage: Stage, *, all_of_them: bool = False) -> None:
    known = {account: ("9999", "") for account in ACCOUNTS if all_of_them} | CODES
    codes = tuple(AccountCode(account, code, name) for account, (code, name) in known.items())
    before = stage.shop.settings.account_codes
    changed = stage.app.settings.change(ChangeSettings(id=stage.shop.new_id(), given={"account_codes": codes}))
    stage.shop.settings = replace(changed)
    stage.shop.settings_changed.emit()

    def back() -> None:
        request = ChangeSettings(id=stage.shop.new_id(), given={"account_codes": before})
        stage.shop.settings = stage.app.settings.change(request)
        stage.shop.settings_changed.emit()

    stage.struck.append(back)


def _tab(pane: str, then: Callable[[Any], None] | None = None) -> Scene:
    def scene(stage: Stage) -> QWidget:
        stage.window.go("settings")
        page: Any = stage.window.pages["settings"]
        if pane == "codes":
            _give_codes(stage)
        page.restore(("out", pane))
        stage.settle()
        if then is not None:
            then(page.out)
            stage.struck.append(page.out.codes.show_settings)
            stage.struck.append(page.out.codes.form.forgive)
        return stage.window

    return scene


def _nameless_code(tab: Any) -> None:
    rows = tab.codes.fields[0].widget.rows
    rows["fee"].name.setText("其他业务收入")
    tab.codes._touched()
    tab.codes.store()


def _hand_over(then: Callable[[Any], None] | None = None) -> Scene:
    def scene(stage: Stage) -> QWidget:
        dialog: Any = stage.dialog(lambda: HandOverDialog(stage.shop, stage.window))
        dialog.folder.setText(FOLDER)
        if then is not None:
            then(dialog)
        return dialog

    return scene


def _no_folder(dialog: Any) -> None:
    dialog.folder.setText("")
    dialog.submit()


def _half(stage: Stage) -> QWidget:
    dialog: Any = _hand_over()(stage)
    dialog._set_busy(busy=True)
    stage.struck.append(partial(dialog._set_busy, busy=False))
    dialog.progress.setRange(0, 100)
    dialog.progress.setValue(62)
    return dialog


def _handed_over(stage: Stage) -> QWidget:
    dialog: Any = stage.dialog(lambda: HandOverDialog(stage.shop, stage.window))
    dialog.folder.setText(str(_place(stage, "taken along")))
    dialog.submit()
    dialog.folder.setText(FOLDER)
    return dialog


def _vouchers(then: Callable[[Any], None] | None = None, *, codes: bool = True) -> Scene:
    def scene(stage: Stage) -> QWidget:
        if codes:
            _give_codes(stage, all_of_them=True)
        dialog: Any = stage.dialog(lambda: VouchersDialog(stage.shop, stage.window))
        dialog.period.start.set_value(TODAY.replace(day=1))
        dialog.period.end.set_value(TODAY)
        if then is not None:
            then(dialog)
        dialog.look()
        return dialog

    return scene


def _turned_round(dialog: Any) -> None:
    dialog.period.start.set_value(TODAY)
    dialog.period.end.set_value(TODAY.replace(day=1))


def _doubtful(dialog: Any) -> None:
    dialog.choice.setCurrentIndex(dialog.choice.findData("yonyou_u8"))


def _journal(stage: Stage) -> QWidget:
    dialog: Any = stage.dialog(lambda: JournalDialog(stage.shop, stage.window))
    dialog.choice.setCurrentIndex(4)
    return dialog


def _cards(*numbers: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        return stage.dialog(lambda: VCardsDialog(stage.shop, numbers, stage.window))

    return scene


def _place(stage: Stage, name: str) -> Path:
    path = stage.path.parent / name
    shutil.rmtree(path, ignore_errors=True)
    return path


def _take_over(stage: Stage) -> QWidget:
    folder = _place(stage, "exported")
    stage.app.handover.save(folder, "zh_CN")
    return _look_at(stage, folder)


def _take_over_wrong(stage: Stage) -> QWidget:
    folder = _place(stage, "empty")
    folder.mkdir()
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    return _look_at(stage, folder)


def _look_at(stage: Stage, folder: Path) -> QWidget:
    dialog: Any = stage.dialog(lambda: TakeOverDialog(stage.tasks, folder, stage.window))
    dialog.place.setText("/Users/wang/Documents/明明洗车.cbook")
    return dialog


def _exported(stage: Stage) -> QWidget:
    fill(stage)
    stage.window.go("audit")
    page: Any = stage.window.pages["audit"]
    page.show_room("exports")
    table = page.exports.table
    path = stage.path.parent / "exports.xlsx"
    save_table_to(stage.shop, table, path, writer(Place(stage.shop, "exports", ""), table))
    page.exports.refresh()
    return stage.window


OUT: dict[str, Scene] = {
    "settings-out": _tab("files"),
    "settings-out-codes": _tab("codes"),
    "settings-out-codes-wrong": _tab("codes", _nameless_code),
    "dialog-hand-over": _hand_over(),
    "dialog-hand-over-wrong": _hand_over(_no_folder),
    "dialog-hand-over-working": _half,
    "dialog-hand-over-done": _handed_over,
    "dialog-vouchers": _vouchers(),
    "dialog-vouchers-doubtful": _vouchers(_doubtful),
    "dialog-vouchers-missing": _vouchers(codes=False),
    "dialog-vouchers-wrong": _vouchers(_turned_round),
    "dialog-journal": _journal,
    "dialog-vcards": _cards(),
    "dialog-vcards-few": _cards("0042", "0007"),
    "dialog-take-over": _take_over,
    "dialog-take-over-wrong": _take_over_wrong,
    "window-exported": _exported,
}
