"""The one search box: customers by anything they are known by, pages and commands, the scanner gun."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.gui.dialogs.customer import NewCustomerDialog
from app.gui.main_window import MainWindow
from app.gui.shop import Shop
from app.gui.widgets.search_box import SearchBox
from app.i18n.catalog import _
from tests.gui.programs import CTRL, Home, Key, press, settle, type_, window_of
from tests.gui.shop_book import TODAY, apply

WANG = "0042"


@pytest.fixture
def window(home: Home) -> MainWindow:
    made = window_of(home.start(home.book()))
    QTest.qWaitForWindowActive(made)
    press(Key.Key_K, CTRL)
    return made


@pytest.fixture
def box(window: MainWindow) -> SearchBox:
    return window.search


@pytest.fixture
def shop(window: MainWindow) -> Shop:
    assert window.shop is not None
    return window.shop


def titles(box: SearchBox) -> list[str]:
    return [hit.title for hit in box.hits()]


def search(qtbot, box: SearchBox, text: str) -> None:
    box.clear()
    type_(text)
    qtbot.waitUntil(lambda: bool(box.hits()))


def at_counter(window: MainWindow) -> str:
    return window.pages["counter"].number


# ---- finding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["wxm", "wang", "wangxiaoming", "王小", "4567", "13800004567", "0042", "k8812"])
def test_a_customer_by_whatever_they_are_known_by(window: MainWindow, box: SearchBox, qtbot, text: str):
    search(qtbot, box, text)
    assert titles(box)[0] == "王小明"
    press(Key.Key_Return)
    assert at_counter(window) == WANG
    assert (box.text(), list(box.hits())) == ("", [])


def test_arrows_choose_among_those_found(window: MainWindow, box: SearchBox, qtbot):
    search(qtbot, box, "oml")  # 区美玲, twice
    assert titles(box) == ["区美玲", "区美玲"]
    press(Key.Key_Down)
    press(Key.Key_Return)
    assert at_counter(window) == "0024"
    press(Key.Key_K, CTRL)
    search(qtbot, box, "oml")
    press(Key.Key_Up)
    press(Key.Key_Return)
    assert at_counter(window) == "0024"


def test_a_click_chooses_too(window: MainWindow, box: SearchBox, qtbot):
    search(qtbot, box, "wxm")
    found = box._list
    rect = found.visualItemRect(found.item(0))
    QTest.mouseClick(found.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert at_counter(window) == WANG


@pytest.mark.parametrize(
    ("text", "page"), [("sett", "settings"), ("day", "day_end"), ("end", "day_end"), ("CUSTOM", "customers")]
)
def test_pages_by_name(window: MainWindow, box: SearchBox, qtbot, text: str, page: str):
    search(qtbot, box, text)
    press(Key.Key_Return)
    assert window.current_page() == page


def test_pages_are_found_in_english_too_when_another_language_is_spoken(home: Home, qtbot):
    window = window_of(home.start(home.book(), language="zh_CN"))
    assert window.spoken == "zh_CN"
    press(Key.Key_K, CTRL)
    search(qtbot, window.search, "settings")
    press(Key.Key_Return)
    assert window.current_page() == "settings"


def test_a_chinese_word_is_found_within_a_name_that_has_no_blanks(home: Home, qtbot):
    window = window_of(home.start(home.book(), language="zh_CN"))
    press(Key.Key_K, CTRL)
    search(qtbot, window.search, "导入")
    assert _("Bring data into the book…") in titles(window.search)
    press(Key.Key_Escape)
    search(qtbot, window.search, "导出")
    assert _("Take data out of the book…") in titles(window.search)


@pytest.mark.parametrize(("text", "part"), [("staff", "staff"), ("backup", "backup"), ("encr", "encryption")])
def test_what_keeps_the_book_safe_is_found_by_name(window: MainWindow, box: SearchBox, qtbot, text: str, part: str):
    search(qtbot, box, text)
    press(Key.Key_Return)
    assert window.current_page() == "settings"
    assert window.pages["settings"].tabs.name() == part


def test_commands(window: MainWindow, box: SearchBox, qtbot):
    wanted: list[str] = []
    window.book_wanted.disconnect()
    window.book_wanted.connect(wanted.append)
    search(qtbot, box, "demo")
    press(Key.Key_Return)
    assert wanted == ["demo"]


@pytest.mark.parametrize("text", ["zzzz", "🙂", "\u202eabc", "<b>x</b>", "x" * 100])
def test_a_name_nobody_has_is_offered_as_a_new_customer_in_plain_text(box: SearchBox, qtbot, text: str):
    type_(text)
    found = box._list
    qtbot.waitUntil(lambda: found.count() == 1)
    assert found.item(0).text() == f"New customer “{text}”"
    press(Key.Key_Escape)
    assert box.text() == ""


def test_a_number_nobody_has_is_nobody_s_name(window: MainWindow, box: SearchBox, qtbot):
    type_("99990000")
    found = box._list
    qtbot.waitUntil(lambda: found.count() == 1)
    assert found.item(0).text() == "Nothing found for “99990000”."
    press(Key.Key_Return)
    press(Key.Key_Down)
    assert window.current_page() == "counter"
    press(Key.Key_Escape)
    assert box.text() == ""


def test_a_spreadsheet_cell_and_ten_thousand_characters_do_no_harm(window: MainWindow, box: SearchBox, qtbot):
    box.setText("王小明\t138\n" * 2000)
    box.textEdited.emit(box.text())
    qtbot.wait(30)
    assert len(box.text()) == 100


def test_an_answer_to_an_older_question_is_dropped(window: MainWindow, box: SearchBox):
    type_("wxm")
    box.show_hits("wx", [])
    assert list(box.hits()) == []


def test_leaving_closes_the_list(window: MainWindow, box: SearchBox, qtbot):
    search(qtbot, box, "wxm")
    drop = box._drop
    assert drop is not None
    assert drop.isVisible()
    press(Key.Key_Escape)
    assert not drop.isVisible()
    search(qtbot, box, "wxm")
    window.go("settings")
    settle()
    assert not drop.isVisible()


# ---- the scanner gun ------------------------------------------------------------------------------------------------


def give(shop: Shop, no: str, customer: str = WANG) -> None:
    apply(shop.app, [{"do": "card", "id": f"g{no}", "customer": customer, "no": no, "on": TODAY.isoformat()}])


def test_a_scanned_card_leads_to_its_customer_at_once(window: MainWindow, box: SearchBox, shop: Shop):
    give(shop, "6901234567892")
    type_("6901234567892")
    press(Key.Key_Return)
    assert at_counter(window) == WANG
    assert box.text() == ""


def test_a_lost_card_is_warned_of(window: MainWindow, shop: Shop):
    give(shop, "A7")
    apply(shop.app, [{"do": "card_lost", "id": "l", "customer": WANG, "no": "A7", "on": TODAY.isoformat()}])
    type_("A7")
    press(Key.Key_Return)
    assert at_counter(window) == WANG
    assert "reported lost on 2026-11-21" in window.toasts.text()


def test_a_lost_card_is_warned_of_when_the_answer_comes_before_the_scanner_s_enter(
    window: MainWindow, box: SearchBox, shop: Shop, qtbot
):
    give(shop, "88001234")
    apply(shop.app, [{"do": "card_lost", "id": "l", "customer": WANG, "no": "88001234", "on": TODAY.isoformat()}])
    search(qtbot, box, "88001234")
    assert titles(box) == ["王小明"]
    press(Key.Key_Return)
    assert at_counter(window) == WANG
    assert "reported lost on 2026-11-21" in window.toasts.text()


def test_the_new_customer_gets_the_name_that_was_typed(window: MainWindow, box: SearchBox, qtbot):
    search(qtbot, box, "赵六")
    press(Key.Key_Return)
    dialog = window.findChild(NewCustomerDialog)
    assert dialog.name.text() == "赵六"
    assert dialog.focusWidget() is dialog.phone


def test_a_word_right_after_another_has_its_size(window: MainWindow, shop: Shop):
    for text in ("one", "a rather longer word"):
        shop.tell(text)
        assert window.toasts.width() > window.toasts.fontMetrics().horizontalAdvance(text)


def test_enter_before_the_answer_goes_to_the_only_one(window: MainWindow):
    type_("wxm")
    press(Key.Key_Return)
    assert at_counter(window) == WANG


def test_enter_before_the_answer_shows_those_it_could_be(window: MainWindow, box: SearchBox):
    type_("oml")
    press(Key.Key_Return)
    assert at_counter(window) == ""
    assert titles(box) == ["区美玲", "区美玲"]


def test_a_customer_s_own_number_is_exact(window: MainWindow, shop: Shop):
    apply(shop.app, [{"do": "customer", "id": "n", "no": "9042", "name": "另一个", "phones": ["13900000042"]}])
    type_("0042")
    press(Key.Key_Return)
    assert at_counter(window) == WANG


def test_a_number_nobody_has_leads_nowhere(window: MainWindow, box: SearchBox):
    type_("999999999")
    press(Key.Key_Return)
    assert at_counter(window) == ""
    assert box.text() == "999999999"
