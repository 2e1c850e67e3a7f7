"""Decent conduct: hours, Sundays, how often, by which way, and the hours that exist twice or not at all."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.reminder.conduct import Addressee, Answer, Conduct, Contact, as_json, changed, from_json, verdict
from app.core.reminder.kinds import Way
from app.errors import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")  # clocks change on 2026-03-29 and 2026-10-25, a Sunday, between 1:00 and 3:00
HAVANA = ZoneInfo("America/Havana")  # on 2026-03-08 there is no midnight
DEFAULT = Conduct()
ANYBODY = Addressee()


def at(text, zone=SHANGHAI):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def asked(moment, *contacts, conduct=DEFAULT, way=Way.MESSAGE, to=ANYBODY, advertising=False):
    return verdict(conduct, way, moment, [Contact(each, way) for each in contacts], to, advertising=advertising)


# ---- hours and days -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-03-02T08:00", None),
        ("2026-03-02T21:59:59", None),
        ("2026-03-02T22:00", "2026-03-03T08:00"),
        ("2026-03-03T00:00", "2026-03-03T08:00"),
        ("2026-03-03T07:59:59", "2026-03-03T08:00"),
        ("2026-03-07T22:30", "2026-03-09T08:00"),  # Saturday night: Sunday is left out
        ("2026-03-08T12:00", "2026-03-09T08:00"),  # Sunday noon
    ],
)
def test_quiet_hours_and_sundays(moment, until):
    found = asked(at(moment))
    assert found.until == (until and at(until))
    assert found.answer is (Answer.WAIT if until else Answer.OK)
    assert (found.message is None) == (until is None)


def test_holidays_in_a_row():
    conduct = Conduct(holidays=frozenset(date(2026, 10, day) for day in range(1, 8)))
    assert asked(at("2026-09-30T23:00"), conduct=conduct).until == at("2026-10-08T08:00")


def test_quiet_hours_at_noon_and_none_at_all():
    assert asked(at("2026-03-02T13:00"), conduct=Conduct(quiet_from=time(12), quiet_to=time(14))).until == at(
        "2026-03-02T14:00"
    )
    assert asked(at("2026-03-02T03:00"), conduct=Conduct(quiet_from=time(0), quiet_to=time(0))).answer is Answer.OK


def test_the_hour_is_the_customers():
    assert asked(at("2026-03-02T20:00").astimezone(ZoneInfo("America/New_York"))).until == at(
        "2026-03-02T08:00", ZoneInfo("America/New_York")
    )
    with pytest.raises(ValueError, match="time zone"):
        asked(datetime(2026, 3, 2, 12))  # noqa: DTZ001 - this is what is refused


@pytest.mark.parametrize("moment", ["2026-03-02T03:00", "2026-03-08T12:00"])
def test_a_letter_may_be_written_at_night_and_the_owner_may_think_at_any_time(moment):
    assert asked(at(moment), way=Way.LETTER).answer is Answer.OK
    assert asked(at(moment), way=Way.OWNER).answer is Answer.OK


# ---- how often ------------------------------------------------------------------------------------------------------


def test_three_a_day():
    day = [at(f"2026-03-02T{hour:02}:00") for hour in (9, 10, 11)]
    assert asked(at("2026-03-02T12:00"), *day[:2]).answer is Answer.OK
    found = asked(at("2026-03-02T12:00"), *day)
    assert found.until == at("2026-03-03T08:00")
    assert found.message.values == {"most": 3}


def test_seven_in_seven_days():
    days = [at(f"2026-03-{day:02}T09:30") for day in (2, 3, 4, 5, 6, 7)]
    assert asked(at("2026-03-07T12:00"), *days).answer is Answer.OK
    found = asked(at("2026-03-07T12:00"), *days, at("2026-03-07T10:00"))
    assert found.until == at("2026-03-09T09:30")  # the first has left the seven days, and it is no Sunday
    assert found.message.values == {"most": 7}


def test_letters_count_too_but_not_what_the_owner_did():
    contacts = [Contact(at(f"2026-03-02T{hour:02}:00"), Way.LETTER) for hour in (9, 10, 11)]
    assert verdict(DEFAULT, Way.PHONE, at("2026-03-02T12:00"), contacts, ANYBODY).answer is Answer.WAIT
    contacts = [each._replace(way=Way.OWNER) for each in contacts]
    assert verdict(DEFAULT, Way.PHONE, at("2026-03-02T12:00"), contacts, ANYBODY).answer is Answer.OK


def test_with_every_day_a_holiday_there_is_no_day():
    every = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(600))
    found = asked(at("2026-01-01T12:00"), conduct=Conduct(holidays=every))
    assert (found.answer, found.until) == (Answer.NEVER, None)
    assert asked(at("9999-12-31T23:00")).answer is Answer.NEVER  # nor is there one after the last


# ---- who and by which way -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "advertising"),
    [
        (Addressee(is_debtor=False), False),
        (Addressee(opted_out=frozenset({Way.MESSAGE})), False),
        (Addressee(consents=frozenset({Way.EMAIL})), True),
        (Addressee(opted_out=frozenset({Way.MESSAGE}), consents=frozenset({Way.MESSAGE})), True),
    ],
)
def test_never(to, advertising):
    found = asked(at("2026-03-02T12:00"), to=to, advertising=advertising)
    assert (found.answer, found.until) == (Answer.NEVER, None)
    assert found.message.text.endswith(".")


def test_opting_out_is_by_way():
    to = Addressee(opted_out=frozenset({Way.PHONE}), consents=frozenset({Way.MESSAGE}))
    assert asked(at("2026-03-02T12:00"), to=to).answer is Answer.OK
    assert asked(at("2026-03-02T12:00"), to=to, advertising=True).answer is Answer.OK


# ---- clocks that change ---------------------------------------------------------------------------------------------


def test_an_hour_that_does_not_exist_ends_when_it_would():
    conduct = Conduct(quiet_from=time(22), quiet_to=time(2, 30), no_sundays=False)
    assert asked(at("2026-03-29T00:30", BERLIN), conduct=conduct).until == at("2026-03-29T03:00", BERLIN)


def test_an_hour_that_exists_twice_is_waited_out():
    conduct = Conduct(quiet_from=time(22), quiet_to=time(2, 30), no_sundays=False)
    found = asked(at("2026-10-25T00:30", BERLIN), conduct=conduct)
    assert found.until.astimezone(UTC) == datetime(2026, 10, 25, 2, tzinfo=UTC)
    assert found.until == at("2026-10-25T03:00", BERLIN)


def test_a_day_without_midnight():
    conduct = Conduct(quiet_from=time(0), quiet_to=time(0), no_sundays=False, per_day=1)
    found = asked(at("2026-03-07T20:00", HAVANA), at("2026-03-07T19:00", HAVANA), conduct=conduct)
    assert found.until == at("2026-03-08T01:00", HAVANA)


def test_seven_days_with_an_hour_too_many():
    conduct = Conduct(quiet_from=time(0), quiet_to=time(0), no_sundays=False, per_week=1)
    found = asked(at("2026-11-01T20:00", HAVANA), at("2026-10-26T00:10", HAVANA), conduct=conduct)
    assert found.until == at("2026-11-02T00:00", HAVANA)  # by the hour it would be the first, at 23:10


MOMENTS = st.integers(0, 60 * 24 * 366).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
CONDUCTS = st.builds(
    Conduct,
    quiet_from=st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    quiet_to=st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    no_sundays=st.booleans(),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5),
    per_day=st.integers(1, 3),
    per_week=st.integers(1, 7),
)


def in_quiet(conduct, moment):
    start, end, clock = conduct.quiet_from, conduct.quiet_to, moment.time()
    if start == end:
        return False
    return start <= clock < end if start < end else not end <= clock < start


@given(CONDUCTS, st.sampled_from([SHANGHAI, BERLIN, HAVANA]), st.lists(MOMENTS, max_size=12), MOMENTS)
def test_the_moment_it_waits_for_is_one_at_which_nothing_stands_against_it(conduct, zone, contacts, moment):
    now = moment.astimezone(zone)
    found = asked(now, *contacts, conduct=conduct)
    if found.answer is Answer.WAIT:
        assert found.until.astimezone(UTC) > moment
        assert asked(found.until, *contacts, conduct=conduct).answer is Answer.OK
        assert found.until.replace(fold=0).utcoffset() == found.until.replace(fold=1).utcoffset()
        assert found.until.astimezone(UTC).astimezone(zone).time() == found.until.time()
    assert asked(now, *reversed(contacts), conduct=conduct) == found


@given(
    CONDUCTS,
    st.sampled_from([SHANGHAI, BERLIN, HAVANA]),
    st.lists(st.tuples(MOMENTS, st.sampled_from([Way.PHONE, Way.MESSAGE, Way.LETTER])), max_size=25),
    st.integers(0, 2),
)
def test_whatever_is_tried_when_no_contact_is_out_of_hours_or_too_many(conduct, zone, tries, crowd):
    """`crowd` brings the tries closer together; they come in any order, as if clocks were set back."""
    made = []
    for moment, way in tries:
        near = datetime(2026, 3, 20, tzinfo=UTC) + (moment - datetime(2026, 1, 1, tzinfo=UTC)) / 10**crowd
        found = verdict(conduct, way, near.astimezone(zone), made, ANYBODY)
        when = near if found.answer is Answer.OK else found.until
        if when is not None:
            made.append(Contact(when.astimezone(zone), way))
    for contact in made:
        local = contact.at
        if contact.way is not Way.LETTER:
            assert not in_quiet(conduct, local)
            assert local.date() not in conduct.holidays
            assert not (conduct.no_sundays and local.weekday() == 6)
        same_day = [each for each in made if each.at.date() == local.date()]
        assert len(same_day) <= conduct.per_day
        week = [each for each in made if timedelta(0) <= each.at.astimezone(UTC) - local.astimezone(UTC) < timedelta(7)]
        assert len(week) <= conduct.per_week


# ---- changing and storing it ----------------------------------------------------------------------------------------


def test_what_is_stored_comes_back():
    given_ = {
        "quiet_from": "21:30",
        "quiet_to": time(9),
        "no_sundays": False,
        "holidays": ["2026-10-01", date(2026, 5, 1)],
        "per_day": 1,
        "per_week": 2,
    }
    conduct = changed(DEFAULT, given_)
    assert conduct.quiet_from == time(21, 30)
    assert from_json(as_json(conduct)) == conduct
    assert from_json({"quiet_from": '"25:00"', "per_day": "0", "x": "1", "holidays": "["}) == DEFAULT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quiet_from", "25:00"),
        ("quiet_from", "late"),
        ("quiet_from", "22:00:30"),
        ("quiet_from", "22:00+08:00"),
        ("quiet_from", 22),
        ("no_sundays", 1),
        ("holidays", "2026-10-01"),
        ("holidays", ["10-01"]),
        ("holidays", [3]),
        ("holidays", [datetime(2026, 1, 1, tzinfo=UTC)]),
        ("per_day", 0),
        ("per_week", 101),
        ("per_year", 1),
    ],
)
def test_nonsense_is_refused_by_its_name(name, value):
    with pytest.raises(Refused) as refused:
        changed(DEFAULT, {name: value})
    assert refused.value.field == name
