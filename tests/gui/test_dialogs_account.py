"""What is done with an account more rarely: extend, expire, settle, transfer, return, write off, reverse, cards."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.core.offers import NewOffer
from app.errors import Refused
from app.gui.dialogs.cards import GiveCardDialog, LostCardDialog
from app.gui.dialogs.customer import NewCustomerDialog
from app.gui.dialogs.lots import ExpireDialog, ExtendDialog
from app.gui.dialogs.opening import OpeningDialog
from app.gui.dialogs.pin import AskPinDialog, SetPinDialog
from app.gui.dialogs.returns import ReturnDialog
from app.gui.dialogs.reverse import ReverseDialog
from app.gui.dialogs.settle import SettleDialog
from app.gui.dialogs.top_up import TopUpDialog
from app.gui.dialogs.transfer import TransferDialog
from app.gui.dialogs.write_off import RescheduleDialog, WriteOffDialog
from app.gui.shop import Shop
from app.gui.tasks import Tasks
from tests.gui.shop_book import apply

WANG = "0042"


def enter(qtbot: QtBot, dialog: QWidget) -> None:
    """Press Enter where the cursor is."""
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)


def opened(_qtbot: QtBot, dialog: QDialog) -> QDialog:
    """Open a dialog as the window does."""
    dialog.open()
    return dialog


def entries(shop: Shop) -> int:
    """Return how many entries the book has."""
    return len(shop.app.views.ledger(WANG))


def test_a_lot_is_extended_by_date_and_reason(qtbot: QtBot, shop: Shop):
    dialog = opened(qtbot, ExtendDialog(shop, shop.app.counter.card(WANG), "w8"))
    qtbot.keyClicks(dialog.expires_on, "2027-6-30")
    qtbot.keyClicks(dialog.reason, "was ill")
    enter(qtbot, dialog)
    assert {lot.lot: lot.expires_on for lot in shop.app.views.lots(WANG)}["w8"] == date(2027, 6, 30)


def test_without_a_reason_nothing_is_recorded_and_what_was_typed_stays(qtbot: QtBot, shop: Shop):
    before = entries(shop)
    dialog = opened(qtbot, ExtendDialog(shop, shop.app.counter.card(WANG), "w8"))
    qtbot.keyClicks(dialog.expires_on, "2026-02-30")
    enter(qtbot, dialog)
    assert "2026-02-30" in dialog.form._errors["expires_on"].text()
    assert dialog.expires_on.text() == "2026-02-30"
    dialog.expires_on.setText("2027-01-01")
    enter(qtbot, dialog)
    assert "reason" in dialog.form._errors["reason"].text()
    assert dialog.isVisible()
    assert entries(shop) == before


def test_only_what_is_past_its_expiry_can_be_taken(qtbot: QtBot, shop: Shop):
    assert not opened(qtbot, ExpireDialog(shop, shop.app.counter.card(WANG))).primary.isEnabled()
    past = {"do": "top_up", "id": "old", "on": "2026-01-02", "customer": "0031", "paid": "80.00", "tender": "cash"}
    apply(shop.app, [{**past, "expires_on": "2026-06-30"}])
    dialog = opened(qtbot, ExpireDialog(shop, shop.app.counter.card("0031")))
    assert dialog.after.shown == {"principal": "0.00"}
    for blank in ("", "   "):
        dialog.reason.setText(blank)
        enter(qtbot, dialog)
        assert "Give a reason" in dialog.form._errors["reason"].text()
        assert dialog.reason.accessibleDescription()
        assert shop.app.views.balance("0031").principal == 8000
    dialog.reason.setText("gone")
    enter(qtbot, dialog)
    assert shop.app.views.balance("0031").principal == 0


def test_what_is_owed_is_settled_from_the_balance_with_one_key(qtbot: QtBot, shop: Shop):
    dialog = opened(qtbot, SettleDialog(shop, shop.app.counter.card(WANG)))
    assert dialog.amount.text() == "120.00"
    assert dialog.after.shown["owed"] == "0.00"
    enter(qtbot, dialog)
    after = shop.app.views.balance(WANG)
    assert (after.owed, after.principal, after.bonus) == (0, 77600, 12000)


def test_more_than_is_owed_is_refused_at_the_amount(qtbot: QtBot, shop: Shop):
    dialog = opened(qtbot, SettleDialog(shop, shop.app.counter.card(WANG)))
    dialog.amount.setText("500")
    enter(qtbot, dialog)
    assert dialog.isVisible()
    assert not dialog.form._errors["amount"].isHidden()
    assert shop.app.views.balance(WANG).owed == 12000


def test_a_lot_goes_to_another_customer_with_its_expiry(qtbot: QtBot, shop: Shop):
    dialog = opened(qtbot, TransferDialog(shop, shop.app.counter.card(WANG)))
    dialog.to.choose(shop.app.search.find("解晓东", 1)[0])
    dialog.lots.setCurrentIndex(dialog.lots.findData("w8"))
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    [lot] = shop.app.views.lots("0019")
    assert (lot.principal + lot.bonus, lot.expires_on) == (99200, date(2026, 12, 31))


def test_nobody_can_be_given_to_who_is_not_chosen(qtbot: QtBot, shop: Shop):
    dialog = opened(qtbot, TransferDialog(shop, shop.app.counter.card(WANG)))
    qtbot.keyClicks(dialog.to.edit, "somebody")
    dialog.submit()
    assert not dialog.form._errors["to"].isHidden()
    assert shop.app.views.balance(WANG).principal == 89600


def test_an_opening_balance_of_every_kind(qtbot: QtBot, shop: Shop):
    dialog = opened(qtbot, OpeningDialog(shop, shop.app.counter.card("0031")))
    for field, text in (
        (dialog.principal, "200"),
        (dialog.bonus, "20"),
        (dialog.owed, "35.5"),
        (dialog.service, "普洗"),
        (dialog.count, "4"),
        (dialog.value, "100"),
    ):
        field.setText(text)
    enter(qtbot, dialog)
    after = shop.app.views.balance("0031")
    assert (after.principal, after.bonus, after.owed, after.passes[0].left) == (20000, 2000, 3550, 4)


def test_goods_brought_back_lower_what_is_owed_for_them(qtbot: QtBot, shop: Shop):
    dialog = opened(qtbot, ReturnDialog(shop, shop.app.counter.card(WANG), "w5"))
    qtbot.keyClicks(dialog.amount, "50")
    qtbot.keyClicks(dialog.reason, "scratched")
    enter(qtbot, dialog)
    assert shop.app.views.balance(WANG).owed == 7000


def many_small_sales(shop: Shop, count: int) -> None:
    sale = {"do": "sale", "on": "2026-11-20", "customer": WANG, "amount": "1.00"}
    apply(shop.app, [{**sale, "id": f"m{at}", "description": f"毛巾 {at}"} for at in range(count)])


def test_an_old_sale_is_found_by_a_few_letters_and_taken_back(qtbot: QtBot, shop: Shop):
    many_small_sales(shop, 120)
    card = shop.app.counter.card(WANG)
    assert "w5" not in {line.id for line in card.lines}
    dialog = opened(qtbot, ReturnDialog(shop, card))
    assert dialog.sale.value() == "w10"
    dialog.sale.words.setFocus()
    dialog.sale.words.setText("补漆")  # keys a test presses are plain letters
    enter(qtbot, dialog)
    assert dialog.isVisible(), "Enter in the words records nothing"
    assert dialog.sale.value() == "w5"
    qtbot.keyClicks(dialog.amount, "50")
    qtbot.keyClicks(dialog.reason, "scratched")
    dialog.amount.setFocus()
    enter(qtbot, dialog)
    assert shop.app.views.balance(WANG).owed == 7000


def test_a_return_asked_for_an_old_sale_is_of_that_one(qtbot: QtBot, shop: Shop):
    many_small_sales(shop, 120)
    dialog = opened(qtbot, ReturnDialog(shop, shop.app.counter.card(WANG), "w5"))
    dialog.amount.setText("50")
    dialog.reason.setText("scratched")
    assert dialog.request().sale == "w5"


def test_a_return_of_what_cannot_be_taken_back_chooses_no_other_sale(qtbot: QtBot, shop: Shop):
    dialog = opened(qtbot, ReturnDialog(shop, shop.app.counter.card(WANG), "w2"))  # reversed
    dialog.amount.setText("50")
    dialog.reason.setText("scratched")
    before = entries(shop)
    enter(qtbot, dialog)
    assert entries(shop) == before
    assert "Choose the sale" in dialog.form._errors["sale"].text()


def test_words_no_sale_has_leave_nothing_chosen(qtbot: QtBot, shop: Shop):
    many_small_sales(shop, 10)
    dialog = opened(qtbot, ReturnDialog(shop, shop.app.counter.card(WANG), "w5"))
    dialog.sale.words.setText("飞机")
    dialog.sale.ask()
    assert not dialog.sale.none.isHidden()
    dialog.amount.setText("50")
    dialog.reason.setText("scratched")
    with pytest.raises(Refused):
        dialog.request()


@pytest.mark.parametrize(("make", "field"), [(ExtendDialog, "lot"), (WriteOffDialog, "charge")])
def test_an_action_on_what_is_gone_falls_on_nothing_else(qtbot: QtBot, shop: Shop, make, field: str):
    dialog = opened(qtbot, make(shop, shop.app.counter.card(WANG), "gone"))
    dialog.reason.setText("r")
    if field == "charge":
        dialog.amount.setText("1")
    before = entries(shop)
    enter(qtbot, dialog)
    assert entries(shop) == before
    assert "Choose which" in dialog.form._errors[field].text()


def test_a_charge_is_given_up_or_gets_another_day(qtbot: QtBot, shop: Shop):
    later = opened(qtbot, RescheduleDialog(shop, shop.app.counter.card(WANG)))
    qtbot.keyClicks(later.due_on, "+30")
    qtbot.keyClicks(later.reason, "agreed")
    enter(qtbot, later)
    assert [charge.due_on for charge in shop.app.views.charges(WANG)] == [date(2026, 12, 21)]
    dialog = opened(qtbot, WriteOffDialog(shop, shop.app.counter.card(WANG)))
    assert dialog.amount.text() == "120.00"
    qtbot.keyClicks(dialog.reason, "moved away")
    enter(qtbot, dialog)
    assert shop.app.views.balance(WANG).owed == 0


def test_the_last_entry_is_reversed_with_one_key(qtbot: QtBot, shop: Shop):
    card = shop.app.counter.card(WANG)
    dialog = opened(qtbot, ReverseDialog(shop, card, card.lines[0]))
    assert dialog.after.shown["principal"] == "1,024.00"
    enter(qtbot, dialog)
    assert shop.app.views.balance(WANG).principal == 102400


def test_what_stands_in_the_way_is_named_and_reversed_first(qtbot: QtBot, shop: Shop):
    card = shop.app.counter.card(WANG)
    top_up = next(line for line in card.lines if line.id == "w8")
    dialog = opened(qtbot, ReverseDialog(shop, card, top_up))
    enter(qtbot, dialog)
    assert dialog.isVisible()
    assert dialog._blockers.count() == 2  # a heading, and the sale of today
    assert dialog.general.isHidden()  # it would name the entries by ids nobody knows
    dialog._reverse_first(next(line.entry for line in card.lines if line.id == "w10"))
    first = dialog.findChild(ReverseDialog)
    enter(qtbot, first)
    assert dialog._blockers.count() == 0
    enter(qtbot, dialog)
    assert shop.app.views.balance(WANG).principal == 2400


def test_a_card_is_given_lost_and_replaced(qtbot: QtBot, shop: Shop):
    given = opened(qtbot, GiveCardDialog(shop, shop.app.counter.card(WANG)))
    qtbot.keyClicks(given.no, "88000042")
    enter(qtbot, given)
    assert shop.app.search.by_card("88000042").number == WANG
    other = opened(qtbot, GiveCardDialog(shop, shop.app.counter.card("0031")))
    qtbot.keyClicks(other.no, "88000042")
    enter(qtbot, other)
    assert "88000042" in other.form._errors["no"].text()
    lost = opened(qtbot, LostCardDialog(shop, shop.app.counter.card(WANG)))
    qtbot.keyClicks(lost.replacement, "88000043")
    enter(qtbot, lost)
    assert shop.app.search.by_card("88000042").lost_on == shop.today()
    assert shop.app.search.by_card("88000043").lost_on is None


def test_a_pin_is_typed_twice_and_asked_for(qtbot: QtBot, shop: Shop):
    dialog = opened(qtbot, SetPinDialog(shop, shop.app.counter.card(WANG)))
    qtbot.keyClicks(dialog.pin, "1234")
    enter(qtbot, dialog)
    qtbot.keyClicks(dialog.again, "1235")
    enter(qtbot, dialog)
    assert not dialog.form._errors["again"].isHidden()
    assert not shop.app.pins.has(WANG)
    dialog.again.setText("1234")
    enter(qtbot, dialog)
    assert shop.app.pins.has(WANG)
    right: list[bool] = []
    asked = opened(qtbot, AskPinDialog(shop, WANG, "王小明", lambda: right.append(True)))
    qtbot.keyClicks(asked.pin, "9999")
    enter(qtbot, asked)
    assert right == []
    qtbot.keyClicks(asked.pin, "1234")
    enter(qtbot, asked)
    assert right == [True]


@pytest.mark.parametrize(
    "text", ["12.30\t4", "１２,３４５.６７", "-5", "1e5", "NaN", "😀", "\u202e123", "9" * 60, "0", "12.345", "=1+1"]
)
def test_no_amount_that_is_none_is_recorded(qtbot: QtBot, shop: Shop, text: str):
    dialog = opened(qtbot, SettleDialog(shop, shop.app.counter.card(WANG)))
    dialog.amount.setText(text)
    enter(qtbot, dialog)
    assert dialog.isVisible()
    assert dialog.form._errors["amount"].text()
    assert dialog.amount.text() == text
    assert shop.app.views.balance(WANG).owed == 12000


@pytest.mark.parametrize(
    ("make", "typed"),
    [
        (lambda shop, card: ExtendDialog(shop, card, "w8"), {"expires_on": "2027-06-30"}),
        (WriteOffDialog, {}),
        (RescheduleDialog, {"due_on": "2027-06-30"}),
    ],
)
def test_what_will_be_after_it_shows_once_the_reason_is_typed(qtbot: QtBot, shop: Shop, make, typed: dict[str, str]):
    dialog = opened(qtbot, make(shop, shop.app.counter.card(WANG)))
    for name, text in typed.items():
        getattr(dialog, name).setText(text)
    dialog.preview()
    assert dialog.after.shown == {}
    qtbot.keyClicks(dialog.reason, "as agreed")
    qtbot.waitUntil(lambda: bool(dialog.after.shown), timeout=2000)


class Held(Tasks):
    """Runs nothing until it is let go, as a lane that is busy with something else."""

    def __init__(self) -> None:
        super().__init__(inline=True)
        self.waiting: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def run(self, *args: Any, **options: Any) -> None:
        self.waiting.append((args, options))

    def go(self) -> None:
        """Run what waits."""
        waiting, self.waiting = self.waiting, []
        for args, options in waiting:
            super().run(*args, **options)


def test_a_second_enter_while_the_lane_is_busy_does_it_once(qtbot: QtBot, shop: Shop):
    shop.tasks, told = Held(), []
    shop.told.connect(lambda toast: told.append(toast.text))
    dialog = opened(qtbot, GiveCardDialog(shop, shop.app.counter.card(WANG)))
    dialog.no.setText("NEW-1")
    enter(qtbot, dialog)
    enter(qtbot, dialog)
    dialog.reject()
    assert len(shop.tasks.waiting) == 1
    assert dialog.isVisible(), "there is nothing left to cancel"
    shop.tasks.go()
    assert len(told) == 1


def test_an_error_nobody_foresaw_leaves_a_dialog_that_can_be_closed(
    qtbot: QtBot, shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    shop.tasks = Tasks(inline=True)  # the fixture's own takes an error for a failed test
    monkeypatch.setattr(shop.app.forms, "make", lambda _fields: 1 // 0)
    dialog = opened(qtbot, NewCustomerDialog(shop, name="王五"))
    with qtbot.waitSignal(shop.tasks.unexpected):
        dialog.submit()
    assert dialog.primary.isEnabled()
    dialog.reject()
    assert not dialog.isVisible()


def test_a_reversal_refused_for_entries_that_nobody_finds_is_said_all_the_same(
    qtbot: QtBot, shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    card = shop.app.counter.card(WANG)
    line = next(line for line in card.lines if line.kind == "top_up" and shop.app.counter.blockers(line.entry))
    monkeypatch.setattr(shop.app.counter, "blockers", lambda _entry: ())
    dialog = opened(qtbot, ReverseDialog(shop, card, line))
    enter(qtbot, dialog)
    assert dialog.isVisible()
    assert not dialog.general.isHidden() or any(not each.isHidden() for each in dialog.form._errors.values())


def test_a_top_up_of_an_earlier_day_ends_by_that_day(qtbot: QtBot, shop: Shop):
    days = {"paid": 10000, "bonus": 1000, "valid_days": 30, "starts_on": date(2026, 1, 1)}
    shop.app.files.record(NewOffer(id="o30", name="month", **days))
    dialog = opened(qtbot, TopUpDialog(shop, shop.app.counter.card(WANG)))
    dialog.paid.setText("100")
    assert dialog.offer.value().name == "month"
    dialog.on.setText("2026-10-01")
    assert dialog.expires_on.value() == date(2026, 10, 31)
