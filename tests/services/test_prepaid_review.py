"""Reviews of prepaid accounts: who is drawn, what the book tells of each point, what people find and follow up."""

from datetime import date

import pytest

from app.core.review_requests import NoteFinding, Point, Scope, StartReview, Verdict, sample
from app.errors import Refused
from app.services.contacts import Contacts
from app.services.incoming import Incomings
from app.services.prepaid_review import PrepaidReview
from app.services.verify import Verify
from tests.services.helpers_customers import Shop
from tests.services.test_incoming import bank, top_up

ON = date(2026, 5, 10)


@pytest.fixture(name="shop")
def shop_of(tmp_path):
    """Make a shop with three customers, of whom two hold anything; in the end the whole book must be proven."""
    shop = Shop(tmp_path)
    for nth, name in enumerate(("王小明", "李海", "区美玲"), 1):
        shop.customer(f"C00{nth}", name=name, credit_limit=None)
    top_up(shop, "t1", "500.00")
    top_up(shop, "t2", "300.00", tender="cash", customer="C002", expires_on="2026-05-08")
    yield shop
    assert Verify(shop.store).verify().problems == ()
    shop.store.dispose()


@pytest.fixture(name="review")
def review_of(shop):
    """Return the door to reviews."""
    return PrepaidReview(shop.store, shop.around)


def point(view, customer, which):
    pick = next(each for each in view.picks if each.customer == customer)
    return next(each for each in pick.points if each.point is which)


def refused(call, field):
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field


def test_all_who_hold_anything_are_looked_through(review):
    view = review.start(StartReview(id="r1", on=ON))
    assert [each.customer for each in view.picks] == ["C001", "C002"]
    assert (view.line.of, view.line.size, view.done) == (2, 2, 0)
    assert [each.point for each in view.picks[0].points] == list(Point)


def test_a_sample_is_drawn_the_same_by_whoever_draws():
    every = list(range(1, 1001))
    drawn = sample(every, 50, "2026-05")
    assert drawn == sample(every[::-1], 50, "2026-05")
    assert len(set(drawn)) == 50
    assert set(drawn) <= set(every)
    assert drawn != sample(every, 50, "2026-06")
    assert set(sample(every, 20, "2026-05")) < set(drawn)
    assert sample(every, 2000, "x") == every


def test_the_same_request_gives_the_same_round_and_changes_nothing(shop, review):
    request = StartReview(id="r1", on=ON, scope=Scope.SAMPLE, size=1, seed="x")
    one = review.start(request)
    after = shop.dump()
    assert review.start(request) == one
    assert shop.dump() == after
    assert len(one.picks) == 1


def test_what_the_book_tells_of_each_point(shop, review, tmp_path):
    shop.do("sale", id="s1", on="2026-04-01", customer="C001", amount="80.00",
            pay=[{"with": "account", "due_on": "2026-05-01"}])  # fmt: skip
    view = review.start(StartReview(id="r1", on=ON))
    assert point(view, "C001", Point.AMOUNTS).told is Verdict.RIGHT
    assert point(view, "C001", Point.ARRIVED).told is Verdict.OPEN  # of that day no bill was read
    assert point(view, "C002", Point.ARRIVED).told is Verdict.NONE  # cash is counted in the drawer
    assert point(view, "C001", Point.TERMS).told is Verdict.OPEN
    assert point(view, "C002", Point.EXPIRY).told is Verdict.OPEN
    assert point(view, "C001", Point.CHARGES).told is Verdict.OPEN
    incoming = Incomings(shop.store, shop.around)
    incoming.read(bank(tmp_path, ("2026-05-04", "充值", "王小明", "6222", "N1", "500.00")))
    assert point(review.round("r1"), "C001", Point.ARRIVED).told is Verdict.OPEN
    incoming.accept_sure(50)
    assert point(review.round("r1"), "C001", Point.ARRIVED).told is Verdict.RIGHT


def test_a_balance_that_was_changed_behind_the_books_back_is_wrong(shop, review):
    shop.sql("UPDATE customer_balance SET principal = principal + 1 WHERE customer_id = 1")
    view = review.start(StartReview(id="r1", on=ON))
    assert point(view, "C001", Point.AMOUNTS).told is Verdict.WRONG
    shop.sql("UPDATE customer_balance SET principal = principal - 1 WHERE customer_id = 1")


def test_a_finding_settles_a_point_and_is_followed_up(shop, review):
    review.start(StartReview(id="r1", on=ON))
    note = NoteFinding(id="f1", review="r1", customer="C001", point=Point.TERMS, verdict=Verdict.WRONG,
                       text="没有签字", follow_on=date(2026, 6, 1))  # fmt: skip
    review.record(note)
    assert review.record(note).repeated
    found = point(review.round("r1"), "C001", Point.TERMS)
    assert (found.verdict, found.told) == (Verdict.WRONG, Verdict.OPEN)
    assert [(each.text, each.follow_on) for each in found.findings] == [("没有签字", date(2026, 6, 1))]
    review.record(NoteFinding(id="f2", review="r1", customer="C001", point=Point.TERMS, verdict=Verdict.RIGHT))
    assert point(review.round("r1"), "C001", Point.TERMS).verdict is Verdict.RIGHT
    notes = Contacts(shop.store, shop.around).agreed("C001")
    assert "没有签字" in str(notes)


def test_an_account_is_done_when_each_point_is_settled(review):
    view = review.start(StartReview(id="r1", on=ON))
    pick = next(each for each in view.picks if each.customer == "C002")
    for each in pick.points:
        if each.told not in (Verdict.RIGHT, Verdict.NONE):
            review.record(
                NoteFinding(id=each.point, review="r1", customer="C002", point=each.point, verdict=Verdict.RIGHT)
            )
    view = review.round("r1")
    assert [(each.customer, each.done) for each in view.picks] == [("C001", False), ("C002", True)]
    assert view.done == 1


def test_what_cannot_be_reviewed_is_refused(review):
    refused(lambda: review.start(StartReview(id="r", on=date(2026, 6, 1))), "on")
    refused(lambda: review.start(StartReview(id="r", on=date(2020, 1, 1))), "on")
    refused(lambda: review.start(StartReview(id="r", on=ON, scope=Scope.SAMPLE)), "size")
    refused(lambda: review.round("none"), "review")
    review.start(StartReview(id="r1", on=ON))
    fine = {"review": "r1", "customer": "C001", "point": Point.TERMS, "verdict": Verdict.WRONG, "text": "x"}
    for field, value in (("review", "r9"), ("customer", "C003"), ("customer", "nobody"), ("text", " ")):
        refused(lambda f=field, v=value: review.record(NoteFinding(id="f", **{**fine, f: v})), field)


def test_a_month_that_was_not_looked_through_is_due(shop, review):
    assert not review.is_due()  # nothing was held when the last month ended
    top_up(shop, "t0", "20.00", on="2026-04-20")
    assert review.is_due()
    review.start(StartReview(id="r1", on=date(2026, 4, 30)))
    assert not review.is_due()


def test_a_merged_customer_stays_in_the_round_as_who_lives_on(shop, review):
    review.start(StartReview(id="r1", on=ON))
    shop.do("merge", id="m", on="2026-05-12", customer="C002", into="C003", reason="同一人")
    view = review.round("r1")
    assert point(view, "C002", Point.AMOUNTS).told is Verdict.RIGHT
    review.record(NoteFinding(id="f", review="r1", customer="C003", point=Point.OTHER, verdict=Verdict.OPEN, text="看"))
    assert sum(len(p.findings) for each in review.round("r1").picks for p in each.points) == 1


def test_of_one_account_only_what_was_found_is_read_anew(shop, review):
    view = review.start(StartReview(id="r1", on=ON))
    pick = view.picks[0]
    for nth, customer in enumerate(("C001", "C002")):
        note = NoteFinding(id=f"n{nth}", review="r1", customer=customer, point=Point.TERMS, verdict=Verdict.RIGHT)
        review.record(note)
    looked = review.looked_at("r1", pick)
    assert looked == review.round("r1").picks[0]
    assert [each.findings for each in looked.points if each.point is not Point.TERMS] == [()] * 5
    refused(lambda: review.looked_at("none", pick), "review")


def test_a_round_is_proposed_for_a_day_on_which_something_was_held(shop, review):
    assert review.day_to_begin() == shop.around.today()  # the first top-ups are of this month
    top_up(shop, "t0", "80.00", on="2026-04-20")
    assert review.day_to_begin() == date(2026, 4, 30)
