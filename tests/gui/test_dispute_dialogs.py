"""A charge in dispute in the window: opened, seen at the counter and in the file, ended."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.statement_reply import DisputeOutcome
from app.gui.dialogs.account_actions import ACTIONS
from app.gui.dialogs.dispute import DisputeDialog, EndDisputeDialog
from app.gui.pages.customer_file.items import ItemsTab
from app.gui.shop import Shop
from app.gui.widgets.notices import NoticeBand, said
from tests.gui.shop_book import TODAY, apply

WANG = "0042"


def opened(shop: Shop, kind: type[DisputeDialog] | type[EndDisputeDialog]) -> DisputeDialog | EndDisputeDialog:
    dialog = kind(shop, shop.app.counter.card(WANG))
    dialog.open()
    return dialog


def test_a_charge_is_put_in_dispute_and_the_dispute_ended_by_keys(qtbot: QtBot, shop: Shop):
    told: list[object] = []
    shop.told.connect(told.append)
    [charge] = shop.app.views.charges(WANG)
    dialog = opened(shop, DisputeDialog)
    assert dialog.amount.text() == "120.00"
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert not dialog.form._errors["reason"].isHidden()  # why is not said yet
    qtbot.keyClicks(dialog.reason, "washed once only")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    [dispute] = shop.app.disputes.of_customer(WANG)
    assert (dispute.charge, dispute.amount, dispute.on, dispute.reason) == (
        charge.charge,
        12000,
        TODAY,
        "washed once only",
    )
    assert ACTIONS["dispute"].obstacle(shop, shop.app.counter.card(WANG))
    assert not ACTIONS["end_dispute"].obstacle(shop, shop.app.counter.card(WANG))
    dialog = opened(shop, EndDisputeDialog)
    assert dialog.dispute.count() == 1
    dialog.outcome.set_value(DisputeOutcome.REJECTED)
    qtbot.keyClicks(dialog.reason, "delivery note found")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    [ended] = shop.app.disputes.of_customer(WANG, ended=True)
    assert (ended.ended, ended.end_reason) == ("rejected", "delivery note found")
    assert len(told) == 2
    assert ACTIONS["end_dispute"].obstacle(shop, shop.app.counter.card(WANG))


@pytest.mark.parametrize(("amount", "field"), [("120.01", "amount"), ("0", "amount"), ("x", "amount")])
def test_more_than_is_owed_is_refused_at_the_amount(qtbot: QtBot, shop: Shop, amount: str, field: str):
    dialog = opened(shop, DisputeDialog)
    dialog.amount.setText(amount)
    qtbot.keyClicks(dialog.reason, "why")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert not dialog.form._errors[field].isHidden()
    assert shop.app.disputes.all(ended=True) == []


def test_what_is_in_dispute_is_said_at_the_counter_and_in_the_file(qtbot: QtBot, shop: Shop):
    dialog = opened(shop, DisputeDialog)
    dialog.amount.setText("50.00")
    qtbot.keyClicks(dialog.reason, "why")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    card = shop.app.counter.card(WANG)
    [notice] = [each for each in card.notices if each.kind == "disputed"]
    assert "50.00" in said(shop, notice).text
    band = NoticeBand()
    qtbot.addWidget(band)
    band.show_notices(shop, card.notices)
    assert any("50.00" in text and "dispute" in text for text in band.texts)
    tab = ItemsTab(shop, WANG)
    qtbot.addWidget(tab)
    tab.show_account(card)
    row = tab.charges.table.value()
    [state] = [column for column in tab.charges.table.rows_model.columns if column.key == "state"]
    assert "50.00" in state.text(row)
    assert tab.obstacle("dispute", row)
    assert not tab.obstacle("end_dispute", row)
    end = tab.act("end_dispute", row)
    assert isinstance(end, EndDisputeDialog)
    assert end.dispute.currentText().endswith("why")


def test_of_several_disputes_that_of_the_charge_asked_for_is_chosen_even_after_a_merging(shop: Shop):
    on, account = TODAY.isoformat(), [{"with": "account", "amount": "9.00"}]
    apply(
        shop.app,
        [
            {"do": "customer", "id": "two", "no": "TWO", "name": "王小明", "credit_limit": None},
            {"do": "sale", "id": "a", "on": on, "customer": "TWO", "amount": "9.00", "pay": account},
            {"do": "sale", "id": "b", "on": on, "customer": "TWO", "amount": "9.00", "pay": account},
            {"do": "dispute", "id": "da", "customer": "TWO", "charge": "a", "on": on, "reason": "first"},
            {"do": "dispute", "id": "db", "customer": "TWO", "charge": "b", "on": on, "reason": "second"},
            {"do": "merge", "id": "m", "on": on, "customer": "TWO", "into": WANG, "reason": "one person"},
        ],
    )
    card = shop.app.counter.card(WANG)
    asked = [line.charge for line in card.charges if line.disputed]
    chosen = [EndDisputeDialog(shop, card, charge).dispute.currentText() for charge in asked]
    assert [text.rpartition(" ")[2] for text in chosen] == ["first", "second"]


def test_without_a_dispute_there_is_none_to_end(shop: Shop):
    dialog = opened(shop, EndDisputeDialog)
    assert not dialog.primary.isEnabled()
    assert dialog.general.text()
