"""The price list in the book: dated prices that are only ever added to."""

from datetime import date

import pytest

from app.core.prices import DatedPrice, EndPriceItem, NewPrice, NewPriceItem, PriceItem, PriceKind
from app.errors import BookUnusable, Refused
from app.services.file_desk import Filed
from app.services.prices import PriceList
from app.services.verify import Verify
from app.storage.engine import sqlite3
from tests.services.helpers_customers import TODAY, Shop, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))

CUT = {"id": "cut", "name": "剪发", "kind": "service", "price": "68.00", "starts_on": "2026-01-01"}
CARD = {"id": "card", "name": "剪发 10 次卡", "kind": "session_pass", "price": "580.00", "starts_on": "2026-05-01",
        "count": 10, "valid_days": 365, "covers": "剪发"}  # fmt: skip
MONTH = {"id": "month", "name": "洗车月卡", "kind": "period_pass", "price": "168.00", "starts_on": "2026-06-01",
         "days": 30}  # fmt: skip


@pytest.fixture(name="prices")
def price_list(shop):
    return PriceList(shop.store, shop.around)


def test_what_is_on_the_list_comes_back_as_it_was_put(shop, prices):
    for event in (CUT, CARD, MONTH):
        shop.do("price_item", **event)
    cut, card = prices.items(TODAY)
    assert cut == PriceItem(
        id="cut", name="剪发", kind=PriceKind.SERVICE, price=6800, prices=(DatedPrice(date(2026, 1, 1), 6800),)
    )
    assert card == PriceItem(
        id="card",
        name="剪发 10 次卡",
        kind=PriceKind.SESSION_PASS,
        price=58000,
        prices=(DatedPrice(date(2026, 5, 1), 58000),),
        count=10,
        valid_days=365,
        covers="剪发",
    )
    month = prices.items(TODAY, ended=True)[-1]  # it is only to come
    assert (month.id, month.days, month.price) == ("month", 30, 16800)


def test_from_a_day_on_there_is_another_price(shop, prices):
    shop.do("price_item", **CUT)
    assert shop.do("price", id="p2", item="cut", price="78.00", starts_on="2026-06-01") == Filed("p2")
    shop.do("price", id="p3", item="cut", price="58.00", starts_on="2025-01-01")
    days = [date(2024, 12, 31), date(2025, 1, 1), TODAY, date(2026, 5, 31), date(2026, 6, 1)]
    assert [prices.price_on("cut", day) for day in days] == [None, 5800, 6800, 6800, 7800]
    assert prices.items(TODAY)[0].price == 6800
    logged = shop.sql("SELECT customer_id, offer_id, field, old, new, request_id FROM file_change")
    assert logged == [
        (None, None, "prices.cut.name", "", "剪发", "cut"),
        (None, None, "prices.cut.2026-01-01", "", "6800", "cut"),
        (None, None, "prices.cut.2026-06-01", "6800", "7800", "p2"),
        (None, None, "prices.cut.2025-01-01", "", "5800", "p3"),
    ]


def test_the_same_day_twice_is_refused_with_the_price_it_has(shop, prices):
    shop.do("price_item", **CUT)
    refused = shop.refused("price", item="cut", price="70.00", starts_on="2026-01-01")
    assert refused.field == "starts_on"
    assert refused.message.values["price"].minor == 6800


def test_not_even_the_program_can_edit_a_price(shop, prices):
    shop.do("price_item", **CUT)
    for statement in ("UPDATE service_price SET amount = 1", "DELETE FROM service_price"):
        with pytest.raises(sqlite3.IntegrityError, match="kept as it was"):
            shop.sql(statement)


def test_what_is_no_longer_sold(shop, prices):
    shop.do("price_item", **CUT)
    assert prices.record(EndPriceItem(id="e1", item="cut", on=TODAY)) == Filed("e1")
    assert [item.id for item in prices.items(TODAY)] == ["cut"]
    after = date(2026, 5, 21)
    assert prices.items(after) == []
    assert prices.price_on("cut", after) is None
    assert [(item.ended_on, item.price) for item in prices.items(after, ended=True)] == [(TODAY, 6800)]
    assert shop.refused("end_price_item", item="cut", on="2026-05-20").field == "on"
    assert shop.refused("price", item="cut", price="1.00", starts_on="2026-05-21").field == "starts_on"
    shop.do("price_item", **{**CUT, "id": "cut-again", "starts_on": "2026-05-21"})
    assert [item.id for item in prices.items(after)] == ["cut-again"]


def test_asked_for_twice(shop, prices):
    request = NewPriceItem(id="i1", name="n", kind=PriceKind.GOODS, price=100, starts_on=TODAY)
    assert prices.record(request) == Filed("i1")
    assert prices.record(request) == Filed("i1", repeated=True)
    price = NewPrice(id="p1", item="i1", price=200, starts_on=date(2026, 6, 1))
    assert prices.record(price) == Filed("p1")
    assert prices.record(price) == Filed("p1", repeated=True)
    with pytest.raises(Refused, match="used for something else"):
        prices.record(NewPrice(id="p1", item="i1", price=300, starts_on=date(2026, 6, 1)))


@pytest.mark.parametrize(
    ("do", "fields", "named"),
    [
        ("price_item", {**CUT, "name": ""}, "name"),
        ("price_item", {**CUT, "id": "other"}, "name"),
        ("price_item", {**CUT, "id": "x", "name": "x", "kind": "voucher"}, "kind"),
        ("price_item", {**CUT, "id": "x", "name": "x", "price": "-1"}, "price"),
        ("price_item", {**CUT, "id": "x", "name": "x", "price": 68}, "price"),
        ("price_item", {**CUT, "id": "x", "name": "x", "starts_on": "2026-02-30"}, "starts_on"),
        ("price_item", {**CUT, "id": "x", "name": "x", "covers": "剪发"}, "covers"),
        ("price_item", {**CARD, "count": 0}, "count"),
        ("price_item", {**CARD, "count": None}, "count"),
        ("price_item", {**CARD, "price": "0.00"}, "price"),
        ("price_item", {**MONTH, "days": None}, "days"),
        ("price_item", {**MONTH, "colour": "green"}, "colour"),
        ("price", {"item": "perm", "price": "1.00", "starts_on": "2026-06-01"}, "item"),
        ("price", {"item": "cut", "starts_on": "2026-06-01"}, "price"),
        ("end_price_item", {"item": "perm", "on": "2026-06-01"}, "item"),
        ("end_price_item", {"item": "cut"}, "on"),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_field(shop, prices, do, fields, named):
    shop.do("price_item", **CUT)
    assert shop.refused(do, **fields).field == named


def test_nobody_knows_the_price_of_what_there_is_not(prices):
    with pytest.raises(Refused) as refused:
        prices.price_on("perm", TODAY)
    assert refused.value.field == "item"


def test_a_list_that_cannot_be_read_is_said_to_be_damaged(tmp_path):
    shop = Shop(tmp_path)
    shop.do("price_item", **CUT)
    shop.sql("UPDATE service SET kind = 'voucher'")
    with pytest.raises(BookUnusable, match="damaged"):
        PriceList(shop.store, shop.around).items(TODAY)
    assert [problem.where for problem in Verify(shop.store).verify().problems] == ["service 1"]
    shop.store.dispose()
