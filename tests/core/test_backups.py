# ruff: noqa: DTZ001 - the shop's own clock
"""Which backups are kept, and when the owner is told that the last one is old."""

from datetime import datetime, timedelta
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.backups import Keep, Kept, backup_name, check_keep, is_due, made_at, old_news, surplus
from app.errors import Refused

NOON = datetime(2026, 11, 22, 12)  # a Sunday
MOMENTS = st.lists(st.integers(0, 3 * 365 * 24), max_size=60, unique=True)


def at(hours: int) -> Kept:
    moment = datetime(2024, 1, 1) + timedelta(hours=hours)
    return Kept(backup_name(PurePath("shop.cbook"), moment), moment)


def test_a_name_tells_when_it_was_made() -> None:
    name = backup_name(PurePath("我的店.cbook"), datetime(2026, 11, 22, 15, 30, 12))
    assert name == "我的店-2026-11-22-153012.cbackup"
    assert made_at(name) == datetime(2026, 11, 22, 15, 30, 12)
    assert made_at("我的店-2026-11-22-153012-2.cbackup") == datetime(2026, 11, 22, 15, 30, 12)


@pytest.mark.parametrize("name", ["shop.cbook", "shop-2026-13-40-999999.cbackup", "x.cbackup", "shop-2026-11-22.zip"])
def test_a_file_of_another_name_is_no_backup(name: str) -> None:
    assert made_at(name) is None


def test_a_year_of_daily_backups_leaves_a_week_four_weeks_and_twelve_months() -> None:
    made = [Kept(f"{day}", NOON - timedelta(days=day)) for day in range(400)]
    gone = {each.name for each in surplus(made, Keep(7, 4, 12), "0")}
    left = [each for each in made if each.name not in gone]
    days = [each.made_at.date().isoformat() for each in left]
    assert days[:7] == [f"2026-11-{day}" for day in range(22, 15, -1)]
    # The Sundays before, then the last day of each month.
    assert days[7:] == [
        *("2026-11-15", "2026-11-08", "2026-11-01", "2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31"),
        *("2026-06-30", "2026-05-31", "2026-04-30", "2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31"),
    ]


@given(MOMENTS, st.integers(1, 9), st.integers(0, 5), st.integers(0, 14))
def test_the_newest_stays_and_what_is_kept_is_kept_again(hours: list[int], days: int, weeks: int, months: int) -> None:
    made, keep = [at(each) for each in hours], Keep(days, weeks, months)
    for newest in made[:1]:
        gone = surplus(made, keep, newest.name)
        left = [each for each in made if each not in gone]
        assert newest in left
        assert len(left) <= days + weeks + months + 1
        assert surplus(left, keep, newest.name) == []
        last = max(made, key=lambda each: each.made_at)
        assert last in left


@given(MOMENTS)
def test_a_shop_that_is_closed_loses_no_backup_by_it(hours: list[int]) -> None:
    made = [at(each) for each in hours]
    first = surplus(made, Keep(7, 4, 0), "")
    earlier = [Kept(each.name, each.made_at - timedelta(weeks=520)) for each in made]
    assert [each.name for each in surplus(earlier, Keep(7, 4, 0), "")] == [each.name for each in first]


def test_due_once_a_day_and_a_clock_that_was_ahead_does_not_hinder_it() -> None:
    assert is_due(None, NOON)
    assert is_due(NOON - timedelta(days=1), NOON)
    assert not is_due(NOON - timedelta(hours=11), NOON)
    assert is_due(NOON + timedelta(days=400), NOON)


def test_the_owner_is_told_when_the_last_is_old() -> None:
    assert "no good backup" in str(old_news(None, NOON, 7))
    assert "no good backup" in str(old_news(NOON + timedelta(days=9), NOON, 7))
    assert old_news(NOON - timedelta(days=6), NOON, 7) is None
    assert "2026-11-15, 7 days ago" in str(old_news(NOON - timedelta(days=7), NOON, 7))


@pytest.mark.parametrize("keep", [Keep(0, 4, 12), Keep(1, -1, 0), Keep(1, 0, -3)])
def test_keeping_none_is_refused(keep: Keep) -> None:
    with pytest.raises(Refused):
        check_keep(keep)
