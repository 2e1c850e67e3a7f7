"""The scenes of what customers may owe: the credit tab, its dialogs, and what selling and paying make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.credit.reviews import SetOverride
from app.core.customer import CustomerChange
from app.core.holds import EndHold, PutHold
from app.core.owing.limits import Cause, CreditGroup, Limits, Reaction
from app.core.owing.supply import Supply, SupplyRule
from app.core.owing.terms import Due, DueRule, Early, PaymentTerms, Slice
from app.core.reminder.requests import RecordReview
from app.core.settings import ChangeSettings
from app.core.ways import CreditClass
from tests.gui.shop_book import TODAY, apply
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]

MONTHLY = PaymentTerms(
    "月结25日", Due(DueRule.SETTLEMENT_DAY, months=1, day=25, cutoff=20), early=(Early(200, days=10),)
)
THIRDS = PaymentTerms("三期", slices=(Slice(3000, Due()), Slice(3000, Due(months=1)), Slice(4000, Due(months=2))))
GROUP = CreditGroup("人民路商户", Limits(total=500_000, overdue=50_000))


def set_up(stage: Stage, customer: str = "0042") -> None:
    """Give the shop terms and a group, a customer limits, terms, holds and a class; done again it changes nothing."""
    app = stage.app
    settings = app.settings.current()
    if GROUP not in settings.credit_groups or settings.payment_terms != (MONTHLY, THIRDS):
        others = [each for each in settings.credit_groups if each.name != GROUP.name]
        given = {"payment_terms": [MONTHLY, THIRDS], "credit_groups": [GROUP, *others]}
        app.settings.change(ChangeSettings(id=f"owing terms {len(others)} {len(settings.payment_terms)}", given=given))
    stage.shop.settings = app.settings.current()
    file = {
        "credit_limit": 200_000,
        "overdue_limit": 10_000,
        "grace_days": 3,
        "on_overdue": Reaction.WARN,
        "credit_group": GROUP.name,
        "payment_terms": MONTHLY,
    }
    app.files.record(CustomerChange(id="owing 1", no=customer, given=file, note="一年准时，生意扩大"))
    for member in ("0011", "0015"):
        joined = {"credit_group": GROUP.name, "credit_limit": 500_000}
        app.files.record(CustomerChange(id=f"owing {member}", no=member, given=joined))
    old = PutHold(
        id="owing 2", customer=customer, reason="说好上周五付", starts_on=date(2026, 9, 1), cause=Cause.PROMISE
    )
    app.credit.put_hold(old)
    app.credit.end_hold(EndHold(id="owing 3", customer=customer, hold=old.id, on=date(2026, 10, 1), reason="已付清"))
    looked = RecordReview(
        id="owing 4", customer=customer, on=date(2026, 11, 2), text="付款都准时", credit=CreditClass.NORMAL
    )
    app.ratings.review(looked)
    app.ratings.override(
        SetOverride(
            id="owing 5",
            customer=customer,
            credit=CreditClass.GOOD,
            reason="老板认识多年",
            on=TODAY,
            until=date(2027, 1, 31),
        )
    )


def stop(stage: Stage, customer: str = "0007") -> None:
    """Put another customer on hold and under supply control."""
    app = stage.app
    given = {"credit_limit": 1_000_000, "overdue_limit": 100_000, "grace_days": 7}
    app.files.record(CustomerChange(id="owing 6", no=customer, given=given, note="今年只给一万"))
    app.credit.put_hold(
        PutHold(id="owing 7", customer=customer, reason="两张单子没付", starts_on=TODAY, cause=Cause.OVERDUE)
    )
    rule = SupplyRule(Supply.CATCH_UP, pay=10_000, bought=5_000, reason="三个月没付清")
    app.files.record(CustomerChange(id="owing 8", no=customer, given={"supply": rule}))


def _tab(*, stopped: bool, part: str = "limits", customer: str = "0042") -> Scene:
    def scene(stage: Stage) -> QWidget:
        set_up(stage)
        if stopped:
            stop(stage)
        stage.window.go("customers")
        page: Any = stage.window.pages["customers"]
        if page.file is not None:
            page.file.editor.discard()
        page.restore(("file", customer, f"credit.{part}"))
        return stage.window

    return scene


def _below(stage: Stage) -> QWidget:
    window = _tab(stopped=True, customer="0007")(stage)
    page: Any = stage.window.pages["customers"]
    stage.settle()
    area = page.file.tabs.stack.currentWidget()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    return window


def _dialog(make: Callable[[Stage], Any], fill: Callable[[Any], None] | None = None, *, stopped: bool = False) -> Scene:
    def scene(stage: Stage) -> QWidget:
        set_up(stage)
        if stopped:
            stop(stage)
        dialog = stage.dialog(lambda: make(stage))
        if fill is not None:
            fill(dialog)
            stage.settle()
        if fill is not _no_reason and hasattr(dialog, "preview"):
            dialog.preview()
            stage.settle()
        return dialog

    return scene


def _limits(stage: Stage) -> Any:
    from app.gui.dialogs.credit_limits import LimitsDialog

    return LimitsDialog(stage.shop, stage.app.credit.standing("0042"), stage.window)


def _limit_below_debt(dialog: Any) -> None:
    dialog.limit.amount.setText("100")


def _terms(stage: Stage) -> Any:
    from app.gui.dialogs.credit_terms import TermsDialog

    terms = replace(THIRDS, name="")
    return TermsDialog(stage.shop, stage.app.credit.standing("0042"), terms, stage.window)


def _hold(stage: Stage) -> Any:
    from app.gui.dialogs.credit_hold import HoldDialog

    return HoldDialog(stage.shop, "0042", "王小明", stage.window)


def _hold_end(stage: Stage) -> Any:
    from app.gui.dialogs.credit_hold import EndHoldDialog

    standing = stage.app.credit.standing("0007")
    return EndHoldDialog(stage.shop, standing.number, standing.name, standing.holds[0].hold, stage.window)


def _supply(stage: Stage) -> Any:
    from app.gui.dialogs.credit_supply import SupplyDialog

    return SupplyDialog(stage.shop, stage.app.credit.standing("0007"), stage.window)


def _review(stage: Stage) -> Any:
    from app.gui.dialogs.credit_review import ReviewDialog

    return ReviewDialog(stage.shop, "0042", "王小明", stage.window)


def _override(stage: Stage) -> Any:
    from app.gui.dialogs.credit_review import OverrideDialog

    return OverrideDialog(stage.shop, "0042", "王小明", stage.window)


def _override_end(stage: Stage) -> Any:
    from app.gui.dialogs.credit_review import EndOverrideDialog

    return EndOverrideDialog(stage.shop, stage.app.ratings.rating("0042"), stage.window)


def _sale(stage: Stage, customer: str = "0042") -> Any:
    from app.gui.dialogs.sale import SaleDialog

    return SaleDialog(stage.shop, stage.card(customer), stage.window)


def _guarded_sale(stage: Stage) -> Any:
    if not stage.app.owner_pin.has():
        stage.app.owner_pin.set("2468")
    return _sale(stage, "0007")


def _on_account(amount: str) -> Callable[[Any], None]:
    def fill(dialog: Any) -> None:
        dialog.amount.setText(amount)
        dialog.amount.setModified(True)
        dialog.pay.way.set_value("account")
        dialog.pay.way.changed.emit()

    return fill


def _no_reason(dialog: Any) -> None:
    _on_account("2600")(dialog)
    dialog.preview()
    dialog.submit()


def _payment(stage: Stage) -> Any:
    """Sell on the terms of the month, which give something for paying early; then pay."""
    from app.gui.dialogs.payment import PaymentDialog

    pay = [{"with": "account", "terms": MONTHLY.name}]
    sale = {"do": "sale", "id": "owing 9", "on": "2026-11-18", "customer": "0011", "amount": "600.00"}
    apply(stage.app, [{**sale, "description": "镀晶", "pay": pay}])
    return PaymentDialog(stage.shop, stage.card("0011"), stage.window)


def _counter(stage: Stage) -> QWidget:
    set_up(stage)
    stop(stage)
    stage.window.show_customer("0007")
    return stage.window


OWING: dict[str, Scene] = {
    "file-credit": _tab(stopped=False),
    "file-credit-stopped": _tab(stopped=True, customer="0007"),
    "file-credit-below": _below,
    "file-credit-empty": _tab(stopped=False, customer="0031"),
    "counter-stopped": _counter,
    "dialog-limits": _dialog(_limits),
    "dialog-limits-low": _dialog(_limits, _limit_below_debt),
    "dialog-terms": _dialog(_terms),
    "dialog-hold": _dialog(_hold),
    "dialog-hold-end": _dialog(_hold_end, stopped=True),
    "dialog-supply": _dialog(_supply, stopped=True),
    "dialog-review": _dialog(_review),
    "dialog-override": _dialog(_override),
    "dialog-override-end": _dialog(_override_end),
    "dialog-sale-account": _dialog(_sale, _on_account("360")),
    "dialog-sale-stopped": _dialog(_guarded_sale, _no_reason, stopped=True),
    "dialog-payment-early": _dialog(_payment),
}
