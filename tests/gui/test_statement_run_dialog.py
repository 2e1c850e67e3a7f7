"""New statements in three steps, by keys: whom, looking at who that is, issuing; and what can go wrong on the way."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from app.bootstrap import App
from app.core.customer import StatementBy
from app.core.settings import ChangeSettings
from app.core.statement import Period, StatementKind, month_of
from app.core.statement_paper import Sheet, Slip
from app.core.statement_run import Concern, RunOptions, StartRun
from app.gui.dialogs.statement_run import ISSUE, LOOK, WHOM, RunDialog
from app.gui.dialogs.statement_show import DraftDialog
from app.gui.shop import Shop
from tests.gui.shop_book import apply

Key = Qt.Key
OCTOBER = month_of(date(2026, 10, 1))


@pytest.fixture(autouse=True)
def quick(dressed: QApplication) -> Iterator[None]:
    """Double clicks are quick here."""
    before = dressed.doubleClickInterval()
    dressed.setDoubleClickInterval(60)
    yield
    dressed.setDoubleClickInterval(before)


def look() -> None:
    """Take the time to look at the plan."""
    QTest.qWait(QApplication.doubleClickInterval() + 40)


@pytest.fixture
def assistant(shop: Shop) -> RunDialog:
    made = RunDialog(shop)
    made.open()
    QTest.qWaitForWindowActive(made)
    return made


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, times: int = 1) -> None:
    for _again in range(times):
        QTest.keyClick(focus(), key)
        QApplication.processEvents()


def numbers(dialog: RunDialog) -> list[str]:
    return [row.number for row in dialog.plan.model.rows]


def top(kind: type[QDialog]) -> Any:
    QApplication.processEvents()
    [found] = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    return found


# ---- the whole way --------------------------------------------------------------------------------------------------


def test_from_the_first_step_to_the_report_by_keys(assistant: RunDialog, app: App):
    issued: list[Period] = []
    assistant.issued.connect(issued.append)
    assert focus() is assistant.whom.period.month
    press(Key.Key_Return)
    assert assistant.step == LOOK
    assert numbers(assistant) == ["0007", "0042"]
    assert assistant.primary.text() == "Issue 2 statements"
    assert app.statement_runs.runs() == []
    look()
    press(Key.Key_Return)
    assert assistant.step == ISSUE
    view = assistant.panel.view
    assert view.heading.text() == "2 statements issued"
    assert view.facts.text().splitlines()[0] == "Numbers S000001 to S000002"
    assert [each.no for each in app.statement_runs.issued(OCTOBER)] == ["S000001", "S000002"]
    assert issued == [OCTOBER]
    press(Key.Key_Return)
    assert not isValid(assistant)


def test_a_key_held_down_issues_nothing(assistant: RunDialog, app: App):
    held = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True)
    press(Key.Key_Return)
    QApplication.sendEvent(assistant, held)
    assert assistant.step == LOOK
    assert app.statement_runs.runs() == []


def test_a_second_press_issues_nothing_nobody_has_looked_at(assistant: RunDialog, app: App):
    assistant._unseen.setInterval(60_000)  # however slow the machine is
    press(Key.Key_Return, times=3)
    assert assistant.step == LOOK
    assert app.statement_runs.runs() == []
    assistant._unseen.setInterval(1)
    look()
    press(Key.Key_Return)
    assert len(app.statement_runs.issued()) == 2


def test_a_tick_taken_away_leaves_that_customer_out(assistant: RunDialog, app: App):
    press(Key.Key_Return)
    press(Key.Key_Down)
    press(Key.Key_Space)
    assert assistant.plan.left_out_by_hand() == ("0042",)
    assert assistant.primary.text() == "Issue 1 statement"
    look()
    press(Key.Key_Return)
    assert [each.number for each in app.statement_runs.issued()] == ["0007"]


def test_nobody_ticked_cannot_be_issued(assistant: RunDialog, app: App):
    press(Key.Key_Return)
    assistant.plan.none.click()
    assert not assistant.primary.isEnabled()
    assistant.submit()
    assert app.statement_runs.runs() == []


def test_going_back_keeps_what_was_chosen(assistant: RunDialog):
    assistant.whom.also.set_value(["zero"])
    assistant.submit()
    assistant.go_back()
    assert assistant.step == WHOM
    assert assistant.whom.also.value() == ("zero",)


def test_proposed_as_the_shop_has_it_set(shop: Shop, app: App):
    given = {
        "statement_kind": "open-item",
        "statement_sheet": "241x140",
        "statement_slip": "remittance",
        "statement_reply_days": 0,
    }
    shop.settings = app.settings.change(ChangeSettings(id="set", given=given))
    dialog = RunDialog(shop)
    options = dialog.whom.options()
    assert (options.kind, options.sheet, options.slip, options.reply_days) == (
        StatementKind.OPEN_ITEM,
        Sheet.FORM_140,
        Slip.REMITTANCE,
        None,
    )
    assert options.period == OCTOBER
    dialog.close()


def test_everything_chosen_reaches_the_run(assistant: RunDialog):
    whom = assistant.whom
    whom.offer((["金卡", "银卡"], ["老客户", "学生"]))
    whom.delivery.buttons[StatementBy.POST].click()
    whom.tags.set_value(["学生"])
    whom.tiers.set_value(["金卡", "银卡"])
    whom.language.setCurrentIndex(whom.language.findData("en"))
    whom.least.setText("12.30")
    whom.also.set_value(["zero", "again"])
    whom.only.set_value(["only_movement"])
    options = whom.options()
    assert all(type(getattr(options, name)) is not str for name in ("kind", "sheet", "window", "order", "slip"))
    assert options == RunOptions(
        period=OCTOBER,
        delivery=(StatementBy.PRINT, StatementBy.EMAIL),
        tags=("学生",),
        tiers=("金卡", "银卡"),
        language="en",
        least=1230,
        zero=True,
        credit=False,
        again=True,
        only_movement=True,
    )


# ---- looking before -------------------------------------------------------------------------------------------------


def test_what_to_look_at_is_grouped_and_explained(assistant: RunDialog, app: App):
    apply(
        app,
        [
            {"do": "customer", "id": "by post", "no": "0042", "statement": "post"},
            {"do": "payment", "id": "p", "on": "2026-11-05", "customer": "0007", "amount": "1.00", "tender": "cash"},
        ],
    )
    assistant.submit()
    groups = assistant.plan.groups
    assert [made.text() for made in groups.buttons()] == ["All  2", "No address  1", "Paid since  1"]
    groups.set_value(Concern.NO_ADDRESS.value)
    groups.changed.emit()
    assert numbers(assistant) == ["0042"]
    assert "no address" in assistant.plan.explained.text()


def test_the_newest_payment_reminds_of_receipts_not_entered(assistant: RunDialog):
    assistant.submit()
    said = [assistant.plan.warnings.itemAt(at).widget() for at in range(assistant.plan.warnings.count())]
    texts = [words.text() for card in said for words in card.findChildren(type(assistant.plan.totals))]
    assert any("2026-10-28" in text for text in texts)


def test_a_period_that_is_not_over_can_be_looked_at_and_not_issued(assistant: RunDialog, app: App):
    assistant.whom.period.month.setCurrentIndex(0)
    assistant.submit()
    assert assistant.step == LOOK
    assert not assistant.primary.isEnabled()
    assistant.start()
    assert app.statement_runs.runs() == []


def test_the_paper_as_it_would_be(assistant: RunDialog, app: App):
    assistant.submit()
    assistant.plan.table.opened.emit(assistant.plan.model.rows[1])
    draft = top(DraftDialog)
    assert draft.number == "0042"
    assert draft.view.pages() == 1
    assert draft.save.isHidden()
    draft.submit()
    assert app.statement_runs.issued() == []


# ---- what goes wrong ------------------------------------------------------------------------------------------------


def test_days_the_wrong_way_round_are_said_at_the_days(assistant: RunDialog):
    period = assistant.whom.period
    period.month.setCurrentIndex(period.month.count() - 1)
    period.month.activated.emit(period.month.currentIndex())
    assert not period.days.isHidden()
    period.first.setText("2026-10-31")
    period.last.setText("2026-10-01")
    assistant.submit()
    assert assistant.step == WHOM
    assert period.last.property("wrong") == "true"
    assert "before the first" in period.last.accessibleDescription()


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda whom: whom.delivery.set_value([]), "delivery"),
        (lambda whom: whom.least.setText("a lot"), "least"),
        (lambda whom: whom.reply_days.setText("soon"), "reply_days"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(assistant: RunDialog, spoil: Callable[[Any], None], field: str):
    spoil(assistant.whom)
    assistant.submit()
    assert assistant.step == WHOM
    wrong = assistant.findChild(QWidget, field)
    assert wrong is not None
    assert wrong.accessibleDescription()


def test_when_nobody_would_get_one_it_says_why(assistant: RunDialog):
    assistant.whom.language.setCurrentIndex(assistant.whom.language.findData("en"))
    assistant.submit()
    assert assistant.step == WHOM
    assert "They read another language." in assistant.general.text()


def test_the_same_order_twice_is_one_run(assistant: RunDialog, app: App):
    assistant.submit()
    assistant.start()
    order = assistant._order
    assert order is not None
    assert app.statement_runs.start(order) == 1
    assert len(app.statement_runs.runs()) == 1


def test_stopped_by_the_person_it_says_so_and_goes_on(shop: Shop, app: App):
    dialog = RunDialog(shop)
    dialog.open()
    runs = app.statement_runs
    run = runs.start(StartRun(id="stopped", options=RunOptions(period=OCTOBER)))
    report = runs.issue(run, lambda _done, _of: None, lambda: True)
    dialog.panel.show_report(report)
    view = dialog.panel.view
    assert view.heading.text() == "Stopped: 0 of 2 issued so far"
    assert not view.go_on.isHidden()
    view.go_on.click()
    assert view.heading.text() == "2 statements issued"
    assert view.go_on.isHidden()


def test_closing_the_month_is_offered_once_it_may_be(shop: Shop, app: App):
    dialog = RunDialog(shop)
    dialog.submit()
    dialog.start()
    assert dialog.panel.view.close_month.isHidden()  # September is open
    apply(app, [{"do": "close_month", "id": "sep", "month": "2026-09"}])
    dialog.panel.view.show_report(app.statement_runs.report(1))
    assert not dialog.panel.view.close_month.isHidden()
    dialog.accept()
