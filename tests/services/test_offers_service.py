"""The shop's own table of top-up offers, asked for and never applied silently."""

from datetime import date

import pytest

from app.core.offers import Offer
from app.core.requests import Order
from app.services.file_desk import Filed
from tests.services.helpers_customers import TODAY, Shop, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))

SMALL = {"id": "o1", "name": "充500送50", "paid": "500.00", "bonus": "50.00"}
LARGE = {"id": "o2", "name": "充1000送120", "paid": "1000.00", "bonus": "120.00", "starts_on": "2026-05-01",
         "ends_on": "2026-05-31", "valid_days": 365, "order": "bonus_first", "priority": 2}  # fmt: skip


def test_an_offer_comes_back_as_it_was_made(shop):
    shop.do("offer", **LARGE)
    assert shop.offers.table(TODAY) == [
        Offer(
            id="o2",
            name="充1000送120",
            paid=100000,
            bonus=12000,
            starts_on=date(2026, 5, 1),
            ends_on=date(2026, 5, 31),
            valid_days=365,
            order=Order.BONUS_FIRST,
            priority=2,
        )
    ]


def test_what_may_be_given_on_a_top_up(shop):
    shop.do("offer", **SMALL)
    shop.do("offer", **LARGE)
    best, other = shop.offers.for_amount(120000, TODAY)
    assert (best.offer.id, best.bonus, best.expires_on) == ("o2", 12000, date(2027, 5, 20))
    assert (other.offer.id, other.bonus, other.expires_on) == ("o1", 5000, None)
    assert [p.offer.id for p in shop.offers.for_amount(120000, date(2026, 6, 1))] == ["o1"]
    assert shop.offers.for_amount(49999, TODAY) == []


def test_a_top_up_gets_nothing_nobody_asked_for(shop):
    shop.do("offer", **SMALL)
    shop.customer("C001", name="A")
    shop.do("top_up", on="2026-05-20", customer="C001", paid="500.00", tender="cash")
    assert shop.sql("SELECT bonus FROM customer_balance") == [(0,)]


def test_an_offer_ends_after_its_last_day_and_stays_in_the_table(shop):
    shop.do("offer", **SMALL)
    assert shop.do("end_offer", id="e1", offer="o1", on="2026-05-20") == Filed("e1")
    assert [offer.id for offer in shop.offers.current(date(2026, 5, 20))] == ["o1"]
    assert shop.offers.current(date(2026, 5, 21)) == []
    assert shop.offers.table(date(2026, 5, 21)) == []
    assert [offer.ends_on for offer in shop.offers.table(date(2026, 5, 21), ended=True)] == [date(2026, 5, 20)]
    logged = shop.sql("SELECT offer_id, field, old, new, staff_id, request_id FROM file_change")
    assert logged == [(1, "name", "", "充500送50", 1, "o1"), (1, "ends_on", "", "2026-05-20", 1, "e1")]


def test_an_end_can_be_brought_forward_and_not_put_off(shop):
    shop.do("offer", **LARGE)
    assert shop.refused("end_offer", offer="o2", on="2026-05-31").field == "on"
    assert shop.refused("end_offer", offer="o2", on="2026-06-30").field == "on"
    shop.do("end_offer", offer="o2", on="2026-04-30")
    assert shop.offers.current(date(2026, 5, 1)) == []


def test_asked_for_twice(shop):
    shop.do("offer", **SMALL)
    assert shop.do("offer", **SMALL) == Filed("o1", repeated=True)
    assert shop.refused("offer", **{**SMALL, "bonus": "60.00"}).field == "id"
    shop.do("end_offer", id="e1", offer="o1", on="2026-05-20")
    assert shop.do("end_offer", id="e1", offer="o1", on="2026-05-20") == Filed("e1", repeated=True)
    assert shop.refused("end_offer", id="e1", offer="o1", on="2026-05-19").field == "id"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": ""}, "name"),
        ({"paid": "0.00"}, "paid"),
        ({"paid": "-5"}, "paid"),
        ({"paid": 500}, "paid"),
        ({"bonus": "0"}, "bonus"),
        ({"bonus": "1.001"}, "bonus"),
        ({"bonus": "NaN"}, "bonus"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"starts_on": "2026-06-01", "ends_on": "2026-05-31"}, "ends_on"),
        ({"valid_days": 0}, "valid_days"),
        ({"valid_days": "30"}, "valid_days"),
        ({"order": "random"}, "order"),
        ({"priority": -1}, "priority"),
        ({"discount": "1.00"}, "discount"),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_field(shop, fields, named):
    assert shop.refused("offer", **{**SMALL, **fields}).field == named


def test_there_must_be_such_an_offer(shop):
    assert shop.refused("end_offer", offer="o9", on="2026-05-20").field == "offer"
    assert shop.refused("end_offer", offer="o9").field == "on"


def test_an_offer_changed_behind_the_programs_back_shows(tmp_path):
    shop = Shop(tmp_path)
    shop.do("offer", **SMALL)
    shop.sql("UPDATE offer SET bonus = bonus * 10")
    assert shop.problems() == [("offer", 1)]
    shop.store.dispose()
