"""The scenes of privacy: giving data out, erasing in each of its states, consents, and the settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.privacy.erasing import EraseCustomer
from app.errors import Message
from app.services.desk import Circumstances
from app.services.privacy import Erasure, Held
from tests.gui.shop_book import TODAY, apply
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]

LONG_AGO = date(2019, 3, 2)
OLD, GONE = "O001", "O002"


def fill(stage: Stage) -> None:
    """Let there be two customers nobody has seen for years, one of them erased, and a consent with its source."""
    app = stage.app
    if app.privacy.erasures():
        return
    then = Circumstances(
        now=lambda: datetime(2019, 3, 2, 6, 0, tzinfo=UTC), today=lambda: LONG_AGO, salt=app.around.salt
    )
    for number, name in ((OLD, "赵老客"), (GONE, "钱已走")):
        people = [
            {"do": "customer", "id": f"scene {number}", "no": number, "name": name, "closed": True},
        ]
        _apply_then(stage, then, people)
    gone = EraseCustomer(id="scene erased", customer=GONE, confirm=GONE, asked=True, on=TODAY)
    app.privacy.erase(gone)
    apply(
        app,
        [
            {"do": "consent", "id": "scene consent", "customer": "0042", "purpose": "wechat", "given": True}
            | {"on": "2026-03-01", "source": "counter"},
            {"do": "consent", "id": "scene withdrawn", "customer": "0042", "purpose": "sms", "given": False}
            | {"on": "2026-06-01", "source": "message"},
        ],
    )
    stage.shop.changed.emit("")


def _apply_then(stage: Stage, then: Circumstances, events: list[dict[str, Any]]) -> None:
    """Record events as they were recorded years ago."""
    from app import bootstrap

    earlier = bootstrap.build(stage.app.store, stage.app.book, then)
    apply(earlier, events)


def _file(stage: Stage) -> QWidget:
    fill(stage)
    stage.window.go("customers")
    page: Any = stage.window.pages["customers"]
    if page.file is not None:
        page.file.editor.discard()
    page.restore(("file", "0042", "account"))
    stage.settle()
    page.file.tabs.account.consents.add.setFocus()
    return stage.window


def _give_out(stage: Stage) -> QWidget:
    from app.gui.dialogs.person_data import PersonDataDialog

    return stage.dialog(lambda: PersonDataDialog(stage.shop, "0042", "王小明", stage.window))


def _consent(stage: Stage) -> QWidget:
    from app.gui.dialogs.consent import ConsentDialog

    return stage.dialog(lambda: ConsentDialog(stage.shop, "0042", "王小明", stage.window))


def _erase(number: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        from app.gui.dialogs.erase import EraseDialog

        fill(stage)
        return stage.dialog(lambda: EraseDialog(stage.shop, number, stage.card(number).name, stage.window))

    return scene


def _erased(stage: Stage) -> QWidget:
    """Draw what is said afterwards, of somebody made up: a picture erases nobody."""
    dialog: Any = _erase(OLD)(stage)
    trouble = Message("{path} cannot be used: {reason}.", {"path": "shop.cbook", "reason": Message("in use")})
    done = Erasure("x", "erased-7", TODAY, datetime(2026, 11, 21, tzinfo=UTC), "", asked=True, trouble=trouble)
    held = Held(Path("/backups/shop 2026-11-20.cbook"), datetime(2026, 11, 20, 12, tzinfo=UTC), ("erased-7",))
    dialog._erased((done, [held]))
    dialog._gone = False
    return dialog


def _young(stage: Stage) -> QWidget:
    apply(stage.app, [{"do": "customer", "id": "scene young", "no": "O003", "name": "孙刚来"}])
    return _erase("O003")(stage)


def _settings(stage: Stage) -> QWidget:
    fill(stage)
    stage.window.go("settings")
    stage.window.pages["settings"].restore("privacy")
    return stage.window


PRIVACY: dict[str, Scene] = {
    "file-consents": _file,
    "dialog-person-data": _give_out,
    "dialog-consent": _consent,
    "dialog-erase-open": _erase("0042"),
    "dialog-erase-young": _young,
    "dialog-erase": _erase(OLD),
    "dialog-erased": _erased,
    "settings-privacy": _settings,
}
