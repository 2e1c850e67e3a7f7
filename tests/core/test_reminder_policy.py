"""Rules, ladders and conduct as one value: what a request changes, what is stored, what is refused."""

import json

import pytest

from app.core.reminder.kinds import RuleKind
from app.core.reminder.policy import ChangePolicy, ShopPolicy, as_json, changed, changes, from_json
from app.errors import Refused


def request(**given: dict) -> ChangePolicy:
    return ChangePolicy(id="r", **given)


def test_what_is_stored_is_read_back_as_it_was():
    policy = changed(
        ShopPolicy(),
        request(
            rules={"expiring": {"days": [60, 10], "least": 2000}, "birthday": {"on": False}},
            ladders={"good": [{"days": 9, "ways": ["phone"], "tone": "firm"}], "gentler": []},
            conduct={"quiet_from": "21:00", "holidays": ["2026-10-01"], "per_day": 1},
        ),
    )
    assert from_json(as_json(policy)) == policy
    assert policy.rules[RuleKind.EXPIRING].days == (60, 10)


def test_only_what_changed_is_told():
    new = changed(ShopPolicy(), request(rules={"birthday": {"on": False}}, conduct={"per_day": 3}))
    [change] = changes(ShopPolicy(), new)
    assert change.field == "reminder_rule.birthday"
    assert (json.loads(change.old)["on"], json.loads(change.new)["on"]) == (True, False)


def test_what_is_damaged_counts_as_never_set():
    stored = as_json(ShopPolicy())
    stored["reminder_rule.birthday"] = "{"
    stored["reminder_ladder.normal"] = '[{"days": 3}]'
    stored["reminder_conduct.per_day"] = '"many"'
    stored["reminder_conduct.colour"] = '"red"'
    assert from_json(stored) == ShopPolicy()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"rules": {"nothing": {"on": True}}}, "nothing"),
        ({"rules": {"expiring": {"days": [7, 30]}}}, "expiring.days"),
        ({"ladders": {"best": []}}, "best"),
        ({"ladders": {"normal": []}}, "normal"),
        ({"conduct": {"quiet_from": "25:00"}}, "quiet_from"),
    ],
)
def test_nonsense_is_refused_by_the_name_of_its_field(given: dict, field: str):
    with pytest.raises(Refused) as caught:
        changed(ShopPolicy(), request(**given))
    assert caught.value.field == field
