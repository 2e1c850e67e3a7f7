"""The page that holds bills against the book, by keys: accepted, tied by hand, recorded, put aside, undone; reviews."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QDialog

from app.bootstrap import App
from app.core.incoming_requests import TieIncoming
from app.core.matching import Does
from app.core.review_requests import Point, Scope, StartReview, Verdict
from app.gui.dialogs.arrival_other import OtherDialog
from app.gui.dialogs.arrival_post import ArrivedPaymentDialog, ArrivedTopUpDialog
from app.gui.dialogs.arrival_reason import AsideDialog, ExplainDialog, UndoDialog
from app.gui.dialogs.bill_read import ReadBillDialog
from app.gui.dialogs.entry_detail import EntryDialog
from app.gui.dialogs.review_finding import FindingDialog
from app.gui.dialogs.review_round import StartReviewDialog
from app.gui.pages.reconcile import ReconcilePage
from app.gui.shop import Shop
from app.gui.tasks import Lane
from tests.gui.bill_book import MISLEADING, ODD, PAID, bank_bill, recorded, several, wechat_bill
from tests.gui.programs import Home, settle, window_of
from tests.gui.shop_book import TODAY, apply

pytestmark = pytest.mark.usefixtures("unhurried")

Key = Qt.Key
WANG, LI, OU = "0042", "0007", "0023"


@pytest.fixture
def page(shop: Shop, tmp_path: Path) -> Iterator[ReconcilePage]:
    """The page over a book of which a bill was read: see tests/gui/bill_book.py."""
    apply(shop.app, recorded())
    shop.app.incoming.read(bank_bill(tmp_path, PAID))
    shop.app.incoming.read(wechat_bill(tmp_path, ("120.00", "80.00"), 3, "210.00"))
    made = ReconcilePage(shop)
    shop.changed.connect(made.on_changed)
    made.resize(1100, 760)
    made.show()
    made.arrive()
    yield made
    made.close()
    made.deleteLater()


def opened(kind: type[QDialog]) -> Any:
    """Return the dialog of a kind that is open."""
    QApplication.processEvents()
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
    assert len(found) == 1, found
    return found[0]


def payments(page: ReconcilePage) -> list[Any]:
    return list(page.arrivals.payments.rows.rows)


def entries(page: ReconcilePage) -> list[Any]:
    return list(page.arrivals.entries.rows.rows)


def go_to(page: ReconcilePage, name: str) -> Any:
    """Make the payment of a payer current, and return it."""
    at = next(n for n, each in enumerate(payments(page)) if each.name == name)
    page.arrivals.payments.go_to(at)
    page.arrivals.payments.setFocus()
    return payments(page)[at]


def press(widget: Any, key: Qt.Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget.window().activateWindow()  # shortcuts are those of the active window
    QApplication.processEvents()
    QTest.keyClick(widget, key, how)
    QApplication.processEvents()


# ---- what shows -----------------------------------------------------------------------------------------------------


def test_the_two_lists_are_those_of_the_book_and_their_sums_reconcile(page: ReconcilePage, app: App):
    found = app.incoming.arrivals()
    assert {each.id for each in payments(page)} == {e.id for e in (*found.never_recorded, *found.refunds)}
    assert {each.entry for each in entries(page)} == {e.entry for e in (*found.never_arrived, *found.awaited)}
    shown = {name: text.replace(",", "").replace("−", "-") for name, text in page.arrivals.sums.shown.items()}
    minor = {name: round(float(text) * 100) for name, text in shown.items()}
    parts = ("not_recorded", "given_back", "not_arrived", "awaited", "otherwise")
    assert minor["arrived"] - minor["recorded"] == minor["apart"] == sum(minor.get(each, 0) for each in parts)
    assert page.arrivals.stack.currentIndex() == 0


def test_lists_are_tables_a_view_may_trust(page: ReconcilePage):
    for table in (page.arrivals.payments, page.arrivals.entries, page.bills.table):
        QAbstractItemModelTester(table.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
        table.show_rows(list(table.rows.rows))


def test_a_way_narrows_lists_and_sums(page: ReconcilePage):
    bar = page.arrivals.bar
    bar.way.setCurrentIndex(bar.way.findText("WeChat"))
    bar.narrowed.emit()
    assert {each.way.value for each in payments(page)} == {"wechat"}
    assert page.arrivals.sums.shown["arrived"] == "200.00"


def test_days_no_bill_tells_of_say_so(page: ReconcilePage):
    page.arrivals.bar.show_days(TODAY - timedelta(days=900), TODAY - timedelta(days=800))
    assert page.arrivals.stack.currentIndex() == 2
    assert page.arrivals.sums.isHidden()


# ---- matching -------------------------------------------------------------------------------------------------------


def test_enter_accepts_what_is_proposed_and_the_toast_takes_it_back(page: ReconcilePage, app: App, qtbot):
    paid = go_to(page, "王小明")
    entry: Any = page.arrivals.entries.value()
    assert (entry.customer, entry.left) == (WANG, paid.left)
    with qtbot.waitSignal(page.shop.told) as told:
        press(page.arrivals.payments, Key.Key_Return)
    assert app.incoming.payment(paid.id).left == 0
    assert paid.id not in {each.id for each in payments(page)}
    assert entry.entry not in {each.entry for each in entries(page)}
    told.args[0].act()
    assert app.incoming.payment(paid.id).left == paid.left
    assert paid.id in {each.id for each in payments(page)}


def test_two_that_are_chosen_are_tied_by_hand(page: ReconcilePage, app: App):
    paid = go_to(page, "李海建材")
    at = next(n for n, each in enumerate(entries(page)) if each.customer == LI)
    entry = entries(page)[at]
    page.arrivals.entries.go_to(at)
    press(page.arrivals.payments, Key.Key_F6)
    assert app.incoming.payment(paid.id).left == 0
    assert next(each for each in entries(page) if each.entry == entry.entry).left == entry.left - paid.left


def test_what_is_almost_certain_is_accepted_in_one_go_and_again_changes_nothing(page: ReconcilePage, app: App):
    count = len(page.arrivals.acts._sure)
    assert count
    before = len(app.arrival_steps.done())
    page.arrivals.acts.accept_sure()
    assert len(app.arrival_steps.done()) == before + count
    page.arrivals.acts.accept_sure()
    assert len(app.arrival_steps.done()) == before + count


def test_a_proposed_top_up_opens_the_counters_dialog_filled_in(page: ReconcilePage, app: App):
    paid = go_to(page, "区美玲")
    before = app.views.balance(OU).principal
    press(page.arrivals.payments, Key.Key_Return)
    dialog = opened(ArrivedTopUpDialog)
    assert (dialog.customer, dialog.paid.value(), dialog.on.value()) == (OU, paid.left, paid.on)
    assert not dialog.paid.isEnabled()
    dialog.remember.setChecked(True)
    dialog.submit()
    assert app.views.balance(OU).principal == before + paid.left
    assert app.incoming.payment(paid.id).left == 0
    assert [each.customer for each in app.incoming.payers()] == [OU]


def test_a_payment_of_somebody_found_by_hand_pays_their_charge(page: ReconcilePage, app: App, shop: Shop):
    paid = go_to(page, "杭州某某商贸有限公司")
    before = app.views.balance(LI).owed
    press(page.arrivals.payments, Key.Key_F5)
    other = opened(OtherDialog)
    assert other.does.value() is Does.PAYMENT
    other.submit()
    assert other.isVisible()  # nobody was chosen yet
    other.customer.choose(shop.app.forms.line(LI))
    other.submit()
    opened(ArrivedPaymentDialog).submit()
    assert app.views.balance(LI).owed == before - paid.left
    assert app.incoming.payment(paid.id).left == 0


def test_a_payout_of_wechat_is_put_aside_with_its_reason(page: ReconcilePage, app: App):
    paid = go_to(page, "财付通支付科技有限公司")
    assert "own money" in page.arrivals.does.text()
    press(page.arrivals.payments, Key.Key_Return)
    dialog = opened(AsideDialog)
    assert "WeChat" in dialog.reason.text()
    dialog.submit()
    assert app.incoming.payment(paid.id).ignored


def test_putting_aside_and_explaining_ask_for_a_reason(page: ReconcilePage, app: App):
    paid = go_to(page, "刘一")
    press(page.arrivals.payments, Key.Key_Delete)
    dialog = opened(AsideDialog)
    dialog.submit()
    assert dialog.form.wrong("reason").isVisible()
    dialog.usual[0].click()
    dialog.submit()
    assert app.incoming.payment(paid.id).ignored
    entry = entries(page)[0]
    page.arrivals.entries.go_to(0)
    page.arrivals.entries.setFocus()
    press(page.arrivals.entries, Key.Key_Delete)
    explain = opened(ExplainDialog)
    assert explain.note.width() > explain.width() / 3  # what is said beside the buttons has the room there is
    explain.reason.setText("other account")
    explain.submit()
    assert entry.entry not in {each.entry for each in entries(page)}


def test_what_was_made_stands_among_the_settled_and_is_undone(page: ReconcilePage, app: App):
    paid = go_to(page, "王小明")
    press(page.arrivals.payments, Key.Key_Return)
    page.arrivals.which.set_value("done")
    page.arrivals.which.changed.emit()
    table = page.arrivals.done.table
    assert [each.payment.id for each in table.rows.rows] == [paid.id]
    table.setFocus()
    press(table, Key.Key_Delete)
    dialog = opened(UndoDialog)
    dialog.reason.setText("mistake")
    dialog.submit()
    assert app.incoming.payment(paid.id).left == paid.left
    assert table.rows.rows == []


def test_an_entry_shows_the_payment_that_proves_it(page: ReconcilePage, app: App, shop: Shop):
    line: Any = next(each for each in page.arrivals.proposals.values() if each.proposal.entry is not None)
    app.incoming.record(TieIncoming(id="t", incoming=line.payment.id, entry=line.proposal.entry))
    card = app.counter.card(line.customer, lines=1000)
    entry = next(each for each in card.lines if each.entry == line.proposal.entry)
    dialog = EntryDialog(shop, card, entry)
    assert [name for name, text in dialog.shown if line.payment.payment in text] == ["Arrived"]
    dialog.close()


def test_what_somebody_else_has_settled_meanwhile_is_said_and_read_anew(page: ReconcilePage, app: App, qtbot):
    paid = go_to(page, "王小明")
    entry: Any = page.arrivals.entries.value()
    app.incoming.record(TieIncoming(id="other desk", incoming=paid.id, entry=entry.entry))
    with qtbot.waitSignal(page.shop.told):
        press(page.arrivals.payments, Key.Key_Return)
    assert paid.id not in {each.id for each in payments(page)}


# ---- bills ----------------------------------------------------------------------------------------------------------


def test_a_file_that_is_dropped_is_shown_and_then_read(page: ReconcilePage, app: App, tmp_path: Path):
    path = bank_bill(tmp_path, [(TODAY.isoformat(), "09:00:00", "充值", "新来的", "X1", "66.00")], "drop.csv")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    dialog = opened(ReadBillDialog)
    before = len(app.incoming.bills())  # showing it writes nothing
    assert before == 2
    dialog.submit()
    assert len(app.incoming.bills()) == before + 1
    assert page.tabs.name() == "arrivals"
    assert {each.name for each in payments(page)} == {"刘一", "新来的"}  # of the day of that bill


def test_the_same_file_again_adds_nothing_and_says_so(page: ReconcilePage, app: App, tmp_path: Path, qtbot):
    before = app.incoming.payments()
    page.bills.look_at(bank_bill(tmp_path, PAID))
    with qtbot.waitSignal(page.shop.told) as told:
        opened(ReadBillDialog).submit()
    assert "read before" in told.args[0].text
    assert app.incoming.payments() == before


def test_a_bill_that_does_not_agree_with_itself_shows_the_difference(page: ReconcilePage):
    page.show_room("bills")
    wrong = next(each for each in page.bills.table.rows.rows if each.wrong)
    page.bills.table.go_to_key(wrong.id)
    rows = page.bills.controls.rows_model
    apart = [rows.index(at, 3).data() for at in range(rows.rowCount())]
    assert "−10.00" in apart


def test_a_banks_table_is_explained_with_its_lines_in_sight(page: ReconcilePage, app: App, tmp_path: Path):
    path = tmp_path / "odd.csv"
    path.write_text(ODD, encoding="utf-8")
    page.bills.look_at(path)
    dialog = opened(ReadBillDialog)
    assert not dialog.primary.isEnabled()
    form = dialog.layout_form
    assert form.focusWidget() is form.columns["date"]  # what is asked is where one begins
    for name, head in (("date", "Posted"), ("amount", "In EUR-style"), ("name", "Party")):
        form.columns[name].setCurrentText(head)
    form.dates.set_value("dmy")
    form.point.set_value(",")
    dialog.look()
    assert [(each.on.isoformat(), each.amount) for each in dialog.bill.payments] == [
        ("2026-04-03", 120000),
        ("2026-06-05", 50000),
    ]
    form.point.set_value(".")
    dialog.look()
    assert [each.amount for each in dialog.bill.payments] == [120, 50000]
    dialog.submit()
    assert len(app.incoming.bills()) == 3


def test_proposals_stay_while_they_are_read_anew_and_nothing_is_read_twice_over(page: ReconcilePage, monkeypatch):
    room = page.arrivals
    held: list[tuple[Any, Any]] = []
    at_once = page.shop.tasks.run

    def run(function: Any, done: Any = None, failed: Any = None, **where: Any) -> None:
        if where.get("lane") is Lane.RENDER:
            held.append((function, done))
        else:
            at_once(function, done, failed, **where)

    def come_back() -> None:
        function, done = held.pop(0)
        done(function())

    monkeypatch.setattr(page.shop.tasks, "run", run)
    before = dict(room.proposals)
    first = next(each for each in before.values() if each.proposal.does is Does.TIE)
    room.acts.ties.tie(first.payment, first.proposal.entry, first.name, remember=False)
    room.refresh()
    room.refresh()
    assert len(held) == 1  # what is being read is not asked for again
    come_back()  # by now it is stale
    assert len(held) == 1
    come_back()
    assert first.payment.id not in room.proposals
    assert {*room.proposals} == {*before} - {first.payment.id}  # the others can go on being accepted
    come_back()
    assert not held
    assert {*room.proposals} <= {*before} - {first.payment.id}


def test_columns_that_were_taken_wrongly_are_said_anew_before_and_after_reading(
    page: ReconcilePage, app: App, tmp_path: Path, qtbot
):
    path = tmp_path / "misleading.csv"
    path.write_text(MISLEADING, encoding="utf-8")
    page.bills.look_at(path)
    dialog = opened(ReadBillDialog)
    assert [each.amount for each in dialog.bill.payments] == [90000, 80000]
    dialog.submit()  # nobody looked
    assert len(app.incoming.bills()) == 3
    page.bills.look_at(path)
    dialog = opened(ReadBillDialog)
    assert "read before" in dialog.view.said.text()
    qtbot.keyClick(dialog.view.explain, Key.Key_Space)
    form = dialog.layout_form
    assert form.focusWidget() is form.columns["date"]
    assert form.columns["amount"].currentData() == "金额"  # begins with how they were taken
    assert not dialog.view.explain.isVisible()
    form.columns["amount"].setCurrentText("实际到账")
    dialog.look()
    assert [each.amount for each in dialog.bill.payments] == [10000, -3000]
    assert "anew" in dialog.primary.text()
    dialog.submit()
    read = app.incoming.bills()
    assert (len(read), read[-1].new) == (3, 2)
    assert {10000, -3000} <= {each.amount for each in app.incoming.payments()}
    assert not {90000, 80000} & {each.amount for each in app.incoming.payments()}


def test_a_file_with_several_bills_shows_each_and_reads_them_all(page: ReconcilePage, app: App, tmp_path: Path, qtbot):
    bank = (("2026-04-03", "10:00:00", "充值", "刘一", "B1", "33.00"),)
    first, second = bank_bill(tmp_path, bank).read_bytes(), MISLEADING.encode()
    path = several(tmp_path, ("说明.txt", b"hello"), ("一.csv", first), ("二.csv", second))
    page.bills.look_at(path)
    dialog = opened(ReadBillDialog)
    assert dialog.several.rows_model.rowCount() == 3
    assert len(dialog.bill.payments) == 1  # what is a bill is shown first
    dialog.several.selectRow(0)
    assert dialog.view.isHidden()
    assert dialog.general.text()
    dialog.several.selectRow(2)
    assert [each.amount for each in dialog.bill.payments] == [90000, 80000]
    dialog.view.explain.click()
    dialog.layout_form.columns["amount"].setCurrentText("实际到账")
    dialog.look()
    assert [len(each.bill.payments) for each in dialog.parts if each.bill] == [1, 2]
    assert [each.amount for each in dialog.bill.payments] == [10000, -3000]  # the one that was being looked at
    with qtbot.waitSignal(page.shop.told) as told:
        dialog.submit()
    assert "说明.txt" in told.args[0].text
    assert len(app.incoming.bills()) == 4


def test_what_is_no_bill_is_refused_in_words_and_nothing_is_read(page: ReconcilePage, app: App, tmp_path: Path):
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x00\x01 nothing of a bill")
    page.bills.look_at(path)
    dialog = opened(ReadBillDialog)
    assert dialog.general.text()
    dialog.submit()
    assert len(app.incoming.bills()) == 2


# ---- reviews --------------------------------------------------------------------------------------------------------


def test_a_round_by_keys_with_a_finding_followed_up(page: ReconcilePage, app: App):
    page.show_room("reviews")
    page.reviews.bar.begin()
    start = opened(StartReviewDialog)
    assert start.on.value() == TODAY.replace(day=1) - timedelta(days=1)
    start.submit()
    room = page.reviews
    (line,) = app.prepaid_review.rounds()
    assert room.view is not None
    assert len(room.view.picks) == line.size
    at = next(n for n, each in enumerate(room.checklist.points.rows.rows) if each.point is Point.TERMS)
    room.checklist.points.setFocus()
    room.checklist.points.go_to(at)
    press(room.checklist.points, Key.Key_Return)
    finding = opened(FindingDialog)
    finding.verdict.set_value(Verdict.WRONG)
    finding.submit()
    assert finding.isVisible()  # a wrong one needs words
    finding.text.setPlainText("no signature")
    finding.follow_on.set_value(TODAY + timedelta(days=3))
    finding.submit()
    pick = app.prepaid_review.round(line.id).picks[0]
    found = next(each for each in pick.points if each.point is Point.TERMS)
    assert (found.verdict, found.findings[-1].follow_on) == (Verdict.WRONG, TODAY + timedelta(days=3))
    press(room, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    done = app.prepaid_review.round(line.id).picks[0]
    assert done.done
    assert next(each for each in done.points if each.point is Point.TERMS).verdict is Verdict.WRONG


def test_a_round_says_how_many_accounts_it_is_about_and_proposes_a_sample_of_many(
    page: ReconcilePage, app: App, monkeypatch: pytest.MonkeyPatch
):
    page.show_room("reviews")
    page.reviews.bar.begin()
    start = opened(StartReviewDialog)
    count = app.prepaid_review.accounts_on(start.on.value())
    assert start.count.text().startswith(f"{count} account")
    assert start.scope.value() is Scope.ALL
    start.submit()
    assert app.prepaid_review.rounds()[0].size == count
    monkeypatch.setattr("app.gui.dialogs.review_round.MANY", count - 1)
    page.reviews.bar.begin()
    again = opened(StartReviewDialog)
    assert again.scope.value() is Scope.SAMPLE
    again.scope.set_value(Scope.ALL)
    again.scope.changed.emit()
    again.on.setText(TODAY.isoformat())
    again.on.editingFinished.emit()
    assert again.scope.value() is Scope.ALL  # what somebody chose stays chosen


def test_space_says_of_one_point_that_it_is_right(page: ReconcilePage, app: App):
    last = TODAY.replace(day=1) - timedelta(days=1)
    app.prepaid_review.start(StartReview(id="r", on=last, scope=Scope.SAMPLE, size=2, seed="x"))
    page.show_room("reviews")
    room = page.reviews
    at = next(
        n for n, each in enumerate(room.checklist.points.rows.rows) if not each.findings and each.told is Verdict.OPEN
    )
    wanted = room.checklist.points.rows.rows[at].point
    room.checklist.points.setFocus()
    room.checklist.points.go_to(at)
    press(room.checklist.points, Key.Key_Space)
    pick = app.prepaid_review.round("r").picks[0]
    assert next(each for each in pick.points if each.point is wanted).verdict is Verdict.RIGHT


def test_what_is_told_does_not_cover_what_is_pressed_next(home: Home):
    window = window_of(home.start(home.book()))
    apply(window.shop.app, recorded())
    window.shop.app.incoming.read(bank_bill(home.folder, PAID))
    window.go("reconcile")
    settle()
    below = window.pages["reconcile"].arrivals.below
    assert below.isVisible()
    window.shop.tell("Tied.", "Undo", lambda: None)
    settle()
    over = window.middle
    bar = QRect(below.mapTo(over, QPoint(0, 0)), below.size())
    assert window.toasts.isVisible()
    assert not window.toasts.geometry().intersects(bar)


def test_nor_does_it_cover_what_is_pressed_next_in_a_review(home: Home):
    window = window_of(home.start(home.book()))
    app = window.shop.app
    app.prepaid_review.start(StartReview(id="r", on=app.prepaid_review.day_to_begin(), scope=Scope.ALL))
    window.go("reconcile")
    window.pages["reconcile"].show_room("reviews")
    settle()
    button = window.pages["reconcile"].reviews.checklist.all_right
    assert button.isVisible()
    window.shop.tell("Written.", "Show the folder", lambda: None)
    settle()
    over = window.middle
    assert window.toasts.isVisible()
    assert not window.toasts.geometry().intersects(QRect(button.mapTo(over, QPoint(0, 0)), button.size()))
