"""When claims become too old, and what starts their time anew (民法典 188, 189, 192, 195)."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.lawpack import LawPack, read_pack
from app.core.reminder.limitation import Ground, Interruption, Years, last_day, years_by_law

CHINA = Years(3, 20)
DUE = date(2023, 5, 10)


def ends(*interruptions):
    return last_day(DUE, [Interruption(date.fromisoformat(on), ground) for on, ground in interruptions], CHINA)


def test_three_years_from_the_due_date():
    assert ends() == date(2026, 5, 10)
    assert last_day(date(2024, 2, 29), [], CHINA) == date(2027, 2, 28)


@pytest.mark.parametrize("ground", list(Ground))
def test_what_comes_within_it_starts_it_anew(ground):
    assert ends(("2025-01-01", ground)) == date(2028, 1, 1)
    assert ends(("2026-05-10", ground)) == date(2029, 5, 10)


@pytest.mark.parametrize("ground", list(Ground))
def test_once_it_has_run_out_only_consent_does(ground):
    expected = date(2029, 5, 11) if ground is Ground.CONSENT else date(2026, 5, 10)
    assert ends(("2026-05-11", ground)) == expected


def test_each_in_its_turn_in_whatever_order_they_are_read():
    chain = [("2028-12-31", Ground.DEMAND), ("2025-06-01", Ground.DEMAND), ("2026-01-01", Ground.PART_PAYMENT)]
    assert ends(*chain) == date(2031, 12, 31)
    assert ends(chain[0]) == date(2026, 5, 10)  # too late by itself


def test_a_demand_before_the_due_date_takes_nothing_away():
    assert ends(("2023-01-01", Ground.DEMAND)) == date(2026, 5, 10)


def test_twenty_years_are_the_most():
    demands = [Interruption(date(year, 5, 1), Ground.DEMAND) for year in range(2024, 2050, 2)]
    assert last_day(DUE, demands, CHINA) == date(2043, 5, 10)
    assert last_day(DUE, demands, Years(3, None)) == date(2051, 5, 1)


def test_the_pack_knows_the_years():
    text = (Path(__file__).parents[2] / "resources" / "law" / "CN.toml").read_text(encoding="utf-8")
    pack = read_pack("CN", text)
    assert years_by_law(pack, date(2026, 1, 1)) == CHINA
    assert years_by_law(LawPack("HK"), date(2026, 1, 1)) is None


DAYS = st.dates(date(2023, 1, 1), date(2040, 1, 1))


@given(st.lists(st.builds(Interruption, DAYS, st.sampled_from(list(Ground))), max_size=8), DAYS)
def test_a_further_demand_never_shortens_it(interruptions, on):
    before = last_day(DUE, interruptions, CHINA)
    after = last_day(DUE, [*interruptions, Interruption(on, Ground.DEMAND)], CHINA)
    assert after >= before >= date(2026, 5, 10)
