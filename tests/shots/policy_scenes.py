"""The scenes of how the shop reminds: its settings, and what was said and agreed in a customer's file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.reminder.facts import PauseKind
from app.core.reminder.kinds import RuleKind
from app.core.reminder.requests import (
    AddNote,
    AddStep,
    ContactResult,
    ContactWay,
    LogContact,
    PauseReminders,
    RecordPromise,
    StepKind,
)
from tests.gui.shop_book import TODAY
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]


def agree(app: Any, customer: str = "0042") -> None:
    """Let a customer promise twice, be paused, called and written to; done again it changes nothing."""
    contacts, day = app.contacts, date
    contacts.promise(
        RecordPromise(id="said 1", customer=customer, amount=5000, due_on=day(2026, 11, 1), on=day(2026, 10, 30))
    )
    contacts.promise(RecordPromise(id="said 2", customer=customer, amount=12000, due_on=day(2026, 11, 28), on=TODAY))
    contacts.pause(
        PauseReminders(
            id="said 3",
            customer=customer,
            kind=PauseKind.UNTIL,
            starts_on=TODAY,
            until=day(2026, 12, 5),
            reason="老板同意",
        )
    )
    contacts.note(AddNote(id="said 4", customer=customer, on=day(2026, 12, 1), text="问一下新店的事"))
    contacts.log(
        LogContact(
            id="said 5",
            customer=customer,
            way=ContactWay.PHONE,
            result=ContactResult.REACHED,
            at=datetime(2026, 11, 20, 6, tzinfo=UTC),
            incoming=True,
            text="说下周来付款，车还在保养",
        )
    )
    contacts.log(
        LogContact(
            id="said 6",
            customer=customer,
            way=ContactWay.LETTER,
            result=ContactResult.SENT,
            at=datetime(2026, 11, 18, 6, tzinfo=UTC),
            text="催款函",
        )
    )
    contacts.step(
        AddStep(id="said 7", contact="said 6", what=StepKind.POSTED, on=day(2026, 11, 18), tracking="EM123456789CN")
    )


def _settings(pane: str, then: Callable[[Any], None] | None = None) -> Scene:
    def scene(stage: Stage) -> QWidget:
        stage.window.go("settings")
        page: Any = stage.window.pages["settings"]
        page.restore(("reminders", pane))
        stage.settle()
        if then is not None:
            then(page.reminders)
            stage.settle()
        return stage.window

    return scene


def _backwards(tab: Any) -> None:
    tab.ladders.stages.rows[1].days.setText("2")


def _patience(tab: Any) -> None:
    tab.ladders.type_again({})
    tab.ladders.which.set_value("gentler")
    tab.ladders.which.changed.emit()


def _mistakes(tab: Any) -> None:
    tab.texts.editor.subject.setPlainText("{charges}")
    tab.texts.editor.body.setPlainText("{custmer}\nplease pay {charges\n")
    tab.texts.editor.look()


def _clean(tab: Any) -> None:
    tab.texts.editor.show_shipped()


def _agreed(stage: Stage) -> QWidget:
    agree(stage.app)
    stage.window.go("customers")
    page: Any = stage.window.pages["customers"]
    if page.file is not None:
        page.file.editor.discard()
    page.restore(("file", "0042", "agreed"))
    page.file.refresh()
    return stage.window


def _rule(stage: Stage) -> QWidget:
    from app.gui.pages.settings.reminders.rules import RuleDialog

    _settings("rules")(stage)
    page: Any = stage.window.pages["settings"]
    door = page.reminders.door
    return stage.dialog(lambda: RuleDialog(stage.shop, door, door.policy.rules[RuleKind.EXPIRING], stage.window))


def _step(stage: Stage) -> QWidget:
    from app.gui.dialogs.contact_step import StepDialog

    agree(stage.app)
    letter = next(each for each in stage.app.contacts.of_customer("0042") if each.request == "said 6")
    return stage.dialog(lambda: StepDialog(stage.shop, letter, stage.window))


def _ends(name: str, what: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        from app.gui.dialogs import agreed_ends

        agree(stage.app)
        make = getattr(agreed_ends, name)
        return stage.dialog(lambda: make(stage.shop, "0042", *([what] if what else []), "王小明", stage.window))

    return scene


POLICY: dict[str, Scene] = {
    "settings-reminders-rules": _settings("rules"),
    "settings-reminders-steps": _settings("steps"),
    "settings-reminders-steps-wrong": _settings("steps", _backwards),
    "settings-reminders-patience": _settings("steps", _patience),
    "settings-reminders-conduct": _settings("conduct"),
    "settings-reminders-texts-wrong": _settings("texts", _mistakes),
    "settings-reminders-texts": _settings("texts", _clean),
    "settings-reminders-letters": _settings("letters"),
    "settings-reminders-ways": _settings("ways"),
    "file-agreed": _agreed,
    "dialog-rule": _rule,
    "dialog-contact-step": _step,
    "dialog-promise-withdrawn": _ends("WithdrawPromiseDialog", "said 2"),
    "dialog-pause-end": _ends("EndPauseDialog", "said 3"),
}
