"""Settings: each tab saves what was changed, says at its field what is wrong, and shows what others have saved."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.bootstrap import App
from app.core.requests import Order, Tender
from app.core.settings import Paper, ReceiptLanguage, Settings, UseCheck
from app.core.terms_text import TermsKind
from app.gui.dialogs.base import FormDialog
from app.gui.pages.settings import SettingsPage
from app.gui.pages.settings.base import SettingsForm
from app.gui.shop import Shop
from tests.gui.programs import CTRL, Home, Key, dialog, focus, go_to, press, settle, type_, window_of
from tests.gui.shop_book import TODAY


@pytest.fixture
def page(shop: Shop) -> Iterator[SettingsPage]:
    made = SettingsPage(shop)
    made.resize(1000, 700)
    made.show()
    QTest.qWaitForWindowActive(made)
    made.arrive()
    yield made
    made.close()
    made.deleteLater()


def form_of(page: SettingsPage, tab: str) -> SettingsForm:
    page.tabs.show_tab(tab)
    forms = {"shop": page.shop_form, "counter": page.counter_form, "receipts": page.receipts_form}
    return forms.get(tab, page.reminders_form)


def field(form: SettingsForm, name: str):
    return next(each for each in form.fields if each.name == name)


# ---- forms ----------------------------------------------------------------------------------------------------------


def test_a_language_the_window_does_not_offer_is_not_changed_by_saving_something_else(page: SettingsPage, shop: Shop):
    form = page.shop_form
    shop.settings = replace(shop.settings, language="fr")
    form.show_settings()
    field(form, "shop_name").widget.setText("Blue Door")
    assert form.given() == {"shop_name": "Blue Door"}


def test_a_name_is_changed_by_keys_and_shown_at_once(page: SettingsPage, app: App, shop: Shop, qtbot):
    changed: list[bool] = []
    shop.settings_changed.connect(lambda: changed.append(True))
    assert not page.shop_form.save.isEnabled()
    page.focus_first()
    go_to("Shop's name")
    press(Key.Key_A, CTRL)
    type_("Blue Door")
    press(Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: bool(changed))  # Qt shows the button pressed for a moment first
    assert app.settings.current().shop_name == shop.settings.shop_name == "Blue Door"
    assert changed == [True]
    assert page.shop_form.saved.text() == "Saved."
    assert not page.shop_form.save.isEnabled()


def test_a_tab_is_made_when_it_is_first_wanted_and_stays(page: SettingsPage):
    assert [name for name, place in page.places.items() if place.made is not None] == ["shop"]
    assert not page.unsaved()
    page.tabs.show_tab("terms")
    made = page.places["terms"].made
    assert made is page.terms
    assert made is not None
    assert made.isVisibleTo(page)
    page.terms.text.setPlainText("begun")
    page.tabs.show_tab("shop")
    page.tabs.show_tab("terms")
    assert page.terms is made
    assert page.unsaved()


def test_what_is_typed_is_typed_again_and_no_other_tab_is_made_for_it(page: SettingsPage, shop: Shop):
    page.tabs.show_tab("privacy")
    page.tabs.show_tab("terms")
    page.terms.text.setPlainText("begun")
    page.tabs.show_tab("counter")
    again = SettingsPage(shop)
    again.restore(page.state())
    assert again.tabs.name() == "counter"
    assert again.terms.text.toPlainText() == "begun"
    assert again.unsaved()
    assert "reminders" not in {name for name, place in again.places.items() if place.made is not None}
    again.deleteLater()


@pytest.mark.parametrize(
    ("tab", "values"),
    [
        (
            "shop",
            {
                "shop_name": "新店",
                "address": "人民路 1 号\n2 楼",
                "phone": "021-5555",
                "bank": "工商银行 6222",
                "tax_number": "9131",
                "language": "en",
                "money_sign": False,
            },
        ),
        (
            "counter",
            {
                "tenders": (Tender.ALIPAY, Tender.CASH),
                "use_check": UseCheck.PIN,
                "order": Order.BONUS_FIRST,
                "opening_float": 30000,
            },
        ),
        (
            "receipts",
            {
                "paper": Paper.ROLL_58,
                "receipt_language": ReceiptLanguage.BOTH,
                "print_at_once": True,
                "receipt_footer": "谢谢\n欢迎再来",
                "receipt_prefix": "A",
                "receipt_digits": 4,
                "customer_prefix": "K",
                "customer_digits": 5,
            },
        ),
        ("days", {"expiring_days": 14, "birthday_days": 0, "sleeping_days": 120}),
    ],
)
def test_every_field_is_saved_and_shown_again(page: SettingsPage, app: App, shop: Shop, tab: str, values: dict):
    form = form_of(page, tab)
    assert set(values) == {each.name for each in form.fields}
    for name, value in values.items():
        field(form, name).show(value)
    form.store()
    saved = app.settings.current()
    assert {name: getattr(saved, name) for name in values} == values
    again = SettingsPage(shop)
    assert {each.name: each.read() for each in form_of(again, tab).fields} == values
    again.deleteLater()


@pytest.mark.parametrize(
    ("tab", "name", "typed"),
    [
        ("shop", "shop_name", ""),
        ("shop", "shop_name", "x" * 10_000),
        ("shop", "phone", "\u202e" + "1" * 500),
        ("shop", "address", "x" * 10_000),
        ("receipts", "receipt_prefix", "with blank"),
        ("receipts", "receipt_digits", "0"),
        ("receipts", "customer_digits", "六"),
        ("receipts", "customer_prefix", "🙂" * 20),
        ("days", "expiring_days", "-1"),
        ("days", "sleeping_days", "9" * 10_000),
        ("days", "birthday_days", ""),
        ("counter", "opening_float", "1.234"),
        ("counter", "opening_float", "12\t34\n"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_stays(page: SettingsPage, app: App, tab: str, name: str, typed: str):
    before = app.settings.current()
    form = form_of(page, tab)
    widget = field(form, name).widget
    getattr(widget, "setText", getattr(widget, "setPlainText", None))(typed)
    shown = widget.text() if hasattr(widget, "text") else widget.toPlainText()
    form.store()
    assert widget.accessibleDescription()
    assert focus() is widget
    assert (widget.text() if hasattr(widget, "text") else widget.toPlainText()) == shown
    assert app.settings.current() == before


def test_at_least_one_way_of_paying(page: SettingsPage, app: App):
    form = form_of(page, "counter")
    field(form, "tenders").show(())
    form.store()
    assert field(form, "tenders").widget.accessibleDescription()
    assert app.settings.current().tenders == Settings(shop_name="x").tenders


def test_saving_one_tab_keeps_what_is_typed_in_another(page: SettingsPage, app: App):
    page.focus_first()
    go_to("Phone")
    type_("021")
    form = form_of(page, "days")
    field(form, "expiring_days").widget.setText("9")
    form.store()
    page.tabs.show_tab("shop")
    assert field(page.shop_form, "phone").read() == "021"
    page.shop_form.store()
    saved = app.settings.current()
    assert (saved.phone, saved.expiring_days) == ("021", 9)


def test_the_order_of_ways_of_paying_by_keys(page: SettingsPage, app: App):
    form = form_of(page, "counter")
    ticks = field(form, "tenders").widget
    page.tabs.focus_bar()
    go_to("Move down")
    press(Key.Key_Space)
    form.store()
    before = Settings(shop_name="x").tenders
    assert app.settings.current().tenders == (before[1], before[0], *before[2:])
    assert ticks.value()[0] == before[1]


def test_tabs_by_arrow_keys(page: SettingsPage):
    page.focus_first()
    press(Key.Key_Right, times=2)
    assert page.tabs.name() == "prices"
    assert page.state()[0] == "prices"
    press(Key.Key_Left)
    assert page.tabs.name() == "counter"


def test_tabs_stand_below_each_other_and_the_keys_go_that_way_too(page: SettingsPage):
    page.focus_first()
    press(Key.Key_Down, times=2)
    assert page.tabs.name() == "prices"
    press(Key.Key_Up, times=3)
    assert page.tabs.name() == page.tabs.names()[-1], "round"
    words = page.tabs.findChildren(QPushButton)
    tabs = [each for each in words if each.property("class") == "side-tab"]
    assert len({each.x() for each in tabs}) == 1
    assert len(tabs) == len(page.tabs.names())


def test_the_word_of_the_tab_that_shows_is_in_sight_in_a_low_window(page: SettingsPage):
    page.resize(900, 260)
    settle()
    for name in (page.tabs.names()[-1], page.tabs.names()[0]):
        page.tabs.show_tab(name)
        [word] = [b for b in page.tabs.findChildren(QPushButton) if b.property("class") == "side-tab" and b.isChecked()]
        assert not word.visibleRegion().isEmpty()
        assert word.visibleRegion().boundingRect().height() == word.height()


# ---- lists ----------------------------------------------------------------------------------------------------------


def opened(kind: str) -> FormDialog:
    found = dialog()
    assert isinstance(found, FormDialog)
    assert type(found).__name__ == kind
    return found


def test_a_service_is_put_on_the_price_list_priced_anew_and_taken_off(page: SettingsPage, app: App):
    page.tabs.show_tab("prices")
    assert page.prices._stack.currentIndex() == 1
    page.prices.add()
    opened("NewItemDialog")
    type_("精洗")
    press(Key.Key_Return)
    assert "amount" in focus().accessibleDescription()
    type_("88")
    press(Key.Key_Return)
    [item] = app.prices.items(TODAY)
    assert (item.name, item.price) == ("精洗", 8800)
    assert page.prices.model.rowCount() == 1
    page.prices.new_price()
    asked = opened("NewPriceDialog")
    asked.price.setText("98")
    asked.starts_on.setText("+7")
    press(Key.Key_Return)
    assert app.prices.price_on(item.id, date(2026, 11, 28)) == 9800
    page.prices.end()
    asked = opened("EndItemDialog")
    asked.on.setText("2026-02-30")
    press(Key.Key_Return)
    assert "not a date" in asked.on.accessibleDescription()
    asked.on.setText("2026-12-31")
    press(Key.Key_Return)
    assert app.prices.items(date(2027, 1, 1)) == []


def test_a_pass_asks_for_its_visits(page: SettingsPage, app: App):
    page.tabs.show_tab("prices")
    page.prices.add()
    asked = opened("NewItemDialog")
    asked.kind.setFocus()
    asked.kind.buttons()[2].click()
    asked.name.setText("普洗 10 次卡")
    asked.price.setText("250")
    press(Key.Key_Return)
    assert "whole number" in asked.count.accessibleDescription()
    asked.count.setText("10")
    asked.covers.setText("普洗")
    press(Key.Key_Return)
    [item] = app.prices.items(TODAY)
    assert (item.count, item.covers, item.valid_days) == (10, "普洗", None)


def test_an_offer_is_made_and_ended(page: SettingsPage, app: App):
    page.tabs.show_tab("offers")
    before = page.offers_tab.model.rowCount()
    assert before == 3
    page.offers_tab.add()
    asked = opened("NewOfferDialog")
    type_("300")
    press(Key.Key_Return)
    asked.bonus.setText("20")
    press(Key.Key_Return)
    offers = app.offers.current(TODAY)
    assert [(o.name, o.paid, o.bonus) for o in offers if o.paid == 30000] == [("Pay 300, get 20", 30000, 2000)]
    assert page.offers_tab.model.rowCount() == before + 1
    at = next(n for n, offer in enumerate(page.offers_tab.model.rows) if offer.paid == 30000)
    page.offers_tab.table.selectRow(at)
    page.offers_tab.end()
    opened("EndOfferDialog")
    press(Key.Key_Return)
    assert all(offer.paid != 30000 for offer in app.offers.current(date(2026, 11, 22)))


# ---- terms ----------------------------------------------------------------------------------------------------------


def hints(page: SettingsPage) -> list[str]:
    settle()
    box = page.terms.law._findings.parentWidget()
    return [label.text() for label in box.findChildren(QLabel) if label.isVisibleTo(box)]


def test_a_void_clause_is_shown_with_its_article_while_one_writes(page: SettingsPage, qtbot):
    page.tabs.show_tab("terms")
    page.terms.text.setFocus()
    page.terms.text.setPlainText("🙂 本卡一经售出，概不退款。最终解释权归本店所有。")
    qtbot.waitUntil(lambda: any("⚠" in text for text in hints(page)))
    text = "\n".join(hints(page))
    assert "最终解释权" in text
    assert "第" in text or "Art" in text
    marked = [selection.cursor.selectedText() for selection in page.terms.text.extraSelections()]
    assert any("最终解释权" in words for words in marked)


def test_terms_are_put_in_force_from_a_day(page: SettingsPage, app: App):
    page.tabs.show_tab("terms")
    terms = page.terms
    terms.language.set_value("zh_CN")
    terms.use_starter()
    terms.text.setPlainText(terms.text.toPlainText().replace("\u3000", " ") + "\n本店营业时间：每日 9:00—20:00。")
    terms.starts_on.setText("2026-12-01")
    terms.save.click()
    assert terms.wrong.isHidden(), terms.wrong.text()
    found = app.terms.current(TermsKind.TOP_UP, "zh_CN", date(2026, 12, 1))
    assert found is not None
    assert "每日 9:00" in found.text


@pytest.mark.parametrize(("text", "day"), [("", "2026-12-01"), ("x" * 200_000, "2026-12-01"), ("好", "2026-02-30")])
def test_terms_that_cannot_be_kept_stay_with_the_reason(page: SettingsPage, app: App, text: str, day: str):
    page.tabs.show_tab("terms")
    page.terms.text.setPlainText(text)
    page.terms.starts_on.setText(day)
    page.terms.save.click()
    assert not page.terms.wrong.isHidden()
    assert page.terms.text.toPlainText() == text
    assert app.terms.all() == []
    culprit = page.terms.starts_on if day == "2026-02-30" else page.terms.text
    assert culprit.accessibleDescription() == page.terms.wrong.text()
    assert culprit.property("wrong") == "true"
    culprit.setFocus()
    if culprit is page.terms.text:
        culprit.setPlainText("好")
    else:
        culprit.setText("2026-12-01")
    assert page.terms.wrong.isHidden()
    assert not culprit.accessibleDescription()


def test_a_text_begun_waits_while_another_kind_is_looked_at(page: SettingsPage):
    page.tabs.show_tab("terms")
    terms = page.terms
    terms.text.setPlainText("本店条款，写了一半")
    terms.kind.buttons()[1].click()
    assert terms.text.toPlainText() == ""
    assert page.unsaved()
    terms.kind.buttons()[0].click()
    assert terms.text.toPlainText() == "本店条款，写了一半"


def test_terms_put_in_force_by_two_clicks_are_kept_once(page: SettingsPage, app: App, shop: Shop, monkeypatch):
    page.tabs.show_tab("terms")
    page.terms.text.setPlainText("好")
    waiting = []
    with monkeypatch.context() as busy:
        busy.setattr(shop.tasks, "run", lambda *args, **_options: waiting.append(args))
        page.terms.store()
        page.terms.store()
    for args in waiting:
        shop.tasks.run(*args)
    assert len(waiting) == 2
    assert [each.text for each in app.terms.all()] == ["好"]
    assert not page.unsaved()


# ---- looks ----------------------------------------------------------------------------------------------------------


def test_looks_are_changed_at_once_and_the_tab_stays(home: Home):
    program = home.start(home.book())
    window = window_of(program)
    window.go("settings")
    window.pages["settings"].restore("looks")
    looks = window.pages["settings"].looks
    looks.text_size.setFocus()
    looks.text_size.buttons()[3].click()
    settle()
    window = window_of(program)
    assert program.looks.preferences.text_size == 125
    assert window.current_page() == "settings"
    assert window.pages["settings"].tabs.name() == "looks"
    assert not window.pages["settings"].unsaved()
    window.pages["settings"].looks.language.buttons()[0].click()
    settle()
    assert window_of(program).pages["settings"].looks.language.value() == program.looks.preferences.language


def test_another_page_may_want_a_place_in_the_settings(home: Home):
    window = window_of(home.start(home.book()))
    assert window.shop is not None
    window.shop.place_wanted.emit("settings", ("reminders", "ways"))
    page = window.pages["settings"]
    assert window.current_page() == "settings"
    assert page.tabs.name() == "reminders"
    assert page.reminders.which.value() == "ways"


def test_what_is_typed_and_not_saved_outlives_another_look(home: Home):
    program = home.start(home.book())
    window_of(program).go("settings")
    page = window_of(program).pages["settings"]
    page.restore("shop")
    go_to("Phone")
    type_("021-55")
    page.terms.text.setPlainText("写了一半")
    program.looks.change_theme("dark")
    settle()
    after = window_of(program).pages["settings"]
    assert after is not page
    assert field(after.shop_form, "phone").read() == "021-55"
    assert after.shop_form.save.isEnabled()
    assert after.terms.text.toPlainText() == "写了一半"
    after.shop_form.show_settings()
    after.terms.text.clear()
    assert not after.unsaved()
