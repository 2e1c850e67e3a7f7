"""The scenes of the page of doings: the list in both readings, the daily codes with what proves the book, exports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core.settings import ChangeSettings
from app.services.audit import Doing
from app.services.day_digests import add_day
from tests.gui.shop_book import TODAY, apply
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]

DONE = [
    {"do": "refund", "id": "scene refund", "on": TODAY.isoformat(), "customer": "0042", "amount": "20.00"}
    | {"tender": "wechat", "reason": "退一部分，客人搬家了"},
    {"do": "drawer_out", "id": "scene cash out", "on": TODAY.isoformat(), "amount": "50.00", "reason": "买水"},
    {"do": "customer", "id": "scene limit", "no": "0007", "credit_limit": "8000.00"},
]


def fill(stage: Stage) -> None:
    """Let there be a refund, cash taken out, a limit changed, a setting changed, an export, and a day that is over."""
    app = stage.app
    if app.audit.exports():
        return
    apply(app, DONE)
    app.settings.change(ChangeSettings(id="scene setting", given={"expiring_days": 45}))
    app.audit.save(Path(stage.path).with_name("doings.csv"))
    with app.store.write() as session:
        for back in (2, 1, 0):  # the day is over, as far as its code goes
            add_day(session, app.around, TODAY - timedelta(days=back))
    stage.shop.changed.emit("")


def page(stage: Stage, room: str) -> Any:
    """Show a tab of the page, asked for everything there is."""
    fill(stage)
    stage.window.go("audit")
    found: Any = stage.window.pages["audit"]
    found.doings.bar.ask_widely()
    found.show_room(room)
    stage.settle()
    return found


def _room(name: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        page(stage, name)
        return stage.window

    return scene


def _everything(stage: Stage) -> QWidget:
    bar = page(stage, "doings").doings.bar
    bar.kind.set_value("everything")
    bar.kind.changed.emit()
    stage.settle()
    return stage.window


def _chosen(stage: Stage) -> QWidget:
    doings = page(stage, "doings").doings
    doings.bar.kind.set_value("watched")
    doings.bar.kind.changed.emit()
    doings.chips.buttons[Doing.REFUND].click()
    stage.settle()
    doings.chips.buttons[Doing.REFUND].setChecked(False)
    return stage.window


def _checked(stage: Stage) -> QWidget:
    found = page(stage, "digests").digests
    found.proof.begin()
    found.compare.typed.setText("AAAAA-AAAAA-AAAAA-AAAAA")
    found.compare.look()
    return stage.window


def _paper(stage: Stage) -> QWidget:
    return opened(stage, page(stage, "digests").digests.open_page)


def _list_paper(stage: Stage) -> QWidget:
    return opened(stage, page(stage, "doings").out.print_list)


def opened(stage: Stage, act: Callable[[], object]) -> QWidget:
    """Return the dialog that something opens."""
    act()
    stage.settle()
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert found
    return found[0]


AUDIT: dict[str, Scene] = {
    "audit": _room("doings"),
    "audit-everything": _everything,
    "audit-chosen": _chosen,
    "audit-digests": _room("digests"),
    "audit-checked": _checked,
    "audit-exports": _room("exports"),
    "dialog-digest": _paper,
    "dialog-doings-paper": _list_paper,
}
