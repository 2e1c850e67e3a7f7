"""The scenes of the settings of credit: each pane empty and filled, its dialogs, and what is wrong said in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app.core.credit.incentives import Form, StreakRule
from app.core.credit.late import LateRule
from app.core.credit.rates import OwnRate
from app.core.credit.write_off import WriteOffRule
from app.core.owing.limits import CreditGroup, Limits, Reaction
from app.core.owing.terms import Due, DueRule, Early, PaymentTerms, Slice
from app.core.settings import ChangeSettings
from tests.shots.owing_scenes import GROUP, MONTHLY, THIRDS
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]

LPR = "CN-LPR-1Y"
GIVEN = {
    "payment_terms": [
        PaymentTerms("月结30天", Due(DueRule.MONTH_END, days=30)),
        MONTHLY,
        THIRDS,
        PaymentTerms("2/10, 净30", Due(days=30), early=(Early(share=200, days=10),)),
        PaymentTerms("半年分六期", slices=tuple(Slice(1666 + (at <= 4), Due(months=at)) for at in range(1, 7))),
    ],
    "credit_groups": [
        GROUP,
        CreditGroup("宏达及各分公司", Limits(total=2_000_000, overdue=0, grace_days=5, on_overdue=Reaction.REFUSE)),
        CreditGroup("老客户", Limits(total=100_000, on_total=Reaction.WARN)),
    ],
    "late_rule": LateRule(table=LPR, factor=150, free_days=5, fee=2_000),
    "write_off_rule": WriteOffRule(most=5_000, days=365),
    "early_form": Form.DISCOUNT,
    "streak_rule": StreakRule(length=3, share=200, least=10_000, most=5_000),
    "ageing_buckets": [15, 45, 90, 180],
    "own_rates": [OwnRate(LPR, date(2025, 5, 20), 300), OwnRate(LPR, date(2024, 10, 21), 312)],
}
NONE: dict[str, Any] = {
    "payment_terms": [],
    "credit_groups": [],
    "late_rule": None,
    "write_off_rule": None,
    "streak_rule": None,
    "ageing_buckets": [30, 60, 90],
    "own_rates": [],
}


def _take(stage: Stage, given: dict[str, Any]) -> None:
    """Let the shop have set this; the groups it has stay, because people are in them."""
    names = {each.name for each in given["credit_groups"]}
    kept = [each for each in stage.app.settings.current().credit_groups if each.name not in names]
    change = ChangeSettings(id=stage.shop.new_id(), given={**given, "credit_groups": [*given["credit_groups"], *kept]})
    stage.shop.settings = stage.app.settings.change(change)


def _open(stage: Stage, name: str, *, empty: bool = False) -> Any:
    _take(stage, NONE if empty else GIVEN)
    if empty:
        stage.shop.settings = replace(stage.shop.settings, credit_groups=())
    stage.shop.settings_changed.emit()
    stage.window.go("settings")
    page: Any = stage.window.pages["settings"]
    page.credit.late.show_settings()
    page.credit.rewards.show_settings()
    page.restore(("credit", name))
    stage.settle()
    return page.credit


def _pane(name: str, then: Callable[[Any], None] | None = None, *, empty: bool = False) -> Scene:
    def scene(stage: Stage) -> QWidget:
        tab = _open(stage, name, empty=empty)
        if then is not None:
            then(tab)
            stage.settle()
        return stage.window

    return scene


def _pin(*, has: bool, anew: bool = False) -> Scene:
    def scene(stage: Stage) -> QWidget:
        owner = stage.app.owner_pin
        owner.set("2468", anew=anew)
        if not has:
            owner.clear()
        _open(stage, "pin")
        return stage.window

    return scene


def _dialog(name: str, press: Callable[[Any], None], then: Callable[[Any], None] | None = None) -> Scene:
    def scene(stage: Stage) -> QWidget:
        before = set(stage.window.findChildren(QDialog))
        press(_open(stage, name))
        stage.settle()
        made: Any = next(each for each in stage.window.findChildren(QDialog) if each not in before)
        if then is not None:
            then(made)
            stage.settle()
        shown: QWidget = made
        return shown

    return scene


def _row(pane: str, at: int) -> Callable[[Any], None]:
    def press(tab: Any) -> None:
        part = getattr(tab, pane)
        part.table.selectRow(at)
        (part.correct if pane == "rates" else part.change)()

    return press


def _wrong_rate(tab: Any) -> None:
    tab.late.late.show_value(LateRule(fixed=2500))
    tab.late.late.changed.emit()
    tab.late.store()


def _wrong_ages(tab: Any) -> None:
    form = tab.late
    form.buckets.show_value((7, 30))
    form.buckets.days.setText("30 60 45")
    form.buckets.changed.emit()
    form.store()


def _clash(dialog: Any) -> None:
    dialog.name.setText(THIRDS.name)
    dialog.submit()


def _too_much(dialog: Any) -> None:
    dialog.rate.setText("400")
    dialog.submit()


def _no_match(dialog: Any) -> None:
    dialog.now.setText("2468")
    dialog.pin.setText("1234")
    dialog.again.setText("1243")
    dialog.submit()


def _pin_dialog(press: Callable[[Any], None], then: Callable[[Any], None] | None = None) -> Scene:
    def scene(stage: Stage) -> QWidget:
        stage.app.owner_pin.set("2468")
        return _dialog("pin", press, then)(stage)

    return scene


CREDIT_SETTINGS: dict[str, Scene] = {
    "settings-credit-terms": _pane("terms"),
    "settings-credit-terms-empty": _pane("terms", empty=True),
    "settings-credit-groups": _pane("groups"),
    "settings-credit-groups-empty": _pane("groups", empty=True),
    "settings-credit-late": _pane("late"),
    "settings-credit-late-empty": _pane("late", empty=True),
    "settings-credit-late-wrong": _pane("late", _wrong_rate),
    "settings-credit-ages-wrong": _pane("late", _wrong_ages),
    "settings-credit-rewards": _pane("rewards"),
    "settings-credit-rewards-empty": _pane("rewards", empty=True),
    "settings-credit-rates": _pane("rates"),
    "settings-credit-rates-empty": _pane("rates", empty=True),
    "settings-credit-pin": _pin(has=True),
    "settings-credit-pin-anew": _pin(has=True, anew=True),
    "settings-credit-pin-none": _pin(has=False),
    "dialog-named-terms": _dialog("terms", _row("terms", 1)),
    "dialog-named-terms-plan": _dialog("terms", _row("terms", 2)),
    "dialog-named-terms-new": _dialog("terms", lambda tab: tab.terms.add(), _clash),
    "dialog-credit-group": _dialog("groups", _row("groups", 1)),
    "dialog-rate-new": _dialog("rates", lambda tab: tab.rates.add_rate(), _too_much),
    "dialog-rate-correct": _dialog("rates", _row("rates", 1)),
    "dialog-rate-table": _dialog("rates", lambda tab: tab.rates.add_table()),
    "dialog-owner-pin": _pin_dialog(lambda tab: tab.pin.change(), _no_match),
    "dialog-owner-pin-forgotten": _pin_dialog(lambda tab: tab.pin.change(), lambda dialog: dialog.forget()),
    "dialog-owner-pin-gone": _pin_dialog(lambda tab: tab.pin.take_away()),
}
