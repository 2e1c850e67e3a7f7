"""The scenes of bringing data in: the assistant's steps over good, doubtful and hopeless files, and the log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.gui.dialogs.intake.assistant import ImportDialog
from app.gui.dialogs.intake.run_detail import RunDialog
from app.gui.dialogs.intake.undo import UndoImportDialog
from app.gui.dialogs.intake.words import left_words
from app.i18n.catalog import _
from app.services.intake import Way
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]

MEMBERS = """会员编号,姓名,手机,余额,赠金,开卡日期
0801,陈建国,139 0000 1234,"1,280.00",120.00,05/03/2025
0802,刘芳,13900005678,360.50,,11/07/2025
0803,,13900009999,80.00,,02/04/2025
802,刘芳芳,13900005678,15.00,,03/09/2025
0804,赵雷,1.38E+10,20.00,,09/09/2025
0805,孙丽,13711112222,12.345,,10/01/2025
0042,王小明,13800004567,66.00,,08/12/2025
0806,周敏,13622223333,500.00,50.00,06/06/2025
0807,吴刚,13622224444,0,,04/02/2025
0808,郑洁,13622225555,88.80,,12/11/2025
0809,冯涛,13622226666,1000.00,100.00,07/05/2025
合计,,,"3,422.64",270.00,
"""

BILLS = """客户编号,单号,日期,到期日,金额,已付
0042,INV-1,2026-11-01,2026-11-30,300.00,100.00
0007,INV-2,2026-11-03,2026-12-02,120.50,
9999,INV-3,2026-11-04,2026-12-03,80.00,
0007,INV-4,2026-11-11,2026-10-11,60.00,
"""


def write(stage: Stage, name: str, text: str, encoding: str = "gb18030") -> Path:
    """Write a file beside the stage's book."""
    path = Path(stage.path).with_name(name)
    path.write_bytes(text.encode(encoding))
    return path


def _assistant(stage: Stage, path: Path | None = None, steps: int = 0) -> Any:
    dialog: Any = stage.dialog(lambda: ImportDialog(stage.shop, path, stage.window))
    for _step in range(steps):
        dialog.go_on()
        stage.settle()
    return dialog


def _step(steps: int, name: str = "会员.csv", text: str = MEMBERS) -> Scene:
    def scene(stage: Stage) -> QWidget:
        found: QWidget = _assistant(stage, write(stage, name, text), steps)
        return found

    return scene


def _refused(stage: Stage) -> QWidget:
    found: QWidget = _assistant(stage, write(stage, "空.xlsx", "PK nothing"))
    return found


def _unsure(stage: Stage) -> QWidget:
    dialog = _assistant(stage, write(stage, "会员.csv", MEMBERS), 1)
    dialog.work.read_as("encoding", "cp1252")
    stage.settle()
    found: QWidget = dialog
    return found


def _missing(stage: Stage) -> QWidget:
    dialog = _assistant(stage, write(stage, "会员.csv", MEMBERS), 2)
    dialog.work.choose(columns={"phones": 2, "principal": 3})
    stage.settle()
    found: QWidget = dialog
    return found


def _room(name: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        dialog = _assistant(stage, write(stage, "会员.csv", MEMBERS), 3)
        dialog.trial.tabs.show_tab(name)
        stage.settle()
        found: QWidget = dialog
        return found

    return scene


def _clean(stage: Stage) -> QWidget:
    text = "名称,价格\n真皮座椅护理,300\n引擎舱清洗,120\n"
    found: QWidget = _assistant(stage, write(stage, "价格.csv", text), 3)
    return found


def _taking(stage: Stage) -> QWidget:
    dialog = _assistant(stage, write(stage, "会员.csv", MEMBERS), 4)
    dialog.taking.rest.setText(str(Path(stage.path).with_name("会员 to mend.xlsx")))
    dialog.taking.way.set_value("good_rows")
    dialog.taking.way.changed.emit()
    stage.settle()
    found: QWidget = dialog
    return found


def _done(stage: Stage) -> QWidget:
    dialog = _assistant(stage, write(stage, "账单.csv", BILLS), 4)
    dialog.taking.rest.setText(str(Path(stage.path).with_name("rest.xlsx")))
    dialog.taking.way.set_value("good_rows")
    dialog.taking.way.changed.emit()
    dialog.taking.backup.setChecked(False)
    dialog.go_on()
    stage.settle()
    result = dialog.work.result
    assert result is not None
    stage.struck.append(lambda: _take_back(stage, result.run))
    found: QWidget = dialog
    return found


def _working(stage: Stage) -> QWidget:
    """How far the trial of a long file is: shown, for in a picture nothing takes long."""
    dialog = _assistant(stage, write(stage, "会员.csv", MEMBERS), 3)
    dialog.trial.so_far.setText("128,500 rows so far")
    dialog.trial.stack.setCurrentIndex(0)
    found: QWidget = dialog
    return found


def _recording(stage: Stage) -> QWidget:
    dialog = _assistant(stage, write(stage, "会员.csv", MEMBERS), 4)
    dialog.taking.progress.begin(_("If you stop it, nothing of the file stays in the book."))
    dialog.taking.progress.show_steps(128_500, 541_909)
    dialog.taking.progress.left.setText(left_words(440))
    dialog.taking.stack.setCurrentIndex(1)
    found: QWidget = dialog
    return found


def _all_or_nothing(stage: Stage) -> QWidget:
    found: QWidget = _assistant(stage, write(stage, "会员.csv", MEMBERS), 4)
    return found


def _undone(stage: Stage) -> QWidget:
    dialog = _assistant(stage, write(stage, "价格.csv", "名称,价格\n真皮座椅护理,300\n"), 4)
    dialog.taking.backup.setChecked(False)
    dialog.go_on()
    stage.settle()
    undo = UndoImportDialog(stage.shop, dialog.work.result.run, "价格.csv", dialog)
    undo.undone.connect(dialog.taking.over.show_undone)
    undo.open()
    undo.submit()
    stage.settle()
    found: QWidget = dialog
    return found


def _movements(stage: Stage) -> QWidget:
    text = "卡号,日期,类型,金额,余额\n0042,2026-11-02,充值,200.00,200.00\n0042,2026-11-03,消费,38.00,162.00\n"
    found: QWidget = _assistant(stage, write(stage, "流水.tsv", text.replace(",", "\t")), 2)
    return found


def _take_back(stage: Stage, run: int) -> None:
    stage.app.intake.undo(run, "scene")
    Path(stage.path).with_name("rest.xlsx").unlink(missing_ok=True)


def run_of(stage: Stage) -> int:
    """Take a price list in, once, and return the number of the import."""
    found = stage.app.intake.imports()
    if not any(each.file == "价目.csv" for each in found):
        source = stage.app.intake.open(write(stage, "价目.csv", "名称,价格\n臭氧消毒,88\n"))
        stage.app.intake.carry_out(source, stage.app.intake.propose(source).layout, Way.ALL)
        found = stage.app.intake.imports()
    return next(each.run for each in found if each.file == "价目.csv")


def _undo(stage: Stage) -> QWidget:
    run = run_of(stage)
    return stage.dialog(lambda: UndoImportDialog(stage.shop, run, "价目.csv", stage.window))


def _log(stage: Stage) -> QWidget:
    run_of(stage)
    stage.window.go("audit")
    page: Any = stage.window.pages["audit"]
    page.show_room("imports")
    page.imports.refresh()
    stage.settle()
    return stage.window


def _run(stage: Stage) -> QWidget:
    """Show a list of members that was brought in by the good rows, and undone."""
    if all(each.file != "会员.csv" for each in stage.app.intake.imports()):
        source = stage.app.intake.open(write(stage, "会员.csv", MEMBERS))
        done = stage.app.intake.carry_out(source, stage.app.intake.propose(source).layout, Way.GOOD_ROWS, rest=None)
        stage.app.intake.undo(done.run, "拿错了文件")
    run = next(each for each in stage.app.intake.imports() if each.file == "会员.csv")
    return stage.dialog(lambda: RunDialog(stage.shop, run, stage.window))


INTAKE: dict[str, Scene] = {
    "import-file": _assistant,
    "import-found": _step(0),
    "import-refused": _refused,
    "import-reading": _step(1),
    "import-unsure": _unsure,
    "import-columns": _step(2),
    "import-missing": _missing,
    "import-bills": _step(2, "账单.csv", BILLS),
    "import-movements": _movements,
    "import-working": _working,
    "import-trial": _room("findings"),
    "import-twins": _room("twins"),
    "import-dates": _room("dates"),
    "import-clean": _clean,
    "import-taking": _taking,
    "import-all-or-nothing": _all_or_nothing,
    "import-recording": _recording,
    "import-done": _done,
    "import-undo": _undo,
    "import-undone": _undone,
    "import-log": _log,
    "import-run": _run,
}
