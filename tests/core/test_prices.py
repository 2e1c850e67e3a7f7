"""What a thing costs on a day, and which things may stand on the price list."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.prices import (
    DatedPrice,
    EndPriceItem,
    NewPrice,
    NewPriceItem,
    PriceItem,
    PriceKind,
    check_end,
    check_price,
    every,
    known,
    listed,
    made,
    price_on,
)
from app.errors import Refused

DAY = date(2026, 5, 1)
CUT = PriceItem(
    id="cut",
    name="剪发",
    kind=PriceKind.SERVICE,
    price=7800,
    prices=(DatedPrice(DAY, 6800), DatedPrice(date(2026, 6, 1), 7800)),
    ended_on=date(2026, 12, 31),
)


def new(**fields):
    values = {"id": "n", "name": "n", "kind": PriceKind.SERVICE, "price": 100, "starts_on": DAY}
    return NewPriceItem(**{**values, **fields})


@pytest.mark.parametrize(
    ("on", "price"),
    [
        ("2026-04-30", None),
        ("2026-05-01", 6800),
        ("2026-05-31", 6800),
        ("2026-06-01", 7800),
        ("2026-12-31", 7800),
        ("2027-01-01", None),
    ],
)
def test_the_price_of_a_day(on, price):
    day = date.fromisoformat(on)
    assert price_on(CUT, day) == price
    assert [item.price for item in listed([CUT], day)] == ([] if price is None else [price])


def test_everything_has_a_price_to_show():
    days = (date.min, DAY, date(2027, 1, 1))
    assert [every([CUT], day)[0].price for day in days] == [6800, 6800, 7800]


@given(st.dictionaries(st.integers(0, 400), st.integers(0, 10**9), min_size=1), st.integers(-5, 405))
def test_the_price_of_a_day_is_the_last_one_that_began_by_then(prices, day):
    dated = tuple(DatedPrice(DAY + timedelta(days=n), amount) for n, amount in sorted(prices.items()))
    item = PriceItem(id="i", name="i", kind=PriceKind.GOODS, price=0, prices=dated)
    begun = [n for n in prices if n <= day]
    assert price_on(item, DAY + timedelta(days=day)) == (prices[max(begun)] if begun else None)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"kind": PriceKind.SESSION_PASS}, "count"),
        ({"kind": PriceKind.SESSION_PASS, "count": 10, "days": 30}, "days"),
        ({"kind": PriceKind.SESSION_PASS, "count": 10, "price": 0}, "price"),
        ({"kind": PriceKind.PERIOD_PASS}, "days"),
        ({"kind": PriceKind.PERIOD_PASS, "days": 30, "count": 10}, "count"),
        ({"kind": PriceKind.PERIOD_PASS, "days": 30, "valid_days": 60}, "valid_days"),
        ({"kind": PriceKind.PERIOD_PASS, "days": 30, "price": 0}, "price"),
        ({"count": 1}, "count"),
        ({"days": 1}, "days"),
        ({"valid_days": 1}, "valid_days"),
        ({"covers": "剪发"}, "covers"),
        ({"kind": PriceKind.GOODS, "covers": "剪发"}, "covers"),
        ({"name": "剪发"}, "name"),
    ],
)
def test_what_cannot_stand_on_the_list_is_refused_by_field(fields, named):
    with pytest.raises(Refused) as refused:
        made(new(**fields), [CUT])
    assert refused.value.field == named


def test_what_can_stand_on_the_list():
    assert made(new(price=0), [CUT]).price == 0
    assert made(new(name="剪发", kind=PriceKind.GOODS), [CUT]).kind is PriceKind.GOODS
    assert made(new(name="剪发", starts_on=date(2027, 1, 1)), [CUT]).name == "剪发"  # the old one has ended by then
    card = made(new(kind=PriceKind.SESSION_PASS, count=10, valid_days=365, covers="剪发"), [CUT])
    assert (card.service, card.count, card.valid_days) == ("剪发", 10, 365)
    assert made(new(kind=PriceKind.PERIOD_PASS, days=30), []).service == "n"


def test_a_day_that_has_a_price_keeps_it():
    for on in ("2026-05-01", "2026-06-01", "2027-01-01"):
        with pytest.raises(Refused) as refused:
            check_price(NewPrice(id="p", item="cut", price=1, starts_on=date.fromisoformat(on)), CUT)
        assert refused.value.field == "starts_on"
    check_price(NewPrice(id="p", item="cut", price=1, starts_on=date(2026, 6, 2)), CUT)


def test_an_end_can_be_brought_forward_and_not_put_off():
    for on in ("2026-12-31", "2027-06-30"):
        with pytest.raises(Refused, match="2026-12-31"):
            check_end(EndPriceItem(id="e", item="cut", on=date.fromisoformat(on)), CUT)
    check_end(EndPriceItem(id="e", item="cut", on=date(2026, 12, 30)), CUT)


def test_there_must_be_such_an_item():
    assert known([CUT], "cut") is CUT
    with pytest.raises(Refused) as refused:
        known([CUT], "perm")
    assert refused.value.field == "item"
