"""What customers may owe, at the counter and in their file: said while it is typed, changed with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.credit.requests import MakePlan
from app.core.customer import CustomerChange
from app.core.holds import PutHold
from app.core.owing.limits import Cause, Limits, Reaction, Scope
from app.core.owing.supply import Supply, SupplyRule
from app.core.owing.terms import Due, DueRule, Early, Instalment, PaymentTerms, Slice
from app.core.settings import ChangeSettings
from app.errors import Refused
from app.gui.dialogs.credit_hold import EndHoldDialog, HoldDialog
from app.gui.dialogs.credit_limits import LimitsDialog
from app.gui.dialogs.credit_supply import SupplyDialog
from app.gui.dialogs.credit_terms import TermsDialog
from app.gui.dialogs.payment import PaymentDialog
from app.gui.dialogs.sale import SaleDialog
from app.gui.pages.counter_ahead import planned, read_ahead, stands
from app.gui.shop import Shop
from app.gui.widgets import notices
from app.gui.widgets.terms_edit import TermsEdit
from app.gui.widgets.terms_words import terms_words
from tests.gui.shop_book import TODAY, apply

WANG = "0042"
"""Holds 896 and 120 of bonus, owes 120 of a limit of 2,000, due a week ago."""
CHEN = "0011"
"""Holds nothing; may owe 1,000."""
EARLY = PaymentTerms("10 天 2%", Due(days=30), early=(Early(200, days=10),))
THIRDS = PaymentTerms("三期", slices=(Slice(3000, Due()), Slice(3000, Due(months=1)), Slice(4000, Due(months=2))))
SETTLED = PaymentTerms("月结", Due(DueRule.SETTLEMENT_DAY, months=1, day=25, cutoff=20))


@pytest.fixture
def opened(shop: Shop, unhurried: None) -> list[Any]:
    """Dialogs made by a test, held until it ends; they delete themselves."""
    return []


def change(shop: Shop, number: str, **given: Any) -> None:
    shop.app.files.record(CustomerChange(id=shop.new_id(), no=number, given=given, note="test"))


def name_terms(shop: Shop, *terms: PaymentTerms) -> None:
    request = ChangeSettings(id=shop.new_id(), given={"payment_terms": list(terms)})
    shop.settings = shop.app.settings.change(request)


def sale(shop: Shop, opened: list[Any], number: str, amount: str, way: str = "account") -> SaleDialog:
    """Open a sale of an amount paid in one way, everything it says beforehand said."""
    dialog = SaleDialog(shop, shop.app.counter.card(number))
    opened.append(dialog)
    dialog.open()
    dialog.amount.setText(amount)
    dialog.amount.setModified(True)
    dialog.pay.way.set_value(way)
    dialog.pay.way.changed.emit()
    dialog.preview()
    return dialog


def owed(shop: Shop, number: str) -> int:
    return shop.app.counter.card(number).balance.owed


def wrong(dialog: Any, name: str) -> str:
    found = dialog.form._errors[name]
    return "" if found.isHidden() else found.text()


# ---- selling --------------------------------------------------------------------------------------------------------


def test_a_limit_that_refuses_is_said_while_typing_and_what_would_be_after_it_shows(shop: Shop, opened: list[Any]):
    dialog = sale(shop, opened, CHEN, "1500")
    assert ["1,500.00" in text and "1,000.00" in text for text in dialog.band.texts] == [True]
    assert dialog.after.shown["owed"] == "1,500.00"
    dialog.submit()
    assert "why" in wrong(dialog, "override")
    assert owed(shop, CHEN) == 0
    dialog.override.setText("老板同意")
    dialog.submit()
    assert owed(shop, CHEN) == 150_000


def test_the_band_goes_when_it_is_paid_otherwise(shop: Shop, opened: list[Any]):
    dialog = sale(shop, opened, CHEN, "1500")
    assert not dialog.override.isHidden()
    dialog.pay.way.set_value("cash")
    dialog.pay.way.changed.emit()
    dialog.preview()
    assert dialog.band.isHidden()
    dialog.submit()
    assert owed(shop, CHEN) == 0
    assert shop.app.counter.card(CHEN).lines[0].paid == 150_000


def test_a_limit_that_warns_is_said_and_passes(shop: Shop, opened: list[Any]):
    change(shop, CHEN, credit_limit=10_000, on_total=Reaction.WARN)
    dialog = sale(shop, opened, CHEN, "200")
    assert len(dialog.band.texts) == 1
    assert dialog.form.labels()["override"]
    dialog.submit()
    assert owed(shop, CHEN) == 20_000


def test_a_hold_on_all_sales_stops_cash_too_until_a_reason_passes_it(shop: Shop, opened: list[Any]):
    shop.app.credit.put_hold(
        PutHold(id="h", customer=CHEN, reason="假币", starts_on=TODAY, scope=Scope.ALL, cause=Cause.OWNER)
    )
    dialog = sale(shop, opened, CHEN, "20", way="cash")
    assert dialog.band.texts == ["All sales on hold: 假币"]
    dialog.submit()
    assert wrong(dialog, "override")
    dialog.override.setText("验过了")
    dialog.submit()
    assert shop.app.counter.card(CHEN).lines[0].paid == 2000


def test_the_owners_pin_is_asked_for_where_there_is_one(shop: Shop, opened: list[Any]):
    shop.app.owner_pin.set("2468")
    dialog = sale(shop, opened, CHEN, "1500")
    dialog.override.setText("老板同意")
    dialog.submit()
    assert wrong(dialog, "owner_pin")
    dialog.owner.edit.setText("1111")
    dialog.submit()
    assert "not the PIN" in wrong(dialog, "owner_pin")
    assert owed(shop, CHEN) == 0
    dialog.owner.edit.setText("2468")
    dialog.submit()
    assert owed(shop, CHEN) == 150_000


def test_who_catches_up_pays_old_debts_first_from_the_sale_itself(shop: Shop, opened: list[Any]):
    change(shop, WANG, supply=SupplyRule(Supply.CATCH_UP, pay=10_000, bought=5_000, reason="三个月没付"))
    dialog = sale(shop, opened, WANG, "50", way="cash")
    assert "50.00" in dialog.band.pay.text()
    dialog.band.pay.click()
    paying = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PaymentDialog) and w.isVisible())
    assert paying.amount.value() == 5000
    paying.submit()
    dialog.preview()
    assert dialog.band.isHidden()
    dialog.submit()
    assert owed(shop, WANG) == 7000


def test_what_was_paid_while_a_sale_waits_is_known_to_it(shop: Shop, opened: list[Any]):
    change(shop, WANG, supply=SupplyRule(Supply.CATCH_UP, pay=10_000, bought=5_000, reason="三个月没付"))
    dialog = sale(shop, opened, WANG, "100", way="account")
    assert "¥220.00" in dialog.pay.account_words.text()
    for amount in (4000, 6000):
        dialog.band.pay.click()
        paying = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PaymentDialog) and w.isVisible())
        assert sum(row.open for row in paying.charges.rows) == owed(shop, WANG)
        paying.amount.set_value(amount)
        paying.submit()
        dialog.preview()
    assert owed(shop, WANG) == 2000
    assert "¥120.00" in dialog.pay.account_words.text()


def test_nobody_is_led_on_account_while_too_much_is_overdue(shop: Shop, opened: list[Any]):
    change(shop, WANG, overdue_limit=5000, on_overdue=Reaction.REFUSE)
    dialog = SaleDialog(shop, shop.app.counter.card(WANG))
    opened.append(dialog)
    dialog.open()
    dialog.amount.setText("1200")
    assert dialog.pay.rest.value() == "cash"
    assert "▲ Nothing on account while so much is overdue" in chips(shop, WANG)


def test_what_only_warns_does_not_say_that_it_stops(shop: Shop, opened: list[Any]):
    change(shop, WANG, credit_limit=10_000, on_total=Reaction.WARN, overdue_limit=5000, on_overdue=Reaction.WARN)
    standing = shop.app.credit.standing(WANG)
    said = [*map(shop.sentence, standing.messages), *sale(shop, opened, WANG, "10").band.texts]
    assert len(said) == 4
    assert not [text for text in said if "nothing" in text]


def chips(shop: Shop, number: str) -> list[str]:
    ahead = read_ahead(shop.app, number)
    return [each.text for each in (*stands(shop, ahead), *planned(shop, ahead.plans))]


def test_a_hold_leaves_no_word_of_room(shop: Shop):
    assert "¥1,880.00 room left" in chips(shop, WANG)
    shop.app.credit.put_hold(PutHold(id="h", customer=WANG, reason="退票", starts_on=TODAY, cause=Cause.OWNER))
    assert not [text for text in chips(shop, WANG) if "room" in text]


def test_what_is_said_at_the_counter_tells_which_sales_a_hold_stops(shop: Shop):
    for scope, words in ((Scope.ACCOUNT, "On hold: 退票"), (Scope.ALL, "All sales on hold: 退票")):
        hold = PutHold(id=scope, customer=WANG, reason="退票", starts_on=TODAY, cause=Cause.OWNER, scope=scope)
        shop.app.credit.put_hold(hold)
        said = [notices.said(shop, each).text for each in shop.app.counter.card(WANG).notices]
        assert [text for text in said if "退票" in text] == [words]


def test_terms_that_are_more_than_days_show_at_the_counter(shop: Shop):
    change(shop, WANG, payment_terms=SETTLED)
    assert "Terms: 月结" in chips(shop, WANG)


def test_a_plans_instalment_is_missed_only_after_its_days_of_grace(shop: Shop):
    on = TODAY - timedelta(days=2)
    charges = tuple(charge.charge for charge in shop.app.counter.card(WANG).charges)
    parts = (Instalment(on, 6000), Instalment(TODAY + timedelta(days=30), 6000))
    plan = MakePlan(id="p", customer=WANG, on=on, charges=charges, instalments=parts, grace_days=3)
    shop.app.plans.make(plan)
    assert not [text for text in chips(shop, WANG) if "missed" in text]


@pytest.mark.parametrize(("terms", "dates"), [(SETTLED, ["2027-01-25"]), (EARLY, ["2026-12-21"])])
def test_the_terms_agreed_on_give_the_due_date(shop: Shop, opened: list[Any], terms: PaymentTerms, dates: list[str]):
    change(shop, CHEN, payment_terms=terms)
    dialog = sale(shop, opened, CHEN, "300")
    assert dates[0] in dialog.pay.account.words.text()
    dialog.submit()
    assert [charge.due_on.isoformat() for charge in shop.app.counter.card(CHEN).charges] == dates


def test_a_sale_may_name_other_terms_of_the_shop(shop: Shop, opened: list[Any]):
    name_terms(shop, THIRDS, SETTLED)
    dialog = sale(shop, opened, CHEN, "100")
    choice = dialog.pay.account.choice
    choice.setCurrentIndex(choice.findText("三期"))
    dialog.submit()
    charges = shop.app.counter.card(CHEN).charges
    assert [(charge.amount, charge.due_on.isoformat()) for charge in charges] == [
        (3000, "2026-11-21"),
        (3000, "2026-12-21"),
        (4000, "2027-01-21"),
    ]


def test_a_day_typed_goes_before_the_terms(shop: Shop, opened: list[Any]):
    change(shop, CHEN, payment_terms=SETTLED)
    dialog = sale(shop, opened, CHEN, "100")
    dialog.pay.account.open_days.click()
    dialog.pay.account.days.due.setText("2026-12-01")
    dialog.submit()
    assert shop.app.counter.card(CHEN).charges[0].due_on == date(2026, 12, 1)


# ---- paying ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def early(shop: Shop) -> Shop:
    """Chen owes 600 on terms that give 2 % for paying by 2026-11-28, and 100 that give nothing."""
    name_terms(shop, EARLY)
    start = {"do": "sale", "customer": CHEN}
    on_terms, plain = [{"with": "account", "terms": EARLY.name}], [{"with": "account", "due_on": "2026-11-20"}]
    apply(
        shop.app,
        [
            {**start, "id": "s1", "on": "2026-11-18", "amount": "600.00", "pay": on_terms},
            {**start, "id": "s2", "on": "2026-11-10", "amount": "100.00", "pay": plain},
        ],
    )
    return shop


def pay(shop: Shop, opened: list[Any]) -> PaymentDialog:
    dialog = PaymentDialog(shop, shop.app.counter.card(CHEN))
    opened.append(dialog)
    dialog.open()
    return dialog


def test_what_paying_early_takes_off_is_ticked_in(early: Shop, opened: list[Any]):
    dialog = pay(early, opened)
    assert dialog.amount.value() == 68_800
    dialog.submit()
    assert owed(early, CHEN) == 0
    assert early.app.counter.card(CHEN).balance.principal == 0


def test_unticked_it_is_not_given(early: Shop, opened: list[Any]):
    dialog = pay(early, opened)
    dialog.early.boxes[0].click()
    assert dialog.amount.value() == 70_000
    dialog.submit()
    assert owed(early, CHEN) == 0


def test_too_little_does_not_earn_it_and_that_is_said(early: Shop, opened: list[Any]):
    dialog = pay(early, opened)
    dialog.amount.setText("500")
    dialog.amount.setModified(True)
    dialog.touched()
    assert "12.00" in dialog.early.short.text()
    dialog.submit()
    assert owed(early, CHEN) == 20_000


def test_the_very_amount_that_settles_it_early_earns_it(early: Shop, opened: list[Any]):
    dialog = pay(early, opened)
    dialog.amount.setText("688")
    dialog.amount.setModified(True)
    dialog.touched()
    assert dialog.early.short.isHidden()
    dialog.submit()
    assert owed(early, CHEN) == 0


def test_after_the_last_day_nothing_is_offered(early: Shop, opened: list[Any]):
    dialog = pay(early, opened)
    dialog.on.setText("2026-11-30")
    assert dialog.early.offers == []
    assert dialog.amount.value() == 70_000


# ---- the file -------------------------------------------------------------------------------------------------------


def test_limits_that_were_not_touched_stay_as_somebody_else_left_them(shop: Shop, opened: list[Any]):
    dialog = LimitsDialog(shop, shop.app.credit.standing(WANG))
    opened.append(dialog)
    dialog.open()
    change(shop, WANG, credit_limit=30_000)
    dialog.overdue.setText("80")
    dialog.submit()
    limits = shop.app.credit.standing(WANG).limits
    assert (limits.total, limits.overdue) == (30_000, 8000)


def test_limits_are_set_with_their_reason(shop: Shop, opened: list[Any]):
    dialog = LimitsDialog(shop, shop.app.credit.standing(WANG))
    opened.append(dialog)
    dialog.open()
    dialog.limit.amount.setText("100")
    dialog.overdue.setText("50")
    dialog.grace.setText("5")
    assert "120.00" in dialog.said.text()
    dialog.why.setText("付款变慢")
    dialog.submit()
    standing = shop.app.credit.standing(WANG)
    assert standing.limits == Limits(10_000, 5_000, 5, Reaction.REFUSE, Reaction.WARN)
    assert "付款变慢" in [line.reason for line in shop.app.credit.limit_history(WANG)]


def test_a_limit_that_is_no_amount_is_said_at_the_limit(shop: Shop, opened: list[Any]):
    dialog = LimitsDialog(shop, shop.app.credit.standing(WANG))
    opened.append(dialog)
    dialog.open()
    dialog.limit.amount.setText("很多")
    dialog.submit()
    assert wrong(dialog, "credit_limit")
    assert shop.app.files.file(WANG).credit_limit == 200_000


def test_own_terms_are_kept_and_plain_days_stay_plain(shop: Shop, opened: list[Any]):
    dialog = TermsDialog(shop, shop.app.credit.standing(WANG), PaymentTerms(due=Due(days=30)))
    opened.append(dialog)
    dialog.open()
    dialog.edit.days.setText("45")
    dialog.submit()
    file = shop.app.files.file(WANG)
    assert (file.payment_terms, file.terms_days) == (None, 45)
    dialog = TermsDialog(shop, shop.app.credit.standing(WANG), PaymentTerms(due=Due(days=45)))
    opened.append(dialog)
    dialog.open()
    dialog.edit.rule.set_value(DueRule.MONTH_END)
    dialog.edit.rule.changed.emit()
    dialog.edit.days.setText("15")
    dialog.submit()
    assert shop.app.files.file(WANG).payment_terms == PaymentTerms(due=Due(DueRule.MONTH_END, days=15))


def test_a_hold_is_put_and_ended_with_reasons(shop: Shop, opened: list[Any]):
    dialog = HoldDialog(shop, WANG, "王小明")
    opened.append(dialog)
    dialog.open()
    dialog.submit()
    assert wrong(dialog, "reason")
    dialog.reason.setText("支票退票")
    dialog.submit()
    hold = shop.app.credit.standing(WANG).hold
    assert hold is not None
    assert hold.reason == "支票退票"
    ending = EndHoldDialog(shop, WANG, "王小明", hold)
    opened.append(ending)
    ending.open()
    ending.reason.setText("已付清")
    ending.submit()
    assert shop.app.credit.standing(WANG).hold is None


def test_a_hold_whose_cause_is_not_there_is_not_said_to_stop_anything(shop: Shop, opened: list[Any]):
    told: list[Any] = []
    shop.told.connect(told.append)
    dialog = HoldDialog(shop, CHEN, "陈曾志")
    opened.append(dialog)
    dialog.open()
    dialog.cause.set_value(Cause.OVERDUE)
    dialog.reason.setText("常拖款")
    dialog.submit()
    assert shop.app.credit.standing(CHEN).hold is None
    assert "does not count yet" in told[0].text
    assert "nothing is overdue" in told[0].text


def test_supply_control_shows_what_a_sale_would_ask_for(shop: Shop, opened: list[Any]):
    dialog = SupplyDialog(shop, shop.app.credit.standing(WANG))
    opened.append(dialog)
    dialog.open()
    dialog.supply.set_value(Supply.DOWN_PAYMENT)
    dialog.supply.changed.emit()
    dialog.share.setText("400")
    dialog.submit()
    assert wrong(dialog, "share") or wrong(dialog, "reason")
    dialog.share.setText("40")
    assert "40.00" in dialog.example.text()
    dialog.why.setText("新客户")
    dialog.submit()
    assert shop.app.files.file(WANG).supply == SupplyRule(Supply.DOWN_PAYMENT, share=4000, reason="新客户")


# ---- the editor of terms --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("terms", [PaymentTerms(), EARLY, THIRDS, SETTLED, PaymentTerms(due=Due(months=2, days=3))])
def test_terms_shown_and_typed_anew_are_the_same(qtbot: QtBot, shop: Shop, terms: PaymentTerms):
    edit = TermsEdit(shop)
    qtbot.addWidget(edit)
    edit.show_value(terms)
    assert edit.value() == terms
    edit.changed.emit()
    edit._touched()
    assert edit.value() == terms


@pytest.mark.parametrize(
    ("field", "text"), [("days", "9999"), ("days", "-1"), ("months", "x"), ("days", "三十天")], ids=str
)
def test_figures_that_are_none_are_refused_where_they_stand(qtbot: QtBot, shop: Shop, field: str, text: str):
    edit = TermsEdit(shop)
    qtbot.addWidget(edit)
    getattr(edit, field).setText(text)
    with pytest.raises(Refused):
        edit.value()
    assert edit.place() is getattr(edit, field)


def test_instalments_that_do_not_sum_are_refused_at_them(qtbot: QtBot, shop: Shop):
    edit = TermsEdit(shop)
    qtbot.addWidget(edit)
    edit.show_plan()
    assert sum(each.share for each in edit.value().slices) == 10_000
    edit.slices.rows[0].share.setText("50")
    with pytest.raises(Refused, match="100 %"):
        edit.value()
    assert edit.place() in [each.share for each in edit.slices.rows]


def test_all_that_a_settlement_day_says_is_written_out(shop: Shop):
    due = Due(DueRule.SETTLEMENT_DAY, months=1, day=25, cutoff=20, days=3)
    words = terms_words(shop, PaymentTerms(due=due))
    assert [each in words for each in ("day 25", "1 month later", "3 days", "day 20")] == [True] * 4


def test_what_is_typed_takes_the_place_of_a_proposal_that_came_a_moment_later(shop, qtbot):
    apply(shop.app, [{"do": "sale", "id": "late offer", "on": "2026-11-21", "customer": "0042", "amount": "200.00",
                      "pay": [{"with": "account"}], "override": "asked for"}])  # fmt: skip
    dialog = PaymentDialog(shop, shop.app.counter.card("0042"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog._early_known((dialog._early_on, ()))
    qtbot.keyClicks(dialog.amount, "150")
    assert dialog.amount.value_or_none() == 15_000
