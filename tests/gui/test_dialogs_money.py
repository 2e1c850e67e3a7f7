"""The money dialogs of the counter, by keys alone: what is recorded, what is said beforehand, what is refused."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.refund import RefundReason
from app.core.requests import Tender
from app.core.settings import ChangeSettings
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.pass_sale import PassSaleDialog
from app.gui.dialogs.pass_use import PassUseDialog
from app.gui.dialogs.payment import PaymentDialog
from app.gui.dialogs.refund import RefundDialog
from app.gui.dialogs.sale import SaleDialog
from app.gui.dialogs.top_up import TopUpDialog
from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.gui.widgets.sale_lines import times
from tests.gui.shop_book import apply

WANG = "0042"
"""Holds 896 and 120 of bonus, six visits, owes 120 of a limit of 2,000."""
OU = "0023"
"""Topped up 500 and 50 today."""
CHEN = "0011"
"""Holds nothing; may owe 1,000."""
PRICES = (
    ("p1", "精洗", "service", "88.00", {}),
    ("p2", "普洗", "service", "30.00", {}),
    ("p3", "打蜡", "service", "268.00", {}),
    ("p4", "玻璃水 2L", "goods", "15.00", {}),
    ("p5", "十次卡", "session_pass", "250.00", {"count": 10, "valid_days": 365, "covers": "普洗"}),
    ("p6", "月卡", "period_pass", "168.00", {"days": 30, "covers": "普洗"}),
)
KEYS = {
    "⏎": Qt.Key.Key_Return,
    "⇥": Qt.Key.Key_Tab,
    "→": Qt.Key.Key_Right,
    "↓": Qt.Key.Key_Down,
    "⎋": Qt.Key.Key_Escape,
}


class Till:
    """Opens dialogs and presses keys where the cursor is."""

    def __init__(self, qtbot: QtBot, shop: Shop) -> None:
        self.qtbot, self.shop = qtbot, shop
        self.told: list[str] = []
        shop.entry_recorded.connect(lambda _customer, _entry, text: self.told.append(text))

    def open(self, kind: type[MoneyDialog], customer: str) -> MoneyDialog:
        dialog = kind(self.shop, self.shop.app.counter.card(customer))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.qtbot.addWidget(dialog)
        dialog.open()
        dialog.activateWindow()
        self.qtbot.waitUntil(dialog.isActiveWindow)
        self.dialog = dialog
        return dialog

    def press(self, keys: str) -> None:
        """Type text; ⏎ ⇥ → ↓ ⎋ are keys."""
        for key in keys:
            target = self.dialog.focusWidget() or self.dialog
            if key in KEYS:
                self.qtbot.keyClick(target, KEYS[key])
            elif not key.isascii():
                committed = QInputMethodEvent()
                committed.setCommitString(key)
                QApplication.sendEvent(target, committed)
            else:
                self.qtbot.keyClicks(target, key)

    def seen(self) -> dict[str, str]:
        """What the dialog says will be after it."""
        self.dialog.preview()
        return self.dialog.after.shown

    def wrong(self, name: str) -> str:
        """What stands as wrong at a field."""
        found = self.dialog.form._errors[name]
        return "" if found.isHidden() else found.text()

    def balance(self, customer: str) -> tuple[int, int, int]:
        found = self.shop.app.counter.card(customer).balance
        return found.principal, found.bonus, found.owed

    def entries(self, customer: str) -> int:
        return len(self.shop.app.counter.card(customer).lines)


@pytest.fixture
def till(qtbot: QtBot, shop: Shop) -> Till:
    priced = [
        {"do": "price_item", "id": id_, "name": name, "kind": kind, "price": price, "starts_on": "2026-01-01", **more}
        for id_, name, kind, price, more in PRICES
    ]
    apply(shop.app, priced)
    return Till(qtbot, shop)


def set_up(till: Till, **given: object) -> None:
    till.shop.settings = till.shop.app.settings.change(ChangeSettings(id=till.shop.new_id(), given=given))


# ---- top-up ---------------------------------------------------------------------------------------------------------


def test_a_top_up_takes_the_best_offer_and_two_keys_besides_the_amount(till):
    till.open(TopUpDialog, WANG)
    till.press("1000")
    assert till.seen() == {"principal": "1,896.00", "bonus": "240.00", "owed": "120.00"}
    till.press("⏎")
    assert till.balance(WANG) == (189600, 24000, 12000)
    assert till.told == ["Topped up ¥1,000.00 and ¥120.00 bonus for 王小明."]


def offers_by_year(till: Till) -> None:
    old = {"do": "offer", "id": "old", "name": "去年的", "paid": "500.00", "bonus": "90.00", "starts_on": "2025-01-01"}
    apply(till.shop.app, [{**old, "ends_on": "2025-12-31"}])


def test_a_top_up_of_an_earlier_day_gets_what_was_on_offer_then(till):
    offers_by_year(till)
    dialog = till.open(TopUpDialog, CHEN)
    till.press("500")
    assert dialog.bonus.text() == "50.00"
    dialog.on.setText("2025-06-01")
    assert dialog.offer.value().name == "去年的"
    assert dialog.bonus.text() == "90.00"
    dialog.on.setText("2024-06-01")
    assert dialog.bonus.text() == ""
    dialog.on.setText("2025-06-01")
    dialog.paid.setFocus()
    till.press("⏎")
    assert till.balance(CHEN)[:2] == (50000, 9000)


def test_enter_before_the_offers_are_known_gives_the_bonus_all_the_same(till):
    held: list[Callable[[], None]] = []
    card = till.shop.app.counter.card(CHEN)
    till.shop.tasks._runners[Lane.DB] = Held(held)
    dialog = TopUpDialog(till.shop, card)
    dialog.open()
    till.dialog = dialog
    till.press("500⏎⏎")
    while held:
        held.pop(0)()
    assert till.balance(CHEN)[:2] == (50000, 5000)
    assert till.entries(CHEN) == 1


def test_enter_before_the_offers_are_known_and_then_escape_records_nothing(till):
    held: list[Callable[[], None]] = []
    card = till.shop.app.counter.card(CHEN)
    till.shop.tasks._runners[Lane.DB] = Held(held)
    dialog = TopUpDialog(till.shop, card)
    dialog.open()
    till.dialog = dialog
    till.press("500⏎⎋")
    while held:
        held.pop(0)()
    assert till.entries(CHEN) == 0


def test_another_offer_and_another_tender_by_few_keys_and_the_choice_outlives_the_amount(till):
    dialog = till.open(TopUpDialog, CHEN)
    keys = "⇥→⇥→⏎"
    till.press("1000" + keys[:3])
    dialog.paid.setFocus()
    till.press("0")  # 10000: other offers are reached; the one chosen by hand stays
    assert dialog.offer.value().id == "o500" or dialog.bonus.text() == "50.00"
    dialog.tender.setFocus()
    till.press(keys[3:])
    assert till.balance(CHEN) == (1000000, 5000, 0)
    line = till.shop.app.counter.card(CHEN).lines[0]
    assert line.tenders == (Tender.WECHAT,)
    assert len(keys) + 2 <= 8


def test_the_shops_terms_go_with_a_top_up(till):
    terms = {
        "do": "terms",
        "id": "t1",
        "kind": "top_up",
        "language": "zh_CN",
        "starts_on": "2026-01-01",
        "text": "条款",
    }
    apply(till.shop.app, [terms])
    dialog = till.open(TopUpDialog, WANG)
    assert "2026-01-01" in dialog.note.text()
    till.press("100⏎")
    entry = till.shop.app.counter.card(WANG).lines[0].entry
    assert till.shop.app.terms.of_entry(entry).id == "t1"


# ---- sale -----------------------------------------------------------------------------------------------------------


def test_a_pass_is_not_sold_as_if_it_were_a_wash(till):
    book = till.open(SaleDialog, WANG)._price_book()
    assert {item.name for item in book.items} == {"精洗", "普洗", "打蜡", "玻璃水 2L"}


def test_a_sale_by_pinyin_from_the_price_list_is_paid_from_the_balance(till):
    till.open(SaleDialog, WANG)
    till.press("jx⏎")
    assert till.seen()["principal"] == "808.00"
    till.press("⏎")
    assert till.balance(WANG) == (80800, 12000, 12000)
    assert till.shop.app.counter.card(WANG).lines[0].text == "精洗"
    assert till.told == ["Sold to 王小明: 精洗, ¥88.00."]


def test_an_amount_alone_sells_without_words(till):
    till.open(SaleDialog, WANG)
    till.press("35⏎")
    assert till.balance(WANG)[0] == 86100
    assert till.shop.app.counter.card(WANG).lines[0].text == ""


def test_prepaid_short_puts_the_rest_on_account_and_shows_both_parts(till):
    dialog = till.open(SaleDialog, WANG)
    till.press("dl⏎5")
    assert "¥1,016.00 of the ¥1,016.00" in dialog.pay.prepaid_words.text()
    assert "324.00" in dialog.pay.rest_words.text()
    assert till.seen() == {"principal": "0.00", "bonus": "0.00", "owed": "444.00"}
    till.press("⏎")
    assert till.balance(WANG) == (0, 0, 44400)
    charge = till.shop.app.counter.card(WANG).charges[-1]
    assert (charge.open, charge.due_on.isoformat()) == (32400, "2026-12-21")


def test_a_customer_without_credit_is_proposed_money_for_the_rest(till):
    dialog = till.open(SaleDialog, OU)
    till.press("600")
    till.press("⇥")
    assert dialog.pay.rest.value() == Tender.CASH
    till.press("⏎")
    assert till.balance(OU) == (0, 0, 0)
    assert till.shop.app.counter.card(OU).lines[0].paid == 5000


def test_several_tenders_with_amounts_and_what_is_left_for_the_last(till):
    dialog = till.open(SaleDialog, WANG)
    till.press("100⇥")
    dialog.pay.way.setFocus()
    till.press("→" * (len(dialog.pay.way.buttons()) - 1))
    rows = dialog.pay.split.rows
    assert [row.way.currentData() for row in rows] == ["prepaid", "cash"]
    for row, way in zip(rows, ("wechat", "cash"), strict=True):
        row.way.setCurrentIndex(row.way.findData(way))
    rows[0].amount.setFocus()
    rows[0].amount.selectAll()
    till.press("70")
    rows[1].amount.clear()
    till.press("⏎")
    line = till.shop.app.counter.card(WANG).lines[0]
    assert (line.paid, set(line.tenders)) == (10000, {"wechat", "cash"})


def test_parts_that_do_not_come_to_the_sum_are_refused_at_their_row(till):
    dialog = till.open(SaleDialog, WANG)
    till.press("100⇥")
    dialog.pay.way.setFocus()
    till.press("→" * (len(dialog.pay.way.buttons()) - 1))
    for row in dialog.pay.split.rows:
        row.amount.setText("10")
    before = till.entries(WANG)
    till.press("⏎")
    assert "¥20.00, not to the ¥100.00" in till.wrong("pay")
    assert till.entries(WANG) == before


def test_over_the_limit_is_said_at_the_way_of_paying_and_passes_with_a_reason(till):
    dialog = till.open(SaleDialog, CHEN)
    till.press("1500⇥")
    dialog.pay.way.setFocus()
    dialog.pay.way.set_value("account")
    dialog.pay.way.changed.emit()
    till.press("⏎")
    assert "credit limit of ¥1,000.00" in till.wrong("pay")
    assert dialog.focusWidget() is dialog.override
    assert till.balance(CHEN)[2] == 0
    till.press("老板同意⏎")
    assert till.balance(CHEN)[2] == 150000


def test_a_hold_stops_what_goes_on_account_but_not_prepaid_money(till):
    apply(till.shop.app, [{"do": "customer", "id": "h1", "no": WANG, "hold": "欠款未清"}])
    dialog = till.open(SaleDialog, WANG)
    till.press("1100⇥")
    assert dialog.pay.rest.value() == Tender.CASH
    dialog.pay.rest.setFocus()
    dialog.pay.rest.set_value("account")
    dialog.pay.rest.changed.emit()
    till.press("⏎")
    assert "欠款未清" in till.wrong("pay")
    assert not dialog.override.isHidden()
    dialog.amount.setText("1000")
    till.press("⏎")
    assert till.balance(WANG)[2] == 12000


def test_instalments_come_to_the_part_on_account(till):
    dialog = till.open(SaleDialog, CHEN)
    till.press("100⇥")
    dialog.pay.way.set_value("account")
    dialog.pay.way.changed.emit()
    dialog.pay.account.days.open_plan.click()
    till.press("3")
    assert [part.text() for _day, part in dialog.pay.account.days.rows] == ["33.34", "33.33", "33.33"]
    dialog.pay.account.days.rows[0][1].setText("50")
    till.press("⏎")
    assert "not to the ¥100.00" in till.wrong("pay")
    dialog.pay.account.days.rows[0][1].setText("33.34")
    till.press("⏎")
    assert [charge.amount for charge in till.shop.app.counter.card(CHEN).charges] == [3334, 3333, 3333]


def test_a_line_is_rounded_half_up_as_it_is_on_paper():
    assert [times(333, quantity) for quantity in ("0.5", "1", "2.5", "0.001")] == [167, 333, 833, 0]


def test_an_amount_that_is_none_stays_at_its_own_field_after_credit_was_refused(till):
    dialog = till.open(SaleDialog, CHEN)
    till.press("1500⇥")
    dialog.pay.way.setFocus()
    dialog.pay.way.buttons()[0].click()
    till.press("⏎")
    assert till.wrong("pay")
    dialog.amount.setFocus()
    dialog.amount.selectAll()
    till.press("1e5⏎")
    assert till.wrong("amount")
    assert not till.wrong("pay")


def test_the_list_price_is_kept_when_less_is_taken(till):
    dialog = till.open(SaleDialog, WANG)
    till.press("jx⏎")
    dialog.amount.setFocus()
    dialog.amount.selectAll()
    till.press("80")
    request = dialog.request()
    assert (request.amount, request.list_amount) == (8000, 8800)


# ---- passes ---------------------------------------------------------------------------------------------------------


def test_a_visit_is_taken_with_one_key(till):
    dialog = till.open(PassUseDialog, WANG)
    assert dialog.left.text() == "5 left after it"
    till.press("⏎")
    assert till.shop.app.counter.card(WANG).passes[0].left == 5
    assert till.told == ["Used 1 visit of 普洗 for 王小明."]


def test_more_visits_than_are_left_are_refused_at_the_count(till):
    till.open(PassUseDialog, WANG)
    till.press("9⏎")
    assert "6" in till.wrong("count")
    assert till.shop.app.counter.card(WANG).passes[0].left == 6


def test_among_several_passes_a_digit_or_an_arrow_chooses(till):
    sale = {"do": "pass_sale", "id": "s9", "on": "2026-11-20", "customer": WANG, "paid": "100.00", "tender": "cash"}
    apply(till.shop.app, [{**sale, "service": "打蜡", "count": 2}])
    dialog = till.open(PassUseDialog, WANG)
    assert dialog.passes.chosen().service == "普洗"
    till.press("2⏎")
    assert {each.service: each.left for each in till.shop.app.counter.card(WANG).passes} == {"普洗": 6, "打蜡": 1}


def test_a_pass_from_the_price_list_is_sold_for_cash(till):
    till.open(PassSaleDialog, CHEN)
    till.press("sck⏎⏎")
    sold = till.shop.app.counter.card(CHEN).passes[0]
    assert (sold.service, sold.left, sold.value, sold.expires_on.isoformat()) == ("普洗", 10, 25000, "2027-11-21")


def test_a_pass_by_days_in_ones_own_words(till):
    dialog = till.open(PassSaleDialog, CHEN)
    till.press("游泳⇥→⇥365⇥")
    assert "2027-11-20" in dialog.ends.text()
    dialog.paid.setFocus()
    till.press("3650⏎")
    sold = till.shop.app.counter.card(CHEN).passes[0]
    assert (sold.service, sold.left, sold.days, sold.value) == ("游泳", None, 365, 365000)


# ---- PIN ------------------------------------------------------------------------------------------------------------


def test_a_wrong_pin_is_said_at_the_pin_and_nothing_is_recorded(till):
    set_up(till, use_check="pin")
    till.shop.app.pins.set(WANG, "1234")
    dialog = till.open(SaleDialog, WANG)
    till.press("50⏎")
    assert till.wrong("pin") == "Let the customer type the PIN."
    till.press("9999⏎")
    assert till.wrong("pin") == "That is not the PIN."
    assert till.balance(WANG)[0] == 89600
    assert dialog.check.edit.text() == "9999"
    till.press("1234⏎")  # typed over what was there: it is marked
    assert till.balance(WANG)[0] == 84600


def test_no_pin_is_asked_for_when_no_prepaid_money_is_used(till):
    set_up(till, use_check="pin")
    till.shop.app.pins.set(WANG, "1234")
    dialog = till.open(SaleDialog, WANG)
    till.press("50⇥")
    dialog.pay.way.set_value("cash")
    dialog.pay.way.changed.emit()
    assert dialog.check.isHidden() or not dialog.check.isVisible()
    till.press("⏎")
    assert till.balance(WANG)[0] == 89600


def test_where_a_signature_is_wanted_the_dialog_says_so(till):
    set_up(till, use_check="signature")
    dialog = till.open(PassUseDialog, WANG)
    assert "signs the receipt" in dialog.check.words.text()
    till.press("⏎")
    assert till.shop.app.counter.card(WANG).passes[0].left == 5


# ---- payment --------------------------------------------------------------------------------------------------------


def test_what_is_owed_is_proposed_and_taken_with_one_key(till):
    dialog = till.open(PaymentDialog, WANG)
    assert dialog.amount.text() == "120.00"
    till.press("⏎")
    assert till.balance(WANG) == (89600, 12000, 0)


def test_what_is_over_becomes_prepaid_and_is_said_before(till):
    dialog = till.open(PaymentDialog, WANG)
    till.press("150")
    assert dialog.over.text() == "¥30.00 more than is owed becomes prepaid."
    assert till.seen() == {"principal": "926.00", "bonus": "120.00", "owed": "0.00"}
    till.press("⏎")
    assert till.balance(WANG) == (92600, 12000, 0)


def two_charges(till: Till) -> None:
    for id_, amount, due in (("c1", "100.00", "2026-11-01"), ("c2", "200.00", "2026-12-01")):
        pay = [{"with": "account", "due_on": due}]
        sale = {"do": "sale", "id": id_, "on": "2026-10-20", "customer": CHEN, "amount": amount, "pay": pay}
        apply(till.shop.app, [sale])


def open_of(till: Till) -> dict[str, int]:
    return {charge.charge: charge.open for charge in till.shop.app.counter.card(CHEN).charges}


def test_a_ticked_charge_is_paid_before_an_older_one(till):
    two_charges(till)
    dialog = till.open(PaymentDialog, CHEN)
    assert dialog.amount.text() == "300.00"
    dialog.charges.setFocus()
    till.press("↓ ")
    assert dialog.amount.text() == "200.00"
    till.press("⏎")
    assert open_of(till) == {"c1": 10000}


def test_an_amount_written_in_a_row_is_paid_to_that_charge(till):
    two_charges(till)
    dialog = till.open(PaymentDialog, CHEN)
    dialog.charges.setFocus()
    till.press("↓50⏎")
    assert dialog.amount.text() == "50.00"
    till.press("⏎")
    assert open_of(till) == {"c1": 10000, "c2": 15000}


def test_too_much_for_a_charge_is_refused_at_the_list_and_stays_there(till):
    two_charges(till)
    dialog = till.open(PaymentDialog, CHEN)
    model = dialog.charges.model
    model.setData(model.index(1, model.typing_column()), "200.01")
    till.press("⏎")
    assert "¥200.00" in till.wrong("against")
    assert model.index(1, model.typing_column()).data() == "200.01"
    assert open_of(till) == {"c1": 10000, "c2": 20000}


def test_a_discount_is_taken_off_what_is_proposed(till):
    dialog = till.open(PaymentDialog, WANG)
    dialog.more.open()
    till.press("20")
    assert dialog.amount.text() == "100.00"
    till.press("⏎")
    assert till.balance(WANG)[2] == 0


# ---- refund ---------------------------------------------------------------------------------------------------------


def test_a_refund_within_seven_days_gives_the_principal_back(till):
    dialog = till.open(RefundDialog, OU)
    assert dialog.why.value() is RefundReason.COOLING_OFF
    assert dialog.why.total(RefundReason.COOLING_OFF) == "¥500.00"
    assert till.seen() == {"principal": "0.00", "bonus": "0.00"}
    till.press("⏎")
    assert till.balance(OU) == (0, 0, 0)
    line = till.shop.app.counter.card(OU).lines[0]
    assert (line.paid, line.text) == (-50000, "Cooling off")


def test_cooling_off_pays_out_the_new_lot_and_leaves_the_old_one_whole(till):
    old = {"do": "top_up", "id": "n1", "on": "2026-09-01", "customer": CHEN, "paid": "500.00", "bonus": "50.00"}
    new = {"do": "top_up", "id": "n2", "on": "2026-11-20", "customer": CHEN, "paid": "300.00"}
    apply(till.shop.app, [{**old, "tender": "cash"}, {**new, "tender": "cash"}])
    dialog = till.open(RefundDialog, CHEN)
    assert dialog.why.value() is RefundReason.COOLING_OFF
    assert dialog.amount.text() == "300.00"
    till.press("⏎")
    assert till.balance(CHEN)[:2] == (50000, 5000)


def test_reasons_stand_side_by_side_with_what_the_law_gives(till):
    """Paid 500 + 50 used 220: Art. 18 gives 300.00, Art. 19 gives 280.00 (LAW.md, vectors)."""
    top = {"do": "top_up", "id": "v1", "on": "2026-10-01", "customer": CHEN, "paid": "500.00", "bonus": "50.00"}
    sale = {"do": "sale", "id": "v2", "on": "2026-10-02", "customer": CHEN, "amount": "220.00"}
    apply(till.shop.app, [{**top, "tender": "cash"}, sale])
    dialog = till.open(RefundDialog, CHEN)
    assert dialog.why.value() is RefundReason.CUSTOMER
    assert dialog.why.total(RefundReason.SHOP) == "¥300.00"
    assert dialog.why.total(RefundReason.CUSTOMER) == "¥280.00"
    assert (dialog.amount.text(), dialog.kept.text()) == ("280.00", "20.00")
    assert "no legal advice" in dialog.law.text()
    till.press("→")
    assert dialog.why.value() is RefundReason.MUTUAL
    dialog.amount.setFocus()
    dialog.amount.selectAll()
    till.press("100")
    assert dialog.kept.text() == "0.00"
    till.press("⏎")
    assert till.balance(CHEN)[0] == 20000


def test_some_visits_of_a_pass_go_back_at_what_they_are_worth(till):
    dialog = till.open(RefundDialog, WANG)
    assert not dialog.form.has("units")
    dialog.lots.setFocus()
    till.press(" ↓↓ ")  # only the pass of six visits, worth 150, stays ticked
    dialog.units.setFocus()
    dialog.units.selectAll()
    till.press("2")
    assert (dialog.amount.text(), dialog.kept.text()) == ("50.00", "0.00")
    till.press("⏎")
    card = till.shop.app.counter.card(WANG)
    assert [(each.left, each.value) for each in card.passes] == [(4, 10000)]
    assert card.lines[0].paid == -5000


def test_a_refund_needs_a_reason_and_a_lot(till):
    dialog = till.open(RefundDialog, OU)
    dialog.reason.clear()
    till.press("⏎")
    assert till.wrong("reason")
    dialog.lots.setFocus()
    till.press(" ⏎")
    assert till.wrong("from")
    assert till.balance(OU)[0] == 50000


def test_an_amount_proposed_for_another_choice_is_never_paid_out(till):
    dialog = till.open(RefundDialog, WANG)
    before = till.balance(WANG)
    amount = dialog.amount.text()
    held: list[Callable[[], None]] = []
    till.shop.tasks._runners[Lane.DB] = Held(held)
    dialog.lots.setFocus()
    till.press(" ⏎")  # the first one is not given back after all, and Enter before that is reckoned
    assert dialog.isVisible()
    assert "reckoned" in dialog.general.text()
    while held:
        held.pop(0)()
    assert till.balance(WANG) == before
    assert dialog.general.isHidden()
    assert dialog.amount.text() != amount
    found = dialog._found
    assert found is not None
    till.press("⏎")
    while held:
        held.pop(0)()
    line = till.shop.app.counter.card(WANG).lines[0]
    assert (line.kind, line.paid) == ("refund", -found.total)


def test_a_refund_is_told_as_it_was_recorded(till):
    dialog = till.open(RefundDialog, OU)
    held: list[Callable[[], None]] = []
    till.shop.tasks._runners[Lane.DB] = Held(held)
    till.press("⏎")
    dialog.amount.setText("x")
    while held:
        held.pop(0)()
    assert till.balance(OU) == (0, 0, 0)
    assert till.told == ["Paid ¥500.00 back to 区美玲."]


# ---- all of them ----------------------------------------------------------------------------------------------------

OPENED: list[tuple[type[MoneyDialog], str, str]] = [
    (TopUpDialog, WANG, "100"),
    (SaleDialog, WANG, "100⇥"),
    (PassUseDialog, WANG, ""),
    (PassSaleDialog, WANG, "sck⏎"),
    (PaymentDialog, WANG, ""),
    (RefundDialog, WANG, ""),
]


@pytest.mark.parametrize(("kind", "customer", "keys"), OPENED)
def test_enter_twice_records_once_and_escape_not_at_all(till, kind, customer, keys):
    before = till.entries(customer)
    till.open(kind, customer)
    till.press(keys + "⎋")
    assert not till.dialog.isVisible()
    assert till.entries(customer) == before

    held: list[Callable[[], None]] = []
    dialog = till.open(kind, customer)
    till.press(keys)
    till.shop.tasks._runners[Lane.DB] = Held(held)
    till.press("⏎⏎⎋")
    assert dialog.isVisible(), "what is being recorded can no longer be cancelled"
    for work in held:
        work()
    assert not dialog.isVisible()
    assert till.entries(customer) == before + 1
    assert len(till.told) == 1


class Held:
    """Keeps jobs instead of running them."""

    def __init__(self, held: list[Callable[[], None]]) -> None:
        self._held = held

    def submit(self, function: Callable[[], None]) -> None:
        self._held.append(function)

    def shutdown(self, wait: bool, *, cancel_futures: bool) -> None:
        self._held.clear()


BAD = (
    "洗车\t35\n",
    "x" * 10_000,
    "🙂👩‍👩‍👧",
    "\u202eשלום 12",
    "2026-02-30",
    "-5",
    "1e5",
    "1,2,3",
    "\x00\x1b",
    "\ud83d",
)


def fields_of(dialog: MoneyDialog) -> list[QLineEdit]:
    """Return every line that can be typed into, in whatever part of the dialog."""
    if hasattr(dialog, "more"):
        dialog.more.show()
    return [line for line in dialog.findChildren(QLineEdit) if line.isVisible() and line.objectName() != "pin"]


@pytest.mark.parametrize(("kind", "customer", "keys"), OPENED)
def test_whatever_is_pasted_into_a_field_is_refused_in_words_or_kept_as_text(till, kind, customer, keys):
    before = till.entries(customer)
    dialog = till.open(kind, customer)
    till.press(keys)
    names = {line.objectName() for line in fields_of(dialog)}
    texts = {"note", "reference", "reason", "lines", "service", "override"}
    for name in sorted(names - texts):
        for bad in BAD:
            line = next(each for each in fields_of(dialog) if each.objectName() == name)
            kept = line.text()
            line.clear()
            QApplication.clipboard().setText(bad.replace("\ud83d", "�"))
            line.paste()
            shown = line.text()
            dialog.preview()
            dialog.submit()
            assert dialog.isVisible(), (name, bad[:20], shown[:20])
            wrongs = [each.text() for each in dialog.form._errors.values() if not each.isHidden()]
            assert wrongs or not dialog.general.isHidden(), (name, bad[:20])
            assert not any("{" in text for text in wrongs)
            line = next((each for each in fields_of(dialog) if each.objectName() == name), line)
            assert line.text() == shown
            line.setText(kept)
    assert till.entries(customer) == before


@pytest.mark.parametrize("bad", BAD)
def test_a_note_keeps_any_text_on_one_line_or_says_it_is_too_long(till, bad):
    dialog = till.open(TopUpDialog, WANG)
    dialog.text.setText(bad)
    till.press("100⏎")
    if dialog.isVisible():
        assert till.wrong("note")
        assert dialog.text.text() == bad or "\ud83d" in bad
    else:
        text = till.shop.app.counter.card(WANG).lines[0].text
        assert "\t" not in text
        assert "\n" not in text


def test_full_width_digits_are_digits(till):
    till.open(TopUpDialog, CHEN)
    till.press("１００．５０⏎")
    assert till.balance(CHEN)[0] == 10050


@pytest.mark.parametrize(("kind", "customer", "keys"), OPENED)
def test_everything_in_a_dialog_has_a_name_and_can_be_reached(till, kind, customer, keys):
    dialog = till.open(kind, customer)
    till.press(keys)
    reached: list[QWidget] = []
    for _ in range(80):
        till.press("⇥")
        reached.append(dialog.focusWidget())
    for widget in dialog.findChildren(QLineEdit) + dialog.findChildren(QPushButton):
        if widget.isVisible():
            assert widget.accessibleName(), widget
    for line in dialog.findChildren(QLineEdit):
        if line.isVisible():
            assert line in reached, (line.objectName(), line.accessibleName())


def test_a_card_number_scanned_into_the_amount_is_not_recorded_at_one_stroke(till):
    dialog = till.open(TopUpDialog, CHEN)
    till.press("88000042⏎")
    assert "¥88,000,042.00" in till.wrong("paid")
    assert till.balance(CHEN)[0] == 0
    till.press("⏎")
    assert till.balance(CHEN)[0] == 8_800_004_200
    assert not dialog.isVisible()
