"""The rules: what each kind takes, what it refuses by its field, and that what is stored comes back."""

import json

import pytest

from app.core.money import MAX_MINOR
from app.core.reminder.kinds import FOR_OWNER, RuleKind, Way
from app.core.reminder.rules import AHEAD, DEFAULT_RULES, FIELDS, ONE_DAY, as_json, changed, from_json
from app.errors import Refused


def test_there_is_a_rule_for_every_kind():
    assert set(DEFAULT_RULES) == set(FIELDS) == set(RuleKind)
    assert all(rule.kind is kind for kind, rule in DEFAULT_RULES.items())


def test_the_defaults_pass_their_own_checks():
    for kind in RuleKind:
        values = {name: getattr(DEFAULT_RULES[kind], name) for name in FIELDS[kind]}
        assert changed(DEFAULT_RULES, {kind: values}) == DEFAULT_RULES


def test_only_what_is_given_changes():
    new = changed(DEFAULT_RULES, {"expiring": {"days": [60, 14], "ways": ["email", "letter"], "on": False}})
    rule = new[RuleKind.EXPIRING]
    assert (rule.days, rule.ways, rule.on) == ((60, 14), (Way.EMAIL, Way.LETTER), False)
    assert {kind for kind in RuleKind if new[kind] != DEFAULT_RULES[kind]} == {RuleKind.EXPIRING}


def test_what_is_stored_comes_back():
    new = changed(
        DEFAULT_RULES,
        {
            "overdue": {"least": 500, "apart": 0},
            "low_balance": {"level": 1, "days": [9]},
            "pass_low": {"units": 5},
            "note": {"days": [3, 0], "on": False},
        },
    )
    assert from_json(as_json(new)) == new
    assert from_json({}) == DEFAULT_RULES


def test_what_is_damaged_has_its_default_and_the_rest_stays():
    stored = {"expiring": json.dumps({"days": [7, 90], "on": False, "x": 1}), "nonsense": "{}", "note": "[1]", "x": "{"}
    found = from_json(stored)
    assert found[RuleKind.EXPIRING].days == (90, 30, 7)
    assert not found[RuleKind.EXPIRING].on
    assert found[RuleKind.NOTE] == DEFAULT_RULES[RuleKind.NOTE]


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("expiring", {"days": [7, 30]}, "expiring.days"),  # they count down
        ("expiring", {"days": [30, 30]}, "expiring.days"),
        ("expiring", {"days": []}, "expiring.days"),
        ("expiring", {"days": [-1]}, "expiring.days"),
        ("expiring", {"days": [1.5]}, "expiring.days"),
        ("expiring", {"days": 7}, "expiring.days"),
        ("expiring", {"days": list(range(40, 20, -1))}, "expiring.days"),
        ("expiring", {"ways": ["pigeon"]}, "expiring.ways"),
        ("expiring", {"ways": []}, "expiring.ways"),
        ("expiring", {"least": -1}, "expiring.least"),
        ("expiring", {"least": MAX_MINOR + 1}, "expiring.least"),
        ("expiring", {"least": True}, "expiring.least"),
        ("expiring", {"on": 1}, "expiring.on"),
        ("expiring", {"template": "a b"}, "expiring.template"),
        ("expiring", {"template": ""}, "expiring.template"),
        ("expiring", {"kind": "note"}, "expiring.kind"),
        ("sleeping", {"days": [90, 60]}, "sleeping.days"),  # they count up
        ("promise_broken", {"days": [1, 2]}, "promise_broken.days"),
        ("low_balance", {"days": []}, "low_balance.days"),
        ("low_balance", {"units": 3}, "low_balance.units"),
        ("birthday", {"least": 3}, "birthday.least"),
        ("pass_low", {"units": 1001}, "pass_low.units"),
        ("limitation", {"ways": ["email"]}, "limitation.ways"),  # nobody is told that their debt grows too old
        ("review", {"template": "hello"}, "review.template"),  # nobody would ever read it
        ("overdue", {"days": [3]}, "overdue.days"),  # the ladder says so
        ("overdue", {"apart": -1}, "overdue.apart"),
        ("dunning", {"on": True}, "dunning"),
        ("note", 3, "note"),
    ],
)
def test_nonsense_is_refused_where_it_stands(kind, values, field):
    with pytest.raises(Refused) as refused:
        changed(DEFAULT_RULES, {kind: values})
    assert refused.value.field == field
    assert str(refused.value).endswith(".")


def test_the_kinds_are_sorted_into_groups_that_exist():
    assert not AHEAD & ONE_DAY
    assert all(DEFAULT_RULES[kind].ways == (Way.OWNER,) for kind in FOR_OWNER)
