"""The counter page: who is there, what pops up, what the keys do, what the entries say."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QPushButton, QToolButton, QWidget

from app.bootstrap import App
from app.gui.dialogs.account_actions import ACTIONS, MORE
from app.gui.dialogs.entry_detail import EntryDialog
from app.gui.dialogs.top_up import TopUpDialog
from app.gui.main_window import MainWindow
from app.gui.pages.counter import CounterPage
from app.gui.shop import Shop
from tests.gui.shop_book import apply

WANG = "0042"
Key = Qt.Key


@pytest.fixture
def window(shop: Shop) -> Iterator[MainWindow]:
    made = MainWindow(shop.tasks)
    made.show()
    QTest.qWaitForWindowActive(made)
    made.attach(shop)
    yield made
    for dialog in dialogs():
        dialog.close()
    made.close()
    made.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def page(window: MainWindow) -> CounterPage:
    found = window.pages["counter"]
    assert isinstance(found, CounterPage)
    return found


def dialogs() -> list[QDialog]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog) and widget.isVisible()]


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QApplication.processEvents()
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifier)
    QApplication.processEvents()


def type_(text: str) -> None:
    for letter in text:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClicks(widget, letter)
    QApplication.processEvents()


def details(page: CounterPage) -> list[str]:
    return [row.details for row in page.view.entries.rows.rows]


def chips(page: CounterPage) -> list[str]:
    return [label.accessibleName() for label in page.view.head.findChildren(QLabel) if label.accessibleName()]


# ---- who is there ---------------------------------------------------------------------------------------------------


def test_with_nobody_there_the_search_has_the_focus_and_f_keys_ask_for_somebody(window: MainWindow, page: CounterPage):
    assert window.search.hasFocus()
    press(Key.Key_F2)
    assert not dialogs()
    assert window.toasts.text() == "Find the customer first."


def test_three_letters_and_enter_put_a_customer_on_the_counter(window: MainWindow, page: CounterPage):
    type_("wxm")
    QTest.qWait(30)
    press(Key.Key_Return)
    assert page.view.card is not None
    assert page.view.card.name == "王小明"
    assert page.view.entries.hasFocus()


def test_the_figures_are_those_of_the_book(page: CounterPage):
    page.put(WANG)
    figures = page.view.figures
    assert figures.principal.value.text() == "896.00"
    assert figures.bonus.value.text() == "120.00"
    assert figures.owed.value.text() == "120.00"
    assert figures.owed.below.text() == "120.00 overdue"
    assert "138 0000 4567" in page.view.head.facts.text()
    assert "沪A·K8812" in page.view.head.facts.text()


def test_one_call_reads_the_account_and_one_more_what_was_promised(
    page: CounterPage, shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    calls: list[object] = []
    run = shop.tasks.run
    monkeypatch.setattr(shop.tasks, "run", lambda *a, **k: (calls.append(a[0]), run(*a, **k)))
    page.put(WANG)
    assert len(calls) == 2


def test_an_answer_about_the_customer_before_is_dropped(page: CounterPage, shop: Shop, app: App):
    page.put(WANG)
    old = page._asked
    page.put("0007")
    page._show_card(old, app.counter.card(WANG))
    assert page.view.card is not None
    assert page.view.card.number == "0007"


def test_a_number_nobody_has_leaves_the_counter_empty_and_says_so(window: MainWindow, page: CounterPage):
    page.put("nobody")
    assert page.view.card is None
    assert "nobody" in window.toasts.text()


def test_customers_seen_are_offered_again_the_latest_first(page: CounterPage):
    for number in (WANG, "0007", WANG, "0011"):
        page.put(number)
    page.clear_counter()
    offered = [b.accessibleName() for b in page.nobody._seen_box.findChildren(QPushButton) if not b.isHidden()]
    assert offered == ["陈曾志 0011", "王小明 0042", "李海建材 0007"]


def test_a_page_made_anew_shows_what_the_old_one_did(page: CounterPage, shop: Shop):
    page.put("0007")
    page.put(WANG)
    other = CounterPage(shop)
    other.restore(page.state())
    assert other.view.card is not None
    assert other.view.card.number == WANG
    assert [each.number for each in other.seen] == [WANG, "0007"]


def test_while_one_customer_is_coming_nothing_is_done_to_the_one_before(
    page: CounterPage, shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    page.put(WANG)
    coming: list[tuple[object, ...]] = []
    with monkeypatch.context() as busy:
        busy.setattr(shop.tasks, "run", lambda *args, **_options: coming.append(args))
        page.put("0007")
        press(Key.Key_F2)
        assert dialogs() == []
    shop.tasks.run(*coming[0])
    press(Key.Key_F2)
    [dialog] = dialogs()
    assert isinstance(dialog, TopUpDialog)
    assert dialog.customer == "0007"


# ---- what must be seen ----------------------------------------------------------------------------------------------


def test_notices_pop_up_and_esc_puts_them_away_without_stopping_the_work(page: CounterPage):
    page.put(WANG)
    band = page.view.band
    assert not band.isHidden()
    assert [text.split("¥")[-1] for text in band.texts] == [
        "120.00 overdue for 7 days",
        "Birthday in 3 days (11-24)",
        "车内有儿童座椅，勿动",
    ]
    press(Key.Key_F2)  # it bars nothing
    assert [type(d) for d in dialogs()] == [TopUpDialog]
    press(Key.Key_Escape)
    page.window().activateWindow()
    press(Key.Key_Escape)
    assert band.isHidden()
    assert "车内有儿童座椅，勿动" in chips(page)
    page.refresh()
    assert band.isHidden()
    page.put(WANG)
    assert not band.isHidden()


def test_a_second_esc_clears_the_counter_for_the_next_customer(window: MainWindow, page: CounterPage):
    page.put(WANG)
    press(Key.Key_Escape)
    press(Key.Key_Escape)
    assert page.view.card is None
    assert page.view.entries.rows.rowCount() == 0
    assert window.search.hasFocus()


def test_a_hold_is_the_first_thing_seen(page: CounterPage, app: App):
    apply(app, [{"do": "customer", "id": "h1", "no": WANG, "hold": "支票退票"}])
    page.put(WANG)
    assert page.view.band.texts[0] == "On hold: 支票退票"
    assert page.view.band.property("class") == "notice-owed"


def test_hostile_names_stay_text(page: CounterPage, app: App):
    name = "<b>x</b>\u202e=1+1 " + "长" * 150
    apply(app, [{"do": "customer", "id": "h2", "no": "0666", "name": name, "tags": [f"<i>{'t' * 60}</i>"]}])
    page.put("0666")
    assert page.view.head.name.text() == name
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in page.findChildren(QLabel) if label.text())
    assert page.view.head.name.width() < page.width()


# ---- figures in little room -----------------------------------------------------------------------------------------


def test_two_passes_have_figures_and_eight_a_list_that_names_them_all(page: CounterPage, app: App):
    page.put(WANG)
    assert page.view.figures._passes[0].accessibleName() == "普洗 pass 6 left until 2027-10-29"
    sold = [
        {
            "do": "pass_sale",
            "id": f"m{n}",
            "on": "2026-11-20",
            "customer": WANG,
            "service": f"服务{n}",
            "count": n,
            "paid": "100.00",
            "tender": "cash",
        }
        for n in range(1, 8)
    ]
    apply(app, sold)
    page.refresh()
    (listed,) = page.view.figures._passes
    assert listed.accessibleName().splitlines() == ["普洗  ·  6 left", *(f"服务{n}  ·  {n} left" for n in range(1, 8))]


def test_the_smallest_window_cuts_nothing_of_the_figures(window: MainWindow, page: CounterPage, app: App):
    apply(
        app,
        [{"do": "top_up", "id": "big", "on": "2026-11-20", "customer": WANG, "paid": "98765432.00", "tender": "bank"}],
    )
    window.resize(1024, 640)
    page.put(WANG)
    QApplication.processEvents()
    figures = page.view.figures
    for value in (figures.principal.value, figures.bonus.value, figures.owed.value):
        assert value.width() >= value.sizeHint().width()
        assert value.mapTo(window, value.rect().topRight()).x() <= window.width()


# ---- entries --------------------------------------------------------------------------------------------------------


def test_entries_say_what_happened(page: CounterPage):
    page.put(WANG)
    kinds = [row.kind for row in page.view.entries.rows.rows]
    assert kinds[:6] == ["Sale", "Pass used", "Top-up", "Pass sold", "Payment", "On account"]
    assert details(page) == [
        "精洗 + 打蜡",
        "普洗 ×1 (6 left)",
        "Pay 1,000 get 120 · WeChat",
        "普洗, 7 visits · WeChat 175.00",
        "Paid what was owed · Bank",
        "补漆 (due 11-14)",
        "精洗",
        "of “Sale” on 09-30: 金额录错",
        "精洗 (reversed)",
        "Cash",
    ]


def test_visits_left_are_counted_back_through_sales_reversals_and_period_passes(page: CounterPage, app: App):
    one = {"on": "2026-11-20", "customer": "0031", "service": "洗车"}
    apply(
        app,
        [
            {"do": "pass_sale", "id": "v1", **one, "count": 3, "paid": "90.00", "tender": "cash"},
            {"do": "pass_use", "id": "v2", **one, "count": 2},
            {"do": "reverse", "id": "v3", "on": "2026-11-20", "entry": "v2", "reason": "弄错"},
            {"do": "pass_use", "id": "v4", **one, "count": 3},
        ],
    )
    page.put("0031")
    assert [text for text in details(page) if "left" in text] == ["洗车 ×3 (0 left)", "洗车 ×2 (1 left) (reversed)"]
    month = one | {"starts_on": "2026-11-20", "days": 30, "paid": "99.00", "tender": "cash"}
    apply(app, [{"do": "pass_sale", "id": "v5", **month}, {"do": "pass_use", "id": "v6", **one}])
    page.refresh()
    assert details(page)[:3] == ["洗车 ×1", "洗车, period pass · Cash 99.00", "洗车 ×3 (0 left)"]


def test_the_running_balance_is_that_of_the_ledger(page: CounterPage, app: App):
    page.put(WANG)
    ledger = {line.entry: line for line in app.views.ledger(WANG)}
    for row in page.view.entries.rows.rows:
        line = ledger[row.line.entry]
        assert row.prepaid_after == line.principal_after + line.bonus_after
        assert row.line.owed_after == line.owed_after


def test_enter_opens_the_entry_with_all_that_is_known_of_it(page: CounterPage):
    page.put(WANG)
    press(Key.Key_Down)
    press(Key.Key_Return)
    (dialog,) = dialogs()
    assert isinstance(dialog, EntryDialog)
    shown = dict(dialog.shown)
    assert shown["Customer"] == "王小明  ·  0042"
    assert shown["Lines"] == "精洗  1 × 88.00 = 88.00"
    assert shown["Account"] == "Principal  −128.00, then 896.00"
    assert shown["Recorded"].startswith("by ")
    press(Key.Key_Escape)
    assert not dialogs()


def test_details_of_a_reversed_entry_say_so_and_offer_no_reversal(page: CounterPage, shop: Shop):
    page.put(WANG)
    assert page.view.card is not None
    line = next(line for line in page.view.card.lines if line.id == "w2")
    dialog = EntryDialog(shop, page.view.card, line)
    assert dialog.state.text() == "Reversed on 2026-09-30 by entry 3."
    assert not dialog.reverse.isEnabled()
    dialog.close()


# ---- keys and buttons -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (Key.Key_F2, "TopUpDialog"),
        (Key.Key_F3, "SaleDialog"),
        (Key.Key_F4, "PassUseDialog"),
        (Key.Key_F5, "PaymentDialog"),
        (Key.Key_F6, "RefundDialog"),
        (Key.Key_F7, "PassSaleDialog"),
        (Key.Key_F8, "ReceiptDialog"),
    ],
)
@pytest.mark.parametrize("where", ["entries", "search", "button"])
def test_keys_work_wherever_the_focus_is(window: MainWindow, page: CounterPage, key: Qt.Key, name: str, where: str):
    page.put(WANG)
    places: dict[str, QWidget] = {
        "entries": page.view.entries,
        "search": window.search,
        "button": page.view.buttons["refund"],
    }
    places[where].setFocus()
    press(key)
    assert [type(dialog).__name__ for dialog in dialogs()] == [name]


def test_del_and_ctrl_r_reverse_the_chosen_entry(window: MainWindow, page: CounterPage):
    page.put(WANG)
    press(Key.Key_Delete)
    assert not dialogs()
    assert window.toasts.text() == "Choose an entry first."
    press(Key.Key_Down)
    for key, modifier in (
        (Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Key.Key_R, Qt.KeyboardModifier.ControlModifier),
    ):
        press(key, modifier)
        (dialog,) = dialogs()
        assert type(dialog).__name__ == "ReverseDialog"
        press(Key.Key_Escape)
        window.activateWindow()


def test_del_in_the_search_box_deletes_letters(window: MainWindow, page: CounterPage):
    page.put(WANG)
    page.view.entries.selectRow(0)
    window.go_search("ab")
    press(Key.Key_Home)
    press(Key.Key_Delete)
    assert window.search.text() == "b"
    assert not dialogs()


def test_ctrl_o_opens_the_file(page: CounterPage, shop: Shop):
    wanted: list[str] = []
    shop.file_wanted.disconnect()
    shop.file_wanted.connect(wanted.append)
    page.put(WANG)
    press(Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert wanted == [WANG]


def test_what_is_typed_or_scanned_over_the_entries_begins_a_search(window: MainWindow, page: CounterPage, app: App):
    apply(app, [{"do": "card", "id": "k1", "on": "2026-11-20", "customer": "0007", "no": "88001234"}])
    page.put(WANG)
    assert page.view.entries.hasFocus()
    type_("88001234")
    assert window.search.text() == "88001234"
    press(Key.Key_Return)
    assert page.view.card is not None
    assert page.view.card.number == "0007"


def test_what_makes_no_sense_is_greyed_and_says_why(window: MainWindow, page: CounterPage):
    page.put("0031")  # nothing held, nothing owed
    buttons = page.view.buttons
    assert {name for name, button in buttons.items() if button.isEnabled()} == {"top_up", "sale", "pass_sale"}
    assert buttons["payment"].toolTip() == "Nothing is owed."
    press(Key.Key_F4)
    assert window.toasts.text() == "There is no pass to use; F7 sells one."
    menu = QMenu()
    page.acts.fill_more(menu)
    greyed = {action.text() for action in menu.actions() if not action.isEnabled() and not action.isSeparator()}
    assert "Transfer to another customer…" in greyed
    assert "Opening balance…" not in greyed
    assert all(action.toolTip() for action in menu.actions() if not action.isSeparator())


def test_a_closed_file_takes_payments_and_refunds_only(page: CounterPage, app: App):
    apply(app, [{"do": "customer", "id": "z1", "no": WANG, "closed": True}])
    page.put(WANG)
    assert {name for name, button in page.view.buttons.items() if button.isEnabled()} == {"payment", "refund"}
    assert "Closed file" in chips(page)


@pytest.mark.parametrize("name", [each.name for group in MORE for each in group])
def test_everything_in_the_menu_opens(page: CounterPage, shop: Shop, app: App, name: str):
    on = "2026-11-20"
    apply(
        app,
        [{"do": "top_up", "id": "e1", "on": on, "customer": WANG, "paid": "9.00", "tender": "cash", "expires_on": on}],
    )
    apply(app, [{"do": "settings", "id": "e2", "use_check": "pin"}])
    if name == "end_dispute":
        charge = app.views.charges(WANG)[0].charge
        apply(app, [{"do": "dispute", "id": "e3", "on": on, "customer": WANG, "charge": charge, "reason": "?"}])
    shop.settings = app.settings.current()
    page.put(WANG)
    dialog = page.acts.act(name)
    assert dialog is not None
    assert dialog.isVisible()


def test_the_search_box_offers_what_makes_sense_for_who_is_there(page: CounterPage):
    assert [title for title, *_rest in page.offers()] == ["New customer"]
    page.put("0031")
    titles = {title for title, *_rest in page.offers()}
    assert {"Top up", "Sale", "Open file", "Opening balance…"} <= titles
    assert "Refund" not in titles
    page.put(WANG)
    assert {ACTIONS["refund"].title, ACTIONS["settle"].title} <= {title for title, *_rest in page.offers()}


@pytest.mark.parametrize(
    ("text", "found"), [("Excel", {"in", "out"}), ("csv", {"in", "out"}), ("import", {"in"}), ("expo", {"out"})]
)
def test_who_looks_for_a_spreadsheet_finds_the_ways_in_and_out(
    window: MainWindow, page: CounterPage, text: str, found: set[str]
):
    window.go_search("")
    type_(text)
    for _turn in range(100):  # what is typed is answered when the typing rests
        QTest.qWait(10)
        if window.search.hits():
            break
    titles = [hit.title for hit in window.search.hits()]
    ways = {"in": "Bring data into the book…", "out": "Take data out of the book…"}
    assert {way for way, title in ways.items() if title in titles} == found


# ---- after an entry -------------------------------------------------------------------------------------------------


def test_a_top_up_by_keys_refreshes_the_page_and_can_be_taken_back(window: MainWindow, page: CounterPage):
    page.put(WANG)
    press(Key.Key_F2)
    type_("500")
    press(Key.Key_Return)
    assert not dialogs()
    assert page.view.figures.principal.value.text() == "1,396.00"
    assert details(page)[0] == "Pay 500 get 50 · Cash"
    assert "Topped up" in window.toasts.text()
    undo = next(b for b in window.toasts.findChildren(QPushButton) if b.text() == "Reverse")
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    (dialog,) = dialogs()
    assert type(dialog).__name__ == "ReverseDialog"
    press(Key.Key_Return)
    assert page.view.figures.principal.value.text() == "896.00"
    assert details(page)[1] == "Pay 500 get 50 · Cash (reversed)"
    assert not [b for b in window.toasts.findChildren(QPushButton) if b.text() == "Reverse" and b.isVisible()]


def test_the_receipt_comes_by_itself_where_the_shop_wants_it(page: CounterPage, shop: Shop, app: App):
    apply(app, [{"do": "settings", "id": "e2", "print_at_once": True}])
    shop.settings = app.settings.current()
    page.put(WANG)
    press(Key.Key_F2)
    type_("100")
    press(Key.Key_Return)
    assert [type(dialog).__name__ for dialog in dialogs()] == ["ReceiptDialog"]


def test_the_chosen_entry_stays_chosen_until_another_is_recorded(page: CounterPage, app: App):
    page.put(WANG)
    page.view.entries.selectRow(2)
    apply(app, [{"do": "customer", "id": "n0", "no": WANG, "tier": "银卡"}])
    page.on_changed(WANG)
    chosen = page.view.chosen()
    assert chosen is not None
    assert chosen.id == "w8"
    apply(app, [{"do": "top_up", "id": "n1", "on": "2026-11-01", "customer": WANG, "paid": "1.00", "tender": "cash"}])
    page.on_changed(WANG)
    assert page.view.chosen() is None
    receipt = page.view.receipt_line()  # of what was recorded last, though it does not stand first
    assert receipt is not None
    assert receipt.id == "n1"


# ---- for everybody --------------------------------------------------------------------------------------------------


def test_every_control_has_a_name_and_can_be_reached(page: CounterPage):
    page.put(WANG)
    for kind in (QPushButton, QToolButton):
        for control in page.view.findChildren(kind):
            if control.isVisible():
                assert control.accessibleName(), control
                assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.accessibleName()
    assert page.view.entries.accessibleName() == "Entries"
