"""One entry in full, as the counter shows it."""

from pathlib import Path

import pytest

from app.bootstrap import App
from app.core.items import ItemKind
from app.core.requests import SaleLine, Tender
from app.errors import Refused
from tests.gui.shop_book import TODAY, apply, small_shop

ON = TODAY.isoformat()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    path: Path = tmp_path_factory.mktemp("entries") / "shop.cbook"
    opened = small_shop(path)
    apply(
        opened,
        [
            {"do": "transfer", "id": "t1", "on": ON, "customer": "0042", "to": "0011", "amount": "50.00"},
            {"do": "extend", "id": "t2", "on": ON, "lot": "w8", "expires_on": "2027-12-31", "reason": "老客户"},
            {"do": "write_off", "id": "t3", "on": ON, "charge": "w5", "amount": "20.00", "reason": "抹零"},
        ],
    )
    return opened


def test_a_sale_says_what_was_sold_and_what_it_was_taken_from(app: App):
    detail = app.entries.detail(10)
    assert detail.customer == ("0042", "王小明")
    assert detail.lines == (SaleLine("精洗", "1", 8800), SaleLine("打蜡", "1", 4000))
    assert "lines" not in detail.texts
    assert detail.list_amount == 15000
    (move,) = detail.moves
    assert (move.kind, move.name, move.amount, move.bonus, move.made) == (ItemKind.LOT, "w8", -12800, 0, False)


def test_a_top_up_says_what_came_in_and_which_lot_it_made(app: App):
    detail = app.entries.detail(8)
    assert detail.tenders == ((Tender.WECHAT, 100000),)
    (move,) = detail.moves
    assert (move.amount, move.bonus, move.made, str(move.expires_on)) == (100000, 12000, True, "2026-12-31")


def test_a_reversal_and_its_original_name_each_other(app: App):
    reversal, original = app.entries.detail(3), app.entries.detail(2)
    assert reversal.reverses is not None
    assert original.reversed_by is not None
    assert (reversal.reverses.entry, original.reversed_by.entry) == (2, 3)
    assert reversal.texts["reason"] == "金额录错"


def test_a_transfer_names_the_receiver_and_tells_the_lots_of_both_apart(app: App):
    entry = next(line.entry for line in app.views.ledger("0042") if line.id == "t1")
    detail = app.entries.detail(entry)
    assert detail.receiver == ("0011", "陈曾志")
    assert sorted((move.mine, move.amount) for move in detail.moves) == [(False, 5000), (True, -5000)]


def test_changed_terms_and_losses_are_told_without_money_moved(app: App):
    lines = {line.id: line.entry for line in app.counter.card("0042").lines}
    (extended,) = app.entries.detail(lines["t2"]).moves
    assert (extended.amount, str(extended.expires_on), extended.made) == (0, "2027-12-31", False)
    (lost,) = app.entries.detail(lines["t3"]).moves
    assert (lost.kind, lost.amount, lost.written_off) == (ItemKind.CHARGE, -2000, 2000)


def test_an_entry_that_is_not_there_is_refused(app: App):
    with pytest.raises(Refused):
        app.entries.detail(9999)
