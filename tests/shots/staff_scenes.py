"""The scenes of staff: settings, signing in, approving; in a book of their own, so that no other scene meets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.bootstrap import App
from app.core.code_page import CodeKind
from app.core.requests import Refund, Tender
from app.core.staff.members import AddMember, ChangeMember, ChangeRights
from app.core.staff.rights import Right
from app.core.staff.roles import NO, YES, Role, up_to
from app.errors import Message, Refused
from app.gui.at_desk import look
from app.gui.dialogs.approval import ApprovalDialog
from app.gui.dialogs.code_shown import CodePaperDialog, CodeShownDialog
from app.gui.dialogs.own_secret import OwnSecretDialog
from app.gui.dialogs.recover import RecoverDialog
from app.gui.main_window import MainWindow
from app.gui.pages.settings.staff.people import (
    AddMemberDialog,
    ChangeMemberDialog,
    EndMemberDialog,
    ResetSecretDialog,
)
from app.gui.pages.settings.staff.rights import EyesDialog, MemberRightsDialog, RoleDialog
from app.gui.pages.settings.staff.switch_on import SwitchOnDialog
from app.gui.pages.sign_in import SignInPage
from app.gui.shop import Shop
from app.services.rights import NeedsApproval
from app.storage.engine import sqlite3
from tests.gui.shop_book import TODAY, open_on
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]

OWNER, CASHIER, KEEPER, READER = "王老板", "小李", "陈会计", "老张"
SECRETS = {OWNER: "7391", CASHIER: "8264", KEEPER: "5926"}
CODE = "7H2KD-M4RXQ-0ZT9C-W8PVE"
KEY = "7H2KD-M4RXQ-0ZT9C-W8PVE-3FQ7A-J6N0B-R5SXT-2CD9M-KQ4ZH-V8W1E-T0YP6"


def staff_of(app: App) -> None:
    """Let the shop tell its staff apart: an owner, a cashier, a bookkeeper, and a reader without a PIN."""
    staff = app.staff
    staff.switch_on("staff on", name=OWNER, secret=SECRETS[OWNER])
    staff.add(AddMember(id="staff 1", name=CASHIER, role=Role.CASHIER), SECRETS[CASHIER])
    staff.add(AddMember(id="staff 2", name=KEEPER, role=Role.BOOKKEEPER), SECRETS[KEEPER])
    staff.add(AddMember(id="staff 3", name=READER, role=Role.READER))
    own = {Right.REFUND: up_to(20_000), Right.PRICE: NO}
    staff.record(ChangeMember(id="staff 4", member=staff.named(CASHIER).id, given={"own": own}))
    staff.record(
        ChangeMember(id="staff 5", member=staff.named(KEEPER).id, given={"own": {Right.REFUND: YES, Right.ERASE: YES}})
    )


def book_of(stage: Stage) -> App:
    """Return the stage's book once more, with staff; made when first asked for. The owner sits at the desk."""
    if not stage.others:
        path = stage.path.with_name("staff.cbook")
        path.unlink(missing_ok=True)
        source, copy = sqlite3.connect(stage.path), sqlite3.connect(path)
        source.backup(copy)
        source.close()
        copy.close()
        app = open_on(path)
        stage.others.append(app)
        staff_of(app)
    app = stage.others[0]
    app.staff.sign_in(OWNER, SECRETS[OWNER])
    policy = replace(app.staff.policy(), four_eyes={Right.REFUND: 50_000, Right.ERASE: 0})
    app.staff.record(ChangeRights(id=stage.shop.new_id(), policy=policy))
    return app


def shop_of(stage: Stage, who: str = OWNER) -> Shop:
    """Return what pages share, with somebody of the staff at the desk."""
    app = book_of(stage)
    shop = Shop(app, stage.tasks, app.settings.current(), stage.preferences, stage.window)
    if who:
        app.staff.sign_in(who, SECRETS[who])
    shop.desk.take(look(app))
    return shop


def window_of(stage: Stage, who: str = OWNER) -> MainWindow:
    """Return a window of its own with somebody at the desk."""
    shop = shop_of(stage, who)
    window = MainWindow(stage.tasks)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.resize(stage.window.size())
    window.show()
    shop.setParent(window)
    window.attach(shop)
    stage.settle()
    return window


def _pane(name: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = window_of(stage)
        window.go("settings", ("staff", name))
        stage.settle()
        return window

    return scene


def _off(stage: Stage) -> QWidget:
    stage.window.go("settings", "staff")
    return stage.window


def _nothing_takes_two(stage: Stage) -> QWidget:
    window: Any = _pane("eyes")(stage)
    pane = window.pages["settings"].staff.on.eyes
    pane._known(pane._asked, replace(pane.policy, four_eyes={}))
    return window


def _as(who: str, page: str, place: object = None) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = window_of(stage, who)
        window.go(page, place)
        stage.settle()
        return window

    return scene


def _dialog(make: Callable[[Shop, QWidget], QDialog], then: Callable[[Any], object] | None = None) -> Scene:
    def scene(stage: Stage) -> QWidget:
        made = make(shop_of(stage), stage.window)
        made.open()
        stage.settle()
        if then is not None:
            then(made)
            stage.settle()
        return made

    return scene


def _on_clear(make: Callable[[Shop, QWidget], QDialog], then: Callable[[Any], object] | None = None) -> Scene:
    """Open a dialog over the book that knows no staff."""

    def scene(stage: Stage) -> QWidget:
        made = stage.dialog(lambda: make(stage.shop, stage.window))
        if then is not None:
            then(made)
            stage.settle()
        return made

    return scene


# ---- signing in -----------------------------------------------------------------------------------------------------


def _lock(then: Callable[[Any], object] | None = None, *, last: str = "", kept: tuple[str, ...] = ()) -> Scene:
    def scene(stage: Stage) -> QWidget:
        shop = shop_of(stage, last or OWNER)
        shop.desk.leave()
        page = SignInPage(shop, ask_last=bool(last), kept=kept)
        page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page.setWindowTitle("Counterbook")
        page.resize(stage.window.size())
        page.show()
        page.read()
        page.focus_first()
        stage.settle()
        if then is not None:
            then(page)
            stage.settle()
        return page

    return scene


def _wrong(page: Any) -> None:
    page.line.edit.setText("1029")
    error = Refused("secret", Message("This is not the right PIN or password."))
    page._refused(error)


def _waits(page: Any) -> None:
    text = "There were {wrong} wrong tries in a row; wait {minutes} min."
    page._refused(Refused("secret", Message(text, {"wrong": 5, "minutes": 2, "seconds": 118})))


def _capitals(page: Any) -> None:
    page.line.edit.capitals.emit(True)


def _somebody_else(page: Any) -> None:
    page.choose(next(each for each in page.shop.desk.seen.members if each.name == KEEPER))


# ---- approving ------------------------------------------------------------------------------------------------------


def _approval(shop: Shop, parent: QWidget) -> QDialog:
    shop.app.staff.sign_in(CASHIER, SECRETS[CASHIER])
    shop.desk.take(look(shop.app))
    request = Refund(
        id=shop.new_id(),
        customer="0042",
        on=TODAY - timedelta(days=1),
        amount=30_000,
        tender=Tender.CASH,
        reason="搬家",
    )
    try:
        shop.app.journal.record(request)
    except NeedsApproval as needed:
        return ApprovalDialog(shop, needed, parent)
    raise AssertionError("it was recorded")


def _nobody_approves(shop: Shop, parent: QWidget) -> QDialog:
    made: Any = _approval(shop, parent)
    needed = made.needed
    made.deleteLater()
    return ApprovalDialog(shop, NeedsApproval(needed.verdict, needed.digest, needed.asker, ()), parent)


def _approval_waits(dialog: Any) -> None:
    text = "There were {wrong} wrong tries in a row; wait {seconds} s."
    dialog.complain(Refused("secret", Message(text, {"wrong": 4, "seconds": 30})))


# ---- what is typed --------------------------------------------------------------------------------------------------


def _weak(dialog: Any) -> None:
    dialog.name.setText(OWNER)
    dialog.new.line.edit.setText("1234")
    dialog.new.line.changed.emit()


def _not_the_same(dialog: Any) -> None:
    dialog.name.setText(OWNER)
    dialog.new.line.edit.setText("7391")
    dialog.new.line.changed.emit()
    dialog.new.again.edit.setText("7392")
    dialog.submit()


def _no_amount(dialog: Any) -> None:
    field = dialog.fields[Right.BONUS]
    field.how.setCurrentIndex(field.how.findData("beyond"))
    field._chosen()
    dialog.submit()


def _wrong_group(dialog: Any) -> None:
    dialog.last.setText("W8PVX")
    dialog.submit()


def _leaves(dialog: Any) -> None:
    dialog.reject()


def _mistyped(dialog: Any) -> None:
    dialog.code.setText("7H2KD-M4RXQ-0ZT9C-W8PV1")
    dialog.new.line.edit.setText("7391")
    dialog.new.again.edit.setText("7391")
    dialog.submit()


def _of(name: str) -> Callable[[Shop], Any]:
    return lambda shop: shop.app.staff.named(name)


STAFF: dict[str, Scene] = {
    "settings-staff-off": _off,
    "settings-staff-people": _pane("people"),
    "settings-staff-roles": _pane("roles"),
    "settings-staff-eyes": _pane("eyes"),
    "settings-staff-eyes-none": _nothing_takes_two,
    "settings-staff-safety": _pane("safety"),
    "dialog-staff-on": _on_clear(SwitchOnDialog),
    "dialog-staff-on-weak": _on_clear(SwitchOnDialog, _weak),
    "dialog-staff-on-differs": _on_clear(SwitchOnDialog, _not_the_same),
    "dialog-code": _on_clear(lambda shop, parent: CodeShownDialog(shop, CodeKind.STAFF, CODE, parent)),
    "dialog-code-wrong": _on_clear(
        lambda shop, parent: CodeShownDialog(shop, CodeKind.STAFF, CODE, parent), _wrong_group
    ),
    "dialog-code-leaves": _on_clear(lambda shop, parent: CodeShownDialog(shop, CodeKind.BOOK, KEY, parent), _leaves),
    "dialog-code-paper": _on_clear(lambda shop, parent: CodePaperDialog(shop, CodeKind.BOOK, KEY, parent)),
    "dialog-member-new": _dialog(AddMemberDialog),
    "dialog-member-change": _dialog(lambda shop, parent: ChangeMemberDialog(shop, _of(KEEPER)(shop), parent)),
    "dialog-member-left": _dialog(lambda shop, parent: EndMemberDialog(shop, _of(CASHIER)(shop), parent)),
    "dialog-member-secret": _dialog(lambda shop, parent: ResetSecretDialog(shop, _of(CASHIER)(shop), parent)),
    "dialog-member-rights": _dialog(
        lambda shop, parent: MemberRightsDialog(shop, _of(CASHIER)(shop), shop.app.staff.policy(), parent)
    ),
    "dialog-role-rights": _dialog(
        lambda shop, parent: RoleDialog(shop, Role.CASHIER, shop.app.staff.policy(), parent), _no_amount
    ),
    "dialog-two-people": _dialog(lambda shop, parent: EyesDialog(shop, shop.app.staff.policy(), parent)),
    "dialog-own-secret": _dialog(OwnSecretDialog),
    "sign-in": _lock(),
    "sign-in-pin": _lock(last=CASHIER),
    "sign-in-wrong": _lock(_wrong, last=CASHIER),
    "sign-in-waits": _lock(_waits, last=CASHIER),
    "sign-in-capitals": _lock(_capitals, last=CASHIER),
    "sign-in-kept": _lock(last=CASHIER, kept=("Top up",)),
    "sign-in-kept-other": _lock(_somebody_else, last=CASHIER, kept=("Top up",)),
    "dialog-recover": _dialog(lambda shop, parent: RecoverDialog(shop, _of(OWNER)(shop), parent)),
    "dialog-recover-wrong": _dialog(lambda shop, parent: RecoverDialog(shop, None, parent), _mistyped),
    "dialog-approval": _dialog(_approval),
    "dialog-approval-waits": _dialog(_approval, _approval_waits),
    "dialog-approval-nobody": _dialog(_nobody_approves),
    "settings-credit-pin-staff": _as(OWNER, "settings", ("credit", "pin")),
    "counter-cashier": _as(CASHIER, "counter", "0042"),
    "settings-cashier": _as(CASHIER, "settings", "staff"),
}
