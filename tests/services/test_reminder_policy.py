"""The shop's policy of reminders in its book: changed once by a request, logged, refused whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import App
from app.core.reminder.kinds import RuleKind
from app.core.reminder.policy import ChangePolicy, ShopPolicy
from app.errors import Refused
from tests.gui.shop_book import new_shop, open_on


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    made = new_shop(tmp_path / "shop.cbook")
    yield made
    made.close()


def change(**given: dict) -> ChangePolicy:
    return ChangePolicy(id="r1", **given)


def test_a_change_is_there_after_opening_anew_and_the_book_is_whole(app: App, tmp_path: Path):
    given = {"rules": {"sleeping": {"days": [120]}}, "conduct": {"no_sundays": False, "holidays": ["2026-10-01"]}}
    new = app.reminder_policy.change(change(**given))
    app.close()
    again = open_on(tmp_path / "shop.cbook")
    assert again.reminder_policy.current() == new != ShopPolicy()
    assert again.reminder_policy.current().rules[RuleKind.SLEEPING].days == (120,)
    assert again.verify.verify().problems == ()
    again.close()


def test_the_same_request_again_changes_nothing_and_another_by_its_id_is_refused(app: App):
    app.reminder_policy.change(change(rules={"birthday": {"on": False}}))
    app.reminder_policy.change(ChangePolicy(id="r2", rules={"birthday": {"on": True}}))
    assert app.reminder_policy.change(change(rules={"birthday": {"on": False}})).rules[RuleKind.BIRTHDAY].on
    with pytest.raises(Refused):
        app.reminder_policy.change(change(rules={"birthday": {"on": True}}))


def test_what_is_refused_leaves_nothing_of_itself(app: App):
    with pytest.raises(Refused) as caught:
        app.reminder_policy.change(change(rules={"birthday": {"on": False}}, conduct={"per_day": 0}))
    assert caught.value.field == "per_day"
    assert app.reminder_policy.current() == ShopPolicy()
