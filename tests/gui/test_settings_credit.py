"""Settings of credit: each pane keeps what was changed, says at its field what is wrong, leaves nothing half done."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtTest import QTest

from app.bootstrap import App
from app.core import pins
from app.core.credit.incentives import Form, StreakRule
from app.core.credit.late import LateRule
from app.core.credit.rates import OwnRate
from app.core.credit.write_off import WriteOffRule
from app.core.customer import CustomerChange
from app.core.owing.limits import CreditGroup, Limits, Reaction
from app.core.owing.terms import Due, DueRule, Early, PaymentTerms
from app.core.settings import ChangeSettings
from app.gui.pages.settings import SettingsPage
from app.gui.pages.settings.credit import CreditTab
from app.gui.pages.settings.credit.pin import OwnerPinDialog
from app.gui.pages.settings.credit.rate_dialog import RateDialog
from app.gui.shop import Shop, Toast
from tests.gui.programs import CTRL, Key, dialog, dialogs, press, settle, type_

LPR = "CN-LPR-1Y"
MONTHLY = PaymentTerms("月结30天", Due(DueRule.MONTH_END, days=30))
NET = PaymentTerms("2/10, 净30", Due(days=30), early=(Early(share=200, days=10),))
GROUP = CreditGroup("老街", Limits(total=100_000))


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash PINs at a lower cost: how slow that is does not matter here."""
    monkeypatch.setattr(pins, "_COST", 4)


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


@pytest.fixture
def told(shop: Shop) -> list[Toast]:
    found: list[Toast] = []
    shop.told.connect(found.append)
    return found


def pane(page: SettingsPage, name: str) -> CreditTab:
    page.restore(("credit", name))
    settle()
    return page.credit


def take(shop: Shop, **given: object) -> None:
    shop.settings = shop.app.settings.change(ChangeSettings(id=shop.new_id(), given=given))
    shop.settings_changed.emit()


def opened() -> Any:
    return dialog()


def wrong(of: Any, name: str) -> str:
    said = of.form.wrong(name)
    return said.text() if said.isVisible() else ""


# ---- terms and groups -----------------------------------------------------------------------------------------------


def test_terms_are_made_by_keys_and_stand_in_the_list(page: SettingsPage, app: App):
    tab = pane(page, "terms")
    assert tab.terms.stack.currentIndex() == 1
    tab.terms.add()
    made = opened()
    type_("净 30")
    made.edit.days.setFocus()
    type_("30")
    press(Key.Key_Return)
    assert dialogs() == []
    assert app.settings.current().payment_terms == (PaymentTerms("净 30", Due(days=30)),)
    assert [each.name for each in tab.terms.model.rows] == ["净 30"]


def test_terms_keep_their_place_when_they_are_changed(page: SettingsPage, shop: Shop, app: App):
    take(shop, payment_terms=[MONTHLY, NET])
    tab = pane(page, "terms")
    tab.terms.table.selectRow(0)
    tab.terms.table.setFocus()
    press(Key.Key_Return)
    opened().name.setText("次月底")
    press(Key.Key_Return)
    assert [each.name for each in app.settings.current().payment_terms] == ["次月底", NET.name]
    assert app.settings.current().payment_terms[0].due == MONTHLY.due


@pytest.mark.parametrize("name", ["", MONTHLY.name])
def test_terms_without_a_name_of_their_own_are_refused_at_the_name(page: SettingsPage, shop: Shop, app: App, name: str):
    take(shop, payment_terms=[MONTHLY])
    pane(page, "terms").terms.add()
    opened().name.setText(name)
    press(Key.Key_Return)
    assert wrong(opened(), "name")
    assert app.settings.current().payment_terms == (MONTHLY,)


def test_instalments_that_do_not_come_to_the_whole_are_refused(page: SettingsPage, app: App):
    pane(page, "terms").terms.add()
    made = opened()
    made.name.setText("三期")
    made.edit.show_plan()
    made.edit.slices.rows[0].share.setText("50")
    made.submit()
    assert "not to 100 %" in wrong(made, "due")
    assert app.settings.current().payment_terms == ()


def test_terms_taken_out_by_del_come_back_to_their_place(page: SettingsPage, shop: Shop, app: App, told: list[Toast]):
    take(shop, payment_terms=[MONTHLY, NET])
    tab = pane(page, "terms")
    tab.terms.table.selectRow(0)
    tab.terms.table.setFocus()
    press(Key.Key_Delete)
    assert app.settings.current().payment_terms == (NET,)
    back = told[-1].act
    assert back is not None
    back()
    assert app.settings.current().payment_terms == (MONTHLY, NET)


def test_what_another_window_has_added_meanwhile_stays(page: SettingsPage, app: App):
    pane(page, "terms").terms.add()
    app.settings.change(ChangeSettings(id="other", given={"payment_terms": [MONTHLY]}))
    opened().name.setText("立即")
    press(Key.Key_Return)
    assert [each.name for each in app.settings.current().payment_terms] == [MONTHLY.name, "立即"]


def test_a_group_gets_its_limits(page: SettingsPage, app: App):
    tab = pane(page, "groups")
    tab.groups.add()
    made = opened()
    made.name.setText(GROUP.name)
    made.submit()
    assert wrong(made, "credit_limit")
    made.limit.amount.setText("5000")
    made.overdue.setText("0")
    made.grace.setText("3")
    made.on_overdue.set_value(Reaction.REFUSE)
    made.submit()
    limits = Limits(500_000, 0, 3, Reaction.REFUSE, Reaction.REFUSE)
    assert app.settings.current().credit_groups == (CreditGroup(GROUP.name, limits),)


def test_a_group_somebody_is_in_is_neither_renamed_nor_taken_out(
    page: SettingsPage, shop: Shop, app: App, told: list[Toast]
):
    take(shop, credit_groups=[GROUP])
    app.files.record(CustomerChange(id="in", no="0042", given={"credit_group": GROUP.name}))
    tab = pane(page, "groups")
    tab.groups.take_out()
    assert "0042" in told[-1].text
    tab.groups.change()
    opened().name.setText("新街")
    opened().submit()
    assert "0042" in wrong(opened(), "name")
    assert app.settings.current().credit_groups == (GROUP,)


# ---- paying late and on time ----------------------------------------------------------------------------------------


def test_what_is_done_about_paying_late_is_saved_by_keys(page: SettingsPage, app: App, shop: Shop):
    form = pane(page, "late").late
    assert not form.save.isEnabled()
    form.late.show_value(LateRule(table=LPR, factor=150, free_days=5, fee=2_000))
    form.buckets.show_value((10, 20))
    form.old.show_value(WriteOffRule(most=5_000, days=365))
    form.late.changed.emit()
    assert page.unsaved()
    form.buckets.usual.setFocus()
    press(Key.Key_S, CTRL)
    QTest.qWait(150)  # Qt shows the button pressed for a moment first
    found = app.settings.current()
    assert found.late_rule == LateRule(table=LPR, factor=150, free_days=5, fee=2_000)
    assert found.ageing_buckets == (10, 20)
    assert found.write_off_rule == WriteOffRule(most=5_000, days=365)
    assert shop.settings == found
    assert not page.unsaved()


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"rate": "400"}, "late_rule"),
        ({"rate": "25"}, "late_rule"),  # more than the law's cap of four times LPR
        ({"rate": ""}, "late_rule"),
        ({"days": "30 60 45"}, "ageing_buckets"),
        ({"days": "30 x"}, "ageing_buckets"),
        ({"days": "0 30"}, "ageing_buckets"),
        ({"most": "0"}, "write_off_rule"),
        ({"most": "-5"}, "write_off_rule"),
    ],
)
def test_nonsense_is_refused_at_its_field_and_nothing_is_saved(
    page: SettingsPage, app: App, given: dict[str, str], name: str
):
    before = app.settings.current()
    form = pane(page, "late").late
    form.late.show_value(LateRule(fixed=500))
    form.buckets.show_value((30, 61))
    form.old.show_value(WriteOffRule(most=5_000, days=365))
    places = {"rate": form.late.rate, "days": form.buckets.days, "most": form.old.most}
    for place, text in given.items():
        places[place].setText(text)
    form.late.changed.emit()
    form.store()
    assert wrong(form, name)
    assert app.settings.current() == before
    assert form.save.isEnabled()


def test_a_table_of_the_shops_own_stays_chosen_before_the_tables_are_read(page: SettingsPage, shop: Shop, app: App):
    app.rates.set_own("own", [OwnRate("Our bank", date(2026, 1, 1), 700)])
    take(shop, late_rule=LateRule(table="Our bank", factor=100))
    form = page.credit.late
    assert form.given() == {}
    pane(page, "late")
    assert form.given() == {}
    assert form.late.now.text() == "Today that is 7 % a year."


def test_rewards_are_set_and_taken_back(page: SettingsPage, app: App):
    form = pane(page, "rewards").rewards
    fields = {each.name: each.widget for each in form.fields}
    early: Any = fields["early_form"]
    streak: Any = fields["streak_rule"]
    early.set_value(Form.REBATE)
    streak.way.set_value("share")
    streak.way.changed.emit()
    form.store()
    assert wrong(form, "streak_rule")
    assert app.settings.current().early_form is Form.DISCOUNT
    streak.share.setText("2")
    streak.most.setText("50")
    form.store()
    assert app.settings.current().early_form is Form.REBATE
    assert app.settings.current().streak_rule == StreakRule(length=3, share=200, most=5_000)
    streak.way.set_value("none")
    streak.way.changed.emit()
    form.store()
    assert app.settings.current().streak_rule is None


# ---- rates ----------------------------------------------------------------------------------------------------------


def rate_dialog() -> RateDialog:
    found = dialog()
    assert isinstance(found, RateDialog)
    return found


def test_a_rate_published_since_is_added(page: SettingsPage, app: App):
    tab = pane(page, "rates")
    tab.rates.show_table(LPR)
    assert "⚠" in tab.rates.words.last.text()
    tab.rates.add_rate()
    made = rate_dialog()
    made.starts_on.setText("2026-11-20")
    made.rate.setFocus()
    type_("2.9")
    press(Key.Key_Return)
    assert dialogs() == []
    assert app.rates.own() == (OwnRate(LPR, date(2026, 11, 20), 290),)
    assert tab.rates.model.rows[0].value == 290
    assert "⚠" not in tab.rates.words.last.text()


def test_a_rate_that_came_with_the_program_is_corrected_and_brought_back(
    page: SettingsPage, app: App, told: list[Toast]
):
    tab = pane(page, "rates")
    tab.rates.show_table(LPR)
    table = tab.rates.table
    table.selectRow(2)
    shipped = tab.rates.model.rows[2]
    assert not tab.rates.back.isEnabled()
    table.setFocus()
    press(Key.Key_Return)
    rate_dialog().rate.setText("3.33")
    press(Key.Key_Return)
    mine = OwnRate(LPR, shipped.starts_on, 333)
    assert app.rates.own() == (mine,)
    table.selectRow(2)
    assert (tab.rates.model.rows[2].value, tab.rates.model.rows[2].shipped) == (333, shipped.value)
    QTest.keyClick(table, Key.Key_Delete)
    assert app.rates.own() == ()
    assert tab.rates.model.rows[2] == shipped
    back = told[-1].act
    assert back is not None
    back()
    assert app.rates.own() == (mine,)


@pytest.mark.parametrize(("on", "rate", "name"), [("", "3", "starts_on"), ("2026-11-20", "400", "value")])
def test_a_rate_nobody_may_agree_on_is_refused(page: SettingsPage, app: App, on: str, rate: str, name: str):
    pane(page, "rates").rates.add_rate()
    made = rate_dialog()
    made.starts_on.setText(on)
    made.rate.setText(rate)
    made.submit()
    assert wrong(made, name)
    assert app.rates.own() == ()


def test_a_second_rate_of_ones_own_for_a_day_is_refused_at_the_day(page: SettingsPage, app: App):
    app.rates.set_own("own", [OwnRate(LPR, date(2026, 11, 20), 290)])
    tab = pane(page, "rates")
    tab.rates.show_table(LPR)
    tab.rates.add_rate()
    made = rate_dialog()
    made.starts_on.setText("2026-11-20")
    made.rate.setText("2.8")
    made.submit()
    assert "2026-11-20" in wrong(made, "starts_on")
    assert app.rates.own() == (OwnRate(LPR, date(2026, 11, 20), 290),)


def test_a_table_of_ones_own_begins_with_its_first_rate(page: SettingsPage, app: App):
    tab = pane(page, "rates")
    tab.rates.add_table()
    made = rate_dialog()
    for name in ("", "1-year LPR"):
        made.name.setText(name)
        made.rate.setText("6.5")
        made.submit()
        assert wrong(made, "table")
    made.name.setText("Our bank")
    made.submit()
    assert dialogs() == []
    assert app.rates.own() == (OwnRate("Our bank", date(2026, 11, 21), 650),)
    assert tab.rates.chosen() == "Our bank"
    assert [row.value for row in tab.rates.model.rows] == [650]


# ---- the owner's PIN ------------------------------------------------------------------------------------------------


def pin_dialog(tab: CreditTab) -> OwnerPinDialog:
    tab.pin.change()
    found = dialog()
    assert isinstance(found, OwnerPinDialog)
    return found


def test_a_pin_is_set_by_keys(page: SettingsPage, app: App):
    tab = pane(page, "pin")
    pin_dialog(tab)
    for part in ("2468", "2468"):
        type_(part)
        press(Key.Key_Return)
    assert dialogs() == []
    assert app.owner_pin.check("2468")
    assert "There is a PIN" in tab.pin.state.text()
    assert not tab.pin.gone.isHidden()


@pytest.mark.parametrize(
    ("now", "new", "again", "name"),
    [
        ("1111", "1234", "1234", "now"),
        ("", "1234", "1234", "now"),
        ("2468", "12", "12", "pin"),
        ("2468", "1234", "1243", "again"),
    ],
)
def test_another_pin_takes_the_present_one(page: SettingsPage, app: App, now: str, new: str, again: str, name: str):
    app.owner_pin.set("2468")
    made = pin_dialog(pane(page, "pin"))
    for edit, text in ((made.now, now), (made.pin, new), (made.again, again)):
        edit.setText(text)
    made.submit()
    assert wrong(made, name)
    assert app.owner_pin.check("2468")


def test_who_has_forgotten_it_sets_another_and_that_is_said(page: SettingsPage, app: App):
    app.owner_pin.set("2468")
    for _again in range(5):
        app.owner_pin.check("0000")
    tab = pane(page, "pin")
    made = pin_dialog(tab)
    for edit, text in ((made.now, "2468"), (made.pin, "1234"), (made.again, "1234")):
        edit.setText(text)
    made.submit()
    assert "forgotten" in wrong(made, "now")
    made.forgot.click()
    made.submit()
    assert dialogs() == []
    assert app.owner_pin.check("1234")
    assert "did not type the one before" in tab.pin.since.text()
    last = app.owner_pin.last()
    assert last is not None
    assert last.anew


def test_a_pin_is_taken_away_by_who_knows_it(page: SettingsPage, app: App):
    app.owner_pin.set("2468")
    tab = pane(page, "pin")
    tab.pin.take_away()
    opened().now.setText("1111")
    opened().submit()
    assert wrong(opened(), "now")
    assert app.owner_pin.has()
    opened().now.setText("2468")
    opened().submit()
    assert dialogs() == []
    assert not app.owner_pin.has()
    assert "There is no PIN" in tab.pin.state.text()


# ---- the page -------------------------------------------------------------------------------------------------------


def test_what_was_typed_is_there_again_in_another_language(page: SettingsPage, shop: Shop):
    form = pane(page, "late").late
    form.old.show_value(WriteOffRule(most=3_000, days=200))
    form.old.changed.emit()
    again = SettingsPage(shop)
    again.restore(page.state())
    assert again.tabs.name() == "credit"
    assert again.credit.which.value() == "late"
    assert again.credit.late.given() == {"write_off_rule": WriteOffRule(most=3_000, days=200)}
    assert again.unsaved()
    again.deleteLater()
