"""Which top-up offers are made on a day, and which a payment reaches."""

from datetime import date

import pytest

from app.core.offers import NewOffer, Offer, current, expiry, has_ended, made, proposals
from app.errors import Refused

ON = date(2026, 5, 1)
SMALL = Offer(id="o1", name="充500送50", paid=50000, bonus=5000)
LARGE = Offer(id="o2", name="充1000送120", paid=100000, bonus=12000, valid_days=365)


def test_an_offer_is_made_from_its_first_through_its_last_day():
    offer = Offer(id="o", name="May", paid=1, bonus=1, starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 31))
    assert [bool(current([offer], date(2026, m, d))) for m, d in [(4, 30), (5, 1), (5, 31), (6, 1)]] == [
        False,
        True,
        True,
        False,
    ]
    assert not has_ended(offer, date(2026, 5, 31))
    assert has_ended(offer, date(2026, 6, 1))


def test_what_a_payment_reaches_comes_best_first():
    assert [p.offer.id for p in proposals([SMALL, LARGE], 100000, ON)] == ["o2", "o1"]
    assert [p.offer.id for p in proposals([SMALL, LARGE], 99999, ON)] == ["o1"]
    assert proposals([SMALL, LARGE], 49999, ON) == []


def test_an_offer_is_proposed_once_however_many_times_over_it_is_paid():
    (proposal,) = proposals([SMALL], 500000, ON)
    assert (proposal.bonus, proposal.expires_on) == (5000, None)


def test_a_lot_of_an_offer_may_be_used_for_its_days():
    assert expiry(LARGE, ON) == date(2027, 5, 1)
    assert expiry(LARGE, date(9999, 12, 1)) is None


def test_an_offer_that_ends_before_it_starts_is_refused():
    request = NewOffer(id="o", name="x", paid=1, bonus=1, starts_on=ON, ends_on=date(2026, 4, 30))
    with pytest.raises(Refused) as caught:
        made(request)
    assert caught.value.field == "ends_on"
