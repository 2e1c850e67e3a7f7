"""How long the law has a person kept, by sourced rows of the rule pack; consents; what a customer is given."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.lawpack import LawPack, LegalValue, read_pack
from app.core.privacy.consents import Consent, RecordConsent, Source, check_consent, standing
from app.core.privacy.person_export import COLUMNS, SECTIONS, PersonData, as_json
from app.core.privacy.retention import Erasable, NotYet, Standing, Unsettled, due, erasable, years_later
from app.errors import Refused

LAST = date(2023, 5, 10)
EMPTY = LawPack("none")
CN = read_pack("CN", (Path(__file__).parents[2] / "resources/law/CN.toml").read_text(encoding="utf-8"))


def pack(**years):
    return LawPack(
        "x", tuple(LegalValue(rule, n, date(2000, 1, 1), f"law of {rule}", "H") for rule, n in years.items())
    )


# ---- when ---------------------------------------------------------------------------------------------------------


def test_the_last_day_still_bars_and_the_next_does_not():
    three = pack(record_years=3)
    answer = erasable(Standing(last_on=LAST), date(2026, 5, 10), three)
    assert isinstance(answer, NotYet)
    assert answer.until == date(2026, 5, 10)
    assert erasable(Standing(last_on=LAST), date(2026, 5, 11), three) == Erasable()


def test_the_longest_rule_counts_and_all_that_bar_are_named():
    answer = erasable(Standing(last_on=LAST), date(2024, 1, 1), pack(record_years=1, limitation_years=3))
    assert isinstance(answer, NotYet)
    assert answer.until == date(2026, 5, 10)
    assert [reason.row.rule for reason in answer.reasons] == ["limitation_years", "record_years"]
    assert all("law of" in str(reason.message) and "{" not in str(reason.message) for reason in answer.reasons)


def test_a_rule_whose_time_is_over_is_no_longer_named():
    answer = erasable(Standing(last_on=LAST), date(2025, 1, 1), pack(record_years=1, limitation_years=3))
    assert [reason.row.rule for reason in answer.reasons] == ["limitation_years"]


def test_the_id_of_who_bought_a_card_counts_only_where_it_had_to_be_kept():
    rules = pack(id_record_years=5)
    assert erasable(Standing(last_on=LAST), LAST + timedelta(days=1), rules) == Erasable()
    assert isinstance(erasable(Standing(last_on=LAST, id_kept=True), date(2028, 5, 10), rules), NotYet)


def test_a_shop_may_keep_longer_by_its_own_will():
    answer = erasable(Standing(last_on=LAST), date(2024, 1, 1), EMPTY, own_years=2)
    assert isinstance(answer, NotYet)
    assert answer.until == date(2025, 5, 10)
    assert answer.reasons[0].row is None


def test_without_rules_a_person_may_go_at_once():
    assert erasable(Standing(last_on=LAST), LAST + timedelta(days=1), EMPTY) == Erasable()


def test_what_the_law_says_of_accounts_bars_nobody_for_the_amounts_stay():
    answer = erasable(Standing(last_on=LAST), date(2026, 6, 1), pack(record_years=3, accounting_years=30))
    assert isinstance(answer, Erasable)
    assert answer.amounts_until.until == date(2053, 12, 31)  # from the end of the accounting year
    assert "law of accounting_years" in str(answer.amounts_until.message)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"held": 1}, "still holds"),
        ({"owed": 1}, "still owes"),
        ({"units_left": True}, "visits left"),
        ({"disputed": True}, "dispute"),
        ({"in_case": True}, "case"),
    ],
)
def test_nobody_is_erased_while_anything_is_open_between_them_and_the_shop(more, said):
    answer = erasable(Standing(last_on=LAST, **more), date(2099, 1, 1), CN)
    assert isinstance(answer, Unsettled)
    assert said in str(answer.messages[0])


def test_all_that_is_open_is_named_at_once():
    answer = erasable(Standing(last_on=LAST, held=1, owed=1, disputed=True, in_case=True), LAST, CN)
    assert len(answer.messages) == 4


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 40), st.integers(0, 40), st.integers(0, 20_000))
def test_once_erasable_always_erasable(last, records, own, days):
    rules, file = pack(record_years=records), Standing(last_on=last)
    on = last + timedelta(days=days)
    answer = erasable(file, on, rules, own)
    if isinstance(answer, NotYet):
        assert answer.until >= on
        assert erasable(file, answer.until + timedelta(days=1), rules, own) == Erasable()
    else:
        assert erasable(file, on + timedelta(days=1), rules, own) == Erasable()


def test_years_end_on_a_day_there_is():
    assert years_later(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert years_later(date(9990, 1, 1), 50) == date.max


def test_the_ones_whose_time_is_over_are_proposed_the_longest_waiting_first():
    old, older = Standing(last_on=date(2010, 1, 1)), Standing(last_on=date(2009, 1, 1))
    found = due(
        [(1, old), (2, older), (3, Standing(last_on=LAST)), (4, Standing(last_on=old.last_on, owed=1))], LAST, CN
    )
    assert found == (2, 1)


# ---- the shipped pack -----------------------------------------------------------------------------------------------


def test_in_china_a_person_may_go_three_years_after_the_last_entry():
    answer = erasable(Standing(last_on=LAST), date(2025, 1, 1), CN)
    assert isinstance(answer, NotYet)
    assert answer.until == date(2026, 5, 10)
    assert {reason.row.rule for reason in answer.reasons} == {"record_years", "limitation_years"}
    later = erasable(Standing(last_on=LAST), date(2026, 5, 11), CN)
    assert isinstance(later, Erasable)
    assert later.amounts_until.until == date(2053, 12, 31)


@pytest.mark.parametrize(
    ("rule", "value"),
    [("accounting_years", 30), ("accounting_other_years", 10), ("id_record_years", 5), ("impact_assessment_years", 3)],
)
def test_every_figure_bears_its_source_and_how_sure_it_is(rule, value):
    row = CN.value(rule, date(2026, 1, 1))
    assert row.value == value
    assert re.search(r"第|年第", row.source)
    assert row.confidence in {"H", "M"}


# ---- consents -------------------------------------------------------------------------------------------------------

TODAY = date(2026, 3, 31)
ASKED = RecordConsent(id="c1", customer="C001", purpose="sms", given=True, on=TODAY, source=Source.COUNTER)


def step(given, on, purpose="sms"):
    return Consent(purpose, given, on, Source.COUNTER)


def test_a_consent_holds_from_its_day_until_it_is_withdrawn():
    history = [step(True, date(2025, 1, 1)), step(False, date(2025, 6, 1)), step(True, date(2025, 1, 1), "wechat")]
    assert standing(history, "sms", date(2024, 12, 31)) is None
    assert standing(history, "sms", date(2025, 5, 31)) == history[0]
    assert standing(history, "sms", date(2025, 6, 1)) is None
    assert standing(history, "wechat", TODAY) == history[2]
    assert standing(history, "email", TODAY) is None


def test_given_and_withdrawn_on_one_day_counts_in_its_order():
    assert standing([step(True, TODAY), step(False, TODAY)], "sms", TODAY) is None
    assert standing([step(False, TODAY), step(True, TODAY)], "sms", TODAY) == step(True, TODAY)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"purpose": " "}, "purpose"),
        ({"purpose": "x" * 61}, "purpose"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"source": Source.PAPER}, "attachment"),
        ({"sensitive": True, "source": Source.IMPORT}, "source"),
        ({"sensitive": True, "source": Source.LAW}, "source"),
    ],
)
def test_a_consent_that_nothing_shows_is_refused(more, field):
    values = {name: getattr(ASKED, name) for name in ASKED.__dataclass_fields__}
    with pytest.raises(Refused) as refused:
        check_consent(RecordConsent(**{**values, **more}), TODAY)
    assert refused.value.field == field
    assert "{" not in str(refused.value)


def test_withdrawing_needs_no_proof():
    values = {name: getattr(ASKED, name) for name in ASKED.__dataclass_fields__}
    for more in ({"source": Source.PAPER}, {"sensitive": True, "source": Source.IMPORT}):
        check_consent(RecordConsent(**{**values, **more, "given": False}), TODAY)
    check_consent(ASKED, TODAY)
    check_consent(RecordConsent(**{**values, "source": Source.PAPER, "attachment": 7}), TODAY)


# ---- what a customer is given ---------------------------------------------------------------------------------------

DATA = PersonData(
    shop="小王理发店",
    number="C001",
    made_at=datetime(2026, 3, 31, 8, tzinfo=UTC),
    currency="CNY",
    decimals=2,
    rows={
        "file": [("name", "王小明"), ("=cmd", "@x")],
        "balances": [(440_00, 44_00, 0, -30)],
        "items": [("t1", "lot", date(2026, 1, 5), "", 500_00, 440_00, None, None, None)],
    },
)


def test_the_export_is_json_with_every_section_and_amounts_anybody_can_read():
    found = json.loads(as_json(DATA))
    assert list(found["sections"]) == [section.name for section in SECTIONS]
    assert found["sections"]["balances"] == [
        {"principal": "440.00", "bonus": "44.00", "passes": "0.00", "owed": "-0.30"}
    ]
    item = found["sections"]["items"][0]
    assert (item["on"], item["left"], item["expires_on"]) == ("2026-01-05", "440.00", None)
    assert found["sections"]["attachments"] == []
    assert found["made_at"] == "2026-03-31T08:00:00+00:00"
    assert "王小明" in as_json(DATA)  # as itself, not as \u escapes


def test_texts_come_out_as_themselves():
    assert json.loads(as_json(DATA))["sections"]["file"][1] == {"field": "=cmd", "value": "@x"}


@pytest.mark.parametrize("rows", [{"nothing": []}, {"balances": [(1, 2, 3)]}])
def test_an_export_that_would_lose_something_is_refused(rows):
    data = PersonData(shop="", number="", made_at=DATA.made_at, currency="CNY", decimals=2, rows=rows)
    with pytest.raises(Refused):
        as_json(data)


def test_sections_have_titles_and_columns_of_their_own():
    assert len({section.name for section in SECTIONS}) == len({section.title for section in SECTIONS}) == len(SECTIONS)
    for section in SECTIONS:
        assert section.money <= set(section.columns)
        assert set(section.columns) <= set(COLUMNS)
        assert len(set(section.columns)) == len(section.columns)


def test_no_column_is_called_something_for_nothing():
    assert set(COLUMNS) == {name for section in SECTIONS for name in section.columns}
