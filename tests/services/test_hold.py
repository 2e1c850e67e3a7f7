"""An account on hold: nothing more goes on it without a reason, and prepaid money can still be used."""

import json

import pytest

from app.errors import BookUnusable
from app.services.bulk import Bulk
from tests.services.helpers_customers import open_shop

ON = "2026-05-20"
REASON = "逾期九十天"


@pytest.fixture
def shop(tmp_path):
    for shop in open_shop(tmp_path):
        shop.customer("C1", name="A", credit_limit=None, hold=REASON)
        yield shop


def sale(amount="100.00", **fields):
    return {"on": ON, "customer": "C1", "amount": amount, **fields}


def test_a_sale_on_account_is_refused_by_the_hold(shop):
    refused = shop.refused("sale", **sale())
    assert refused.field == "hold"
    assert REASON in str(refused)
    assert shop.refused("sale", **sale(pay=[{"with": "cash", "amount": "60.00"}, {"with": "account"}])).field == "hold"


def test_so_is_a_pass_on_account(shop):
    event = {"on": ON, "customer": "C1", "service": "洗车", "count": 10, "paid": "300.00"}
    assert shop.refused("pass_sale", **event).field == "hold"
    shop.do("pass_sale", **event, tender="cash")


def test_prepaid_money_and_cash_are_welcome(shop):
    shop.do("top_up", on=ON, customer="C1", paid="100.00", tender="cash")
    shop.do("sale", **sale("60.00"))
    shop.do("sale", **sale("40.00", pay=[{"with": "prepaid"}, {"with": "account"}]))
    shop.do("sale", **sale(pay=[{"with": "cash"}]))
    assert shop.refused("sale", **sale("0.01")).field == "hold"


def test_what_is_owed_can_be_paid(shop):
    shop.customer("C1", hold="")
    shop.do("sale", id="s1", **sale())
    shop.customer("C1", hold=REASON)
    shop.do("payment", on=ON, customer="C1", amount="40.00", tender="cash")
    shop.do("top_up", on=ON, customer="C1", paid="60.00", tender="cash")
    shop.do("settle", on=ON, customer="C1", amount="60.00")


def test_a_reason_overrides_it_and_that_is_kept(shop):
    entry = shop.do("sale", **sale(override="the owner said so")).entry
    assert json.loads(shop.sql("SELECT facts FROM entry WHERE id = ?", entry)[0][0])["on_hold"] == 10000
    assert shop.refused("sale", **sale(override="")).field == "override"
    assert shop.refused("sale", **sale(override=False)).field == "hold"


def test_one_reason_passes_hold_and_limit(shop):
    shop.customer("C1", credit_limit="50.00")
    shop.do("sale", **sale(override="the owner said so"))
    facts = json.loads(shop.sql("SELECT facts FROM entry")[0][0])
    assert (facts["on_hold"], facts["over_limit"]) == (10000, 5000)


def test_without_a_hold_nothing_is_said_of_one(shop):
    shop.customer("C1", hold=None)
    shop.do("sale", **sale(override="just in case"))
    assert "on_hold" not in shop.sql("SELECT facts FROM entry")[0][0]
    assert shop.files.file("C1").hold == ""


def test_it_comes_and_goes_within_one_transaction(shop):
    lines = [
        {"do": "customer", "id": "a", "no": "C1", "hold": ""},
        {"do": "sale", "id": "b", **sale()},
        {"do": "customer", "id": "c", "no": "C1", "hold": REASON},
        {"do": "sale", "id": "d", **sale()},
        {"do": "customer", "id": "e", "no": "C2", "name": "B", "credit_limit": None, "hold": "x"},
        {"do": "sale", "id": "f", **sale(), "customer": "C2"},
    ]
    results = []
    Bulk(shop.store, shop.around, 2).apply([json.dumps(line).encode() for line in lines], results.append)
    assert [result.id for result in results if not result.ok] == ["d", "f"]


def test_words_about_a_hold_elsewhere_in_the_file_are_none(shop):
    shop.customer("C2", name="B", credit_limit=None, fields={"hold": "tight"}, notes=[{"text": '"hold":"on"'}])
    shop.do("sale", **{**sale(), "customer": "C2"})


def test_it_is_logged_and_one_line(shop):
    logged = shop.sql("SELECT field, old, new FROM file_change WHERE field = 'hold'")
    assert logged == []  # part of making the file
    shop.customer("C1", hold="paid")
    assert shop.sql("SELECT field, old, new FROM file_change WHERE field = 'hold'") == [("hold", REASON, "paid")]
    assert shop.refused("customer", no="C1", hold="a\nb").field == "hold"
    assert shop.refused("customer", no="C1", hold="x" * 201).field == "hold"


def test_a_damaged_file_is_no_account_without_a_hold(tmp_path):
    for shop in open_shop(tmp_path):
        shop.customer("C1", name="A", hold=REASON)
        (before,) = shop.sql("SELECT file FROM customer")[0]
        shop.sql("UPDATE customer SET file = ?", '{"hold":' + "!")
        with pytest.raises(BookUnusable):
            shop.do("sale", **sale())
        shop.sql("UPDATE customer SET file = ?", before)
