"""Ratings in a book: the history they go by, reviews that decide, the owner's own word, what reminders go by."""

from datetime import timedelta

import pytest

from app.core.credit.reviews import EndOverride, SetOverride
from app.core.reminder.requests import RecordReview
from app.core.ways import CreditClass
from app.errors import Refused
from app.services.ratings import Ratings
from app.services.reminder_facts import facts_of
from app.services.verify import Verify
from app.storage.credit_history import settled_by
from app.storage.families import Scope, merged
from app.storage.timeline import file_changes, timeline
from tests.services.helpers_customers import TODAY, open_shop
from tests.services.test_verify import query, tamper

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))
GOOD, NORMAL, AT_RISK = CreditClass.GOOD, CreditClass.NORMAL, CreditClass.AT_RISK


def day(ago):
    return (TODAY - timedelta(days=ago)).isoformat()


def sell(shop, name, ago, *, terms=30, customer="C001", amount="100.00"):
    due = (TODAY - timedelta(days=ago) + timedelta(days=terms)).isoformat()
    shop.do("sale", id=name, on=day(ago), customer=customer, amount=amount, pay=[{"with": "account", "due_on": due}])


def pay(shop, name, ago, charge, amount="100.00", customer="C001"):
    shop.do("payment", id=name, on=day(ago), customer=customer, amount=amount, tender="bank", against=[charge])


@pytest.fixture(name="desk")
def ratings_of(shop):
    for number in ("C001", "C002"):
        shop.customer(number, name=f"name of {number}", credit_limit=None, on=day(400))
    yield Ratings(shop.store, shop.around)
    assert Verify(shop.store).verify().problems == ()


def settled(shop, on=TODAY):
    """Return days late of what each customer settled, by internal id."""
    with shop.store.read() as session:
        found = settled_by(session, Scope(None, merged(session)), on)
    return {customer: sorted(each.days for each in own) for customer, own in found.items()}


def punctual(shop, *, count=6, customer="C001"):
    for n in range(count):
        sell(shop, f"{customer}-s{n}", 300 - 30 * n, customer=customer)
        pay(shop, f"{customer}-m{n}", 275 - 30 * n, f"{customer}-s{n}", customer=customer)


# ---- the history ----------------------------------------------------------------------------------------------------


def test_days_late_are_those_of_the_charge_from_its_due_date(shop, desk):
    sell(shop, "s1", 100)
    pay(shop, "m1", 60, "s1", "40.00")
    pay(shop, "m2", 50, "s1", "60.00")
    assert settled(shop) == {1: [20]}
    assert settled(shop, TODAY - timedelta(days=51)) == {}


def test_terms_given_before_the_due_date_count_and_those_given_after_do_not(shop, desk):
    sell(shop, "s1", 100)
    sell(shop, "s2", 100)
    shop.do("reschedule", id="r1", on=day(80), charge="s1", due_on=day(40), reason="缓")
    shop.do("reschedule", id="r2", on=day(60), charge="s2", due_on=day(40), reason="缓")
    for n in ("1", "2"):
        pay(shop, f"m{n}", 40, f"s{n}")
    assert settled(shop) == {1: [0, 30]}


def test_terms_that_were_taken_back_do_not_count(shop, desk):
    sell(shop, "s1", 100)
    shop.do("reschedule", id="r1", on=day(80), charge="s1", due_on=day(40), reason="缓")
    shop.do("reverse", id="x1", on=day(75), entry="r1", reason="误")
    pay(shop, "m1", 40, "s1")
    assert settled(shop) == {1: [30]}


def test_what_was_given_back_or_undone_was_never_paid(shop, desk):
    sell(shop, "s1", 100)
    shop.do("credit", id="c1", on=day(90), sale="s1", amount="100.00", reason="退货")
    sell(shop, "s2", 100)
    shop.do("reverse", id="x1", on=day(95), entry="s2", reason="误")
    sell(shop, "s3", 100)
    shop.do("write_off", id="w1", on=day(10), charge="s3", reason="坏账")
    assert settled(shop) == {1: [60]}


def test_a_payment_undone_leaves_the_charge_open_until_it_is_paid_again(shop, desk):
    sell(shop, "s1", 100)
    pay(shop, "m1", 80, "s1")
    shop.do("reverse", id="x1", on=day(79), entry="m1", reason="退票")
    assert settled(shop, TODAY - timedelta(days=80)) == {1: [-10]}
    assert settled(shop) == {}
    pay(shop, "m2", 65, "s1")
    assert settled(shop) == {1: [5]}


def test_what_was_settled_before_a_merging_counts_for_the_file_that_lives_on(shop, desk):
    sell(shop, "s1", 200)
    pay(shop, "m1", 180, "s1")
    sell(shop, "s2", 100)
    shop.do("merge", id="g1", on=day(90), customer="C001", into="C002", reason="同一人")
    assert settled(shop) == {2: [-10]}
    assert desk.rating("C001").customer == "C002"
    [open_charge] = [line for line in desk.ratings() if line.customer == "C002"]
    assert open_charge.rating.overdue == 10_000
    moved = query(shop.path, "SELECT name FROM item WHERE is_charge = 1 AND customer_id = 2")[0][0]
    pay(shop, "m2", 60, moved, customer="C002")
    assert settled(shop) == {2: [-10, 10]}


def test_a_charge_rightly_disputed_counts_neither_way(shop, desk):
    punctual(shop)
    sell(shop, "s9", 100)
    shop.do("dispute", id="d1", customer="C001", charge="s9", on=day(80), reason="坏的")
    assert desk.rating("C001").rating.overdue == 0
    shop.do("end_dispute", id="e1", dispute="d1", outcome="accepted", on=day(20), reason="对")
    pay(shop, "m9", 10, "s9")
    rating = desk.rating("C001").rating
    assert (rating.settled, rating.late_share) == (6, 0)
    assert any("1 of them rightly" in str(each) for each in rating.reasons)
    assert desk.rating("C001", TODAY - timedelta(days=21)).rating.settled == 6


def test_broken_promises_tell(shop, desk):
    punctual(shop)
    assert desk.rating("C001").rating.credit is GOOD
    for n in (1, 2):
        shop.do("promise", id=f"p{n}", customer="C001", amount="10.00", due_on=day(40 * n), on=day(40 * n + 5))
    found = desk.rating("C001").rating
    assert found.credit is AT_RISK
    assert str(found.reasons[0]).startswith("Promises to pay broken: 2 of 2")


def test_nothing_known_is_never_good(shop, desk):
    found = desk.rating("C002")
    assert (found.rating.credit, found.effective.credit, found.effective.known) == (None, NORMAL, False)
    assert desk.ratings() == ()


def test_the_average_is_reckoned_anew_after_each_entry(shop, desk):
    assert desk.average().charges == 0
    punctual(shop)
    assert desk.average().charges == 6
    assert desk.average(TODAY - timedelta(days=200)).charges == 3


# ---- reviews --------------------------------------------------------------------------------------------------------


def review(desk, **fields):
    return desk.review(RecordReview(**{"id": "v1", "customer": "C001", "on": TODAY, "credit": GOOD, **fields}))


def test_a_review_decides_the_class_and_keeps_the_rating_as_it_stood(shop, desk):
    punctual(shop)
    before = desk.rating("C001").rating
    assert not review(desk, text="老客户").repeated
    assert review(desk, text="老客户").repeated
    sell(shop, "s9", 100)
    found = desk.rating("C001")
    assert (found.decided, str(found.effective.reason)) == (GOOD, f"Decided at the review of {TODAY}.")
    [kept] = found.reviews
    assert (kept.rating, kept.suggested, kept.decided, kept.note) == (before, GOOD, GOOD, "老客户")
    assert found.rating.credit is AT_RISK  # what happened since changes the rating, not what was decided
    with shop.store.read() as session:
        changed = [(each.field, each.old, each.text) for each in file_changes(session, {1: "C001"})]
        assert ("credit_class", "normal", "good") in changed
        assert any(each.kind == "review" and each.text == "老客户" for each in timeline(session, 1))


def test_another_content_with_the_same_id_is_refused(shop, desk):
    review(desk)
    with pytest.raises(Refused, match="used for something else"):
        review(desk, credit=AT_RISK)
    assert desk.rating("C001").decided is GOOD


def test_looking_through_an_account_without_deciding_changes_no_class(shop, desk):
    review(desk, credit=None)
    found = desk.rating("C001")
    assert (found.last_review, found.reviews, found.decided) == (TODAY, (), NORMAL)


def test_a_review_of_tomorrow_is_refused_and_leaves_nothing(shop, desk):
    with pytest.raises(Refused, match="lies in the future"):
        review(desk, on=TODAY + timedelta(days=2))
    assert query(shop.path, "SELECT count(*) FROM credit_review")[0][0] == 0
    assert desk.rating("C001").decided is NORMAL


def test_a_class_set_by_hand_later_is_no_longer_the_reviews(shop, desk):
    review(desk)
    shop.customer("C001", credit_class="at_risk")
    assert str(desk.rating("C001").effective.reason) == "Set by hand in the customer’s file."


def test_who_is_due_for_a_review_stands_in_the_queue_longest_waiting_first(shop, desk):
    shop.customer("C001", review_months=1)
    shop.customer("C002", review_months=12)
    sell(shop, "s1", 100)
    found = desk.reviews_due()
    assert [(each.customer, each.owed, each.overdue, each.last_review) for each in found] == [
        ("C001", 10_000, 10_000, None),
        ("C002", 0, 0, None),
    ]
    assert found[0].due_on < found[1].due_on
    review(desk)
    assert [each.customer for each in desk.reviews_due()] == ["C002"]
    assert desk.rating("C001").next_review is not None
    shop.customer("C002", closed=True)
    assert desk.reviews_due() == ()


def test_damage_to_a_review_shows(shop):
    shop.customer("C001", name="n", credit_limit=None)
    desk = Ratings(shop.store, shop.around)
    review(desk)
    tamper(shop.path, "UPDATE credit_review SET decided = 'at_risk'")
    assert [problem.kind for problem in Verify(shop.store).verify().problems] != []


# ---- the owner's own word -------------------------------------------------------------------------------------------


def override(desk, **fields):
    given = {"id": "o1", "customer": "C001", "credit": GOOD, "reason": "大客户", "on": TODAY,
             "until": TODAY + timedelta(days=60), **fields}  # fmt: skip
    return desk.override(SetOverride(**given))


def test_the_owners_word_counts_until_its_day_and_says_why(shop, desk):
    review(desk, credit=AT_RISK)
    override(desk)
    assert override(desk).repeated
    found = desk.rating("C001")
    assert (found.effective.credit, found.decided) == (GOOD, AT_RISK)
    assert str(found.effective.reason) == "Set by the owner through 2026-07-19: 大客户"
    assert found.override.id == "o1"
    later = desk.rating("C001", TODAY + timedelta(days=61))
    assert (later.effective.credit, later.override) == (AT_RISK, None)


def test_ending_it_brings_back_what_was_decided(shop, desk):
    override(desk)
    desk.end_override(EndOverride(id="o2", customer="C001", on=TODAY, reason="不再"))
    assert desk.rating("C001").effective.credit is NORMAL
    with pytest.raises(Refused, match="set no class"):
        desk.end_override(EndOverride(id="o3", customer="C001", on=TODAY))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"reason": " "}, "say why"),
        ({"until": TODAY - timedelta(days=1)}, "lies before"),
        ({"until": TODAY + timedelta(days=1000)}, "more than 24 months"),
        ({"on": TODAY + timedelta(days=3)}, "lies in the future"),
        ({"customer": "C999"}, "there is no customer"),
    ],
)
def test_a_word_that_makes_no_sense_is_refused_and_nothing_changes(shop, desk, wrong, says):
    before = shop.dump()
    with pytest.raises(Refused, match=says):
        override(desk, **wrong)
    assert shop.dump() == before


def test_events_say_the_same(shop, desk):
    shop.do("override", id="o1", customer="C001", credit="at_risk", reason="拖", on=day(0), until=day(-30))
    assert desk.rating("C001").effective.credit is AT_RISK
    shop.do("end_override", id="o2", customer="C001", on=day(0))
    shop.do("review", id="v1", customer="C001", on=day(0), credit="good", text="好")
    assert desk.rating("C001").effective.credit is GOOD
    assert shop.refused("review", id="v2", customer="C001", on=day(0), credit="great").field == "credit"
    assert shop.refused("override", id="o3", customer="C001", credit="good", on=day(0), until=day(-1)).field == "reason"


def test_reminders_go_by_the_class_that_counts(shop, desk):
    sell(shop, "s1", 100)

    def counted():
        with shop.store.read() as session:
            return facts_of(session, 1, TODAY).credit

    assert counted() is NORMAL
    review(desk, credit=AT_RISK)
    assert counted() is AT_RISK
    override(desk)
    assert counted() is GOOD
    desk.end_override(EndOverride(id="o2", customer="C001", on=TODAY))
    assert counted() is AT_RISK


def test_a_missed_instalment_of_a_plan_is_overdue_here_too(shop, desk):
    shop.customer("C001", review_months=1)
    sell(shop, "s1", 100)
    shop.do("plan", id="p1", customer="C001", on=day(50), charges=["s1"],
            instalments=[{"due_on": day(n), "amount": "50.00"} for n in (20, -20)])  # fmt: skip
    rating = desk.rating("C001").rating
    assert (rating.overdue, rating.overdue_days) == (5_000, 20)
    assert [(each.owed, each.overdue) for each in desk.reviews_due()] == [(10_000, 5_000)]
    assert desk.rating("C001", TODAY - timedelta(days=30)).rating.overdue == 0
