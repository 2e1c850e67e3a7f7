"""Staff at the window: nothing of it in a shop of one; signing in, changing over, locking, approving, rights."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from app.core.requests import Tender, TopUp
from app.core.staff.members import ChangeRights, EndMember
from app.core.staff.rights import Right
from app.errors import Refused
from app.gui.at_desk import AtDesk, look
from app.gui.dialogs import books, out
from app.gui.dialogs.approval import ApprovalDialog
from app.gui.dialogs.code_shown import CodeShownDialog
from app.gui.dialogs.journal_out import JournalDialog
from app.gui.dialogs.refund import RefundDialog
from app.gui.dialogs.top_up import TopUpDialog
from app.gui.main_window import MainWindow
from app.gui.pages.settings.staff.switch_on import SwitchOnDialog
from app.gui.shop import Shop
from app.gui.widgets.basics import button
from app.gui.widgets.guard import guard
from app.services.customer_list import FEW_COPIED
from tests.gui.programs import Home, Key, settle, window_of
from tests.gui.shop_book import open_on
from tests.shots.staff_scenes import CASHIER, KEEPER, OWNER, SECRETS, staff_of

WANG = "0042"
OU = "0023"
"""Topped up 500 and 50 today; may go back on it."""
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def staffed(shop: Shop) -> Shop:
    """The small shop with its staff told apart; the owner is at the desk."""
    staff_of(shop.app)
    shop.desk.take(look(shop.app))
    return shop


@pytest.fixture
def window(staffed: Shop) -> Iterator[MainWindow]:
    """A window on it."""
    made = shown_on(staffed)
    yield made
    gone(made)


def shown_on(shop: Shop) -> MainWindow:
    """Show a window on a shop."""
    made = MainWindow(shop.tasks)
    made.show()
    made.attach(shop)
    return made


def gone(window: MainWindow) -> None:
    """Take a window away with all that listens for it."""
    window.hide()
    window.deleteLater()
    settle()


def sit(window: MainWindow, name: str) -> None:
    """Let somebody sign in at a window that is shut."""
    page = window.door.page
    page.choose(next(each for each in window.shop.desk.seen.members if each.name == name))
    page.line.edit.setText(SECRETS[name])
    page.submit()
    settle()


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key at a window."""
    widget.window().activateWindow()
    QApplication.processEvents()
    QTest.keyClick(widget, key, modifier)
    settle()


def open_top_up(window: MainWindow) -> TopUpDialog:
    """Begin a top-up."""
    dialog = TopUpDialog(window.shop, window.shop.app.counter.card(WANG), window)
    dialog.open()
    dialog.paid.setText("333")
    settle()
    return dialog


def a_top_up(shop: Shop) -> TopUp:
    return TopUp(id="any", on=shop.today(), customer=WANG, paid=100, tender=Tender.CASH)


def principal(shop: Shop, number: str = WANG) -> int:
    return shop.app.counter.card(number).balance.principal


# ---- a shop of one --------------------------------------------------------------------------------------------------


def test_a_shop_of_one_sees_nothing_of_it(shop: Shop, qtbot):
    window = shown_on(shop)
    assert window.top.who.isHidden()
    press(window, Key.Key_F12)
    window.door.clock = lambda: NOON + timedelta(days=1)
    window.door.look_at_clock()
    window.door.lock()
    assert not window.door.shut
    assert window.cover.currentWidget() is window.middle
    assert all(window.rail._group.button(at).isEnabled() for at in range(len(window.rail._stops)))
    gone(window)


def test_switching_on_by_keys_shows_the_code_until_it_is_on_paper(shop: Shop, unhurried):
    window = shown_on(shop)
    dialog = SwitchOnDialog(shop, window)
    dialog.open()
    dialog.name.setText(OWNER)
    dialog.new.line.edit.setText("1234")
    dialog.new.again.edit.setText("1234")
    dialog.submit()
    assert not shop.app.staff.present().on
    assert dialog.form.wrong("secret").text()
    dialog.new.line.edit.setText("7391")
    dialog.new.again.edit.setText("7391")
    dialog.submit()
    assert shop.app.staff.present().member.name == OWNER
    assert window.top.who.isVisible()
    shown = next(each for each in window.findChildren(CodeShownDialog) if each.isVisible())
    shown.last.setText("WRONG")
    shown.submit()
    assert shown.isVisible()
    shown.last.setText(shown.code.split("-")[-1].lower())
    with_signal = []
    shown.confirmed.connect(lambda: with_signal.append(1))
    shown.submit()
    assert with_signal == [1]
    gone(window)


def test_the_button_in_the_settings_is_pressed_by_enter_and_work_goes_on_with_the_first_member(shop: Shop):
    window = shown_on(shop)
    window.go("settings")
    window.pages["settings"].restore("staff")
    tab = window.pages["settings"].staff
    tab.switch_on.setFocus(Qt.FocusReason.MouseFocusReason)
    press(tab.switch_on, Key.Key_Return)
    assert not window.findChildren(SwitchOnDialog)
    press(tab.switch_on, Key.Key_Backtab)
    press(window.focusWidget(), Key.Key_Tab)
    assert tab.switch_on.hasFocus()
    press(tab.switch_on, Key.Key_Return)
    [dialog] = window.findChildren(SwitchOnDialog)
    dialog.name.setText(OWNER)
    dialog.new.line.edit.setText("7391")
    dialog.new.again.edit.setText("7391")
    dialog.submit()
    assert window.focusWidget() is tab.on.people.new
    gone(window)


# ---- locking --------------------------------------------------------------------------------------------------------


def test_what_was_begun_comes_back_to_the_same_person(window: MainWindow):
    dialog = open_top_up(window)
    window.door.lock()
    settle()
    assert window.door.shut
    assert not dialog.isVisible()
    assert not window.middle.isVisible()
    assert window.shop.app.staff.present().member is None
    sit(window, OWNER)
    assert dialog.isVisible()
    assert dialog.paid.text() == "333"
    dialog.submit()
    assert dialog.posted is not None


def test_somebody_else_finds_nothing_of_what_was_begun(home: Home, unhurried):
    path = home.book()
    app = open_on(path)
    staff_of(app)
    app.close()
    program = home.start(path)
    first = window_of(program)
    assert first.door.shut
    assert first.pages == {}, "no page is made before somebody has signed in"
    sit(first, OWNER)
    assert first.current_page() == "counter"
    first.show_customer(WANG)
    dialog = open_top_up(first)
    before = principal(first.shop)
    QTest.keyClick(dialog.windowHandle(), Key.Key_F12)
    settle()
    page = first.door.page
    page.choose(next(each for each in first.shop.desk.seen.members if each.name == CASHIER))
    assert OWNER in page.begun.words.text()
    assert dialog.windowTitle() in page.begun.words.text()
    sit(first, CASHIER)
    second = window_of(program)
    assert second is not first
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]
    assert second.pages["counter"].number == WANG, "the customer stays at the counter"
    assert second.shop.desk.member.name == CASHIER
    assert principal(second.shop) == before


def test_the_book_is_carried_off_by_nobody_who_may_not(home: Home):
    path = home.book()
    app = open_on(path)
    staff_of(app)
    app.close()
    program = home.start(path)
    sit(window_of(program), CASHIER)
    books.move_to(program, window_of(program), home.folder / "stick.cbook")
    settle()
    assert program.book == path
    assert path.exists()
    assert not (home.folder / "stick.cbook").exists()


def test_the_window_speaks_another_language_while_it_is_locked(home: Home):
    path = home.book()
    app = open_on(path)
    staff_of(app)
    app.close()
    program = home.start(path)
    program.looks.change_language("zh_CN")
    settle()
    again = window_of(program)
    assert again.door.shut
    assert again.pages == {}
    program.looks.change_theme("dark")
    settle()
    sit(window_of(program), OWNER)
    assert window_of(program).current_page() == "counter"


def test_what_was_begun_outlives_another_language(home: Home):
    path = home.book()
    app = open_on(path)
    staff_of(app)
    app.close()
    program = home.start(path)
    window = window_of(program)
    sit(window, OWNER)
    window.show_customer(WANG)
    dialog = open_top_up(window)
    window.door.lock()
    program.looks.change_language("zh_CN")
    settle()
    assert window_of(program) is window, "it is built anew once nothing waits behind the door"
    assert window.door.page.enter.text() != "Sign in"
    sit(window, OWNER)
    assert dialog.isVisible()
    assert dialog.paid.text() == "333"


def test_it_locks_after_a_while_without_a_hand_and_after_sleep(window: MainWindow):
    door = window.door
    now = [NOON]
    door.clock = lambda: now[0]
    door.touched()
    door.look_at_clock()
    for _minute in range(9):
        now[0] += timedelta(minutes=1)
        door.look_at_clock()
    assert not door.shut
    now[0] += timedelta(minutes=1)
    door.look_at_clock()
    assert door.shut
    sit(window, OWNER)
    now[0] += timedelta(minutes=3)  # no beat between: the computer slept
    door.look_at_clock()
    assert door.shut


def test_nothing_opens_over_a_window_that_is_locked(window: MainWindow):
    window.door.lock()
    late = TopUpDialog(window.shop, window.shop.app.counter.card(WANG), window)
    late.open()
    settle()
    assert not late.isVisible()
    window.go("reports")
    assert window.pages.get("reports") is None
    press(window, Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert "customers" not in window.pages
    sit(window, OWNER)
    assert late.isVisible()
    assert window.current_page() == "reports"


def test_two_keys_and_a_pin_change_over(window: MainWindow):
    changed = []
    window.changed_over.connect(lambda: changed.append(1))
    press(window, Key.Key_F12)
    press(window.door.page.names, Key.Key_2)
    assert window.door.page.chosen.name == CASHIER
    sit(window, CASHIER)
    assert changed == [1]
    assert window.shop.app.staff.present().member.name == CASHIER


def test_a_lock_opens_once_nobody_is_told_apart_any_more(window: MainWindow):
    """An owner at another computer switched it off: here nobody could sign in, or ever get past the page."""
    shop = window.shop
    window.door.lock()
    shop.app.staff.sign_in(OWNER, SECRETS[OWNER])
    shop.app.staff.switch_off("off-elsewhere")
    page = window.door.page
    page.choose(next(each for each in shop.desk.seen.members if each.name == OWNER))
    page.line.edit.setText(SECRETS[OWNER])
    page.submit()
    settle()
    assert not window.door.shut
    assert not shop.desk.on
    assert shop.app.journal.record(a_top_up(shop)).entry


def test_the_list_of_customers_is_no_more_copied_than_exported(staffed: Shop):
    """Ctrl+A, Ctrl+C and a chat window: so lists of customers leave shops. A few rows are the day's work."""
    app = staffed.app
    app.staff.sign_in(CASHIER, SECRETS[CASHIER])
    app.customer_list.note_copy(range(FEW_COPIED))
    with pytest.raises(Refused, match="Export lists"):
        app.customer_list.note_copy(range(FEW_COPIED + 1))
    app.staff.sign_in(OWNER, SECRETS[OWNER])
    told = len(app.audit.exports())
    app.customer_list.note_copy(range(FEW_COPIED + 1))
    assert [(each.what, each.form, each.rows) for each in app.audit.exports()][told:] == [("customers", "copy", 21)]


def test_wrong_tries_are_counted_down(window: MainWindow):
    window.door.lock()
    page = window.door.page
    for _again in range(4):
        page.line.edit.setText("1029")
        page.submit()
    assert page.line.waits()
    assert not page.line.edit.isEnabled()
    assert "4" not in page.general.text()
    left = page.line._left
    page.line._tick()
    assert page.line._left == left - 1
    page.line._left = 1
    page.line._tick()
    assert page.line.edit.isEnabled()


def test_an_owner_gets_in_by_the_code_and_is_shown_the_next(window: MainWindow, unhurried):
    code = window.shop.app.staff.new_recovery_code()
    window.door.lock()
    page = window.door.page
    page.recover()
    dialog = next(each for each in page.findChildren(QDialog) if each.isVisible())
    dialog.code.setText(code.lower().replace("-", " "))
    for line in (dialog.new.line, dialog.new.again):
        line.edit.setText("8426")
    dialog.submit()
    settle()
    shown = next(each for each in page.findChildren(CodeShownDialog) if each.isVisible())
    assert shown.code != code
    shown.last.setText(shown.code[-5:])
    shown.submit()
    settle()
    assert not window.door.shut
    assert window.shop.desk.member.name == OWNER


# ---- approving ------------------------------------------------------------------------------------------------------


def refund(window: MainWindow) -> RefundDialog:
    """Let the cashier ask for more than they may give back alone."""
    shop = window.shop
    shop.app.staff.sign_in(CASHIER, SECRETS[CASHIER])
    shop.desk.take(look(shop.app))
    dialog = RefundDialog(shop, shop.app.counter.card(OU), window)
    dialog.open()
    settle()
    return dialog


def asked(dialog: QDialog) -> ApprovalDialog:
    return next(each for each in dialog.findChildren(ApprovalDialog) if each.isVisible())


def test_a_second_person_approves_and_the_very_same_is_recorded(window: MainWindow, unhurried):
    dialog = refund(window)
    dialog.submit()
    question = asked(dialog)
    assert principal(window.shop, OU) == 50_000
    assert "区美玲" in {each.text() for each in question.findChildren(QLabel)}, "nobody approves what is not said"
    question.who.set_value(next(each for each in question.needed.approvers if each.name == KEEPER))
    question.secret.edit.setText("0000")
    question.submit()
    assert question.isVisible()
    assert question.form.wrong("secret").text()
    question.secret.edit.setText(SECRETS[KEEPER])
    question.submit()
    settle()
    assert dialog.posted is not None
    assert principal(window.shop, OU) == 0


def test_without_approval_what_was_typed_stays(window: MainWindow, unhurried):
    dialog = refund(window)
    dialog.submit()
    asked(dialog).reject()
    settle()
    assert dialog.isVisible()
    assert dialog.amount.text() == "500.00"
    assert dialog.general.text()
    assert dialog.primary.isEnabled()
    assert principal(window.shop, OU) == 50_000
    dialog.amount.setText("100")
    dialog.kept.setText("0")
    dialog.submit()
    assert dialog.posted is not None, "up to 200 the cashier needs nobody"


def test_a_second_person_approves_what_goes_out(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shop, path = window.shop, tmp_path / "journal.journal"
    shop.app.staff.sign_in(OWNER, SECRETS[OWNER])
    policy = replace(shop.app.staff.policy(), four_eyes={Right.EXPORT: 0})
    shop.app.staff.record(ChangeRights(id="two for exports", policy=policy))
    shop.desk.take(look(shop.app))
    monkeypatch.setattr(out, "file_to_save", lambda *_all: path)
    dialog = JournalDialog(shop, window)
    dialog.open()
    dialog.submit()
    asked(dialog).reject()
    settle()
    assert not path.exists()
    assert dialog.primary.isEnabled()
    dialog.submit()
    question = asked(dialog)
    question.who.set_value(next(each for each in question.needed.approvers if each.name == KEEPER))
    question.secret.edit.setText(SECRETS[KEEPER])
    question.submit()
    settle()
    assert path.exists()


def test_whoever_was_let_go_meanwhile_is_shown_out(window: MainWindow):
    shop = window.shop
    number = shop.app.staff.named(CASHIER).id
    shop.app.staff.record(EndMember(id="gone", member=number))
    shop.app.staff._seat.take(number)  # as if it had happened in another window
    open_top_up(window).submit()
    settle()
    assert window.door.shut
    assert CASHIER not in [each.name for each in shop.desk.seen.members]


# ---- rights ---------------------------------------------------------------------------------------------------------


def test_what_somebody_may_not_do_is_greyed_and_says_why(staffed: Shop):
    staffed.app.staff.sign_in(CASHIER, SECRETS[CASHIER])
    staffed.desk.take(look(staffed.app))
    window = shown_on(staffed)
    at = [stop.name for stop in window.rail._stops].index("reports")
    made = window.rail._group.button(at)
    assert not made.isEnabled()
    assert CASHIER in made.toolTip()
    window.go("reports")
    assert window.current_page() == "counter"
    window.show_customer(WANG)
    export = button("Export…")
    guard(staffed, Right.EXPORT, export)
    assert not export.isEnabled()
    export.setEnabled(True)
    assert not export.isEnabled()
    staffed.app.staff.sign_in(OWNER, SECRETS[OWNER])
    staffed.desk.take(look(staffed.app))
    staffed.desk_changed.emit()
    assert export.isEnabled()
    assert made.isEnabled()
    gone(window)


def test_the_desk_of_a_shop_of_one_bars_nothing():
    assert [right for right in Right if AtDesk().bars(right)] == []


def test_a_page_that_asks_by_itself_is_told_without_a_report(staffed: Shop, tmp_path: Path):
    window = shown_on(staffed)
    staffed.app.staff.sign_out()
    said = []
    staffed.told.connect(said.append)
    staffed.tasks.run(staffed.app.staff.new_recovery_code)
    assert said, "nobody has signed in: a sentence, no report"
    gone(window)
