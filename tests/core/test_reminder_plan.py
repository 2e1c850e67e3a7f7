"""The plan: which reminder is wanted for a customer on a day, and why one is wanted no longer."""

from datetime import date, timedelta

import pytest

from app.core.counter import next_birthday
from app.core.customer import Calendar
from app.core.lawpack import LawPack, LegalValue
from app.core.reminder.facts import (
    ChargeFact,
    Facts,
    LotFact,
    NoteFact,
    PassFact,
    Pause,
    PauseKind,
    Review,
    StatementFact,
)
from app.core.reminder.kinds import FOR_OWNER, MARKETING, CreditClass, RuleKind, Tone, Way
from app.core.reminder.ladder import Done
from app.core.reminder.limitation import Ground, Interruption
from app.core.reminder.occasions import Policy
from app.core.reminder.plan import _PLANNERS, ORDER, SENTENCES, Why, plan, recheck, still_wanted
from app.core.reminder.promise import Payment, Promise
from app.core.reminder.rules import DEFAULT_RULES, changed
from app.core.reminder.wish import Covered, Key

TODAY = date(2026, 6, 1)
CHINA = LawPack(
    "CN",
    (
        LegalValue("limitation_years", 3, date(2021, 1, 1), "", "H"),
        LegalValue("limitation_most_years", 20, date(2021, 1, 1), "", "H"),
    ),
)
POLICY = Policy(pack=CHINA)
EVERYWHERE = frozenset(Way) - {Way.OWNER}
SOMEBODY = Facts(customer=7, reach=EVERYWHERE, consents=EVERYWHERE)


def ago(days, today=TODAY):
    return today - timedelta(days=days)


def charge(item, overdue, amount=1000, **more):
    return ChargeFact(item, f"s{item}", ago(overdue + 30), ago(overdue), amount, **more)


def debtor(*charges, **more):
    return SOMEBODY._replace(charges=charges, **more)


def planned(facts, kind, today=TODAY, policy=POLICY):
    return [wish for wish in plan(facts, policy, today) if wish.rule is kind]


def only(facts, kind, today=TODAY, policy=POLICY):
    (wish,) = planned(facts, kind, today, policy)
    return wish


def with_rules(**given):
    return POLICY._replace(rules=changed(DEFAULT_RULES, given))


def because(wish, facts, today=TODAY, policy=POLICY):
    reason = still_wanted(wish, facts, policy, today)
    return None if reason is None else reason.why


# ---- overdue --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "count"), [(0, 0), (2, 0), (3, 1), (400, 1)])
def test_the_first_stage_comes_on_its_day(days, count):
    assert len(planned(debtor(charge(1, days)), RuleKind.OVERDUE)) == count


def test_one_reminder_names_all_that_is_overdue_and_has_the_highest_stage_due():
    facts = debtor(
        charge(1, 25, 1000, done=(Done(1, ago(20)),)),
        charge(2, 4, 200),
        charge(3, 1, 30),
        charge(4, -5, 7777),
        last_reminded=ago(20),
    )
    wish = only(facts, RuleKind.OVERDUE)
    assert (wish.stage, wish.tone, wish.template) == (2, Tone.FIRM, "overdue_firm")
    assert wish.ways == (Way.MESSAGE, Way.LETTER)
    assert wish.amount == 1230
    assert wish.covers == (Covered(1, 2), Covered(2, 1), Covered(3, 0))  # the third is named, its time has not come
    assert wish.key == Key(RuleKind.OVERDUE, "1", "2")
    assert wish.on == ago(25)


def test_f6_the_next_stage_waits_until_its_distance_has_passed():
    facts = debtor(charge(1, 20, done=(Done(1, ago(6)),)))  # due 20 days ago, stage 1 really done on day 14
    assert not planned(facts, RuleKind.OVERDUE)
    assert only(facts, RuleKind.OVERDUE, TODAY + timedelta(days=1)).due_on == TODAY + timedelta(days=1)


def test_the_owner_decides_after_the_last_reminder_while_newer_charges_are_still_asked_for():
    done = tuple(Done(n, ago(60 - 10 * n)) for n in range(1, 5))
    facts = debtor(charge(1, 60, done=done), charge(2, 5))
    asking, deciding = sorted(planned(facts, RuleKind.OVERDUE), key=lambda wish: wish.stage)
    assert (asking.stage, asking.covers, asking.amount) == (1, (Covered(1, 0), Covered(2, 1)), 2000)
    assert (deciding.stage, deciding.ways, deciding.template) == (5, (Way.OWNER,), "")


def test_the_credit_class_and_long_standing_decide_how_soon():
    assert not planned(debtor(charge(1, 4), credit=CreditClass.GOOD), RuleKind.OVERDUE)
    assert not planned(debtor(charge(1, 4), since=date(2020, 1, 1)), RuleKind.OVERDUE)
    assert planned(debtor(charge(1, 1), credit=CreditClass.AT_RISK), RuleKind.OVERDUE)


def test_two_reminders_lie_a_few_days_apart():
    facts = debtor(charge(1, 5, done=(Done(1, ago(2)),)), charge(2, 3), last_reminded=ago(2))
    assert not planned(facts, RuleKind.OVERDUE)
    later = TODAY + timedelta(days=1)
    assert only(facts, RuleKind.OVERDUE, later).due_on == later


def test_small_balances_are_left_out():
    assert not planned(debtor(charge(1, 30, 99)), RuleKind.OVERDUE)
    assert planned(debtor(charge(1, 30, 60), charge(2, 2, 40)), RuleKind.OVERDUE)
    assert not planned(debtor(charge(1, 30, 0)), RuleKind.OVERDUE, policy=with_rules(overdue={"least": 0}))


def test_disputed_charges_are_neither_asked_for_nor_counted():
    facts = debtor(charge(1, 30, disputed=True), charge(2, 10, 300))
    wish = only(facts, RuleKind.OVERDUE)
    assert (wish.amount, wish.covers) == (300, (Covered(2, 1),))
    assert not planned(debtor(charge(1, 30, disputed=True)), RuleKind.OVERDUE)


@pytest.mark.parametrize("kind", list(PauseKind))
def test_while_paused_nothing_is_asked(kind):
    def paused(starts, ends):
        return debtor(charge(1, 30), pauses=(Pause(kind, starts, ends, "on holiday"),))

    assert not planned(paused(ago(3), TODAY), RuleKind.OVERDUE)
    assert not planned(paused(ago(3), None), RuleKind.OVERDUE)
    assert only(paused(ago(30), ago(1)), RuleKind.OVERDUE).due_on == TODAY  # caught up at once, one stage
    assert only(paused(ago(3), ago(2)), RuleKind.OVERDUE).due_on == ago(27)  # it was due before the pause began


def test_an_open_promise_keeps_us_from_asking_and_a_broken_one_for_a_little_longer():
    facts = debtor(charge(1, 30), promises=(Promise(1, 500, TODAY, ago(5)),))
    asked = [n for n in range(10) if planned(facts, RuleKind.OVERDUE, TODAY + timedelta(days=n))]
    assert asked == [6, 7, 8, 9]  # two days of grace, three for the call
    assert planned(facts, RuleKind.PROMISE_BROKEN, TODAY + timedelta(days=3))


def test_a_promise_kept_keeps_us_from_nothing():
    kept = (Payment(9, ago(1), 500),)
    facts = debtor(charge(1, 30), promises=(Promise(1, 500, TODAY, ago(5)),), payments=kept)
    assert planned(facts, RuleKind.OVERDUE)


def test_while_one_may_be_out_no_other_follows():
    key = Key(RuleKind.OVERDUE, "1", "1")
    assert not planned(debtor(charge(2, 30), unclear=frozenset({key})), RuleKind.OVERDUE)
    assert only(debtor(charge(1, 30), unclear=frozenset({key})), RuleKind.OVERDUE).key == key


def test_a_pause_that_ends_into_one_without_end():
    pauses = (Pause(PauseKind.UNTIL, ago(30), ago(9)), Pause(PauseKind.DISPUTE, ago(8)))
    assert not planned(debtor(charge(1, 30), pauses=pauses), RuleKind.OVERDUE)


# ---- ways -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reach", "likes", "ways"),
    [
        ({Way.MESSAGE, Way.EMAIL, Way.LETTER}, None, (Way.MESSAGE, Way.LETTER)),
        ({Way.MESSAGE, Way.EMAIL, Way.LETTER}, Way.EMAIL, (Way.EMAIL, Way.LETTER)),
        ({Way.EMAIL}, None, (Way.EMAIL,)),
        ({Way.EMAIL}, Way.MESSAGE, (Way.EMAIL,)),
        ({Way.LETTER}, None, (Way.LETTER,)),
        ({Way.PHONE}, None, (Way.PHONE,)),
        ({Way.SERVICE, Way.LETTER}, Way.PHONE, (Way.SERVICE, Way.LETTER)),
        (set(), None, (Way.OWNER,)),
    ],
)
def test_who_cannot_be_reached_one_way_is_reached_another(reach, likes, ways):
    facts = debtor(charge(1, 30, done=(Done(1, ago(25)),)), reach=frozenset(reach), likes=likes)
    assert only(facts, RuleKind.OVERDUE).ways == ways


# ---- due soon -------------------------------------------------------------------------------------------------------


def test_what_is_due_soon_is_said_once_for_a_day():
    facts = debtor(charge(1, -3, 400), charge(2, -3, 50), charge(3, -9), charge(4, -2, 99))
    wish = only(facts, RuleKind.DUE_SOON)
    assert (wish.amount, wish.covers, wish.on) == (450, (Covered(1), Covered(2)), TODAY + timedelta(days=3))
    assert (wish.due_on, wish.expires_on) == (TODAY, TODAY + timedelta(days=3))
    assert planned(facts, RuleKind.DUE_SOON, TODAY + timedelta(days=3))[0].key == wish.key
    assert wish.key not in {each.key for each in plan(facts, POLICY, TODAY + timedelta(days=4))}


def test_nobody_is_told_at_the_till_that_it_is_due_in_two_days():
    agreed_today = ChargeFact(1, "s1", TODAY, TODAY + timedelta(days=2), 1000)
    assert not planned(debtor(agreed_today), RuleKind.DUE_SOON)


def test_an_instalment_has_a_reminder_of_its_own():
    facts = debtor(charge(1, -3, part=2, parts=3), charge(2, -2, part=1, parts=2))
    assert {wish.subject for wish in planned(facts, RuleKind.INSTALMENT)} == {"1", "2"}
    assert not planned(facts, RuleKind.DUE_SOON)


def test_pauses_and_disputes_hold_for_what_is_due_soon_too():
    pause = Pause(PauseKind.DISPUTE, ago(1))
    assert not planned(debtor(charge(1, -3), pauses=(pause,)), RuleKind.DUE_SOON)
    assert not planned(debtor(charge(1, -3, disputed=True)), RuleKind.DUE_SOON)


# ---- promises -------------------------------------------------------------------------------------------------------


def test_a_promise_is_recalled_the_day_before():
    facts = debtor(charge(1, 30), promises=(Promise(4, 500, TODAY, ago(9)),), payments=(Payment(3, ago(2), 120),))
    wish = only(facts, RuleKind.PROMISE_DUE, ago(1))
    assert (wish.subject, wish.amount, wish.due_on, wish.expires_on) == ("4", 380, ago(1), TODAY)
    assert not planned(facts, RuleKind.PROMISE_DUE, ago(2))
    assert not planned(facts, RuleKind.PROMISE_DUE, TODAY + timedelta(days=1))


def test_a_broken_promise_is_called_about_unless_there_is_a_new_one():
    broken = Promise(4, 500, ago(5), ago(9))
    wish = only(debtor(charge(1, 30), promises=(broken,)), RuleKind.PROMISE_BROKEN)
    assert (wish.ways, wish.due_on, wish.tone) == ((Way.PHONE,), ago(2), Tone.FIRM)
    renewed = debtor(charge(1, 30), promises=(broken, Promise(5, 500, TODAY, ago(1))))
    assert not planned(renewed, RuleKind.PROMISE_BROKEN)
    assert because(wish, renewed) is Why.SUPERSEDED
    assert not planned(SOMEBODY._replace(promises=(broken,)), RuleKind.PROMISE_BROKEN)  # nothing is owed
    paid = debtor(charge(1, 30), promises=(broken,), payments=(Payment(3, ago(5), 500),))
    assert because(wish, paid) is Why.PAID
    reversed_ = paid._replace(payments=(Payment(3, ago(5), 500, reversed_on=TODAY),))
    assert because(wish, reversed_) is None


# ---- statements and limitation --------------------------------------------------------------------------------------


def test_a_promise_nobody_knows_any_longer():
    wish = only(debtor(charge(1, 30), promises=(Promise(4, 500, ago(5), ago(9)),)), RuleKind.PROMISE_BROKEN)
    assert because(wish, debtor(charge(1, 30))) is Why.GONE


def test_what_is_due_soon_was_paid_disputed_or_moved():
    wish = only(debtor(charge(1, -3)), RuleKind.DUE_SOON)
    assert because(wish, SOMEBODY) is Why.PAID
    assert because(wish, debtor(charge(1, -3, disputed=True))) is Why.DISPUTED
    assert because(wish, debtor(charge(1, -3, 40))) is Why.SMALL
    assert because(wish, debtor(charge(1, -9))) is Why.SUPERSEDED
    assert because(wish, debtor(charge(1, -3)), TODAY + timedelta(days=4)) is Why.OVER


def test_only_the_latest_statement_is_asked_after():
    two = (StatementFact("S-1", ago(60), ago(40)), StatementFact("S-2", ago(20), ago(3)))
    wish = only(SOMEBODY._replace(statements=two), RuleKind.STATEMENT)
    assert (wish.subject, wish.number, wish.on) == ("S-2", "S-2", ago(3))
    assert not planned(SOMEBODY._replace(statements=two), RuleKind.STATEMENT, TODAY + timedelta(days=31))
    assert because(wish, SOMEBODY) is Why.GONE


@pytest.mark.parametrize(
    ("left", "days"), [(181, None), (180, 180), (91, 180), (90, 90), (30, 30), (0, 30), (-1, None)]
)
def test_the_owner_is_warned_before_claims_grow_too_old(left, days):
    due = date(2023, 6, 1)
    today = date(2026, 6, 1) - timedelta(days=left)
    facts = SOMEBODY._replace(charges=(ChargeFact(1, "s1", due, due, 1000, disputed=True),), reach=frozenset())
    found = planned(facts, RuleKind.LIMITATION, today)
    assert [wish.occurrence for wish in found] == ([] if days is None else [f"2026-06-01/{days}"])
    assert all(wish.ways == (Way.OWNER,) for wish in found)


def test_a_demand_that_arrived_and_the_last_instalment_move_it():
    due = date(2023, 6, 10)
    old = ChargeFact(1, "s1", due, due, 1000)
    assert planned(SOMEBODY._replace(charges=(old,)), RuleKind.LIMITATION)
    demanded = old._replace(interruptions=(Interruption(date(2026, 1, 1), Ground.DEMAND),))
    assert not planned(SOMEBODY._replace(charges=(demanded,)), RuleKind.LIMITATION)
    in_parts = old._replace(last_due_on=date(2024, 6, 10))
    assert not planned(SOMEBODY._replace(charges=(in_parts,)), RuleKind.LIMITATION)
    assert not planned(SOMEBODY._replace(charges=(old,)), RuleKind.LIMITATION, policy=Policy())  # no law known


# ---- money and passes held ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("left", "days"), [(91, None), (90, 90), (31, 90), (30, 30), (7, 7), (0, 7), (-1, None)])
def test_what_expires_is_said_at_each_threshold(left, days):
    ends = TODAY + timedelta(days=left)
    lots = (LotFact(1, ago(300), 5000, ends), LotFact(2, ago(200), 700, ends), LotFact(3, ago(1), 900))
    found = planned(SOMEBODY._replace(lots=lots), RuleKind.EXPIRING)
    assert [(wish.occurrence, wish.amount) for wish in found] == ([] if days is None else [(f"{ends}/{days}", 5700)])


def test_each_threshold_ends_where_the_next_begins():
    lots = (LotFact(1, ago(300), 5000, TODAY),)
    wish = only(SOMEBODY._replace(lots=lots), RuleKind.EXPIRING, ago(90))
    assert wish.expires_on == ago(31)
    assert because(wish, SOMEBODY._replace(lots=lots), ago(30)) is Why.OVER


def test_passes_are_gathered_by_service_and_a_period_pass_counts_no_visits():
    ends = TODAY + timedelta(days=7)
    passes = (
        PassFact(1, "洗车", ago(200), 3, 10, ends),
        PassFact(2, "洗车", ago(100), 5, 10, ends),
        PassFact(3, "健身", ago(23), 1, 0, ends),
    )
    found = planned(SOMEBODY._replace(passes=passes), RuleKind.EXPIRING)
    assert {(wish.service, wish.units, wish.template) for wish in found} == {
        ("洗车", 8, "expiring_pass"),
        ("健身", 0, "expiring_period"),
    }


def test_nobody_is_told_when_buying_a_month_that_it_ends_within_one():
    month = PassFact(1, "健身", TODAY, 1, 0, TODAY + timedelta(days=30))
    assert not planned(SOMEBODY._replace(passes=(month,)), RuleKind.EXPIRING)
    assert planned(SOMEBODY._replace(passes=(month,)), RuleKind.EXPIRING, TODAY + timedelta(days=23))


def test_a_balance_run_low_by_use_is_said_once_after_each_top_up():
    low = SOMEBODY._replace(lots=(LotFact(5, ago(60), 5000),), last_lot=5, last_visit=ago(1))
    assert only(low, RuleKind.LOW_BALANCE).key == Key(RuleKind.LOW_BALANCE, "7", "5")
    assert not planned(low._replace(lots=(LotFact(5, ago(60), 5001),)), RuleKind.LOW_BALANCE)
    assert not planned(low._replace(lots=()), RuleKind.LOW_BALANCE)
    assert not planned(low._replace(last_visit=ago(31)), RuleKind.LOW_BALANCE)
    assert not planned(low._replace(last_visit=ago(60)), RuleKind.LOW_BALANCE)  # topped up with that little
    assert not planned(low._replace(lots=(LotFact(5, ago(60), 5000, ago(1)),)), RuleKind.LOW_BALANCE)


def test_a_pass_nearly_used_up():
    def with_passes(*passes):
        return planned(SOMEBODY._replace(passes=passes, last_visit=ago(1)), RuleKind.PASS_LOW)

    (wish,) = with_passes(PassFact(1, "洗车", ago(90), 2, 10))
    assert (wish.subject, wish.units, wish.service) == ("1", 2, "洗车")
    assert not with_passes(PassFact(1, "洗车", ago(90), 3, 10), PassFact(2, "打蜡", ago(90), 4, 5))
    assert not with_passes(PassFact(1, "洗车", ago(90), 1, 10), PassFact(2, "洗车", ago(2), 10, 10))
    assert not with_passes(PassFact(1, "洗车", ago(90), 0, 10))
    assert not with_passes(PassFact(1, "洗车", ago(90), 2, 2))  # it never had more
    assert not with_passes(PassFact(1, "健身", ago(9), 1, 0))  # a month is not counted in visits


# ---- visits, birthdays, reviews, notes ------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "count"), [(89, 0), (90, 1), (120, 1), (121, 0), (2000, 0)])
def test_who_has_not_come_for_long_is_invited_but_not_years_later(days, count):
    assert len(planned(SOMEBODY._replace(last_visit=ago(days)), RuleKind.SLEEPING)) == count


def test_a_return_visit_by_the_usual_interval():
    policy = with_rules(return_visit={"on": True})
    facts = SOMEBODY._replace(last_visit=ago(28), interval=28)
    assert only(facts, RuleKind.RETURN_VISIT, policy=policy).due_on == TODAY
    assert not planned(facts._replace(interval=29), RuleKind.RETURN_VISIT, policy=policy)
    assert not planned(facts._replace(interval=None), RuleKind.RETURN_VISIT, policy=policy)
    assert not planned(facts, RuleKind.RETURN_VISIT)  # off to begin with


@pytest.mark.parametrize(
    ("today", "kept"),
    [("2027-02-28", "2027-02-28"), ("2028-02-28", None), ("2028-02-29", "2028-02-29"), ("2027-03-01", None)],
)
def test_a_birthday_on_the_29th_of_february(today, kept):
    day = date.fromisoformat(today)
    birthday = next_birthday("02-29", Calendar.SOLAR, day, lambda *_: None)
    found = planned(SOMEBODY._replace(birthday=birthday), RuleKind.BIRTHDAY, day)
    assert [str(wish.on) for wish in found] == ([] if kept is None else [kept])


def test_a_birthday_soon_after_new_year_is_seen_in_december():
    policy = with_rules(birthday={"days": [3]})
    day = date(2026, 12, 30)
    birthday = next_birthday("01-02", Calendar.SOLAR, day, lambda *_: None)
    wish = only(SOMEBODY._replace(birthday=birthday), RuleKind.BIRTHDAY, day, policy)
    assert (wish.due_on, wish.expires_on) == (day, date(2027, 1, 2))


def test_a_review_that_was_missed_is_done_once():
    facts = SOMEBODY._replace(review=Review(3, date(2026, 1, 31)))
    assert not planned(facts, RuleKind.REVIEW, date(2026, 4, 29))
    keys = {only(facts, RuleKind.REVIEW, day).key for day in (date(2026, 4, 30), date(2026, 12, 1), date(2030, 1, 1))}
    assert keys == {Key(RuleKind.REVIEW, "7", "2026-04-30/0")}


def test_dated_notes_stay_until_seen_to():
    facts = SOMEBODY._replace(notes=(NoteFact(3, ago(9), "ask about the sign"), NoteFact(4, TODAY + timedelta(days=1))))
    wish = only(facts, RuleKind.NOTE)
    assert (wish.subject, wish.number, wish.due_on) == ("3", "ask about the sign", ago(9))


# ---- what everything obeys ------------------------------------------------------------------------------------------

EVERYTHING = Facts(
    customer=7,
    charges=(charge(1, 30), charge(2, -2), charge(3, -2, part=1, parts=2), charge(4, 3 * 365 - 20)),
    lots=(LotFact(1, ago(300), 700, TODAY + timedelta(days=5)),),
    passes=(PassFact(2, "洗车", ago(90), 2, 10),),
    last_lot=1,
    promises=(Promise(1, 500, ago(9), ago(20)),),
    reach=EVERYWHERE,
    consents=EVERYWHERE,
    last_visit=ago(28),
    interval=28,
    birthday=TODAY,
    statements=(StatementFact("S-1", ago(20), ago(5)),),
    review=Review(1, ago(40)),
    notes=(NoteFact(1, TODAY),),
    agreed_through=TODAY + timedelta(days=20),
)
ALL_ON = with_rules(return_visit={"on": True}, sleeping={"days": [20]})


def kinds(facts, policy=ALL_ON, today=TODAY):
    return {wish.rule for wish in plan(facts, policy, today)}


def test_every_kind_is_planned_the_gravest_first():
    assert kinds(EVERYTHING) == set(RuleKind) - {RuleKind.PROMISE_DUE}
    wishes = plan(EVERYTHING, ALL_ON, TODAY)
    assert [ORDER[wish.rule] for wish in wishes] == sorted(ORDER[wish.rule] for wish in wishes)
    assert len({wish.key for wish in wishes}) == len(wishes)
    assert set(ORDER) == set(RuleKind)


def test_what_is_wanted_today_is_wanted_when_asked_again():
    for wish in plan(EVERYTHING, ALL_ON, TODAY):
        assert recheck(wish, EVERYTHING, ALL_ON, TODAY) == wish
        assert still_wanted(wish, EVERYTHING, ALL_ON, TODAY) is None


@pytest.mark.parametrize("kind", list(RuleKind))
def test_a_rule_switched_off_plans_nothing(kind):
    off = ALL_ON._replace(rules=changed(ALL_ON.rules, {kind: {"on": False}}))
    assert kind not in kinds(EVERYTHING, off)
    for wish in planned(EVERYTHING, kind, policy=ALL_ON):
        assert because(wish, EVERYTHING, policy=off) is Why.OFF


def test_without_consent_there_is_no_advertising():
    facts = EVERYTHING._replace(consents=frozenset())
    assert kinds(EVERYTHING) - kinds(facts) == MARKETING
    for wish in plan(EVERYTHING, ALL_ON, TODAY):
        if wish.rule in MARKETING:
            assert because(wish, facts, policy=ALL_ON) is Why.NO_CONSENT
    assert not kinds(EVERYTHING._replace(reach=frozenset({Way.EMAIL}), consents=frozenset({Way.MESSAGE}))) & MARKETING


def test_who_shall_not_be_reminded_is_not_but_the_owner_is():
    facts = EVERYTHING._replace(pauses=(Pause(PauseKind.SILENCE, ago(5), None, "asked for it"),))
    assert kinds(facts) == FOR_OWNER
    for wish in plan(EVERYTHING, ALL_ON, TODAY):
        assert because(wish, facts, policy=ALL_ON) is (None if wish.rule in FOR_OWNER else Why.SILENCED)


def test_a_closed_file_still_owes_but_is_not_invited():
    assert kinds(EVERYTHING._replace(closed=True)) == kinds(EVERYTHING) - MARKETING - {
        RuleKind.LOW_BALANCE,
        RuleKind.PASS_LOW,
        RuleKind.REVIEW,
        RuleKind.AGREEMENT,
    }


def test_nobody_known_wants_nothing():
    assert plan(Facts(customer=1), POLICY, TODAY) == []
    for planner in _PLANNERS.values():  # nor does any planner by itself
        assert list(planner.plan(Facts(customer=1), ALL_ON, TODAY)) == []


# ---- asked once more before it goes out -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (SOMEBODY, Why.PAID),
        (debtor(charge(1, 30, 0), charge(2, 8, 500)), Why.PAID),
        (debtor(charge(1, 30, 50)), Why.SMALL),
        (debtor(charge(1, 30, disputed=True)), Why.DISPUTED),
        (debtor(charge(1, 30), pauses=(Pause(PauseKind.UNTIL, TODAY, TODAY),)), Why.PAUSED),
        (debtor(charge(1, 30), promises=(Promise(1, 5, TODAY, TODAY),)), Why.PROMISED),
        (debtor(charge(1, 30, done=(Done(1, TODAY),))), Why.DONE),
        (debtor(charge(1, 1)), Why.EARLY),
        (debtor(charge(1, 30), charge(2, 60, done=(Done(1, ago(50)),))), Why.SUPERSEDED),
    ],
)
def test_a_reminder_takes_itself_back_and_says_why(facts, why):
    wish = only(debtor(charge(1, 30)), RuleKind.OVERDUE)
    if why is Why.EARLY:  # the due date was moved
        wish = only(debtor(charge(1, 30)), RuleKind.OVERDUE, ago(0))
        wish = type(wish)(**{**{n: getattr(wish, n) for n in wish.__slots__}, "due_on": TODAY + timedelta(days=2)})
    assert because(wish, facts) is why
    reason = still_wanted(wish, facts, POLICY, TODAY)
    assert reason.message.text.endswith(".")


def test_what_goes_out_has_todays_amounts():
    wish = only(debtor(charge(1, 30), charge(2, 8, 500)), RuleKind.OVERDUE)
    now = recheck(wish, debtor(charge(1, 30, 400)), POLICY, TODAY + timedelta(days=1))
    assert (now.key, now.amount, now.covers) == (wish.key, 400, (Covered(1, 1),))


def test_every_reason_has_a_sentence():
    assert set(SENTENCES) == set(Why)
